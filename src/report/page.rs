//! The markup of the page. What stands in it is escaped here; what the script reads stands in elements
//! of data.

use std::fmt::Write;

use crate::chart::ChartError;
use crate::chart::inline::{Inline, draw};
use crate::table::html::{escape, linked};
use crate::table::{TableError, thousands};

use super::data::{columns, documents, head, json_in_markup, packed};
use super::{Line, Pass, Report, Section, Sensitivity, Source};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A table that can not be shown.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Fonts that can not be cut.
    #[error(transparent)]
    Chart(#[from] ChartError),
}

/// The page.
///
/// # Errors
///
/// A table or the fonts of the figures are not as they have to be.
pub fn render(report: &Report) -> Result<String, ReportError> {
    let passes = || report.sources.iter().flat_map(|it| &it.passes);
    let sections = || passes().flat_map(|it| &it.sections);
    let (drawn, fonts) = draw(sections().filter_map(|it| it.figure.as_ref()))?;
    let mut drawn = drawn.into_iter();
    let mut body = String::new();
    opening(report, &mut body);
    for (at, source) in report.sources.iter().enumerate() {
        heading(source, at, report, &mut body);
        for (of, pass) in source.passes.iter().enumerate() {
            let anchor = format!("s{at}p{of}");
            if source.passes.len() > 1 {
                let title = name(pass);
                let _ = writeln!(body, "<h3 id=\"{anchor}\">Codebook <bdi>{title}</bdi></h3>");
            }
            if let Some(sensitivity) = &pass.sensitivity {
                sensitive(sensitivity, &anchor, &mut body);
            }
            for (place, section) in pass.sections.iter().enumerate() {
                let figure = section.figure.as_ref().and_then(|_| drawn.next());
                shown(section, &format!("{anchor}t{place}"), figure, &mut body)?;
            }
        }
        body.push_str("</section>\n");
    }
    let data = data(report);
    // The policy lets run what carries this word, and no text can know it: it is made from all of them.
    let nonce = blake3::hash([body.as_bytes(), data.as_bytes()].concat().as_slice()).to_hex();
    let nonce = &nonce[..32];
    let title = escape(&report.title);
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src \
         'nonce-{nonce}'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; \
         form-action 'none'\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n\
         <style>\n{fonts}{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the results</a>\n\
         <div id=\"frame\">\n<div id=\"page\">\n{body}</main>\n</div>\n{PANEL}</div>\n{data}\
         <script nonce=\"{nonce}\">\n{SCRIPT}</script>\n</body>\n</html>\n"
    ))
}

/// What lists segments; the script fills it.
const PANEL: &str = "<aside id=\"panel\" hidden aria-labelledby=\"panel-title\">\n\
<div id=\"panel-head\"><h2 id=\"panel-title\" tabindex=\"-1\"></h2>\
<button type=\"button\" id=\"close\" aria-label=\"Close the list (Escape)\">Close</button></div>\n\
<p id=\"panel-source\"></p>\n<p id=\"panel-count\" role=\"status\"></p>\n<div id=\"tools\"></div>\n\
<p id=\"panel-sample\"></p>\n<ol id=\"list\"></ol>\n<nav id=\"pages\" aria-label=\"Pages of the list\"></nav>\n</aside>\n";

fn name(pass: &Pass) -> String {
    escape(if pass.title.is_empty() { &pass.id } else { &pass.title })
}

