//! The tables of a part: plain columns ↔ Parquet bytes. Deliberately absent: files, and any reckoning.
//!
//! Columns of numbers are `u32` (`line` is `u64`); a missing value is null. Columns of metadata are
//! named `meta.<name>` and hold the strings of the corpus, so no name of a corpus can meet one of
//! ours; where a document's part stands is in `text.<part>.offset` and `text.<part>.length`.

use std::io::Cursor;
use std::path::Path;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter, StatisticsOptions};

use super::StoreError;
use crate::engine::coding::{Absent, Codings, Matches, Quoted, Segments};
use crate::engine::text::Language;

/// Strings that may be missing, in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringColumn {
    text: String,
    ends: Vec<usize>,
    present: Vec<bool>,
}

impl StringColumn {
    /// Adds a value.
    pub fn push(&mut self, value: Option<&str>) {
        self.text.push_str(value.unwrap_or_default());
        self.ends.push(self.text.len());
        self.present.push(value.is_some());
    }

    /// The value of a row; `None` where it is missing or there is no such row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        self.present[row].then(|| &self.text[start..end])
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every value in turn.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }
}

/// Columns of documents; all of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Running number in the corpus, from 0.
    pub document: Vec<u32>,
    /// The id.
    pub id: StringColumn,
    /// Index of the file in the corpus.
    pub file: Vec<u32>,
    /// First line of the row in its file, from 1.
    pub line: Vec<u64>,
    /// Number of segments.
    pub n_segments: Vec<u32>,
    /// Index of the block of texts within the part.
    pub block: Vec<u32>,
    /// One a part of a document: first byte of its text in the block, missing where it is absent.
    pub text_offset: Vec<Vec<Option<u32>>>,
    /// One a part of a document: bytes of its text.
    pub text_length: Vec<Vec<Option<u32>>>,
    /// One a column of metadata: the value as written.
    pub metadata: Vec<StringColumn>,
}

impl Documents {
    pub(super) fn with_columns(n_parts: usize, n_metadata: usize) -> Documents {
        Documents {
            text_offset: vec![Vec::new(); n_parts],
            text_length: vec![Vec::new(); n_parts],
            metadata: vec![StringColumn::default(); n_metadata],
            ..Documents::default()
        }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.document.len()
    }

    /// True when there is no document.
    pub fn is_empty(&self) -> bool {
        self.document.is_empty()
    }
}

pub(super) fn write_documents(
    documents: Documents,
    parts: &[String],
    metadata: &[String],
) -> Result<Vec<u8>, StoreError> {
    let mut columns = vec![
        numbers("document", documents.document),
        strings("id", documents.id.iter()),
        numbers("file", documents.file),
        UInt64Chunked::from_vec("line".into(), documents.line).into_column(),
        numbers("n_segments", documents.n_segments),
        numbers("block", documents.block),
    ];
    let places = documents.text_offset.into_iter().zip(documents.text_length);
    for (part, (offset, length)) in parts.iter().zip(places) {
        columns.push(optional(&format!("text.{part}.offset"), offset.into_iter()));
        columns.push(optional(&format!("text.{part}.length"), length.into_iter()));
    }
    for (name, values) in metadata.iter().zip(&documents.metadata) {
        columns.push(strings(&format!("meta.{name}"), values.iter()));
    }
    write(columns)
}

pub(super) fn read_documents(
    path: &Path,
    bytes: &[u8],
    parts: &[String],
    metadata: &[String],
) -> Result<Documents, StoreError> {
    let table = Table::read(path, bytes)?;
    let lines = table.column("line")?;
    let lines = lines.u64().map_err(|error| StoreError::damaged(path, error))?;
    let place = |kind: &str| {
        let column = |part| table.optional(&format!("text.{part}.{kind}"));
        parts.iter().map(column).collect::<Result<Vec<_>, _>>()
    };
    Ok(Documents {
        document: table.numbers("document")?,
        id: table.strings("id")?,
        file: table.numbers("file")?,
        line: lines.into_no_null_iter().collect(),
        n_segments: table.numbers("n_segments")?,
        block: table.numbers("block")?,
        text_offset: place("offset")?,
        text_length: place("length")?,
        metadata: metadata
            .iter()
            .map(|name| table.strings(&format!("meta.{name}")))
            .collect::<Result<_, _>>()?,
    })
}

