//! A coder and a gold standard side by side: the codings of people and of a pass enter, pairs leave, each with how
//! likely it stands there. What is measured of them is the business of [`super::validation`] and [`super::corrected`].

mod told;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::codings::{Codings, Sample, Split, Unit, UnitFilter};
use crate::engine::codebook::Codebook;
use crate::engine::validity::Judged;
use crate::sample::{Record, StratumRecord, for_estimates};

use super::Failure;
use super::decided::decisions;
use super::explain::Place;
use super::gold::{Gold, Standard, of_coder};
use super::meaning::{of_standard, present};
use super::stored::StoredSource;
use super::variable::{Variables, unknown};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The gold standard.
    pub gold: Gold,
    /// The coder that is judged; none is the dictionary.
    pub coder: Option<String>,
    /// Which units: those held out, those that rules may be mended by; none is all.
    pub split: Option<Split>,
    /// A sample by its id; none is the draw that was coded.
    pub sample: Option<String>,
}

impl Default for Asked {
    /// The dictionary, held to what is adjudicated or agreed, on the units held out.
    fn default() -> Asked {
        Asked { gold: Gold::default(), coder: None, split: Some(Split::Test), sample: None }
    }
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

/// How a unit was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The probability in its stratum.
    pub probability: f64,
    /// The stratum.
    pub stratum: String,
}

/// A coder and a gold standard side by side.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Codes, by their place in the codebook: those of which anything is in the gold standard.
    pub codes: Vec<usize>,
    /// Units that the gold standard says anything of.
    pub units: Vec<Pair>,
    /// Units whose segment the pass has no more: the corpus, or how it is cut, has changed.
    pub n_lost: u64,
    /// Units that only one coder has coded: no gold standard.
    pub n_single: u64,
    /// Units whose gold coding of some code is that of the one coder who coded it.
    pub n_of_one: u64,
    /// Units on which coders differ, not yet adjudicated, by code.
    pub n_open: Vec<u64>,
    /// Codings of the gold standard that were adjudicated.
    pub n_adjudicated: u64,
    /// Codings of the gold standard that were adjudicated by the coder who is judged by it.
    pub n_own_adjudicated: u64,
    /// What is said of codings that were made when their code meant something else.
    pub older: Vec<String>,
    /// The sample, and the seed that it was drawn with where that is one.
    pub sample: (String, Option<u64>),
    /// Codes of the gold standard that no codebook of the source has, or has any more.
    pub unknown: Vec<String>,
    /// All units that were asked, by id, with a gold coding or without: how each was drawn.
    pub asked: HashMap<String, Drawn>,
    /// The strata of the sample.
    pub(super) strata: Vec<StratumRecord>,
}

