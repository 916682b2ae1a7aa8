//! Codes batches: cuts each document, scans each segment once, evaluates every codebook, writes
//! columns. One worker a thread; all buffers are reused.

use crate::codebook::{Measure, Within};
use crate::segment::{Quotation, Structure, quotations};
use crate::text::class::begins_word;
use crate::text::language::Votes;
use crate::text::{Language, Span};

use super::compile::CompiledSet;
use super::decide::{Decision, decide};
use super::evaluate::{Matches, evaluate, weight};
use super::flags::{Denials, Quotations, enclosing, quoted};
use super::scan::Found;
use super::trace::{Blocker, Silent, Trace};
use super::types::Types;
use super::voice::{Verbs, Voices};
use super::{Absent, BatchOutput, Document, PassOutput};

/// Bytes at the beginning and at the end of a part that tell a document's language: some hundred
/// words, so that a doubtful segment costs no second reading of a long text.
const SAMPLE: usize = 1 << 10;
/// Sentences of a document that buffers are kept for.
const KEPT: usize = 1 << 17;

/// The buffers of one thread.
#[derive(Debug, Default)]
pub struct Worker {
    types: Types,
    structure: Structure,
    spans: Vec<Span>,
    quotations: Vec<Quotation>,
    /// For each quotation the one around it.
    around: Vec<u32>,
    found: Found,
    matches: Matches,
    denials: Denials,
    verbs: Verbs,
    voices: Voices,
    decisions: Vec<Decision>,
    /// For each codebook: where its object stands in the document.
    objects: Vec<Objects>,
    /// For each segment of the document: part, first and last sentence and paragraph; only where an
    /// object is asked for.
    places: Vec<Place>,
    /// What the words of the document say of its language, once a segment has asked.
    votes: Option<Votes>,
}

#[derive(Debug, Default)]
struct Objects {
    sentences: Vec<(u16, u32)>,
    paragraphs: Vec<(u16, u32)>,
    anywhere: bool,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    part: u16,
    sentences: (u32, u32),
    paragraphs: (u32, u32),
}

