//! The units that coders differ on most, for a talk among them.

use super::distance::Distance;
use super::kinds::{Kinds, View};
use super::{Level, Ratings};

/// A unit with what it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Differing {
    /// Number of the unit.
    pub unit: usize,
    /// Mean distance over the pairs of its ratings: of nominal values the share of pairs that differ,
    /// of numbers the squared difference over the squared range of all, 0 to 1.
    pub disagreement: f64,
    /// The pairs of coders and their values, as numbers.
    pub given: Vec<(u32, u32)>,
}

/// At most `n` units whose ratings differ, the furthest apart first, then those with more ratings,
/// then by name.
pub fn differing(ratings: &Ratings, level: Level, n: usize) -> Vec<Differing> {
    let distance = match (&ratings.numbers, level.is_numeric()) {
        (Some(numbers), true) => {
            let range =
                numbers.last().zip(numbers.first()).map_or(0.0, |(last, first)| last - first);
            let scale = if range > 0.0 { range } else { 1.0 };
            Distance::line(&numbers.iter().map(|it| it / scale).collect::<Vec<_>>(), 1.0, 0.0)
        }
        _ => Distance::Nominal,
    };
    let kinds = Kinds::new(ratings, View::Counted);
    let of_kind = |kind: usize| {
        let size = f64::from(kinds.sizes[kind]);
        if size > 1.0 { distance.within(kinds.entries(kind)) / (size * (size - 1.0)) } else { 0.0 }
    };
    let of_kind: Vec<f64> = (0..kinds.len()).map(of_kind).collect();
    let each = kinds.of_unit.iter().enumerate();
    let mut units: Vec<(f64, usize, usize)> = each
        .map(|(unit, &kind)| (of_kind[kind as usize], ratings.of_unit(unit).len(), unit))
        .filter(|it| it.0 > 0.0)
        .collect();
    units.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    units.truncate(n);
    let given = |unit: usize| ratings.of_unit(unit).iter().map(|it| (it.coder, it.value)).collect();
    units
        .into_iter()
        .map(|(disagreement, _, unit)| Differing { unit, disagreement, given: given(unit) })
        .collect()
}
