//! Sentence boundaries cut by hand, in four languages, against the scanner.
//!
//! A fixture holds one sentence a line; the next one follows after a space (in Chinese after
//! nothing) unless the line ends with a sign: ⏎ a blank line, ∅ nothing. Only boundaries inside
//! paragraphs are counted: a blank line is no feat.

use std::collections::BTreeSet;

use framebook_engine::segment::{Lines, Structure, UNITS, Unit, quotations};
use framebook_engine::text::Span;
use framebook_engine::text::word::Words;
use proptest::prelude::*;

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

/// Written after the rules, in another style. At first sight F1 was .990 in English, .960 in
/// Russian, 1 in Kazakh and .990 in Chinese; of the six false boundaries five were then mended as
/// general faults (`ок.`, `сер.`, `ст. Достык`, `пр. Республики`, `(ret.)`).
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
        assert!(score >= 0.97, "{name}: F1 {score}");
    }
}

/// Were one of these quadratic, the test would run for hours.
#[test]
fn hostile_texts_take_linear_time() {
    let pieces = [
        ".",
        ". ",
        "! ",
        "(5)",
        ".[1",
        ".(1",
        "a.",
        "a. ",
        "\".",
        " .",
        " . .",
        "1. ",
        "-1. ",
        "。”他说，",
        "！",
        "“",
        "'a",
        "\"a",
        "«",
        "\n",
        "\n ",
        "\r\n.",
        " ",
        "\u{200B}",
        ".\u{200B}",
        "?²",
        "г. А",
        "т. ",
        "5 г. ",
        "A.B",
        "aa.Bb",
        "……",
        "Q: ",
        "Q:\n",
        "－",
        "\u{301}",
        ".5",
        "x.5 Y",
    ];
    for piece in pieces {
        for lines in [Lines::Auto, Lines::Wrapped] {
            let text = piece.repeat(1_000_000 / piece.len());
            let structure = Structure::of(&text, lines);
            let mut found = Vec::new();
            quotations(&text, &structure, &mut found);
            for entry in UNITS {
                let mut spans = Vec::new();
                Unit::parse(entry.example).unwrap().cut(&text, &structure, &mut spans);
                assert!(spans.len() <= text.len());
            }
        }
    }
}

/// Pieces that the rules look at, and any character.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        ".",
        "..",
        "…",
        "!",
        "?",
        "。",
        "！",
        "？",
        "……",
        "\"",
        "'",
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        "《",
        "》",
        "(",
        ")",
        "[12]",
        "(5)",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\u{2028}",
        "\u{FEFF}",
        "\u{200B}",
        "\u{AD}",
        "U.S.",
        "Mr.",
        "No.",
        "5",
        "3.5",
        "г.",
        "т.е.",
        "А. С.",
        "III ғ.",
        "т.б.",
        "end.Next",
        "www.a.kz",
        "中国",
        "他说",
        "的",
        "слово",
        "Сөз",
        "word",
        "Word",
        "—",
        "-",
        ":",
        "：",
        "Q:",
        "\u{301}",
        "½",
        "١",
        "😀",
        ". .",
        "２",
        "1.",
        "a",
        "I",
    ]);
    prop::collection::vec(
        prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>()],
        0..24,
    )
    .prop_map(|pieces| pieces.concat())
}

fn holds(text: &str, spans: &[Span]) -> Result<(), TestCaseError> {
    for span in spans {
        let piece = text.get(span.range());
        prop_assert!(piece.is_some_and(|piece| !piece.is_empty() && piece.trim() == piece));
    }
    for pair in spans.windows(2) {
        prop_assert!(pair[0].end <= pair[1].start);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_word_of_any_text_lies_in_one_sentence_and_one_paragraph(text in texts()) {
        for lines in [Lines::Auto, Lines::Paragraphs, Lines::Wrapped] {
            let structure = Structure::of(&text, lines);
            holds(&text, &structure.sentences)?;
            holds(&text, &structure.paragraphs)?;
            for word in Words::new(&text) {
                let within = |spans: &[Span]| {
                    spans.iter().filter(|s| s.start <= word.start && word.end <= s.end).count()
                };
                prop_assert_eq!(within(&structure.sentences), 1, "{:?}", word.of(&text));
                prop_assert_eq!(within(&structure.paragraphs), 1, "{:?}", word.of(&text));
            }
            for sentence in &structure.sentences {
                let within = |p: &&Span| p.start <= sentence.start && sentence.end <= p.end;
                prop_assert_eq!(structure.paragraphs.iter().filter(within).count(), 1);
                prop_assert!(Words::within(&text, *sentence).next().is_some());
            }
        }
    }

    #[test]
    fn units_and_quotations_of_any_text_slice_and_are_in_order(text in texts()) {
        let structure = Structure::of(&text, Lines::Auto);
        for entry in UNITS {
            let unit = Unit::parse(entry.example).unwrap();
            let mut spans = Vec::new();
            unit.cut(&text, &structure, &mut spans);
            holds(&text, &spans)?;
            for word in Words::new(&text) {
                let within = |s: &&Span| s.start <= word.start && word.end <= s.end;
                prop_assert_eq!(spans.iter().filter(within).count(), 1, "{}", unit);
            }
        }
        let mut found = Vec::new();
        quotations(&text, &structure, &mut found);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span_outside.start < pair[1].span_outside.start);
        }
        for pair in found {
            prop_assert!(text.get(pair.span_inside.range()).is_some());
            prop_assert!(text.get(pair.span_outside.range()).is_some());
        }
    }
}
