//! A chart laid out: shapes and lines of text with their places on the page, in millimetres from its
//! upper left corner. In: what a chart places; out: what the SVG writer draws and the tests measure.
//! Nothing is drawn here, and no label is placed by anything but its measured width.

use super::text::Line;
use super::theme::{
    ASCENT, DESCENT, EM, FAINT_INK, Fill, HALF_CAPITAL, Hatch, INK, LINE, Rgb, TYPE_PT, stroke,
};

/// A rectangle in millimetres; `top` is less than `bottom`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// Whether the insides of two rectangles share a point.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// The rectangle made smaller by `by` millimetres on each side.
    pub fn shrunk(&self, by: f64) -> Area {
        Area {
            left: self.left + by,
            top: self.top + by,
            right: self.right - by,
            bottom: self.bottom - by,
        }
    }
}

/// Which point of a line of text its `x` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A line of text in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The text, clean of control characters.
    pub text: String,
    /// Where its anchor stands, in millimetres.
    pub x: f64,
    /// Its baseline, in millimetres.
    pub baseline: f64,
    /// Which point of the text `x` is.
    pub anchor: Anchor,
    /// Its measured width, in millimetres.
    pub width: f64,
    /// Type size in points.
    pub size_pt: f64,
    /// Colour.
    pub colour: Rgb,
}

impl Label {
    /// The box of the text: measured width, from the top of Й to the foot of у.
    pub fn area(&self) -> Area {
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width / 2.0,
            Anchor::End => self.x - self.width,
        };
        Area {
            left,
            top: self.baseline - ASCENT * EM,
            right: left + self.width,
            bottom: self.baseline + DESCENT * EM,
        }
    }
}

/// Something drawn that is no text.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Rectangle {
        /// Where.
        area: Area,
        /// Its colour.
        colour: Rgb,
    },
    /// A straight line.
    Line {
        /// One end: x, y.
        from: (f64, f64),
        /// The other end.
        to: (f64, f64),
        /// Its colour.
        colour: Rgb,
        /// Its width in millimetres.
        width: f64,
    },
}

/// A page with everything that stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width of the page in millimetres.
    pub width: f64,
    /// Height of the page in millimetres.
    pub height: f64,
    /// Drawn in this order, under all text.
    pub shapes: Vec<Shape>,
    /// All text.
    pub labels: Vec<Label>,
}

impl Scene {
    /// An empty page; its height is set once everything is placed.
    pub fn new(width: f64) -> Self {
        Self { width, height: 0.0, shapes: Vec::new(), labels: Vec::new() }
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Rgb, width: f64) {
        self.shapes.push(Shape::Line { from, to, colour, width });
    }

    pub(super) fn rectangle(&mut self, area: Area, colour: Rgb) {
        self.shapes.push(Shape::Rectangle { area, colour });
    }

    /// A rectangle in a group's fill with its outline.
    pub(super) fn filled(&mut self, area: Area, fill: Fill) {
        self.rectangle(area, INK);
        let inside = area.shrunk(stroke::OUTLINE);
        if inside.left >= inside.right || inside.top >= inside.bottom {
            return;
        }
        self.rectangle(inside, fill.colour);
        // lines end square: they stop half their width before the outline
        let lines = inside.shrunk(stroke::HATCH / 2.0);
        match fill.hatch {
            Hatch::Solid => {}
            Hatch::Upright(colour) => self.hatch(lines, 0.0, colour),
            Hatch::Diagonal(colour) => self.hatch(lines, lines.bottom - lines.top, colour),
        }
    }

    /// Lines that rise from the lower edge to the upper one, `lean` to the right, cut to the area.
    fn hatch(&mut self, area: Area, lean: f64, colour: Rgb) {
        const STEP: f64 = 0.9;
        let mut foot = area.left - lean + STEP / 2.0;
        while foot < area.right {
            let (mut from, mut to) = ((foot, area.bottom), (foot + lean, area.top));
            if from.0 < area.left {
                from = (area.left, area.bottom - (area.left - from.0));
            }
            if to.0 > area.right {
                to = (area.right, area.top + (to.0 - area.right));
            }
            if from.0 < to.0 || lean == 0.0 {
                self.line(from, to, colour, stroke::HATCH);
            }
            foot += STEP;
        }
    }

    fn label(&mut self, line: &Line, at: (f64, f64), anchor: Anchor, colour: Rgb) {
        self.labels.push(Label {
            text: line.text.clone(),
            x: at.0,
            baseline: at.1,
            anchor,
            width: line.width,
            size_pt: TYPE_PT,
            colour,
        });
    }

    /// Lines of text as a block whose upper edge is `top`; returns the block's lower edge.
    pub(super) fn block(&mut self, lines: &[Line], x: f64, top: f64, anchor: Anchor) -> f64 {
        let mut baseline = top + ASCENT * EM;
        for line in lines {
            self.label(line, (x, baseline), anchor, INK);
            baseline += LINE;
        }
        top + block_height(lines.len())
    }

    /// Lines of text as a block with its middle at `middle`, as capitals see it.
    pub(super) fn centred(&mut self, lines: &[Line], x: f64, middle: f64, anchor: Anchor) {
        let mut baseline = first_baseline(middle, lines.len());
        for line in lines {
            self.label(line, (x, baseline), anchor, INK);
            baseline += LINE;
        }
    }

    /// One faint line with its middle at `middle`: the mark of a missing value.
    pub(super) fn mark(&mut self, line: &Line, x: f64, middle: f64) {
        self.label(line, (x, first_baseline(middle, 1)), Anchor::Start, FAINT_INK);
    }
}

fn first_baseline(middle: f64, n_lines: usize) -> f64 {
    middle + HALF_CAPITAL * EM - (n_lines.saturating_sub(1) as f64) * LINE / 2.0
}

/// Height of a block of lines in millimetres.
pub(super) fn block_height(n_lines: usize) -> f64 {
    match n_lines {
        0 => 0.0,
        n => (n - 1) as f64 * LINE + (ASCENT + DESCENT) * EM,
    }
}
