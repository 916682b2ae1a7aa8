//! Small multiples: one panel a value of a variable, all on the same axes, so that panels can be compared.
//! Cells are drawn as dots, series as lines.

use super::axis::{Axis, End, Places, Way};
use super::data::{Cells, Data, Panel, Panels, Series, panel_n, rows_n, span};
use super::dots::{self, pitch};
use super::figure::Figure;
use super::font::Fonts;
use super::legend::{self, Entry, Key};
use super::rows::{self, Rows, with_n};
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{Line, wrap};
use super::theme::{GAP, LABEL_SHARE, MARGIN, MOST_HEIGHT, SIGNS, Sign};
use super::timeline::{Flags, Strip};
use super::trend::{self, MOST_LINES};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "panels",
    doc: "small multiples by a variable: dots or trend lines on shared axes",
    takes: "panels",
    noun: "point",
    draw,
    samples: &[
        |words, n| words.panels_of_years("panels", n),
        |words, n| words.panels_of_dots("panels", n),
        |words, n| words.panels_of_codes("panels", n),
    ],
};

/// Between two panels, in millimetres.
const BETWEEN: f64 = 4.0;
/// Least width of a panel of lines, and of dots.
const LEAST: (f64, f64) = (30.0, 26.0);
/// Of a panel of dots that has many rows: all codes beside each other.
const LEAST_OF_MANY: f64 = 19.0;

/// Lays out small multiples.
///
/// # Errors
/// Other data than panels; more groups or lines than can be told apart; a page of more than a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Panels(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    let scene = Scene::new(figure.width.millimetres()?);
    match (data.cells(), data.series()) {
        (Some(cells), _) => of_cells(scene, figure, fonts, data, &cells, &SIGNS),
        (_, Some(series)) => of_series(scene, figure, fonts, data, &series),
        _ => Err(ENTRY.refuses(&figure.data)),
    }
}

/// Columns of panels between two edges, as many as fit, and no more than make even rows.
fn columns(n: usize, left: f64, right: f64, least: f64, between: f64) -> Vec<(f64, f64)> {
    let room = right - left;
    let most = (((room + between) / (least + between)) as usize).clamp(1, n.max(1));
    let rows = n.div_ceil(most);
    let n = n.div_ceil(rows.max(1)).max(1);
    let width = (room - between * (n - 1) as f64) / n as f64;
    (0..n)
        .map(|column| left + column as f64 * (width + between))
        .map(|left| (left, left + width))
        .collect()
}

/// The titles, each with the n of its panel, wrapped to the width of a column.
fn titles(fonts: &Fonts, data: &Panels, width: f64) -> Vec<Vec<Line>> {
    let title = |panel: &Panel| with_n(&panel.title, panel_n(panel));
    data.panels.iter().map(|panel| wrap(fonts, &title(panel), width)).collect()
}

/// Height of the highest title of a row of panels, with the gap under it.
fn title_height(titles: &[Vec<Line>]) -> f64 {
    titles.iter().map(|lines| block_height(lines.len()) + 0.8).fold(0.0, f64::max)
}

/// Panels of dots, each group with its sign.
pub(super) fn of_cells(
    mut scene: Scene,
    figure: &Figure,
    fonts: &Fonts,
    data: &Panels,
    cells: &[&Cells],
    signs: &[Sign],
) -> Result<Scene, ChartError> {
    let Some(first) = cells.first() else { return Err(ChartError::Empty) };
    if first.per_category() > signs.len() {
        return Err(ChartError::TooManyGroups { n: first.groups.len(), most: signs.len() });
    }
    let mut top = MARGIN;
    if !first.groups.is_empty() {
        let entries = first.groups.iter().zip(signs);
        let entries =
            entries.map(|(group, sign)| Entry { key: Key::Sign(*sign), text: group.clone() });
        let title = &first.legend_title;
        top = legend::place(&mut scene, fonts, title, entries.collect(), top) + GAP;
    }
    let pitch = pitch(first.per_category());
    let room = LABEL_SHARE * scene.width;
    let n = rows_n(cells);
    let mut all: Vec<Rows<'_>> = cells
        .iter()
        .map(|cells| Rows::new(fonts, cells, &n, room, pitch))
        .collect::<Result<_, _>>()?;
    Rows::align(&mut all);
    let labels = all.iter().map(Rows::label_width).fold(0.0, f64::max);
    let left = MARGIN + labels + if labels > 0.0 { GAP } else { 2.0 };
    let right = scene.width - MARGIN;
    let span = span(cells.iter().flat_map(|cells| &cells.cells));
    let axis = |(left, right): (f64, f64)| {
        Axis::new(fonts, figure.unit, span, (left, right), Way::Right, End::Number)
    };
    // half of the outer tick labels stands beside their panels
    let least = if data.turned { LEAST_OF_MANY } else { LEAST.1 };
    let tried = axis((left, left + least)).widest();
    let between = BETWEEN.max(tried + 2.5);
    let columns = columns(data.panels.len(), left, right - tried / 2.0, least, between);
    let titles = titles(fonts, data, columns.first().map_or(0.0, |(from, to)| to - from));

    let mut below = top;
    let n = columns.len();
    for (row, titles) in all.chunks(n).zip(titles.chunks(n)) {
        let head = title_height(titles);
        let height = row.iter().map(Rows::height).fold(0.0, f64::max);
        if below + head + height > MOST_HEIGHT {
            let rows = cells.iter().map(|cells| cells.cells.len()).sum();
            return Err(ChartError::TooHigh {
                rows,
                height: below + head + height,
                most: MOST_HEIGHT,
            });
        }
        let (top, bottom) = (below + head, below + head + height);
        for ((rows, title), (from, to)) in row.iter().zip(titles).zip(&columns) {
            let axis = axis((*from, *to));
            scene.block(title, *from, top - 0.8 - block_height(title.len()), Anchor::Start);
            rows.shades(&mut scene, *from, *to, top);
            rows::grid(&mut scene, &axis, top, bottom);
            rows::zero(&mut scene, &axis, top, bottom);
            let ends = (axis.place(0.0), *to);
            rows.numbers(&mut scene, fonts, top, ends, |scene, cell, index, middle| {
                dots::dot(scene, &axis, cell, signs[index], middle);
            });
            below = rows::ticks(&mut scene, &axis, bottom);
        }
        if let Some(first) = row.first() {
            first.labels(&mut scene, left - GAP, top);
        }
        below += 2.0 * GAP;
    }
    let ends = (left, columns.last().map_or(right, |(_, to)| *to));
    below = rows::axis_label(&mut scene, fonts, &figure.axis_label, ends, below - 2.0 * GAP);
    rows::finish(&mut scene, fonts, figure, below);
    Ok(scene)
}

