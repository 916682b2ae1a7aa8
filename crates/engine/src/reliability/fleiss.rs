//! Fleiss' kappa for any number of ratings a unit: chance agreement by the shares of the values over
//! all coders.
//!
//! # Reference
//!
//! Fleiss (1971), Psychological Bulletin 76, 378–382; with missing ratings and its variance as in
//! Gwet (2014), Handbook of inter-rater reliability, 4th ed., sections 2.5 and 5.3.

use super::agreement::{Agreement, corrected};
use super::distance::Distance;
use super::kinds::View;
use super::statistic::{Coders, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "fleiss_kappa",
    doc: "Fleiss' kappa, generalised to missing ratings: chance by the pooled shares of values",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let kinds = basis.kinds(View::Counted);
        let n_values = basis.ratings.values.len();
        Box::new(Fleiss(Agreement::new(kinds, &Distance::Nominal, n_values)))
    },
};

struct Fleiss<'b>(Agreement<'b>);

impl Fleiss<'_> {
    fn chance(&mut self, weights: &[f64]) -> f64 {
        self.0.count_values(weights);
        self.0.of_value.iter().map(|it| it * it).sum()
    }
}

impl Statistic for Fleiss<'_> {
    fn view(&self) -> View {
        View::Counted
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        let agreement = self.0.mean(weights)?;
        corrected(agreement, self.chance(weights))
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let value = self.value(weights)?;
        let chance = self.chance(weights);
        let adds = self.0.of_value.clone();
        Ok(self.0.influence(weights, value, chance, &adds))
    }
}
