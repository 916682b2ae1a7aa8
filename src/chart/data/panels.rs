//! The same chart several times, one panel a value of a variable, on the same axes.

use super::cells::common;
use super::{Cell, Cells, Data, Series, Trend, bare, missing, rests_on};
use crate::chart::ChartError;
use crate::chart::figure::Unit;

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its title: the value of the variable.
    pub title: String,
    /// Its numbers: cells, drawn as dots, or a series, drawn as lines.
    pub data: Data,
}

/// Panels with the same categories and groups, or the same places and lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panels {
    /// The panels, in reading order.
    pub panels: Vec<Panel>,
    /// True where a panel is a code and its rows are what codes are compared by.
    pub turned: bool,
}

impl Panels {
    /// The cells of all panels, where all are cells.
    pub fn cells(&self) -> Option<Vec<&Cells>> {
        let cells = self.panels.iter().map(|panel| match &panel.data {
            Data::Cells(cells) => Some(cells),
            _ => None,
        });
        cells.collect()
    }

    /// The series of all panels, where all are series.
    pub fn series(&self) -> Option<Vec<&Series>> {
        let series = self.panels.iter().map(|panel| match &panel.data {
            Data::Series(series) => Some(series),
            _ => None,
        });
        series.collect()
    }

    pub(super) fn check(&self, unit: Unit) -> Result<(), ChartError> {
        let Some(first) = self.panels.first() else { return Err(ChartError::Empty) };
        for panel in &self.panels {
            let same = match (&first.data, &panel.data) {
                (Data::Cells(a), Data::Cells(b)) => {
                    a.categories == b.categories && a.groups == b.groups
                }
                (Data::Series(a), Data::Series(b)) => {
                    a.x == b.x
                        && a.phases == b.phases
                        && a.events == b.events
                        && a.lines.iter().map(|it| &it.name).eq(b.lines.iter().map(|it| &it.name))
                }
                _ => false,
            };
            if !same {
                return Err(ChartError::Panel(panel.title.clone()));
            }
            panel.data.check(unit)?;
        }
        Ok(())
    }

    pub(super) fn told(&self, noun: &str) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(series) = self.series() {
            // the lines of all panels as one series: what they share is told once
            let lines = self.panels.iter().zip(&series).flat_map(|(panel, series)| {
                series.lines.iter().map(|line| Trend {
                    name: match line.name.is_empty() {
                        true => panel.title.clone(),
                        false => format!("{}, {}", panel.title, line.name),
                    },
                    points: line.points.clone(),
                })
            });
            if let Some(first) = series.first() {
                let all =
                    Series { x: first.x.clone(), lines: lines.collect(), ..Series::default() };
                told.extend(all.gaps());
                told.extend(first.left_out());
                told.extend(first.off_axis());
            }
        }
        if let Some(cells) = self.cells() {
            let named = self.panels.iter().zip(&cells).flat_map(|(panel, cells)| {
                cells.named().map(|(place, cell)| match panel.title.as_str() {
                    "" => (place, cell),
                    title => (format!("{title}: {place}"), cell),
                })
            });
            let named: Vec<(String, &Cell)> = named.collect();
            told.extend(missing(named.iter().cloned(), noun));
            told.extend(bare(named.into_iter(), noun));
        }
        let in_rows = self.cells().is_some_and(|it| rows_n(&it).iter().all(Option::is_some));
        if !in_rows && !self.panels.iter().all(|panel| panel_n(panel).is_some()) {
            told.extend(rests_on(self.panels.iter().flat_map(|panel| numbers(&panel.data)), noun));
        }
        told
    }
}

fn numbers(data: &Data) -> Vec<&Cell> {
    match data {
        Data::Cells(cells) => cells.cells.iter().collect(),
        Data::Series(series) => series.lines.iter().flat_map(|line| &line.points).collect(),
        _ => Vec::new(),
    }
}

/// For each category the n that its numbers in all panels rest on, where there is one. Nothing where groups
/// stand in a row, or where panels have an n of their own.
pub(in crate::chart) fn rows_n(panels: &[&Cells]) -> Vec<Option<u64>> {
    let Some(first) = panels.first() else { return Vec::new() };
    let whole = |cells: &&Cells| common(cells.cells.iter().map(Some)).is_some();
    if !first.groups.is_empty() || panels.iter().all(whole) {
        return vec![None; first.categories.len()];
    }
    let of = |row: usize| common(panels.iter().map(|it| it.cells.get(row)));
    (0..first.categories.len()).map(of).collect()
}

/// The n that all numbers of a panel rest on, where there is one.
pub(in crate::chart) fn panel_n(panel: &Panel) -> Option<u64> {
    common(numbers(&panel.data).into_iter().map(Some))
}
