//! What holds whatever coders do.

use framebook_engine::reliability::{
    COEFFICIENTS, IntervalKind, Level, Rating, Ratings, Settings, TwoByTwo, coefficient, differing,
    measure, of_pair, pairs, parts, thirds,
};
use framebook_engine::stats::{Estimate, Reason};
use proptest::prelude::*;

type Row = (String, String, String, Option<String>);

fn ratings(level: Level, rows: &[Row]) -> Ratings {
    let rows = rows.iter().map(|(unit, coder, value, cluster)| Rating {
        unit,
        coder,
        value,
        cluster: cluster.as_deref(),
    });
    Ratings::new(level, rows).unwrap()
}

/// One string a coder, one sign a unit, `.` for what is missing.
fn rows(coders: &[&str]) -> Vec<Row> {
    let each = coders.iter().enumerate().flat_map(|(coder, row)| {
        row.chars().enumerate().filter(|it| it.1 != '.').map(move |(unit, value)| {
            (format!("u{unit:03}"), format!("c{coder}"), value.to_string(), None)
        })
    });
    each.collect()
}

fn settings(interval: IntervalKind) -> Settings {
    Settings { interval, draws: 40, ..Settings::default() }
}

fn all(ratings: &Ratings, interval: IntervalKind) -> Vec<Estimate> {
    let coefficients: Vec<_> = COEFFICIENTS.iter().collect();
    measure(ratings, &coefficients, &settings(interval)).iter().map(|it| it.estimate).collect()
}

#[test]
fn what_is_undefined_says_why() {
    for (coders, reason) in [
        (vec!["0011"], Reason::OneCoder),
        (vec!["0011", "...."], Reason::OneCoder),
        (vec!["00..", "..11"], Reason::NoOverlap),
        (vec!["0000", "0000"], Reason::OneValue),
        (vec![], Reason::NoRatings),
    ] {
        let ratings = ratings(Level::Ordinal, &rows(&coders));
        for (coefficient, estimate) in
            COEFFICIENTS.iter().zip(all(&ratings, IntervalKind::Bootstrap))
        {
            let expected = match coefficient.name {
                "krippendorff_alpha_masi" | "krippendorff_alpha_jaccard" => Reason::NoSets,
                // not corrected for chance: coders who always agree agree
                "percent" | "holsti" if reason == Reason::OneValue => {
                    assert_eq!(estimate.value(), Some(1.0));
                    continue;
                }
                _ => reason,
            };
            assert_eq!(estimate, Estimate::Undefined(expected), "{}, {coders:?}", coefficient.name);
        }
    }
    let three = ratings(Level::Nominal, &rows(&["0011", "0101", "0111"]));
    let kappa = measure(&three, &[coefficient("cohen_kappa").unwrap()], &Settings::default());
    assert_eq!(kappa[0].estimate, Estimate::Undefined(Reason::MoreThanTwoCoders));
    let words = ratings(Level::Nominal, &rows(&["abab", "abbb"]));
    let ordinal = coefficient("krippendorff_alpha_ordinal").unwrap();
    let found = measure(&words, &[ordinal], &Settings::default());
    assert_eq!(found[0].estimate, Estimate::Undefined(Reason::NoNumbers));
    assert!(
        coefficient("kappa").unwrap_err().starts_with("unknown coefficient `kappa`; there are:")
    );
}

#[test]
fn every_coefficient_has_a_name_and_a_sentence_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for entry in COEFFICIENTS {
        assert!(seen.insert(entry.name) && seen.insert(entry.doc), "{}", entry.name);
        assert!(entry.name.chars().all(|it| it.is_ascii_lowercase() || "_12".contains(it)));
        assert!(!entry.doc.ends_with('.') && entry.doc.len() > 15);
        assert_eq!(coefficient(entry.name).unwrap().name, entry.name);
    }
}

