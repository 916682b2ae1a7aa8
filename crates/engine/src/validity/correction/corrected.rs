//! From what a method says to a share, a difference and a slope with their intervals.
//!
//! A method and a population enter; a [`Corrected`] leaves. Deliberately absent: any formula of a
//! method.

use super::super::recover;
use super::check::{self, warnings};
use super::{Correction, Population, Refusal, Warning};
use crate::stats::{
    Difference, Estimate, Interval, Method, Reason, student_p, student_quantile, touching,
};

/// A function from what an interval leaves out to the interval.
pub type At<'a> = Box<dyn Fn(f64) -> Result<Interval, Reason> + 'a>;

/// What a method makes of a cell.
pub struct Solved<'a> {
    /// The corrected share.
    pub value: f64,
    /// Its interval.
    pub at: At<'a>,
    /// What each cluster of the population adds to the value, less what it is expected to.
    pub influence: Vec<f64>,
    /// How the interval was made.
    pub method: Method,
}

/// What a method makes of a trend.
pub struct Sloping {
    /// The change of the share for one unit of the score.
    pub value: f64,
    /// What each cluster adds to it, less what it is expected to.
    pub influence: Vec<f64>,
    /// How the interval was made.
    pub method: Method,
}

/// A corrected statistic.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected<T = Estimate> {
    /// The statistic; an [`Estimate`] has the number of gold segments as n.
    pub estimate: T,
    /// Segments of the gold sample that it rests on.
    pub n_gold: u64,
    /// Those of them that the gold standard gives the code to.
    pub n_positives: u64,
    /// What to beware of.
    pub warnings: Vec<Warning>,
}

fn solved<'a>(
    method: &Correction,
    population: &'a Population,
    cell: &[bool],
) -> Result<(Solved<'a>, u64, u64), Refusal> {
    let (gold, positives) = check::cell(population, cell, method, false)?;
    let found = (method.share)(population, cell)?;
    if !(0.0..=1.0).contains(&found.value) {
        return Err(Refusal::Outside { value: found.value });
    }
    Ok((found, gold, positives))
}

/// The corrected share of the segments of a cell; `cell` has an entry for each segment of the
/// population.
///
/// # Errors
///
/// A [`Refusal`]: with fewer than 50 gold segments or 10 gold positives in the cell or in a group
/// whose error rates it needs (of a method that takes them for the same, in the group's segments of the
/// cell); with fewer than 20 gold segments of either decision of the coder in
/// the cell or in such a group; where one more error drawn would weigh too much; where the interval of the
/// method is known to hold the truth too seldom or too often ([`Takes`](super::Takes)); where the share leaves 0 to 1.
///
/// # Undefined
///
/// The interval, with one cluster.
pub fn share(
    method: &Correction,
    population: &Population,
    cell: &[bool],
) -> Result<Corrected, Refusal> {
    let (found, n_gold, n_positives) = solved(method, population, cell)?;
    let interval = (found.at)(1.0 - population.options.level);
    let estimate = Estimate::new(found.value, interval, n_gold, found.method);
    let warnings = warnings(population, cell);
    Ok(Corrected { estimate, n_gold, n_positives, warnings })
}

/// The difference of the corrected shares of two cells, the first less the second, with the p that
/// agrees with its interval. What the cells have in common (documents, error rates) is taken into
/// account.
///
/// # Errors
///
/// As [`share`], for either cell.
///
/// # Reference
///
/// Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
pub fn difference(
    method: &Correction,
    population: &Population,
    first: &[bool],
    second: &[bool],
) -> Result<Corrected<Difference>, Refusal> {
    let (a, a_gold, a_positives) = solved(method, population, first)?;
    let (b, b_gold, b_positives) = solved(method, population, second)?;
    let correlation = recover::correlation(&a.influence, &b.influence);
    let value = a.value - b.value;
    let at =
        |p: f64| Ok(recover::difference((a.value, (a.at)(p)?), (b.value, (b.at)(p)?), correlation));
    let n_gold = a_gold + b_gold;
    let interval = at(1.0 - population.options.level);
    let estimate = Estimate::new(value, interval, n_gold, a.method);
    let mut warnings = warnings(population, first);
    for warning in check::warnings(population, second) {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    let estimate = Difference { estimate, p: touching(value, &at) };
    Ok(Corrected { estimate, n_gold, n_positives: a_positives + b_positives, warnings })
}

/// The slope of a straight line through the corrected codings over scores (years), the change of the
/// share for one unit; t with one degree of freedom less than there are clusters with gold. A segment without a score is not in it.
///
/// # Errors
///
/// As [`share`], for all segments with a score; of a method that takes error rates for the same
/// ([`Correction::within`]) for those of each score; where all have one score.
///
/// # Reference
///
/// Egami, Hinck, Stewart and Wei (2023), NeurIPS, section 4; Liang and Zeger (1986), Biometrika 73,
/// 13–22, for the variance.
pub fn slope(
    method: &Correction,
    population: &Population,
    scores: &[Option<f64>],
) -> Result<Corrected<Difference>, Refusal> {
    if scores.iter().flatten().any(|it| !it.is_finite()) {
        return Err(Refusal::NoScore);
    }
    let cell: Vec<bool> = scores.iter().map(Option::is_some).collect();
    let (n_gold, n_positives) = check::cell(population, &cell, method, true)?;
    if method.within {
        check::scored(population, scores, method)?;
    }
    let found = (method.slope)(population, scores)?;
    let (variance, df) = spread(&found.influence, carrying(population, &cell));
    let at = |p: f64| {
        if variance <= 0.0 {
            return Err(Reason::NoClusterVariation);
        }
        let half = student_quantile(p, df) * variance.sqrt();
        Ok(Interval::new(found.value - half, found.value + half))
    };
    let interval = at(1.0 - population.options.level);
    let p = match interval {
        Ok(_) => Ok(student_p(found.value / variance.sqrt(), df as f64)),
        Err(reason) => Err(reason),
    };
    let estimate = Estimate::new(found.value, interval, n_gold, found.method);
    let warnings = warnings(population, &cell);
    Ok(Corrected { estimate: Difference { estimate, p }, n_gold, n_positives, warnings })
}

/// Number of clusters with a gold segment in a cell.
fn carrying(population: &Population, cell: &[bool]) -> u64 {
    let mut seen = vec![false; population.clusters.len()];
    for &at in population.golden.iter().filter(|at| cell[**at]) {
        seen[population.cluster[at]] = true;
    }
    seen.iter().filter(|it| **it).count() as u64
}

/// The variance of a sum over clusters, and its degrees of freedom: one less than the clusters that
/// carry gold, as the others hardly add to it.
fn spread(influence: &[f64], carrying: u64) -> (f64, u64) {
    let active = influence.iter().filter(|it| **it != 0.0).count() as u64;
    if active < 2 || carrying < 2 {
        return (0.0, 0);
    }
    let sum: f64 = influence.iter().map(|it| it * it).sum();
    (super::super::frame::correction(active) * sum, carrying - 1)
}
