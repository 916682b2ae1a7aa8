//! A coder held to a gold standard: the codings of people and of a pass enter, side by side; what the engine measures
//! of them leaves. How a table of it looks is the business of [`crate::table`].

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::codings::{
    Coded, Codings, Sample, Split, Unit, UnitFilter, adjudicated, current, first,
};
use crate::engine::codebook::Codebook;
use crate::engine::reliability::{IntervalKind, Level, Settings, coefficient};
use crate::engine::stats::{LEVEL, holm};
use crate::engine::validity::{Judged, METRICS, compare, macro_average, micro_average, validity};
use crate::sample::{Record, for_estimates};
use crate::table::validity::{Measured, Validation};

use super::Failure;
use super::agreement::{Answer, Question, agreement, of_study};
use super::decided::decisions;
use super::explain::Place;
use super::stored::StoredSource;

/// What a coder is held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gold {
    /// What was adjudicated, and what all coders of a unit, two at least, said alike from the first.
    Adjudicated,
    /// What one person says.
    Coder(String),
}

impl Gold {
    /// By the name on the command line: `adjudicated`, or a coder's.
    #[must_use]
    pub fn named(name: &str) -> Gold {
        match name {
            "adjudicated" => Gold::Adjudicated,
            name => Gold::Coder(name.to_owned()),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The gold standard.
    pub gold: Gold,
    /// The coder that is judged; none is the dictionary.
    pub coder: Option<String>,
    /// Which units: those held out, those that rules may be mended by; none is all.
    pub split: Option<Split>,
    /// A sample by its id; none is the last that holds all that was drawn from the source.
    pub sample: Option<String>,
    /// Variables to compare by: `language`, or metadata.
    pub by: Vec<String>,
}

/// A unit with both codings, one of each a code.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The unit.
    pub unit: Unit,
    /// Where its segment stands in the pass; none where the pass has it no more.
    pub place: Option<Place>,
    /// The coder's codings.
    pub coder: Vec<Option<bool>>,
    /// The gold standard's.
    pub gold: Vec<Option<bool>>,
}

impl Gold {
    /// What the gold standard is, for titles and notes.
    #[must_use]
    pub fn told(&self, pairs: &Pairs) -> String {
        match self {
            Gold::Coder(name) => name.clone(),
            Gold::Adjudicated if pairs.n_adjudicated == 0 => "what coders agree on".to_owned(),
            Gold::Adjudicated => "the adjudicated gold standard".to_owned(),
        }
    }
}

/// A coder and a gold standard side by side.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Codes, by their place in the codebook: those of which anything is in the gold standard.
    pub codes: Vec<usize>,
    /// Units that the gold standard says anything of.
    pub units: Vec<Pair>,
    /// Units whose segment the pass has no more: the corpus, or how it is cut, has changed.
    pub n_lost: u64,
    /// Units that only one coder has coded: no gold standard.
    pub n_single: u64,
    /// Units on which coders differ, not yet adjudicated, by code.
    pub n_open: Vec<u64>,
    /// Codings of the gold standard that were adjudicated.
    pub n_adjudicated: u64,
    /// Codes of the gold standard that the codebook has not, or no more.
    pub unknown: Vec<String>,
    /// Ids of all units that were asked, with a gold coding or without.
    pub asked: HashSet<String>,
    /// Units drawn in each stratum.
    drawn: HashMap<String, usize>,
}

/// The gold standard by unit and code.
type Standard = HashMap<(String, String), Option<bool>>;