#[test]
fn values_that_are_no_numbers_and_ratings_that_contradict_are_refused() {
    let bad = |level, rows: &[(&str, &str, &str, Option<&str>)]| {
        let rows = rows.iter().map(|&(unit, coder, value, cluster)| Rating {
            unit,
            coder,
            value,
            cluster,
        });
        Ratings::new(level, rows).unwrap_err().to_string()
    };
    let message = bad(Level::Ordinal, &[("u1", "a", "high", None)]);
    assert!(message.contains("`u1`, coder `a`: value `high` is no number"), "{message}");
    assert!(bad(Level::Interval, &[("u1", "a", "inf", None)]).contains("`inf`"));
    let message = bad(Level::Nominal, &[("u1", "a", "1", None), ("u1", "a", "0", None)]);
    assert!(message.contains("two values, `0` and `1`"), "{message}");
    let message = bad(Level::Nominal, &[("u1", "a", "1", Some("d")), ("u1", "b", "0", Some("e"))]);
    assert!(message.contains("two clusters, `d` and `e`"), "{message}");
    // the same rating twice is one; numbers that are written differently are one number
    let rows = [("u1", "a", "1"), ("u1", "a", "1.0"), ("u1", "b", "-0"), ("u2", "a", "0")];
    let same = Ratings::new(
        Level::Ordinal,
        rows.map(|(unit, coder, value)| Rating { unit, coder, value, cluster: None }),
    );
    let same = same.unwrap();
    assert_eq!((same.n_ratings(), same.values()), (3, &["0".to_owned(), "1".to_owned()][..]));
    // as names, what a table with gaps makes of a whole number is the same name; `1.10` and `01` are others
    let rows = [("u1", "1"), ("u2", "1.0"), ("u3", "1.10"), ("u4", "01"), ("u5", "1.1")];
    let rows = rows.map(|(unit, value)| Rating { unit, coder: "a", value, cluster: None });
    assert_eq!(Ratings::new(Level::Nominal, rows).unwrap().values().len(), 4);
}

#[test]
fn a_rare_code_has_high_percent_and_low_alpha_and_ac1_stays() {
    let first = format!("{}11", "0".repeat(118) + &"0".repeat(5));
    let second = format!("{}{}00", "0".repeat(118), "1".repeat(5));
    let ratings = ratings(Level::Nominal, &rows(&[&first, &second]));
    let value = |name: &str| {
        let found = measure(&ratings, &[coefficient(name).unwrap()], &settings(IntervalKind::None));
        found[0].estimate.value().unwrap()
    };
    assert!((value("cohen_kappa") + 0.023392).abs() < 1e-6);
    assert!((value("gwet_ac1") - 0.940776).abs() < 1e-6);
    let table = TwoByTwo::new(&ratings, 0, 1).unwrap();
    assert_eq!((table.both, table.first, table.second, table.neither), (0, 2, 5, 118));
}

#[test]
fn clusters_widen_intervals_where_units_of_a_cluster_go_together() {
    // twenty documents of ten units each: the coders agree in whole documents or not at all
    let mut first = Vec::new();
    for document in 0..20 {
        for unit in 0..10 {
            let value = u8::from(unit % 2 == 0);
            let other = if document % 4 == 0 { 1 - value } else { value };
            for (coder, value) in [("a", value), ("b", other)] {
                let unit = format!("{document}-{unit}");
                first.push((unit, coder.to_owned(), value.to_string(), None::<String>));
            }
        }
    }
    let clustered: Vec<Row> = first
        .iter()
        .map(|(unit, coder, value, _)| {
            let document = unit.split('-').next().map(str::to_owned);
            (unit.clone(), coder.clone(), value.clone(), document)
        })
        .collect();
    let alpha = [coefficient("krippendorff_alpha_nominal").unwrap()];
    for interval in [IntervalKind::Bootstrap, IntervalKind::Analytic] {
        let width = |rows: &[Row]| {
            let found = measure(&ratings(Level::Nominal, rows), &alpha, &settings(interval));
            let interval = found[0].estimate.interval().unwrap();
            interval.high - interval.low
        };
        assert!(width(&clustered) > 1.4 * width(&first), "{interval:?}");
    }
    let one: Vec<Row> =
        clustered.iter().filter(|it| it.3.as_deref() == Some("5")).cloned().collect();
    let found = measure(&ratings(Level::Nominal, &one), &alpha, &settings(IntervalKind::Bootstrap));
    assert_eq!(found[0].estimate.value(), Some(1.0));
    assert_eq!(found[0].estimate.reason(), Some(Reason::OneCluster));
}

