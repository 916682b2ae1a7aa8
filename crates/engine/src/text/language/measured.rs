//! The language told, held to sentences written for it and to real ones where they are there.

use std::{fs, path::Path};

use super::words::{
    ENGLISH, KAZAKH, KAZAKH_RUSSIAN_KEYBOARD, OTHER_CYRILLIC, OTHER_LATIN, RUSSIAN, SHARED,
};
use super::*;

const SENTENCES: &str = include_str!("../../../tests/fixtures/language.tsv");

/// Words near enough for a vote: runs of letters, Han and kana one by one.
fn told(sentence: &str) -> Language {
    let mut votes = Votes::default();
    for run in sentence.to_lowercase().replace('ё', "е").split(|sign: char| !sign.is_alphanumeric())
    {
        let single = |letter: char| ('\u{3040}'..'\u{a000}').contains(&letter);
        for word in run.split_inclusive(single) {
            votes.add(vote(word));
        }
    }
    votes.language()
}

fn right<'a>(language: Language, sentences: impl Iterator<Item = &'a str>) -> (usize, usize) {
    sentences.fold((0, 0), |(n, right), sentence| {
        let is_right = told(sentence) == language;
        if !is_right {
            println!("{} told {}: {sentence}", language.code(), told(sentence).code());
        }
        (n + 1, right + usize::from(is_right))
    })
}

#[test]
fn short_sentences_are_told_in_97_of_100() {
    for (code, at_least) in
        [("ru", 150), ("kk", 100), ("en", 15), ("zh", 10), ("other", 10), ("und", 3)]
    {
        let language = Language::from_code(code).expect("a code");
        let of = SENTENCES.lines().filter_map(|line| line.split_once('\t'));
        let (n, right) =
            right(language, of.filter(|(of, _)| *of == code).map(|(_, sentence)| sentence));
        assert!(n >= at_least && right * 100 >= n * 97, "{code}: {right} of {n}");
    }
}

#[test]
fn short_kazakh_news_sentences_are_told_in_97_of_100() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpora/kazakh-news-sentences.csv");
    let Ok(news) = fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let short = news.lines().skip(1).filter_map(|row| row.splitn(3, ',').nth(2)).filter(|text| {
        let words =
            text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        (3..=6).contains(&words.count())
    });
    let (n, right) = right(Language::Kazakh, short);
    assert!(n > 1000 && right * 100 >= n * 97, "{right} of {n}");
}

#[test]
fn scripts_and_mixtures_go_to_the_majority_of_words() {
    use Language::{Chinese, English, Kazakh, Other, Russian, Undetermined};
    let cases: &[(&str, Language)] = &[
        ("", Undetermined),
        ("\u{feff}\r\n", Undetermined),
        ("2017, 3.5 %", Undetermined),
        ("ШОС", Russian),
        ("ШЫҰ", Kazakh),
        ("экономика", Russian),
        ("road", English),
        ("GDP", English),
        ("路", Chinese),
        ("SCO и NATO", Russian),
        ("Саммит SCO и RATS", Russian),
        ("BRI жобасы мен NSREB, EAEU", Kazakh),
        ("中国GDP", Chinese),
        ("中国の経済はとても強い", Other),
        ("中国 и Россия", Russian),
        ("Xi said 一带一路 is a road to peace", English),
        ("китайский проект «Нұрлы жол»", Russian),
        ("Правительство приняло программу «Нұрлы жол» и выделило средства", Russian),
        ("Кыргызстан и Казахстан", Russian),
        ("Қазақстан Республикасының Президенті", Kazakh),
        ("Erdoğan Çavuşoğlu", English),
        ("한국", Other),
        ("العربية", Other),
        ("хлеб", Russian),
    ];
    for (sentence, expected) in cases {
        assert_eq!(told(sentence), *expected, "{sentence:?}");
    }
}

#[test]
fn two_words_that_another_language_could_have_make_no_long_text_its_own() {
    let plain = "и это знает каждый из нас, что было и что будет ".repeat(8);
    let russian = format!("в вакууме континуум не виден, {plain}");
    assert_eq!(told(&russian), Language::Russian);
    assert_eq!(
        told(&"бул үчүн кыргызча сөз жөнүндө сүйлөө керек эмес ".repeat(20)),
        Language::Other
    );
}

#[test]
fn clearing_begins_a_new_segment_and_order_does_not_matter() {
    let words = ["шос", "және", "nato", "中", "2017", "страны", "ұйым"];
    let mut forward = Votes::default();
    words.iter().for_each(|word| forward.add(vote(word)));
    let mut backward = forward;
    backward.clear();
    assert_eq!(backward.language(), Language::Undetermined);
    words.iter().rev().for_each(|word| backward.add(vote(word)));
    assert_eq!(forward.language(), backward.language());
}

#[test]
fn word_lists_are_long_enough_and_no_word_stands_in_two() {
    let shared: Vec<&str> = SHARED.iter().map(|(_, words)| *words).collect();
    let cyrillic = [RUSSIAN, KAZAKH, KAZAKH_RUSSIAN_KEYBOARD, OTHER_CYRILLIC, &shared.join(" ")];
    for lists in [&cyrillic[..], &[ENGLISH, OTHER_LATIN]] {
        let words: Vec<&str> = lists.iter().flat_map(|list| list.split_whitespace()).collect();
        let distinct: std::collections::BTreeSet<&str> = words.iter().copied().collect();
        assert_eq!(words.len(), distinct.len());
    }
    assert!(RUSSIAN.split_whitespace().count() >= 150);
    assert!(KAZAKH.split_whitespace().count() >= 150);
}

proptest::proptest! {
    #[test]
    fn no_word_makes_a_vote_panic(word in "\\PC{0,40}") {
        proptest::prop_assert!(Language::ALL.contains(&told(&word)));
    }
}
