//! The tables of a part: plain columns ↔ Parquet bytes. Deliberately absent: files, and any reckoning.
//!
//! Columns of numbers are `u32` (`line` is `u64`); a missing value is null. Columns of metadata are
//! named `meta.<name>` and hold the strings of the corpus, so no name of a corpus can meet one of
//! ours; where a document's part stands is in `text.<part>.offset` and `text.<part>.length`.

use std::fmt::Display;
use std::io::Cursor;
use std::path::Path;

use polars::prelude::PolarsError;
use polars_arrow::array::{
    Array, BooleanArray, DictionaryArray, PrimitiveArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_arrow::offset::OffsetsBuffer;
use polars_arrow::record_batch::RecordBatchT;
use polars_arrow::types::NativeType;
use polars_parquet::read::{
    BasicDecompressor, FileMetadata, PageReader, column_iter_to_arrays, read_metadata,
};
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, StatisticsOptions, Version, WriteOptions,
    row_group_iter,
};

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
        strings("id", documents.id, Encoding::DeltaLengthByteArray)?,
        numbers("file", documents.file),
        long("line", documents.line),
        numbers("n_segments", documents.n_segments),
        numbers("block", documents.block),
    ];
    let places = documents.text_offset.into_iter().zip(documents.text_length);
    for (part, (offset, length)) in parts.iter().zip(places) {
        columns.push(optional(&format!("text.{part}.offset"), &offset));
        columns.push(optional(&format!("text.{part}.length"), &length));
    }
    for (name, values) in metadata.iter().zip(documents.metadata) {
        columns.push(strings(&format!("meta.{name}"), values, Encoding::RleDictionary)?);
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
    let place = |kind: &str| {
        let column = |part| table.optional(&format!("text.{part}.{kind}"));
        parts.iter().map(column).collect::<Result<Vec<_>, _>>()
    };
    Ok(Documents {
        document: table.numbers("document")?,
        id: table.strings("id")?,
        file: table.numbers("file")?,
        line: table.long("line")?,
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
    let language = segments.language.iter().map(|&language| Some(language as u8));
    let absent = segments.absent.iter().map(|absent| place(&ABSENT, *absent));
    write(vec![
        numbers("document", segments.document),
        numbers("part", segments.part.into_iter().map(u32::from).collect()),
        numbers("number", segments.number),
        numbers("start", segments.start),
        numbers("end", segments.end),
        numbers("char_start", segments.char_start),
        numbers("char_end", segments.char_end),
        numbers("words", segments.words),
        labels("language", language, Language::ALL.map(Language::code))?,
        labels("absent", absent, ABSENT.map(absent_name))?,
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
    let quoted = matches.quoted.iter().map(|quoted| place(&QUOTED, *quoted));
    let voice: Vec<Option<u32>> = matches.voice.into_iter().map(|it| it.map(u32::from)).collect();
    write(vec![
        numbers("segment", matches.segment),
        numbers("code", matches.code.into_iter().map(u32::from).collect()),
        numbers("rule", matches.rule),
        numbers("start", matches.start),
        numbers("end", matches.end),
        numbers("words", matches.words),
        flags("negated", &matches.negated),
        labels("quoted", quoted, QUOTED.map(quoted_name))?,
        optional("voice", &voice),
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

/// The place of a value among all there are.
fn place<T: PartialEq>(all: &[T], value: Option<T>) -> Option<u8> {
    let value = value?;
    all.iter().position(|it| *it == value).map(|place| place as u8)
}

/// A column and how it is laid out. Numbers of segments grow or hardly change from row to row: their
/// differences take few bits, and cost less to write and read than a dictionary.
struct Laid {
    field: Field,
    array: Box<dyn Array>,
    encoding: Encoding,
}

impl Laid {
    fn new(name: &str, array: Box<dyn Array>, nullable: bool, encoding: Encoding) -> Laid {
        Laid { field: Field::new(name.into(), array.dtype().clone(), nullable), array, encoding }
    }
}

fn numbers(name: &str, values: Vec<u32>) -> Laid {
    let array = PrimitiveArray::from_vec(values).boxed();
    Laid::new(name, array, false, Encoding::DeltaBinaryPacked)
}

fn long(name: &str, values: Vec<u64>) -> Laid {
    let array = PrimitiveArray::from_vec(values).boxed();
    Laid::new(name, array, false, Encoding::DeltaBinaryPacked)
}

fn optional(name: &str, values: &[Option<u32>]) -> Laid {
    let array = PrimitiveArray::from(values).boxed();
    Laid::new(name, array, true, Encoding::DeltaBinaryPacked)
}

fn flags(name: &str, values: &[bool]) -> Laid {
    Laid::new(name, BooleanArray::from_slice(values).boxed(), false, Encoding::Rle)
}

fn strings(name: &str, column: StringColumn, encoding: Encoding) -> Result<Laid, StoreError> {
    let ends = column.ends.into_iter().map(|end| end as i64);
    let offsets: Vec<i64> = std::iter::once(0).chain(ends).collect();
    let offsets = OffsetsBuffer::try_from(offsets).map_err(unwritable)?;
    let present = Bitmap::from(column.present);
    let present = (present.unset_bits() > 0).then_some(present);
    let text = column.text.into_bytes().into();
    let array = Utf8Array::try_new(ArrowDataType::LargeUtf8, offsets, text, present);
    Ok(Laid::new(name, array.map_err(unwritable)?.boxed(), true, encoding))
}

/// A column of few texts: of each row the place among them.
fn labels<const N: usize>(
    name: &str,
    places: impl Iterator<Item = Option<u8>>,
    names: [&str; N],
) -> Result<Laid, StoreError> {
    let kind =
        ArrowDataType::Dictionary(IntegerType::UInt8, ArrowDataType::LargeUtf8.into(), false);
    let keys = PrimitiveArray::from_iter(places);
    let names = Utf8Array::<i64>::from_slice(names).boxed();
    let array = DictionaryArray::try_new(kind, keys, names).map_err(unwritable)?;
    Ok(Laid::new(name, array.boxed(), true, Encoding::RleDictionary))
}

fn unwritable(error: PolarsError) -> StoreError {
    StoreError::Internal(format!("a table could not be written: {error}"))
}

fn write(columns: Vec<Laid>) -> Result<Vec<u8>, StoreError> {
    let options = WriteOptions {
        statistics: StatisticsOptions::empty(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    let schema: ArrowSchema =
        columns.iter().map(|it| (it.field.name.clone(), it.field.clone())).collect();
    let encodings: Vec<Vec<Encoding>> = columns.iter().map(|it| vec![it.encoding]).collect();
    let rows = columns.first().map_or(0, |it| it.array.len());
    let arrays = columns.into_iter().map(|it| it.array).collect();
    let batch = RecordBatchT::try_new(rows, schema.clone().into(), arrays).map_err(unwritable)?;
    let mut writer = FileWriter::try_new(Vec::new(), schema, options).map_err(unwritable)?;
    if rows > 0 {
        // one row group, on this thread: the same bytes whatever the machine
        let fields = writer.parquet_schema().fields().to_vec();
        let group = row_group_iter(batch, encodings.into(), fields, options);
        writer.write(rows as u64, group).map_err(unwritable)?;
    }
    // Without Arrow's schema beside it: what a reader sees are texts, not the places of texts.
    writer.end(Some(Vec::new())).map_err(unwritable)?;
    Ok(writer.into_inner())
}

/// A table that knows the file it is from. Its columns are decoded one by one: no more than one is
/// held twice.
struct Table<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    metadata: FileMetadata,
}

impl Table<'_> {
    fn read<'a>(path: &'a Path, bytes: &'a [u8]) -> Result<Table<'a>, StoreError> {
        let metadata = read_metadata(&mut Cursor::new(bytes))
            .map_err(|error| StoreError::damaged(path, error))?;
        Ok(Table { path, bytes, metadata })
    }

    fn damaged(&self, name: &str, what: impl Display) -> StoreError {
        StoreError::damaged(self.path, format!("column `{name}` {what}"))
    }

    /// The arrays that a column consists of.
    fn arrays<A: Array + Clone>(
        &self,
        name: &str,
        kind: ArrowDataType,
    ) -> Result<Vec<A>, StoreError> {
        let mut arrays = Vec::new();
        for group in &self.metadata.row_groups {
            let mut chunks = group.columns_under_root_iter(name).into_iter().flatten();
            let chunk = chunks.next().ok_or_else(|| self.damaged(name, "is not there"))?;
            let range = chunk.byte_range();
            let bytes = self.bytes.get(range.start as usize..range.end as usize);
            let bytes = bytes.ok_or_else(|| self.damaged(name, "is cut"))?.to_vec();
            let pages = PageReader::new(Cursor::new(bytes.into()), chunk, Vec::new(), usize::MAX);
            let (decoded, _) = column_iter_to_arrays(
                vec![BasicDecompressor::new(pages, Vec::new())],
                vec![&chunk.descriptor().descriptor.primitive_type],
                Field::new(name.into(), kind.clone(), true),
                None,
            )
            .map_err(|error| self.damaged(name, error))?;
            for array in decoded {
                let array = array.as_any().downcast_ref::<A>();
                arrays.push(array.ok_or_else(|| self.damaged(name, "is no such column"))?.clone());
            }
        }
        Ok(arrays)
    }

    /// The values of a column that lacks none.
    fn full<T: NativeType>(&self, name: &str, kind: ArrowDataType) -> Result<Vec<T>, StoreError> {
        let mut values = Vec::with_capacity(self.metadata.num_rows);
        for array in self.arrays::<PrimitiveArray<T>>(name, kind)? {
            if array.null_count() > 0 {
                return Err(self.damaged(name, "has gaps"));
            }
            values.extend_from_slice(array.values());
        }
        Ok(values)
    }

    fn numbers(&self, name: &str) -> Result<Vec<u32>, StoreError> {
        self.full(name, ArrowDataType::UInt32)
    }

    fn long(&self, name: &str) -> Result<Vec<u64>, StoreError> {
        self.full(name, ArrowDataType::UInt64)
    }

    fn small(&self, name: &str) -> Result<Vec<u16>, StoreError> {
        let values = self.numbers(name)?.into_iter().map(u16::try_from);
        values.collect::<Result<_, _>>().map_err(|error| self.damaged(name, error))
    }

    fn optional(&self, name: &str) -> Result<Vec<Option<u32>>, StoreError> {
        let mut values = Vec::with_capacity(self.metadata.num_rows);
        for array in self.arrays::<PrimitiveArray<u32>>(name, ArrowDataType::UInt32)? {
            values.extend(array.iter().map(|value| value.copied()));
        }
        Ok(values)
    }

    fn flags(&self, name: &str) -> Result<Vec<bool>, StoreError> {
        let mut flags = Vec::with_capacity(self.metadata.num_rows);
        for array in self.arrays::<BooleanArray>(name, ArrowDataType::Boolean)? {
            if array.null_count() > 0 {
                return Err(self.damaged(name, "has gaps"));
            }
            flags.extend(array.values().iter());
        }
        Ok(flags)
    }

    fn strings(&self, name: &str) -> Result<StringColumn, StoreError> {
        let mut values = StringColumn::default();
        for array in self.texts(name)? {
            array.iter().for_each(|value| values.push(value));
        }
        Ok(values)
    }

    fn labels<T: Clone>(
        &self,
        name: &str,
        read: impl Fn(Option<&str>) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut labels = Vec::with_capacity(self.metadata.num_rows);
        for array in self.texts(name)? {
            // A label mostly stands again in the next row.
            let mut last: Option<(Option<&str>, T)> = None;
            for value in array.iter() {
                if let Some((_, label)) = last.as_ref().filter(|(known, _)| *known == value) {
                    labels.push(label.clone());
                    continue;
                }
                let unknown = || self.damaged(name, format!("has `{}`", value.unwrap_or_default()));
                let label = read(value).ok_or_else(unknown)?;
                labels.push(label.clone());
                last = Some((value, label));
            }
        }
        Ok(labels)
    }

    fn texts(&self, name: &str) -> Result<Vec<Utf8ViewArray>, StoreError> {
        self.arrays(name, ArrowDataType::Utf8View)
    }
}