pub(super) fn write_segments(segments: Segments) -> Result<Vec<u8>, StoreError> {
    let absent = segments.absent.iter().map(|absent| absent.map(absent_name));
    write(vec![
        numbers("document", segments.document),
        numbers("part", segments.part.into_iter().map(u32::from).collect()),
        numbers("number", segments.number),
        numbers("start", segments.start),
        numbers("end", segments.end),
        numbers("char_start", segments.char_start),
        numbers("char_end", segments.char_end),
        numbers("words", segments.words),
        strings("language", segments.language.iter().map(|language| Some(language.code()))),
        strings("absent", absent),
    ])
}

pub(super) fn read_segments(path: &Path, bytes: &[u8]) -> Result<Segments, StoreError> {
    let table = Table::read(path, bytes)?;
    let language =
        table.labels("language", |name| Language::from_code(name.unwrap_or_default()))?;
    let absent = table.labels("absent", |name| match name {
        None => Some(None),
        Some(name) => ABSENT.into_iter().find(|&absent| absent_name(absent) == name).map(Some),
    })?;
    Ok(Segments {
        document: table.numbers("document")?,
        part: table.small("part")?,
        number: table.numbers("number")?,
        start: table.numbers("start")?,
        end: table.numbers("end")?,
        char_start: table.numbers("char_start")?,
        char_end: table.numbers("char_end")?,
        words: table.numbers("words")?,
        language,
        absent,
    })
}

pub(super) fn write_codings(codings: Codings) -> Result<Vec<u8>, StoreError> {
    write(vec![
        numbers("segment", codings.segment),
        numbers("code", codings.code.into_iter().map(u32::from).collect()),
        numbers("mention", codings.mention),
        numbers("asserted", codings.asserted),
        flags("given_mention", &codings.given_mention),
        flags("given_asserted", &codings.given_asserted),
    ])
}

pub(super) fn read_codings(path: &Path, bytes: &[u8]) -> Result<Codings, StoreError> {
    let table = Table::read(path, bytes)?;
    Ok(Codings {
        segment: table.numbers("segment")?,
        code: table.small("code")?,
        mention: table.numbers("mention")?,
        asserted: table.numbers("asserted")?,
        given_mention: table.flags("given_mention")?,
        given_asserted: table.flags("given_asserted")?,
    })
}

pub(super) fn write_matches(matches: Matches) -> Result<Vec<u8>, StoreError> {
    let quoted = matches.quoted.iter().map(|quoted| quoted.map(quoted_name));
    write(vec![
        numbers("segment", matches.segment),
        numbers("code", matches.code.into_iter().map(u32::from).collect()),
        numbers("rule", matches.rule),
        numbers("start", matches.start),
        numbers("end", matches.end),
        numbers("words", matches.words),
        flags("negated", &matches.negated),
        strings("quoted", quoted),
        optional("voice", matches.voice.into_iter().map(|voice| voice.map(u32::from))),
    ])
}

pub(super) fn read_matches(path: &Path, bytes: &[u8]) -> Result<Matches, StoreError> {
    let table = Table::read(path, bytes)?;
    let voice = table.optional("voice")?.into_iter();
    let voice = voice.map(|voice| voice.map(u16::try_from).transpose()).collect::<Result<_, _>>();
    Ok(Matches {
        segment: table.numbers("segment")?,
        code: table.small("code")?,
        rule: table.numbers("rule")?,
        start: table.numbers("start")?,
        end: table.numbers("end")?,
        words: table.numbers("words")?,
        negated: table.flags("negated")?,
        quoted: table.labels("quoted", |name| match name {
            None => Some(None),
            Some(name) => QUOTED.into_iter().find(|&quoted| quoted_name(quoted) == name).map(Some),
        })?,
        voice: voice.map_err(|error| StoreError::damaged(path, error))?,
    })
}

pub(super) fn write_scope(in_scope: &[bool]) -> Result<Vec<u8>, StoreError> {
    write(vec![flags("in_scope", in_scope)])
}

pub(super) fn read_scope(path: &Path, bytes: &[u8]) -> Result<Vec<bool>, StoreError> {
    Table::read(path, bytes)?.flags("in_scope")
}

