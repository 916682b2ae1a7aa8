//! Prediction-powered inference, with the weight λ that makes it as exact as it can be (PPI++).
//!
//! The coder's share of all segments of the cell enters with the weight λ, and is put right by the mean of
//! Y − λ·F over the gold sample, F being the coder's decision and Y that of the gold standard. The
//! published method takes the share of the segments without gold, which is biased where the sample was drawn
//! by what the coder decided; inclusion probabilities enter as weights, which it does not know. With the
//! least squares λ the two are one and the same number where segments were drawn alike. Deliberately
//! absent: an interval that is right for rare codes: this is the published normal one, clustered by
//! document. It is here to be compared with.

use super::check::groups;
use super::dsl::Line;
use super::{Correction, Population, Refusal, Sloping, Solved, Takes, Target};
use crate::stats::{Interval, Method, Reason, normal_quantile};

/// The entry.
pub(super) const PPI: Correction = Correction {
    name: "ppi",
    doc: "prediction-powered inference, PPI++ (Angelopoulos and others 2023), with normal intervals",
    within: false,
    // the interval is a normal one, and knows nothing of errors that were not drawn
    takes: Takes { gold: 600, positives: 80, weight: 0.03, ..Takes::LEAST },
    share,
    slope,
};

/// A mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Powered {
    /// The weight of the coder's decisions, from 0 (the gold sample alone) to 1.
    pub lambda: f64,
    /// The mean.
    pub mean: f64,
    /// Its standard error, observations taken as independent.
    pub error: f64,
}

/// The mean of `gold`, `coded` being the coder's decisions on the same segments and `others` those on
/// segments without gold; `lambda` is the weight of the coder's decisions, the best one where none is
/// given.
///
/// # Undefined
///
/// `None` where `gold` and `coded` differ in length, or there are fewer than two segments of either kind.
///
/// # Reference
///
/// Angelopoulos, Duchi and Zrnic (2023), PPI++, arXiv 2311.01453, equations 1 and 6 (variances with n,
/// that of λ with n − 1, as in the authors' program).
pub fn prediction_powered(
    gold: &[f64],
    coded: &[f64],
    others: &[f64],
    lambda: Option<f64>,
) -> Option<Powered> {
    if gold.len() != coded.len() || gold.len() < 2 || others.len() < 2 {
        return None;
    }
    let weights = vec![1.0; gold.len()];
    let lambda = lambda.unwrap_or_else(|| best(gold, coded, &weights, others));
    let (n, more) = (gold.len() as f64, others.len() as f64);
    let of_others = mean(others.iter().copied());
    let off = || gold.iter().zip(coded).map(|(y, f)| y - lambda * f);
    let rectifier = mean(off());
    let variance = |values: &mut dyn Iterator<Item = f64>, mean: f64, n: f64| {
        values.map(|it| (it - mean).powi(2)).sum::<f64>() / n
    };
    let of_coder = lambda * lambda * variance(&mut others.iter().copied(), of_others, more) / more;
    let error = (of_coder + variance(&mut off(), rectifier, n) / n).sqrt();
    Some(Powered { lambda, mean: lambda * of_others + rectifier, error })
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), it| (sum + it, n + 1.0));
    sum / n
}

/// cov(Y, F) / ((1 + n/N)·var(F)), between 0 and 1.
fn best(gold: &[f64], coded: &[f64], weights: &[f64], others: &[f64]) -> f64 {
    let n = (coded.len() + others.len()) as f64;
    let all = || coded.iter().chain(others).copied();
    let centre = mean(all());
    let variance = all().map(|it| (it - centre).powi(2)).sum::<f64>() / (n - 1.0);
    let below = (1.0 + gold.len() as f64 / others.len() as f64) * variance;
    ratio(covariance(gold, coded, weights), below)
}

fn covariance(gold: &[f64], coded: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let weighted =
        |of: &[f64]| of.iter().zip(weights).map(|(it, weight)| it * weight).sum::<f64>() / total;
    let (of_gold, of_coded) = (weighted(gold), weighted(coded));
    let products = gold.iter().zip(coded).zip(weights);
    products.map(|((y, f), weight)| weight * (y - of_gold) * (f - of_coded)).sum::<f64>() / total
}

fn ratio(covariance: f64, variance: f64) -> f64 {
    if variance > 0.0 { (covariance / variance).clamp(0.0, 1.0) } else { 0.0 }
}

/// The segments of a group within a cell.
struct Group {
    /// All of them, and their rows of the gold sample.
    all: Vec<usize>,
    rows: Vec<usize>,
    lambda: f64,
    /// Sums of the weights of all segments, and of those of the gold rows.
    totals: [f64; 2],
    /// Mean of λ·F over all segments, and of Y − λ·F over the gold rows.
    means: [f64; 2],
}

