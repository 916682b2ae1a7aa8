//! A sample with its weights, strata and clusters: variances by linearisation that honour all three,
//! and shares of a part of it.
//!
//! Influences of rows enter; sums over clusters and [`Part`]s leave. Deliberately absent: what the
//! shares are shares of.

use rustc_hash::FxHashMap;

use crate::stats::{Interval, Reason, beta_quantile, student_quantile, wilson_interval};

/// The design of a sample, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub weight: Vec<f64>,
    stratum: Vec<usize>,
    cluster: Vec<usize>,
    /// Number of rows by stratum.
    strata: Vec<u64>,
    /// Number of clusters.
    pub clusters: usize,
}

/// A share of a part of the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    pub share: f64,
    /// By linearisation, with strata and clusters.
    pub variance: f64,
    /// Number of rows, unweighted.
    pub n: u64,
    /// Number of clusters with a row.
    pub clusters: u64,
    /// (Sum of weights)² over the sum of squared weights.
    pub kish: f64,
}

impl Frame {
    /// The design of rows, each `(weight, stratum, cluster)`.
    pub fn new(rows: impl Iterator<Item = (f64, u32, u32)>) -> Frame {
        let mut frame = Frame::default();
        let (mut strata, mut clusters) = (FxHashMap::default(), FxHashMap::default());
        for (weight, stratum, cluster) in rows {
            let next = strata.len();
            let stratum = *strata.entry(stratum).or_insert(next);
            let next = clusters.len();
            let cluster = *clusters.entry(cluster).or_insert(next);
            frame.weight.push(weight);
            frame.stratum.push(stratum);
            frame.cluster.push(cluster);
            if stratum == frame.strata.len() {
                frame.strata.push(0);
            }
            frame.strata[stratum] += 1;
        }
        frame.clusters = clusters.len();
        frame
    }

    /// The number of the stratum of a row, from 0.
    pub fn stratum(&self, row: usize) -> u32 {
        self.stratum[row] as u32
    }

    /// The cluster of a row, from 0.
    pub fn cluster(&self, row: usize) -> usize {
        self.cluster[row]
    }

    /// The same design with the clusters of a population, each named by its place from 0.
    pub fn of_population(
        rows: impl Iterator<Item = (f64, u32, usize)> + Clone,
        clusters: usize,
    ) -> Frame {
        let cluster = rows.clone().map(|it| it.2).collect();
        let frame = Frame::new(rows.map(|(weight, stratum, _)| (weight, stratum, 0)));
        Frame { cluster, clusters, ..frame }
    }

    /// Sums over clusters of the influence of each row, less its mean in the stratum: how many were
    /// drawn from a stratum is no matter of chance. A stratum with one row keeps its influence, as
    /// there the mean would take all of it away.
    pub fn sums(&self, influence: impl Fn(usize) -> f64) -> Vec<f64> {
        let influence: Vec<f64> = (0..self.weight.len()).map(influence).collect();
        let mut means = vec![0.0; self.strata.len()];
        for (&stratum, of) in self.stratum.iter().zip(&influence) {
            means[stratum] += of;
        }
        for (mean, &n) in means.iter_mut().zip(&self.strata) {
            *mean = if n > 1 { *mean / n as f64 } else { 0.0 };
        }
        let mut sums = vec![0.0; self.clusters];
        for ((of, &stratum), &cluster) in influence.iter().zip(&self.stratum).zip(&self.cluster) {
            sums[cluster] += of - means[stratum];
        }
        sums
    }

    /// The share of the rows of a part that have the property; `of` says for a row whether it has, and
    /// nothing for a row that is not in the part. Nothing for a part without rows.
    pub fn part(&self, of: impl Fn(usize) -> Option<bool>) -> Option<Part> {
        let (mut total, mut squares, mut given, mut n) = (0.0, 0.0, 0.0, 0);
        let mut seen = vec![false; self.clusters];
        for (at, &weight) in self.weight.iter().enumerate() {
            let Some(has) = of(at) else { continue };
            total += weight;
            squares += weight * weight;
            given += if has { weight } else { 0.0 };
            n += 1;
            seen[self.cluster[at]] = true;
        }
        if n == 0 {
            return None;
        }
        let share: f64 = given / total;
        let clusters = seen.iter().filter(|it| **it).count() as u64;
        let residual = |has: bool| if has { 1.0 - share } else { -share };
        let sums =
            self.sums(|at| of(at).map_or(0.0, |has| self.weight[at] * residual(has) / total));
        let variance = correction(clusters) * sums.iter().map(|it| it * it).sum::<f64>();
        Some(Part { share, variance, n, clusters, kish: total * total / squares })
    }
}

/// G/(G − 1) for G clusters.
pub(super) fn correction(clusters: u64) -> f64 {
    let g = clusters as f64;
    if clusters > 1 { g / (g - 1.0) } else { 1.0 }
}

impl Part {
    /// The effective number of rows for an interval that leaves out `p`: their number over the design
    /// effect, which is at least 1 and where the share is 0 or 1 that of the weights alone, corrected
    /// for few clusters.
    ///
    /// # Reference
    ///
    /// Korn and Graubard (1998), Survey Methodology 24, 193–201; Kish (1965), Survey Sampling, 11.7.
    pub fn effective(&self, p: f64) -> Result<f64, Reason> {
        if self.clusters < 2 {
            return Err(Reason::OneCluster);
        }
        let n = self.n as f64;
        let simple = self.share * (1.0 - self.share) / (n - 1.0).max(1.0);
        let seen = self.share > 0.0 && self.share < 1.0 && self.variance > 0.0;
        let design_effect = if seen { self.variance / simple } else { n / self.kish };
        let ratio = student_quantile(p, self.n - 1) / student_quantile(p, self.clusters - 1);
        Ok(n / design_effect.max(1.0) * ratio * ratio)
    }

    /// Jeffreys' interval of a share with this effective number of rows, leaving out `p`: the quantiles
    /// of a beta distribution with ½ added to what has the property and to what has not. Where the share
    /// is 0 or 1 that end is exact.
    ///
    /// # Reference
    ///
    /// Brown, Cai and DasGupta (2001), Statistical Science 16, 101–133; with an effective number of
    /// rows: Franco, Little, Louis and Slud (2019), Journal of Survey Statistics and Methodology 7,
    /// 334–364.
    pub fn jeffreys(share: f64, effective: f64, p: f64) -> Interval {
        let (has, has_not) = (share * effective + 0.5, (1.0 - share) * effective + 0.5);
        // the upper end by the lower of the complement, so that both are exact near 0
        let low = if share == 0.0 { 0.0 } else { beta_quantile(p / 2.0, has, has_not) };
        let left = if share == 1.0 { 0.0 } else { beta_quantile(p / 2.0, has_not, has) };
        Interval::new(low.min(share), (1.0 - left).max(share))
    }

    /// Wilson's interval with the effective number of rows, leaving out `p`; `z` is the normal
    /// quantile of p.
    pub fn wilson(&self, p: f64, z: f64) -> Result<Interval, Reason> {
        Ok(wilson_interval(self.share.clamp(0.0, 1.0), self.effective(p)?, z))
    }
}
