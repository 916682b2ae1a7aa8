//! Which phrase finds whatever another finds. Many phrases enter as an index; asked for a phrase,
//! it names those that cover it. A phrase looks only at those that share a leaf, or a piece of a
//! glob, with it at the same place, so that ten thousand rules do not ask each other.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::Language;
use crate::text::fold::fold;
use crate::text::stem::{keys_of, stem_key};

use super::expression::{Element, Expression, Kind, Leaf, Operator};

/// Letters of a glob by which it is looked up.
const KEY: usize = 8;

/// The phrases that a rule is, where it is nothing but phrases joined by OR.
pub fn phrases(expression: &Expression) -> Option<Vec<&[Element]>> {
    match &expression.kind {
        Kind::Phrase(elements) => Some(vec![elements]),
        Kind::Operation(Operator::Or, operands) => {
            let all: Option<Vec<_>> = operands.iter().map(phrases).collect();
            all.map(|lists| lists.concat())
        }
        _ => None,
    }
}

/// Phrases of many owners, looked up by what they cover.
#[derive(Debug, Default)]
pub struct Covering<'a> {
    phrases: Vec<(&'a [Element], Option<Language>, usize)>,
    /// Phrases of nothing but words, by these.
    plain: FxHashMap<Vec<String>, Vec<u32>>,
    /// By length, place and leaf of a phrase: its longest leaf that is no glob; of a stem its key.
    exact: FxHashMap<(usize, usize, Leaf), Vec<u32>>,
    /// By length, place and piece of a phrase without such a leaf: of its first glob.
    globs: FxHashMap<(usize, usize, String), Vec<u32>>,
    /// Length and place of these.
    glob_places: FxHashSet<(usize, usize)>,
    /// Languages of the stems that phrases are looked up by.
    stem_languages: FxHashSet<Language>,
    /// By length: phrases of neither.
    open: FxHashMap<usize, Vec<u32>>,
}

impl<'a> Covering<'a> {
    /// Adds a phrase of an owner, whose language is how it reads `~`.
    pub fn add(&mut self, phrase: &'a [Element], language: Option<Language>, owner: usize) {
        let number = self.phrases.len() as u32;
        self.phrases.push((phrase, language, owner));
        let length = phrase.len();
        let leaves = || {
            phrase.iter().enumerate().filter_map(|(place, element)| match element {
                Element::Leaf(leaf) => Some((place, leaf)),
                _ => None,
            })
        };
        if let Some(words) = words(phrase) {
            self.plain.entry(words).or_default().push(number);
            return;
        }
        let keys = leaves().filter_map(|(place, leaf)| Some((place, key(leaf, language)?)));
        // A long word stands in few phrases.
        let plain = keys.max_by_key(|(_, leaf)| written(leaf).map_or(0, |word| word.len()));
        let glob = leaves().find_map(|(place, leaf)| match leaf {
            Leaf::Glob(glob) => Some((place, piece(glob))),
            _ => None,
        });
        match (plain, glob) {
            (Some((place, leaf)), _) => {
                self.stem_languages.extend(language.filter(|_| matches!(leaf, Leaf::Stem(_))));
                self.exact.entry((length, place, leaf)).or_default().push(number);
            }
            (None, Some((place, piece))) if !piece.is_empty() => {
                self.glob_places.insert((length, place));
                self.globs.entry((length, place, piece)).or_default().push(number);
            }
            _ => self.open.entry(length).or_default().push(number),
        }
    }