impl Worker {
    /// Codes a batch of documents into `out`, which is emptied first.
    pub fn code_batch<'a>(
        &mut self,
        set: &CompiledSet,
        documents: impl IntoIterator<Item = Document<'a>>,
        out: &mut BatchOutput,
    ) {
        out.clear(set.codebooks.len());
        for (index, document) in documents.into_iter().enumerate() {
            self.document(set, index as u32, document, out, &mut Silent);
        }
    }

    /// Codes one document and appends its rows; the trace hears what was blocked.
    pub fn document<T: Trace>(
        &mut self,
        set: &CompiledSet,
        index: u32,
        document: Document<'_>,
        out: &mut BatchOutput,
        trace: &mut T,
    ) {
        let first_row = out.segments.document.len();
        self.votes = None;
        self.places.clear();
        self.objects.clear();
        self.objects.resize_with(set.codebooks.len(), Objects::default);
        let empty = !document.parts.iter().flatten().any(|text| text.contains(begins_word));
        if let Some(reason) = document.absent.or(empty.then_some(Absent::Empty)) {
            self.absent(set, index, &document, reason, out);
        } else {
            let mut number = 0;
            for (part, text) in document.parts.iter().enumerate() {
                if let Some(text) = text {
                    self.structure.fill(text, set.options.lines);
                    self.part(set, index, &document, part as u16, text, &mut number, out, trace);
                }
            }
            // Signs alone (`—`, `* * *`) are no segment, and a document never goes uncounted.
            if number == 0 {
                self.absent(set, index, &document, Absent::Empty, out);
            }
        }
        self.scope(set, first_row, out);
        self.release();
    }

    /// Gives back what a very long document took.
    fn release(&mut self) {
        if self.structure.sentences.capacity() > KEPT {
            self.structure = Structure::default();
            self.spans = Vec::new();
            self.places = Vec::new();
        }
    }

    /// Codes one text whose sentences and paragraphs are known already, into `out`, which is
    /// emptied first.
    pub fn code_structured(
        &mut self,
        set: &CompiledSet,
        text: &str,
        structure: Structure,
        language: Option<Language>,
        out: &mut BatchOutput,
    ) {
        out.clear(set.codebooks.len());
        self.votes = None;
        self.places.clear();
        self.objects.clear();
        self.objects.resize_with(set.codebooks.len(), Objects::default);
        self.structure = structure;
        let document = Document { parts: &[Some(text)], language, absent: None };
        self.part(set, 0, &document, 0, text, &mut 0, out, &mut Silent);
        self.scope(set, 0, out);
    }

    fn absent(
        &mut self,
        set: &CompiledSet,
        index: u32,
        document: &Document<'_>,
        reason: Absent,
        out: &mut BatchOutput,
    ) {
        let part = document.parts.iter().position(Option::is_some).unwrap_or(0);
        let text = document.parts.get(part).copied().flatten().unwrap_or_default();
        let mut row = Row { document: index, part: part as u16, number: 1, ..Row::default() };
        if reason == Absent::NonAnswer {
            row.span = Span::new(0, text.len());
            row.chars = (0, text.chars().count() as u32);
        }
        row.language = document.language.unwrap_or_default();
        row.absent = Some(reason);
        out.push(row);
        if set.asks() {
            self.places.push(Place { part: row.part, sentences: (0, 0), paragraphs: (0, 0) });
        }
        for pass in &mut out.passes[..set.codebooks.len()] {
            pass.in_scope.push(true);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the path from document to segment")]
    fn part<T: Trace>(
        &mut self,
        set: &CompiledSet,
        index: u32,
        document: &Document<'_>,
        part: u16,
        text: &str,
        number: &mut u32,
        out: &mut BatchOutput,
        trace: &mut T,
    ) {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        set.options.unit.cut(text, &self.structure, &mut spans);
        let mut quotations_known = false;
        let (mut sentence, mut paragraph) = (0, 0);
        let mut chars = Chars::of(text);
        for &span in &spans {
            let sentences = &self.structure.sentences;
            while sentence < sentences.len() && sentences[sentence].end <= span.start {
                sentence += 1;
            }
            let upto = sentence
                + sentences[sentence..].iter().take_while(|it| it.start < span.end).count();
            let paragraphs = &self.structure.paragraphs;
            while paragraph < paragraphs.len() && paragraphs[paragraph].end <= span.start {
                paragraph += 1;
            }
            self.found.paragraphs.clear();
            let mut at = paragraph;
            for sentence in &sentences[sentence..upto] {
                while at + 1 < paragraphs.len() && paragraphs[at].end <= sentence.start {
                    at += 1;
                }
                self.found.paragraphs.push(at as u32);
            }
            self.found.scan(set, &mut self.types, text, span, &sentences[sentence..upto]);
            *number += 1;
            let row = Row {
                document: index,
                part,
                number: *number,
                span,
                chars: chars.of_span(span),
                words: self.found.words,
                language: document.language.unwrap_or_else(|| self.told(set, document)),
                absent: (self.found.words == 0).then_some(Absent::Empty),
            };
            let segment = out.segments.document.len() as u32;
            out.push(row);
            if set.asks() {
                self.places.push(Place {
                    part,
                    sentences: (sentence as u32, upto as u32),
                    paragraphs: (paragraph as u32, at as u32 + 1),
                });
            }
            if self.found.touched && !quotations_known {
                self.quotations.clear();
                quotations(text, &self.structure, &mut self.quotations);
                enclosing(&self.quotations, &mut self.around);
                quotations_known = true;
            }
            self.voices.actors.clear();
            for &codebook in &set.evaluation {
                let pass = &mut out.passes[codebook];
                pass.in_scope.push(false);
                if self.found.touched {
                    let place = (sentence as u32, part);
                    self.codebook(set, codebook, segment, place, text, row.language, pass, trace);
                }
            }
        }
        self.spans = spans;
    }

    /// The language that a segment's words tell; where they do not, the document's.
    fn told(&mut self, set: &CompiledSet, document: &Document<'_>) -> Language {
        let votes = self.found.votes();
        if !votes.is_doubtful() {
            return votes.language();
        }
        let types = &mut self.types;
        let whole = self.votes.get_or_insert_with(|| {
            let mut whole = Votes::default();
            for text in document.parts.iter().flatten() {
                // Of a long text the beginning and the end speak for the whole.
                let head = text.floor_char_boundary(SAMPLE.min(text.len()));
                let tail = text.ceil_char_boundary(text.len() - SAMPLE.min(text.len() - head));
                types.votes(&text[..head], set, &mut whole);
                types.votes(&text[tail..], set, &mut whole);
            }
            whole
        });
        votes.within(whole)
    }

    #[expect(clippy::too_many_arguments, reason = "the path from segment to codebook")]
    fn codebook<T: Trace>(
        &mut self,
        set: &CompiledSet,
        index: usize,
        segment: u32,
        (first_sentence, part): (u32, u16),
        text: &str,
        language: Language,
        pass: &mut PassOutput,
        trace: &mut T,
    ) {
        let codebook = &*set.codebooks[index];
        let program = &set.programs[index];
        let rules = std::mem::take(&mut self.found.rules);
        let from = rules.partition_point(|it| (it.0 as usize) < index);
        let upto = rules.partition_point(|it| it.0 as usize <= index);
        if from == upto {
            self.found.rules = rules;
            return;
        }
        let (found, matches) = (&mut self.found, &mut self.matches);
        trace.at(segment, index);
        evaluate(codebook, program, &rules[from..upto], found, language, matches, trace);
        self.found.rules = rules;
        if self.matches.codes.is_empty() {
            return;
        }
        self.denials.find(program, language, &self.found);
        self.verbs.find(program, language, &self.found);
        let quotations = Quotations { all: &self.quotations, around: &self.around };
        if !codebook.actors {
            let segment = (text, &self.found);
            self.voices.find(program, language, segment, &self.verbs, quotations);
        }
        for at in 0..self.matches.codes.len() {
            let code = self.matches.codes[at];
            for it in &mut self.matches.of_code[code] {
                let cue = self.denials.reaches(&it.hit, text);
                it.negated = cue.is_some();
                if T::ON
                    && codebook.measure == Measure::Asserted
                    && codebook.rules[it.rule as usize].code == code
                    && let Some((by, cue)) = cue
                {
                    let cue = &program.denial[language as usize].cues[cue];
                    trace.rule(code, Some(it.rule));
                    trace.blocked(&it.hit, Blocker::Flag(cue.text.clone()), Some(&by));
                }
            }
        }
        self.decisions.clear();
        self.decisions.resize(codebook.codes.len(), Decision::default());
        decide(codebook, &program.order, language, &self.matches, &mut self.decisions);
        let mut codes = std::mem::take(&mut self.matches.codes);
        codes.sort_unstable();
        for &code in &codes {
            let decision = self.decisions[code];
            pass.codings.push(segment, code as u16, decision);
            if T::ON {
                self.tell_threshold(codebook, code, trace);
            }
            for it in &self.matches.of_code[code] {
                if codebook.rules[it.rule as usize].code != code {
                    continue;
                }
                let quoted = quoted(&it.hit, text, quotations, &self.verbs, language);
                let voice = if codebook.actors {
                    self.voices.actors.push((it.hit, code as u16));
                    None
                } else {
                    self.voices.of(&it.hit, text, quotations)
                };
                pass.matches.push(segment, code as u16, it, quoted, voice);
            }
            if codebook.about == Some(code) {
                let objects = &mut self.objects[index];
                objects.anywhere = true;
                for it in &self.matches.of_code[code] {
                    let paragraph = self.found.paragraphs[it.hit.sentence as usize];
                    objects.sentences.push((part, first_sentence + it.hit.sentence));
                    objects.paragraphs.push((part, paragraph));
                }
            }
        }
        self.matches.codes = codes;
    }

    fn tell_threshold<T: Trace>(
        &self,
        codebook: &crate::codebook::Codebook,
        code: usize,
        trace: &mut T,
    ) {
        let given = self.decisions[code].given[codebook.measure as usize];
        let Some(threshold) = codebook.codes[code].threshold.filter(|_| !given) else { return };
        let matches = &self.matches.of_code[code];
        let sum = weight(codebook, matches, codebook.measure == Measure::Asserted);
        // Reached, and yet not given: the language is not covered, or another code has the label.
        if let Some(first) = matches.first().filter(|_| sum < threshold) {
            trace.rule(code, None);
            trace.blocked(&first.hit, Blocker::Threshold { sum, threshold }, None);
        }
    }

    /// Which segments of the document have the object where it is asked for.
    fn scope(&mut self, set: &CompiledSet, first_row: usize, out: &mut BatchOutput) {
        for (index, codebook) in set.codebooks.iter().enumerate() {
            if codebook.about.is_none() || set.options.ignore_about {
                out.passes[index].in_scope[first_row..].fill(true);
                continue;
            }
            let objects = &mut self.objects[index];
            objects.sentences.sort_unstable();
            objects.paragraphs.sort_unstable();
            let rows = &mut out.passes[index].in_scope[first_row..];
            for (row, place) in rows.iter_mut().zip(&self.places) {
                let meets = |list: &[(u16, u32)], (from, to): (u32, u32)| {
                    let at = list.partition_point(|it| *it < (place.part, from));
                    list.get(at).is_some_and(|it| *it < (place.part, to))
                };
                *row = match codebook.about_within {
                    Within::Sentence => meets(&objects.sentences, place.sentences),
                    Within::Paragraph => meets(&objects.paragraphs, place.paragraphs),
                    Within::Document => objects.anywhere,
                };
            }
        }
    }
}

/// Counts the characters before the spans of a text, which come in order.
struct Chars<'a> {
    text: &'a str,
    /// Every character is a byte: nothing need be counted.
    ascii: bool,
    /// Bytes and characters counted so far.
    counted: (u32, u32),
}

impl<'a> Chars<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, ascii: text.is_ascii(), counted: (0, 0) }
    }

    /// First character of a span, and one past the last.
    fn of_span(&mut self, span: Span) -> (u32, u32) {
        if self.ascii {
            return (span.start, span.end);
        }
        (self.upto(span.start), self.upto(span.end))
    }

    fn upto(&mut self, byte: u32) -> u32 {
        let (from, before) = self.counted;
        let piece = &self.text[from as usize..byte as usize];
        let more = if piece.is_ascii() { piece.len() } else { piece.chars().count() } as u32;
        self.counted = (byte, before + more);
        before + more
    }
}

/// One segment, before it becomes a row of columns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub document: u32,
    pub part: u16,
    pub number: u32,
    pub span: Span,
    pub chars: (u32, u32),
    pub words: u32,
    pub language: Language,
    pub absent: Option<Absent>,
}
