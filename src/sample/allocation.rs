//! How many are drawn from each stratum. Sizes of strata and a number enter; a number a stratum leaves, never more
//! than it holds.
//!
//! Segments are given out one by one, each to the stratum that is the furthest behind (Webster's divisors), so that
//! a larger sample has at least as many in every stratum and holds the smaller one: shares that are rounded for
//! each size of sample by themselves would not (the Alabama paradox). First every stratum has the least that is
//! asked for, then:
//!
//! - a language (and group) gets what its weight says;
//! - within it a segment without a code, while they are fewer than their share;
//! - one out of scope, while their share has room for it;
//! - else one of the stratum whose weight says so.
//!
//! A stratum that is exhausted leaves its part to the others of its group, a group that is to the other groups.

use std::collections::BTreeMap;

use super::stratum::{Kind, Stratum};

/// A way to give segments out.
#[derive(Debug)]
pub struct AllocationEntry {
    /// The name that it is asked for by.
    pub name: &'static str,
    /// What it does, for the help.
    pub doc: &'static str,
    /// The weight of a language and group that has so many segments in scope.
    group: fn(f64) -> f64,
    /// The weight of a stratum that has so many segments.
    stratum: fn(Kind, f64) -> f64,
}

/// Every allocation; the first is the default.
pub const ALLOCATIONS: &[AllocationEntry] = &[
    AllocationEntry {
        name: "balanced",
        doc: "codes alike within a language, languages by the root of their size: for precision by code",
        group: f64::sqrt,
        stratum: |kind, _| if kind == Kind::None { 0.0 } else { 1.0 },
    },
    AllocationEntry {
        name: "proportional",
        doc: "by size: for a share of the whole corpus",
        group: |size| size,
        stratum: |_, size| size,
    },
    AllocationEntry {
        name: "neyman",
        doc: "by size and expected spread, with errors in a fifth of the coded and a twentieth of the others",
        group: |size| size,
        stratum: |kind, size| {
            let errors: f64 = if kind == Kind::None { 0.05 } else { 0.2 };
            size * (errors * (1.0 - errors)).sqrt()
        },
    },
];

/// The allocation of this name.
///
/// # Errors
///
/// An unknown name, with those there are.
pub fn allocation(name: &str) -> Result<&'static AllocationEntry, String> {
    ALLOCATIONS.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = ALLOCATIONS.iter().map(|it| it.name).collect();
        format!("unknown allocation `{name}`; there are: {}", known.join(", "))
    })
}

/// What an allocation is held to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floors {
    /// The least from each stratum, where it has as many.
    pub at_least: u64,
    /// The least share of segments without a code in each language and group, 0 to below 1.
    pub none: f64,
    /// The share of segments out of scope in each language and group, 0 to below 1.
    pub out_of_scope: f64,
}

/// Too few for what the strata ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{n} segments are too few for {n_strata} strata, which need {least}; take --n {least}, fewer variables in --by, or --simple"
)]
pub struct TooFew {
    /// How many were asked for.
    pub n: u64,
    /// How many strata there are.
    pub n_strata: usize,
    /// The fewest that do.
    pub least: u64,
}

/// A language and group: its strata, and how many each has got.
#[derive(Debug, Default)]
struct Group {
    weight: f64,
    /// Index of the stratum, what it holds, its size, its weight.
    strata: Vec<(usize, Kind, u64, f64)>,
    given: Vec<u64>,
}

impl Group {
    fn n(&self) -> u64 {
        self.given.iter().sum()
    }

    /// The stratum with room that is the furthest behind its weight, of those in scope or of those out of it.
    fn next(&self, in_scope: bool) -> Option<usize> {
        let room = (0..self.strata.len()).filter(|&at| {
            let (_, kind, size, _) = self.strata[at];
            (kind != Kind::OutOfScope) == in_scope && self.given[at] < size
        });
        let behind = |&at: &usize| self.strata[at].3 / (self.given[at] as f64 + 0.5);
        room.max_by(|a, b| behind(a).total_cmp(&behind(b)).then(b.cmp(a)))
    }