    /// The owners of phrases that find whatever this phrase finds, sorted.
    pub fn owners(&self, phrase: &[Element], language: Option<Language>) -> Vec<usize> {
        let length = phrase.len();
        let mut candidates: Vec<u32> = self.open.get(&length).cloned().unwrap_or_default();
        if let Some(words) = words(phrase) {
            candidates.extend(self.plain.get(&words).into_iter().flatten());
        }
        for (place, element) in phrase.iter().enumerate() {
            let Element::Leaf(leaf) = element else { continue };
            let mut exact = |leaf: Leaf| {
                candidates.extend(self.exact.get(&(length, place, leaf)).into_iter().flatten());
            };
            if let Some(leaf) = key(leaf, language) {
                exact(leaf);
            }
            if let Leaf::Exact(word) = leaf {
                exact(Leaf::Word(fold(word)));
            }
            if let Leaf::Word(word) = leaf {
                for &language in &self.stem_languages {
                    let mut keys = Vec::new();
                    keys_of(language, word, &mut keys);
                    keys.into_iter().for_each(|key| exact(Leaf::Stem(key)));
                }
            }
            if let Some(word) =
                written(leaf).filter(|_| self.glob_places.contains(&(length, place)))
            {
                for piece in pieces(&word) {
                    let key = (length, place, piece);
                    candidates.extend(self.globs.get(&key).into_iter().flatten());
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let covering = candidates.into_iter().filter_map(|number| {
            let (wide, its_language, owner) = self.phrases[number as usize];
            phrase_covers((wide, its_language), (phrase, language)).then_some(owner)
        });
        let mut owners: Vec<usize> = covering.collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    /// The owners one of whose phrases each covers every phrase of a rule, sorted.
    pub fn owners_of_all(&self, narrow: &[&[Element]], language: Option<Language>) -> Vec<usize> {
        let mut common: Option<Vec<usize>> = None;
        for phrase in narrow {
            let mut owners = self.owners(phrase, language);
            if let Some(common) = &common {
                owners.retain(|owner| common.binary_search(owner).is_ok());
            }
            if owners.is_empty() {
                return owners;
            }
            common = Some(owners);
        }
        common.unwrap_or_default()
    }
}

/// The words of a phrase that has nothing else, folded.
fn words(phrase: &[Element]) -> Option<Vec<String>> {
    phrase
        .iter()
        .map(|element| match element {
            Element::Leaf(Leaf::Word(word)) => Some(word.clone()),
            Element::Leaf(Leaf::Exact(word)) => Some(fold(word)),
            _ => None,
        })
        .collect()
}

/// What a leaf is looked up by; a glob is not, nor a stem that there is none of.
fn key(leaf: &Leaf, language: Option<Language>) -> Option<Leaf> {
    match leaf {
        Leaf::Glob(_) => None,
        Leaf::Stem(word) => Some(Leaf::Stem(stem_key(language?, word).ok()?)),
        other => Some(other.clone()),
    }
}

/// What a leaf that can be held against a glob looks like, folded.
fn written(leaf: &Leaf) -> Option<String> {
    match leaf {
        Leaf::Word(word) | Leaf::Glob(word) => Some(word.clone()),
        Leaf::Exact(word) => Some(fold(word)),
        Leaf::Stem(_) => None,
    }
}

/// The longest run of letters in a glob, cut to the length of a key.
fn piece(glob: &str) -> String {
    let runs = glob.split(['*', '?']).map(|run| (run.chars().count(), run));
    let longest = runs.max_by_key(|(length, _)| *length).map_or("", |(_, run)| run);
    longest.chars().take(KEY).collect()
}

/// Every piece that a glob which covers the word may be looked up by.
fn pieces(word: &str) -> FxHashSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let starts = 0..letters.len();
    starts
        .flat_map(|start| {
            let longest = (letters.len() - start).min(KEY);
            let letters = &letters;
            (1..=longest).map(move |length| letters[start..start + length].iter().collect())
        })
        .collect()
}

/// True when the wide phrase finds whatever the narrow one finds.
fn phrase_covers(
    (wide, wide_language): (&[Element], Option<Language>),
    (narrow, language): (&[Element], Option<Language>),
) -> bool {
    wide.len() == narrow.len()
        && wide.iter().zip(narrow).all(|pair| match pair {
            (Element::Any, Element::Any | Element::Leaf(_)) => true,
            (Element::Leaf(wide), Element::Leaf(narrow)) => {
                leaf_covers((wide, wide_language), (narrow, language))
            }
            (a, b) => a == b && wide_language == language,
        })
}

fn leaf_covers(
    (wide, wide_language): (&Leaf, Option<Language>),
    (narrow, language): (&Leaf, Option<Language>),
) -> bool {
    match (wide, narrow) {
        (Leaf::Glob(glob), Leaf::Word(word) | Leaf::Glob(word)) => glob_covers(glob, word),
        (Leaf::Glob(glob), Leaf::Exact(word)) => glob_covers(glob, &fold(word)),
        (Leaf::Word(word), Leaf::Exact(exact)) => *word == fold(exact),
        (Leaf::Stem(_), Leaf::Stem(_)) => {
            let (a, b) = (key(wide, wide_language), key(narrow, language));
            wide_language == language && a.is_some() && a == b
        }
        (Leaf::Stem(_), Leaf::Word(word)) => {
            let mut keys = Vec::new();
            wide_language.into_iter().for_each(|language| keys_of(language, word, &mut keys));
            matches!(key(wide, wide_language), Some(Leaf::Stem(key)) if keys.contains(&key))
        }
        (a, b) => a == b,
    }
}

/// True when the glob finds every word that the other pattern finds. A `*` of the other is read as
/// a character that only `*` fits, a `?` as one that `*` and `?` fit: never true wrongly.
fn glob_covers(glob: &str, other: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let other: Vec<char> = other.chars().collect();
    fits(&glob, &other, |pattern, character| match character {
        '*' => false,
        '?' => pattern == '?',
        _ => pattern == '?' || pattern == character,
    })
}

/// Classic matching of `*` with one point of return: linear in practice, never exponential.
pub fn fits(glob: &[char], word: &[char], one: impl Fn(char, char) -> bool) -> bool {
    let (mut g, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        if g < glob.len() && glob[g] == '*' {
            star = Some((g + 1, w));
            g += 1;
        } else if g < glob.len() && one(glob[g], word[w]) {
            g += 1;
            w += 1;
        } else if let Some((after, from)) = star {
            star = Some((after, from + 1));
            g = after;
            w = from + 1;
        } else {
            return false;
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::syntax::parse;

    /// Whether the first of two rules covers the second, by the index and by looking at the pair.
    fn covers(wide: &str, narrow: &str, language: Option<Language>) -> bool {
        let rules = [wide, narrow].map(|rule| parse(rule).0.expect("a rule"));
        let [wide, narrow] = rules.each_ref().map(|rule| phrases(rule).expect("phrases"));
        let mut index = Covering::default();
        wide.iter().for_each(|phrase| index.add(phrase, language, 7));
        let found = index.owners_of_all(&narrow, language) == [7];
        let pairs = narrow.iter().all(|narrow| {
            wide.iter().any(|wide| phrase_covers((wide, language), (narrow, language)))
        });
        assert_eq!(found, pairs, "the index and the pair");
        found
    }

    #[test]
    fn a_phrase_covers_what_it_finds_too() {
        use Language::{English, Kazakh, Russian};
        let cases = [
            ("secur*", "security", None, true),
            ("secur*", "secure*", None, true),
            ("secure*", "secur*", None, false),
            ("*безопасн*", "кибербезопасност*", None, true),
            ("*безопасн*", "безопас*", None, false),
            ("?ауіпсізді*", "қауіпсіздік", None, true),
            ("?ауіпсізді*", "ауіпсіздік", None, false),
            ("a?c", "a*c", None, false),
            ("a*c", "a?c", None, true),
            ("internationalorganis*", "internationalorganisations", None, true),
            ("secur* council", "security council", None, true),
            ("secur* council", "security", None, false),
            ("silk * road", "silk and road", None, true),
            ("silk * road", "silk road", None, false),
            ("(belt OR silk) road", "silk road", None, false),
            ("belt OR silk", "silk", None, true),
            ("belt OR silk", "silk OR road", None, false),
            ("rats", "\"RATS\"", None, true),
            ("\"RATS\"", "rats", None, false),
            ("rat*", "\"RATS\"", None, true),
            ("rats council", "\"RATS\" council", None, true),
            ("\"RATS\" council", "\"RATS\" council", None, true),
            ("\"RATS\" council", "\"Rats\" council", None, false),
            ("\"RATS\" *council", "\"RATS\" council", None, true),
            ("rats *council", "\"RATS\" council", None, true),
            ("the ~border", "the borders", Some(English), true),
            ("~border", "borders", Some(English), true),
            ("~border", "board", Some(English), false),
            ("~угроза", "угрозами", Some(Russian), true),
            ("~угроза", "~угрозы", Some(Russian), true),
            ("~халық", "халқымызға", Some(Kazakh), true),
            ("上海", "上海", None, true),
            ("上 * 组织", "上合组织", None, true),
        ];
        for (wide, narrow, language, expected) in cases {
            assert_eq!(covers(wide, narrow, language), expected, "{wide} and {narrow}");
        }
    }
}
