//! Why a segment has its codes. A stored document, or a text, is coded anew by the engine itself with a
//! recording trace; what leaves are the segment, its codings, its matches with their rules, and for each
//! rule that almost held what stopped it. Deliberately absent: a second evaluator, and any printing of
//! its own; the views are in [`text`], [`html`] and [`json`].

use std::sync::Arc;

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::coding::{
    Absent, BatchOutput, Blocked, Blocker, CompiledSet, Document, Options, Quoted, Recording,
    Worker,
};
use crate::engine::segment::Unit;
use crate::engine::text::Language;

use super::Failure;
use super::recode::StoredDocuments;
use super::stored::StoredSource;

pub mod html;
pub mod json;
pub mod marks;
mod place;
mod reason;
pub mod text;

pub use place::{Place, find, sample};
pub use reason::{reason, rule_text};

/// A segment and why it is coded as it is.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Id of the document; empty for a text without a corpus.
    pub document: String,
    /// Name of the part of the document.
    pub part: String,
    /// Running number in the document, from 1.
    pub number: u32,
    /// First byte in the part's decoded text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Its language.
    pub language: Language,
    /// Number of words; a Han character is a word.
    pub words: u32,
    /// Why there is nothing to code, where so.
    pub absent: Option<Absent>,
    /// Its text.
    pub text: String,
    /// The metadata of its document, as written.
    pub metadata: Vec<(String, Option<String>)>,
    /// One a codebook.
    pub findings: Vec<Finding>,
}

/// What one codebook says of a segment.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The codebook.
    pub codebook: Arc<Codebook>,
    /// Whether the object is there; `None` where none is asked for.
    pub in_scope: Option<bool>,
    /// One a code, in the order of the codebook.
    pub codings: Vec<Coding>,
    /// By code and place.
    pub matches: Vec<Matched>,
    /// By place.
    pub blocked: Vec<Blocked>,
}

/// The coding of one code under both measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Index of the code.
    pub code: usize,
    /// Counted matches under `asserted` and under `mention`.
    pub n: [u32; 2],
    /// Given or not under `asserted` and under `mention`; `None` is missing.
    pub given: Option<[bool; 2]>,
}

impl Coding {
    /// The coding under a measure; `None` is missing.
    pub fn given(&self, measure: Measure) -> Option<bool> {
        self.given.map(|given| given[measure as usize])
    }
}

/// A match.
#[derive(Clone, Debug)]
pub struct Matched {
    /// Index of the code.
    pub code: usize,
    /// Index of the rule in the codebook.
    pub rule: u32,
    /// First byte of its extent in the part's decoded text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// A cue of denial reaches it.
    pub negated: bool,
    /// How it is quoted.
    pub quoted: Option<Quoted>,
    /// Who says it: id of an actor's code.
    pub voice: Option<String>,
}

impl Explained {
    /// The text between two bytes of the part, as far as it lies in the segment.
    pub fn slice(&self, start: u32, end: u32) -> &str {
        let from = start.saturating_sub(self.start) as usize;
        let to = end.saturating_sub(self.start) as usize;
        self.text.get(from..to).unwrap_or_default()
    }

    /// `document:segment`, or the number alone.
    pub fn name(&self) -> String {
        if self.document.is_empty() {
            format!("segment {}", self.number)
        } else {
            format!("{}:{}", self.document, self.number)
        }
    }
}

/// The name of a kind of quotation: `term`, `speech`, `title`.
pub fn quoted_name(quoted: Quoted) -> &'static str {
    match quoted {
        Quoted::Term => "term",
        Quoted::Speech => "speech",
        Quoted::Title => "title",
    }
}

/// Why there is nothing to code: `empty`, `non-answer`, `unreadable`.
pub fn absent_name(absent: Absent) -> &'static str {
    match absent {
        Absent::Empty => "empty",
        Absent::NonAnswer => "non-answer",
        Absent::Unreadable => "unreadable",
    }
}

/// Explains segments of a source, in the order given. All codebooks of the source are run, since the
/// voice of a match comes from another one; `wanted` says which of them are told of.
///
/// # Errors
///
/// Texts that were not kept; a part that can not be read.
pub fn segments(
    source: &StoredSource,
    places: &[Place],
    wanted: impl Fn(&Codebook) -> bool,
) -> Result<Vec<Explained>, Failure> {
    let Some(first) = source.passes.first() else { return Ok(Vec::new()) };
    let codebooks = source.passes.iter().map(|it| Arc::clone(&it.codebook)).collect();
    let ignore_about = source.passes.iter().any(|it| it.ignore_about);
    let set = CompiledSet::new(codebooks, Options { ignore_about, ..first.options() });
    let manifest = &first.pass.segments_manifest;
    let mut engine = Engine { set, worker: Worker::default(), out: BatchOutput::default() };
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| places[at]);
    let mut explained: Vec<Option<Explained>> = vec![None; places.len()];
    let mut stored: Option<(usize, StoredDocuments)> = None;
    for group in order.chunk_by(|&a, &b| {
        (places[a].part, places[a].document) == (places[b].part, places[b].document)
    }) {
        let Place { part, document, .. } = places[group[0]];
        let documents = match &mut stored {
            Some((opened, documents)) if *opened == part => documents,
            _ => &mut stored.insert((part, StoredDocuments::open(&first.pass, part)?)).1,
        };
        documents.load(document)?;
        let rows: Vec<u32> = group.iter().map(|&at| places[at].number - 1).collect();
        let found = documents.with(|it| engine.explain(it, &rows, &manifest.parts, &wanted));
        let columns = &documents.documents().metadata;
        for (&at, mut segment) in group.iter().zip(found) {
            segment.document =
                documents.documents().id.get(document).unwrap_or_default().to_owned();
            segment.metadata = manifest
                .metadata
                .iter()
                .zip(columns)
                .map(|(column, values)| {
                    (column.name.clone(), values.get(document).map(str::to_owned))
                })
                .collect();
            explained[at] = Some(segment);
        }
    }
    Ok(explained.into_iter().flatten().collect())
}

