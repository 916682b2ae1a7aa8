//! Values that were printed, and laws.

use std::collections::HashMap;

use super::*;
use crate::stats::Method;

fn ratings(level: Level, coders: &[&str]) -> Ratings {
    let names = ["A", "B", "C", "D", "E", "F"];
    let units: Vec<String> = (1..=99).map(|it| format!("u{it:02}")).collect();
    let rows = coders.iter().zip(names).flat_map(|(row, coder)| {
        row.split_whitespace()
            .zip(&units)
            .filter(|it| it.0 != ".")
            .map(move |(value, unit)| Rating { unit, coder, value, cluster: None })
    });
    Ratings::new(level, rows).unwrap()
}

const KRIPPENDORFF: [&str; 4] = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . .",
    ". 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 .",
];

#[test]
fn values_of_krippendorff_s_example() {
    let ratings = ratings(Level::Nominal, &KRIPPENDORFF);
    let settings = Settings { interval: IntervalKind::Analytic, ..Settings::default() };
    for (name, value, error) in [
        ("krippendorff_alpha_nominal", 0.743421053, Some(0.14557)),
        ("krippendorff_alpha_ordinal", 0.815387504, None),
        ("krippendorff_alpha_interval", 0.849107143, None),
        ("krippendorff_alpha_ratio", 0.797402775, None),
        ("gwet_ac1", 0.77544, Some(0.14295)),
        ("fleiss_kappa", 0.76117, Some(0.15302)),
        ("conger_kappa", 0.76282, Some(0.14917)),
        ("brennan_prediger", 0.77273, Some(0.14472)),
        ("percent", 0.818182, Some(0.12561)),
        ("gwet_ac2_ordinal", 0.89894, None),
        ("gwet_ac2_linear", 0.85874, None),
        ("gwet_ac2_quadratic", 0.914, None),
    ] {
        let found = measure(&ratings, &[coefficient(name).unwrap()], &settings)[0];
        let got = found.estimate.value().unwrap();
        assert!((got - value).abs() < 6e-6, "{name}: {got}, not {value}");
        if let Some(error) = error {
            let got = found.standard_error.unwrap();
            assert!((got - error).abs() < 6e-6, "{name}: {got}, not {error}");
            assert_eq!(found.estimate.interval().unwrap().high, 1.0);
        }
    }
    let boot = measure(&ratings, &[&COEFFICIENTS[0]], &Settings::default())[0];
    let interval = boot.estimate.interval().unwrap();
    assert!((0.3..0.5).contains(&interval.low) && interval.high == 1.0, "{boot:?}");
    // R icr, 20,000 draws: .562 to .850, above .8 in .137
    let settings = Settings { interval: IntervalKind::Krippendorff, draws: 20_000, ..settings };
    let found = measure(&ratings, &[&COEFFICIENTS[0]], &settings)[0];
    let interval = found.estimate.interval().unwrap();
    assert!(
        (interval.low - 0.562).abs() < 0.02 && (interval.high - 0.850).abs() < 0.02,
        "{found:?}"
    );
    assert!((found.draws.unwrap().above_800 - 0.137).abs() < 0.015, "{found:?}");
    assert!(matches!(
        found.estimate,
        crate::stats::Estimate::Defined { method: Method::BootstrapPairs, .. }
    ));
}

