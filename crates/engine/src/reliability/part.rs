//! Parts of ratings, each measured for itself: pairs of coders, groups of units (languages), a coder
//! against the others by period or by thirds of what the coder rated. Values keep their numbers, so
//! that every part is on the scale of the whole.

use std::collections::BTreeMap;

use super::{Coded, Ratings};

/// The pairs of coders who rated anything, by their numbers.
pub fn pairs(ratings: &Ratings) -> Vec<(u32, u32)> {
    let coders = ratings.active_coders();
    let with_later = coders
        .iter()
        .enumerate()
        .flat_map(|(at, &first)| coders.iter().skip(at + 1).map(move |&second| (first, second)));
    with_later.collect()
}

/// What two coders rated, on the units that both rated.
pub fn of_pair(ratings: &Ratings, first: u32, second: u32) -> Ratings {
    let both = |unit: usize| {
        let coders = || ratings.of_unit(unit).iter().map(|it| it.coder);
        coders().any(|it| it == first) && coders().any(|it| it == second)
    };
    ratings.keep(|unit, coder| (coder == first || coder == second) && both(unit))
}

/// The ratings by the group of their units, in the order of the groups' names; units without a group
/// stand in none.
pub fn parts<'g>(
    ratings: &Ratings,
    group: impl Fn(&str) -> Option<&'g str>,
) -> Vec<(String, Ratings)> {
    let of_unit: Vec<Option<&str>> = ratings.units.iter().map(|it| group(it)).collect();
    let mut names: Vec<&str> = of_unit.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let part = |name: &str| ratings.keep(|unit, _| of_unit[unit] == Some(name));
    names.into_iter().map(|name| (name.to_owned(), part(name))).collect()
}

/// A coder's ratings with those of the others on the same units, by the period in which the coder
/// gave them, in the order of the periods.
pub fn periods<P: Ord + Clone>(
    ratings: &Ratings,
    coder: u32,
    period: impl Fn(&str) -> Option<P>,
) -> Vec<(P, Ratings)> {
    let mut units: BTreeMap<P, Vec<bool>> = BTreeMap::new();
    for (unit, name) in ratings.units.iter().enumerate() {
        if ratings.of_unit(unit).iter().any(|it| it.coder == coder)
            && let Some(period) = period(name)
        {
            units.entry(period).or_insert_with(|| vec![false; ratings.units.len()])[unit] = true;
        }
    }
    let part = |units: &[bool]| ratings.keep(|unit, _| units[unit]);
    units.into_iter().map(|(period, units)| (period, part(&units))).collect()
}

/// A coder against all others as one: of each unit that the coder and others rated a unit for each of the others, with
/// the two ratings. So what the others differ on among themselves has no part in it. Units of several are one cluster.
pub fn against(ratings: &Ratings, coder: u32) -> Ratings {
    let mut part = Ratings {
        coders: vec![ratings.coders[coder as usize].clone(), "others".to_owned()],
        values: ratings.values.clone(),
        numbers: ratings.numbers.clone(),
        sets: ratings.sets.clone(),
        starts: vec![0],
        ..Ratings::default()
    };
    let mut clusters = Vec::new();
    for (unit, name) in ratings.units.iter().enumerate() {
        let coded = ratings.of_unit(unit);
        let Some(own) = coded.iter().find(|it| it.coder == coder) else { continue };
        for other in coded.iter().filter(|it| it.coder != coder) {
            part.units.push(format!("{name} · {}", ratings.coders[other.coder as usize]));
            part.coded.extend([Coded { coder: 0, ..*own }, Coded { coder: 1, ..*other }]);
            part.starts.push(part.coded.len());
            clusters.push(ratings.clusters.as_ref().map_or(unit as u32, |of| of[unit]));
        }
    }
    // where each unit stands once, units are drawn, and the same ones as of the two coders themselves
    let alone = clusters.windows(2).all(|it| it[0] != it[1]);
    part.clusters = (ratings.clusters.is_some() || !alone).then_some(clusters);
    part
}

/// A coder's ratings with those of the others on the same units: the first, the second and the last
/// third of what the coder rated, in the order of `order`, of units that another coder rated too.
pub fn thirds<O: Ord>(
    ratings: &Ratings,
    coder: u32,
    order: impl Fn(&str) -> Option<O>,
) -> Vec<(usize, Ratings)> {
    let shared = |unit: usize| {
        let coded = ratings.of_unit(unit);
        coded.len() > 1 && coded.iter().any(|it| it.coder == coder)
    };
    let mut units: Vec<(O, usize)> = (0..ratings.units.len())
        .filter(|&unit| shared(unit))
        .filter_map(|unit| Some((order(&ratings.units[unit])?, unit)))
        .collect();
    units.sort();
    let mut third_of = vec![None; ratings.units.len()];
    for (place, (_, unit)) in units.iter().enumerate() {
        third_of[*unit] = Some(1 + place * 3 / units.len());
    }
    let part = |third: usize| ratings.keep(|unit, _| third_of[unit] == Some(third));
    (1..=3).map(|third| (third, part(third))).filter(|it| it.1.n_ratings() > 0).collect()
}
