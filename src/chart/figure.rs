//! What a chart shows, as plain data. In: numbers and labels from tables; out: a [`Figure`] that has
//! been checked. It knows no colours, fonts or places on the page: the same figure can be drawn by
//! any chart of [`CHARTS`](super::CHARTS) that takes its data.

use super::ChartError;
use super::data::Data;
use super::text::clean;
pub(super) use crate::table::thousands as grouped;

/// How wide the chart is printed; every length and type size follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Width {
    /// One column of a two-column page: 84 mm.
    OneColumn,
    /// The whole width of the page: 174 mm.
    #[default]
    TwoColumns,
    /// A width in millimetres, 60 to 400.
    Millimetres(f64),
}

impl Width {
    /// The width in millimetres.
    ///
    /// # Errors
    /// [`ChartError::Width`] outside 60 to 400 mm: 8 pt type does not fit below, no page is above.
    pub fn millimetres(self) -> Result<f64, ChartError> {
        match self {
            Width::OneColumn => Ok(84.0),
            Width::TwoColumns => Ok(174.0),
            Width::Millimetres(width) if (60.0..=400.0).contains(&width) => Ok(width),
            Width::Millimetres(width) => Err(ChartError::Width(width)),
        }
    }
}

/// What the numbers of a figure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Shares from 0 to 1, shown in percent.
    #[default]
    Share,
    /// Quantities of 0 or more, shown as they are.
    Quantity,
    /// Numbers of either sign: residuals, log ratios.
    Signed,
}

impl Unit {
    /// Whether a number is one of the unit.
    pub fn holds(self, number: f64) -> bool {
        match self {
            Unit::Share => (0.0..=1.0).contains(&number),
            Unit::Quantity => (0.0..=1e12).contains(&number),
            Unit::Signed => (-1e12..=1e12).contains(&number),
        }
    }
}

/// A chart to be drawn: pure data.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which chart: a name in [`CHARTS`](super::CHARTS).
    pub chart: String,
    /// Printed width.
    pub width: Width,
    /// Label of the value axis: `"Share of segments in scope"`.
    pub axis_label: String,
    /// What the numbers are.
    pub unit: Unit,
    /// Text for beside the file: what is shown, of what, with which intervals.
    pub caption: String,
    /// Text inside the chart, under it; empty for none.
    pub note: String,
    /// The numbers.
    pub data: Data,
}

impl Figure {
    /// A figure at the default width, in shares, without axis label and texts.
    pub fn new(chart: impl Into<String>, data: impl Into<Data>) -> Self {
        Self {
            chart: chart.into(),
            width: Width::default(),
            axis_label: String::new(),
            unit: Unit::default(),
            caption: String::new(),
            note: String::new(),
            data: data.into(),
        }
    }

    /// Refuses data that no chart could draw truthfully.
    ///
    /// # Errors
    /// Nothing to draw, a number of cells that does not fit, a value or an end of an interval that is not
    /// a number of the unit, an interval that does not hold its value; and what the kind of data asks
    /// for: places that rise, edges between actors and codes, panels that share their axes.
    pub fn check(&self) -> Result<(), ChartError> {
        self.data.check(self.unit)
    }

    /// The caption with what a reader must know of the missing numbers and of what the others rest on.
    /// `noun` is what the chart draws for a number.
    pub(super) fn full_caption(&self, noun: &str) -> String {
        let told = self.data.told(noun);
        let own = Some(self.caption.trim().to_owned()).filter(|own| !own.is_empty());
        clean(&own.into_iter().chain(told).collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::{Cell, Cells, Diverging, Matrix, Panel, Panels, Series, Trend};
    use super::*;

    fn figure(cells: Vec<Cell>) -> Figure {
        let categories = (0..cells.len()).map(|i| format!("c{i}")).collect();
        Figure::new("bars", Cells { categories, cells, ..Cells::default() })
    }

    #[test]
    fn refuses_what_can_not_be_drawn_truthfully_and_says_where() {
        let cases = [
            (figure(vec![]), "nothing to draw"),
            (figure(vec![Cell::new(1.2, None, None)]), "`1.2` at `c0`"),
            (figure(vec![Cell::new(f64::NAN, None, None)]), "`NaN` at `c0`"),
            (figure(vec![Cell::new(-0.1, None, None)]), "`-0.1` at `c0`"),
            (figure(vec![Cell::new(0.5, Some((0.6, 0.7)), None)]), "`0.6` to `0.7` at `c0`"),
            (figure(vec![Cell::new(0.5, Some((0.1, f64::INFINITY)), None)]), "`inf` at `c0`"),
        ];
        for (figure, part) in cases {
            let message = figure.check().map_err(|e| e.to_string());
            assert!(message.as_ref().is_err_and(|m| m.contains(part)), "{part}: {message:?}");
        }
        let ragged = Cells {
            categories: vec!["c".into()],
            groups: vec!["a".into(), "b".into()],
            cells: vec![Cell::default()],
            ..Cells::default()
        };
        let message = Figure::new("bars", ragged).check().unwrap_err().to_string();
        assert!(message.contains("`1` cells do not fit 1 × 2"), "{message}");
        assert!(figure(vec![Cell::default(), Cell::new(0.0, None, Some(0))]).check().is_ok());
    }

    #[test]
    fn every_kind_of_data_is_held_to_the_unit_of_the_figure() {
        let cell = || Cell::new(-2.5, None, None);
        let label = || vec!["x".to_owned()];
        let line = Trend { name: String::new(), points: vec![cell()] };
        let series = Series { x: vec![1.0], lines: vec![line], ..Series::default() };
        let cells = Cells { categories: label(), cells: vec![cell()], ..Cells::default() };
        let panel = |data| Panel { title: "p".into(), data };
        let all: [Data; 5] = [
            cells.clone().into(),
            series.clone().into(),
            Matrix {
                rows: label(),
                columns: label(),
                cells: vec![Some(cell())],
                ..Matrix::default()
            }
            .into(),
            Diverging { categories: label(), cells: vec![cell()], ..Diverging::default() }.into(),
            Panels { panels: vec![panel(cells.clone().into())], turned: false }.into(),
        ];
        for data in all {
            let figure = |unit| Figure { unit, ..Figure::new("x", data.clone()) };
            assert!(figure(Unit::Signed).check().is_ok(), "{data:?}");
            assert!(figure(Unit::Share).check().is_err(), "{data:?}");
            assert!(figure(Unit::Quantity).check().is_err(), "{data:?}");
        }
        let mixed =
            Panels { panels: vec![panel(cells.into()), panel(series.into())], turned: false };
        let message = Figure { unit: Unit::Signed, ..Figure::new("panels", mixed) }.check();
        assert!(message.is_err_and(|e| e.to_string().contains("panel `p`")));
    }

    #[test]
    fn the_caption_tells_why_a_bar_is_missing_and_what_bars_rest_on() {
        let cells = ["a", "b"].map(String::from).to_vec();
        let data = Cells {
            categories: cells.clone(),
            groups: vec!["қазақша".into(), "русский".into()],
            cells: vec![
                Cell::new(0.1, None, Some(1200)),
                Cell::missing("no segment in scope", Some(0)),
                Cell::new(0.2, None, Some(30)),
                Cell::missing("", None),
            ],
            ..Cells::default()
        };
        let figure = Figure { caption: "Shares.".into(), ..Figure::new("bars", data) };
        assert_eq!(
            figure.full_caption("bar"),
            "Shares. n/a: no segment in scope (a × русский); missing (b × русский). \
             Each bar rests on n = 30 to 1,200."
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(n), text);
        }
    }
}
