//! Numbers of segments.

use framebook_engine::validity::metric;
use framebook_engine::validity::plan::{
    Drawn, Expected, for_alpha, for_measure, for_share, half_width,
};

/// R: `ci <- prop.test(.8 * n, n, correct = FALSE)$conf.int; diff(ci) / 2`.
#[test]
fn half_widths_of_wilson() {
    for (n, expected) in [
        (50.0, 0.109),
        (100.0, 0.078),
        (150.0, 0.064),
        (200.0, 0.055),
        (300.0, 0.045),
        (400.0, 0.039),
    ] {
        let found = half_width(0.8, n, 0.95);
        assert!((found - expected).abs() < 5e-4, "{n}: {found}");
    }
    assert!((half_width(0.8, 100.0, 0.95) - (0.8666331 - 0.7111708) / 2.0).abs() < 1e-7);
}

#[test]
fn the_number_is_the_least_that_is_enough() {
    for (share, half) in [(0.8, 0.05), (0.5, 0.03), (0.03, 0.02), (0.0, 0.05), (1.0, 0.05)] {
        let n = for_share(share, half, &Drawn::default(), 0.95).unwrap();
        assert!(half_width(share, n as f64, 0.95) <= half);
        assert!(half_width(share, (n - 1) as f64, 0.95) > half);
    }
    // precision of .8 within .05 takes as many of the coder's positives as a share does
    let expected = Expected { prevalence: 0.2, precision: 0.8, recall: 0.7 };
    let half = Drawn { of_positives: Some(0.5), ..Drawn::default() };
    let n = for_measure(metric("precision"), &expected, 0.05, &half, 0.95).unwrap();
    let positives = for_share(0.8, 0.05, &Drawn::default(), 0.95).unwrap();
    assert_eq!(n.div_ceil(2), positives);
}

#[test]
fn nested_segments_take_more_and_oversampling_takes_fewer() {
    let nested = Drawn { per_document: 5.0, correlation: 0.2, of_positives: None };
    assert_eq!(nested.design_effect(), Some(1.8));
    let (plain, more) =
        (for_share(0.5, 0.05, &Drawn::default(), 0.95), for_share(0.5, 0.05, &nested, 0.95));
    let ratio = more.unwrap() as f64 / plain.unwrap() as f64;
    assert!((ratio - 1.8).abs() < 0.01, "{ratio}");
    let rare = Expected { prevalence: 0.03, precision: 0.7, recall: 0.8 };
    let of = |drawn: &Drawn, name| for_measure(metric(name), &rare, 0.08, drawn, 0.95).unwrap();
    let half = Drawn { of_positives: Some(0.5), ..Drawn::default() };
    for (name, least) in [("precision", 5), ("f1", 1)] {
        let (oversampled, alike) = (of(&half, name), of(&Drawn::default(), name));
        assert!(least * oversampled < alike, "{name}: {oversampled} {alike}");
    }
    let share = |drawn: &Drawn| for_measure(None, &rare, 0.01, drawn, 0.95).unwrap();
    // misses are looked for among what the coder did not give
    assert!(share(&half) > share(&Drawn::default()));
}

/// Bloch and Kraemer's variance at kappa .8, prevalence .5: (1 − κ²)/n there.
#[test]
fn alpha() {
    let n = for_alpha(0.8, 0.5, 0.1, &Drawn::default(), 0.95).unwrap();
    let expected = (1.0 - 0.64) * (1.959964f64 / 0.1).powi(2);
    assert_eq!(n, expected.ceil() as u64);
    assert!(for_alpha(0.8, 0.05, 0.1, &Drawn::default(), 0.95).unwrap() > 3 * n);
}

#[test]
fn what_is_out_of_range_has_no_number() {
    let plain = Drawn::default();
    for (share, half, level) in [
        (1.1, 0.1, 0.95),
        (f64::NAN, 0.1, 0.95),
        (0.5, 0.0, 0.95),
        (0.5, 0.1, 1.0),
        (0.5, 1e-9, 0.95),
    ] {
        assert_eq!(for_share(share, half, &plain, level), None);
    }
    let none = Drawn { per_document: 0.5, ..plain };
    assert_eq!(for_share(0.5, 0.1, &none, 0.95), None);
    // a coder with these three would give the code to more than there is
    let expected = Expected { prevalence: 0.9, precision: 0.5, recall: 0.9 };
    assert_eq!(for_measure(metric("f1"), &expected, 0.1, &plain, 0.95), None);
}
