//! What the events come to: what stands now, what was said first, what was adjudicated, and the rows that reliability
//! is computed from. Events enter in their order; nothing is read from the disk in the pure half.
//!
//! # What stands
//! Of one coder, unit and code, the last thing said of each kind stands; an empty value takes back all that was said of
//! its kind. `1`, `0` and "can not be coded" exclude each other: the later one stands. "Can not be coded" said of a
//! unit as a whole (no code) is said of each of its codes. What was adjudicated stands apart from what a coder said
//! for themselves.
//!
//! # What was said first
//! The first independent coding is the one that stood when the coder turned from the unit for the first time with
//! something said of that code. A coder turns from a unit when their next event is about another unit; whoever hands
//! in a sheet turns from all of its units. So a slip of the finger that is undone at once is no first coding, and a
//! coding changed after the next unit was looked at is.

use std::collections::{BTreeMap, HashMap};

use super::{Codings, CodingsError, Event, Kind, Round, TERMINAL, Unit};

/// What a coder gave a unit for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Coded {
    /// The code is given: `1`.
    Yes,
    /// It is not: `0`.
    No,
    /// The unit can not be coded for it.
    CannotCode,
}

impl Coded {
    /// As it is written: `1`, `0`, `cannot_code`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "1",
            Self::No => "0",
            Self::CannotCode => "cannot_code",
        }
    }

    /// `Some(1)` or `Some(0)`; missing where the unit can not be coded.
    #[must_use]
    pub const fn value(self) -> Option<u8> {
        match self {
            Self::Yes => Some(1),
            Self::No => Some(0),
            Self::CannotCode => None,
        }
    }
}

/// What stands of one coder, unit and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The coder; of what was adjudicated, who did.
    pub coder: String,
    /// The unit's id.
    pub unit: String,
    /// The code's id; empty for what is said of the unit as a whole.
    pub code: String,
    /// The coding; none where it was taken back, or only something else was said.
    pub coded: Option<Coded>,
    /// The coder is not sure.
    pub unsure: bool,
    /// A remark; empty where there is none.
    pub memo: String,
    /// The place in the unit, `start-end` in its bytes.
    pub span: String,
    /// Who says it.
    pub voice: String,
    /// Whether the speaker shares it.
    pub stance: String,
    /// Why it was contested.
    pub reason: String,
    /// The round of the last thing said.
    pub round: Round,
    /// The codebook's version hash of the coding, or of the last thing said where there is none.
    pub version: String,
    /// When the last thing was said.
    pub at: String,
}

/// What reliability is computed from: one coder's first independent coding of a unit for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The code's id.
    pub code: String,
    /// The unit's id.
    pub unit: String,
    /// The coder.
    pub coder: String,
    /// The coding; none where the unit was assigned and is not coded.
    pub coded: Option<Coded>,
    /// The place in the unit that was marked with it, `start-end` in its bytes; empty where none was.
    pub span: String,
    /// What the unit is nested in.
    pub cluster: String,
    /// The unit's language.
    pub language: String,
    /// The how manieth unit of this coder it is, from 1, in the order in which they coded; none where not coded.
    pub order: Option<usize>,
}

type Key<'e> = (&'e str, &'e str, &'e str);

#[derive(Default)]
struct State<'e> {
    /// Last event of each kind, by its place among the events.
    last: HashMap<Kind, (usize, &'e Event)>,
}

impl<'e> State<'e> {
    fn say(&mut self, place: usize, event: &'e Event) {
        self.last.insert(event.kind, (place, event));
    }

    /// The coding and the event that gave it; `whole` is what was said of the unit as a whole.
    fn coded(&self, whole: Option<&State<'e>>) -> Option<(Coded, &'e Event)> {
        let said = |state: &State<'e>, kind| {
            state.last.get(&kind).copied().filter(|(_, event)| !event.value.is_empty())
        };
        let candidates = [
            said(self, Kind::Coding),
            said(self, Kind::CannotCode),
            whole.and_then(|it| said(it, Kind::CannotCode)),
        ];
        let (_, event) = candidates.into_iter().flatten().max_by_key(|(place, _)| *place)?;
        let coded = match (event.kind, event.value.as_str()) {
            (Kind::Coding, "1") => Coded::Yes,
            (Kind::Coding, _) => Coded::No,
            _ => Coded::CannotCode,
        };
        Some((coded, event))
    }

    fn value(&self, kind: Kind) -> String {
        self.last.get(&kind).map_or(String::new(), |(_, event)| event.value.clone())
    }

    fn standing(&self, (coder, unit, code): Key, whole: Option<&State<'e>>) -> Option<Standing> {
        let (_, last) = self.last.values().copied().max_by_key(|(place, _)| *place)?;
        let coded = self.coded(whole);
        Some(Standing {
            coder: coder.to_owned(),
            unit: unit.to_owned(),
            code: code.to_owned(),
            coded: coded.map(|it| it.0),
            unsure: self.value(Kind::Unsure) == "1",
            memo: self.value(Kind::Memo),
            span: self.value(Kind::Span),
            voice: self.value(Kind::Voice),
            stance: self.value(Kind::Stance),
            reason: self.value(Kind::Reason),
            round: last.round,
            version: coded.map_or(last, |it| it.1).version.clone(),
            at: last.at.clone(),
        })
    }
}

