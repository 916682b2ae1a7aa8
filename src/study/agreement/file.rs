//! Codings from a table: one row a unit, coder and, where there are several, code.

use std::path::Path;

use crate::corpus::Spec;
use crate::corpus::tabular::Tabular;

use super::super::Failure;
use super::Row;

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
    let shown = table.shown();
    let mut rows = Vec::new();
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
        rows.push(Row {
            unit: needed(0, &columns.unit)?,
            coder: needed(1, &columns.coder)?,
            value,
            code,
            cluster,
            language,
            order,
            place: format!("`{shown}:{line}`"),
        });
        Ok(())
    })?;
    if rows.is_empty() {
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
    Ok((rows, notes))
}
