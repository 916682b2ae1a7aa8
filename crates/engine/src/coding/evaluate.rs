//! From the patterns found in a segment to the matches of every code: operators, references,
//! `unless`, longest wins. The meaning of each step is docs/rules.md; the order of codes, rules and
//! hits never changes a result.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::codebook::expression::Scope;
use crate::codebook::{Codebook, Weight};
use crate::text::Language;

use super::compile::{CodeProgram, CodebookProgram, Node};
use super::hit::{Arena, Hit, Taken, furthest};
use super::near::pairs;
use super::scan::Found;
use super::trace::{Blocker, Trace};
use super::why;

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
        let taken = Context { codebook, found, of_code: &matches.of_code, trace, quiet: false }
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
    /// Nothing is told.
    quiet: bool,
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
            if rule.left_out {
                continue;
            }
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
            // What keeps an `unless` from holding keeps nothing from the code.
            self.quiet = true;
            let blocking = self.hits(node);
            self.quiet = false;
            // Sorted by first word; the furthest end so far tells whether any of them reaches over.
            let reach = furthest(&blocking, |_| 0);
            let trace = &mut *self.trace;
            all.retain(|it| {
                let upto = blocking.partition_point(|other| other.first <= it.hit.first);
                let Some(&(last, by)) = upto.checked_sub(1).and_then(|at| reach.get(at)) else {
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
                    // The rule of a subcode did hold, there.
                    let own = rules[it.rule as usize].code == code;
                    if let Some(by) =
                        by.filter(|by| own && (by.rule != it.rule || by.hit != it.hit))
                    {
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
                self.near(*n, *scope, *before, left, right)
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

    fn blocked(&mut self, hit: &Hit, blocker: Blocker, by: Option<&Hit>) {
        if !self.quiet {
            self.trace.blocked(hit, blocker, by);
        }
    }

    /// The operands that remain: inside one sentence (paragraph), longest wins.
    fn operand(&mut self, scope: Scope, mut hits: Vec<Hit>) -> Vec<Hit> {
        let paragraphs = &self.found.paragraphs;
        let stays = |hit: &Hit| match scope {
            Scope::Sentence => hit.sentence == hit.last_sentence,
            Scope::Paragraph => {
                paragraphs[hit.sentence as usize] == paragraphs[hit.last_sentence as usize]
            }
            Scope::Unit => true,
        };
        if T::ON && !self.quiet {
            for hit in hits.iter().filter(|hit| !stays(hit)) {
                self.trace.blocked(hit, Blocker::Scope, None);
            }
        }
        hits.retain(stays);
        reduce(&self.found.arena, &mut self.found.taken, hits)
    }

    /// The sentence, paragraph or unit that a hit stands in.
    fn place(&self, scope: Scope, hit: &Hit) -> u32 {
        place(&self.found.paragraphs, scope, hit)
    }

    fn and(&mut self, scope: Scope, left: Vec<Hit>, right: Vec<Hit>) -> Vec<Hit> {
        let a = self.operand(scope, left);
        let b = self.operand(scope, right);
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
        if T::ON && pairs.is_empty() {
            let told = why::no_pair((&a, &b), |hit| self.place(scope, hit));
            if let Some((hit, blocker, by)) = told {
                self.blocked(hit, blocker, Some(by));
            }
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
        let a = self.operand(scope, left);
        if right.is_empty() {
            return ordered(&self.found.arena, a);
        }
        let b = self.operand(scope, right);
        let reach = furthest(&b, |hit| self.place(scope, hit));
        let mut kept = Vec::with_capacity(a.len());
        for hit in a {
            let place = self.place(scope, &hit);
            // The last of those of its sentence that begin no later than at a word.
            let begin = |word: u32| {
                let at = |other: &Hit| (self.place(scope, other), other.first);
                let upto = b.partition_point(|other| at(other) <= (place, word));
                upto.checked_sub(1).filter(|&at| self.place(scope, &b[at]) == place)
            };
            let within = |word: u32| distance.map_or(u32::MAX, |n| word.saturating_add(n));
            let near = |at: &usize| within(reach[*at].0) >= hit.first;
            match begin(within(hit.last)).filter(near) {
                None => kept.push(hit),
                Some(behind) if T::ON => {
                    // The one before it that ends last, or the first behind.
                    let before = begin(hit.last).filter(near).map(|at| reach[at].1);
                    let next = begin(hit.last).map_or_else(
                        || b.partition_point(|other| self.place(scope, other) < place),
                        |at| at + 1,
                    );
                    let by = b[before.unwrap_or(next.min(behind))];
                    self.blocked(&hit, Blocker::Not, Some(&by));
                }
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
        left: Vec<Hit>,
        right: Vec<Hit>,
    ) -> Vec<Hit> {
        let a = self.operand(scope, left);
        let b = self.operand(scope, right);
        let Found { arena, paragraphs, .. } = &mut *self.found;
        let taken = pairs(n, before, (&a, &b), |hit| place(paragraphs, scope, hit), arena);
        if T::ON && taken.is_empty() {
            let place = |hit: &Hit| self.place(scope, hit);
            for (hit, blocker, by) in why::not_near(n, before, (&a, &b), place) {
                self.blocked(hit, blocker, Some(by));
            }
        }
        ordered(&self.found.arena, taken)
    }
}

/// The sentence, paragraph or unit that a hit stands in.
fn place(paragraphs: &[u32], scope: Scope, hit: &Hit) -> u32 {
    match scope {
        Scope::Sentence => hit.sentence,
        Scope::Paragraph => paragraphs[hit.sentence as usize],
        Scope::Unit => 0,
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
/// words. Operands are reduced: no two of one side share a word.
fn first_pair(arena: &mut Arena, a: &[Hit], b: &[Hit]) -> Option<Hit> {
    let (a, b) = (by_last(a), by_last(b));
    let (mut i, mut j) = (0, 0);
    // At each word at most one hit of a side ends. As long as there is no pair, all that ended
    // before share a word with one another: they are few, or all of one side.
    loop {
        let (x, y) = (a.get(i), b.get(j));
        let last = [x, y].into_iter().flatten().map(|hit| hit.last).min()?;
        let mut best = None;
        if let Some(x) = x.filter(|hit| hit.last == last) {
            i += 1;
            b[..j].iter().for_each(|other| best = earlier(arena, best, x, other));
        }
        if let Some(y) = y.filter(|hit| hit.last == last) {
            let upto = i - usize::from(x.is_some_and(|hit| hit.last == last));
            j += 1;
            a[..upto].iter().for_each(|other| best = earlier(arena, best, y, other));
        }
        if best.is_some() {
            return best;
        }
    }
}

/// The better of the best pair so far and of two hits, if they are a pair.
fn earlier(arena: &mut Arena, best: Option<Hit>, one: &Hit, other: &Hit) -> Option<Hit> {
    let first = one.first.min(other.first);
    if best.is_some_and(|best| best.first < first) || arena.share(one, other) {
        return best;
    }
    let known = arena.len();
    let union = arena.union(one, other);
    match best {
        Some(best) if best.first == first && arena.places(&best, &union).is_le() => {
            arena.shrink(known);
            Some(best)
        }
        _ => Some(union),
    }
}

/// In order of their last words.
fn by_last(hits: &[Hit]) -> Cow<'_, [Hit]> {
    if hits.is_sorted_by_key(|hit| hit.last) {
        return Cow::Borrowed(hits);
    }
    let mut hits = hits.to_vec();
    hits.sort_unstable_by_key(|hit| hit.last);
    Cow::Owned(hits)
}

/// Sum of weights, in millionths, of matches that count.
pub fn weight(codebook: &Codebook, matches: &[Match], asserted: bool) -> Weight {
    matches
        .iter()
        .filter(|it| !(asserted && it.negated))
        .map(|it| codebook.rules[it.rule as usize].weight)
        .sum()
}
