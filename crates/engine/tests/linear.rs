//! Time and memory grow as the text does, whatever rule meets whatever text: texts that are made to
//! be slow, of a size at which anything that grows with the square takes minutes.
//!
//! `cargo run -p framebook-engine --example hostile` gives the figures.

use std::sync::Arc;
use std::time::{Duration, Instant};

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Language;

/// Bytes of a text.
const SIZE: usize = 600_000;
/// Each takes well under two seconds on one busy core; what grows with the square takes minutes.
const LONGEST: Duration = Duration::from_secs(30);

const ACTORS: &str = "[codebook]\nactors = true\n[[code]]\nid = 'y'\nrules.en = ['astana']\n[[code]]\nid = 'z'\nrules.en = ['moscow']\n";

/// Codes a text of what stands first, of a piece again and again, and of what stands last, as one
/// segment, and gives the number of matches a piece.
fn matches(rule: &str, first: &str, pieces: &[&str], last: &str) -> f64 {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    let times = SIZE / length;
    let middle: String = pieces.iter().map(|piece| piece.repeat(times)).collect();
    let text = format!("{first}{middle}{last}");
    let book = format!("[[code]]\nid = 'x'\nrules.en = ['{rule}']\n");
    let books = [book.as_str(), ACTORS].map(|source| {
        let (parsed, diagnostics) = Codebook::parse("test.toml", source);
        Arc::new(parsed.unwrap_or_else(|| panic!("{diagnostics:#?}")))
    });
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(books.into(), options);
    let mut out = BatchOutput::default();
    let parts = [Some(text.as_str())];
    let document = Document { parts: &parts, language: Some(Language::English), absent: None };
    let begin = Instant::now();
    Worker::default().code_batch(&set, [document], &mut out);
    let taken = begin.elapsed();
    assert!(taken < LONGEST, "{rule} in {first}{}…: {taken:?}", pieces.concat());
    out.passes[0].matches.code.len() as f64 / times as f64
}

#[track_caller]
fn check(rule: &str, first: &str, pieces: &[&str], last: &str, a_piece: f64) {
    let found = matches(rule, first, pieces, last);
    assert!((found - a_piece).abs() < 0.01, "{rule}: {found} matches a piece, not {a_piece}");
}

#[test]
fn a_regular_expression_whose_branch_fails_at_the_end_of_the_text() {
    check("/a[^z]*z|a/", "", &["a b "], "", 1.0);
    check("/a(?:.{0,900}z)?/", "", &["a b "], "", 1.0);
    check("/a[^z]*z|a/", "", &["a b "], "z", 0.0);
}

#[test]
fn pairs_in_texts_of_nothing_but_hits() {
    check("a NEAR/1000/u b", "", &["a b "], "", 1.0);
    check("a NEAR/1000/u b", "", &["a a a a a a b b b b b b "], "", 6.0);
    // The last thousand of one side reach as many of the other.
    check("a NEAR/1000/u b", "", &["a ", "b "], "", 0.0);
    check("a BEFORE/1000/u b", "", &["b b b b b b a "], "", 1.0);
    check("a AND/u b", "", &["a "], "b", 0.0);
    check("a NOT/3/u ((c AND/u d) OR b)", "c ", &["b x ", "d a x x x "], "", 1.0);
}

#[test]
fn one_sentence_of_cues_and_quotations() {
    check("threat", "", &["not a threat "], "", 1.0);
    check("threat", "", &["not only a threat "], "", 1.0);
    check("threat", "not, ", &["not so "], ", a threat", 0.0);
    check("threat", "“", &["«no» threat and "], "”", 1.0);
    check("threat", "", &["«threat» x x x x said "], "", 1.0);
}

#[test]
fn voices_of_one_sentence_and_of_many() {
    check("threat", "", &["Astana said threat "], "", 1.0);
    check("threat", "", &["Astana said it is a threat. "], "", 1.0);
    check("threat", "threat ", &["Astana said Moscow said "], "", 0.0);
}
