//! Two shares compared: their difference with Newcombe's interval and the p value that agrees with it,
//! and their ratio.
//!
//! Counts, or sums over clusters, enter. Deliberately absent: the Wald interval of a difference, which
//! is too narrow near 0 and 1.

use super::crossed::Form;
use super::distribution::normal_quantile;
use super::proportion::{effective_at, wilson_interval};
use super::{Clusters, Crossed, Estimate, Interval, Method, Reason, normal, student};

/// The difference of two shares, the first less the second, from −1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The difference with its interval.
    pub estimate: Estimate,
    /// One less the level at which an end of the interval is zero: below .05 exactly where the
    /// interval of 95 % leaves out zero. 0 where it is below 1e-300.
    pub p: Result<f64, Reason>,
}

/// A share and the number of independent observations that say as much.
#[derive(Clone, Copy)]
struct Share {
    share: f64,
    n: f64,
}

/// The difference of the shares of two groups of independent observations, each `(given, segments)`.
///
/// # Undefined
///
/// Where a group is empty, or more is given than there is.
///
/// # Reference
///
/// Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::difference;
///
/// let found = difference((56, 70), (48, 80), 0.95);
/// let interval = found.estimate.interval().unwrap();
/// assert!((interval.low - 0.0524).abs() < 1e-4 && (interval.high - 0.3339).abs() < 1e-4);
/// assert!(found.p.unwrap() < 0.05);
/// ```
pub fn difference(first: (u64, u64), second: (u64, u64), level: f64) -> Difference {
    let shares = match (plain(first), plain(second)) {
        (Ok(first), Ok(second)) => [first, second],
        (Err(reason), _) | (_, Err(reason)) => return Difference::undefined(reason),
    };
    let at = |_: f64| Ok(shares);
    Difference::new(at, 0.0, first.1 + second.1, Method::Newcombe, level)
}

/// The difference of the shares of two groups, clustered by document and weighted: Newcombe's interval
/// of the effective numbers of segments ([`super::effective_n`]). Documents with segments in both groups
/// make the two shares alike; their correlation, by linearisation, enters as in Newcombe's interval of
/// paired shares. With one segment a document it is [`difference`].
///
/// # Undefined
///
/// Where a group is empty, or more is given than there is. The interval and p, but not the difference:
/// where a group stands in one document.
///
/// # Reference
///
/// Newcombe (1998), Statistics in Medicine 17, 873–890, method 10, and 2635–2650, where the correlation
/// stands; Zou and Donner (2008), Statistics in Medicine 27, 1693–1702, for intervals of other shares
/// put in; the effective n: Korn and Graubard (1998), Survey Methodology 24, 193–201.
pub fn difference_clustered(
    crossed: &Crossed,
    first: usize,
    second: usize,
    level: f64,
) -> Difference {
    let (a, b) = match pair(crossed, first, second) {
        Ok(pair) => pair,
        Err(reason) => return Difference::undefined(reason),
    };
    let correlation = correlation(crossed, first, second);
    let effective = |sums: &Clusters, p: f64| {
        let n = effective_at(sums, p).ok_or(Reason::OneCluster)?.n;
        Ok(Share { share: sums.y as f64 / sums.n as f64, n })
    };
    let at = |p: f64| Ok([effective(a, p)?, effective(b, p)?]);
    let n = a.segments + b.segments;
    let found = Difference::new(at, correlation, n, Method::NewcombeClustered, level);
    let Err(reason) = found.p else { return found };
    let value = a.y as f64 / a.n as f64 - b.y as f64 / b.n as f64;
    let estimate = Estimate::new(value, Err(reason), n, Method::NewcombeClustered);
    Difference { estimate, p: Err(reason) }
}

/// How far the shares of two groups go together over the documents.
fn correlation(crossed: &Crossed, first: usize, second: usize) -> f64 {
    let covariances = covariances(crossed, first, second);
    let variances = covariances[0][0] * covariances[1][1];
    if variances > 0.0 { covariances[0][1] / variances.sqrt() } else { 0.0 }
}

