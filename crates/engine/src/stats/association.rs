//! How two codes go together: Jaccard, phi, lift, normalised pointwise mutual information, odds ratio.
//!
//! Counts of segments, or of documents, enter, which are taken as independent; where the cells of a table
//! are meant, intervals are by the delta method. Deliberately absent: clusters and weights, see
//! [`super::Joint`].

use super::{Estimate, Interval, Method, Reason, normal, wilson};

/// Segments given two codes, of those in which neither coding is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Segments given both.
    pub both: u64,
    /// Segments given the first, with or without the second.
    pub first: u64,
    /// Segments given the second, with or without the first.
    pub second: u64,
    /// All segments.
    pub n: u64,
}

/// Parts of the whole: both, first only, second only, neither.
#[derive(Clone, Copy)]
pub(super) struct Cells {
    p: [f64; 4],
    n: f64,
}

/// A value, and its interval or why there is none; or why there is no value.
pub(super) type Found = Result<(f64, Result<Interval, Reason>), Reason>;

impl Cells {
    /// The parts of a table, which says as much as `n` independent units; undefined where there is none, or
    /// where its counts contradict each other.
    pub fn new(table: &Together, n: f64) -> Result<Cells, Reason> {
        let Together { both, first, second, n: all } = *table;
        let some = first.checked_add(second).and_then(|it| it.checked_sub(both));
        let inconsistent = both > first || both > second || some.is_none_or(|it| it > all);
        match some {
            _ if inconsistent => Err(Reason::Inconsistent),
            _ if all == 0 => Err(Reason::NoDenominator),
            Some(some) => {
                let p = [both, first - both, second - both, all - some];
                Ok(Cells { p: p.map(|it| it as f64 / all as f64), n })
            }
            None => Err(Reason::Inconsistent),
        }
    }

    fn first(&self) -> f64 {
        self.p[0] + self.p[1]
    }

    fn second(&self) -> f64 {
        self.p[0] + self.p[2]
    }

    /// Standard error of a statistic whose derivative by each cell is given, up to a constant, for
    /// independent units.
    ///
    /// # Undefined
    ///
    /// Where nothing varies.
    pub fn error(&self, derivative: [f64; 4]) -> Result<f64, Reason> {
        let mean: f64 = self.p.iter().zip(derivative).map(|(p, it)| p * it).sum();
        let squares = self.p.iter().zip(derivative).map(|(p, it)| p * (it - mean).powi(2));
        let error = (squares.sum::<f64>() / self.n).sqrt();
        if error < 1e-12 { Err(Reason::NoVariation) } else { Ok(error) }
    }

    /// Phi, with an interval on the scale of Fisher's z. `reach` says how far an interval reaches, from
    /// the derivatives of its middle by each cell.
    pub fn phi(&self, reach: &dyn Fn([f64; 4]) -> Result<f64, Reason>) -> Found {
        let [both, first_only, second_only, neither] = self.p;
        let (first, second) = (self.first(), self.second());
        let (not_first, not_second) = (second_only + neither, first_only + neither);
        let scale = (first * not_first * second * not_second).sqrt();
        if scale == 0.0 {
            return Err(Reason::NoVariation);
        }
        let phi = ((both * neither - first_only * second_only) / scale).clamp(-1.0, 1.0);
        let slope = 1.0 - phi * phi;
        if first_only + second_only == 0.0 || both + neither == 0.0 || slope == 0.0 {
            return Ok((phi, Err(Reason::NoVariation)));
        }
        // by a cell: of the numerator, and of half the logarithm of each margin
        let by = |numerator: f64, row: f64, column: f64| {
            numerator / scale - phi / 2.0 * (1.0 / row + 1.0 / column)
        };
        let derivative = [
            by(neither, first, second),
            by(-second_only, first, not_second),
            by(-first_only, not_first, second),
            by(both, not_first, not_second),
        ];
        let z = phi.atanh();
        let interval = reach(derivative.map(|it| it / slope))
            .map(|it| Interval::new((z - it).tanh().min(phi), (z + it).tanh().max(phi)));
        Ok((phi, interval))
    }

