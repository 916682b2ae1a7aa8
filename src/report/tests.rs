//! Hostile words in every place of a report, and the colours of its style sheet.

use std::collections::HashMap;

use polars::prelude::{Column as Values, DataFrame, NamedFrom, Series};

use super::*;
use crate::chart::{Cell, Cells};
use crate::table::{Layout, Print, Scale, Variable};

const HOSTILE: &[&str] = &[
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "\"><img src=x onerror=window.ran=1>",
    "' onmouseover='window.ran=1",
    "<!--<script>",
    "]]></style><svg onload=window.ran=1>",
    "\u{202e}txet\u{2066}",
    "\u{0}\u{1}\u{7f}\u{85}\u{2028}\u{feff}",
    "&lt;script&gt;",
    "{{constructor.constructor('window.ran=1')()}}",
];

/// A report with the word in every place that a study fills.
fn report(word: &str) -> Report {
    let text = || word.to_owned();
    let variable = |name: &str| Variable {
        name: name.to_owned(),
        label: text(),
        heading: text(),
        values: Vec::new(),
        scale: Scale::Nominal,
        print: Print::Text,
        shown: name != "depth" && name != "kind" && name != "measure",
    };
    let one = |name: &str| Values::from(Series::new(name.into(), vec![word]));
    let depth = Values::from(Series::new("depth".into(), vec![0_u64]));
    let mut shown_depth = variable("depth");
    shown_depth.print = Print::Count;
    let columns =
        vec![one("label"), one("kind"), one("measure"), depth, one("undefined_because"), one("x")];
    let table = Table {
        name: "frequency",
        title: text(),
        frame: DataFrame::new_infer_height(columns).unwrap(),
        variables: vec![
            variable("label"),
            variable("kind"),
            variable("measure"),
            shown_depth,
            variable("undefined_because"),
            variable("x"),
        ],
        notes: vec![text()],
        layout: Layout::List,
    };
    let cell = Cell { key: Some(0), ..Cell::missing(word, None) };
    let cells = Cells {
        categories: vec![text()],
        groups: vec![text()],
        legend_title: text(),
        cells: vec![cell],
        ..Cells::default()
    };
    let mut figure = Figure::new("bars", cells);
    figure.caption = text();
    figure.axis_label = text();
    figure.note = text();
    let place = Place { row: 0, variable: "x".to_owned() };
    let section = Section {
        heading: text(),
        table: Some(table),
        links: HashMap::from([(place, 0)]),
        figure: Some(figure),
        note: Some(text()),
    };
    let line = Line { name: text(), told: text(), shares: vec![None] };
    let code = Code { id: text(), label: text(), languages: vec![true; 6], ..Code::default() };
    let pass = Pass {
        id: text(),
        title: text(),
        version: text(),
        codes: vec![code],
        rules: vec![(text(), 0)],
        status: vec![0],
        n_codings: vec![1],
        codings: vec![3],
        n_matches: vec![1],
        flow: vec![(text(), 1)],
        sections: vec![section],
        sensitivity: Some(Sensitivity { codes: vec![text()], lines: vec![line] }),
        ..Pass::default()
    };
    let mut texts = TextsBuilder::default();
    let marked = text::Marked { end: word.len(), ..text::Marked::default() };
    texts.add(word, &[marked]);
    let column = Column { name: text(), values: vec![text()], cells: vec![1], ..Column::default() };
    let source = Source {
        name: text(),
        unit: text(),
        files: vec![text()],
        dropped: vec![(text(), 1, Some(text()))],
        notes: vec![text()],
        parts: vec![text()],
        ids: vec![text()],
        n_segments: vec![1],
        columns: vec![column],
        language: vec![0],
        part: vec![0],
        number: vec![1],
        passes: vec![pass],
        texts: texts.finish().0,
        ..Source::default()
    };
    Report {
        title: text(),
        facts: vec![(text(), text())],
        sources: vec![source],
        queries: vec![Query::default()],
        ..Report::default()
    }
}

/// The names of all elements of a page, in their order, and whether one of them has an attribute that
/// begins with `on`. What stands in scripts and styles is no markup.
fn elements(page: &str) -> (Vec<String>, bool) {
    let (mut names, mut handlers) = (Vec::new(), false);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        // quoted values left out
        let bare: String = tag.split('"').step_by(2).collect();
        handlers |= bare.split_whitespace().any(|it| it.starts_with("on"));
        names.push(name.to_owned());
        if let Some(close) = ["script", "style"].into_iter().find(|it| *it == name) {
            let close = format!("</{close}>");
            rest = &rest[rest.find(&close).unwrap_or(rest.len())..];
        }
    }
    (names, handlers)
}

