//! How the rules of a codebook fare in a corpus: what each finds by itself, what of it remains, in
//! how many segments it stands alone. A corpus is streamed through the engine; nothing is stored.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::corpus::{Batch, Corpus};
use crate::engine::codebook::expression::{Expression, Kind, Leaf, Operator, leaves};
use crate::engine::codebook::{Code, Codebook};
use crate::engine::coding::{BatchOutput, CompiledSet, Options, Worker};
use crate::engine::text::fold::fold;
use crate::engine::text::word::Words;
use crate::engine::text::{Language, Span};
use crate::store::Progress;

use super::Failure;
use super::chinese::{Dictionary, is_han};
use super::pass::code;

/// What the rules of a codebook found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// One a rule, in the order of the codebook.
    pub rules: Vec<RuleUsage>,
    /// Documents read.
    pub n_documents: u64,
    /// Segments that they were cut into.
    pub n_segments: u64,
    /// Segments by language, in the order of [`Language::ALL`].
    pub n_segments_by_language: [u64; 6],
}

/// Different forms kept for a rule; a regular expression may find a million.
const MAX_FORMS: usize = 10_000;

/// What one rule found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleUsage {
    /// What the rule finds by itself, before `unless` and before longer rules of its code; `None`
    /// for a codebook of more codes and rules than can be counted in one pass (65,535).
    pub n_hits: Option<u64>,
    /// Matches: hits that remain.
    pub n_matches: u64,
    /// Of these, the matches that are denied.
    pub n_negated: u64,
    /// Matches by the language of the segment, in the order of [`Language::ALL`].
    pub n_by_language: [u64; 6],
    /// Segments with a match.
    pub n_segments: u64,
    /// Of these, the segments without a match of another rule of the same code.
    pub n_alone: u64,
    /// Documents with a match.
    pub n_documents: u64,
    /// For a rule with a wildcard, a stem or a regular expression, what it matches: folded words with
    /// their number. At most 10,000 of them.
    pub forms: BTreeMap<String, u64>,
    /// Longer dictionary words that a match lies inside of, with their number; only for rules of Han
    /// characters.
    pub longer_words: BTreeMap<String, u64>,
    /// The document counted last, from 1.
    last_document: u64,
}

impl RuleUsage {
    /// The rule found nothing at all.
    pub fn never_fires(&self) -> bool {
        self.n_matches == 0 && self.n_hits.unwrap_or(0) == 0
    }

    /// The rule finds something, and all of it is dropped.
    pub fn never_counts(&self) -> bool {
        self.n_matches == 0 && !self.never_fires()
    }
}