    /// Lift, with an interval on the scale of its logarithm; `reach` as in [`Cells::phi`].
    pub fn lift(&self, reach: &dyn Fn([f64; 4]) -> Result<f64, Reason>) -> Found {
        let (first, second) = (self.first(), self.second());
        if first == 0.0 || second == 0.0 {
            return Err(Reason::NoVariation);
        }
        let lift = self.p[0] / first / second;
        if lift == 0.0 {
            return Ok((lift, Err(Reason::EmptyCell)));
        }
        let interval = reach(derivative_of_log_lift(self))
            .map(f64::exp)
            .map(|it| Interval::new(lift / it, lift * it));
        Ok((lift, interval))
    }
}

impl Together {
    fn estimate(&self, method: Method, of: impl FnOnce(&Cells) -> Found) -> Estimate {
        match Cells::new(self, self.n as f64).and_then(|cells| of(&cells)) {
            Ok((value, interval)) => Estimate::new(value, interval, self.n, method),
            Err(reason) => Estimate::Undefined(reason),
        }
    }

    /// Jaccard's coefficient, from 0 to 1: segments with both codes of those with any of the two. Its
    /// interval is Wilson's, of that share.
    ///
    /// # Undefined
    ///
    /// Where no segment has any of the two.
    ///
    /// # Reference
    ///
    /// Jaccard (1912), New Phytologist 11, 37–50.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::stats::Together;
    ///
    /// let codes = Together { both: 6, first: 10, second: 8, n: 100 };
    /// assert_eq!(codes.jaccard(0.95).value(), Some(0.5));
    /// ```
    pub fn jaccard(&self, level: f64) -> Estimate {
        match Cells::new(self, self.n as f64) {
            Ok(_) => wilson(self.both, self.first + self.second - self.both, level),
            Err(reason) => Estimate::Undefined(reason),
        }
    }

    /// Phi, the correlation of the two codes, from −1 to 1.
    ///
    /// # Undefined
    ///
    /// Where one of the codes is given to all segments or to none; the interval where phi is −1 or 1.
    ///
    /// # Reference
    ///
    /// Yule (1912), Journal of the Royal Statistical Society 75, 579–652; its variance: Bishop, Fienberg
    /// and Holland (1975), Discrete Multivariate Analysis, section 11.3; on the scale of Fisher's z.
    pub fn phi(&self, level: f64) -> Estimate {
        self.estimate(Method::DeltaFisher, |cells| {
            cells.phi(&|derivative| Ok(normal(level) * cells.error(derivative)?))
        })
    }

    /// Lift: segments with both codes over those that there would be if the codes were independent. 1
    /// is chance.
    ///
    /// # Undefined
    ///
    /// Where one of the codes is given to none; the interval where none has both, or where nothing
    /// varies.
    ///
    /// # Reference
    ///
    /// Brin and others (1997), Proceedings of SIGMOD, 255–264 (there *interest*); the interval: delta
    /// method for its logarithm, Agresti (2013), Categorical Data Analysis, section 16.1.
    pub fn lift(&self, level: f64) -> Estimate {
        self.estimate(Method::Delta, |cells| {
            cells.lift(&|derivative| Ok(normal(level) * cells.error(derivative)?))
        })
    }

    /// Normalised pointwise mutual information, from −1 (never together) over 0 (chance) to 1 (always
    /// together).
    ///
    /// # Undefined
    ///
    /// Where one of the codes is given to none, and where all segments have both; the interval where
    /// none has both, and where the codes always go together.
    ///
    /// # Reference
    ///
    /// Bouma (2009), Proceedings of GSCL, 31–40; the interval: delta method, Agresti (2013),
    /// Categorical Data Analysis, section 16.1.
    pub fn npmi(&self, level: f64) -> Estimate {
        self.estimate(Method::Delta, |cells| {
            let (first, second) = (cells.first(), cells.second());
            let both = cells.p[0];
            if first == 0.0 || second == 0.0 || both == 1.0 {
                return Err(Reason::NoVariation);
            }
            if both == 0.0 {
                return Ok((-1.0, Err(Reason::EmptyCell)));
            }
            let surprise = -both.ln();
            let npmi = ((both / first / second).ln() / surprise).clamp(-1.0, 1.0);
            let mut derivative = derivative_of_log_lift(cells).map(|it| it / surprise);
            derivative[0] += npmi / (surprise * both);
            let interval = cells.error(derivative).map(|error| {
                let reach = normal(level) * error;
                Interval::new((npmi - reach).max(-1.0), (npmi + reach).min(1.0))
            });
            Ok((npmi, interval))
        })
    }

