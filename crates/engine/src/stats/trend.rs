//! Whether a code's share rises or falls over groups in an order: Cochran and Armitage's test, the
//! slope with its interval, and both where segments stand in documents.
//!
//! Counts, or sums over clusters, and a score for each group enter. Deliberately absent: which score a
//! group has (years, ranks), and trends that are no straight line.

use super::crossed::Form;
use super::distribution::{chi_square_p, student_p};
use super::{Clusters, Crossed, Estimate, Interval, Method, Reason, Test, TestName, student};

/// A linear trend of a share over scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The change of the share for one unit of the score.
    pub slope: Estimate,
    /// Whether there is a trend at all.
    pub test: Result<Test, Reason>,
}

impl Trend {
    /// The test's statistic with the sign of the slope: z for independent observations, t for
    /// clusters.
    pub fn z(&self) -> Option<f64> {
        let test = self.test.ok()?;
        match test.name {
            TestName::CochranArmitage => Some(test.statistic.sqrt().copysign(self.slope.value()?)),
            _ => Some(test.statistic),
        }
    }
}

/// The straight line through the shares, each with the weight of its group.
struct Line {
    groups: Vec<usize>,
    /// Score less mean score, by group.
    distance: Vec<f64>,
    /// Share on the line, by group.
    fitted: Vec<f64>,
    /// Sum of weight times squared distance.
    spread: f64,
    slope: f64,
    share: f64,
    n: u64,
}

/// Tests for a trend in the shares of groups, each with `(given, segments)`, over their scores; the
/// observations are taken as independent. The chi-square is that of R's `prop.trend.test`. The interval
/// of the slope is that of [`trend_clustered`] with each segment as a cluster.
///
/// # Undefined
///
/// Without segments; with fewer than two groups that hold any; where the code is given to all segments
/// or to none; where more is given than there is; where the groups have one score, or not a finite one
/// each. The interval and not the slope: with two segments; where all lie on the line.
///
/// # Reference
///
/// Armitage (1955), Biometrics 11, 375–386; Cochran (1954), Biometrics 10, 417–451.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::trend;
///
/// let phases = [(15, 100), (22, 110), (30, 105), (41, 99)];
/// let found = trend(&phases, &[1.0, 2.0, 3.0, 4.0], 0.95).unwrap();
/// assert!((found.test.unwrap().statistic - 20.062325).abs() < 1e-6);
/// assert!(found.z().unwrap() > 0.0);
/// ```
pub fn trend(groups: &[(u64, u64)], scores: &[f64], level: f64) -> Result<Trend, Reason> {
    let mut sums = vec![Clusters::default(); groups.len()];
    for (sums, &(y, n)) in sums.iter_mut().zip(groups) {
        *sums = Clusters { y, n, segments: n, ..Clusters::default() };
    }
    let crossed = Crossed { groups: sums, ..Crossed::default() };
    let line = Line::through(&crossed, scores)?;
    let variance = line.share * (1.0 - line.share) / line.spread;
    let statistic = line.slope * line.slope / variance;
    let test = Test {
        statistic,
        df: 1.0,
        denominator_df: None,
        p: chi_square_p(statistic, 1.0),
        name: TestName::CochranArmitage,
    };
    let mut squares = 0.0;
    for (at, &group) in line.groups.iter().enumerate() {
        let (y, n) = groups[group];
        let (distance, fitted) = (line.distance[at], line.fitted[at]);
        let residuals = y as f64 * (1.0 - fitted).powi(2) + (n - y) as f64 * fitted * fitted;
        squares += distance * distance * residuals;
    }
    let n = line.n;
    let spread = if n < 3 {
        Err(Reason::TooFewClusters)
    } else if squares > 0.0 {
        Ok(n as f64 / (n - 1) as f64 * squares / (line.spread * line.spread))
    } else {
        Err(Reason::NoVariation)
    };
    let interval = spread.map(|variance| line.interval(variance, n - 2, level));
    let slope = Estimate::new(line.slope, interval, n, Method::LinearisedIndependent);
    Ok(Trend { slope, test: Ok(test) })
}

