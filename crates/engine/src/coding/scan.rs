//! One pass over the words of a segment: which patterns stand where, how many words there are, and
//! in which language. Most words carry no leaf and cost one probe of the cache.

use hashbrown::HashTable;

use crate::segment::is_abbreviation;
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::language::{Vote, Votes, vote};
use crate::text::word::{Gap, Words, gap, takes_stop};

use super::compile::{CompiledSet, Use};
use super::finder::Cache;
use super::hit::{Arena, Hit, Run, Taken};

/// Distinct words kept; beyond that the cache starts anew, so that memory stays flat.
const CACHED_WORDS: usize = 1 << 17;

/// What is known of a distinct word as it is written.
#[derive(Clone, Copy, Debug)]
struct Type {
    /// Length of the word in bytes, and its first eight bytes.
    length: u32,
    head: u64,
    /// Where the bytes after the eighth stand.
    tail: u32,
    /// Its leaves that can go on with a phrase.
    leaves: (u32, u32),
    /// The nodes of the trie that it begins with.
    nodes: (u32, u32),
    vote: Vote,
}

/// The cache of distinct words of one worker.
#[derive(Debug, Default)]
pub struct Types {
    table: HashTable<Type>,
    text: Vec<u8>,
    leaves: Vec<u32>,
}

impl Types {
    /// What the words of a text say of its language.
    pub fn votes(&mut self, text: &str, set: &CompiledSet, votes: &mut Votes) {
        for word in Words::new(text) {
            votes.add(self.get(word.of(text), set).vote);
        }
    }

    #[inline]
    fn get(&mut self, word: &str, set: &CompiledSet) -> Type {
        let bytes = word.as_bytes();
        let (head, tail) = split(bytes);
        let hash = hash(head, tail, bytes.len());
        let text = &self.text;
        let same = |it: &Type| {
            it.head == head
                && it.length as usize == bytes.len()
                && (tail.is_empty()
                    || &text[it.tail as usize..it.tail as usize + tail.len()] == tail)
        };
        match self.table.find(hash, same) {
            Some(found) => *found,
            None => self.insert(word, hash, set),
        }
    }

    #[cold]
    fn insert(&mut self, word: &str, hash_of_word: u64, set: &CompiledSet) -> Type {
        if self.table.len() >= CACHED_WORDS || self.text.len() > 16 << 20 {
            self.table.clear();
            self.text.clear();
            self.leaves.clear();
        }
        let folded = fold(word);
        let from = self.leaves.len() as u32;
        let mut leaves = Vec::new();
        set.lexicon.leaves(word, &folded, &mut leaves);
        self.leaves.extend(leaves.iter().filter(|&&leaf| set.trie.goes_on(leaf)));
        let upto = self.leaves.len() as u32;
        self.leaves.extend(leaves.iter().filter_map(|&leaf| set.trie.begin(leaf)));
        let (head, tail) = split(word.as_bytes());
        let start = self.text.len() as u32;
        self.text.extend_from_slice(tail);
        let new = Type {
            length: word.len() as u32,
            head,
            tail: start,
            leaves: (from, upto),
            nodes: (upto, self.leaves.len() as u32),
            vote: vote(&folded),
        };
        let text = &self.text;
        self.table.insert_unique(hash_of_word, new, |it| {
            let length = it.length as usize;
            let tail = it.tail as usize..it.tail as usize + length.saturating_sub(8);
            hash(it.head, &text[tail], length)
        });
        new
    }
}

/// The first eight bytes of a word as a number, and the rest.
#[inline]
fn split(bytes: &[u8]) -> (u64, &[u8]) {
    match bytes.split_first_chunk::<8>() {
        Some((head, tail)) => (u64::from_le_bytes(*head), tail),
        None => (bytes.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)), &[]),
    }
}

/// A hash of short byte strings: eight bytes at a time, multiplied and folded.
#[inline]
fn hash(head: u64, mut tail: &[u8], length: usize) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = (length as u64 ^ head).wrapping_mul(K);
    while !tail.is_empty() {
        let (next, rest) = split(tail);
        state = (state.rotate_left(5) ^ next).wrapping_mul(K);
        tail = rest;
    }
    // hashbrown takes its tag from the top bits and the bucket from the low ones.
    state ^ state >> 32
}

