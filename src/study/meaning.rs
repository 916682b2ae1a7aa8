//! Whether the codings that a number rests on were made when their codes meant what they mean now: codings with the
//! version of the codebook that their coders had before them enter, a sentence leaves. Which codings a coder has to
//! look at again is told by `framebook codings status`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

use crate::codings::{
    Codings, Event, Present, Why, adjudicated, current, first, meanings, version_of,
};
use crate::engine::codebook::Codebook;

use super::Failure;
use super::gold::Gold;

/// What the codes of codebooks mean now.
#[must_use]
pub fn present<'c>(codebooks: impl Iterator<Item = &'c Codebook>) -> Present {
    codebooks.map(|it| (version_of(&it.source), meanings(it))).collect()
}

/// What is said of first independent codings that were made when their codes meant something else; nothing where
/// none was. `of` says which codings are used, by unit and code.
///
/// # Errors
///
/// A store that can not be read.
pub fn of_firsts(
    codings: &Codings,
    present: &Present,
    of: impl Fn(&str, &str) -> bool,
) -> Result<Option<String>, Failure> {
    let firsts = first(&codings.events()?);
    let used = firsts.iter().filter(|(key, _)| !key.2.is_empty() && of(&key.1, &key.2));
    told(codings, present, used.map(|(key, it)| (key.2.as_str(), it.version.as_str())))
}

/// The same of the codings that a gold standard rests on, and of those of a person who is judged by it.
///
/// # Errors
///
/// A store that can not be read.
pub(super) fn of_standard(
    codings: &Codings,
    present: &Present,
    gold: &Gold,
    judged: Option<&str>,
    of: impl Fn(&str, &str) -> bool,
) -> Result<Option<String>, Failure> {
    let events = codings.events()?;
    let used = used(&events, gold, judged);
    let used = used.iter().filter(|it| of(&it.0, &it.1));
    told(codings, present, used.map(|it| (it.1.as_str(), it.2.as_str())))
}

/// The codings that a gold standard rests on and those of the one judged: unit, code and version. What was adjudicated
/// stands for what its coders said.
fn used(events: &[Event], gold: &Gold, judged: Option<&str>) -> Vec<(String, String, String)> {
    let names = [judged, if let Gold::Coder(name) = gold { Some(name.as_str()) } else { None }];
    let own = current(events).into_iter();
    let own = own.filter(|it| it.coded.is_some() && names.contains(&Some(it.coder.as_str())));
    let mut found: Vec<(String, String, String)> =
        own.map(|it| (it.unit, it.code, it.version)).collect();
    if !matches!(gold, Gold::Coder(_)) {
        let settled = adjudicated(events).into_iter().filter(|it| it.coded.is_some());
        let settled: Vec<_> = settled.map(|it| (it.unit, it.code, it.version)).collect();
        let done: HashSet<(&str, &str)> =
            settled.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        let firsts = first(events);
        let others = firsts.iter().filter(|((coder, unit, code), _)| {
            Some(coder.as_str()) != judged && !done.contains(&(unit.as_str(), code.as_str()))
        });
        found.extend(others.map(|(key, it)| (key.1.clone(), key.2.clone(), it.version.clone())));
        found.extend(settled);
    }
    found.retain(|it| !it.1.is_empty());
    found
}

/// The sentence, code by code.
fn told<'c>(
    codings: &Codings,
    present: &Present,
    used: impl Iterator<Item = (&'c str, &'c str)>,
) -> Result<Option<String>, Failure> {
    let found = codings.changed(present, used)?;
    let n: usize = found.values().sum();
    if n == 0 {
        return Ok(None);
    }
    let mut by_code: BTreeMap<&str, String> = BTreeMap::new();
    for ((code, version, why), n) in &found {
        let text = by_code.entry(code).or_default();
        let version = if version.is_empty() { "unknown" } else { version };
        let sign = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{sign}{n} with version {version}");
        if *why != Why::Changed {
            let _ = write!(text, " ({})", why.as_str());
        }
    }
    let codes: BTreeSet<String> =
        by_code.iter().map(|(code, text)| format!("`{code}` {text}")).collect();
    let all_changed = found.keys().all(|it| it.2 == Why::Changed);
    let or = if all_changed { "" } else { ", or of which that is not known" };
    Ok(Some(format!(
        "{n} codings used here were made with another version of the codebook in which the code meant something \
         else{or}: {}; whose they are: framebook codings status",
        codes.into_iter().collect::<Vec<_>>().join("; ")
    )))
}
