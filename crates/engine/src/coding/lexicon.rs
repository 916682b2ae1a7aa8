//! From a word of a text to the leaves that it satisfies. Asked once per distinct word: the answer
//! is cached by the scanner.

use rustc_hash::FxHashMap;

use crate::codebook::covering::fits;
use crate::codebook::expression::Leaf;
use crate::text::Language;
use crate::text::fold::fold_keeping_case;
use crate::text::stem;

/// The leaves of all rules of a set, each under its number.
#[derive(Debug, Default)]
pub struct Lexicon {
    numbers: FxHashMap<(Leaf, Option<Language>), u32>,
    next: u32,
    words: FxHashMap<String, u32>,
    exact: FxHashMap<String, u32>,
    stems: FxHashMap<(Language, String), u32>,
    stemmed: Vec<Language>,
    prefixes: FxHashMap<String, u32>,
    suffixes: FxHashMap<String, u32>,
    /// Bytes of the longest prefix and of the longest suffix: no longer ones are looked for.
    longest: (usize, usize),
    /// The first characters of the prefixes and the last ones of the suffixes, as [`trait_of`].
    ends: (u64, u64),
    globs: Vec<Glob>,
}

/// A glob with `*` inside, with several, or with `?`.
#[derive(Debug)]
struct Glob {
    /// The characters that a word must have to fit, as [`trait_of`] each.
    asked: u64,
    pattern: Vec<char>,
    number: u32,
}

/// One of 64 bits for a character: a word without the bit does not hold the character. Nearly every
/// word is kept from nearly every glob by it.
fn trait_of(character: char) -> u64 {
    1 << (u32::from(character).wrapping_mul(0x9E37_79B1) >> 26)
}

/// The bits of all characters of a word or a glob.
fn traits_of(characters: impl Iterator<Item = char>) -> u64 {
    characters.fold(0, |traits, character| traits | trait_of(character))
}

impl Lexicon {
    /// The number of a leaf in a rule of this language; the same leaf has the same number. `None`
    /// for a stem in a language that has none.
    pub fn number(&mut self, leaf: &Leaf, language: Option<Language>) -> Option<u32> {
        let stem_language = if matches!(leaf, Leaf::Stem(_)) { language } else { None };
        let key = (leaf.clone(), stem_language);
        if let Some(&number) = self.numbers.get(&key) {
            return Some(number);
        }
        let next = self.next;
        let number = match leaf {
            Leaf::Word(word) => *self.words.entry(word.clone()).or_insert(next),
            Leaf::Exact(word) => *self.exact.entry(word.clone()).or_insert(next),
            Leaf::Stem(word) => {
                let language = language?;
                let stem = stem::stem_key(language, word).ok()?;
                if !self.stemmed.contains(&language) {
                    self.stemmed.push(language);
                }
                // Two words with one stem are one leaf.
                *self.stems.entry((language, stem)).or_insert(next)
            }
            Leaf::Glob(glob) => {
                let inner = glob.trim_matches('*');
                let plain = !inner.is_empty() && !inner.contains(['*', '?']);
                let shape = (plain, glob.starts_with('*'), glob.ends_with('*'));
                match shape {
                    (true, false, true) => {
                        self.longest.0 = self.longest.0.max(inner.len());
                        self.ends.0 |= traits_of(inner.chars().take(1));
                    }
                    (true, true, false) => {
                        self.longest.1 = self.longest.1.max(inner.len());
                        self.ends.1 |= traits_of(inner.chars().rev().take(1));
                    }
                    _ => {}
                }
                match shape {
                    (true, false, true) => *self.prefixes.entry(inner.to_owned()).or_insert(next),
                    (true, true, false) => *self.suffixes.entry(inner.to_owned()).or_insert(next),
                    _ => {
                        self.globs.push(Glob {
                            asked: traits_of(glob.chars().filter(|c| !matches!(c, '*' | '?'))),
                            pattern: glob.chars().collect(),
                            number: next,
                        });
                        next
                    }
                }
            }
        };
        self.next = self.next.max(number + 1);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// Adds the numbers of the leaves that a word satisfies. `folded` is its fold.
    pub fn leaves(&self, written: &str, folded: &str, out: &mut Vec<u32>) {
        out.extend(self.words.get(folded));
        if !self.exact.is_empty() {
            out.extend(self.exact.get(&fold_keeping_case(written)));
        }
        if traits_of(folded.chars().take(1)) & self.ends.0 != 0 {
            for (at, character) in folded.char_indices() {
                let end = at + character.len_utf8();
                if end > self.longest.0 {
                    break;
                }
                out.extend(self.prefixes.get(&folded[..end]));
            }
        }
        if traits_of(folded.chars().rev().take(1)) & self.ends.1 != 0 {
            for (at, _) in folded.char_indices().rev() {
                if folded.len() - at > self.longest.1 {
                    break;
                }
                out.extend(self.suffixes.get(&folded[at..]));
            }
        }
        let lacking = !traits_of(folded.chars());
        let mut characters: Vec<char> = Vec::new();
        for glob in self.globs.iter().filter(|glob| glob.asked & lacking == 0) {
            if characters.is_empty() {
                characters.extend(folded.chars());
            }
            let one = |pattern, found| pattern == '?' || pattern == found;
            if fits(&glob.pattern, &characters, one) {
                out.push(glob.number);
            }
        }
        // A run of a thousand letters is no word of a language.
        if !self.stemmed.is_empty() && folded.len() < 1_000 {
            let mut keys = Vec::new();
            for &language in &self.stemmed {
                keys.clear();
                stem::keys_of(language, folded, &mut keys);
                for key in keys.drain(..) {
                    out.extend(self.stems.get(&(language, key)));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}
