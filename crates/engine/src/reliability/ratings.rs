//! What coders gave to units: who, to what, which value. Ratings as strings enter; integers in the
//! order of the units leave, values interned, missing ones left out. Deliberately absent: what a
//! coefficient makes of them, and where rows come from.

use rustc_hash::FxHashMap;
use thiserror::Error;

/// What may be done with values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// They are the same or not.
    Nominal,
    /// They have an order.
    Ordinal,
    /// Their differences are comparable.
    Interval,
    /// Their ratios are too: the scale begins at zero.
    Ratio,
    /// Each is a set of labels, `a;b`; the empty set is `{}`.
    Sets,
}

impl Level {
    /// The levels of measurement, in their order.
    pub const MEASUREMENT: [Level; 4] =
        [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio];

    /// The name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Level::Nominal => "nominal",
            Level::Ordinal => "ordinal",
            Level::Interval => "interval",
            Level::Ratio => "ratio",
            Level::Sets => "sets",
        }
    }

    /// Whether a value has to be a number.
    pub fn is_numeric(self) -> bool {
        matches!(self, Level::Ordinal | Level::Interval | Level::Ratio)
    }
}

/// One value that one coder gave to one unit. What is missing is left out.
#[derive(Clone, Copy, Debug)]
pub struct Rating<'a> {
    /// The unit.
    pub unit: &'a str,
    /// The coder.
    pub coder: &'a str,
    /// The value, not empty.
    pub value: &'a str,
    /// The cluster of the unit, such as its document, where units are not independent.
    pub cluster: Option<&'a str>,
}

/// Why ratings are refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RatingsError {
    /// A value that the level can do nothing with.
    #[error("unit `{unit}`, coder `{coder}`: value `{value}` is no number, and level `{}` takes numbers; give values a number each, or use level `nominal`", .level.name())]
    NoNumber {
        /// The unit.
        unit: String,
        /// The coder.
        coder: String,
        /// The value.
        value: String,
        /// The level that was asked for.
        level: Level,
    },
    /// Two values of one coder for one unit.
    #[error("unit `{unit}`, coder `{coder}`: two values, `{first}` and `{second}`; keep one")]
    TwoValues {
        /// The unit.
        unit: String,
        /// The coder.
        coder: String,
        /// The value that stands first.
        first: String,
        /// The other one.
        second: String,
    },
    /// A unit in two clusters.
    #[error("unit `{unit}`: it stands in two clusters, `{first}` and `{second}`; give it one")]
    TwoClusters {
        /// The unit.
        unit: String,
        /// The cluster that stands first.
        first: String,
        /// The other one.
        second: String,
    },
}

/// A coder's value, as integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coded {
    /// Number of the coder in [`Ratings::coders`].
    pub coder: u32,
    /// Number of the value in [`Ratings::values`].
    pub value: u32,
}

/// Units by coders, with missing ones left out.
///
/// Units, coders and clusters stand in the order of their names, values by number where all are
/// numbers and by name elsewhere: so nothing depends on the order in which ratings were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    pub(super) units: Vec<String>,
    pub(super) coders: Vec<String>,
    pub(super) values: Vec<String>,
    pub(super) numbers: Option<Vec<f64>>,
    pub(super) sets: Option<Vec<Vec<u32>>>,
    /// Cluster of each unit; `None` where every unit stands for itself.
    pub(super) clusters: Option<Vec<u32>>,
    /// What each unit weighs, 1 on average over those that two coders or more rated; `None` where all weigh the same.
    pub(super) weights: Option<Vec<f64>>,
    /// Where the ratings of each unit begin, and the end of the last.
    pub(super) starts: Vec<usize>,
    pub(super) coded: Vec<Coded>,
}

/// Names in the order in which they came, and their numbers.
#[derive(Default)]
struct Names<'a> {
    of: FxHashMap<&'a str, u32>,
    names: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn number(&mut self, name: &'a str) -> u32 {
        *self.of.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() as u32 - 1
        })
    }

    /// The names in their order, and the new number of each old one.
    fn sorted(&self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_unstable_by_key(|&it| self.names[it]);
        let mut number = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = new as u32;
        }
        (order.iter().map(|&it| self.names[it].to_owned()).collect(), number)
    }
}

