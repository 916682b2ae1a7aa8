//! Where a dictionary and a gold standard differ, and why: for each false alarm the rules that did it, for each miss
//! what stopped those that almost held. Then each rule by what it does on the sample, and words that would have
//! caught what was missed. Pairs enter, and the pass whose engine is asked again; nothing is printed here.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::engine::codebook::Measure;
use crate::engine::stats::{Estimate, LEVEL, Reason};
use crate::engine::validity::{Judged, validity};

use super::Failure;
use super::explain::{self, Explained, Finding};
use super::pairs::{Pair, Pairs};
use super::stored::StoredSource;
use super::words::{common, each_word};

/// A coding in which the two differ.
#[derive(Clone, Debug)]
pub struct Error {
    /// Index of the unit among the pairs.
    pub unit: usize,
    /// Place of the code among the pairs' codes.
    pub code: usize,
    /// True where the gold standard has the code and the dictionary has not.
    pub missed: bool,
    /// The rules that did it, or what stopped them; a sentence each.
    pub why: Vec<String>,
}

/// What a rule does on the sample.
#[derive(Clone, Debug)]
pub struct RuleUse {
    /// Place of its code among the pairs' codes.
    pub code: usize,
    /// The rule as written.
    pub rule: String,
    /// Units that it gives the code to.
    pub units: u64,
    /// Of these, those that have the code in the gold standard.
    pub right: u64,
    /// Units that no other rule gives the code to, and how many of them are right: what is gained and lost with it.
    pub alone: [u64; 2],
    /// The share that is right, weighted as the code's precision is.
    pub precision: Estimate,
}

/// A word that would catch what was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Place of the code among the pairs' codes.
    pub code: usize,
    /// The word, folded.
    pub word: String,
    /// The language of the units.
    pub language: String,
    /// Missed units with it.
    pub gain: u64,
    /// Units with it that rightly have not the code: the false alarms that it would bring.
    pub cost: u64,
}

/// Everything about the errors of a dictionary on a sample.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// By code, false alarms first, in the order of the units.
    pub errors: Vec<Error>,
    /// By code, the one with the most wrong first.
    pub rules: Vec<RuleUse>,
    /// By code, the best first.
    pub candidates: Vec<Candidate>,
}

/// Most candidates of a code and language.
const CANDIDATES: usize = 8;

/// Looks at the errors of a pass on its pairs.
///
/// # Errors
///
/// Texts that were not kept; a part that can not be read.
pub fn errors(source: &StoredSource, at: usize, pairs: &Pairs) -> Result<Errors, Failure> {
    let stored = &source.passes[at];
    let codebook = &stored.codebook;
    let placed: Vec<usize> =
        (0..pairs.units.len()).filter(|it| pairs.units[*it].place.is_some()).collect();
    let places: Vec<explain::Place> =
        placed.iter().filter_map(|it| pairs.units[*it].place).collect();
    let explained = explain::segments(source, &places, |it| it.id == codebook.id)?;
    let mut told: Vec<Option<&Explained>> = vec![None; pairs.units.len()];
    for (unit, explained) in placed.iter().zip(&explained) {
        told[*unit] = Some(explained);
    }
    let mut found = Errors::default();
    let mut misses: Vec<Vec<usize>> = Vec::new();
    for (place, &code) in pairs.codes.iter().enumerate() {
        let mut rules: BTreeMap<u32, Vec<(usize, bool)>> = BTreeMap::new();
        let mut missed = Vec::new();
        for (unit, pair) in pairs.units.iter().enumerate() {
            let (Some(coder), Some(gold)) = (pair.coder[place], pair.gold[place]) else { continue };
            let Some(segment) = told[unit] else { continue };
            let Some(finding) = segment.findings.first() else { continue };
            let own = |it: usize| codebook.ancestors(it).any(|it| it == code);
            let did: BTreeSet<u32> = finding
                .matches
                .iter()
                .filter(|it| own(it.code) && !(it.negated && codebook.measure == Measure::Asserted))
                .map(|it| it.rule)
                .collect();
            if coder {
                let alone = did.len() == 1;
                for rule in &did {
                    rules.entry(*rule).or_default().push((unit, alone));
                }
            }
            match (coder, gold) {
                (true, false) => {
                    let why = alarm(segment, finding, &did);
                    found.errors.push(Error { unit, code: place, missed: false, why });
                }
                (false, true) => missed.push((unit, miss(segment, finding, &own))),
                _ => {}
            }
        }
        misses.push(missed.iter().map(|it| it.0).collect());
        let of = |(unit, why)| Error { unit, code: place, missed: true, why };
        found.errors.extend(missed.into_iter().map(of));
        let gold = |unit: usize| pairs.units[unit].gold[place] == Some(true);
        let judged = pairs.judged(place, None);
        let mut uses = Vec::with_capacity(rules.len());
        for (rule, units) in rules {
            let alone: Vec<usize> = units.iter().filter(|it| it.1).map(|it| it.0).collect();
            uses.push(RuleUse {
                code: place,
                rule: explain::rule_text(codebook, Some(rule)).to_owned(),
                units: units.len() as u64,
                right: units.iter().filter(|it| gold(it.0)).count() as u64,
                alone: [alone.len() as u64, alone.iter().filter(|it| gold(**it)).count() as u64],
                precision: precision(&judged, units.iter().map(|it| it.0))?,
            });
        }
        uses.sort_by_key(|it| {
            (std::cmp::Reverse(it.units - it.right), std::cmp::Reverse(it.units))
        });
        found.rules.extend(uses);
    }
    let wanted = misses.iter().flatten().flat_map(|unit: &usize| {
        let words = words(pairs, *unit);
        words.into_iter().map(|word| (pairs.units[*unit].unit.language.clone(), word))
    });
    let common = common(source, at, &wanted.collect())?;
    for (place, misses) in misses.iter().enumerate() {
        found.candidates.extend(candidates(pairs, place, misses, &common));
    }
    Ok(found)
}

