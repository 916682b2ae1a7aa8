//! What charts with a row for each category share: labels on the left, one place for each number, the
//! value axis under them. The charts say how a number is drawn.

use super::ChartError;
use super::axis::{Axis, End, Way};
use super::data::{Cell, Cells, span};
use super::figure::{Figure, grouped};
use super::font::Fonts;
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{Line, clean, widest, wrap};
use super::theme::{GAP, GRID, INK, LINE, MARGIN, MOST_HEIGHT, PAPER, SHADE, stroke};

/// What stands where a value is missing.
pub(super) const MISSING: &str = "n/a";

/// Room of numbers and rows in millimetres.
#[derive(Clone, Copy)]
pub(super) struct Pitch {
    /// Of one number; the mark of a missing one takes a line of type at least.
    pub slot: f64,
    /// Between two categories.
    pub gap: f64,
}

/// One category: its label, its numbers, and the heights that they take, in millimetres.
pub(super) struct Row<'a> {
    pub label: Vec<Line>,
    pub cells: &'a [Cell],
    /// Of each number.
    rooms: Vec<f64>,
    height: f64,
}

impl Row<'_> {
    fn numbers(&self) -> f64 {
        self.rooms.iter().sum()
    }
}

/// All categories.
pub(super) struct Rows<'a> {
    pub rows: Vec<Row<'a>>,
    pub pitch: Pitch,
}

impl<'a> Rows<'a> {
    /// Labels wrapped to `label_room` and heights found. Each label can say the n of its row.
    ///
    /// # Errors
    /// [`ChartError::TooHigh`] for more than a metre.
    pub fn new(
        fonts: &Fonts,
        data: &'a Cells,
        n: &[Option<u64>],
        label_room: f64,
        pitch: Pitch,
    ) -> Result<Self, ChartError> {
        let rows: Vec<Row<'_>> = data
            .rows()
            .enumerate()
            .map(|(index, (category, cells))| {
                let label = with_n(category, n.get(index).copied().flatten());
                let label = wrap(fonts, &label, label_room);
                let rooms: Vec<f64> = cells.iter().map(|cell| pitch.room(cell)).collect();
                let height = rooms.iter().sum::<f64>().max(label.len() as f64 * LINE);
                Row { label, cells, rooms, height }
            })
            .collect();
        let rows = Self { rows, pitch };
        let height = rows.height();
        if height > MOST_HEIGHT {
            return Err(ChartError::TooHigh { rows: data.cells.len(), height, most: MOST_HEIGHT });
        }
        Ok(rows)
    }

    /// Gives the rows of panels that stand side by side, and the numbers in them, the same places.
    pub fn align(panels: &mut [Self]) {
        let rows = panels.iter().map(|it| it.rows.len()).max().unwrap_or(0);
        for at in 0..rows {
            let mut widest: Vec<f64> = Vec::new();
            let mut height = 0.0_f64;
            for row in panels.iter().filter_map(|it| it.rows.get(at)) {
                widest.resize(widest.len().max(row.rooms.len()), 0.0);
                widest.iter_mut().zip(&row.rooms).for_each(|(most, room)| *most = most.max(*room));
                height = height.max(row.height);
            }
            height = height.max(widest.iter().sum());
            for row in panels.iter_mut().filter_map(|it| it.rows.get_mut(at)) {
                row.rooms.clone_from(&widest);
                row.height = height;
            }
        }
    }

    /// Height of all rows.
    pub fn height(&self) -> f64 {
        self.rows.iter().map(|row| row.height + self.pitch.gap).sum()
    }

    /// The widest label.
    pub fn label_width(&self) -> f64 {
        self.rows.iter().map(|row| widest(&row.label)).fold(0.0, f64::max)
    }

    /// Labels that end at `right`, the first row at `top`.
    pub fn labels(&self, scene: &mut Scene, right: f64, top: f64) {
        for (row, area) in self.areas(0.0, 0.0, top) {
            scene.centred(&row.label, right, area.centre().1, Anchor::End);
        }
    }

    /// Every second row shaded.
    pub fn shades(&self, scene: &mut Scene, left: f64, right: f64, top: f64) {
        for (_, area) in self.areas(left, right, top).into_iter().skip(1).step_by(2) {
            scene.rectangle(area, SHADE);
        }
    }

    /// Each number at its place: `draw` gets the number, which of its row it is, and the middle of its
    /// slot. A missing one is marked right of the first of the ends, between which a number is clicked.
    pub fn numbers(
        &self,
        scene: &mut Scene,
        fonts: &Fonts,
        top: f64,
        (left, right): (f64, f64),
        mut draw: impl FnMut(&mut Scene, &Cell, usize, f64),
    ) {
        let mark = Line::new(fonts, MISSING);
        for (row, area) in self.areas(0.0, 0.0, top) {
            let mut slot = area.centre().1 - row.numbers() / 2.0;
            for (index, (cell, &room)) in row.cells.iter().zip(&row.rooms).enumerate() {
                scene.hit(Area { left, top: slot, right, bottom: slot + room }, cell.key);
                match cell.value {
                    Some(_) => draw(scene, cell, index, slot + room / 2.0),
                    None => scene.mark(&mark, left + 1.0, slot + room / 2.0),
                }
                slot += room;
            }
        }
    }

