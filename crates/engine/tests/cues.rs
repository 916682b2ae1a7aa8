//! Every cue of denial that is shipped has a sentence that shows it; here they are run. And four sets
//! of sentences that no cue was written for are coded, so that what a change of cues does to the
//! accuracy is seen.

use std::sync::Arc;

use framebook_engine::codebook::{Codebook, Denial};
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

/// The shipped cues of a language.
fn shipped(language: Language) -> Denial {
    let (codebook, diagnostics) =
        Codebook::parse("test.toml", "[[code]]\nid = \"a\"\nrules = ['a']\n");
    let codebook = codebook.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    codebook.denial[language as usize].clone()
}

/// Whether the match between `<` and `>` is negated by these cues; `None` where the rule finds
/// nothing.
fn negated(test: &str, language: Language, denial: Denial) -> Option<bool> {
    let (before, rest) = test.split_once('<')?;
    let (found, after) = rest.split_once('>')?;
    let source = format!("[[code]]\nid = \"a\"\nrules.{} = ['{found}']\n", language.code());
    let mut codebook = Codebook::parse("test.toml", &source).0?;
    codebook.denial[language as usize] = denial;
    let codebook = Arc::new(codebook);
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(vec![codebook], options);
    let mut out = BatchOutput::default();
    let text = format!("{before}{found}{after}");
    let parts = [Some(text.as_str())];
    let document = Document { parts: &parts, language: Some(language), absent: None };
    Worker::default().code_batch(&set, [document], &mut out);
    let matches = &out.passes[0].matches;
    let at = matches.start.iter().position(|&start| start as usize == before.len())?;
    Some(matches.negated[at])
}

#[test]
fn every_shipped_cue_denies_the_match_of_its_sentence_and_no_pseudo_cue_does() {
    let mut wrong = Vec::new();
    for language in Language::CODED {
        let denial = &shipped(language);
        let (mut n_cues, mut n_pseudo) = (0, 0);
        for (cues, expected) in [(&denial.cues, true), (&denial.pseudo, false)] {
            for cue in cues {
                let Some(test) = &cue.test else { continue };
                if expected {
                    n_cues += 1;
                } else {
                    n_pseudo += 1;
                }
                let got = negated(test, language, denial.clone());
                if got != Some(expected) {
                    wrong.push(format!("{} `{}`: {test}: {got:?}", language.code(), cue.text));
                }
            }
        }
        assert!(n_cues >= 8 && n_pseudo >= 4, "{}: {n_cues} and {n_pseudo}", language.code());
        assert_eq!((n_cues, n_pseudo), (denial.cues.len(), denial.pseudo.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_cue_denies_by_itself_and_no_sentence_of_a_pseudo_cue_is_idle() {
    let mut wrong = Vec::new();
    for language in Language::CODED {
        let all = shipped(language);
        for cue in &all.cues {
            let alone = Denial { cues: vec![cue.clone()], pseudo: all.pseudo.clone() };
            let test = cue.test.as_deref().unwrap_or_default();
            if negated(test, language, alone) != Some(true) {
                wrong.push(format!("{} `{}` denies nothing: {test}", language.code(), cue.text));
            }
        }
        for pseudo in &all.pseudo {
            let test = pseudo.test.as_deref().unwrap_or_default();
            let idle = Denial { cues: all.cues.clone(), pseudo: Vec::new() };
            if negated(test, language, idle) != Some(true) {
                wrong.push(format!("{} `{}` is not needed: {test}", language.code(), pseudo.text));
            }
            let alone = Denial { cues: all.cues.clone(), pseudo: vec![pseudo.clone()] };
            if negated(test, language, alone) != Some(false) {
                wrong.push(format!("{} `{}` keeps nothing: {test}", language.code(), pseudo.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Denied sentences that the shipped cues find, sentences that are none and are taken for none, and
/// the sentences that they get wrong, of a set of a language.
fn accuracy(set: &str, language: Language) -> (usize, usize, Vec<String>) {
    let denial = shipped(language);
    let heading = format!("[{}]", language.code());
    let sentences = set.lines().skip_while(|line| *line != heading).skip(1);
    let (mut found, mut spared, mut wrong) = (0, 0, Vec::new());
    for line in sentences.take_while(|line| !line.starts_with('[')) {
        let Some((sign, sentence)) = line.split_once(' ') else { continue };
        let got = negated(sentence, language, denial.clone());
        match (sign, got) {
            ("+", Some(true)) => found += 1,
            ("-", Some(false)) => spared += 1,
            _ => wrong.push(format!("{line} ({got:?})")),
        }
    }
    (found, spared, wrong)
}

/// The numbers are what the shipped cues reach, no more: whoever changes a cue sees here what it
/// does to sentences that it was not written for, and sets down the new number. The cues were
/// reworked with the first set at hand, so the second is the measure of them: with the cues from
/// before it was 6 and 6 in English, 9 and 9 in Russian, 3 and 8 in Kazakh, 5 and 9 in Chinese. The
/// third was at hand when they were worked over again; before, it was 14 and 12, 17 and 15, 18 and 9,
/// 15 and 19 of 22. What it misses in Russian stands behind a comma: не думаю, что. The fourth was
/// written then: it was 6 and 6, 7 and 9, 9 and 5, 6 and 8 with the cues from before, so that what
/// the third gained says little of other sentences.
#[test]
fn held_out_sentences_are_judged_as_well_as_is_noted_here() {
    let first = include_str!("denial/first.txt");
    let second = include_str!("denial/second.txt");
    let third = include_str!("denial/third.txt");
    let fourth = include_str!("denial/fourth.txt");
    let cases = [
        // set, of how many each, language, denied found, others spared
        (first, 30, Language::English, 25, 30),
        (first, 30, Language::Russian, 29, 30),
        (first, 30, Language::Kazakh, 28, 30),
        (first, 30, Language::Chinese, 27, 30),
        (second, 10, Language::English, 7, 8),
        (second, 10, Language::Russian, 10, 8),
        (second, 10, Language::Kazakh, 10, 7),
        (second, 10, Language::Chinese, 7, 8),
        (third, 22, Language::English, 22, 22),
        (third, 22, Language::Russian, 19, 21),
        (third, 22, Language::Kazakh, 22, 22),
        (third, 22, Language::Chinese, 22, 21),
        (fourth, 10, Language::English, 6, 6),
        (fourth, 10, Language::Russian, 7, 9),
        (fourth, 10, Language::Kazakh, 9, 6),
        (fourth, 10, Language::Chinese, 7, 8),
    ];
    let mut differing = Vec::new();
    for (set, n, language, found, spared) in cases {
        let got = accuracy(set, language);
        let (code, denied) = (language.code(), n - got.1);
        println!("{code}: {} of {n} denied are found, {denied} of {n} others denied", got.0);
        assert_eq!(got.0 + got.1 + got.2.len(), 2 * n, "{}", language.code());
        if (got.0, got.1) != (found, spared) {
            let wrong = got.2.join("\n  ");
            differing.push(format!("{}: {} and {}\n  {wrong}", language.code(), got.0, got.1));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}
