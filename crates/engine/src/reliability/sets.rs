//! Krippendorff's alpha of sets of labels, for codes of which a unit may get several: distances of
//! sets, which are taken as they are and not squared. Two empty sets are the same.
//!
//! # Reference
//!
//! Passonneau (2006), Measuring agreement on set-valued items (MASI) for semantic and pragmatic
//! annotation, LREC: 1 − Jaccard × M, where M is 1 for the same set, 2/3 where one contains the other,
//! 1/3 where they meet, 0 where they do not.

use super::Coefficient;
use super::distance::Distance;
use super::krippendorff::Alpha;
use super::statistic::{Basis, Coders, Needs, Statistic, Values};

const NEEDS: Needs =
    Needs { values: Values::Sets, coders: Coders::Any, variation: true, pairwise: true };

/// With the MASI distance.
pub const MASI: Coefficient = Coefficient {
    name: "krippendorff_alpha_masi",
    doc: "Krippendorff's alpha of sets of labels: Passonneau's MASI distance",
    needs: NEEDS,
    prepare: |basis| prepare(basis, masi),
};

/// With the Jaccard distance.
pub const JACCARD: Coefficient = Coefficient {
    name: "krippendorff_alpha_jaccard",
    doc: "Krippendorff's alpha of sets of labels: Jaccard distance",
    needs: NEEDS,
    prepare: |basis| prepare(basis, |a, b| 1.0 - jaccard(a, b)),
};

fn prepare<'b>(
    basis: &'b Basis<'_>,
    far: impl Fn(&[u32], &[u32]) -> f64,
) -> Box<dyn Statistic + 'b> {
    let sets = basis.ratings.sets.as_deref().unwrap_or_default();
    let distance =
        Distance::table(sets.len(), |a, b| if a == b { 0.0 } else { far(&sets[a], &sets[b]) });
    Box::new(Alpha::new(basis, Some(distance)))
}

fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|it| b.binary_search(it).is_ok()).count()
}

fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let both = shared(a, b);
    let all = a.len() + b.len() - both;
    if all == 0 { 1.0 } else { both as f64 / all as f64 }
}

fn masi(a: &[u32], b: &[u32]) -> f64 {
    let both = shared(a, b);
    let factor = match both {
        0 => 0.0,
        _ if both == a.len() && both == b.len() => 1.0,
        _ if both == a.len().min(b.len()) => 2.0 / 3.0,
        _ => 1.0 / 3.0,
    };
    1.0 - factor * jaccard(a, b)
}
