//! Rogan and Gladen's share with Lang and Reiczigel's interval.
//!
//! The share that the coder gives, and its sensitivity and specificity, enter; the share that goes with
//! them leaves. Both are fitted in the cell itself, group by group (language by language), and for a slope
//! at each score: rates of several cells would turn differences of the coder into differences of shares.
//! The interval is theirs with what the gold sample and the cell that it is a part of have in common taken out once.
//! Deliberately absent: a share cut to 0 or 1; one outside is refused.

use super::super::frame::Part;
use super::super::recover::Reach;
use super::check::{self, groups};
use super::dsl::Line;
use super::{Correction, Population, Refusal, Sloping, Solved, Takes, Target};
use crate::stats::{Estimate, Interval, Method, Reason, normal_quantile};

/// The entry.
pub(super) const ROGAN_GLADEN: Correction = Correction {
    name: "rogan_gladen",
    doc: "the coder's share put right by its sensitivity and specificity (Rogan and Gladen 1978, Lang and Reiczigel 2014)",
    within: true,
    // sensitivity and specificity are taken for independent, which a draw by what the coder decided makes them not
    takes: Takes { positives: 80, alike: true, ..Takes::LEAST },
    share,
    slope,
};

/// A share that was measured, and on how many independent observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The share, from 0 to 1.
    pub share: f64,
    /// The number; infinite where the share is known.
    pub n: f64,
}

/// The share of positives that goes with the share of positives `apparent` of a test with this
/// sensitivity and specificity. The value may be outside 0 to 1: then the three do not fit each other.
/// The interval is cut there.
///
/// # Undefined
///
/// Where sensitivity and specificity are not above 1 together, a share is not from 0 to 1, or an n is
/// not above 0.
///
/// # Reference
///
/// Rogan and Gladen (1978), American Journal of Epidemiology 107, 71–76; Lang and Reiczigel (2014),
/// Preventive Veterinary Medicine 113, 13–22 (with the sign of its equation 4 put right).
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::correction::{Rate, rogan_gladen};
///
/// let rate = |y: f64, n: f64| Rate { share: y / n, n };
/// let found =
///     rogan_gladen(rate(4060.0, 11284.0), rate(178.0, 179.0), rate(358.0, 359.0), 0.95);
/// let interval = found.interval().unwrap();
/// assert!((interval.low - 0.3487).abs() < 1e-4 && (interval.high - 0.3721).abs() < 1e-4);
/// ```
pub fn rogan_gladen(apparent: Rate, sensitivity: Rate, specificity: Rate, level: f64) -> Estimate {
    let rates = [apparent, sensitivity, specificity];
    let fits = |it: &Rate| (0.0..=1.0).contains(&it.share) && it.n > 0.0;
    if !(rates.iter().all(fits) && level > 0.0 && level < 1.0) {
        return Estimate::Undefined(Reason::OutOfRange);
    }
    let youden = sensitivity.share + specificity.share - 1.0;
    if youden <= 0.0 {
        return Estimate::Undefined(Reason::OutOfRange);
    }
    let value = (apparent.share + specificity.share - 1.0) / youden;
    let n = if apparent.n.is_finite() { apparent.n as u64 } else { 0 };
    let interval = lang_reiczigel(apparent, sensitivity, specificity, normal_quantile(1.0 - level));
    Estimate::new(value, Ok(interval), n, Method::LangReiczigel)
}

fn lang_reiczigel(apparent: Rate, sensitivity: Rate, specificity: Rate, z: f64) -> Interval {
    let zz = z * z;
    let more = |it: Rate, extra: f64| Rate {
        share: if it.n.is_finite() {
            (it.n * it.share + extra / 2.0) / (it.n + extra)
        } else {
            it.share
        },
        n: it.n + extra,
    };
    let (a, se, sp) = (more(apparent, zz), more(sensitivity, 2.0), more(specificity, 2.0));
    let youden = se.share + sp.share - 1.0;
    if youden <= 0.0 {
        return Interval::new(0.0, 1.0);
    }
    let value = (a.share + sp.share - 1.0) / youden;
    let variance = |it: Rate| it.share * (1.0 - it.share) / it.n;
    let shift = 2.0 * zz * (value * variance(se) - (1.0 - value) * variance(sp));
    let whole = variance(a) + value * value * variance(se) + (1.0 - value).powi(2) * variance(sp);
    let half = z * whole.sqrt() / youden;
    Interval::new((value + shift - half).clamp(0.0, 1.0), (value + shift + half).clamp(0.0, 1.0))
}

