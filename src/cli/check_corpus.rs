//! `framebook check --corpus`: how the rules of a codebook fare in a corpus, as tables.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::corpus::Corpus;
use crate::engine::codebook::{Codebook, check::line_of};
use crate::engine::coding::Options;
use crate::engine::segment::Unit;
use crate::engine::text::Language;
use crate::study::usage::{self, RuleUsage, Usage};

use super::columns::{Columns, wrapped};
use super::progress::Bar;
use super::reading::Reading;
use super::{Failure, Screen};

/// Longer words printed for a rule.
const N_WORDS: usize = 12;

/// Counts what the rules of a codebook find.
pub fn count(
    screen: &Screen,
    codebook: &Arc<Codebook>,
    corpus: &Corpus,
    options: Options,
) -> Result<Usage, Failure> {
    let mut bar = Bar::new(screen, "counting");
    let total = corpus.n_bytes();
    let usage = usage::count(codebook, corpus, options, &mut |at| bar.show(at, total))?;
    bar.finish();
    Ok(usage)
}

/// The corpus and how it is cut.
pub fn open(files: &[String], reading: &Reading, unit: &str) -> Result<(Corpus, Options), Failure> {
    let corpus = Corpus::open(&reading.spec(files.to_vec())?, Path::new("."))?;
    let options = Options { unit: Unit::parse(unit)?, lines: reading.lines()?, ignore_about: true };
    Ok((corpus, options))
}

/// Prints the rules of each code with what they found, then what needs a look.
pub fn print(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    let width = screen.width;
    writeln!(
        screen,
        "\nrules in {} segments of {} documents\n  hits: what a rule finds by itself; matches: what remains after `unless` and longer rules\n  segments, documents: with a match; alone: no other rule of the code matches there",
        usage.n_segments, usage.n_documents
    )?;
    let mut columns = Columns::new(&[
        ("rule", false),
        ("", false),
        ("hits", true),
        ("matches", true),
        ("segments", true),
        ("alone", true),
        ("with others", true),
        ("documents", true),
    ]);
    for code in 0..codebook.codes.len() {
        let rules = usage::by_count(codebook, usage, code);
        let firing = rules.iter().filter(|&&rule| !usage.rules[rule].never_fires());
        let mut firing = firing.peekable();
        if firing.peek().is_some() {
            columns.row(vec![codebook.codes[code].id.clone()]);
        }
        for &rule in firing {
            columns.row(row(codebook, rule, &usage.rules[rule]));
        }
    }
    write!(screen, "{}", columns.render(width))?;
    print_firing(screen, codebook, usage)?;
    print_lists(screen, codebook, usage)?;
    print_words(screen, codebook, usage)
}

fn row(codebook: &Codebook, rule: usize, found: &RuleUsage) -> Vec<String> {
    let numbers = [
        found.n_matches,
        found.n_segments,
        found.n_alone,
        found.n_segments - found.n_alone,
        found.n_documents,
    ];
    let mut cells =
        vec![format!("  {}", codebook.rules[rule].text), language(codebook, rule).to_owned()];
    cells.push(found.n_hits.map_or("–".to_owned(), |n| n.to_string()));
    cells.extend(numbers.iter().map(u64::to_string));
    cells
}

fn language(codebook: &Codebook, rule: usize) -> &'static str {
    codebook.rules[rule].language.map_or("any", Language::code)
}

/// Rules with a match of all rules, by code and language.
fn print_firing(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    writeln!(screen, "\nrules with a match, of all rules, by code and language")?;
    let languages = Language::CODED.map(Some).into_iter().chain([None]);
    let mut columns = Columns::new(&[
        ("code", false),
        ("en", true),
        ("ru", true),
        ("kk", true),
        ("zh", true),
        ("any", true),
    ]);
    for (code, entry) in codebook.codes.iter().enumerate() {
        let mut cells = vec![entry.id.clone()];
        cells.extend(languages.clone().map(|language| {
            match usage::firing(codebook, usage, code, language) {
                (_, 0) => "-".to_owned(),
                (fire, all) => format!("{fire}/{all}"),
            }
        }));
        columns.row(cells);
    }
    let width = screen.width;
    write!(screen, "{}", columns.render(width))?;
    Ok(())
}

