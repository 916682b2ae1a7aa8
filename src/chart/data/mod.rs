//! The numbers of figures, as plain data: one file a shape of data, with what makes it untrue to draw
//! (`check`) and what a reader must be told of it (`told`). No chart is known here; a chart says which
//! data it takes.

mod cells;
mod diverging;
mod matrix;
mod network;
mod panels;
mod series;

pub use cells::{Cells, Whole};
pub use diverging::Diverging;
pub use matrix::Matrix;
pub use network::{Edge, Mode, Network, Node};
pub use panels::{Panel, Panels};
pub use series::{Event, Phase, Series, Trend};

pub(super) use cells::{group_n, row_n};
pub(super) use panels::{panel_n, rows_n};

use super::ChartError;
use super::figure::{Unit, grouped};

/// The data of a figure; a chart says which it takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Numbers by category and group: `bars`, `dots`, `stacked`.
    Cells(Cells),
    /// Numbers along an axis of numbers, such as years: `trend`.
    Series(Series),
    /// Numbers by row and column: `heat`.
    Matrix(Matrix),
    /// Numbers to either side of zero: `diverging`.
    Diverging(Diverging),
    /// Who says what: `network`.
    Network(Network),
    /// The same chart several times: `panels`.
    Panels(Panels),
}

impl Data {
    /// What a chart that takes other data calls this.
    pub fn kind(&self) -> &'static str {
        match self {
            Data::Cells(_) => "cells",
            Data::Series(_) => "series",
            Data::Matrix(_) => "a matrix",
            Data::Diverging(_) => "diverging numbers",
            Data::Network(_) => "a network",
            Data::Panels(_) => "panels",
        }
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        match self {
            Data::Cells(data) => data.check(unit),
            Data::Series(data) => data.check(unit),
            Data::Matrix(data) => data.check(unit),
            Data::Diverging(data) => data.check(unit),
            Data::Network(data) => data.check(),
            Data::Panels(data) => data.check(unit),
        }
    }

    /// Sentences for the caption: what is missing and why, and what the numbers rest on. `noun` is what
    /// the chart draws for a number: `"bar"`.
    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        match self {
            Data::Cells(data) => data.told(noun),
            Data::Series(data) => data.told(noun),
            Data::Matrix(data) => data.told(noun),
            Data::Diverging(data) => data.told(noun),
            Data::Network(data) => data.told(),
            Data::Panels(data) => data.told(noun),
        }
    }
}

macro_rules! into_data {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Data {
            fn from(data: $kind) -> Self {
                Data::$kind(data)
            }
        })*
    };
}
into_data!(Cells, Series, Matrix, Diverging, Network, Panels);

/// One number of a figure with its interval; a missing or undefined one has no value and a reason.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// The value, in the figure's unit; `None` is missing or undefined, which is never zero.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval; drawn only together with `high`.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// What the value rests on: the denominator of a share.
    pub n: Option<u64>,
    /// Why there is no value; told in the caption.
    pub reason: String,
    /// The number of what it counts, for a page that lists it; nothing is drawn of it.
    pub key: Option<usize>,
}

impl Cell {
    /// A value with its interval and the number it rests on.
    pub fn new(value: f64, interval: Option<(f64, f64)>, n: Option<u64>) -> Self {
        let (low, high) = interval.unzip();
        Self { value: Some(value), low, high, n, ..Self::default() }
    }

    /// No value, and why: `"no segment in scope"`.
    pub fn missing(reason: impl Into<String>, n: Option<u64>) -> Self {
        Self { n, reason: reason.into(), ..Self::default() }
    }

    /// Both ends of the interval, where both are known.
    pub(super) fn interval(&self) -> Option<(f64, f64)> {
        self.low.zip(self.high)
    }

    /// The numbers that an axis must reach.
    pub(super) fn reach(&self) -> impl Iterator<Item = f64> + use<> {
        let interval = self.interval().filter(|_| self.value.is_some());
        let ends = interval.map(|(low, high)| [low, high]);
        self.value.into_iter().chain(ends.into_iter().flatten())
    }

    /// Why there is no value, in words.
    fn why(&self) -> &str {
        if self.reason.is_empty() { "missing" } else { &self.reason }
    }

    fn check(&self, place: &str, unit: Unit) -> Result<(), ChartError> {
        let place = || place.to_owned();
        let numbers = [self.value, self.low, self.high];
        if let Some(number) = numbers.iter().flatten().find(|number| !unit.holds(**number)) {
            return Err(ChartError::Value { place: place(), value: *number, unit });
        }
        if let (Some(value), Some((low, high))) = (self.value, self.interval())
            && !(low <= value && value <= high)
        {
            return Err(ChartError::Interval { place: place(), value, low, high });
        }
        Ok(())
    }
}

/// The least and the greatest number that an axis must reach; zero is always on it.
pub(super) fn span<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> (f64, f64) {
    cells
        .into_iter()
        .flat_map(Cell::reach)
        .fold((0.0, 0.0), |(least, most), number| (f64::min(least, number), f64::max(most, number)))
}

/// How many missing numbers of one reason are named before they are only counted.
const NAMED: usize = 6;

/// `No interval: a, b.` What has a value without an interval, where others have one.
fn bare<'a>(named: impl Iterator<Item = (String, &'a Cell)>, noun: &str) -> Option<String> {
    let drawn = named.filter(|(_, cell)| cell.value.is_some());
    let (with, without): (Vec<_>, Vec<_>) = drawn.partition(|(_, cell)| cell.interval().is_some());
    if with.is_empty() || without.is_empty() {
        return None;
    }
    Some(match without.len() {
        0..=NAMED => {
            let places: Vec<String> = without.into_iter().map(|it| it.0).collect();
            format!("No interval: {}.", places.join(", "))
        }
        n => format!("No interval: {n} {noun}s."),
    })
}

/// `n/a: no segment in scope (a, b); missing (c).`
fn missing<'a>(named: impl Iterator<Item = (String, &'a Cell)>, noun: &str) -> Option<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (place, cell) in named.filter(|(_, cell)| cell.value.is_none()) {
        let reason = cell.why();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, places)) => places.push(place),
            None => reasons.push((reason, vec![place])),
        }
    }
    let told: Vec<String> = reasons
        .into_iter()
        .map(|(reason, places)| match places.len() {
            0..=NAMED => format!("{reason} ({})", places.join(", ")),
            n => format!("{reason} ({n} {noun}s)"),
        })
        .collect();
    (!told.is_empty()).then(|| format!("n/a: {}.", told.join("; ")))
}

/// `Each bar rests on n = 12 to 340.` What is missing is not drawn and rests on nothing.
fn rests_on<'a>(cells: impl Iterator<Item = &'a Cell>, noun: &str) -> Option<String> {
    let drawn = cells.filter(|cell| cell.value.is_some());
    let ends = drawn.filter_map(|cell| cell.n).fold(None, |ends, n| match ends {
        None => Some((n, n)),
        Some((least, most)) => Some((n.min(least), n.max(most))),
    });
    ends.map(|(least, most)| match least == most {
        true => format!("Each {noun} rests on n = {}.", grouped(least)),
        false => format!("Each {noun} rests on n = {} to {}.", grouped(least), grouped(most)),
    })
}
