//! How evenly a word or a code is spread over the parts of a corpus: range, Gries' DP, Juilland's D.
//!
//! Counts by part (document) enter. Deliberately absent: tests, since even chance leaves a rare word
//! in few parts.

use super::{Estimate, Method, Reason};

/// Occurrences of one thing by the parts of a corpus.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'p> {
    /// For each part in which it occurs (others may be among them): occurrences, and the size of the
    /// part in words or segments.
    pub parts: &'p [(u64, u64)],
    /// Number of all parts that are not empty.
    pub n_parts: u64,
    /// Size of all parts together.
    pub size: u64,
    /// Size of the smallest part.
    pub smallest: u64,
}

impl<'p> Spread<'p> {
    /// Of parts that are all given; the empty ones are left out.
    pub fn of(parts: &'p [(u64, u64)]) -> Spread<'p> {
        let sizes = || parts.iter().map(|it| it.1).filter(|it| *it > 0);
        Spread {
            parts,
            n_parts: sizes().count() as u64,
            size: sizes().sum(),
            smallest: sizes().min().unwrap_or(0),
        }
    }

    /// Parts in which it occurs.
    pub fn range(&self) -> u64 {
        self.occurring().count() as u64
    }

    fn occurring(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.parts.iter().copied().filter(|it| it.0 > 0 && it.1 > 0)
    }

    /// Occurrences, and the size of the parts in which they are.
    fn sums(&self) -> Result<(u64, u64), Reason> {
        if self.size == 0 {
            return Err(Reason::NoDenominator);
        }
        let sums = self.occurring().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        if sums.0 == 0 {
            return Err(Reason::NoVariation);
        }
        if sums.1 > self.size || self.range() > self.n_parts {
            return Err(Reason::Inconsistent);
        }
        Ok(sums)
    }

    fn described(&self, value: Result<f64, Reason>) -> Estimate {
        match value {
            Ok(value) => {
                let n = self.n_parts;
                Estimate::new(value, Err(Reason::NoSource), n, Method::Descriptive)
            }
            Err(reason) => Estimate::Undefined(reason),
        }
    }

    /// Gries' DP: half the sum over parts of how far the part's share of the occurrences is from its
    /// share of the corpus. 0 is even, near 1 is all in one small part.
    ///
    /// # Undefined
    ///
    /// For an empty corpus, and for what occurs nowhere.
    ///
    /// # Reference
    ///
    /// Gries (2008), International Journal of Corpus Linguistics 13, 403–437.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::stats::Spread;
    ///
    /// let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
    /// let dp = Spread::of(&parts).gries_dp().value().unwrap();
    /// assert!((dp - 0.18).abs() < 1e-12);
    /// ```
    pub fn gries_dp(&self) -> Estimate {
        self.described(self.dp())
    }

    fn dp(&self) -> Result<f64, Reason> {
        let (y, n) = self.sums()?;
        let (wide_y, wide_size) = (u128::from(y), u128::from(self.size));
        let apart =
            |it: (u64, u64)| (u128::from(it.0) * wide_size).abs_diff(u128::from(it.1) * wide_y);
        let without = wide_y * u128::from(self.size - n);
        let sum = self.occurring().map(apart).sum::<u128>() + without;
        Ok(sum as f64 / (2.0 * wide_y as f64 * wide_size as f64))
    }

    /// DP over the largest value that it can take, so that 1 is all in the smallest part.
    ///
    /// # Undefined
    ///
    /// As [`Spread::gries_dp`], and with one part.
    ///
    /// # Reference
    ///
    /// Lijffijt and Gries (2012), International Journal of Corpus Linguistics 17, 147–149.
    pub fn gries_dp_norm(&self) -> Estimate {
        let most = 1.0 - self.smallest as f64 / self.size as f64;
        self.described(self.dp().and_then(|dp| {
            if self.n_parts < 2 { Err(Reason::OneCluster) } else { Ok((dp / most).min(1.0)) }
        }))
    }

    /// Juilland's D: 1 less the coefficient of variation of the rates in the parts over √(parts − 1). 1
    /// is even, 0 is all in one part.
    ///
    /// # Undefined
    ///
    /// As [`Spread::gries_dp`], and with one part.
    ///
    /// # Reference
    ///
    /// Juilland, Brodin and Davidovitch (1970), Frequency Dictionary of French Words; of rates, for
    /// parts of unequal size: Gries (2020), A Practical Handbook of Corpus Linguistics, ch. 5.
    pub fn juilland_d(&self) -> Estimate {
        self.described(self.sums().and_then(|_| {
            if self.n_parts < 2 {
                return Err(Reason::OneCluster);
            }
            let parts = self.n_parts as f64;
            let rate = |it: (u64, u64)| it.0 as f64 / it.1 as f64;
            let mean = self.occurring().map(rate).sum::<f64>() / parts;
            let apart = self.occurring().map(|it| (rate(it) - mean).powi(2)).sum::<f64>();
            let without = (self.n_parts - self.range()) as f64 * mean * mean;
            let deviation = ((apart + without) / parts).sqrt();
            Ok((1.0 - deviation / mean / (parts - 1.0).sqrt()).clamp(0.0, 1.0))
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gries (2020), section 5.2: five parts of 9, 10, 10, 10 and 11 words.
    #[test]
    fn agrees_with_the_example_of_the_handbook() {
        let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
        let spread = Spread::of(&parts);
        assert_eq!(spread.range(), 5);
        for (found, expected) in [
            (spread.gries_dp(), 0.18),
            (spread.gries_dp_norm(), 0.219_512_195),
            (spread.juilland_d(), 0.785),
        ] {
            assert!((found.value().unwrap() - expected).abs() < 5e-4, "{found:?}");
        }
    }

    #[test]
    fn what_is_undefined_says_why() {
        let reason = |parts: &[(u64, u64)]| {
            let spread = Spread::of(parts);
            let of = [spread.gries_dp(), spread.gries_dp_norm(), spread.juilland_d()];
            of.map(|it| it.value().map_or_else(|| it.reason(), |_| None))
        };
        let none = Some(Reason::NoDenominator);
        assert_eq!(reason(&[]), [none, none, none]);
        assert_eq!(reason(&[(0, 0)]), [none, none, none]);
        let nowhere = Some(Reason::NoVariation);
        assert_eq!(reason(&[(0, 5), (0, 3)]), [nowhere, nowhere, nowhere]);
        let one = Some(Reason::OneCluster);
        assert_eq!(reason(&[(2, 5)]), [None, one, one]);
        let wrong = Spread { parts: &[(1, 9)], n_parts: 1, size: 3, smallest: 3 };
        assert_eq!(wrong.gries_dp(), Estimate::Undefined(Reason::Inconsistent));
    }

    proptest! {
        #[test]
        fn parts_without_it_may_be_left_out_and_come_in_any_order(
            parts in prop::collection::vec((0u64..9, 1u64..30), 2..20)
        ) {
            let spread = Spread::of(&parts);
            let mut occurring: Vec<_> = parts.iter().copied().filter(|it| it.0 > 0).collect();
            occurring.reverse();
            let short = Spread { parts: &occurring, ..spread };
            prop_assert_eq!(spread.range(), short.range());
            for (a, b) in [
                (spread.gries_dp(), short.gries_dp()),
                (spread.gries_dp_norm(), short.gries_dp_norm()),
                (spread.juilland_d(), short.juilland_d()),
            ] {
                if let (Some(a), Some(b)) = (a.value(), b.value()) {
                    prop_assert!((a - b).abs() < 1e-12);
                    prop_assert!((0.0..=1.0).contains(&a));
                }
                prop_assert_eq!(a.reason(), b.reason());
            }
        }
    }
}
