//! Axes: from numbers to round ticks with labels, and from a number to its place. plotters finds the ticks
//! and maps the coordinates; nothing is drawn here. [`Axis`] is for values and always holds zero;
//! [`Places`] is for what stands along it, such as years.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::figure::{Unit, grouped};
use super::font::Fonts;
use super::svg::UNITS_PER_MM;
use super::text::Line;
use super::theme::LINE;

/// Least room between two tick labels side by side, in millimetres.
const APART: f64 = 4.0;
/// A tick so near behind the last number, as a share of the span, ends the axis.
const NEAR_END: f64 = 0.08;
/// Else it ends so far behind the last number.
const BEYOND: f64 = 0.02;
/// Room between the ends of an axis of places and what stands on it, in millimetres.
const INSET: f64 = 1.2;
/// More ticks than this say nothing more.
const MOST_TICKS: usize = 8;

/// Which way numbers grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the right: tick labels stand side by side.
    Right,
    /// Upwards: they stand one over the other.
    Up,
}

/// Where an axis ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At a tick: scales of colours.
    Tick,
    /// Soon after the last number, or at a tick where one is near.
    Number,
}

/// An axis of values between two places on the page, which holds zero.
pub(super) struct Axis {
    range: RangedCoordf64,
    limits: (f64, f64),
    from: f64,
    to: f64,
    scale: f64,
    /// Value (in the figure's unit) and label of each tick, rising.
    pub ticks: Vec<(f64, Line)>,
}

impl Axis {
    /// An axis for numbers of a span, from `from` to `to` millimetres. The outer labels may stick out by
    /// half their width.
    pub fn new(
        fonts: &Fonts,
        unit: Unit,
        span: (f64, f64),
        (from, to): (f64, f64),
        way: Way,
        end: End,
    ) -> Self {
        let scale = match unit {
            Unit::Share => 100.0,
            Unit::Quantity | Unit::Signed => 1.0,
        };
        let (least, mut most) = (span.0.min(0.0) * scale, span.1.max(0.0) * scale);
        // all zero or all missing: the whole scale of shares; below a millionth no tick can be read
        if most - least <= 1e-9 * scale {
            most = scale;
        }
        let mut wanted = MOST_TICKS;
        loop {
            let (step, first, last) = round_ticks(least, most, wanted);
            let (range, first, last) = ends(step, first, last, (least, most), end);
            let ticks: Vec<(f64, Line)> = (first..=last)
                .map(|k| {
                    let value = k as f64 * step;
                    (value / scale, Line::new(fonts, tick_label(value, step, unit)))
                })
                .collect();
            let room = match way {
                Way::Right => {
                    APART + ticks.iter().map(|(_, label)| label.width).fold(0.0, f64::max)
                }
                Way::Up => 1.6 * LINE,
            };
            let length = (to - from).abs() * step / (range.1 - range.0);
            if wanted < 3 || room <= length {
                let limits = (range.0 / scale, range.1 / scale);
                let range = RangedCoordf64::from(range.0..range.1);
                return Self { range, limits, from, to, scale, ticks };
            }
            wanted -= 1;
        }
    }

    /// Where a value stands, in millimetres.
    pub fn place(&self, value: f64) -> f64 {
        placed(&self.range, value * self.scale, self.from, self.to)
    }