#[test]
fn values_that_were_printed_in_books_and_papers() {
    let hayes = [
        "1 1 2 . 0 0 1 1 2 2 . 0 1 3 1 1 2 1 1 0 0 0 2 0 1 0 0 1 1 1 1 2 2 3 2 2 2 2 2 1",
        "1 1 3 0 0 0 0 . 2 1 1 0 2 3 1 1 1 2 1 0 0 0 3 0 2 1 0 2 1 1 1 1 2 2 2 2 2 2 2 1",
        "2 0 3 0 0 0 2 2 2 1 0 0 2 2 1 1 2 3 0 0 1 . 3 0 . 1 0 1 2 2 0 2 . 2 2 3 2 . 2 1",
        ". 1 3 . . . . 0 . 1 0 0 2 2 . . . 3 1 . 1 0 3 0 2 1 1 2 2 . . 1 2 2 . . . 1 2 .",
        "2 . . 0 0 0 1 . 2 . . . . 3 1 1 2 . . 0 . 0 . . 2 . 0 . . 2 0 . 2 . 2 2 2 2 . 1",
    ];
    let two = ["1 1 3 3 3 3 3 2 2 2 2 4", "1 3 3 3 3 3 2 2 2 2 2 4"];
    let three = ["0 1 0 1 1 0 0 0 1 1 1 1", "0 1 0 1 0 0 0 0 1 1 0 1", "0 1 1 0 0 1 0 0 1 0 0 0"];
    let wiki = [
        ". . . . . 3 4 1 2 1 1 3 3 . 3",
        "1 . 2 1 3 3 4 3 . . . . . . .",
        ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
    ];
    let chan = ["2 2 2 2 2 2 2 2 2 2", "1 2 2 2 2 2 2 2 2 2", "1 1 1 1 2 2 2 2 2 2"];
    let chan_alpha = 1.0 - 4.0 / ((5.0 * 25.0) / 29.0);
    for (coders, name, value, digits) in [
        // Hayes and Krippendorff (2007)
        (&hayes[..], "ordinal", 0.7598, 4),
        (&hayes[..], "nominal", 0.4765, 4),
        // Krippendorff (2018), pages 306 and 310
        (&three[..], "nominal", 0.2343, 4),
        (&two[..], "nominal", 0.759, 3),
        // Wikipedia, Krippendorff's alpha
        (&wiki[..], "nominal", 0.691, 3),
        (&wiki[..], "interval", 0.811, 3),
        // oolong issue 96, by hand
        (&chan[..], "nominal", chan_alpha, 12),
    ] {
        let ratings = ratings(Level::Nominal, coders);
        let coefficient = coefficient(&format!("krippendorff_alpha_{name}")).unwrap();
        let settings = Settings { interval: IntervalKind::None, ..Settings::default() };
        let found = measure(&ratings, &[coefficient], &settings)[0].estimate.value().unwrap();
        let error = (found - value).abs();
        assert!(error < 10_f64.powi(-digits), "{name}: {found}, not {value}");
    }
}

/// 200 units by two coders in three categories: kappa with its two standard errors, and linear weights.
#[test]
fn cohen_s_kappa_of_a_table() {
    let cells = [
        (1, 1, 88),
        (1, 2, 14),
        (1, 3, 18),
        (2, 1, 10),
        (2, 2, 40),
        (2, 3, 10),
        (3, 1, 2),
        (3, 2, 6),
        (3, 3, 12),
    ];
    let units: Vec<(String, i32, i32)> = cells
        .iter()
        .flat_map(|&(a, b, n)| (0..n).map(move |it| (format!("{a}{b}-{it}"), a, b)))
        .collect();
    let values: Vec<[String; 2]> =
        units.iter().map(|it| [it.1.to_string(), it.2.to_string()]).collect();
    let rows = units.iter().zip(&values).flat_map(|((unit, ..), values)| {
        ["a", "b"].into_iter().zip(values).map(move |(coder, value)| Rating {
            unit,
            coder,
            value,
            cluster: None,
        })
    });
    let ratings = Ratings::new(Level::Ordinal, rows).unwrap();
    let settings = Settings { interval: IntervalKind::Analytic, ..Settings::default() };
    let of = |name: &str| measure(&ratings, &[coefficient(name).unwrap()], &settings)[0];
    let kappa = of("cohen_kappa");
    let interval = kappa.estimate.interval().unwrap();
    for (found, expected) in [
        (kappa.estimate.value().unwrap(), 0.491525424),
        (kappa.standard_error.unwrap(), 0.051001816),
        (interval.low, 0.391564),
        (interval.high, 0.591487),
        (of("cohen_kappa_linear").estimate.value().unwrap(), 0.473684),
    ] {
        assert!((found - expected).abs() < 6e-7, "{found}, not {expected}");
    }
}

/// uα and |uα.
const BOTH: [&SpanCoefficient; 2] = [&SPAN_COEFFICIENTS[0], &SPAN_COEFFICIENTS[1]];

fn continuum(coder: &str, length: u64) -> Continuum<'_> {
    Continuum { document: "d", coder, length, cluster: None }
}

/// By the equations, interval by interval, in fixtures/reliability/spans.py.
#[test]
fn spans_agree_with_values_computed_elsewhere() {
    let of = |length, spans: &[(&'static str, &'static str, u64, u64)]| {
        let continua = ["Alex", "Paul", "Susan"].map(|coder| continuum(coder, length));
        let spans = spans.iter().map(|&(coder, value, start, end)| Span {
            document: "d",
            coder,
            start,
            end,
            value,
        });
        let found = Spans::new(continua, spans).unwrap().measure(&BOTH, &Settings::default());
        found.into_iter().map(|it| it.estimate).collect::<Vec<_>>()
    };
    let found = of(
        60,
        &[
            ("Alex", "1", 2, 5),
            ("Paul", "1", 2, 5),
            ("Paul", "2", 10, 20),
            ("Susan", "2", 2, 5),
            ("Susan", "2", 15, 20),
        ],
    );
    for (found, value) in found.iter().zip([0.3982981423791392, 0.5238010446343779]) {
        let got = found.value().unwrap();
        assert!((got - value).abs() < 1e-14, "{got}, not {value}");
        assert_eq!(found.reason(), Some(Reason::OneCluster));
    }
    let same = [("Alex", "1", 2, 5), ("Paul", "1", 2, 5), ("Susan", "1", 2, 5)];
    assert!(of(9, &same).iter().all(|it| it.value() == Some(1.0)));
    assert!(of(9, &[]).iter().all(|it| it.reason() == Some(Reason::OneValue)));
}

