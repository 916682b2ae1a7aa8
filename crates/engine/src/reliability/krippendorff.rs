//! Krippendorff's alpha: 1 − observed over expected disagreement, for any number of coders, with
//! missing ratings, on four levels of measurement. Units with one rating do not count.
//!
//! Ordinal distances are made of how often each value occurs, and so are made anew in every draw.
//!
//! # Reference
//!
//! Krippendorff (2019), Content analysis, 4th ed., chapter 12 (coincidences, metrics). The variance is
//! Gwet's (2014), Handbook of inter-rater reliability, 4th ed., section 5.3, with the distances taken
//! as given; for ordinal distances, which are estimated, there is none.

use super::distance::Distance;
use super::kinds::{Kinds, View};
use super::pair_bootstrap::Pairs;
use super::statistic::{Basis, Coders, Form, Influence, Needs, Statistic, Values};
use super::{Coefficient, Reason};

/// On the nominal level.
pub const NOMINAL: Coefficient = Coefficient {
    name: "krippendorff_alpha_nominal",
    doc: "Krippendorff's alpha: values are the same or not",
    needs: Needs { values: Values::Any, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| Box::new(Alpha::new(basis, Some(Distance::Nominal))),
};

/// On the ordinal level.
pub const ORDINAL: Coefficient = Coefficient {
    name: "krippendorff_alpha_ordinal",
    doc: "Krippendorff's alpha: values have an order",
    needs: Needs { values: Values::Numbers, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| Box::new(Alpha::new(basis, None)),
};

/// On the interval level.
pub const INTERVAL: Coefficient = Coefficient {
    name: "krippendorff_alpha_interval",
    doc: "Krippendorff's alpha: differences of values are comparable",
    needs: Needs { values: Values::Numbers, coders: Coders::Any, variation: true, pairwise: false },
    prepare: |basis| {
        let numbers = basis.ratings.numbers.as_deref().unwrap_or_default();
        Box::new(Alpha::new(basis, Some(Distance::line(numbers, 1.0, 0.0))))
    },
};

/// On the ratio level.
pub const RATIO: Coefficient = Coefficient {
    name: "krippendorff_alpha_ratio",
    doc: "Krippendorff's alpha: ratios of values are comparable",
    needs: Needs { values: Values::Amounts, coders: Coders::Any, variation: true, pairwise: true },
    prepare: |basis| {
        let numbers = basis.ratings.numbers.clone().unwrap_or_default();
        Box::new(Alpha::new(basis, Some(Distance::Ratio(numbers))))
    },
};

/// Alpha, with its distances.
pub struct Alpha<'b> {
    kinds: &'b Kinds,
    distance: Distance,
    /// The distances are made of the counts of the values.
    ordinal: bool,
    /// Disagreement of a unit of each kind, over its number of ratings less one.
    disagreements: Vec<f64>,
    /// How often each value stands in units with a pair.
    counts: Vec<f64>,
    /// Room for the sum of the distances of each value to all.
    sums: Vec<f64>,
}

/// The sums that alpha is made of.
struct Sums {
    /// Ratings in units with a pair.
    n: f64,
    /// Units with a pair.
    n_units: f64,
    /// Observed disagreement times `n`.
    observed: f64,
    /// Expected disagreement times `n` (`n` − 1).
    expected: f64,
}

impl<'b> Alpha<'b> {
    /// With fixed distances, or with ordinal ones.
    pub fn new(basis: &'b Basis<'_>, distance: Option<Distance>) -> Self {
        let kinds = basis.kinds(View::Counted);
        let n_values = basis.ratings.values.len();
        let ordinal = distance.is_none();
        let distance = distance.unwrap_or_else(|| Distance::Line {
            places: vec![0.0; n_values],
            squared: 1.0,
            plain: 0.0,
        });
        let mut alpha = Alpha {
            kinds,
            distance,
            ordinal,
            disagreements: vec![0.0; kinds.len()],
            counts: vec![0.0; n_values],
            sums: Vec::new(),
        };
        if !ordinal {
            alpha.disagree(None);
        }
        alpha
    }

    /// Computes the disagreements, of kinds that stand there.
    fn disagree(&mut self, weights: Option<&[f64]>) {
        for (kind, disagreement) in self.disagreements.iter_mut().enumerate() {
            let size = self.kinds.sizes[kind];
            if size > 1 && weights.is_none_or(|it| it[kind] > 0.0) {
                let within = self.distance.within(self.kinds.entries(kind));
                *disagreement = within / f64::from(size - 1);
            }
        }
    }

    fn sums(&mut self, weights: &[f64]) -> Result<Sums, Reason> {
        let mut found = Sums { n: 0.0, n_units: 0.0, observed: 0.0, expected: 0.0 };
        self.counts.fill(0.0);
        for (kind, &weight) in weights.iter().enumerate() {
            if weight == 0.0 || self.kinds.sizes[kind] < 2 {
                continue;
            }
            found.n += weight * f64::from(self.kinds.sizes[kind]);
            found.n_units += weight;
            for &(value, count) in self.kinds.entries(kind) {
                self.counts[value as usize] += weight * f64::from(count);
            }
        }
        if found.n == 0.0 {
            return Err(Reason::NoOverlap);
        }
        if self.ordinal {
            self.rank(found.n);
            self.disagree(Some(weights));
        }
        for ((&weight, &size), disagreement) in
            weights.iter().zip(&self.kinds.sizes).zip(&self.disagreements)
        {
            if size > 1 {
                found.observed += weight * disagreement;
            }
        }
        found.expected = self.distance.total(&self.counts, &mut self.sums);
        let n_values = self.counts.iter().filter(|it| **it > 0.0).count();
        if n_values < 2 || found.expected <= 0.0 {
            return Err(Reason::OneValue);
        }
        Ok(found)
    }

    /// Sets each value to its middle rank: the difference of two of these is the sum of the counts
    /// from one to the other, with half of the counts of the two.
    fn rank(&mut self, n: f64) {
        if let Distance::Line { places, .. } = &mut self.distance {
            let mut below = -n / 2.0;
            for (place, count) in places.iter_mut().zip(&self.counts) {
                *place = below + count / 2.0;
                below += count;
            }
        }
    }
}

impl Statistic for Alpha<'_> {
    fn view(&self) -> View {
        View::Counted
    }

    fn value(&mut self, weights: &[f64]) -> Result<f64, Reason> {
        let sums = self.sums(weights)?;
        Ok(1.0 - (sums.n - 1.0) * sums.observed / sums.expected)
    }

    fn influence(&mut self, weights: &[f64]) -> Result<Influence, Reason> {
        if self.ordinal {
            return Err(Reason::NoSource);
        }
        let sums = self.sums(weights)?;
        self.distance.to_all(&self.counts, &mut self.sums);
        let mean = sums.n / sums.n_units;
        let observed = sums.observed / sums.n;
        let expected = sums.expected / (sums.n * sums.n);
        let corrected = (1.0 - 1.0 / sums.n) * observed;
        let centre = 1.0 - observed / expected;
        let of_kind = (0..self.kinds.len()).map(|kind| {
            let size = f64::from(self.kinds.sizes[kind]);
            if size < 2.0 {
                return None;
            }
            let relative = size / mean;
            let entries = self.kinds.entries(kind).iter();
            let to_all: f64 =
                entries.map(|&(value, n)| f64::from(n) * self.sums[value as usize]).sum();
            let agrees =
                relative * corrected + expected - corrected - self.disagreements[kind] / mean;
            let by_chance = relative * expected - to_all / sums.n / mean;
            Some((agrees - 2.0 * (1.0 - centre) * by_chance) / expected)
        });
        Ok(Influence { of_kind: of_kind.collect(), centre, form: Form::Gwet })
    }

    fn pairs(&mut self, weights: &[f64]) -> Result<Pairs, Reason> {
        let sums = self.sums(weights)?;
        let expected = sums.expected / (sums.n * (sums.n - 1.0));
        Pairs::new(self.kinds, weights, &self.distance, sums.n * expected)
    }
}