/// Reads the gold standard and the coder's decisions.
///
/// # Errors
///
/// A store or pass that can not be read, an unknown coder, a gold standard that says nothing.
pub fn pairs(
    codings: &Codings,
    source: &StoredSource,
    at: usize,
    asked: &Asked,
) -> Result<Pairs, Failure> {
    let codebook = &source.passes[at].codebook;
    let events = codings.events()?;
    let name = source.record.name.as_str();
    let samples = codings.samples()?;
    let sample = match &asked.sample {
        None => for_estimates(&samples, name)?,
        Some(id) => {
            let own: Vec<&Sample> = samples.iter().filter(|it| it.source == name).collect();
            let found = own.iter().find(|it| it.id == *id).ok_or_else(|| {
                let ids: Vec<&str> = own.iter().map(|it| it.id.as_str()).collect();
                format!("no sample `{id}` of source `{name}`; there are: {}", ids.join(", "))
            })?;
            Some((*found, Record::of(found)?))
        }
    };
    let Some((sample, record)) = sample else {
        return Err(format!(
            "nothing was drawn from source `{name}`: framebook sample --source {name}"
        )
        .into());
    };
    // the likelihood of a unit is that of this sample, whichever drew it first
    let mut units = record.units(sample, &codings.units(&UnitFilter::default())?);
    let of_source = units.clone();
    units.retain(|it| asked.split.is_none_or(|split| it.split == split));
    let asked_ids: HashSet<String> = units.iter().map(|it| it.id.clone()).collect();
    let ids: HashSet<&str> = asked_ids.iter().map(String::as_str).collect();
    let mut n_adjudicated = 0;
    let (mut standard, mut single, mut open) = (Standard::new(), HashSet::new(), Vec::new());
    let coders: HashSet<&str> = events.iter().map(|it| it.coder.as_str()).collect();
    let known = |name: &str| -> Result<(), Failure> {
        if coders.contains(name) {
            return Ok(());
        }
        let mut names: Vec<&str> = coders.iter().copied().collect();
        names.sort_unstable();
        let names = if names.is_empty() { "nobody has coded".to_owned() } else { names.join(", ") };
        Err(format!("unknown coder `{name}`; there are: {names}").into())
    };
    match &asked.gold {
        Gold::Coder(name) => {
            known(name)?;
            standard.extend(of_coder(&events, name));
        }
        Gold::Adjudicated => {
            let mut said: BTreeMap<(&str, &str), Vec<Option<bool>>> = BTreeMap::new();
            let firsts = first(&events);
            // nobody is judged by a standard that they are part of
            let others = |it: &&(String, String, String)| {
                !it.2.is_empty() && Some(&it.0) != asked.coder.as_ref()
            };
            for ((_, unit, code), it) in firsts.iter().filter(|it| others(&it.0)) {
                said.entry((unit, code)).or_default().push(value(it.coded));
            }
            for ((unit, code), values) in said {
                if values.len() < 2 {
                    single.insert(unit.to_owned());
                } else if values.iter().all(|it| *it == values[0]) {
                    standard.insert((unit.to_owned(), code.to_owned()), values[0]);
                } else {
                    open.push((unit.to_owned(), code.to_owned()));
                }
            }
            for it in adjudicated(&events) {
                if let Some(coded) = it.coded {
                    n_adjudicated += u64::from(ids.contains(it.unit.as_str()));
                    standard.insert((it.unit, it.code), value(coded));
                }
            }
        }
    }
    let own: HashSet<&str> = standard
        .iter()
        .filter(|(key, value)| value.is_some() && ids.contains(key.0.as_str()))
        .map(|(key, _)| key.1.as_str())
        .collect();
    let known_code = |it: &str| source.passes.iter().any(|pass| pass.codebook.code(it).is_some());
    let mut unknown: Vec<String> =
        own.iter().filter(|it| !known_code(it)).map(|it| (*it).to_owned()).collect();
    unknown.sort_unstable();
    open.retain(|it| ids.contains(it.0.as_str()));
    single.retain(|it| ids.contains(it.as_str()));
    let codes: Vec<usize> = (0..codebook.codes.len())
        .filter(|it| own.contains(codebook.codes[*it].id.as_str()))
        .collect();
    if codes.is_empty() {
        let other = of_source.iter().any(|it| {
            codebook.codes.iter().any(|code| {
                standard.get(&(it.id.clone(), code.id.clone())).is_some_and(Option::is_some)
            })
        });
        if let (Some(split), true) = (asked.split, other) {
            let (asked, other) = match split {
                Split::Test => (
                    "test",
                    "--dev or --all asks the dev segments; framebook sample with a larger --n draws more",
                ),
                Split::Dev => ("dev", "--all asks the test segments too"),
            };
            return Err(format!(
                "no {asked} segment of source `{name}` has a gold coding; {other}"
            )
            .into());
        }
        return Err(no_gold(&asked.gold, name, units.len(), single.len(), open.len()).into());
    }
    let id = |code: &usize| codebook.codes[*code].id.clone();
    open.retain(|it| !standard.contains_key(it));
    let n_open =
        codes.iter().map(|code| open.iter().filter(|it| it.1 == id(code)).count() as u64).collect();
    single
        .retain(|unit| !codes.iter().any(|code| standard.contains_key(&(unit.clone(), id(code)))));
    let n_single = single.len() as u64;
    let units: Vec<Unit> = units
        .into_iter()
        .filter(|unit| codes.iter().any(|it| standard.contains_key(&(unit.id.clone(), id(it)))))
        .collect();
    let mut decided = decisions(source, at, &units, &codes)?;
    let n_lost = decided.iter().filter(|it| it.is_none()).count() as u64;
    if let Some(name) = &asked.coder {
        known(name)?;
        let said = of_coder(&events, name);
        for (unit, decided) in units.iter().zip(&mut decided) {
            let of = |code| said.get(&(unit.id.clone(), id(code))).copied().flatten();
            let own = codes.iter().map(of).collect();
            if let Some(decided) = decided {
                decided.codings = own;
            }
        }
    }
    let units = units
        .into_iter()
        .zip(decided)
        .map(|(unit, decided)| Pair {
            gold: codes
                .iter()
                .map(|it| standard.get(&(unit.id.clone(), id(it))).copied().flatten())
                .collect(),
            place: decided.as_ref().map(|it| it.place),
            coder: decided.map_or_else(|| vec![None; codes.len()], |it| it.codings),
            unit,
        })
        .collect();
    let drawn = record.strata.iter().map(|it| (it.stratum.clone(), it.units.len())).collect();
    Ok(Pairs {
        codes,
        units,
        n_lost,
        n_single,
        n_open,
        n_adjudicated,
        unknown,
        asked: asked_ids,
        drawn,
    })
}