impl Ratings {
    /// Ratings of the level; the same rating twice counts once.
    ///
    /// # Errors
    ///
    /// A value that is no number where the level takes numbers, two values of one coder for one unit,
    /// a unit in two clusters.
    pub fn new<'a>(
        level: Level,
        ratings: impl IntoIterator<Item = Rating<'a>>,
    ) -> Result<Ratings, RatingsError> {
        let (mut units, mut coders) = (Names::default(), Names::default());
        let (mut values, mut clusters) = (Names::default(), Names::default());
        let mut of_unit: Vec<Option<u32>> = Vec::new();
        let mut rows: Vec<(u32, u32, u32)> = Vec::new();
        for rating in ratings {
            if level.is_numeric() && number(rating.value).is_none() {
                return Err(RatingsError::NoNumber {
                    unit: rating.unit.to_owned(),
                    coder: rating.coder.to_owned(),
                    value: rating.value.to_owned(),
                    level,
                });
            }
            let unit = units.number(rating.unit);
            let cluster = rating.cluster.map(|it| clusters.number(it));
            match of_unit.get(unit as usize) {
                None => of_unit.push(cluster),
                Some(&before) if before == cluster => {}
                Some(&before) => {
                    let name = |it: Option<u32>| {
                        it.and_then(|it| clusters.names.get(it as usize)).map_or("", |it| it)
                    };
                    return Err(RatingsError::TwoClusters {
                        unit: rating.unit.to_owned(),
                        first: name(before).to_owned(),
                        second: name(cluster).to_owned(),
                    });
                }
            }
            rows.push((unit, coders.number(rating.coder), values.number(rating.value)));
        }
        let scale = Scale::new(level, &values.names);
        let (units, unit_number) = units.sorted();
        let (coders, coder_number) = coders.sorted();
        for (unit, coder, value) in &mut rows {
            *unit = unit_number[*unit as usize];
            *coder = coder_number[*coder as usize];
            *value = scale.number_of[*value as usize];
        }
        rows.sort_unstable();
        rows.dedup();
        if let Some(pair) = rows.windows(2).find(|it| (it[0].0, it[0].1) == (it[1].0, it[1].1)) {
            let (unit, coder, first) = pair[0];
            return Err(RatingsError::TwoValues {
                unit: units[unit as usize].clone(),
                coder: coders[coder as usize].clone(),
                first: scale.values[first as usize].clone(),
                second: scale.values[pair[1].2 as usize].clone(),
            });
        }
        let mut starts = vec![0; units.len() + 1];
        for (unit, _, _) in &rows {
            starts[*unit as usize + 1] += 1;
        }
        for unit in 0..units.len() {
            starts[unit + 1] += starts[unit];
        }
        let clusters = (!clusters.names.is_empty()).then(|| {
            let (_, number) = clusters.sorted();
            let n = number.len() as u32;
            let mut alone = n..;
            let mut sorted = vec![0; units.len()];
            for (unit, cluster) in of_unit.iter().enumerate() {
                // a unit without a cluster stands for itself
                let cluster = cluster.map(|it| number[it as usize]).or_else(|| alone.next());
                sorted[unit_number[unit] as usize] = cluster.unwrap_or_default();
            }
            sorted
        });
        let coded = rows.iter().map(|&(_, coder, value)| Coded { coder, value }).collect();
        let Scale { values, numbers, sets, .. } = scale;
        let weights = None;
        Ok(Ratings { units, coders, values, numbers, sets, clusters, weights, starts, coded })
    }

    /// The names of the units that were rated.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// The names of the coders, also of those who rated nothing of a part.
    pub fn coders(&self) -> &[String] {
        &self.coders
    }

    /// The values that occur, also those that do not occur in a part.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The ratings of a unit by its number, in the order of the coders.
    pub fn of_unit(&self, unit: usize) -> &[Coded] {
        let start = self.starts.get(unit).copied().unwrap_or(self.coded.len());
        let end = self.starts.get(unit + 1).copied().unwrap_or(self.coded.len());
        self.coded.get(start..end).unwrap_or_default()
    }

    /// Number of ratings.
    pub fn n_ratings(&self) -> usize {
        self.coded.len()
    }

    /// Number of units that two coders or more rated: what agreement can be seen in.
    pub fn n_pairable(&self) -> usize {
        self.starts.windows(2).filter(|it| it[1] - it[0] > 1).count()
    }

    /// The numbers of the coders who rated anything, in their order.
    pub fn active_coders(&self) -> Vec<u32> {
        let mut seen = vec![false; self.coders.len()];
        for coded in &self.coded {
            seen[coded.coder as usize] = true;
        }
        (0..).zip(seen).filter(|it| it.1).map(|it| it.0).collect()
    }

    /// Whether more than one value occurs.
    pub fn varies(&self) -> bool {
        self.coded.windows(2).any(|it| it[0].value != it[1].value)
    }

    /// The same ratings where units weigh differently, such as one over the likelihood with which each was drawn
    /// (Horvitz and Thompson): what is measured is then the agreement on what they were drawn from. Weights are of
    /// proportions, and enter such that those of the units that two coders or more rated are 1 on average. `None`
    /// where a weight is not above zero and finite, or no unit was rated by two.
    #[must_use]
    pub fn weighted(&self, mut weight: impl FnMut(&str) -> f64) -> Option<Ratings> {
        let weights: Vec<f64> = self.units.iter().map(|it| weight(it)).collect();
        let pairable = |unit: &usize| self.of_unit(*unit).len() > 1;
        let sum: f64 = (0..weights.len()).filter(pairable).map(|it| weights[it]).sum();
        let mean = sum / self.n_pairable() as f64;
        let usable = mean.is_finite() && weights.iter().all(|it| *it > 0.0 && it.is_finite());
        let weights = weights.into_iter().map(|it| it / mean).collect();
        usable.then(|| Ratings { weights: Some(weights), ..self.clone() })
    }

    /// The ratings that are kept, by number of the unit and of the coder; values and coders keep
    /// their numbers, so that a part is measured on the scale of the whole. Units of a part
    /// weigh the same.
    pub fn keep(&self, mut kept: impl FnMut(usize, u32) -> bool) -> Ratings {
        let mut part = Ratings {
            coders: self.coders.clone(),
            values: self.values.clone(),
            numbers: self.numbers.clone(),
            sets: self.sets.clone(),
            clusters: self.clusters.as_ref().map(|_| Vec::new()),
            starts: vec![0],
            ..Ratings::default()
        };
        for (unit, name) in self.units.iter().enumerate() {
            let before = part.coded.len();
            part.coded.extend(self.of_unit(unit).iter().filter(|it| kept(unit, it.coder)));
            if part.coded.len() == before {
                continue;
            }
            part.units.push(name.clone());
            part.starts.push(part.coded.len());
            if let (Some(part), Some(of)) = (&mut part.clusters, &self.clusters) {
                part.push(of[unit]);
            }
        }
        part
    }
}

