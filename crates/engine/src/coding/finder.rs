//! All finds of a `/…/` rule in a segment, leftmost first, in time linear in the text.
//!
//! A text enters, places of finds leave. A search of its own for each find would not be linear:
//! behind each a of a text without z, `/a[^z]*z|a/` reads on to the end of the text. So the finds
//! come from one search each only as long as what these may have read stays within a multiple of
//! the text. From there on they come from two passes. The first goes backward and notes, for each
//! place, from which states of the automaton the rest of the text can still be accepted. The second
//! goes forward and takes at each place the first choice that can: what a search that tries one
//! choice after the other would end with, without ever going back.
//!
//! Memory is bounded too: the backward pass keeps one set of states a block and makes those inside
//! a block anew when the forward pass reaches it.
//!
//! It does not widen finds to words, and knows no empty finds: they are refused in a rule.
//!
//! # Reference
//! Frisch and Cardelli (2004), Greedy regular expression matching, ICALP.

use std::sync::Arc;

use regex::Regex;
use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::{look::Look, primitives::StateID};
use rustc_hash::FxHashMap;

use crate::codebook::pattern::Compiled;

/// Bytes that single searches may read: a multiple of the text, and some more where it is short.
const READ: (usize, usize) = (32, 64 << 10);
/// Places of one block of the two passes.
const BLOCK: usize = 1 << 12;
/// Sets of states kept from one block to the next; beyond that they are made anew.
const KEPT: usize = 512;

/// Finds what one expression matches.
#[derive(Debug)]
pub struct Finder {
    regex: Regex,
    nfa: NFA,
    /// Most bytes that a find can have, and so that a search can read past one.
    longest: usize,
    /// For each state, from which state and over which bytes it is reached.
    over: Edges<(u8, u8)>,
    /// For each state, from which state it is reached over nothing, and what must be seen there.
    through: Edges<Option<Look>>,
    looks: Vec<Look>,
    accepting: Vec<u32>,
}

/// Edges by the state that they lead to: where its own begin, and the states that they come from.
#[derive(Debug)]
struct Edges<T> {
    from: Vec<u32>,
    edges: Vec<(u32, T)>,
}

impl<T: Copy> Edges<T> {
    fn new(n: usize, mut edges: Vec<(u32, u32, T)>) -> Self {
        edges.sort_by_key(|(to, ..)| *to);
        let from = (0..=n).map(|to| edges.partition_point(|edge| (edge.0 as usize) < to) as u32);
        let from = from.collect();
        Self { from, edges: edges.into_iter().map(|(_, from, what)| (from, what)).collect() }
    }

    fn to(&self, state: u32) -> &[(u32, T)] {
        let at = state as usize;
        &self.edges[self.from[at] as usize..self.from[at + 1] as usize]
    }
}

/// What the two passes of one finder remember from one text to the next.
#[derive(Debug, Default)]
pub struct Cache {
    sets: Vec<Set>,
    numbers: FxHashMap<Arc<[u64]>, u32>,
    /// The set before a byte, by set, class of the byte and what is seen there.
    before: Vec<u32>,
    stack: Vec<u32>,
    /// When a state was last come by, so that none is tried twice at one place.
    seen: Vec<u32>,
    now: u32,
}

/// States from which the rest of a text can be accepted, as bits.
#[derive(Debug)]
struct Set {
    states: Arc<[u64]>,
    /// A find begins here.
    begins: bool,
}

const UNKNOWN: u32 = u32::MAX;

fn holds(states: &[u64], state: u32) -> bool {
    states[state as usize / 64] >> (state % 64) & 1 == 1
}

/// Where a walk through the automaton goes on.
enum Step {
    To(StateID),
    End,
    Nowhere,
}