/// Runs a codebook over a corpus and counts what its rules find. `progress` hears how far it is.
///
/// # Errors
///
/// A corpus that can not be read.
pub fn count(
    codebook: &Arc<Codebook>,
    corpus: &Corpus,
    options: Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Usage, Failure> {
    let (spread, copies) = spread(codebook);
    let options = Options { ignore_about: true, ..options };
    let set = CompiledSet::new(vec![Arc::new(spread)], options);
    let mut counter = Counter {
        dictionary: Dictionary,
        han: codebook.rules.iter().map(|rule| is_han(&rule.text)).collect(),
        open: codebook.rules.iter().map(|rule| is_open(&rule.expression)).collect(),
        copies: copies.clone(),
        usage: Usage::default(),
    };
    let n_hits = (!copies.is_empty()).then_some(0);
    counter.usage.rules.resize(codebook.rules.len(), RuleUsage { n_hits, ..RuleUsage::default() });
    let (mut worker, mut out, mut batch) =
        (Worker::default(), BatchOutput::default(), Batch::default());
    let mut reader = corpus.reader();
    let mut at = Progress::default();
    while reader.fill(&mut batch)? {
        code(&set, corpus, &mut worker, &batch, &mut out);
        counter.add(&batch, &out);
        at.documents += batch.len() as u64;
        at.bytes += batch.bytes() as u64;
        progress(at);
    }
    Ok(counter.usage)
}

/// The codebook with a copy of each rule as a code of its own, so that one pass tells both what a
/// rule finds by itself and what remains of it; and the rules that are copies. Without copies where
/// the codes would be more than can be numbered.
fn spread(codebook: &Codebook) -> (Codebook, Range<usize>) {
    let mut spread = codebook.clone();
    spread.single_label = false;
    let n_rules = codebook.rules.len();
    if codebook.codes.len() + n_rules > usize::from(u16::MAX) {
        return (spread, n_rules..n_rules);
    }
    for number in 0..n_rules {
        let mut rule = codebook.rules[number].clone();
        rule.code = spread.codes.len();
        let rules = spread.rules.len()..spread.rules.len() + 1;
        // a space: an id that no reference can name
        let id = format!(" {number}");
        spread.codes.push(Code { id, rules, covers: [true; 4], ..Code::default() });
        spread.rules.push(rule);
    }
    (spread, n_rules..2 * n_rules)
}

struct Counter {
    dictionary: Dictionary,
    han: Vec<bool>,
    open: Vec<bool>,
    copies: Range<usize>,
    usage: Usage,
}

impl Counter {
    fn add(&mut self, batch: &Batch, out: &BatchOutput) {
        let matches = &out.passes[0].matches;
        let mut here: Vec<usize> = Vec::new();
        let mut row = 0;
        while row < matches.segment.len() {
            // rows stand by segment and code: a run of them is one code in one segment
            let (segment, code) = (matches.segment[row], matches.code[row]);
            here.clear();
            while matches.segment.get(row) == Some(&segment) && matches.code[row] == code {
                let rule = matches.rule[row] as usize;
                if self.copies.contains(&rule) {
                    let original = &mut self.usage.rules[rule - self.copies.start];
                    original.n_hits = original.n_hits.map(|n| n + 1);
                } else {
                    self.found(batch, out, row);
                    here.push(rule);
                }
                row += 1;
            }
            here.sort_unstable();
            here.dedup();
            let document =
                self.usage.n_documents + u64::from(out.segments.document[segment as usize]) + 1;
            for &rule in &here {
                let usage = &mut self.usage.rules[rule];
                usage.n_segments += 1;
                usage.n_alone += u64::from(here.len() == 1);
                if usage.last_document != document {
                    usage.last_document = document;
                    usage.n_documents += 1;
                }
            }
        }
        self.usage.n_documents += batch.len() as u64;
        self.usage.n_segments += out.segments.document.len() as u64;
        for &language in &out.segments.language {
            self.usage.n_segments_by_language[language as usize] += 1;
        }
    }

    fn found(&mut self, batch: &Batch, out: &BatchOutput, row: usize) {
        let matches = &out.passes[0].matches;
        let segment = matches.segment[row] as usize;
        let rule = matches.rule[row] as usize;
        let usage = &mut self.usage.rules[rule];
        usage.n_matches += 1;
        usage.n_negated += u64::from(matches.negated[row]);
        usage.n_by_language[out.segments.language[segment] as usize] += 1;
        if !self.han[rule] && !self.open[rule] {
            return;
        }
        let (document, part) = (out.segments.document[segment], out.segments.part[segment]);
        let text = batch.part(document as usize, part as usize).unwrap_or_default();
        let find = matches.start[row] as usize..matches.end[row] as usize;
        if self.open[rule] {
            let extent = Span { start: matches.start[row], end: matches.end[row] };
            let words: Vec<String> =
                Words::within(text, extent).map(|word| fold(word.of(text))).collect();
            add(&mut usage.forms, &words.join(" "));
        }
        if !self.han[rule] {
            return;
        }
        if let Some(word) = self.dictionary.longer_word(text, find) {
            add(&mut usage.longer_words, word);
        }
    }
}

fn add(counts: &mut BTreeMap<String, u64>, word: &str) {
    if let Some(n) = counts.get_mut(word) {
        *n += 1;
    } else if counts.len() < MAX_FORMS {
        counts.insert(word.to_owned(), 1);
    }
}

/// True for a rule of words and phrases that may find several: one with a wildcard, a stem or a
/// regular expression. What joins two places by an operator finds any words between them.
fn is_open(expression: &Expression) -> bool {
    match &expression.kind {
        Kind::Phrase(elements) => {
            leaves(elements).iter().any(|leaf| matches!(leaf, Leaf::Glob(_) | Leaf::Stem(_)))
        }
        Kind::Regex(_) => true,
        Kind::Operation(Operator::Or, operands) => operands.iter().any(is_open),
        Kind::Reference(_) | Kind::Operation(..) => false,
    }
}

/// The rules of a code from the one that counts most to those that never fire.
pub fn by_count(codebook: &Codebook, usage: &Usage, code: usize) -> Vec<usize> {
    let mut rules: Vec<usize> = codebook.codes[code].rules.clone().collect();
    rules.sort_by_key(|&rule| {
        let found = &usage.rules[rule];
        std::cmp::Reverse((found.n_matches, found.n_hits))
    });
    rules
}

/// For a code and a language of its rules: how many fire, and how many there are.
pub fn firing(
    codebook: &Codebook,
    usage: &Usage,
    code: usize,
    language: Option<Language>,
) -> (usize, usize) {
    let rules = codebook.codes[code].rules.clone();
    let of_language = rules.filter(|&rule| codebook.rules[rule].language == language);
    of_language.fold((0, 0), |(fire, all), rule| {
        (fire + usize::from(usage.rules[rule].n_matches > 0), all + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Spec;

    const CODEBOOK: &str = r#"
[codebook]
id = "c"
[[code]]
id = "a"
rules.en = ['security', 'security council', 'unseen']
rules.ru = ['~граница']
rules.kk = ['қауіпсіздік']
rules.zh = ['印度', '安全']
unless.zh = ['安全带']
[[code]]
id = "b"
rules.en = ['#a NEAR/5 border']
"#;

    fn usage(rows: &str) -> (Arc<Codebook>, Usage) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), format!("id,text\n{rows}")).unwrap();
        let spec = Spec { files: vec!["a.csv".to_owned()], ..Spec::default() };
        let corpus = Corpus::open(&spec, folder.path()).unwrap();
        let (codebook, problems) = Codebook::parse("c.toml", CODEBOOK);
        let codebook = Arc::new(codebook.unwrap_or_else(|| panic!("{problems:?}")));
        let usage = count(&codebook, &corpus, Options::default(), &mut |_| {}).unwrap();
        (codebook, usage)
    }

    #[test]
    fn hits_are_counted_before_and_matches_after_what_drops_them() {
        let (codebook, usage) = usage(
            "1,The Security Council met. Security matters.\n\
             2,The Security Council met at the border.\n\
             3,Граница и қауіпсіздік.\n\
             4,印度尼西亚和印度。安全带。安全。\n\
             5,\n",
        );
        assert_eq!((usage.n_documents, usage.n_segments), (5, 5));
        let cases = [
            // rule, hits, matches, segments, alone, documents
            ("security", 3, 1, 1, 0, 1),
            ("security council", 2, 2, 2, 1, 2),
            ("unseen", 0, 0, 0, 0, 0),
            ("~граница", 1, 1, 1, 0, 1),
            ("қауіпсіздік", 1, 1, 1, 0, 1),
            ("印度", 2, 2, 1, 0, 1),
            ("安全", 2, 1, 1, 0, 1),
            ("#a NEAR/5 border", 1, 1, 1, 1, 1),
        ];
        for (rule, (text, hits, matches, segments, alone, documents)) in cases.iter().enumerate() {
            assert_eq!(codebook.rules[rule].text, *text);
            let found = &usage.rules[rule];
            assert_eq!(
                (found.n_hits, found.n_matches, found.n_segments, found.n_alone, found.n_documents),
                (Some(*hits), *matches, *segments, *alone, *documents),
                "{text}"
            );
        }
        assert!(usage.rules[2].never_fires());
        let forms = |rule: usize| -> Vec<(&str, u64)> {
            usage.rules[rule].forms.iter().map(|(form, n)| (form.as_str(), *n)).collect()
        };
        assert_eq!(forms(3), [("граница", 1)]);
        assert!(forms(0).is_empty());
        // English, Russian, Kazakh, Chinese; the empty text has no language.
        assert_eq!(usage.n_segments_by_language.iter().sum::<u64>(), usage.n_segments);
        assert_eq!(usage.rules[5].longer_words, BTreeMap::from([("印度尼西亚".to_owned(), 1)]));
        assert_eq!(firing(&codebook, &usage, 0, Some(Language::English)), (2, 3));
        assert_eq!(by_count(&codebook, &usage, 0)[0], 1);
    }

    #[test]
    fn an_empty_corpus_leaves_every_rule_at_nothing() {
        let (_, usage) = usage("1,\n");
        assert!(usage.rules.iter().all(RuleUsage::never_fires));
    }

    #[test]
    fn a_document_counts_once_however_many_batches_stand_before_it() {
        let rows: String = (0..5000).map(|id| format!("{id},security\n")).collect();
        let (_, usage) = usage(&rows);
        assert_eq!((usage.rules[0].n_documents, usage.rules[0].n_segments), (5000, 5000));
    }
}
