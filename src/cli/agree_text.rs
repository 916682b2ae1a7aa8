//! Agreement as text for a terminal: a table a code, of a binary code the tables of two by two, and in words what is
//! undefined and what misleads.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::engine::reliability::{Coincidences, IntervalKind, Settings, TwoByTwo};
use crate::engine::stats::Reason;
use crate::study::agreement::{Answer, OfCode, Part, Tables};

use super::columns::{Columns, one_line, wrapped};

/// Percent agreement from which a low alpha is a surprise.
const HIGH: f64 = 0.9;
/// Alpha below which no conclusion is drawn (Krippendorff).
const LOW: f64 = 0.667;
/// Codes from which on the lowest are listed.
const MANY: usize = 4;

/// The text of all codes.
pub fn text(codes: &[OfCode], settings: &Settings, cluster: Option<&str>, width: usize) -> String {
    let mut text = String::new();
    let coded = codes.len() > 1 || codes.iter().any(|it| it.code.is_some());
    for of in codes {
        let name = match &of.code {
            Some(code) => format!("code {}", one_line(code)),
            None if coded => "all codes together".to_owned(),
            None => "all".to_owned(),
        };
        let coders: Vec<String> = of.coders.iter().map(|it| one_line(it)).collect();
        let n = coders.len();
        let _ = writeln!(
            text,
            "{name}: {n} coder{} ({}), {} unit{} rated by two or more\n",
            if n == 1 { "" } else { "s" },
            coders.join(", "),
            of.n_units,
            if of.n_units == 1 { "" } else { "s" },
        );
        text += &table(of, settings).render(width);
        if let Some(tables) = &of.tables {
            text.push('\n');
            text += &match tables {
                Tables::Pairs(pairs) => two_by_two(pairs).render(width),
                Tables::Summed(n, sums) => summed(*n, sums).render(width),
            };
        }
        if !of.differing.is_empty() {
            text.push('\n');
            text += &differing(of).render(width);
        }
        let remarks = remarks(of);
        if !remarks.is_empty() {
            text.push('\n');
        }
        for line in remarks {
            text += &folded(&line, width);
        }
        text.push('\n');
    }
    text += &lowest(codes, width);
    if codes.iter().any(|it| it.covered.is_some()) {
        let what = "weighted: a unit counts with one over its likelihood, so that the agreement is that on what was \
                    drawn from; elsewhere, and for --min, units count alike";
        text += &folded(what, width);
    }
    text += &folded(&method(settings, cluster), width);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// A sentence in lines of at most `width` columns, broken between words.
pub fn folded(sentence: &str, width: usize) -> String {
    let (mut text, mut used) = (String::new(), 0);
    for word in sentence.split_whitespace() {
        if used > 0 && used + 1 + word.width() > width {
            text.push_str("\n  ");
            used = 2;
        } else if used > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += word.width();
    }
    text.push('\n');
    text
}

fn table(of: &OfCode, settings: &Settings) -> Columns {
    let draws = matches!(settings.interval, IntervalKind::Bootstrap | IntervalKind::Krippendorff);
    let mut head = vec![("coefficient", false), ("value", true), ("low", true), ("high", true)];
    if draws {
        head.extend([("≥ .667", true), ("≥ .800", true)]);
    }
    head.push(("n", true));
    let mut columns = Columns::new(&head);
    let mut part = &Part::Whole;
    let mut coders = &of.coders;
    for answer in &of.answers {
        let same = answer.part == *part && (answer.part != Part::Pair || answer.coders == *coders);
        if !same {
            (part, coders) = (&answer.part, &answer.coders);
            columns.row(vec![heading(answer)]);
        }
        let indent = if answer.part == Part::Whole { "" } else { "  " };
        let mut row = vec![format!("{indent}{}", answer.coefficient)];
        row.extend([answer.value, answer.low, answer.high].map(number));
        if draws {
            row.extend([answer.share_above_667, answer.share_above_800].map(number));
        }
        row.push(answer.n_units.to_string());
        columns.row(row);
    }
    columns
}

fn heading(answer: &Answer) -> String {
    match &answer.part {
        Part::Whole => "all".to_owned(),
        Part::Weighted => "weighted".to_owned(),
        Part::Pair => answer.coders.iter().map(|it| one_line(it)).collect::<Vec<_>>().join(" and "),
        Part::Language(language) => one_line(language),
        Part::Third { coder, third } => {
            let of = ["first", "second", "last"].get(third - 1).copied().unwrap_or("?");
            format!("{} and others, {of} third of what {} coded", one_line(coder), one_line(coder))
        }
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |it| {
        let text = format!("{it:.3}");
        if text == "-0.000" { "0.000".to_owned() } else { text }
    })
}

/// Of one pair its table, of several a row each.
fn two_by_two(pairs: &[([String; 2], TwoByTwo)]) -> Columns {
    if let [([first, second], counts)] = pairs {
        return one_pair(counts, &one_line(first), &one_line(second));
    }
    let numbers = ["both 1", "first only", "second only", "neither", "n"].map(|it| (it, true));
    let mut columns = Columns::new(&[&[("coders", false)], &numbers[..]].concat());
    for ([first, second], counts) in pairs {
        let TwoByTwo { both, first: a, second: b, neither } = counts;
        let mut row = vec![format!("{}, {}", one_line(first), one_line(second))];
        row.extend([*both, *a, *b, *neither, counts.n()].map(|it| it.to_string()));
        columns.row(row);
    }
    columns
}

/// The sums over many pairs.
fn summed(n: usize, sums: &Coincidences) -> Columns {
    let numbers = ["both 1", "one only", "neither", "n"].map(|it| (it, true));
    let mut columns = Columns::new(&[&[("pairs of ratings", false)], &numbers[..]].concat());
    let mut row = vec![format!("summed over {n} pairs of coders")];
    row.extend([sums.both, sums.differ, sums.neither, sums.n()].map(|it| it.to_string()));
    columns.row(row);
    columns
}

fn one_pair(counts: &TwoByTwo, first: &str, second: &str) -> Columns {
    let heads = [format!("{second}: 1"), format!("{second}: 0")];
    let mut columns = Columns::new(&[("", false), (&heads[0], true), (&heads[1], true)]);
    let row = |value: u8, given: [u64; 2]| {
        let mut row = vec![format!("{first}: {value}")];
        row.extend(given.map(|it| it.to_string()));
        row
    };
    columns.row(row(1, [counts.both, counts.first]));
    columns.row(row(0, [counts.second, counts.neither]));
    columns
}

fn differing(of: &OfCode) -> Columns {
    let mut columns = Columns::new(&[("units that differ most", false), ("values", false)]);
    for differs in &of.differing {
        let given = differs.given.iter();
        let given = given.map(|(coder, value)| format!("{} {}", one_line(coder), one_line(value)));
        columns.row(vec![one_line(&differs.unit), given.collect::<Vec<_>>().join(", ")]);
    }
    columns
}

/// What is undefined and why, which draws had no value, and what misleads.
fn remarks(of: &OfCode) -> Vec<String> {
    let whole = || of.answers.iter().filter(|it| it.part == Part::Whole);
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    let mut add = |what: String, name| match lines.iter_mut().find(|it| it.0 == what) {
        Some((_, names)) => names.push(name),
        None => lines.push((what, vec![name])),
    };
    for answer in whole() {
        match (answer.value, answer.undefined_because) {
            (None, Some(why)) => add(format!("undefined: {why}"), answer.coefficient),
            (Some(_), Some(why)) => add(format!("no interval: {why}"), answer.coefficient),
            _ => {}
        }
        match answer.undefined_draws {
            Some(n) if n > 0 => {
                add(
                    format!("undefined in {n} of the draws, which are left out"),
                    answer.coefficient,
                );
            }
            _ => {}
        }
        if answer.low == Some(1.0) && answer.high == Some(1.0) {
            let what = "the interval has no width, as every unit agrees, and says nothing of how far it would elsewhere";
            add(what.to_owned(), answer.coefficient);
        }
    }
    let mut lines: Vec<String> =
        lines.into_iter().map(|(what, names)| format!("{}: {what}", names.join(", "))).collect();
    let parts = of.answers.iter().filter(|it| it.part != Part::Whole && it.value.is_none());
    let mut reasons: Vec<&str> = parts.filter_map(|it| it.undefined_because).collect();
    reasons.sort_unstable();
    reasons.dedup();
    lines.extend(reasons.iter().map(|it| format!("undefined in a part: {it}")));
    if let Some(covered) = of.covered.filter(|it| *it < 0.9995) {
        lines.push(format!(
            "weighted: what two coders rated stands for {:.1} % of what was drawn from",
            covered * 100.0
        ));
    }
    let value = |name: &str| whole().find(|it| it.coefficient == name)?.value;
    let alpha = whole().find(|it| it.coefficient.starts_with("krippendorff_alpha"));
    if let (Some(percent), Some(alpha)) = (value("percent"), alpha)
        && percent >= HIGH
    {
        let look = match value("gwet_ac1") {
            Some(ac1) => format!("gwet_ac1 is {ac1:.3}"),
            None => "look at `--coefficient gwet_ac1` too".to_owned(),
        };
        match alpha.value {
            Some(alpha) if alpha < LOW => lines.push(format!(
                "percent is high and alpha is not: one value is rare, and agreeing on the other is what \
                 chance would do; code more units with it; {look}"
            )),
            None if alpha.undefined_because == Some(Reason::OneValue.sentence()) => lines.push(
                "percent is high because only one value occurs where two coders or more rated: whether they \
                 agree on others is not seen; code units that have another"
                    .to_owned(),
            ),
            _ => {}
        }
    }
    lines
}

/// The codes with the lowest values, where there are many.
fn lowest(codes: &[OfCode], width: usize) -> String {
    let first =
        |of: &OfCode| of.answers.iter().find(|it| it.part == Part::Whole).and_then(|it| it.value);
    let mut values: Vec<(f64, &str)> =
        codes.iter().filter_map(|of| Some((first(of)?, of.code.as_deref()?))).collect();
    if values.len() < MANY {
        return String::new();
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shown = values.iter().take(5);
    let items: Vec<String> =
        shown.map(|(value, code)| format!("{} {}", one_line(code), number(Some(*value)))).collect();
    format!("codes that differ most:\n{}\n", wrapped(&items, "  ", width))
}

fn method(settings: &Settings, cluster: Option<&str>) -> String {
    let what = cluster.map_or("units".to_owned(), |it| format!("clusters by `{it}`"));
    match settings.interval {
        IntervalKind::None => String::new(),
        IntervalKind::Bootstrap => format!(
            "95 % intervals: percentiles of {} draws of {what}, seed {}\n",
            settings.draws, settings.seed
        ),
        IntervalKind::Krippendorff => format!(
            "95 % intervals: Krippendorff's bootstrap, {} draws of pairs of values, seed {}; narrower \
             than draws of units\n",
            settings.draws, settings.seed
        ),
        IntervalKind::Analytic => {
            format!("95 % intervals: by formula for the variance over {what}\n")
        }
    }
}
