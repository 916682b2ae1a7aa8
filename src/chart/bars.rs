//! Bars with 95 % intervals, one a category, or one a category and group. They lie, because the labels of
//! codes are long. In: a figure of cells; out: a page with every bar, interval and line of text in its
//! place. A missing value is the mark "n/a", never a bar of zero.

use super::ChartError;
use super::axis::Axis;
use super::figure::{Cell, Cells, Data, Figure, group_n, grouped};
use super::font::Fonts;
use super::legend;
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{Line, clean, widest, wrap};
use super::theme::{self, FILLS, GAP, LINE, MARGIN, TYPE_PT, stroke};

/// Share of the page that category labels may take.
const LABEL_SHARE: f64 = 0.42;
/// A chart higher than this, in millimetres, is refused: four pages.
const MOST_HEIGHT: f64 = 1_000.0;
/// What stands where a value is missing.
const MISSING: &str = "n/a";

/// One category: its label, and the height that it takes, in millimetres.
struct Row<'a> {
    label: Vec<Line>,
    cells: &'a [Cell],
    bars: f64,
    height: f64,
}

/// Lays out bars with intervals.
///
/// # Errors
/// More groups than fills ([`ChartError::TooManyGroups`]); a page of more than a metre
/// ([`ChartError::TooHigh`]).
pub(super) fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Cells(data) = &figure.data;
    if data.groups.len() > FILLS.len() {
        return Err(ChartError::TooManyGroups { n: data.groups.len(), most: FILLS.len() });
    }
    let mut scene = Scene::new(figure.width.millimetres()?);
    let rows = rows(fonts, data, LABEL_SHARE * scene.width);
    let gap = if data.per_category() == 1 { 1.6 } else { 2.6 };
    let height: f64 = rows.iter().map(|row| row.height + gap).sum();
    if height > MOST_HEIGHT {
        return Err(ChartError::TooHigh { bars: data.cells.len(), height, most: MOST_HEIGHT });
    }

    let mut top = MARGIN;
    if !data.groups.is_empty() {
        top = legend::place(&mut scene, fonts, &data.legend_title, &legend_entries(data), top);
        top += GAP;
    }
    let labels = rows.iter().map(|row| widest(&row.label)).fold(0.0, f64::max);
    let left = MARGIN + labels + if labels > 0.0 { GAP } else { 2.0 };
    let axis = axis(fonts, figure, data, left, scene.width - MARGIN);
    let bottom = top + height;
    grid(&mut scene, &axis, top, bottom);
    let mut row_top = top;
    for row in &rows {
        let middle = row_top + (row.height + gap) / 2.0;
        scene.centred(&row.label, left - GAP, middle, Anchor::End);
        draw_row(&mut scene, fonts, &axis, row, middle);
        row_top += row.height + gap;
    }
    scene.line((left, top), (left, bottom), theme::INK, stroke::AXIS);

    let mut below = bottom + 0.9;
    for (value, label) in &axis.ticks {
        let x = axis.place(*value);
        scene.line((x, bottom), (x, bottom + 0.9), theme::INK, stroke::AXIS);
        scene.block(std::slice::from_ref(label), x, below, Anchor::Middle);
    }
    below += block_height(1);
    below = axis_label(&mut scene, fonts, figure, data, &axis, below);
    let note = wrap(fonts, &figure.note, scene.width - 2.0 * MARGIN);
    if !note.is_empty() {
        below = scene.block(&note, MARGIN, below + GAP, Anchor::Start);
    }
    scene.height = below + MARGIN;
    Ok(scene)
}

/// Labels wrapped and heights found.
fn rows<'a>(fonts: &Fonts, data: &'a Cells, label_room: f64) -> Vec<Row<'a>> {
    // where nothing is grouped and the bars rest on different numbers, each label says its own
    let own_n = data.groups.is_empty() && group_n(data).contains(&None);
    data.rows()
        .map(|(category, cells)| {
            let label = match (own_n, cells.first().and_then(|cell| cell.n)) {
                (true, Some(n)) => format!("{category} (n = {})", grouped(n)),
                _ => category.to_owned(),
            };
            let label = wrap(fonts, &label, label_room);
            let bars: f64 = cells.iter().map(|cell| slot(cell, cells.len())).sum();
            let height = bars.max(label.len() as f64 * LINE);
            Row { label, cells, bars, height }
        })
        .collect()
}

