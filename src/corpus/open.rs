//! Opening a corpus: from what the study says to files with their format, encoding, delimiter and
//! column names. What the columns are is settled in [`plan`](super::plan). Every guess becomes a note;
//! problems that several files show are told together.

use std::path::Path;

use super::encoding::Encoding;
use super::encoding::assign::{Assigned, assign};
use super::error::CorpusError;
use super::files;
use super::invalid::{FileName, InvalidByte, InvalidBytes};
use super::name_pattern::NamePattern;
use super::plan::plan;
use super::reader::{Input, Opened};
use super::spec::Spec;
use super::stream::TextStream;
use super::{Corpus, CorpusFile};

impl CorpusFile {
    /// Opens the file at its first row, as it was found.
    pub(super) fn open(&self, replace_invalid: bool, slab: usize) -> Result<Opened, CorpusError> {
        (self.format.open)(&self.input(replace_invalid, slab))
    }

    fn input(&self, replace_invalid: bool, slab: usize) -> Input {
        Input {
            path: self.path.clone(),
            shown: self.shown.clone(),
            encoding: self.encoding.unwrap_or(Encoding::Utf8),
            replace_invalid,
            delimiter: self.delimiter.and_then(|sign| u8::try_from(sign).ok()),
            slab,
            names: Some(self.names.clone()),
        }
    }

    fn named(&self) -> FileName<'_> {
        FileName { shown: &self.shown, name: &self.name, path: &self.path }
    }
}

impl Corpus {
    pub(super) fn open_file(&self, number: usize) -> Result<Opened, CorpusError> {
        self.files[number].open(self.replace_invalid, self.slab)
    }

    /// An invalid byte that reading met in the file of that number, with those of the files that
    /// were not read yet and what each could be; other errors as they are.
    pub(super) fn all_invalid(&self, error: CorpusError, number: usize) -> CorpusError {
        let CorpusError::InvalidBytes(found) = error else { return error };
        let mut bytes: Vec<InvalidByte> = found.files.into_iter().map(|(byte, _)| byte).collect();
        let rest = self.files.get(number + 1..).unwrap_or_default();
        for file in rest.iter().filter(|file| file.encoding.is_some()) {
            bytes.extend(first_invalid(&file.input(false, self.slab)));
        }
        let files: Vec<FileName<'_>> = self.files.iter().map(CorpusFile::named).collect();
        CorpusError::InvalidBytes(InvalidBytes::explained(bytes, &files, self.patterns))
    }
}

/// The first byte of a file that is not valid in its encoding.
fn first_invalid(input: &Input) -> Option<InvalidByte> {
    let (mut stream, mut slab) = (TextStream::of(input).ok()?, String::new());
    loop {
        match stream.refill(&mut slab) {
            Ok(true) => {}
            Err(CorpusError::InvalidBytes(found)) => {
                return found.files.into_iter().next().map(|it| it.0);
            }
            Ok(false) | Err(_) => return None,
        }
    }
}

pub(super) fn open(spec: &Spec, base: &Path, slab: usize) -> Result<Corpus, CorpusError> {
    let mut notes = Vec::new();
    let pattern = spec.name_pattern.as_deref().map(NamePattern::parse).transpose();
    let pattern = pattern.map_err(CorpusError::Spec)?;
    let files = open_files(spec, base, slab, &mut notes)?;
    plan(spec, files, pattern, slab, notes)
}

/// The files that are named, each with its format, encoding, delimiter and column names.
pub(super) fn open_files(
    spec: &Spec,
    base: &Path,
    slab: usize,
    notes: &mut Vec<String>,
) -> Result<Vec<CorpusFile>, CorpusError> {
    let delimiter = spec.delimiter.as_deref().map(read_delimiter).transpose()?;
    let found = files::find(&spec.files, base, notes)?;
    let Assigned { encodings, mut invalid } = assign(spec, &found, notes)?;

    let mut files = Vec::with_capacity(found.len());
    for (found, &encoding) in found.iter().zip(&encodings) {
        if invalid.iter().any(|byte| byte.file == found.shown) {
            continue;
        }
        let input = Input {
            path: found.path.clone(),
            shown: found.shown.clone(),
            encoding: encoding.unwrap_or(Encoding::Utf8),
            replace_invalid: spec.replace_invalid,
            delimiter,
            slab,
            names: None,
        };
        match (found.entry.open)(&input) {
            Ok(opened) => {
                let n_bytes =
                    std::fs::metadata(&input.path).map_err(CorpusError::io(&input.shown))?.len();
                notes.extend(opened.notes);
                files.push(CorpusFile {
                    path: input.path,
                    shown: input.shown,
                    name: found.name.clone(),
                    format: found.entry,
                    encoding,
                    delimiter: opened.delimiter.map(char::from),
                    names: opened.names,
                    n_bytes,
                });
            }
            Err(CorpusError::InvalidBytes(found)) => {
                invalid.extend(found.files.into_iter().map(|(byte, _)| byte));
            }
            Err(error) => return Err(error),
        }
    }
    if !invalid.is_empty() {
        let at = |byte: &InvalidByte| found.iter().position(|file| file.shown == byte.file);
        invalid.sort_by_key(at);
        let files: Vec<FileName<'_>> = found
            .iter()
            .map(|it| FileName { shown: &it.shown, name: &it.name, path: &it.path })
            .collect();
        return Err(CorpusError::InvalidBytes(InvalidBytes::explained(
            invalid,
            &files,
            !spec.encoding_by_file(),
        )));
    }
    note_delimiters(&files, delimiter.is_none(), notes);
    Ok(files)
}

fn read_delimiter(written: &str) -> Result<u8, CorpusError> {
    match written.as_bytes() {
        _ if written == "tab" || written == "\\t" => Ok(b'\t'),
        [sign] if sign.is_ascii() && !b"\"\r\n".contains(sign) => Ok(*sign),
        _ => Err(CorpusError::Spec(format!(
            "unknown delimiter `{written}`; give one ASCII sign, such as `,` `;` `|`, or `tab`"
        ))),
    }
}

fn note_delimiters(files: &[CorpusFile], found: bool, notes: &mut Vec<String>) {
    for file in files.iter().filter(|_| found) {
        match file.delimiter {
            None | Some(',') => {}
            Some('\t') => notes.push(format!("`{}`: delimiter `tab`", file.shown)),
            Some(sign) => notes.push(format!("`{}`: delimiter `{sign}`", file.shown)),
        }
    }
}