    fn with_room(&self, wanted: Kind) -> Option<usize> {
        (0..self.strata.len())
            .find(|&at| self.strata[at].1 == wanted && self.given[at] < self.strata[at].2)
    }

    /// The stratum that the group's next segment is drawn from.
    fn step(&self, floors: &Floors) -> Option<usize> {
        // what rounding leaves of a share is no segment
        const SLACK: f64 = 1e-9;
        let next = self.n() as f64 + 1.0;
        let none = self.with_room(Kind::None);
        let fewer = |at: &usize| (self.given[*at] as f64) < floors.none * next - SLACK;
        if let Some(at) = none.filter(fewer) {
            return Some(at);
        }
        let out = self.with_room(Kind::OutOfScope);
        let fits = |at: &usize| self.given[*at] as f64 + 1.0 <= floors.out_of_scope * next + SLACK;
        out.filter(fits).or_else(|| self.next(true))
    }

    /// Gives each stratum the least that it needs.
    fn least(&mut self, floors: &Floors) {
        let mut others = 0;
        for (at, &(_, kind, size, _)) in self.strata.iter().enumerate() {
            self.given[at] = floors.at_least.min(size);
            if kind != Kind::None {
                others += self.given[at];
            }
        }
        for (at, &(_, kind, size, _)) in self.strata.iter().enumerate() {
            if kind == Kind::None {
                let share = others as f64 * floors.none / (1.0 - floors.none);
                self.given[at] = self.given[at].max(share.ceil() as u64).min(size);
            }
        }
    }
}

/// How many of `n` are drawn from each stratum; all of them where `n` is more than there are.
///
/// # Errors
///
/// [`TooFew`].
pub fn allocate(
    strata: &[Stratum],
    entry: &AllocationEntry,
    floors: &Floors,
    n: u64,
) -> Result<Vec<u64>, TooFew> {
    let sizes = || strata.iter().map(|it| it.segments.len() as u64);
    if n >= sizes().sum() {
        return Ok(sizes().collect());
    }
    let mut groups: BTreeMap<&[String], Group> = BTreeMap::new();
    for (index, stratum) in strata.iter().enumerate() {
        let size = stratum.segments.len() as u64;
        let group = groups.entry(&stratum.group).or_default();
        group.strata.push((index, stratum.kind, size, (entry.stratum)(stratum.kind, size as f64)));
        group.given.push(0);
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        let in_scope = group.strata.iter().filter(|it| it.1 != Kind::OutOfScope);
        group.weight = (entry.group)(in_scope.map(|it| it.2 as f64).sum());
        group.least(floors);
    }
    let least: u64 = groups.iter().map(Group::n).sum();
    if n < least {
        return Err(TooFew { n, n_strata: strata.len(), least });
    }
    for _ in least..n {
        let behind = |it: &Group| it.weight / (it.n() as f64 + 0.5);
        let with_room = (0..groups.len()).filter(|&at| groups[at].next(true).is_some());
        let furthest = |a: &usize, b: &usize| {
            behind(&groups[*a]).total_cmp(&behind(&groups[*b])).then(b.cmp(a))
        };
        let found = with_room.max_by(furthest);
        let found = found.and_then(|at| Some((at, groups[at].step(floors)?)));
        // where all in scope are drawn the others take what is left
        let of_others = || (0..groups.len()).find_map(|at| Some((at, groups[at].next(false)?)));
        let Some((group, stratum)) = found.or_else(of_others) else { break };
        groups[group].given[stratum] += 1;
    }
    let mut given = vec![0; strata.len()];
    for group in &groups {
        for (at, it) in group.strata.iter().enumerate() {
            given[it.0] = group.given[at];
        }
    }
    Ok(given)
}
