//! Lines along an axis of places, with the bands of their 95 % intervals: shares by year. A line stops
//! where a number is missing, and a number between two gaps is a sign with a whisker. Phases are shaded
//! and named under the axis, events are marked and named over the plot.

use super::axis::{Axis, End, Places, Way};
use super::data::{Cell, Data, Series, Trend, span};
use super::figure::Figure;
use super::font::Fonts;
use super::legend::{self, Entry, Key};
use super::rows;
use super::scene::{Anchor, Area, Scene, block_height};
use super::sign;
use super::text::{Line, wrap};
use super::theme::{BAND, GAP, GRID, INK, MARGIN, Rgb, SIGNS, Sign, stroke};
use super::timeline::{self, Flags, Strip};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "trend",
    doc: "lines with bands of 95 % intervals along years, with phases and events",
    takes: "series",
    noun: "point",
    draw,
    samples: &[|words, n| words.by_year("trend", n)],
};

/// More lines than this can not be followed; take panels.
pub(super) const MOST_LINES: usize = 6;
/// Signs closer than this, in millimetres, run together: only some are drawn.
const SIGNS_APART: f64 = 3.4;

/// Half the height of the place of a point, in millimetres.
const NEAR: f64 = 1.6;

/// Lays out lines with bands.
///
/// # Errors
/// Other data than a series; more lines than can be told apart.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Series(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    if data.lines.len() > MOST_LINES {
        return Err(ChartError::TooManyGroups { n: data.lines.len(), most: MOST_LINES });
    }
    let mut scene = Scene::new(figure.width.millimetres()?);
    let mut top = legend(&mut scene, fonts, data, MARGIN);
    let height = (0.4 * scene.width).clamp(40.0, 72.0);
    let label = wrap(fonts, &figure.axis_label, height);
    let axis = values(fonts, figure, [data], 0.0, height);
    let right = scene.width - MARGIN;
    let left = MARGIN + label_room(&label) + axis.widest() + 1.6;
    let places = Places::new(fonts, data.range(), data.step(), left, right);
    let flags = Flags::new(fonts, &places, data, (left, right), true);
    let strip = Strip::new(fonts, &places, data, true);

    top += flags.height();
    flags.draw(&mut scene, top);
    // half of the highest tick label stands over the plot
    top += if flags.height() > 0.0 { 0.0 } else { 0.8 };
    let area = Area { left, top, right, bottom: top + height };
    let axis = values(fonts, figure, [data], area.bottom, area.top);
    plot(&mut scene, data, &places, &axis, area);
    value_labels(&mut scene, &axis, area.left);
    scene.turned(&label, MARGIN + label_room(&label) / 2.0 - 0.4, area.centre().1, Anchor::Middle);
    let mut below = place_labels(&mut scene, &places, area.bottom);
    below = strip.draw(&mut scene, below);
    below = rows::axis_label(&mut scene, fonts, &data.x_label, (left, right), below);
    below = keys(&mut scene, fonts, strip.key, flags.key, below);
    rows::finish(&mut scene, fonts, figure, below);
    Ok(scene)
}

/// The legend of the lines, where there is more than one; returns where the plot may begin.
pub(super) fn legend(scene: &mut Scene, fonts: &Fonts, data: &Series, top: f64) -> f64 {
    let named = data.lines.len() > 1 || data.lines.iter().any(|line| !line.name.is_empty());
    if !named {
        return top;
    }
    let entries = data.lines.iter().zip(SIGNS);
    let entries = entries
        .map(|(line, sign)| Entry { key: Key::Trend(sign), text: line.name.clone() })
        .collect();
    legend::place(scene, fonts, &data.legend_title, entries, top) + GAP
}

/// Keys of lettered phases and numbered events under everything; returns the lower edge.
pub(super) fn keys(
    scene: &mut Scene,
    fonts: &Fonts,
    phases: Vec<Entry>,
    events: Vec<Entry>,
    top: f64,
) -> f64 {
    let mut below = top;
    for key in [phases, events] {
        if !key.is_empty() {
            below = legend::place(scene, fonts, "", key, below + GAP);
        }
    }
    below
}

/// Room of a turned axis label, in millimetres.
pub(super) fn label_room(label: &[Line]) -> f64 {
    match label.is_empty() {
        true => 0.0,
        false => block_height(label.len()) + 1.0,
    }
}

/// A value axis that covers the numbers of all these series, from below to above.
pub(super) fn values<'a>(
    fonts: &Fonts,
    figure: &Figure,
    series: impl IntoIterator<Item = &'a Series>,
    bottom: f64,
    top: f64,
) -> Axis {
    let lines = series.into_iter().flat_map(|series| &series.lines);
    let span = span(lines.flat_map(|line| &line.points));
    Axis::new(fonts, figure.unit, span, (bottom, top), Way::Up, End::Number)
}

/// Labels of the value axis, left of a plot.
pub(super) fn value_labels(scene: &mut Scene, axis: &Axis, left: f64) {
    for (value, label) in &axis.ticks {
        let y = axis.place(*value);
        scene.line((left - 0.9, y), (left, y), INK, stroke::AXIS);
        scene.centred(std::slice::from_ref(label), left - 1.5, y, Anchor::End);
    }
}