/// The precision of a rule, as of a coder that gives the code to these units alone.
fn precision(judged: &[Judged], units: impl Iterator<Item = usize>) -> Result<Estimate, Failure> {
    let given: HashSet<usize> = units.collect();
    let of = |(at, row): (usize, &Judged)| Judged {
        coder: row.coder.map(|_| given.contains(&at)),
        ..*row
    };
    let rows: Vec<Judged> = judged.iter().enumerate().map(of).collect();
    let measured = validity(&rows, LEVEL)?;
    Ok(measured.get("precision").cloned().unwrap_or(Estimate::Undefined(Reason::NoDenominator)))
}

/// The rules of a false alarm with the words that they found.
fn alarm(segment: &Explained, finding: &Finding, rules: &BTreeSet<u32>) -> Vec<String> {
    let one = |rule: &u32| {
        let words: BTreeSet<&str> = finding
            .matches
            .iter()
            .filter(|it| it.rule == *rule)
            .map(|it| segment.slice(it.start, it.end))
            .collect();
        let words: Vec<String> = words.into_iter().map(|it| format!("“{it}”")).collect();
        format!(
            "`{}` found {}",
            explain::rule_text(&finding.codebook, Some(*rule)),
            words.join(", ")
        )
    };
    rules.iter().map(one).collect()
}

/// What stopped the rules of a code that almost held.
fn miss(segment: &Explained, finding: &Finding, own: &dyn Fn(usize) -> bool) -> Vec<String> {
    let mut why: Vec<String> = Vec::new();
    for blocked in finding.blocked.iter().filter(|it| own(it.code)) {
        let reason = explain::reason(segment, finding, blocked);
        let sentence = match blocked.rule {
            Some(rule) => {
                format!("`{}`: {reason}", explain::rule_text(&finding.codebook, Some(rule)))
            }
            None => reason,
        };
        if !why.contains(&sentence) {
            why.push(sentence);
        }
    }
    if why.is_empty() {
        why.push("no rule found anything".to_owned());
    }
    why
}

/// The words of a unit, each once; a single letter or sign is none.
fn words(pairs: &Pairs, unit: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each_word(&pairs.units[unit].unit.text, &mut |word| {
        if word.chars().count() > 1 {
            found.insert(word.to_owned());
        }
    });
    found
}

/// Words that stand in what was missed more often than in what has not the code; those that are `common` in the corpus
/// are no rules, unless they cost nothing.
fn candidates(
    pairs: &Pairs,
    place: usize,
    misses: &[usize],
    common: &HashSet<(String, String)>,
) -> Vec<Candidate> {
    let mut gains: BTreeMap<(String, String), u64> = BTreeMap::new();
    for &unit in misses {
        let language = &pairs.units[unit].unit.language;
        for word in words(pairs, unit) {
            *gains.entry((language.clone(), word)).or_default() += 1;
        }
    }
    let mut costs: BTreeMap<(String, String), u64> = BTreeMap::new();
    let right = |it: &Pair| it.coder[place] == Some(false) && it.gold[place] == Some(false);
    for (unit, pair) in pairs.units.iter().enumerate().filter(|it| right(it.1)) {
        for word in words(pairs, unit) {
            let key = (pair.unit.language.clone(), word);
            if gains.contains_key(&key) {
                *costs.entry(key).or_default() += 1;
            }
        }
    }
    let mut found: Vec<Candidate> = gains
        .into_iter()
        .map(|(key, gain)| {
            let cost = costs.get(&key).copied().unwrap_or(0);
            let is_common = common.contains(&key);
            (is_common, Candidate { code: place, word: key.1, language: key.0, gain, cost })
        })
        // what costs nothing is a rule, however common
        .filter(|(is_common, it)| !is_common || it.cost == 0)
        .map(|it| it.1)
        .filter(|it| it.gain > 1 && it.gain > it.cost)
        .collect();
    found.sort_by(|a, b| {
        a.language
            .cmp(&b.language)
            .then((b.gain - b.cost).cmp(&(a.gain - a.cost)))
            .then(a.cost.cmp(&b.cost))
            .then(a.word.cmp(&b.word))
    });
    let mut n = 0;
    let mut language = String::new();
    found.retain(|it| {
        n = if it.language == language { n + 1 } else { 1 };
        language.clone_from(&it.language);
        n <= CANDIDATES
    });
    found
}
