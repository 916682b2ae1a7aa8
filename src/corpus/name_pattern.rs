//! Metadata in file names: `{year:int}-{speaker}` reads `1961-Kennedy` as year 1961 and speaker
//! Kennedy. Read from the left without going back: a field ends where the next literal first
//! stands, an `int` field where its digits end.

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    written: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Field { name: String, int: bool },
}

impl NamePattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// A message where a brace is unbalanced, a name missing or doubled, a type unknown, or two
    /// fields stand side by side without a sign that parts them.
    pub fn parse(written: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("name_pattern `{written}`: {why}");
        let (mut pieces, mut rest) = (Vec::<Piece>::new(), written);
        while let Some(sign) = rest.chars().next() {
            if sign == '}' {
                return Err(wrong("a `}` has no `{` before it"));
            }
            if sign != '{' {
                let end = rest.find(['{', '}']).unwrap_or(rest.len());
                pieces.push(Piece::Literal(rest[..end].to_owned()));
                rest = &rest[end..];
                continue;
            }
            let end = rest.find('}').ok_or_else(|| wrong("a `{` is not closed"))?;
            let (name, kind) = match rest[1..end].split_once(':') {
                Some((name, kind)) => (name.trim(), kind.trim()),
                None => (rest[1..end].trim(), "text"),
            };
            let int = match kind {
                "int" => true,
                "text" => false,
                _ => return Err(wrong(&format!("unknown type `{kind}`, there are: int, text"))),
            };
            if name.is_empty() {
                return Err(wrong("a field has no name; write `{year:int}`, `{_}` to skip one"));
            }
            let field = Piece::Field { name: name.to_owned(), int };
            if let Some(Piece::Field { int: false, name: before }) = pieces.last() {
                return Err(wrong(&format!(
                    "nothing parts `{{{before}}}` and `{{{name}}}`; put a sign between them"
                )));
            }
            let doubled =
                |piece: &Piece| matches!(piece, Piece::Field { name: n, .. } if n == name);
            if name != "_" && pieces.iter().any(doubled) {
                return Err(wrong(&format!("`{{{name}}}` stands twice")));
            }
            pieces.push(field);
            rest = &rest[end + 1..];
        }
        if !pieces.iter().any(|piece| matches!(piece, Piece::Field { .. })) {
            return Err(wrong("there is no field; write for example `{year:int}-{speaker}`"));
        }
        Ok(Self { written: written.to_owned(), pieces })
    }

    /// The pattern as written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The names of its fields; `_` is skipped.
    pub fn names(&self) -> Vec<String> {
        let names = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field { name, .. } if name != "_" => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }

    /// The values in a file's stem, in the order of [`names`](Self::names); `None` where it does
    /// not fit.
    pub fn read(&self, stem: &str) -> Option<Vec<String>> {
        let (mut values, mut rest) = (Vec::new(), stem);
        for (number, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
                Piece::Field { name, int } => {
                    let end = if *int {
                        let sign = usize::from(rest.starts_with('-'));
                        let digits = rest[sign..].find(|sign: char| !sign.is_ascii_digit());
                        let end = digits.map_or(rest.len(), |end| end + sign);
                        (end > sign).then_some(end)?
                    } else {
                        match self.pieces.get(number + 1) {
                            Some(Piece::Literal(next)) => rest.find(next.as_str())?,
                            _ => rest.len(),
                        }
                    };
                    if name != "_" {
                        values.push(rest[..end].to_owned());
                    }
                    rest = &rest[end..];
                }
            }
        }
        rest.is_empty().then_some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_file_names() {
        let cases: &[(&str, &str, Option<&[&str]>)] = &[
            ("{year:int}-{speaker}", "1961-Kennedy", Some(&["1961", "Kennedy"])),
            ("{year:int}-{speaker}", "1965-Johnson-2", Some(&["1965", "Johnson-2"])),
            ("{year:int}-{speaker}", "Kennedy-1961", None),
            ("{year:int}{speaker}", "1961Kennedy", Some(&["1961", "Kennedy"])),
            ("{газета}_{күн}", "Егемен_2013-09-07", Some(&["Егемен", "2013-09-07"])),
            ("{_}-{name}", "a-b", Some(&["b"])),
            ("报告{year:int}年", "报告1954年", Some(&["1954"])),
            ("{a}", "", Some(&[""])),
            ("{a:int}", "", None),
            ("x{a}", "ya", None),
        ];
        for (pattern, stem, expected) in cases {
            let read = NamePattern::parse(pattern).map(|pattern| pattern.read(stem));
            let expected = expected.map(|v| v.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
            assert_eq!(read, Ok(expected), "{pattern} on {stem}");
        }
    }

    #[test]
    fn a_broken_pattern_says_what_is_wrong() {
        for (pattern, message) in [
            ("{year", "not closed"),
            ("year}", "no `{`"),
            ("{}", "no name"),
            ("{year:integer}", "unknown type `integer`, there are: int, text"),
            ("{a}{b}", "nothing parts"),
            ("{a}-{a}", "stands twice"),
            ("plain", "no field"),
            ("", "no field"),
        ] {
            let error = NamePattern::parse(pattern).expect_err(pattern);
            assert!(error.contains(message), "{pattern}: {error}");
        }
    }
}
