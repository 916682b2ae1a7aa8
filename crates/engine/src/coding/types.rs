//! The cache of distinct words: what a word of a text is to the rules is worked out once, and found
//! again by its bytes. A word and the set enter; its place in the trie and its vote leave. Nothing
//! is allocated for a word that is known.

use crate::text::Span;
use crate::text::fold::fold;
use crate::text::language::{Vote, Votes, vote};
use crate::text::word::Words;

use super::compile::CompiledSet;

/// Distinct words kept; beyond that the cache starts anew, so that memory stays flat.
const CACHED_WORDS: usize = 1 << 17;
/// Bytes of long words kept beside the table.
const CACHED_BYTES: usize = 16 << 20;
/// Slots of a new table; a power of two, as every number of slots is.
const FIRST_SLOTS: usize = 1 << 10;
/// Bytes of a word that stand in its slot.
const HELD: usize = 16;

/// A word as the table knows it: its first sixteen bytes, and its length. Of longer words the rest
/// is compared too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    head: u64,
    next: u64,
    length: u32,
}

impl Key {
    /// The key of the word that stands at a place of a text.
    #[inline]
    fn of(text: &[u8], word: Span) -> Key {
        let (start, length) = (word.start as usize, word.len());
        match text.get(start..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => Key::first(bytes, length),
            None => {
                // The last bytes of a text: the same with zeros behind them.
                let mut bytes = [0; HELD];
                let rest = text.get(start..).unwrap_or_default();
                let n = rest.len().min(HELD);
                bytes[..n].copy_from_slice(&rest[..n]);
                Key::first(&bytes, length)
            }
        }
    }

    #[inline]
    fn first(bytes: &[u8; HELD], length: usize) -> Key {
        let bytes = u128::from_le_bytes(*bytes);
        let kept = MASKS[length.min(HELD)];
        Key {
            head: bytes as u64 & kept as u64,
            next: (bytes >> 64) as u64 & (kept >> 64) as u64,
            length: length as u32,
        }
    }

    /// A hash of the key and of what the word has beyond it; `rest` is empty for most words.
    #[inline]
    fn hash(&self, rest: &[u8]) -> usize {
        let mut state = mix(self.head ^ FIRST, self.next ^ SECOND ^ u64::from(self.length));
        for eight in rest.chunks(8) {
            let next = eight.iter().rev().fold(0, |next, &byte| next << 8 | u64::from(byte));
            state = mix(state ^ FIRST, next ^ SECOND);
        }
        state as usize
    }
}

/// For each number of bytes, the bits that they take.
const MASKS: [u128; HELD + 1] = {
    let mut masks = [0; HELD + 1];
    let mut n = 1;
    while n <= HELD {
        masks[n] = u128::MAX >> (8 * (HELD - n));
        n += 1;
    }
    masks
};

// Odd numbers with as many ones as zeros, from the digits of the golden ratio and of pi.
const FIRST: u64 = 0x9E37_79B9_7F4A_7C15;
const SECOND: u64 = 0x2439_6A88_85A3_08D3;

/// Both halves of a product, folded: every bit of either factor moves the low bits.
#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// What is known of a distinct word as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Type {
    /// Where its leaves and nodes stand in [`Types`]; 0 for a word that no pattern asks for.
    entry: u32,
    /// What it says of the language.
    pub vote: Vote,
    /// [`ANY`], with [`BEGINS`] and [`GOES_ON`] where so.
    pub kind: u8,
}

/// A phrase can begin with the word.
pub(super) const BEGINS: u8 = 1;
/// A phrase that another word began can go on with it.
pub(super) const GOES_ON: u8 = 2;
/// Every word: a lone `*` can stand for it.
pub(super) const ANY: u8 = 4;

/// A word in the table: 32 bytes, so that two stand in a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    head: u64,
    next: u64,
    /// 0 where the slot is free.
    length: u32,
    /// Where the bytes beyond the key stand.
    rest: u32,
    of: Type,
}

impl Slot {
    #[inline]
    fn key(&self) -> Key {
        Key { head: self.head, next: self.next, length: self.length }
    }
}

/// The leaves and nodes of a word, as ranges.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    from: u32,
    middle: u32,
    upto: u32,
}

/// The cache of distinct words of one worker.
#[derive(Debug, Default)]
pub struct Types {
    slots: Vec<Slot>,
    n_words: usize,
    /// The bytes of words beyond their keys.
    rests: Vec<u8>,
    entries: Vec<Entry>,
    /// For each entry its leaves that can go on with a phrase, then the nodes that it begins.
    numbers: Vec<u32>,
    /// The leaves of the word that is being added.
    leaves: Vec<u32>,
}

impl Types {
    /// What the words of a text say of its language.
    pub fn votes(&mut self, text: &str, set: &CompiledSet, votes: &mut Votes) {
        for word in Words::new(text) {
            votes.add(self.get(text, word, set).vote);
        }
    }

    /// What is known of the word at a place of a text.
    #[inline]
    pub(super) fn get(&mut self, text: &str, word: Span, set: &CompiledSet) -> Type {
        let key = Key::of(text.as_bytes(), word);
        let rest = rest(text, word);
        let hash = key.hash(rest);
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash & last;
        // At most half of the slots are taken: a free one ends the search.
        while let Some(slot) = self.slots.get(at) {
            if slot.key() == key && (rest.is_empty() || self.rest(slot) == rest) {
                return slot.of;
            }
            if slot.length == 0 {
                break;
            }
            at = (at + 1) & last;
        }
        self.insert(text, word, key, hash, set)
    }

