//! Which regular expressions can find anything in a text: one scan for the literals that the finds of each
//! begin with. An expression whose finds can begin with anything is always searched.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::codebook::pattern;

/// Most literals of one expression: one that begins with more is always searched.
const LITERALS: usize = 64;

/// A scan for several expressions at once, each by its number.
#[derive(Debug, Default)]
pub struct Prefilter {
    automaton: Option<AhoCorasick>,
    /// For each literal the expressions that can begin with it.
    of: Vec<Vec<u32>>,
    /// Expressions that can begin with anything.
    always: Vec<u32>,
}

impl Prefilter {
    /// For expressions in the order of their numbers.
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Self {
        let mut by_literal: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        let mut always = Vec::new();
        for (number, pattern) in (0..).zip(patterns) {
            match literals(pattern) {
                Some(found) => found.into_iter().for_each(|literal| {
                    by_literal.entry(literal).or_default().push(number);
                }),
                None => always.push(number),
            }
        }
        let (literals, of): (Vec<_>, Vec<_>) = by_literal.into_iter().unzip();
        let automaton = if literals.is_empty() { None } else { AhoCorasick::new(&literals).ok() };
        if automaton.is_none() {
            // too large to be built: all are searched
            always.extend(of.iter().flatten());
        }
        always.sort_unstable();
        always.dedup();
        Self { automaton, of, always }
    }

    /// The expressions that can find something in a text, each once, in order.
    pub fn candidates(&self, text: &str, found: &mut Vec<u32>) {
        found.clear();
        found.extend_from_slice(&self.always);
        if let Some(automaton) = &self.automaton {
            // each literal once, however often it stands there
            let mut seen = vec![false; self.of.len()];
            let mut left = seen.len();
            for hit in automaton.find_overlapping_iter(text) {
                let literal = hit.pattern().as_usize();
                if !std::mem::replace(&mut seen[literal], true) {
                    found.extend_from_slice(&self.of[literal]);
                    left -= 1;
                }
                if left == 0 {
                    break;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
    }
}

/// What every find of an expression begins with, where that is a short list.
fn literals(pattern: &str) -> Option<Vec<Vec<u8>>> {
    let hir = pattern::parse(pattern)?;
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_total(LITERALS);
    let found = extractor.extract(&hir);
    let literals = found.literals()?;
    // a letter stands nearly everywhere; a Han character has three bytes
    let told = !literals.is_empty() && literals.iter().all(|it| it.len() > 2);
    told.then(|| literals.iter().map(|it| it.as_bytes().to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_find_something_is_searched() {
        let patterns =
            ["共商、共建", "(晚|早)上合", "^.{1,40}$", "road[- ]map", "[а-я]+изм", "страх|угроз"];
        let prefilter = Prefilter::new(patterns.into_iter());
        let candidates = |text: &str| {
            let mut found = Vec::new();
            prefilter.candidates(text, &mut found);
            found
        };
        assert_eq!(candidates("今天早上合作"), [1, 2, 4]);
        assert_eq!(candidates("A Road Map"), [2, 3, 4]);
        assert_eq!(candidates("Страх и Угроза"), [2, 4, 5]);
        assert_eq!(candidates("nothing of it"), [2, 4]);
        assert_eq!(candidates("共商、共建、共享"), [0, 2, 4]);
    }
}
