//! Design-based supervised learning.
//!
//! For each segment the coder's decision is read as the probability ĝ that the gold standard gives the
//! code, and where the gold standard was asked, what it says puts that right:
//!
//! ```text
//! Ỹ = ĝ + (R/π)·(Y − ĝ)
//! ```
//!
//! where R is 1 for a segment of the gold sample, π its inclusion probability and Y its gold coding. The
//! mean of Ỹ is the share, free of bias whatever ĝ is, as π is known. ĝ is the weighted share of gold
//! positives among segments of the same group and decision, fitted on other documents: five folds of
//! documents, ten times, and the ten averaged, so that shares of cells add up to those of the whole
//! (the authors' package takes the median).
//!
//! The variance is that of Ỹ, clustered by document. The interval is not the normal one, which for rare
//! codes covers far too seldom: where no miss was drawn it does not know that a miss would weigh much.
//! The share is a sum over decisions, Σ Wₖ·pₖ, so its interval is put together from Jeffreys' intervals
//! of the pₖ with effective n, and what else varies (Wₖ, documents) is added on both sides. Refused:
//! Wilson's intervals of the pₖ, whose lower end is too high where one or two misses were drawn, and
//! whose upper end is too high for the difference of two shares.
//!
//! Deliberately absent: a learner. A code that is given or not leaves nothing to learn but two rates a
//! group.

use super::super::frame::{Part, correction};
use super::super::random::number;
use super::super::recover::Reach;
use super::{Correction, Population, Refusal, Sloping, Solved, Takes, Target};
use crate::stats::{Method, normal_quantile};

const FOLDS: usize = 5;
const SPLITS: usize = 10;

/// The entry.
pub(super) const DSL: Correction = Correction {
    name: "dsl",
    doc: "design-based supervised learning: each coding put right by the gold sample, whatever the errors (Egami and others 2023)",
    within: false,
    takes: Takes::LEAST,
    share,
    slope,
};

/// ĝ, by class (group and decision) and cluster.
struct Fitted {
    clusters: usize,
    of: Vec<f64>,
}

impl Fitted {
    fn get(&self, class: usize, cluster: usize) -> f64 {
        self.of[class * self.clusters + cluster]
    }
}

fn class(population: &Population, at: usize) -> usize {
    2 * population.group[at] + usize::from(population.given[at])
}

fn fit(population: &Population) -> Fitted {
    let clusters = population.clusters.len();
    let classes = 2 * population.groups.len();
    let mut of = vec![0.0; classes * clusters];
    for split in 0..SPLITS {
        let seed = number(population.options.seed, split as u64);
        let fold = |cluster: usize| {
            (number(seed, u64::from(population.clusters[cluster])) % FOLDS as u64) as usize
        };
        // (weight, weight of positives), by class and fold
        let mut sums = vec![[(0.0, 0.0); FOLDS]; classes];
        for (row, &at) in population.golden.iter().enumerate() {
            let weight = population.frame.weight[row];
            let sum = &mut sums[class(population, at)][fold(population.cluster[at])];
            sum.0 += weight;
            sum.1 += if population.positive(row) { weight } else { 0.0 };
        }
        let others = |class: usize, fold: usize| {
            let others = sums[class].iter().enumerate().filter(|it| it.0 != fold);
            others.fold((0.0, 0.0), |sum, (_, it)| (sum.0 + it.0, sum.1 + it.1))
        };
        let rates: Vec<[f64; FOLDS]> = (0..classes)
            .map(|class| {
                std::array::from_fn(|fold| {
                    let (weight, positive) = others(class, fold);
                    // without gold in other folds: the coder's word, which R/π puts right all the same
                    if weight > 0.0 { positive / weight } else { (class % 2) as f64 }
                })
            })
            .collect();
        for cluster in 0..clusters {
            let fold = fold(cluster);
            for (class, rate) in rates.iter().enumerate() {
                of[class * clusters + cluster] += rate[fold] / SPLITS as f64;
            }
        }
    }
    Fitted { clusters, of }
}

/// Ỹ of every segment, and w·(Y − ĝ)/π of every row of the gold sample, w being its weight.
fn outcomes(population: &Population) -> (Vec<f64>, Vec<f64>) {
    let fitted = fit(population);
    let of = |at: usize| fitted.get(class(population, at), population.cluster[at]);
    let mut outcome: Vec<f64> = (0..population.len()).map(of).collect();
    let residual: Vec<f64> = population
        .golden
        .iter()
        .enumerate()
        .map(|(row, &at)| {
            let gold = if population.positive(row) { 1.0 } else { 0.0 };
            population.frame.weight[row] * (gold - of(at))
        })
        .collect();
    for (&at, residual) in population.golden.iter().zip(&residual) {
        outcome[at] += residual / population.weight[at];
    }
    (outcome, residual)
}

/// One class in a cell.
struct Class {
    /// Its share of the segments of the cell.
    size: f64,
    part: Part,
    /// The share of its segments that are in the gold sample.
    sampled: f64,
}

