//! How far the coding has come: by coder and language what was assigned, said and is left, and which codings were made
//! with a definition that has changed since.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Coded, Codings, CodingsError, Sheet, Standing, codebook};

/// Progress of one coder in one language. Codings are counted, a unit for a code each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Units assigned or begun.
    pub units: usize,
    /// Units of which every code is coded or can not be.
    pub units_done: usize,
    /// Codings assigned, or made without being assigned.
    pub assigned: usize,
    /// Coded 1 or 0.
    pub coded: usize,
    /// Can not be coded.
    pub cannot_code: usize,
    /// Not sure, whatever was coded.
    pub unsure: usize,
    /// Neither coded nor said that it can not be.
    pub left: usize,
    /// Made with a definition that has changed, or one that is not known any more.
    pub stale: usize,
}

/// Codings that need another look.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The coder.
    pub coder: String,
    /// The language of the units.
    pub language: String,
    /// The code.
    pub code: String,
    /// The version of the codebook they were made with.
    pub version: String,
    /// Why.
    pub why: Why,
}

/// Why a coding needs another look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Label, definition, or what belongs and what does not, changed.
    Changed,
    /// The codebook has no such code any more.
    Gone,
    /// The text of that version is not kept, so what changed can not be told.
    Unknown,
}

impl Why {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "its definition changed",
            Self::Gone => "the codebook has it no more",
            Self::Unknown => "that version is not kept",
        }
    }
}

/// How far the coding has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// By coder and language.
    pub progress: BTreeMap<(String, String), Progress>,
    /// Units that need another look, and how many.
    pub stale: BTreeMap<Stale, usize>,
    /// Units of the store that nobody was assigned or coded.
    pub unassigned: usize,
}

/// The codebooks of the study now, as `(version, meanings of codes)`.
pub type Present = Vec<(String, BTreeMap<String, String>)>;

