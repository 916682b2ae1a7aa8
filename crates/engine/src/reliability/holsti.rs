//! Holsti's coefficient: of two coders, twice the decisions that agree over the decisions of both, on
//! the units that both decided on; of more, the mean over the pairs of coders who share a unit. It is
//! not corrected for chance.
//!
//! # Reference
//!
//! Holsti (1969), Content analysis for the social sciences and humanities, p. 140.

use super::kinds::{Kinds, View};
use super::statistic::{Coders, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "holsti",
    doc: "Holsti's coefficient: share of decisions that agree, mean over pairs of coders",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: false, pairwise: false },
    prepare: |basis| {
        let kinds = basis.kinds(View::Coded);
        let n_coders = basis.ratings.coders.len();
        Box::new(Holsti { kinds, n_coders, pairs: vec![(0.0, 0.0); n_coders * n_coders] })
    },
};

struct Holsti<'b> {
    kinds: &'b Kinds,
    n_coders: usize,
    /// Of each pair of coders: units that both rated, and those where they agree.
    pairs: Vec<(f64, f64)>,
}

impl Statistic for Holsti<'_> {
    fn view(&self) -> View {
        View::Coded
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        self.pairs.fill((0.0, 0.0));
        for (kind, &weight) in weights.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let entries = self.kinds.entries(kind);
            for (at, first) in entries.iter().enumerate() {
                for second in &entries[at + 1..] {
                    let pair =
                        &mut self.pairs[first.0 as usize * self.n_coders + second.0 as usize];
                    pair.0 += weight;
                    pair.1 += weight * f64::from(u8::from(first.1 == second.1));
                }
            }
        }
        let shares = self.pairs.iter().filter(|it| it.0 > 0.0).map(|it| it.1 / it.0);
        let (sum, n) = shares.fold((0.0, 0.0), |(sum, n), it| (sum + it, n + 1.0));
        if n > 0.0 { Ok(sum / n) } else { Err(Reason::NoOverlap) }
    }
}
