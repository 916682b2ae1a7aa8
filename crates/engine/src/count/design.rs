//! The design of a corpus: what a document weighs, and which documents are one cluster. Weighted
//! sums of clusters, and the products by which the variance of a share is computed.
//!
//! Deliberately absent: which documents are reprints, and where weights come from.

use std::collections::BTreeMap;

use super::coverage::Coverage;
use super::sums::MEASURES;

/// What a tally asks about documents, beside their segments. A closure from (dimension, document) to
/// a value is a design without weights in which every document is a cluster.
pub trait Design<'v> {
    /// The value of a dimension of documents; `None` and an empty text are missing.
    fn value(&self, dimension: usize, document: usize) -> Option<&'v str>;

    /// The values of a dimension of [`super::Level::Codes`] that a segment of the batch has, as indices
    /// into its names.
    fn codes(&self, _dimension: usize, _segment: usize) -> &[u16] {
        &[]
    }

    /// What the document weighs; [`Weight::ZERO`] leaves it out of every weighted sum.
    fn weight(&self, _document: usize) -> Weight {
        Weight::ONE
    }

    /// The cluster that the document shares with others; `None` is one of its own.
    fn cluster(&self, _document: usize) -> Option<u32> {
        None
    }

    /// False leaves the document out of the tally altogether.
    fn counts(&self, _document: usize) -> bool {
        true
    }
}

impl<'v, F: Fn(usize, usize) -> Option<&'v str>> Design<'v> for F {
    fn value(&self, dimension: usize, document: usize) -> Option<&'v str> {
        self(dimension, document)
    }
}

/// A survey weight in millionths: sums of weights are exact, and the same in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u64);

impl Weight {
    /// No weight.
    pub const ZERO: Weight = Weight(0);
    /// The weight of a document where none is declared. It is one, not a million: without weights
    /// all sums are counts.
    pub const ONE: Weight = Weight(1);
    const SCALE: f64 = 1e6;

    /// The weight written as a decimal, with a stop or a comma, rounded to six decimals; `None` where
    /// it is no number, negative, or above a million, and for one above 0 that would be rounded to it.
    pub fn parse(text: &str) -> Option<Weight> {
        let number: f64 = text.trim().replace(',', ".").parse().ok()?;
        let scaled = (number * Weight::SCALE).round();
        let held = (0.0..=1e12).contains(&scaled) && (number == 0.0 || scaled > 0.0);
        held.then_some(Weight(scaled as u64))
    }

    /// The weight in millionths; [`Weight::ONE`] is 1.
    pub fn millionths(self) -> u64 {
        self.0
    }

    pub(in crate::count) fn times(self, count: u64) -> u64 {
        self.0.saturating_mul(count)
    }

    /// The squared weights of so many segments, summed.
    pub(in crate::count) fn squares(self, count: u64) -> u128 {
        u128::from(self.0) * u128::from(self.0) * u128::from(count)
    }
}

/// The weighted sums of a cluster's segments in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// For each class the weights of its segments.
    pub n: Vec<u64>,
    /// For each code that is given the weights of those segments.
    pub y: BTreeMap<u16, [u64; MEASURES]>,
    /// The same for segments without any framing.
    pub none: [u64; MEASURES],
}

impl Member {
    pub fn merge(&mut self, other: &Member) {
        self.n.resize(other.n.len(), 0);
        self.n.iter_mut().zip(&other.n).for_each(|(sum, n)| *sum += n);
        for (code, y) in &other.y {
            let sums = self.y.entry(*code).or_default();
            sums.iter_mut().zip(y).for_each(|(sum, y)| *sum += y);
        }
        self.none.iter_mut().zip(other.none).for_each(|(sum, y)| *sum += y);
    }
}

/// Products of a code's sums in two members of clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Product {
    pub yy: u128,
    /// y of the first times n of the second.
    pub yn: u128,
    /// n of the first times y of the second.
    pub ny: u128,
}

/// Products of two members of a cluster, summed over clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Products {
    /// For each class.
    pub nn: Vec<u128>,
    pub codes: BTreeMap<u16, [Product; MEASURES]>,
    pub none: [Product; MEASURES],
}

impl Products {
    /// Adds the products of two members.
    pub fn add(&mut self, first: &Member, second: &Member, coverage: &Coverage) {
        let wide = |number: u64| u128::from(number);
        self.nn.resize(coverage.classes.len(), 0);
        for (sum, (a, b)) in self.nn.iter_mut().zip(first.n.iter().zip(&second.n)) {
            *sum += wide(*a) * wide(*b);
        }
        let product = |sums: &mut Product, class: usize, y: (u64, u64)| {
            sums.yy += wide(y.0) * wide(y.1);
            sums.yn += wide(y.0) * wide(second.n[class]);
            sums.ny += wide(first.n[class]) * wide(y.1);
        };
        let mut codes: Vec<u16> = first.y.keys().chain(second.y.keys()).copied().collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let of = |member: &Member| member.y.get(&code).copied().unwrap_or_default();
            let (a, b) = (of(first), of(second));
            let sums = self.codes.entry(code).or_default();
            for measure in 0..MEASURES {
                let class = coverage.class_of[code as usize];
                product(&mut sums[measure], class, (a[measure], b[measure]));
            }
        }
        for measure in 0..MEASURES {
            let y = (first.none[measure], second.none[measure]);
            product(&mut self.none[measure], coverage.complete, y);
        }
    }

    pub fn merge(&mut self, other: &Products) {
        self.nn.resize(other.nn.len(), 0);
        self.nn.iter_mut().zip(&other.nn).for_each(|(sum, nn)| *sum += nn);
        for (code, products) in &other.codes {
            let sums = self.codes.entry(*code).or_default();
            sums.iter_mut().zip(products).for_each(|(sum, it)| sum.merge(it));
        }
        self.none.iter_mut().zip(&other.none).for_each(|(sum, it)| sum.merge(it));
    }

    /// The same products with first and second exchanged.
    pub fn turned(&self) -> Products {
        let mut turned = self.clone();
        let codes = turned.codes.values_mut().flatten();
        for product in codes.chain(&mut turned.none) {
            std::mem::swap(&mut product.yn, &mut product.ny);
        }
        turned
    }
}

impl Product {
    fn merge(&mut self, other: &Product) {
        self.yy += other.yy;
        self.yn += other.yn;
        self.ny += other.ny;
    }
}
