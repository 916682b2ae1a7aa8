//! Numbers to either side of zero, as keyness: which words two corpora differ in.

use super::{Cell, missing};
use crate::chart::ChartError;
use crate::chart::figure::Unit;

/// Numbers to either side of zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diverging {
    /// What numbers below zero speak for: `"Russian press"`.
    pub left: String,
    /// What numbers above zero speak for.
    pub right: String,
    /// What the bars stand for (words, codes), from top to bottom.
    pub categories: Vec<String>,
    /// The numbers, one a category.
    pub cells: Vec<Cell>,
}

impl Diverging {
    /// Each cell with the name of its category.
    pub fn named(&self) -> impl Iterator<Item = (String, &Cell)> {
        self.categories.iter().cloned().zip(&self.cells)
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        if self.categories.is_empty() {
            return Err(ChartError::Empty);
        }
        if self.cells.len() != self.categories.len() {
            return Err(ChartError::Ragged {
                rows: self.categories.len(),
                columns: 1,
                cells: self.cells.len(),
            });
        }
        if unit != Unit::Signed {
            return Err(ChartError::Unsigned);
        }
        self.named().try_for_each(|(place, cell)| cell.check(&place, unit))
    }

    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        missing(self.named(), noun).into_iter().collect()
    }
}
