//! Whether a cell has enough of the gold standard, and whether the coder there is near chance.
//!
//! A population and a cell enter; counts, a [`Refusal`], or [`Warning`]s leave.

use super::super::judged::Pair;
use super::super::measured::{Measured, Sample};
use super::super::metric::metric;
use super::refusal::{
    ALIKE, LEAST_DECIDED, LEAST_GOLD, LEAST_POSITIVES, MOST_WEIGHT, MOST_WEIGHT_OF_FOUND,
    MOST_WEIGHT_STRICT, NEAR_CHANCE, Of, Place, Stricter,
};
use super::{Correction, Population, Refusal, Takes, Target, Warning};

/// Numbers of gold segments and gold positives of a cell that has enough of both for a method; where its error rates
/// are fitted within the cell, enough of both in each group there. Of a slope a single error may weigh less than of a
/// share.
pub(super) fn cell(
    population: &Population,
    cell: &[bool],
    method: &Correction,
    is_slope: bool,
) -> Result<(u64, u64), Refusal> {
    let (found, expected) = (cell.len(), population.len());
    if found != expected {
        return Err(Refusal::Length { found, expected });
    }
    if !cell.iter().any(|it| *it) {
        return Err(Refusal::Empty);
    }
    let counted = population.counted(|at| cell[at]);
    enough(counted, left(population, |at| cell[at]), method, Place::Cell)?;
    for group in groups(population, cell) {
        let inside = |at: usize| population.group[at] == group && (!method.within || cell[at]);
        let place = match (place(population, group), method.within) {
            (Place::Group(group), true) => Place::CellGroup(group),
            (place, _) => place,
        };
        let (gold, positives) = population.counted(inside);
        // where rates are no more than a help, as of dsl, few positives of a group make its share no worse; and to
        // refuse by how many were drawn there would leave the samples that happened to draw many
        let positives = if method.within { positives } else { LEAST_POSITIVES };
        enough((gold, positives), left(population, inside), method, place)?;
    }
    decided(population, |at| cell[at], Place::Cell)?;
    for group in groups(population, cell) {
        decided(population, |at| population.group[at] == group, place(population, group))?;
    }
    if !is_slope {
        interval(population, cell, method)?;
    }
    coarse(population, cell, method, is_slope)?;
    if population.options.target == Target::Census {
        of_segments(population)?;
    }
    Ok(counted)
}

/// Refuses where few gold segments are of a decision that the coder took.
fn decided(
    population: &Population,
    inside: impl Fn(usize) -> bool,
    place: Place,
) -> Result<(), Refusal> {
    for given in [true, false] {
        let of = |at: usize| inside(at) && population.given[at] == given;
        let (found, _) = population.counted(of);
        if found < LEAST_DECIDED && (0..population.len()).any(of) {
            let (more, left) = (LEAST_DECIDED - found, left(population, of));
            return Err(Refusal::FewDecided { place, given, found, more, left });
        }
    }
    Ok(())
}

/// Refuses a cell in which the interval of a share of the method is known to hold the truth too seldom or too often:
/// by the number of gold segments and positives, and by how they were drawn.
fn interval(population: &Population, cell: &[bool], method: &Correction) -> Result<(), Refusal> {
    let Takes { gold, positives, alike, .. } = method.takes;
    let name = Some(method.name);
    let (found, found_positives) = population.counted(|at| cell[at]);
    if alike {
        for group in groups(population, cell) {
            let inside = |at: usize| cell[at] && population.group[at] == group;
            let place = match place(population, group) {
                Place::Group(group) => Place::CellGroup(group),
                _ => Place::Cell,
            };
            if !is_alike(population, inside) {
                return Err(Refusal::NotAlike { method: method.name, place });
            }
            let of = population.counted(inside).1;
            enough_positives(of, positives, left(population, inside), method, place)?;
        }
    }
    if found < gold {
        let (place, more, left) = (Place::Cell, gold - found, left(population, |at| cell[at]));
        return Err(Refusal::FewGold { method: name, least: gold, place, found, more, left });
    }
    enough_positives(
        found_positives,
        positives,
        left(population, |at| cell[at]),
        method,
        Place::Cell,
    )
}

