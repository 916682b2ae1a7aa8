//! Numbers by category, or by category and group: what bars, dots and stacked bars show.

use super::{Cell, bare, missing, rests_on};
use crate::chart::ChartError;
use crate::chart::figure::Unit;

/// What the groups of a category are parts of: what stacked bars must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whole {
    /// Of nothing: a segment can be in several groups, so that their shares add up to more than all.
    #[default]
    None,
    /// Of the segments: each is in one group at most (dominant framing, tone).
    Segments,
    /// Of the codings: a segment with two codes counts twice, and the axis says "of codings".
    Codings,
}

/// Numbers by category, or by category and group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells {
    /// What the rows stand for (codes, countries): the labels, in the order from top to bottom.
    pub categories: Vec<String>,
    /// Name of the grouping variable, over the legend; may be empty.
    pub legend_title: String,
    /// The values of the grouping variable; empty when nothing is grouped.
    pub groups: Vec<String>,
    /// The numbers, category by category, inside a category group by group:
    /// `categories.len() * max(1, groups.len())` of them.
    pub cells: Vec<Cell>,
    /// What the groups of a category are parts of.
    pub whole: Whole,
}

impl Cells {
    /// Numbers in one category: the number of groups, 1 when nothing is grouped.
    pub fn per_category(&self) -> usize {
        self.groups.len().max(1)
    }

    /// Each category with its cells. Of ragged data the last category has fewer.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &[Cell])> {
        self.categories.iter().map(String::as_str).zip(self.cells.chunks(self.per_category()))
    }

    /// Each cell with the name of its category and group.
    pub fn named(&self) -> impl Iterator<Item = (String, &Cell)> {
        self.rows().flat_map(move |(category, cells)| {
            cells.iter().enumerate().map(move |(group, cell)| match self.groups.get(group) {
                Some(name) => (format!("{category} × {name}"), cell),
                None => (category.to_owned(), cell),
            })
        })
    }

    /// The groups as categories and the categories as groups; `legend_title` names the new groups.
    pub fn transposed(&self, legend_title: impl Into<String>) -> Self {
        let n = self.per_category();
        let cells = (0..n)
            .flat_map(|group| self.rows().filter_map(move |(_, cells)| cells.get(group)))
            .cloned()
            .collect();
        Self {
            categories: if self.groups.is_empty() {
                vec![String::new()]
            } else {
                self.groups.clone()
            },
            legend_title: legend_title.into(),
            groups: self.categories.clone(),
            cells,
            whole: self.whole,
        }
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        if self.categories.is_empty() {
            return Err(ChartError::Empty);
        }
        if self.cells.len() != self.categories.len() * self.per_category() {
            return Err(ChartError::Ragged {
                rows: self.categories.len(),
                columns: self.per_category(),
                cells: self.cells.len(),
            });
        }
        self.named().try_for_each(|(place, cell)| cell.check(&place, unit))
    }

    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        // where all numbers of a group, or of a row, rest on one n, the chart shows it
        let shown = self.groups.is_empty()
            || group_n(self).iter().all(Option::is_some)
            || (self.whole != Whole::None && row_n(self).iter().all(Option::is_some));
        let varying = if shown { None } else { rests_on(self.cells.iter(), noun) };
        [missing(self.named(), noun), bare(self.named(), noun), varying]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// For each group the n that all its cells rest on, where there is one.
pub(in crate::chart) fn group_n(data: &Cells) -> Vec<Option<u64>> {
    (0..data.per_category())
        .map(|group| common(data.rows().map(|(_, cells)| cells.get(group))))
        .collect()
}

/// For each category the n that all its cells rest on, where there is one.
pub(in crate::chart) fn row_n(data: &Cells) -> Vec<Option<u64>> {
    data.rows().map(|(_, cells)| common(cells.iter().map(Some))).collect()
}

/// The n of all these cells, where they have the same.
pub(in crate::chart) fn common<'a>(cells: impl Iterator<Item = Option<&'a Cell>>) -> Option<u64> {
    let mut numbers = cells.map(|cell| cell.and_then(|cell| cell.n));
    let first = numbers.next().flatten()?;
    numbers.all(|n| n == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_twice_gives_the_same_numbers() {
        let data = Cells {
            categories: ["a", "b", "c"].map(String::from).to_vec(),
            legend_title: "g".into(),
            groups: ["x", "y"].map(String::from).to_vec(),
            cells: (0..6).map(|i| Cell::new(f64::from(i) / 10.0, None, None)).collect(),
            ..Cells::default()
        };
        let turned = data.transposed("code");
        let values: Vec<f64> = turned.cells.iter().filter_map(|cell| cell.value).collect();
        assert_eq!(values, [0.0, 0.2, 0.4, 0.1, 0.3, 0.5]);
        assert_eq!(turned.groups, data.categories);
        assert_eq!(turned.transposed("g"), data);
    }

    #[test]
    fn a_point_without_an_interval_among_others_is_told() {
        let of = |intervals: [Option<(f64, f64)>; 3]| Cells {
            categories: ["a", "b", "c"].map(String::from).to_vec(),
            cells: intervals.map(|it| Cell::new(0.5, it, None)).to_vec(),
            ..Cells::default()
        };
        let some = Some((0.4, 0.6));
        assert_eq!(of([some, None, None]).told("point"), ["No interval: b, c."]);
        assert!(of([some; 3]).told("point").is_empty());
        assert!(of([None; 3]).told("point").is_empty());
    }
}
