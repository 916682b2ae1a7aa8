//! The measures of a coder against a gold standard, one entry each in [`METRICS`].
//!
//! Weighted shares of the four cells enter; a value and its slopes leave. Deliberately absent: intervals,
//! and a value where a measure has none.

use super::Cells;
use crate::stats::Reason;

/// A measure.
pub struct Metric {
    /// Its name in tables and on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
    /// Its least value: 0, or −1 for a correlation. The largest is 1.
    pub least: f64,
    /// The value, and its slope in each cell, of the shares of the four cells.
    pub of: fn(&Cells<f64>) -> Result<Sloped, Reason>,
}

/// A value and its slope in each cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sloped {
    /// The value.
    pub value: f64,
    /// How fast it changes with the share of each cell.
    pub slope: Cells<f64>,
}

/// The measures there are, in the order of tables.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "precision",
        doc: "share of what the coder gave the code that has it in the gold standard",
        least: 0.0,
        of: precision,
    },
    Metric {
        name: "recall",
        doc: "share of what has the code in the gold standard that the coder gave it",
        least: 0.0,
        of: recall,
    },
    Metric { name: "f1", doc: "harmonic mean of precision and recall", least: 0.0, of: f1 },
    Metric {
        name: "specificity",
        doc: "share of what has not the code in the gold standard that the coder did not give it",
        least: 0.0,
        of: specificity,
    },
    Metric {
        name: "balanced_accuracy",
        doc: "mean of recall and specificity",
        least: 0.0,
        of: balanced_accuracy,
    },
    Metric {
        name: "mcc",
        doc: "Matthews' correlation of the two codings, from −1 to 1",
        least: -1.0,
        of: mcc,
    },
    Metric {
        name: "accuracy",
        doc: "share of segments that both coded the same",
        least: 0.0,
        of: accuracy,
    },
];

/// The measure of a name.
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::metric;
///
/// assert_eq!(metric("f1").map(|it| it.least), Some(0.0));
/// assert!(metric("f2").is_none());
/// ```
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|it| it.name == name)
}

/// hits / (hits + misses), with its slopes in the two.
fn ratio(hits: f64, misses: f64, reason: Reason) -> Result<(f64, f64, f64), Reason> {
    let of = hits + misses;
    if of <= 0.0 {
        return Err(reason);
    }
    let value = hits / of;
    Ok((value, (1.0 - value) / of, -value / of))
}

fn precision(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let (value, hit, miss) = ratio(of.true_positive, of.false_positive, Reason::NoCoderPositives)?;
    let slope = Cells { true_positive: hit, false_positive: miss, ..Cells::default() };
    Ok(Sloped { value, slope })
}

fn recall(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let (value, hit, miss) = ratio(of.true_positive, of.false_negative, Reason::NoGoldPositives)?;
    let slope = Cells { true_positive: hit, false_negative: miss, ..Cells::default() };
    Ok(Sloped { value, slope })
}

fn specificity(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let (value, hit, miss) = ratio(of.true_negative, of.false_positive, Reason::NoGoldNegatives)?;
    let slope = Cells { true_negative: hit, false_positive: miss, ..Cells::default() };
    Ok(Sloped { value, slope })
}

/// 0 where one of the two gave the code and they never met; without a value where neither gave it.
fn f1(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let below = 2.0 * of.true_positive + of.false_positive + of.false_negative;
    if below <= 0.0 {
        return Err(Reason::NoGoldPositives);
    }
    let value = 2.0 * of.true_positive / below;
    let slope = Cells {
        true_positive: 2.0 * (1.0 - value) / below,
        false_positive: -value / below,
        false_negative: -value / below,
        true_negative: 0.0,
    };
    Ok(Sloped { value, slope })
}

fn balanced_accuracy(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let (a, b) = (recall(of)?, specificity(of)?);
    let mean = |a: f64, b: f64| (a + b) / 2.0;
    let slope = Cells {
        true_positive: mean(a.slope.true_positive, b.slope.true_positive),
        false_positive: mean(a.slope.false_positive, b.slope.false_positive),
        false_negative: mean(a.slope.false_negative, b.slope.false_negative),
        true_negative: mean(a.slope.true_negative, b.slope.true_negative),
    };
    Ok(Sloped { value: mean(a.value, b.value), slope })
}

fn mcc(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let given = of.true_positive + of.false_positive;
    let not_given = of.true_negative + of.false_negative;
    let positive = of.true_positive + of.false_negative;
    let negative = of.true_negative + of.false_positive;
    for (margin, reason) in [
        (given, Reason::NoCoderPositives),
        (not_given, Reason::NoCoderNegatives),
        (positive, Reason::NoGoldPositives),
        (negative, Reason::NoGoldNegatives),
    ] {
        if margin <= 0.0 {
            return Err(reason);
        }
    }
    let root = (given * not_given).sqrt() * (positive * negative).sqrt();
    let value =
        (of.true_positive * of.true_negative - of.false_positive * of.false_negative) / root;
    let slope = |opposite: f64, a: f64, b: f64| opposite / root - value / 2.0 * (1.0 / a + 1.0 / b);
    let slope = Cells {
        true_positive: slope(of.true_negative, given, positive),
        false_positive: slope(-of.false_negative, given, negative),
        false_negative: slope(-of.false_positive, not_given, positive),
        true_negative: slope(of.true_positive, not_given, negative),
    };
    Ok(Sloped { value: value.clamp(-1.0, 1.0), slope })
}

fn accuracy(of: &Cells<f64>) -> Result<Sloped, Reason> {
    let hits = of.true_positive + of.true_negative;
    let misses = of.false_positive + of.false_negative;
    let (value, hit, miss) = ratio(hits, misses, Reason::NoDenominator)?;
    let slope = Cells {
        true_positive: hit,
        false_positive: miss,
        false_negative: miss,
        true_negative: hit,
    };
    Ok(Sloped { value, slope })
}
