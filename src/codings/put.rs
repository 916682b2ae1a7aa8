//! Rows into the tables, within a transaction of the caller: each says whether it is new, and refuses what contradicts
//! a row that is there. A row that is there already, word for word, is left.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::check::shortened;
use super::read::{EVENT, SPLIT, Saved, UNIT, metadata_text, read_event, read_unit, sample_of};
use super::store::refuse;
use super::{CodingsError, Event, Sample, Sheet, Split, Unit, clock};

/// The words of an SQLite error while a row is put.
fn told(path: &Path) -> impl Fn(rusqlite::Error) -> CodingsError + '_ {
    |source| CodingsError::sql("add to", path, source)
}

/// Fields that differ between what is there and what is to be added: `text: `a` there, `b` here`.
fn differences(what: &str, fields: &[(&str, String, String)]) -> Vec<String> {
    let differ = fields.iter().filter(|(_, there, here)| there != here);
    differ
        .map(|(field, there, here)| {
            format!(
                "{what}: {field} is `{}` in the store and `{}` in what is to be added",
                shortened(there),
                shortened(here)
            )
        })
        .collect()
}

/// Adds a sample. The same draw made twice (on two machines) has one row and two times.
pub(super) fn sample(
    transaction: &Transaction,
    path: &Path,
    sample: &Sample,
) -> Result<bool, CodingsError> {
    let found = transaction
        .prepare_cached("SELECT *, '' AS at FROM samples WHERE id = ?")
        .and_then(|mut it| it.query_row([&sample.id], sample_of).optional())
        .map_err(told(path))?;
    if let Some(found) = &found {
        let what = format!("sample `{}`", sample.id);
        refuse(differences(
            &what,
            &[
                ("source", found.source.clone(), sample.source.clone()),
                ("seed", found.seed.to_string(), sample.seed.to_string()),
                ("pass", found.pass.clone(), sample.pass.clone()),
                ("codebook", found.codebook.clone(), sample.codebook.clone()),
                ("version", found.version.clone(), sample.version.clone()),
                ("design", found.design.clone(), sample.design.clone()),
            ],
        ))?;
    } else {
        let sql = "INSERT INTO samples (id, source, seed, pass, codebook, version, design) \
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let Sample { id, source, seed, pass, codebook, version, design, .. } = sample;
        transaction
            .prepare_cached(sql)
            .and_then(|mut it| {
                it.execute(params![id, source, seed.to_string(), pass, codebook, version, design])
            })
            .map_err(told(path))?;
    }
    let timed = "INSERT INTO sample_times SELECT ?1, ?2 WHERE NOT EXISTS \
                 (SELECT 1 FROM sample_times WHERE sample = ?1 AND at = ?2)";
    let timed = transaction
        .prepare_cached(timed)
        .and_then(|mut it| it.execute([&sample.id, &sample.at]))
        .map_err(told(path))?;
    Ok(found.is_none() || timed > 0)
}

