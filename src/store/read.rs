//! A finished pass, read part by part. Files enter; plain columns leave, and texts one block at a
//! time. It writes nothing and takes no lock.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::columns::{self, Documents};
use super::disk::{self, Seal};
use super::done::{self, Block, Done};
use super::manifest::{self, MANIFEST, PassManifest, SegmentsManifest};
use super::pass::pass_folder;
use crate::engine::coding::{Codings, Matches, Segments};

/// A finished pass and the segments that it coded.
#[derive(Clone, Debug)]
pub struct Pass {
    /// What the pass says of itself.
    pub manifest: PassManifest,
    /// What its segments say of themselves.
    pub segments_manifest: SegmentsManifest,
    folder: PathBuf,
    segments_folder: PathBuf,
    parts: Vec<Done>,
    segments_parts: Vec<Done>,
}

/// Everything of one part, in columns.
#[derive(Clone, Debug, Default)]
pub struct PartData {
    /// The documents, numbered in the corpus.
    pub documents: Documents,
    /// The segments; `document` is the running number in the corpus: less `documents.document[0]` it
    /// is the row of the document in this part.
    pub segments: Segments,
    /// The codings; `segment` is the row of the segment in this part.
    pub codings: Codings,
    /// The matches; `segment` is the row of the segment in this part.
    pub matches: Matches,
    /// One a segment.
    pub in_scope: Vec<bool>,
}

impl Pass {
    /// Opens `passes/<name>` and its segments. The parts are read when asked for.
    ///
    /// # Errors
    /// No such pass (the passes there are are listed), one that is not finished, one of another
    /// format version, one whose files do not stand.
    pub fn open(out: &Path, name: &str) -> Result<Pass, StoreError> {
        let folder = pass_folder(out, name);
        let Some(manifest) = manifest::load::<PassManifest>(&folder.join(MANIFEST))? else {
            let finished = |name: &String| pass_folder(out, name).join(MANIFEST).exists();
            let mut known = disk::names(&out.join("passes"))?;
            known.retain(finished);
            return Err(StoreError::Missing {
                what: format!("finished pass `{name}`"),
                path: out.join("passes"),
                known: if known.is_empty() { "none".to_string() } else { known.join(", ") },
            });
        };
        let segments_folder = out.join(format!("segments-{}", manifest.segments));
        let path = segments_folder.join(MANIFEST);
        let segments_manifest = manifest::load::<SegmentsManifest>(&path)?
            .ok_or_else(|| StoreError::damaged(&path, "the segments of the pass are not there"))?;
        let parts = whole(&folder, manifest.counts.parts)?;
        let segments_parts = whole(&segments_folder, segments_manifest.counts.parts)?;
        let spans = |parts: &[Done]| parts.iter().map(|done| done.span).collect::<Vec<_>>();
        if spans(&parts) != spans(&segments_parts) {
            return Err(StoreError::damaged(&folder, "its parts are not those of its segments"));
        }
        Ok(Pass { manifest, segments_manifest, folder, segments_folder, parts, segments_parts })
    }

    /// Number of parts.
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// Number of segments in a part; 0 where there is no such part.
    pub fn n_segments(&self, part: usize) -> usize {
        self.parts.get(part).map_or(0, |done| done.span.segments as usize)
    }

    /// Everything of a part.
    ///
    /// # Errors
    /// No such part; a file that can not be read, or is not as it was written.
    pub fn part(&self, part: usize) -> Result<PartData, StoreError> {
        Ok(PartData {
            documents: self.documents(part)?,
            segments: self.segments(part)?,
            codings: self.codings(part)?,
            matches: self.matches(part)?,
            in_scope: self.in_scope(part)?,
        })
    }

    /// The documents of a part.
    ///
    /// # Errors
    /// As [`Pass::part`].
    pub fn documents(&self, part: usize) -> Result<Documents, StoreError> {
        let (path, bytes) = self.load(&self.segments_folder, part, "documents.parquet")?;
        let manifest = &self.segments_manifest;
        let metadata: Vec<String> =
            manifest.metadata.iter().map(|column| column.name.clone()).collect();
        columns::read_documents(&path, &bytes, &manifest.parts, &metadata)
    }

    /// The segments of a part.
    ///
    /// # Errors
    /// As [`Pass::part`].
    pub fn segments(&self, part: usize) -> Result<Segments, StoreError> {
        let (path, bytes) = self.load(&self.segments_folder, part, "segments.parquet")?;
        columns::read_segments(&path, &bytes)
    }

    /// The codings of a part.
    ///
    /// # Errors
    /// As [`Pass::part`].
    pub fn codings(&self, part: usize) -> Result<Codings, StoreError> {
        let (path, bytes) = self.load(&self.folder, part, "codings.parquet")?;
        columns::read_codings(&path, &bytes)
    }

    /// The matches of a part.
    ///
    /// # Errors
    /// As [`Pass::part`].
    pub fn matches(&self, part: usize) -> Result<Matches, StoreError> {
        let (path, bytes) = self.load(&self.folder, part, "matches.parquet")?;
        columns::read_matches(&path, &bytes)
    }

    /// One flag a segment of a part: in scope.
    ///
    /// # Errors
    /// As [`Pass::part`].
    pub fn in_scope(&self, part: usize) -> Result<Vec<bool>, StoreError> {
        let (path, bytes) = self.load(&self.folder, part, "scope.parquet")?;
        columns::read_scope(&path, &bytes)
    }

