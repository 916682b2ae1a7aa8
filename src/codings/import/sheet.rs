//! A sheet that was handed in: one to code in, or one of adjudication; see [`sheet`](super::super::sheet) and
//! [`adjudicate`](super::super::adjudicate).

use std::collections::BTreeSet;

use super::super::sheet::import::{Refused, Taken, take};
use super::super::sheet::{format_of, names, read};
use super::super::{Codings, CodingsError, Round, adjudicate, meanings_of};
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
    let told = format!("{taken}{}", changed(file, codings, &taken)?);
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
        // what a sheet says again it says of a code that means something else, or it changes it
        anew: round == Round::Later,
    });
    Ok(Read::Sheet(said.collect(), told))
}

/// What is told where codes mean something else now than when the sheet was made. Their codings keep their version.
fn changed(file: &File, codings: &Codings, taken: &Taken) -> Result<String, CodingsError> {
    let kept = codings.codebooks()?.into_iter().find(|it| it.version == taken.version);
    let Some(kept) = kept else { return Ok(String::new()) };
    let now = file.options.codebooks.iter().find(|it| it.id == kept.id);
    let (Some(then), Some(now)) =
        (meanings_of(&kept.text), now.and_then(|it| meanings_of(&it.text)))
    else {
        return Ok(String::new());
    };
    let asked: BTreeSet<&str> = taken.new.iter().map(|it| it.0.code.as_str()).collect();
    let differ = |code: &&&str| then.contains_key(**code) && then.get(**code) != now.get(**code);
    let codes: Vec<String> = asked.iter().filter(differ).map(|it| format!("`{it}`")).collect();
    Ok(match codes.is_empty() {
        true => String::new(),
        false => format!(
            "; the codebook has changed since: {}; see `framebook codings status`",
            codes.join(", ")
        ),
    })
}
