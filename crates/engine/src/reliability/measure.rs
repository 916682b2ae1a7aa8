//! Coefficients of ratings: the value, its interval by the method that was asked for, or the reason
//! why there is none.

use super::analytic::analytic;
use super::bootstrap::{Draws, Units, percentiles};
use super::random::Random;
use super::statistic::{Basis, Coefficient, Statistic};
use super::{Ratings, Reason};
use crate::stats::{Estimate, Interval, LEVEL, Method};

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalKind {
    /// Percentiles of draws of units, or of clusters where there are any.
    Bootstrap,
    /// By a formula for the variance, where there is one.
    Analytic,
    /// Krippendorff's own bootstrap, of alpha only.
    Krippendorff,
    /// None.
    None,
}

impl IntervalKind {
    /// Every kind, the default first.
    pub const ALL: [IntervalKind; 4] = [
        IntervalKind::Bootstrap,
        IntervalKind::Analytic,
        IntervalKind::Krippendorff,
        IntervalKind::None,
    ];

    /// The name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            IntervalKind::Bootstrap => "bootstrap",
            IntervalKind::Analytic => "analytic",
            IntervalKind::Krippendorff => "krippendorff",
            IntervalKind::None => "none",
        }
    }

    /// One sentence for the help.
    pub fn doc(self) -> &'static str {
        match self {
            IntervalKind::Bootstrap => "draws of units, or of clusters with --cluster",
            IntervalKind::Analytic => "a formula for the variance, where there is one",
            IntervalKind::Krippendorff => {
                "Krippendorff's draws of pairs, of alpha only; narrower, for comparison"
            }
            IntervalKind::None => "no interval",
        }
    }
}

/// How coefficients are measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How intervals are made.
    pub interval: IntervalKind,
    /// Draws of a bootstrap.
    pub draws: u32,
    /// The seed of its random numbers.
    pub seed: u64,
    /// The level of intervals.
    pub level: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { interval: IntervalKind::Bootstrap, draws: 1000, seed: 1, level: LEVEL }
    }
}

/// A coefficient of ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Its value and interval, or why there is none; n is the number of units that two coders or
    /// more rated.
    pub estimate: Estimate,
    /// Its standard error, of an analytic interval.
    pub standard_error: Option<f64>,
    /// The draws, of a bootstrap.
    pub draws: Option<Draws>,
}

/// Measures several coefficients of the same ratings, with the same draws.
///
/// # Undefined
///
/// With one coder, without a unit that two coders rated, where all ratings are the same and the
/// coefficient corrects for chance, and where values or number of coders do not fit the coefficient.
///
/// # Examples
///
/// ```
/// use framebook_engine::reliability::{Level, Rating, Ratings, Settings, coefficient, measure};
///
/// let row = |unit, coder, value| Rating { unit, coder, value, cluster: None };
/// let rows = [("1", "a", "0"), ("1", "b", "0"), ("2", "a", "1"), ("2", "b", "1"), ("3", "a", "0"), ("3", "b", "1")];
/// let ratings = Ratings::new(Level::Nominal, rows.map(|(u, c, v)| row(u, c, v))).unwrap();
/// let alpha = coefficient("krippendorff_alpha_nominal").unwrap();
/// let found = measure(&ratings, &[alpha], &Settings::default());
/// assert!((found[0].estimate.value().unwrap() - 4.0 / 9.0).abs() < 1e-12);
/// ```
pub fn measure(
    ratings: &Ratings,
    coefficients: &[&Coefficient],
    settings: &Settings,
) -> Vec<Measured> {
    let basis = Basis::new(ratings);
    let n = ratings.n_pairable() as u64;
    let mut statistics: Vec<Option<Box<dyn Statistic + '_>>> = Vec::new();
    let mut values: Vec<Result<f64, Reason>> = Vec::new();
    for coefficient in coefficients {
        match coefficient.refuses(ratings) {
            Some(reason) => {
                statistics.push(None);
                values.push(Err(reason));
            }
            None => {
                let mut statistic = (coefficient.prepare)(&basis);
                let value = statistic.value(&basis.kinds(statistic.view()).weights());
                let value = value
                    .and_then(|it| if it.is_finite() { Ok(it) } else { Err(Reason::OutOfRange) });
                statistics.push(value.is_ok().then_some(statistic));
                values.push(value);
            }
        }
    }
    let intervals = match settings.interval {
        IntervalKind::None => vec![Found::without(Reason::NotAsked, Method::None); values.len()],
        IntervalKind::Bootstrap => bootstrap(ratings, &basis, &mut statistics, settings),
        IntervalKind::Analytic | IntervalKind::Krippendorff => {
            let each = statistics.iter_mut().zip(&values);
            each.map(|(statistic, value)| match (statistic, value) {
                (Some(statistic), Ok(value)) if settings.interval == IntervalKind::Analytic => {
                    by_formula(ratings, &basis, statistic.as_mut(), *value, settings.level)
                }
                (Some(statistic), Ok(_)) => by_pairs(&basis, statistic.as_mut(), settings),
                _ => Found::without(Reason::NotAsked, Method::None),
            })
            .collect()
        }
    };
    let each = values.into_iter().zip(intervals);
    each.map(|(value, found)| match value {
        Err(reason) => {
            Measured { estimate: Estimate::Undefined(reason), standard_error: None, draws: None }
        }
        Ok(value) => {
            let Found { interval, method, standard_error, draws } = found;
            Measured {
                estimate: Estimate::Defined { value, interval, n, method },
                standard_error,
                draws,
            }
        }
    })
    .collect()
}