/// Refuses fewer gold positives than are taken: by every method, or by this one, which takes more.
fn enough_positives(
    found: u64,
    least: u64,
    left: u64,
    method: &Correction,
    place: Place,
) -> Result<(), Refusal> {
    if found >= least {
        return Ok(());
    }
    let (name, more) = ((least > LEAST_POSITIVES).then_some(method.name), least - found);
    let alike = method.takes.alike;
    Err(Refusal::FewPositives { method: name, least, place, found, more, alike, left })
}

/// Whether the gold segments were drawn from one stratum, each as likely as the others; a tenth less than their number
/// may the segments be worth that would have been.
fn is_alike(population: &Population, inside: impl Fn(usize) -> bool) -> bool {
    let (mut stratum, mut sums, mut n) = (None, [0.0; 2], 0.0);
    for (row, &at) in population.golden.iter().enumerate().filter(|it| inside(*it.1)) {
        let own = population.frame.stratum(row);
        if *stratum.get_or_insert(own) != own {
            return false;
        }
        let times = population.gold[at].map_or(0.0, |it| 1.0 / it.probability);
        sums[0] += times;
        sums[1] += times * times;
        n += 1.0;
    }
    sums[0] * sums[0] >= ALIKE * n * sums[1]
}

/// Whether each group has enough gold at each score, as where error rates are fitted at each.
pub(super) fn scored(
    population: &Population,
    scores: &[Option<f64>],
    method: &Correction,
) -> Result<(), Refusal> {
    for score in distinct(scores) {
        let cell: Vec<bool> = scores.iter().map(|it| *it == Some(score)).collect();
        for group in groups(population, &cell) {
            let inside = |at: usize| cell[at] && population.group[at] == group;
            let of = population.counted(inside);
            let place = match place(population, group) {
                Place::Group(group) => Place::ScoreGroup(score, group),
                _ => Place::Score(score),
            };
            enough(of, left(population, inside), method, place)?;
        }
    }
    Ok(())
}

