//! Codings from a table: one row a unit, coder and, where there are several, code.

use std::path::Path;

use crate::codings::{Kind, Round};
use crate::corpus::Spec;
use crate::corpus::tabular::Tabular;

use super::super::Failure;
use super::spans::Marked;
use super::{Row, Rows};

/// Which column holds what.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The unit.
    pub unit: String,
    /// The coder.
    pub coder: String,
    /// The value.
    pub value: String,
    /// The code.
    pub code: Option<String>,
    /// The cluster of the unit.
    pub cluster: Option<String>,
    /// The language of the unit.
    pub language: Option<String>,
    /// The order of coding.
    pub order: Option<String>,
    /// How likely the unit was drawn.
    pub probability: Option<String>,
}

/// Which column holds what of a span.
#[derive(Clone, Debug)]
pub struct SpanColumns {
    /// Where it begins.
    pub start: String,
    /// One past its end.
    pub end: String,
    /// The length of the unit.
    pub length: Option<String>,
}

/// What other programs write for a missing value.
const MISSING: [&str; 6] = ["NA", "N/A", "NaN", "nan", ".", "NULL"];

/// The column of the round in which a coding was made, as `framebook codings export` writes it.
const ROUND: &str = "round";

/// How a value says that the unit can not be coded, as `framebook codings export` writes it.
const CANNOT: &str = Kind::CannotCode.as_str();

/// The first coding of a coder in the long export of the store.
const FIRST: &str = "first_value";

/// Whether a round is none of independent coding: what was settled, or said after a discussion.
fn is_dependent(round: Option<&str>, value: &str) -> bool {
    match round.and_then(Round::parse) {
        Some(Round::Adjudicated) => true,
        // what was said first stays the first, whatever was said later
        Some(Round::Later) => value != FIRST,
        Some(Round::Independent) | None => false,
    }
}

/// The way on where a table has a column a code, as sheets and gold standards have.
fn wide(table: &Tabular, columns: &Columns) -> Option<String> {
    let has = |name: &str| table.names().iter().any(|it| it == name);
    let wide = has("document") && has("segment") && has(&columns.coder) && !has(&columns.value);
    wide.then(|| {
        let shown = table.shown();
        format!(
            "`{shown}`: the table has a row a segment and a column a code, and no column `{}`; import it: framebook \
             codings import {shown} --only-drawn; then measure it: framebook agree",
            columns.value
        )
    })
}

/// The rows of a table, and what there is to say of them.
///
/// White space about a cell does not count; an empty value is missing, and so is `cannot_code`. Where the table has a
/// column `round`, as the long export of the store, what was adjudicated or said later is left out and counted.
///
/// # Errors
///
/// Where the file can not be read, a column is unknown, a row has no unit, coder or code, or there is
/// no row.
pub fn read(spec: &Spec, base: &Path, columns: &Columns) -> Result<(Rows, Vec<String>), Failure> {
    each(spec, base, columns, &[], |_, _, _| Ok(()))
}

/// The spans of a table, one a row; a row without one says that the coder has worked on the unit. Where no column of
/// the length is named, a unit ends with its last span, and that is told.
///
/// # Errors
///
/// As [`read`]; a start, end or length that is no whole number of 0 or more; one of them without the other.
pub fn read_spans(
    spec: &Spec,
    base: &Path,
    columns: &Columns,
    span: &SpanColumns,
) -> Result<(Vec<Marked>, Vec<String>), Failure> {
    let mut marked = Vec::new();
    let names: Vec<&String> = [&span.start, &span.end].into_iter().chain(&span.length).collect();
    let (_, mut notes) = each(spec, base, columns, &names, |rows, row, cells| {
        let row = rows.texts(row);
        let number = |at: usize| -> Result<Option<u64>, Failure> {
            let Some(cell) = cells.get(at).and_then(Option::as_deref) else { return Ok(None) };
            // other programs write whole numbers as 12.0
            let whole = cell.strip_suffix(".0").unwrap_or(cell);
            let wrong = || {
                let name = names.get(at).map_or("", |it| it.as_str());
                format!(
                    "{}: `{cell}` in column `{name}` is no place; write a whole number from 0",
                    row.place
                )
            };
            Ok(Some(whole.parse().map_err(|_| wrong())?))
        };
        let span = match (number(0)?, number(1)?) {
            (Some(start), Some(end)) => Some((start, end)),
            (None, None) => None,
            _ => return Err(format!("{}: a span has a start and an end; write both, or none where the coder marked nothing", row.place).into()),
        };
        let length = number(2)?;
        marked.push(Marked { row, span, length });
        Ok(())
    })?;
    if span.length.is_none() {
        notes.push("no column of the length: a unit ends with the last span of any coder (--length names one)".to_owned());
    }
    Ok((marked, notes))
}

/// How likely a unit was drawn, from its cell.
fn probability(cell: Option<&str>, name: &str, shown: &str, line: u64) -> Result<f64, Failure> {
    let read = cell.and_then(|it| it.parse().ok()).filter(|it: &f64| (1e-300..=1.0).contains(it));
    let wrong = || {
        format!(
            "`{shown}:{line}`: `{}` in column `{name}` is no likelihood; write a number above 0, at most 1",
            cell.unwrap_or_default()
        )
    };
    Ok(read.ok_or_else(wrong)?)
}

