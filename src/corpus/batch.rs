//! The recycled slab that carries documents from a reader to a worker: one buffer of text and
//! offsets into it, so that ten million short rows cost no allocation each.

/// At most this many bytes of text in a batch that holds more than one document.
pub const BATCH_BYTES: usize = 4 << 20;
/// At most this many documents in a batch.
pub const BATCH_DOCUMENTS: usize = 4096;

/// `start..end` in the batch's buffer; `None` is a missing value.
type Field = Option<(usize, usize)>;

/// A batch of documents. Its limits are a function of the input alone, never of the threads.
#[derive(Debug, Default)]
pub struct Batch {
    /// Running number of the batch in the corpus, from 0.
    pub number: u64,
    buffer: String,
    n_parts: usize,
    n_columns: usize,
    /// For each document: id, then its parts, then its metadata.
    fields: Vec<Field>,
    places: Vec<Place>,
}

/// Where a document came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Index of the file in the corpus.
    pub file: u32,
    /// First line of the row in its file, from 1; the row number where a format has no lines.
    pub line: u64,
}

impl Batch {
    /// Empties the batch for reuse and says how many parts and metadata columns a document has.
    pub fn reset(&mut self, number: u64, n_parts: usize, n_columns: usize) {
        self.number = number;
        self.n_parts = n_parts;
        self.n_columns = n_columns;
        self.buffer.clear();
        self.fields.clear();
        self.places.clear();
    }

    /// True when the next document belongs in the next batch.
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= BATCH_BYTES || self.len() >= BATCH_DOCUMENTS
    }

    /// Adds a document: its id, then exactly the parts and the metadata that `reset` announced.
    pub fn push<'a>(
        &mut self,
        place: Place,
        id: &str,
        parts: impl IntoIterator<Item = Option<&'a str>>,
        metadata: impl IntoIterator<Item = Option<&'a str>>,
    ) {
        let id = self.store(Some(id));
        self.fields.push(id);
        for value in parts.into_iter().chain(metadata) {
            let field = self.store(value);
            self.fields.push(field);
        }
        self.places.push(place);
        debug_assert_eq!(self.fields.len(), self.places.len() * self.stride());
    }

    fn store(&mut self, value: Option<&str>) -> Field {
        let value = value?;
        let start = self.buffer.len();
        self.buffer.push_str(value);
        Some((start, self.buffer.len()))
    }

    fn stride(&self) -> usize {
        1 + self.n_parts + self.n_columns
    }

    fn field(&self, document: usize, field: usize) -> Option<&str> {
        self.fields[document * self.stride() + field].map(|(start, end)| &self.buffer[start..end])
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True when there is no document.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Bytes of text, ids and metadata held.
    pub fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// The document's id.
    pub fn id(&self, document: usize) -> &str {
        self.field(document, 0).unwrap_or_default()
    }

    /// The text of a part; `None` where the document lacks it.
    pub fn part(&self, document: usize, part: usize) -> Option<&str> {
        self.field(document, 1 + part)
    }

    /// A metadata value as written; `None` where it is missing.
    pub fn metadata(&self, document: usize, column: usize) -> Option<&str> {
        self.field(document, 1 + self.n_parts + column)
    }

    /// Where the document came from.
    pub fn place(&self, document: usize) -> Place {
        self.places[document]
    }
}