/// Thickness of a bar in millimetres, when so many share a category.
fn thickness(n: usize) -> f64 {
    (3.95 - 0.35 * n as f64).max(1.7)
}

/// Room of one bar in its category; the mark of a missing one needs a line of type.
fn slot(cell: &Cell, n: usize) -> f64 {
    match cell.value {
        Some(_) => thickness(n),
        None => thickness(n).max(LINE),
    }
}

fn legend_entries(data: &Cells) -> Vec<String> {
    let numbers = group_n(data);
    data.groups
        .iter()
        .zip(numbers)
        .map(|(group, n)| match n {
            Some(n) => format!("{group} (n = {})", grouped(n)),
            None => group.clone(),
        })
        .collect()
}

/// The axis up to the largest value or end of an interval, its last label inside the page.
fn axis(fonts: &Fonts, figure: &Figure, data: &Cells, left: f64, right: f64) -> Axis {
    let most = data
        .cells
        .iter()
        .flat_map(|cell| [cell.value, cell.low.and(cell.high)])
        .flatten()
        .fold(0.0, f64::max);
    let tried = Axis::new(fonts, figure.unit, most, left, right);
    let last = tried.ticks.last().map_or(0.0, |(_, label)| label.width);
    // fewer ticks may make the last label longer ("9" becomes "10"): leave room for one more digit
    Axis::new(fonts, figure.unit, most, left, right - last / 2.0 - 0.8)
}

fn grid(scene: &mut Scene, axis: &Axis, top: f64, bottom: f64) {
    for (value, _) in axis.ticks.iter().skip(1) {
        let x = axis.place(*value);
        scene.line((x, top), (x, bottom), theme::GRID, stroke::GRID);
    }
}

fn draw_row(scene: &mut Scene, fonts: &Fonts, axis: &Axis, row: &Row<'_>, middle: f64) {
    let mut top = middle - row.bars / 2.0;
    for (cell, fill) in row.cells.iter().zip(FILLS) {
        let room = slot(cell, row.cells.len());
        let centre = top + room / 2.0;
        let half = thickness(row.cells.len()) / 2.0;
        if let Some(value) = cell.value {
            let (left, right) = (axis.place(0.0), axis.place(value));
            if right > left {
                let area = Area { left, top: centre - half, right, bottom: centre + half };
                scene.filled(area, fill);
            }
            if let (Some(low), Some(high)) = (cell.low, cell.high) {
                interval(scene, axis.place(low), axis.place(high), centre, half);
            }
        } else {
            let width = fonts.width(MISSING, TYPE_PT);
            let mark = Line { text: MISSING.to_owned(), width };
            scene.mark(&mark, axis.place(0.0) + 1.0, centre);
        }
        top += room;
    }
}

/// A whisker with caps, over a halo that keeps it visible on a dark bar.
fn interval(scene: &mut Scene, low: f64, high: f64, middle: f64, half: f64) {
    let cap = (half * 0.55).min(0.9);
    for (colour, width, longer) in [
        (theme::PAPER, stroke::HALO, (stroke::HALO - stroke::INTERVAL) / 2.0),
        (theme::INK, stroke::INTERVAL, 0.0),
    ] {
        scene.line((low, middle), (high, middle), colour, width);
        for x in [low, high] {
            scene.line((x, middle - cap - longer), (x, middle + cap + longer), colour, width);
        }
    }
}

/// The axis label under the plot, with the n that all bars rest on; returns its lower edge.
fn axis_label(
    scene: &mut Scene,
    fonts: &Fonts,
    figure: &Figure,
    data: &Cells,
    axis: &Axis,
    top: f64,
) -> f64 {
    let mut text = clean(&figure.axis_label);
    if data.groups.is_empty()
        && let Some(Some(n)) = group_n(data).first()
    {
        text = format!("{text} (n = {})", grouped(*n));
    }
    let first = axis.place(0.0);
    let last = axis.ticks.last().map_or(first, |(value, _)| axis.place(*value));
    let page = scene.width - 2.0 * MARGIN;
    let lines = wrap(fonts, &text, (last - first).max(0.7 * page));
    if lines.is_empty() {
        return top;
    }
    let half = widest(&lines) / 2.0;
    let middle = f64::midpoint(first, last);
    let middle = middle.min(scene.width - MARGIN - half).max(MARGIN + half);
    scene.block(&lines, middle, top + 0.6, Anchor::Middle)
}
