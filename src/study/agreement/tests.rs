//! Rows in, answers out.

use super::*;
use crate::engine::reliability::{IntervalKind, coefficient};

fn question(level: Level) -> Question {
    let name = if level == Level::Sets { "masi" } else { level.name() };
    Question {
        level,
        coefficients: vec![coefficient(&format!("krippendorff_alpha_{name}")).unwrap()],
        settings: Settings { interval: IntervalKind::None, ..Settings::default() },
        pairs: false,
        languages: false,
        drift: false,
        differing: 0,
    }
}

/// `code unit coder value`, `-` for what is missing.
fn rows(lines: &[&str]) -> Rows {
    let mut rows = Rows::of_file("f.csv");
    for (line, text) in (2..).zip(lines) {
        let names = text.split(' ').map(|it| (it != "-").then(|| rows.name(it).unwrap()));
        let names: Vec<Option<Name>> = names.collect();
        let (unit, coder) = (names[1].unwrap(), names[2].unwrap());
        let (code, value) = (names[0], names[3]);
        let order = names.get(4).copied().flatten();
        rows.rows.push(Row {
            code,
            unit,
            coder,
            value,
            cluster: None,
            language: None,
            order,
            line,
        });
    }
    rows
}

#[test]
fn each_code_is_measured_and_then_all_together() {
    let rows = rows(&[
        "x 1 a 1", "x 1 b 1", "x 2 a 0", "x 2 b 0", "y 1 a 0", "y 1 b 0", "y 2 a 0", "y 2 b 0",
    ]);
    let found = agreement(rows.clone(), &question(Level::Nominal)).unwrap();
    let of: Vec<_> = found.iter().map(|it| (it.code.as_deref(), it.answers[0].value)).collect();
    assert_eq!(of, [(Some("x"), Some(1.0)), (Some("y"), None), (None, Some(1.0))]);
    assert!(found[1].answers[0].undefined_because.unwrap().contains("the same value"));
    let Some(Tables::Pairs(pairs)) = &found[0].tables else { panic!("no tables") };
    assert_eq!((found[2].n_units, pairs.len(), pairs[0].1.n()), (4, 1, 2));
}

#[test]
fn codes_become_sets() {
    let rows = rows(&[
        "x 1 a 1", "y 1 a 1", "x 1 b 1", "y 1 b 0", "x 2 a 0", "y 2 a 0", "x 2 b 0", "y 2 b 0",
        "x 3 a 1", "y 3 a -", "x 3 b 1", "y 3 b 1",
    ]);
    let found = agreement(rows.clone(), &question(Level::Sets)).unwrap();
    assert_eq!((found.len(), found[0].n_units), (1, 2));
    assert!(found[0].answers[0].value.is_some_and(|it| it < 1.0));
    let mut wrong = rows.clone();
    wrong.rows[0].value = Some(wrong.name("2").unwrap());
    let error = agreement(wrong, &question(Level::Sets)).unwrap_err().to_string();
    assert!(error.starts_with("`f.csv:2`: value `2`"), "{error}");
}

#[test]
fn what_contradicts_itself_is_refused_with_both_places() {
    let two = rows(&["x 1 a 1", "x 1 b 1", "x 1 a 0"]);
    let error = agreement(two, &question(Level::Nominal)).unwrap_err().to_string();
    assert!(error.contains("`f.csv:4`") && error.contains("`f.csv:2`"), "{error}");
    let mut clusters = rows(&["x 1 a 1", "x 1 b 1"]);
    clusters.rows[1].cluster = Some(clusters.name("d").unwrap());
    let error = agreement(clusters, &question(Level::Nominal)).unwrap_err().to_string();
    assert!(error.contains("`f.csv:3`") && error.contains("cluster `d`"), "{error}");
    let words = rows(&["x 1 a low", "x 1 b 1"]);
    let error = agreement(words, &question(Level::Ordinal)).unwrap_err().to_string();
    assert!(error.contains("`f.csv:2`") && error.contains("`low` is no number"), "{error}");
}

#[test]
fn orders_sort_as_numbers_or_as_text() {
    let mut lines = Vec::new();
    for unit in 0..12 {
        for coder in ["a", "b"] {
            let value = if coder == "b" && unit >= 8 { 1 - unit % 2 } else { unit % 2 };
            lines.push(format!("- {:02} {coder} {value} {unit}", (unit * 5) % 12));
        }
    }
    let given = rows(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let question = Question { drift: true, ..question(Level::Nominal) };
    let found = agreement(given, &question).unwrap();
    let thirds: Vec<_> = found[0].answers.iter().skip(1).map(|it| (it.third, it.value)).collect();
    assert_eq!(thirds.len(), 6);
    assert_eq!(thirds[0], (Some(1), Some(1.0)));
    assert!(thirds[2].1.unwrap() < 0.0, "{thirds:?}");
}