/// Adds a unit. With `first_wins`, one that is there keeps its row, but for its text, which its id stands for;
/// otherwise the two have to be the same in everything.
pub(super) fn unit(
    transaction: &Transaction,
    path: &Path,
    unit: &Unit,
    first_wins: bool,
) -> Result<bool, CodingsError> {
    let found = transaction
        .prepare_cached(&format!("SELECT {UNIT} FROM units WHERE id = ?"))
        .and_then(|mut it| it.query_row([&unit.id], read_unit).optional())
        .map_err(told(path))?;
    if let Some(found) = found {
        let what = format!("unit `{}` (document `{}`)", unit.id, unit.document);
        let mut fields = vec![("text", found.text.clone(), unit.text.clone())];
        if !first_wins {
            fields.extend(whole(&found, unit));
        }
        refuse(differences(&what, &fields))?;
        return Ok(false);
    }
    let sql = format!("INSERT INTO units ({UNIT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    transaction
        .prepare_cached(&sql)
        .and_then(|mut it| {
            it.execute(params![
                unit.id,
                unit.sample,
                unit.source,
                unit.document,
                unit.part,
                number(unit.segment),
                number(unit.start),
                number(unit.end),
                unit.text,
                unit.before,
                unit.after,
                unit.language,
                unit.stratum,
                unit.probability,
                unit.cluster,
                unit.split.as_str(),
                metadata_text(&unit.metadata)
            ])
        })
        .map_err(told(path))?;
    Ok(true)
}

/// What two rows of one unit could differ in.
fn whole(there: &Unit, here: &Unit) -> Vec<(&'static str, String, String)> {
    let field = |name, of: fn(&Unit) -> String| (name, of(there), of(here));
    vec![
        field("sample", |it| it.sample.clone()),
        field("segment", |it| it.segment.to_string()),
        field("end", |it| it.end.to_string()),
        field("before", |it| it.before.clone()),
        field("after", |it| it.after.clone()),
        field("language", |it| it.language.clone()),
        field("stratum", |it| it.stratum.clone()),
        field("probability", |it| it.probability.to_string()),
        field("cluster", |it| it.cluster.clone()),
        field("split", |it| it.split.as_str().to_owned()),
        field("metadata", |it| metadata_text(&it.metadata)),
    ]
}

/// Adds events in their order, or refuses all of them. `moments` are those of another copy of the store; without
/// them each event comes after all that its coder said here.
pub(super) fn events(
    transaction: &Transaction,
    path: &Path,
    events: &[Event],
    moments: Option<&[i64]>,
) -> Result<usize, CodingsError> {
    let mut last: HashMap<&str, i64> = HashMap::new();
    let mut wrong = Vec::new();
    let mut added = 0;
    for (at, event) in events.iter().enumerate() {
        let known = transaction
            .prepare_cached("SELECT length(CAST(text AS BLOB)) FROM units WHERE id = ?")
            .and_then(|mut it| it.query_row([&event.unit], |row| row.get::<_, u64>(0)).optional())
            .map_err(told(path))?;
        let Some(length) = known else {
            wrong.push(format!(
                "unit `{}` (coder `{}`) is not in the store",
                event.unit, event.coder
            ));
            continue;
        };
        let span = super::check::span(&event.value).filter(|_| event.kind == super::Kind::Span);
        if span.is_some_and(|(_, end)| end > length) {
            wrong.push(format!(
                "unit `{}`, coder `{}`: span `{}` ends behind its {length} bytes",
                event.unit, event.coder, event.value
            ));
        }
        let found = transaction
            .prepare_cached(&format!("SELECT {EVENT} FROM events WHERE id = ?"))
            .and_then(|mut it| it.query_row([&event.id], read_event).optional())
            .map_err(told(path))?;
        let given = moments.and_then(|it| it.get(at).copied());
        if let Some(Saved { event: found, moment }) = found {
            if found != *event || given.is_some_and(|given| given != moment) {
                wrong.push(format!(
                    "event `{}` says another thing in the store: {} `{}` of unit `{}`, not {} `{}` of \
                     unit `{}`",
                    event.id,
                    found.kind.as_str(),
                    shortened(&found.value),
                    found.unit,
                    event.kind.as_str(),
                    shortened(&event.value),
                    event.unit
                ));
            }
            continue;
        }
        let moment = match (given, last.get(event.coder.as_str())) {
            (Some(given), _) => given,
            (None, known) => {
                let before = match known {
                    Some(before) => Some(*before),
                    None => transaction
                        .prepare_cached("SELECT max(moment) FROM events WHERE coder = ?")
                        .and_then(|mut it| it.query_row([&event.coder], |row| row.get(0)))
                        .map_err(told(path))?,
                };
                let clock = clock::microseconds(&event.at).unwrap_or_default();
                // A clock that was set back does not make a later coding an earlier one.
                let moment = before.map_or(clock, |it: i64| clock.max(it.saturating_add(1)));
                last.insert(&event.coder, moment);
                moment
            }
        };
        let Event { id, unit, coder, code, kind, value, version, round, at, origin } = event;
        transaction
            .prepare_cached(&format!("INSERT INTO events ({EVENT}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"))
            .and_then(|mut it| {
                it.execute(params![
                    id,
                    unit,
                    coder,
                    code,
                    kind.as_str(),
                    value,
                    version,
                    round.as_str(),
                    at,
                    origin,
                    moment
                ])
            })
            .map_err(told(path))?;
        added += 1;
    }
    refuse(wrong)?;
    Ok(added)
}

/// The split of a unit now; none where it is not there.
pub(super) fn split(
    transaction: &Transaction,
    path: &Path,
    unit: &str,
) -> Result<Option<Split>, CodingsError> {
    let found: Option<String> = transaction
        .prepare_cached(SPLIT)
        .and_then(|mut it| it.query_row([unit], |row| row.get(0)).optional())
        .map_err(told(path))?;
    Ok(found.and_then(|it| Split::parse(&it)))
}

/// Adds a row that is named by all of its columns; says whether it is new.
fn put_once(
    transaction: &Transaction,
    path: &Path,
    (table, columns): (&str, &[&str]),
    values: &[&str],
) -> Result<bool, CodingsError> {
    let same: Vec<String> = columns.iter().map(|it| format!("{it} = ?")).collect();
    let sql = format!("SELECT 1 FROM {table} WHERE {}", same.join(" AND "));
    let there = transaction
        .prepare_cached(&sql)
        .and_then(|mut it| it.exists(rusqlite::params_from_iter(values)))
        .map_err(told(path))?;
    if there {
        return Ok(false);
    }
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    transaction
        .prepare_cached(&sql)
        .and_then(|mut it| it.execute(rusqlite::params_from_iter(values)))
        .map_err(told(path))?;
    Ok(true)
}

pub(super) fn a_move(
    transaction: &Transaction,
    path: &Path,
    [unit, at, why]: [&str; 3],
) -> Result<bool, CodingsError> {
    put_once(transaction, path, ("moves", &["unit", "at", "why"]), &[unit, at, why])
}

/// Adds a sheet whose units are there.
pub(super) fn sheet(
    transaction: &Transaction,
    path: &Path,
    sheet: &Sheet,
) -> Result<bool, CodingsError> {
    let list = |it: &[String]| serde_json::Value::from(it).to_string();
    let values = [
        &sheet.name,
        &sheet.coder,
        &list(&sheet.units),
        &list(&sheet.codes),
        &sheet.version,
        &sheet.at,
    ];
    let mut wrong = Vec::new();
    for unit in &sheet.units {
        if split(transaction, path, unit)?.is_none() {
            wrong.push(format!("sheet `{}`: unit `{unit}` is not in the store", sheet.name));
        }
    }
    refuse(wrong)?;
    let columns = ["name", "coder", "units", "codes", "version", "at"];
    named(transaction, path, ("sheets", &columns), &values.map(String::as_str))
}

pub(super) fn codebook(
    transaction: &Transaction,
    path: &Path,
    [version, id, text]: [&str; 3],
) -> Result<bool, CodingsError> {
    named(transaction, path, ("codebooks", &["version", "id", "text"]), &[version, id, text])
}

pub(super) fn validation(
    transaction: &Transaction,
    path: &Path,
    [id, pass, at, result]: [&str; 4],
) -> Result<bool, CodingsError> {
    named(
        transaction,
        path,
        ("validations", &["id", "pass", "at", "result"]),
        &[id, pass, at, result],
    )
}

/// Adds a row that is named by its first column; refuses another of that name.
fn named(
    transaction: &Transaction,
    path: &Path,
    (table, columns): (&str, &[&str]),
    values: &[&str],
) -> Result<bool, CodingsError> {
    let key = columns.first().copied().unwrap_or_default();
    let sql = format!("SELECT {} FROM {table} WHERE {key} = ?", columns.join(", "));
    let read = |row: &Row| (0..columns.len()).map(|at| row.get::<_, String>(at)).collect();
    let found: Option<Vec<String>> = transaction
        .prepare_cached(&sql)
        .and_then(|mut it| {
            it.query_row(rusqlite::params_from_iter(values.first()), read).optional()
        })
        .map_err(told(path))?;
    if let Some(found) = found {
        let name = values.first().copied().unwrap_or_default();
        let fields: Vec<_> = columns
            .iter()
            .zip(found.iter().zip(values))
            .map(|(column, (there, here))| (*column, there.clone(), (*here).to_owned()))
            .collect();
        refuse(differences(&format!("{} `{name}`", table.trim_end_matches('s')), &fields))?;
        return Ok(false);
    }
    put_once(transaction, path, (table, columns), values)
}

pub(super) fn import(
    transaction: &Transaction,
    path: &Path,
    (hash, file, at, events): (&str, &str, &str, usize),
) -> Result<bool, CodingsError> {
    let sql = "INSERT INTO imports SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS \
               (SELECT 1 FROM imports WHERE hash = ?1)";
    let events = i64::try_from(events).unwrap_or(i64::MAX);
    let n = transaction
        .prepare_cached(sql)
        .and_then(|mut it| it.execute(params![hash, file, at, events]))
        .map_err(told(path))?;
    Ok(n > 0)
}

pub(super) fn log(
    transaction: &Transaction,
    path: &Path,
    at: &str,
    what: &str,
) -> Result<(), CodingsError> {
    transaction
        .prepare_cached("INSERT INTO log (at, what) VALUES (?, ?)")
        .and_then(|mut it| it.execute([at, what]))
        .map(|_| ())
        .map_err(told(path))
}
