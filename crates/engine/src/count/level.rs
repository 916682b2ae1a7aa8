//! Units of one level, segments or documents, that are given something: weighted sums over clusters, for the
//! share of what is given and for two codes that stand together.
//!
//! What one document has enters as a [`Member`]; [`Clusters`] and [`Joint`] leave. A cluster of several
//! documents is squared as a whole: when one more of them comes, its square is taken out and put in anew.

use rustc_hash::FxHashMap;

use crate::stats::{Clusters, Joint, Together};

use super::coverage::Coverage;
use super::design::Weight;
use super::sums::MEASURES;

/// What a unit is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Given {
    /// The code with this index.
    Code(u16),
    /// It, more often than any other top-level framing.
    Dominant(u16),
    /// No top-level framing.
    NoFraming,
    /// Several top-level framings, equally often.
    Mixed,
}

/// What is given, and the place of the units that it is a part of.
pub(super) type Key = (Given, usize);

/// The place of the units of which the codes of two classes are asked.
pub(super) fn place(first: usize, second: usize) -> usize {
    let (low, high) = if first < second { (first, second) } else { (second, first) };
    high * (high + 1) / 2 + low
}

/// What one document or cluster has: numbers of units, or sums of their weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// Units, by the place of two classes.
    pub n: Vec<u64>,
    /// Units that are given something, in the order of their keys; none of those that are given nothing.
    pub given: Vec<(Key, [u64; MEASURES])>,
    /// Units given both of two codes, in order.
    pub both: Vec<((u16, u16), [u64; MEASURES])>,
}

impl Member {
    /// Empties it, for so many classes.
    pub fn clear(&mut self, classes: usize) {
        self.n.clear();
        self.n.resize(place(0, classes), 0);
        self.given.clear();
        self.both.clear();
    }

    /// Brings what was added into order; what is zero in every measure goes.
    pub fn sort(&mut self) {
        self.given.retain(|it| it.1 != [0; MEASURES]);
        self.both.retain(|it| it.1 != [0; MEASURES]);
        self.given.sort_unstable_by_key(|it| it.0);
        self.both.sort_unstable_by_key(|it| it.0);
    }

    fn weigh(&mut self, weight: Weight) {
        let given = self.given.iter_mut().flat_map(|it| &mut it.1);
        let both = self.both.iter_mut().flat_map(|it| &mut it.1);
        self.n.iter_mut().chain(given).chain(both).for_each(|it| *it = weight.times(*it));
    }

    fn merge(&mut self, other: &Member) {
        self.n.resize(self.n.len().max(other.n.len()), 0);
        self.n.iter_mut().zip(&other.n).for_each(|(sum, n)| *sum += n);
        merge(&mut self.given, &other.given);
        merge(&mut self.both, &other.both);
    }
}

fn find<K: Ord + Copy>(list: &[(K, [u64; MEASURES])], key: K) -> [u64; MEASURES] {
    list.binary_search_by_key(&key, |it| it.0).map_or([0; MEASURES], |at| list[at].1)
}

/// Adds up two lists in order.
fn merge<K: Ord + Copy>(list: &mut Vec<(K, [u64; MEASURES])>, other: &[(K, [u64; MEASURES])]) {
    for (key, numbers) in other {
        match list.binary_search_by_key(key, |it| it.0) {
            Ok(at) => list[at].1.iter_mut().zip(numbers).for_each(|(sum, it)| *sum += it),
            Err(at) => list.insert(at, (*key, *numbers)),
        }
    }
}

/// Numbers of units and their weights, which only add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Units {
    /// All units, unweighted.
    all: u64,
    /// Those that have a weight.
    weighed: u64,
    weights: u64,
    squares: u128,
}

impl Units {
    fn add(&mut self, n: u64, weight: Weight) {
        self.all += n;
        if weight != Weight::ZERO {
            self.weighed += n;
            self.weights += weight.times(n);
            self.squares += weight.squares(n);
        }
    }

    fn merge(&mut self, other: &Units) {
        self.all += other.all;
        self.weighed += other.weighed;
        self.weights += other.weights;
        self.squares += other.squares;
    }
}

