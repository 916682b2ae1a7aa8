//! The tables of a store, and the connection to them: made in one transaction, or recognised, or refused.
//! No row is read or written here.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::CodingsError;

/// `fbcd`: what a file of SQLite says that it holds.
const APPLICATION: i64 = 0x6662_6364;
/// Counts up when the tables change.
const FORMAT: i64 = 1;
/// How long a second process waits for the first.
const PATIENCE: Duration = Duration::from_secs(20);

/// Every table. What may not be changed is guarded below; an event says what it says for good.
const TABLES: &str = "
CREATE TABLE samples (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, seed TEXT NOT NULL,
  pass TEXT NOT NULL, codebook TEXT NOT NULL, version TEXT NOT NULL, design TEXT NOT NULL
) STRICT;
CREATE TABLE sample_times (
  sample TEXT NOT NULL REFERENCES samples (id), at TEXT NOT NULL, PRIMARY KEY (sample, at)
) STRICT;
CREATE TABLE units (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sample TEXT NOT NULL REFERENCES samples (id),
  source TEXT NOT NULL, document TEXT NOT NULL, part TEXT NOT NULL, segment INTEGER NOT NULL,
  start INTEGER NOT NULL, \"end\" INTEGER NOT NULL, text TEXT NOT NULL, before TEXT NOT NULL,
  after TEXT NOT NULL, language TEXT NOT NULL, stratum TEXT NOT NULL,
  probability REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
  cluster TEXT NOT NULL, split TEXT NOT NULL CHECK (split IN ('dev', 'test')),
  metadata TEXT NOT NULL
) STRICT;
CREATE INDEX units_by_document ON units (document, part, segment);
CREATE TABLE moves (
  unit TEXT NOT NULL REFERENCES units (id), at TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (unit, at, why)
) STRICT;
CREATE TABLE events (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL REFERENCES units (id), coder TEXT NOT NULL, code TEXT NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL, version TEXT NOT NULL,
  round TEXT NOT NULL CHECK (round IN ('independent', 'adjudicated', 'later')),
  at TEXT NOT NULL, origin TEXT NOT NULL, moment INTEGER NOT NULL,
  CHECK (kind <> 'coding' OR value IN ('1', '0', ''))
) STRICT;
CREATE INDEX events_by_coder ON events (coder, moment);
CREATE INDEX events_by_unit ON events (unit);
CREATE TABLE sheets (
  name TEXT PRIMARY KEY, coder TEXT NOT NULL, units TEXT NOT NULL, codes TEXT NOT NULL,
  version TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE validations (
  id TEXT PRIMARY KEY, pass TEXT NOT NULL, at TEXT NOT NULL, result TEXT NOT NULL
) STRICT;
CREATE TABLE codebooks (
  version TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE imports (
  hash TEXT PRIMARY KEY, file TEXT NOT NULL, at TEXT NOT NULL, events INTEGER NOT NULL
) STRICT;
CREATE TABLE log (n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, what TEXT NOT NULL) STRICT;
";

/// The tables that only grow, and what names a row: an `INSERT OR REPLACE` of another program would remove
/// the row without a word to the trigger on DELETE.
const GUARDED: [(&str, &str); 10] = [
    ("samples", "id = NEW.id OR n = NEW.n"),
    ("sample_times", "sample = NEW.sample AND at = NEW.at"),
    ("units", "id = NEW.id OR n = NEW.n"),
    ("moves", "unit = NEW.unit AND at = NEW.at AND why = NEW.why"),
    ("events", "id = NEW.id OR n = NEW.n"),
    ("sheets", "name = NEW.name"),
    ("validations", "id = NEW.id"),
    ("codebooks", "version = NEW.version"),
    ("imports", "hash = NEW.hash"),
    ("log", "n = NEW.n"),
];

/// All that makes a store.
fn definition() -> String {
    let mut sql = TABLES.to_owned();
    for (table, same) in GUARDED {
        for (word, verb) in [("update", "UPDATE"), ("delete", "DELETE")] {
            sql.push_str(&format!(
                "CREATE TRIGGER {table}_no_{word} BEFORE {verb} ON {table} BEGIN \
                 SELECT RAISE(ABORT, 'what people coded is never changed or removed'); END;\n"
            ));
        }
        sql.push_str(&format!(
            "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} \
             WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN \
             SELECT RAISE(ABORT, 'what people coded is never replaced'); END;\n"
        ));
    }
    sql
}

/// Opens a store that is there.
pub(super) fn open(path: &Path) -> Result<Connection, CodingsError> {
    let connection = connect(path, false)?;
    match state(&connection, path)? {
        State::Ours => Ok(connection),
        State::Empty => Err(CodingsError::Missing(folder_of(path))),
    }
}

/// Opens a store, or makes it where there is none.
pub(super) fn create(path: &Path) -> Result<Connection, CodingsError> {
    let mut connection = connect(path, true)?;
    if matches!(state(&connection, path)?, State::Ours) {
        return Ok(connection);
    }
    let told = |source| CodingsError::sql("make", path, source);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
    // Another process may have made it since.
    if matches!(state(&transaction, path)?, State::Empty) {
        transaction.execute_batch(&definition()).map_err(told)?;
        // The header of the file is part of the transaction.
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(told)?;
        transaction.pragma_update(None, "user_version", FORMAT).map_err(told)?;
    }
    transaction.commit().map_err(told)?;
    Ok(connection)
}

fn folder_of(path: &Path) -> std::path::PathBuf {
    path.parent().unwrap_or(path).to_path_buf()
}

fn connect(path: &Path, make: bool) -> Result<Connection, CodingsError> {
    let told = |source| CodingsError::sql("open", path, source);
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if make {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = Connection::open_with_flags(path, flags).map_err(told)?;
    prepare(&connection).map_err(told)?;
    // A file of another program is left as it is; one that can not be written can still be read.
    if matches!(state(&connection, path)?, State::Ours) || make {
        let mode: String = connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
            .map_err(told)?;
        debug_assert!(mode == "wal" || !make, "{mode}");
    }
    Ok(connection)
}

/// Opens a file only to read it, also where nothing can be written beside it.
pub(super) fn read_only(path: &Path) -> Result<Connection, CodingsError> {
    let told = |source| CodingsError::sql("open", path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |name: &str, flags| {
        let connection = Connection::open_with_flags(name, flags).map_err(told)?;
        prepare(&connection).map_err(told)?;
        match state(&connection, path)? {
            State::Ours => Ok(connection),
            State::Empty => Err(CodingsError::Foreign(path.to_path_buf())),
        }
    };
    let name = path.to_str().ok_or_else(|| {
        CodingsError::File(format!("`{}` is no Unicode; rename it", path.display()))
    })?;
    let refused = match open(name, flags) {
        Err(CodingsError::Sql { source, action, path }) => {
            CodingsError::Sql { source, action, path }
        }
        other => return other,
    };
    // In a folder that can not be written SQLite has no place for its index of the log: where no log is there, the
    // file alone is all there is.
    let log = std::fs::metadata(format!("{name}-wal")).map_or(0, |it| it.len());
    if log > 0 {
        return Err(refused);
    }
    let quoted = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    open(&format!("file:{quoted}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

enum State {
    /// No table: a file that has just been made, or whose making was cut.
    Empty,
    /// A store of this format.
    Ours,
}

fn state(connection: &Connection, path: &Path) -> Result<State, CodingsError> {
    let told = |source| CodingsError::sql("read", path, source);
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = pragma("application_id").map_err(told)?;
    let found = pragma("user_version").map_err(told)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(told)?;
    match (application, found) {
        (APPLICATION, FORMAT) => Ok(State::Ours),
        (APPLICATION, found) => {
            Err(CodingsError::Format { path: path.to_path_buf(), found, known: FORMAT })
        }
        (0, 0) if tables == 0 => Ok(State::Empty),
        _ => Err(CodingsError::Foreign(path.to_path_buf())),
    }
}

/// What of the tables and guards is not as it was made, by name.
pub(super) fn altered(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let read = |connection: &Connection| -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = connection.prepare(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' \
             ORDER BY name",
        )?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let made = Connection::open_in_memory()?;
    made.execute_batch(&definition())?;
    let (made, found) = (read(&made)?, read(connection)?);
    let differ = |it: &&(String, String), others: &[(String, String)]| !others.contains(it);
    let mut names: Vec<String> =
        made.iter().filter(|it| differ(it, &found)).map(|it| it.0.clone()).collect();
    names.extend(found.iter().filter(|it| differ(it, &made)).map(|it| it.0.clone()));
    names.sort();
    names.dedup();
    Ok(names)
}
