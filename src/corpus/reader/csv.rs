//! CSV and TSV (RFC 4180), as a machine over slabs of text: a record is never held, its fields go
//! piece by piece into the batch, so that a field of 50 MB needs no second copy. Quoted line
//! breaks, doubled quotation marks, LF, CRLF and CR; blank lines are no rows. Types, missing values
//! and columns are not read here.

use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr3};

use super::{Fault, Input, Opened, ReaderEntry, Row, Rows};
use crate::corpus::error::CorpusError;
use crate::corpus::stream::TextStream;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "csv",
    extensions: &["csv", "tsv", "tab"],
    doc: "A table with a header: one row a document, read slab by slab.",
    is_text: true,
    one_document: false,
    open,
};

/// Delimiters that are looked for; the first wins a draw.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let stream = TextStream::of(input)?;
    let mut rows = CsvRows::new(stream, input.delimiter.unwrap_or(b','));
    let mut notes = Vec::new();
    if input.delimiter.is_none() {
        rows.delimiter = sniff(input)?;
    }
    let (names, mut renamed) = rows.header()?;
    notes.append(&mut renamed);
    rows.n_columns = names.len();
    let delimiter = Some(rows.delimiter);
    Ok(Opened { rows: Box::new(rows), names: Arc::from(names), delimiter, notes })
}

/// Where the machine stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted field: doubled, or closing.
    Quote,
}

struct CsvRows {
    stream: TextStream,
    slab: String,
    at: usize,
    delimiter: u8,
    /// Fields that a row should have; 0 while the header is read.
    n_columns: usize,
    line: u64,
    /// The last record ended with CR: a LF that follows belongs to it.
    after_cr: bool,
}

impl CsvRows {
    fn new(stream: TextStream, delimiter: u8) -> Self {
        let slab = String::new();
        Self { stream, slab, at: 0, delimiter, n_columns: 0, line: 1, after_cr: false }
    }

    fn header(&mut self) -> Result<(Vec<String>, Vec<String>), CorpusError> {
        let (mut text, mut fields) = (String::new(), Vec::new());
        let wanted = vec![true; 1 << 16];
        let mut row =
            Row { text: &mut text, fields: &mut fields, wanted: &wanted, line: 1, fault: None };
        let found = self.record(&mut row)?;
        let (line, fault) = (row.line, row.fault);
        let shown = self.stream.shown();
        if !found {
            let message = "the file is empty; a table begins with a header of column names";
            return Err(CorpusError::format(shown, 1, message));
        }
        if fault.is_some() || fields.len() > wanted.len() {
            let message = "the header can not be read; quote its names rightly, 65,536 at most";
            return Err(CorpusError::format(shown, line, message));
        }
        let written = fields.iter().map(|field| {
            let name = field.and_then(|(start, end)| text.get(start..end)).unwrap_or_default();
            name.trim().to_owned()
        });
        name_columns(written.collect(), shown, line)
    }

    /// The next piece of the file; false at its end.
    fn refill(&mut self) -> Result<bool, CorpusError> {
        self.at = 0;
        self.stream.refill(&mut self.slab)
    }

    /// Reads a record; false where there is none.
    fn record(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        let mut state = State::FieldStart;
        let mut start = row.text.len();
        let mut opened = self.line;
        row.line = self.line;
        // nothing of the record was seen yet: a line break here is a blank line
        let mut blank = true;
        loop {
            if self.at >= self.slab.len() && !self.refill()? {
                return match state {
                    State::Quoted => Err(CorpusError::format(
                        self.stream.shown(),
                        opened,
                        "a quotation mark opens here and is never closed; close it, or double a \
                         quotation mark that belongs to the text",
                    )),
                    _ if blank => Ok(false),
                    _ => {
                        row.end_field(start);
                        Ok(true)
                    }
                };
            }
            let rest = &self.slab.as_bytes()[self.at..];
            if self.after_cr {
                self.after_cr = false;
                if rest[0] == b'\n' {
                    self.at += 1;
                    continue;
                }
            }
            match state {
                State::FieldStart if rest[0] == b'"' => {
                    (state, blank, opened) = (State::Quoted, false, self.line);
                    self.at += 1;
                }
                State::FieldStart => state = State::Plain,
                State::Plain => {
                    let end = memchr3(self.delimiter, b'\n', b'\r', rest);
                    let length = end.unwrap_or(rest.len());
                    if length > 0 {
                        blank = false;
                        self.push(row, length);
                    }
                    let Some(end) = end else { continue };
                    let sign = rest_byte(&self.slab, self.at);
                    self.at += 1;
                    if sign == self.delimiter {
                        blank = false;
                        row.end_field(start);
                        start = row.text.len();
                        state = State::FieldStart;
                        continue;
                    }
                    debug_assert!(end == length);
                    self.line += 1;
                    self.after_cr = sign == b'\r';
                    if blank {
                        state = State::FieldStart;
                        row.line = self.line;
                        continue;
                    }
                    row.end_field(start);
                    return Ok(true);
                }
                State::Quoted => {
                    let end = memchr(b'"', rest);
                    let length = end.unwrap_or(rest.len());
                    self.line += memchr_iter(b'\n', &rest[..length]).count() as u64;
                    self.push(row, length);
                    if end.is_some() {
                        self.at += 1;
                        state = State::Quote;
                    }
                }
                State::Quote if rest[0] == b'"' => {
                    self.push(row, 1);
                    state = State::Quoted;
                }
                State::Quote => {
                    let sign = rest[0];
                    if sign != self.delimiter && sign != b'\n' && sign != b'\r' {
                        row.fault = Some(Fault::AfterQuote);
                    }
                    state = State::Plain;
                }
            }
        }
    }

