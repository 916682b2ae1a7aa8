//! Heat maps: a coloured cell for each row and column with its number in it, and a colour bar. Shares and
//! quantities grow darker from 0; signed numbers, such as adjusted residuals, have 0 in the middle of the
//! scale. A missing number is the mark "n/a" on paper; what is no cell at all stays empty.

use super::axis::{Axis, End, Way, number};
use super::data::{Cell, Data, Matrix, span};
use super::figure::{Figure, Unit};
use super::font::Fonts;
use super::legend::{self, Entry, Key};
use super::rows::{self, MISSING, with_n};
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{self, Line, widest, wrap};
use super::theme::{
    FAINT_INK, GAP, GRID, INK, LABEL_SHARE, LINE, MARGIN, MOST_HEIGHT, Rgb, diverging, sequential,
    stroke, text_on,
};
use super::{ChartEntry, ChartError};

/// What commands, help and docs read.
pub(super) const ENTRY: ChartEntry = ChartEntry {
    name: "heat",
    doc: "heat map of shares, counts or residuals by row and column, with the number in each cell",
    takes: "a matrix",
    noun: "cell",
    draw,
    samples: &[
        |words, n| words.shares("heat", n),
        |words, n| words.residuals("heat", n),
        |words, n| words.pairs("heat", n),
    ],
};

/// A cell is not made wider than this, in millimetres.
const WIDEST: f64 = 40.0;
/// Room beside a number in its cell.
const BESIDE: f64 = 0.6;
/// Least height of a cell.
const LOWEST: f64 = 5.4;
/// Labels of rows get this much at least, or the chart is too narrow.
const LEAST_LABELS: f64 = 20.0;
/// Between two cells.
const BETWEEN: f64 = 0.3;
/// Labels of columns that are turned take this height at most.
const TURNED: f64 = 34.0;
/// Greatest length, and height, of the colour bar.
const BAR: (f64, f64) = (56.0, 2.6);

/// Lays out a heat map.
///
/// # Errors
/// Other data than a matrix; more columns than the width takes in type of 8 points; a page of more than
/// a metre.
fn draw(figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Data::Matrix(data) = &figure.data else { return Err(ENTRY.refuses(&figure.data)) };
    let mut scene = Scene::new(figure.width.millimetres()?);
    let decimals = decimals(data);
    let printed: Vec<Option<Line>> = data
        .cells
        .iter()
        .map(|cell| {
            cell.as_ref().map(|cell| Line::new(fonts, printed(figure.unit, decimals, cell)))
        })
        .collect();
    let grid = Grid::new(fonts, data, &printed, scene.width)?;
    let top = grid.heads(&mut scene, fonts, data, MARGIN);
    let scale = Scale::new(fonts, figure, data, scene.width);
    let bottom = grid.cells(&mut scene, data, &printed, &scale, top)?;
    let mut below = bar(&mut scene, fonts, figure, data, &grid, &scale, bottom + GAP);
    if let Heads::Keyed(entries) = grid.heads {
        below = legend::place(&mut scene, fonts, &data.column_title, entries, below + GAP);
    }
    rows::finish(&mut scene, fonts, figure, below);
    Ok(scene)
}

/// How many decimals the numbers of a matrix have: none where all are whole, else as many as tell them
/// apart (a correlation needs two).
fn decimals(data: &Matrix) -> usize {
    let values = || data.cells.iter().flatten().filter_map(|cell| cell.value);
    let most = values().fold(0.0, |most, value| f64::max(most, value.abs()));
    match most {
        _ if values().all(|value| value.fract() == 0.0) => 0,
        most if most >= 100.0 => 0,
        most if most >= 2.0 => 1,
        _ => 2,
    }
}

/// The number in a cell: percent without its sign, as the colour bar has it.
fn printed(unit: Unit, decimals: usize, cell: &Cell) -> String {
    let Some(value) = cell.value else { return MISSING.to_owned() };
    match unit {
        Unit::Share => {
            let percent = (value * 100.0).round();
            match value {
                v if v > 0.0 && percent < 1.0 => "<1".to_owned(),
                v if v < 1.0 && percent > 99.0 => ">99".to_owned(),
                _ => number(percent, 0),
            }
        }
        Unit::Quantity | Unit::Signed => number(value, decimals),
    }
}

