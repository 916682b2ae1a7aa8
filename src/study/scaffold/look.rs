//! A first look through a corpus: what its columns hold, how long its texts are, which words stand
//! in most documents of each language. A corpus is streamed; counts leave. It guesses no code.

use std::collections::{HashMap, HashSet};

use crate::corpus::{Batch, ColumnSummary, Corpus, CorpusError};
use crate::engine::text::class::{Class, class};
use crate::engine::text::fold::fold;
use crate::engine::text::language::{Votes, from_declared, vote};
use crate::engine::text::word::Words;
use crate::engine::text::{Language, Span};

use crate::study::chinese::Dictionary;

use super::repeated::Repeated;

/// Bytes of text of a batch in which words are counted: a sample from all over a long corpus.
const BYTES_OF_BATCH: usize = 1 << 20;
/// Bytes of text of a document, so that a few long ones do not stand for all.
const BYTES_OF_DOCUMENT: usize = 16 << 10;
/// Words held; above it those that stand in one document alone are forgotten.
const WORDS_HELD: usize = 400_000;
/// Candidates listed for a language.
const N_CANDIDATES: usize = 12;
/// Letters that a content word has at least, in a language with letters.
const SHORTEST: usize = 4;

/// Words that say nothing of what a text is about, by language: `en` and so on, then the words.
const STOP_WORDS: &str = include_str!("stop-words.txt");

/// What a corpus looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Documents in the corpus.
    pub n_documents: u64,
    /// The metadata columns, over the whole corpus.
    pub columns: Vec<ColumnSummary>,
    /// Documents in which words were counted.
    pub n_sampled: u64,
    /// Words (characters in Chinese) of these documents.
    pub n_words: u64,
    /// Short texts that stand in several documents, as they stand, with how many those are: in a corpus of one
    /// column of texts.
    pub repeated: Vec<(String, u64)>,
    /// By language, the one with most documents first.
    pub languages: Vec<LanguageLook>,
}

/// The documents of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLook {
    /// The language.
    pub language: Language,
    /// Documents of it among those sampled.
    pub n_documents: u64,
    /// Content words with the number of documents that they stand in, most first; of those in equally
    /// many the one first that stands there more often.
    pub words: Vec<(String, u64)>,
}

impl Look {
    /// Reads a corpus to its end.
    ///
    /// # Errors
    /// Where it can not be read, or a row is to be refused.
    pub fn through(corpus: &Corpus) -> Result<Self, CorpusError> {
        let mut counter = Counter::default();
        let (mut reader, mut batch) = (corpus.reader(), Batch::default());
        let (mut look, mut repeated) = (Look::default(), Repeated::default());
        while reader.fill(&mut batch)? {
            if corpus.parts().len() == 1 {
                let texts = (0..batch.len()).filter_map(|document| batch.part(document, 0));
                texts.for_each(|text| repeated.count(text));
            }
            let mut left = BYTES_OF_BATCH;
            for document in 0..batch.len() {
                let parts = (0..corpus.parts().len()).filter_map(|part| batch.part(document, part));
                let declared = corpus.language_column();
                let declared = declared.and_then(|column| batch.metadata(document, column));
                let used = counter.document(
                    parts,
                    declared.and_then(from_declared),
                    left.min(BYTES_OF_DOCUMENT),
                );
                left = left.saturating_sub(used);
                if left == 0 {
                    break;
                }
            }
        }
        let report = reader.report();
        look.n_documents = report.n_documents;
        look.columns.clone_from(&report.columns);
        look.repeated = repeated.most(look.n_documents);
        counter.finish(&mut look);
        Ok(look)
    }
}

/// Words of a document with the number of their places.
type Found = HashMap<String, u64>;

#[derive(Default)]
struct Counter {
    dictionary: Dictionary,
    n_sampled: u64,
    n_words: u64,
    n_documents: [u64; 4],
    /// Documents, and places in them.
    words: HashMap<(Language, String), (u64, u64)>,
}

