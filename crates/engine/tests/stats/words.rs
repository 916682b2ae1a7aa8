//! Words of a target against a reference, and how they are spread over parts: Python, and what
//! quanteda.textstats printed.

use std::collections::BTreeMap;

use framebook_engine::stats::{Correction, Keyness, Prior, Reason, Spread, log_odds};

use crate::fixture::{Family, values};

const PLAIN: &str = include_str!("../fixtures/stats/plain.csv");

/// Target and reference of quanteda.textstats' example, and of "a a a b b c c c c c c d e f g h h"
/// against "a a b c c d d d d e f h".
const QUANTEDA: [(u64, u64); 4] = [(10, 4), (0, 6), (3, 3), (87, 187)];
const TOY: [(u64, u64); 8] = [(3, 2), (2, 1), (6, 2), (1, 4), (1, 1), (1, 1), (1, 0), (2, 1)];

fn counts(words: &[(u64, u64)], at: usize) -> Keyness {
    let of = |sum: (u64, u64), it: &(u64, u64)| (sum.0 + it.0, sum.1 + it.1);
    let (target, reference) = words.iter().fold((0, 0), of);
    Keyness { target: (words[at].0, target), reference: (words[at].1, reference) }
}

/// Holds every statistic of a word.
pub fn hold_keyness(
    family: &mut Family,
    case: &str,
    counts: &Keyness,
    expected: &BTreeMap<&'static str, f64>,
) {
    let plain = counts.g2(Correction::None).unwrap();
    let g2 = |correction| counts.g2(correction).unwrap().statistic;
    let x2 = |correction| counts.chi_square(correction).unwrap().statistic;
    for (statistic, found) in [
        ("g2", plain.statistic),
        ("g2_p", plain.p),
        ("g2_yates", g2(Correction::Yates)),
        ("g2_williams", g2(Correction::Williams)),
        ("keyness_x2", x2(Correction::None)),
        ("keyness_x2", x2(Correction::Williams)),
        ("keyness_x2_yates", x2(Correction::Yates)),
    ] {
        family.hold(case, statistic, found, expected[statistic]);
    }
    family.hold_estimate(case, "log_ratio", &counts.log_ratio(0.95), expected);
    let pmi = counts.pmi();
    match expected.get("pmi") {
        Some(_) => family.hold_estimate(case, "pmi", &pmi, expected),
        None => assert_eq!(pmi.reason(), Some(Reason::EmptyCell), "{case}"),
    }
}

#[test]
fn words_agree_with_python() {
    let plain = values(PLAIN);
    let mut family = Family::new("keyness of words", 1e-9);
    let mut odds = Family::new("log odds with a Dirichlet prior", 1e-9);
    for (name, words) in [("quanteda", &QUANTEDA[..]), ("toy", &TOY[..])] {
        let priors = [("each", Prior::Each(0.01)), ("pooled", Prior::Pooled)];
        let found = priors.map(|(kind, prior)| (kind, log_odds(words, prior, 0.95)));
        for at in 0..words.len() {
            let case = format!("{name}_{at}");
            let expected = &plain[case.as_str()];
            hold_keyness(&mut family, &case, &counts(words, at), expected);
            for (kind, found) in &found {
                let found = found[at].unwrap();
                let (value, interval) = (found.difference.value(), found.difference.interval());
                for (statistic, found) in [
                    ("value", value.unwrap()),
                    ("low", interval.unwrap().low),
                    ("z", found.z),
                    ("p", found.p),
                ] {
                    let statistic = format!("{kind}_{statistic}");
                    odds.hold(&case, &statistic, found, expected[statistic.as_str()]);
                }
            }
        }
    }
    family.done(12 * 10);
    odds.done(12 * 8);
}

