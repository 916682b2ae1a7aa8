//! Bars to either side of zero, as for keyness: what one corpus has more of goes to the left, what the
//! other has more of to the right. A label stands across the zero line from its bar, so that both use the
//! whole width. Intervals are drawn where they are given; a missing value is the mark "n/a".

use super::axis::{Axis, End, Way};
use super::data::{Cell, Data, Diverging, span};
use super::figure::Figure;
use super::font::Fonts;
use super::rows::{self, MISSING};
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{Line, widest, wrap};
use super::theme::{ASCENT, EM, Fill, GAP, HALF_CAPITAL, Hatch, LINE, MARGIN, MOST_HEIGHT, SIDES};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "diverging",
    doc: "bars to either side of zero, such as the words that two corpora differ in",
    takes: "diverging numbers",
    noun: "bar",
    draw,
    samples: &[|words, n| words.keyness("diverging", n)],
};

/// Half the thickness of a bar, and room between two, in millimetres.
const HALF: f64 = 1.7;
const BETWEEN: f64 = 1.4;
/// Share of the page that a label may take before it is wrapped.
const LABEL: f64 = 0.46;
/// Side of the square before the name of a side.
const SQUARE: f64 = 2.4;

/// Lays out diverging bars.
///
/// # Errors
/// Other data than diverging numbers; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Diverging(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    let mut scene = Scene::new(figure.width.millimetres()?);
    let axis = axis(fonts, figure, data, scene.width);
    let zero = axis.place(0.0);
    let mut top = sides(&mut scene, fonts, data, zero, MARGIN);

    let start = top;
    let mut marks: Vec<(Vec<Line>, &Cell, f64)> = Vec::new();
    for (category, cell) in data.categories.iter().zip(&data.cells) {
        let room = match is_left(cell) {
            true => scene.width - MARGIN - edge(&axis, cell),
            false => edge(&axis, cell) - MARGIN,
        };
        let label = wrap(fonts, category, room.max(10.0));
        let height = (label.len() as f64 * LINE).max(2.0 * HALF) + BETWEEN;
        marks.push((label, cell, top + height / 2.0));
        top += height;
    }
    if top > MOST_HEIGHT {
        let rows = data.cells.len();
        return Err(ChartError::TooHigh { rows, height: top, most: MOST_HEIGHT });
    }
    rows::grid(&mut scene, &axis, start, top);
    let missing = Line::new(fonts, MISSING);
    for (label, cell, middle) in &marks {
        let anchor = if is_left(cell) { Anchor::Start } else { Anchor::End };
        scene.centred(label, edge(&axis, cell), *middle, anchor);
        let (left, right) = axis.ends();
        let (top, bottom) = (middle - HALF, middle + HALF);
        scene.hit(Area { left, top, right, bottom }, cell.key);
        match cell.value {
            Some(value) => bar(&mut scene, &axis, cell, value, *middle),
            None => scene.mark(&missing, zero + 1.0, *middle),
        }
    }
    rows::zero(&mut scene, &axis, start, top);
    top = rows::ticks(&mut scene, &axis, top);
    top = rows::axis_label(&mut scene, fonts, &figure.axis_label, axis.ends(), top);
    rows::finish(&mut scene, fonts, figure, top);
    Ok(scene)
}

fn is_left(cell: &Cell) -> bool {
    cell.value.is_some_and(|value| value < 0.0)
}

/// Where a label ends or begins: across zero from its bar, and behind an interval that crosses zero.
fn edge(axis: &Axis, cell: &Cell) -> f64 {
    let interval = cell.interval().filter(|_| cell.value.is_some());
    match is_left(cell) {
        true => axis.place(interval.map_or(0.0, |(_, high)| high.max(0.0))) + GAP,
        false => axis.place(interval.map_or(0.0, |(low, _)| low.min(0.0))) - GAP,
    }
}