    /// Moves on by `length` bytes, and takes them where the column is asked for.
    fn push(&mut self, row: &mut Row<'_>, length: usize) {
        if row.wants_next() {
            let piece = self.slab.get(self.at..self.at + length);
            row.text.push_str(piece.unwrap_or_default());
        }
        self.at += length;
    }
}

fn rest_byte(slab: &str, at: usize) -> u8 {
    slab.as_bytes().get(at).copied().unwrap_or_default()
}

impl Rows for CsvRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        let found = self.record(row)?;
        if found && row.fields.len() != self.n_columns {
            row.fault = Some(Fault::Fields(row.fields.len()));
        }
        Ok(found)
    }

    fn n_bytes(&self) -> u64 {
        self.stream.n_bytes()
    }

    fn n_invalid(&self) -> u64 {
        self.stream.n_invalid()
    }
}

/// Gives a name to columns that have none, as R and spreadsheets write them; a name that stands
/// twice is refused.
pub(super) fn name_columns(
    mut names: Vec<String>,
    shown: &str,
    line: u64,
) -> Result<(Vec<String>, Vec<String>), CorpusError> {
    let mut notes = Vec::new();
    for (number, name) in (1..).zip(names.iter_mut()).filter(|(_, name)| name.is_empty()) {
        *name = format!("column_{number}");
        notes.push(format!("`{shown}`: column {number} has no name, called `{name}`"));
    }
    let mut seen = std::collections::HashMap::new();
    for (number, name) in names.iter().enumerate() {
        if let Some(first) = seen.insert(name, number) {
            let message = format!(
                "column {} and column {} are both named `{name}`; rename one",
                first + 1,
                number + 1
            );
            return Err(CorpusError::format(shown, line, message));
        }
    }
    Ok((names, notes))
}

/// Finds the delimiter by the first records: the one that cuts most of them into as many fields as
/// the header has; of several the one that cuts the header into most.
fn sniff(input: &Input) -> Result<u8, CorpusError> {
    const SAMPLE: usize = 256 << 10;
    let mut stream = TextStream::open(&input.path, &input.shown, input.encoding, true, input.slab)?;
    let (mut sample, mut slab) = (String::new(), String::new());
    let mut whole = true;
    while stream.refill(&mut slab)? {
        if sample.len() + slab.len() > SAMPLE {
            let cut = slab.floor_char_boundary(SAMPLE.saturating_sub(sample.len()));
            sample.push_str(&slab[..cut]);
            whole = false;
            break;
        }
        sample.push_str(&slab);
    }
    let is_tsv = input.path.extension().is_some_and(|e| !e.eq_ignore_ascii_case("csv"));
    let mut best = (0, 0, if is_tsv { b'\t' } else { b',' });
    for delimiter in DELIMITERS {
        let counts = count_fields(sample.as_bytes(), delimiter, whole);
        let Some(&header) = counts.first().filter(|&&header| header > 1) else { continue };
        let same = counts.iter().filter(|&&count| count == header).count();
        let per_1000 = same * 1000 / counts.len();
        if (per_1000, header) > (best.0, best.1) {
            best = (per_1000, header, delimiter);
        }
    }
    Ok(best.2)
}

/// The number of fields of up to 100 records.
fn count_fields(sample: &[u8], delimiter: u8, whole: bool) -> Vec<usize> {
    let (mut counts, mut fields, mut quoted, mut at_start) = (Vec::new(), 1, false, true);
    for &byte in sample {
        match byte {
            b'"' if quoted => quoted = false,
            // a doubled mark closes and opens again: the same in the end
            b'"' if at_start => quoted = true,
            _ if quoted => {}
            _ if byte == delimiter => fields += 1,
            b'\n' | b'\r' => {
                if !at_start || fields > 1 {
                    counts.push(fields);
                }
                if counts.len() == 100 {
                    return counts;
                }
                fields = 1;
            }
            _ => {}
        }
        at_start = byte == delimiter || byte == b'\n' || byte == b'\r' || byte == b'"';
    }
    if (whole || counts.is_empty()) && (!at_start || fields > 1) {
        counts.push(fields);
    }
    counts
}
