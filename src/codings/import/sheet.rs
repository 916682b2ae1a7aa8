//! A sheet that was handed in: one to code in, or one of adjudication; see [`sheet`](super::super::sheet) and
//! [`adjudicate`](super::super::adjudicate).

use super::super::sheet::import::{Refused, Taken, take};
use super::super::sheet::{format_of, names, read};
use super::super::{Codings, CodingsError, adjudicate};
use super::{File, ImportEntry, Read, Said};

pub(super) const ENTRY: ImportEntry = ImportEntry {
    name: "sheet",
    doc: "a sheet that `framebook sheet` or `framebook adjudicate` made, filled in, as .xlsx or .csv",
    // no other form is a workbook
    recognises: |file| {
        let format = format_of(file.name).map(|it| it.extension);
        format == Ok("xlsx") || format.is_ok() && read(file.name, file.bytes).is_ok()
    },
    read: read_sheet,
};

fn read_sheet(file: &File, codings: &Codings) -> Result<Read, CodingsError> {
    let grid = read(file.name, file.bytes).map_err(CodingsError::File)?;
    let name = names(&grid).into_iter().next().unwrap_or_default();
    let taken = match adjudicate::of_name(&name) {
        Some(_) => adjudicate::take(codings, file.name, &grid),
        None => take(codings, file.name, &grid),
    };
    let taken = taken.map_err(|error| match error {
        Refused::Store(error) => error,
        other => CodingsError::File(other.to_string()),
    })?;
    let told = taken.to_string();
    let Taken { coder, version, new, .. } = taken;
    let said = new.into_iter().map(|(answer, round)| Said {
        place: String::new(),
        unit: answer.unit,
        coder: coder.clone(),
        code: answer.code,
        kind: answer.kind,
        value: answer.value,
        version: version.clone(),
        round,
        at: String::new(),
    });
    Ok(Read::Sheet(said.collect(), told))
}