/// The ratio of the shares of two groups of independent observations, the first over the second.
///
/// # Undefined
///
/// Where a group is empty, more is given than there is, or the second share is 0. The interval and not
/// the ratio: where the first share is 0, or both are 1.
///
/// # Reference
///
/// Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469–474, method C.
pub fn ratio(first: (u64, u64), second: (u64, u64), level: f64) -> Estimate {
    let shares = match (plain(first), plain(second)) {
        (Ok(first), Ok(second)) => [first, second],
        (Err(reason), _) | (_, Err(reason)) => return Estimate::Undefined(reason),
    };
    let of = |it: Share| (1.0 - it.share) / (it.share * it.n);
    let variance = || of(shares[0]) + of(shares[1]);
    let n = first.1 + second.1;
    log_ratio(shares.map(|it| it.share), variance, normal(level), n, Method::LogRatio)
}

/// The ratio of the shares of two groups, clustered by document and weighted; t with C − 1 degrees of
/// freedom for C documents. Equal to `svycontrast` of the logarithms in R's survey.
///
/// # Undefined
///
/// As [`ratio`]; the interval with one document too, and where shares do not differ between documents.
///
/// # Reference
///
/// Lumley (2010), Complex Surveys, section 2.3.
pub fn ratio_clustered(crossed: &Crossed, first: usize, second: usize, level: f64) -> Estimate {
    let (a, b) = match pair(crossed, first, second) {
        Ok(pair) => pair,
        Err(reason) => return Estimate::Undefined(reason),
    };
    let shares = [a, b].map(|it| it.y as f64 / it.n as f64);
    let n = a.segments + b.segments;
    let method = Method::LogRatioClustered;
    let Ok(correction) = crossed.correction() else {
        return Estimate::new(shares[0] / shares[1], Err(Reason::OneCluster), n, method);
    };
    let variance = || {
        let [x, y] = shares;
        let of = covariances(crossed, first, second);
        let sum = of[0][0] / (x * x) + of[1][1] / (y * y) - 2.0 * of[0][1] / (x * y);
        correction * sum
    };
    log_ratio(shares, variance, student(level, crossed.clusters - 1), n, method)
}

fn log_ratio(
    shares: [f64; 2],
    variance: impl Fn() -> f64,
    quantile: f64,
    n: u64,
    method: Method,
) -> Estimate {
    if shares[1] == 0.0 {
        return Estimate::Undefined(Reason::EmptyCell);
    }
    let value = shares[0] / shares[1];
    if shares[0] == 0.0 {
        return Estimate::new(value, Err(Reason::EmptyCell), n, method);
    }
    let variance = variance();
    let interval = if variance > 0.0 {
        let reach = (quantile * variance.sqrt()).exp();
        Ok(Interval::new(value / reach, value * reach))
    } else if method == Method::LogRatio {
        Err(Reason::NoVariation)
    } else {
        Err(Reason::NoClusterVariation)
    };
    Estimate::new(value, interval, n, method)
}

fn plain((y, n): (u64, u64)) -> Result<Share, Reason> {
    match n {
        0 => Err(Reason::NoDenominator),
        _ if y > n => Err(Reason::Inconsistent),
        _ => Ok(Share { share: y as f64 / n as f64, n: n as f64 }),
    }
}

fn pair(crossed: &Crossed, first: usize, second: usize) -> Result<(&Clusters, &Clusters), Reason> {
    let of = |group: usize| {
        let sums = crossed.groups.get(group).filter(|it| it.n > 0);
        let sums = sums.ok_or(Reason::NoDenominator)?;
        if sums.y > sums.n { Err(Reason::Inconsistent) } else { Ok(sums) }
    };
    Ok((of(first)?, of(second)?))
}

/// Sums over clusters of the products of the linearised shares.
fn covariances(crossed: &Crossed, first: usize, second: usize) -> Vec<Vec<f64>> {
    let form = |group: usize| {
        let it = &crossed.groups[group];
        Form::residual(group, it.y, it.n, (it.n as f64).powi(2))
    };
    crossed.products(&[form(first), form(second)])
}

impl Difference {
    fn undefined(reason: Reason) -> Difference {
        Difference { estimate: Estimate::Undefined(reason), p: Err(reason) }
    }