/// Reads the rows of a table, and tells of each, with its cells of further columns; gives back with them what there is
/// to say.
fn each(
    spec: &Spec,
    base: &Path,
    columns: &Columns,
    further: &[&String],
    mut told: impl FnMut(&Rows, &Row, Vec<Option<String>>) -> Result<(), Failure>,
) -> Result<(Rows, Vec<String>), Failure> {
    let table = Tabular::open(spec, base)?;
    if let Some(hint) = wide(&table, columns) {
        return Err(hint.into());
    }
    let optional =
        [&columns.code, &columns.cluster, &columns.language, &columns.order, &columns.probability];
    let mut numbers = Vec::new();
    for name in [&columns.unit, &columns.coder, &columns.value] {
        numbers.push(table.column(name)?);
    }
    let mut place_of = [None; 5];
    for (place, name) in place_of.iter_mut().zip(optional) {
        if let Some(name) = name {
            *place = Some(numbers.len());
            numbers.push(table.column(name)?);
        }
    }
    let first = numbers.len();
    for name in further {
        numbers.push(table.column(name)?);
    }
    let named =
        optional.into_iter().flatten().chain([&columns.unit, &columns.coder, &columns.value]);
    let is_round = |name: &String| name == ROUND;
    let mut round_at = None;
    if table.names().iter().any(is_round) && !named.chain(further.iter().copied()).any(is_round) {
        round_at = Some(numbers.len());
        numbers.push(table.column(ROUND)?);
    }
    let shown = table.shown();
    let mut rows = Rows::of_file(shown);
    let (mut adjudicated, mut later, mut cannot) = (0, 0, 0);
    let mut odd: Vec<(&str, usize)> = Vec::new();
    table.rows(&numbers, |line, fields| -> Result<(), Failure> {
        let cell = |at: usize| {
            fields.get(at).copied().flatten().map(str::trim).filter(|it| !it.is_empty())
        };
        let needed = |at: usize, name: &str| {
            cell(at).ok_or_else(|| {
                format!(
                    "`{shown}:{line}`: nothing in column `{name}`; fill it in, or take the row out"
                )
            })
        };
        let round = round_at.and_then(cell);
        if is_dependent(round, &columns.value) {
            let settled = round == Some(Round::Adjudicated.as_str());
            *(if settled { &mut adjudicated } else { &mut later }) += 1;
            return Ok(());
        }
        let [code, cluster, language, order, likely] = place_of.map(|it| it.and_then(cell));
        cannot += usize::from(cell(2) == Some(CANNOT));
        let value = cell(2).filter(|it| *it != CANNOT);
        if let (None, Some(name)) = (&code, &columns.code) {
            // what was said of a unit as a whole (a memo) is no rating
            if value.is_none() {
                return Ok(());
            }
            needed(usize::MAX, name)?;
        }
        if let Some(found) = MISSING.iter().find(|it| value == Some(it)) {
            match odd.iter_mut().find(|it| it.0 == *found) {
                Some((_, n)) => *n += 1,
                None => odd.push((found, 1)),
            }
        }
        let mut name = |text: Option<&str>| text.map(|it| rows.name(it)).transpose();
        let row = Row {
            code: name(code)?,
            cluster: name(cluster)?,
            language: name(language)?,
            order: name(order)?,
            value: name(value)?,
            unit: rows.name(needed(0, &columns.unit)?)?,
            coder: rows.name(needed(1, &columns.coder)?)?,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        };
        rows.rows.push(row);
        if let Some(name) = &columns.probability {
            let one_over = 1.0 / probability(likely, name, shown, line)?;
            // a unit stands for itself, and for those that were not drawn
            let before = rows.strata.insert(row.unit, one_over);
            rows.stratum_of.insert(row.unit, row.unit);
            if let Some(other) = before.filter(|it| *it != one_over) {
                return Err(format!("`{shown}:{line}`: unit `{}` has the likelihood {} here, and {} in an earlier row; a unit has one", rows.text(row.unit), 1.0 / one_over, 1.0 / other).into());
            }
        }
        let further = (first..first + further.len()).map(|it| cell(it).map(str::to_owned));
        told(&rows, &row, further.collect())
    })?;
    if rows.rows.is_empty() && adjudicated + later > 0 {
        return Err(format!(
            "`{shown}`: every row is of round adjudicated or later; agreement is of what coders said independently"
        )
        .into());
    }
    if rows.rows.is_empty() {
        return Err(
            format!("`{shown}`: there are no rows; a row is what one coder gave one unit").into()
        );
    }
    let mut notes = table.notes().to_vec();
    let n_rows = |n: usize| if n == 1 { "1 row".to_owned() } else { format!("{n} rows") };
    if adjudicated > 0 {
        notes.push(format!(
            "`{shown}`: {} of round adjudicated left out: who settles is no coder",
            n_rows(adjudicated)
        ));
    }
    if later > 0 {
        let first = match table.names().iter().any(|it| it == FIRST) {
            true => format!("; what was said first: --value {FIRST}"),
            false => String::new(),
        };
        notes.push(format!(
            "`{shown}`: {} of round later left out: not said independently{first}",
            n_rows(later)
        ));
    }
    if cannot > 0 {
        notes.push(format!("`{shown}`: `{CANNOT}` is taken as missing ({})", n_rows(cannot)));
    }
    notes.extend(odd.iter().map(|(value, n)| {
        format!(
            "`{shown}`: `{value}` is taken for a value ({n} rows); leave a cell empty where the value is missing"
        )
    }));
    Ok((rows, notes))
}