    /// Where the axis begins and ends, in millimetres.
    pub fn ends(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// The values at which it begins and ends.
    pub fn limits(&self) -> (f64, f64) {
        self.limits
    }

    /// The widest tick label, in millimetres.
    pub fn widest(&self) -> f64 {
        self.ticks.iter().map(|(_, label)| label.width).fold(0.0, f64::max)
    }
}

/// Where an axis of these ticks begins and ends, and the first and last tick on it.
fn ends(
    step: f64,
    first: i64,
    last: i64,
    (least, most): (f64, f64),
    end: End,
) -> ((f64, f64), i64, i64) {
    let (low, high) = (first as f64 * step, last as f64 * step);
    if end == End::Tick {
        return ((low, high), first, last);
    }
    let span = most - least;
    let (low, first) = match low < 0.0 && least - low > NEAR_END * span {
        true => (least - BEYOND * span, first + 1),
        false => (low, first),
    };
    let (high, last) = match high > 0.0 && high - most > NEAR_END * span {
        true => (most + BEYOND * span, last - 1),
        false => (high, last),
    };
    ((low, high), first, last)
}

fn placed(range: &RangedCoordf64, value: f64, from: f64, to: f64) -> f64 {
    let units = |mm: f64| (mm * UNITS_PER_MM).round() as i32;
    f64::from(range.map(&value, (units(from), units(to)))) / UNITS_PER_MM
}

/// The step of about `wanted` round ticks that cover `least` to `most` (zero between them), and the first
/// and last of them in steps from zero.
fn round_ticks(least: f64, most: f64, wanted: usize) -> (f64, i64, i64) {
    let covering = |step: f64| {
        let first = (least / step + 1e-6).floor().min(0.0);
        let last = (most / step - 1e-6).ceil().max(0.0);
        (step, first as i64, last as i64)
    };
    if wanted < 3 {
        // plotters finds no second tick in so little room: 1, 2 or 5 times a power of ten
        let greater = most.max(-least);
        let power = 10f64.powf(greater.log10().floor());
        let step = [1.0, 2.0, 5.0]
            .map(|k| k * power)
            .into_iter()
            .find(|step| *step >= greater * (1.0 - 1e-9));
        return covering(step.unwrap_or(10.0 * power));
    }
    let points = RangedCoordf64::from(least..most).key_points(wanted);
    covering(match points.as_slice() {
        [first, second, ..] => second - first,
        _ => most - least,
    })
}

fn tick_label(value: f64, step: f64, unit: Unit) -> String {
    let number = number(value, decimals(step));
    match unit {
        Unit::Share => format!("{number}%"),
        Unit::Quantity | Unit::Signed => number,
    }
}

/// How many decimals write the step out.
fn decimals(step: f64) -> usize {
    let whole = |x: f64| (x - x.round()).abs() < 1e-6 * x.abs().max(1.0);
    (0..9).find(|&d| whole(step * 10f64.powi(d))).unwrap_or(9) as usize
}

/// A number with so many decimals, thousands apart, with a true minus; never a minus zero.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let digits = match decimals {
        0 => grouped(value.abs().round() as u64),
        _ => format!("{:.decimals$}", value.abs()),
    };
    let zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !zero { format!("−{digits}") } else { digits }
}

/// A place on an axis, such as a year: no comma between thousands, as many decimals as it has.
pub(super) fn plain(x: f64) -> String {
    let text = format!("{x}");
    if text.len() > 12 { format!("{x:.3}") } else { text }
}

/// An axis of places between two ends of the page.
pub(super) struct Places {
    range: RangedCoordf64,
    ends: (f64, f64),
    from: f64,
    to: f64,
    /// Place and label of each tick, rising.
    pub ticks: Vec<(f64, Line)>,
}

impl Places {
    /// An axis from `range.0` to `range.1`, between `from` and `to` millimetres, with as many round ticks
    /// as have room, none closer than `step`.
    pub fn new(fonts: &Fonts, range: (f64, f64), step: f64, from: f64, to: f64) -> Self {
        let mut places = Self {
            range: RangedCoordf64::from(range.0..range.1),
            ends: range,
            from,
            to,
            ticks: Vec::new(),
        };
        let power = 10f64.powf(step.log10().floor());
        let steps = (0..20).flat_map(|k| [1.0, 2.0, 5.0].map(|m| m * power * 10f64.powi(k)));
        for step in steps.filter(|it| *it >= step * (1.0 - 1e-9)) {
            let first = (range.0 / step).ceil() as i64;
            let last = (range.1 / step).floor() as i64;
            if last - first > 1_000 {
                continue;
            }
            places.ticks = (first..=last)
                .map(|k| {
                    let text = format!("{:.*}", decimals(step), k as f64 * step);
                    (k as f64 * step, Line::new(fonts, text))
                })
                .collect();
            if places.fits() {
                break;
            }
        }
        places
    }

    /// Whether the labels keep apart and between the ends.
    fn fits(&self) -> bool {
        let edges = |(x, label): &(f64, Line)| {
            let middle = self.place(*x);
            (middle - label.width / 2.0, middle + label.width / 2.0)
        };
        self.ticks.windows(2).all(|pair| edges(&pair[0]).1 + APART / 2.0 <= edges(&pair[1]).0)
    }

    /// Where a place of the axis stands, in millimetres.
    pub fn place(&self, x: f64) -> f64 {
        placed(&self.range, x, self.from + INSET, self.to - INSET)
    }