impl Counter {
    /// Counts the words of a document, of its first `most` bytes; says how many those were.
    fn document<'t>(
        &mut self,
        parts: impl Iterator<Item = &'t str>,
        declared: Option<Language>,
        most: usize,
    ) -> usize {
        let (mut votes, mut folds, mut han) = (Votes::default(), Found::new(), Found::new());
        let mut used = 0;
        for text in parts {
            let text = &text[..floor(text, most - used)];
            used += text.len();
            let mut run: Option<Span> = None;
            for word in Words::new(text) {
                self.n_words += 1;
                let folded = fold(word.of(text));
                votes.add(vote(&folded));
                if !word.of(text).starts_with(|it| class(it) == Class::Han) {
                    *folds.entry(folded).or_default() += 1;
                    continue;
                }
                run = match run {
                    Some(open) if open.end == word.start => Some(Span { end: word.end, ..open }),
                    other => {
                        self.han(other, text, &mut han);
                        Some(word)
                    }
                };
            }
            self.han(run, text, &mut han);
        }
        if used == 0 {
            return 0;
        }
        self.n_sampled += 1;
        let language = declared.unwrap_or_else(|| votes.language());
        if !Language::CODED.contains(&language) {
            return used;
        }
        self.n_documents[language as usize] += 1;
        let words = if language == Language::Chinese { han } else { folds };
        for (word, n) in words {
            let (documents, places) = self.words.entry((language, word)).or_default();
            *documents += 1;
            *places += n;
        }
        if self.words.len() > WORDS_HELD {
            self.words.retain(|_, (documents, _)| *documents > 1);
        }
        used
    }

    fn han(&self, run: Option<Span>, text: &str, found: &mut Found) {
        let Some(run) = run.map(|run| run.of(text)) else { return };
        for word in self.dictionary.words(run) {
            *found.entry(run[word].to_owned()).or_default() += 1;
        }
    }

    fn finish(self, look: &mut Look) {
        (look.n_sampled, look.n_words) = (self.n_sampled, self.n_words);
        let stop: HashSet<(Language, &str)> = stop_words().collect();
        let mut lists: [Vec<(String, (u64, u64))>; 4] = Default::default();
        for ((language, word), n) in self.words {
            if n.0 > 1 && is_content(language, &word) && !stop.contains(&(language, word.as_str()))
            {
                lists[language as usize].push((word, n));
            }
        }
        for (language, mut words) in Language::CODED.into_iter().zip(lists) {
            let n_documents = self.n_documents[language as usize];
            if n_documents == 0 {
                continue;
            }
            words.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
            words.truncate(N_CANDIDATES);
            let words = words.into_iter().map(|(word, (documents, _))| (word, documents)).collect();
            look.languages.push(LanguageLook { language, n_documents, words });
        }
        look.languages.sort_by_key(|it| std::cmp::Reverse(it.n_documents));
    }
}

/// Long enough, and letters only.
fn is_content(language: Language, word: &str) -> bool {
    let shortest = if language == Language::Chinese { 2 } else { SHORTEST };
    word.chars().count() >= shortest && word.chars().all(char::is_alphabetic)
}

fn stop_words() -> impl Iterator<Item = (Language, &'static str)> {
    STOP_WORDS.lines().flat_map(|line| {
        let mut words = line.split_whitespace();
        let language = words.next().and_then(Language::from_code).unwrap_or_default();
        words.map(move |word| (language, word))
    })
}

/// The last character boundary of a text at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Spec;

    fn look(bytes: &[u8]) -> Look {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), bytes).unwrap();
        let spec = Spec { files: vec!["a.csv".to_owned()], ..Spec::default() };
        Look::through(&Corpus::open(&spec, folder.path()).unwrap()).unwrap()
    }

    #[test]
    fn words_are_counted_by_document_and_language_without_stop_words() {
        let look = look(
            "\u{feff}id,city,text\r\n\
             1,Almaty,The border and the border. Which border?\r\n\
             2,Almaty,Behind the Border stands a customs house\r\n\
             3,Астана,Граница была закрыта\r\n\
             4,Астана,Они перешли границу там где граница\r\n\
             5,,Шекара қауіпсіздігі және шекара\r\n\
             6,,Бұл шекара туралы әңгіме\r\n\
             7,,印度尼西亚的经济\r\n\
             8,,我们的经济和印度尼西亚\r\n"
                .as_bytes(),
        );
        let words = |it: &LanguageLook| -> Vec<String> {
            it.words.iter().map(|(word, n)| format!("{word} {n}")).collect()
        };
        let found: Vec<_> = look
            .languages
            .iter()
            .map(|it| (it.language.code(), it.n_documents, words(it).join(", ")))
            .collect();
        let expected = [
            ("en", 2, "border 2"),
            ("ru", 2, "граница 2"),
            ("kk", 2, "шекара 2"),
            ("zh", 2, "印度尼西亚 2, 经济 2"),
        ]
        .map(|(language, n, words)| (language, n, words.to_owned()));
        assert_eq!(found, expected);
        assert_eq!((look.n_documents, look.n_sampled), (8, 8));
        let city = &look.columns[0];
        assert_eq!((city.name.as_str(), city.n_distinct, city.n_missing), ("city", Some(2), 4));
    }

    #[test]
    fn a_text_is_cut_at_a_character() {
        let mut counter = Counter::default();
        assert_eq!(counter.document(["мұра"].into_iter(), None, 3), 2);
        assert_eq!(counter.document([""].into_iter(), None, 3), 0);
        assert_eq!((counter.n_sampled, counter.n_words), (1, 1));
    }

    #[test]
    fn stop_words_are_of_four_languages_and_folded() {
        for language in Language::CODED {
            assert!(stop_words().filter(|it| it.0 == language).count() > 40, "{language:?}");
        }
        for (language, word) in stop_words() {
            assert_ne!(language, Language::Undetermined, "{word}");
            assert_eq!(fold(word), word);
        }
    }
}
