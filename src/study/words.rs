//! The words of a source's segments in scope, counted by the groups of one variable, for keyness. Each
//! language is counted apart: a group is held to the rest of the same language.
//! Texts enter, part by part, twice: once to count every word, once to see how the key words are
//! spread over documents. A Chinese word is one of the dictionary's; runs of digits are no words.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::engine::count::GroupKey;
use crate::engine::stats::{Correction, Keyness};
use crate::engine::text::Language;
use crate::engine::text::class::{Class, class};
use crate::engine::text::fold::fold;
use crate::engine::text::word::Words;
use crate::table::{CorpusSize, KeyWord, KeyWords};

use super::Failure;
use super::chinese::{Dictionary, is_han};
use super::stored::StoredSource;
use super::variable::{Variables, given_codes};

/// Most groups that words are counted by.
const MOST_GROUPS: usize = 60;
/// Most distinct words that are held.
const MOST_WORDS: usize = 4_000_000;
/// A word that occurs less often says nothing of any group.
const LEAST: u64 = 5;

/// Counts of words by group.
#[derive(Default)]
struct Counted {
    ids: HashMap<String, u32>,
    /// For each word its count in all segments in scope, then in each group.
    counts: Vec<u32>,
    /// The same of all words together.
    sizes: Vec<u64>,
    /// The documents with words of the language, in their order, and how many.
    documents: Vec<(u64, u64)>,
}

/// Counts the words of a pass by one variable and finds the `n_words` key words of each group, by G²
/// against all other segments in scope.
///
/// # Errors
///
/// No or several variables, too many groups, texts that were not kept, a part that can not be read.
pub fn key_words(
    source: &StoredSource,
    at: usize,
    by: &[String],
    n_words: usize,
) -> Result<KeyWords, Failure> {
    let [variable] = by else {
        return Err("keyness compares the groups of one variable; name it with --by, such as `--by language` or `--by framing`".into());
    };
    let groups: Vec<GroupKey> = source.tally(at, by)?.groups().into_iter().map(|it| it.0).collect();
    if groups.len() > MOST_GROUPS {
        return Err(format!(
            "`{variable}` has {} groups; words are counted by at most {MOST_GROUPS}",
            groups.len()
        )
        .into());
    }
    let labels: Vec<String> = groups.iter().map(GroupKey::label).collect();
    let width = labels.len() + 1;
    let mut by_language: BTreeMap<&'static str, Counted> = BTreeMap::new();
    each_segment(source, at, by, &mut |document, language, groups, text| {
        let counted = by_language
            .entry(language)
            .or_insert_with(|| Counted { sizes: vec![0; width], ..Counted::default() });
        let mut places = vec![0];
        places.extend(
            groups.iter().filter_map(|it| labels.iter().position(|l| l == it)).map(|it| it + 1),
        );
        let mut full = false;
        let mut n = 0;
        each_word(text, &mut |word| {
            n += 1;
            full |= !counted.add(word, &places, width);
        });
        places.iter().for_each(|&place| counted.sizes[place] += n);
        match counted.documents.last_mut() {
            Some((last, size)) if *last == document => *size += n,
            _ if n > 0 => counted.documents.push((document, n)),
            _ => {}
        }
        if full {
            return Err(
                format!("more than {MOST_WORDS} distinct words; take a smaller corpus").into()
            );
        }
        Ok(())
    })?;
    let mut found = Vec::new();
    for group in 1..width {
        let mut of_group: Vec<KeyWord> = by_language
            .iter()
            .flat_map(|(language, counted)| counted.key(language, group, width, n_words))
            .collect();
        let g2 = |it: &KeyWord| it.counts.g2(Correction::None).map_or(0.0, |it| it.statistic);
        of_group.sort_by(|left, right| g2(right).abs().total_cmp(&g2(left).abs()));
        of_group.truncate(n_words);
        // more frequent than elsewhere first, then the rarer ones
        of_group.sort_by(|left, right| g2(right).total_cmp(&g2(left)));
        found.extend(of_group);
    }
    if found.is_empty() {
        return Err(format!(
            "no word tells the groups of `{variable}` apart: in no language do two groups have words in scope"
        )
        .into());
    }
    spread(source, at, by, &by_language, &mut found)?;
    let tested = |it: &Counted| {
        it.counts.chunks(width).filter(|it| u64::from(it[0]) >= LEAST).count() as u64
    };
    Ok(KeyWords {
        groups: labels,
        n_tested: by_language.values().map(tested).sum(),
        least: LEAST,
        words: found,
    })
}