fn value(coded: Coded) -> Option<bool> {
    coded.value().map(|it| it == 1)
}

/// What one person says now, by unit and code.
fn of_coder(events: &[crate::codings::Event], name: &str) -> Standard {
    let own = current(events).into_iter().filter(|it| it.coder == name);
    own.filter_map(|it| Some(((it.unit, it.code), value(it.coded?)))).collect()
}

fn no_gold(gold: &Gold, source: &str, units: usize, single: usize, open: usize) -> String {
    match gold {
        Gold::Coder(name) => format!(
            "`{name}` has coded none of the {units} units asked of source `{source}`; name another gold standard, or take --all"
        ),
        Gold::Adjudicated if open > 0 => format!(
            "no gold standard yet: coders differ on {open} codings and agree on none; settle them: framebook adjudicate"
        ),
        Gold::Adjudicated => format!(
            "no gold standard of source `{source}` yet: {units} units asked, {single} coded by one coder alone; let a second one code them (framebook sheet), or take one person as the standard: --gold NAME"
        ),
    }
}

impl Pairs {
    /// What a reader must know of the gold standard: what is not in it, and why. What coders differ on is what is
    /// hard, and a standard without it flatters.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let open = self.n_open.iter().sum::<u64>();
        let said = [
            (
                open,
                "codings on which coders differ are left out, which flatters the coder: settle them with framebook adjudicate",
            ),
            (
                self.n_lost,
                "segments are in the pass no more, as they were coded: the corpus or the unit has changed",
            ),
            (self.n_single, "segments were coded by one coder alone and are left out"),
        ];
        let mut notes: Vec<String> =
            said.iter().filter(|it| it.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if !self.unknown.is_empty() {
            notes.push(format!(
                "codes with a gold coding that the codebook has not: {}",
                self.unknown.join(", ")
            ));
        }
        notes
    }

    /// For each unit the likelihood that it was drawn and stands in the comparison of a code: π, times the part of its
    /// stratum's drawn units that do. Those that do not (of the other split, not coded, contested, gone from the
    /// corpus) are taken to be missing at random within their stratum.
    #[must_use]
    pub fn likelihoods(&self, place: usize) -> Vec<f64> {
        let stands = |it: &&Pair| it.place.is_some() && it.gold[place].is_some();
        let mut kept: HashMap<&str, usize> = HashMap::new();
        for pair in self.units.iter().filter(stands) {
            *kept.entry(&pair.unit.stratum).or_default() += 1;
        }
        let part = |it: &Unit| match (kept.get(it.stratum.as_str()), self.drawn.get(&it.stratum)) {
            (Some(&kept), Some(&drawn)) if drawn > 0 => kept as f64 / drawn as f64,
            _ => 1.0,
        };
        self.units.iter().map(|it| it.unit.probability * part(&it.unit)).collect()
    }

