//! `codebook.md`: for a README or a repository.

use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "codebook-md",
    doc: "the codebook as Markdown",
    extension: "md",
    of: Of::Codebook,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let text = crate::writing::markdown(&super::pages(export.source))?;
    Ok(place.create(&export.file(".md"))?.write_all(text.as_bytes())?)
}