impl Counted {
    /// False where there is no room for a new word.
    fn add(&mut self, word: &str, places: &[usize], width: usize) -> bool {
        let id = match self.ids.get(word) {
            Some(id) => *id as usize,
            None => {
                let id = self.ids.len();
                if id >= MOST_WORDS {
                    return false;
                }
                self.ids.insert(word.to_owned(), id as u32);
                self.counts.resize((id + 1) * width, 0);
                id
            }
        };
        for place in places {
            self.counts[id * width + place] += 1;
        }
        true
    }

    /// The most telling words of a group, held to the rest of the language.
    fn key(&self, language: &str, group: usize, width: usize, n_words: usize) -> Vec<KeyWord> {
        let (size, rest) = (self.sizes[group], self.sizes[0].saturating_sub(self.sizes[group]));
        let mut tested: Vec<(f64, &String, Keyness)> = Vec::new();
        for (word, id) in &self.ids {
            let counts = &self.counts[*id as usize * width..][..width];
            let (all, own) = (u64::from(counts[0]), u64::from(counts[group]));
            if all < LEAST {
                continue;
            }
            let counts = Keyness { target: (own, size), reference: (all - own, rest) };
            if let Ok(test) = counts.g2(Correction::None) {
                tested.push((test.statistic, word, counts));
            }
        }
        tested.sort_by(|left, right| {
            right.0.abs().total_cmp(&left.0.abs()).then_with(|| left.1.cmp(right.1))
        });
        tested.truncate(n_words);
        let word = |(_, word, counts): (f64, &String, Keyness)| KeyWord {
            group: group - 1,
            language: language.to_owned(),
            word: word.clone(),
            counts,
            documents: Vec::new(),
            corpus: CorpusSize {
                words: self.sizes[0],
                documents: self.documents.len() as u64,
                smallest: self.documents.iter().map(|it| it.1).min().unwrap_or(0),
            },
        };
        tested.into_iter().map(word).collect()
    }
}

/// Fills in how often each key word stands in which document.
fn spread(
    source: &StoredSource,
    at: usize,
    by: &[String],
    by_language: &BTreeMap<&'static str, Counted>,
    found: &mut [KeyWord],
) -> Result<(), Failure> {
    let mut wanted: HashMap<String, HashMap<String, Vec<(u64, u64)>>> = HashMap::new();
    for word in found.iter() {
        let of_language = wanted.entry(word.language.clone()).or_default();
        of_language.insert(word.word.clone(), Vec::new());
    }
    each_segment(source, at, by, &mut |document, language, _, text| {
        let Some(wanted) = wanted.get_mut(language) else { return Ok(()) };
        each_word(text, &mut |word| {
            let Some(documents) = wanted.get_mut(word) else { return };
            match documents.last_mut() {
                Some((last, n)) if *last == document => *n += 1,
                _ => documents.push((document, 1)),
            }
        });
        Ok(())
    })?;
    for word in found {
        let documents = wanted.get(&word.language).and_then(|it| it.get(&word.word));
        let documents = documents.map_or(&[][..], Vec::as_slice);
        let sizes = by_language.get(word.language.as_str()).map_or(&[][..], |it| &it.documents);
        let size = |document: u64| {
            let place = sizes.binary_search_by_key(&document, |it| it.0);
            place.map_or(0, |place| sizes[place].1)
        };
        word.documents = documents.iter().map(|&(document, n)| (n, size(document))).collect();
    }
    Ok(())
}

/// A word that so many documents of its language have, and no fewer than the first of these numbers, is grammar or what
/// the corpus is about, and tells nothing of a code: the second is the part of the documents that it takes.
const COMMON: (u64, u64) = (4, 2);

