//! A page as CSV, and the cells of one that comes back. It goes out as UTF-8 with a byte order mark, by which
//! Excel knows it, commas, and CRLF; a cell that begins with `=`, `+`, `-`, `@` gets an apostrophe before it, so
//! that no spreadsheet calculates it. It comes back as whatever a spreadsheet makes of it: another delimiter,
//! UTF-16, line ends of any kind, a line `sep=;`. What is told of codes in a workbook is not in it.

use crate::corpus::encoding::detect::{Detected, detect};
use crate::corpus::encoding::{Decoder, Encoding};

use super::grid::Grid;
use super::page::{Page, Part};
use super::{Failure, FormatEntry};

/// The entry in the registry.
pub const ENTRY: FormatEntry = FormatEntry {
    name: "csv",
    doc: "CSV in UTF-8, for other programs than Excel",
    extension: "csv",
    write,
    read,
};

/// What a spreadsheet may put between fields.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn guarded(text: &str) -> String {
    match text.trim_start().starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn write(page: &Page) -> Result<Vec<u8>, Failure> {
    let bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Necessary)
        .from_writer(bytes);
    writer.write_record(page.columns.iter().map(|it| guarded(&it.heading)))?;
    for row in &page.rows {
        let cells = row.iter().zip(&page.columns).map(|(cell, column)| match column.part {
            // a spreadsheet would take `123e45` for a number, and write another
            Part::Unit if cell.parse::<f64>().is_ok() => format!("'{cell}"),
            // a line end within a cell is LF, as spreadsheets write it
            _ => guarded(&cell.replace("\r\n", "\n").replace('\r', "\n")),
        });
        writer.write_record(cells)?;
    }
    Ok(writer.into_inner().map_err(|error| error.to_string())?)
}

/// The cells of the table.
fn read(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    let text = text_of(bytes)?;
    let (text, declared) = match text.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sep=")) {
        false => (text.as_str(), None),
        true => {
            let (line, rest) = text.split_once('\n').unwrap_or((&text, ""));
            (rest, line.as_bytes().get(4).copied())
        }
    };
    // the widest table is the one that was meant
    let first = |delimiter: &u8| records(text, *delimiter, 1).ok()?.first().map(Vec::len);
    let sniffed =
        || DELIMITERS.iter().rev().max_by_key(|it| first(it).unwrap_or(0)).copied().unwrap_or(b',');
    let delimiter = declared.unwrap_or_else(sniffed);
    let mut grid = Grid::default();
    for (row, fields) in
        (u32::from(declared.is_some())..).zip(records(text, delimiter, usize::MAX)?)
    {
        for (column, field) in (0..).zip(fields) {
            grid.put(row, column, field);
        }
    }
    Ok(vec![grid])
}

fn records(text: &str, delimiter: u8, most: usize) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let record = |it: csv::StringRecord| it.iter().map(str::to_owned).collect();
    let records = reader.records().take(most).map(|it| it.map(record));
    records.collect::<Result<_, _>>().map_err(|it| format!("no CSV that can be read: {it}"))
}

fn text_of(bytes: &[u8]) -> Result<String, String> {
    let mark = Encoding::from_mark(bytes).map_or(0, |it| it.1);
    let found = match detect(bytes, true) {
        Detected::Found(encoding) => encoding,
        Detected::Invalid(at) => {
            return Err(format!(
                "byte {at} is not UTF-8; save it as `CSV UTF-8`, or as a workbook (.xlsx)"
            ));
        }
    };
    let mut text = String::new();
    let content = bytes.get(mark..).unwrap_or_default();
    let whole = Decoder::new(found, mark as u64).decode(content, true, &mut text, |_, _| false);
    match whole {
        true => Ok(text),
        false => Err(format!(
            "it is not {} throughout; save it as `CSV UTF-8`, or as a workbook (.xlsx)",
            found.name()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whatever_a_spreadsheet_made_of_it() {
        let utf16 = |text: &str| {
            let mut bytes = vec![0xff, 0xfe];
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let table = "no,unit,text\n1,ua,\"Қазақ, 中国\nдва\"\n";
        let semicolon = "no;unit;text\r\n1;ua;\"Қазақ, 中国\r\nдва\"\r\n";
        let tabs = "no\tunit\ttext\r\n1\tua\t\"Қазақ, 中国\nдва\"\r\n";
        for bytes in [
            table.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", table.as_bytes()].concat(),
            semicolon.as_bytes().to_vec(),
            utf16(tabs),
            [b"sep=;\r\n", semicolon.as_bytes()].concat(),
        ] {
            let grid = read(&bytes).unwrap().remove(0);
            let (header, names) = grid.header(&["UNIT", "text"]).unwrap();
            assert_eq!(names.len(), 3);
            let row = &grid.rows[&(header + 1)];
            assert_eq!(row[&1], "ua");
            assert_eq!(super::super::page::plain(&row[&2]), "Қазақ, 中国 два");
        }
        let error = read(b"no,unit,text\n1,ua,\xff\xff\xfe \x80\n").unwrap_err();
        assert!(error.contains("CSV UTF-8"), "{error}");
        assert!(read(b"").unwrap().remove(0).rows.is_empty());
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in
            [("=1+1", "'=1+1"), (" @a", "' @a"), ("-5", "'-5"), ("a=1", "a=1"), ("", "")]
        {
            assert_eq!(guarded(text), expected);
        }
    }
}
