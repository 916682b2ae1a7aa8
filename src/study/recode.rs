//! Documents of a finished pass, made ready to be coded anew: the texts, the declared language and the
//! reason why there is nothing to code are those of the run. What codes them is not known here.

use crate::engine::coding::{Absent, Document};
use crate::engine::text::language::from_declared;
use crate::store::{Documents, Pass, TextBlocks};

use super::Failure;

/// The documents of one part of a pass.
#[derive(Debug)]
pub struct StoredDocuments {
    texts: TextBlocks,
    language: Option<usize>,
    absent: Vec<Option<Absent>>,
    n_parts: usize,
    parts: Vec<Option<String>>,
    at: usize,
}

impl StoredDocuments {
    /// Opens a part.
    ///
    /// # Errors
    ///
    /// Texts that were not kept; a file that can not be read.
    pub fn open(pass: &Pass, part: usize) -> Result<Self, Failure> {
        let manifest = &pass.segments_manifest;
        let texts = pass.texts(part)?;
        let segments = pass.segments(part)?;
        let mut absent = Vec::with_capacity(texts.documents().len());
        let mut row = 0;
        for &n_segments in &texts.documents().n_segments {
            absent.push(segments.absent.get(row).copied().flatten());
            row += n_segments as usize;
        }
        let declared = manifest.options.get("language").and_then(|it| it.as_str());
        let language = declared
            .and_then(|name| manifest.metadata.iter().position(|column| column.name == name));
        let n_parts = manifest.parts.len();
        Ok(Self { texts, language, absent, n_parts, parts: Vec::new(), at: 0 })
    }

    /// Their ids and metadata.
    pub fn documents(&self) -> &Documents {
        self.texts.documents()
    }

    /// Reads the texts of a document. Cheap in the order of the documents.
    ///
    /// # Errors
    ///
    /// A file that can not be read.
    pub fn load(&mut self, row: usize) -> Result<(), Failure> {
        self.at = row;
        self.parts.clear();
        for part in 0..self.n_parts {
            let text = self.texts.text(row, part)?.map(str::to_owned);
            self.parts.push(text);
        }
        Ok(())
    }

    /// The document that was loaded last, as the run coded it.
    pub fn with<R>(&self, code: impl FnOnce(Document<'_>) -> R) -> R {
        let parts: Vec<Option<&str>> = self.parts.iter().map(Option::as_deref).collect();
        let declared = self.language.and_then(|column| {
            self.documents().metadata.get(column).and_then(|values| values.get(self.at))
        });
        let absent = self.absent.get(self.at).copied().flatten();
        code(Document { parts: &parts, language: declared.and_then(from_declared), absent })
    }
}