fn bar(scene: &mut Scene, axis: &Axis, cell: &Cell, value: f64, middle: f64) {
    let (zero, end) = (axis.place(0.0), axis.place(value));
    let area = Area {
        left: zero.min(end),
        top: middle - HALF,
        right: zero.max(end),
        bottom: middle + HALF,
    };
    if area.right > area.left {
        let colour = SIDES[usize::from(!is_left(cell))];
        scene.filled(area, Fill { colour, hatch: Hatch::Solid });
    }
    if let Some((low, high)) = cell.interval() {
        rows::interval(scene, axis.place(low), axis.place(high), middle, 0.8);
    }
}

/// The axis as long as leaves room for every label across from its bar.
fn axis(fonts: &Fonts, figure: &Figure, data: &Diverging, page: f64) -> Axis {
    let span = span(&data.cells);
    let room = page - 2.0 * MARGIN;
    let labels: Vec<(f64, &Cell)> = data
        .categories
        .iter()
        .zip(&data.cells)
        .map(|(label, cell)| (widest(&wrap(fonts, label, LABEL * room)) + GAP, cell))
        .collect();
    // how far the chart reaches left and right of zero where a unit is so long
    let reach = |unit: f64, (least, most): (f64, f64)| {
        let ends = (-least * unit, most * unit);
        labels.iter().fold(ends, |(left, right), (label, cell)| {
            let (low, high) = cell.interval().filter(|_| cell.value.is_some()).unwrap_or_default();
            match is_left(cell) {
                true => (left, f64::max(right, label + high.max(0.0) * unit)),
                false => (f64::max(left, label - low.min(0.0) * unit), right),
            }
        })
    };
    let axis = |from: f64, to: f64| {
        Axis::new(fonts, figure.unit, span, (from, to), Way::Right, End::Number)
    };
    let mut found = axis(0.0, room);
    for _ in 0..3 {
        let limits = found.limits();
        // the outer tick labels may stand out by half their width
        let half = found.widest() / 2.0;
        let room = room - 2.0 * half;
        let (mut short, mut long) = (0.0, room / (limits.1 - limits.0));
        for _ in 0..40 {
            let unit = f64::midpoint(short, long);
            let (left, right) = reach(unit, limits);
            match left + right <= room {
                true => short = unit,
                false => long = unit,
            }
        }
        // labels that leave bars no room are wrapped more narrowly
        let unit = short.max(0.25 * room / (limits.1 - limits.0));
        let zero = reach(unit, limits).0.min(room - limits.1 * unit).max(-limits.0 * unit);
        let zero = MARGIN + half + zero;
        found = axis(zero + limits.0 * unit, zero + limits.1 * unit);
    }
    found
}

/// The names of the sides to either side of the zero line; returns where the bars begin.
fn sides(scene: &mut Scene, fonts: &Fonts, data: &Diverging, zero: f64, top: f64) -> f64 {
    let middle = top + (ASCENT - HALF_CAPITAL) * EM;
    let taken = SQUARE + 2.0 * GAP;
    let left = wrap(fonts, &data.left, (zero - MARGIN - taken).max(15.0));
    let right = wrap(fonts, &data.right, (scene.width - MARGIN - zero - taken).max(15.0));
    let mut square = |from: f64, side: usize| {
        let area = Area {
            left: from,
            top: middle - SQUARE / 2.0,
            right: from + SQUARE,
            bottom: middle + SQUARE / 2.0,
        };
        scene.filled(area, Fill { colour: SIDES[side], hatch: Hatch::Solid });
    };
    if !left.is_empty() {
        square(zero - GAP - SQUARE, 0);
    }
    if !right.is_empty() {
        square(zero + GAP, 1);
    }
    scene.block(&left, zero - taken, top, Anchor::End);
    scene.block(&right, zero + taken, top, Anchor::Start);
    match left.len().max(right.len()) {
        0 => top,
        lines => top + block_height(lines) + 0.8,
    }
}
