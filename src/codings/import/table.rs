//! A long table of codings, of another program or of `framebook codings export`: a row a coder, unit and code.

use super::super::{Codings, CodingsError, Kind, Round, clock};
use super::find::{Rest, Units, beside, coding};
use super::rows::{header, rows};
use super::{File, ImportEntry, ImportOptions, Read, Said, unknown_code};

pub(super) const ENTRY: ImportEntry = ImportEntry {
    name: "table",
    doc: "a row a coder, unit and code (.csv, .tsv, .jsonl), in columns `unit` (or `document`, `part`, `segment`), \
          `coder`, `code`, `value`",
    recognises: |file| {
        let ImportOptions { unit, coder, code, value, .. } = file.options;
        let has = |header: &[String], name: &String| header.contains(name);
        header(file).is_some_and(|it| {
            let placed = ["document", "segment"].iter().all(|name| it.iter().any(|it| it == name));
            (has(&it, unit) || placed) && [coder, code, value].iter().all(|name| has(&it, name))
        })
    },
    read: read_table,
};

/// Columns of the long table that are read where they stand, beside the coding.
const BESIDE: [Kind; 6] =
    [Kind::Unsure, Kind::Memo, Kind::Span, Kind::Voice, Kind::Stance, Kind::Reason];

/// Whether it says 1 or 0.
fn is_given((kind, value): &(Kind, &'static str)) -> bool {
    *kind == Kind::Coding && !value.is_empty()
}

fn read_table(file: &File, codings: &Codings) -> Result<Read, CodingsError> {
    let units = Units::of(codings)?;
    let options = file.options;
    let (mut said, mut rest) = (Vec::new(), Rest::default());
    for (place, row) in rows(file)? {
        let cell = |name: &str| row.get(name).map_or("", String::as_str);
        let found = match row.get(&options.unit) {
            Some(name) => units.named(name, options.only_drawn),
            None => units.placed(cell, options.only_drawn),
        };
        if matches!(found, Ok(None)) {
            rest.left_out += 1;
            continue;
        }
        // the rest of the row is looked at too, so that all that is wrong is told at once
        let unit = rest.unit(&place, found);
        let (code, coder) = (cell(&options.code), cell(&options.coder));
        let known = code.is_empty() || options.codes.is_empty();
        let known = known || options.codes.iter().any(|it| it == code);
        if !known {
            rest.wrong.push(format!("{place}: {}", unknown_code(code, &options.codes)));
        }
        let round = match cell("round") {
            "" => Some(options.round),
            text => Round::parse(text),
        };
        let at = match cell("at") {
            "" => Some(String::new()),
            text => clock::in_utc(text),
        };
        if round.is_none() || at.is_none() {
            rest.wrong.push(format!(
                "{place}: `{}`, `{}`: a round is independent, adjudicated or later, a time is written as \
                 `2026-03-01T09:30:00Z`",
                cell("round"),
                cell("at")
            ));
        }
        let (round, at) = (round.unwrap_or(options.round), at.unwrap_or_default());
        let version = match cell("version") {
            "" => options.version(code),
            text => text.to_owned(),
        };
        let one = |kind, value: &str| Said {
            place: place.clone(),
            unit: unit.map_or_else(String::new, |it| it.id.clone()),
            coder: coder.to_owned(),
            code: code.to_owned(),
            kind,
            value: value.to_owned(),
            version: version.clone(),
            round,
            at: at.clone(),
            anew: false,
        };
        let cannot = cell(Kind::CannotCode.as_str()) == "1";
        let value = if cannot { Kind::CannotCode.as_str() } else { cell(&options.value) };
        let mut of_row = Vec::new();
        match coding(value) {
            Ok(values) if code.is_empty() && values.iter().any(is_given) => {
                let column = &options.code;
                rest.wrong.push(format!(
                    "{place}: the value `{value}` and no code that it is of; name one in the column `{column}`"
                ));
            }
            Ok(values) => {
                // Of a unit as a whole there is no coding to take back.
                let values =
                    values.iter().filter(|it| !code.is_empty() || it.0 == Kind::CannotCode);
                of_row.extend(values.map(|(kind, value)| one(*kind, value)));
            }
            Err(reason) => rest.wrong.push(format!("{place}: {reason}")),
        }
        for kind in BESIDE.into_iter().filter(|it| !cell(it.as_str()).is_empty()) {
            match beside(kind, cell(kind.as_str())) {
                Ok(value) => of_row.push(one(kind, &value)),
                Err(reason) => rest.wrong.push(format!("{place}: {reason}")),
            }
        }
        if ["dictionary", "adjudicated", "any"].contains(&coder.trim()) {
            rest.wrong.push(format!(
                "{place}: `{coder}` is no name of a coder: validate means something else by it; rename it"
            ));
        }
        if coder.trim().is_empty() && !of_row.is_empty() {
            let column = &options.coder;
            rest.wrong.push(format!("{place}: no coder; name one in the column `{column}`"));
        }
        if unit.is_some() && known {
            said.extend(of_row);
        }
    }
    let Rest { wrong, left_out } = rest;
    Ok(Read::Said { said, left_out, wrong })
}