/// Error rates of the segments of a group that are in a cell.
struct Errors {
    sensitivity: Part,
    specificity: Part,
    /// Sums over clusters of what each row adds to the two.
    influence: [Vec<f64>; 2],
}

impl Errors {
    fn youden(&self) -> f64 {
        self.sensitivity.share + self.specificity.share - 1.0
    }

    fn new(population: &Population, inside: impl Fn(usize) -> bool) -> Result<Errors, Refusal> {
        let frame = &population.frame;
        let of = |row: usize, positive: bool| {
            let at = population.golden[row];
            let of = inside(at) && population.positive(row) == positive;
            of.then(|| population.given[at] == positive)
        };
        let part = |positive: bool| frame.part(|row| of(row, positive));
        // a group without gold of one kind passed the check only if it has gold positives
        let sensitivity = part(true).ok_or(Refusal::Empty)?;
        let specificity = part(false).ok_or(Refusal::Chance { sum: sensitivity.share })?;
        let influence = [(true, sensitivity.share), (false, specificity.share)].map(|it| {
            let (positive, share) = it;
            let rows = 0..frame.weight.len();
            let total: f64 =
                rows.filter(|row| of(*row, positive).is_some()).map(|row| frame.weight[row]).sum();
            frame.sums(|row| match of(row, positive) {
                Some(right) => frame.weight[row] * (f64::from(u8::from(right)) - share) / total,
                None => 0.0,
            })
        });
        let found = Errors { sensitivity, specificity, influence };
        if found.youden() <= 0.0 {
            return Err(Refusal::Chance { sum: found.youden() + 1.0 });
        }
        Ok(found)
    }
}

fn share<'a>(population: &'a Population, cell: &[bool]) -> Result<Solved<'a>, Refusal> {
    let census = population.options.target == Target::Census;
    let n = population.weighed(|at| cell[at]);
    let (mut value, mut parts) = (0.0, Vec::new());
    let mut influence = vec![0.0; population.clusters.len()];
    for group in groups(population, cell) {
        let inside = |at: usize| cell[at] && population.group[at] == group;
        let rows: Vec<usize> = (0..population.len()).filter(|at| inside(*at)).collect();
        let size = population.weighed(inside) / n;
        let apparent = given(population, &rows);
        let errors = Errors::new(population, inside)?;
        let youden = errors.youden();
        let share = (apparent.share + errors.specificity.share - 1.0) / youden;
        value += size * share;
        if !census {
            for &at in &rows {
                let given = f64::from(u8::from(population.given[at]));
                influence[population.cluster[at]] +=
                    population.weight[at] * (given - apparent.share) / youden / n;
            }
        }
        for (sum, (se, sp)) in
            influence.iter_mut().zip(errors.influence[0].iter().zip(&errors.influence[1]))
        {
            *sum += size / youden * ((1.0 - share) * sp - share * se);
        }
        let (golden, _) = population.counted(inside);
        let sampled = golden as f64 / rows.len() as f64;
        parts.push((size, share, apparent, errors, sampled));
    }
    let overlap = overlap(&parts, &influence, census);
    let at = move |p: f64| {
        let z = normal_quantile(p);
        let mut reach = Reach::default();
        for (size, share, apparent, errors, sampled) in &parts {
            let rate = |it: &Part| Ok(Rate { share: it.share, n: it.effective(p)? });
            let known = Rate { share: apparent.share, n: f64::INFINITY };
            let apparent = match census {
                true => known,
                false => rate(apparent).map(|it| Rate { n: it.n / overlap, ..it })?,
            };
            // of what has a gold coding no error of a census is left to chance
            let left = if census { (1.0 - sampled).max(0.0) } else { overlap };
            let rate = |it: &Part| rate(it).map(|it| Rate { n: it.n / left, ..it });
            let (se, sp) = (rate(&errors.sensitivity)?, rate(&errors.specificity)?);
            let ends = lang_reiczigel(apparent, se, sp, z);
            if parts.len() == 1 {
                return Ok(ends);
            }
            reach.ends(0.0, size * (ends.low - share), size * (ends.high - share));
        }
        Ok(reach.interval(value, 1.0, 0.0))
    };
    Ok(Solved { value, at: Box::new(at), influence, method: Method::LangReiczigel })
}

