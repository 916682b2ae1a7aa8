//! What a workbook may hold, looked at before it is read: the parts of its archive as they are unpacked, the places
//! of its cells, and the numbers and names that a reader would make room for. Whatever passes here is read without
//! an overflow and in bounded memory; what is wrong with it otherwise is told by the reader.

use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::corpus::archive::{MOST_UNPACKED, Part};

use super::name_of;

/// Rows and columns of a sheet: those of Excel.
pub const ROWS: u32 = 1_048_576;
pub const COLUMNS: u32 = 16_384;
/// Texts that the cells of a workbook share.
const MOST_TEXTS: u64 = 40_000_000;
/// Kinds of cells, twice what Excel takes.
const MOST_FORMATS: u64 = 131_072;
/// Sheets of a workbook.
const MOST_SHEETS: u64 = 10_000;
/// Bytes of a name that a reader holds for every cell format or sheet that uses it.
const LONGEST_NAME: usize = 4_096;

/// Looks through every part of a workbook.
///
/// # Errors
/// The part and what is wrong with it, with the way on.
pub fn check<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<(), String> {
    let mut left = MOST_UNPACKED;
    let mut seen = Seen::default();
    for at in 0..archive.len() {
        // what can not be opened is told by the reader, if it is ever asked for
        let Ok(entry) = archive.by_index(at) else { continue };
        let name =
            entry.name().map_or_else(|_| format!("part {at}"), |it| it.escape_debug().to_string());
        let wrong = |message: String| format!("`{name}`: {message}");
        let (packed, size) = (entry.compressed_size(), entry.size());
        let mut part = BufReader::new(Part::new(entry, packed, size, left).map_err(wrong)?);
        seen.read(&mut part).map_err(wrong)?;
        left -= part.get_ref().unpacked();
    }
    Ok(())
}

/// What was counted in all parts.
#[derive(Default)]
struct Seen {
    formats: u64,
    sheets: u64,
}

impl Seen {
    /// Reads a part as far as it is XML: a reader gets no further.
    fn read<R: Read>(&mut self, part: &mut BufReader<Part<R>>) -> Result<(), String> {
        let mut reader = quick_xml::Reader::from_reader(part);
        let settings = reader.config_mut();
        settings.check_end_names = false;
        settings.check_comments = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag) | Event::Empty(tag)) => self.look(&tag)?,
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(error.to_string()),
                Err(_) => return Ok(()),
            }
        }
    }

    fn look(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let local = tag.local_name();
        let raw = tag.attributes_raw();
        match local.as_ref() {
            "c" | "row" => of_name(raw, "r").try_for_each(|it| place(it).map(drop)),
            "dimension" => of_name(raw, "ref").try_for_each(range),
            "sst" => of_name(raw, "uniqueCount")
                .try_for_each(|it| within(it.parse().unwrap_or(0), MOST_TEXTS, "texts")),
            "xf" => {
                self.formats += 1;
                within(self.formats, MOST_FORMATS, "cell formats")
            }
            name @ ("sheet" | "Relationship" | "numFmt" | "name") => {
                self.sheets += u64::from(name == "sheet");
                within(self.sheets, MOST_SHEETS, "sheets")?;
                match attributes(raw).all(|(_, value)| value.len() <= LONGEST_NAME) {
                    true => Ok(()),
                    false => Err(format!("a name in it has more than {LONGEST_NAME} bytes")),
                }
            }
            _ => Ok(()),
        }
    }
}

fn within(n: u64, most: u64, what: &str) -> Result<(), String> {
    match n > most {
        true => Err(format!("it has {n} {what}, and no more than {most} are read")),
        false => Ok(()),
    }
}

/// The attributes of an element as they stand: one that is written badly ends them.
fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut left = raw;
    std::iter::from_fn(move || {
        let (name, rest) = left.split_once('=')?;
        let rest = rest.trim_ascii_start();
        let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        let rest = rest.get(1..)?;
        let (value, rest) = rest.split_once(quote).unwrap_or((rest, ""));
        left = rest;
        Some((name.trim_ascii(), value))
    })
}

fn of_name<'t>(raw: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    attributes(raw).filter(move |it| it.0 == name).map(|it| it.1)
}

/// The row and the column of a place, from 1, 0 where it has none: `B7`, `7`. What else is written there is not
/// looked at.
fn place(written: &str) -> Result<(u32, u32), String> {
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.clone().fold(0_u32, |sum, it| {
        sum.saturating_mul(26).saturating_add(u32::from(it.to_ascii_uppercase() - b'A') + 1)
    });
    let digits = written.bytes().skip(letters.count()).take_while(u8::is_ascii_digit);
    let row =
        digits.fold(0_u32, |sum, it| sum.saturating_mul(10).saturating_add(u32::from(it - b'0')));
    match column > COLUMNS || row > ROWS {
        true => Err(format!(
            "the cell `{}` lies beyond the last that Excel has, {}",
            written.chars().take(40).collect::<String>().escape_debug(),
            name_of(ROWS - 1, COLUMNS - 1)
        )),
        false => Ok((row, column)),
    }
}

fn range(written: &str) -> Result<(), String> {
    let (first, last) = written.split_once(':').unwrap_or((written, written));
    let (first, last) = (place(first)?, place(last)?);
    match first.0 > last.0 || first.1 > last.1 {
        true => Err(format!("the range `{}` ends before it begins", written.escape_debug())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_held_to_those_of_excel() {
        for (written, expected) in [
            ("A1", Some((1, 1))),
            ("XFD1048576", Some((1_048_576, 16_384))),
            ("7", Some((7, 0))),
            ("", Some((0, 0))),
            ("$A$1", Some((0, 0))),
            ("XFE1", None),
            ("A1048577", None),
            ("XFD99999999999", None),
            ("AAAAAAAAAAAAAAAA1", None),
        ] {
            assert_eq!(place(written).ok(), expected, "{written}");
        }
        for (written, fits) in
            [("A1:XFD1048576", true), ("B2", true), ("B2:A1", false), ("A1:A2:A3", true)]
        {
            assert_eq!(range(written).is_ok(), fits, "{written}");
        }
    }

    #[test]
    fn attributes_are_those_that_stand_there() {
        let found = |raw: &'static str| attributes(raw).collect::<Vec<_>>();
        assert_eq!(found(" r = 'A1'\n s=\"2\""), [("r", "A1"), ("s", "2")]);
        assert_eq!(found("r=\"1\" r=\"XFE1\"").len(), 2);
        assert_eq!(found("r=A1 s=\"2\""), []);
        assert_eq!(found("r=\"A1"), [("r", "A1")]);
    }
}