    /// The texts of a part, to be asked document by document.
    ///
    /// # Errors
    /// [`StoreError::NoTexts`]; as [`Pass::part`].
    pub fn texts(&self, part: usize) -> Result<TextBlocks, StoreError> {
        let done = self.segments_parts.get(part).ok_or_else(|| self.no_part(part))?;
        let blocks = done.blocks.clone();
        let blocks = blocks.ok_or_else(|| StoreError::NoTexts(self.segments_folder.clone()))?;
        let path = self.segments_folder.join(done::file_name(part as u32, "texts.zst"));
        let file = File::open(&path).map_err(|source| StoreError::io("read", &path, source))?;
        let documents = self.documents(part)?;
        Ok(TextBlocks { path, file, blocks, documents, current: None, text: String::new() })
    }

    /// What [`super::Store::keep`] put beside the segments; `None` where there is nothing of that name.
    ///
    /// # Errors
    /// A file that can not be read, or is not as it was written.
    pub fn kept(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.segments_folder.join(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::io("read", &path, source)),
        };
        let (hash, content) = bytes.split_at_checked(64).unwrap_or_default();
        if blake3::hash(content).to_hex().as_bytes() != hash {
            return Err(StoreError::damaged(
                &path,
                "it is not what was written; remove it and run",
            ));
        }
        Ok(Some(content.to_vec()))
    }

    /// First document of each part in the corpus, and one past its last.
    pub fn spans(&self) -> Vec<(u64, u64)> {
        self.parts.iter().map(|it| (it.span.first_document, it.span.next_document)).collect()
    }

    fn no_part(&self, part: usize) -> StoreError {
        StoreError::Missing {
            what: format!("part {part}"),
            path: self.folder.clone(),
            known: format!("{} parts, from 0", self.parts.len()),
        }
    }

    /// A file as it was sealed: Parquet that was altered never reaches the decoder.
    fn load(
        &self,
        folder: &Path,
        part: usize,
        kind: &str,
    ) -> Result<(PathBuf, Vec<u8>), StoreError> {
        let parts = if folder == self.folder { &self.parts } else { &self.segments_parts };
        let done = parts.get(part).ok_or_else(|| self.no_part(part))?;
        let name = done::file_name(part as u32, kind);
        let path = folder.join(&name);
        let bytes = fs::read(&path).map_err(|source| StoreError::io("read", &path, source))?;
        let sealed = |seal: &&Seal| seal.name == name;
        let hash = blake3::hash(&bytes).to_hex();
        if done.files.iter().find(sealed).is_none_or(|seal| seal.blake3 != hash.as_str()) {
            return Err(StoreError::damaged(&path, "it is not what was written"));
        }
        Ok((path, bytes))
    }
}

fn whole(folder: &Path, n_parts: u32) -> Result<Vec<Done>, StoreError> {
    let parts = done::standing(folder, false)?;
    if parts.len() != n_parts as usize {
        let path = folder.join(done::file_name(parts.len() as u32, "done.json"));
        return Err(StoreError::damaged(&path, "the part or a file of it is missing or cut"));
    }
    Ok(parts)
}

/// The texts of a part; one block of them is unpacked at a time.
#[derive(Debug)]
pub struct TextBlocks {
    path: PathBuf,
    file: File,
    blocks: Vec<Block>,
    documents: Documents,
    current: Option<usize>,
    text: String,
}

impl TextBlocks {
    /// The decoded text of a document's part: `document` is the row in this part, `part` an index
    /// into the parts of a document. `None` where the document lacks it. Cheap in the order of the
    /// documents; each step to another block unpacks that one.
    ///
    /// # Errors
    /// A file that can not be read, or is not as it was written.
    pub fn text(&mut self, document: usize, part: usize) -> Result<Option<&str>, StoreError> {
        let place =
            |column: &[Vec<Option<u32>>]| Some(column.get(part)?.get(document).copied()?? as usize);
        let offset = place(&self.documents.text_offset);
        let length = place(&self.documents.text_length);
        let (Some(offset), Some(length)) = (offset, length) else { return Ok(None) };
        let block = self.documents.block.get(document).map(|&block| block as usize);
        if self.current != block {
            self.current = None;
            self.unpack(block.unwrap_or_default())?;
            self.current = block;
        }
        let text = self.text.get(offset..offset + length);
        text.map(Some)
            .ok_or_else(|| StoreError::damaged(&self.path, "a text lies outside its block"))
    }

    /// The documents, in the rows that [`TextBlocks::text`] takes.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    fn unpack(&mut self, block: usize) -> Result<(), StoreError> {
        let damaged = |reason: String| StoreError::damaged(&self.path, reason);
        let missing = || damaged(format!("there is no block {block}"));
        let found = *self.blocks.get(block).ok_or_else(missing)?;
        let io = |source| StoreError::io("read", &self.path, source);
        self.file.seek(SeekFrom::Start(found.offset)).map_err(io)?;
        let mut packed = Vec::new();
        (&self.file).take(found.length).read_to_end(&mut packed).map_err(io)?;
        let bytes = zstd::bulk::decompress(&packed, found.unpacked as usize)
            .map_err(|error| damaged(format!("block {block}: {error}")))?;
        self.text = String::from_utf8(bytes)
            .map_err(|error| damaged(format!("block {block} is no UTF-8: {error}")))?;
        Ok(())
    }
}
