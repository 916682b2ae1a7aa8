//! Files of codings into a store: what a file says, in one of [`IMPORTS`], becomes events, as one transaction with a
//! backup before it. Only what differs from what stands is added; a file that was read before adds nothing. One whose
//! rows of segments that nobody drew are left out is read again once other segments are drawn, for what is new.
//!
//! To add a form: a file here with an [`ImportEntry`], and its line in [`IMPORTS`].

mod find;
mod gold;
mod rows;
mod sheet;
mod store;
mod table;

use std::collections::BTreeMap;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use rusqlite::OptionalExtension;

use super::store::refuse;
use super::{
    Codings, CodingsError, Contents, Event, KeptCodebook, Kind, Round, check, clock, put, read,
};

/// Every form of a file that is understood, the more special before the more general.
pub const IMPORTS: &[ImportEntry] = &[store::ENTRY, sheet::ENTRY, gold::ENTRY, table::ENTRY];

/// A form of a file.
pub struct ImportEntry {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub doc: &'static str,
    /// Whether a file has this form, by its ending and its first line.
    pub recognises: fn(&File) -> bool,
    /// What it says; the store tells which units there are, and which sheets were handed out.
    pub read: fn(&File, &Codings) -> Result<Read, CodingsError>,
}

impl std::fmt::Debug for ImportEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportEntry").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A file that is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct File<'f> {
    /// Its name, for messages and as the origin of its events.
    pub name: &'f str,
    /// What it holds.
    pub bytes: &'f [u8],
    /// How it is read.
    pub options: &'f ImportOptions,
}

impl File<'_> {
    /// The form that it has.
    ///
    /// # Errors
    /// A file of no form.
    pub fn form(&self) -> Result<&'static ImportEntry, CodingsError> {
        IMPORTS.iter().find(|it| (it.recognises)(self)).ok_or_else(|| unknown(self))
    }
}

/// How a file is read.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The column with the unit: its id, or its document where that has one unit in the store.
    pub unit: String,
    /// The column with the coder.
    pub coder: String,
    /// The column with the code.
    pub code: String,
    /// The column with the coding: 1, 0, `cannot_code`, or empty where there is none.
    pub value: String,
    /// When the codings were made, where the file does not say it.
    pub round: Round,
    /// The codebook's version hash, where the file does not say it and the code is in none or several of
    /// `codebooks`.
    pub version: String,
    /// For each code that is in one codebook alone the version hash of that.
    pub version_of: BTreeMap<String, String>,
    /// The codebooks that coders had before them: kept with the codings.
    pub codebooks: Vec<KeptCodebook>,
    /// The codes that there are; any where none is named.
    pub codes: Vec<String>,
    /// Leave out and count rows of units that are not in the store.
    pub only_drawn: bool,
    /// Now, RFC 3339 in UTC.
    pub at: String,
}

impl ImportOptions {
    /// The version of the codebook that a coder of this code had before them; empty where it is not known.
    #[must_use]
    pub fn version(&self, code: &str) -> String {
        self.version_of.get(code).unwrap_or(&self.version).clone()
    }
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            unit: "unit".to_owned(),
            coder: "coder".to_owned(),
            code: "code".to_owned(),
            value: "value".to_owned(),
            round: Round::Independent,
            version: String::new(),
            version_of: BTreeMap::new(),
            codebooks: Vec::new(),
            codes: Vec::new(),
            only_drawn: false,
            at: String::new(),
        }
    }
}

/// What a file comes to.
#[derive(Debug)]
pub enum Read {
    /// All that another store held.
    Contents(Box<Contents>),
    /// What coders say.
    Said {
        /// All of it.
        said: Vec<Said>,
        /// Rows that were left out because their units are not in the store.
        left_out: usize,
        /// What is wrong, each with its place: then nothing is saved.
        wrong: Vec<String>,
    },
    /// What a sheet that was handed in says beyond what stands, and what is told of it.
    Sheet(Vec<Said>, String),
}

/// One thing that a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where in the file: `row 3`, `cell C4`.
    pub place: String,
    /// The unit's id.
    pub unit: String,
    /// The coder.
    pub coder: String,
    /// The code.
    pub code: String,
    /// What kind of thing.
    pub kind: Kind,
    /// What; empty takes back what stood.
    pub value: String,
    /// The codebook's version hash.
    pub version: String,
    /// The round.
    pub round: Round,
    /// When; that of the import where empty.
    pub at: String,
    /// Whether it is said anew where the same stands already.
    pub anew: bool,
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// The form of the file.
    pub form: &'static str,
    /// When the same file was imported before, into the same units where others are left out; nothing was added then.
    pub before: Option<String>,
    /// Events that are new.
    pub events: usize,
    /// Things said that stood already.
    pub unchanged: usize,
    /// Units that are new.
    pub units: usize,
    /// Rows of units that are not in the store.
    pub left_out: usize,
    /// What is told of a sheet; empty where it is none.
    pub told: String,
    /// The copy of the store from before.
    pub backup: Option<PathBuf>,
}

