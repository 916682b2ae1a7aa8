//! The value axis: from the largest number of a figure to round ticks with labels, and from a number to
//! its place. plotters finds the ticks and maps the coordinates; nothing is drawn here.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::figure::{Unit, grouped};
use super::font::Fonts;
use super::svg::UNITS_PER_MM;
use super::text::Line;
use super::theme::TYPE_PT;

/// Least room between two tick labels, in millimetres.
const APART: f64 = 4.0;
/// More ticks than this say nothing more.
const MOST_TICKS: usize = 8;

/// An axis from 0 to a round number, between two places on the page.
pub(super) struct Axis {
    range: RangedCoordf64,
    from: f64,
    to: f64,
    scale: f64,
    /// Value (in the figure's unit) and label of each tick, from 0 up.
    pub ticks: Vec<(f64, Line)>,
}

impl Axis {
    /// An axis for numbers up to `most`, from `from` to `to` millimetres. The last label may stick out
    /// by half its width.
    pub fn new(fonts: &Fonts, unit: Unit, most: f64, from: f64, to: f64) -> Self {
        let scale = match unit {
            Unit::Share => 100.0,
            Unit::Quantity => 1.0,
        };
        // all zero or all missing: the whole scale of shares; below a millionth no tick can be read
        let most = if most > 1e-9 { most * scale } else { scale };
        let mut wanted = MOST_TICKS;
        loop {
            let (step, count) = round_ticks(most, wanted);
            let ticks: Vec<(f64, Line)> = (0..=count)
                .map(|k| {
                    let value = k as f64 * step;
                    let text = tick_label(value, step, unit);
                    let width = fonts.width(&text, TYPE_PT);
                    (value / scale, Line { text, width })
                })
                .collect();
            let widest = ticks.iter().map(|(_, label)| label.width).fold(0.0, f64::max);
            if wanted < 3 || (widest + APART) * count as f64 <= to - from {
                let range = RangedCoordf64::from(0.0..count as f64 * step);
                return Self { range, from, to, scale, ticks };
            }
            wanted -= 1;
        }
    }

    /// Where a value stands, in millimetres.
    pub fn place(&self, value: f64) -> f64 {
        let units = |mm: f64| (mm * UNITS_PER_MM).round() as i32;
        let place = self.range.map(&(value * self.scale), (units(self.from), units(self.to)));
        f64::from(place) / UNITS_PER_MM
    }
}

/// The step of about `wanted` round ticks for 0 to `most`, and how many steps cover it.
fn round_ticks(most: f64, wanted: usize) -> (f64, usize) {
    if wanted < 3 {
        // plotters finds no second tick in so little room: 1, 2 or 5 times a power of ten
        let power = 10f64.powf(most.log10().floor());
        let step = [1.0, 2.0, 5.0]
            .map(|k| k * power)
            .into_iter()
            .find(|step| *step >= most * (1.0 - 1e-9));
        return (step.unwrap_or(10.0 * power), 1);
    }
    let points = RangedCoordf64::from(0.0..most).key_points(wanted);
    let step = match points.as_slice() {
        [first, second, ..] => second - first,
        _ => most,
    };
    let count = (most / step - 1e-6).ceil().max(1.0);
    (step, count as usize)
}

fn tick_label(value: f64, step: f64, unit: Unit) -> String {
    let whole = |x: f64| (x - x.round()).abs() < 1e-6 * x.abs().max(1.0);
    let decimals = (0..9).find(|&d| whole(step * 10f64.powi(d))).unwrap_or(9) as usize;
    let number = match decimals {
        0 => grouped(value.round() as u64),
        _ => format!("{value:.decimals$}"),
    };
    match unit {
        Unit::Share => format!("{number}%"),
        Unit::Quantity => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(unit: Unit, most: f64, length: f64) -> String {
        let axis = Axis::new(Fonts::shared().unwrap(), unit, most, 10.0, 10.0 + length);
        assert!(axis.place(most) <= axis.place(axis.ticks.last().unwrap().0) + 0.011);
        assert!((axis.place(0.0) - 10.0).abs() < 0.011);
        axis.ticks.iter().map(|(_, label)| label.text.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_cover_the_largest_number() {
        let cases = [
            (Unit::Share, 0.43, 100.0, "0% 10% 20% 30% 40% 50%"),
            (Unit::Share, 1.0, 120.0, "0% 20% 40% 60% 80% 100%"),
            (Unit::Share, 0.0, 120.0, "0% 20% 40% 60% 80% 100%"),
            (Unit::Share, 0.43, 30.0, "0% 20% 40% 60%"),
            (Unit::Share, 0.0043, 100.0, "0.0% 0.1% 0.2% 0.3% 0.4% 0.5%"),
            (Unit::Quantity, 12_300.0, 100.0, "0 2,000 4,000 6,000 8,000 10,000 12,000 14,000"),
            (Unit::Quantity, 3.0, 100.0, "0.0 0.5 1.0 1.5 2.0 2.5 3.0"),
        ];
        for (unit, most, length, expected) in cases {
            assert_eq!(labels(unit, most, length), expected, "{most}");
        }
    }

    #[test]
    fn labels_keep_apart_whatever_the_numbers() {
        let fonts = Fonts::shared().unwrap();
        for exponent in -8..12 {
            for digit in 1..10 {
                let most = f64::from(digit) * 10f64.powi(exponent);
                let axis = Axis::new(fonts, Unit::Quantity, most, 0.0, 42.0);
                for pair in axis.ticks.windows(2) {
                    let room = axis.place(pair[1].0) - axis.place(pair[0].0);
                    let taken = f64::midpoint(pair[0].1.width, pair[1].1.width);
                    assert!(taken < room, "{most}: {pair:?}");
                }
            }
        }
    }
}
