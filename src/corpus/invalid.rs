//! Bytes that are not valid in the encoding of their file: what was found in all files at once, what
//! each file could be, and the shortest names by which the user can say so. Nothing is read otherwise
//! than the user says.

use std::fmt;
use std::path::Path;

use super::encoding::Encoding;
use super::encoding::evidence::{self, Guess};

/// An invalid byte in a file that is otherwise readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidByte {
    /// The file, as the study names it.
    pub file: String,
    /// Offset of the byte in the file, from 0.
    pub offset: u64,
    /// The byte.
    pub byte: u8,
    /// The encoding in which it is invalid.
    pub encoding: &'static str,
}

/// A file as it can be named in `encoding`.
#[derive(Clone, Copy, Debug)]
pub struct FileName<'f> {
    /// As the study names it.
    pub shown: &'f str,
    /// Relative to the folder that all files have in common.
    pub name: &'f str,
    /// Where it lies.
    pub path: &'f Path,
}

/// The first invalid byte of each file that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidBytes {
    /// In the order of the corpus, each with what the file could be.
    pub files: Vec<(InvalidByte, Option<Guess>)>,
    /// What `encoding` would have to say to read those that speak for an encoding: a name or a
    /// pattern that names no other file of the corpus, and the encoding.
    pub overrides: Vec<(String, Encoding)>,
}

impl InvalidBytes {
    /// Before anybody looked what the files could be.
    pub fn unexplained(bytes: Vec<InvalidByte>) -> Self {
        let files = bytes.into_iter().map(|byte| (byte, None)).collect();
        Self { files, overrides: Vec::new() }
    }

    /// Looks into each file for the encoding that it speaks for. `files` are all of the corpus;
    /// `patterns` where a pattern may name several of them.
    pub fn explained(bytes: Vec<InvalidByte>, files: &[FileName<'_>], patterns: bool) -> Self {
        let mut told = Vec::with_capacity(bytes.len());
        let mut bad: Vec<(Encoding, Vec<usize>)> = Vec::new();
        for byte in bytes {
            let at = files.iter().position(|file| file.shown == byte.file);
            let guess = at.and_then(|at| evidence::guess(files[at].path, byte.encoding));
            if let (Some(at), Some(guess)) = (at, &guess) {
                match bad.iter_mut().find(|(encoding, _)| *encoding == guess.encoding) {
                    Some((_, files)) => files.push(at),
                    None => bad.push((guess.encoding, vec![at])),
                }
            }
            told.push((byte, guess));
        }
        let mut overrides = Vec::new();
        for (encoding, bad) in bad {
            match pattern_of(&bad, files).filter(|_| patterns) {
                Some(pattern) => overrides.push((pattern, encoding)),
                None => {
                    overrides.extend(bad.into_iter().map(|at| (name_of(at, files), encoding)));
                }
            }
        }
        Self { files: told, overrides }
    }

    /// What there is to say where the encoding of a table is one name and no byte is replaced.
    pub fn of_table(&self) -> String {
        let told: Vec<String> =
            self.files.iter().map(|(byte, guess)| Told(byte, guess.as_ref()).to_string()).collect();
        let guess = self.overrides.first().map_or("NAME", |(_, encoding)| encoding.name());
        format!("{}; name the encoding with `--encoding {guess}`", told.join(", "))
    }

    /// Whether a file speaks for no encoding.
    pub fn some_without_guess(&self) -> bool {
        self.files.iter().any(|(_, guess)| guess.is_none())
    }
}

/// Files told in one message.
const SHOWN: usize = 200;

impl fmt::Display for InvalidBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const REMEDY: &str = "name the encoding of a file with `--encoding FILE=ENCODING`, or replace \
                              invalid bytes and count them with `--replace-invalid` (in study.toml \
                              `encoding` and `replace_invalid`)";
        if let [(byte, guess)] = self.files.as_slice() {
            return write!(f, "{}; {REMEDY}", Told(byte, guess.as_ref()));
        }
        let n = self.files.len();
        write!(f, "{n} files hold bytes that are not valid in their encoding; {REMEDY}")?;
        for (byte, guess) in self.files.iter().take(SHOWN) {
            write!(f, "\n  {}", Told(byte, guess.as_ref()))?;
        }
        match n.checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "\n  and {more} more"),
        }
    }
}