impl Finder {
    /// A finder of what was compiled.
    pub fn new(compiled: Compiled) -> Self {
        let Compiled { regex, nfa, longest } = compiled;
        let (mut over, mut through, mut accepting) = (Vec::new(), Vec::new(), Vec::new());
        for (index, state) in nfa.states().iter().enumerate() {
            let index = index as u32;
            let mut passes = |to: StateID, look| through.push((to.as_u32(), index, look));
            match state {
                State::ByteRange { trans } => {
                    over.push((trans.next.as_u32(), index, (trans.start, trans.end)));
                }
                State::Sparse(sparse) => over.extend(
                    sparse
                        .transitions
                        .iter()
                        .map(|it| (it.next.as_u32(), index, (it.start, it.end))),
                ),
                State::Dense(dense) => over.extend((0..=u8::MAX).filter_map(|byte| {
                    dense.matches_byte(byte).map(|next| (next.as_u32(), index, (byte, byte)))
                })),
                State::Look { look, next } => passes(*next, Some(*look)),
                State::Union { alternates } => alternates.iter().for_each(|it| passes(*it, None)),
                State::BinaryUnion { alt1, alt2 } => {
                    passes(*alt1, None);
                    passes(*alt2, None);
                }
                State::Capture { next, .. } => passes(*next, None),
                State::Match { .. } => accepting.push(index),
                State::Fail => {}
            }
        }
        let n = nfa.states().len();
        let looks = nfa.look_set_any().iter().collect();
        let (over, through) = (Edges::new(n, over), Edges::new(n, through));
        Self { regex, nfa, longest, over, through, looks, accepting }
    }

    /// Tells first and one past the last byte of each find, in order.
    pub fn finds(&self, text: &str, cache: &mut Cache, mut found: impl FnMut(usize, usize)) {
        let allowed = text.len().saturating_mul(READ.0).saturating_add(READ.1);
        let (mut at, mut read) = (0, 0_usize);
        while let Some(find) = self.regex.find_at(text, at) {
            found(find.start(), find.end());
            at = find.end();
            read = read.saturating_add(self.longest.min(text.len() - at));
            if read > allowed {
                return self.in_two_passes(text.as_bytes(), at, cache, &mut found);
            }
        }
    }

    /// The finds that begin at or after a byte, however many and however they overlap.
    fn in_two_passes(
        &self,
        text: &[u8],
        from: usize,
        cache: &mut Cache,
        found: &mut impl FnMut(usize, usize),
    ) {
        cache.seen.resize(self.nfa.states().len(), 0);
        // The set at the end of each block, last block first, and whether a find begins in it.
        let mut ends: Vec<(Arc<[u64]>, bool)> = Vec::new();
        let end = |block: usize| (from + (block + 1) * BLOCK).min(text.len());
        let n_blocks = (text.len() - from).div_ceil(BLOCK);
        let mut set = self.last_set(text, cache);
        for block in (0..n_blocks).rev() {
            let states = cache.sets[set as usize].states.clone();
            if cache.sets.len() > KEPT {
                cache.forget();
                set = self.number(&states, cache);
            }
            let mut begins = false;
            for at in (from + block * BLOCK..end(block)).rev() {
                set = self.set_before(set, text, at, cache);
                begins |= cache.sets[set as usize].begins;
            }
            ends.push((states, begins));
        }
        let mut walk: Option<(usize, StateID)> = None;
        let mut sets: Vec<u32> = Vec::new();
        for block in 0..n_blocks {
            let Some((states, begins)) = ends.pop() else { break };
            if walk.is_none() && !begins {
                continue;
            }
            if cache.sets.len() > KEPT {
                cache.forget();
            }
            let (first, end) = (from + block * BLOCK, end(block));
            sets.clear();
            sets.push(self.number(&states, cache));
            for at in (first..end).rev() {
                let set = self.set_before(sets[end - at - 1], text, at, cache);
                sets.push(set);
            }
            let mut at = first;
            while at < end {
                let (start, state) = match walk {
                    Some(walk) => walk,
                    None if cache.sets[sets[end - at] as usize].begins => {
                        (at, self.nfa.start_anchored())
                    }
                    None => {
                        at += 1;
                        continue;
                    }
                };
                walk = match self.step(state, text, at, sets[end - at - 1], cache) {
                    Step::To(next) => Some((start, next)),
                    Step::End => {
                        found(start, at);
                        None
                    }
                    Step::Nowhere => None,
                };
                // The next find may begin where this one ended.
                at += usize::from(walk.is_some() || start == at);
            }
        }
        if let Some((start, _)) = walk {
            found(start, text.len());
        }
    }