/// A finite number; what else Rust reads as one (`inf`, `nan`) is none here.
fn number(value: &str) -> Option<f64> {
    value.trim().parse().ok().filter(|it: &f64| it.is_finite())
}

/// A value by its name: `1.0` is what tables with gaps make of `1`, while `1.10` and `01` are names of their own.
fn nominal(name: &str) -> &str {
    match name.strip_suffix(".0") {
        Some(whole) if whole.strip_prefix('-').unwrap_or(whole).parse::<u64>().is_ok() => whole,
        _ => name,
    }
}

/// The values of a level in their order.
struct Scale {
    values: Vec<String>,
    numbers: Option<Vec<f64>>,
    sets: Option<Vec<Vec<u32>>>,
    /// The new number of each value.
    number_of: Vec<u32>,
}

impl Scale {
    fn new(level: Level, names: &[&str]) -> Scale {
        let numbers: Option<Vec<f64>> = names.iter().map(|it| number(it)).collect();
        match (level, numbers) {
            (Level::Sets, _) => Scale::of_sets(names),
            (_, Some(numbers)) => Scale::of_numbers(level, names, &numbers),
            (_, None) => {
                let keys: Vec<String> = names.iter().map(|it| nominal(it).to_owned()).collect();
                let (values, number_of) = ranked(&keys, String::cmp);
                Scale { values, numbers: None, sets: None, number_of }
            }
        }
    }

    fn of_numbers(level: Level, names: &[&str], numbers: &[f64]) -> Scale {
        // -0 and 0 are one number
        let keys = names.iter().zip(numbers).map(|(name, &number)| {
            let number = number + 0.0;
            (number, if level.is_numeric() { number.to_string() } else { nominal(name).to_owned() })
        });
        let keys: Vec<(f64, String)> = keys.collect();
        let (keys, number_of) = ranked(&keys, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (numbers, values) = keys.into_iter().unzip();
        Scale { values, numbers: Some(numbers), sets: None, number_of }
    }

    fn of_sets(names: &[&str]) -> Scale {
        let parts = |name: &str| -> Vec<String> {
            let inner = name.trim();
            let inner =
                inner.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(inner);
            let labels = inner.split(';').map(str::trim).filter(|it| !it.is_empty());
            let mut labels: Vec<String> = labels.map(str::to_owned).collect();
            labels.sort_unstable();
            labels.dedup();
            labels
        };
        let keys: Vec<Vec<String>> = names.iter().map(|it| parts(it)).collect();
        let (keys, number_of) = ranked(&keys, Vec::cmp);
        let mut labels = Names::default();
        let mut sets = Vec::new();
        for key in &keys {
            let mut set: Vec<u32> = key.iter().map(|it| labels.number(it)).collect();
            set.sort_unstable();
            sets.push(set);
        }
        let values = keys.iter().map(|it| if it.is_empty() { "{}".into() } else { it.join(";") });
        Scale { values: values.collect(), numbers: None, sets: Some(sets), number_of }
    }
}

/// The different keys in their order, and the number of each that was given.
fn ranked<K: Clone>(
    keys: &[K],
    order: impl Fn(&K, &K) -> std::cmp::Ordering,
) -> (Vec<K>, Vec<u32>) {
    let mut sorted: Vec<usize> = (0..keys.len()).collect();
    sorted.sort_by(|&a, &b| order(&keys[a], &keys[b]));
    let mut different: Vec<K> = Vec::new();
    let mut number_of = vec![0; keys.len()];
    for at in sorted {
        if different.last().is_none_or(|last| order(last, &keys[at]).is_ne()) {
            different.push(keys[at].clone());
        }
        number_of[at] = different.len() as u32 - 1;
    }
    (different, number_of)
}