/// Tests for a linear trend in the shares of groups over their scores, clustered by document and
/// weighted: the slope of the line over its standard error by linearisation, a t with C − 2 degrees of
/// freedom for C documents. Equal to `svyglm(y ~ score)` of R's survey for one design stratum. For two
/// groups it is the design-based test of their difference.
///
/// # Undefined
///
/// As [`trend`], with one score for several groups too. The test and the interval, but not the slope:
/// with one document; with two, which leave no degree of freedom; where the documents lie on the line.
///
/// # Reference
///
/// Binder (1983), International Statistical Review 51, 279–292; Lumley (2010), Complex Surveys,
/// section 5.2.
pub fn trend_clustered(crossed: &Crossed, scores: &[f64], level: f64) -> Result<Trend, Reason> {
    let line = Line::through(crossed, scores)?;
    let variance = line.clustered_variance(crossed);
    let freedom = crossed.clusters.saturating_sub(2);
    let interval = variance.map(|it| line.interval(it, freedom, level));
    let test = variance.map(|variance| {
        let t = line.slope / variance.sqrt();
        Test {
            statistic: t,
            df: freedom as f64,
            denominator_df: None,
            p: student_p(t, freedom as f64),
            name: TestName::LinearTrend,
        }
    });
    Ok(Trend { slope: Estimate::new(line.slope, interval, line.n, Method::Linearised), test })
}

impl Line {
    fn through(crossed: &Crossed, scores: &[f64]) -> Result<Line, Reason> {
        let groups = crossed.compared()?;
        if scores.len() != crossed.groups.len() || groups.iter().any(|it| !scores[*it].is_finite())
        {
            return Err(Reason::OutOfRange);
        }
        let sums: Vec<&Clusters> = groups.iter().map(|it| &crossed.groups[*it]).collect();
        let weight: f64 = sums.iter().map(|it| it.n as f64).sum();
        let given: f64 = sums.iter().map(|it| it.y as f64).sum();
        let score = |at: usize| scores[groups[at]];
        // from the first score: years are far from zero and near to one another
        let origin = score(0);
        if (0..groups.len()).all(|it| score(it) == origin) {
            return Err(Reason::OneScore);
        }
        let mean = sums.iter().enumerate().map(|(at, it)| it.n as f64 * (score(at) - origin));
        let mean = mean.sum::<f64>() / weight;
        let distance: Vec<f64> = (0..groups.len()).map(|it| score(it) - origin - mean).collect();
        let share = given / weight;
        let (mut spread, mut product) = (0.0, 0.0);
        for (distance, it) in distance.iter().zip(&sums) {
            spread += it.n as f64 * distance * distance;
            product += distance * (it.y as f64 - share * it.n as f64);
        }
        let slope = product / spread;
        // squares of what is outside have no place in a float
        if !((1e-200..1e200).contains(&spread) && slope.is_finite()) {
            return Err(Reason::OutOfRange);
        }
        let fitted = distance.iter().map(|it| share + slope * it).collect();
        let n = sums.iter().map(|it| it.segments).sum();
        Ok(Line { groups, distance, fitted, spread, slope, share, n })
    }

    /// Variance of the slope by linearisation over clusters.
    fn clustered_variance(&self, crossed: &Crossed) -> Result<f64, Reason> {
        let correction = crossed.correction()?;
        if crossed.clusters < 3 {
            return Err(Reason::TooFewClusters);
        }
        // the residual from the line is that from the group's own share, and their distance times n
        let mut forms = Vec::new();
        let mut factors = Vec::new();
        for (at, &group) in self.groups.iter().enumerate() {
            let it = &crossed.groups[group];
            let share = it.y as f64 / it.n as f64;
            forms.push(Form::residual(group, it.y, it.n, it.n as f64));
            factors.push(self.distance[at]);
            forms.push(Form { group, y: 0, n: 1, all: 0, divisor: 1.0 });
            factors.push(self.distance[at] * (share - self.fitted[at]));
        }
        let products = crossed.products(&forms);
        let (mut squares, mut scale) = (0.0, 0.0);
        for (row, first) in factors.iter().enumerate() {
            for (column, second) in factors.iter().enumerate() {
                squares += first * second * products[row][column];
            }
            scale += first * first * products[row][row];
        }
        // what rounding leaves of nothing
        if squares <= 1e-12 * scale {
            return Err(Reason::NoClusterVariation);
        }
        Ok(correction * squares / (self.spread * self.spread))
    }

