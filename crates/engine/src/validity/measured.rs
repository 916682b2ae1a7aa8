//! One code in one group: the table of two by two, weighted, and from it each measure with its
//! interval and its influence by cluster.
//!
//! Whole rows enter. An interval is put together from those of three shares: of the gold's positives
//! among what the coder gave the code, of the gold's positives among the rest, and of what the coder
//! gave the code. So the misses of a rare code, few and of great weight where the coder's positives
//! were oversampled, are seen with Wilson's interval and not with a normal one. Deliberately absent:
//! Wilson's interval of recall itself with an effective n, which is too narrow in such samples, as
//! where no miss was drawn nothing tells it that a miss would weigh much.

use super::frame::{Frame, Part};
use super::judged::Pair;
use super::recover::Reach;
use super::{Cells, Metric, Sloped};
use crate::stats::{Estimate, Interval, Method, Reason, normal_quantile, wilson_interval};

/// Rows of one sample and their design.
pub(super) struct Sample {
    pub rows: Vec<Pair>,
    pub frame: Frame,
}

impl Sample {
    pub fn new(rows: Vec<Pair>) -> Sample {
        let frame = Frame::new(rows.iter().map(|it| (it.weight, it.stratum, it.cluster)));
        Sample { rows, frame }
    }
}

/// The rows of a sample that belong to a group, added up.
pub(super) struct Measured<'a> {
    sample: &'a Sample,
    inside: Vec<bool>,
    /// Numbers of rows.
    pub counts: Cells<u64>,
    /// Weighted shares of all rows of the group.
    pub shares: Cells<f64>,
    /// Sum of weights.
    total: f64,
    /// Of the gold's positives among the coder's positives, and among its negatives.
    parts: [Option<Part>; 2],
    /// Of the coder's positives.
    given: Option<Part>,
    /// Clusters with a row.
    pub clusters: u64,
}

fn cell<T>(cells: &mut Cells<T>, coder: bool, gold: bool) -> &mut T {
    match (coder, gold) {
        (true, true) => &mut cells.true_positive,
        (true, false) => &mut cells.false_positive,
        (false, true) => &mut cells.false_negative,
        (false, false) => &mut cells.true_negative,
    }
}