/// Units, and sums over clusters of products of their weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sums<const N: usize> {
    units: Units,
    /// Clusters with such a unit.
    clusters: u64,
    products: [u128; N],
}

impl<const N: usize> Default for Sums<N> {
    fn default() -> Self {
        Sums { units: Units::default(), clusters: 0, products: [0; N] }
    }
}

impl<const N: usize> Sums<N> {
    /// Puts a cluster's products in, or takes them out again.
    fn square(&mut self, out: bool, products: [(u64, u64); N]) {
        for (sum, (a, b)) in self.products.iter_mut().zip(products) {
            let product = u128::from(a) * u128::from(b);
            *sum = if out { *sum - product } else { *sum + product };
        }
        self.clusters = if out { self.clusters - 1 } else { self.clusters + 1 };
    }

    fn merge(&mut self, other: &Sums<N>) {
        self.units.merge(&other.units);
        self.clusters += other.clusters;
        self.products.iter_mut().zip(other.products).for_each(|(sum, it)| *sum += it);
    }
}

/// All sums of a level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// By the place of two classes: n·n.
    n: Vec<Sums<1>>,
    /// y·y, y·n.
    given: FxHashMap<Key, [Sums<2>; MEASURES]>,
    /// Of two codes given in one cluster: both·both, both·first, both·second, both·n, first·second; the
    /// clusters are those with the one and the other.
    both: FxHashMap<(u16, u16), [Sums<5>; MEASURES]>,
    /// Clusters that may hold several documents, weighted.
    open: FxHashMap<u32, Member>,
}

impl Level {
    /// Adds what a document has, as counts.
    pub fn add(
        &mut self,
        member: &mut Member,
        weight: Weight,
        cluster: Option<u32>,
        of: &Coverage,
    ) {
        self.n.resize_with(member.n.len(), Sums::default);
        let pairs = self.n.iter_mut().zip(&member.n);
        pairs.for_each(|(sums, n)| sums.units.add(*n, weight));
        for (key, numbers) in &member.given {
            let sums = self.given.entry(*key).or_default().iter_mut().zip(numbers);
            sums.for_each(|(sums, n)| sums.units.add(*n, weight));
        }
        for (codes, numbers) in &member.both {
            let sums = self.both.entry(*codes).or_default().iter_mut().zip(numbers);
            sums.for_each(|(sums, n)| sums.units.add(*n, weight));
        }
        if weight == Weight::ZERO {
            return;
        }
        member.weigh(weight);
        match cluster {
            None => self.square(member, false, of),
            Some(number) => self.join(number, member, of),
        }
    }

    fn join(&mut self, number: u32, member: &Member, of: &Coverage) {
        let mut whole = self.open.remove(&number).unwrap_or_default();
        if whole != Member::default() {
            self.square(&whole, true, of);
        }
        whole.merge(member);
        self.square(&whole, false, of);
        self.open.insert(number, whole);
    }

    /// Puts the products of a cluster in, or takes them out.
    fn square(&mut self, member: &Member, out: bool, of: &Coverage) {
        for (sums, &n) in self.n.iter_mut().zip(&member.n) {
            if n > 0 {
                sums.square(out, [(n, n)]);
            }
        }
        for (key, numbers) in &member.given {
            let n = member.n.get(key.1).copied().unwrap_or(0);
            for (sums, &y) in self.given.entry(*key).or_default().iter_mut().zip(numbers) {
                if y > 0 {
                    sums.square(out, [(y, y), (y, n)]);
                }
            }
        }
        for (codes, at, first, second) in pairs(member, of) {
            let n = member.n.get(at).copied().unwrap_or(0);
            let both = find(&member.both, codes);
            for (measure, sums) in self.both.entry(codes).or_default().iter_mut().enumerate() {
                let [a, b, y] = [first, second, &both].map(|it| it[measure]);
                if a > 0 && b > 0 {
                    sums.square(out, [(y, y), (y, a), (y, b), (y, n), (a, b)]);
                }
            }
        }
    }

