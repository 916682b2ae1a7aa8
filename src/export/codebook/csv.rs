//! `codebook.csv`: a row a code.

use crate::export::csv::{field, header};
use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "codebook-csv",
    doc: "the codebook as CSV, a row a code",
    extension: "csv",
    of: Of::Codebook,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    header(super::HEADER.into_iter(), &mut line);
    let mut bytes = line.clone();
    for row in super::rows(export.source) {
        line.clear();
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            field(cell, &mut line);
        }
        line.push(b'\n');
        bytes.extend_from_slice(&line);
    }
    Ok(place.create(&export.file(".csv"))?.write_all(&bytes)?)
}