const ABSENT: [Absent; 3] = [Absent::Empty, Absent::NonAnswer, Absent::Unreadable];
const QUOTED: [Quoted; 3] = [Quoted::Term, Quoted::Speech, Quoted::Title];

fn absent_name(absent: Absent) -> &'static str {
    match absent {
        Absent::Empty => "empty",
        Absent::NonAnswer => "non_answer",
        Absent::Unreadable => "unreadable",
    }
}

fn quoted_name(quoted: Quoted) -> &'static str {
    match quoted {
        Quoted::Term => "term",
        Quoted::Speech => "speech",
        Quoted::Title => "title",
    }
}

fn numbers(name: &str, values: Vec<u32>) -> Column {
    UInt32Chunked::from_vec(name.into(), values).into_column()
}

fn optional(name: &str, values: impl Iterator<Item = Option<u32>>) -> Column {
    values.collect::<UInt32Chunked>().with_name(name.into()).into_column()
}

fn strings<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    values.collect::<StringChunked>().with_name(name.into()).into_column()
}

fn flags(name: &str, values: &[bool]) -> Column {
    BooleanChunked::from_slice(name.into(), values).into_column()
}

fn write(columns: Vec<Column>) -> Result<Vec<u8>, StoreError> {
    let unwritable = |error| StoreError::Internal(format!("a table could not be written: {error}"));
    let mut frame = DataFrame::new_infer_height(columns).map_err(unwritable)?;
    let mut bytes = Vec::new();
    // one row group, on this thread: the same bytes whatever the machine
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .with_statistics(StatisticsOptions::empty())
        .with_row_group_size(Some(usize::MAX))
        .set_parallel(false)
        .finish(&mut frame)
        .map_err(unwritable)?;
    Ok(bytes)
}

/// A frame that knows the file it is from.
struct Table<'a> {
    path: &'a Path,
    frame: DataFrame,
}

impl Table<'_> {
    fn read<'a>(path: &'a Path, bytes: &[u8]) -> Result<Table<'a>, StoreError> {
        let frame = ParquetReader::new(Cursor::new(bytes))
            .read_parallel(ParallelStrategy::None)
            .finish()
            .map_err(|error| StoreError::damaged(path, error))?;
        Ok(Table { path, frame })
    }

    fn column(&self, name: &str) -> Result<&Column, StoreError> {
        self.frame.column(name).map_err(|error| StoreError::damaged(self.path, error))
    }

    fn u32(&self, name: &str) -> Result<&UInt32Chunked, StoreError> {
        self.column(name)?.u32().map_err(|error| StoreError::damaged(self.path, error))
    }

    fn numbers(&self, name: &str) -> Result<Vec<u32>, StoreError> {
        let column = self.u32(name)?;
        if column.has_nulls() {
            return Err(StoreError::damaged(self.path, format!("column `{name}` has gaps")));
        }
        Ok(column.into_no_null_iter().collect())
    }

    fn small(&self, name: &str) -> Result<Vec<u16>, StoreError> {
        let values = self.numbers(name)?.into_iter().map(u16::try_from);
        values.collect::<Result<_, _>>().map_err(|error| StoreError::damaged(self.path, error))
    }

    fn optional(&self, name: &str) -> Result<Vec<Option<u32>>, StoreError> {
        Ok(self.u32(name)?.iter().collect())
    }

    fn flags(&self, name: &str) -> Result<Vec<bool>, StoreError> {
        let column = self.column(name)?;
        let column = column.bool().map_err(|error| StoreError::damaged(self.path, error))?;
        Ok(column.iter().map(|flag| flag.unwrap_or_default()).collect())
    }

    fn strings(&self, name: &str) -> Result<StringColumn, StoreError> {
        let mut values = StringColumn::default();
        self.str(name)?.iter().for_each(|value| values.push(value));
        Ok(values)
    }

    fn labels<T>(
        &self,
        name: &str,
        read: impl Fn(Option<&str>) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let label = |value: Option<&str>| {
            read(value).ok_or_else(|| {
                let value = value.unwrap_or_default();
                StoreError::damaged(self.path, format!("column `{name}` has `{value}`"))
            })
        };
        self.str(name)?.iter().map(label).collect()
    }

    fn str(&self, name: &str) -> Result<&StringChunked, StoreError> {
        self.column(name)?.str().map_err(|error| StoreError::damaged(self.path, error))
    }
}
