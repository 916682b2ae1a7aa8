//! A unit as a coder sees it on the terminal: how far they are, the context in grey, the text, the codes
//! with their keys. Signs that could steer a terminal are replaced: the texts are not ours.

use std::fmt::Write;

use crate::codings::Unit;
use crate::codings::annotate::Session;
use crate::codings::sheet::Entry;
use crate::codings::sheet::page::{Side, near};
use crate::study::explain::text::{clean, wrap};

const GREY: &str = "\x1b[90m";
const BOLD: &str = "\x1b[1m";
const REVERSE: &str = "\x1b[7m";
const PLAIN: &str = "\x1b[0m";
/// Signs of the context on each side.
const CONTEXT: usize = 400;
/// The widest that a text is read well.
const WIDEST: usize = 96;
/// Cells of the bar of progress.
const BAR: usize = 24;

/// What is shown.
#[derive(Debug)]
pub struct View<'a> {
    /// The unit.
    pub unit: Option<&'a Unit>,
    /// Metadata that are shown.
    pub show: &'a [String],
    /// What is chosen, and how far the coder is.
    pub session: &'a Session,
    /// What is told of the last key.
    pub told: &'a str,
    /// How long a unit takes, in seconds; none where it is not known.
    pub seconds_each: Option<f64>,
}

impl View<'_> {
    /// The screen, line by line.
    pub fn render(&self, width: usize, colours: bool) -> String {
        let style = |style: &'static str| if colours { style } else { "" };
        let plain = style(PLAIN);
        let width = width.clamp(20, WIDEST);
        let mut out = progress(self.session.progress(), self.seconds_each) + "\n\n";
        if let Some(unit) = self.unit {
            for name in self.show {
                let value = unit.metadata.iter().find(|it| it.0 == *name).map_or("", |it| &it.1);
                let _ = writeln!(out, "{}{}: {}{plain}", style(GREY), clean(name), clean(value));
            }
            let before = near(&unit.before, CONTEXT, Side::End);
            let after = near(&unit.after, CONTEXT, Side::Start);
            for (text, shown) in [(&before, GREY), (&unit.text, BOLD), (&after, GREY)] {
                for paragraph in text.lines().filter(|it| !it.trim().is_empty()) {
                    for line in wrap(&clean(paragraph), width) {
                        let _ = writeln!(out, "{}{line}{plain}", style(shown));
                    }
                }
                out.push('\n');
            }
        }
        let draft = self.session.draft();
        for (at, (code, given)) in self.session.codes().iter().zip(&draft.given).enumerate() {
            if self.session.is_single() {
                let _ =
                    writeln!(out, "{}{}{plain}   1 yes · 0 no", style(BOLD), clean(&code.label));
                continue;
            }
            let (mark, shown) = if *given { ("x", style(REVERSE)) } else { (" ", "") };
            let after = if shown.is_empty() { "" } else { plain };
            let _ = writeln!(out, "{shown} {} [{mark}] {} {after}", at + 1, clean(&code.label));
        }
        if draft.unsure {
            out.push_str("not sure\n");
        }
        if !draft.memo.is_empty() {
            let _ = writeln!(out, "memo: {}", clean(&draft.memo));
        }
        let save = if self.session.is_single() { "" } else { "Enter saves · " };
        let keys = format!(
            "{save}? can not be coded · n not sure · m memo · u take back · s later · h help · q quit"
        );
        out.push('\n');
        for line in wrap(&keys, width) {
            let _ = writeln!(out, "{}{line}{plain}", style(GREY));
        }
        if !self.told.is_empty() {
            let _ = writeln!(out, "{}", clean(self.told));
        }
        out
    }
}

/// How far the coder is, and how long the rest takes.
pub fn progress((done, all): (usize, usize), seconds_each: Option<f64>) -> String {
    let full = (done * BAR).checked_div(all).unwrap_or(BAR).min(BAR);
    let bar = format!("{}{}", "━".repeat(full), "─".repeat(BAR - full));
    let left = seconds_each.map(|each| each * (all - done.min(all)) as f64 / 60.0);
    let left = match left {
        None => String::new(),
        Some(minutes) if minutes < 1.5 => " · about a minute left".to_owned(),
        Some(minutes) if minutes < 90.0 => format!(" · about {minutes:.0} minutes left"),
        Some(minutes) => format!(" · about {:.1} hours left", minutes / 60.0),
    };
    format!("{bar} {done} of {all}{left}")
}

/// What the codes mean, for people who code.
pub fn code_help(codes: &[Entry], width: usize, colours: bool) -> String {
    let (bold, plain) = if colours { (BOLD, PLAIN) } else { ("", "") };
    let width = width.clamp(20, WIDEST);
    let mut out = String::new();
    for (at, code) in codes.iter().enumerate() {
        let _ = writeln!(out, "{bold}{} {}{plain}", at + 1, clean(&code.label));
        let lists = [("e.g.", &code.examples), ("not", &code.counter_examples)];
        let texts =
            [("", &code.definition), ("include: ", &code.include), ("exclude: ", &code.exclude)];
        let texts = texts.into_iter().filter(|it| !it.1.is_empty());
        let mut lines: Vec<String> = texts.map(|(name, text)| format!("{name}{text}")).collect();
        for (name, list) in lists {
            lines.extend(list.iter().map(|it| format!("{name} {it}")));
        }
        for text in lines {
            for line in wrap(&clean(&text), width.saturating_sub(2)) {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_how_long_the_rest_takes() {
        for (done, all, each, expected) in [
            (0, 10, None, "──────────────────────── 0 of 10"),
            (5, 10, Some(12.0), "━━━━━━━━━━━━──────────── 5 of 10 · about a minute left"),
            (10, 100, Some(20.0), "━━────────────────────── 10 of 100 · about 30 minutes left"),
            (0, 1000, Some(20.0), "──────────────────────── 0 of 1000 · about 5.6 hours left"),
            (0, 0, None, "━━━━━━━━━━━━━━━━━━━━━━━━ 0 of 0"),
        ] {
            assert_eq!(progress((done, all), each), expected);
        }
    }
}
