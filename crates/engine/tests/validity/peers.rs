//! Values of scikit-learn, and intervals of a program that shares nothing with the engine.

use std::collections::BTreeMap;

use framebook_engine::validity::{
    Judged, METRICS, compare, differences, macro_average, micro_average, validity,
};

use crate::fixture::{Family, lines, values};

const SETS: &str = include_str!("../fixtures/validity/sets.csv");
const SKLEARN: &str = include_str!("../fixtures/validity/sklearn.csv");
const AVERAGES: &str = include_str!("../fixtures/validity/averages.csv");
const INTERVALS: &str = include_str!("../fixtures/validity/intervals.csv");

/// The rows of each set, with the stratum as the group.
pub fn sets() -> BTreeMap<&'static str, Vec<Judged>> {
    let bits = |it: &'static str| it.bytes().map(|it| it == b'1');
    let numbers = |it: &'static str| it.split(' ').map(|it| it.parse::<u32>().expect("a number"));
    lines(SETS)
        .map(|line| {
            let design = numbers(line[3]).zip(numbers(line[4])).zip(numbers(line[5]));
            let rows = bits(line[1]).zip(bits(line[2])).zip(design).map(
                |((coder, gold), ((tenths, stratum), cluster))| Judged {
                    coder: Some(coder),
                    gold: Some(gold),
                    probability: f64::from(tenths) / 10.0,
                    stratum,
                    cluster,
                    group: Some(stratum),
                },
            );
            (line[0], rows.collect())
        })
        .collect()
}

#[test]
fn measures_agree_with_scikit_learn() {
    let expected = values(SKLEARN);
    let mut family = Family::new("measures, scikit-learn", 1e-12);
    for (name, rows) in sets() {
        let found = validity(&rows, 0.95).unwrap();
        for (at, metric) in METRICS.iter().enumerate() {
            let kinds = [("plain", found.unweighted[at]), ("weighted", found.measures[at].value())];
            for (kind, value) in kinds {
                let expected = expected[name][format!("{kind}_{}", metric.name).as_str()];
                match value {
                    Some(value) => family.hold(name, metric.name, value, expected),
                    None => assert!(expected.is_nan(), "{name}, {}: {expected}", metric.name),
                }
            }
        }
    }
    family.done(220);
}

#[test]
fn averages_agree_with_scikit_learn() {
    let sets = sets();
    let codes: Vec<&[Judged]> =
        ["family_0", "family_1", "family_2"].iter().map(|it| sets[it].as_slice()).collect();
    let expected = &values(AVERAGES)["family"];
    let mut family = Family::new("averages over codes, scikit-learn", 1e-12);
    let (mean, together) =
        (macro_average(&codes, 0.95).unwrap(), micro_average(&codes, 0.95).unwrap());
    for (at, metric) in METRICS.iter().enumerate() {
        let kinds = [("macro", mean[at].estimate), ("micro", together.measures[at])];
        for (kind, found) in kinds {
            let value = found.value().unwrap();
            let interval = found.interval().unwrap();
            assert!(interval.low < value && value < interval.high, "{kind} {}", metric.name);
            if let Some(expected) = expected.get(format!("{kind}_{}", metric.name).as_str()) {
                family.hold("family", metric.name, value, *expected);
            }
        }
        assert_eq!((mean[at].codes, mean[at].undefined), (3, 0));
    }
    family.done(6);
}

/// A code without positives has no recall: 0 in scikit-learn, left out here.
#[test]
fn a_code_without_a_value_is_left_out_of_the_average() {
    let sets = sets();
    let codes = [sets["even"].as_slice(), sets["always"].as_slice(), sets["never"].as_slice()];
    let found = macro_average(&codes, 0.95).unwrap();
    assert_eq!((found[0].codes, found[0].undefined), (2, 1), "precision");
    assert_eq!(found[0].estimate.value(), Some((0.5 + 0.3) / 2.0));
}

