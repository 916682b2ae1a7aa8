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
    globs: Vec<(Vec<char>, u32)>,
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
                    (true, false, true) => self.longest.0 = self.longest.0.max(inner.len()),
                    (true, true, false) => self.longest.1 = self.longest.1.max(inner.len()),
                    _ => {}
                }
                match shape {
                    (true, false, true) => *self.prefixes.entry(inner.to_owned()).or_insert(next),
                    (true, true, false) => *self.suffixes.entry(inner.to_owned()).or_insert(next),
                    _ => {
                        self.globs.push((glob.chars().collect(), next));
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
        for (at, character) in folded.char_indices() {
            let end = at + character.len_utf8();
            if end > self.longest.0 {
                break;
            }
            out.extend(self.prefixes.get(&folded[..end]));
        }
        for (at, _) in folded.char_indices().rev() {
            if folded.len() - at > self.longest.1 {
                break;
            }
            out.extend(self.suffixes.get(&folded[at..]));
        }
        if !self.globs.is_empty() {
            let characters: Vec<char> = folded.chars().collect();
            for (glob, number) in &self.globs {
                if fits(glob, &characters, |pattern, found| pattern == '?' || pattern == found) {
                    out.push(*number);
                }
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
