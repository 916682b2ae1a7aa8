//! Dots with 95 % intervals, one a category, or one a category and group: the chart for shares by group,
//! because an interval is compared more easily than the end of a bar. A missing value is the mark "n/a".

use super::axis::Axis;
use super::bars::{Form, lay_out};
use super::data::{Cell, Data};
use super::figure::Figure;
use super::font::Fonts;
use super::legend::Key;
use super::rows::Pitch;
use super::scene::Scene;
use super::sign;
use super::theme::{SIGNS, Sign, stroke};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "dots",
    doc: "dots with 95 % intervals, one for each category and group",
    takes: "cells",
    noun: "dot",
    draw,
    samples: &[|words, n| words.by_group("dots", n, 4)],
};

/// Lays out dots with intervals.
///
/// # Errors
/// Other data than cells; more groups than signs; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Cells(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    if data.groups.len() > SIGNS.len() {
        return Err(ChartError::TooManyGroups { n: data.groups.len(), most: SIGNS.len() });
    }
    let keys: Vec<Key> = SIGNS.into_iter().map(Key::Sign).collect();
    let form = Form { pitch: pitch(data.per_category()), shaded: true, keys: &keys };
    lay_out(figure, fonts, data, &form, |scene, axis, cell, index, middle| {
        dot(scene, axis, cell, SIGNS[index], middle);
    })
}

/// Room of dots, when so many share a category.
pub(super) fn pitch(n: usize) -> Pitch {
    match n {
        1 => Pitch { slot: 3.0, gap: 1.6 },
        _ => Pitch { slot: 2.7, gap: 1.8 },
    }
}

/// A dot with its interval, where it has a value.
pub(super) fn dot(scene: &mut Scene, axis: &Axis, cell: &Cell, sign: Sign, middle: f64) {
    let Some(value) = cell.value else { return };
    if let Some((low, high)) = cell.interval() {
        let (low, high) = (axis.place(low), axis.place(high));
        scene.line((low, middle), (high, middle), sign.colour, 1.4 * stroke::INTERVAL);
    }
    sign::draw(scene, sign, (axis.place(value), middle), sign::RADIUS);
}