/// Reads the gold standard and the coder's decisions.
///
/// # Errors
///
/// A store or pass that can not be read, an unknown coder or sample, a gold standard that says nothing.
pub fn pairs(
    codings: &Codings,
    source: &StoredSource,
    at: usize,
    asked: &Asked,
) -> Result<Pairs, Failure> {
    let codebook = &source.passes[at].codebook;
    let id = |code: &usize| codebook.codes[*code].id.as_str();
    let name = &source.record.name;
    let (sample, record) = sample_of(codings, name, asked.sample.as_deref())?.ok_or_else(|| {
        format!("nothing was drawn from source `{name}`: framebook sample --source {name}")
    })?;
    let units = record.units(&sample, &codings.units(&UnitFilter::default())?);
    let is_asked = |it: &&Unit| asked.split.is_none_or(|split| it.split == split);
    let of = |it: &Unit| Drawn { probability: it.probability, stratum: it.stratum.clone() };
    let ids: HashMap<String, Drawn> =
        units.iter().filter(is_asked).map(|it| (it.id.clone(), of(it))).collect();
    let events = codings.events()?;
    let mut standard = Standard::of(&events, &asked.gold, asked.coder.as_deref())?;
    standard.open.retain(|it| ids.contains_key(&it.0));
    standard.single.retain(|it| ids.contains_key(it));
    standard.adjudicated.retain(|it| ids.contains_key(&it.unit));
    let of_one = standard.of_one.iter().filter(|it| codebook.code(&it.1).is_some());
    let of_one: BTreeSet<&str> =
        of_one.map(|it| it.0.as_str()).filter(|it| ids.contains_key(*it)).collect();
    let n_of_one = of_one.len() as u64;
    let own: BTreeSet<&str> = standard
        .codings
        .iter()
        .filter(|(key, value)| value.is_some() && ids.contains_key(&key.0))
        .map(|(key, _)| key.1.as_str())
        .collect();
    let codes: Vec<usize> = (0..codebook.codes.len()).filter(|it| own.contains(id(it))).collect();
    if codes.is_empty() {
        return Err(nothing(asked, &source.record.name, codebook, &units, ids.len(), &standard));
    }
    let has = |it: &str| source.passes.iter().any(|pass| pass.codebook.code(it).is_some());
    let unknown = own.into_iter().filter(|it| !has(it)).map(str::to_owned).collect();
    let is_open = |it: &&(String, String)| !standard.codings.contains_key(*it);
    let n_open = |code: &usize| {
        standard.open.iter().filter(is_open).filter(|it| it.1 == id(code)).count() as u64
    };
    let in_standard =
        |unit: &str| codes.iter().any(|code| standard.coding(unit, id(code)).is_some());
    let n_single = standard.single.iter().filter(|it| !in_standard(it)).count() as u64;
    let said = asked.coder.as_deref().map(|name| of_coder(&events, name)).transpose()?;
    let own_adjudicated = standard.adjudicated.iter().filter(|it| {
        Some(it.coder.as_str()) == asked.coder.as_deref() && codebook.code(&it.code).is_some()
    });
    let n_own_adjudicated = own_adjudicated.count() as u64;
    let codes_used: HashSet<&str> = codes.iter().map(id).collect();
    let older = of_standard(
        codings,
        &present(std::iter::once(codebook.as_ref())),
        &asked.gold,
        asked.coder.as_deref(),
        |unit, code| ids.contains_key(unit) && codes_used.contains(code),
    )?;
    let units: Vec<Unit> =
        units.into_iter().filter(|it| ids.contains_key(&it.id) && in_standard(&it.id)).collect();
    let decided = decisions(source, at, &units, &codes)?;
    let n_lost = decided.iter().filter(|it| it.is_none()).count() as u64;
    let pair = |(unit, decided): (Unit, Option<super::decided::Decided>)| Pair {
        gold: codes.iter().map(|it| standard.coding(&unit.id, id(it)).flatten()).collect(),
        place: decided.as_ref().map(|it| it.place),
        coder: match (decided, &said) {
            (None, _) => vec![None; codes.len()],
            (Some(decided), None) => decided.codings,
            (Some(_), Some(said)) => {
                let of =
                    |code| said.get(&(unit.id.clone(), id(code).to_owned())).copied().flatten();
                codes.iter().map(of).collect()
            }
        },
        unit,
    };
    Ok(Pairs {
        units: units.into_iter().zip(decided).map(pair).collect(),
        n_open: codes.iter().map(n_open).collect(),
        n_adjudicated: standard.adjudicated.len() as u64,
        n_own_adjudicated,
        older: older.into_iter().collect(),
        sample: (sample.id.clone(), Some(sample.seed)),
        codes,
        n_lost,
        n_single,
        n_of_one,
        unknown,
        asked: ids,
        strata: record.strata,
    })
}

/// The sample of a source that is named, or that estimates are made from; none where nothing was drawn. The likelihood
/// of a unit is that of this sample, whichever drew it first.
///
/// # Errors
///
/// A store that can not be read, an unknown sample, codings that are of no one draw.
pub(super) fn sample_of(
    codings: &Codings,
    source: &str,
    sample: Option<&str>,
) -> Result<Option<(Sample, Record)>, Failure> {
    let samples = codings.samples()?;
    let Some(id) = sample else {
        let events = codings.events()?;
        let said: HashSet<&str> = events.iter().map(|it| it.unit.as_str()).collect();
        let units = codings.units(&UnitFilter::default())?;
        let coded = units.iter().filter(|it| it.source == source && said.contains(it.id.as_str()));
        let found = for_estimates(&samples, source, &coded.collect::<Vec<_>>())?;
        return Ok(found.map(|(sample, record)| (sample.clone(), record)));
    };
    let own: Vec<&Sample> = samples.iter().filter(|it| it.source == source).collect();
    let found = own.iter().find(|it| it.id == id).ok_or_else(|| {
        let ids: Vec<&str> = own.iter().map(|it| it.id.as_str()).collect();
        format!("no sample `{id}` of source `{source}`; there are: {}", ids.join(", "))
    })?;
    Ok(Some(((*found).clone(), Record::of(found)?)))
}

