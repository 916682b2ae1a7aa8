//! One pass over the words of a segment: which patterns stand where, how many words there are, and
//! in which language. Most words carry no leaf and cost one probe of the cache.

use std::ops::Range;

use crate::segment::is_abbreviation;
use crate::text::Span;
use crate::text::language::Votes;
use crate::text::word::{Gap, Words, gap, takes_stop};

use super::compile::{CompiledSet, Use};
use super::finder::Cache;
use super::hit::{Arena, Hit, Run, Taken};
use super::types::{ANY, BEGINS, GOES_ON, Types};

/// Everything found in one segment; reused from one to the next.
#[derive(Debug, Default)]
pub struct Found {
    /// Hits by pattern, then place.
    pub hits: Vec<(u32, Hit)>,
    /// Number of words.
    pub words: u32,
    /// The paragraph of each sentence of the segment, counted in the part.
    pub paragraphs: Vec<u32>,
    /// Each sentence, as far as it stands in the segment.
    pub sentences: Vec<Span>,
    /// True when a pattern of a rule stands in it.
    pub touched: bool,
    /// True when another pattern does: of an `unless`, a cue of denial, a verb of saying.
    pub aside: bool,
    /// Rules that have a pattern in the segment: codebook, code, place of the rule in the code.
    pub rules: Vec<(u16, u16, u32)>,
    /// Runs of hits that are more than one.
    pub arena: Arena,
    /// Words taken by a longer hit.
    pub taken: Taken,
    /// One a regular expression of the set.
    finds: Vec<Cache>,
    /// Regular expressions that can find something in the segment.
    candidates: Vec<u32>,
    active: Vec<State>,
    next: Vec<State>,
    votes: Votes,
}

#[derive(Clone, Copy, Debug)]
struct State {
    node: u32,
    first: u32,
    start: u32,
}

/// The word that the scan is at: its place, its number in the segment, and the sentence that it
/// stands in.
#[derive(Clone, Copy, Debug)]
struct At {
    word: Span,
    index: u32,
    sentence: u32,
}

impl Found {
    /// The hits of a pattern, in order of place.
    pub fn of(&self, pattern: u32) -> &[(u32, Hit)] {
        let from = self.hits.partition_point(|(number, _)| *number < pattern);
        let length = self.hits[from..].partition_point(|(number, _)| *number == pattern);
        &self.hits[from..from + length]
    }

    /// The hits of patterns that were numbered one after the other, by pattern, then place.
    pub fn of_all(&self, patterns: Range<u32>) -> &[(u32, Hit)] {
        let from = self.hits.partition_point(|(number, _)| *number < patterns.start);
        let length = self.hits[from..].partition_point(|(number, _)| *number < patterns.end);
        &self.hits[from..from + length]
    }

    /// What the segment's words say of its language.
    pub fn votes(&self) -> Votes {
        self.votes
    }

    /// Scans a segment. `sentences` are those of the part that it meets; `paragraphs` must hold the
    /// paragraph of each.
    pub fn scan(
        &mut self,
        set: &CompiledSet,
        types: &mut Types,
        text: &str,
        segment: Span,
        sentences: &[Span],
    ) {
        self.hits.clear();
        self.rules.clear();
        self.arena.clear();
        self.votes.clear();
        self.sentences.clear();
        self.words = 0;
        self.touched = false;
        self.aside = false;
        for (number, sentence) in sentences.iter().enumerate() {
            let span = Span {
                start: sentence.start.max(segment.start),
                end: sentence.end.min(segment.end),
            };
            self.sentences.push(span);
            if span.start < span.end {
                self.sentence(set, types, text, span, number as u32);
            }
        }
        if set.has_regex() {
            self.regexes(set, text, segment, sentences);
        }
        if !self.hits.is_empty() {
            self.hits.sort_unstable_by_key(|(pattern, hit)| (*pattern, hit.first, hit.last));
            self.hits.dedup_by_key(|(pattern, hit)| (*pattern, hit.first, hit.last));
            self.rules.sort_unstable();
            self.rules.dedup();
        }
    }

