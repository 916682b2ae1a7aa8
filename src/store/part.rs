//! The part being filled, in every folder that lacks it. Coded batches enter in order; files leave.
//! What a part holds is a function of the corpus and the unit, never of what had been written before.

use std::path::{Path, PathBuf};

use super::StoreError;
use super::columns::{self, Documents};
use super::disk::{Disk, OpenFile};
use super::done::{Block, Done, Limits, Span, file_name};
use super::manifest::{self, FORMAT};
use super::pipeline::Coded;
use crate::engine::coding::{PassOutput, Segments};

/// A folder and the parts of it that stand.
#[derive(Debug)]
pub(super) struct Filling {
    pub folder: PathBuf,
    pub parts: Vec<Done>,
    /// Its manifest stands: nothing of it is written.
    pub finished: bool,
}

impl Filling {
    fn lacks(&self, part: u32) -> bool {
        !self.finished && self.parts.len() <= part as usize
    }
}

/// What a run writes, and the part that it is at.
pub(super) struct Writer<'a> {
    disk: &'a Disk,
    limits: Limits,
    part_names: &'a [String],
    metadata_names: &'a [String],
    texts: bool,
    pub segments: Filling,
    /// One a pass of the run.
    pub passes: Vec<Filling>,
    /// Number of the part being filled.
    part: u32,
    span: Span,
    documents: Documents,
    rows: Segments,
    outputs: Vec<PassOutput>,
    blocks: Vec<Block>,
    text_file: Option<OpenFile<'a>>,
}

impl<'a> Writer<'a> {
    /// Begins after the `first` parts, which stand in every folder.
    pub fn new(
        (disk, limits): (&'a Disk, Limits),
        (part_names, metadata_names): (&'a [String], &'a [String]),
        texts: bool,
        segments: Filling,
        passes: Vec<Filling>,
        first: (u32, Span),
    ) -> Writer<'a> {
        let mut writer = Writer {
            disk,
            limits,
            part_names,
            metadata_names,
            texts,
            segments,
            outputs: Vec::new(),
            passes,
            part: first.0,
            span: Span::default(),
            documents: Documents::default(),
            rows: Segments::default(),
            blocks: Vec::new(),
            text_file: None,
        };
        writer.begin(first.1.next_batch, first.1.next_document);
        writer
    }

    fn begin(&mut self, batch: u64, document: u64) {
        self.span = Span {
            first_batch: batch,
            next_batch: batch,
            first_document: document,
            next_document: document,
            ..Span::default()
        };
        self.documents = Documents::with_columns(self.part_names.len(), self.metadata_names.len());
        self.rows = Segments::default();
        self.outputs = vec![PassOutput::default(); self.passes.len()];
        self.blocks.clear();
    }

    /// Adds the next batch, and writes the part where that fills it.
    pub fn add(&mut self, coded: &mut Coded) -> Result<(), StoreError> {
        // A batch whose memory is not kept gives its columns away.
        let gives = coded.is_large();
        let batch = &coded.batch;
        let too_large = |what| StoreError::TooLarge { what, batch: batch.number };
        let first_document = u32::try_from(self.span.next_document);
        let first_document = first_document.map_err(|_| too_large("documents"))?;
        let last = self.span.next_document + batch.len() as u64;
        u32::try_from(last).map_err(|_| too_large("documents"))?;
        let first_segment = u32::try_from(self.span.segments).map_err(|_| too_large("segments"))?;
        let n_segments = coded.output.segments.document.len() as u64;
        u32::try_from(self.span.segments + n_segments).map_err(|_| too_large("segments"))?;

        if self.segments.lacks(self.part) {
            self.add_documents(coded, first_document)?;
            extend_segments(&mut self.rows, &mut coded.output.segments, first_document, gives);
            if self.texts {
                self.add_texts(coded)?;
            }
        }
        let outputs = self.outputs.iter_mut().zip(&mut coded.output.passes);
        for (pass, (into, from)) in self.passes.iter().zip(outputs) {
            if pass.lacks(self.part) {
                extend_pass(into, from, first_segment, gives);
            }
        }
        self.span.next_batch += 1;
        self.span.next_document = last;
        self.span.segments += n_segments;
        self.span.bytes += coded.batch.bytes() as u64;
        if self.span.is_full(self.limits) { self.finish_part() } else { Ok(()) }
    }

