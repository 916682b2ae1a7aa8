//! Sentence boundaries cut by hand, in four languages, against the scanner.
//!
//! A fixture holds one sentence a line; the next one follows after a space (in Chinese after
//! nothing) unless the line ends with a sign: ⏎ a blank line, ∅ nothing. Only boundaries inside
//! paragraphs are counted: a blank line is no feat.

use std::collections::BTreeSet;

use framebook_engine::segment::{Lines, Structure};

/// The text of a fixture and the ends of its sentences inside paragraphs.
fn read(fixture: &str, space: &str) -> (String, BTreeSet<usize>) {
    let mut text = String::new();
    let mut ends = BTreeSet::new();
    for line in fixture.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(sentence) = line.strip_suffix(" ⏎") {
            text.push_str(sentence);
            text.push_str("\n\n");
        } else {
            let (sentence, space) = match line.strip_suffix('∅') {
                Some(sentence) => (sentence, ""),
                None => (line, space),
            };
            text.push_str(sentence);
            ends.insert(text.len());
            text.push_str(space);
        }
    }
    // the last sentence ends with the text
    ends.remove(&text.trim_end().len());
    (text, ends)
}

/// Precision and recall of the boundaries, and their F1; misses are printed.
fn f1(name: &str, fixture: &str, space: &str, at_least: usize) -> f64 {
    let (text, wanted) = read(fixture, space);
    assert!(wanted.len() >= at_least, "{name}: {} boundaries", wanted.len());
    let structure = Structure::of(&text, Lines::Auto);
    let paragraphs: BTreeSet<usize> =
        structure.paragraphs.iter().map(|span| span.end as usize).collect();
    let found: BTreeSet<usize> = structure
        .sentences
        .iter()
        .map(|span| span.end as usize)
        .filter(|end| !paragraphs.contains(end))
        .collect();
    let context = |at: usize| {
        let before: String = text[..at].chars().rev().take(30).collect();
        let before: String = before.chars().rev().collect();
        let after: String = text[at..].chars().take(20).collect();
        format!("{before}|{after}").replace('\n', "⏎")
    };
    for &at in wanted.difference(&found) {
        println!("{name} not found: {}", context(at));
    }
    for &at in found.difference(&wanted) {
        println!("{name} false:     {}", context(at));
    }
    let right = wanted.intersection(&found).count() as f64;
    let f1 = 2.0 * right / (wanted.len() + found.len()) as f64;
    println!("{name}: {} boundaries, {} found, F1 {f1:.4}", wanted.len(), found.len());
    f1
}

#[test]
fn hand_cut_sentences_are_found_in_four_languages() {
    let cases = [
        ("en", include_str!("fixtures/sentences.en.txt"), " "),
        ("ru", include_str!("fixtures/sentences.ru.txt"), " "),
        ("kk", include_str!("fixtures/sentences.kk.txt"), " "),
        ("zh", include_str!("fixtures/sentences.zh.txt"), ""),
    ];
    let scores = cases.map(|(name, fixture, space)| (name, f1(name, fixture, space, 100)));
    for (name, score) in scores {
        assert!(score >= 0.97, "{name}: F1 {score}");
    }
}

/// Written after the rules, in another style; the figures are what the rules made of it untuned.
#[test]
fn sentences_that_the_rules_were_not_written_on_are_found_too() {
    let cases = [
        ("en", include_str!("fixtures/held_out.en.txt"), " "),
        ("ru", include_str!("fixtures/held_out.ru.txt"), " "),
        ("kk", include_str!("fixtures/held_out.kk.txt"), " "),
        ("zh", include_str!("fixtures/held_out.zh.txt"), ""),
    ];
    let scores = cases.map(|(name, fixture, space)| (name, f1(name, fixture, space, 40)));
    for (name, score) in scores {
        assert!(score >= 0.93, "{name}: F1 {score}");
    }
}