    fn sentence(
        &mut self,
        set: &CompiledSet,
        types: &mut Types,
        text: &str,
        span: Span,
        number: u32,
    ) {
        let mut active = std::mem::take(&mut self.active);
        let mut next = std::mem::take(&mut self.next);
        active.clear();
        let mut before = span;
        // The kinds of words that matter next.
        let mut waits = BEGINS;
        let mut index = self.words;
        for word in Words::within(text, span) {
            let found = types.get(text, word, set);
            self.votes.add(found.vote);
            let at = At { word, index, sentence: number };
            index += 1;
            if found.kind & waits == 0 {
                active.clear();
                waits = BEGINS;
                continue;
            }
            let (leaves, nodes) = types.numbers(found);
            let mut arrived = BEGINS;
            // Only what has begun needs to know what stands between.
            if !active.is_empty() {
                next.clear();
                if adjacent(text, before, word) {
                    for &state in &active {
                        let lone = set.trie.step_any(state.node);
                        let steps = leaves.iter().filter_map(|&it| set.trie.step(state.node, it));
                        for node in lone.into_iter().chain(steps) {
                            arrived |= self.arrive(set, State { node, ..state }, at, &mut next);
                        }
                    }
                }
                std::mem::swap(&mut active, &mut next);
            }
            for &node in nodes {
                let state = State { node, first: at.index, start: word.start };
                arrived |= self.arrive(set, state, at, &mut active);
            }
            waits = arrived;
            before = word;
        }
        self.words = index;
        self.active = active;
        self.next = next;
    }

    /// Notes the patterns that end in a state, and keeps it where a longer one leads on from it: the
    /// kinds of words that it waits for.
    fn arrive(&mut self, set: &CompiledSet, state: State, at: At, next: &mut Vec<State>) -> u8 {
        for &pattern in set.trie.patterns(state.node) {
            let run =
                Run { first: state.first, last: at.index, start: state.start, end: at.word.end };
            self.add(set, pattern, Hit::run(run, at.sentence, at.sentence));
        }
        if !set.trie.leads_on(state.node) {
            return 0;
        }
        next.push(state);
        if set.trie.step_any(state.node).is_some() { GOES_ON | ANY } else { GOES_ON }
    }

    fn add(&mut self, set: &CompiledSet, pattern: u32, hit: Hit) {
        self.hits.push((pattern, hit));
        match set.uses[pattern as usize] {
            Use::Aside => self.aside = true,
            Use::Rule(codebook, code, rule) => {
                self.touched = true;
                // Hits of one rule come in rows.
                if self.rules.last() != Some(&(codebook, code, rule)) {
                    self.rules.push((codebook, code, rule));
                }
            }
        }
    }

    /// `/…/` rules look at the segment as written; a find is widened to the words that it touches.
    fn regexes(&mut self, set: &CompiledSet, text: &str, segment: Span, sentences: &[Span]) {
        let slice = segment.of(text);
        let mut words: Vec<(Span, u32)> = Vec::new();
        let mut finds = std::mem::take(&mut self.finds);
        finds.resize_with(set.regexes.len(), Cache::default);
        let mut candidates = std::mem::take(&mut self.candidates);
        set.prefilter.candidates(slice, &mut candidates);
        for &at in &candidates {
            let (regular, cache) = (&set.regexes[at as usize], &mut finds[at as usize]);
            regular.finder.finds(slice, cache, |start, end| {
                if words.is_empty() {
                    for (number, sentence) in sentences.iter().enumerate() {
                        let span = Span {
                            start: sentence.start.max(segment.start),
                            end: sentence.end.min(segment.end).max(segment.start),
                        };
                        if span.start < span.end {
                            words.extend(Words::within(text, span).map(|it| (it, number as u32)));
                        }
                    }
                }
                let start = segment.start + start as u32;
                let end = segment.start + end as u32;
                let from = words.partition_point(|(word, _)| word.end <= start);
                let to = words.partition_point(|(word, _)| word.start < end);
                if from < to {
                    let (first, sentence) = words[from];
                    let (last, last_sentence) = words[to - 1];
                    let run = Run {
                        first: from as u32,
                        last: to as u32 - 1,
                        start: first.start,
                        end: last.end,
                    };
                    let hit = Hit::run(run, sentence, last_sentence);
                    regular.patterns.iter().for_each(|&pattern| self.add(set, pattern, hit));
                }
            });
        }
        self.finds = finds;
        self.candidates = candidates;
    }
}

#[inline]
fn adjacent(text: &str, before: Span, word: Span) -> bool {
    let between = &text[before.end as usize..word.start as usize];
    if between.is_empty() || between == " " {
        return true;
    }
    let stop = between.starts_with('.') && takes_stop(before.of(text), is_abbreviation);
    gap(between, stop) == Gap::Adjacent
}