fn share<'a>(population: &'a Population, cell: &[bool]) -> Result<Solved<'a>, Refusal> {
    let (outcome, residual) = outcomes(population);
    let classes = 2 * population.groups.len();
    let (mut sizes, mut sums) = (vec![0.0; classes], vec![0.0; classes]);
    let mut counts = vec![0u64; classes];
    for at in (0..population.len()).filter(|at| cell[*at]) {
        let class = class(population, at);
        counts[class] += 1;
        sizes[class] += population.weight[at];
        sums[class] += population.weight[at] * outcome[at];
    }
    let n: f64 = sizes.iter().sum();
    let value = sums.iter().sum::<f64>() / n;
    let frame = &population.frame;
    let (mut found, mut explained) = (Vec::new(), 0.0);
    for (of, (&size, &sum)) in sizes.iter().zip(&sums).enumerate() {
        if size == 0.0 {
            continue;
        }
        let inside = |row: usize| {
            let at = population.golden[row];
            cell[at] && class(population, at) == of
        };
        let (mut rows, mut total, mut squares) = (0u64, 0.0, 0.0);
        let mut clusters = vec![0.0; population.clusters.len()];
        let mut seen = vec![false; population.clusters.len()];
        for row in (0..frame.weight.len()).filter(|row| inside(*row)) {
            let weight = frame.weight[row];
            rows += 1;
            total += weight;
            squares += weight * weight;
            clusters[frame.cluster(row)] += residual[row] / size;
            seen[frame.cluster(row)] = true;
        }
        let seen = seen.iter().filter(|it| **it).count() as u64;
        let square = |sums: &[f64]| correction(seen) * sums.iter().map(|it| it * it).sum::<f64>();
        explained += (size / n).powi(2) * square(&clusters);
        let centred = frame.sums(|row| if inside(row) { residual[row] / size } else { 0.0 });
        let part = Part {
            share: sum / size,
            variance: square(&centred),
            n: rows,
            clusters: seen,
            kish: if squares > 0.0 { total * total / squares } else { 0.0 },
        };
        found.push(Class { size: size / n, part, sampled: rows as f64 / counts[of] as f64 });
    }
    let mut influence = vec![0.0; population.clusters.len()];
    let census = population.options.target == Target::Census;
    if census {
        influence =
            frame.sums(|row| if cell[population.golden[row]] { residual[row] / n } else { 0.0 });
    } else {
        for at in (0..population.len()).filter(|at| cell[*at]) {
            influence[population.cluster[at]] += population.weight[at] * (outcome[at] - value) / n;
        }
    }
    let active = influence.iter().filter(|it| **it != 0.0).count() as u64;
    let whole = correction(active) * influence.iter().map(|it| it * it).sum::<f64>();
    let rest = if census { 0.0 } else { (whole - explained).max(0.0) };
    let at = move |p: f64| {
        let z = normal_quantile(p);
        let mut reach = Reach::default();
        for class in &found {
            let share = class.part.share.clamp(0.0, 1.0);
            let mut effective = class.part.effective(p)?;
            if census {
                if class.sampled >= 1.0 {
                    continue;
                }
                effective /= 1.0 - class.sampled;
            }
            let ends = Part::jeffreys(share, effective, p);
            reach.ends(0.0, class.size * (ends.low - share), class.size * (ends.high - share));
        }
        reach.both(z * z * rest);
        Ok(reach.interval(value, 1.0, 0.0))
    };
    Ok(Solved { value, at: Box::new(at), influence, method: Method::DesignBased })
}

fn slope(population: &Population, scores: &[Option<f64>]) -> Result<Sloping, Refusal> {
    let (outcome, residual) = outcomes(population);
    let census = population.options.target == Target::Census;
    let line = Line::through(scores, &outcome, &population.weight)?;
    let mut influence = vec![0.0; population.clusters.len()];
    if census {
        influence = population.frame.sums(|row| {
            let at = population.golden[row];
            scores[at].map_or(0.0, |score| line.weight(score) * residual[row])
        });
    } else {
        for (at, score) in scores.iter().enumerate() {
            let Some(score) = *score else { continue };
            influence[population.cluster[at]] +=
                population.weight[at] * line.weight(score) * (outcome[at] - line.height(score));
        }
    }
    Ok(Sloping { value: line.slope, influence, method: Method::DesignBased })
}

/// The line of weighted least squares.
pub(super) struct Line {
    mean: f64,
    spread: f64,
    level: f64,
    /// Its slope.
    pub slope: f64,
}

impl Line {
    pub fn through(
        scores: &[Option<f64>],
        outcome: &[f64],
        weights: &[f64],
    ) -> Result<Line, Refusal> {
        let all = || scores.iter().zip(outcome).zip(weights);
        let points = || all().filter_map(|((x, y), weight)| Some(((*x)?, *y, *weight)));
        let n = points().map(|it| it.2).sum::<f64>();
        let mean = points().map(|it| it.2 * it.0).sum::<f64>() / n;
        let level = points().map(|it| it.2 * it.1).sum::<f64>() / n;
        let spread: f64 = points().map(|it| it.2 * (it.0 - mean).powi(2)).sum();
        if !(spread > 0.0 && spread.is_finite()) {
            return Err(Refusal::OneScore);
        }
        let slope = points().map(|it| it.2 * (it.0 - mean) * it.1).sum::<f64>() / spread;
        Ok(Line { mean, spread, level, slope })
    }

    /// What an outcome at a score adds to the slope, for a weight of 1.
    pub fn weight(&self, score: f64) -> f64 {
        (score - self.mean) / self.spread
    }

    /// The line at a score.
    pub fn height(&self, score: f64) -> f64 {
        self.level + self.slope * (score - self.mean)
    }
}
