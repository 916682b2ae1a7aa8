//! What a coder is held to: codings of people enter, the gold standard leaves, a coding a unit and code, and what is in
//! none: what one coder alone has coded, and what coders differ on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::codings::{Coded, Event, adjudicated, current, first};

use super::Failure;

/// What a coder is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Gold {
    /// What was adjudicated, and what all coders of a unit, two at least, said alike from the first.
    #[default]
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

    /// What it is, for titles and notes, where so many of its codings were adjudicated.
    #[must_use]
    pub fn told(&self, n_adjudicated: u64) -> String {
        match self {
            Gold::Coder(name) => name.clone(),
            Gold::Adjudicated if n_adjudicated == 0 => "what coders agree on".to_owned(),
            Gold::Adjudicated => "the adjudicated gold standard".to_owned(),
        }
    }

    /// Why there is no gold standard of `units` segments that were asked.
    pub(super) fn lacking(&self, source: &str, units: usize, standard: &Standard) -> String {
        let (single, open) = (standard.single.len(), standard.open.len());
        match self {
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
}

/// Codings by unit and code; `None` where the unit can not be coded for it.
pub(super) type ByUnit = HashMap<(String, String), Option<bool>>;

/// The gold standard.
#[derive(Debug, Default)]
pub(super) struct Standard {
    /// Its codings.
    pub codings: ByUnit,
    /// Units that one coder alone has coded for some code.
    pub single: HashSet<String>,
    /// Units and codes on which coders differ, adjudicated or not.
    pub open: Vec<(String, String)>,
    /// Units of the codings that were adjudicated, one a coding.
    pub adjudicated: Vec<String>,
}

impl Standard {
    /// Of what people said. Nobody is judged by a standard that they are part of: what `judged` said is not in it.
    ///
    /// # Errors
    ///
    /// A coder who has said nothing.
    pub fn of(events: &[Event], gold: &Gold, judged: Option<&str>) -> Result<Standard, Failure> {
        let mut standard = Standard::default();
        if let Gold::Coder(name) = gold {
            standard.codings = of_coder(events, name)?;
            return Ok(standard);
        }
        let mut said: BTreeMap<(&str, &str), Vec<Option<bool>>> = BTreeMap::new();
        let firsts = first(events);
        let others =
            |it: &(String, String, String)| !it.2.is_empty() && Some(it.0.as_str()) != judged;
        for ((_, unit, code), it) in firsts.iter().filter(|it| others(it.0)) {
            said.entry((unit, code)).or_default().push(given(it.coded));
        }
        for ((unit, code), values) in said {
            let key = (unit.to_owned(), code.to_owned());
            match values.as_slice() {
                [] | [_] => drop(standard.single.insert(key.0)),
                [value, rest @ ..] if rest.iter().all(|it| it == value) => {
                    standard.codings.insert(key, *value);
                }
                _ => standard.open.push(key),
            }
        }
        for it in adjudicated(events) {
            if let Some(coded) = it.coded {
                standard.adjudicated.push(it.unit.clone());
                standard.codings.insert((it.unit, it.code), given(coded));
            }
        }
        Ok(standard)
    }

    /// What it says of a unit for a code: nothing, that it can not be coded, or the coding.
    pub fn coding(&self, unit: &str, code: &str) -> Option<Option<bool>> {
        self.codings.get(&(unit.to_owned(), code.to_owned())).copied()
    }
}

fn given(coded: Coded) -> Option<bool> {
    coded.value().map(|it| it == 1)
}

/// What one person says now.
///
/// # Errors
///
/// A coder who has said nothing; the message lists those there are.
pub(super) fn of_coder(events: &[Event], name: &str) -> Result<ByUnit, Failure> {
    let coders: BTreeSet<&str> = events.iter().map(|it| it.coder.as_str()).collect();
    if !coders.contains(name) {
        let names: Vec<&str> = coders.into_iter().collect();
        let names = if names.is_empty() { "nobody has coded".to_owned() } else { names.join(", ") };
        return Err(format!("unknown coder `{name}`; there are: {names}").into());
    }
    let own = current(events).into_iter().filter(|it| it.coder == name);
    Ok(own.filter_map(|it| Some(((it.unit, it.code), given(it.coded?)))).collect())
}