/// What stands of those events that `key` names; sorted by the key.
fn standing<'e>(
    events: impl Iterator<Item = &'e Event>,
    key: impl Fn(&'e Event) -> Key<'e>,
) -> Vec<Standing> {
    let mut states: BTreeMap<Key, State> = BTreeMap::new();
    let mut coders: BTreeMap<Key, &str> = BTreeMap::new();
    for (place, event) in events.enumerate() {
        states.entry(key(event)).or_default().say(place, event);
        coders.insert(key(event), &event.coder);
    }
    let one = |(key, state): (&Key<'e>, &State<'e>)| {
        let (coder, unit, code) = *key;
        let whole = states.get(&(coder, unit, "")).filter(|_| !code.is_empty());
        let coder = coders.get(key).copied().unwrap_or(coder);
        state.standing((coder, unit, code), whole)
    };
    states.iter().filter_map(one).collect()
}

/// What each coder says now for themselves, by coder, unit and code.
#[must_use]
pub fn current(events: &[Event]) -> Vec<Standing> {
    let own = events.iter().filter(|it| it.round != Round::Adjudicated);
    standing(own, |it| (&it.coder, &it.unit, &it.code))
}

/// What was settled between coders, by unit and code; the last word counts, whoever said it.
#[must_use]
pub fn adjudicated(events: &[Event]) -> Vec<Standing> {
    let settled = events.iter().filter(|it| it.round == Round::Adjudicated);
    standing(settled, |it| ("", &it.unit, &it.code))
}

/// A first independent coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// What was coded.
    pub coded: Coded,
    /// The place in the unit that was marked with it, `start-end` in its bytes; empty where none was.
    pub span: String,
    /// The codebook's version hash.
    pub version: String,
    /// When.
    pub at: String,
}

/// First independent codings, by coder, unit and code; see the top of this file for what is first.
#[must_use]
pub fn first(events: &[Event]) -> BTreeMap<(String, String, String), First> {
    let mut by_coder: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        by_coder.entry(&event.coder).or_default().push(event);
    }
    let mut found = BTreeMap::new();
    for (coder, events) in by_coder {
        let same = |a: &&Event, b: &&Event| {
            a.unit == b.unit && a.origin == b.origin && (a.origin == TERMINAL || a.at == b.at)
        };
        for sitting in events.chunk_by(same) {
            let mut states: BTreeMap<&str, State> = BTreeMap::new();
            let own = sitting.iter().filter(|it| it.round == Round::Independent);
            for (place, event) in own.enumerate() {
                states.entry(&event.code).or_default().say(place, event);
            }
            for (code, state) in &states {
                if let Some((coded, event)) =
                    state.coded(states.get("").filter(|_| !code.is_empty()))
                {
                    let key = (coder.to_owned(), event.unit.clone(), (*code).to_owned());
                    let (version, at) = (event.version.clone(), event.at.clone());
                    let span = state.value(Kind::Span);
                    found.entry(key).or_insert(First { coded, span, version, at });
                }
            }
        }
    }
    found
}

impl Codings {
    /// What each coder says now for themselves, by coder, unit and code; what was adjudicated stands apart.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn current(&self) -> Result<Vec<Standing>, CodingsError> {
        Ok(current(&self.events()?))
    }

    /// What was settled between coders: the gold standard, by unit and code.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn adjudicated(&self) -> Result<Vec<Standing>, CodingsError> {
        Ok(adjudicated(&self.events()?))
    }

    /// First independent codings with those that are missing: a row for each coder, unit and code that a sheet
    /// assigned or that was coded; by code, coder and unit.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn reliability(&self) -> Result<Vec<Row>, CodingsError> {
        let events = self.events()?;
        let units = self.drawn()?;
        let units: HashMap<&str, &Unit> = units.iter().map(|it| (it.id.as_str(), it)).collect();
        let first = first(&events);
        // A unit that can not be coded as a whole can not be coded for any of the codes assigned.
        let whole = |coder: &str, unit: &str| {
            first.get(&(coder.to_owned(), unit.to_owned(), String::new())).map(|it| it.coded)
        };
        let mut rows: BTreeMap<(String, String, String), (Option<Coded>, String)> = BTreeMap::new();
        for sheet in self.sheets()? {
            for (unit, code) in
                sheet.units.iter().flat_map(|unit| sheet.codes.iter().map(move |code| (unit, code)))
            {
                let key = (code.clone(), sheet.coder.clone(), unit.clone());
                rows.insert(key, (whole(&sheet.coder, unit), String::new()));
            }
        }
        for ((coder, unit, code), first) in &first {
            if !code.is_empty() {
                let said = (Some(first.coded), first.span.clone());
                rows.insert((code.clone(), coder.clone(), unit.clone()), said);
            }
        }
        let mut order: HashMap<(&str, &str), usize> = HashMap::new();
        let mut counted: HashMap<&str, usize> = HashMap::new();
        let said = events.iter().filter(|it| {
            it.round == Round::Independent && matches!(it.kind, Kind::Coding | Kind::CannotCode)
        });
        for event in said {
            order.entry((&event.coder, &event.unit)).or_insert_with(|| {
                let n = counted.entry(&event.coder).or_default();
                *n += 1;
                *n
            });
        }
        type Said = ((String, String, String), (Option<Coded>, String));
        let row = |((code, coder, unit), (coded, span)): Said| {
            let known = units.get(unit.as_str());
            Row {
                coded,
                span,
                cluster: known.map_or(String::new(), |it| it.cluster.clone()),
                language: known.map_or(String::new(), |it| it.language.clone()),
                order: order
                    .get(&(coder.as_str(), unit.as_str()))
                    .copied()
                    .filter(|_| coded.is_some()),
                code,
                unit,
                coder,
            }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