    /// The leaves of a word that can go on with a phrase, and the nodes of the trie that it begins.
    pub(super) fn numbers(&self, of: Type) -> (&[u32], &[u32]) {
        let entry = self.entries.get(of.entry as usize).copied().unwrap_or_default();
        let (from, middle, upto) =
            (entry.from as usize, entry.middle as usize, entry.upto as usize);
        (&self.numbers[from..middle], &self.numbers[middle..upto])
    }

    fn rest(&self, slot: &Slot) -> &[u8] {
        let start = slot.rest as usize;
        &self.rests[start..start + (slot.length as usize).saturating_sub(HELD)]
    }

    #[cold]
    fn insert(&mut self, text: &str, word: Span, key: Key, hash: usize, set: &CompiledSet) -> Type {
        if self.n_words >= CACHED_WORDS || self.rests.len() > CACHED_BYTES {
            self.clear();
        }
        if 2 * (self.n_words + 1) > self.slots.len() {
            self.grow();
        }
        let written = word.of(text);
        let folded = fold(written);
        let mut of =
            Type { entry: self.entry(written, &folded, set), vote: vote(&folded), kind: ANY };
        let (leaves, nodes) = self.numbers(of);
        of.kind |= if leaves.is_empty() { 0 } else { GOES_ON };
        of.kind |= if nodes.is_empty() { 0 } else { BEGINS };
        let start = self.rests.len() as u32;
        self.rests.extend_from_slice(rest(text, word));
        self.place(
            hash,
            Slot { head: key.head, next: key.next, length: key.length, rest: start, of },
        );
        self.n_words += 1;
        of
    }

    /// The number of a new entry with the leaves and nodes of a word; 0 where there are none.
    fn entry(&mut self, written: &str, folded: &str, set: &CompiledSet) -> u32 {
        self.leaves.clear();
        set.lexicon.leaves(written, folded, &mut self.leaves);
        let from = self.numbers.len();
        self.numbers.extend(self.leaves.iter().filter(|&&leaf| set.trie.goes_on(leaf)));
        let middle = self.numbers.len();
        self.numbers.extend(self.leaves.iter().filter_map(|&leaf| set.trie.begin(leaf)));
        let upto = self.numbers.len();
        if from == upto {
            return 0;
        }
        if self.entries.is_empty() {
            self.entries.push(Entry::default());
        }
        let (from, middle, upto) = (from as u32, middle as u32, upto as u32);
        self.entries.push(Entry { from, middle, upto });
        self.entries.len() as u32 - 1
    }

    /// Puts a word that is not there into the first free slot.
    fn place(&mut self, hash: usize, new: Slot) {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash & last;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.length == 0 {
                *slot = new;
                break;
            }
            at = (at + 1) & last;
        }
    }

    fn grow(&mut self) {
        let n = (4 * self.slots.len()).clamp(FIRST_SLOTS, 2 * CACHED_WORDS);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); n]);
        for slot in old.into_iter().filter(|slot| slot.length > 0) {
            let hash = slot.key().hash(self.rest(&slot));
            self.place(hash, slot);
        }
    }

    fn clear(&mut self) {
        self.slots.fill(Slot::default());
        self.n_words = 0;
        self.rests.clear();
        self.entries.clear();
        self.numbers.clear();
    }
}

/// The bytes of a word beyond its key.
#[inline]
fn rest(text: &str, word: Span) -> &[u8] {
    let bytes = text.as_bytes();
    if word.len() > HELD { &bytes[word.start as usize + HELD..word.end as usize] } else { &[] }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::codebook::Codebook;
    use crate::coding::Options;

    fn set(rules: &str) -> CompiledSet {
        let text = format!("[codebook]\nid = \"t\"\n[[code]]\nid = \"c\"\nrules.en = [{rules}]\n");
        let (codebook, problems) = Codebook::parse("t.toml", &text);
        let codebook = codebook.unwrap_or_else(|| panic!("{problems:?}"));
        CompiledSet::new(vec![Arc::new(codebook)], Options::default())
    }

    #[test]
    fn words_are_told_apart_by_all_of_their_bytes() {
        let set = set("'counterrevolutionary', 'a', 'abcdefghabcdefgh'");
        let cases = [
            ("counterrevolutionary", true),
            ("counterrevolutionists", false),
            ("counterrevolutionarz", false),
            ("counterrevolution", false),
            ("a", true),
            ("a\0", false),
            ("abcdefgh", false),
            ("abcdefghabcdefgh", true),
            ("abcdefghabcdefgi", false),
        ];
        let mut types = Types::default();
        for round in 0..2 {
            for (word, expected) in cases {
                // With and without bytes behind it.
                for text in [word.to_owned(), format!("{word} and what follows it")] {
                    let found = types.get(&text, Span::new(0, word.len()), &set);
                    assert_eq!(found.kind & BEGINS != 0, expected, "{word} {round}");
                }
            }
        }
        assert_eq!(types.n_words, cases.len());
    }

    #[test]
    fn a_cache_that_is_full_starts_anew_and_says_the_same() {
        let set = set("'w7', 'w70000'");
        let mut types = Types::default();
        for number in 0..2 * CACHED_WORDS + 9 {
            let word = format!("w{number}");
            let found = types.get(&word, Span::new(0, word.len()), &set);
            assert_eq!(found.kind & BEGINS != 0, matches!(number, 7 | 70_000), "{word}");
        }
        assert_eq!(types.n_words, 9);
        assert!(types.slots.len() <= 2 * CACHED_WORDS);
    }
}
