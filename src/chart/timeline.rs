//! Phases and events along an axis of places: shaded stretches with their names under the axis, marks with
//! their names over the plot. In: a series and its axis; out: shapes and labels that do not overlap. Names
//! that do not fit become letters and numbers with a key.

use super::axis::{Places, plain};
use super::data::{Event, Phase, Series};
use super::font::Fonts;
use super::legend::{Entry, Key};
use super::scene::{Anchor, Area, Scene, block_height};
use super::text::{self, Line, widest, wrap};
use super::theme::{EVENT, INK, SHADE, stroke};

/// Rows of names over the plot; with more, the marks are numbered.
const MOST_ROWS: usize = 4;
/// A name is wrapped to the first of these widths that finds a place, in millimetres.
const NAMES: [f64; 4] = [40.0, 30.0, 23.0, 17.0];
/// A name takes so many lines at most.
const MOST_LINES: usize = 3;
/// Between a mark and its name, and between two names.
const NEAR: f64 = 0.8;

/// Shades every second phase.
pub(super) fn shades(scene: &mut Scene, places: &Places, series: &Series, area: Area) {
    for phase in series.phases.iter().skip(1).step_by(2) {
        let (left, right) = ends(places, series, phase);
        if right > left {
            scene.rectangle(Area { left, right, ..area }, SHADE);
        }
    }
}

/// Where a phase begins and ends on the page, half a step before and behind.
fn ends(places: &Places, series: &Series, phase: &Phase) -> (f64, f64) {
    let half = series.step() / 2.0;
    (places.end(phase.from - half), places.end(phase.to + half))
}

/// The events on the axis, rising.
fn on_axis(series: &Series) -> Vec<&Event> {
    let mut events: Vec<&Event> = series.events.iter().filter(|it| series.holds(it.at)).collect();
    events.sort_by(|a, b| a.at.total_cmp(&b.at));
    events
}

/// The name of an event with its place: `1996 Shanghai Five`.
fn named(event: &Event) -> String {
    format!("{} {}", plain(event.at), event.name)
}

/// The upright lines of the events through a plot.
pub(super) fn marks(scene: &mut Scene, places: &Places, series: &Series, area: Area) {
    for event in on_axis(series) {
        let x = places.place(event.at);
        scene.line((x, area.top), (x, area.bottom), EVENT, stroke::EVENT);
    }
}

/// A name over the plot: its box from left to right, and its row, counted from the plot up.
struct Flag {
    x: f64,
    left: f64,
    right: f64,
    row: usize,
    lines: Vec<Line>,
}

/// Names or numbers of the events, to be placed over a plot.
pub(super) struct Flags {
    flags: Vec<Flag>,
    rows: Vec<f64>,
    /// Entries of the key, where the marks are numbered.
    pub key: Vec<Entry>,
}

impl Flags {
    /// Names beside their marks where they fit in a few rows between `left` and `right`, else numbers.
    pub fn new(
        fonts: &Fonts,
        places: &Places,
        series: &Series,
        (left, right): (f64, f64),
        names: bool,
    ) -> Self {
        let events = on_axis(series);
        let at: Vec<f64> = events.iter().map(|event| places.place(event.at)).collect();
        let shapes = |event: &&Event| {
            let text = named(event);
            let whole = NAMES.into_iter().filter(|width| text::fits(fonts, &text, *width));
            let wrapped = whole.map(|width| wrap(fonts, &text, width));
            wrapped.filter(|lines| lines.len() <= MOST_LINES).collect()
        };
        let texts: Vec<Vec<Vec<Line>>> = events.iter().map(shapes).collect();
        let flags = if names { beside(&at, &texts, left, right) } else { None };
        if let Some(flags) = flags {
            return Self { rows: row_heights(&flags), flags, key: Vec::new() };
        }
        let number = |index: usize| Line::new(fonts, (index + 1).to_string());
        let flags = over(&at, (0..events.len()).map(number).collect());
        let key = events
            .iter()
            .enumerate()
            .map(|(index, event)| Entry { key: Key::Text(number(index)), text: named(event) });
        Self { rows: row_heights(&flags), flags, key: key.collect() }
    }

    /// Height of all rows in millimetres.
    pub fn height(&self) -> f64 {
        self.rows.iter().sum()
    }

    /// Places the names over a plot whose upper edge is `bottom`.
    pub fn draw(&self, scene: &mut Scene, bottom: f64) {
        for flag in &self.flags {
            let top = bottom - self.rows.iter().take(flag.row + 1).sum::<f64>();
            // a number stands over its mark, a name beside it
            let centred = (f64::midpoint(flag.left, flag.right) - flag.x).abs() < 1e-6;
            let (x, anchor) = match centred {
                true => (flag.x, Anchor::Middle),
                false if flag.left > flag.x => (flag.left, Anchor::Start),
                false => (flag.right, Anchor::End),
            };
            let text = scene.block(&flag.lines, x, top, anchor);
            let head = if centred { text } else { top + 0.4 };
            scene.line((flag.x, head), (flag.x, bottom), EVENT, stroke::EVENT);
        }
    }
}

