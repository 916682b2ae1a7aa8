//! Whether a coder is as good in one group as in another: in Kazakh as in Russian, before 2010 as after.
//!
//! Rows of one code with their groups enter; the measures of each group, differences and joint tests
//! leave. Deliberately absent: which differences matter, and adjusting for many codes
//! ([`crate::stats::holm`] does).

use super::judged::{level as checked, whole};
use super::measured::{Measured, Sample};
use super::recover;
use super::{Fault, Judged, METRICS, Metric, Validity};
use crate::stats::{Difference, Estimate, Method, Reason, Test, TestName, f_p, touching};

/// More groups are in no joint test.
const MOST_GROUPS: usize = 200;

/// A coder by groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The measures of each group, by its number.
    pub groups: Vec<(u32, Validity)>,
    /// Whether a measure is the same in all groups that it has a value in, in the order of [`METRICS`].
    pub joint: Vec<Result<Test, Reason>>,
    /// Rows left out because the coder has no coding.
    pub no_coder: u64,
    /// Rows left out because the gold standard has none, though the coder has.
    pub no_gold: u64,
    /// Rows with both, but without a group.
    pub no_group: u64,
}

/// The measures of each group, and for each measure a joint test: Wald's on the scale of the logit
/// (Fisher's z for Matthews' correlation) with the covariances of the groups by linearisation over
/// clusters, as an F with K − 1 and C − K degrees of freedom for K groups and C clusters. Where a group has a value at
/// an end of the scale, or does not vary, Wald's statistic has no value: there the test is that of the two groups that
/// differ most ([`differences`]), its p times the number of pairs (Bonferroni), its statistic their difference.
///
/// # Errors
///
/// As [`super::validity`].
///
/// # Undefined
///
/// A test with fewer than two groups that have a value, and with too few clusters.
///
/// # Reference
///
/// Korn and Graubard (1990), The American Statistician 44, 270–276.
pub fn compare(rows: &[Judged], level: f64) -> Result<Compared, Fault> {
    let level = checked(level)?;
    let found = whole(rows)?;
    let no_group = found.rows.iter().filter(|it| it.group.is_none()).count() as u64;
    let mut names: Vec<u32> = found.rows.iter().filter_map(|it| it.group).collect();
    names.sort_unstable();
    names.dedup();
    let sample = Sample::new(found.rows);
    let measured: Vec<Measured> =
        names.iter().map(|name| Measured::new(&sample, |it| it.group == Some(*name))).collect();
    let groups = names.iter().zip(&measured).map(|(name, it)| (*name, it.validity(level)));
    Ok(Compared {
        groups: groups.collect(),
        joint: METRICS.iter().map(|it| joint(&measured, it, level)).collect(),
        no_coder: found.no_coder,
        no_gold: found.no_gold,
        no_group,
    })
}

/// The difference of each measure between two groups, the first less the second, in the order of
/// [`METRICS`]: the interval is put together from those of the two groups, and p agrees with it.
/// Documents with segments in both groups are taken into account.
///
/// # Errors
///
/// As [`super::validity`].
///
/// # Undefined
///
/// Where the measure is undefined in a group.
///
/// # Reference
///
/// Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
pub fn differences(
    rows: &[Judged],
    first: u32,
    second: u32,
    level: f64,
) -> Result<Vec<Difference>, Fault> {
    let level = checked(level)?;
    let sample = Sample::new(whole(rows)?.rows);
    let of = |name: u32| Measured::new(&sample, |it| it.group == Some(name));
    let (a, b) = (of(first), of(second));
    Ok(METRICS.iter().map(|it| difference(&a, &b, it, level)).collect())
}

fn difference(a: &Measured, b: &Measured, metric: &Metric, level: f64) -> Difference {
    let (of_a, of_b) = match (a.sloped(metric), b.sloped(metric)) {
        (Ok(of_a), Ok(of_b)) => (of_a, of_b),
        (Err(reason), _) | (_, Err(reason)) => {
            return Difference { estimate: Estimate::Undefined(reason), p: Err(reason) };
        }
    };
    let correlation = recover::correlation(&a.influence(&of_a), &b.influence(&of_b));
    let value = of_a.value - of_b.value;
    let at = |p: f64| {
        let ends = [a.interval(metric, p)?, b.interval(metric, p)?];
        Ok(recover::difference((of_a.value, ends[0]), (of_b.value, ends[1]), correlation))
    };
    let n = a.n(metric) + b.n(metric);
    let interval = at(1.0 - level);
    let p = interval.and_then(|_| touching(value, &at));
    Difference { estimate: Estimate::new(value, interval, n, Method::Recovered), p }
}

