//! What a coder is held to: codings of people enter, the gold standard leaves, a coding a unit and code, and what is in
//! none: what one coder alone has coded, where that is not asked for, and what coders differ on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::codings::{Coded, Event, adjudicated, current, first};

use super::Failure;

/// What a coder is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Gold {
    /// What was adjudicated, and what all coders of a unit, two at least, said alike from the first.
    #[default]
    Adjudicated,
    /// The same, and what the one coder of a unit said from the first.
    Any,
    /// What one person says.
    Coder(String),
}

impl Gold {
    /// By the name on the command line: `adjudicated`, `any`, or a coder's.
    #[must_use]
    pub fn named(name: &str) -> Gold {
        match name {
            "adjudicated" => Gold::Adjudicated,
            "any" => Gold::Any,
            name => Gold::Coder(name.to_owned()),
        }
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Gold::Adjudicated => "adjudicated",
            Gold::Any => "any",
            Gold::Coder(name) => name,
        }
    }

    /// What it is, for titles and notes, where so many of its codings were adjudicated.
    #[must_use]
    pub fn told(&self, n_adjudicated: u64) -> String {
        match self {
            Gold::Coder(name) => name.clone(),
            Gold::Adjudicated if n_adjudicated == 0 => "what coders agree on".to_owned(),
            Gold::Adjudicated => "the adjudicated gold standard".to_owned(),
            Gold::Any if n_adjudicated == 0 => {
                "what coders agree on, or the one coder says".to_owned()
            }
            Gold::Any => "what is adjudicated, coders agree on, or the one coder says".to_owned(),
        }
    }

    /// Why there is no gold standard of `units` segments that were asked.
    pub(super) fn lacking(&self, source: &str, units: usize, standard: &Standard) -> String {
        let (single, open) = (standard.single.len(), standard.open.len());
        match self {
            Gold::Coder(name) => format!(
                "`{name}` has coded none of the {units} units asked of source `{source}`; name another gold standard, or take --all"
            ),
            Gold::Adjudicated | Gold::Any if open > 0 => format!(
                "no gold standard yet: coders differ on {open} codings and agree on none; settle them: framebook adjudicate"
            ),
            Gold::Adjudicated => format!(
                "no gold standard of source `{source}` yet: {units} units asked, {single} coded by one coder alone; let a second one code them (framebook sheet), take what the one coder says too: --gold any, or one person as the standard: --gold NAME"
            ),
            Gold::Any => format!(
                "no gold standard of source `{source}` yet: {units} units asked, and of none what a person says who could judge; let people code them: framebook sheet"
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
    /// Units that one coder alone has coded for some code, without a coding in the standard of that.
    pub single: HashSet<String>,
    /// Units and codes whose coding in the standard is that of one coder alone.
    pub of_one: HashSet<(String, String)>,
    /// Units and codes on which coders differ, adjudicated or not.
    pub open: Vec<(String, String)>,
    /// The codings that were adjudicated.
    pub adjudicated: Vec<Adjudicated>,
}

/// A coding that was adjudicated.
#[derive(Debug)]
pub(super) struct Adjudicated {
    /// The unit.
    pub unit: String,
    /// The code.
    pub code: String,
    /// Who settled it.
    pub coder: String,
}

impl Standard {
    /// Of what people said. Nobody is judged by a standard that they are part of: what `judged` said is not in it.
    ///
    /// # Errors
    ///
    /// A coder who has said nothing, or who is judged.
    pub fn of(events: &[Event], gold: &Gold, judged: Option<&str>) -> Result<Standard, Failure> {
        let mut standard = Standard::default();
        if let Gold::Coder(name) = gold {
            if judged == Some(name) {
                return Err(format!(
                    "`{name}` can not be judged by what {name} says; name another gold standard, or leave --gold out"
                )
                .into());
            }
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
                [value] if *gold == Gold::Any => {
                    standard.codings.insert(key.clone(), *value);
                    standard.of_one.insert(key);
                }
                [] | [_] => drop(standard.single.insert(key.0)),
                [value, rest @ ..] if rest.iter().all(|it| it == value) => {
                    standard.codings.insert(key, *value);
                }
                _ => standard.open.push(key),
            }
        }
        for it in adjudicated(events) {
            if let Some(coded) = it.coded {
                let key = (it.unit.clone(), it.code.clone());
                standard.adjudicated.push(Adjudicated {
                    unit: it.unit,
                    code: it.code,
                    coder: it.coder,
                });
                standard.of_one.remove(&key);
                standard.codings.insert(key, given(coded));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codings::{Kind, Round};

    fn event(unit: &str, coder: &str, value: &str, round: Round) -> Event {
        Event {
            id: format!("{unit}-{coder}"),
            unit: unit.to_owned(),
            coder: coder.to_owned(),
            code: "road".to_owned(),
            kind: Kind::Coding,
            value: value.to_owned(),
            version: String::new(),
            round,
            at: "2026-03-01T09:30:00Z".to_owned(),
            origin: "a.csv".to_owned(),
        }
    }

    #[test]
    fn what_is_settled_goes_before_what_is_agreed_and_that_before_what_the_one_coder_says() {
        let first = Round::Independent;
        let events = [
            event("agreed", "anna", "1", first),
            event("agreed", "bekzat", "1", first),
            event("open", "anna", "1", first),
            event("open", "bekzat", "0", first),
            event("one", "anna", "0", first),
            event("settled", "anna", "0", first),
            event("settled", "dana", "1", Round::Adjudicated),
        ];
        let units = ["agreed", "open", "one", "settled"];
        let of = |gold: &str, judged: Option<&str>| {
            let standard = Standard::of(&events, &Gold::named(gold), judged).unwrap();
            let mut of_one: Vec<&str> = standard.of_one.iter().map(|it| it.0.as_str()).collect();
            of_one.sort_unstable();
            (units.map(|it| standard.coding(it, "road").flatten()), of_one.join(" "))
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(of("adjudicated", None), ([yes, None, None, yes], String::new()));
        assert_eq!(of("any", None), ([yes, None, no, yes], "one".to_owned()));
        // nobody is judged by what they said themselves
        assert_eq!(of("any", Some("anna")), ([yes, no, None, yes], "agreed open".to_owned()));
        assert_eq!(of("anna", None), ([yes, yes, no, no], String::new()));
    }
}