/// Height of each row: its highest name.
fn row_heights(flags: &[Flag]) -> Vec<f64> {
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    (0..rows)
        .map(|row| {
            let lines = flags.iter().filter(|it| it.row == row).map(|it| it.lines.len());
            block_height(lines.max().unwrap_or(0)) + 0.4
        })
        .collect()
}

/// Names beside their marks, from the last to the first, each in the lowest row where it neither meets
/// another name nor is crossed by a mark, in one of its shapes; `None` where that takes too many rows.
fn beside(at: &[f64], shapes: &[Vec<Vec<Line>>], left: f64, right: f64) -> Option<Vec<Flag>> {
    let mut placed: Vec<Flag> = Vec::new();
    for (index, (x, shapes)) in at.iter().copied().zip(shapes).enumerate().rev() {
        let earlier = at.get(..index).unwrap_or_default();
        let free = |row: usize, from: f64, to: f64| {
            let crosses = |x: &f64| (from - NEAR..=to + NEAR).contains(x);
            let others = placed.iter().all(|flag| {
                let meets = from - 2.0 * NEAR < flag.right && flag.left < to + 2.0 * NEAR;
                let mark_through = flag.row > row && crosses(&flag.x);
                let own = flag.left - NEAR..=flag.right + NEAR;
                let through = flag.row < row && own.contains(&x);
                !(mark_through || through || flag.row == row && meets)
            });
            // marks to the left rise through the lowest row later: no name may stand in their way
            let in_the_way = row == 0 && to < x && earlier.iter().any(crosses);
            from >= left && to <= right && others && !in_the_way
        };
        let place = (0..MOST_ROWS).find_map(|row| {
            shapes.iter().find_map(|lines| {
                let width = widest(lines);
                [(x + NEAR, x + NEAR + width), (x - NEAR - width, x - NEAR)]
                    .into_iter()
                    .find(|(from, to)| free(row, *from, *to))
                    .map(|(from, to)| Flag { x, left: from, right: to, row, lines: lines.clone() })
            })
        });
        placed.push(place?);
    }
    Some(placed)
}

/// Numbers over their marks, in as many rows as keep them apart.
fn over(at: &[f64], numbers: Vec<Line>) -> Vec<Flag> {
    let mut placed: Vec<Flag> = Vec::new();
    for (x, number) in at.iter().copied().zip(numbers) {
        let (left, right) = (x - number.width / 2.0, x + number.width / 2.0);
        let taken = |row: usize| {
            let near = |flag: &&Flag| left - 0.5 < flag.right && flag.left < right + 0.5;
            placed.iter().filter(near).any(|flag| flag.row >= row)
        };
        let row = (0..).find(|row| !taken(*row)).unwrap_or(0);
        placed.push(Flag { x, left, right, row, lines: vec![number] });
    }
    placed
}

/// Names of the phases under the axis, or letters with a key.
pub(super) struct Strip {
    names: Vec<(f64, f64, Vec<Line>)>,
    /// Entries of the key, where the phases have letters.
    pub key: Vec<Entry>,
}

impl Strip {
    /// Names where each fits under its phase without cutting a word, else letters.
    pub fn new(fonts: &Fonts, places: &Places, series: &Series, names: bool) -> Self {
        let phases: Vec<(f64, f64, &Phase)> = series
            .phases
            .iter()
            .map(|phase| (ends(places, series, phase), phase))
            .filter(|((left, right), _)| right > left)
            .map(|((left, right), phase)| (left, right, phase))
            .collect();
        let room = |left: f64, right: f64| right - left - 1.6;
        let fit = phases.iter().all(|(left, right, phase)| {
            let room = room(*left, *right);
            text::fits(fonts, &phase.name, room) && wrap(fonts, &phase.name, room).len() <= 4
        });
        if names && fit {
            let names = phases.iter().map(|(left, right, phase)| {
                (*left, *right, wrap(fonts, &phase.name, room(*left, *right)))
            });
            return Self { names: names.collect(), key: Vec::new() };
        }
        let mut names = Vec::new();
        let mut key = Vec::new();
        for ((left, right, phase), letter) in phases.iter().zip('A'..) {
            let letter = Line::new(fonts, letter);
            let (from, to) = (plain(phase.from), plain(phase.to));
            key.push(Entry {
                key: Key::Text(letter.clone()),
                // a name that begins with its years tells them itself
                text: match phase.name.starts_with(&from) {
                    true => phase.name.clone(),
                    false => format!("{from}–{to} {}", phase.name),
                },
            });
            // a phase too narrow for its letter is told in the key
            let lines = if letter.width < right - left { vec![letter] } else { Vec::new() };
            names.push((*left, *right, lines));
        }
        Self { names, key }
    }

    /// Places a bracket and the name for each phase under `top`; returns the lower edge.
    pub fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let mut bottom = top;
        for (left, right, lines) in &self.names {
            let y = top + 0.7;
            scene.line((left + 0.4, y), (right - 0.4, y), INK, stroke::AXIS);
            let middle = f64::midpoint(*left, *right);
            bottom = bottom.max(scene.block(lines, middle, y + 0.2, Anchor::Middle));
        }
        bottom
    }
}