    /// The first choice from a state at a place from which the rest can be accepted; `after` is the
    /// set of the next place.
    fn step(&self, state: StateID, text: &[u8], at: usize, after: u32, cache: &mut Cache) -> Step {
        let Cache { sets, stack, seen, now, .. } = cache;
        *now = now.wrapping_add(1);
        if *now == 0 {
            seen.fill(0);
            *now = 1;
        }
        let alive = &sets[after as usize].states;
        let goes = |next: Option<StateID>| next.filter(|next| holds(alive, next.as_u32()));
        stack.clear();
        stack.push(state.as_u32());
        while let Some(index) = stack.pop() {
            if std::mem::replace(&mut seen[index as usize], *now) == *now {
                continue;
            }
            let next = match &self.nfa.states()[index as usize] {
                State::ByteRange { trans } => {
                    goes(trans.matches_byte(text[at]).then_some(trans.next))
                }
                State::Sparse(sparse) => goes(sparse.matches_byte(text[at])),
                State::Dense(dense) => goes(dense.matches_byte(text[at])),
                State::Look { look, next } => {
                    if self.nfa.look_matcher().matches(*look, text, at) {
                        stack.push(next.as_u32());
                    }
                    None
                }
                State::Union { alternates } => {
                    stack.extend(alternates.iter().rev().map(|it| it.as_u32()));
                    None
                }
                State::BinaryUnion { alt1, alt2 } => {
                    stack.extend([alt2.as_u32(), alt1.as_u32()]);
                    None
                }
                State::Capture { next, .. } => {
                    stack.push(next.as_u32());
                    None
                }
                State::Match { .. } => return Step::End,
                State::Fail => None,
            };
            if let Some(next) = next {
                return Step::To(next);
            }
        }
        Step::Nowhere
    }

    fn last_set(&self, text: &[u8], cache: &mut Cache) -> u32 {
        let states =
            self.closed(vec![0; self.nfa.states().len().div_ceil(64)], text, text.len(), cache);
        self.number(&states, cache)
    }

    /// The set of a place, from that of the next one.
    fn set_before(&self, after: u32, text: &[u8], at: usize, cache: &mut Cache) -> u32 {
        let classes = self.nfa.byte_classes();
        let seen = self
            .looks
            .iter()
            .enumerate()
            .filter(|(_, look)| self.nfa.look_matcher().matches(**look, text, at));
        let seen = seen.fold(0, |all, (place, _)| all | 1 << place);
        let column = (classes.get(text[at]) as usize) << self.looks.len() | seen;
        let width = classes.alphabet_len() << self.looks.len();
        let place = after as usize * width + column;
        if let Some(&known) = cache.before.get(place).filter(|known| **known != UNKNOWN) {
            return known;
        }
        let after = cache.sets[after as usize].states.clone();
        let mut states = vec![0; after.len()];
        for (word, &bits) in after.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let state = word as u32 * 64 + bits.trailing_zeros();
                bits &= bits - 1;
                for (source, (low, high)) in self.over.to(state) {
                    if (*low..=*high).contains(&text[at]) {
                        states[*source as usize / 64] |= 1 << (source % 64);
                    }
                }
            }
        }
        let states = self.closed(states, text, at, cache);
        let number = self.number(&states, cache);
        if cache.before.len() < cache.sets.len() * width {
            cache.before.resize(cache.sets.len() * width, UNKNOWN);
        }
        cache.before[place] = number;
        number
    }

    /// The states with those that lead to them over nothing, and to acceptance.
    fn closed(
        &self,
        mut states: Vec<u64>,
        text: &[u8],
        at: usize,
        cache: &mut Cache,
    ) -> Arc<[u64]> {
        for state in &self.accepting {
            states[*state as usize / 64] |= 1 << (state % 64);
        }
        cache.stack.clear();
        let n = states.len() as u32 * 64;
        cache.stack.extend((0..n).filter(|state| holds(&states, *state)));
        while let Some(state) = cache.stack.pop() {
            if state as usize >= self.nfa.states().len() {
                continue;
            }
            for &(source, look) in self.through.to(state) {
                let passes =
                    look.is_none_or(|look| self.nfa.look_matcher().matches(look, text, at));
                if passes && !holds(&states, source) {
                    states[source as usize / 64] |= 1 << (source % 64);
                    cache.stack.push(source);
                }
            }
        }
        states.into()
    }

    fn number(&self, states: &Arc<[u64]>, cache: &mut Cache) -> u32 {
        if let Some(&number) = cache.numbers.get(states) {
            return number;
        }
        let number = cache.sets.len() as u32;
        let begins = holds(states, self.nfa.start_anchored().as_u32());
        cache.sets.push(Set { states: states.clone(), begins });
        cache.numbers.insert(states.clone(), number);
        number
    }
}

impl Cache {
    fn forget(&mut self) {
        self.sets.clear();
        self.numbers.clear();
        self.before.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::codebook::pattern::compile;

    fn two_passes(
        finder: &Finder,
        text: &str,
        from: usize,
        cache: &mut Cache,
    ) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        finder.in_two_passes(text.as_bytes(), from, cache, &mut |a, b| found.push((a, b)));
        found
    }

