//! The bootstrap of units: units, or the clusters that they stand in, are drawn with replacement, with
//! all their ratings, and everything is computed anew, chance agreement too. All coefficients see the
//! same draws. A draw is a function of the seed and of its number.
//!
//! # Reference
//!
//! Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13 (percentiles). Clusters:
//! Davison and Hinkley (1997), Bootstrap methods and their application, section 3.8.

use super::kinds::View;
use super::random::Random;
use super::statistic::{Basis, Statistic};
use super::{Ratings, Reason};
use crate::stats::Interval;

/// What the draws of a bootstrap came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    /// Number of draws.
    pub n: u32,
    /// Those in which the coefficient has no value; they are in no percentile and no share.
    pub undefined: u32,
    /// Share of the others at .667 or above.
    pub above_667: f64,
    /// Share of the others at .800 or above.
    pub above_800: f64,
}

/// The draws of units.
pub struct Units<'r> {
    ratings: &'r Ratings,
    /// The clusters that stand here, by their numbers.
    clusters: Vec<u32>,
    cluster_times: Vec<u32>,
    times: Vec<u32>,
    weights: [Vec<f64>; 2],
}

impl<'r> Units<'r> {
    /// Of these ratings.
    ///
    /// # Errors
    ///
    /// Fewer than two units or clusters.
    pub fn new(ratings: &'r Ratings) -> Result<Self, Reason> {
        let n_units = ratings.units.len();
        let mut clusters = ratings.clusters.clone().unwrap_or_default();
        clusters.sort_unstable();
        clusters.dedup();
        if n_units < 2 {
            return Err(Reason::TooFewUnits);
        }
        if ratings.clusters.is_some() && clusters.len() < 2 {
            return Err(Reason::OneCluster);
        }
        let cluster_times = vec![0; clusters.last().map_or(0, |it| *it as usize + 1)];
        let (times, weights) = (vec![0; n_units], [Vec::new(), Vec::new()]);
        Ok(Units { ratings, clusters, cluster_times, times, weights })
    }

    /// Draws once.
    fn draw(&mut self, random: &mut Random) {
        let Some(of_unit) = &self.ratings.clusters else {
            self.times.fill(0);
            let n = self.times.len();
            for _ in 0..n {
                self.times[random.below(n)] += 1;
            }
            return;
        };
        self.cluster_times.fill(0);
        let n = self.clusters.len();
        for _ in 0..n {
            self.cluster_times[self.clusters[random.below(n)] as usize] += 1;
        }
        for (times, cluster) in self.times.iter_mut().zip(of_unit) {
            *times = self.cluster_times[*cluster as usize];
        }
    }

    /// The values of each coefficient in `n` draws, undefined ones left out.
    pub fn values(
        &mut self,
        basis: &Basis<'_>,
        statistics: &mut [Option<Box<dyn Statistic + '_>>],
        n: u32,
        seed: u64,
    ) -> Vec<Vec<f64>> {
        let mut values = vec![Vec::new(); statistics.len()];
        for number in 0..n {
            self.draw(&mut Random::new(seed, u64::from(number)));
            let mut weighed = [false; 2];
            for (statistic, values) in statistics.iter_mut().zip(&mut values) {
                let Some(statistic) = statistic else { continue };
                let view = statistic.view();
                let at = usize::from(view == View::Coded);
                if !std::mem::replace(&mut weighed[at], true) {
                    basis.kinds(view).weigh(&self.times, &mut self.weights[at]);
                }
                values.extend(statistic.value(&self.weights[at]).ok().filter(|it| it.is_finite()));
            }
        }
        values
    }
}

/// The percentile interval of a level, and what the draws came to.
///
/// # Errors
///
/// Where the coefficient has a value in fewer than half of the draws.
pub fn percentiles(mut values: Vec<f64>, n: u32, level: f64) -> (Result<Interval, Reason>, Draws) {
    values.sort_unstable_by(f64::total_cmp);
    let defined = values.len();
    let above = |least: f64| {
        let n_below = values.partition_point(|it| *it < least);
        if defined == 0 { 0.0 } else { (defined - n_below) as f64 / defined as f64 }
    };
    let draws = Draws {
        n,
        undefined: n.saturating_sub(defined as u32),
        above_667: above(0.667),
        above_800: above(0.8),
    };
    let tail = (1.0 - level) / 2.0;
    let interval = match (quantile(&values, tail), quantile(&values, 1.0 - tail)) {
        (Some(low), Some(high)) if defined as u64 * 2 >= u64::from(n) => Ok(Interval { low, high }),
        _ => Err(Reason::TooFewDraws),
    };
    (interval, draws)
}

/// The quantile of sorted values, between two of them in proportion.
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let at = (sorted.len().checked_sub(1)?) as f64 * p;
    let below = sorted.get(at.floor() as usize)?;
    let above = sorted.get(at.ceil() as usize)?;
    Some(below + (above - below) * at.fract())
}
