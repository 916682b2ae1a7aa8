//! Codings from a table: one row a unit, coder and, where there are several, code.

use std::path::Path;

use crate::corpus::Spec;
use crate::corpus::tabular::Tabular;

use super::super::Failure;
use super::Row;
use super::spans::Marked;

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

/// The rows of a table, and what there is to say of them.
///
/// White space about a cell does not count; an empty value is missing.
///
/// # Errors
///
/// Where the file can not be read, a column is unknown, a row has no unit, coder or code, or there is
/// no row.
pub fn read(
    spec: &Spec,
    base: &Path,
    columns: &Columns,
) -> Result<(Vec<Row>, Vec<String>), Failure> {
    let mut rows = Vec::new();
    let notes = each(spec, base, columns, &[], |row, _| {
        rows.push(row);
        Ok(())
    })?;
    Ok((rows, notes))
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
    let mut rows = Vec::new();
    let names: Vec<&String> = [&span.start, &span.end].into_iter().chain(&span.length).collect();
    let mut notes = each(spec, base, columns, &names, |row, cells| {
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
        rows.push(Marked { row, span, length });
        Ok(())
    })?;
    if span.length.is_none() {
        notes.push("no column of the length: a unit ends with the last span of any coder (--length names one)".to_owned());
    }
    Ok((rows, notes))
}

/// Takes each row, with the cells of further columns; gives back what there is to say.
fn each(
    spec: &Spec,
    base: &Path,
    columns: &Columns,
    further: &[&String],
    mut take: impl FnMut(Row, Vec<Option<String>>) -> Result<(), Failure>,
) -> Result<Vec<String>, Failure> {
    let table = Tabular::open(spec, base)?;
    let optional = [&columns.code, &columns.cluster, &columns.language, &columns.order];
    let mut numbers = Vec::new();
    for name in [&columns.unit, &columns.coder, &columns.value] {
        numbers.push(table.column(name)?);
    }
    let mut place_of = [None; 4];
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
    let shown = table.shown();
    let mut n_rows = 0;
    let mut odd: Vec<(&str, usize)> = Vec::new();
    table.rows(&numbers, |line, fields| -> Result<(), Failure> {
        let cell = |at: usize| {
            let text = fields.get(at).copied().flatten().map(str::trim);
            text.filter(|it| !it.is_empty()).map(str::to_owned)
        };
        let needed = |at: usize, name: &str| {
            cell(at).ok_or_else(|| {
                format!(
                    "`{shown}:{line}`: nothing in column `{name}`; fill it in, or take the row out"
                )
            })
        };
        let [code, cluster, language, order] = place_of.map(|it| it.and_then(cell));
        let value = cell(2);
        if let (None, Some(name)) = (&code, &columns.code) {
            // what was said of a unit as a whole (a memo) is no rating
            if value.is_none() {
                return Ok(());
            }
            needed(usize::MAX, name)?;
        }
        if let Some(found) = MISSING.iter().find(|it| value.as_deref() == Some(it)) {
            match odd.iter_mut().find(|it| it.0 == *found) {
                Some((_, n)) => *n += 1,
                None => odd.push((found, 1)),
            }
        }
        n_rows += 1;
        let row = Row {
            unit: needed(0, &columns.unit)?,
            coder: needed(1, &columns.coder)?,
            value,
            code,
            cluster,
            language,
            order,
            place: format!("`{shown}:{line}`"),
        };
        take(row, (first..first + further.len()).map(cell).collect())
    })?;
    if n_rows == 0 {
        return Err(
            format!("`{shown}`: there are no rows; a row is what one coder gave one unit").into()
        );
    }
    let mut notes = table.notes().to_vec();
    notes.extend(odd.iter().map(|(value, n)| {
        format!(
            "`{shown}`: `{value}` is taken for a value ({n} rows); leave a cell empty where the value is missing"
        )
    }));
    Ok(notes)
}
