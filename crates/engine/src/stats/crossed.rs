//! A code by groups, as sums over clusters: what tests of a crosstab are computed from.
//!
//! Integer sums enter; the tests of the other files read them. Deliberately absent: the groups'
//! names, and any test.

use super::Clusters;

/// Segments given a code or not, by G groups.
///
/// A cluster (a document, or a group of reprints) may have segments in several groups; then its
/// products stand in `shared`, so that the covariance between groups is not lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    /// The sums of each group, over the clusters with a segment in it.
    pub groups: Vec<Clusters>,
    /// Products over the clusters that have segments in two groups, at most one entry a pair.
    pub shared: Vec<Shared>,
    /// Number of clusters with a segment in any group.
    pub clusters: u64,
}

/// Sums over the clusters that have segments in both of two groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Indices of the groups, the smaller first.
    pub groups: (usize, usize),
    /// Sum of y of the first times y of the second.
    pub yy: u128,
    /// Sum of y of the first times n of the second.
    pub yn: u128,
    /// Sum of n of the first times y of the second.
    pub ny: u128,
    /// Sum of n of the first times n of the second.
    pub nn: u128,
}
