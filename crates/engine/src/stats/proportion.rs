//! Shares: of segments that are independent (Wilson), and of segments that stand in documents
//! (Wilson with the effective number of segments).
//!
//! Integer sums over the documents enter, so that parts of a corpus can be counted apart and added
//! in any order; an [`Estimate`] on the scale 0 to 1 leaves. Deliberately absent: the Wald interval,
//! which is too narrow for rare codes and has no width at 0 and 1.

use super::distribution::student_quantile;
use super::wide::Exact;
use super::{Estimate, Interval, Method, Reason, normal};

/// Sums over clusters (documents, or groups of reprints), each with y segments given of n segments.
/// All sums, so two halves of a corpus merge by addition.
///
/// With weights y and n are sums of weights in millionths, and the squares are of these: shares and
/// variances are ratios and do not depend on the scale. Without weights every weight is 1 and
/// `segments` equals n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clusters {
    /// Number of clusters with n > 0.
    pub documents: u64,
    /// Number of segments, unweighted.
    pub segments: u64,
    /// Sum of the squared weights of the segments.
    pub ww: u128,
    /// Sum of y.
    pub y: u64,
    /// Sum of n.
    pub n: u64,
    /// Sum of y².
    pub yy: u128,
    /// Sum of y·n.
    pub yn: u128,
    /// Sum of n².
    pub nn: u128,
}

impl Clusters {
    /// Adds a document with `y` segments given of `n`; one without segments is no cluster.
    pub fn add(&mut self, y: u64, n: u64) {
        self.add_member(y, n, u128::from(n), n);
    }

    /// Adds a cluster of `segments` segments, with the sum of the weights of those given, of all, and of the squared
    /// weights of all; one without weight is no cluster.
    pub fn add_member(&mut self, y: u64, n: u64, squares: u128, segments: u64) {
        if n > 0 {
            let (wide_y, wide_n) = (u128::from(y), u128::from(n));
            self.documents += 1;
            self.segments += segments;
            self.ww += squares;
            self.y += y;
            self.n += n;
            self.yy += wide_y * wide_y;
            self.yn += wide_y * wide_n;
            self.nn += wide_n * wide_n;
        }
    }

    /// Adds the documents of another part; a document is in one of the two only.
    pub fn merge(&mut self, other: &Clusters) {
        self.documents += other.documents;
        self.segments += other.segments;
        self.ww += other.ww;
        self.y += other.y;
        self.n += other.n;
        self.yy += other.yy;
        self.yn += other.yn;
        self.nn += other.nn;
    }

    /// Sum over documents of (y − p·n)² times the squared number of segments; in integers, so that
    /// documents with equal shares give exactly zero.
    fn squared_residuals(&self) -> f64 {
        let (y, n) = (i128::from(self.y), i128::from(self.n));
        let mut sum = Exact::default();
        sum.add(n, n, self.yy);
        sum.add(y, -n, self.yn);
        sum.add(y, -n, self.yn);
        sum.add(y, y, self.nn);
        sum.to_f64().max(0.0)
    }

    /// Variance of the share y/n by linearisation of the ratio over documents, with G/(G − 1) for G
    /// documents.
    ///
    /// # Undefined
    ///
    /// `None` without segments or with one document.
    ///
    /// # Reference
    ///
    /// Cochran (1977), Sampling Techniques, 3rd ed., ch. 6 (ratios) and 9A (clusters of unequal size).
    pub fn variance(&self) -> Option<f64> {
        if self.n == 0 || self.documents < 2 {
            return None;
        }
        let (g, n) = (self.documents as f64, self.n as f64);
        Some(g / (g - 1.0) * (self.squared_residuals() / (n * n)) / (n * n))
    }
}

/// How much the clustering takes away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effective {
    /// Variance over the variance of as many independent segments, p(1 − p)/(n − 1). `None` where
    /// the share is 0 or 1 and both are zero.
    pub design_effect: Option<f64>,
    /// The number of independent segments that would say as much, corrected for the few degrees of
    /// freedom that few documents leave.
    pub n: f64,
}

