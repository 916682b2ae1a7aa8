//! Two values of each category side by side, such as a raw share and the corrected one: the first hollow and grey,
//! the second filled, each with its interval, in one panel or several on the same axis. A missing value is the
//! mark "n/a".

use super::data::Data;
use super::figure::Figure;
use super::font::Fonts;
use super::panels::of_cells;
use super::scene::Scene;
use super::theme::PAIR;
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "paired",
    doc: "two values of each category with their intervals, such as a raw and a corrected share, in one panel or several",
    takes: "panels",
    noun: "dot",
    draw,
    samples: &[
        |words, n| words.raw_and_corrected("paired", n),
        |words, n| words.raw_and_corrected_by_group("paired", n),
    ],
};

/// Lays out pairs of dots.
///
/// # Errors
/// Other data than panels of cells; more than two groups; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Panels(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    let Some(cells) = data.cells() else { return Err(ENTRY.refuses(&figure.data)) };
    let scene = Scene::new(figure.width.millimetres()?);
    of_cells(scene, figure, fonts, data, &cells, &PAIR)
}
