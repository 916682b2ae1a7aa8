//! Regular expressions of rules: what is refused in them, and how they are compiled. They run in
//! linear time; their size is limited.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind, Look};

/// Largest compiled size of one expression, in bytes.
pub const MAX_COMPILED_BYTES: usize = 2 << 20;

/// Says why an expression can not be a rule: message and way on.
///
/// # Errors
///
/// For what does not parse (look-around and back-references among it), `\b`, one that matches the
/// empty text, and one whose compiled form is too large.
pub fn check(pattern: &str) -> Result<(), (String, String)> {
    let hir = regex_syntax::ParserBuilder::new()
        .case_insensitive(true)
        .nest_limit(100)
        .build()
        .parse(pattern)
        .map_err(|error| {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            (
                format!("regular expression is not understood: {reason}"),
                "look-around and back-references are refused; `\\/` stands for a slash".to_owned(),
            )
        })?;
    if has_word_boundary(&hir) {
        return Err((
            "`\\b` is refused in a regular expression".to_owned(),
            "a find is widened to the whole words that it touches; for a whole word write the word"
                .to_owned(),
        ));
    }
    if hir.properties().minimum_len().unwrap_or(0) == 0 {
        return Err((
            "regular expression matches the empty text".to_owned(),
            "let it hold at least one character that must be there".to_owned(),
        ));
    }
    compile(pattern).map(|_| ()).map_err(|_| {
        (
            format!("regular expression compiles to more than {} MB", MAX_COMPILED_BYTES >> 20),
            "shorten its repetitions: `.{0,1000}` multiplies".to_owned(),
        )
    })
}

/// Bytes, about, that an expression which [`check`] has passed compiles to.
pub fn cost(pattern: &str) -> usize {
    let steps = [MAX_COMPILED_BYTES >> 6, MAX_COMPILED_BYTES >> 3];
    let fits = |bytes: &usize| builder(pattern, *bytes).build().is_ok();
    steps.into_iter().find(fits).unwrap_or(MAX_COMPILED_BYTES)
}

/// Compiles an expression that [`check`] has passed.
///
/// # Errors
///
/// For one that it has not.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    builder(pattern, MAX_COMPILED_BYTES).build()
}

fn builder(pattern: &str, bytes: usize) -> RegexBuilder {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(true).size_limit(bytes).dfa_size_limit(MAX_COMPILED_BYTES);
    builder.nest_limit(100);
    builder
}

fn has_word_boundary(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => !matches!(
            look,
            Look::Start | Look::End | Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF
        ),
        HirKind::Repetition(repetition) => has_word_boundary(&repetition.sub),
        HirKind::Capture(capture) => has_word_boundary(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().any(has_word_boundary),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => false,
    }
}
