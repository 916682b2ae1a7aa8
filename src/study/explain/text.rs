//! Explanations for a terminal or a pipe. On a terminal matches are coloured and underlined; on a pipe
//! they stand in brackets. Lines are wrapped by the width that a terminal gives to each sign. Signs
//! that could steer a terminal are replaced: the texts are not ours.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::engine::codebook::Measure;
use crate::engine::coding::Blocked;

use super::marks::{Piece, family, pieces};
use super::{Coding, Explained, Finding, Matched, absent_name, quoted_name, reason, rule_text};

/// Most matches, and most blocked rules, that are listed for a segment and codebook.
pub const LISTED: usize = 200;
/// Colours of top-level codes in turn: cyan, yellow, magenta, green, blue, red.
const COLOURS: [u8; 6] = [36, 33, 35, 32, 34, 31];
/// Not at the start of a line.
const CLOSING: &str = "，。、；：？！）》〉」』】”’…,.;:?!)]}»";

/// The explanations, each with a heading, its text, codings, matches and what was blocked.
pub fn render(segments: &[Explained], width: usize, colours: bool) -> String {
    let mut out = String::new();
    for (index, segment) in segments.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        heading(segment, width, colours, &mut out);
        marked(segment, width, colours, &mut out);
        for finding in &segment.findings {
            out.push('\n');
            codings(segment, finding, width, &mut out);
            matches(segment, finding, width, &mut out);
            blocked(segment, finding, width, &mut out);
        }
    }
    out
}

fn heading(segment: &Explained, width: usize, colours: bool, out: &mut String) {
    let mut facts = vec![segment.name()];
    if !segment.part.is_empty() {
        facts.push(format!("part {}", segment.part));
    }
    facts.push(format!("bytes {} to {}", segment.start, segment.end));
    facts.push(format!("language {}", segment.language.code()));
    let unit = if segment.language.code() == "zh" { "characters" } else { "words" };
    facts.push(format!("{} {unit}", segment.words));
    let line = clean(&facts.join(" · "));
    let (bold, plain) = if colours { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    for line in wrap(&line, width) {
        let _ = writeln!(out, "{bold}{line}{plain}");
    }
    let known = segment.metadata.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let metadata: Vec<String> = known
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}: {}", clean(name), shorten(&clean(value), 40)))
        .collect();
    if !metadata.is_empty() {
        indented("  ", &metadata.join("; "), width, out);
    }
    out.push('\n');
}

/// The text with its matches marked.
fn marked(segment: &Explained, width: usize, colours: bool, out: &mut String) {
    if segment.text.trim().is_empty() {
        out.push_str("  (no text)\n");
        return;
    }
    let mut line = Styled::default();
    for piece in pieces(segment) {
        match piece {
            Piece::Text(text, inside) => {
                let style = inside.last().map(|&(finding, index)| {
                    let found = &segment.findings[finding].matches[index];
                    Style::Match(COLOURS[family(segment, finding, found.code) % COLOURS.len()])
                });
                line.push(text, style.unwrap_or(Style::Plain));
            }
            Piece::Open(..) if !colours => line.push("[", Style::Plain),
            Piece::Open(..) => {}
            Piece::Close(finding, index) => {
                let finding = &segment.findings[finding];
                let id = &finding.codebook.codes[finding.matches[index].code].id;
                if !colours {
                    line.push("]", Style::Plain);
                }
                line.push(&format!("{{{id}}}"), Style::Dim);
            }
            Piece::Gap(n) => line.push(&format!(" … {n} characters … "), Style::Dim),
        }
    }
    line.wrap(width.saturating_sub(2).max(10), colours, out);
}