    /// The difference of the shares that `at` says for an interval that leaves out p.
    fn new(
        at: impl Fn(f64) -> Result<[Share; 2], Reason>,
        correlation: f64,
        n: u64,
        method: Method,
        level: f64,
    ) -> Difference {
        let interval = |p: f64| Ok(hybrid(at(p)?, correlation, normal_quantile(p)));
        let shares = match at(1.0 - level) {
            Ok(shares) if level > 0.0 && level < 1.0 => shares,
            Ok(_) => return Difference::undefined(Reason::OutOfRange),
            Err(reason) => return Difference::undefined(reason),
        };
        let value = shares[0].share - shares[1].share;
        let estimate = Estimate::new(value, interval(1.0 - level), n, method);
        Difference { estimate, p: touching(value, &interval) }
    }
}

/// Newcombe's interval.
fn hybrid(shares: [Share; 2], correlation: f64, z: f64) -> Interval {
    let [a, b] = shares;
    let [of_a, of_b] = shares.map(|it| wilson_interval(it.share, it.n, z));
    let reach = |x: f64, y: f64| (x * x - 2.0 * correlation * x * y + y * y).max(0.0).sqrt();
    let value = a.share - b.share;
    Interval::new(
        (value - reach(a.share - of_a.low, of_b.high - b.share)).max(-1.0),
        (value + reach(of_a.high - a.share, b.share - of_b.low)).min(1.0),
    )
}

