//! Concordance lines in an order: by what stands left of them, by what stands right, by a column.
//! Words are compared by their folds, letter by letter in the order of Unicode; equal lines keep the
//! order of the corpus. With a limit no more lines than that are held.

use std::collections::BTreeMap;

use crate::engine::text::Span;
use crate::engine::text::fold::fold;
use crate::engine::text::word::Words;

use super::Line;

/// What lines are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The order of the corpus.
    Position,
    /// The words before the match, the nearest first.
    Left,
    /// The words after the match, the nearest first.
    Right,
    /// A column of the view, by its index: numbers by size, then texts, then missing values.
    Column(usize),
}

/// Collects lines and gives them back in order.
#[derive(Debug)]
pub struct Sorter {
    order: Order,
    limit: usize,
    lines: BTreeMap<(Vec<String>, u64), Line>,
    n: u64,
}

impl Sorter {
    /// One that keeps the first `limit` lines of the order.
    pub fn new(order: Order, limit: usize) -> Self {
        Self { order, limit, lines: BTreeMap::new(), n: 0 }
    }

    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        let key = match self.order {
            Order::Position => Vec::new(),
            Order::Left => words(&line.left).rev().collect(),
            Order::Right => words(&line.right).collect(),
            Order::Column(column) => {
                vec![value(line.shown.get(column).and_then(Option::as_deref))]
            }
        };
        self.lines.insert((key, self.n), line);
        self.n += 1;
        if self.lines.len() > self.limit {
            self.lines.pop_last();
        }
    }

    /// Number of lines that were added.
    pub fn n_lines(&self) -> u64 {
        self.n
    }

    /// The lines in order.
    pub fn into_lines(self) -> impl Iterator<Item = Line> {
        self.lines.into_values()
    }
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = String> {
    let spans: Vec<Span> = Words::within(text, Span::new(0, text.len())).collect();
    spans.into_iter().map(move |span| fold(span.of(text))).collect::<Vec<_>>().into_iter()
}

/// A key that orders as values do.
fn value(value: Option<&str>) -> String {
    let Some(value) = value.filter(|it| !it.trim().is_empty()) else { return "2".to_owned() };
    match value.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => {
            // The bits of floating-point numbers order as the numbers do once the sign is turned.
            let bits = (number + 0.0).to_bits();
            let bits = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
            format!("0{bits:016x}")
        }
        _ => format!("1{}", fold(value)),
    }
}
