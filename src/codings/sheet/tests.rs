//! Sheets as they go out and come back, in every format.

use std::collections::BTreeMap;

use crate::codings::Kind;
use crate::engine::codebook::Codebook;

use super::*;

const BOOK: &str = r#"[codebook]
id = "roads"
title = "Roads"
version = "1"
about = "object"

[[code]]
id = "object"
label = "Object"
definition = "Of a road."
rules.en = ["road"]

[[code]]
id = "trade"
label = "Trade"
definition = "Goods are bought and sold."
include = "Prices."
examples.ru = ["Торговля растёт."]
examples.zh = ["贸易增长。"]
counter_examples.kk = ["Сауда емес."]
rules.en = ["trade"]

[[code]]
id = "trade.debt"
label = "Debt"
definition = "Money is owed."
rules.en = ["debt"]
"#;

fn book() -> Codebook {
    let (book, diagnostics) = Codebook::parse("roads.toml", BOOK);
    book.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

const TEXTS: [&str; 5] = [
    "=1+1 is no formula\r\nof a road.",
    "Торговля – «основа» сотрудничества; цена: 5,5 %.",
    "Сауда-саттық артты, Қытаймен; ұзақ жол әлі алда.\n\nЕкінші абзац.",
    "中国与哈萨克斯坦的贸易增长。“一带一路”。",
    "-5 degrees, @home, +7 727, _x000D_, \"quoted\", tab\there.",
];

fn coding_sheet() -> CodingSheet {
    let row = |(at, text): (usize, &&str)| Row {
        unit: format!("{at:032x}"),
        before: "What came before.".to_owned(),
        text: (*text).to_owned(),
        after: "What comes after.".to_owned(),
        shown: vec!["Курсив".to_owned()],
    };
    CodingSheet {
        name: "news-anna".to_owned(),
        coder: "anna".to_owned(),
        asked: Asked { voice: true, ..Asked::of(&book(), &[], true).unwrap() },
        shown: vec!["outlet".to_owned()],
        rows: TEXTS.iter().enumerate().map(row).collect(),
    }
}

/// The sheet in a format, with cells filled in as a person does it: by row from 0 and heading.
fn filled_in(entry: &FormatEntry, cells: &[(usize, &str, &str)]) -> Grid {
    let mut page = coding_sheet().page();
    for (row, heading, value) in cells {
        let column = page.columns.iter().position(|it| it.heading == *heading).unwrap();
        page.rows[*row][column] = (*value).to_owned();
    }
    let bytes = (entry.write)(&page).unwrap();
    read(&format!("a.{}", entry.extension), &bytes).unwrap()
}

#[test]
fn formats_are_found_by_their_ending() {
    for entry in FORMATS {
        let file = format!("a.b.{}", entry.extension.to_uppercase());
        assert_eq!(format_of(&file).unwrap().name, entry.name);
        assert!(!entry.doc.is_empty());
    }
    let error = format_of("a.ods").unwrap_err();
    assert!(error.contains(".xlsx, .csv"), "{error}");
}

#[test]
fn codes_of_the_top_are_asked_and_subcodes_stand_in_the_codebook() {
    let asked = Asked::of(&book(), &[], false).unwrap();
    let found: Vec<_> = asked.codes.iter().map(|it| (&*it.id, it.depth, it.is_asked)).collect();
    assert_eq!(found, [("trade", 0, true), ("trade.debt", 1, false)]);
    assert_eq!(asked.codes[0].examples, ["ru: Торговля растёт.", "zh: 贸易增长。"]);
    let asked = Asked::of(&book(), &["trade.debt".to_owned()], true).unwrap();
    let found: Vec<_> = asked.codes.iter().map(|it| (&*it.id, it.depth, it.is_asked)).collect();
    assert_eq!(found, [("trade.debt", 0, true)]);
    let error = Asked::of(&book(), &["tarde".to_owned()], true).unwrap_err();
    assert!(error.contains("`tarde`") && error.contains("object, trade, trade.debt"), "{error}");
}

#[test]
fn what_is_filled_in_comes_back_as_answers() {
    for entry in FORMATS {
        let grid = filled_in(
            entry,
            &[
                (0, "Trade", "1"),
                (0, "Object", "1.0"),
                (1, "Trade", "0"),
                (2, "Trade", "？"),
                (2, "memo", " =зачем?\nне ясно "),
                (3, "unsure", "1"),
                (3, "voice", "эксперт"),
                (4, "stance", "Rejects"),
            ],
        );
        assert_eq!(names(&grid), ["news-anna"]);
        let sheet = coding_sheet();
        let filled =
            check(&grid, &sheet.page()).unwrap_or_else(|it| panic!("{}: {it:?}", entry.name));
        let unit = |at: usize| format!("{at:032x}");
        let answers: BTreeMap<(String, &str, &str), String> = sheet
            .answers(&filled)
            .into_iter()
            .map(|it| {
                let code = if it.code == "trade" {
                    "trade"
                } else if it.code.is_empty() {
                    ""
                } else {
                    "object"
                };
                ((it.unit, code, it.kind.as_str()), it.value)
            })
            .collect();
        let expected = [
            ((unit(0), "trade", "coding"), "1"),
            ((unit(0), "object", "coding"), "1"),
            ((unit(1), "trade", "coding"), "0"),
            ((unit(2), "trade", "cannot_code"), "1"),
            ((unit(2), "", "memo"), "=зачем?\nне ясно"),
            ((unit(3), "", "unsure"), "1"),
            ((unit(3), "", "voice"), "эксперт"),
            ((unit(4), "", "stance"), "rejects"),
        ];
        assert_eq!(answers.len(), expected.len(), "{answers:?}");
        for (key, value) in expected {
            let found = &answers[&key];
            assert_eq!(found, value, "{key:?}");
        }
        // of ten codings; whether one is not sure, and a stance, are said where there is reason to
        assert_eq!(filled.n_empty, 10 - 4);
        assert_eq!(answers.keys().filter(|it| it.2 == Kind::Coding.as_str()).count(), 3);
    }
}

#[test]
fn every_problem_is_told_with_its_cell() {
    /// What is changed, how, and the cells and words of the problems.
    type Case<'a> = (&'a str, fn(&mut Grid), &'a [(&'a str, &'a str)]);
    fn text(grid: &mut Grid, row: u32, column: u32) -> &mut String {
        grid.rows.get_mut(&row).unwrap().get_mut(&column).unwrap()
    }
    // no, unit, before, text, after, outlet, Object, Trade, unsure, memo, voice, stance, sheet
    let cases: [Case<'_>; 13] = [
        ("nothing", |_| {}, &[]),
        (
            "a word",
            |it| it.put(1, 7, "yes".into()),
            &[("H2", "`yes` is no value of `Trade`; there are: 1, 0, ?")],
        ),
        ("a number", |it| it.put(6 - 1, 6, "2".into()), &[("G6", "`2` is no value of `Object`")]),
        ("a truth", |it| it.put(1, 6, "true".into()), &[("G2", "`true` is no value")]),
        ("a text", |it| text(it, 2, 3).push('!'), &[("D3", "the text is not that of the unit")]),
        (
            "a unit",
            |it| text(it, 2, 1).push('0'),
            &[("B3", "is no unit of the sheet"), ("", "number 2")],
        ),
        ("a row lost", |it| drop(it.rows.remove(&4)), &[("", "the unit of number 4, “中国与")]),
        (
            "a row twice",
            |it| {
                let row = it.rows[&4].clone();
                it.rows.insert(9, row);
            },
            &[("B10", "the unit stands in row 5 too")],
        ),
        (
            "another sheet",
            |it| *text(it, 3, 12) = "news-bekzat".into(),
            &[("M4", "of the sheet `news-bekzat`"), ("", "number 3")],
        ),
        ("a column", |it| it.put(0, 13, "mood".into()), &[("N1", "unknown column `mood`")]),
        ("a note beside", |it| it.put(3, 14, "look!".into()), &[("O4", "without a heading")]),
        (
            "a column lost",
            |it| it.rows.values_mut().for_each(|row| drop(row.remove(&7))),
            &[("1", "the column `Trade` is missing")],
        ),
        (
            "several",
            |it| {
                it.put(1, 6, "x".into());
                it.put(1, 7, "y".into());
            },
            &[("G2", "`x`"), ("H2", "`y`")],
        ),
    ];
    for entry in FORMATS {
        for (name, change, expected) in &cases {
            let mut grid = filled_in(entry, &[]);
            change(&mut grid);
            let problems = check(&grid, &coding_sheet().page()).err().unwrap_or_default();
            assert_eq!(problems.len(), expected.len(), "{}: {name}: {problems:?}", entry.name);
            for (problem, (cell, message)) in problems.iter().zip(*expected) {
                assert_eq!(problem.cell, *cell, "{name}: {problem}");
                assert!(problem.message.contains(message), "{name}: {problem}");
            }
        }
    }
}

#[test]
fn rows_may_be_sorted_and_columns_moved() {
    let mut grid = filled_in(&xlsx::ENTRY, &[(0, "Trade", "1"), (4, "Trade", "0")]);
    let last = grid.rows.remove(&5).unwrap();
    let first = std::mem::replace(grid.rows.get_mut(&1).unwrap(), last);
    grid.rows.insert(5, first);
    for row in grid.rows.values_mut() {
        let (a, b) = (row.remove(&6), row.remove(&7));
        row.extend(a.map(|it| (7, it)));
        row.extend(b.map(|it| (6, it)));
    }
    let filled = check(&grid, &coding_sheet().page()).unwrap();
    let found: Vec<_> = filled.cells.iter().map(|it| (it.row, &*it.value, &*it.at)).collect();
    assert_eq!(found, [(4, "0", "G2"), (0, "1", "G6")]);
}

#[test]
fn the_bytes_of_a_sheet_are_always_the_same_and_tell_nothing_that_is_not_shown() {
    for entry in FORMATS {
        let bytes = (entry.write)(&coding_sheet().page()).unwrap();
        assert_eq!(bytes, (entry.write)(&coding_sheet().page()).unwrap(), "{}", entry.name);
    }
}

#[test]
fn what_is_no_sheet_is_refused() {
    for (file, bytes, expected) in [
        ("a.xlsx", &b"no zip"[..], "no workbook that can be read"),
        ("a.csv", b"a,b\n1,2\n", "no coding sheet"),
        ("a.csv", b"", "no coding sheet"),
        ("a.pdf", b"%PDF", "there are: .xlsx, .csv"),
    ] {
        let error = read(file, bytes).unwrap_err();
        assert!(error.contains(expected), "{file}: {error}");
    }
}
