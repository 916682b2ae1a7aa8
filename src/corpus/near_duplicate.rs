//! Near-duplicates: which documents are reprints of each other. The words of documents enter; groups
//! leave. Candidates are found by MinHash over shingles of [`SHINGLE`] words (in Chinese, characters)
//! and bands of it; each is verified by the exact Jaccard similarity of the two sets of shingles.
//!
//! Deliberately absent: files, dates, and what is done with a reprint.
//!
//! A pair is a reprint from a similarity of [`THRESHOLD`] on. Two texts of one length of which each has
//! a fifth that the other lacks are at .67, a third .5, a half .33; texts that only share their subject
//! stay below .02. Reprints of reprints are one group, though the first and the last may be less
//! similar.
//!
//! # Reference
//!
//! Broder (1997), On the resemblance and containment of documents; Leskovec, Rajaraman and Ullman
//! (2014), Mining of Massive Datasets, 2nd ed., ch. 3, for bands.

use crate::engine::text::fold::fold;
use crate::engine::text::word::Words;

/// Words of a shingle.
pub const SHINGLE: usize = 5;
/// The least Jaccard similarity of reprints.
pub const THRESHOLD: f64 = 0.3;
/// A document with fewer shingles is compared with none: short answers are alike by chance.
pub const LEAST: usize = 20;

/// Hashes of a band: a pair of similarity s shares a band with probability s³.
const ROWS: usize = 3;
/// Bands: a pair at the threshold shares one with probability 1 − (1 − .3³)¹²⁸ = .97, one at .4 nearly
/// always, one at .01 in one of 8,000 cases.
const BANDS: usize = 128;
const HASHES: usize = ROWS * BANDS;