    fn interval(&self, variance: f64, freedom: u64, level: f64) -> Interval {
        let reach = student(level, freedom) * variance.sqrt();
        Interval::new(self.slope - reach, self.slope + reach)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn trends_that_are_undefined_say_why() {
        let groups = [(1, 4), (3, 5), (0, 0)];
        for (groups, scores, reason) in [
            (&groups[..0], vec![], Reason::NoDenominator),
            (&groups[1..], vec![1.0, 2.0], Reason::OneGroup),
            (&groups[..2], vec![1.0], Reason::OutOfRange),
            (&groups[..2], vec![1.0, f64::NAN], Reason::OutOfRange),
            (&groups[..2], vec![1.0, 1e300], Reason::OutOfRange),
            (&groups[..], vec![7.0, 7.0, 8.0], Reason::OneScore),
            (&[(0, 3), (0, 4)], vec![1.0, 2.0], Reason::NoVariation),
            (&[(9, 3), (0, 4)], vec![1.0, 2.0], Reason::Inconsistent),
        ] {
            assert_eq!(trend(groups, &scores, 0.95), Err(reason), "{groups:?} {scores:?}");
        }
        let on_the_line = trend(&[(0, 3), (4, 4)], &[0.0, 1.0], 0.95).unwrap();
        assert_eq!(on_the_line.slope.value(), Some(1.0));
        assert_eq!(on_the_line.slope.reason(), Some(Reason::NoVariation));
        assert!(on_the_line.test.unwrap().p < 0.01);
    }

    #[test]
    fn few_or_equal_documents_leave_a_slope_without_a_test() {
        for (clusters, reason) in [
            (vec![[(1, 4), (3, 5)]], Reason::OneCluster),
            (vec![[(1, 4), (3, 5)], [(2, 3), (2, 3)]], Reason::TooFewClusters),
            (
                vec![[(1, 4), (2, 4)], [(2, 8), (4, 8)], [(1, 4), (0, 0)]],
                Reason::NoClusterVariation,
            ),
        ] {
            let mut crossed = Crossed::new(2);
            clusters.iter().for_each(|it| crossed.add(it));
            let found = trend_clustered(&crossed, &[1.0, 2.0], 0.95).unwrap();
            assert!(found.slope.value().is_some());
            assert_eq!(found.slope.reason(), Some(reason));
            assert_eq!((found.test, found.z()), (Err(reason), None));
        }
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_slope_and_turns_with_the_scores(
            clusters in prop::collection::vec(prop::collection::vec((0u64..5, 0u64..5), 4), 3..12),
            start in 1950i32..2020
        ) {
            let mut crossed = Crossed::new(4);
            for it in &clusters {
                let it: Vec<_> = it.iter().map(|&(y, n)| (y.min(n), n)).collect();
                crossed.add(&it);
            }
            let scores: Vec<f64> = (0..4).map(|it| f64::from(start + it)).collect();
            let turned: Vec<f64> = scores.iter().map(|it| -it).collect();
            if let Ok(found) = trend_clustered(&crossed, &scores, 0.95) {
                let other = trend_clustered(&crossed, &turned, 0.95).unwrap();
                let slope = found.slope.value().unwrap();
                prop_assert!((slope + other.slope.value().unwrap()).abs() < 1e-12);
                if let (Ok(test), Some(interval)) = (found.test, found.slope.interval()) {
                    prop_assert!((0.0..=1.0).contains(&test.p));
                    prop_assert!(interval.low <= slope && slope <= interval.high);
                    prop_assert_eq!(test.p < 0.05, interval.low > 0.0 || interval.high < 0.0);
                    prop_assert!((found.z().unwrap() + other.z().unwrap()).abs() < 1e-6);
                }
            }
        }

        #[test]
        fn one_segment_a_document_gives_the_plain_interval(
            groups in prop::collection::vec((1u64..20, 1u64..20), 2..5)
        ) {
            let mut single = Crossed::new(groups.len());
            let mut counts = Vec::new();
            for (at, &(given, not)) in groups.iter().enumerate() {
                counts.push((given, given + not));
                for it in 0..given + not {
                    let mut cluster = vec![(0, 0); groups.len()];
                    cluster[at] = (u64::from(it < given), 1);
                    single.add(&cluster);
                }
            }
            let scores: Vec<f64> = (0..groups.len()).map(|it| (it * it) as f64).collect();
            let plain = trend(&counts, &scores, 0.95).unwrap();
            let found = trend_clustered(&single, &scores, 0.95).unwrap();
            prop_assert!((plain.slope.value().unwrap() - found.slope.value().unwrap()).abs() < 1e-12);
            let (a, b) = (plain.slope.interval().unwrap(), found.slope.interval().unwrap());
            prop_assert!((a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9);
        }
    }
}
