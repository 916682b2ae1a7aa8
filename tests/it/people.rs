//! A study whose segments were drawn for people to code, for the tests of what they do with them. The store is made
//! without `framebook sample`, so that each unit is known.

use framebook::codings::sheet::import::{rebuilt, units};
use framebook::codings::sheet::{FormatEntry, Page};
use framebook::codings::{Codings, Sample, Split, Unit};

use crate::folder::Folder;

pub const BOOK: &str = r#"[codebook]
id = "roads"
title = "Roads"
version = "1"
about = "object"

[[code]]
id = "object"
label = "Object"
definition = "The segment is about a road."
rules.en = ["road"]

[[code]]
id = "trade"
label = "Trade"
definition = "Goods are bought and sold, or said to be."
include = "Prices, markets, customs."
exclude = "Gifts."
examples.en = ["Prices fell."]
examples.ru = ["Торговля растёт."]
examples.kk = ["Сауда артты."]
examples.zh = ["贸易增长。"]
counter_examples.en = ["She gave it away."]
rules.en = ["trade"]

[[code]]
id = "trade.debt"
label = "Debt"
definition = "Money is owed."
rules.en = ["debt"]
"#;

const STUDY: &str = r#"[study]
name = "roads"

[[source]]
name = "news"
codebooks = ["roads.toml"]

[source.corpus]
files = ["none.csv"]
"#;

/// Texts with what stands before and after them, by language.
pub const TEXTS: [(&str, &str, &str, &str); 8] = [
    (
        "en",
        "The road was opened in May.",
        "=Trade grew, and prices fell; “everybody” came.",
        "Nobody paid.",
    ),
    ("en", "", "-5 degrees, @home, +7 727 and a tab\there.", ""),
    (
        "ru",
        "Открыли дорогу.",
        "Торговля выросла на 5,5 %; цены «упали».\nНикто не ждал.",
        "Потом закрыли.",
    ),
    ("ru", "До этого шли переговоры.", "Долг вырос вдвое.", "Об этом молчат."),
    ("kk", "Жол ашылды.", "Сауда-саттық артты, Қытаймен; ұзақ жол әлі алда.", "Ешкім білмеді."),
    (
        "kk",
        "Былтыр көктемде ауылдағылар жиналды.",
        "Қарыз өсті, үміт аз, ғылым жоқ, һәм әңгіме көп.",
        "Іс бітті.",
    ),
    ("zh", "公路五月通车。", "中国与哈萨克斯坦的贸易增长，“一带一路”带来商品。", "没有人付钱。"),
    ("zh", "他们谈了很久。", "债务翻了一番。", "无人提起。"),
];

/// The id of a unit of [`study`].
pub fn unit(at: usize) -> String {
    let text = TEXTS[at].2;
    Unit::name("news", &format!("secret-{at}"), "body", 7, text)
}

/// A folder with a study, and [`TEXTS`] drawn into its codings.
pub fn study() -> Folder {
    let folder = Folder::empty();
    folder.write("study.toml", STUDY);
    folder.write("roads.toml", BOOK);
    let sample = Sample {
        id: "sample-1".to_owned(),
        source: "news".to_owned(),
        seed: 1,
        pass: "dictionary-0".to_owned(),
        codebook: "roads".to_owned(),
        version: "0123456789abcdef".to_owned(),
        design: "{}".to_owned(),
        at: "2026-03-01T09:30:00Z".to_owned(),
    };
    let unit = |(at, (language, before, text, after)): (usize, &(&str, &str, &str, &str))| Unit {
        id: unit(at),
        sample: sample.id.clone(),
        source: "news".to_owned(),
        document: format!("secret-{at}"),
        part: "body".to_owned(),
        segment: 2,
        start: 7,
        end: 7 + text.len() as u64,
        text: (*text).to_owned(),
        before: (*before).to_owned(),
        after: (*after).to_owned(),
        language: (*language).to_owned(),
        stratum: format!("Stratum-{language}"),
        probability: 0.5,
        cluster: format!("secret-{at}"),
        split: if at.is_multiple_of(2) { Split::Dev } else { Split::Test },
        metadata: vec![
            ("outlet".to_owned(), format!("Outlet {at}")),
            ("date".to_owned(), "1999-12-31".to_owned()),
        ],
    };
    let units: Vec<Unit> = TEXTS.iter().enumerate().map(unit).collect();
    let mut codings = Codings::create(&folder.path().join("codings")).expect("a store");
    codings.add_sample(&sample, &units).expect("units are drawn");
    folder
}

pub fn store(folder: &Folder) -> Codings {
    Codings::open(&folder.path().join("codings")).expect("a store")
}

/// The page of a sheet that was handed out.
pub fn page(folder: &Folder, name: &str, shown: &[&str]) -> Page {
    let codings = store(folder);
    let kept = codings.sheet(name).expect("a store").expect("the sheet is known");
    let shown = shown.iter().map(|it| (*it).to_owned()).collect();
    let units = units(&codings).expect("units");
    rebuilt(&codings, &kept, &units, |_| (shown, false)).expect("a sheet").page()
}

/// A cell to fill in: the unit by its place in [`TEXTS`], the heading, the value.
pub type Fill<'a> = (usize, &'a str, &'a str);

/// Fills cells in, as a person does it.
pub fn fill(page: &mut Page, cells: &[Fill<'_>]) {
    for (at, heading, value) in cells {
        let column = page.columns.iter().position(|it| it.heading == *heading);
        let column = column.unwrap_or_else(|| panic!("no column {heading}"));
        let shown = unit(*at);
        let row = page.rows.iter_mut().find(|it| it[1] == shown).expect("the unit is there");
        row[column] = (*value).to_owned();
    }
}

/// A sheet that was handed out, filled in and saved under a name.
pub fn hand_in(folder: &Folder, sheet: &str, file: &str, format: &FormatEntry, cells: &[Fill<'_>]) {
    let mut page = page(folder, sheet, &[]);
    fill(&mut page, cells);
    folder.write(file, (format.write)(&page).expect("bytes"));
}

/// What the events of a coder say, in their order: code, kind, value and round, after the place of the unit.
pub fn said(folder: &Folder, coder: &str) -> Vec<String> {
    let events = store(folder).events().expect("events");
    let place = |id: &str| (0..TEXTS.len()).find(|at| unit(*at) == id).expect("a unit");
    let of = events.iter().filter(|it| it.coder == coder);
    let mut lines: Vec<String> = of
        .map(|it| {
            let (kind, round) = (it.kind.as_str(), it.round.as_str());
            format!("{} {} {kind}={} {round}", place(&it.unit), it.code, it.value)
        })
        .collect();
    lines.sort();
    lines
}
