//! Bars with 95 % intervals, one a category, or one a category and group. They lie, because the labels of
//! codes are long. In: a figure of cells; out: a page with every bar, interval and line of text in its
//! place. A missing value is the mark "n/a", never a bar of zero.

use super::axis::Axis;
use super::data::{Cell, Cells, Data, group_n};
use super::figure::{Figure, Unit};
use super::font::Fonts;
use super::legend::{self, Entry, Key};
use super::rows::{self, Pitch, Rows, with_n};
use super::scene::{Area, Scene};
use super::theme::{FILLS, GAP, LABEL_SHARE, MARGIN};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "bars",
    doc: "lying bars with 95 % intervals, grouped by a variable where one is given",
    takes: "cells",
    noun: "bar",
    draw,
    samples: &[|words, n| words.by_group("bars", n, 4)],
};

/// Lays out bars with intervals.
///
/// # Errors
/// Other data than cells; numbers of either sign; more groups than fills; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Cells(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    if figure.unit == Unit::Signed {
        return Err(ChartError::SignedBars);
    }
    if data.groups.len() > FILLS.len() {
        return Err(ChartError::TooManyGroups { n: data.groups.len(), most: FILLS.len() });
    }
    let half = (3.95 - 0.35 * data.per_category() as f64).max(1.7) / 2.0;
    let gap = if data.per_category() == 1 { 1.6 } else { 2.6 };
    let keys: Vec<Key> = FILLS.into_iter().map(Key::Bar).collect();
    let form = Form { pitch: Pitch { slot: 2.0 * half, gap }, shaded: false, keys: &keys };
    lay_out(figure, fonts, data, &form, |scene, axis, cell, index, middle| {
        let (left, right) = (axis.place(0.0), axis.place(cell.value.unwrap_or(0.0)));
        if right > left {
            let area = Area { left, top: middle - half, right, bottom: middle + half };
            scene.filled(area, FILLS[index]);
        }
        if let Some((low, high)) = cell.interval() {
            let cap = (half * 0.55).min(0.9);
            rows::interval(scene, axis.place(low), axis.place(high), middle, cap);
        }
    })
}

/// What tells charts of cells apart, beside how a number is drawn.
pub(super) struct Form<'a> {
    pub pitch: Pitch,
    /// Whether every second row is shaded, so that its numbers hold together.
    pub shaded: bool,
    /// The key of each group.
    pub keys: &'a [Key],
}

/// Lays out a chart of cells: legend, labels, grid, numbers, axis.
///
/// # Errors
/// A page of more than a metre.
pub(super) fn lay_out(
    figure: &Figure,
    fonts: &Fonts,
    data: &Cells,
    form: &Form<'_>,
    mut number: impl FnMut(&mut Scene, &Axis, &Cell, usize, f64),
) -> Result<Scene, ChartError> {
    let mut scene = Scene::new(figure.width.millimetres()?);
    let n = group_n(data);
    let grouped = !data.groups.is_empty();
    // where nothing is grouped and the numbers rest on different ones, each label says its own
    let own_n: Vec<Option<u64>> = match !grouped && n.contains(&None) {
        true => data.cells.iter().map(|cell| cell.n).collect(),
        false => Vec::new(),
    };
    let rows = Rows::new(fonts, data, &own_n, LABEL_SHARE * scene.width, form.pitch)?;
    let mut top = MARGIN;
    if grouped {
        let entries = data
            .groups
            .iter()
            .zip(&n)
            .zip(form.keys)
            .map(|((group, n), key)| Entry { key: key.clone(), text: with_n(group, *n) });
        top = legend::place(&mut scene, fonts, &data.legend_title, entries.collect(), top) + GAP;
    }
    let labels = rows.label_width();
    let left = MARGIN + labels + if labels > 0.0 { GAP } else { 2.0 };
    let axis = rows::value_axis(fonts, figure, &data.cells, left, scene.width - MARGIN);
    let bottom = top + rows.height();
    if form.shaded {
        rows.shades(&mut scene, left, axis.ends().1, top);
    }
    rows::grid(&mut scene, &axis, top, bottom);
    rows.labels(&mut scene, left - GAP, top);
    rows::zero(&mut scene, &axis, top, bottom);
    let ends = (axis.place(0.0), scene.width - MARGIN);
    rows.numbers(&mut scene, fonts, top, ends, |scene, cell, index, middle| {
        number(scene, &axis, cell, index, middle);
    });
    let mut below = rows::ticks(&mut scene, &axis, bottom);
    let shared = if grouped { None } else { n.first().copied().flatten() };
    let label = match figure.axis_label.is_empty() {
        true => String::new(),
        false => with_n(&figure.axis_label, shared),
    };
    below = rows::axis_label(&mut scene, fonts, &label, axis.ends(), below);
    rows::finish(&mut scene, fonts, figure, below);
    Ok(scene)
}