/// The joint test of a measure.
fn joint(groups: &[Measured], metric: &Metric, level: f64) -> Result<Test, Reason> {
    match wald(groups, metric) {
        Err(Reason::EmptyCell | Reason::NoClusterVariation) => by_pairs(groups, metric, level),
        found => found,
    }
}

/// The test by the two groups that differ most.
fn by_pairs(groups: &[Measured], metric: &Metric, level: f64) -> Result<Test, Reason> {
    let with: Vec<&Measured> = groups.iter().filter(|it| it.sloped(metric).is_ok()).collect();
    let (mut least, mut n_pairs): (Option<(f64, f64)>, f64) = (None, 0.0);
    let mut why = Reason::OneGroup;
    for (at, a) in with.iter().enumerate() {
        for b in &with[at + 1..] {
            let found = difference(a, b, metric, level);
            // a group of next to no segments has no interval, and is in no pair
            let p = match found.p {
                Ok(p) => p,
                Err(reason) => {
                    why = reason;
                    continue;
                }
            };
            let value = found.estimate.value().unwrap_or_default();
            n_pairs += 1.0;
            if least.is_none_or(|it| p < it.0) {
                least = Some((p, value));
            }
        }
    }
    let (p, statistic) = least.ok_or(why)?;
    let p = (p * n_pairs).min(1.0);
    Ok(Test { statistic, df: n_pairs, denominator_df: None, p, name: TestName::Pairs })
}

fn wald(groups: &[Measured], metric: &Metric) -> Result<Test, Reason> {
    let with: Vec<_> = groups.iter().filter_map(|it| Some((it, it.sloped(metric).ok()?))).collect();
    let k = with.len();
    if k < 2 {
        return Err(Reason::OneGroup);
    }
    if k > MOST_GROUPS {
        return Err(Reason::TooLarge);
    }
    let (mut on_scale, mut sums) = (Vec::new(), Vec::new());
    for (measured, sloped) in &with {
        let value = sloped.value;
        if value <= metric.least || value >= 1.0 {
            return Err(Reason::EmptyCell);
        }
        // from least to 1: the logit, or twice Fisher's z
        let (down, up) = (value - metric.least, 1.0 - value);
        on_scale.push((down / up).ln());
        let slope = 1.0 / down + 1.0 / up;
        let sum: Vec<f64> = measured.influence(sloped).iter().map(|it| it * slope).collect();
        sums.push(sum);
    }
    let clusters =
        (0..sums[0].len()).filter(|at| sums.iter().any(|it| it[*at] != 0.0)).count() as u64;
    let df = (k - 1) as f64;
    let below = clusters as f64 - k as f64;
    if below < 1.0 {
        return Err(Reason::TooFewClusters);
    }
    // each group less the last
    let contrast: Vec<f64> = on_scale[..k - 1].iter().map(|it| it - on_scale[k - 1]).collect();
    let less: Vec<Vec<f64>> = sums[..k - 1]
        .iter()
        .map(|it| it.iter().zip(&sums[k - 1]).map(|(a, b)| a - b).collect())
        .collect();
    let correction = super::frame::correction(clusters);
    let covariance: Vec<Vec<f64>> = less
        .iter()
        .map(|a| {
            let with = |b: &Vec<f64>| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            less.iter().map(|b| correction * with(b)).collect()
        })
        .collect();
    let form = quadratic(covariance, &contrast).ok_or(Reason::NoClusterVariation)?;
    let statistic = form / df;
    let p = f_p(statistic, df, below);
    Ok(Test { statistic, df, denominator_df: Some(below), p, name: TestName::Wald })
}

/// xᵀ·A⁻¹·x of a positive definite matrix, by Cholesky's decomposition.
fn quadratic(mut a: Vec<Vec<f64>>, x: &[f64]) -> Option<f64> {
    let n = x.len();
    let mut solved = x.to_vec();
    let largest = (0..n).map(|at| a[at][at]).fold(0.0, f64::max);
    for row in 0..n {
        for column in 0..=row {
            let inner: f64 = (0..column).map(|at| a[row][at] * a[column][at]).sum();
            let rest = a[row][column] - inner;
            if row == column {
                // written so that what is no number is refused too
                let positive = rest > 1e-12 * largest;
                if !positive {
                    return None;
                }
                a[row][row] = rest.sqrt();
            } else {
                a[row][column] = rest / a[column][column];
            }
        }
        let inner: f64 = (0..row).map(|at| a[row][at] * solved[at]).sum();
        solved[row] = (solved[row] - inner) / a[row][row];
    }
    let form = solved.iter().map(|it| it * it).sum::<f64>();
    form.is_finite().then_some(form)
}