impl Codings {
    /// How far the coding has come; without codebooks of now, nothing is said of definitions.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn status(&self, present: Option<&Present>) -> Result<Status, CodingsError> {
        let units = self.drawn()?;
        let language: HashMap<&str, &str> =
            units.iter().map(|it| (it.id.as_str(), it.language.as_str())).collect();
        let current = self.current()?;
        let stands: HashMap<(&str, &str, &str), &Standing> = current
            .iter()
            .map(|it| ((it.coder.as_str(), it.unit.as_str(), it.code.as_str()), it))
            .collect();
        let sheets = self.sheets()?;
        // coder, unit → codes
        let mut assigned: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for sheet in &sheets {
            for unit in &sheet.units {
                let codes = assigned.entry((&sheet.coder, unit)).or_default();
                codes.extend(sheet.codes.iter().map(String::as_str));
            }
        }
        for it in &current {
            let codes = assigned.entry((&it.coder, &it.unit)).or_default();
            codes.extend(Some(it.code.as_str()).filter(|code| !code.is_empty()));
        }
        let kept = self.kept_meanings()?;
        let mut status = Status::default();
        let seen: BTreeSet<&str> = assigned.keys().map(|it| it.1).collect();
        status.unassigned = units.iter().filter(|it| !seen.contains(it.id.as_str())).count();
        for ((coder, unit), codes) in assigned {
            let language = language.get(unit).copied().unwrap_or_default();
            let progress =
                status.progress.entry((coder.to_owned(), language.to_owned())).or_default();
            progress.units += 1;
            progress.assigned += codes.len();
            let whole = stands.get(&(coder, unit, "")).copied();
            progress.unsure += usize::from(whole.is_some_and(|it| it.unsure));
            let mut left = 0;
            for code in codes {
                let stands = stands.get(&(coder, unit, code)).copied();
                progress.unsure += usize::from(stands.is_some_and(|it| it.unsure));
                match stands.or(whole).and_then(|it| it.coded) {
                    Some(Coded::Yes | Coded::No) => progress.coded += 1,
                    Some(Coded::CannotCode) => progress.cannot_code += 1,
                    None => left += 1,
                }
                let Some(stands) = stands.filter(|it| it.coded.is_some()) else { continue };
                if let Some(why) =
                    present.and_then(|it| why(it, &kept, &stands.code, &stands.version))
                {
                    progress.stale += 1;
                    let (coder, language) = (coder.to_owned(), language.to_owned());
                    let (code, version) = (code.to_owned(), stands.version.clone());
                    *status
                        .stale
                        .entry(Stale { coder, language, code, version, why })
                        .or_default() += 1;
                }
            }
            progress.left += left;
            progress.units_done += usize::from(left == 0);
        }
        Ok(status)
    }

    /// Codings of a coder that need another look, as unit and code.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn to_look_at(
        &self,
        coder: &str,
        present: &Present,
    ) -> Result<HashSet<(String, String)>, CodingsError> {
        let stale = self.stale_of(coder, present)?.into_iter();
        Ok(stale.map(|it| (it.unit, it.code)).collect())
    }

    /// The codings of a coder that were made when their code meant something else than in the codebooks `present`.
    fn stale_of(&self, coder: &str, present: &Present) -> Result<Vec<Standing>, CodingsError> {
        let kept = self.kept_meanings()?;
        let mut own = self.current()?;
        own.retain(|it| {
            it.coder == coder
                && it.coded.is_some()
                && why(present, &kept, &it.code, &it.version).is_some()
        });
        Ok(own)
    }

    /// Codings of a coder whose code meant something else than in a sheet, as unit and code: those made before the sheet
    /// was, which it asks anew, and those made since, which it does not know of.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn of_other_meaning(
        &self,
        sheet: &Sheet,
    ) -> Result<[HashSet<(String, String)>; 2], CodingsError> {
        let kept = self.kept_meanings()?;
        let mut found = [HashSet::new(), HashSet::new()];
        let Some(Some(meanings)) = kept.get(&sheet.version) else { return Ok(found) };
        let then = vec![(sheet.version.clone(), meanings.clone())];
        for it in self.stale_of(&sheet.coder, &then)? {
            found[usize::from(it.at > sheet.at)].insert((it.unit, it.code));
        }
        Ok(found)
    }

    /// Of codings that are used, each by its code and the version of the codebook it was made with, those that were
    /// made when the code meant something else, and how many: by code, version and why.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn changed<'c>(
        &self,
        present: &Present,
        used: impl Iterator<Item = (&'c str, &'c str)>,
    ) -> Result<BTreeMap<(String, String, Why), usize>, CodingsError> {
        let kept = self.kept_meanings()?;
        let mut found = BTreeMap::new();
        for (code, version) in used {
            if let Some(why) = why(present, &kept, code, version) {
                *found.entry((code.to_owned(), version.to_owned(), why)).or_default() += 1;
            }
        }
        Ok(found)
    }

    fn kept_meanings(&self) -> Result<KeptMeanings, CodingsError> {
        let kept = self.codebooks()?.into_iter();
        Ok(kept.map(|it| (it.version, codebook::meanings_of(&it.text))).collect())
    }
}

/// What each code meant in the codebooks that are kept, by version; none where a text is not understood any more.
type KeptMeanings = HashMap<String, Option<BTreeMap<String, String>>>;

/// Why a coding needs another look; none where its code means what it meant.
fn why(present: &Present, kept: &KeptMeanings, code: &str, version: &str) -> Option<Why> {
    if present.iter().any(|it| it.0 == version) {
        return None;
    }
    let Some(now) = present.iter().find_map(|(_, meanings)| meanings.get(code)) else {
        return Some(Why::Gone);
    };
    match kept.get(version) {
        Some(Some(meanings)) if meanings.get(code) == Some(now) => None,
        Some(Some(_)) => Some(Why::Changed),
        _ => Some(Why::Unknown),
    }
}
