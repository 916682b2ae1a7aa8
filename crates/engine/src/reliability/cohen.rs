//! Cohen's kappa of two coders, plain and weighted, over the units that both rated.
//!
//! Weights go by the place of a value among those that occur, as is the custom for kappa: with the
//! values 1, 2 and 5 the step from 2 to 5 is as long as that from 1 to 2.
//!
//! # Reference
//!
//! Cohen (1960), Educational and Psychological Measurement 20, 37–46, and (1968), Psychological
//! Bulletin 70, 213–220; variance by Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72,
//! 323–327, equation 13.

use super::agreement::corrected;
use super::distance::Distance;
use super::kinds::View;
use super::statistic::{Basis, Coders, Form, Influence, Needs, Statistic, Values};
use super::two::Two;
use super::{Coefficient, Reason};

/// Without weights.
pub const PLAIN: Coefficient = Coefficient {
    name: "cohen_kappa",
    doc: "Cohen's kappa of two coders",
    needs: Needs { values: Values::Any, coders: Coders::Two, variation: true, pairwise: false },
    prepare: |basis| prepare(basis, 0),
};

/// With linear weights.
pub const LINEAR: Coefficient = Coefficient {
    name: "cohen_kappa_linear",
    doc: "Cohen's kappa with linear weights, by rank of the values",
    needs: Needs { values: Values::Numbers, coders: Coders::Two, variation: true, pairwise: false },
    prepare: |basis| prepare(basis, 1),
};

/// With quadratic weights.
pub const QUADRATIC: Coefficient = Coefficient {
    name: "cohen_kappa_quadratic",
    doc: "Cohen's kappa with quadratic weights, by rank of the values",
    needs: Needs { values: Values::Numbers, coders: Coders::Two, variation: true, pairwise: false },
    prepare: |basis| prepare(basis, 2),
};

fn prepare(basis: &Basis<'_>, power: i32) -> Box<dyn Statistic> {
    let two = Two::new(basis);
    // places among the values that the two gave to common units
    let mut seen = vec![false; basis.ratings.values.len()];
    for (a, b) in two.values.iter().flatten() {
        seen[*a] = true;
        seen[*b] = true;
    }
    let mut next = 0.0;
    let places = seen.iter().map(|seen| {
        let place = next;
        next += f64::from(u8::from(*seen));
        place
    });
    let places: Vec<f64> = places.collect();
    let share = 1.0 / (next - 1.0_f64).max(1.0);
    let distance = match power {
        0 => Distance::Nominal,
        1 => Distance::line(&places, 0.0, share),
        _ => Distance::line(&places, share * share, 0.0),
    };
    Box::new(Cohen { two, distance })
}

struct Cohen {
    two: Two,
    /// From 0 (agree) to 1.
    distance: Distance,
}

impl Cohen {
    fn weight(&self, a: usize, b: usize) -> f64 {
        1.0 - self.distance.between(a as u32, b as u32)
    }

    /// For each value its mean weight to the values of a coder.
    fn means(&self, of: &[f64]) -> Vec<f64> {
        let mut means = Vec::new();
        self.distance.to_all(of, &mut means);
        means.iter_mut().for_each(|it| *it = 1.0 - *it / self.two.n);
        means
    }

    fn agreement_and_chance(&mut self, weights: &[f64]) -> Result<(f64, f64), Reason> {
        self.two.count(weights)?;
        let agreement = self.two.mean(weights, |a, b| self.weight(a, b));
        let means = self.means(&self.two.second);
        let chance: f64 =
            self.two.first.iter().zip(&means).map(|(n, mean)| n / self.two.n * mean).sum();
        Ok((agreement, chance))
    }
}

impl Statistic for Cohen {
    fn view(&self) -> View {
        View::Coded
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        let (agreement, chance) = self.agreement_and_chance(weights)?;
        corrected(agreement, chance)
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let (agreement, chance) = self.agreement_and_chance(weights)?;
        let value = corrected(agreement, chance)?;
        let (to_second, to_first) = (self.means(&self.two.second), self.means(&self.two.first));
        let of = |a: usize, b: usize| {
            (self.weight(a, b) - (1.0 - value) * (to_second[a] + to_first[b])) / (1.0 - chance)
        };
        let of_kind = self.two.values.iter().map(|it| it.map(|(a, b)| of(a, b)));
        let centre = (agreement - 2.0 * chance * (1.0 - value)) / (1.0 - chance);
        Ok(Influence { of_kind: of_kind.collect(), centre, form: Form::FleissCohenEveritt })
    }
}