#[test]
fn a_word_of_a_study_is_never_markup_wherever_it_stands() {
    let plain = render(&report("word")).unwrap();
    let (expected, _) = elements(&plain);
    assert!(plain.matches("word").count() > 30, "the words stand in the page");
    for hostile in HOSTILE {
        let page = render(&report(hostile)).unwrap();
        let (found, handlers) = elements(&page);
        // a word that wraps otherwise is set in other lines of its figure
        let text = |names: &[String]| -> Vec<String> {
            let set = |it: &&String| !matches!(it.as_str(), "" | "text" | "tspan");
            names.iter().filter(set).cloned().collect()
        };
        assert_eq!(text(&found), text(&expected), "{hostile:?}");
        assert!(!handlers, "{hostile:?}");
        let steering = |c: char| {
            matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let found: Vec<char> = page.chars().filter(|it| steering(*it)).collect();
        assert!(found.is_empty(), "{hostile:?}: {found:?}");
    }
}

#[test]
fn data_read_back_is_what_was_written() {
    for hostile in HOSTILE {
        let page = render(&report(hostile)).unwrap();
        let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
        let end = start + page[start..].find("</script>").unwrap();
        let data: serde_json::Value = serde_json::from_str(&page[start..end]).unwrap();
        assert_eq!(data["sources"][0]["passes"][0]["rules"][0], **hostile);
    }
}

#[test]
fn the_page_loads_nothing_and_runs_its_own_script_only() {
    let page = render(&report("https://example.org/x.js")).unwrap();
    let policy = "default-src 'none'; script-src 'nonce-";
    let at = page.find(policy).unwrap() + policy.len();
    let nonce = &page[at..at + 32];
    assert_eq!(page.matches(nonce).count(), 2, "the policy and the one script");
    assert_ne!(nonce, {
        let other = render(&report("another")).unwrap();
        let at = other.find(policy).unwrap() + policy.len();
        other[at..at + 32].to_owned()
    });
    for address in ["src=\"", "href=\"http", "url(http", "@import"] {
        assert!(!page.contains(address), "{address}");
    }
    for asks in [
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "document.write",
    ] {
        assert!(!include_str!("report.js").contains(asks), "{asks}");
    }
}

/// The colours of a block of the style sheet.
fn colours(block: &str) -> HashMap<&str, [f64; 3]> {
    block
        .lines()
        .filter_map(|line| line.trim().trim_end_matches(';').split_once(": #"))
        .filter(|(name, hex)| name.starts_with("--") && hex.len() == 6)
        .map(|(name, hex)| {
            let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            (name, [0, 2, 4].map(|at| f64::from(part(at)) / 255.0))
        })
        .collect()
}

/// # Reference
/// WCAG 2.2, contrast ratio.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let luminance =
        |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

#[test]
fn text_and_signs_have_contrast_in_light_and_dark() {
    let style = include_str!("report.css");
    let (light, rest) = style.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let (dark, _) = rest.split_once("* { box-sizing").unwrap();
    for (scheme, block) in [("light", light), ("dark", dark)] {
        let of = colours(block);
        assert!(of.len() > 15, "{scheme}: {of:?}");
        // WCAG AA: 4.5 for text, 3 for what bounds or points
        for (front, back, least) in [
            ("--ink", "--paper", 4.5),
            ("--ink", "--shade", 4.5),
            ("--faint", "--paper", 4.5),
            ("--faint", "--shade", 4.5),
            ("--link", "--paper", 4.5),
            ("--link", "--shade", 4.5),
            ("--warn-ink", "--warn", 4.5),
            ("--own-ink", "--own", 4.5),
            ("--other-ink", "--other", 4.5),
            ("--sign-ink", "--sign", 4.5),
            ("--edge", "--paper", 3.0),
            ("--focus", "--paper", 3.0),
            ("--own-line", "--own", 3.0),
        ] {
            let ratio = contrast(of[front], of[back]);
            assert!(ratio >= least, "{scheme}: {front} on {back}: {ratio:.2}");
        }
    }
}