    fn add_documents(&mut self, coded: &Coded, first: u32) -> Result<(), StoreError> {
        let (batch, into) = (&coded.batch, &mut self.documents);
        let too_large = |_| StoreError::TooLarge { what: "bytes of text", batch: batch.number };
        let block = (batch.number - self.span.first_batch) as u32;
        let before = into.n_segments.len();
        let mut offset = 0u32;
        for row in 0..batch.len() {
            into.document.push(first + row as u32);
            into.id.push(Some(batch.id(row)));
            into.file.push(batch.place(row).file);
            into.line.push(batch.place(row).line);
            into.n_segments.push(0);
            into.block.push(block);
            for part in 0..self.part_names.len() {
                let length = batch.part(row, part).map(|text| u32::try_from(text.len()));
                let length = length.transpose().map_err(too_large)?;
                into.text_offset[part].push(length.map(|_| offset));
                into.text_length[part].push(length);
                offset = offset
                    .checked_add(length.unwrap_or(0))
                    .ok_or(StoreError::TooLarge { what: "bytes of text", batch: batch.number })?;
            }
            for (column, values) in into.metadata.iter_mut().enumerate() {
                values.push(batch.metadata(row, column));
            }
        }
        for &document in &coded.output.segments.document {
            into.n_segments[before + document as usize] += 1;
        }
        Ok(())
    }

    fn add_texts(&mut self, coded: &Coded) -> Result<(), StoreError> {
        let mut file = match self.text_file.take() {
            Some(file) => file,
            None => self.disk.begin(&self.segments.folder, &file_name(self.part, "texts.zst"))?,
        };
        file.write(&coded.packed)?;
        let offset = self.blocks.last().map_or(0, |block| block.offset + block.length);
        let length = coded.packed.len() as u64;
        self.blocks.push(Block { offset, length, unpacked: coded.unpacked });
        self.text_file = Some(file);
        Ok(())
    }

    /// Writes what the last part holds, where it holds anything.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        if self.span.next_batch > self.span.first_batch {
            self.finish_part()?;
        }
        self.check_end()
    }

    fn finish_part(&mut self) -> Result<(), StoreError> {
        let part = self.part;
        let put = |folder: &Path, kind: &str, bytes: &[u8]| {
            self.disk.put(folder, &file_name(part, kind), bytes)
        };
        let done = |files| Done {
            format: FORMAT,
            part,
            span: self.span,
            codings: 0,
            matches: 0,
            in_scope: 0,
            files,
            blocks: None,
        };
        let seal = |filling: &mut Filling, done: Done| {
            put(&filling.folder, "done.json", &manifest::json(&done)?)?;
            filling.parts.push(done);
            Ok::<(), StoreError>(())
        };
        if self.segments.lacks(part) {
            let folder = self.segments.folder.clone();
            let documents = std::mem::take(&mut self.documents);
            let rows = std::mem::take(&mut self.rows);
            let bytes = columns::write_documents(documents, self.part_names, self.metadata_names)?;
            let mut files = vec![put(&folder, "documents.parquet", &bytes)?];
            files.push(put(&folder, "segments.parquet", &columns::write_segments(rows)?)?);
            if let Some(file) = self.text_file.take() {
                files.push(file.seal(&folder, &file_name(part, "texts.zst"))?);
            }
            let blocks = self.texts.then(|| std::mem::take(&mut self.blocks));
            seal(&mut self.segments, Done { blocks, ..done(files) })?;
        }
        for (filling, output) in self.passes.iter_mut().zip(&mut self.outputs) {
            if !filling.lacks(part) {
                continue;
            }
            let output = std::mem::take(output);
            let (codings, matches) = (output.codings.segment.len(), output.matches.segment.len());
            let in_scope = output.in_scope.iter().filter(|&&in_scope| in_scope).count();
            let folder = filling.folder.clone();
            let files = vec![
                put(&folder, "codings.parquet", &columns::write_codings(output.codings)?)?,
                put(&folder, "matches.parquet", &columns::write_matches(output.matches)?)?,
                put(&folder, "scope.parquet", &columns::write_scope(&output.in_scope)?)?,
            ];
            let (codings, matches) = (codings as u64, matches as u64);
            seal(filling, Done { codings, matches, in_scope: in_scope as u64, ..done(files) })?;
        }
        self.check_span()?;
        self.part += 1;
        self.begin(self.span.next_batch, self.span.next_document);
        Ok(())
    }

    /// Parts that stood before this run must be the same parts.
    fn check_span(&self) -> Result<(), StoreError> {
        for filling in std::iter::once(&self.segments).chain(&self.passes) {
            let stood = filling.parts.get(self.part as usize).map(|done| done.span);
            if stood != Some(self.span) {
                return Err(StoreError::CorpusChanged {
                    path: filling.folder.clone(),
                    reason: format!("part {} holds other documents or segments", self.part),
                });
            }
        }
        Ok(())
    }

    /// The corpus must not end before parts that stood.
    fn check_end(&self) -> Result<(), StoreError> {
        for filling in std::iter::once(&self.segments).chain(&self.passes) {
            if filling.parts.len() != self.part as usize {
                return Err(StoreError::CorpusChanged {
                    path: filling.folder.clone(),
                    reason: format!("it ends before part {}", self.part),
                });
            }
        }
        Ok(())
    }
}