/// Ticks and labels of the axis of places under a plot; returns their lower edge.
pub(super) fn place_labels(scene: &mut Scene, places: &Places, bottom: f64) -> f64 {
    for (x, label) in &places.ticks {
        let x = places.place(*x);
        scene.line((x, bottom), (x, bottom + 0.9), INK, stroke::AXIS);
        scene.block(std::slice::from_ref(label), x, bottom + 0.9, Anchor::Middle);
    }
    bottom + 0.9 + block_height(1)
}

/// Everything inside the frame: phases, grid, events, bands, lines, signs, axes.
pub(super) fn plot(scene: &mut Scene, data: &Series, places: &Places, axis: &Axis, area: Area) {
    timeline::shades(scene, places, data, area);
    for (value, _) in &axis.ticks {
        let y = axis.place(*value);
        scene.line((area.left, y), (area.right, y), GRID, stroke::GRID);
    }
    timeline::marks(scene, places, data, area);
    let lines = || data.lines.iter().zip(SIGNS);
    let opacity = BAND * (3.0 / data.lines.len() as f64).min(1.0);
    for (line, sign) in lines() {
        bands(scene, data, line, (sign.colour, opacity), places, axis);
    }
    let zero = axis.place(0.0);
    scene.line((area.left, zero), (area.right, zero), INK, stroke::AXIS);
    scene.line((area.left, area.top), (area.left, area.bottom), INK, stroke::AXIS);
    let n = data.lines.len();
    let step = places.place(data.step()) - places.place(0.0);
    for (index, (line, sign)) in lines().enumerate() {
        // numbers without neighbours stand side by side where their lines meet at one place
        let aside = (index as f64 - (n - 1) as f64 / 2.0) * (0.7 * step / n as f64).min(1.2);
        draw_line(scene, data, line, sign, places, axis, aside);
    }
    for (at, x) in data.x.iter().enumerate() {
        let points = data.lines.iter().filter_map(|line| line.points.get(at));
        let mut points: Vec<(f64, &Cell)> =
            points.filter_map(|it| Some((axis.place(it.value?), it))).collect();
        points.sort_by(|left, right| left.0.total_cmp(&right.0));
        hits(scene, &points, places.place(*x), (step / 2.0).clamp(0.8, NEAR));
    }
}

/// The places of the points over one place of the axis, sorted by height: where some lie on one another
/// each gets a slice of the width.
fn hits(scene: &mut Scene, points: &[(f64, &Cell)], x: f64, half: f64) {
    for near in points.chunk_by(|above, below| below.0 - above.0 < 2.0 * NEAR) {
        let slice = 2.0 * half / near.len() as f64;
        for (place, (y, cell)) in near.iter().enumerate() {
            let left = x - half + place as f64 * slice;
            let area = Area { left, top: y - NEAR, right: left + slice, bottom: y + NEAR };
            scene.hit(area, cell.key);
        }
    }
}

/// The bands of a line: one for each stretch whose numbers have intervals.
fn bands(
    scene: &mut Scene,
    data: &Series,
    line: &Trend,
    (colour, opacity): (Rgb, f64),
    places: &Places,
    axis: &Axis,
) {
    for stretch in data.stretches(line) {
        for known in stretch.split(|(.., cell)| cell.interval().is_none()) {
            let ends = || known.iter().filter_map(|(x, _, cell)| Some((x, cell.interval()?)));
            let upper = ends().map(|(x, (_, high))| (places.place(*x), axis.place(high)));
            let lower = ends().map(|(x, (low, _))| (places.place(*x), axis.place(low)));
            let mut lower: Vec<(f64, f64)> = lower.collect();
            lower.reverse();
            if known.len() > 1 {
                scene.polygon(upper.chain(lower).collect(), colour, opacity);
            }
        }
    }
}

fn draw_line(
    scene: &mut Scene,
    data: &Series,
    line: &Trend,
    sign: Sign,
    places: &Places,
    axis: &Axis,
    aside: f64,
) {
    let at = |x: f64, value: f64| (places.place(x), axis.place(value));
    let apart = places.place(data.step()) - places.place(0.0);
    // of one line in little room the signs say nothing; of several, every so many-th tells them apart
    let every = (SIGNS_APART / apart).ceil().max(1.0) as usize;
    let every = if data.lines.len() == 1 && every > 1 { usize::MAX } else { every };
    for stretch in data.stretches(line) {
        let points: Vec<(f64, f64)> = stretch.iter().map(|(x, value, _)| at(*x, *value)).collect();
        scene.path(points, sign.colour, stroke::TREND);
    }
    let mut count = 0;
    for stretch in data.stretches(line) {
        let alone = stretch.len() == 1;
        for (x, value, cell) in stretch {
            let (mut x, y) = at(x, value);
            if alone {
                x += aside;
                whisker(scene, cell, sign, x, axis);
            }
            if alone || count % every == every / 2 {
                sign::draw(scene, sign, (x, y), sign::RADIUS);
            }
            count += 1;
        }
    }
}

/// The interval of a number that has no neighbours.
fn whisker(scene: &mut Scene, cell: &Cell, sign: Sign, x: f64, axis: &Axis) {
    if let Some((low, high)) = cell.interval() {
        let (low, high) = (axis.place(low), axis.place(high));
        scene.line((x, low), (x, high), sign.colour, 1.4 * stroke::INTERVAL);
    }
}
