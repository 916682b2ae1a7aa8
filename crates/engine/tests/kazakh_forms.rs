//! Recall and false conflation of `~word` in Kazakh, on a list of forms judged by hand.
//!
//! `cargo test -p framebook-engine --test kazakh_forms -- --nocapture` prints the figures.

use framebook_engine::text::{
    Language,
    stem::{keys_of, stem_key},
};

const FORMS: &str = include_str!("fixtures/kazakh-forms.tsv");

#[derive(Default, Debug)]
struct Tally {
    forms: usize,
    found: usize,
    others: usize,
    conflated: usize,
}

fn tally(half: &str) -> Tally {
    let mut tally = Tally::default();
    for row in FORMS.lines().filter(|row| !row.starts_with('#')).skip(1) {
        let [lemma, form, expected, of] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns, not {row:?}")
        };
        if of != half {
            continue;
        }
        let key = stem_key(Language::Kazakh, lemma).expect("Kazakh has stems");
        let mut keys = Vec::new();
        keys_of(Language::Kazakh, form, &mut keys);
        let matched = keys.contains(&key);
        match expected {
            "1" => {
                (tally.forms, tally.found) = (tally.forms + 1, tally.found + usize::from(matched))
            }
            "0" => {
                (tally.others, tally.conflated) =
                    (tally.others + 1, tally.conflated + usize::from(matched));
            }
            other => panic!("1 or 0, not {other:?}"),
        }
        if matched != (expected == "1") {
            println!(
                "{half}: ~{lemma} and {form}: {}",
                if matched { "conflated" } else { "missed" }
            );
        }
    }
    println!("{half}: {tally:?}");
    tally
}

#[test]
fn finds_the_forms_of_a_noun_and_leaves_its_neighbours_alone() {
    for half in ["first", "second", "after mending"] {
        let tally = tally(half);
        assert!(tally.forms >= 150 && tally.others >= 75, "{tally:?}");
        assert!(tally.found * 100 >= tally.forms * 97, "recall below .97: {tally:?}");
        assert!(tally.conflated * 100 <= tally.others * 5, "more than 5 % conflated: {tally:?}");
    }
}