    /// Adds another level, of other documents.
    pub fn merge(&mut self, other: &Level, of: &Coverage) {
        self.n.resize_with(self.n.len().max(other.n.len()), Sums::default);
        self.n.iter_mut().zip(&other.n).for_each(|(sums, other)| sums.merge(other));
        for (key, other) in &other.given {
            let sums = self.given.entry(*key).or_default().iter_mut().zip(other);
            sums.for_each(|(sums, other)| sums.merge(other));
        }
        for (codes, other) in &other.both {
            let sums = self.both.entry(*codes).or_default().iter_mut().zip(other);
            sums.for_each(|(sums, other)| sums.merge(other));
        }
        for (&number, member) in &other.open {
            self.square(member, true, of);
            self.join(number, member, of);
        }
    }

    /// The sums of what is given, for a share and its interval.
    pub fn clusters(&self, key: Key, measure: usize) -> Clusters {
        let given = self.given(key, measure);
        let n = self.n.get(key.1).copied().unwrap_or_default();
        Clusters {
            documents: n.clusters,
            segments: n.units.weighed,
            ww: n.units.squares,
            y: given.units.weights,
            n: n.units.weights,
            yy: given.products[0],
            yn: given.products[1],
            nn: n.products[0],
        }
    }

    /// The sums of two codes.
    pub fn joint(&self, codes: (u16, u16), measure: usize, of: &Coverage) -> Joint {
        let at = place(of.class_of[codes.0 as usize], of.class_of[codes.1 as usize]);
        let n = self.n.get(at).copied().unwrap_or_default();
        let first = self.given((Given::Code(codes.0), at), measure);
        let second = self.given((Given::Code(codes.1), at), measure);
        let both = self.both.get(&codes).map(|it| it[measure]).unwrap_or_default();
        let [bb, bf, bs, bn, fs] = both.products;
        let [ff, r#fn] = first.products;
        let [ss, sn] = second.products;
        let add = |of: fn(&Units) -> u64| of(&first.units) + of(&second.units) - of(&both.units);
        let squares = [first, second].map(|it| it.units.squares);
        Joint {
            counts: Together {
                both: both.units.all,
                first: first.units.all,
                second: second.units.all,
                n: n.units.all,
            },
            clusters: n.clusters,
            units: n.units.weighed,
            ww: n.units.squares,
            sums: [both.units, first.units, second.units, n.units].map(|it| it.weights),
            products: [
                [bb, bf, bs, bn],
                [bf, ff, fs, r#fn],
                [bs, fs, ss, sn],
                [bn, r#fn, sn, n.products[0]],
            ],
            any: Clusters {
                documents: first.clusters + second.clusters - both.clusters,
                segments: add(|it| it.weighed),
                ww: squares[0] + squares[1] - both.units.squares,
                y: both.units.weights,
                n: add(|it| it.weights),
                yy: bb,
                yn: bf + bs - bb,
                nn: ff + ss + bb + 2 * fs - 2 * bf - 2 * bs,
            },
        }
    }

    fn given(&self, key: Key, measure: usize) -> Sums<2> {
        self.given.get(&key).map(|it| it[measure]).unwrap_or_default()
    }
}

/// The pairs of top-level codes that a member is given, with the place of the units asked of both, and how
/// many are given each.
fn pairs<'m>(
    member: &'m Member,
    of: &'m Coverage,
) -> impl Iterator<Item = ((u16, u16), usize, &'m [u64; MEASURES], &'m [u64; MEASURES])> {
    let top = |(key, numbers): &'m (Key, [u64; MEASURES])| match key.0 {
        Given::Code(code) if of.is_top[code as usize] => Some((code, key.1, numbers)),
        _ => None,
    };
    let class = |code: u16| of.class_of[code as usize];
    let given = member.given.iter().enumerate();
    given.filter_map(move |(at, it)| Some((at, top(it)?))).flat_map(
        move |(at, (first, here, a))| {
            let later = member.given[at + 1..].iter().filter_map(top);
            later.filter_map(move |(second, there, b)| {
                let meets = second != first && here == place(class(first), class(second));
                (meets && here == there).then_some(((first, second), here, a, b))
            })
        },
    )
}