impl Codings {
    /// Imports a file as a whole, or nothing of it.
    ///
    /// # Errors
    /// A file of no form, or everything that is wrong with it, by row.
    pub fn import(&mut self, file: &File) -> Result<ImportOutcome, CodingsError> {
        let entry = file.form()?;
        let form = entry.name;
        let name = self.name_of(file)?;
        let known = self.imports()?.into_iter().find(|it| it.hash == name.whole());
        if let Some(known) = known {
            return Ok(ImportOutcome { form, before: Some(known.at), ..ImportOutcome::default() });
        }
        match (entry.read)(file, self)? {
            Read::Contents(contents) => {
                let at = &file.options.at;
                let absorbed = self.absorb(&contents, at, &format!("import of {}", file.name))?;
                let unchanged = contents.events.len() - absorbed.events;
                let (events, units) = (absorbed.events, absorbed.units);
                let backup = absorbed.backup;
                Ok(ImportOutcome {
                    form,
                    events,
                    unchanged,
                    units,
                    backup,
                    ..ImportOutcome::default()
                })
            }
            Read::Said { said, left_out, wrong } => {
                let said = agreeing(&said, &file.options.codes, wrong)?;
                let outcome = self.say(file, &name, said)?;
                Ok(ImportOutcome { form, left_out, ..outcome })
            }
            // its codes are those of the codebook that it was made with
            Read::Sheet(said, told) => {
                let outcome = self.say(file, &name, agreeing(&said, &[], Vec::new())?)?;
                Ok(ImportOutcome { form, told, ..outcome })
            }
        }
    }

    /// What names an import of this file into this store.
    fn name_of(&self, file: &File) -> Result<ImportName, CodingsError> {
        let mut units = None;
        if file.options.only_drawn {
            let mut ids: Vec<String> = self.drawn()?.into_iter().map(|it| it.id).collect();
            ids.sort_unstable();
            units = Some(blake3::hash(ids.join("\n").as_bytes()).to_hex().to_string());
        }
        Ok(ImportName { file: hash(file), units })
    }

    /// Adds what a file says beyond what stands.
    fn say(
        &mut self,
        file: &File,
        name: &ImportName,
        said: Vec<Said>,
    ) -> Result<ImportOutcome, CodingsError> {
        let hash = name.whole();
        let hash = hash.as_str();
        let ((events, unchanged, before), backup) =
            self.write_after_backup(|transaction, path| {
                let sql = "SELECT at FROM imports WHERE hash = ?";
                let told = |source| CodingsError::sql("read", path, source);
                let before: Option<String> = transaction
                    .query_row(sql, [hash], |row| row.get(0))
                    .optional()
                    .map_err(told)?;
                if before.is_some() {
                    return Ok(((0, 0, before), false));
                }
                let saved = read::saved(transaction).map_err(told)?;
                let stands: HashMap<Key, &str> =
                    saved.iter().map(|it| (key_of(&it.event), it.event.value.as_str())).collect();
                let again = name.was_read(transaction).map_err(told)?;
                let old = if again { said_before(&saved, &said) } else { HashSet::new() };
                let (mut events, mut stood) = (Vec::new(), 0);
                for it in &said {
                    // whoever said another thing since is not overruled by an old file
                    if old.contains(&it.of_whom()) {
                        stood += usize::from(!it.value.is_empty());
                    } else if it.anew
                        || stands.get(&it.key()).copied().unwrap_or_default() != it.value
                    {
                        events.push(it.event(file)?);
                    } else if !it.value.is_empty() {
                        stood += 1;
                    }
                }
                let wrong: Vec<String> = events.iter().flat_map(check::event).collect();
                refuse(wrong.into_iter().chain(check::together(&events)).collect())?;
                for it in &file.options.codebooks {
                    put::codebook(transaction, path, [&it.version, &it.id, &it.text])?;
                }
                let n = put::events(transaction, path, &events, None)?;
                put::import(transaction, path, (hash, file.name, &file.options.at, n))?;
                put::log(
                    transaction,
                    path,
                    &file.options.at,
                    &format!("import of {}: {n} events", file.name),
                )?;
                Ok(((n, stood, None), n > 0))
            })?;
        Ok(ImportOutcome { before, events, unchanged, backup, ..ImportOutcome::default() })
    }
}