/// quanteda.textstats on its example; its G² has a small number added to every cell.
#[test]
fn words_agree_with_quanteda() {
    let mut family = Family::new("keyness, quanteda.textstats", 1e-6);
    for (at, plain, yates, x2, z) in [
        (0, 8.9163244, 7.3112526, 9.5904096, 2.864515),
        (1, -4.9266013, -2.1510492, -3.0612245, -0.573129),
        (2, 0.7220312, 0.1848284, 0.7653061, 0.868975),
        (3, -3.3732812, -3.3732812, -3.5583942, -5.896119),
    ] {
        let counts = counts(&QUANTEDA, at);
        let case = at.to_string();
        // 1e-6 is added to the ratio of each cell to its expected count, so absolute, not relative
        let near = |statistic: &str, found: f64, expected: f64| {
            assert!((found - expected).abs() < 2e-6, "{case} {statistic}: {found}, {expected}");
        };
        near("g2", counts.g2(Correction::None).unwrap().statistic, plain);
        near("yates", counts.g2(Correction::Yates).unwrap().statistic, yates);
        family.hold(&case, "x2", counts.chi_square(Correction::None).unwrap().statistic, x2);
        let odds = log_odds(&QUANTEDA, Prior::Each(0.01), 0.95)[at].unwrap();
        family.hold(&case, "z", odds.z, z);
    }
    let small = Keyness { target: (3, 10), reference: (7, 9) };
    for (found, expected) in [
        (small.chi_square(Correction::Yates), -2.632438),
        (small.chi_square(Correction::None), -4.337160),
        (small.g2(Correction::None), -4.534939),
        (small.g2(Correction::Williams), -4.200833),
    ] {
        family.hold("small", "", found.unwrap().statistic, expected);
    }
    let odds = |prior| log_odds(&TOY, prior, 0.95);
    for (word, prior, expected) in [
        (2, Prior::Each(0.01), 1.228044),
        (3, Prior::Each(0.01), -1.857190),
        (2, Prior::Pooled, 0.735977),
        (3, Prior::Pooled, -1.192701),
    ] {
        family.hold("toy", "z", odds(prior)[word].unwrap().z, expected);
    }
    family.done(16);
}

/// The words of the toy documents, most typical first, as quanteda ranks them.
#[test]
fn words_are_ranked_as_by_quanteda() {
    let rank = |of: &dyn Fn(&Keyness) -> f64| {
        let mut words: Vec<(f64, char)> =
            ('a'..='h').enumerate().map(|(at, word)| (of(&counts(&TOY, at)), word)).collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        words.into_iter().map(|it| it.1).collect::<String>()
    };
    let g2 = |it: &Keyness| it.g2(Correction::None).unwrap().statistic;
    assert_eq!(rank(&g2), "cgbhaefd");
}

#[test]
fn words_that_have_no_keyness_say_why() {
    for (target, reference, reason) in [
        ((0, 0), (1, 2), Reason::NoDenominator),
        ((1, 2), (0, 0), Reason::NoDenominator),
        ((0, 5), (0, 7), Reason::NoVariation),
        ((5, 5), (7, 7), Reason::NoVariation),
        ((6, 5), (7, 7), Reason::Inconsistent),
    ] {
        let counts = Keyness { target, reference };
        assert_eq!(counts.g2(Correction::None), Err(reason));
        assert_eq!(counts.chi_square(Correction::Yates), Err(reason));
        assert_eq!(counts.log_ratio(0.95).reason(), Some(reason));
        assert_eq!(counts.pmi().reason(), Some(reason));
    }
    let reasons = |words: &[(u64, u64)], prior| {
        log_odds(words, prior, 0.95).into_iter().map(|it| it.err()).collect::<Vec<_>>()
    };
    assert_eq!(reasons(&[(1, 2), (0, 0)], Prior::Pooled)[1], Some(Reason::OutOfRange));
    assert_eq!(reasons(&[(1, 2)], Prior::Each(0.5)), [Some(Reason::NoVariation)]);
    assert_eq!(reasons(&[(1, 2), (3, 4)], Prior::Each(0.0)), [Some(Reason::OutOfRange); 2]);
    assert_eq!(reasons(&[(1, 2), (3, 4)], Prior::Each(f64::NAN)), [Some(Reason::OutOfRange); 2]);
}

#[test]
fn spreads_agree_with_python() {
    let plain = values(PLAIN);
    let mut family = Family::new("spread over parts", 1e-12);
    for name in ["handbook", "everywhere", "one_part", "smallest_part", "uneven"] {
        let expected = &plain[name];
        let of = |kind: &str, at: usize| expected.get(format!("{kind}_{at}").as_str());
        let part = |at| Some((*of("y", at)? as u64, *of("n", at)? as u64));
        let parts: Vec<(u64, u64)> = (0..).map_while(part).collect();
        let spread = Spread::of(&parts);
        family.hold(name, "range", spread.range() as f64, expected["range"]);
        for (statistic, found) in [
            ("dp", spread.gries_dp()),
            ("dp_norm", spread.gries_dp_norm()),
            ("juilland", spread.juilland_d()),
        ] {
            family.hold_estimate(name, statistic, &found, expected);
        }
    }
    family.done(20);
}