#[test]
fn draws_without_a_value_are_told() {
    let first = format!("{}1", "0".repeat(29));
    let ratings = ratings(Level::Nominal, &rows(&[&first, &first]));
    let alpha = [coefficient("krippendorff_alpha_nominal").unwrap()];
    let found = measure(&ratings, &alpha, &Settings::default())[0];
    let draws = found.draws.unwrap();
    // (1 − 1/30)^30 of the draws miss the one unit that varies
    assert!(draws.undefined.abs_diff(362) < 50, "{draws:?}");
    assert_eq!((found.estimate.value(), draws.above_800), (Some(1.0), 1.0));
}

#[test]
fn parts_are_measured_for_themselves() {
    let ratings = ratings(Level::Nominal, &rows(&["000111222.", "000111221.", "00.......1"]));
    assert_eq!(pairs(&ratings), [(0, 1), (0, 2), (1, 2)]);
    assert_eq!(of_pair(&ratings, 0, 2).n_pairable(), 2);
    assert_eq!(of_pair(&ratings, 0, 1).units().len(), 9);
    let groups = parts(&ratings, |unit| (unit < "u005").then_some("early"));
    assert_eq!((groups.len(), groups[0].0.as_str(), groups[0].1.units().len()), (1, "early", 5));
    let of: Vec<(usize, usize)> = thirds(&ratings, 1, |unit| Some(unit.to_owned()))
        .iter()
        .map(|it| (it.0, it.1.units().len()))
        .collect();
    assert_eq!(of, [(1, 3), (2, 3), (3, 3)]);
    let differing = differing(&ratings, Level::Nominal, 5);
    assert_eq!(differing.len(), 1);
    assert_eq!((differing[0].unit, differing[0].disagreement), (8, 1.0));
    assert_eq!(differing[0].given, [(0, 2), (1, 1)]);
}

fn some_rows() -> impl Strategy<Value = Vec<Row>> {
    let value = prop::option::weighted(0.8, 0_u8..4);
    let unit = (prop::collection::vec(value, 2..6), 0_u8..6);
    prop::collection::vec(unit, 3..25).prop_map(|units| {
        let each = units.into_iter().enumerate().flat_map(|(unit, (given, cluster))| {
            given.into_iter().enumerate().filter_map(move |(coder, value)| {
                let (unit, coder) = (format!("u{unit:02}"), format!("c{coder}"));
                Some((unit, coder, value?.to_string(), Some(format!("d{cluster}"))))
            })
        });
        each.collect()
    })
}