/// How the columns are headed.
enum Heads {
    /// Lines over each column.
    Over(Vec<Vec<Line>>),
    /// Lines over each column, read from below.
    Turned(Vec<Vec<Line>>),
    /// Numbers; the labels of the rows have the same.
    Numbered,
    /// Numbers, told in a key under the chart.
    Keyed(Vec<Entry>),
}

/// Where rows and columns stand.
struct Grid {
    left: f64,
    width: f64,
    labels: Vec<Vec<Line>>,
    heads: Heads,
}

impl Grid {
    fn new(
        fonts: &Fonts,
        data: &Matrix,
        printed: &[Option<Line>],
        page: f64,
    ) -> Result<Self, ChartError> {
        let n = data.columns.len();
        let text = printed.iter().flatten().map(|line| line.width).fold(0.0, f64::max);
        let mut least = text + 2.0 * BESIDE + BETWEEN;
        if n > 1 {
            // numbers over the columns have to keep apart too
            least = least.max(fonts.width(&n.to_string(), super::theme::TYPE_PT) + 1.0);
        }
        let inside = page - 2.0 * MARGIN - GAP;
        let needed = LEAST_LABELS + n as f64 * least;
        if needed > inside {
            let needed = needed + 2.0 * MARGIN + GAP;
            return Err(ChartError::TooNarrow { what: "columns", n, width: page, needed });
        }
        let wanted = (LABEL_SHARE * page).max(inside - n as f64 * WIDEST);
        let room = wanted.min(inside - n as f64 * least);
        let labels = |numbered: bool| -> Vec<Vec<Line>> {
            let label = |(index, label): (usize, &String)| match numbered {
                true => wrap(fonts, &format!("{}  {label}", index + 1), room),
                false => wrap(fonts, label, room),
            };
            data.rows.iter().enumerate().map(label).collect()
        };
        let place = |labels: &[Vec<Line>]| {
            let left = MARGIN + labels.iter().map(|it| widest(it)).fold(0.0, f64::max) + GAP;
            (left, ((page - MARGIN - left) / n as f64).min(WIDEST))
        };
        let plain = labels(false);
        let (left, width) = place(&plain);
        let heads = heads(fonts, data, width);
        let numbered = matches!(heads, Heads::Numbered);
        let labels = if numbered { labels(true) } else { plain };
        let (left, width) = if numbered { place(&labels) } else { (left, width) };
        Ok(Self { left, width, labels, heads })
    }

    fn column(&self, index: usize) -> (f64, f64) {
        let left = self.left + index as f64 * self.width;
        (left, left + self.width)
    }

    /// Places the heads; returns where the cells begin.
    fn heads(&self, scene: &mut Scene, fonts: &Fonts, data: &Matrix, top: f64) -> f64 {
        let mut top = top;
        let (first, last) = (self.left, self.column(data.columns.len() - 1).1);
        if !data.column_title.is_empty() && !matches!(self.heads, Heads::Keyed(_)) {
            let title = wrap(fonts, &data.column_title, scene.width - 2.0 * MARGIN);
            let half = widest(&title) / 2.0;
            let middle = f64::midpoint(first, last);
            let middle = middle.min(scene.width - MARGIN - half).max(MARGIN + half);
            top = scene.block(&title, middle, top, Anchor::Middle) + 1.0;
        }
        let middle = |index| f64::midpoint(self.column(index).0, self.column(index).1);
        match &self.heads {
            Heads::Over(heads) => {
                let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
                let bottom = top + block_height(lines);
                for (index, lines) in heads.iter().enumerate() {
                    let top = bottom - block_height(lines.len());
                    scene.block(lines, middle(index), top, Anchor::Middle);
                }
                bottom + 0.5
            }
            Heads::Turned(heads) => {
                let bottom = top + heads.iter().map(|it| widest(it)).fold(0.0, f64::max);
                for (index, lines) in heads.iter().enumerate() {
                    scene.turned(lines, middle(index), bottom, Anchor::Start);
                }
                bottom + 1.0
            }
            Heads::Numbered | Heads::Keyed(_) => {
                for index in 0..data.columns.len() {
                    let line = Line::new(fonts, (index + 1).to_string());
                    scene.block(&[line], middle(index), top, Anchor::Middle);
                }
                top + block_height(1) + 0.5
            }
        }
    }

