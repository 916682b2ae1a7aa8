//! Stacked bars: the parts of a whole, one bar a category. They are refused for codes that overlap, where
//! a segment with two codes would count twice, unless the parts are of codings and the axis says so.

use super::data::{Cell, Cells, Data, Whole, row_n};
use super::figure::{Figure, Unit};
use super::font::Fonts;
use super::legend::{self, Entry, Key};
use super::rows::{self, Pitch, Rows};
use super::scene::{Area, Scene};
use super::theme::{FILLS, GAP, LABEL_SHARE, MARGIN};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "stacked",
    doc: "stacked bars: the parts of a whole, such as codings or segments by dominant framing",
    takes: "cells",
    noun: "part",
    draw,
    samples: &[|words, n| words.parts("stacked", n)],
};

/// How far parts may add up to more than all, for numbers that were rounded.
const TOLERANCE: f64 = 1e-3;

/// Lays out stacked bars.
///
/// # Errors
/// Other data than cells; parts of nothing, or of codings without an axis that says so; parts that are
/// more than all; more parts than fills; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Cells(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    if figure.unit == Unit::Signed {
        return Err(ChartError::SignedBars);
    }
    match data.whole {
        Whole::None => return Err(ChartError::Overlapping),
        Whole::Codings if !figure.axis_label.contains("of codings") => {
            return Err(ChartError::NotOfCodings(figure.axis_label.clone()));
        }
        Whole::Codings | Whole::Segments => {}
    }
    for (row, cells) in data.rows() {
        let sum: f64 = cells.iter().filter_map(|cell| cell.value).sum();
        if figure.unit == Unit::Share && sum > 1.0 + TOLERANCE {
            return Err(ChartError::MoreThanAll { row: row.to_owned(), sum });
        }
    }
    if data.groups.len() > FILLS.len() {
        return Err(ChartError::TooManyGroups { n: data.groups.len(), most: FILLS.len() });
    }

    let mut scene = Scene::new(figure.width.millimetres()?);
    // one bar a row: the parts of a row share its slot
    let bars = Cells {
        categories: data.categories.clone(),
        cells: data.rows().map(|(_, cells)| whole(cells)).collect(),
        ..Cells::default()
    };
    let pitch = Pitch { slot: 4.6, gap: 1.8 };
    let rows = Rows::new(fonts, &bars, &row_n(data), LABEL_SHARE * scene.width, pitch)?;
    let entries = data.groups.iter().zip(FILLS);
    let entries = entries.map(|(group, fill)| Entry { key: Key::Bar(fill), text: group.clone() });
    let entries = entries.collect();
    let mut top = legend::place(&mut scene, fonts, &data.legend_title, entries, MARGIN) + GAP;
    let labels = rows.label_width();
    let left = MARGIN + labels + if labels > 0.0 { GAP } else { 2.0 };
    let axis = rows::value_axis(fonts, figure, &bars.cells, left, scene.width - MARGIN);
    let bottom = top + rows.height();
    rows::grid(&mut scene, &axis, top, bottom);
    rows.labels(&mut scene, left - GAP, top);
    let mut parts = data.rows().zip(&bars.cells).filter(|(_, bar)| bar.value.is_some());
    let ends = (axis.place(0.0), scene.width - MARGIN);
    rows.numbers(&mut scene, fonts, top, ends, |scene, _, _, middle| {
        let Some(((_, cells), _)) = parts.next() else { return };
        let mut from = 0.0;
        for (cell, fill) in cells.iter().zip(FILLS) {
            let to = from + cell.value.unwrap_or(0.0);
            let (left, right) = (axis.place(from), axis.place(to));
            if right > left {
                let area = Area { left, top: middle - 2.0, right, bottom: middle + 2.0 };
                scene.filled(area, fill);
            }
            from = to;
        }
    });
    rows::zero(&mut scene, &axis, top, bottom);
    top = rows::ticks(&mut scene, &axis, bottom);
    top = rows::axis_label(&mut scene, fonts, &figure.axis_label, axis.ends(), top);
    rows::finish(&mut scene, fonts, figure, top);
    Ok(scene)
}

/// The whole bar of a row: missing where one of its parts is, since the others would stand in its place.
fn whole(cells: &[Cell]) -> Cell {
    let values: Option<Vec<f64>> = cells.iter().map(|cell| cell.value).collect();
    Cell { value: values.map(|values| values.iter().sum()), ..Cell::default() }
}
