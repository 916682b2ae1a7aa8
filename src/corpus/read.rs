//! The stream of documents: rows of one file after the other become documents in batches, under
//! the study's policies, and are counted. Memory is one batch, one slab and the ids that
//! [`duplicate`](super::duplicate) holds, however long the corpus.

use std::collections::{BTreeSet, HashSet};

use crate::engine::text::class::begins_word;

use super::batch::{Batch, Field, PartState, Place, state};
use super::column::ColumnScan;
use super::duplicate::{HELD, IdCheck};
use super::error::CorpusError;
use super::reader::{Fault, Opened, Row};
use super::report::{Reason, Report};
use super::spec::Policy;
use super::{Corpus, Plan, Value};

/// Reads a corpus from its first document to its last.
pub struct Reader<'c> {
    corpus: &'c Corpus,
    file: usize,
    opened: Option<Opened>,
    /// Rows of the file read so far.
    n_row: u64,
    n_batch: u64,
    fields: Vec<Field>,
    parts: Vec<(Field, PartState)>,
    metadata: Vec<Field>,
    ids: Option<IdCheck>,
    /// With `duplicate_ids = "drop"`: the documents that repeat an id, found by a first reading.
    repeated: Option<HashSet<Place>>,
    scans: Vec<ColumnScan>,
    report: Report,
    /// Which of the declared non-answers were met.
    met: BTreeSet<usize>,
    n_bytes: u64,
    done: bool,
}