fn of_series(
    mut scene: Scene,
    figure: &Figure,
    fonts: &Fonts,
    data: &Panels,
    series: &[&Series],
) -> Result<Scene, ChartError> {
    let Some(first) = series.first() else { return Err(ChartError::Empty) };
    if first.lines.len() > MOST_LINES {
        return Err(ChartError::TooManyGroups { n: first.lines.len(), most: MOST_LINES });
    }
    let mut top = trend::legend(&mut scene, fonts, first, MARGIN);
    let height = (0.19 * scene.width).clamp(24.0, 34.0);
    let values =
        |bottom: f64, top: f64| trend::values(fonts, figure, series.iter().copied(), bottom, top);
    let ticks = values(height, 0.0).widest();
    let right = scene.width - MARGIN;
    let widest = columns(data.panels.len(), MARGIN + ticks, right, LEAST.0, BETWEEN).len();
    let rows = data.panels.len().div_ceil(widest).min(2);
    let label = wrap(fonts, &figure.axis_label, rows as f64 * height);
    let left = MARGIN + trend::label_room(&label) + ticks + 1.6;
    let columns = columns(data.panels.len(), left, right, LEAST.0, BETWEEN);
    let titles = titles(fonts, data, columns.first().map_or(0.0, |(from, to)| to - from));
    let n = columns.len();
    let start = top;
    let mut keys = (Vec::new(), Vec::new());
    let mut below = top;
    for (number, (row, titles)) in series.chunks(n).zip(titles.chunks(n)).enumerate() {
        let panels: Vec<(Places, Flags, Strip)> = row
            .iter()
            .zip(&columns)
            .map(|(series, (from, to))| {
                let places = Places::new(fonts, series.range(), series.step(), *from, *to);
                let flags = Flags::new(fonts, &places, series, (*from, *to), false);
                let strip = Strip::new(fonts, &places, series, false);
                (places, flags, strip)
            })
            .collect();
        let head = title_height(titles);
        let over = panels.iter().map(|(_, flags, _)| flags.height()).fold(0.0, f64::max);
        top = below + head + over;
        let bottom = top + height;
        if bottom > MOST_HEIGHT {
            return Err(ChartError::TooHigh {
                rows: data.panels.len(),
                height: bottom,
                most: MOST_HEIGHT,
            });
        }
        let axis = values(bottom, top);
        trend::value_labels(&mut scene, &axis, left);
        below = bottom;
        for (at, (((series, title), (from, to)), (places, flags, strip))) in
            row.iter().zip(titles).zip(&columns).zip(panels).enumerate()
        {
            let edge = top - over - 0.8 - block_height(title.len());
            scene.block(title, *from, edge, Anchor::Start);
            flags.draw(&mut scene, top);
            let area = Area { left: *from, top, right: *to, bottom };
            trend::plot(&mut scene, series, &places, &axis, area);
            // places are labelled where no panel stands below
            if (number + 1) * n + at >= data.panels.len() {
                let labels = trend::place_labels(&mut scene, &places, bottom);
                below = below.max(strip.draw(&mut scene, labels));
            }
            keys = (strip.key, flags.key);
        }
        below += 2.0 * GAP;
    }
    below -= 2.0 * GAP;
    let middle = f64::midpoint(start + title_height(&titles), top + height);
    scene.turned(&label, MARGIN + trend::label_room(&label) / 2.0 - 0.4, middle, Anchor::Middle);
    below = rows::axis_label(&mut scene, fonts, &first.x_label, (left, right), below);
    below = trend::keys(&mut scene, fonts, keys.0, keys.1, below);
    rows::finish(&mut scene, fonts, figure, below);
    Ok(scene)
}