    /// The odds ratio, with 0.5 added to every cell.
    ///
    /// # Undefined
    ///
    /// Without segments.
    ///
    /// # Reference
    ///
    /// Haldane (1956), Annals of Human Genetics 20, 309–311; Anscombe (1956), Biometrika 43, 461–464;
    /// the interval of its logarithm: Woolf (1955), Annals of Human Genetics 19, 251–253, with the same
    /// 0.5 (Gart 1966, Biometrics 22, 896).
    pub fn odds_ratio(&self, level: f64) -> Estimate {
        self.estimate(Method::LogRatio, |cells| {
            let [a, b, c, d] = cells.p.map(|it| (it * cells.n).round() + 0.5);
            let value = a * d / (b * c);
            let error = (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
            let reach = (normal(level) * error).exp();
            Ok((value, Ok(Interval::new(value / reach, value * reach))))
        })
    }
}

fn derivative_of_log_lift(cells: &Cells) -> [f64; 4] {
    let (first, second) = (1.0 / cells.first(), 1.0 / cells.second());
    [1.0 / cells.p[0] - first - second, -first, -second, 0.0]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(codes: &Together) -> [Estimate; 5] {
        [
            codes.jaccard(0.95),
            codes.phi(0.95),
            codes.lift(0.95),
            codes.npmi(0.95),
            codes.odds_ratio(0.95),
        ]
    }

    #[test]
    fn what_is_undefined_says_why() {
        let reasons = |both, first, second, n| {
            all(&Together { both, first, second, n }).map(|it| it.reason())
        };
        assert_eq!(reasons(0, 0, 0, 0), [Some(Reason::NoDenominator); 5]);
        assert_eq!(reasons(3, 2, 4, 9), [Some(Reason::Inconsistent); 5]);
        assert_eq!(reasons(0, 5, 5, 9), [Some(Reason::Inconsistent); 5]);
        let varies = Some(Reason::NoVariation);
        let nowhere = [Some(Reason::NoDenominator), varies, varies, varies, None];
        assert_eq!(reasons(0, 0, 0, 9), nowhere);
        assert_eq!(reasons(9, 9, 9, 9), [None, varies, varies, varies, None]);
        let apart = Some(Reason::EmptyCell);
        assert_eq!(reasons(0, 2, 3, 9), [None, None, apart, apart, None]);
        assert_eq!(reasons(4, 4, 4, 9), [None, varies, None, varies, None]);
        assert_eq!(reasons(0, 4, 5, 9), [None, varies, apart, apart, None]);
    }

    #[test]
    fn what_always_or_never_goes_together_has_the_extremes() {
        let values = |both, first, second, n| {
            all(&Together { both, first, second, n }).map(|it| it.value().unwrap())
        };
        assert_eq!(values(4, 4, 4, 8), [1.0, 1.0, 2.0, 1.0, 81.0]);
        assert_eq!(values(0, 4, 4, 8), [0.0, -1.0, 0.0, -1.0, 1.0 / 81.0]);
        assert_eq!(values(2, 4, 4, 8)[1..4], [0.0, 1.0, 0.0]);
    }

    proptest! {
        #[test]
        fn intervals_hold_their_value_and_codes_may_change_places(
            both in 0u64..20, first in 0u64..20, second in 0u64..20, neither in 0u64..100
        ) {
            let codes = Together {
                both, first: both + first, second: both + second, n: both + first + second + neither
            };
            let turned = Together { first: codes.second, second: codes.first, ..codes };
            for (found, turned) in all(&codes).into_iter().zip(all(&turned)) {
                if let Some(value) = found.value() {
                    prop_assert!(value.is_finite());
                    prop_assert!((value - turned.value().unwrap()).abs() < 1e-12 * (1.0 + value.abs()));
                    if let Some(interval) = found.interval() {
                        prop_assert!(interval.low <= value && value <= interval.high, "{found:?}");
                    }
                }
                prop_assert_eq!(found.reason(), turned.reason());
            }
        }
    }
}