    /// The values of a variable: `language`, or a column of the metadata.
    fn values(&self, by: &str) -> Result<Vec<Option<String>>, Failure> {
        let of = |pair: &Pair| match by {
            "language" => Some(pair.unit.language.clone()),
            "part" => Some(pair.unit.part.clone()),
            "stratum" => Some(pair.unit.stratum.clone()),
            _ => pair.unit.metadata.iter().find(|it| it.0 == by).map(|it| it.1.clone()),
        };
        let known = matches!(by, "language" | "part" | "stratum")
            || self.units.iter().any(|pair| pair.unit.metadata.iter().any(|it| it.0 == by));
        if !known {
            let mut names = vec!["language", "part", "stratum"];
            for (name, _) in self.units.iter().flat_map(|it| &it.unit.metadata) {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            return Err(format!("unknown variable `{by}`; there are: {}", names.join(", ")).into());
        }
        Ok(self.units.iter().map(|pair| of(pair).filter(|it| !it.is_empty())).collect())
    }

    /// The rows of a code, as the engine takes them.
    #[must_use]
    pub fn judged(&self, place: usize, groups: Option<&[Option<u32>]>) -> Vec<Judged> {
        let numbers = |key: fn(&Unit) -> &str| {
            let mut known: HashMap<String, u32> = HashMap::new();
            let mut number = move |text: &str| {
                let next = known.len() as u32;
                *known.entry(text.to_owned()).or_insert(next)
            };
            self.units.iter().map(|it| number(key(&it.unit))).collect::<Vec<u32>>()
        };
        let (strata, clusters) = (numbers(|it| &it.stratum), numbers(|it| &it.cluster));
        let likelihoods = self.likelihoods(place);
        let row = |(at, pair): (usize, &Pair)| Judged {
            coder: pair.coder[place],
            gold: pair.gold[place].filter(|_| pair.place.is_some()),
            probability: likelihoods[at],
            stratum: strata[at],
            cluster: clusters[at],
            group: groups.and_then(|it| it[at]),
        };
        self.units.iter().enumerate().map(row).collect()
    }

    /// Measures the coder.
    ///
    /// # Errors
    ///
    /// An unknown variable; likelihoods that are none.
    pub fn measure(&self, codebook: &Codebook, by: &[String]) -> Result<Validation, Failure> {
        let mut groups = Vec::new();
        let mut numbers: Vec<Vec<Option<u32>>> = Vec::new();
        for by in by {
            let values = self.values(by)?;
            let mut names: Vec<String> = values.iter().flatten().cloned().collect();
            names.sort_unstable();
            names.dedup();
            let number = |it: &Option<String>| {
                let name = it.as_ref()?;
                names.binary_search(name).ok().map(|it| it as u32)
            };
            numbers.push(values.iter().map(number).collect());
            groups.push((by.clone(), names));
        }
        let mut codes = Vec::new();
        let mut top = Vec::new();
        for (place, &code) in self.codes.iter().enumerate() {
            let rows = self.judged(place, None);
            let of_groups = numbers.iter().map(|it| compare(&self.judged(place, Some(it)), LEVEL));
            codes.push(Measured {
                code,
                whole: validity(&rows, LEVEL)?,
                groups: of_groups.collect::<Result<_, _>>()?,
            });
            if codebook.codes[code].parent.is_none() && !codebook.is_object(code) {
                top.push(rows);
            }
        }
        let top: Vec<&[Judged]> = top.iter().map(Vec::as_slice).collect();
        let adjusted = (0..groups.len()).map(|variable| adjust(&codes, variable)).collect();
        Ok(Validation {
            macro_average: if top.is_empty() { Vec::new() } else { macro_average(&top, LEVEL)? },
            micro_average: (!top.is_empty()).then(|| micro_average(&top, LEVEL)).transpose()?,
            codes,
            groups,
            adjusted,
        })
    }
}

/// Holm's adjustment over the codes, metric by metric.
fn adjust(codes: &[Measured], variable: usize) -> Vec<Vec<Option<f64>>> {
    let of_metric = |metric: usize| {
        let p: Vec<Option<f64>> = codes
            .iter()
            .map(|it| it.groups.get(variable)?.joint.get(metric)?.as_ref().ok().map(|it| it.p))
            .collect();
        holm(&p)
    };
    (0..METRICS.len()).map(of_metric).collect()
}

/// How far the people agree who made the gold standard: Krippendorff's alpha of each code on all units asked, those
/// that they differ on among them, by their first codings, with a bootstrap of documents. Empty where no unit was coded twice.
///
/// # Errors
///
/// A store that can not be read.
pub fn gold_agreement(codings: &Codings, pairs: &Pairs) -> Result<Vec<Answer>, Failure> {
    let mut rows = of_study(codings, None)?;
    rows.retain(|it| pairs.asked.contains(&it.unit));
    let coders: HashSet<&str> =
        rows.iter().filter(|it| it.value.is_some()).map(|it| it.coder.as_str()).collect();
    if coders.len() < 2 {
        return Ok(Vec::new());
    }
    let question = Question {
        level: Level::Nominal,
        coefficients: vec![coefficient("krippendorff_alpha_nominal")?],
        settings: Settings {
            interval: IntervalKind::Bootstrap,
            draws: 1000,
            seed: 1,
            level: LEVEL,
        },
        pairs: false,
        languages: false,
        drift: false,
        differing: 0,
    };
    let found = agreement(&rows, &question)?;
    let coded = found.into_iter().filter(|it| it.code.is_some());
    Ok(coded.filter_map(|it| it.answers.into_iter().next()).collect())
}