/// The scores there are, ascending, each once.
pub(super) fn distinct(scores: &[Option<f64>]) -> Vec<f64> {
    let mut found: Vec<f64> = scores.iter().copied().flatten().collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// Refuses the gold standard of a census where chance drew documents and not segments: then the errors of a
/// document's segments come together, and how they do is not in the interval. Of segments drawn one by one
/// the others of their document have a gold coding as often as any; where they have it more often than half
/// way from that to always, documents were drawn.
fn of_segments(population: &Population) -> Result<(), Refusal> {
    let mut sizes = vec![(0.0, 0.0); population.clusters.len()];
    for (&cluster, gold) in population.cluster.iter().zip(&population.gold) {
        sizes[cluster].0 += 1.0;
        sizes[cluster].1 += if gold.is_some() { 1.0 } else { 0.0 };
    }
    let others = |of: fn((f64, f64)) -> f64| sizes.iter().map(|it| of(*it)).sum::<f64>();
    let (all, coded) =
        (others(|(n, gold)| gold * (n - 1.0)), others(|(_, gold)| gold * (gold - 1.0)));
    let (within, overall) = (coded / all, population.golden.len() as f64 / population.len() as f64);
    match within > f64::midpoint(1.0, overall) {
        true => Err(Refusal::WholeDocuments { within, overall }),
        false => Ok(()),
    }
}

/// Refuses a cell where one more error drawn among the segments of one decision, in one group, weighs
/// more than is allowed of what the coder gave the code (or did not give it, where that is less), or of what coder and
/// gold standard both found. What is asked for is the same whether errors were drawn or not.
fn coarse(
    population: &Population,
    cell: &[bool],
    method: &Correction,
    is_slope: bool,
) -> Result<(), Refusal> {
    let n = population.weighed(|at| cell[at]);
    let (mut decided, mut found, mut sizes) = ([0.0; 2], [0.0; 2], Vec::new());
    for group in groups(population, cell) {
        for given in [false, true] {
            let inside = |at: usize| {
                cell[at] && population.group[at] == group && population.given[at] == given
            };
            let size = population.weighed(inside) / n;
            decided[usize::from(given)] += size;
            let part = population.frame.part(|row| {
                inside(population.golden[row]).then(|| population.positive(row) == given)
            });
            let Some(part) = part else {
                // without gold one error would weigh all there is
                if size > 0.0 {
                    sizes.push((given, size, 0.0, left(population, inside)));
                }
                continue;
            };
            found[usize::from(given)] += size * part.share;
            sizes.push((given, size, part.kish, left(population, inside)));
        }
    }
    if found[0].min(found[1]) <= 0.0 {
        return Err(Refusal::NoAgreement { given: found[1] <= 0.0 });
    }
    let (most, stricter) = most_weight(population, method, is_slope);
    let rules =
        [(Of::Given, decided, most, stricter), (Of::Found, found, MOST_WEIGHT_OF_FOUND, None)];
    for (of, shares, most, stricter) in rules {
        let least = shares[0].min(shares[1]);
        for &(given, size, effective, left) in &sizes {
            let weight = size / effective / least;
            if weight > most {
                let more = (size / (most * least) - effective).ceil() as u64;
                return Err(Refusal::Coarse { stricter, of, most, given, weight, more, left });
            }
        }
    }
    Ok(())
}

/// How much of what the coder gave one more error may weigh, and why less than elsewhere.
fn most_weight(
    population: &Population,
    method: &Correction,
    is_slope: bool,
) -> (f64, Option<Stricter>) {
    let is_census = population.options.target == Target::Census;
    match method.takes.weight {
        own if own > MOST_WEIGHT_STRICT && is_slope => (MOST_WEIGHT_STRICT, Some(Stricter::Slope)),
        own if own > MOST_WEIGHT_STRICT && is_census => {
            (MOST_WEIGHT_STRICT, Some(Stricter::Census))
        }
        own => (own, (own < MOST_WEIGHT).then_some(Stricter::Method(method.name))),
    }
}

/// How many segments have no gold coding.
fn left(population: &Population, inside: impl Fn(usize) -> bool) -> u64 {
    let open = |at: &usize| inside(*at) && population.gold[*at].is_none();
    (0..population.len()).filter(open).count() as u64
}

fn enough(
    (gold, positives): (u64, u64),
    left: u64,
    method: &Correction,
    place: Place,
) -> Result<(), Refusal> {
    if gold < LEAST_GOLD {
        let (least, more) = (LEAST_GOLD, LEAST_GOLD - gold);
        return Err(Refusal::FewGold { method: None, least, place, found: gold, more, left });
    }
    enough_positives(positives, LEAST_POSITIVES, left, method, place)
}

fn place(population: &Population, group: usize) -> Place {
    population.groups.get(group).copied().flatten().map_or(Place::Pooled, Place::Group)
}

/// The groups that have segments in a cell, in their order.
pub(super) fn groups(population: &Population, cell: &[bool]) -> Vec<usize> {
    let mut seen = vec![false; population.groups.len()];
    for (&group, _) in population.group.iter().zip(cell).filter(|it| *it.1) {
        seen[group] = true;
    }
    (0..seen.len()).filter(|it| seen[*it]).collect()
}

/// A warning for each group of the cell where the interval of sensitivity + specificity reaches below
/// [`NEAR_CHANCE`].
pub(super) fn warnings(population: &Population, cell: &[bool]) -> Vec<Warning> {
    let Some(metric) = metric("balanced_accuracy") else { return Vec::new() };
    let rows = population.golden.iter().enumerate().map(|(row, &at)| Pair {
        coder: population.given[at],
        gold: population.positive(row),
        weight: population.frame.weight[row],
        stratum: population.frame.stratum(row),
        cluster: population.clusters[population.cluster[at]],
        group: Some(population.group[at] as u32),
    });
    let sample = Sample::new(rows.collect());
    let mut warnings = Vec::new();
    for group in groups(population, cell) {
        let measured = Measured::new(&sample, |it| it.group == Some(group as u32));
        let estimate = measured.estimate(metric, population.options.level);
        let Some(value) = estimate.value() else { continue };
        let low = estimate.interval().map_or(0.0, |it| 2.0 * it.low);
        if low < NEAR_CHANCE {
            let place = place(population, group);
            warnings.push(Warning::NearChance { place, sum: 2.0 * value, low });
        }
    }
    warnings
}