struct Told<'t>(&'t InvalidByte, Option<&'t Guess>);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InvalidByte { file, offset, byte, encoding } = self.0;
        write!(f, "`{file}`: byte {offset} (`0x{byte:02x}`) is not valid {encoding}")?;
        match self.1 {
            Some(guess) => write!(f, ", `{}` if read as {}", guess.sample, guess.encoding.name()),
            None => f.write_str(", the file speaks for no other encoding"),
        }
    }
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The shortest name of a file that no other has, as a pattern.
fn name_of(at: usize, files: &[FileName<'_>]) -> String {
    let name = files[at].name;
    let short = last(name);
    let alone = files.iter().filter(|file| last(file.name) == short).count() == 1;
    ::glob::Pattern::escape(if alone { short } else { name })
}

/// A pattern that names these files and no other of the corpus: what their names begin and end with.
fn pattern_of(bad: &[usize], files: &[FileName<'_>]) -> Option<String> {
    let names: Vec<&str> = bad.iter().map(|&at| last(files[at].name)).collect();
    let (first, rest) = names.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let common = |same: &dyn Fn(&str) -> usize| rest.iter().map(|name| same(name)).min();
    let begin = common(&|name| {
        let same = first.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        same.map(|(sign, _)| sign.len_utf8()).sum()
    })?;
    let end = common(&|name| {
        let same = first.chars().rev().zip(name.chars().rev()).take_while(|(a, b)| a == b);
        same.map(|(sign, _)| sign.len_utf8()).sum()
    })?;
    let shortest = names.iter().map(|name| name.len()).min()?;
    let end = end.min(shortest.checked_sub(begin)?);
    let escape = ::glob::Pattern::escape;
    let written = format!("{}*{}", escape(&first[..begin]), escape(&first[first.len() - end..]));
    let pattern = ::glob::Pattern::new(&written).ok()?;
    let named =
        |at: &usize| pattern.matches(last(files[*at].name)) || pattern.matches(files[*at].name);
    let n = (0..files.len()).filter(named).count();
    (n == bad.len() && written != "*").then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_pattern_that_names_the_files_and_no_other_is_told() {
        let cases: &[(&[&str], &[usize], Option<&str>)] = &[
            (&["1970-N.txt", "1971-N.txt", "1975-F.txt"], &[0, 1], Some("197*-N.txt")),
            (&["1970-N.txt", "1971-N.txt", "1972-N.txt"], &[0, 1], None),
            (&["a.txt", "b.txt", "c.csv"], &[0, 1], Some("*.txt")),
            (&["aa.txt", "aaa.txt", "b.txt"], &[0, 1], Some("aa*.txt")),
            (&["сөз-1.txt", "сөз-2.txt", "сез.txt"], &[0, 1], Some("сөз-*.txt")),
            (&["a[1].txt", "a[2].txt", "b.txt"], &[0, 1], Some("a[[]*].txt")),
            (&["x/a.txt", "x/b.txt", "y/c.txt"], &[0, 1], None),
            (&["a", "b"], &[0, 1], None),
            (&["a.txt", "b.txt"], &[0], None),
        ];
        for (names, bad, expected) in cases {
            let files: Vec<FileName<'_>> = names
                .iter()
                .map(|name| FileName { shown: name, name, path: Path::new("") })
                .collect();
            let found = pattern_of(bad, &files);
            assert_eq!(
                found.as_deref().map(|it| it.replace("[]]", "]")),
                expected.map(str::to_owned),
                "{names:?}"
            );
        }
        let twice = ["x/a.txt", "y/a.txt", "y/b.txt"];
        let files = twice.map(|name| FileName { shown: name, name, path: Path::new("") });
        assert_eq!(name_of(0, &files), "x/a.txt");
        assert_eq!(name_of(2, &files), "b.txt");
    }
}