/// The effective number of segments: their number n over the design effect (of clusters and weights
/// together), at most n, times (t with n − 1 over t with G − 1 degrees of freedom)² for G documents.
///
/// - A design effect below 1 is taken as 1: the effective n is never larger than n.
/// - Where the share is 0 or 1 the variance between documents can not be seen; the design effect is
///   taken as 1, and the correction for few documents remains. So there is never an interval of no
///   width, though for a framing that comes in bursts it may still be too narrow.
/// - One segment a document gives n itself, and with it the plain Wilson interval.
///
/// # Undefined
///
/// `None` without segments or with one document.
///
/// # Reference
///
/// Korn and Graubard (1998), Survey Methodology 24, 193–201; truncation and the share of 0 as in the
/// standards of the US National Center for Health Statistics (Parker and others 2017, Vital and
/// Health Statistics 2/175).
pub fn effective_n(sums: &Clusters, level: f64) -> Option<Effective> {
    effective_at(sums, 1.0 - level)
}

/// The effective number of segments for an interval that leaves out `p`, which is in (0, 1).
pub(super) fn effective_at(sums: &Clusters, p: f64) -> Option<Effective> {
    let variance = sums.variance()?;
    let n = sums.segments as f64;
    let share = sums.y as f64 / sums.n as f64;
    let simple = share * (1.0 - share) / (n - 1.0);
    let design_effect = (simple > 0.0).then(|| variance / simple);
    let uncorrected = n / design_effect.unwrap_or(1.0).max(1.0);
    let ratio = student_quantile(p, sums.segments - 1) / student_quantile(p, sums.documents - 1);
    Some(Effective { design_effect, n: uncorrected * ratio * ratio })
}

/// The share y/n of segments with an interval clustered by document: Wilson's, with the effective n
/// of [`effective_n`] and the normal quantile (the t quantiles are in the effective n, and are not
/// used twice).
///
/// # Undefined
///
/// Without segments; the interval, but not the value, with one document.
///
/// # Reference
///
/// Dean and Pagano (2015), Evaluating confidence interval methods for binomial proportions in
/// clustered surveys, Journal of Survey Statistics and Methodology 3, 484–503.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::{Clusters, Reason, clustered};
///
/// let mut sums = Clusters::default();
/// for (given, segments) in [(3, 10), (0, 4), (1, 6), (5, 8)] {
///     sums.add(given, segments);
/// }
/// let share = clustered(&sums, 0.95);
/// assert_eq!(share.value(), Some(9.0 / 28.0));
/// assert!((share.interval().unwrap().low - 0.095793).abs() < 1e-6);
///
/// let mut one = Clusters::default();
/// one.add(3, 10);
/// assert_eq!(clustered(&one, 0.95).value(), Some(0.3));
/// assert_eq!(clustered(&one, 0.95).reason(), Some(Reason::OneCluster));
/// ```
pub fn clustered(sums: &Clusters, level: f64) -> Estimate {
    estimate(sums.y, sums.n, Method::WilsonClustered, |p| {
        let effective = effective_n(sums, level).ok_or(Reason::OneCluster)?;
        Ok(wilson_interval(p, effective.n, normal(level)))
    })
}

/// The share y/n of independent observations with Wilson's score interval.
///
/// # Undefined
///
/// For n = 0 and for y > n.
///
/// # Reference
///
/// Wilson (1927), Journal of the American Statistical Association 22, 209–212; without continuity
/// correction.
///
/// # Examples
///
/// ```
/// let interval = framebook_engine::stats::wilson(0, 10, 0.95).interval().unwrap();
/// assert_eq!(interval.low, 0.0);
/// assert!((interval.high - 0.277533).abs() < 1e-6);
/// ```
pub fn wilson(y: u64, n: u64, level: f64) -> Estimate {
    estimate(y, n, Method::Wilson, |p| Ok(wilson_interval(p, n as f64, normal(level))))
}

