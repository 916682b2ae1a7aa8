//! The ratings of two coders beside each other: for each kind of unit that both rated their two
//! values, and of a binary code the table of two by two. Units that one of them left out do not count.
//! Of more coders the coincidences of a binary code over all their pairs.

use super::kinds::View;
use super::statistic::Basis;
use super::{Coded, Ratings, Reason};

/// A binary code by two coders, over the units that both coded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwoByTwo {
    /// Both gave 1.
    pub both: u64,
    /// The first coder alone gave 1.
    pub first: u64,
    /// The second coder alone gave 1.
    pub second: u64,
    /// Neither gave 1.
    pub neither: u64,
}

impl TwoByTwo {
    /// The table of two coders by their numbers, where all values are 0 and 1.
    pub fn new(ratings: &Ratings, first: u32, second: u32) -> Option<TwoByTwo> {
        let numbers = binary(ratings)?;
        let mut table = TwoByTwo::default();
        for unit in 0..ratings.units.len() {
            let coded = ratings.of_unit(unit);
            let of = |coder: u32| {
                let found = coded.iter().find(|it| it.coder == coder)?;
                numbers.get(found.value as usize).map(|it| *it == 1.0)
            };
            let Some(pair) = of(first).zip(of(second)) else { continue };
            match pair {
                (true, true) => table.both += 1,
                (true, false) => table.first += 1,
                (false, true) => table.second += 1,
                (false, false) => table.neither += 1,
            }
        }
        Some(table)
    }

    /// Number of units that both coded.
    pub fn n(&self) -> u64 {
        self.both + self.first + self.second + self.neither
    }
}

/// The values as numbers, where all are 0 and 1.
fn binary(ratings: &Ratings) -> Option<&[f64]> {
    let numbers = ratings.numbers.as_deref()?;
    numbers.iter().all(|it| *it == 0.0 || *it == 1.0).then_some(numbers)
}

/// A binary code by any number of coders: pairs of ratings of one unit, summed over units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coincidences {
    /// Pairs of 1 and 1.
    pub both: u64,
    /// Pairs of 1 and 0.
    pub differ: u64,
    /// Pairs of 0 and 0.
    pub neither: u64,
}

impl Coincidences {
    /// Of all coders, where all values are 0 and 1.
    pub fn new(ratings: &Ratings) -> Option<Coincidences> {
        let numbers = binary(ratings)?;
        let mut sums = Coincidences::default();
        for unit in 0..ratings.units.len() {
            let coded = ratings.of_unit(unit);
            let is_one = |it: &&Coded| numbers.get(it.value as usize) == Some(&1.0);
            let ones = coded.iter().filter(is_one).count() as u64;
            let zeros = coded.len() as u64 - ones;
            sums.both += ones * ones.saturating_sub(1) / 2;
            sums.differ += ones * zeros;
            sums.neither += zeros * zeros.saturating_sub(1) / 2;
        }
        Some(sums)
    }

    /// Number of pairs.
    pub fn n(&self) -> u64 {
        self.both + self.differ + self.neither
    }
}

/// The values of two coders, kind by kind.
pub struct Two {
    /// The two values; `None` where one of them is missing.
    pub values: Vec<Option<(usize, usize)>>,
    /// How often each value was given by the first and by the second.
    pub first: Vec<f64>,
    pub second: Vec<f64>,
    /// Units that both rated.
    pub n: f64,
}

impl Two {
    /// Of ratings by two coders.
    pub fn new(basis: &Basis<'_>) -> Self {
        let kinds = basis.kinds(View::Coded);
        let values = (0..kinds.len()).map(|kind| match kinds.entries(kind) {
            [first, second] => Some((first.1 as usize, second.1 as usize)),
            _ => None,
        });
        let none = vec![0.0; basis.ratings.values.len()];
        Two { values: values.collect(), first: none.clone(), second: none, n: 0.0 }
    }

    /// Counts the values.
    pub fn count(&mut self, weights: &[f64]) -> Result<(), Reason> {
        self.first.fill(0.0);
        self.second.fill(0.0);
        self.n = 0.0;
        for (&weight, values) in weights.iter().zip(&self.values) {
            if let Some((first, second)) = values {
                self.n += weight;
                self.first[*first] += weight;
                self.second[*second] += weight;
            }
        }
        if self.n > 0.0 { Ok(()) } else { Err(Reason::NoOverlap) }
    }

    /// The mean over the units that both rated of a function of the two values.
    pub fn mean(&self, weights: &[f64], of: impl Fn(usize, usize) -> f64) -> f64 {
        let counted = weights.iter().zip(&self.values);
        let sum: f64 =
            counted.filter_map(|(weight, values)| values.map(|(a, b)| weight * of(a, b))).sum();
        sum / self.n
    }
}
