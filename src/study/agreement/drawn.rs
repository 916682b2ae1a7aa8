//! Ratings weighted by what their units stand for. A sample that holds more of rare codes than what it was drawn from
//! has another agreement than that, as agreement beyond chance depends on how rare a code is.

use std::collections::HashMap;

use crate::engine::reliability::Ratings;

use super::{Name, Row, Rows};

/// The units that two coders or more rated, each with the number of segments of its stratum over the number of units
/// of it that were rated so: which of those drawn had a second coder is left to chance. With the share of all segments
/// that are in such strata. `None` where that is not known of each unit, or all weigh the same.
pub fn weighted(ratings: &Ratings, rows: &Rows, of: &[&Row]) -> Option<(Ratings, f64)> {
    if rows.strata.is_empty() {
        return None;
    }
    let paired = ratings.keep(|unit, _| ratings.of_unit(unit).len() > 1);
    let names: HashMap<&str, Name> = of.iter().map(|it| (rows.text(it.unit), it.unit)).collect();
    let stratum = |unit: &str| names.get(unit).and_then(|it| rows.stratum_of.get(it)).copied();
    let mut rated: HashMap<Name, f64> = HashMap::new();
    for unit in paired.units() {
        *rated.entry(stratum(unit)?).or_default() += 1.0;
    }
    let weight = |unit: &str| stratum(unit).map_or(0.0, |it| rows.strata[&it] / rated[&it]);
    let first = weight(paired.units().first()?);
    if paired.units().iter().all(|it| (weight(it) / first - 1.0).abs() < 1e-9) {
        return None;
    }
    let covered: f64 = rated.keys().map(|it| rows.strata[it]).sum();
    Some((paired.weighted(weight)?, covered / rows.strata.values().sum::<f64>()))
}