/// Explains a text without a corpus, segment by segment. `language` is what the corpus would declare.
pub fn try_text(
    text: &str,
    codebooks: Vec<Arc<Codebook>>,
    language: Option<Language>,
    unit: Unit,
) -> Vec<Explained> {
    let set = CompiledSet::new(codebooks, Options { unit, ..Options::default() });
    let mut engine = Engine { set, worker: Worker::default(), out: BatchOutput::default() };
    let parts = [Some(text)];
    engine.explain_all(Document { parts: &parts, language, absent: None })
}

struct Engine {
    set: CompiledSet,
    worker: Worker,
    out: BatchOutput,
}

impl Engine {
    fn run(&mut self, document: Document<'_>, trace: &mut Recording) {
        self.out.clear(self.set.codebooks.len());
        self.worker.document(&self.set, 0, document, &mut self.out, trace);
    }

    fn explain(
        &mut self,
        document: Document<'_>,
        rows: &[u32],
        parts: &[String],
        wanted: &impl Fn(&Codebook) -> bool,
    ) -> Vec<Explained> {
        let mut trace = Recording::of_segments(rows.to_vec());
        self.run(document, &mut trace);
        rows.iter().map(|&row| self.row(document, row, parts, &trace, wanted)).collect()
    }

    fn explain_all(&mut self, document: Document<'_>) -> Vec<Explained> {
        let mut trace = Recording::default();
        self.run(document, &mut trace);
        let n = self.out.segments.document.len() as u32;
        (0..n).map(|row| self.row(document, row, &[], &trace, &|_| true)).collect()
    }

    fn row(
        &self,
        document: Document<'_>,
        row: u32,
        parts: &[String],
        trace: &Recording,
        wanted: &impl Fn(&Codebook) -> bool,
    ) -> Explained {
        let segments = &self.out.segments;
        let at = row as usize;
        let part = segments.part[at] as usize;
        let (start, end) = (segments.start[at], segments.end[at]);
        let text = document.parts.get(part).copied().flatten().unwrap_or_default();
        let findings = (0..self.set.codebooks.len())
            .filter(|&index| wanted(&self.set.codebooks[index]))
            .map(|index| self.finding(index, row, trace))
            .collect();
        Explained {
            document: String::new(),
            part: parts.get(part).cloned().unwrap_or_default(),
            number: segments.number[at],
            start,
            end,
            language: segments.language[at],
            words: segments.words[at],
            absent: segments.absent[at],
            text: text.get(start as usize..end as usize).unwrap_or_default().to_owned(),
            metadata: Vec::new(),
            findings,
        }
    }

    fn finding(&self, index: usize, row: u32, trace: &Recording) -> Finding {
        let codebook = Arc::clone(&self.set.codebooks[index]);
        let output = &self.out.passes[index];
        let language = self.out.segments.language[row as usize];
        let absent = self.out.segments.absent[row as usize].is_some();
        let mut codings: Vec<Coding> = (0..codebook.codes.len())
            .map(|code| Coding {
                code,
                n: [0; 2],
                given: (!absent && codebook.covers(code, language)).then_some([false; 2]),
            })
            .collect();
        let rows = &output.codings;
        for at in rows.segment.partition_point(|it| *it < row)..rows.segment.len() {
            if rows.segment[at] != row {
                break;
            }
            let coding = &mut codings[rows.code[at] as usize];
            coding.n = [rows.asserted[at], rows.mention[at]];
            coding.given = coding.given.map(|_| [rows.given_asserted[at], rows.given_mention[at]]);
        }
        let voices = self.set.codebooks.iter().find(|it| it.actors);
        let found = &output.matches;
        let from = found.segment.partition_point(|it| *it < row);
        let matches: Vec<Matched> = (from..found.segment.len())
            .take_while(|&at| found.segment[at] == row)
            .map(|at| Matched {
                code: found.code[at] as usize,
                rule: found.rule[at],
                start: found.start[at],
                end: found.end[at],
                negated: found.negated[at],
                quoted: found.quoted[at],
                voice: found.voice[at]
                    .and_then(|code| Some(voices?.codes.get(code as usize)?.id.clone())),
            })
            .collect();
        let asked = codebook.about.is_some() && !self.set.options.ignore_about;
        let in_scope = asked.then(|| output.in_scope[row as usize]);
        let mut blocked: Vec<Blocked> = trace
            .blocked
            .iter()
            .filter(|it| it.segment == row && it.codebook == index)
            .cloned()
            .collect();
        blocked.sort_by_key(|it| (it.start, it.end, it.code, it.rule));
        if in_scope == Some(false) {
            blocked.extend(out_of_scope(&codebook, index, row, &codings, &matches));
        }
        Finding { codebook, in_scope, codings, matches, blocked }
    }
}

/// What would count, were the object there: the first match of each code that is given.
fn out_of_scope(
    codebook: &Codebook,
    index: usize,
    segment: u32,
    codings: &[Coding],
    matches: &[Matched],
) -> Vec<Blocked> {
    let given = |code: usize| codings[code].given(codebook.measure) == Some(true);
    (0..codebook.codes.len())
        .filter(|&code| given(code) && !codebook.is_object(code))
        .filter_map(|code| {
            let found = matches.iter().find(|it| it.code == code)?;
            Some(Blocked {
                segment,
                codebook: index,
                code,
                rule: Some(found.rule),
                start: found.start,
                end: found.end,
                blocker: Blocker::Object,
                by: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