    /// Places labels and cells; returns the lower edge.
    fn cells(
        &self,
        scene: &mut Scene,
        data: &Matrix,
        printed: &[Option<Line>],
        scale: &Scale,
        top: f64,
    ) -> Result<f64, ChartError> {
        let n = data.columns.len();
        let mut top = top;
        let rows = self.labels.iter().zip(data.cells.chunks(n)).zip(printed.chunks(n));
        for ((label, cells), printed) in rows {
            let bottom = top + (label.len() as f64 * LINE + 1.0).max(LOWEST);
            if bottom > MOST_HEIGHT {
                let rows = data.rows.len();
                return Err(ChartError::TooHigh { rows, height: bottom, most: MOST_HEIGHT });
            }
            let middle = f64::midpoint(top, bottom);
            scene.centred(label, self.left - GAP, middle, Anchor::End);
            for (index, (cell, text)) in cells.iter().zip(printed).enumerate() {
                let (Some(cell), Some(text)) = (cell, text) else { continue };
                let (left, right) = self.column(index);
                let area = Area { left, top, right, bottom }.shrunk(BETWEEN / 2.0);
                scene.hit(area, cell.key);
                match cell.value {
                    Some(value) => {
                        let ground = scale.colour(value);
                        scene.rectangle(area, ground);
                        scene.inside(text, area.centre(), text_on(ground));
                    }
                    None => {
                        scene.rectangle(area, GRID);
                        scene.rectangle(area.shrunk(stroke::OUTLINE), super::theme::PAPER);
                        scene.inside(text, area.centre(), FAINT_INK);
                    }
                }
            }
            top = bottom;
        }
        Ok(top)
    }
}

/// The heads that fit over columns of this width.
fn heads(fonts: &Fonts, data: &Matrix, width: f64) -> Heads {
    let shared = data.shared_n().is_some();
    let label = |(index, label): (usize, &String)| match shared {
        true => label.clone(),
        false => with_n(label, data.column_n(index)),
    };
    let labels: Vec<String> = data.columns.iter().enumerate().map(label).collect();
    let room = width - 1.0;
    let over: Vec<Vec<Line>> = labels.iter().map(|label| wrap(fonts, label, room)).collect();
    let whole = labels.iter().all(|label| text::fits(fonts, label, room));
    if whole && over.iter().all(|lines| lines.len() <= 4) {
        return Heads::Over(over);
    }
    if data.columns == data.rows {
        return Heads::Numbered;
    }
    let lines = (width / LINE) as usize;
    let turned: Vec<Vec<Line>> = labels.iter().map(|label| wrap(fonts, label, TURNED)).collect();
    let whole = labels.iter().all(|label| text::fits(fonts, label, TURNED));
    if whole && turned.iter().all(|it| it.len() <= lines) {
        return Heads::Turned(turned);
    }
    let entry = |(index, text): (usize, String)| Entry {
        key: Key::Text(Line::new(fonts, (index + 1).to_string())),
        text,
    };
    Heads::Keyed(labels.into_iter().enumerate().map(entry).collect())
}

/// From a number to its colour.
struct Scale {
    unit: Unit,
    /// The number at the end of the colour bar.
    most: f64,
    /// Length of the colour bar in millimetres.
    length: f64,
}