#[test]
fn intervals_agree_with_another_program() {
    let expected = values(INTERVALS);
    let sets = sets();
    let mut family = Family::new("intervals of measures, numpy and scipy", 1e-9);
    for (name, expected) in &expected {
        let found = validity(&sets[name], 0.95).unwrap();
        for (metric, estimate) in METRICS.iter().zip(&found.measures) {
            family.hold_estimate(name, metric.name, estimate, expected);
        }
    }
    family.done(189);
}

/// With two groups the joint test and the difference ask the same; they need not agree to a digit.
#[test]
fn groups_are_compared() {
    let sets = sets();
    let rows = &sets["strata_other"];
    let found = compare(rows, 0.95).unwrap();
    assert_eq!(found.groups.iter().map(|it| it.0).collect::<Vec<_>>(), [0, 1, 2]);
    for (at, (metric, test)) in METRICS.iter().zip(&found.joint).enumerate() {
        let test = test.expect(metric.name);
        assert_eq!(test.df, 2.0);
        assert!(test.p > 0.001, "the same coder in all groups: {} {test:?}", metric.name);
        let between = differences(rows, 0, 1, 0.95).unwrap()[at];
        let of = |group: usize| found.groups[group].1.measures[at].value().unwrap();
        assert_eq!(between.estimate.value(), Some(of(0) - of(1)));
        let interval = between.estimate.interval().unwrap();
        let without_zero = interval.low > 0.0 || interval.high < 0.0;
        assert_eq!(between.p.unwrap() < 0.05, without_zero, "{}", metric.name);
    }
    // a coder that is right in one group, and wrong in the other
    let worse = |row: &Judged| Judged {
        coder: row.coder.map(|it| it != (row.group != Some(0))),
        group: row.group.map(|it| it.min(1)),
        ..*row
    };
    let rows: Vec<Judged> = sets["strata_common"].iter().map(worse).collect();
    let (found, between) = (compare(&rows, 0.95).unwrap(), differences(&rows, 0, 1, 0.95).unwrap());
    let accuracy = METRICS.len() - 1;
    assert!(found.joint[accuracy].unwrap().p < 0.001);
    assert!(between[accuracy].p.unwrap() < 0.001);
}

/// A group without a false alarm has no logit of precision, and is compared nevertheless.
#[test]
fn a_group_without_an_error_is_compared_by_pairs() {
    // 25 of 25, 15 of 25, 20 of 25 are right; every fifth miss is of the group
    let right = [25, 15, 20];
    let rows = |n_groups: u32| -> Vec<Judged> {
        let all = (0..n_groups).flat_map(|group| (0..50_u32).map(move |at| (group, at)));
        all.map(|(group, at)| Judged {
            coder: Some(at < 25),
            gold: Some(at < right[group as usize] || at >= 45),
            probability: 1.0,
            stratum: 0,
            cluster: 50 * group + at,
            group: Some(group),
        })
        .collect()
    };
    let precision = METRICS.iter().position(|it| it.name == "precision").unwrap();
    let recall = METRICS.iter().position(|it| it.name == "recall").unwrap();
    let two = compare(&rows(2), 0.95).unwrap();
    let pair = &differences(&rows(2), 0, 1, 0.95).unwrap()[precision];
    let test = two.joint[precision].unwrap();
    assert_eq!((test.p, test.df, test.denominator_df), (pair.p.unwrap(), 1.0, None));
    assert!((test.statistic - 0.4).abs() < 1e-12 && (1e-6..0.01).contains(&test.p), "{test:?}");
    // the others vary, and are tested as before
    assert!(two.joint[recall].unwrap().denominator_df.is_some());
    let three = compare(&rows(3), 0.95).unwrap().joint[precision].unwrap();
    assert!((three.p - 3.0 * test.p).abs() < 1e-9 && three.df == 3.0, "{three:?} {test:?}");
}
