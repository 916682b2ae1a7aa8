//! Agreement over pairs of ratings, which most coefficients correct for chance: for each kind of unit
//! the share of its pairs that agree, and the mean of that over units that two coders or more rated.
//!
//! # Reference
//!
//! Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapters 2 and 5.

use super::Reason;
use super::distance::Distance;
use super::kinds::Kinds;
use super::statistic::{Form, Influence};

/// Agreement of the kinds in the view of counts.
pub struct Agreement<'b> {
    pub kinds: &'b Kinds,
    /// Share of the pairs of a kind that agree; 0 where there is no pair.
    shares: Vec<f64>,
    /// Share of each value, as a mean over units.
    pub of_value: Vec<f64>,
}

impl<'b> Agreement<'b> {
    /// With distances from 0 (agree) to 1 (disagree), of `n_values` values.
    pub fn new(kinds: &'b Kinds, distance: &Distance, n_values: usize) -> Self {
        let share = |kind: usize| {
            let size = f64::from(kinds.sizes[kind]);
            let pairs = size * (size - 1.0);
            if pairs > 0.0 { 1.0 - distance.within(kinds.entries(kind)) / pairs } else { 0.0 }
        };
        let shares = (0..kinds.len()).map(share).collect();
        Agreement { kinds, shares, of_value: vec![0.0; n_values] }
    }

    /// Whether a unit of the kind has a pair.
    fn is_pairable(&self, kind: usize) -> bool {
        self.kinds.sizes[kind] > 1
    }

    /// The mean agreement.
    pub fn mean(&self, weights: &[f64]) -> Result<f64, Reason> {
        let (mut sum, mut n) = (0.0, 0.0);
        for (kind, &weight) in weights.iter().enumerate() {
            if weight > 0.0 && self.is_pairable(kind) {
                sum += weight * self.shares[kind];
                n += weight;
            }
        }
        if n > 0.0 { Ok(sum / n) } else { Err(Reason::NoOverlap) }
    }

    /// Counts the shares of the values; every unit counts the same, however many rated it.
    pub fn count_values(&mut self, weights: &[f64]) {
        self.of_value.fill(0.0);
        let mut n = 0.0;
        for (kind, &weight) in weights.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let size = f64::from(self.kinds.sizes[kind]);
            n += weight;
            for &(value, count) in self.kinds.entries(kind) {
                self.of_value[value as usize] += weight * f64::from(count) / size;
            }
        }
        self.of_value.iter_mut().for_each(|it| *it /= n);
    }

    /// Influences of a coefficient (agreement − chance) / (1 − chance), given what each value adds to
    /// the chance agreement of a unit.
    pub fn influence(&self, weights: &[f64], value: f64, chance: f64, adds: &[f64]) -> Influence {
        let n = |pairable: bool| -> f64 {
            let counted =
                weights.iter().enumerate().filter(|it| !pairable || self.is_pairable(it.0));
            counted.map(|it| *it.1).sum()
        };
        let scale = n(false) / n(true);
        let of_kind = (0..self.kinds.len()).map(|kind| {
            let pairable = f64::from(u8::from(self.is_pairable(kind)));
            let size = f64::from(self.kinds.sizes[kind]);
            let entries = self.kinds.entries(kind).iter();
            let by_chance: f64 =
                entries.map(|&(value, n)| f64::from(n) * adds[value as usize]).sum::<f64>() / size;
            let agrees = scale * (self.shares[kind] - chance * pairable);
            Some((agrees - 2.0 * (1.0 - value) * (by_chance - chance)) / (1.0 - chance))
        });
        Influence { of_kind: of_kind.collect(), centre: value, form: Form::Gwet }
    }
}

/// Agreement corrected for chance.
pub fn corrected(agreement: f64, chance: f64) -> Result<f64, Reason> {
    if chance < 1.0 { Ok((agreement - chance) / (1.0 - chance)) } else { Err(Reason::OneValue) }
}
