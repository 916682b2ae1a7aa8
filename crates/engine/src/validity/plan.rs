//! How many segments have to be coded by people for an interval of the width wanted.
//!
//! What is expected enters, a number of segments leaves. Deliberately absent: any look at data.

use super::frame::Part;
use super::recover::Reach;
use super::{Cells, Metric};
use crate::stats::{normal, wilson_interval};

/// Numbers of segments above this are not planned.
const MOST: u64 = 100_000_000;

/// How the sample will be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Segments of one document in the sample, on average; at least 1.
    pub per_document: f64,
    /// Correlation of two segments of one document, from 0 to 1.
    pub correlation: f64,
    /// The share of the sample that is drawn from what the coder gave the code; nothing where segments
    /// are drawn alike.
    pub of_positives: Option<f64>,
}

impl Default for Drawn {
    /// Segments drawn alike, each from a document of its own.
    fn default() -> Drawn {
        Drawn { per_document: 1.0, correlation: 0.0, of_positives: None }
    }
}

impl Drawn {
    /// 1 + (m − 1)·ICC, the factor by which nested segments tell less; `None` for what is none.
    ///
    /// # Reference
    ///
    /// Kish (1965), Survey Sampling, section 5.4.
    pub fn design_effect(&self) -> Option<f64> {
        let fits = self.per_document >= 1.0
            && self.per_document.is_finite()
            && (0.0..=1.0).contains(&self.correlation)
            && self.of_positives.is_none_or(|it| it > 0.0 && it < 1.0);
        fits.then_some(1.0 + (self.per_document - 1.0) * self.correlation)
    }
}

/// What is expected of a coder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The share of segments that have the code.
    pub prevalence: f64,
    /// Precision.
    pub precision: f64,
    /// Recall, above 0.
    pub recall: f64,
}

/// The half-width of Wilson's interval for a share of `n` independent segments.
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::plan::half_width;
///
/// assert!((half_width(0.8, 100.0, 0.95) - 0.078).abs() < 5e-4);
/// ```
pub fn half_width(share: f64, n: f64, level: f64) -> f64 {
    let interval = wilson_interval(share, n, normal(level));
    (interval.high - interval.low) / 2.0
}

/// The least number of segments for which the interval of a share reaches `half` to either side, on
/// average of the two. With `share` a precision it is the number of the coder's positives.
///
/// # Undefined
///
/// `None` where an argument is out of range, or more than 100 million segments would be needed.
///
/// # Reference
///
/// Wilson (1927), inverted; nested segments by the design effect, Kish (1965).
pub fn for_share(share: f64, half: f64, drawn: &Drawn, level: f64) -> Option<u64> {
    if !((0.0..=1.0).contains(&share) && sensible(half, level)) {
        return None;
    }
    let design_effect = drawn.design_effect()?;
    search(|n| half_width(share, n / design_effect, level) <= half)
}

/// The least number of segments for which the interval of a measure of a coder (or, with no measure, of
/// the share that `dsl` corrects) reaches `half` to either side, on average of the two: the intervals
/// of [`super::validity`] and [`super::correction`] with what is expected put in, without differences
/// between groups.
///
/// # Undefined
///
/// `None` where an argument is out of range or the three expectations contradict each other, and where
/// more than 100 million segments would be needed.
///
/// # Reference
///
/// Zou and Donner (2008), Statistics in Medicine 27, 1693–1702, inverted.
pub fn for_measure(
    metric: Option<&Metric>,
    expected: &Expected,
    half: f64,
    drawn: &Drawn,
    level: f64,
) -> Option<u64> {
    let Expected { prevalence, precision, recall } = *expected;
    let inside = |it: f64| it > 0.0 && it <= 1.0;
    if !(inside(prevalence) && inside(precision) && inside(recall) && sensible(half, level)) {
        return None;
    }
    let design_effect = drawn.design_effect()?;
    let given = prevalence * recall / precision;
    let missed = prevalence * (1.0 - recall) / (1.0 - given);
    if !(given < 1.0 && (0.0..=1.0).contains(&missed)) {
        return None;
    }
    let value = |q: f64, hit: f64, miss: f64| match metric {
        None => q * hit + (1.0 - q) * miss,
        Some(metric) => {
            let cells = Cells {
                true_positive: q * hit,
                false_positive: q * (1.0 - hit),
                false_negative: (1.0 - q) * miss,
                true_negative: (1.0 - q) * (1.0 - miss),
            };
            (metric.of)(&cells).map_or(f64::NAN, |it| it.value)
        }
    };
    let expected = value(given, precision, missed);
    let least = metric.map_or(0.0, |it| it.least);
    let z = normal(level);
    search(|n| {
        let n = n / design_effect;
        let of_positives = drawn.of_positives.unwrap_or(given);
        // as the intervals of a corrected share and of a measure are made
        let part = |share: f64, n: f64| match metric {
            None => Part::jeffreys(share, n, 1.0 - level),
            Some(_) => wilson_interval(share, n, z),
        };
        let hit = part(precision, n * of_positives);
        let miss = part(missed, n * (1.0 - of_positives));
        let mut reach = Reach::default();
        let [low, high] = [hit.low, hit.high].map(|it| value(given, it, missed));
        reach.ends(expected, low, high);
        let [low, high] = [miss.low, miss.high].map(|it| value(given, precision, it));
        reach.ends(expected, low, high);
        // drawn alike, the number of the coder's positives is left to chance; the corrected share
        // knows it from the whole corpus
        if let (Some(_), None) = (metric, drawn.of_positives) {
            let q = wilson_interval(given, n, z);
            let [low, high] = [q.low, q.high].map(|it| value(it, precision, missed));
            reach.ends(expected, low, high);
        }
        let found = reach.interval(expected, 1.0, least);
        (found.high - found.low) / 2.0 <= half
    })
}

/// The least number of segments coded by two coders for which the normal interval of Krippendorff's
/// alpha for a code that is given or not reaches `half` to either side.
///
/// # Undefined
///
/// `None` where an argument is out of range: the prevalence has to be between 0 and 1, alpha from 0 to
/// 1; and where more than 100 million segments would be needed.
///
/// # Reference
///
/// Bloch and Kraemer (1989), Biometrics 45, 269–287: the variance of the intraclass kappa of two
/// coders, which alpha becomes with many segments.
pub fn for_alpha(alpha: f64, prevalence: f64, half: f64, drawn: &Drawn, level: f64) -> Option<u64> {
    let fits = (0.0..=1.0).contains(&alpha) && prevalence > 0.0 && prevalence < 1.0;
    if !(fits && sensible(half, level)) {
        return None;
    }
    let design_effect = drawn.design_effect()?;
    let spread = prevalence * (1.0 - prevalence);
    let of_one = (1.0 - alpha)
        * ((1.0 - alpha) * (1.0 - 2.0 * alpha) + alpha * (2.0 - alpha) / (2.0 * spread));
    let z = normal(level);
    search(|n| z * (of_one.max(0.0) * design_effect / n).sqrt() <= half)
}

fn sensible(half: f64, level: f64) -> bool {
    half > 0.0 && half < 1.0 && level > 0.0 && level < 1.0
}

/// The least number that is enough, where with one also every larger number is.
fn search(enough: impl Fn(f64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (0, 2);
    while !enough(high as f64) {
        low = high;
        high *= 2;
        if high > MOST {
            return None;
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle as f64) { high = middle } else { low = middle }
    }
    Some(high)
}