/// Krippendorff (2019), Content Analysis, 4th edition, figure 12.11: .510 and .413 are printed there.
#[test]
fn spans_of_the_book_have_the_values_that_are_printed_there() {
    let marked = [
        ("Alex", "1 0-7 2 7-13 5 30-32 6 32-37 6 37-44 7 44-60"),
        ("Paul", "1 0-7 3 7-13 5 13-21 6 32-44"),
        ("Susan", "1 0-7 4 7-13 5 13-21 6 32-37 6 37-41 6 41-44"),
    ];
    let spans = marked.iter().flat_map(|(coder, text)| {
        let words: Vec<&str> = text.split(' ').collect();
        words
            .chunks(2)
            .map(|it| {
                let (start, end) = it[1].split_once('-').unwrap();
                let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
                Span { document: "d", coder, start, end, value: it[0] }
            })
            .collect::<Vec<_>>()
    });
    let continua = marked.map(|(coder, _)| continuum(coder, 60));
    let found = Spans::new(continua, spans).unwrap().measure(&BOTH, &Settings::default());
    for (found, printed) in found.iter().zip([0.510, 0.413]) {
        let got = found.estimate.value().unwrap();
        assert!((got - printed).abs() < 1e-3, "{got}, not {printed}");
    }
}

#[test]
fn documents_of_one_cluster_are_drawn_together() {
    let of = |cluster: fn(usize) -> Option<&'static str>| {
        let names: Vec<String> = (0..8).map(|it| format!("d{it}")).collect();
        let continua = names.iter().enumerate().flat_map(|(at, document)| {
            let of = |coder| Continuum { document, coder, length: 20, cluster: cluster(at) };
            ["a", "b"].map(of)
        });
        let spans = names.iter().enumerate().flat_map(|(at, document)| {
            let of = |coder, start| Span { document, coder, start, end: start + 4, value: "x" };
            [of("a", 2), of("b", if at < 4 { 2 } else { 9 })]
        });
        let spans = Spans::new(continua, spans).unwrap();
        spans.measure(&BOTH[..1], &Settings::default())[0].estimate
    };
    let alone = of(|_| None);
    let halves = of(|at| Some(if at < 4 { "first" } else { "second" }));
    let one = of(|_| Some("all"));
    assert_eq!(alone.value(), halves.value());
    let width = |it: &crate::stats::Estimate| it.interval().map(|it| it.high - it.low).unwrap();
    assert!(width(&halves) > width(&alone) + 0.2, "{alone:?} {halves:?}");
    assert_eq!((one.value(), one.reason()), (alone.value(), Some(Reason::OneCluster)));
}

