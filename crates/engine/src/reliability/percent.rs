//! Percent agreement, on the scale 0 to 1: the share of pairs of ratings of a unit that agree, as a mean over the units that
//! two coders or more rated. It is not corrected for chance: coders who never give a rare code agree.

use super::agreement::Agreement;
use super::distance::Distance;
use super::kinds::View;
use super::statistic::{Coders, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// The entry in the registry.
pub const ENTRY: Coefficient = Coefficient {
    name: "percent",
    doc: "Share of pairs of ratings that agree, mean over units; not corrected for chance",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: false, pairwise: false },
    prepare: |basis| {
        let kinds = basis.kinds(View::Counted);
        let n_values = basis.ratings.values.len();
        Box::new(Percent(Agreement::new(kinds, &Distance::Nominal, n_values)))
    },
};

struct Percent<'b>(Agreement<'b>);

impl Statistic for Percent<'_> {
    fn view(&self) -> View {
        View::Counted
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        self.0.mean(weights)
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let value = self.0.mean(weights)?;
        let none = vec![0.0; self.0.of_value.len()];
        Ok(self.0.influence(weights, value, 0.0, &none))
    }
}
