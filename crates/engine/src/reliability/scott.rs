//! Scott's pi of two coders: chance agreement by the shares of the values over both.
//!
//! # Reference
//!
//! Scott (1955), Public Opinion Quarterly 19, 321–325; variance as of Fleiss' kappa with two coders,
//! Gwet (2014), Handbook of inter-rater reliability, 4th ed., section 5.3.

use super::agreement::corrected;
use super::kinds::View;
use super::statistic::{Coders, Form, Influence, Needs, Statistic, Values};
use super::two::Two;
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "scott_pi",
    doc: "Scott's pi of two coders: chance by the pooled shares of values",
    needs: Needs { values: Values::Any, coders: Coders::Two, variation: true, pairwise: false },
    prepare: |basis| Box::new(Scott(Two::new(basis))),
};

struct Scott(Two);

impl Scott {
    fn agreement_and_chance(&mut self, weights: &[f64]) -> Result<(f64, f64), Reason> {
        self.0.count(weights)?;
        let agreement = self.0.mean(weights, |a, b| f64::from(u8::from(a == b)));
        let chance = (0..self.0.first.len()).map(|value| self.share(value).powi(2)).sum();
        Ok((agreement, chance))
    }

    fn share(&self, value: usize) -> f64 {
        (self.0.first[value] + self.0.second[value]) / (2.0 * self.0.n)
    }
}

impl Statistic for Scott {
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
        let of = |a: usize, b: usize| {
            let agrees = f64::from(u8::from(a == b)) - chance;
            let by_chance = (self.share(a) + self.share(b)) / 2.0 - chance;
            (agrees - 2.0 * (1.0 - value) * by_chance) / (1.0 - chance)
        };
        let of_kind = self.0.values.iter().map(|it| it.map(|(a, b)| of(a, b)));
        Ok(Influence { of_kind: of_kind.collect(), centre: value, form: Form::Gwet })
    }
}
