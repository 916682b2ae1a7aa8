//! Explanations as one HTML page that needs nothing else: no script, no font, no address. Everything
//! that comes from texts, labels and rules is escaped.

use std::fmt::Write;

use crate::engine::codebook::Measure;
use crate::engine::text::Language;
use crate::table::html::push;

use super::marks::{Piece, family, pieces};
use super::text::{LISTED, flags, rest, shorten, told_of};
use super::{Coding, Explained, Finding, absent_name, reason, rule_text};

/// Hues of top-level codes, in turn.
const N_HUES: usize = 8;

/// The page. `title` stands at its head.
pub fn render(title: &str, segments: &[Explained]) -> String {
    let mut out = String::new();
    let title = escape(title);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        include_str!("explain.css")
    );
    for segment in segments {
        article(segment, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn article(segment: &Explained, out: &mut String) {
    let _ = writeln!(out, "<article>\n<h2>{}</h2>", escape(&segment.name()));
    let mut facts = Vec::new();
    if !segment.part.is_empty() {
        facts.push(format!("part {}", escape(&segment.part)));
    }
    facts.push(format!("bytes {} to {}", segment.start, segment.end));
    facts.push(format!("language {}", segment.language.code()));
    let unit = if segment.language == Language::Chinese { "characters" } else { "words" };
    facts.push(format!("{} {unit}", segment.words));
    for (name, value) in &segment.metadata {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
            facts.push(format!("{}: {}", escape(name), escape(&shorten(value, 80))));
        }
    }
    let _ = writeln!(out, "<p class=\"facts\">{}</p>", facts.join(" · "));
    text(segment, out);
    for finding in &segment.findings {
        table_of_codings(segment, finding, out);
        table_of_matches(segment, finding, out);
        table_of_blocked(segment, finding, out);
    }
    out.push_str("</article>\n");
}

fn text(segment: &Explained, out: &mut String) {
    let language = match segment.language {
        Language::Other | Language::Undetermined => "und",
        coded => coded.code(),
    };
    let _ = write!(out, "<div class=\"text\" lang=\"{language}\">");
    for piece in pieces(segment) {
        match piece {
            Piece::Text(text, inside) => {
                if let Some(&(finding, index)) = inside.last() {
                    let found = &segment.findings[finding].matches[index];
                    let hue = family(segment, finding, found.code) % N_HUES;
                    let finding = &segment.findings[finding];
                    let negated = if found.negated { " negated" } else { "" };
                    let rule = escape(rule_text(&finding.codebook, Some(found.rule)));
                    let _ = write!(
                        out,
                        "<mark class=\"c{hue}{negated}\" title=\"{rule}\">{}</mark>",
                        escape(text)
                    );
                } else {
                    out.push_str(&escape(text));
                }
            }
            Piece::Open(..) => {}
            Piece::Close(finding, index) => {
                let code = segment.findings[finding].matches[index].code;
                let hue = family(segment, finding, code) % N_HUES;
                let id = escape(&segment.findings[finding].codebook.codes[code].id);
                let _ = write!(out, "<span class=\"code c{hue}\" lang=\"en\">{id}</span>");
            }
            Piece::Gap(n) => {
                let _ = write!(out, "<span class=\"gap\" lang=\"en\"> … {n} characters … </span>");
            }
        }
    }
    out.push_str("</div>\n");
}

fn table_of_codings(segment: &Explained, finding: &Finding, out: &mut String) {
    let codebook = &finding.codebook;
    let about = codebook.about.map_or("object", |about| codebook.codes[about].id.as_str());
    let within = codebook.about_within.name();
    let scope = match finding.in_scope {
        None => String::new(),
        Some(true) => {
            format!("; in scope: <code>{}</code> stands in the {within}", escape(about))
        }
        Some(false) => format!(
            "; <strong>out of scope</strong>: no <code>{}</code> in the {within}",
            escape(about)
        ),
    };
    let _ = writeln!(
        out,
        "<h3>Codebook {}</h3>\n<p class=\"facts\">headline measure {}{scope}</p>",
        escape(&codebook.id),
        codebook.measure.name()
    );
    if let Some(absent) = segment.absent {
        let _ = writeln!(out, "<p>All codings are missing: {}.</p>", absent_name(absent));
        return;
    }
    let told: Vec<&Coding> = finding.codings.iter().filter(|it| told_of(it)).collect();
    if !told.is_empty() {
        head(&["code", "label", "asserted", "mention", "matches", "negated"], out);
        for it in told {
            let code = &codebook.codes[it.code];
            let show = |measure| match it.given(measure) {
                None => "missing",
                Some(true) => "1",
                Some(false) => "0",
            };
            let n = it.n[Measure::Mention as usize];
            let negated = n.saturating_sub(it.n[Measure::Asserted as usize]);
            let cells = [
                format!("<code>{}</code>", escape(&code.id)),
                escape(&code.label),
                show(Measure::Asserted).to_owned(),
                show(Measure::Mention).to_owned(),
                n.to_string(),
                negated.to_string(),
            ];
            row(&cells, out);
        }
        out.push_str("</tbody></table>\n");
    }
    let (zero, missing) = (rest(finding, Some([false; 2])), rest(finding, None));
    if !zero.is_empty() {
        let _ = writeln!(out, "<p class=\"facts\">0: {}</p>", escape(&zero.join(", ")));
    }
    if !missing.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"facts\">missing (no rule for {}): {}</p>",
            segment.language.code(),
            escape(&missing.join(", "))
        );
    }
}

