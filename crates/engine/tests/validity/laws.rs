//! What holds for any rows.

use framebook_engine::stats::Reason;
use framebook_engine::validity::{
    Fault, Judged, METRICS, compare, differences, macro_average, micro_average, validity,
};
use proptest::prelude::*;

fn judged() -> impl Strategy<Value = Judged> {
    let decision = || prop::option::weighted(0.9, any::<bool>());
    let probability = prop_oneof![Just(1.0), Just(1e-300), 0.001f64..=1.0];
    (decision(), decision(), probability, 0u32..4, 0u32..12, prop::option::of(0u32..3)).prop_map(
        |(coder, gold, probability, stratum, cluster, group)| Judged {
            coder,
            gold,
            probability,
            stratum,
            cluster,
            group,
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<Judged>> {
    prop::collection::vec(judged(), 0..60)
}

proptest! {
    #[test]
    fn weights_of_one_are_no_weights(rows in rows(), probability in 0.01f64..=1.0) {
        let one = |probability| {
            let rows: Vec<Judged> = rows.iter().map(|it| Judged { probability, ..*it }).collect();
            validity(&rows, 0.95).unwrap()
        };
        let (plain, alike) = (one(1.0), one(probability));
        for ((a, b), unweighted) in
            plain.measures.iter().zip(&alike.measures).zip(&plain.unweighted)
        {
            prop_assert_eq!(a.value().is_some(), unweighted.is_some());
            for (a, b) in [(a.value(), b.value()), (a.value(), *unweighted)] {
                let (Some(a), Some(b)) = (a, b) else { continue };
                prop_assert!((a - b).abs() < 1e-12, "{a} {b}");
            }
            let (Some(a), Some(b)) = (a.interval(), b.interval()) else { continue };
            prop_assert!((a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        (rows, shuffled) in rows().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle()))
    ) {
        prop_assert_eq!(validity(&rows, 0.95).unwrap(), validity(&shuffled, 0.95).unwrap());
        prop_assert_eq!(compare(&rows, 0.95).unwrap(), compare(&shuffled, 0.95).unwrap());
    }

    #[test]
    fn values_lie_in_their_intervals_and_on_their_scales(rows in rows()) {
        for (metric, found) in METRICS.iter().zip(validity(&rows, 0.95).unwrap().measures) {
            let (Some(value), Some(interval)) = (found.value(), found.interval()) else { continue };
            let scale = metric.least..=1.0;
            prop_assert!(scale.contains(&value), "{} {value}", metric.name);
            prop_assert!(scale.contains(&interval.low) && scale.contains(&interval.high));
            prop_assert!(interval.low <= value + 1e-12 && value <= interval.high + 1e-12);
        }
        differences(&rows, 0, 1, 0.95).unwrap();
        macro_average(&[&rows, &rows[..rows.len() / 2]], 0.95).unwrap();
        micro_average(&[&rows, &rows[..rows.len() / 2]], 0.95).unwrap();
    }

    #[test]
    fn what_is_no_probability_is_refused(
        mut rows in rows(),
        bad in prop::sample::select(vec![f64::NAN, 0.0, -0.0, -1.0, 1.000001, f64::INFINITY, 1e-320]),
        at in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!rows.is_empty());
        let at = at.index(rows.len());
        rows[at].probability = bad;
        let Err(Fault::Probability { row, .. }) = validity(&rows, 0.95) else {
            panic!("{bad} is taken for a probability");
        };
        prop_assert_eq!(row, at + 1);
    }
}

#[test]
fn what_has_no_value_says_why() {
    let rows = |cells: &[(bool, bool, u32)]| {
        let mut rows = Vec::new();
        for &(coder, gold, n) in cells {
            for _ in 0..n {
                let cluster = rows.len() as u32;
                let (coder, gold) = (Some(coder), Some(gold));
                rows.push(Judged {
                    coder,
                    gold,
                    probability: 1.0,
                    stratum: 0,
                    cluster,
                    group: None,
                });
            }
        }
        rows
    };
    let (yes, no) = (true, false);
    for (cells, measure, reason) in [
        (vec![(no, yes, 5), (no, no, 5)], "precision", Reason::NoCoderPositives),
        (vec![(yes, no, 5), (no, no, 5)], "recall", Reason::NoGoldPositives),
        (vec![(yes, yes, 5), (no, yes, 5)], "specificity", Reason::NoGoldNegatives),
        (vec![(no, no, 5)], "f1", Reason::NoGoldPositives),
        (vec![(yes, yes, 5), (no, yes, 5)], "balanced_accuracy", Reason::NoGoldNegatives),
        (vec![(yes, yes, 5), (yes, no, 5)], "mcc", Reason::NoCoderNegatives),
        (vec![], "accuracy", Reason::NoDenominator),
    ] {
        let found = validity(&rows(&cells), 0.95).unwrap();
        let found = found.get(measure).unwrap();
        assert_eq!((found.value(), found.reason()), (None, Some(reason)), "{measure}");
    }
    let never = validity(&rows(&[(no, yes, 5), (no, no, 5)]), 0.95).unwrap();
    let f1 = never.get("f1").unwrap();
    assert_eq!((f1.value(), f1.reason()), (Some(0.0), Some(Reason::NoCoderPositives)));
    // what it would do if it gave the code, nobody saw; how often it misses, is seen
    let recall = never.get("recall").unwrap().interval().unwrap();
    assert!(recall.low == 0.0 && (recall.high - 0.434).abs() < 1e-3, "Wilson, 0 of 5: {recall:?}");
    let one: Vec<Judged> = rows(&[(yes, yes, 3), (no, no, 3)])
        .into_iter()
        .map(|it| Judged { cluster: 1, ..it })
        .collect();
    let one = validity(&one, 0.95).unwrap();
    assert_eq!(one.get("f1").unwrap().reason(), Some(Reason::OneCluster));
    assert_eq!(one.get("f1").unwrap().value(), Some(1.0));
    assert!(matches!(validity(&[], 1.0), Err(Fault::Level { .. })));
}

#[test]
fn rows_with_something_missing_are_left_out_and_counted() {
    let row =
        |coder, gold| Judged { coder, gold, probability: 1.0, stratum: 0, cluster: 0, group: None };
    let rows = [
        row(None, Some(true)),
        row(None, None),
        row(Some(true), None),
        row(Some(true), Some(true)),
    ];
    let found = validity(&rows, 0.95).unwrap();
    assert_eq!((found.no_coder, found.no_gold, found.cells.true_positive), (2, 1, 1));
}
