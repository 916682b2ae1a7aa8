//! The recycled slab that carries documents from a reader to a worker: one buffer of text and
//! offsets into it, so that ten million short rows cost no allocation each. Readers write into it
//! without a detour; it knows nothing of files, columns or codes.

/// A batch is full once it holds this many bytes: at most this and one document more.
pub const BATCH_BYTES: usize = 4 << 20;
/// At most this many documents in a batch.
pub const BATCH_DOCUMENTS: usize = 4096;

/// `start..end` in the batch's buffer; `None` is a missing value.
pub(super) type Field = Option<(usize, usize)>;

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
    /// For each document and part.
    states: Vec<PartState>,
    places: Vec<Place>,
}

/// Where a document came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the file in the corpus.
    pub file: u32,
    /// First line of the row in its file, from 1; the row number where a format has no lines.
    pub line: u64,
}

/// Whether a part can be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// There is text.
    Text,
    /// The value is missing or white space only: its codings are missing.
    Empty,
    /// A declared non-answer: its text is kept, its codings are missing.
    NonAnswer,
}

impl Batch {
    /// Empties the batch for reuse and says how many parts and metadata columns a document has.
    pub fn reset(&mut self, number: u64, n_parts: usize, n_columns: usize) {
        self.number = number;
        self.n_parts = n_parts;
        self.n_columns = n_columns;
        self.buffer.clear();
        // one long document must not hold its memory for the rest of the corpus
        self.buffer.shrink_to(2 * BATCH_BYTES);
        self.fields.clear();
        self.states.clear();
        self.places.clear();
    }

    /// True when the next document belongs in the next batch.
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= BATCH_BYTES || self.len() >= BATCH_DOCUMENTS
    }

    /// Adds a document: its id, then exactly the parts and the metadata that `reset` announced.
    /// A part's state is read from its text: only a reader knows of non-answers.
    pub fn push<'a>(
        &mut self,
        place: Place,
        id: &str,
        parts: impl IntoIterator<Item = Option<&'a str>>,
        metadata: impl IntoIterator<Item = Option<&'a str>>,
    ) {
        let id = self.store(Some(id));
        self.fields.push(id);
        for value in parts {
            let field = self.store(value);
            self.fields.push(field);
            self.states.push(state(value));
        }
        for value in metadata {
            let field = self.store(value);
            self.fields.push(field);
        }
        self.places.push(place);
        debug_assert_eq!(self.fields.len(), self.places.len() * self.stride());
    }

    /// The buffer that a reader appends its row to.
    pub(super) fn buffer_mut(&mut self) -> &mut String {
        &mut self.buffer
    }

    /// The text of a field of the row that is being read.
    pub(super) fn slice(&self, field: Field) -> Option<&str> {
        field.and_then(|(start, end)| self.buffer.get(start..end))
    }

    /// Makes a document of fields that stand in the buffer already.
    pub(super) fn push_fields(
        &mut self,
        place: Place,
        id: Field,
        parts: &[(Field, PartState)],
        metadata: &[Field],
    ) {
        self.fields.push(id);
        self.fields.extend(parts.iter().map(|(field, _)| *field));
        self.states.extend(parts.iter().map(|(_, state)| *state));
        self.fields.extend_from_slice(metadata);
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

    /// Whether the part can be coded, or its codings are missing.
    pub fn state(&self, document: usize, part: usize) -> PartState {
        self.states[document * self.n_parts + part]
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

/// The state of a part by its text alone.
pub(super) fn state(text: Option<&str>) -> PartState {
    match text {
        Some(text) if !text.trim_start().is_empty() => PartState::Text,
        _ => PartState::Empty,
    }
}
