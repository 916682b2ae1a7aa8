//! A wide table of codings: a row a coder and segment, a column a code, as `corpus/gold.csv` is written:
//! `source,document,part,segment,coder,security,economic`. Segments are found by their number in the document.

use super::super::{Codings, CodingsError};
use super::find::{Rest, Units, coding};
use super::rows::{header, rows};
use super::{File, ImportEntry, Read, Said};

pub(super) const ENTRY: ImportEntry = ImportEntry {
    name: "gold",
    doc: "a row a coder and segment, in columns `source`, `document`, `part`, `segment`, `coder`, then one a code",
    recognises: |file| {
        header(file).is_some_and(|it| {
            let has = |name: &str| it.iter().any(|column| column == name);
            has("document") && has("segment") && has("coder") && !has(&file.options.value)
        })
    },
    read: read_gold,
};

/// Columns that are no codes.
const KEYS: [&str; 6] = ["source", "document", "part", "segment", "coder", "text"];

fn read_gold(file: &File, codings: &Codings) -> Result<Read, CodingsError> {
    let units = Units::of(codings)?;
    let options = file.options;
    let codes: Vec<String> = header(file)
        .unwrap_or_default()
        .into_iter()
        .filter(|it| !KEYS.contains(&it.as_str()))
        .collect();
    let (mut said, mut rest) = (Vec::new(), Rest::default());
    for (place, row) in rows(file)? {
        let cell = |name: &str| row.get(name).map_or("", String::as_str);
        let found = units.placed(cell, options.only_drawn);
        let Some(unit) = rest.unit(&place, found) else { continue };
        if cell("coder").trim().is_empty() && codes.iter().any(|it| !cell(it).trim().is_empty()) {
            rest.wrong.push(format!("{place}: no coder; name one in the column `coder`"));
        }
        for code in &codes {
            match coding(cell(code)) {
                Ok(values) => said.extend(values.iter().map(|(kind, value)| Said {
                    place: format!("{place}, column `{code}`"),
                    unit: unit.id.clone(),
                    coder: cell("coder").to_owned(),
                    code: code.clone(),
                    kind: *kind,
                    value: (*value).to_owned(),
                    version: options.version(code),
                    round: options.round,
                    at: String::new(),
                    anew: false,
                })),
                Err(reason) => rest.wrong.push(format!("{place}, column `{code}`: {reason}")),
            }
        }
    }
    let Rest { wrong, left_out } = rest;
    Ok(Read::Said { said, left_out, wrong })
}