fn opening(report: &Report, out: &mut String) {
    let _ = write!(out, "<header>\n<h1><bdi>{}</bdi></h1>\n", escape(&report.title));
    if !report.validated {
        out.push_str(
            "<p class=\"warning\"><strong>Indicators, not validated.</strong> No check of this coder \
             against people is stored: read the shares as what the rules found.</p>\n",
        );
    }
    out.push_str(
        "<p id=\"how\">Every underlined number, and every bar, point, field and node of the figure beside it, opens the \
         list of the segments that it counts, with the matches marked and the rule that found each.</p>\n\
         <noscript><p class=\"warning\">Scripts are switched off: the tables and figures stand, the lists \
         behind the numbers do not open.</p></noscript>\n</header>\n",
    );
    out.push_str("<nav id=\"contents\" aria-label=\"Contents\">\n<ul>\n");
    for (at, source) in report.sources.iter().enumerate() {
        let _ = write!(out, "<li><a href=\"#s{at}\"><bdi>{}</bdi></a><ul>", escape(&source.name));
        for (of, pass) in source.passes.iter().enumerate() {
            let several = source.passes.len() > 1;
            if several {
                let name = name(pass);
                let _ = write!(
                    out,
                    "<li class=\"whole\"><a href=\"#s{at}p{of}\"><bdi>{name}</bdi></a><ul>"
                );
            }
            if pass.sensitivity.is_some() {
                let _ = write!(out, "<li><a href=\"#s{at}p{of}x\">Sensitivity</a></li>");
            }
            for (place, section) in pass.sections.iter().enumerate() {
                let heading = escape(&section.heading);
                let _ = write!(out, "<li><a href=\"#s{at}p{of}t{place}\">{heading}</a></li>");
            }
            out.push_str(if several { "</ul></li>\n" } else { "\n" });
        }
        out.push_str("</ul></li>\n");
    }
    out.push_str("</ul>\n</nav>\n<main id=\"main\">\n<section id=\"made\">\n<h2>What this rests on</h2>\n<dl>\n");
    for (name, value) in &report.facts {
        let _ = writeln!(out, "<dt>{}</dt><dd><bdi>{}</bdi></dd>", escape(name), escape(value));
    }
    out.push_str("</dl>\n</section>\n");
}

/// A source: what was coded of it, and what was dropped.
fn heading(source: &Source, at: usize, report: &Report, out: &mut String) {
    let title = match report.sources.len() {
        1 if source.name.is_empty() => "Results".to_owned(),
        _ => format!("Source <bdi>{}</bdi>", escape(&source.name)),
    };
    let _ = write!(
        out,
        "<section id=\"s{at}\" class=\"source\">\n<h2>{title}</h2>\n<div class=\"scroll\" tabindex=\"0\" \
         role=\"region\" aria-label=\"What was coded and dropped\">\n<table><caption>What was coded and \
         dropped</caption>\n<thead><tr><th scope=\"col\">what</th><th scope=\"col\" class=\"n\">n</th>\
         <th scope=\"col\">told</th></tr></thead>\n<tbody>\n"
    );
    let mut row = |what: &str, n: u64, told: &str| {
        let n = thousands(n);
        let (what, told) = (escape(what), escape(told));
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{what}</th><td class=\"n\">{n}</td><td><bdi>{told}</bdi></td></tr>"
        );
    };
    row("Files", source.files.len() as u64, &source.files.join(", "));
    row("Documents", source.ids.len() as u64, "");
    for (reason, n, first) in &source.dropped {
        let first = first.as_ref().map_or(String::new(), |it| format!("first at {it}"));
        row(reason, *n, &first);
    }
    row("Segments", source.len() as u64, &format!("by {}", source.unit));
    for pass in &source.passes {
        for (status, n) in &pass.flow {
            let of =
                if source.passes.len() > 1 { format!(" ({})", pass.id) } else { String::new() };
            row(&format!("{status}{of}"), *n, "");
        }
    }
    out.push_str("</tbody></table>\n</div>\n");
    if !source.notes.is_empty() {
        out.push_str("<ul class=\"notes\">\n");
        for note in &source.notes {
            let _ = writeln!(out, "<li>{}</li>", escape(note));
        }
        out.push_str("</ul>\n");
    }
}

