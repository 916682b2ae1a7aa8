//! Brennan and Prediger's coefficient (also Bennett's S, for two coders): every value that occurs is
//! taken to be as likely by chance as another.
//!
//! # Reference
//!
//! Brennan and Prediger (1981), Educational and Psychological Measurement 41, 687–699; its variance
//! as in Gwet (2014), Handbook of inter-rater reliability, 4th ed., section 5.3.

use super::agreement::{Agreement, corrected};
use super::distance::Distance;
use super::kinds::View;
use super::statistic::{Coders, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "brennan_prediger",
    doc: "Brennan and Prediger's coefficient: chance is one over the number of values that occur",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let kinds = basis.kinds(View::Counted);
        let n = basis.ratings.values.len();
        Box::new(BrennanPrediger {
            agreement: Agreement::new(kinds, &Distance::Nominal, n),
            chance: 1.0 / n as f64,
        })
    },
};

struct BrennanPrediger<'b> {
    agreement: Agreement<'b>,
    chance: f64,
}

impl Statistic for BrennanPrediger<'_> {
    fn view(&self) -> View {
        View::Counted
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        corrected(self.agreement.mean(weights)?, self.chance)
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let value = self.value(weights)?;
        // a value adds to every unit what it adds on average: the chance is not estimated
        let adds = vec![self.chance; self.agreement.of_value.len()];
        Ok(self.agreement.influence(weights, value, self.chance, &adds))
    }
}