fn close(a: &Estimate, b: &Estimate) -> bool {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (None, None) => a.reason() == b.reason(),
        _ => false,
    }
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_nothing_at_all(mut given in some_rows()) {
        let before = all(&ratings(Level::Ratio, &given), IntervalKind::Bootstrap);
        given.reverse();
        given.sort_by_key(|it| it.2.clone());
        prop_assert_eq!(before, all(&ratings(Level::Ratio, &given), IntervalKind::Bootstrap));
    }

    #[test]
    fn names_of_units_and_coders_do_not_matter(given in some_rows()) {
        let before = all(&ratings(Level::Ordinal, &given), IntervalKind::Analytic);
        let turned: Vec<Row> = given.iter().map(|(unit, coder, value, cluster)| {
            let other = |name: &str| format!("x{}", 99 - name[1..].parse::<u32>().unwrap());
            (other(unit), other(coder), value.clone(), cluster.clone())
        }).collect();
        let after = all(&ratings(Level::Ordinal, &turned), IntervalKind::Analytic);
        for ((a, b), entry) in before.iter().zip(&after).zip(COEFFICIENTS) {
            prop_assert!(close(a, b), "{}: {:?}, {:?}", entry.name, a, b);
            if let (Some(a), Some(b)) = (a.interval(), b.interval()) {
                prop_assert!((a.low - b.low).abs() < 1e-9, "{}", entry.name);
            }
        }
    }

    #[test]
    fn a_value_is_at_most_1_and_is_1_where_all_agree(given in some_rows()) {
        let found = all(&ratings(Level::Ratio, &given), IntervalKind::Bootstrap);
        for (estimate, entry) in found.iter().zip(COEFFICIENTS) {
            if let Some(value) = estimate.value() {
                prop_assert!(value <= 1.0 + 1e-12, "{}: {}", entry.name, value);
                if let Some(interval) = estimate.interval() {
                    prop_assert!(interval.low <= interval.high && interval.high <= 1.0 + 1e-12);
                }
            }
        }
        let agreed: Vec<Row> = given.iter().map(|(unit, coder, _, cluster)| {
            let value = unit[1..].parse::<u32>().unwrap() % 3;
            (unit.clone(), coder.clone(), value.to_string(), cluster.clone())
        }).collect();
        for (estimate, entry) in
            all(&ratings(Level::Ratio, &agreed), IntervalKind::None).iter().zip(COEFFICIENTS)
        {
            if let Some(value) = estimate.value() {
                prop_assert!((value - 1.0).abs() < 1e-12, "{}: {}", entry.name, value);
            }
        }
    }

    /// Everything but alpha, which corrects for the number of ratings, depends on shares alone.
    #[test]
    fn twice_the_same_units_are_worth_the_same(given in some_rows()) {
        let mut twice = given.clone();
        twice.extend(given.iter().map(|(unit, coder, value, cluster)| {
            (format!("{unit}+"), coder.clone(), value.clone(), cluster.clone())
        }));
        let (once, twice) = (ratings(Level::Ordinal, &given), ratings(Level::Ordinal, &twice));
        for ((a, b), entry) in
            all(&once, IntervalKind::None).iter().zip(all(&twice, IntervalKind::None)).zip(COEFFICIENTS)
        {
            if !entry.name.starts_with("krippendorff") {
                prop_assert!(close(a, &b), "{}: {:?}, {:?}", entry.name, a, b);
            }
        }
        let alpha = |ratings: &Ratings| {
            measure(ratings, &[&COEFFICIENTS[0]], &settings(IntervalKind::None))[0].estimate.value()
        };
        if let (Some(a), Some(b)) = (alpha(&once), alpha(&twice)) {
            // 1 − alpha is proportional to n − 1 over n
            let n = |ratings: &Ratings| {
                let sizes = (0..ratings.units().len()).map(|it| ratings.of_unit(it).len());
                sizes.filter(|it| *it > 1).sum::<usize>() as f64
            };
            let (n, m) = (n(&once), n(&twice));
            prop_assert!(((1.0 - a) * n / (n - 1.0) - (1.0 - b) * m / (m - 1.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn two_complete_coders_make_some_coefficients_one(values in prop::collection::vec((0_u8..3, 0_u8..3), 4..40)) {
        let given: Vec<Row> = values.iter().enumerate().flat_map(|(unit, (a, b))| {
            [("a", a), ("b", b)].map(|(coder, value)| {
                (format!("u{unit:02}"), coder.to_owned(), value.to_string(), None)
            })
        }).collect();
        let ratings = ratings(Level::Interval, &given);
        let value = |name: &str| {
            measure(&ratings, &[coefficient(name).unwrap()], &settings(IntervalKind::None))[0].estimate
        };
        for (a, b) in [("percent", "holsti"), ("scott_pi", "fleiss_kappa"), ("cohen_kappa", "conger_kappa")] {
            prop_assert!(close(&value(a), &value(b)), "{}: {:?}, {:?}", a, value(a), value(b));
        }
    }
}
