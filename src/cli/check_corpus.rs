//! `framebook check --corpus`: how the rules of a codebook fare in a corpus, as tables.

use std::collections::BTreeMap;
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

use super::columns::{Columns, cut, wrapped};
use super::progress::Bar;
use super::reading::Reading;
use super::{Failure, Screen};

/// Longer words printed for a rule.
const N_WORDS: usize = 12;
/// Forms printed for a rule.
const N_FORMS: usize = 25;
/// A language is hardly in a corpus where it has less than one segment in so many.
const HARDLY_ANY: u64 = 100;

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
        "\nrules in {} segments of {} documents ({})\n  hits: what a rule finds by itself; matches: what remains after `unless` and longer rules\n  denied: matches that a cue of denial reaches; segments, documents: with a match\n  alone: no other rule of the code matches there",
        usage.n_segments,
        usage.n_documents,
        languages(usage)
    )?;
    let mut columns = Columns::new(&[
        ("rule", false),
        ("", false),
        ("hits", true),
        ("matches", true),
        ("denied", true),
        ("segments", true),
        ("alone", true),
        ("others", true),
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
    print_forms(screen, codebook, usage)?;
    print_words(screen, codebook, usage)
}

fn row(codebook: &Codebook, rule: usize, found: &RuleUsage) -> Vec<String> {
    let numbers = [
        found.n_matches,
        found.n_negated,
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

/// Segments by language, those there are.
fn languages(usage: &Usage) -> String {
    let counts = Language::ALL.into_iter().zip(usage.n_segments_by_language);
    let shown = counts.filter(|(_, n)| *n > 0).map(|(it, n)| format!("{} {n}", it.code()));
    shown.collect::<Vec<_>>().join(", ")
}

/// True for a rule of a language that hardly any segment is of: that it finds nothing says nothing.
fn is_foreign(codebook: &Codebook, usage: &Usage, rule: usize) -> bool {
    codebook.rules[rule].language.is_some_and(|language| {
        usage.n_segments_by_language[language as usize] * HARDLY_ANY < usage.n_segments
    })
}

/// Rules that never fire, and those whose every hit is dropped.
fn print_lists(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    let never_counts = "never count: `unless` or a longer rule takes all that they find";
    for (title, dropped) in [("never fire", false), (never_counts, true)] {
        let holds = |rule: usize| {
            let found = &usage.rules[rule];
            let holds = if dropped { found.never_counts() } else { found.never_fires() };
            (holds, holds && !dropped && is_foreign(codebook, usage, rule))
        };
        let n = (0..usage.rules.len()).filter(|&rule| holds(rule).0).count();
        let foreign = (0..usage.rules.len()).filter(|&rule| holds(rule).1).count();
        if n == 0 {
            continue;
        }
        writeln!(screen, "\n{n} of {} rules {title}", usage.rules.len())?;
        if foreign > 0 {
            writeln!(
                screen,
                "  {foreign} of them, of languages that less than 1 % of the segments are of, are not listed"
            )?;
        }
        for (code, entry) in codebook.codes.iter().enumerate() {
            let rules = usage::by_count(codebook, usage, code);
            let texts: Vec<String> = rules
                .iter()
                .filter(|&&rule| holds(rule) == (true, false))
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

/// What rules with wildcards, stems and regular expressions match, where it is more than one form.
fn print_forms(screen: &mut Screen, codebook: &Codebook, usage: &Usage) -> Result<(), Failure> {
    if usage.rules.iter().all(|it| it.forms.len() < 2) {
        return Ok(());
    }
    writeln!(
        screen,
        "\nwhat wildcards, stems and regular expressions match\n  a word that means something else belongs in `unless`"
    )?;
    for (code, entry) in codebook.codes.iter().enumerate() {
        let mut head = true;
        for rule in usage::by_count(codebook, usage, code) {
            let forms = by_number(&usage.rules[rule].forms);
            if forms.len() < 2 {
                continue;
            }
            if std::mem::take(&mut head) {
                writeln!(screen, "{}", entry.id)?;
            }
            let mut items: Vec<String> =
                forms.iter().take(N_FORMS).map(|(form, n)| format!("{form} {n}")).collect();
            if let Some(rest) = forms.len().checked_sub(N_FORMS + 1) {
                items.push(format!("{} others, see --json", rest + 1));
            }
            let text = cut(&codebook.rules[rule].text, screen.width.saturating_sub(2));
            writeln!(screen, "  {text}")?;
            let width = screen.width;
            write!(screen, "{}", wrapped(&items, "    ", width))?;
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
            let words = by_number(&found.longer_words);
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
fn by_number(words: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut words: Vec<(&str, u64)> = words.iter().map(|(word, n)| (word.as_str(), *n)).collect();
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
            let words = |words: &BTreeMap<String, u64>| -> Vec<Value> {
                let words = by_number(words).into_iter();
                words.map(|(word, n)| json!({ "word": word, "n": n })).collect()
            };
            json!({
                "code": codebook.codes[rule.code].id,
                "rule": rule.text,
                "language": rule.language.map(Language::code),
                "line": line_of(&codebook.source, rule.span.start),
                "n_hits": found.n_hits,
                "n_matches": found.n_matches,
                "n_negated": found.n_negated,
                "n_matches_by_language": by_language,
                "n_segments": found.n_segments,
                "n_segments_alone": found.n_alone,
                "n_segments_with_others": found.n_segments - found.n_alone,
                "n_documents": found.n_documents,
                "forms": words(&found.forms),
                "longer_words": words(&found.longer_words),
            })
        })
        .collect();
    let by_language: serde_json::Map<String, Value> = Language::ALL
        .into_iter()
        .map(|it| (it.code().to_owned(), json!(usage.n_segments_by_language[it as usize])))
        .collect();
    json!({
        "n_documents": usage.n_documents,
        "n_segments": usage.n_segments,
        "n_segments_by_language": by_language,
        "rules": rules,
    })
}
