//! From the patterns found in a segment to the matches of every code: operators, references,
//! `unless`, longest wins. The meaning of each step is docs/rules.md; the order of codes, rules and
//! hits never changes a result.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::codebook::expression::Scope;
use crate::codebook::{Codebook, Weight};
use crate::text::Language;

use super::compile::{CodeProgram, CodebookProgram, Node};
use super::hit::{Arena, Hit, Taken};
use super::scan::Found;
use super::trace::{Blocker, Trace};

/// Partners on either side that are tried to tell why NEAR does not hold.
const PARTNERS: usize = 8;

/// A hit that remains, with the rule it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    /// Its words.
    pub hit: Hit,
    /// Index of the rule in the codebook.
    pub rule: u32,
    /// A cue of denial reaches it.
    pub negated: bool,
}

/// The matches of every code of one codebook in one segment.
#[derive(Debug, Default)]
pub struct Matches {
    /// By code; empty for most.
    pub of_code: Vec<Vec<Match>>,
    /// Codes that have matches, in the order in which they were evaluated.
    pub codes: Vec<usize>,
}

impl Matches {
    /// Forgets the matches of the last segment.
    pub fn clear(&mut self, n_codes: usize) {
        for &code in &self.codes {
            self.of_code[code].clear();
        }
        self.codes.clear();
        self.of_code.resize_with(n_codes, Vec::new);
    }
}

/// Evaluates a codebook. `touched` holds code and place of each rule that a pattern was found of, in
/// order.
pub fn evaluate<T: Trace>(
    codebook: &Codebook,
    program: &CodebookProgram,
    touched: &[(u16, u16, u32)],
    found: &mut Found,
    language: Language,
    matches: &mut Matches,
    trace: &mut T,
) {
    matches.clear(program.codes.len());
    for &code in &program.order {
        let compiled = &program.codes[code];
        let rests = compiled.dependencies.iter().any(|&it| !matches.of_code[it].is_empty());
        let from = touched.partition_point(|it| (it.1 as usize) < code);
        let own = &touched[from..];
        let own = &own[..own.partition_point(|it| it.1 as usize == code)];
        if own.is_empty() && !rests {
            continue;
        }
        let taken = Context { codebook, found, of_code: &matches.of_code, trace }
            .code(code, compiled, own, language);
        if !taken.is_empty() {
            matches.of_code[code] = taken;
            matches.codes.push(code);
        }
    }
}

struct Context<'a, T: Trace> {
    codebook: &'a Codebook,
    found: &'a mut Found,
    of_code: &'a [Vec<Match>],
    trace: &'a mut T,
}

