//! The store on disk: opened, made, and added to. Samples, units, events, sheets go in, each call one transaction
//! that is on the disk when the call comes back, or leaves nothing. What is read stands in `read`, what it means
//! in `standing`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{CodingsError, Event, Sample, Split, Unit, backup, check, clock, put, schema};

/// The name of the file in the folder of a store.
pub const FILE: &str = "codings.sqlite";

/// What people coded in a study.
#[derive(Debug)]
pub struct Codings {
    pub(super) connection: Connection,
    folder: PathBuf,
}

/// What [`Codings::add_sample`] came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedUnits {
    /// How many units are new.
    pub added: usize,
    /// Units that an earlier sample drew, by id: they keep its row, so its probability, stratum and split.
    pub kept: Vec<String>,
}

/// What a coder was given to code: which units in which order, and which codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, unique in the store.
    pub name: String,
    /// For whom it is.
    pub coder: String,
    /// Ids of its units, in its order.
    pub units: Vec<String>,
    /// Ids of its codes, in its order.
    pub codes: Vec<String>,
    /// The version hash of the codebook it was made with.
    pub version: String,
    /// When it was made, RFC 3339 in UTC.
    pub at: String,
}

impl Codings {
    /// Opens the store of a folder.
    ///
    /// # Errors
    /// [`CodingsError::Missing`] where there is none; a file that is no store, or of a later framebook.
    pub fn open(folder: &Path) -> Result<Self, CodingsError> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Err(CodingsError::Missing(folder.to_path_buf()));
        }
        Ok(Self { connection: schema::open(&path)?, folder: folder.to_path_buf() })
    }

    /// Opens the store of a folder, and makes both where they are not there.
    ///
    /// # Errors
    /// A place that can not be written; a file that is no store, or of a later framebook.
    pub fn create(folder: &Path) -> Result<Self, CodingsError> {
        std::fs::create_dir_all(folder).map_err(|it| CodingsError::io("make", folder, it))?;
        Ok(Self { connection: schema::create(&folder.join(FILE))?, folder: folder.to_path_buf() })
    }

    /// Opens a store only to read it: that of a folder, or a file (a backup, the store of another team).
    ///
    /// # Errors
    /// As for [`Codings::open`].
    pub fn open_to_read(place: &Path) -> Result<Self, CodingsError> {
        let path = if place.is_dir() { place.join(FILE) } else { place.to_path_buf() };
        if !path.is_file() {
            return Err(CodingsError::Missing(place.to_path_buf()));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(Self { connection: schema::read_only(&path)?, folder })
    }

    /// The folder it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file it lies in.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.connection.path().map_or_else(|| self.folder.join(FILE), PathBuf::from)
    }

    /// Adds a sample with its units. A unit that an earlier sample drew keeps its row and is told.
    ///
    /// # Errors
    /// [`CodingsError::Refused`], with every reason: a sample of this name that was drawn otherwise, a unit whose
    /// id is not [`Unit::name`] (a changed text is another unit), a probability not in (0, 1], a unit twice.
    pub fn add_sample(
        &mut self,
        sample: &Sample,
        units: &[Unit],
    ) -> Result<AddedUnits, CodingsError> {
        let mut wrong = check::sample(sample);
        wrong.extend(units.iter().flat_map(check::unit));
        let mut seen = HashSet::new();
        for unit in units {
            if unit.sample != sample.id {
                wrong.push(format!(
                    "unit `{}` is of sample `{}`, not `{}`",
                    unit.id, unit.sample, sample.id
                ));
            }
            if !seen.insert(&unit.id) {
                wrong.push(format!("unit `{}` is drawn twice", unit.id));
            }
        }
        refuse(wrong)?;
        self.write("add to", |transaction, path| {
            put::sample(transaction, path, sample)?;
            let mut result = AddedUnits::default();
            for unit in units {
                if put::unit(transaction, path, unit, true)? {
                    result.added += 1;
                } else {
                    result.kept.push(unit.id.clone());
                }
            }
            let what = format!("sample `{}`: {} units", sample.id, result.added);
            put::log(transaction, path, &sample.at, &what)?;
            Ok(result)
        })
    }

    /// Adds events, all or none; gives back how many are new. One that is saved already, under its id, is not
    /// added again.
    ///
    /// # Errors
    /// [`CodingsError::Refused`], with every reason: an unknown unit, a value that its kind has not, a time that
    /// is none, two events that say different things of one unit, code and kind at once, an id that says something
    /// else in the store.
    pub fn add_events(&mut self, events: &[Event]) -> Result<usize, CodingsError> {
        let mut wrong: Vec<String> = events.iter().flat_map(check::event).collect();
        wrong.extend(check::together(events));
        refuse(wrong)?;
        self.write("add to", |transaction, path| put::events(transaction, path, events, None))
    }

    /// Moves units from test to dev for good: their errors were shown. Those that are dev already stay as they
    /// are; gives back how many moved.
    ///
    /// # Errors
    /// An unknown unit, a time that is none.
    pub fn move_to_dev(
        &mut self,
        units: &[&str],
        why: &str,
        at: &str,
    ) -> Result<usize, CodingsError> {
        refuse(check::time("moved", at).into_iter().collect())?;
        self.write("add to", |transaction, path| {
            let mut moved = 0;
            let mut wrong = Vec::new();
            for unit in units {
                match put::split(transaction, path, unit)? {
                    None => wrong.push(format!("unit `{unit}` is not in the store")),
                    Some(Split::Dev) => {}
                    Some(Split::Test) => {
                        put::a_move(transaction, path, [unit, at, why])?;
                        moved += 1;
                    }
                }
            }
            refuse(wrong)?;
            if moved > 0 {
                put::log(transaction, path, at, &format!("{moved} units moved to dev: {why}"))?;
            }
            Ok(moved)
        })
    }

    /// Notes a sheet that is handed out.
    ///
    /// # Errors
    /// A name that is taken by another sheet, an unknown unit, no coder.
    pub fn add_sheet(
        &mut self,
        name: &str,
        coder: &str,
        units: &[String],
        codes: &[String],
        version: &str,
        at: &str,
    ) -> Result<(), CodingsError> {
        let (units, codes) = (units.to_vec(), codes.to_vec());
        let sheet = Sheet {
            name: name.to_owned(),
            coder: coder.to_owned(),
            units,
            codes,
            version: version.to_owned(),
            at: at.to_owned(),
        };
        refuse(check::sheet(&sheet))?;
        self.write("add to", |transaction, path| put::sheet(transaction, path, &sheet).map(|_| ()))
    }

    /// Keeps the text of a codebook under its version hash, so that what a coder had before them can be shown; see
    /// [`version_of`](super::version_of).
    ///
    /// # Errors
    /// Another text under this version.
    pub fn add_codebook(
        &mut self,
        version: &str,
        id: &str,
        toml: &str,
    ) -> Result<(), CodingsError> {
        self.write("add to", |transaction, path| {
            put::codebook(transaction, path, [version, id, toml]).map(|_| ())
        })
    }

    /// Keeps the result of a validation, as JSON, with the pass it is of.
    ///
    /// # Errors
    /// A time that is none, JSON that is none.
    pub fn add_validation(
        &mut self,
        pass: &str,
        at: &str,
        result: &str,
    ) -> Result<(), CodingsError> {
        let mut wrong: Vec<String> = check::time("validated", at).into_iter().collect();
        if let Err(error) = serde_json::from_str::<serde_json::Value>(result) {
            wrong.push(format!("validation of `{pass}`: the result is no JSON: {error}"));
        }
        refuse(wrong)?;
        let id = clock::new_id()?;
        self.write("add to", |transaction, path| {
            put::validation(transaction, path, [&id, pass, at, result]).map(|_| ())
        })
    }

    /// Notes what a command did.
    ///
    /// # Errors
    /// A store that can not be written.
    pub fn log(&mut self, at: &str, what: &str) -> Result<(), CodingsError> {
        self.write("add to", |transaction, path| put::log(transaction, path, at, what))
    }

    /// One transaction: what is written is on the disk when this comes back, or nothing is.
    pub(super) fn write<T>(
        &mut self,
        action: &'static str,
        work: impl FnOnce(&Transaction, &Path) -> Result<T, CodingsError>,
    ) -> Result<T, CodingsError> {
        let path = self.path();
        let told = |source| CodingsError::sql(action, &path, source);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(told)?;
        let result = work(&transaction, &path)?;
        transaction.commit().map_err(told)?;
        Ok(result)
    }

    /// As [`write`](Self::write), with a backup of what was there before where the work says that it changes something;
    /// no backup, no change.
    pub(super) fn write_after_backup<T>(
        &mut self,
        work: impl FnOnce(&Transaction, &Path) -> Result<(T, bool), CodingsError>,
    ) -> Result<(T, Option<PathBuf>), CodingsError> {
        self.write("add to", |transaction, path| {
            let (result, changed) = work(transaction, path)?;
            // Another connection sees what is committed, so what was there before.
            let kept = if changed { backup::automatic(path)? } else { None };
            Ok((result, kept))
        })
    }
}

/// Refuses where there is a reason.
pub(super) fn refuse(wrong: Vec<String>) -> Result<(), CodingsError> {
    if wrong.is_empty() { Ok(()) } else { Err(CodingsError::Refused(wrong)) }
}
