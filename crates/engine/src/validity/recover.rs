//! An interval put together from intervals of its parts: the variance of each part is recovered, on
//! either side, from how far its own interval reaches.
//!
//! Distances enter, an interval leaves. Deliberately absent: the normal approximation of the whole,
//! which is wrong where a part is a share near 0 (the misses of a rare code).
//!
//! The reference of all of it is Zou and Donner (2008), Statistics in Medicine 27, 1693–1702, and
//! Newcombe (1998), Statistics in Medicine 17, 873–890, whose method 10 is the case of two shares.

use crate::stats::Interval;

/// Squared distances below and above a value, part by part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    below: f64,
    above: f64,
}

impl Reach {
    /// A part at whose ends the whole would be `low` and `high`, in any order.
    pub fn ends(&mut self, value: f64, low: f64, high: f64) {
        self.below += (value - low.min(high)).max(0.0).powi(2);
        self.above += (low.max(high) - value).max(0.0).powi(2);
    }

    /// A part that reaches as far on both sides, given as the square of that.
    pub fn both(&mut self, square: f64) {
        self.below += square;
        self.above += square;
    }

    /// The interval, from `least` to 1, its distances times `scale`.
    pub fn interval(&self, value: f64, scale: f64, least: f64) -> Interval {
        Interval::new(
            (value - scale * self.below.sqrt()).max(least),
            (value + scale * self.above.sqrt()).min(1.0),
        )
    }
}

/// The interval of a difference of two values with their intervals and their correlation.
pub(super) fn difference(
    (a, of_a): (f64, Interval),
    (b, of_b): (f64, Interval),
    correlation: f64,
) -> Interval {
    let reach = |x: f64, y: f64| (x * x - 2.0 * correlation * x * y + y * y).max(0.0).sqrt();
    let value = a - b;
    Interval::new(
        value - reach(a - of_a.low, of_b.high - b),
        value + reach(of_a.high - a, b - of_b.low),
    )
}

/// How far two sums over the same clusters go together.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let variances = product(a, a) * product(b, b);
    if variances > 0.0 { (product(a, b) / variances.sqrt()).clamp(-1.0, 1.0) } else { 0.0 }
}
