//! Recall and false conflation of `~word` in Kazakh, on a list of forms judged by hand.
//!
//! `cargo test -p framebook-engine --lib stem::forms -- --nocapture` prints the figures.

use super::*;

const FORMS: &str = include_str!("../../../tests/fixtures/kazakh-forms.tsv");

#[derive(Default, Debug)]
struct Tally {
    forms: usize,
    found: usize,
    others: usize,
    conflated: usize,
}

fn tally(part: &str) -> Tally {
    let mut tally = Tally::default();
    for row in FORMS.lines().filter(|row| !row.starts_with('#')).skip(1) {
        let [lemma, form, expected, of] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns, not {row:?}")
        };
        if of != part {
            continue;
        }
        let key = stem_key(Language::Kazakh, lemma).expect("Kazakh has stems");
        let mut keys = Vec::new();
        keys_of(Language::Kazakh, form, &mut keys);
        let matched = keys.contains(&key);
        match expected {
            "1" => {
                tally.forms += 1;
                tally.found += usize::from(matched);
            }
            "0" => {
                tally.others += 1;
                tally.conflated += usize::from(matched);
            }
            other => panic!("1 or 0, not {other:?}"),
        }
        if matched != (expected == "1") {
            let what = if matched { "conflated" } else { "missed" };
            println!("{part}: ~{lemma} and {form}: {what}");
        }
    }
    println!("{part}: {tally:?}");
    tally
}

#[test]
fn finds_the_forms_of_a_noun_and_leaves_its_neighbours_alone() {
    for part in ["first", "second", "after mending"] {
        let tally = tally(part);
        assert!(tally.forms >= 150 && tally.others >= 75, "{tally:?}");
        assert!(tally.found * 100 >= tally.forms * 98, "recall below .98: {tally:?}");
        assert!(tally.conflated * 100 <= tally.others * 4, "over 4 % conflated: {tally:?}");
    }
}

fn stems_of(word: &str) -> Vec<String> {
    let mut keys = Vec::new();
    keys_of(Language::Kazakh, word, &mut keys);
    keys
}

#[test]
fn each_slot_of_the_chain_is_undone() {
    for (word, stem) in [
        // number, possessive, case, person
        ("елдер", "ел"),
        ("жолдар", "жол"),
        ("халықтар", "халық"),
        ("шекарамыз", "шекара"),
        ("елдеріңіз", "ел"),
        ("баласына", "бала"),
        ("балама", "бала"),
        ("одағында", "одақ"),
        ("ұйымнан", "ұйым"),
        ("қызбен", "қыз"),
        ("саясатпен", "саясат"),
        ("қазақпын", "қазақ"),
        ("адамбыз", "адам"),
        ("үйдемін", "үй"),
        ("балаларымызсыздар", "бала"),
        // case forms that are stems again
        ("қаладағыларға", "қала"),
        ("басындағылар", "бас"),
        ("қазақтікі", "қазақ"),
        ("балалардікінен", "бала"),
        // softened, dropped and doubled letters
        ("кітабы", "кітап"),
        ("көлігі", "көлік"),
        ("халқымызға", "халық"),
        ("аузында", "ауыз"),
        ("қаупі", "қауіп"),
        ("мойнына", "мойын"),
        ("процесі", "процесс"),
        ("журналистер", "журналист"),
        ("секретары", "секретарь"),
        ("объектілер", "объект"),
        // a form in the third person as the rule word
        ("министрлігінде", "министрлігі"),
    ] {
        assert!(
            stems_of(word).contains(&stem.to_owned()),
            "~{stem} on {word}: {:?}",
            stems_of(word)
        );
    }
}

#[test]
fn an_ending_in_the_wrong_shape_or_order_is_none() {
    for (word, not) in [
        ("малта", "мал"),
        ("жолдас", "жол"),
        ("елші", "ел"),
        ("қаладін", "қала"),
        ("елдар", "ел"),
        ("баланылар", "бала"),
        ("баласыға", "бала"),
        ("кітапы", "кітап"),
        ("жұмыссыз", "жұмыс"),
        ("халкы", "халық"),
    ] {
        assert!(
            !stems_of(word).contains(&not.to_owned()),
            "~{not} on {word}: {:?}",
            stems_of(word)
        );
    }
}

#[test]
fn every_word_is_its_own_first_key_and_no_key_stands_twice() {
    let long = "дағы".repeat(12);
    let too_long = "қ".repeat(49);
    for word in ["", "а", "ел", "шыұ", "中", "nato", "г20", "елдердегілердікі", &long, &too_long]
    {
        let keys = stems_of(word);
        assert_eq!(keys.first().map(String::as_str), Some(word));
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len(), "{keys:?}");
    }
    assert_eq!(stems_of("г20лар").len(), 1);
}

#[test]
fn what_stands_in_the_vector_before_is_left_there() {
    let mut keys = vec!["ел".to_owned()];
    keys_of(Language::Kazakh, "елге", &mut keys);
    assert_eq!(keys[..2], ["ел", "елге"]);
    assert_eq!(keys.iter().filter(|key| *key == "ел").count(), 2);
}

proptest::proptest! {
    #[test]
    fn no_word_makes_a_stemmer_panic(
        word in "\\PC{0,60}",
        kazakh in "[абғдеіклмнңорстуқшыөүь]{0,48}",
    ) {
        for language in Language::ALL {
            for word in [&word, &kazakh] {
                let mut keys = Vec::new();
                keys_of(language, word, &mut keys);
                proptest::prop_assert_eq!(
                    keys.is_empty(),
                    stem_key(language, word).is_err()
                );
            }
        }
    }
}
