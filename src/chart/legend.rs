//! The legend: which fill is which group. It stands over the plot, its entries set in columns of their
//! measured widths, so that no text leaves its place.

use super::font::Fonts;
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{Line, widest, wrap};
use super::theme::{ASCENT, EM, FILLS, GAP, HALF_CAPITAL, LINE, MARGIN};

/// Swatch: width and height in millimetres.
const SWATCH: (f64, f64) = (4.5, 2.4);
/// Between two columns of entries, in millimetres.
const COLUMN_GAP: f64 = 5.0;

/// Places the legend under `top`; returns its lower edge.
pub(super) fn place(
    scene: &mut Scene,
    fonts: &Fonts,
    title: &str,
    entries: &[String],
    top: f64,
) -> f64 {
    let room = scene.width - 2.0 * MARGIN;
    let text_room = room - SWATCH.0 - GAP;
    let entries: Vec<Vec<Line>> = entries.iter().map(|e| wrap(fonts, e, text_room)).collect();
    let title = wrap(fonts, title, room);
    let title_width = if title.is_empty() { 0.0 } else { widest(&title) + COLUMN_GAP };
    let widths: Vec<f64> = entries.iter().map(|e| SWATCH.0 + GAP + widest(e)).collect();
    let one_row =
        title_width + widths.iter().sum::<f64>() + COLUMN_GAP * (widths.len() as f64 - 1.0);
    if one_row <= room && title.len() < 2 {
        scene.block(&title, MARGIN, top, Anchor::Start);
        let mut left = MARGIN + title_width;
        for (index, (lines, width)) in entries.iter().zip(&widths).enumerate() {
            entry(scene, lines, index, left, top);
            left += width + COLUMN_GAP;
        }
        return top + block_height(1);
    }
    let mut top = match title.is_empty() {
        true => top,
        false => scene.block(&title, MARGIN, top, Anchor::Start) + LINE - block_height(1),
    };
    let columns = column_widths(&widths, room);
    for (row, chunk) in entries.chunks(columns.len()).enumerate() {
        let (mut left, mut bottom) = (MARGIN, top);
        for (column, (lines, width)) in chunk.iter().zip(&columns).enumerate() {
            bottom = bottom.max(entry(scene, lines, row * columns.len() + column, left, top));
            left += width + COLUMN_GAP;
        }
        top = bottom + LINE - block_height(1);
    }
    top - LINE + block_height(1)
}

/// The widths of as many columns as fit the room when the entries fill them row by row.
fn column_widths(widths: &[f64], room: f64) -> Vec<f64> {
    for n in (2..=widths.len()).rev() {
        let columns: Vec<f64> = (0..n)
            .map(|column| widths.iter().skip(column).step_by(n).copied().fold(0.0, f64::max))
            .collect();
        // the same number of rows with fewer columns is more even
        let rows = widths.len().div_ceil(n);
        let needed = n > 2 && widths.len().div_ceil(n - 1) == rows;
        if !needed && columns.iter().sum::<f64>() + COLUMN_GAP * (n as f64 - 1.0) <= room {
            return columns;
        }
    }
    vec![widths.iter().copied().fold(0.0, f64::max)]
}

fn entry(scene: &mut Scene, lines: &[Line], index: usize, left: f64, top: f64) -> f64 {
    let middle = top + (ASCENT - HALF_CAPITAL) * EM;
    let area = Area {
        left,
        top: middle - SWATCH.1 / 2.0,
        right: left + SWATCH.0,
        bottom: middle + SWATCH.1 / 2.0,
    };
    if let Some(fill) = FILLS.get(index) {
        scene.filled(area, *fill);
    }
    scene.block(lines, left + SWATCH.0 + GAP, top, Anchor::Start)
}