fn table_of_matches(segment: &Explained, finding: &Finding, out: &mut String) {
    if finding.matches.is_empty() {
        return;
    }
    out.push_str("<h4>Matches</h4>\n");
    head(&["code", "match", "rule", "flags"], out);
    for it in finding.matches.iter().take(LISTED) {
        let cells = [
            format!("<code>{}</code>", escape(&finding.codebook.codes[it.code].id)),
            escape(&shorten(segment.slice(it.start, it.end), 120)),
            format!("<code>{}</code>", escape(rule_text(&finding.codebook, Some(it.rule)))),
            escape(&flags(it).join(", ")),
        ];
        row(&cells, out);
    }
    out.push_str("</tbody></table>\n");
    more(finding.matches.len(), out);
}

fn table_of_blocked(segment: &Explained, finding: &Finding, out: &mut String) {
    if finding.blocked.is_empty() {
        return;
    }
    out.push_str("<h4>Blocked</h4>\n");
    head(&["code", "found", "rule", "blocker", "why"], out);
    for it in finding.blocked.iter().take(LISTED) {
        let rule = it.rule.map(|rule| rule_text(&finding.codebook, Some(rule)));
        let rule = rule.map(|rule| format!("<code>{}</code>", escape(rule)));
        let cells = [
            format!("<code>{}</code>", escape(&finding.codebook.codes[it.code].id)),
            escape(&shorten(segment.slice(it.start, it.end), 120)),
            rule.unwrap_or_default(),
            it.blocker.name().to_owned(),
            in_code(&reason(segment, finding, it)),
        ];
        row(&cells, out);
    }
    out.push_str("</tbody></table>\n");
    more(finding.blocked.len(), out);
}

fn more(n: usize, out: &mut String) {
    if n > LISTED {
        let _ = writeln!(out, "<p class=\"facts\">and {} more</p>", n - LISTED);
    }
}

fn head(names: &[&str], out: &mut String) {
    out.push_str("<table><thead><tr>");
    for name in names {
        let _ = write!(out, "<th scope=\"col\">{name}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
}

fn row(cells: &[String], out: &mut String) {
    out.push_str("<tr>");
    for cell in cells {
        let _ = write!(out, "<td>{cell}</td>");
    }
    out.push_str("</tr>\n");
}

/// Escaped, with what stands in backticks as code.
fn in_code(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            let _ = write!(out, "<code>{}</code>", escape(part));
        } else {
            out.push_str(&escape(part));
        }
    }
    out
}

/// The text as HTML shows it; signs that a page may not hold, or that turn its direction, are replaced.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => {}
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                out.push('\u{FFFD}');
            }
            c if c.is_control() => out.push('\u{FFFD}'),
            c => push(c, &mut out),
        }
    }
    out
}