fn codings(segment: &Explained, finding: &Finding, width: usize, out: &mut String) {
    let codebook = &finding.codebook;
    let scope = match finding.in_scope {
        None => String::new(),
        Some(true) => format!(
            "; in scope: `{}` stands in the {}",
            about(finding),
            codebook.about_within.name()
        ),
        Some(false) => {
            format!(
                "; out of scope: no `{}` in the {}",
                about(finding),
                codebook.about_within.name()
            )
        }
    };
    let title = format!(
        "codebook {} (headline measure {}){scope}",
        clean(&codebook.id),
        codebook.measure.name()
    );
    indented("", &title, width, out);
    if let Some(absent) = segment.absent {
        let line = format!("all codings are missing: {}", absent_name(absent));
        indented("  ", &line, width, out);
        return;
    }
    let id = |it: &Coding| codebook.codes[it.code].id.as_str();
    let told: Vec<&Coding> = finding.codings.iter().filter(|it| told_of(it)).collect();
    let widest = told.iter().map(|it| id(it).width()).max().unwrap_or(0).max(4);
    if !told.is_empty() {
        let _ = writeln!(out, "  {:widest$}  asserted  mention  matches", "code");
        for it in &told {
            let show = |measure| match it.given(measure) {
                None => "missing",
                Some(true) => "1",
                Some(false) => "0",
            };
            let n = it.n[Measure::Mention as usize];
            let asserted = it.n[Measure::Asserted as usize];
            let denied =
                if n > asserted { format!(" ({} negated)", n - asserted) } else { String::new() };
            let (a, m) = (show(Measure::Asserted), show(Measure::Mention));
            let _ = writeln!(out, "  {:widest$}  {a:>8}  {m:>7}  {n}{denied}", id(it));
        }
    }
    let (zero, missing) = (rest(finding, Some([false; 2])), rest(finding, None));
    if !zero.is_empty() {
        indented("  ", &format!("0: {}", zero.join(", ")), width, out);
    }
    if !missing.is_empty() {
        let language = segment.language.code();
        let line = format!("missing (no rule for {language}): {}", missing.join(", "));
        indented("  ", &line, width, out);
    }
}

/// Ids of the codes with this coding that have no line of their own; a code stands for its subcodes
/// where they are all the same.
pub fn rest(finding: &Finding, given: Option<[bool; 2]>) -> Vec<String> {
    let codebook = &finding.codebook;
    let same =
        |code: usize| finding.codings.get(code).is_some_and(|it| !told_of(it) && it.given == given);
    let mut whole: Vec<bool> = (0..codebook.codes.len()).map(same).collect();
    for code in (0..codebook.codes.len()).filter(|&code| !same(code)) {
        for ancestor in codebook.ancestors(code) {
            whole[ancestor] = false;
        }
    }
    (0..codebook.codes.len())
        .filter(|&code| same(code) && !codebook.ancestors(code).skip(1).any(|it| whole[it]))
        .map(|code| {
            let entry = &codebook.codes[code];
            let whole = whole[code] && !entry.children.is_empty();
            format!("{}{}", entry.id, if whole { " with its subcodes" } else { "" })
        })
        .collect()
}

/// Whether a coding has a line of its own.
pub fn told_of(it: &Coding) -> bool {
    it.n[1] > 0 || it.given.is_some_and(|given| given != [false; 2])
}

fn about(finding: &Finding) -> &str {
    let codebook = &finding.codebook;
    codebook.about.map_or("object", |about| codebook.codes[about].id.as_str())
}

fn matches(segment: &Explained, finding: &Finding, width: usize, out: &mut String) {
    if finding.matches.is_empty() {
        return;
    }
    out.push_str("  matches\n");
    for it in finding.matches.iter().take(LISTED) {
        let extent = shorten(&clean(segment.slice(it.start, it.end)), 60);
        let code = &finding.codebook.codes[it.code].id;
        let rule = clean(rule_text(&finding.codebook, Some(it.rule)));
        let flags = flags(it);
        let flags =
            if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) };
        indented("    ", &format!("{code}: “{extent}”{flags} by rule `{rule}`"), width, out);
    }
    more(finding.matches.len(), out);
}

/// The flags of a match: `negated`, `quoted: term`, `voice: state.china`.
pub fn flags(it: &Matched) -> Vec<String> {
    let negated = it.negated.then(|| "negated".to_owned());
    let quoted = it.quoted.map(|quoted| format!("quoted: {}", quoted_name(quoted)));
    let voice = it.voice.as_ref().map(|voice| format!("voice: {voice}"));
    negated.into_iter().chain(quoted).chain(voice).collect()
}

fn blocked(segment: &Explained, finding: &Finding, width: usize, out: &mut String) {
    if finding.blocked.is_empty() {
        return;
    }
    out.push_str("  blocked\n");
    for it in finding.blocked.iter().take(LISTED) {
        indented("    ", &clean(&blocked_line(segment, finding, it)), width, out);
    }
    more(finding.blocked.len(), out);
}

fn blocked_line(segment: &Explained, finding: &Finding, it: &Blocked) -> String {
    let extent = shorten(segment.slice(it.start, it.end), 60);
    let code = &finding.codebook.codes[it.code].id;
    let rule = match it.rule {
        Some(rule) => format!(" by rule `{}`", rule_text(&finding.codebook, Some(rule))),
        None => String::new(),
    };
    format!("{code}: “{extent}”{rule} ({}): {}", it.blocker.name(), reason(segment, finding, it))
}

