//! `codebook.docx`: the appendix of a paper, for Word and LibreOffice. A heading a code, below it a
//! table of two columns: what is told, and the texts.

use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "codebook-docx",
    doc: "the codebook as a Word document, for the appendix of a paper",
    extension: "docx",
    of: Of::Codebook,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let bytes = crate::writing::docx(&super::pages(export.source))?;
    Ok(place.create(&export.file(".docx"))?.write_all(&bytes)?)
}
