//! Which metadata coders saw beside the text: noted in the log of a store where they saw any, and read from there.
//! Whoever codes without such a note was blind.

use std::collections::BTreeMap;

use super::{Codings, CodingsError};

/// What a note begins with, and what stands before the names.
const NOT_BLIND: &str = "not blind: ";
const SHOWN: &str = " was shown ";

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
        let what = format!("{NOT_BLIND}{who}{SHOWN}{}", shown.join(", "));
        if self.logged()?.iter().any(|it| it.1 == what) {
            return Ok(());
        }
        self.log(at, &what)
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
