//! The cells of a file that comes back, by their places, whatever its format was.

use std::collections::BTreeMap;

use super::page::plain;

/// The cells of a table that hold anything, by row and column from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Row, then column, then text.
    pub rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Places whose cells are made one, by row and column of the first and the last.
    pub merged: Vec<((u32, u32), (u32, u32))>,
}

impl Grid {
    /// Puts a text into a cell; one of blanks alone is none.
    pub fn put(&mut self, row: u32, column: u32, text: String) {
        if !text.trim().is_empty() {
            self.rows.entry(row).or_default().insert(column, text);
        }
    }

    /// The first of the first rows that has these headings: its number, and what stands in it.
    #[must_use]
    pub fn header(&self, headings: &[&str]) -> Option<(u32, &BTreeMap<u32, String>)> {
        let has = |row: &BTreeMap<u32, String>, name: &&str| row.values().any(|it| same(it, name));
        let found =
            self.rows.iter().take(20).find(|it| headings.iter().all(|name| has(it.1, name)));
        found.map(|(row, cells)| (*row, cells))
    }
}

/// Whether a heading is one, whatever became of its blanks and its case.
#[must_use]
pub fn same(found: &str, heading: &str) -> bool {
    plain(found).to_lowercase() == plain(heading).to_lowercase()
}