/// Why no unit that was asked has a gold coding.
fn nothing(
    asked: &Asked,
    source: &str,
    codebook: &Codebook,
    units: &[Unit],
    n_asked: usize,
    standard: &Standard,
) -> Failure {
    let coded = |unit: &Unit| {
        codebook.codes.iter().any(|code| standard.coding(&unit.id, &code.id).flatten().is_some())
    };
    let (split, way_on) = match asked.split.filter(|_| units.iter().any(coded)) {
        None => return asked.gold.lacking(source, n_asked, standard).into(),
        Some(Split::Test) => (
            "test",
            "--dev or --all asks the dev segments; framebook sample with a larger --n draws more",
        ),
        Some(Split::Dev) => ("dev", "--all asks the test segments too"),
    };
    format!("no {split} segment of source `{source}` has a gold coding; {way_on}").into()
}

impl Pairs {
    /// For each unit the likelihood that it was drawn and stands in the comparison of a code: π, times the part of its
    /// stratum's drawn units that do. Those that do not (of the other split, not coded, contested, gone from the
    /// corpus) are taken to be missing at random within their stratum.
    #[must_use]
    pub fn likelihoods(&self, place: usize) -> Vec<f64> {
        let stands = |it: &&Pair| it.place.is_some() && it.gold[place].is_some();
        let kept = self.units.iter().filter(stands).map(|it| it.unit.stratum.as_str());
        let part = self.kept(kept);
        let of = |it: &Pair| it.unit.probability * part(it.unit.stratum.as_str());
        self.units.iter().map(of).collect()
    }

    /// The part of the drawn units of a stratum that are kept, from the strata of those that are.
    pub(super) fn kept<'k>(
        &'k self,
        strata: impl Iterator<Item = &'k str>,
    ) -> impl Fn(&str) -> f64 + 'k {
        let mut kept: HashMap<&str, usize> = HashMap::new();
        for stratum in strata {
            *kept.entry(stratum).or_default() += 1;
        }
        let drawn: HashMap<&str, usize> =
            self.strata.iter().map(|it| (it.stratum.as_str(), it.units.len())).collect();
        move |stratum| match (kept.get(stratum), drawn.get(stratum)) {
            (Some(&kept), Some(&drawn)) if drawn > 0 => kept as f64 / drawn as f64,
            _ => 1.0,
        }
    }

    /// The values of a variable: `language`, `year`, `phase`, a column of the metadata as it was when the unit was drawn.
    pub(super) fn values(
        &self,
        source: &StoredSource,
        at: usize,
        by: &str,
    ) -> Result<Vec<Option<String>>, Failure> {
        let of = |pair: &Pair| match by {
            "language" => Some(pair.unit.language.clone()),
            "part" => Some(pair.unit.part.clone()),
            "stratum" => Some(pair.unit.stratum.clone()),
            _ => pair.unit.metadata.iter().find(|it| it.0 == by).map(|it| it.1.clone()),
        };
        let known = matches!(by, "language" | "part" | "stratum")
            || self.units.iter().any(|pair| pair.unit.metadata.iter().any(|it| it.0 == by));
        if !known && matches!(by, "year" | "phase") && Variables::knows(source, at, by) {
            return self.of_dates(source, at, by);
        }
        if !known {
            let mut names = vec!["language", "part", "stratum"];
            names.extend(
                ["year", "phase"].into_iter().filter(|it| Variables::knows(source, at, it)),
            );
            for (name, _) in self.units.iter().flat_map(|it| &it.unit.metadata) {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            return Err(unknown(by, &names).into());
        }
        Ok(self.units.iter().map(|pair| of(pair).filter(|it| !it.is_empty())).collect())
    }

    /// The year or phase of each unit that the pass has.
    fn of_dates(
        &self,
        source: &StoredSource,
        at: usize,
        by: &str,
    ) -> Result<Vec<Option<String>>, Failure> {
        let variables = Variables::new(source, at, &[by.to_owned()])?;
        let mut values = vec![None; self.units.len()];
        let mut places: Vec<(Place, usize)> =
            self.units.iter().zip(0..).filter_map(|(it, unit)| Some((it.place?, unit))).collect();
        places.sort_unstable();
        for of_part in places.chunk_by(|one, next| one.0.part == next.0.part) {
            let documents = source.passes[at].pass.documents(of_part[0].0.part)?;
            for (place, unit) in of_part {
                values[*unit] = variables.value(&documents, 0, place.document).map(str::to_owned);
            }
        }
        Ok(values)
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
}