/// By how much the variance of the share is smaller than that of Lang and Reiczigel, who measure the error rates on
/// other segments than those whose share is taken. Here the gold sample is a part of these: a false alarm that
/// raises the share given lowers the specificity, too, and counting both would count the coder's errors twice.
fn overlap(parts: &[(f64, f64, Part, Errors, f64)], influence: &[f64], census: bool) -> f64 {
    let apart = |(size, share, apparent, errors, _): &(f64, f64, Part, Errors, f64)| {
        let rates = share * share * errors.sensitivity.variance
            + (1.0 - share).powi(2) * errors.specificity.variance;
        let given = if census { 0.0 } else { apparent.variance };
        (size / errors.youden()).powi(2) * (given + rates)
    };
    let apart: f64 = parts.iter().map(apart).sum();
    let active = influence.iter().filter(|it| **it != 0.0).count() as u64;
    let whole =
        super::super::frame::correction(active) * influence.iter().map(|it| it * it).sum::<f64>();
    if apart > 0.0 && whole > 0.0 { (whole / apart).min(1.0) } else { 1.0 }
}

/// The coder's share of some segments, clustered.
fn given(population: &Population, rows: &[usize]) -> Part {
    let weight = |at: &usize| population.weight[*at];
    let n: f64 = rows.iter().map(weight).sum();
    let squares: f64 = rows.iter().map(|at| weight(at).powi(2)).sum();
    let share = rows.iter().filter(|at| population.given[**at]).map(weight).sum::<f64>() / n;
    let mut sums = vec![0.0; population.clusters.len()];
    let mut seen = vec![false; sums.len()];
    for &at in rows {
        let given = f64::from(u8::from(population.given[at]));
        sums[population.cluster[at]] += weight(&at) * (given - share) / n;
        seen[population.cluster[at]] = true;
    }
    let clusters = seen.iter().filter(|it| **it).count() as u64;
    let square: f64 = sums.iter().map(|it| it * it).sum();
    let variance = super::super::frame::correction(clusters) * square;
    Part { share, variance, n: rows.len() as u64, clusters, kish: n * n / squares }
}

/// The slope of what the formula makes of each coding, with the error rates of its score.
fn slope(population: &Population, scores: &[Option<f64>]) -> Result<Sloping, Refusal> {
    let census = population.options.target == Target::Census;
    let cell: Vec<bool> = scores.iter().map(Option::is_some).collect();
    let n_groups = population.groups.len();
    let distinct = check::distinct(scores);
    // place of the score and group of a segment among the error rates
    let place = |at: usize| {
        let score = distinct.iter().position(|it| Some(*it) == scores[at])?;
        Some(score * n_groups + population.group[at])
    };
    let places: Vec<Option<usize>> = (0..population.len()).map(place).collect();
    let mut errors: Vec<Option<Errors>> = (0..distinct.len() * n_groups).map(|_| None).collect();
    for group in groups(population, &cell) {
        for score in 0..distinct.len() {
            let own = score * n_groups + group;
            if places.contains(&Some(own)) {
                errors[own] = Some(Errors::new(population, |at| places[at] == Some(own))?);
            }
        }
    }
    let of = |at: usize| places[at].and_then(|it| errors[it].as_ref());
    let outcome: Vec<f64> = (0..population.len())
        .map(|at| {
            let given = f64::from(u8::from(population.given[at]));
            of(at).map_or(0.0, |it| (given + it.specificity.share - 1.0) / it.youden())
        })
        .collect();
    let line = Line::through(scores, &outcome, &population.weight)?;
    let mut influence = vec![0.0; population.clusters.len()];
    // how the slope moves with sensitivity and specificity of each score and group
    let mut moved = vec![[0.0; 2]; errors.len()];
    for (at, score) in scores.iter().enumerate() {
        let (Some(score), Some(place), Some(errors)) = (*score, places[at], of(at)) else {
            continue;
        };
        let weight = population.weight[at] * line.weight(score);
        if !census {
            let off = outcome[at] - line.height(score);
            influence[population.cluster[at]] += weight * off;
        }
        moved[place][0] -= weight * outcome[at] / errors.youden();
        moved[place][1] += weight * (1.0 - outcome[at]) / errors.youden();
    }
    for (errors, moved) in errors.iter().zip(&moved) {
        let Some(errors) = errors else { continue };
        for (of, moved) in errors.influence.iter().zip(moved) {
            for (sum, of) in influence.iter_mut().zip(of) {
                *sum += moved * of;
            }
        }
    }
    Ok(Sloping { value: line.slope, influence, method: Method::LangReiczigel })
}
