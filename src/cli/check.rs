//! `framebook check`: every problem of a codebook under its text, its examples run as tests, its
//! rules counted.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::engine::codebook::{Codebook, check::line_of};
use crate::engine::coding::{Tested, test_examples};
use crate::engine::diagnostic::Diagnostic;
use crate::engine::text::Language;
use crate::study::file::read_codebook;

use super::reading::Reading;
use super::{Failure, Outcome, Screen, check_corpus, draw};

/// Draw every problem of a codebook under its text and run its examples as tests
///
/// Prints each problem with its place and the way to mend it, then the number of rules by code and
/// language with empty cells marked, then how many examples receive their code and how many
/// counter-examples do not. Exits with 1 when there is an error.
///
/// With --corpus it prints how the rules fare there. For each rule: `hits`, what it finds by itself;
/// `matches`, what of it remains after `unless` and longer rules of its code; `denied`, those that a
/// cue of denial reaches; `segments` and `documents` with a match; the segments in which it stands
/// `alone`, and those in which `others` of its code match too. Then the rules that never fire, the
/// words that wildcards, stems and regular expressions match (ақша, "money", by ақш*), and the longer
/// dictionary words that a Chinese match lies inside of (印度 in 印度尼西亚).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook check codebooks/silk-road.toml\n  framebook check codebooks/silk-road.toml --corpus corpus/news"
)]
pub struct Check {
    /// Codebooks to check (TOML)
    #[arg(required = true)]
    codebooks: Vec<PathBuf>,
    /// Leave warnings out
    #[arg(long)]
    errors_only: bool,
    /// Print the problems, and what the rules find, as JSON
    #[arg(long)]
    json: bool,
    /// Files, folders and globs to count in what the rules find
    #[arg(long, value_name = "PATH", num_args = 1..)]
    corpus: Vec<String>,
    /// With --corpus: auto, document, paragraph, sentence, sentences:N, words:N, turn
    #[arg(long, default_value = "auto", requires = "corpus")]
    unit: String,
    #[command(flatten)]
    reading: Reading,
}

impl Check {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut errors = false;
        let mut answers = Vec::new();
        let corpus = if self.corpus.is_empty() {
            None
        } else {
            Some(check_corpus::open(&self.corpus, &self.reading, &self.unit)?)
        };
        for note in corpus.iter().flat_map(|(corpus, _)| corpus.notes()) {
            screen.note(note);
        }
        for path in &self.codebooks {
            let file = path.display().to_string();
            let source = read_codebook(path)?;
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
            let usage = match (&codebook, &corpus) {
                (Some(codebook), Some((corpus, options))) => {
                    Some(check_corpus::count(screen, codebook, corpus, *options)?)
                }
                _ => None,
            };
            if self.json {
                let tested = tested.as_ref();
                let mut answer = as_json(&file, &source, &problems, codebook.as_deref(), tested);
                if let (Some(codebook), Some(usage)) = (&codebook, &usage) {
                    answer["usage"] = check_corpus::as_json(codebook, usage);
                }
                answers.push(answer);
                continue;
            }
            write!(
                screen,
                "{}",
                draw::diagnostics(&source, &problems, screen.colours(), screen.width)
            )?;
            if let (Some(codebook), Some(tested)) = (&codebook, &tested) {
                print_coverage(screen, codebook)?;
                print_tested(screen, tested)?;
            }
            if let (Some(codebook), Some(usage)) = (&codebook, &usage) {
                check_corpus::print(screen, codebook, usage)?;
                writeln!(screen)?;
            }
            let n_errors = problems.iter().filter(|problem| problem.is_error()).count();
            writeln!(screen, "{file}: {}", summary(n_errors, problems.len() - n_errors))?;
        }
        if self.json {
            serde_json::to_writer_pretty(&mut *screen, &answers).map_err(std::io::Error::from)?;
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

/// Rules by code and language; a code that covers a language only by rules without one, or by a subcode, says so.
fn print_coverage(screen: &mut Screen, codebook: &Codebook) -> Result<(), Failure> {
    let width = codebook.codes.iter().map(|code| code.id.width()).max().unwrap_or(0).max(4);
    writeln!(
        screen,
        "rules by code and language (`any`: rules without a language; -: missing, `.`: by `any` or a subcode)"
    )?;
    writeln!(
        screen,
        "{:width$}  {:>5}{:>5}{:>5}{:>5}{:>5}",
        "code", "en", "ru", "kk", "zh", "any"
    )?;
    for (index, code) in codebook.codes.iter().enumerate() {
        write!(screen, "{}{}  ", code.id, " ".repeat(width - code.id.width()))?;
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
        writeln!(screen, "{any:>5}")?;
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
            let start = draw::floor(source, problem.span.start);
            let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
            json!({
                "severity": if problem.is_error() { "error" } else { "warning" },
                "message": problem.message,
                "line": line_of(source, start),
                "column": source[line_start..start].chars().count() + 1,
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