/// The set of a document's shingles, as sorted hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The shingles of a document, over the end of each part.
    pub fn new<'t>(parts: impl Iterator<Item = &'t str>) -> Shingles {
        let mut window = [0_u64; SHINGLE];
        let mut n = 0;
        let mut hashes = Vec::new();
        for part in parts {
            for word in Words::new(part) {
                window.rotate_left(1);
                window[SHINGLE - 1] = hash_of_word(word.of(part));
                n += 1;
                if n >= SHINGLE {
                    hashes.push(window.iter().fold(0, |hash, word| mix(hash ^ word)));
                }
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }

    /// True where there are enough to compare.
    pub fn is_comparable(&self) -> bool {
        self.0.len() >= LEAST
    }

    /// Shared shingles over all shingles of both; 0 where both are empty.
    pub fn jaccard(&self, other: &Shingles) -> f64 {
        let (mut left, mut right, mut both) = (0, 0, 0_usize);
        while let (Some(a), Some(b)) = (self.0.get(left), other.0.get(right)) {
            left += usize::from(a <= b);
            right += usize::from(b <= a);
            both += usize::from(a == b);
        }
        let all = self.0.len() + other.0.len() - both;
        if all == 0 { 0.0 } else { both as f64 / all as f64 }
    }
}

fn hash_of_word(word: &str) -> u64 {
    let bytes = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let start = 0xcbf2_9ce4_8422_2325;
    if word.is_ascii() {
        return word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(start, bytes);
    }
    fold(word).bytes().fold(start, bytes)
}

/// A bijection that spreads every bit over all.
fn mix(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The bands of a document's MinHash signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(Box<[u32; BANDS]>);

impl Sketch {
    /// The sketch of a set of shingles.
    pub fn new(shingles: &Shingles) -> Sketch {
        let mut least = [u32::MAX; HASHES];
        for &shingle in &shingles.0 {
            let (low, high) = (shingle as u32, (shingle >> 32) as u32 | 1);
            // double hashing: as many permutations as there are multiples
            let mut hash = low;
            for least in &mut least {
                hash = hash.wrapping_add(high);
                let spread = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
                *least = (*least).min(spread ^ (spread >> 13));
            }
        }
        let mut bands = Box::new([0; BANDS]);
        for (band, rows) in bands.iter_mut().zip(least.chunks_exact(ROWS)) {
            *band = rows.iter().fold(0, |hash, row| mix(hash ^ u64::from(*row))) as u32;
        }
        Sketch(bands)
    }
}

/// Pairs of documents that share a band: sorted, each once, the smaller index first. A band that many
/// documents share links each with the one before it only.
pub fn candidates(sketches: &[(u32, Sketch)]) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let mut column: Vec<(u32, u32)> = Vec::with_capacity(sketches.len());
    for band in 0..BANDS {
        column.clear();
        column.extend(sketches.iter().map(|(document, sketch)| (sketch.0[band], *document)));
        column.sort_unstable();
        for same in column.chunk_by(|left, right| left.0 == right.0) {
            pairs.extend(same.windows(2).map(|it| (it[0].1, it[1].1)));
        }
        if pairs.len() > 1 << 20 {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Groups of at least two documents, from verified pairs: each sorted, in the order of the first.
pub fn groups(pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut documents: Vec<u32> = pairs.iter().flat_map(|it| [it.0, it.1]).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut parent: Vec<usize> = (0..documents.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    for (left, right) in pairs {
        let place = |document| documents.binary_search(document).unwrap_or_default();
        let (a, b) = (root(&mut parent, place(left)), root(&mut parent, place(right)));
        parent[a.max(b)] = a.min(b);
    }
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); documents.len()];
    for (place, document) in documents.iter().enumerate() {
        groups[root(&mut parent, place)].push(*document);
    }
    groups.retain(|it| !it.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of numbered words, from one to another.
    fn text(words: impl Iterator<Item = u32>) -> String {
        words.map(|word| format!("w{} ", mix(u64::from(word)) % 100_000)).collect()
    }

    fn shingles(text: &str) -> Shingles {
        Shingles::new([text].into_iter())
    }

    #[test]
    fn the_similarity_is_that_of_sets_of_shingles() {
        let a = shingles("one two three four five six seven");
        let b = shingles("One two, three four five six eight");
        assert_eq!(a.0.len(), 3);
        assert_eq!(a.jaccard(&b), 0.5);
        assert_eq!(a.jaccard(&a), 1.0);
        assert_eq!(shingles("").jaccard(&shingles("a b")), 0.0);
        let chinese = shingles("上海合作组织成员国");
        assert_eq!(chinese.0.len(), 5, "a character is a word");
    }

    #[test]
    fn finds_every_edited_copy_and_no_other_text() {
        // 60 texts of 200 words; of every third a copy that lost and gained a fifth at the end
        let mut texts = Vec::new();
        for number in 0..60_u32 {
            let start = number * 1_000;
            texts.push(text(start..start + 200));
            if number % 3 == 0 {
                texts.push(text((start + 40..start + 200).chain(start + 500..start + 540)));
            }
        }
        let sets: Vec<Shingles> = texts.iter().map(|it| shingles(it)).collect();
        let sketches: Vec<(u32, Sketch)> = (0..).zip(sets.iter().map(Sketch::new)).collect();
        let mut pairs = candidates(&sketches);
        pairs.retain(|it| sets[it.0 as usize].jaccard(&sets[it.1 as usize]) >= THRESHOLD);
        let groups = groups(&pairs);
        assert_eq!(groups.len(), 20, "{groups:?}");
        assert!(groups.iter().all(|it| it.len() == 2 && it[0] + 1 == it[1]), "{groups:?}");
    }

    #[test]
    fn a_pair_at_the_threshold_is_found_nearly_always() {
        let mut found = 0;
        for trial in 0..200_u32 {
            let start = 10_000 * trial;
            // 204 shingles each, of which 96 shared: 96 / 312 = .308
            let one = shingles(&text(start..start + 208));
            let other = shingles(&text(start + 108..start + 316));
            let sketches = [(0, Sketch::new(&one)), (1, Sketch::new(&other))];
            found += candidates(&sketches).len();
        }
        assert!(found >= 190, "{found} of 200");
    }

    #[test]
    fn groups_are_joined_over_links() {
        assert_eq!(groups(&[(4, 9), (1, 4), (2, 3)]), [vec![1, 4, 9], vec![2, 3]]);
        assert_eq!(groups(&[]), Vec::<Vec<u32>>::new());
    }
}