/// Words by language: those of `wanted` that more than half of the documents with segments in scope have, and four at
/// least. That is told by the corpus, and needs no list of stop words.
///
/// # Errors
///
/// Texts that were not kept; a part that can not be read.
pub(super) fn common(
    source: &StoredSource,
    at: usize,
    wanted: &HashSet<(String, String)>,
) -> Result<HashSet<(String, String)>, Failure> {
    // by language: the last document seen, and how many
    let mut documents: HashMap<&'static str, (u64, u64)> = HashMap::new();
    let mut found: HashMap<&'static str, HashMap<String, (u64, u64)>> = HashMap::new();
    for (language, word) in wanted {
        let Some(language) = Language::ALL.iter().map(|it| it.code()).find(|it| it == language)
        else {
            continue;
        };
        found.entry(language).or_default().insert(word.clone(), (u64::MAX, 0));
    }
    let count = |(last, n): &mut (u64, u64), document: u64| {
        if *last != document {
            (*last, *n) = (document, *n + 1);
        }
    };
    each_segment(source, at, &[], &mut |document, language, _, text| {
        count(documents.entry(language).or_insert((u64::MAX, 0)), document);
        let Some(words) = found.get_mut(language) else { return Ok(()) };
        each_word(text, &mut |word| {
            if let Some(it) = words.get_mut(word) {
                count(it, document);
            }
        });
        Ok(())
    })?;
    let mut common = HashSet::new();
    for (language, words) in found {
        let all = documents.get(language).map_or(0, |it| it.1);
        let is_common = |n: u64| n >= COMMON.0 && n * COMMON.1 > all;
        let of = words.into_iter().filter(|it| is_common(it.1.1));
        common.extend(of.map(|it| (language.to_owned(), it.0)));
    }
    Ok(common)
}

/// What is done with a segment: number of its document, its language, its groups, its text.
type Visit<'v> = dyn FnMut(u64, &'static str, &[String], &str) -> Result<(), Failure> + 'v;

/// Visits the segments in scope, in the order of the corpus.
fn each_segment(
    source: &StoredSource,
    at: usize,
    by: &[String],
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    let variables = Variables::new(source, at, by)?;
    let pass = &source.passes[at].pass;
    for part in 0..pass.n_parts() {
        let segments = pass.segments(part)?;
        let in_scope = pass.in_scope(part)?;
        let mut texts = pass.texts(part)?;
        let documents = texts.documents().clone();
        let codes = match variables.codes() {
            Some(codes) => given_codes(&source.passes[codes.pass], part, codes)?,
            None => Vec::new(),
        };
        let first = segments.document.first().copied().unwrap_or(0);
        for (segment, in_scope) in in_scope.into_iter().enumerate() {
            if !in_scope || segments.absent[segment].is_some() {
                continue;
            }
            let row = (segments.document[segment] - first) as usize;
            let Some(text) = texts.text(row, segments.part[segment] as usize)? else { continue };
            let span = segments.start[segment] as usize..segments.end[segment] as usize;
            let text = text.get(span).unwrap_or_default();
            let groups = variables.groups(&documents, row, &segments, segment, &codes);
            let language = segments.language[segment].code();
            visit(u64::from(segments.document[segment]), language, &groups, text)?;
        }
    }
    Ok(())
}

/// Visits the words of a text, folded.
pub(super) fn each_word(text: &str, visit: &mut dyn FnMut(&str)) {
    let mut run = String::new();
    let close = |run: &mut String, visit: &mut dyn FnMut(&str)| {
        for range in Dictionary.words(run) {
            visit(&run[range]);
        }
        run.clear();
    };
    let mut end = 0;
    for word in Words::new(text) {
        let of = word.of(text);
        if is_han(of) {
            // characters side by side are cut by the dictionary
            if word.start as usize != end {
                close(&mut run, visit);
            }
            run.push_str(of);
            end = word.end as usize;
            continue;
        }
        close(&mut run, visit);
        if of.chars().any(|it| matches!(class(it), Class::Letter)) {
            visit(&fold(of));
        }
    }
    close(&mut run, visit);
}
