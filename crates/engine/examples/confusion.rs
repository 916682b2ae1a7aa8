//! Prints how often the language of a sentence is told rightly: `language<TAB>sentence` on the
//! standard input, a table of language × told on the standard output.
//!
//! `cargo run -p framebook-engine --example confusion < crates/engine/tests/fixtures/language.tsv`
//!
//! With `--wrong` as argument each sentence told wrongly is printed first. With a language and a
//! file as arguments (`kk udhr/kk.txt`) the file is one document, and its sentences are told in it.

use std::{
    env, fs,
    io::{self, BufRead},
    sync::Arc,
};

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::Unit;
use framebook_engine::text::Span;
use framebook_engine::text::language::{Language, Votes, vote};

fn main() -> io::Result<()> {
    let show_wrong = env::args().any(|argument| argument == "--wrong");
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--wrong").collect();
    if let [code, path] = &arguments[..] {
        return document(code, &fs::read_to_string(path)?, show_wrong);
    }
    let mut table = [[0usize; 6]; 6];
    for line in io::stdin().lock().lines() {
        let line = line?;
        let Some((code, sentence)) = line.split_once('\t') else { continue };
        let Some(language) = Language::from_code(code) else { continue };
        let told = told(sentence);
        table[language as usize][told as usize] += 1;
        if show_wrong && told != language {
            println!("{code} told {}: {sentence}", told.code());
        }
    }
    print!("{:>9}", "");
    for language in Language::ALL {
        print!("{:>8}", language.code());
    }
    println!("{:>9}", "right");
    for language in Language::ALL {
        let row = table[language as usize];
        let n: usize = row.iter().sum();
        if n == 0 {
            continue;
        }
        print!("{:>9}", language.code());
        for count in row {
            print!("{count:>8}");
        }
        println!("{:>8.1}%", 100.0 * row[language as usize] as f64 / n as f64);
    }
    Ok(())
}

/// The sentences of one document.
fn document(code: &str, text: &str, show_wrong: bool) -> io::Result<()> {
    let book = Codebook::parse("none.toml", "[[code]]\nid = 'x'\nrules = ['x']\n").0;
    let options = Options { unit: Unit::Sentence, ..Options::default() };
    let set = CompiledSet::new(book.into_iter().map(Arc::new).collect(), options);
    let mut out = BatchOutput::default();
    let parts = [Some(text)];
    let document = Document { parts: &parts, language: None, absent: None };
    Worker::default().code_batch(&set, [document], &mut out);
    let segments = &out.segments;
    let wrong: Vec<usize> =
        (0..segments.language.len()).filter(|&at| segments.language[at].code() != code).collect();
    for &at in wrong.iter().filter(|_| show_wrong) {
        let span = Span { start: segments.start[at], end: segments.end[at] };
        println!("{code} told {}: {}", segments.language[at].code(), span.of(text));
    }
    let n = segments.language.len();
    println!("{code}: {} of {n} sentences", n - wrong.len());
    Ok(())
}

/// Words as the rules know them, near enough for a vote: runs of letters, Han one by one.
fn told(sentence: &str) -> Language {
    let mut votes = Votes::default();
    let lower = sentence.to_lowercase().replace('ё', "е");
    for run in lower.split(|sign: char| !sign.is_alphanumeric()) {
        if run.chars().any(|letter| matches!(letter, '\u{4e00}'..='\u{9fff}')) {
            let mut bytes = [0; 4];
            for letter in run.chars() {
                votes.add(vote(letter.encode_utf8(&mut bytes)));
            }
        } else {
            votes.add(vote(run));
        }
    }
    votes.language()
}
