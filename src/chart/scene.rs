//! A chart laid out: shapes and lines of text with their places on the page, in millimetres from its
//! upper left corner. In: what a chart places; out: what the writers of SVG and PDF draw and the tests
//! measure. Nothing is drawn here, and no label is placed by anything but its measured width.

use super::colour::Rgb;
use super::text::Line;
use super::theme::{
    ASCENT, DESCENT, EM, FAINT_INK, Fill, HALF_CAPITAL, Hatch, INK, LINE, TYPE_PT, stroke,
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

    /// The rectangle made smaller by `by` millimetres on each side; larger where `by` is negative.
    pub fn shrunk(&self, by: f64) -> Area {
        Area {
            left: self.left + by,
            top: self.top + by,
            right: self.right - by,
            bottom: self.bottom - by,
        }
    }

    /// Width in millimetres.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height in millimetres.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Its middle: x, y.
    pub fn centre(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
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
    /// Where its anchor stands, in millimetres; of a turned text, its baseline.
    pub x: f64,
    /// Its baseline, in millimetres; of a turned text, where its anchor stands.
    pub y: f64,
    /// Which point of the text its place is.
    pub anchor: Anchor,
    /// Whether it is read from below, turned by a quarter.
    pub turned: bool,
    /// Its measured width, in millimetres.
    pub width: f64,
    /// Type size in points.
    pub size_pt: f64,
    /// Colour.
    pub colour: Rgb,
}

impl Label {
    /// How far before its place the text begins, in millimetres along the line.
    pub(super) fn before(&self) -> f64 {
        match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => self.width / 2.0,
            Anchor::End => self.width,
        }
    }

    /// The box of the text: measured width, from the top of Й to the foot of у.
    pub fn area(&self) -> Area {
        if self.turned {
            let bottom = self.y + self.before();
            return Area {
                left: self.x - ASCENT * EM,
                top: bottom - self.width,
                right: self.x + DESCENT * EM,
                bottom,
            };
        }
        let left = self.x - self.before();
        Area {
            left,
            top: self.y - ASCENT * EM,
            right: left + self.width,
            bottom: self.y + DESCENT * EM,
        }
    }
}

/// Something drawn that is no text. Lengths in millimetres, points are x, y.
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
        /// One end.
        from: (f64, f64),
        /// The other end.
        to: (f64, f64),
        /// Its colour.
        colour: Rgb,
        /// Its width.
        width: f64,
    },
    /// A line through several points.
    Path {
        /// Through which, two or more.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Rgb,
        /// Its width.
        width: f64,
    },
    /// A filled disc.
    Disc {
        /// Its middle.
        centre: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Its colour.
        colour: Rgb,
    },
    /// A filled polygon.
    Polygon {
        /// Its corners, three or more.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Rgb,
        /// How much it hides, 0 to 1: bands of lines that cross shine through one another.
        opacity: f64,
    },
}

/// A place of the page that belongs to a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Where; larger than what is drawn there, so that it can be hit.
    pub area: Area,
    /// The key of the number's [`Cell`](super::Cell).
    pub key: usize,
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
    /// The places of the numbers that have a key; only a page with a script has a use for them.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty page; its height is set once everything is placed.
    pub fn new(width: f64) -> Self {
        Self { width, height: 0.0, shapes: Vec::new(), labels: Vec::new(), marks: Vec::new() }
    }

    /// Marks the place of a number that has a key.
    pub(super) fn hit(&mut self, area: Area, key: Option<usize>) {
        self.marks.extend(key.map(|key| Mark { area, key }));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Rgb, width: f64) {
        self.shapes.push(Shape::Line { from, to, colour, width });
    }

    pub(super) fn path(&mut self, points: Vec<(f64, f64)>, colour: Rgb, width: f64) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path { points, colour, width });
        }
    }

    pub(super) fn rectangle(&mut self, area: Area, colour: Rgb) {
        self.shapes.push(Shape::Rectangle { area, colour });
    }

    pub(super) fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Rgb) {
        self.shapes.push(Shape::Disc { centre, radius, colour });
    }

    pub(super) fn polygon(&mut self, points: Vec<(f64, f64)>, colour: Rgb, opacity: f64) {
        if points.len() > 2 {
            self.shapes.push(Shape::Polygon { points, colour, opacity });
        }
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
            Hatch::Diagonal(colour) => self.hatch(lines, lines.height(), colour),
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

    fn label(&mut self, line: &Line, at: (f64, f64), anchor: Anchor, colour: Rgb, turned: bool) {
        self.labels.push(Label {
            text: line.text.clone(),
            x: at.0,
            y: at.1,
            anchor,
            turned,
            width: line.width,
            size_pt: TYPE_PT,
            colour,
        });
    }

    /// Lines of text as a block whose upper edge is `top`; returns the block's lower edge.
    pub(super) fn block(&mut self, lines: &[Line], x: f64, top: f64, anchor: Anchor) -> f64 {
        let mut baseline = top + ASCENT * EM;
        for line in lines {
            self.label(line, (x, baseline), anchor, INK, false);
            baseline += LINE;
        }
        top + block_height(lines.len())
    }

    /// Lines of text as a block with its middle at `middle`, as capitals see it.
    pub(super) fn centred(&mut self, lines: &[Line], x: f64, middle: f64, anchor: Anchor) {
        let mut baseline = first_baseline(middle, lines.len());
        for line in lines {
            self.label(line, (x, baseline), anchor, INK, false);
            baseline += LINE;
        }
    }

    /// Lines read from below, as a block with its middle at `middle` from left to right; `anchor` says
    /// which point of each line stands at `y`.
    pub(super) fn turned(&mut self, lines: &[Line], middle: f64, y: f64, anchor: Anchor) {
        let mut baseline = first_baseline(middle, lines.len());
        for line in lines {
            self.label(line, (baseline, y), anchor, INK, true);
            baseline += LINE;
        }
    }

    /// One line in the middle of a place, in a colour of its own.
    pub(super) fn inside(&mut self, line: &Line, centre: (f64, f64), colour: Rgb) {
        let at = (centre.0, first_baseline(centre.1, 1));
        self.label(line, at, Anchor::Middle, colour, false);
    }

    /// One faint line with its middle at `middle`: the mark of a missing value.
    pub(super) fn mark(&mut self, line: &Line, x: f64, middle: f64) {
        self.label(line, (x, first_baseline(middle, 1)), Anchor::Start, FAINT_INK, false);
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
