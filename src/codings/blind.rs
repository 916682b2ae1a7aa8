//! Which metadata coders saw beside the text: noted in the log of a store where they saw any, and read from there.
//! Whoever codes without such a note was blind.

use std::collections::BTreeMap;

use super::{Codings, CodingsError};

/// What a note begins with, and what stands before the names.
const NOT_BLIND: &str = "not blind: ";
const SHOWN: &str = " was shown ";

/// The notes on who was shown what, of which nothing is `known`.
pub(super) fn news(
    shown: &BTreeMap<String, Vec<String>>,
    known: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    let is_known = |who: &String, name: &String| known.get(who).is_some_and(|it| it.contains(name));
    let is_new = |(who, names): &(&String, &Vec<String>)| names.iter().any(|it| !is_known(who, it));
    let note = |(who, names): (&String, &Vec<String>)| {
        format!("{NOT_BLIND}{who}{SHOWN}{}", names.join(", "))
    };
    shown.iter().filter(is_new).map(note).collect()
}

impl Codings {
    /// Notes that a sheet, or a coder at the terminal, was shown these metadata; nothing where there are none, or where
    /// that is noted.
    ///
    /// # Errors
    /// A store that can not be written.
    pub fn note_shown(
        &mut self,
        who: &str,
        shown: &[String],
        at: &str,
    ) -> Result<(), CodingsError> {
        if shown.is_empty() {
            return Ok(());
        }
        let shown = BTreeMap::from([(who.to_owned(), shown.to_vec())]);
        news(&shown, &self.not_blind()?).iter().try_for_each(|what| self.log(at, what))
    }

    /// Sheets, and coders at the terminal, that were not blind, with the metadata that they were shown.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn not_blind(&self) -> Result<BTreeMap<String, Vec<String>>, CodingsError> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (_, what) in self.logged()? {
            let Some((who, shown)) =
                what.strip_prefix(NOT_BLIND).and_then(|it| it.split_once(SHOWN))
            else {
                continue;
            };
            let names = found.entry(who.to_owned()).or_default();
            for name in shown.split(", ") {
                if !names.iter().any(|it| it == name) {
                    names.push(name.to_owned());
                }
            }
        }
        Ok(found)
    }
}