/// An interval, or why there is none.
#[derive(Clone, Copy)]
struct Found {
    interval: Result<Interval, Reason>,
    method: Method,
    standard_error: Option<f64>,
    draws: Option<Draws>,
}

impl Found {
    fn without(reason: Reason, method: Method) -> Found {
        Found { interval: Err(reason), method, standard_error: None, draws: None }
    }
}

fn bootstrap(
    ratings: &Ratings,
    basis: &Basis<'_>,
    statistics: &mut [Option<Box<dyn Statistic + '_>>],
    settings: &Settings,
) -> Vec<Found> {
    let method = match ratings.clusters {
        Some(_) => Method::BootstrapClusters,
        None => Method::BootstrapUnits,
    };
    let mut units = match Units::new(ratings) {
        Ok(units) => units,
        Err(reason) => return vec![Found::without(reason, method); statistics.len()],
    };
    let values = units.values(basis, statistics, settings.draws, settings.seed);
    let each = values.into_iter().map(|values| {
        let (interval, draws) = percentiles(values, settings.draws, settings.level);
        Found { interval, method, standard_error: None, draws: Some(draws) }
    });
    each.collect()
}

fn by_formula(
    ratings: &Ratings,
    basis: &Basis<'_>,
    statistic: &mut dyn Statistic,
    value: f64,
    level: f64,
) -> Found {
    let kinds = basis.kinds(statistic.view());
    let found = statistic
        .influence(&kinds.weights())
        .and_then(|influence| analytic(ratings, kinds, &influence, value, level));
    match found {
        Err(reason) => Found::without(reason, Method::Gwet),
        Ok(found) => Found {
            interval: Ok(found.interval),
            method: found.method,
            standard_error: Some(found.standard_error),
            draws: None,
        },
    }
}

fn by_pairs(basis: &Basis<'_>, statistic: &mut dyn Statistic, settings: &Settings) -> Found {
    let method = Method::BootstrapPairs;
    if basis.ratings.weights.is_some() {
        return Found::without(Reason::NotOfThis, method);
    }
    let pairs = match statistic.pairs(&basis.kinds(statistic.view()).weights()) {
        Ok(pairs) if pairs.too_many(settings.draws) => {
            return Found::without(Reason::TooLarge, method);
        }
        Ok(pairs) => pairs,
        Err(reason) => return Found::without(reason, method),
    };
    let draw = |number| pairs.draw(&mut Random::new(settings.seed, u64::from(number))).ok();
    let values = (0..settings.draws).filter_map(draw).collect();
    let (interval, draws) = percentiles(values, settings.draws, settings.level);
    Found { interval, method, standard_error: None, draws: Some(draws) }
}