impl<'a> Measured<'a> {
    /// Adds up the rows that `inside` says yes to.
    pub fn new(sample: &'a Sample, inside: impl Fn(&Pair) -> bool) -> Measured<'a> {
        let rows = &sample.rows;
        let inside: Vec<bool> = rows.iter().map(inside).collect();
        let (mut counts, mut weights) = (Cells::<u64>::default(), Cells::<f64>::default());
        let mut total = 0.0;
        for (row, _) in rows.iter().zip(&inside).filter(|it| *it.1) {
            *cell(&mut counts, row.coder, row.gold) += 1;
            *cell(&mut weights, row.coder, row.gold) += row.weight;
            total += row.weight;
        }
        let shares = Cells {
            true_positive: weights.true_positive / total,
            false_positive: weights.false_positive / total,
            false_negative: weights.false_negative / total,
            true_negative: weights.true_negative / total,
        };
        let part = |coder: bool| {
            let of = |at: usize| (inside[at] && rows[at].coder == coder).then(|| rows[at].gold);
            sample.frame.part(of)
        };
        let parts = [part(true), part(false)];
        let given = sample.frame.part(|at| inside[at].then(|| rows[at].coder));
        let clusters = given.map_or(0, |it| it.clusters);
        Measured { sample, inside, counts, shares, total, parts, given, clusters }
    }

    /// Weights of the four cells.
    pub fn weights(&self) -> Cells<f64> {
        let of = |share: f64| if self.total > 0.0 { share * self.total } else { 0.0 };
        Cells {
            true_positive: of(self.shares.true_positive),
            false_positive: of(self.shares.false_positive),
            false_negative: of(self.shares.false_negative),
            true_negative: of(self.shares.true_negative),
        }
    }

    /// The value and its slopes.
    pub fn sloped(&self, metric: &Metric) -> Result<Sloped, Reason> {
        if self.given.is_none() {
            return Err(Reason::NoDenominator);
        }
        (metric.of)(&self.shares)
    }

    /// Sums over the clusters of the sample of what each row adds to the value.
    ///
    /// The measures do not change where all cells grow by one factor, so the influence of a row is its
    /// weight times the slope of its cell.
    pub fn influence(&self, sloped: &Sloped) -> Vec<f64> {
        let mut slope = sloped.slope;
        let rows = &self.sample.rows;
        let mut of = |coder: bool, gold: bool| *cell(&mut slope, coder, gold) / self.total;
        let slopes = [[of(false, false), of(false, true)], [of(true, false), of(true, true)]];
        self.sample.frame.sums(|at| {
            let row = &rows[at];
            let slope = slopes[usize::from(row.coder)][usize::from(row.gold)];
            if self.inside[at] { row.weight * slope } else { 0.0 }
        })
    }

    /// The interval of a measure that leaves out `p`.
    pub fn interval(&self, metric: &Metric, p: f64) -> Result<Interval, Reason> {
        let sloped = self.sloped(metric)?;
        if self.clusters < 2 {
            return Err(Reason::OneCluster);
        }
        let z = normal_quantile(p);
        let given = self.given.ok_or(Reason::NoDenominator)?;
        let share = given.share;
        if !(share > 0.0 && share < 1.0) {
            return self.one_sided(metric, p);
        }
        let of = |q: f64, positives: f64, negatives: f64| Cells {
            true_positive: q * positives,
            false_positive: q * (1.0 - positives),
            false_negative: (1.0 - q) * negatives,
            true_negative: (1.0 - q) * (1.0 - negatives),
        };
        let Cells { true_positive: a, false_positive: b, false_negative: c, true_negative: d } =
            sloped.slope;
        let moved = [share * (a - b), (1.0 - share) * (c - d)];
        let known = self.parts.map(|it| it.map_or(0.0, |it| it.share));
        let value = |q: f64, parts: [f64; 2]| {
            (metric.of)(&of(q, parts[0], parts[1])).map_or(sloped.value, |it| it.value)
        };
        let (mut reach, mut apart) = (Reach::default(), 0.0);
        for (at, part) in self.parts.iter().enumerate() {
            let Some(part) = part else { continue };
            let ends = match part.wilson(p, z) {
                Ok(ends) => ends,
                // one cluster in a part that has no say
                Err(_) if moved[at] == 0.0 => continue,
                Err(reason) => return Err(reason),
            };
            let ends = [ends.low, ends.high].map(|end| {
                let mut parts = known;
                parts[at] = end;
                value(share, parts)
            });
            reach.ends(sloped.value, ends[0], ends[1]);
            apart += moved[at] * moved[at] * part.variance;
        }
        let turn = known[0] * a + (1.0 - known[0]) * b - known[1] * c - (1.0 - known[1]) * d;
        // a sample that is stratified by the coder's decision leaves nothing of this to chance
        let variance = if given.variance > 1e-24 { given.variance } else { 0.0 };
        if turn.abs() > 1e-12 && variance > 0.0 {
            let ends = wilson_interval(share, share * (1.0 - share) / variance, z);
            reach.ends(sloped.value, value(ends.low, known), value(ends.high, known));
            apart += turn * turn * variance;
        }
        let scale = self.scale(&sloped, apart);
        Ok(reach.interval(sloped.value, scale, metric.least))
    }

    /// The interval where the coder gave the code to every segment or to none, so that nothing is seen
    /// of how it does otherwise: Wilson's of the share that the measure is, where it is one.
    fn one_sided(&self, metric: &Metric, p: f64) -> Result<Interval, Reason> {
        let rows = &self.sample.rows;
        let part = self.sample.frame.part(|at| {
            let Pair { coder, gold, .. } = rows[at];
            let asked = match metric.name {
                "precision" => coder,
                "recall" => gold,
                "specificity" => !gold,
                "accuracy" => true,
                _ => false,
            };
            (self.inside[at] && asked).then_some(coder == gold)
        });
        let given = self.given.is_some_and(|it| it.share > 0.0);
        let reason = if given { Reason::NoCoderNegatives } else { Reason::NoCoderPositives };
        part.ok_or(reason)?.wilson(p, normal_quantile(p))
    }

    /// By how much the variance of the whole is larger than that of its parts, as where documents with
    /// many of the coder's positives are those where it errs.
    fn scale(&self, sloped: &Sloped, apart: f64) -> f64 {
        let together = self.variance(sloped);
        if apart > 0.0 && together.is_finite() { (together / apart).sqrt().max(1.0) } else { 1.0 }
    }

    /// The variance by linearisation, with strata and clusters.
    pub fn variance(&self, sloped: &Sloped) -> f64 {
        let sums = self.influence(sloped);
        super::frame::correction(self.clusters) * sums.iter().map(|it| it * it).sum::<f64>()
    }

    /// The measure with its interval.
    pub fn estimate(&self, metric: &Metric, level: f64) -> Estimate {
        let value = match self.sloped(metric) {
            Ok(sloped) => sloped.value,
            Err(reason) => return Estimate::Undefined(reason),
        };
        let method = Method::Recovered;
        Estimate::new(value, self.interval(metric, 1.0 - level), self.n(metric), method)
    }

    /// The number of rows that the measure is about.
    pub fn n(&self, metric: &Metric) -> u64 {
        let Cells { true_positive, false_positive, false_negative, true_negative } = self.counts;
        match metric.name {
            "precision" => true_positive + false_positive,
            "recall" => true_positive + false_negative,
            "specificity" => true_negative + false_positive,
            _ => true_positive + false_positive + false_negative + true_negative,
        }
    }
}
