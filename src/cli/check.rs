//! `framebook check`: every problem of a codebook under its text, its examples run as tests, its
//! rules counted.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::engine::codebook::{Codebook, check::line_of};
use crate::engine::coding::{Tested, test_examples};
use crate::engine::diagnostic::Diagnostic;
use crate::engine::text::Language;

use super::{Failure, Outcome, Screen, draw};

/// Draw every problem of a codebook under its text and run its examples as tests
///
/// Prints each problem with its place and the way to mend it, then the number of rules by code and
/// language with empty cells marked, then how many examples receive their code and how many
/// counter-examples do not. Exits with 1 when there is an error.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook check codebooks/silk-road.toml")]
pub struct Check {
    /// Codebooks to check (TOML)
    #[arg(required = true)]
    codebooks: Vec<PathBuf>,
    /// Leave warnings out
    #[arg(long)]
    errors_only: bool,
    /// Print the problems as JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut errors = false;
        let mut answers = Vec::new();
        for path in &self.codebooks {
            let file = path.display().to_string();
            let source = std::fs::read_to_string(path).map_err(|error| {
                format!("{file}: {error}; name a codebook, a TOML file in UTF-8")
            })?;
            let (codebook, mut problems) = Codebook::parse(&file, &source);
            let codebook = codebook.map(Arc::new);
            let tested = codebook.as_ref().map(test_examples);
            if let Some(tested) = &tested {
                problems.extend(tested.diagnostics.iter().cloned());
                problems.sort_by_key(|problem| problem.span.start);
            }
            if self.errors_only {
                problems.retain(Diagnostic::is_error);
            }
            errors |= problems.iter().any(Diagnostic::is_error);
            if self.json {
                answers.push(as_json(
                    &file,
                    &source,
                    &problems,
                    codebook.as_deref(),
                    tested.as_ref(),
                ));
                continue;
            }
            write!(screen, "{}", draw::diagnostics(&source, &problems, screen.colours()))?;
            if let (Some(codebook), Some(tested)) = (&codebook, &tested) {
                print_coverage(screen, codebook)?;
                print_tested(screen, tested)?;
            }
            let n_errors = problems.iter().filter(|problem| problem.is_error()).count();
            writeln!(screen, "{file}: {}", summary(n_errors, problems.len() - n_errors))?;
        }
        if self.json {
            serde_json::to_writer_pretty(&mut *screen, &answers)?;
            writeln!(screen)?;
        }
        Ok(if errors { Outcome::Negative } else { Outcome::Done })
    }
}

fn summary(errors: usize, warnings: usize) -> String {
    let count = |n: usize, noun: &str| match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    };
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (0, n) => count(n, "warning"),
        (n, 0) => count(n, "error"),
        (e, w) => format!("{}, {}", count(e, "error"), count(w, "warning")),
    }
}

/// Rules by code and language; a code that covers a language only through a subcode says so.
fn print_coverage(screen: &mut Screen, codebook: &Codebook) -> Result<(), Failure> {
    let width = codebook.codes.iter().map(|code| code.id.chars().count()).max().unwrap_or(0).max(4);
    writeln!(
        screen,
        "rules by code and language (`any`: rules without a language; -: missing, `.`: by a subcode only)"
    )?;
    writeln!(
        screen,
        "{:width$}  {:>5}{:>5}{:>5}{:>5}{:>5}",
        "code", "en", "ru", "kk", "zh", "any"
    )?;
    for (index, code) in codebook.codes.iter().enumerate() {
        write!(screen, "{:width$}  ", code.id)?;
        let rules = &codebook.rules[code.rules.clone()];
        for language in Language::CODED {
            let n = rules.iter().filter(|rule| rule.language == Some(language)).count();
            let cell = match n {
                0 if !codebook.covers(index, language) => "-".to_owned(),
                0 => ".".to_owned(),
                n => n.to_string(),
            };
            write!(screen, "{cell:>5}")?;
        }
        let any = rules.iter().filter(|rule| rule.language.is_none()).count();
        writeln!(screen, "{:>5}", if any == 0 { ".".to_owned() } else { any.to_string() })?;
    }
    Ok(())
}

fn print_tested(screen: &mut Screen, tested: &Tested) -> Result<(), Failure> {
    let failed = tested.diagnostics.iter().filter(|it| it.is_error()).count();
    let empty = tested.diagnostics.len() - failed;
    writeln!(
        screen,
        "{} examples and {} counter-examples tested: {failed} failed, {empty} test nothing",
        tested.n_examples, tested.n_counter_examples
    )?;
    Ok(())
}

fn as_json(
    file: &str,
    source: &str,
    problems: &[Diagnostic],
    codebook: Option<&Codebook>,
    tested: Option<&Tested>,
) -> serde_json::Value {
    let problems: Vec<_> = problems
        .iter()
        .map(|problem| {
            let line_start = source[..problem.span.start].rfind('\n').map_or(0, |at| at + 1);
            json!({
                "severity": if problem.is_error() { "error" } else { "warning" },
                "message": problem.message,
                "line": line_of(source, problem.span.start),
                "column": source[line_start..problem.span.start].chars().count() + 1,
                "text": source.get(problem.span.clone()),
                "help": problem.help,
            })
        })
        .collect();
    json!({
        "file": file,
        "problems": problems,
        "n_codes": codebook.map(|it| it.codes.len()),
        "n_rules": codebook.map(|it| it.rules.len()),
        "n_examples": tested.map(|it| it.n_examples),
        "n_counter_examples": tested.map(|it| it.n_counter_examples),
    })
}
