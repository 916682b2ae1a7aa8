//! Which encoding each file of a corpus is read in: the one that its byte order mark tells, that the
//! study names, or that is found. Files enter; an encoding a file leaves, or every file with an
//! invalid byte at once.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::detect::{self, Detected, WINDOW};
use super::{Decoder, Encoding};
use crate::corpus::error::CorpusError;
use crate::corpus::files::Found;
use crate::corpus::invalid::InvalidByte;
use crate::corpus::spec::{EncodingSpec, Spec};
use crate::corpus::stream::SLAB;

/// What the files of a corpus are read in.
#[derive(Debug, Default)]
pub struct Assigned {
    /// The encoding of each file; `None` where its format has none.
    pub encodings: Vec<Option<Encoding>>,
    /// The first invalid byte of each file that has one in what was looked at.
    pub invalid: Vec<InvalidByte>,
}

/// Assigns an encoding to each file; with `replace_invalid` no byte is invalid.
///
/// # Errors
/// A file that can not be read; an encoding that is not known, a pattern that names no file, or two
/// that name one file differently.
pub fn assign(
    spec: &Spec,
    found: &[Found],
    notes: &mut Vec<String>,
) -> Result<Assigned, CorpusError> {
    let named = Named::of(spec, found)?;
    let mut assigned = Assigned::default();
    for file in found {
        if !file.entry.is_text {
            assigned.encodings.push(None);
            continue;
        }
        let look = Look::at(file)?;
        let (encoding, checked) = match encoding_of(file, &look, named.of_file(file)?, notes) {
            Detected::Found(encoding) => (encoding, first_invalid(&look, encoding)),
            Detected::Invalid(at) => {
                let byte = look.head.get(at).copied().unwrap_or_default();
                (Encoding::Utf8, Some((look.start + at as u64, byte)))
            }
        };
        assigned.encodings.push(Some(encoding));
        assigned.invalid.extend(checked.filter(|_| !spec.replace_invalid).map(|(offset, byte)| {
            InvalidByte { file: file.shown.clone(), offset, byte, encoding: encoding.name() }
        }));
    }
    Ok(assigned)
}

/// The encoding of a file: that of its mark, the one that is named, or the one that is found.
fn encoding_of(
    file: &Found,
    look: &Look,
    named: Option<Encoding>,
    notes: &mut Vec<String>,
) -> Detected {
    let shown = &file.shown;
    let marked = Encoding::from_mark(&look.head).filter(|_| look.start == 0);
    let found = match (named, marked.map(|(encoding, _)| encoding)) {
        (Some(named), Some(marked)) if marked != named => {
            let marked_name = marked.name();
            notes.push(format!("`{shown}`: its byte order mark says {marked_name}, read as that"));
            return Detected::Found(marked);
        }
        (Some(named), _) => {
            let text = std::str::from_utf8(&look.head);
            if named != Encoding::Utf8 && text.is_ok() && !look.head.is_ascii() {
                notes.push(format!(
                    "`{shown}`: it is valid utf-8, yet read as {} because encoding says so",
                    named.name()
                ));
            }
            return Detected::Found(named);
        }
        (None, Some(marked)) => Detected::Found(marked),
        (None, None) => detect::detect(&look.head, look.whole),
    };
    if let Detected::Found(encoding) = found
        && encoding != Encoding::Utf8
    {
        notes.push(format!("`{shown}`: read as {}", encoding.name()));
    }
    found
}

/// The first byte of what was looked at that is not valid: offset in the file and the byte.
fn first_invalid(look: &Look, encoding: Encoding) -> Option<(u64, u8)> {
    let mark = match Encoding::from_mark(&look.head) {
        Some((marked, length)) if marked == encoding && look.start == 0 => length,
        _ => 0,
    };
    let mut decoder = Decoder::new(encoding, look.start + mark as u64);
    let (mut first, mut text) = (None, String::new());
    let mut pieces = look.head[mark..].chunks(SLAB).peekable();
    while let Some(piece) = pieces.next() {
        text.clear();
        let last = look.whole && pieces.peek().is_none();
        let note = |offset, byte| {
            first = Some((offset, byte));
            false
        };
        if !decoder.decode(piece, last, &mut text, note) {
            break;
        }
    }
    first
}

/// The bytes that an encoding is told by: the head of the file, or of a file that begins with more
/// ASCII than that, where the first other byte stands.
struct Look {
    head: Vec<u8>,
    /// Offset of `head` in the file.
    start: u64,
    /// It reaches to the end of the file.
    whole: bool,
}

