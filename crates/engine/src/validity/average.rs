//! One number for all codes: the mean of the codes' measures, and the measures of their cells added up.
//!
//! Rows of each code enter, with documents numbered alike in all; averages with intervals leave.
//! Deliberately absent: a code without a value counted as 0, as other programs do; it is left out, and
//! how many were averaged is said.

use std::collections::BTreeMap;

use super::judged::{level as checked, whole};
use super::measured::{Measured, Sample};
use super::{Fault, Judged, METRICS, Metric, Validity};
use crate::stats::{Estimate, Interval, Method, Reason};

/// A mean over codes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// The mean of the codes that have a value; n is the number of rows of them all.
    pub estimate: Estimate,
    /// Number of codes that have a value.
    pub codes: usize,
    /// Number of codes that have none.
    pub undefined: usize,
}

/// The mean of each measure over the codes that have a value, in the order of [`METRICS`]. Codes of one
/// document go together: their correlations, by linearisation over clusters, enter the interval, which
/// is put together from those of the codes.
///
/// # Errors
///
/// As [`super::validity`].
///
/// # Undefined
///
/// Where no code has a value. The interval, where a code with a value has none.
///
/// # Reference
///
/// Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
pub fn macro_average(codes: &[&[Judged]], level: f64) -> Result<Vec<Average>, Fault> {
    let level = checked(level)?;
    let mut samples = Vec::new();
    for rows in codes {
        samples.push(Sample::new(whole(rows)?.rows));
    }
    let measured: Vec<Measured> = samples.iter().map(|it| Measured::new(it, |_| true)).collect();
    Ok(METRICS.iter().map(|it| average(&samples, &measured, it, level)).collect())
}

/// What each cluster adds to the measure of a code, by the cluster's name.
fn influence(sample: &Sample, measured: &Measured, metric: &Metric) -> BTreeMap<u32, f64> {
    let Ok(sloped) = measured.sloped(metric) else { return BTreeMap::new() };
    let sums = measured.influence(&sloped);
    let rows = sample.rows.iter().enumerate();
    rows.map(|(at, row)| (row.cluster, sums[sample.frame.cluster(at)])).collect()
}

fn average(samples: &[Sample], measured: &[Measured], metric: &Metric, level: f64) -> Average {
    let mut of = Vec::new();
    for (sample, measured) in samples.iter().zip(measured) {
        if let Ok(sloped) = measured.sloped(metric) {
            let interval = measured.interval(metric, 1.0 - level);
            of.push((sloped.value, interval, influence(sample, measured, metric)));
        }
    }
    let (codes, undefined) = (of.len(), measured.len() - of.len());
    if codes == 0 {
        return Average { estimate: Estimate::Undefined(Reason::NoDenominator), codes, undefined };
    }
    let value = of.iter().map(|it| it.0).sum::<f64>() / codes as f64;
    let n = measured.iter().filter(|it| it.sloped(metric).is_ok()).map(|it| it.n(metric)).sum();
    let interval = together(value, &of, metric.least);
    Average { estimate: Estimate::new(value, interval, n, Method::Recovered), codes, undefined }
}

type Of = (f64, Result<Interval, Reason>, BTreeMap<u32, f64>);

fn together(value: f64, of: &[Of], least: f64) -> Result<Interval, Reason> {
    let product = |a: &BTreeMap<u32, f64>, b: &BTreeMap<u32, f64>| {
        a.iter().filter_map(|(cluster, of)| Some(of * b.get(cluster)?)).sum::<f64>()
    };
    let variances: Vec<f64> = of.iter().map(|it| product(&it.2, &it.2)).collect();
    let (mut below, mut above) = (0.0, 0.0);
    for (at, (a, of_a, sums)) in of.iter().enumerate() {
        let of_a = (*of_a)?;
        for (other, (b, of_b, others)) in of.iter().enumerate() {
            let of_b = (*of_b)?;
            let root = (variances[at] * variances[other]).sqrt();
            let correlation = match (at == other, root > 0.0) {
                (true, _) => 1.0,
                (false, true) => product(sums, others) / root,
                (false, false) => 0.0,
            };
            below += correlation * (a - of_a.low) * (b - of_b.low);
            above += correlation * (of_a.high - a) * (of_b.high - b);
        }
    }
    let codes = of.len() as f64;
    Ok(Interval::new(
        (value - below.max(0.0).sqrt() / codes).max(least),
        (value + above.max(0.0).sqrt() / codes).min(1.0),
    ))
}

/// The measures of all codings of all codes together, as if they were of one code.
///
/// # Errors
///
/// As [`super::validity`].
///
/// # Undefined
///
/// As [`super::validity`].
pub fn micro_average(codes: &[&[Judged]], level: f64) -> Result<Validity, Fault> {
    // what was drawn from a stratum is fixed for each code by itself
    let mut strata = BTreeMap::new();
    let mut all = Vec::new();
    for (code, rows) in codes.iter().enumerate() {
        for row in *rows {
            let next = strata.len() as u32;
            let stratum = *strata.entry((code, row.stratum)).or_insert(next);
            all.push(Judged { stratum, ..*row });
        }
    }
    super::validity(&all, level)
}
