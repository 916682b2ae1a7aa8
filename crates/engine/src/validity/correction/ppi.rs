//! Prediction-powered inference, with the weight λ that makes it as exact as it can be (PPI++).
//!
//! The coder's share of all segments enters with the weight λ, and is put right by the mean of
//! Y − λ·F over the gold sample, F being the coder's decision and Y that of the gold standard. Inclusion
//! probabilities enter as weights, which the published method does not know. Deliberately absent: an
//! interval that is right for rare codes: this is the published normal one, clustered by document. It is
//! here to be compared with.

use super::check::groups;
use super::dsl::Line;
use super::{Correction, Population, Refusal, Sloping, Solved, Target};
use crate::stats::{Interval, Method, Reason, normal_quantile};

/// The entry.
pub(super) const PPI: Correction = Correction {
    name: "ppi",
    doc: "prediction-powered inference, PPI++ (Angelopoulos and others 2023), with normal intervals",
    within: false,
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
    let total: f64 = weights.iter().sum();
    let weighted =
        |of: &[f64]| of.iter().zip(weights).map(|(it, weight)| it * weight).sum::<f64>() / total;
    let (of_gold, of_coded) = (weighted(gold), weighted(coded));
    let products = gold.iter().zip(coded).zip(weights);
    let covariance =
        products.map(|((y, f), weight)| weight * (y - of_gold) * (f - of_coded)).sum::<f64>()
            / total;
    let n = (coded.len() + others.len()) as f64;
    let all = || coded.iter().chain(others).copied();
    let centre = mean(all());
    let variance = all().map(|it| (it - centre).powi(2)).sum::<f64>() / (n - 1.0);
    let below = (1.0 + gold.len() as f64 / others.len() as f64) * variance;
    if below > 0.0 { (covariance / below).clamp(0.0, 1.0) } else { 0.0 }
}

/// The segments of a group within a cell.
struct Group {
    /// Rows of the gold sample, and segments without gold.
    rows: Vec<usize>,
    others: Vec<usize>,
    lambda: f64,
    /// Sum of the weights of the gold rows.
    total: f64,
    /// Mean of λ·F over the others, and of Y − λ·F over the gold rows.
    means: [f64; 2],
}

impl Group {
    fn new(population: &Population, inside: impl Fn(usize) -> bool) -> Group {
        let given = |at: usize| f64::from(u8::from(population.given[at]));
        let positive = |row: usize| f64::from(u8::from(population.positive(row)));
        let golden = &population.golden;
        let rows: Vec<usize> = (0..golden.len()).filter(|row| inside(golden[*row])).collect();
        let others: Vec<usize> = (0..population.len())
            .filter(|at| inside(*at) && population.gold[*at].is_none())
            .collect();
        let weights: Vec<f64> = rows.iter().map(|row| population.frame.weight[*row]).collect();
        let gold: Vec<f64> = rows.iter().map(|row| positive(*row)).collect();
        let coded: Vec<f64> = rows.iter().map(|row| given(golden[*row])).collect();
        let rest: Vec<f64> = others.iter().map(|at| given(*at)).collect();
        let lambda = if rest.is_empty() { 0.0 } else { best(&gold, &coded, &weights, &rest) };
        let total: f64 = weights.iter().sum();
        let off = gold.iter().zip(&coded).zip(&weights);
        let rectifier = off.map(|((y, f), weight)| weight * (y - lambda * f)).sum::<f64>() / total;
        let of_others = if rest.is_empty() { 0.0 } else { lambda * mean(rest.into_iter()) };
        Group { rows, others, lambda, total, means: [of_others, rectifier] }
    }

    fn value(&self) -> f64 {
        self.means[0] + self.means[1]
    }

    /// Adds what each cluster adds to the value, times `size`.
    fn add(&self, population: &Population, size: f64, influence: &mut [f64]) {
        let given = |at: usize| f64::from(u8::from(population.given[at]));
        if population.options.target == Target::Process {
            for &at in &self.others {
                let of = self.lambda * given(at) - self.means[0];
                influence[population.cluster[at]] += size * of / self.others.len() as f64;
            }
        }
        for &row in &self.rows {
            let at = population.golden[row];
            let positive = f64::from(u8::from(population.positive(row)));
            let of = positive - self.lambda * given(at) - self.means[1];
            let weight = population.frame.weight[row] / self.total;
            influence[population.cluster[at]] += size * weight * of;
        }
    }
}

fn share<'a>(population: &'a Population, cell: &[bool]) -> Result<Solved<'a>, Refusal> {
    let n = cell.iter().filter(|it| **it).count() as f64;
    let mut value = 0.0;
    let mut influence = vec![0.0; population.clusters.len()];
    for group in groups(population, cell) {
        let inside = |at: usize| cell[at] && population.group[at] == group;
        let size = (0..population.len()).filter(|at| inside(*at)).count() as f64 / n;
        let of = Group::new(population, inside);
        if of.rows.is_empty() {
            return Err(Refusal::Empty);
        }
        value += size * of.value();
        of.add(population, size, &mut influence);
    }
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
    for (row, &at) in population.golden.iter().enumerate() {
        let positive = f64::from(u8::from(population.positive(row)));
        let off = positive - lambda[population.group[at]] * given(at);
        outcome[at] += population.frame.weight[row] * off;
    }
    let line = Line::through(scores, &outcome)?;
    let mut influence = vec![0.0; population.clusters.len()];
    for (at, score) in scores.iter().enumerate() {
        let Some(score) = *score else { continue };
        let off = outcome[at] - line.height(score);
        influence[population.cluster[at]] += line.weight(score) * off;
    }
    Ok(Sloping { value: line.slope, influence, method: Method::PredictionPowered })
}