/// What names an import: the file and how it is read, and where rows of other segments are left out, the units of the
/// store, as with more of them it says more.
struct ImportName {
    file: String,
    units: Option<String>,
}

impl ImportName {
    fn whole(&self) -> String {
        match &self.units {
            None => self.file.clone(),
            Some(units) => format!("{}:{units}", self.file),
        }
    }

    /// Whether the file was read into the store when that had other units.
    fn was_read(&self, transaction: &rusqlite::Transaction) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM imports WHERE hash = ?1 OR hash LIKE ?1 || ':%')";
        transaction.query_row(sql, [&self.file], |row| row.get(0))
    }
}

type OfWhom<'s> = (&'s str, &'s str, &'s str, bool);

/// Of whom, which unit and which code a file that is read again says what it said before.
fn said_before<'s>(saved: &'s [read::Saved], said: &'s [Said]) -> HashSet<OfWhom<'s>> {
    let known: HashSet<(Key, &str)> =
        saved.iter().map(|it| (key_of(&it.event), it.event.value.as_str())).collect();
    let old = said.iter().filter(|it| !it.value.is_empty());
    old.filter(|it| known.contains(&(it.key(), it.value.as_str()))).map(Said::of_whom).collect()
}

type Key<'s> = (&'s str, &'s str, &'s str, bool, Kind);

fn key_of(event: &Event) -> Key<'_> {
    (&event.coder, &event.unit, &event.code, event.round == Round::Adjudicated, event.kind)
}

impl Said {
    fn of_whom(&self) -> OfWhom<'_> {
        (&self.coder, &self.unit, &self.code, self.round == Round::Adjudicated)
    }

    fn key(&self) -> Key<'_> {
        (&self.coder, &self.unit, &self.code, self.round == Round::Adjudicated, self.kind)
    }

    fn event(&self, file: &File) -> Result<Event, CodingsError> {
        let at = if self.at.is_empty() { &file.options.at } else { &self.at };
        let origin = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name);
        // What is said on the terminal is told by this word.
        let origin = if origin == super::TERMINAL { "file terminal" } else { origin };
        Ok(Event {
            id: clock::new_id()?,
            unit: self.unit.clone(),
            coder: self.coder.clone(),
            code: self.code.clone(),
            kind: self.kind,
            value: self.value.clone(),
            version: self.version.clone(),
            round: self.round,
            at: at.clone(),
            origin: origin.to_owned(),
        })
    }
}

/// Each thing once. Two rows that say different things, and codes that there are not, are refused, all of them, with
/// what was wrong before.
fn agreeing(
    said: &[Said],
    codes: &[String],
    mut wrong: Vec<String>,
) -> Result<Vec<Said>, CodingsError> {
    let mut first: HashMap<Key, &Said> = HashMap::new();
    let mut unknown: Vec<&str> = Vec::new();
    let mut kept = Vec::new();
    for it in said {
        let code = it.code.as_str();
        let known = code.is_empty() || codes.is_empty() || codes.iter().any(|known| known == code);
        if !known && !unknown.contains(&code) {
            unknown.push(code);
            wrong.push(format!("{}: {}", it.place, unknown_code(code, codes)));
        }
        match first.get(&it.key()) {
            None => {
                first.insert(it.key(), it);
                kept.push(it.clone());
            }
            Some(other) if other.value == it.value => {}
            Some(other) => wrong.push(format!(
                "{}: {} of code `{code}` by coder `{}` is `{}`, and `{}` in {}; keep one",
                it.place,
                it.kind.as_str(),
                it.coder,
                check::shortened(&it.value),
                check::shortened(&other.value),
                other.place
            )),
        }
    }
    refuse(wrong)?;
    Ok(kept)
}

fn unknown_code(code: &str, codes: &[String]) -> String {
    format!("unknown code `{}`; there are: {}", check::shortened(code), codes.join(", "))
}

/// The bytes of a file, and how it is read.
fn hash(file: &File) -> String {
    let ImportOptions { unit, coder, code, value, round, version, only_drawn, .. } = file.options;
    let mut hash = blake3::Hasher::new();
    hash.update(file.bytes);
    hash.update(format!("{:?}", (unit, coder, code, value, round, version, only_drawn)).as_bytes());
    hash.finalize().to_hex().to_string()
}

fn unknown(file: &File) -> CodingsError {
    let known: Vec<String> =
        IMPORTS.iter().map(|it| format!("  {}: {}", it.name, it.doc)).collect();
    let name = file.name;
    CodingsError::File(format!(
        "`{name}` is no file of codings; there are:\n{}\nname its columns with --unit, --coder, --code and --value",
        known.join("\n")
    ))
}

#[cfg(test)]
mod tests;
