//! Rows out of the tables, as they were put: samples, units, events, sheets, codebooks, validations. Nothing is
//! concluded here.

use std::collections::HashSet;

use rusqlite::{Connection, Params, Row};

use super::{Codings, CodingsError, Event, Kind, Round, Sample, Sheet, Split, Unit};

/// The columns of a unit, in the order in which they are written.
pub(super) const UNIT: &str = "id, sample, source, document, part, segment, start, \"end\", text, before, after, \
                               language, stratum, probability, cluster, split, metadata";
/// What a unit is for now.
pub(super) const SPLIT: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM moves JOIN units AS shown ON shown.id = moves.unit \
                                WHERE shown.source = units.source AND shown.cluster = units.cluster) THEN 'dev' \
                                ELSE split END FROM units WHERE id = ?";
/// The columns of an event.
pub(super) const EVENT: &str =
    "id, unit, coder, code, kind, value, version, round, at, origin, moment";

/// An event as it is saved: with the moment that orders it among all of its coder's, in every copy of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The event.
    pub event: Event,
    /// Microseconds since 1970: the coder's clock, or just after what this coder had said before in the store where
    /// the clock says an earlier time.
    pub moment: i64,
}

/// Which units are asked for; all where nothing is named.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitFilter<'a> {
    /// Of this sample.
    pub sample: Option<&'a str>,
    /// Of this source.
    pub source: Option<&'a str>,
    /// Of this language.
    pub language: Option<&'a str>,
    /// What they are for, now.
    pub split: Option<Split>,
}

/// A unit that was moved to dev.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The unit's id.
    pub unit: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why: which command showed its errors.
    pub why: String,
}

/// A codebook that coders had before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCodebook {
    /// Its version hash.
    pub version: String,
    /// Its id.
    pub id: String,
    /// Its text, TOML.
    pub text: String,
}

/// A stored validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptValidation {
    /// What names it in every copy of the store.
    pub id: String,
    /// The pass it is of.
    pub pass: String,
    /// When it was made, RFC 3339 in UTC.
    pub at: String,
    /// The result, JSON.
    pub result: String,
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The hash of its bytes and of how it was read.
    pub hash: String,
    /// Its name.
    pub file: String,
    /// When.
    pub at: String,
    /// How many events it gave.
    pub events: u64,
}

impl Codings {
    /// The samples, as they were added; the time is the earliest, where copies of the store drew the same.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn samples(&self) -> Result<Vec<Sample>, CodingsError> {
        let sql = "SELECT samples.*, min(sample_times.at) AS at FROM samples \
                   JOIN sample_times ON sample = samples.id GROUP BY samples.id ORDER BY samples.n";
        self.rows(sql, [], sample_of)
    }

    /// Units in the order in which they were added, each with the split that it has now.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn units(&self, filter: &UnitFilter) -> Result<Vec<Unit>, CodingsError> {
        let mut units = self.drawn()?;
        self.split_now(&mut units)?;
        let fits = |wish: Option<&str>, value: &str| wish.is_none_or(|wish| wish == value);
        units.retain(|it| {
            fits(filter.sample, &it.sample)
                && fits(filter.source, &it.source)
                && fits(filter.language, &it.language)
                && filter.split.is_none_or(|split| split == it.split)
        });
        Ok(units)
    }

    /// Sets the split that units have now: whose errors were shown is for dev with all that it is nested in, whenever
    /// that was drawn, so that no document is for both.
    pub(super) fn split_now(&self, units: &mut [Unit]) -> Result<(), CodingsError> {
        let moved: HashSet<String> = self.moves()?.into_iter().map(|it| it.unit).collect();
        let nest = |it: &Unit| (it.source.clone(), it.cluster.clone());
        let nests: HashSet<(String, String)> =
            units.iter().filter(|it| moved.contains(&it.id)).map(nest).collect();
        for unit in units {
            if nests.contains(&nest(unit)) {
                unit.split = Split::Dev;
            }
        }
        Ok(())
    }

    /// A unit by its id, with the split that it has now.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn unit(&self, id: &str) -> Result<Option<Unit>, CodingsError> {
        let sql = format!("SELECT {UNIT} FROM units WHERE id = ?");
        let mut found = self.rows(&sql, [id], read_unit)?.pop();
        if let (Some(unit), Some(split)) = (&mut found, self.split(id)?) {
            unit.split = split;
        }
        Ok(found)
    }

    /// Units as they were drawn, before any move.
    pub(super) fn drawn(&self) -> Result<Vec<Unit>, CodingsError> {
        self.rows(&format!("SELECT {UNIT} FROM units ORDER BY n"), [], read_unit)
    }

    /// What a unit is for now: as it was drawn, or `Dev` since its errors were shown, or those of another of what it is
    /// nested in. None where it is not there.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn split(&self, unit: &str) -> Result<Option<Split>, CodingsError> {
        let found = self.rows(SPLIT, [unit], |row| row.get::<_, String>(0))?;
        Ok(found.first().and_then(|it| Split::parse(it)))
    }

    /// Which units were moved to dev, when and why.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn moves(&self) -> Result<Vec<Move>, CodingsError> {
        self.rows("SELECT unit, at, why FROM moves ORDER BY at, unit, why", [], |row| {
            Ok(Move { unit: row.get(0)?, at: row.get(1)?, why: row.get(2)? })
        })
    }

    /// All events, each coder's in the order in which they said them.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn events(&self) -> Result<Vec<Event>, CodingsError> {
        Ok(self.saved()?.into_iter().map(|it| it.event).collect())
    }

    /// All events with their moments, in their order: by moment, then by id.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn saved(&self) -> Result<Vec<Saved>, CodingsError> {
        saved(&self.connection).map_err(|source| CodingsError::sql("read", &self.path(), source))
    }

    /// A sheet that was handed out, by its name.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn sheet(&self, name: &str) -> Result<Option<Sheet>, CodingsError> {
        Ok(self.sheets()?.into_iter().find(|it| it.name == name))
    }

    /// All sheets that were handed out, the earliest first.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn sheets(&self) -> Result<Vec<Sheet>, CodingsError> {
        let sql = "SELECT name, coder, units, codes, version, at FROM sheets ORDER BY at, name";
        self.rows(sql, [], |row| {
            Ok(Sheet {
                name: row.get(0)?,
                coder: row.get(1)?,
                units: list(row, 2)?,
                codes: list(row, 3)?,
                version: row.get(4)?,
                at: row.get(5)?,
            })
        })
    }

    /// The codebooks that are kept, by version.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn codebooks(&self) -> Result<Vec<KeptCodebook>, CodingsError> {
        self.rows("SELECT version, id, text FROM codebooks ORDER BY id, version", [], |row| {
            Ok(KeptCodebook { version: row.get(0)?, id: row.get(1)?, text: row.get(2)? })
        })
    }

    /// Validations, the earliest first.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn validations(&self) -> Result<Vec<KeptValidation>, CodingsError> {
        let sql = "SELECT id, pass, at, result FROM validations ORDER BY at, id";
        self.rows(sql, [], |row| {
            let (id, pass, at, result) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(KeptValidation { id, pass, at, result })
        })
    }

    /// Files that were imported, the earliest first.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn imports(&self) -> Result<Vec<Imported>, CodingsError> {
        let sql = "SELECT hash, file, at, events FROM imports ORDER BY at, hash";
        self.rows(sql, [], |row| {
            let (hash, file, at) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Imported { hash, file, at, events: row.get(3)? })
        })
    }

    /// What commands did: when, and what.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn logged(&self) -> Result<Vec<(String, String)>, CodingsError> {
        self.rows("SELECT at, what FROM log ORDER BY n", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, CodingsError> {
        let query = || -> rusqlite::Result<Vec<T>> {
            self.connection.prepare_cached(sql)?.query_map(parameters, read)?.collect()
        };
        query().map_err(|source| CodingsError::sql("read", &self.path(), source))
    }
}