impl<'c> Reader<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Self {
        Self {
            corpus,
            file: 0,
            opened: None,
            n_row: 0,
            n_batch: 0,
            fields: Vec::new(),
            parts: Vec::new(),
            metadata: Vec::new(),
            ids: corpus.has_explicit_ids().then(|| IdCheck::new(HELD)),
            repeated: None,
            scans: corpus.columns.iter().map(|_| ColumnScan::new()).collect(),
            report: Report::default(),
            met: BTreeSet::new(),
            n_bytes: 0,
            done: false,
        }
    }

    /// Fills a batch with the next documents, recycling it; false when there are no more. After an
    /// error there are no more.
    ///
    /// # Errors
    /// When a file can not be read, or a row is to be refused.
    pub fn fill(&mut self, batch: &mut Batch) -> Result<bool, CorpusError> {
        batch.reset(self.n_batch, self.corpus.parts.len(), self.corpus.columns.len());
        if self.done {
            return Ok(false);
        }
        let filled = self.fill_open(batch);
        match &filled {
            Ok(true) => self.n_batch += 1,
            Ok(false) | Err(_) => self.done = true,
        }
        filled
    }

    fn fill_open(&mut self, batch: &mut Batch) -> Result<bool, CorpusError> {
        self.find_repeated()?;
        while !batch.is_full() {
            let Some(plan) = self.corpus.plans.get(self.file) else {
                if batch.is_empty() {
                    self.finish()?;
                }
                break;
            };
            if self.opened.is_none() {
                let opened = self.corpus.open_file(self.file);
                self.opened =
                    Some(opened.map_err(|error| self.corpus.all_invalid(error, self.file))?);
                self.n_row = 0;
            }
            let Some(opened) = &mut self.opened else { break };
            self.fields.clear();
            let start = batch.buffer_mut().len();
            let mut row = Row {
                text: batch.buffer_mut(),
                fields: &mut self.fields,
                wanted: &plan.wanted,
                line: self.n_row + 1,
                fault: None,
            };
            let more = opened.rows.next(&mut row);
            if !more.map_err(|error| self.corpus.all_invalid(error, self.file))? {
                let n = opened.rows.n_invalid();
                if n > 0 {
                    self.report.replaced.push((self.file as u32, n));
                }
                self.n_bytes += self.corpus.files[self.file].n_bytes;
                self.opened = None;
                self.file += 1;
                continue;
            }
            let (line, fault) = (row.line, row.fault);
            self.n_row += 1;
            self.report.n_rows += 1;
            let place = Place { file: self.file as u32, line };
            if !self.document(batch, plan, place, fault)? {
                batch.buffer_mut().truncate(start);
            }
        }
        Ok(!batch.is_empty())
    }

    /// Makes a document of the row that stands in the batch; false where it is dropped.
    fn document(
        &mut self,
        batch: &mut Batch,
        plan: &Plan,
        place: Place,
        fault: Option<Fault>,
    ) -> Result<bool, CorpusError> {
        let corpus = self.corpus;
        if let Some(fault) = fault {
            if corpus.policies.ragged == Policy::Refuse {
                return Err(self.refuse_ragged(place, fault));
            }
            let dropped = corpus.policies.ragged == Policy::Drop;
            self.report.count(Reason::Ragged, dropped, place);
            if dropped {
                return Ok(false);
            }
        }
        let column = |fields: &[Field], number: usize| fields.get(number).copied().flatten();
        self.parts.clear();
        for part in &plan.parts {
            let field = part.and_then(|number| column(&self.fields, number));
            let state = match batch.slice(field) {
                None => state(None),
                Some(text) => match corpus.non_answers.which(text) {
                    None => state(Some(text)),
                    Some(which) => {
                        self.met.insert(which);
                        PartState::NonAnswer
                    }
                },
            };
            self.parts.push((field, state));
        }
        if self.parts.iter().all(|(_, state)| *state == PartState::Empty) {
            let policy = corpus.policies.empty;
            if policy == Policy::Refuse {
                return Err(CorpusError::Empty { place: corpus.place(place) });
            }
            self.report.count(Reason::Empty, policy == Policy::Drop, place);
            if policy == Policy::Drop {
                return Ok(false);
            }
        }
        let value = |fields: &[Field], batch: &mut Batch, value: &Value| match value {
            Value::Column(number) => column(fields, *number),
            Value::Constant(text) => append(batch, text),
            Value::Missing => None,
        };
        let mut id = value(&self.fields, batch, &plan.id);
        if id.is_none() {
            if !matches!(plan.id, Value::Missing) {
                self.report.count(Reason::NoId, false, place);
            }
            id = self.default_id(batch);
        }
        if !self.take_id(batch.slice(id).unwrap_or_default(), place)? {
            return Ok(false);
        }
        if self.parts.iter().any(|(_, state)| *state == PartState::NonAnswer) {
            self.report.count(Reason::NonAnswer, false, place);
        }
        let has_word = |it: &(Field, PartState)| {
            batch.slice(it.0).is_some_and(|text| text.contains(begins_word))
        };
        if self.parts.iter().any(|it| it.1 == PartState::Text) && !self.parts.iter().any(has_word) {
            self.report.count(Reason::NoWord, false, place);
        }
        self.metadata.clear();
        for (source, scan) in plan.metadata.iter().zip(&mut self.scans) {
            let field = value(&self.fields, batch, source);
            scan.add(batch.slice(field));
            self.metadata.push(field);
        }
        batch.push_fields(place, id, &self.parts, &self.metadata);
        self.report.n_documents += 1;
        Ok(true)
    }

    fn default_id(&self, batch: &mut Batch) -> Field {
        let buffer = batch.buffer_mut();
        let start = buffer.len();
        buffer.push_str(&self.corpus.files[self.file].name);
        buffer.push('#');
        buffer.push_str(itoa::Buffer::new().format(self.n_row));
        Some((start, buffer.len()))
    }

    /// Notes an id; false where its document is to be dropped.
    fn take_id(&mut self, id: &str, place: Place) -> Result<bool, CorpusError> {
        if let Some(repeated) = &self.repeated {
            let dropped = repeated.contains(&place);
            if dropped {
                self.report.count(Reason::DuplicateId, true, place);
            }
            return Ok(!dropped);
        }
        let Some(ids) = &mut self.ids else { return Ok(true) };
        let temporary = CorpusError::io("temporary file of ids");
        if let Some(first) = ids.add(id, place).map_err(temporary)? {
            self.repetition(id, first, place)?;
        }
        Ok(true)
    }

    fn repetition(&mut self, id: &str, first: Place, again: Place) -> Result<(), CorpusError> {
        if self.corpus.policies.duplicate_ids == Policy::Refuse {
            return Err(CorpusError::DuplicateId {
                id: id.to_owned(),
                first: self.corpus.place(first),
                second: self.corpus.place(again),
            });
        }
        self.report.count(Reason::DuplicateId, false, again);
        Ok(())
    }

    /// To drop a document its repetition must be known before it is given out, and beyond what
    /// memory holds it is known only at the end: so the corpus is read once before.
    fn find_repeated(&mut self) -> Result<(), CorpusError> {
        let drops = self.corpus.policies.duplicate_ids == Policy::Drop;
        if !drops || self.repeated.is_some() || self.ids.is_none() {
            return Ok(());
        }
        let mut first = Reader::new(self.corpus);
        let mut repeated = HashSet::new();
        let mut batch = Batch::default();
        let mut ids = IdCheck::new(HELD);
        first.repeated = Some(HashSet::new());
        let temporary = || CorpusError::io("temporary file of ids");
        while first.fill(&mut batch)? {
            for document in 0..batch.len() {
                let place = batch.place(document);
                if ids.add(batch.id(document), place).map_err(temporary())?.is_some() {
                    repeated.insert(place);
                }
            }
        }
        repeated.extend(ids.finish().map_err(temporary())?.into_iter().map(|(_, again)| again));
        self.repeated = Some(repeated);
        Ok(())
    }

    fn refuse_ragged(&self, place: Place, fault: Fault) -> CorpusError {
        let file = &self.corpus.files[self.file];
        let message = match fault {
            Fault::Fields(n) => format!(
                "the row has {n} fields, the header has {}; mend it, or set ragged to `drop` or \
                 `keep`",
                file.names.len()
            ),
            Fault::AfterQuote => "signs stand after a closing quotation mark; double a quotation \
                                  mark that belongs to the text, or set ragged to `drop` or `keep`"
                .to_owned(),
        };
        CorpusError::format(&file.shown, place.line, message)
    }

    fn finish(&mut self) -> Result<(), CorpusError> {
        if let Some(ids) = self.ids.take() {
            let found = ids.finish().map_err(CorpusError::io("temporary file of ids"))?;
            for (first, again) in found {
                self.repetition("", first, again)?;
            }
        }
        let columns = self.corpus.columns.iter().zip(&self.scans);
        self.report.columns = columns.map(|(name, scan)| scan.finish(name)).collect();
        let declared = self.corpus.non_answers.declared().iter().enumerate();
        let unmet = declared.filter(|it| !self.met.contains(&it.0));
        self.report.unmet = unmet.map(|it| it.1.clone()).collect();
        self.report.tallies.sort_by_key(|tally| (tally.reason, tally.dropped));
        Ok(())
    }

    /// Bytes of the corpus read so far; for a progress bar.
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes + self.opened.as_ref().map_or(0, |opened| opened.rows.n_bytes())
    }

    /// What reading came to; whole once [`fill`](Self::fill) has answered false.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

fn append(batch: &mut Batch, text: &str) -> Field {
    let buffer = batch.buffer_mut();
    let start = buffer.len();
    buffer.push_str(text);
    (!text.is_empty()).then_some((start, buffer.len()))
}