fn more(n: usize, out: &mut String) {
    if n > LISTED {
        let _ = writeln!(out, "    and {} more: see --json", n - LISTED);
    }
}

/// The text without signs that could steer a terminal or turn its direction.
pub fn clean(text: &str) -> String {
    text.chars().map(harmless).collect()
}

fn harmless(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

/// The text in at most `most` columns, its middle left out where it is longer.
pub fn shorten(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let half = most.saturating_sub(1) / 2;
    let fits = |characters: &mut dyn Iterator<Item = (usize, char)>| {
        let mut used = 0;
        let mut last = None;
        for (at, c) in characters {
            used += c.width().unwrap_or(0);
            if used > half {
                break;
            }
            last = Some((at, c));
        }
        last
    };
    let head = fits(&mut text.char_indices()).map_or(0, |(at, c)| at + c.len_utf8());
    let tail = fits(&mut text.char_indices().rev()).map_or(text.len(), |(at, _)| at);
    format!("{}…{}", &text[..head], &text[tail.max(head)..])
}

fn indented(indent: &str, text: &str, width: usize, out: &mut String) {
    let inner = width.saturating_sub(indent.width() + 2).max(10);
    for (index, line) in wrap(text, inner).into_iter().enumerate() {
        let _ = writeln!(out, "{indent}{}{line}", if index > 0 { "  " } else { "" });
    }
}

/// The text in lines of at most `width` columns, broken at blanks and between wide signs.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut line = Styled::default();
    line.push(text, Style::Plain);
    line.lines(width).iter().map(|line| line.iter().map(|it| it.0).collect()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Dim,
    /// With the number of its colour.
    Match(u8),
}

/// Signs, each with its style.
#[derive(Default)]
struct Styled {
    signs: Vec<(char, Style)>,
}

impl Styled {
    /// A line break in the text stays one.
    fn push(&mut self, text: &str, style: Style) {
        let signs = text.chars().filter(|c| *c != '\r');
        self.signs.extend(signs.map(|c| (if c == '\n' { c } else { harmless(c) }, style)));
    }

    /// Lines of at most `width` columns, broken at blanks and between wide signs.
    fn lines(&self, width: usize) -> Vec<&[(char, Style)]> {
        let mut lines = Vec::new();
        for paragraph in self.signs.split(|(c, _)| *c == '\n') {
            let mut rest = trim(paragraph);
            while !rest.is_empty() {
                let cut = cut(rest, width);
                let (line, next) = rest.split_at(cut);
                lines.push(trim(line));
                rest = trim(next);
            }
        }
        lines
    }

    fn wrap(&self, width: usize, colours: bool, out: &mut String) {
        for line in self.lines(width) {
            out.push_str("  ");
            let mut current = Style::Plain;
            for &(c, style) in line {
                if colours && style != current {
                    let _ = match style {
                        Style::Plain => write!(out, "\x1b[0m"),
                        Style::Dim => write!(out, "\x1b[0;2m"),
                        Style::Match(colour) => write!(out, "\x1b[0;1;4;{colour}m"),
                    };
                    current = style;
                }
                out.push(c);
            }
            if current != Style::Plain {
                out.push_str("\x1b[0m");
            }
            out.push('\n');
        }
    }
}

fn trim(signs: &[(char, Style)]) -> &[(char, Style)] {
    let from = signs.iter().position(|it| !it.0.is_whitespace()).unwrap_or(signs.len());
    let upto = signs.iter().rposition(|it| !it.0.is_whitespace()).map_or(from, |at| at + 1);
    &signs[from..upto]
}

/// How many signs go on one line: all, or up to the last place where a line may break.
fn cut(signs: &[(char, Style)], width: usize) -> usize {
    let mut used = 0;
    let mut last = 0;
    let mut wide_before = false;
    for (at, &(c, _)) in signs.iter().enumerate() {
        let columns = c.width().unwrap_or(0);
        if at > 0
            && (c.is_whitespace()
                || (columns == 2 || wide_before) && columns > 0 && !CLOSING.contains(c))
        {
            last = at;
        }
        if used + columns > width {
            return if last > 0 { last } else { at.max(1) };
        }
        used += columns;
        if columns > 0 {
            wide_before = columns == 2;
        }
    }
    signs.len()
}
