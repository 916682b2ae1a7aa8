//! Every measure of one code.
//!
//! Rows of the gold sample enter; a [`Validity`] leaves. Deliberately absent: more codes than one.

use super::judged::{level as checked, whole};
use super::measured::{Measured, Sample};
use super::{Cells, Fault, Judged, METRICS, Metric};
use crate::stats::Estimate;

/// A coder's measures for one code.
#[derive(Clone, Debug, PartialEq)]
pub struct Validity {
    /// Numbers of segments.
    pub cells: Cells<u64>,
    /// Sums of their weights, 1 over the inclusion probability.
    pub weighted: Cells<f64>,
    /// The measures in the order of [`METRICS`], weighted.
    pub measures: Vec<Estimate>,
    /// The values of the same without weights, as other programs give them.
    pub unweighted: Vec<Option<f64>>,
    /// Documents, or groups of reprints.
    pub clusters: u64,
    /// Rows left out because the coder has no coding.
    pub no_coder: u64,
    /// Rows left out because the gold standard has none, though the coder has.
    pub no_gold: u64,
}

impl Validity {
    /// The measure of a name, where there is one of that name.
    pub fn get(&self, name: &str) -> Option<&Estimate> {
        let at = METRICS.iter().position(|it| it.name == name)?;
        self.measures.get(at)
    }
}

/// Measures a coder against the gold standard. Each row counts with 1 over its inclusion probability
/// (Horvitz and Thompson's weights; shares are ratios of weighted sums). Rows where either coding is
/// missing are left out and counted.
///
/// An interval is put together from Wilson's intervals of three shares (see `docs/correction.md`), each
/// with an effective number of segments from the variance by linearisation with strata and clusters.
/// The interval of precision is Wilson's own.
///
/// # Errors
///
/// An inclusion probability that is not in (0, 1], a level not in (0, 1).
///
/// # Undefined
///
/// Precision without a positive of the coder; recall without a positive of the gold standard;
/// specificity without a negative of it; F1 where neither gave the code; balanced accuracy where the
/// gold standard is all of one kind; Matthews' correlation where either is. Intervals, but not values:
/// with one cluster.
///
/// # Reference
///
/// Hájek (1971), in Godambe and Sprott, Foundations of Statistical Inference, 236; Zou and Donner
/// (2008), Statistics in Medicine 27, 1693–1702; Matthews (1975), Biochimica et Biophysica Acta 405,
/// 442–451.
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::{Judged, validity};
///
/// let row = |coder, gold, cluster| Judged {
///     coder: Some(coder),
///     gold: Some(gold),
///     probability: 0.5,
///     stratum: 0,
///     cluster,
///     group: None,
/// };
/// let rows = [row(true, true, 0), row(true, false, 1), row(false, true, 2), row(true, true, 3)];
/// let found = validity(&rows, 0.95).unwrap();
/// assert_eq!(found.get("precision").and_then(|it| it.value()), Some(2.0 / 3.0));
/// ```
pub fn validity(rows: &[Judged], level: f64) -> Result<Validity, Fault> {
    let level = checked(level)?;
    let found = whole(rows)?;
    let (no_coder, no_gold) = (found.no_coder, found.no_gold);
    let sample = Sample::new(found.rows);
    let all = Measured::new(&sample, |_| true);
    Ok(Validity { no_coder, no_gold, ..all.validity(level) })
}

impl Measured<'_> {
    pub(super) fn validity(&self, level: f64) -> Validity {
        Validity {
            cells: self.counts,
            weighted: self.weights(),
            measures: METRICS.iter().map(|it| self.estimate(it, level)).collect(),
            unweighted: METRICS.iter().map(|it| plain(it, self.counts)).collect(),
            clusters: self.clusters,
            no_coder: 0,
            no_gold: 0,
        }
    }
}

/// The value of counts.
fn plain(metric: &Metric, cells: Cells<u64>) -> Option<f64> {
    let shares = Cells {
        true_positive: cells.true_positive as f64,
        false_positive: cells.false_positive as f64,
        false_negative: cells.false_negative as f64,
        true_negative: cells.true_negative as f64,
    };
    (metric.of)(&shares).ok().map(|it| it.value)
}