    /// Each row with the rectangle that it takes.
    pub fn areas(&self, left: f64, right: f64, top: f64) -> Vec<(&Row<'a>, Area)> {
        let mut top = top;
        let area = |row: &Row<'_>| {
            let area = Area { left, top, right, bottom: top + row.height + self.pitch.gap };
            top = area.bottom;
            area
        };
        let areas: Vec<Area> = self.rows.iter().map(area).collect();
        self.rows.iter().zip(areas).collect()
    }
}

impl Pitch {
    fn room(self, cell: &Cell) -> f64 {
        match cell.value {
            Some(_) => self.slot,
            None => self.slot.max(LINE),
        }
    }
}

/// A label with the number that it rests on: `Kazakh (n = 310)`.
pub(super) fn with_n(label: &str, n: Option<u64>) -> String {
    match n {
        // no line ends inside it
        Some(n) if label.is_empty() => format!("n\u{a0}=\u{a0}{}", grouped(n)),
        Some(n) => format!("{label} (n\u{a0}=\u{a0}{})", grouped(n)),
        None => label.to_owned(),
    }
}

/// A value axis from `left` to `right` that covers the cells, its outer labels inside the page.
pub(super) fn value_axis<'a>(
    fonts: &Fonts,
    figure: &Figure,
    cells: impl IntoIterator<Item = &'a Cell>,
    left: f64,
    right: f64,
) -> Axis {
    let span = span(cells);
    let tried = Axis::new(fonts, figure.unit, span, (left, right), Way::Right, End::Number);
    // fewer ticks may make the last label longer ("9" becomes "10"): leave room for one more digit
    let right = right - over(&tried, right).max(0.0);
    Axis::new(fonts, figure.unit, span, (left, right), Way::Right, End::Number)
}

/// How far the last label of an axis, and one more digit, stands out behind `right`.
pub(super) fn over(axis: &Axis, right: f64) -> f64 {
    axis.ticks
        .last()
        .map_or(0.0, |(value, label)| axis.place(*value) + label.width / 2.0 + 0.8 - right)
}

/// Grid lines at the ticks of an axis, and a line at zero.
pub(super) fn grid(scene: &mut Scene, axis: &Axis, top: f64, bottom: f64) {
    for (value, _) in &axis.ticks {
        let x = axis.place(*value);
        scene.line((x, top), (x, bottom), GRID, stroke::GRID);
    }
}

/// The line at zero on which bars stand.
pub(super) fn zero(scene: &mut Scene, axis: &Axis, top: f64, bottom: f64) {
    let x = axis.place(0.0);
    scene.line((x, top), (x, bottom), INK, stroke::AXIS);
}

/// Ticks with their labels under a plot that ends at `bottom`; returns the lower edge of the labels.
pub(super) fn ticks(scene: &mut Scene, axis: &Axis, bottom: f64) -> f64 {
    let below = bottom + 0.9;
    for (value, label) in &axis.ticks {
        let x = axis.place(*value);
        scene.line((x, bottom), (x, below), INK, stroke::AXIS);
        scene.block(std::slice::from_ref(label), x, below, Anchor::Middle);
    }
    below + block_height(1)
}

/// A label centred under what stands between `from` and `to`, kept inside the page; returns its lower
/// edge.
pub(super) fn axis_label(
    scene: &mut Scene,
    fonts: &Fonts,
    text: &str,
    (from, to): (f64, f64),
    top: f64,
) -> f64 {
    let page = scene.width - 2.0 * MARGIN;
    let lines = wrap(fonts, &clean(text), (to - from).max(0.7 * page));
    if lines.is_empty() {
        return top;
    }
    let half = widest(&lines) / 2.0;
    let middle = f64::midpoint(from, to);
    let middle = middle.min(scene.width - MARGIN - half).max(MARGIN + half);
    scene.block(&lines, middle, top + 0.6, Anchor::Middle)
}

/// The figure's note under everything, and the height of the page.
pub(super) fn finish(scene: &mut Scene, fonts: &Fonts, figure: &Figure, bottom: f64) {
    let note = wrap(fonts, &figure.note, scene.width - 2.0 * MARGIN);
    let below = match note.is_empty() {
        true => bottom,
        false => scene.block(&note, MARGIN, bottom + GAP, Anchor::Start),
    };
    scene.height = below + MARGIN;
}

/// A whisker with caps, over a halo that keeps it visible on a dark bar. Both ends and the middle in
/// millimetres.
pub(super) fn interval(scene: &mut Scene, low: f64, high: f64, middle: f64, cap: f64) {
    for (colour, width, longer) in [
        (PAPER, stroke::HALO, (stroke::HALO - stroke::INTERVAL) / 2.0),
        (INK, stroke::INTERVAL, 0.0),
    ] {
        scene.line((low, middle), (high, middle), colour, width);
        for x in [low, high] {
            scene.line((x, middle - cap - longer), (x, middle + cap + longer), colour, width);
        }
    }
}