impl Look {
    fn at(file: &Found) -> Result<Self, CorpusError> {
        let io = || CorpusError::io(&file.shown);
        let mut opened = File::open(&file.path).map_err(io())?;
        let mut head = Vec::new();
        let read = |opened: &mut File, limit: usize, bytes: &mut Vec<u8>| {
            bytes.clear();
            opened.take(limit as u64).read_to_end(bytes).map(|n| n < limit)
        };
        let whole = read(&mut opened, WINDOW, &mut head).map_err(io())?;
        // UTF-16 of Latin letters is ASCII, with every other byte 0
        if whole || !head.is_ascii() || head.contains(&0) {
            return Ok(Self { head, start: 0, whole });
        }
        let (mut start, mut slab) = (WINDOW as u64, Vec::new());
        while !read(&mut opened, SLAB, &mut slab).map_err(io())? {
            if !slab.is_ascii() {
                break;
            }
            start += slab.len() as u64;
        }
        let start = start - SLAB as u64;
        opened.seek(SeekFrom::Start(start)).map_err(io())?;
        let whole = read(&mut opened, WINDOW, &mut head).map_err(io())?;
        Ok(Self { head, start, whole })
    }
}

/// The encodings that the study names.
struct Named {
    /// For a file that no pattern names.
    all: Option<Encoding>,
    /// By name or pattern.
    patterns: Vec<(::glob::Pattern, Encoding)>,
}

/// The pattern that speaks of every file, as an encoding without a pattern does.
pub const EVERY_FILE: &str = "*";

impl Named {
    fn of(spec: &Spec, found: &[Found]) -> Result<Self, CorpusError> {
        let by_name = |name: &String| {
            Encoding::from_name(name).ok_or_else(|| CorpusError::UnknownEncoding {
                name: name.clone(),
                known: Encoding::known(),
            })
        };
        let mut named = Self { all: None, patterns: Vec::new() };
        match &spec.encoding {
            None => {}
            Some(EncodingSpec::All(name)) => named.all = Some(by_name(name)?),
            Some(EncodingSpec::ByFile(patterns)) => {
                for (written, name) in patterns {
                    let encoding = by_name(name)?;
                    if written == EVERY_FILE {
                        named.all = Some(encoding);
                        continue;
                    }
                    let pattern = ::glob::Pattern::new(written).map_err(|error| {
                        CorpusError::Spec(format!(
                            "encoding `{written}`: not a pattern: {error}; `*` stands for any \
                             signs, `?` for one, `[*]` for a `*` of the name"
                        ))
                    })?;
                    named_files(written, &pattern, found)?;
                    named.patterns.push((pattern, encoding));
                }
            }
        }
        Ok(named)
    }

    /// What is named for a file: by its very name before a pattern, by a pattern before all.
    fn of_file(&self, file: &Found) -> Result<Option<Encoding>, CorpusError> {
        let mut found: Option<(&::glob::Pattern, Encoding)> = None;
        for (pattern, encoding) in self.patterns.iter().filter(|(it, _)| matches(it, file)) {
            let exact = |pattern: &::glob::Pattern| {
                [last(&file.name), &file.name].iter().any(|name| {
                    pattern.as_str() == *name || pattern.as_str() == ::glob::Pattern::escape(name)
                })
            };
            match found {
                Some((other, _)) if exact(other) && !exact(pattern) => {}
                Some((other, _)) if exact(pattern) && !exact(other) => {
                    found = Some((pattern, *encoding));
                }
                Some((other, before)) if before != *encoding => {
                    return Err(CorpusError::Spec(format!(
                        "encoding: `{}` is {} by `{other}` and {} by `{pattern}`; let one pattern \
                         name it, or name the file itself",
                        file.shown,
                        before.name(),
                        encoding.name(),
                    )));
                }
                _ => found = Some((pattern, *encoding)),
            }
        }
        Ok(found.map(|(_, encoding)| encoding).or(self.all))
    }
}

/// A pattern that names nothing is a mistake.
fn named_files(
    written: &str,
    pattern: &::glob::Pattern,
    found: &[Found],
) -> Result<(), CorpusError> {
    let mut named = found.iter().filter(|file| matches(pattern, file)).peekable();
    let first = named.peek().map(|file| file.shown.clone());
    match first {
        None => {
            let names: Vec<String> =
                found.iter().take(3).map(|file| format!("`{}`", file.name)).collect();
            let more = if found.len() > names.len() { ", …" } else { "" };
            Err(CorpusError::Spec(format!(
                "encoding `{written}`: no file of the corpus has this name; patterns are held to \
                 the file's name (`*.txt`) or its place in the corpus (`a/*.txt`); there are: {}{more}",
                names.join(", ")
            )))
        }
        Some(shown) if !named.any(|file| file.entry.is_text) => Err(CorpusError::Spec(format!(
            "encoding `{written}`: `{shown}` is of a format that has its own encoding; leave it out"
        ))),
        Some(_) => Ok(()),
    }
}

fn matches(pattern: &::glob::Pattern, file: &Found) -> bool {
    pattern.matches(last(&file.name)) || pattern.matches(&file.name)
}

/// A file's name without its folder.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
