//! Every cue of denial that is shipped has a sentence that shows it; here they are run.

use std::sync::Arc;

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

/// Whether the match between `<` and `>` is negated; `None` where the rule finds nothing.
fn negated(test: &str, language: Language) -> Option<bool> {
    let (before, rest) = test.split_once('<')?;
    let (found, after) = rest.split_once('>')?;
    let source = format!("[[code]]\nid = \"a\"\nrules.{} = ['{found}']\n", language.code());
    let codebook = Arc::new(Codebook::parse("test.toml", &source).0?);
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
    let (codebook, diagnostics) =
        Codebook::parse("test.toml", "[[code]]\nid = \"a\"\nrules = ['a']\n");
    let codebook = codebook.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    let mut wrong = Vec::new();
    for language in Language::CODED {
        let denial = &codebook.denial[language as usize];
        let (mut n_cues, mut n_pseudo) = (0, 0);
        for (cues, expected) in [(&denial.cues, true), (&denial.pseudo, false)] {
            for cue in cues {
                let Some(test) = &cue.test else { continue };
                if expected {
                    n_cues += 1;
                } else {
                    n_pseudo += 1;
                }
                let got = negated(test, language);
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