impl<T: Trace> Context<'_, T> {
    fn code(
        &mut self,
        code: usize,
        program: &CodeProgram,
        touched: &[(u16, u16, u32)],
        language: Language,
    ) -> Vec<Match> {
        let mut all = Vec::new();
        let found = touched.iter().map(|it| it.2);
        let referring = program.referring.iter().copied();
        for place in found.chain(referring.filter(|it| !touched.iter().any(|own| own.2 == *it))) {
            let rule = &program.rules[place as usize];
            self.trace.rule(code, Some(rule.rule));
            let hits = self.hits(&rule.node);
            if rule.only_language.is_some_and(|only| only != language) {
                if T::ON {
                    for hit in &hits {
                        self.trace.blocked(hit, Blocker::Language, None);
                    }
                }
                continue;
            }
            all.extend(hits.into_iter().map(|hit| Match { hit, rule: rule.rule, negated: false }));
        }
        if !all.is_empty() && !program.unless.is_empty() {
            self.unless(code, program, &mut all);
        }
        // A parent's matches are a union over its own hits and its subcodes' matches.
        for &child in &self.codebook.codes[code].children {
            all.extend(&self.of_code[child]);
        }
        self.longest(code, all)
    }

    fn unless(&mut self, code: usize, program: &CodeProgram, all: &mut Vec<Match>) {
        for (node, text) in &program.unless {
            self.trace.rule(code, None);
            let blocking = self.hits(node);
            if blocking.is_empty() {
                continue;
            }
            let trace = &mut *self.trace;
            // Sorted by first word; the furthest end so far tells whether any of them reaches over.
            let mut reach: Vec<(u32, u32, usize)> = Vec::with_capacity(blocking.len());
            for (index, hit) in blocking.iter().enumerate() {
                let before = reach.last().copied();
                reach.push(match before {
                    Some((_, last, by)) if last >= hit.last => (hit.first, last, by),
                    _ => (hit.first, hit.last, index),
                });
            }
            all.retain(|it| {
                let upto = reach.partition_point(|(first, ..)| *first <= it.hit.first);
                let Some(&(_, last, by)) = upto.checked_sub(1).and_then(|at| reach.get(at)) else {
                    return true;
                };
                let inside = last >= it.hit.last;
                if T::ON && inside {
                    trace.rule(code, Some(it.rule));
                    trace.blocked(&it.hit, Blocker::Unless(text.clone()), Some(&blocking[by]));
                }
                !inside
            });
        }
    }

    /// Most words, then leftmost, then shortest extent, then the places of the words, then greater
    /// weight, then the rule's text; what shares a word with one taken is dropped.
    fn longest(&mut self, code: usize, mut all: Vec<Match>) -> Vec<Match> {
        if all.len() > 1 {
            let rules = &self.codebook.rules;
            let arena = &self.found.arena;
            all.sort_by(|a, b| {
                longer(arena, &a.hit, &b.hit).then_with(|| {
                    let (x, y) = (&rules[a.rule as usize], &rules[b.rule as usize]);
                    (Reverse(x.weight), &x.text, x.language).cmp(&(
                        Reverse(y.weight),
                        &y.text,
                        y.language,
                    ))
                })
            });
            let mut kept: Vec<Match> = Vec::with_capacity(all.len());
            // Which kept match holds a word: only an explanation asks.
            let mut holder: HashMap<u32, usize> = HashMap::new();
            let words = |hit: &Hit| -> Vec<u32> {
                arena.runs(hit).flat_map(|run| run.first..=run.last).collect()
            };
            for it in all {
                if self.found.taken.take(arena.runs(&it.hit)) {
                    if T::ON {
                        holder.extend(words(&it.hit).into_iter().map(|word| (word, kept.len())));
                    }
                    kept.push(it);
                } else if T::ON {
                    let holders = words(&it.hit).into_iter().filter_map(|word| holder.get(&word));
                    let by = holders.min();
                    let by = by.and_then(|&at| kept.get(at));
                    // A subcode's own match that reaches its parent a second time is no news.
                    if let Some(by) = by.filter(|by| by.rule != it.rule || by.hit != it.hit) {
                        self.trace.rule(code, Some(it.rule));
                        self.trace.blocked(&it.hit, Blocker::Longest(by.rule), Some(&by.hit));
                    }
                }
            }
            for it in &kept {
                self.found.taken.release(arena.runs(&it.hit));
            }
            all = kept;
            all.sort_by(|a, b| arena.places(&a.hit, &b.hit));
        }
        all
    }

    /// The hits of a node, by the places of their words, each once.
    fn hits(&mut self, node: &Node) -> Vec<Hit> {
        match node {
            Node::Pattern(pattern) => self.found.of(*pattern).iter().map(|(_, hit)| *hit).collect(),
            Node::Reference(code) => self.of_code[*code].iter().map(|it| it.hit).collect(),
            Node::Or(nodes) => {
                let mut all: Vec<Hit> = Vec::new();
                for node in nodes {
                    all.extend(self.hits(node));
                }
                ordered(&self.found.arena, all)
            }
            Node::And(scope, nodes) => {
                self.chain(nodes, |context, left, right| context.and(*scope, left, right))
            }
            Node::Not(distance, scope, nodes) => self
                .chain(nodes, |context, left, right| context.not(*distance, *scope, left, right)),
            Node::Near(n, scope, before, pair) => {
                let left = self.hits(&pair[0]);
                if left.is_empty() && !T::ON {
                    return left;
                }
                let right = self.hits(&pair[1]);
                self.near(*n, *scope, *before, &left, &right)
            }
        }
    }

    /// The same operator repeated, read from the left.
    fn chain(
        &mut self,
        nodes: &[Node],
        mut operator: impl FnMut(&mut Self, Vec<Hit>, Vec<Hit>) -> Vec<Hit>,
    ) -> Vec<Hit> {
        let mut nodes = nodes.iter();
        let Some(first) = nodes.next() else { return Vec::new() };
        let mut left = self.hits(first);
        for node in nodes {
            if left.is_empty() {
                break;
            }
            let right = self.hits(node);
            left = operator(self, left, right);
        }
        left
    }

    /// The operands that remain: inside one sentence (paragraph), longest wins.
    fn operand(&mut self, scope: Scope, hits: &[Hit]) -> Vec<Hit> {
        let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
        for hit in hits {
            let stays = match scope {
                Scope::Sentence => hit.sentence == hit.last_sentence,
                Scope::Paragraph => {
                    self.place(scope, hit) == self.found.paragraphs[hit.last_sentence as usize]
                }
                Scope::Unit => true,
            };
            if stays {
                kept.push(*hit);
            } else if T::ON {
                self.trace.blocked(hit, Blocker::Scope, None);
            }
        }
        reduce(&self.found.arena, &mut self.found.taken, kept)
    }

    /// The sentence, paragraph or unit that a hit stands in.
    fn place(&self, scope: Scope, hit: &Hit) -> u32 {
        match scope {
            Scope::Sentence => hit.sentence,
            Scope::Paragraph => self.found.paragraphs[hit.sentence as usize],
            Scope::Unit => 0,
        }
    }

    fn and(&mut self, scope: Scope, left: Vec<Hit>, right: Vec<Hit>) -> Vec<Hit> {
        let a = self.operand(scope, &left);
        let b = self.operand(scope, &right);
        let mut pairs = Vec::new();
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            let (x, y) = (self.place(scope, &a[i]), self.place(scope, &b[j]));
            let m = i + a[i..].partition_point(|hit| self.place(scope, hit) <= x);
            let n = j + b[j..].partition_point(|hit| self.place(scope, hit) <= y);
            match x.cmp(&y) {
                std::cmp::Ordering::Less => i = m,
                std::cmp::Ordering::Greater => j = n,
                std::cmp::Ordering::Equal => {
                    pairs.extend(first_pair(&mut self.found.arena, &a[i..m], &b[j..n]));
                    (i, j) = (m, n);
                }
            }
        }
        if T::ON && pairs.is_empty() && !a.is_empty() && !b.is_empty() {
            self.trace.blocked(&a[0], Blocker::Scope, Some(&b[0]));
        }
        ordered(&self.found.arena, pairs)
    }

    fn not(
        &mut self,
        distance: Option<u32>,
        scope: Scope,
        left: Vec<Hit>,
        right: Vec<Hit>,
    ) -> Vec<Hit> {
        let a = self.operand(scope, &left);
        if right.is_empty() {
            return ordered(&self.found.arena, a);
        }
        let b = self.operand(scope, &right);
        let widest = b.iter().map(|other| other.last - other.first).max().unwrap_or(0);
        let mut kept = Vec::with_capacity(a.len());
        for hit in a {
            let place = self.place(scope, &hit);
            let low = distance.map_or(0, |n| hit.first.saturating_sub(n.saturating_add(widest)));
            let from =
                b.partition_point(|other| self.place(scope, other) < place || other.first < low);
            let blocking = b[from..]
                .iter()
                .take_while(|other| self.place(scope, other) == place)
                // They are sorted by their first words and no two share one: past this none is near.
                .take_while(|other| {
                    distance.is_none_or(|n| {
                        !matches!(hit.between(other), Some(gap) if gap >= n && other.first > hit.last)
                    })
                })
                .find(|other| distance.is_none_or(|n| hit.between(other).is_none_or(|gap| gap < n)));
            match blocking {
                None => kept.push(hit),
                Some(by) if T::ON => self.trace.blocked(&hit, Blocker::Not, Some(by)),
                Some(_) => {}
            }
        }
        ordered(&self.found.arena, kept)
    }

    fn near(
        &mut self,
        n: u32,
        scope: Scope,
        before: bool,
        left: &[Hit],
        right: &[Hit],
    ) -> Vec<Hit> {
        let a = self.operand(scope, left);
        let b = self.operand(scope, right);
        // Candidates: (words between, a, b). Extents of reduced operands may interleave, so each a
        // looks at every b whose first word lies within reach of its extent.
        let widest = b.iter().map(|hit| hit.last - hit.first).max().unwrap_or(0);
        let mut candidates: Vec<(u32, usize, usize)> = Vec::new();
        for (x, hit) in a.iter().enumerate() {
            let place = self.place(scope, hit);
            let low = hit.first.saturating_sub(n + widest);
            let high = hit.last.saturating_add(n);
            let from = b.partition_point(|other| other.first < low);
            for (y, other) in b.iter().enumerate().skip(from) {
                if other.first > high {
                    break;
                }
                if self.place(scope, other) != place || before && other.first < hit.last {
                    continue;
                }
                if let Some(between) = hit.between(other).filter(|between| *between < n) {
                    candidates.push((between, x, y));
                }
            }
        }
        if T::ON && candidates.is_empty() {
            self.why_not_near(n, scope, before, &a, &b);
        }
        let mut pairs: Vec<(u32, Hit, usize, usize)> = candidates
            .into_iter()
            .map(|(between, x, y)| (between, self.found.arena.union(&a[x], &b[y]), x, y))
            .collect();
        let arena = &self.found.arena;
        pairs.sort_by(|(p, h, x, _), (q, i, y, _)| {
            (p, h.first)
                .cmp(&(q, i.first))
                .then_with(|| arena.places(h, i))
                .then_with(|| arena.places(&a[*x], &a[*y]))
        });
        let mut used = (vec![false; a.len()], vec![false; b.len()]);
        let mut taken = Vec::new();
        for (_, hit, x, y) in pairs {
            if !used.0[x] && !used.1[y] {
                used.0[x] = true;
                used.1[y] = true;
                taken.push(hit);
            }
        }
        ordered(&self.found.arena, taken)
    }

    /// Tells which of distance, order or scope keeps the nearest pair from holding.
    fn why_not_near(&mut self, n: u32, scope: Scope, before: bool, a: &[Hit], b: &[Hit]) {
        // Operands are sorted by their first words: the nearest partners stand around that place.
        let pairs = || {
            a.iter().flat_map(|x| {
                let at = b.partition_point(|y| y.first < x.first);
                b[at.saturating_sub(PARTNERS)..].iter().take(2 * PARTNERS).map(move |y| (x, y))
            })
        };
        let near = pairs()
            .filter(|(x, y)| self.place(scope, x) == self.place(scope, y))
            .filter_map(|(x, y)| x.between(y).map(|between| (between, x, y)))
            .min_by_key(|(between, x, y)| (*between, x.first, y.first));
        match near {
            Some((between, x, y)) if before && between < n && y.first < x.first => {
                self.trace.blocked(x, Blocker::Order, Some(y));
            }
            Some((between, x, y)) => {
                let blocker = Blocker::Distance { between, allowed: n.saturating_sub(1) };
                self.trace.blocked(x, blocker, Some(y));
            }
            None => {
                if let Some((x, y)) = pairs().next() {
                    self.trace.blocked(x, Blocker::Scope, Some(y));
                }
            }
        }
    }
}

