//! Why the operands of an operator make no pair, for those who ask.
//!
//! Reduced operands enter, a hit with what stands in its way leaves. The nearest hits of the two
//! sides are told: those that come closest to a pair.

use super::hit::Hit;
use super::trace::Blocker;

/// A hit, what blocks it, and the hit of the other side.
type Told<'a> = (&'a Hit, Blocker, &'a Hit);

/// Partners on either side that are looked at.
const PARTNERS: usize = 8;

/// Each hit of the first side with those of the other side around it; both are in order of place.
fn around<'a>(a: &'a [Hit], b: &'a [Hit]) -> impl Iterator<Item = (&'a Hit, &'a Hit)> {
    a.iter().flat_map(|x| {
        let at = b.partition_point(|y| y.first < x.first);
        b[at.saturating_sub(PARTNERS)..].iter().take(2 * PARTNERS).map(move |y| (x, y))
    })
}

/// Words between, 0 where they overlap; then by place.
fn distance((x, y): &(&Hit, &Hit)) -> (u32, u32, u32) {
    (x.between(y).unwrap_or(0), x.first, y.first)
}

/// Why AND has no pair although both sides have hits: in one sentence (paragraph, unit) they share
/// words, or they stand in different ones.
pub fn no_pair<'a>(
    (a, b): (&'a [Hit], &'a [Hit]),
    place: impl Fn(&Hit) -> u32,
) -> Option<Told<'a>> {
    let together = around(a, b).filter(|(x, y)| place(x) == place(y)).min_by_key(distance);
    let apart = || around(a, b).min_by_key(distance);
    match together {
        Some((x, y)) => Some((x, Blocker::Overlap, y)),
        None => apart().map(|(x, y)| (x, Blocker::Scope, y)),
    }
}

/// Why NEAR or BEFORE has no pair although both sides have hits.
pub fn not_near<'a>(
    n: u32,
    ordered: bool,
    (a, b): (&'a [Hit], &'a [Hit]),
    place: impl Fn(&Hit) -> u32,
) -> Vec<Told<'a>> {
    let together = || around(a, b).filter(|(x, y)| place(x) == place(y));
    let apart = || together().filter(|(x, y)| x.between(y).is_some());
    let far = |(x, y): (&'a Hit, &'a Hit)| {
        let between = x.between(y).unwrap_or(0);
        (x, Blocker::Distance { between, allowed: n.saturating_sub(1) }, y)
    };
    let in_order = apart().filter(|(x, y)| !ordered || x.first < y.first).min_by_key(distance);
    let reversed = apart().filter(|(x, y)| ordered && y.first < x.first).min_by_key(distance);
    let order = reversed.map(|(x, y)| (x, Blocker::Order, y));
    let near = reversed.filter(|(x, y)| x.between(y).is_some_and(|between| between < n));
    match (in_order, reversed) {
        _ if near.is_some() => order.into_iter().collect(),
        (Some(pair), _) => vec![far(pair)],
        // In the wrong order, and too far apart as well: both are told.
        (None, Some(pair)) => order.into_iter().chain([far(pair)]).collect(),
        (None, None) => no_pair((a, b), place).into_iter().collect(),
    }
}
