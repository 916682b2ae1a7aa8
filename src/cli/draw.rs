//! Draws diagnostics under the lines that they speak of, as compilers do.

use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::engine::diagnostic::{Diagnostic, Severity};

/// Narrowest drawing: below it nothing of a line could be seen.
const LEAST_WIDTH: usize = 60;

/// All diagnostics of one file, in the order given. `width` is that of the terminal, in columns: a
/// longer line is cut to what stands around the mistake.
pub fn diagnostics(
    source: &str,
    diagnostics: &[Diagnostic],
    colours: bool,
    width: usize,
) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width.max(LEAST_WIDTH));
    let mut drawn = String::new();
    // They mostly stand in order: lines are counted on from the last one.
    let (mut line, mut counted) = (1, 0);
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (start, end) =
            (floor(source, diagnostic.span.start), floor(source, diagnostic.span.end));
        let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = source[end..].find('\n').map_or(source.len(), |at| end + at);
        if from < counted {
            (line, counted) = (1, 0);
        }
        line += source[counted..from].bytes().filter(|&byte| byte == b'\n').count();
        counted = from;
        let (shown, [start, end]) = without_returns(&source[from..to], [start - from, end - from]);
        let snippet = Snippet::source(shown.as_str())
            .path(diagnostic.file.as_str())
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(start..end.max(start)));
        let mut group = level.primary_title(diagnostic.message.as_str()).element(snippet);
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let _ = writeln!(drawn, "{}\n", renderer.render(&[group]));
    }
    drawn
}

/// Lines as they are drawn, without the carriage returns at their ends, and where places in them
/// come to stand.
fn without_returns(lines: &str, places: [usize; 2]) -> (String, [usize; 2]) {
    let moved = places.map(|place| {
        place - lines.as_bytes().iter().take(place).filter(|&&byte| byte == b'\r').count()
    });
    (lines.replace('\r', ""), moved)
}

/// The nearest character boundary at or before a byte.
pub fn floor(source: &str, byte: usize) -> usize {
    let mut byte = byte.min(source.len());
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
