//! How much segments of one document say the same: the intraclass correlation of a code over documents, and the
//! mean number of segments that a sample takes from a document. A frame enters; numbers leave.

use std::collections::HashMap;

use super::frame::{Frame, FrameSegment};

/// The intraclass correlation of a yes or no over clusters, by analysis of variance, from 0 to 1: a value below 0
/// is chance and taken as 0. `clusters` are the pairs of yes and all of each.
///
/// # Undefined
///
/// `None` with fewer than two clusters, with one segment in each, or where all say the same.
///
/// # Reference
///
/// Donner (1986), International Statistical Review 54, 67–82; for a yes or no Ridout, Demétrio and Firth (1999),
/// Biometrics 55, 137–148, estimator "ANOVA".
#[must_use]
pub fn intraclass(clusters: &[(u64, u64)]) -> Option<f64> {
    let some = || clusters.iter().filter(|it| it.1 > 0).map(|it| (it.0 as f64, it.1 as f64));
    let (k, yes, n) = some().fold((0.0, 0.0, 0.0), |it, (y, n)| (it.0 + 1.0, it.1 + y, it.2 + n));
    if k < 2.0 || n <= k || yes == 0.0 || yes == n {
        return None;
    }
    let between: f64 = some().map(|(y, n)| y * y / n).sum();
    let squares: f64 = some().map(|(_, n)| n * n).sum();
    let mean_between = (between - yes * yes / n) / (k - 1.0);
    let mean_within = (yes - between) / (n - k);
    let size = (n - squares / n) / (k - 1.0);
    let correlation = (mean_between - mean_within) / (mean_between + (size - 1.0) * mean_within);
    Some(correlation.clamp(0.0, 1.0))
}

/// The segments of a frame by cluster and stratum: how many of a kind each has.
#[derive(Clone, Debug)]
pub struct Nesting {
    /// One a cluster: pairs of stratum and number of segments.
    clusters: Vec<Vec<(u32, u64)>>,
}

impl Nesting {
    /// Of the segments of a kind; `stratum_of` is the stratum of each segment of the frame.
    #[must_use]
    pub fn of(
        frame: &Frame,
        stratum_of: &[u32],
        of_kind: impl Fn(&FrameSegment) -> bool,
    ) -> Nesting {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut clusters: Vec<Vec<(u32, u64)>> = Vec::new();
        for (segment, stratum) in frame.segments.iter().zip(stratum_of) {
            if !of_kind(segment) {
                continue;
            }
            let at = *places.entry(&segment.cluster).or_insert(clusters.len());
            if at == clusters.len() {
                clusters.push(Vec::new());
            }
            let Some(cluster) = clusters.get_mut(at) else { continue };
            match cluster.iter_mut().find(|it| it.0 == *stratum) {
                Some(known) => known.1 += 1,
                None => cluster.push((*stratum, 1)),
            }
        }
        Nesting { clusters }
    }

    /// Number of segments in each of `n_strata` strata.
    #[must_use]
    pub fn sizes(&self, n_strata: usize) -> Vec<f64> {
        let mut sizes = vec![0.0; n_strata];
        for (stratum, n) in self.clusters.iter().flatten() {
            if let Some(size) = sizes.get_mut(*stratum as usize) {
                *size += *n as f64;
            }
        }
        sizes
    }

    /// How many segments a drawn segment's cluster is expected to have in the sample, itself among them: the sum
    /// of squares of the numbers over their sum; at least 1. `probabilities` are those of the strata.
    ///
    /// # Reference
    ///
    /// Kish (1965), Survey Sampling, section 5.4, with the weighted mean for clusters of unequal size; segments
    /// are taken as drawn independently of each other.
    #[must_use]
    pub fn mean_size(&self, probabilities: &[f64]) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for cluster in &self.clusters {
            let (mut mean, mut spread) = (0.0, 0.0);
            for (stratum, n) in cluster {
                let p = probabilities.get(*stratum as usize).copied().unwrap_or_default();
                mean += *n as f64 * p;
                spread += *n as f64 * p * (1.0 - p);
            }
            sum += mean;
            squares += mean * mean + spread;
        }
        if sum > 0.0 { (squares / sum).max(1.0) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean squares of `summary(aov(y ~ document))` in R, on the ones and zeros themselves.
    #[test]
    fn correlation_within_documents_is_that_of_the_analysis_of_variance() {
        type Case = (&'static [(u64, u64)], Option<f64>);
        let cases: [Case; 7] = [
            (&[(3, 10), (0, 4), (1, 6), (5, 8)], Some(0.146_529_723_649)),
            (&[(5, 6), (1, 9), (0, 7), (4, 4)], Some(0.738_329_574_192)),
            (&[(4, 4), (0, 4), (4, 4), (0, 4)], Some(1.0)),
            (&[(1, 2), (1, 2), (1, 2)], Some(0.0)),
            (&[(0, 5), (0, 3)], None),
            (&[(1, 1), (0, 1), (1, 1)], None),
            (&[(3, 7)], None),
        ];
        for (clusters, expected) in cases {
            let found = intraclass(clusters);
            let close = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-11,
                (found, expected) => found == expected,
            };
            assert!(close, "{clusters:?}: {found:?}, not {expected:?}");
        }
    }
}