impl Scale {
    /// A scale that ends at the last round number of the colour bar.
    fn new(fonts: &Fonts, figure: &Figure, data: &Matrix, page: f64) -> Self {
        let outer = Self::axis(fonts, figure.unit, data, 0.0, BAR.0).widest();
        let length = BAR.0.min(page - 2.0 * MARGIN - outer);
        let axis = Self::axis(fonts, figure.unit, data, 0.0, length);
        Self { unit: figure.unit, most: axis.limits().1, length }
    }

    /// The axis of the colour bar; signed numbers have 0 in its middle.
    fn axis(fonts: &Fonts, unit: Unit, data: &Matrix, from: f64, to: f64) -> Axis {
        let (least, most) = span(data.cells.iter().flatten());
        let span = match unit {
            Unit::Signed => {
                let most = most.max(-least);
                (-most, most)
            }
            Unit::Share | Unit::Quantity => (0.0, most),
        };
        Axis::new(fonts, unit, span, (from, to), Way::Right, End::Tick)
    }

    fn colour(&self, value: f64) -> Rgb {
        match self.unit {
            Unit::Signed => diverging(value / self.most),
            Unit::Share | Unit::Quantity => sequential(value / self.most),
        }
    }
}

/// The colour bar under the cells; returns the lower edge of its label.
fn bar(
    scene: &mut Scene,
    fonts: &Fonts,
    figure: &Figure,
    data: &Matrix,
    grid: &Grid,
    scale: &Scale,
    top: f64,
) -> f64 {
    let width = scale.length;
    let axis = |left: f64| Scale::axis(fonts, figure.unit, data, left, left + width);
    let half = axis(0.0).widest() / 2.0;
    let middle = f64::midpoint(grid.left, grid.column(data.columns.len() - 1).1);
    let left = (middle - width / 2.0).min(scene.width - MARGIN - half - width).max(MARGIN + half);
    let axis = axis(left);
    let (least, most) = axis.limits();
    let bottom = top + BAR.1;
    // each step reaches to the end and the next covers it: no seams
    const STEPS: usize = 64;
    for step in 0..STEPS {
        let share = step as f64 / STEPS as f64;
        let value = least + (most - least) * (share + 0.5 / STEPS as f64);
        let area = Area { left: left + share * width, top, right: left + width, bottom };
        scene.rectangle(area, scale.colour(value));
    }
    let ends = axis.ends();
    for (from, to) in [
        ((ends.0, top), (ends.1, top)),
        ((ends.0, bottom), (ends.1, bottom)),
        ((ends.0, top), (ends.0, bottom)),
        ((ends.1, top), (ends.1, bottom)),
    ] {
        scene.line(from, to, INK, stroke::OUTLINE);
    }
    let below = rows::ticks(scene, &axis, bottom);
    let label = match figure.axis_label.is_empty() {
        true => String::new(),
        false => with_n(&figure.axis_label, data.shared_n()),
    };
    rows::axis_label(scene, fonts, &label, ends, below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_exactly_as_tells_them_apart() {
        let cases: &[(Unit, &[f64], &str)] = &[
            (Unit::Share, &[0.0, 0.003, 0.124, 0.998, 1.0], "0 <1 12 >99 100"),
            (Unit::Quantity, &[0.0, 3.0, 1234.0], "0 3 1,234"),
            (Unit::Quantity, &[0.5, 3.0], "0.5 3.0"),
            (Unit::Signed, &[-0.07, 0.31, 0.0], "−0.07 0.31 0.00"),
            (Unit::Signed, &[-4.46, 1.96], "−4.5 2.0"),
            (Unit::Signed, &[-140.4, 3.0], "−140 3"),
        ];
        for (unit, values, expected) in cases {
            let cells = values.iter().map(|value| Cell::new(*value, None, None));
            let data = Matrix {
                rows: vec!["r".to_owned()],
                columns: vec!["c".to_owned(); values.len()],
                cells: cells.map(Some).collect(),
                ..Matrix::default()
            };
            let decimals = decimals(&data);
            let cells = data.cells.iter().flatten();
            let shown: Vec<String> = cells.map(|cell| printed(*unit, decimals, cell)).collect();
            assert_eq!(shown.join(" "), *expected);
        }
    }
}