impl Group {
    fn new(population: &Population, inside: impl Fn(usize) -> bool) -> Group {
        let given = |at: usize| f64::from(u8::from(population.given[at]));
        let positive = |row: usize| f64::from(u8::from(population.positive(row)));
        let golden = &population.golden;
        let rows: Vec<usize> = (0..golden.len()).filter(|row| inside(golden[*row])).collect();
        let all: Vec<usize> = (0..population.len()).filter(|at| inside(*at)).collect();
        let weights: Vec<f64> = rows.iter().map(|row| population.frame.weight[*row]).collect();
        let gold: Vec<f64> = rows.iter().map(|row| positive(*row)).collect();
        let coded: Vec<f64> = rows.iter().map(|row| given(golden[*row])).collect();
        let size = population.weighed(&inside);
        let share = all.iter().map(|at| population.weight[*at] * given(*at)).sum::<f64>() / size;
        let n = all.len() as f64;
        let variance = share * (1.0 - share) * n / (n - 1.0).max(1.0);
        let lambda = ratio(covariance(&gold, &coded, &weights), variance);
        let total: f64 = weights.iter().sum();
        let off = gold.iter().zip(&coded).zip(&weights);
        let rectifier = off.map(|((y, f), weight)| weight * (y - lambda * f)).sum::<f64>() / total;
        Group { all, rows, lambda, totals: [size, total], means: [lambda * share, rectifier] }
    }

    fn value(&self) -> f64 {
        self.means[0] + self.means[1]
    }

    /// What a row of the gold sample adds to the value.
    fn of_row(&self, population: &Population, row: usize) -> f64 {
        let given = f64::from(u8::from(population.given[population.golden[row]]));
        let positive = f64::from(u8::from(population.positive(row)));
        population.frame.weight[row] / self.totals[1]
            * (positive - self.lambda * given - self.means[1])
    }

    /// What a segment adds to it without its gold coding.
    fn of_segment(&self, population: &Population, at: usize) -> f64 {
        let given = f64::from(u8::from(population.given[at]));
        population.weight[at] * (self.lambda * given - self.means[0]) / self.totals[0]
    }
}

fn share<'a>(population: &'a Population, cell: &[bool]) -> Result<Solved<'a>, Refusal> {
    let n = population.weighed(|at| cell[at]);
    let mut value = 0.0;
    let census = population.options.target == Target::Census;
    let mut influence = vec![0.0; population.clusters.len()];
    let mut of_rows = vec![0.0; population.golden.len()];
    for group in groups(population, cell) {
        let inside = |at: usize| cell[at] && population.group[at] == group;
        let of = Group::new(population, inside);
        if of.rows.is_empty() {
            return Err(Refusal::Empty);
        }
        let size = of.totals[0] / n;
        value += size * of.value();
        for &row in &of.rows {
            of_rows[row] = size * of.of_row(population, row);
        }
        if !census {
            for &at in &of.all {
                influence[population.cluster[at]] += size * of.of_segment(population, at);
            }
        }
    }
    add(population, &of_rows, &mut influence);
    let variance: f64 = influence.iter().map(|it| it * it).sum();
    let clusters = influence.iter().filter(|it| **it != 0.0).count();
    let at = move |p: f64| {
        if clusters < 2 {
            return Err(Reason::OneCluster);
        }
        let half = normal_quantile(p) * variance.sqrt();
        Ok(Interval::new((value - half).max(0.0), (value + half).min(1.0)))
    };
    Ok(Solved { value, at: Box::new(at), influence, method: Method::PredictionPowered })
}

/// Adds what rows of the gold sample add to the sums over clusters. In a census nothing but the draw is left
/// to chance: how many were drawn from a stratum is not, and of what was drawn for certain nothing is.
fn add(population: &Population, of_rows: &[f64], influence: &mut [f64]) {
    if population.options.target == Target::Census {
        let drawn = |row: usize| {
            let gold = population.gold[population.golden[row]];
            gold.map_or(0.0, |it| (1.0 - it.probability).max(0.0).sqrt())
        };
        let sums = population.frame.sums(|row| of_rows[row] * drawn(row));
        influence.iter_mut().zip(sums).for_each(|(sum, of)| *sum += of);
    } else {
        for (&at, of) in population.golden.iter().zip(of_rows) {
            influence[population.cluster[at]] += of;
        }
    }
}

/// The slope of λ·F + (R/π)·(Y − λ·F), with the λ of each group.
fn slope(population: &Population, scores: &[Option<f64>]) -> Result<Sloping, Refusal> {
    let given = |at: usize| f64::from(u8::from(population.given[at]));
    let cell: Vec<bool> = scores.iter().map(Option::is_some).collect();
    let mut lambda = vec![0.0; population.groups.len()];
    for group in groups(population, &cell) {
        let of = Group::new(population, |at| cell[at] && population.group[at] == group);
        lambda[group] = of.lambda;
    }
    let mut outcome: Vec<f64> =
        (0..population.len()).map(|at| lambda[population.group[at]] * given(at)).collect();
    let residual: Vec<f64> = (0..population.golden.len())
        .map(|row| {
            let at = population.golden[row];
            let positive = f64::from(u8::from(population.positive(row)));
            population.frame.weight[row] * (positive - lambda[population.group[at]] * given(at))
        })
        .collect();
    for (&at, residual) in population.golden.iter().zip(&residual) {
        outcome[at] += residual / population.weight[at];
    }
    let line = Line::through(scores, &outcome, &population.weight)?;
    let mut influence = vec![0.0; population.clusters.len()];
    if population.options.target == Target::Census {
        let of_rows: Vec<f64> = population
            .golden
            .iter()
            .zip(&residual)
            .map(|(&at, of)| scores[at].map_or(0.0, |score| line.weight(score) * of))
            .collect();
        add(population, &of_rows, &mut influence);
    } else {
        for (at, score) in scores.iter().enumerate() {
            let Some(score) = *score else { continue };
            let off = outcome[at] - line.height(score);
            influence[population.cluster[at]] += population.weight[at] * line.weight(score) * off;
        }
    }
    Ok(Sloping { value: line.slope, influence, method: Method::PredictionPowered })
}
