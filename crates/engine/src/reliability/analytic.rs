//! Analytic intervals: from the influence of each unit to a standard error and an interval. Clustered
//! where units stand in clusters: influences are added up within a cluster, which is then taken for
//! independent of the others. Where units are weighted, an influence counts with the weight of its unit.
//!
//! # Reference
//!
//! Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapter 5; clusters as for any mean by
//! linearisation, Binder (1983), International Statistical Review 51, 279–292.

use super::kinds::Kinds;
use super::statistic::{Form, Influence};
use super::{Ratings, Reason};
use crate::stats::{Interval, Method, normal, student};

/// A standard error with its interval.
pub struct Analytic {
    pub standard_error: f64,
    pub interval: Interval,
    pub method: Method,
}

/// The interval about `value` of a level, at most 1.
///
/// # Errors
///
/// Fewer than two units or clusters.
pub fn analytic(
    ratings: &Ratings,
    kinds: &Kinds,
    influence: &Influence,
    value: f64,
    level: f64,
) -> Result<Analytic, Reason> {
    let of_unit = kinds.of_unit.iter().enumerate().filter_map(|(unit, &kind)| {
        let influence_of_kind = *influence.of_kind.get(kind as usize)?;
        let weight = kinds.unit_weights.as_ref().map_or(1.0, |it| it[unit]);
        Some((unit, weight * (influence_of_kind? - influence.centre)))
    });
    let (mut n, mut squares) = (0_u64, 0.0);
    let mut of_cluster = std::collections::BTreeMap::<u32, f64>::new();
    for (unit, off) in of_unit {
        n += 1;
        match &ratings.clusters {
            None => squares += off * off,
            Some(clusters) => *of_cluster.entry(clusters[unit]).or_default() += off,
        }
    }
    if n < 2 {
        return Err(Reason::TooFewUnits);
    }
    let units = n as f64;
    let (variance, times, method) = match (&ratings.clusters, influence.form) {
        (Some(_), _) if of_cluster.len() < 2 => return Err(Reason::OneCluster),
        (Some(_), _) => {
            let g = of_cluster.len() as f64;
            let squares: f64 = of_cluster.values().map(|it| it * it).sum();
            let variance = g / (g - 1.0) * squares / (units * units);
            (variance, student(level, of_cluster.len() as u64 - 1), Method::GwetClustered)
        }
        (None, Form::Gwet) => {
            (squares / (units * (units - 1.0)), student(level, n - 1), Method::Gwet)
        }
        (None, Form::FleissCohenEveritt) => {
            (squares / (units * units), normal(level), Method::FleissCohenEveritt)
        }
    };
    let standard_error = variance.sqrt();
    let half = times * standard_error;
    let interval = Interval { low: value - half, high: (value + half).min(1.0) };
    Ok(Analytic { standard_error, interval, method })
}