/// The share of the sums by the method that was asked for. Where segments are taken as independent
/// and have weights, Wilson's interval is of Kish's effective number, (sum of weights)² over the sum
/// of squared weights.
///
/// # Reference
///
/// Kish (1965), Survey Sampling, section 11.7.
pub fn share(sums: &Clusters, method: Method, level: f64) -> Estimate {
    match method {
        Method::Wilson => estimate(sums.y, sums.n, method, |p| {
            let n = sums.n as f64;
            Ok(wilson_interval(p, n * n / sums.ww as f64, normal(level)))
        }),
        Method::WilsonClustered => clustered(sums, level),
        Method::None => estimate(sums.y, sums.n, method, |_| Err(Reason::NotAsked)),
        _ => estimate(sums.y, sums.n, method, |_| Err(Reason::NotOfThis)),
    }
}

fn estimate(
    y: u64,
    n: u64,
    method: Method,
    interval: impl FnOnce(f64) -> Result<Interval, Reason>,
) -> Estimate {
    if n == 0 {
        return Estimate::Undefined(Reason::NoDenominator);
    }
    if y > n {
        return Estimate::Undefined(Reason::Inconsistent);
    }
    let value = y as f64 / n as f64;
    Estimate::Defined { value, interval: interval(value), n, method }
}

/// Half the width of Wilson's interval of a level for a share of `n` independent observations, which need not be a
/// whole number.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::half_width;
///
/// // R: diff(prop.test(80, 100, correct = FALSE)$conf.int) / 2
/// assert!((half_width(0.8, 100.0, 0.95) - (0.8666331 - 0.7111708) / 2.0).abs() < 1e-7);
/// ```
pub fn half_width(share: f64, n: f64, level: f64) -> f64 {
    let interval = wilson_interval(share, n, normal(level));
    (interval.high - interval.low) / 2.0
}