/// Adds the values of a column to that of the part, or gives it the column as it is.
fn extend<T: Copy>(into: &mut Vec<T>, from: &mut Vec<T>, gives: bool) {
    if gives && into.is_empty() {
        *into = std::mem::take(from);
    } else {
        into.extend_from_slice(from);
    }
}

/// The same for numbers that are counted from the beginning of the batch.
fn extend_from(into: &mut Vec<u32>, from: &mut Vec<u32>, first: u32, gives: bool) {
    let known = into.len();
    extend(into, from, gives);
    into[known..].iter_mut().for_each(|number| *number += first);
}

fn extend_segments(into: &mut Segments, from: &mut Segments, first_document: u32, gives: bool) {
    extend_from(&mut into.document, &mut from.document, first_document, gives);
    extend(&mut into.part, &mut from.part, gives);
    extend(&mut into.number, &mut from.number, gives);
    extend(&mut into.start, &mut from.start, gives);
    extend(&mut into.end, &mut from.end, gives);
    extend(&mut into.char_start, &mut from.char_start, gives);
    extend(&mut into.char_end, &mut from.char_end, gives);
    extend(&mut into.words, &mut from.words, gives);
    extend(&mut into.language, &mut from.language, gives);
    extend(&mut into.absent, &mut from.absent, gives);
}

fn extend_pass(into: &mut PassOutput, from: &mut PassOutput, first_segment: u32, gives: bool) {
    extend(&mut into.in_scope, &mut from.in_scope, gives);
    let (codings, new) = (&mut into.codings, &mut from.codings);
    extend_from(&mut codings.segment, &mut new.segment, first_segment, gives);
    extend(&mut codings.code, &mut new.code, gives);
    extend(&mut codings.mention, &mut new.mention, gives);
    extend(&mut codings.asserted, &mut new.asserted, gives);
    extend(&mut codings.given_mention, &mut new.given_mention, gives);
    extend(&mut codings.given_asserted, &mut new.given_asserted, gives);
    let (matches, new) = (&mut into.matches, &mut from.matches);
    extend_from(&mut matches.segment, &mut new.segment, first_segment, gives);
    extend(&mut matches.code, &mut new.code, gives);
    extend(&mut matches.rule, &mut new.rule, gives);
    extend(&mut matches.start, &mut new.start, gives);
    extend(&mut matches.end, &mut new.end, gives);
    extend(&mut matches.words, &mut new.words, gives);
    extend(&mut matches.negated, &mut new.negated, gives);
    extend(&mut matches.quoted, &mut new.quoted, gives);
    extend(&mut matches.voice, &mut new.voice, gives);
}