    #[track_caller]
    fn check(pattern: &str, text: &str) {
        let compiled = compile(pattern).expect(pattern);
        let expected: Vec<_> =
            compiled.regex.find_iter(text).map(|find| (find.start(), find.end())).collect();
        let (finder, mut cache) = (Finder::new(compiled), Cache::default());
        assert_eq!(two_passes(&finder, text, 0, &mut cache), expected, "/{pattern}/ in {text:?}");
        // The cache of one text serves the next.
        assert_eq!(two_passes(&finder, text, 0, &mut cache), expected, "/{pattern}/ in {text:?}");
    }

    #[test]
    fn two_passes_find_what_single_searches_find() {
        let texts = [
            "",
            "a",
            "aab aaz b a",
            "az\naaz\r\nba",
            "中国 и Қазақстан, a strasse STRASSE",
            "abababcababz",
        ];
        let patterns = [
            "a[^z]*z|a",
            "a",
            "a+?",
            "a*b|aa",
            "(?:a|ab)(?:c|bcd)?",
            "^a",
            "a$",
            "(?m)^b",
            "(?m)a$",
            "(?mR)z$",
            "[^a]",
            ".",
            "(?s).",
            ".{2}",
            "(ab)*c|ab",
            "(?:a*)*b",
            "(?:|a)+z",
            "қ\\w+",
            "国|中国",
            "\\w+",
            "\\W+a",
            "a.*?z|a.*b",
            "ß",
            "(?-i)A|STR",
        ];
        for pattern in patterns {
            for text in texts {
                check(pattern, text);
            }
        }
    }

    #[test]
    fn finds_run_over_blocks_and_begin_where_the_last_one_ended() {
        let long = format!("{}z {}a", "a ".repeat(3 * BLOCK), "b".repeat(2 * BLOCK + 1));
        for pattern in ["a[^z]*z|a", "(?s)a.*a", "b+|a", "b{3}", "a b|a a", "zz"] {
            check(pattern, &long);
        }
    }

    #[test]
    fn many_finds_that_look_far_ahead_take_the_two_passes() {
        let text = "ab".repeat(100_000);
        let compiled = compile("a[^z]*z|a").expect("a pattern");
        let (finder, mut cache) = (Finder::new(compiled), Cache::default());
        let mut found = Vec::new();
        finder.finds(&text, &mut cache, |start, end| found.push((start, end)));
        assert!(!cache.sets.is_empty());
        let expected: Vec<_> = (0..100_000).map(|at| (2 * at, 2 * at + 1)).collect();
        assert!(found == expected);
    }

    fn pattern() -> impl Strategy<Value = String> {
        let atom = select(vec![
            "a", "b", "c", "ab", ".", "[ab]", "[^z]", "\\w", "é", "[é-я]", "^", "$", "(?m:^)",
            "(?m:$)", "z", "",
        ]);
        let any = atom.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
            let times = select(vec!["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?"]);
            prop_oneof![
                vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
                vec(inner.clone(), 2..4).prop_map(|all| format!("(?:{})", all.join("|"))),
                (inner, times).prop_map(|(one, times)| format!("(?:{one}){times}")),
            ]
        });
        // What can be empty is refused in a rule.
        any.prop_map(|pattern| match crate::codebook::pattern::check(&pattern) {
            Ok(()) => pattern,
            Err(_) => format!("(?:{pattern})a"),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_pattern_finds_the_same_in_any_text(
            pattern in pattern(),
            text in "[abczé яЯ\n\r国]{0,40}",
        ) {
            prop_assume!(crate::codebook::pattern::check(&pattern).is_ok());
            let compiled = compile(&pattern).expect("a pattern");
            let expected: Vec<_> =
                compiled.regex.find_iter(&text).map(|find| (find.start(), find.end())).collect();
            let (finder, mut cache) = (Finder::new(compiled), Cache::default());
            let found = two_passes(&finder, &text, 0, &mut cache);
            prop_assert_eq!(&found, &expected, "/{}/ in {:?}", pattern, text);
            // Taken up behind any find, the rest follows.
            for (number, (_, end)) in expected.iter().enumerate() {
                let rest = two_passes(&finder, &text, *end, &mut cache);
                prop_assert_eq!(&rest[..], &expected[number + 1..], "/{}/ in {:?}", pattern, text);
            }
        }
    }
}