/// All events in their order.
pub(super) fn saved(connection: &Connection) -> rusqlite::Result<Vec<Saved>> {
    let sql = format!("SELECT {EVENT} FROM events ORDER BY moment, id");
    connection.prepare(&sql)?.query_map([], read_event)?.collect()
}

/// A list of texts in a column of JSON.
fn list(row: &Row, at: usize) -> rusqlite::Result<Vec<String>> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|it| unreadable(at, it))
}

fn unreadable(at: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
}

/// A word of ours in a column.
fn word<T>(row: &Row, at: usize, parse: fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    parse(&text).ok_or_else(|| {
        unreadable(at, std::io::Error::other(format!("`{text}` is not known to this framebook")))
    })
}

/// Metadata as they are kept: a JSON list of pairs, in their order.
pub(super) fn metadata_text(metadata: &[(String, String)]) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

pub(super) fn sample_of(row: &Row) -> rusqlite::Result<Sample> {
    let seed: String = row.get("seed")?;
    Ok(Sample {
        id: row.get("id")?,
        source: row.get("source")?,
        seed: seed.parse().unwrap_or_default(),
        pass: row.get("pass")?,
        codebook: row.get("codebook")?,
        version: row.get("version")?,
        design: row.get("design")?,
        at: row.get("at")?,
    })
}

pub(super) fn read_unit(row: &Row) -> rusqlite::Result<Unit> {
    let metadata: String = row.get(16)?;
    Ok(Unit {
        id: row.get(0)?,
        sample: row.get(1)?,
        source: row.get(2)?,
        document: row.get(3)?,
        part: row.get(4)?,
        segment: row.get(5)?,
        start: row.get(6)?,
        end: row.get(7)?,
        text: row.get(8)?,
        before: row.get(9)?,
        after: row.get(10)?,
        language: row.get(11)?,
        stratum: row.get(12)?,
        probability: row.get(13)?,
        cluster: row.get(14)?,
        split: word(row, 15, Split::parse)?,
        metadata: serde_json::from_str(&metadata).map_err(|it| unreadable(16, it))?,
    })
}

pub(super) fn read_event(row: &Row) -> rusqlite::Result<Saved> {
    let event = Event {
        id: row.get(0)?,
        unit: row.get(1)?,
        coder: row.get(2)?,
        code: row.get(3)?,
        kind: word(row, 4, Kind::parse)?,
        value: row.get(5)?,
        version: row.get(6)?,
        round: word(row, 7, Round::parse)?,
        at: row.get(8)?,
        origin: row.get(9)?,
    };
    Ok(Saved { event, moment: row.get(10)? })
}
