//! JSON Lines: an object a line, its keys the columns, in the order in which they first appear.
//! Strings are unescaped straight into the batch; numbers, `true` and `false` are kept as written;
//! `null` and an absent key are missing; an array or object is kept as the JSON that it is.

use std::sync::Arc;

use memchr::{memchr, memchr2};

use super::{Input, Opened, ReaderEntry, Row, Rows};
use crate::corpus::batch::Field;
use crate::corpus::error::CorpusError;
use crate::corpus::stream::TextStream;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    doc: "JSON Lines: one object a line and a document, read line by line; keys are found first.",
    is_text: true,
    one_document: false,
    open,
};

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let start = || -> Result<Lines, CorpusError> {
        let stream = TextStream::of(input)?;
        Ok(Lines { stream, slab: String::new(), at: 0, line: String::new(), number: 0 })
    };
    let names = match &input.names {
        Some(names) => names.clone(),
        None => find_keys(start()?)?,
    };
    let rows = JsonRows { lines: start()?, names: names.clone(), key: String::new() };
    Ok(Opened { rows: Box::new(rows), names, delimiter: None, notes: Vec::new() })
}

/// The keys of all objects: a first reading, which keeps nothing else.
fn find_keys(mut lines: Lines) -> Result<Arc<[String]>, CorpusError> {
    let (mut names, mut key) = (Vec::<String>::new(), String::new());
    // the keys of an object most often come in the order of the object before
    while lines.next()? {
        let mut number = 0;
        let mut scan = Scan { text: &lines.line, at: 0 };
        let read = scan.object(&mut key, |scan, key| {
            if names.get(number).map(String::as_str) != Some(key) {
                match names.iter().position(|name| name == key) {
                    Some(known) => number = known,
                    None => {
                        number = names.len();
                        names.push(key.to_owned());
                    }
                }
            }
            number += 1;
            scan.value(None).map(|_| ())
        });
        read.map_err(|message| lines.wrong(&message))?;
    }
    if names.is_empty() {
        let message = "the file holds no object with a key; write one object a line";
        return Err(CorpusError::format(lines.stream.shown(), 1, message));
    }
    Ok(Arc::from(names))
}

/// The lines of a file.
struct Lines {
    stream: TextStream,
    slab: String,
    at: usize,
    line: String,
    number: u64,
}

impl Lines {
    /// Reads the next line that is not blank; false at the end.
    fn next(&mut self) -> Result<bool, CorpusError> {
        loop {
            self.line.clear();
            self.line.shrink_to(8 << 20);
            let mut any = false;
            loop {
                if self.at >= self.slab.len() {
                    self.at = 0;
                    if !self.stream.refill(&mut self.slab)? {
                        break;
                    }
                }
                any = true;
                let rest = &self.slab[self.at..];
                match memchr(b'\n', rest.as_bytes()) {
                    Some(end) => {
                        self.line.push_str(&rest[..end]);
                        self.at += end + 1;
                        break;
                    }
                    None => {
                        self.line.push_str(rest);
                        self.at = self.slab.len();
                    }
                }
            }
            if !any {
                return Ok(false);
            }
            self.number += 1;
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    fn wrong(&self, message: &str) -> CorpusError {
        let message = format!("not a JSON object on one line: {message}; mend it or leave it out");
        CorpusError::format(self.stream.shown(), self.number, message)
    }
}

struct JsonRows {
    lines: Lines,
    names: Arc<[String]>,
    key: String,
}

impl Rows for JsonRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        if !self.lines.next()? {
            return Ok(false);
        }
        row.line = self.lines.number;
        row.fields.resize(self.names.len(), None);
        let mut seen = 0_u64;
        let names = &self.names;
        let mut number = 0;
        let mut scan = Scan { text: &self.lines.line, at: 0 };
        let read = scan.object(&mut self.key, |scan, key| {
            if names.get(number).map(String::as_str) != Some(key) {
                number = names.iter().position(|name| name == key).ok_or("a key is new")?;
            }
            let bit = 1 << (number % 64);
            if (number < 64 && seen & bit != 0) || (number >= 64 && row.fields[number].is_some()) {
                return Err(format!("the key `{key}` stands twice"));
            }
            seen |= if number < 64 { bit } else { 0 };
            let wanted = row.wanted.get(number).copied().unwrap_or(false);
            let field = scan.value(wanted.then_some(&mut *row.text))?;
            row.fields[number] = field.filter(|(start, end)| start < end);
            number += 1;
            Ok(())
        });
        read.map_err(|message| self.lines.wrong(&message))?;
        Ok(true)
    }

