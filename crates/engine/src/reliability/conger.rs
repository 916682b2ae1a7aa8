//! Conger's kappa: Cohen's kappa generalised to more coders, each with shares of values of their own.
//!
//! # Reference
//!
//! Conger (1980), Psychological Bulletin 88, 322–328; with missing ratings and its variance as in Gwet
//! (2014), Handbook of inter-rater reliability, 4th ed., sections 2.5 and 5.3.

use super::agreement::corrected;
use super::kinds::{Kinds, View};
use super::statistic::{Coders, Form, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "conger_kappa",
    doc: "Conger's kappa: chance by the shares of values of each coder",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let kinds = basis.kinds(View::Coded);
        let (n_coders, n_values) = (basis.ratings.coders.len(), basis.ratings.values.len());
        let shares = (0..kinds.len()).map(|kind| {
            let entries = kinds.entries(kind);
            let pairs = entries.len() * entries.len().saturating_sub(1);
            let agree = entries
                .iter()
                .enumerate()
                .map(|(at, first)| entries[at + 1..].iter().filter(|it| it.1 == first.1).count());
            if pairs > 0 { 2.0 * agree.sum::<usize>() as f64 / pairs as f64 } else { 0.0 }
        });
        Box::new(Conger {
            kinds,
            n_values,
            agreements: shares.collect(),
            counts: vec![0.0; n_coders * n_values],
            rated: vec![0.0; n_coders],
            means: vec![0.0; n_values],
        })
    },
};

struct Conger<'b> {
    kinds: &'b Kinds,
    n_values: usize,
    /// Share of the pairs of a kind that agree.
    agreements: Vec<f64>,
    /// How often each coder gave each value, then its share among what the coder gave.
    counts: Vec<f64>,
    /// What each coder rated.
    rated: Vec<f64>,
    /// The mean share of each value over the coders.
    means: Vec<f64>,
}

/// What the coefficient is made of.
struct Sums {
    agreement: f64,
    chance: f64,
    n: f64,
    n_pairable: f64,
    n_coders: f64,
}

impl Conger<'_> {
    fn sums(&mut self, weights: &[f64]) -> Result<Sums, Reason> {
        let mut sums = Sums { agreement: 0.0, chance: 0.0, n: 0.0, n_pairable: 0.0, n_coders: 0.0 };
        self.counts.fill(0.0);
        self.rated.fill(0.0);
        self.means.fill(0.0);
        for (kind, &weight) in weights.iter().enumerate().filter(|it| *it.1 > 0.0) {
            sums.n += weight;
            if self.kinds.sizes[kind] > 1 {
                sums.n_pairable += weight;
                sums.agreement += weight * self.agreements[kind];
            }
            for &(coder, value) in self.kinds.entries(kind) {
                self.rated[coder as usize] += weight;
                self.counts[coder as usize * self.n_values + value as usize] += weight;
            }
        }
        if sums.n_pairable == 0.0 {
            return Err(Reason::NoOverlap);
        }
        sums.agreement /= sums.n_pairable;
        sums.n_coders = self.rated.iter().filter(|it| **it > 0.0).count() as f64;
        let mut squares = 0.0;
        for (coder, &rated) in self.rated.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let row = coder * self.n_values..(coder + 1) * self.n_values;
            for (share, mean) in self.counts[row].iter_mut().zip(&mut self.means) {
                *share /= rated;
                squares += *share * *share;
                *mean += *share / sums.n_coders;
            }
        }
        let of_means: f64 = self.means.iter().map(|it| it * it).sum();
        let variance = (squares - sums.n_coders * of_means) / (sums.n_coders - 1.0);
        sums.chance = of_means - variance / sums.n_coders;
        Ok(sums)
    }
}

impl Statistic for Conger<'_> {
    fn view(&self) -> View {
        View::Coded
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        let sums = self.sums(weights)?;
        corrected(sums.agreement, sums.chance)
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let sums = self.sums(weights)?;
        let value = corrected(sums.agreement, sums.chance)?;
        let share = |coder: usize, value: usize| self.counts[coder * self.n_values + value];
        // what a value of a coder meets among the shares of the others
        let others =
            |coder: usize, value: usize| sums.n_coders * self.means[value] - share(coder, value);
        let on_average: Vec<f64> = (0..self.rated.len())
            .map(|coder| (0..self.n_values).map(|it| share(coder, it) * others(coder, it)).sum())
            .collect();
        let of_all: f64 = on_average.iter().sum();
        let of_kind = (0..self.kinds.len()).map(|kind| {
            let entries = self.kinds.entries(kind);
            let more: f64 = entries
                .iter()
                .map(|&(coder, value)| {
                    let coder = coder as usize;
                    let meets = others(coder, value as usize) - on_average[coder];
                    sums.n / self.rated[coder] * meets
                })
                .sum();
            let by_chance = (of_all + more) / (sums.n_coders * (sums.n_coders - 1.0));
            let pairable = f64::from(u8::from(entries.len() > 1));
            let agrees =
                sums.n / sums.n_pairable * (self.agreements[kind] - sums.chance * pairable);
            Some((agrees - 2.0 * (1.0 - value) * (by_chance - sums.chance)) / (1.0 - sums.chance))
        });
        Ok(Influence { of_kind: of_kind.collect(), centre: value, form: Form::Gwet })
    }
}