/// The p at which an end of the interval is zero, by regula falsi on its logarithm.
pub(crate) fn touching(
    value: f64,
    interval: &impl Fn(f64) -> Result<Interval, Reason>,
) -> Result<f64, Reason> {
    if value == 0.0 {
        return Ok(1.0);
    }
    let end = |ln_p: f64| {
        let interval = interval(ln_p.exp())?;
        Ok(if value > 0.0 { interval.low } else { -interval.high })
    };
    // at p = 1 the interval is the value alone
    let (mut high, mut above) = (0.0, value.abs());
    let mut low = -1.0;
    let mut below = end(low)?;
    while below > 0.0 {
        if low < -690.0 {
            return Ok(0.0);
        }
        (high, above) = (low, below);
        low = (low * 2.0).max(-691.0);
        below = end(low)?;
    }
    let mut side = 0;
    for _ in 0..200 {
        if high - low < 1e-13 * low.abs() {
            break;
        }
        let middle = (low * above - high * below) / (above - below);
        let middle = if middle > low && middle < high { middle } else { (low + high) / 2.0 };
        let found = end(middle)?;
        if found.abs() < 1e-16 {
            return Ok(middle.exp());
        }
        // Illinois: an end that stays is halved, so that both ends come near
        if found > 0.0 {
            (high, above) = (middle, found);
            below /= if side == 1 { 2.0 } else { 1.0 };
            side = 1;
        } else {
            (low, below) = (middle, found);
            above /= if side == -1 { 2.0 } else { 1.0 };
            side = -1;
        }
    }
    Ok(((low + high) / 2.0).exp().min(1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Newcombe (1998), table II, method 10.
    #[test]
    fn intervals_are_those_of_the_paper() {
        for (first, second, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = difference(first, second, 0.95).estimate.interval().unwrap();
            assert!((found.low - low).abs() < 6e-5, "{first:?} {second:?} {found:?}");
            assert!((found.high - high).abs() < 6e-5, "{first:?} {second:?} {found:?}");
        }
    }

    #[test]
    fn what_is_undefined_says_why() {
        for (first, second, reason) in [
            ((0, 0), (1, 2), Reason::NoDenominator),
            ((1, 2), (0, 0), Reason::NoDenominator),
            ((3, 2), (1, 2), Reason::Inconsistent),
        ] {
            assert_eq!(difference(first, second, 0.95), Difference::undefined(reason));
            assert_eq!(ratio(first, second, 0.95), Estimate::Undefined(reason));
        }
        assert_eq!(ratio((1, 2), (0, 2), 0.95), Estimate::Undefined(Reason::EmptyCell));
        let reason = |it: Estimate| (it.value(), it.reason());
        assert_eq!(reason(ratio((0, 2), (1, 2), 0.95)), (Some(0.0), Some(Reason::EmptyCell)));
        assert_eq!(reason(ratio((2, 2), (3, 3), 0.95)), (Some(1.0), Some(Reason::NoVariation)));
        assert_eq!(difference((3, 9), (2, 6), 0.95).p, Ok(1.0));
    }

    #[test]
    fn a_group_in_one_document_has_a_difference_without_an_interval() {
        let mut crossed = Crossed::new(3);
        crossed.add(&[(1, 4), (3, 4), (0, 0)]);
        crossed.add(&[(2, 4), (0, 0), (0, 0)]);
        let found = difference_clustered(&crossed, 0, 1, 0.95);
        assert_eq!(found.estimate.value(), Some(-0.375));
        assert_eq!(found.estimate.reason(), Some(Reason::OneCluster));
        assert_eq!(found.p, Err(Reason::OneCluster));
        let none = Difference::undefined(Reason::NoDenominator);
        assert_eq!(difference_clustered(&crossed, 0, 2, 0.95), none);
        assert_eq!(difference_clustered(&crossed, 0, 9, 0.95), none);
    }

    #[test]
    fn the_smallest_p_is_told() {
        let found = difference((9_000, 10_000), (1_000, 10_000), 0.95).p.unwrap();
        assert!((0.0..1e-200).contains(&found), "{found:e}");
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_value_and_agrees_with_its_p(
            a in 0u64..40, n in 1u64..40, b in 0u64..40, m in 1u64..40
        ) {
            let (first, second) = ((a.min(n), n), (b.min(m), m));
            let found = difference(first, second, 0.95);
            let (value, interval) = (found.estimate.value().unwrap(), found.estimate.interval().unwrap());
            prop_assert!(interval.low <= value && value <= interval.high);
            let p = found.p.unwrap();
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert_eq!(p < 0.05, interval.low > 0.0 || interval.high < 0.0);
            if p > 1e-12 && p < 0.999 {
                let touching = difference(first, second, 1.0 - p).estimate.interval().unwrap();
                let end = if value > 0.0 { touching.low } else { touching.high };
                prop_assert!(end.abs() < 1e-6, "{end:e}");
            }
            let turned = difference(second, first, 0.95);
            prop_assert!((turned.p.unwrap() - p).abs() < 1e-9);
        }

        #[test]
        fn clustered_intervals_hold_their_value_and_are_plain_for_single_segments(
            clusters in prop::collection::vec(prop::collection::vec((0u64..5, 0u64..5), 2), 2..12)
        ) {
            let (mut crossed, mut single) = (Crossed::new(2), Crossed::new(2));
            for cluster in &clusters {
                let cluster: Vec<_> = cluster.iter().map(|&(y, n)| (y.min(n), n)).collect();
                crossed.add(&cluster);
                for it in 0..cluster[0].1 {
                    single.add(&[(u64::from(it < cluster[0].0), 1), (0, 0)]);
                }
                for it in 0..cluster[1].1 {
                    single.add(&[(0, 0), (u64::from(it < cluster[1].0), 1)]);
                }
            }
            let found = difference_clustered(&crossed, 0, 1, 0.95);
            if let (Some(value), Some(interval)) = (found.estimate.value(), found.estimate.interval()) {
                prop_assert!(interval.low <= value && value <= interval.high);
                let p = found.p.unwrap();
                prop_assert!((0.0..=1.0).contains(&p));
                // close to 1 an interval need not grow with its level, and touches 0 several times
                let together = correlation(&crossed, 0, 1).abs();
                if (p - 0.05).abs() > 1e-9 && together < 0.9 {
                    prop_assert_eq!(p < 0.05, interval.low > 0.0 || interval.high < 0.0);
                }
            }
            let count = |at: usize| (single.groups[at].y, single.groups[at].n);
            let plain = difference(count(0), count(1), 0.95);
            let found = difference_clustered(&single, 0, 1, 0.95);
            if let (Some(a), Some(b)) = (plain.estimate.interval(), found.estimate.interval()) {
                prop_assert!((a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9);
                prop_assert!((plain.p.unwrap() - found.p.unwrap()).abs() < 1e-9);
            }
        }
    }
}
