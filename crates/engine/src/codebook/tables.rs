//! Reading TOML with the place of everything: typed getters over a table that collect diagnostics
//! and, at the end, name the keys that nobody asked for.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;

use super::nearest;

/// A value with its place.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// A table being read.
pub struct Fields<'a, 'd> {
    table: &'a DeTable<'a>,
    what: String,
    file: &'a str,
    known: Vec<&'static str>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// Reads a table; `what` names it in messages.
    pub fn new(
        table: &'a DeTable<'a>,
        what: impl Into<String>,
        file: &'a str,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        Self { table, what: what.into(), file, known: Vec::new(), diagnostics }
    }

    /// The value of a key.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Adds an error.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::error(self.file, span, message).help(help));
    }

    /// A string and its place.
    pub fn string(&mut self, key: &'static str) -> Option<(String, Range<usize>)> {
        let value = self.get(key)?;
        as_string(value, &format!("`{key}`"), self.file, self.diagnostics)
            .map(|text| (text, value.span()))
    }

    /// A string, empty where the key is absent.
    pub fn text(&mut self, key: &'static str) -> String {
        self.string(key).map(|(text, _)| text).unwrap_or_default()
    }

    /// True or false, false where the key is absent.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.error(
                value.span(),
                format!("`{key}` is `true` or `false`"),
                "write it without quotation marks",
            );
            false
        })
    }

    /// One of the named choices; the default where the key is absent.
    pub fn choice<T: Copy + Default>(&mut self, key: &'static str, choices: &[(&str, T)]) -> T {
        let Some((text, span)) = self.string(key) else { return T::default() };
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return *value;
        }
        let help = nearest::help(&text, choices.iter().map(|(name, _)| *name));
        self.error(span, format!("unknown {key} `{text}`"), &help);
        T::default()
    }

    /// Names every key that was not asked for.
    pub fn finish(self) {
        for key in self.table.keys() {
            if !self.known.contains(&key.get_ref().as_ref()) {
                let message = format!("unknown key `{}` in {}", key.get_ref(), self.what);
                let help = nearest::help(key.get_ref(), self.known.iter().copied());
                self.diagnostics.push(Diagnostic::error(self.file, key.span(), message).help(help));
            }
        }
    }
}

/// The string that a value is; another type is an error that names it.
pub fn as_string(
    value: &Value<'_>,
    what: &str,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    if let Some(text) = value.get_ref().as_str() {
        return Some(text.to_owned());
    }
    let quoted = match value.get_ref() {
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    };
    let help = match quoted {
        Some(text) => format!("put it in quotation marks, so that it is read as text: \"{text}\""),
        None => "one text is wanted here".to_owned(),
    };
    let message = format!("ambiguous type: {what} is {}, a text is wanted", kind(value));
    diagnostics.push(Diagnostic::error(file, value.span(), message).help(help));
    None
}

/// What a value is, in words.
pub fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The values of a list; one value alone is an error that says so.
pub fn as_list<'a>(
    value: &'a Value<'a>,
    what: &str,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> &'a [Value<'a>] {
    match value.get_ref().as_array() {
        Some(array) => array,
        None => {
            let message = format!("ambiguous type: {what} is {}, a list is wanted", kind(value));
            let help = match value.get_ref().as_str() {
                Some(text) if text.len() <= 40 && !text.contains(['\n', '\'']) => {
                    format!("put it in brackets: ['{text}']")
                }
                _ => "put it in brackets: ['…']".to_owned(),
            };
            diagnostics.push(Diagnostic::error(file, value.span(), message).help(help));
            &[]
        }
    }
}

/// The place in a TOML file of a place in the text of one of its strings.
///
/// `literal` is the span of the string with its quotation marks; escapes of basic strings are
/// counted, so that a mistake is drawn under the right characters.
pub fn place_in_string(source: &str, literal: &Range<usize>, inner: &Range<usize>) -> Range<usize> {
    let Some(raw) = source.get(literal.clone()) else { return literal.clone() };
    let (skip, basic) = match raw {
        _ if raw.starts_with("'''") => (3, false),
        _ if raw.starts_with("\"\"\"") => (3, true),
        _ if raw.starts_with('"') => (1, true),
        _ => (1, false),
    };
    let mut at = skip;
    if skip == 3 {
        at += raw[at..].strip_prefix("\r\n").map_or(0, |_| 2);
        at += raw[at..].strip_prefix('\n').map_or(0, |_| 1);
    }
    if !basic {
        return literal.start + at + inner.start..literal.start + at + inner.end;
    }
    let mut decoded = 0;
    let mut start = None;
    while at < raw.len() {
        let rest = &raw[at..];
        if decoded < inner.end
            && let Some(length) = line_ending_backslash(rest).filter(|_| skip == 3)
        {
            at += length;
            continue;
        }
        if decoded >= inner.start && start.is_none() {
            start = Some(at);
        }
        if decoded >= inner.end {
            break;
        }
        let Some(character) = rest.chars().next() else { break };
        if character != '\\' {
            at += character.len_utf8();
            decoded += character.len_utf8();
            continue;
        }
        let Some(escaped) = rest[1..].chars().next() else { break };
        let digits = match escaped {
            'u' => 4,
            'U' => 8,
            'x' => 2,
            _ => 0,
        };
        let first = 1 + escaped.len_utf8();
        decoded += rest
            .get(first..first + digits)
            .filter(|digits| !digits.is_empty())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32)
            .map_or(1, char::len_utf8);
        // What is no escape at all may end anywhere.
        at += (first + digits).min(rest.len());
        while !raw.is_char_boundary(at) {
            at += 1;
        }
    }
    let start = start.unwrap_or(at);
    literal.start + start..literal.start + at.max(start)
}

/// Bytes of a backslash at the end of a line with the white space that it takes away.
fn line_ending_backslash(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('\\')?;
    let white = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let first_line = after.trim_start_matches([' ', '\t']);
    first_line.starts_with(['\n', '\r']).then_some(1 + white)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What TOML refuses is pointed at all the same: its places are guesses, and no reason to panic.
    #[test]
    fn an_escape_that_is_none_has_some_place() {
        for source in ["\"\\�\"", "\"\\u安全\"", "\"\\", "\"\\U0000", "'", "\"\"\"\\\u{301}\n"]
        {
            for inner in [0..1, 1..9, 0..0] {
                let found = place_in_string(source, &(0..source.len()), &inner);
                assert!(found.start <= found.end, "{source:?} {inner:?}");
            }
        }
    }

    #[test]
    fn finds_the_place_in_a_string_of_every_kind() {
        for (source, inner, expected) in [
            ("'a AND b'", 2..5, "AND"),
            ("\"a AND b\"", 2..5, "AND"),
            (r#""\"a\" AND b""#, 4..7, "AND"),
            (r#""\u0430 AND b""#, 3..6, "AND"),
            ("\"\"\"\na AND b\"\"\"", 2..5, "AND"),
            ("'安全 AND b'", 7..10, "AND"),
            ("\"\"\"a \\\n   AND b\"\"\"", 2..5, "AND"),
            ("\"\"\"a \\ \r\n\r\n\t AND b\"\"\"", 2..5, "AND"),
            ("'''\r\na\r\n AND b'''", 4..7, "AND"),
            (r#""\x41\U0001F600 \e AND""#, 8..11, "AND"),
        ] {
            let found = place_in_string(source, &(0..source.len()), &inner);
            assert_eq!(&source[found], expected, "{source}");
        }
    }
}
