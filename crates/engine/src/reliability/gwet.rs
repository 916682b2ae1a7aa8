//! Gwet's AC1, and AC2 with weights for values that are near each other: chance agreement only for
//! units that are hard to rate, so that a rare code does not bring the coefficient down by itself.
//!
//! The ordinal weights are Gwet's own (from the number of pairs of ranks between two), which are not
//! Krippendorff's ordinal distances. Linear and quadratic weights are of the numbers themselves, over
//! the range of the numbers that occur.
//!
//! # Reference
//!
//! Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29–48; weights and
//! missing ratings as in Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapters 3 and 5.

use super::agreement::{Agreement, corrected};
use super::distance::Distance;
use super::kinds::View;
use super::statistic::{Basis, Coders, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// Without weights.
pub const AC1: Coefficient = Coefficient {
    name: "gwet_ac1",
    doc: "Gwet's AC1: steady where a code is rare",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| Gwet::boxed(basis, &Distance::Nominal),
};

/// With Gwet's ordinal weights.
pub const AC2_ORDINAL: Coefficient = Coefficient {
    name: "gwet_ac2_ordinal",
    doc: "Gwet's AC2 with his ordinal weights, by rank of the values",
    needs: Needs { values: Values::Numbers, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let n = basis.ratings.values.len();
        let ranks: Vec<f64> = (0..n).map(|it| it as f64).collect();
        // the pairs of ranks from one to the other, over those from the first to the last
        let all = (n * n.saturating_sub(1)) as f64;
        let share = if all > 0.0 { 1.0 / all } else { 0.0 };
        Gwet::boxed(basis, &Distance::line(&ranks, share, share))
    },
};

/// With linear weights.
pub const AC2_LINEAR: Coefficient = Coefficient {
    name: "gwet_ac2_linear",
    doc: "Gwet's AC2 with linear weights, by distance of the numbers",
    needs: Needs { values: Values::Numbers, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let (numbers, share) = scaled(basis);
        Gwet::boxed(basis, &Distance::line(numbers, 0.0, share))
    },
};

/// With quadratic weights.
pub const AC2_QUADRATIC: Coefficient = Coefficient {
    name: "gwet_ac2_quadratic",
    doc: "Gwet's AC2 with quadratic weights, by squared distance of the numbers",
    needs: Needs { values: Values::Numbers, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let (numbers, share) = scaled(basis);
        Gwet::boxed(basis, &Distance::line(numbers, share * share, 0.0))
    },
};

/// The numbers, and one over their range; 0 where there is none.
fn scaled<'b>(basis: &'b Basis<'_>) -> (&'b [f64], f64) {
    let numbers = basis.ratings.numbers.as_deref().unwrap_or_default();
    let range = numbers.last().zip(numbers.first()).map_or(0.0, |(last, first)| last - first);
    (numbers, if range > 0.0 { 1.0 / range } else { 0.0 })
}

struct Gwet<'b> {
    agreement: Agreement<'b>,
    /// Sum of all weights over q (q − 1), for q values.
    scale: f64,
}

impl<'b> Gwet<'b> {
    fn boxed(basis: &'b Basis<'_>, distance: &Distance) -> Box<dyn Statistic + 'b> {
        let n = basis.ratings.values.len();
        let mut to_all = Vec::new();
        distance.to_all(&vec![1.0; n], &mut to_all);
        let weight = (n * n) as f64 - to_all.iter().sum::<f64>();
        let scale = weight / (n * n.saturating_sub(1)) as f64;
        Box::new(Gwet { agreement: Agreement::new(basis.kinds(View::Counted), distance, n), scale })
    }

    fn chance(&mut self, weights: &[f64]) -> f64 {
        self.agreement.count_values(weights);
        self.scale * self.agreement.of_value.iter().map(|it| it * (1.0 - it)).sum::<f64>()
    }
}

impl Statistic for Gwet<'_> {
    fn view(&self) -> View {
        View::Counted
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        let agreement = self.agreement.mean(weights)?;
        corrected(agreement, self.chance(weights))
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        let value = self.value(weights)?;
        let chance = self.chance(weights);
        let adds: Vec<f64> =
            self.agreement.of_value.iter().map(|it| self.scale * (1.0 - it)).collect();
        Ok(self.agreement.influence(weights, value, chance, &adds))
    }
}