/// Rules that never fire, and those whose every hit is dropped.
fn print_lists(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    let never_counts = "never count: `unless` or a longer rule takes all that they find";
    for (title, dropped) in [("never fire", false), (never_counts, true)] {
        let holds = |it: &RuleUsage| if dropped { it.never_counts() } else { it.never_fires() };
        let n = usage.rules.iter().filter(|it| holds(it)).count();
        if n == 0 {
            continue;
        }
        writeln!(screen, "\n{n} of {} rules {title}", usage.rules.len())?;
        for (code, entry) in codebook.codes.iter().enumerate() {
            let rules = usage::by_count(codebook, usage, code);
            let texts: Vec<String> = rules
                .iter()
                .filter(|&&rule| holds(&usage.rules[rule]))
                .map(|&rule| format!("`{}`", codebook.rules[rule].text))
                .collect();
            if !texts.is_empty() {
                writeln!(screen, "{}", entry.id)?;
                let width = screen.width;
                write!(screen, "{}", wrapped(&texts, "  ", width))?;
            }
        }
    }
    Ok(())
}

/// Chinese matches inside a longer word of the dictionary.
fn print_words(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    if usage.rules.iter().all(|it| it.longer_words.is_empty()) {
        return Ok(());
    }
    writeln!(
        screen,
        "\nlonger dictionary words that a Chinese match lies inside of\n  one that means something else belongs in `unless.zh`"
    )?;
    let mut columns =
        Columns::new(&[("rule", false), ("matches", true), ("inside", false), ("", true)]);
    for (code, entry) in codebook.codes.iter().enumerate() {
        let mut head = true;
        for rule in usage::by_count(codebook, usage, code) {
            let found = &usage.rules[rule];
            let words = longer_words(found);
            for (place, &(word, n)) in words.iter().take(N_WORDS).enumerate() {
                if std::mem::take(&mut head) {
                    columns.row(vec![entry.id.clone()]);
                }
                let (text, matches) = if place == 0 {
                    (format!("  {}", codebook.rules[rule].text), found.n_matches.to_string())
                } else {
                    (String::new(), String::new())
                };
                columns.row(vec![text, matches, word.to_owned(), n.to_string()]);
            }
            if let Some((_, rest)) = words.split_at_checked(N_WORDS).filter(|it| !it.1.is_empty()) {
                let n: u64 = rest.iter().map(|(_, n)| n).sum();
                let others = format!("{} others, see --json", rest.len());
                columns.row(vec![String::new(), String::new(), others, n.to_string()]);
            }
        }
    }
    let width = screen.width;
    write!(screen, "{}", columns.render(width))?;
    Ok(())
}

/// The words from the most frequent on.
fn longer_words(found: &RuleUsage) -> Vec<(&str, u64)> {
    let mut words: Vec<(&str, u64)> =
        found.longer_words.iter().map(|(word, n)| (word.as_str(), *n)).collect();
    words.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    words
}

/// The same for a program.
pub fn as_json(codebook: &Codebook, usage: &Usage) -> Value {
    let rules: Vec<Value> = codebook
        .rules
        .iter()
        .zip(&usage.rules)
        .map(|(rule, found)| {
            let by_language: serde_json::Map<String, Value> = Language::ALL
                .into_iter()
                .map(|it| (it.code().to_owned(), json!(found.n_by_language[it as usize])))
                .collect();
            let words: Vec<Value> = longer_words(found)
                .into_iter()
                .map(|(word, n)| json!({ "word": word, "n": n }))
                .collect();
            json!({
                "code": codebook.codes[rule.code].id,
                "rule": rule.text,
                "language": rule.language.map(Language::code),
                "line": line_of(&codebook.source, rule.span.start),
                "n_hits": found.n_hits,
                "n_matches": found.n_matches,
                "n_matches_by_language": by_language,
                "n_segments": found.n_segments,
                "n_segments_alone": found.n_alone,
                "n_segments_with_others": found.n_segments - found.n_alone,
                "n_documents": found.n_documents,
                "longer_words": words,
            })
        })
        .collect();
    json!({ "n_documents": usage.n_documents, "n_segments": usage.n_segments, "rules": rules })
}
