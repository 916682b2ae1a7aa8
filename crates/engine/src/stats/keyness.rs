//! What is typical of a target against a reference: G² and X² with a sign, the log ratio, pointwise
//! mutual information, log odds with a Dirichlet prior.
//!
//! Counts of one thing (a word, a code) in the two enter. Occurrences are taken as independent, which
//! words of one document are not: show [`super::Spread`] beside. Deliberately absent: which words to
//! compare, and the adjustment for their number ([`super::holm`]).

use super::chi_square::deviance;
use super::distribution::{chi_square_p, normal_p};
use super::{Estimate, Interval, Method, Reason, Test, TestName, normal};

/// Occurrences of one thing in a target and in a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyness {
    /// Occurrences in the target, and what there is in the target.
    pub target: (u64, u64),
    /// Occurrences in the reference, and what there is in the reference.
    pub reference: (u64, u64),
}

/// Corrections of G² and X² for small counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// None.
    None,
    /// Yates: every count moved half towards its expectation, where an expected count is below 5 and
    /// |ad − bc| above N/2; elsewhere none.
    Yates,
    /// Williams: G² over a factor a little above 1. X² is left as it is.
    Williams,
}

/// The counts of the table of two by two, as a, b / c, d: occurrences, and what is left.
type Cells = [f64; 4];

impl Keyness {
    fn cells(&self) -> Result<Cells, Reason> {
        let ((a, of_target), (b, of_reference)) = (self.target, self.reference);
        if a > of_target || b > of_reference {
            return Err(Reason::Inconsistent);
        }
        if of_target == 0 || of_reference == 0 {
            return Err(Reason::NoDenominator);
        }
        if a + b == 0 || (a == of_target && b == of_reference) {
            return Err(Reason::NoVariation);
        }
        Ok([a, b, of_target - a, of_reference - b].map(|it| it as f64))
    }

    /// G², negative where the thing is rarer in the target than in the reference.
    ///
    /// # Undefined
    ///
    /// Where target or reference is empty, the thing occurs nowhere or is all there is, or counts
    /// contradict each other.
    ///
    /// # Reference
    ///
    /// Dunning (1993), Computational Linguistics 19, 61–74; Williams (1976), Biometrika 63, 33–37;
    /// when Yates's correction is made: as in quanteda.textstats.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::stats::{Correction, Keyness};
    ///
    /// let counts = Keyness { target: (10, 100), reference: (5, 200) };
    /// let test = counts.g2(Correction::None).unwrap();
    /// assert!((test.statistic - 7.329812).abs() < 1e-6);
    /// ```
    pub fn g2(&self, correction: Correction) -> Result<Test, Reason> {
        let cells = self.cells()?;
        let corrected = match correction {
            Correction::Yates => yates(cells),
            _ => cells,
        };
        let sum: f64 =
            corrected.iter().zip(expected(cells)).map(|(cell, of)| deviance(*cell, of)).sum();
        let factor = match correction {
            Correction::Williams => williams(cells),
            _ => 1.0,
        };
        Ok(signed(2.0 * sum / factor, cells, TestName::LikelihoodRatio))
    }

    /// Pearson's X², negative where the thing is rarer in the target than in the reference.
    ///
    /// # Undefined
    ///
    /// As [`Keyness::g2`].
    pub fn chi_square(&self, correction: Correction) -> Result<Test, Reason> {
        let cells = self.cells()?;
        let corrected = match correction {
            Correction::Yates => yates(cells),
            _ => cells,
        };
        let of = corrected.iter().zip(expected(cells));
        let sum = of.map(|(cell, of)| (cell - of) * (cell - of) / of).sum();
        Ok(signed(sum, cells, TestName::Pearson))
    }

    /// The logarithm to base 2 of the ratio of the two shares: 1 is twice as frequent in the target. A
    /// count of 0 is taken as 0.5.
    ///
    /// # Undefined
    ///
    /// As [`Keyness::g2`].
    ///
    /// # Reference
    ///
    /// Hardie (2014), Log Ratio: an informal introduction; the interval: Katz and others (1978),
    /// Biometrics 34, 469–474, method C.
    pub fn log_ratio(&self, level: f64) -> Estimate {
        if let Err(reason) = self.cells() {
            return Estimate::Undefined(reason);
        }
        let share = |(y, n): (u64, u64)| {
            let y = if y == 0 { 0.5 } else { y as f64 };
            (y / n as f64, 1.0 / y - 1.0 / n as f64)
        };
        let ((target, of_target), (reference, of_reference)) =
            (share(self.target), share(self.reference));
        let value = (target / reference).log2();
        let variance = of_target + of_reference;
        let interval = if variance > 0.0 {
            let reach = normal(level) * variance.sqrt() / std::f64::consts::LN_2;
            Ok(Interval::new(value - reach, value + reach))
        } else {
            Err(Reason::NoVariation)
        };
        Estimate::new(value, interval, self.target.1 + self.reference.1, Method::LogRatio)
    }