#[test]
fn spans_that_contradict_each_other_are_refused() {
    let of = |spans: &[(&'static str, u64, u64)]| {
        let continua = ["a", "b"].map(|coder| continuum(coder, 10));
        let spans = spans.iter().map(|&(coder, start, end)| Span {
            document: "d",
            coder,
            start,
            end,
            value: "x",
        });
        Spans::new(continua, spans).map(drop).unwrap_err().to_string()
    };
    assert!(of(&[("a", 2, 5), ("a", 4, 6)]).contains("two spans overlap at 4"));
    assert!(of(&[("a", 2, 2)]).contains("span 2 to 2 is empty"));
    assert!(of(&[("a", 2, 11)]).contains("past the end"));
    assert!(of(&[("c", 2, 3)]).contains("coder `c`"));
}

#[test]
fn a_weight_of_three_is_a_unit_that_stands_three_times() {
    let rated =
        [("0", "0", 3), ("1", "1", 1), ("1", "0", 2), ("2", "2", 1), ("2", "1", 3), ("1", "1", 1)];
    let (mut once, mut repeated, mut weights) = (Vec::new(), Vec::new(), HashMap::new());
    for (unit, (a, b, times)) in rated.iter().enumerate() {
        for time in 0..*times {
            let name = format!("{unit}-{time}");
            let both = [(name.clone(), "a", *a), (name.clone(), "b", *b)];
            if time == 0 {
                once.extend(both.clone());
                weights.insert(name, f64::from(*times));
            }
            repeated.extend(both);
        }
    }
    let of = |rows: &[(String, &str, &str)]| {
        let row = |(unit, coder, value)| Rating { unit, coder, value, cluster: None };
        let rows = rows.iter().map(|it| row((it.0.as_str(), it.1, it.2)));
        Ratings::new(Level::Interval, rows).unwrap()
    };
    let settings = Settings { interval: IntervalKind::None, ..Settings::default() };
    let all: Vec<&Coefficient> = COEFFICIENTS.iter().collect();
    let values = |ratings: &Ratings| -> Vec<Option<f64>> {
        measure(ratings, &all, &settings).iter().map(|it| it.estimate.value()).collect()
    };
    let (once, repeated) = (of(&once), of(&repeated));
    let weighted = once.weighted(|unit| weights[unit]).unwrap();
    let mut n = 0;
    for ((coefficient, found), expected) in all.iter().zip(values(&weighted)).zip(values(&repeated))
    {
        let (Some(found), Some(expected)) = (found, expected) else { continue };
        // alpha is corrected for the number of ratings that there are, which weights do not raise
        let ratings = |it: &Ratings| it.n_ratings() as f64;
        let small = |it: f64| (it - 1.0) / it;
        let by = match coefficient.name.starts_with("krippendorff") {
            true => small(ratings(&once)) / small(ratings(&repeated)),
            false => 1.0,
        };
        assert!((1.0 - found - (1.0 - expected) * by).abs() < 1e-12, "{}", coefficient.name);
        n += 1;
    }
    assert_eq!(n, COEFFICIENTS.len() - 2, "all but those of sets");
    assert_eq!(values(&once.weighted(|_| 7.0).unwrap()), values(&once));
    assert_eq!(once.weighted(|_| 0.0), None);
    assert_eq!(once.weighted(|_| f64::NAN), None);
}

#[test]
fn a_coder_against_the_others_is_the_pairs_of_that_coder() {
    // B and C agree nowhere, A agrees with B on all six, with C on none
    let all = ratings(Level::Nominal, &["0 1 0 1 0 1", "0 1 0 1 0 1", "1 0 1 0 1 ."]);
    let settings = Settings { interval: IntervalKind::None, ..Settings::default() };
    let percent = |ratings: &Ratings| {
        measure(ratings, &[coefficient("percent").unwrap()], &settings)[0].estimate.value().unwrap()
    };
    let of_a = against(&all, 0);
    assert!((percent(&of_a) - 6.0 / 11.0).abs() < 1e-12);
    assert_eq!(percent(&against(&all, 2)), 0.0);
    assert_eq!(
        (of_a.units().len(), of_a.coders()),
        (11, &["A".to_owned(), "others".to_owned()][..])
    );
    // the pairs of a unit are drawn together
    assert_eq!(of_a.clusters.as_ref().unwrap()[..3], [0, 0, 1]);
    let two = of_pair(&all, 0, 1);
    assert_eq!((percent(&against(&two, 1)), against(&two, 1).clusters), (percent(&two), None));
}

#[test]
fn weights_stand_in_draws_and_in_the_variance() {
    // of ten units nine agree, and the one that does not weighs eleven times as much as another
    let ratings = ratings(Level::Nominal, &["1 1 1 1 1 1 1 1 1 1", "0 1 1 1 1 1 1 1 1 1"]);
    let weighted = ratings.weighted(|unit| if unit == "u01" { 11.0 } else { 1.0 }).unwrap();
    let percent = [coefficient("percent").unwrap()];
    let found = |interval| {
        let settings = Settings { interval, ..Settings::default() };
        measure(&weighted, &percent, &settings).remove(0)
    };
    let analytic = found(IntervalKind::Analytic);
    assert!((analytic.estimate.value().unwrap() - 9.0 / 20.0).abs() < 1e-12);
    // sum of (w (y - mean))² with w of mean 1, over n (n - 1)
    let squares = (5.5_f64 * 0.45).powi(2) + 9.0 * (0.5_f64 * 0.55).powi(2);
    assert!((analytic.standard_error.unwrap() - (squares / 90.0).sqrt()).abs() < 1e-12);
    let drawn = found(IntervalKind::Bootstrap).estimate.interval().unwrap();
    // the unit is not drawn in a third of the draws, and often twice in others
    assert!(drawn.high == 1.0 && drawn.low < 0.3, "{drawn:?}");
    let pairs = found(IntervalKind::Krippendorff).estimate;
    assert!(pairs.interval().is_none() && pairs.value().is_some());
}