    /// The same for an end of a stretch: one at or beyond an end of the axis reaches it.
    pub fn end(&self, x: f64) -> f64 {
        match x {
            x if x <= self.ends.0 => self.from,
            x if x >= self.ends.1 => self.to,
            x => self.place(x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(unit: Unit, span: (f64, f64), length: f64, end: End) -> String {
        let fonts = Fonts::shared().unwrap();
        let axis = Axis::new(fonts, unit, span, (10.0, 10.0 + length), Way::Right, end);
        let (least, most) = axis.limits();
        assert!(axis.place(span.1) <= axis.place(most) + 0.011);
        assert!(axis.place(span.0) >= axis.place(least) - 0.011);
        assert!((axis.place(least) - 10.0).abs() < 0.011);
        axis.ticks.iter().map(|(_, label)| label.text.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_cover_the_numbers() {
        let cases = [
            (Unit::Share, (0.0, 0.43), 100.0, "0% 10% 20% 30% 40% 50%"),
            (Unit::Share, (0.0, 1.0), 120.0, "0% 20% 40% 60% 80% 100%"),
            (Unit::Share, (0.0, 0.0), 120.0, "0% 20% 40% 60% 80% 100%"),
            (Unit::Share, (0.0, 0.43), 30.0, "0% 20% 40% 60%"),
            (Unit::Share, (0.0, 0.0043), 100.0, "0.0% 0.1% 0.2% 0.3% 0.4% 0.5%"),
            (
                Unit::Quantity,
                (0.0, 12_300.0),
                100.0,
                "0 2,000 4,000 6,000 8,000 10,000 12,000 14,000",
            ),
            (Unit::Quantity, (0.0, 3.0), 100.0, "0.0 0.5 1.0 1.5 2.0 2.5 3.0"),
            (Unit::Signed, (-3.2, 5.1), 100.0, "−4 −2 0 2 4 6"),
            (Unit::Signed, (-0.4, 0.0), 100.0, "−0.4 −0.3 −0.2 −0.1 0.0"),
            (Unit::Signed, (2.0, 4.0), 60.0, "0 1 2 3 4"),
        ];
        for (unit, span, length, expected) in cases {
            assert_eq!(labels(unit, span, length, End::Tick), expected, "{span:?}");
        }
    }

    #[test]
    fn an_axis_ends_soon_after_the_last_number() {
        let cases = [
            (Unit::Share, (0.0, 0.83), "0% 20% 40% 60% 80%"),
            (Unit::Share, (0.0, 0.97), "0% 20% 40% 60% 80% 100%"),
            (Unit::Signed, (-4.3, 4.9), "−4 −2 0 2 4"),
            (Unit::Signed, (-0.1, 4.9), "0 1 2 3 4 5"),
            (Unit::Share, (0.0, 0.0), "0% 20% 40% 60% 80% 100%"),
        ];
        for (unit, span, expected) in cases {
            assert_eq!(labels(unit, span, 100.0, End::Number), expected, "{span:?}");
        }
    }

    #[test]
    fn labels_keep_apart_whatever_the_numbers() {
        let fonts = Fonts::shared().unwrap();
        for exponent in -8..12 {
            for digit in 1..10 {
                let most = f64::from(digit) * 10f64.powi(exponent);
                for span in [(0.0, most), (-most, most / 3.0), (-most / 2.0, 0.0)] {
                    let end = if digit % 2 == 0 { End::Tick } else { End::Number };
                    let axis = Axis::new(fonts, Unit::Signed, span, (0.0, 42.0), Way::Right, end);
                    for pair in axis.ticks.windows(2) {
                        let room = axis.place(pair[1].0) - axis.place(pair[0].0);
                        let taken = f64::midpoint(pair[0].1.width, pair[1].1.width);
                        assert!(taken < room, "{span:?}: {pair:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn years_are_round_and_keep_apart() {
        let fonts = Fonts::shared().unwrap();
        let cases = [
            ((1991.5, 2019.5), 1.0, 140.0, "1992 1994 1996 1998 2000 2002"),
            ((1991.5, 2019.5), 1.0, 60.0, "1995 2000 2005 2010 2015"),
            ((1991.5, 2019.5), 1.0, 28.0, "2000 2010"),
            ((2016.5, 2019.5), 1.0, 140.0, "2017 2018 2019"),
            ((0.95, 1.25), 0.1, 60.0, "1.0 1.1 1.2"),
            ((1899.5, 1900.5), 1.0, 60.0, "1900"),
        ];
        for (range, step, length, expected) in cases {
            let places = Places::new(fonts, range, step, 0.0, length);
            let labels: Vec<&str> = places.ticks.iter().map(|(_, l)| l.text.as_str()).collect();
            assert!(labels.join(" ").starts_with(expected), "{labels:?}");
            assert!(places.fits());
        }
    }

    #[test]
    fn numbers_have_a_true_minus_and_no_minus_zero() {
        for (value, decimals, text) in
            [(-2.34, 1, "−2.3"), (-0.01, 1, "0.0"), (1234.0, 0, "1,234"), (0.0, 0, "0")]
        {
            assert_eq!(number(value, decimals), text);
        }
        for (x, text) in [(1992.0, "1992"), (1.5, "1.5"), (1.0 / 3.0, "0.333")] {
            assert_eq!(plain(x), text);
        }
    }
}