/// Everything found in one segment; reused from one to the next.
#[derive(Debug, Default)]
pub struct Found {
    /// Hits by pattern, then place.
    pub hits: Vec<(u32, Hit)>,
    /// Number of words.
    pub words: u32,
    /// The paragraph of each sentence of the segment, counted in the part.
    pub paragraphs: Vec<u32>,
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
    active: Vec<State>,
    next: Vec<State>,
    /// True when one of the active states waits for any word.
    any: bool,
    votes: Votes,
}

#[derive(Clone, Copy, Debug)]
struct State {
    node: u32,
    first: u32,
    start: u32,
}

impl Found {
    /// The hits of a pattern, in order of place.
    pub fn of(&self, pattern: u32) -> &[(u32, Hit)] {
        let from = self.hits.partition_point(|(number, _)| *number < pattern);
        let length = self.hits[from..].partition_point(|(number, _)| *number == pattern);
        &self.hits[from..from + length]
    }

    /// The hits of patterns that were numbered one after the other, by pattern, then place.
    pub fn of_all(&self, patterns: &[u32]) -> &[(u32, Hit)] {
        let (Some(first), Some(last)) = (patterns.first(), patterns.last()) else { return &[] };
        let from = self.hits.partition_point(|(number, _)| number < first);
        let length = self.hits[from..].partition_point(|(number, _)| number <= last);
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
        self.words = 0;
        self.touched = false;
        self.aside = false;
        for (number, sentence) in sentences.iter().enumerate() {
            let span = Span {
                start: sentence.start.max(segment.start),
                end: sentence.end.min(segment.end),
            };
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
        self.active.clear();
        self.any = false;
        let mut before = span;
        for word in Words::within(text, span) {
            let written = word.of(text);
            let found = types.get(written, set);
            self.votes.add(found.vote);
            let index = self.words;
            self.words += 1;
            if self.active.is_empty() {
                before = word;
                if found.nodes.0 == found.nodes.1 {
                    continue;
                }
            } else {
                // Only a word that can go on, or a lone `*`, needs to know what stands between.
                let goes_on = found.leaves.0 != found.leaves.1 || self.any;
                if !goes_on || !adjacent(text, before, word) {
                    self.active.clear();
                }
                before = word;
            }
            let leaves = &types.leaves[found.leaves.0 as usize..found.leaves.1 as usize];
            let nodes = &types.leaves[found.nodes.0 as usize..found.nodes.1 as usize];
            let mut next = std::mem::take(&mut self.next);
            next.clear();
            self.any = false;
            for at in 0..self.active.len() {
                let state = self.active[at];
                if let Some(node) = set.trie.step_any(state.node) {
                    self.arrive(set, State { node, ..state }, index, word, number, &mut next);
                }
                for &leaf in leaves {
                    if let Some(node) = set.trie.step(state.node, leaf) {
                        self.arrive(set, State { node, ..state }, index, word, number, &mut next);
                    }
                }
            }
            for &node in nodes {
                let state = State { node, first: index, start: word.start };
                self.arrive(set, state, index, word, number, &mut next);
            }
            self.next = std::mem::replace(&mut self.active, next);
        }
    }

    fn arrive(
        &mut self,
        set: &CompiledSet,
        state: State,
        index: u32,
        word: Span,
        sentence: u32,
        next: &mut Vec<State>,
    ) {
        for &pattern in set.trie.patterns(state.node) {
            let run = Run { first: state.first, last: index, start: state.start, end: word.end };
            self.add(set, pattern, Hit::run(run, sentence, sentence));
        }
        if set.trie.leads_on(state.node) {
            self.any |= set.trie.step_any(state.node).is_some();
            next.push(state);
        }
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
        for ((pattern, finder), cache) in set.regexes.iter().zip(&mut finds) {
            finder.finds(slice, cache, |start, end| {
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
                    self.add(set, *pattern, Hit::run(run, sentence, last_sentence));
                }
            });
        }
        self.finds = finds;
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
