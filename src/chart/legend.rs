//! The legend: which fill, sign or line is which group. It stands over the plot, its entries set in
//! columns of their measured widths, so that no text leaves its place. The same columns make the key of
//! numbered events under a plot.

use super::data::Mode;
use super::font::Fonts;
use super::scene::{Anchor, Area, Scene, block_height};
use super::sign;
use super::text::{Line, widest, wrap};
use super::theme::{
    ASCENT, BAND, EM, Fill, GAP, HALF_CAPITAL, LINE, MARGIN, MODES, Rgb, Sign, stroke,
};

/// Between two columns of entries, in millimetres.
const COLUMN_GAP: f64 = 5.0;

/// What stands before the text of an entry.
#[derive(Debug, Clone)]
pub(super) enum Key {
    /// A bar in its fill.
    Bar(Fill),
    /// A sign.
    Sign(Sign),
    /// A line with its sign and band.
    Trend(Sign),
    /// A node of so large a radius.
    Node(Mode, f64),
    /// A line of this width.
    Line(Rgb, f64),
    /// A number or letter that stands in the plot.
    Text(Line),
}

impl Key {
    fn width(&self) -> f64 {
        match self {
            Key::Bar(_) => 4.5,
            Key::Sign(_) => 2.0 * sign::RADIUS,
            Key::Trend(_) | Key::Line(..) => 7.0,
            Key::Node(_, radius) => 2.0 * radius,
            Key::Text(line) => line.width,
        }
    }

    /// Draws the key from `left` on, in a column of this width, with its middle at `middle`.
    fn draw(&self, scene: &mut Scene, left: f64, width: f64, middle: f64) {
        let right = left + width;
        let area = |half: f64| Area { left, top: middle - half, right, bottom: middle + half };
        let centre = (f64::midpoint(left, right), middle);
        match self {
            Key::Bar(fill) => scene.filled(area(1.2), *fill),
            Key::Sign(sign) => sign::draw(scene, *sign, centre, sign::RADIUS),
            Key::Trend(sign) => {
                let Area { top, bottom, .. } = area(1.2);
                let band = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
                scene.polygon(band, sign.colour, BAND);
                scene.line((left, middle), (right, middle), sign.colour, stroke::TREND);
                sign::draw(scene, *sign, centre, sign::RADIUS);
            }
            Key::Node(mode, radius) => node(scene, *mode, centre, *radius),
            Key::Line(colour, width) => {
                scene.line((left, middle), (right, middle), *colour, *width);
            }
            Key::Text(line) => {
                scene.centred(std::slice::from_ref(line), left, middle, Anchor::Start);
            }
        }
    }
}

/// Draws a node: actors are round, codes are square, of the same area.
pub(super) fn node(scene: &mut Scene, mode: Mode, (x, y): (f64, f64), radius: f64) {
    for (grown, own) in [(0.2, false), (0.0, true)] {
        let radius = radius + grown;
        let colour = |mode: usize| if own { MODES[mode] } else { super::theme::PAPER };
        match mode {
            Mode::Actor => scene.disc((x, y), radius, colour(0)),
            Mode::Code => {
                // half the root of pi
                let half = 0.886_227 * radius;
                let area =
                    Area { left: x - half, top: y - half, right: x + half, bottom: y + half };
                scene.rectangle(area, colour(1));
            }
        }
    }
}

/// An entry: its key and its text.
pub(super) struct Entry {
    pub key: Key,
    pub text: String,
}

/// An entry measured: its key and its lines.
struct Measured {
    key: Key,
    lines: Vec<Line>,
}

/// Places the legend under `top`; returns its lower edge.
pub(super) fn place(
    scene: &mut Scene,
    fonts: &Fonts,
    title: &str,
    entries: Vec<Entry>,
    top: f64,
) -> f64 {
    let room = scene.width - 2.0 * MARGIN;
    let key = entries.iter().map(|entry| entry.key.width()).fold(0.0, f64::max);
    let entries: Vec<Measured> = entries
        .into_iter()
        .map(|entry| Measured { lines: wrap(fonts, &entry.text, room - key - GAP), key: entry.key })
        .collect();
    let title = wrap(fonts, title, room);
    let title_width = if title.is_empty() { 0.0 } else { widest(&title) + COLUMN_GAP };
    let own: Vec<f64> = entries.iter().map(|it| it.key.width() + GAP + widest(&it.lines)).collect();
    let one_row = title_width + own.iter().sum::<f64>() + COLUMN_GAP * (own.len() as f64 - 1.0);
    if one_row <= room && title.len() < 2 {
        scene.block(&title, MARGIN, top, Anchor::Start);
        let (mut left, mut bottom) = (MARGIN + title_width, top + block_height(1));
        for (entry, width) in entries.iter().zip(&own) {
            bottom = bottom.max(put(scene, entry, entry.key.width(), left, top));
            left += width + COLUMN_GAP;
        }
        return bottom;
    }
    let widths: Vec<f64> = entries.iter().map(|it| key + GAP + widest(&it.lines)).collect();
    let mut top = match title.is_empty() {
        true => top,
        false => scene.block(&title, MARGIN, top, Anchor::Start) + LINE - block_height(1),
    };
    let columns = column_widths(&widths, room);
    for row in entries.chunks(columns.len()) {
        let (mut left, mut bottom) = (MARGIN, top);
        for (entry, width) in row.iter().zip(&columns) {
            bottom = bottom.max(put(scene, entry, key, left, top));
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

fn put(scene: &mut Scene, entry: &Measured, key: f64, left: f64, top: f64) -> f64 {
    let middle = top + (ASCENT - HALF_CAPITAL) * EM;
    entry.key.draw(scene, left, key, middle);
    scene.block(&entry.lines, left + key + GAP, top, Anchor::Start)
}