/// Wilson's interval for a share of `n` observations, which need not be a whole number.
pub(crate) fn wilson_interval(p: f64, n: f64, z: f64) -> Interval {
    let zz = z * z;
    let scale = 1.0 + zz / n;
    let centre = (p + zz / (2.0 * n)) / scale;
    let half = z * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt() / scale;
    // at 0 and 1 the ends are exact; rounding would leave 1e-17 or 0.9999999999999999
    Interval {
        low: if p == 0.0 { 0.0 } else { (centre - half).max(0.0) },
        high: if p == 1.0 { 1.0 } else { (centre + half).min(1.0) },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sums(documents: &[(u64, u64)]) -> Clusters {
        let mut sums = Clusters::default();
        for &(y, n) in documents {
            sums.add(y, n);
        }
        sums
    }

    fn check(estimate: Estimate, value: f64, low: f64, high: f64) {
        let found = (estimate.value(), estimate.interval());
        let (Some(share), Some(interval)) = found else { panic!("{estimate:?}") };
        for (found, expected) in [(share, value), (interval.low, low), (interval.high, high)] {
            assert!((found - expected).abs() < 1e-6, "{found}, not {expected}: {estimate:?}");
        }
    }

    #[test]
    fn wilson_agrees_with_values_computed_elsewhere() {
        check(wilson(0, 10, 0.95), 0.0, 0.0, 0.277533);
        check(wilson(1, 10, 0.95), 0.1, 0.017876, 0.404150);
        check(wilson(15, 148, 0.95), 15.0 / 148.0, 0.062386, 0.160487);
        check(wilson(81, 263, 0.95), 81.0 / 263.0, 0.255289, 0.366210);
        check(wilson(29, 29, 0.95), 1.0, 0.883030, 1.0);
        // base R: prop.test(80, 100, correct = FALSE)
        check(wilson(80, 100, 0.95), 0.8, 0.7111708, 0.8666331);
    }

    /// Computed residual by residual in Python with quantiles from scipy.
    #[test]
    fn clustered_intervals_agree_with_values_computed_elsewhere() {
        type Case = (&'static [(u64, u64)], f64, f64, f64);
        let table: [Case; 4] = [
            (&[(3, 10), (0, 4), (1, 6), (5, 8)], 9.0 / 28.0, 0.095793164, 0.679274130),
            (&[(0, 10), (0, 20), (0, 30)], 0.0, 0.0, 0.228408713),
            (&[(5, 5), (5, 5)], 1.0, 0.076222801, 1.0),
            (&[(5, 10), (10, 20)], 0.5, 0.044008538, 0.955991462),
        ];
        for (documents, value, low, high) in table {
            check(clustered(&sums(documents), 0.95), value, low, high);
        }
        let sums = sums(&[(3, 10), (0, 4), (1, 6), (5, 8)]);
        assert!((sums.variance().unwrap() - 0.014386366791614605).abs() < 1e-15);
        let effective = effective_n(&sums, 0.95).unwrap();
        assert!((effective.design_effect.unwrap() - 1.7808807733619758).abs() < 1e-12);
        assert!((effective.n - 6.535577752078933).abs() < 1e-6);
    }

    #[test]
    fn one_segment_a_document_gives_the_plain_wilson_interval() {
        let found = clustered(&sums(&[(1, 1), (0, 1), (1, 1), (0, 1), (0, 1)]), 0.95);
        let plain = wilson(2, 5, 0.95).interval().unwrap();
        check(found, 0.4, plain.low, plain.high);
    }

    #[test]
    fn equal_shares_in_all_documents_still_leave_an_interval() {
        let sums = sums(&[(1, 10), (2, 20)]);
        assert_eq!(sums.variance(), Some(0.0));
        check(clustered(&sums, 0.95), 0.1, 0.001949073, 0.863421210);
    }

    #[test]
    fn what_is_undefined_says_why() {
        let reason = |estimate: Estimate| (estimate.value(), estimate.reason());
        let none = Some(Reason::NoDenominator);
        assert_eq!(reason(wilson(0, 0, 0.95)), (None, none));
        assert_eq!(reason(clustered(&sums(&[]), 0.95)), (None, none));
        assert_eq!(reason(clustered(&sums(&[(0, 0)]), 0.95)), (None, none));
        assert_eq!(reason(wilson(3, 2, 0.95)), (None, Some(Reason::Inconsistent)));
        let one = sums(&[(3, 12)]);
        assert_eq!(reason(clustered(&one, 0.95)), (Some(0.25), Some(Reason::OneCluster)));
        assert_eq!(reason(share(&one, Method::None, 0.95)), (Some(0.25), Some(Reason::NotAsked)));
        let other = share(&one, Method::Newcombe, 0.95);
        assert_eq!(reason(other), (Some(0.25), Some(Reason::NotOfThis)));
    }

    #[test]
    fn numbers_too_large_for_exact_integers_are_still_right() {
        let big = 4_000_000_000;
        let documents = [(big / 4, big), (big / 2, big), (big, big)];
        let small = sums(&[(1, 4), (2, 4), (4, 4)]);
        let found = sums(&documents).variance().unwrap();
        assert!((found - small.variance().unwrap()).abs() < 1e-9, "{found}");
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_value_and_has_a_width(
            documents in prop::collection::vec((0u64..50, 1u64..50), 2..20)
        ) {
            let documents: Vec<_> = documents.into_iter().map(|(y, n)| (y.min(n), n)).collect();
            let sums = sums(&documents);
            let estimate = clustered(&sums, 0.95);
            let (value, interval) = (estimate.value().unwrap(), estimate.interval().unwrap());
            prop_assert!(interval.low <= value && value <= interval.high);
            prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
            prop_assert!(interval.high - interval.low > 1e-3);
            let plain = wilson(sums.y, sums.n, 0.95).interval().unwrap();
            let narrower = interval.high - interval.low < plain.high - plain.low - 1e-12;
            prop_assert!(!narrower, "never narrower than for independent segments");
        }
    }
}
