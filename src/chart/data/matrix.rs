//! Numbers by row and column: a crosstab's shares, codes that occur together, residuals. What a heat map
//! shows. The figure's unit says the scale: shares and quantities begin at 0, signed numbers have 0 in
//! the middle.

use super::cells::common;
use super::{Cell, Cells, missing, rests_on};
use crate::chart::ChartError;
use crate::chart::figure::Unit;
use crate::chart::rows::with_n;

/// Numbers by row and column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    /// Labels of the rows, from top to bottom.
    pub rows: Vec<String>,
    /// Name of the variable over the columns; may be empty.
    pub column_title: String,
    /// Labels of the columns, from left to right. Where they are those of the rows and too long for their
    /// place, rows and columns are numbered.
    pub columns: Vec<String>,
    /// The numbers, row by row: `rows.len() * columns.len()` of them. `None` is no cell at all, as the
    /// diagonal and one half of a symmetric matrix; what is missing or undefined is a [`Cell`] without a
    /// value.
    pub cells: Vec<Option<Cell>>,
    /// True where the columns are the codes and the rows what they are compared by.
    pub turned: bool,
}

impl Matrix {
    /// A matrix of codes that occur together: the half under the diagonal, of `cell(row, column)`.
    pub fn symmetric(labels: Vec<String>, mut cell: impl FnMut(usize, usize) -> Cell) -> Self {
        let n = labels.len();
        let cells = (0..n * n)
            .map(|at| (at / n, at % n))
            .map(|(row, column)| (column < row).then(|| cell(row, column)))
            .collect();
        Self { rows: labels.clone(), columns: labels, cells, ..Self::default() }
    }

    /// The columns as rows, each with the n that it rests on, where there is one: for more columns than
    /// stand side by side.
    pub fn turned(&self) -> Self {
        let n = self.columns.len().max(1);
        let row = |(at, label): (usize, &String)| with_n(label, self.column_n(at));
        let cells = (0..n).flat_map(|at| self.cells.iter().skip(at).step_by(n));
        Self {
            rows: self.columns.iter().enumerate().map(row).collect(),
            column_title: String::new(),
            columns: self.rows.clone(),
            cells: cells.cloned().collect(),
            turned: !self.turned,
        }
    }

    /// Each cell with the names of its row and column.
    pub fn named(&self) -> impl Iterator<Item = (String, &Cell)> {
        let rows = self.rows.iter().zip(self.cells.chunks(self.columns.len().max(1)));
        rows.flat_map(move |(row, cells)| {
            cells.iter().zip(&self.columns).filter_map(move |(cell, column)| {
                cell.as_ref().map(|cell| (format!("{row} × {column}"), cell))
            })
        })
    }

    /// The n that all cells of a column rest on, where there is one.
    pub(in crate::chart) fn column_n(&self, column: usize) -> Option<u64> {
        let cells = self.cells.iter().skip(column).step_by(self.columns.len().max(1));
        common(cells.filter_map(Option::as_ref).map(Some))
    }

    /// The n that all cells rest on, where there is one.
    pub(in crate::chart) fn shared_n(&self) -> Option<u64> {
        common(self.cells.iter().filter_map(Option::as_ref).map(Some))
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        if self.rows.is_empty() || self.columns.is_empty() {
            return Err(ChartError::Empty);
        }
        if self.cells.len() != self.rows.len() * self.columns.len() {
            return Err(ChartError::Ragged {
                rows: self.rows.len(),
                columns: self.columns.len(),
                cells: self.cells.len(),
            });
        }
        if self.cells.iter().all(Option::is_none) {
            return Err(ChartError::Empty);
        }
        self.named().try_for_each(|(place, cell)| cell.check(&place, unit))
    }

    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        let columns = (0..self.columns.len()).map(|column| self.column_n(column));
        let shown =
            self.turned || self.shared_n().is_some() || columns.into_iter().all(|n| n.is_some());
        let cells = self.cells.iter().flatten();
        let varying = if shown { None } else { rests_on(cells, noun) };
        [missing(self.named(), noun), varying].into_iter().flatten().collect()
    }
}

impl From<&Cells> for Matrix {
    /// The categories as rows and the groups as columns.
    fn from(data: &Cells) -> Self {
        Self {
            rows: data.categories.clone(),
            column_title: data.legend_title.clone(),
            columns: match data.groups.is_empty() {
                true => vec![String::new()],
                false => data.groups.clone(),
            },
            cells: data.cells.iter().cloned().map(Some).collect(),
            turned: false,
        }
    }
}