fn sensitive(it: &Sensitivity, anchor: &str, out: &mut String) {
    let _ = write!(
        out,
        "<section id=\"{anchor}x\">\n<h4>Sensitivity</h4>\n<div class=\"scroll\" tabindex=\"0\" \
         role=\"region\" aria-label=\"Sensitivity\">\n<table><caption>Headline shares in percent, and \
         what they would be otherwise (difference in points)</caption>\n<thead><tr><th scope=\"col\">\
         otherwise</th>"
    );
    for code in &it.codes {
        let _ = write!(out, "<th scope=\"col\" class=\"n\"><bdi>{}</bdi></th>", escape(code));
    }
    out.push_str("<th scope=\"col\">what was done</th></tr></thead>\n<tbody>\n");
    let as_coded: &[Option<f64>] = it.lines.first().map_or(&[], |it| &it.shares);
    for (place, line) in it.lines.iter().enumerate() {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escape(&line.name));
        for (at, _) in it.codes.iter().enumerate() {
            let before = as_coded.get(at).copied().flatten().filter(|_| place > 0);
            let _ = write!(out, "<td class=\"n\">{}</td>", share(line, at, before));
        }
        let _ = writeln!(out, "<td><bdi>{}</bdi></td></tr>", escape(&line.told));
    }
    out.push_str("</tbody></table>\n</div>\n</section>\n");
}

fn share(line: &Line, at: usize, before: Option<f64>) -> String {
    let Some(share) = line.shares.get(at).copied().flatten() else { return "–".to_owned() };
    // rounded as the tables round
    let percent = |it: f64| format!("{:.1}", it * 100.0).parse::<f64>().unwrap_or(it * 100.0);
    match before {
        None => format!("{:.1}", percent(share)),
        Some(before) => {
            // of the printed numbers, so that they add up
            let points = format!("{:+.1}", percent(share) - percent(before)).replace('-', "−");
            let points = if points == "−0.0" { "+0.0".to_owned() } else { points };
            format!("{:.1} <small>({points})</small>", percent(share))
        }
    }
}

fn shown(
    section: &Section,
    anchor: &str,
    figure: Option<Result<Inline, ChartError>>,
    out: &mut String,
) -> Result<(), ReportError> {
    let heading = escape(&section.heading);
    let _ = write!(out, "<section id=\"{anchor}\" class=\"result\">\n<h4>{heading}</h4>\n");
    let mut note = section.note.clone();
    match figure {
        Some(Ok(figure)) => {
            let caption = escape(&figure.caption);
            let _ = write!(
                out,
                "<figure>\n<div class=\"paper\">{}</div>\n<figcaption>{caption}</figcaption>\n</figure>\n",
                figure.svg
            );
        }
        Some(Err(error)) => note = Some(error.to_string()),
        None => {}
    }
    if let Some(note) = note {
        let what = if section.table.is_some() { "figure" } else { "table" };
        let _ = writeln!(out, "<p class=\"notes\">No {what}: {}</p>", escape(&note));
    }
    if let Some(table) = &section.table {
        let _ = write!(
            out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {heading}\">\n{}</div>\n",
            linked(table, &mut |place| section.links.get(place).copied())?
        );
    }
    out.push_str("</section>\n");
    Ok(())
}

/// The elements of data: what the script reads at once, then of each source what it unpacks.
fn data(report: &Report) -> String {
    let (bytes, places): (Vec<_>, Vec<_>) = report.sources.iter().map(columns).unzip();
    let mut out = format!(
        "<script type=\"application/json\" id=\"data\">{}</script>\n",
        json_in_markup(&head(report, &places))
    );
    for (at, (source, bytes)) in report.sources.iter().zip(&bytes).enumerate() {
        let documents = documents(source).to_string();
        let _ = write!(
            out,
            "<script type=\"text/plain\" id=\"c{at}\">{}</script>\n<script type=\"text/plain\" id=\"d{at}\">{}</script>\n",
            packed(bytes),
            packed(documents.as_bytes())
        );
        for (number, block) in source.texts.blocks.iter().enumerate() {
            let packed = &block.packed;
            let _ = writeln!(
                out,
                "<script type=\"text/plain\" id=\"t{at}-{number}\">{packed}</script>"
            );
        }
    }
    out
}