fn longer(arena: &Arena, a: &Hit, b: &Hit) -> std::cmp::Ordering {
    (Reverse(a.words), a.first, a.last)
        .cmp(&(Reverse(b.words), b.first, b.last))
        .then_with(|| arena.places(a, b))
}

/// By the places of their words, each once.
fn ordered(arena: &Arena, mut hits: Vec<Hit>) -> Vec<Hit> {
    if hits.len() > 1 {
        hits.sort_by(|a, b| arena.places(a, b));
        hits.dedup_by(|a, b| arena.places(a, b).is_eq());
    }
    hits
}

/// Longest wins among the hits of an operand; they come back by the places of their words.
fn reduce(arena: &Arena, taken: &mut Taken, mut hits: Vec<Hit>) -> Vec<Hit> {
    let apart = hits.windows(2).all(|pair| pair[0].last < pair[1].first);
    if apart {
        return hits;
    }
    hits.sort_by(|a, b| longer(arena, a, b));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        if taken.take(arena.runs(&hit)) {
            kept.push(hit);
        }
    }
    for hit in &kept {
        taken.release(arena.runs(hit));
    }
    ordered(arena, kept)
}

/// The pair without a common word that ends first, then starts first, then by the places of its
/// words. Operands are reduced: no two of one side share a word, so few partners are refused.
fn first_pair(arena: &mut Arena, a: &[Hit], b: &[Hit]) -> Option<Hit> {
    let mut ends: Vec<(u32, bool, usize)> = Vec::with_capacity(a.len() + b.len());
    ends.extend(a.iter().enumerate().map(|(index, hit)| (hit.last, false, index)));
    ends.extend(b.iter().enumerate().map(|(index, hit)| (hit.last, true, index)));
    ends.sort_unstable();
    let mut best: Option<(u32, u32, Hit)> = None;
    for (at, &(last, side, index)) in ends.iter().enumerate() {
        if best.as_ref().is_some_and(|(end, ..)| *end < last) {
            break;
        }
        let hit = if side { b[index] } else { a[index] };
        let upto = at + ends[at..].iter().take_while(|(end, ..)| *end == last).count();
        for &(_, other_side, other) in &ends[..upto] {
            let other = if other_side { b[other] } else { a[other] };
            if other_side == side || arena.share(&hit, &other) {
                continue;
            }
            let start = hit.first.min(other.first);
            let earlier = match &best {
                None => true,
                Some((_, first, known)) => {
                    start < *first
                        || start == *first && {
                            let union = arena.union(&hit, &other);
                            arena.places(&union, known).is_lt()
                        }
                }
            };
            if earlier {
                best = Some((last, start, arena.union(&hit, &other)));
            }
        }
    }
    best.map(|(_, _, hit)| hit)
}

/// Sum of weights, in millionths, of matches that count.
pub fn weight(codebook: &Codebook, matches: &[Match], asserted: bool) -> Weight {
    matches
        .iter()
        .filter(|it| !(asserted && it.negated))
        .map(|it| codebook.rules[it.rule as usize].weight)
        .sum()
}