    fn n_bytes(&self) -> u64 {
        self.lines.stream.n_bytes()
    }

    fn n_invalid(&self) -> u64 {
        self.lines.stream.n_invalid()
    }
}

/// Reads one JSON object without building it.
struct Scan<'l> {
    text: &'l str,
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, sign: u8) -> Result<(), String> {
        self.skip_space();
        if self.peek() == Some(sign) {
            self.at += 1;
            return Ok(());
        }
        Err(format!("`{}` is missing at byte {}", char::from(sign), self.at + 1))
    }

    /// Reads the line as an object; `each` reads the value of each key.
    fn object(
        &mut self,
        key: &mut String,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect(b'{')?;
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                self.skip_space();
                key.clear();
                self.string(Some(key))?;
                self.expect(b':')?;
                self.skip_space();
                each(self, key)?;
                self.skip_space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    _ => {
                        self.expect(b'}')?;
                        break;
                    }
                }
            }
        }
        self.skip_space();
        if self.at < self.text.len() {
            return Err(format!("more follows the object at byte {}", self.at + 1));
        }
        Ok(())
    }

    /// Reads a value, appending it to `out`; answers where it stands there.
    fn value(&mut self, mut out: Option<&mut String>) -> Result<Field, String> {
        let start = out.as_ref().map_or(0, |out| out.len());
        let begin = self.at;
        match self.peek() {
            Some(b'"') => {
                self.string(out.as_deref_mut())?;
                return Ok(out.map(|out| (start, out.len())));
            }
            Some(b'{' | b'[') => self.nested()?,
            _ => {
                let rest = &self.text[self.at..];
                let end = rest.find([',', '}', ']', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
                self.at += end;
            }
        }
        let written = &self.text[begin..self.at];
        if written == "null" {
            return Ok(None);
        }
        serde_json::from_str::<serde::de::IgnoredAny>(written)
            .map_err(|_| format!("the value at byte {} is no JSON", begin + 1))?;
        if let Some(out) = &mut out {
            out.push_str(written);
        }
        Ok(out.map(|out| (start, out.len())))
    }

    /// Moves past an array or an object; that it is right is checked after.
    fn nested(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        while let Some(sign) = self.peek() {
            match sign {
                b'"' => {
                    self.string(None)?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err("an array or object is not closed".to_owned())
    }

    /// Reads a string, unescaping it into `out`.
    fn string(&mut self, mut out: Option<&mut String>) -> Result<(), String> {
        self.expect(b'"')?;
        let begin = self.at;
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = memchr2(b'"', b'\\', rest.as_bytes()) else {
                return Err(format!("the string at byte {begin} is not closed"));
            };
            if let Some(out) = &mut out {
                out.push_str(&rest[..end]);
            }
            self.at += end + 1;
            if rest.as_bytes()[end] == b'"' {
                return Ok(());
            }
            let sign = self.escape()?;
            if let Some(out) = &mut out {
                out.push(sign);
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let sign = self.peek();
        self.at += 1;
        Ok(match sign {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let code = if (0xD800..0xDC00).contains(&first)
                    && self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u")
                {
                    self.at += 2;
                    let second = self.hex()?;
                    0x10000 + ((first - 0xD800) << 10) + second.wrapping_sub(0xDC00) % 0x10000
                } else {
                    first
                };
                char::from_u32(code)
                    .ok_or_else(|| format!("half a surrogate pair at byte {}", self.at))?
            }
            _ => return Err(format!("an unknown escape at byte {}", self.at)),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        let code = digits.iter().try_fold(0, |code, &digit| {
            char::from(digit).to_digit(16).map(|digit| code * 16 + digit)
        });
        self.at += 4;
        code.filter(|_| digits.len() == 4)
            .ok_or_else(|| format!("`\\u` without four digits at byte {}", self.at))
    }
}
