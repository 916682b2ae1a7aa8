//! The one way to point at a line and say how to mend it.
//!
//! A reader of codebooks or studies collects every problem of a file as [`Diagnostic`]s; who draws
//! them on a terminal or as JSON is not this module's business.

use std::ops::Range;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file can not be used.
    Error,
    /// The file can be used; the author most likely meant something else.
    Warning,
}

/// One problem: what, where, and the way on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Lower case, no full stop, the value in backticks.
    pub message: String,
    /// The file's name as the user gave it; empty when the text came from no file.
    pub file: String,
    /// Bytes of the file's text that the problem stands in.
    pub span: Range<usize>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a span of a file.
    pub fn error(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            file: file.to_owned(),
            span,
            help: None,
        }
    }

    /// A warning at a span of a file.
    pub fn warning(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, span, message) }
    }

    /// The same with a line that says how to go on.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