    /// Pointwise mutual information of thing and target, to base 2: how much likelier it is in the
    /// target than in both together. (quanteda takes the natural logarithm.)
    ///
    /// # Undefined
    ///
    /// As [`Keyness::g2`], and where the thing does not occur in the target.
    ///
    /// # Reference
    ///
    /// Church and Hanks (1990), Computational Linguistics 16, 22–29.
    pub fn pmi(&self) -> Estimate {
        let cells = match self.cells() {
            Ok(_) if self.target.0 == 0 => return Estimate::Undefined(Reason::EmptyCell),
            Ok(cells) => cells,
            Err(reason) => return Estimate::Undefined(reason),
        };
        let value = (cells[0] / expected(cells)[0]).log2();
        let n = self.target.1 + self.reference.1;
        Estimate::new(value, Err(Reason::NoSource), n, Method::Descriptive)
    }
}

fn expected([a, b, c, d]: Cells) -> Cells {
    let n = a + b + c + d;
    [(a + b) * (a + c) / n, (a + b) * (b + d) / n, (c + d) * (a + c) / n, (c + d) * (b + d) / n]
}

fn yates(cells: Cells) -> Cells {
    let [a, b, c, d] = cells;
    let excess = a * d - b * c;
    let small = expected(cells).iter().any(|it| *it < 5.0);
    if !small || excess.abs() <= (a + b + c + d) / 2.0 {
        return cells;
    }
    let half = 0.5f64.copysign(excess);
    [a - half, b + half, c + half, d - half]
}

fn williams([a, b, c, d]: Cells) -> f64 {
    let n = a + b + c + d;
    let of = |first: f64, second: f64| n / first + n / second - 1.0;
    1.0 + of(a + b, c + d) * of(a + c, b + d) / (6.0 * n)
}

fn signed(statistic: f64, cells: Cells, name: TestName) -> Test {
    let rarer = cells[0] < expected(cells)[0];
    Test {
        statistic: if rarer { -statistic } else { statistic },
        df: 1.0,
        denominator_df: None,
        p: chi_square_p(statistic, 1.0),
        name,
    }
}

/// What is known of a vocabulary before the counts are seen, in the log odds of [`log_odds`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prior {
    /// The same pseudo-count for each word: .01 is common.
    Each(f64),
    /// The word's count in target and reference together: frequent words are held back.
    Pooled,
}

/// The log odds of a word in target and reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// The difference of the log odds, natural logarithm, with its interval.
    pub difference: Estimate,
    /// The difference over its standard error, by which words are ranked, and its p.
    pub z: f64,
    /// Two-sided p of z.
    pub p: f64,
}

/// For each word of a vocabulary, with its counts in target and reference, the difference of the log
/// odds under a Dirichlet prior.
///
/// # Undefined
///
/// A word where its prior is not above 0, or where it is the whole vocabulary.
///
/// # Reference
///
/// Monroe, Colaresi and Quinn (2008), Political Analysis 16, 372–403, section 3.4; the variance is their
/// approximation, one over each of the word's two counts with its prior.
pub fn log_odds(words: &[(u64, u64)], prior: Prior, level: f64) -> Vec<Result<LogOdds, Reason>> {
    let total = |of: fn(&(u64, u64)) -> u64| words.iter().map(|it| of(it) as f64).sum::<f64>();
    let (target, reference) = (total(|it| it.0), total(|it| it.1));
    let of_word = |word: &(u64, u64)| match prior {
        Prior::Each(each) => each,
        Prior::Pooled => word.0 as f64 + word.1 as f64,
    };
    let all: f64 = words.iter().map(of_word).sum();
    let quantile = normal(level);
    let n = (target + reference) as u64;
    let of = |word: &(u64, u64)| {
        let pseudo = of_word(word);
        if !(pseudo > 0.0 && pseudo.is_finite()) {
            return Err(Reason::OutOfRange);
        }
        let (a, b) = (word.0 as f64 + pseudo, word.1 as f64 + pseudo);
        let (rest_a, rest_b) = (target + all - a, reference + all - b);
        if !(rest_a > 0.0 && rest_b > 0.0) {
            return Err(Reason::NoVariation);
        }
        let value = (a / rest_a).ln() - (b / rest_b).ln();
        let error = (1.0 / a + 1.0 / b).sqrt();
        let z = value / error;
        if !z.is_finite() {
            return Err(Reason::OutOfRange);
        }
        let interval = Interval::new(value - quantile * error, value + quantile * error);
        let difference = Estimate::new(value, Ok(interval), n, Method::Posterior);
        Ok(LogOdds { difference, z, p: normal_p(z) })
    };
    words.iter().map(of).collect()
}
