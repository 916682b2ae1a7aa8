//! CSV as it is: UTF-8 without a byte order mark, LF, fields in quotation marks only where CSV asks
//! for it, no cell altered, a missing one empty. `codings.csv` is this, of the shape `segments`.
//!
//! A cell that begins with `=` stays so: a file for statistics must hold what the corpus holds. Open
//! it in a spreadsheet as .xlsx, where text is no formula.

use std::io::{BufWriter, Write};

use super::dataset::{Dataset, Level, Value, Variable};
use super::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "csv",
    doc: "CSV in UTF-8, every cell raw; codings.csv is this",
    extension: "csv",
    of: Of::Data,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    rows(export.dataset, &mut place.create(&export.file(".csv"))?)
}

/// Writes the header and every row.
///
/// # Errors
///
/// A part that can not be read, an output that can not be written.
pub fn rows(dataset: &Dataset<'_>, out: &mut impl Write) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let mut line = Vec::new();
    header(dataset.variables.iter().map(|it| it.name.as_str()), &mut line);
    out.write_all(&line)?;
    let fields = |variable: &Variable| -> Vec<Vec<u8>> {
        let as_field = |level: &Level| {
            let mut text = Vec::new();
            field(&level.text, &mut text);
            text
        };
        variable.levels.iter().map(as_field).collect()
    };
    let levels: Vec<Vec<Vec<u8>>> = dataset.variables.iter().map(fields).collect();
    dataset.each(&mut |row| {
        line.clear();
        for ((variable, levels), value) in dataset.variables.iter().zip(&levels).zip(row) {
            match value {
                Value::Missing => {}
                Value::Count(digit @ 0..=9) => line.push(b'0' + *digit as u8),
                Value::Count(number) => integer(*number, &mut line),
                Value::Level(level) => match levels.get(*level).map_or(&[][..], Vec::as_slice) {
                    [digit] => line.push(*digit),
                    text => line.extend_from_slice(text),
                },
                value => field(variable.text(value).unwrap_or_default(), &mut line),
            }
            line.push(b',');
        }
        if let Some(last) = line.last_mut() {
            *last = b'\n';
        }
        Ok(out.write_all(&line)?)
    })?;
    Ok(out.flush()?)
}

/// A line of names.
pub(super) fn header<'n>(names: impl Iterator<Item = &'n str>, line: &mut Vec<u8>) {
    line.clear();
    for (index, name) in names.enumerate() {
        if index > 0 {
            line.push(b',');
        }
        field(name, line);
    }
    line.push(b'\n');
}

/// A whole number.
pub(super) fn integer(number: u32, line: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    line.extend_from_slice(buffer.format(number).as_bytes());
}

/// A field as RFC 4180 writes it: in quotation marks only where it must be.
pub(super) fn field(text: &str, line: &mut Vec<u8>) {
    let quote = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if !quote {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}
