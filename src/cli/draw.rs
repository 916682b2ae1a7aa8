//! Draws diagnostics under the lines that they speak of, as compilers do.

use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::engine::diagnostic::{Diagnostic, Severity};

/// All diagnostics of one file, in the order of their places.
pub fn diagnostics(source: &str, diagnostics: &[Diagnostic], colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (start, end) =
            (floor(source, diagnostic.span.start), floor(source, diagnostic.span.end));
        let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = source[end..].find('\n').map_or(source.len(), |at| end + at);
        let line = crate::engine::codebook::check::line_of(source, from);
        let snippet = Snippet::source(&source[from..to])
            .path(diagnostic.file.as_str())
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(start - from..end.max(start) - from));
        let mut group = level.primary_title(diagnostic.message.as_str()).element(snippet);
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let _ = writeln!(drawn, "{}\n", renderer.render(&[group]));
    }
    drawn
}

/// The nearest character boundary at or before a byte.
fn floor(source: &str, byte: usize) -> usize {
    let mut byte = byte.min(source.len());
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
