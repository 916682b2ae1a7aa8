//! The path from a codebook and a text to matches, through the public interface.

use std::sync::Arc;

use framebook_engine::codebook::Codebook;
use framebook_engine::coding::{Absent, BatchOutput, CompiledSet, Document, Options, Worker};
use framebook_engine::segment::{UNITS, Unit};
use framebook_engine::text::Language;

/// The matches of every code in a text as one unit: `code: text of the extent`, in order.
fn matches(codebook: &str, language: Option<Language>, text: &str) -> Vec<String> {
    let (parsed, diagnostics) = Codebook::parse("test.toml", codebook);
    let codebook = Arc::new(parsed.unwrap_or_else(|| panic!("{diagnostics:#?}")));
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::clone(&codebook)], options);
    let mut out = BatchOutput::default();
    let parts = [Some(text)];
    let document = Document { parts: &parts, language, absent: None };
    Worker::default().code_batch(&set, [document], &mut out);
    let found = &out.passes[0].matches;
    (0..found.code.len())
        .map(|at| {
            let extent = &text[found.start[at] as usize..found.end[at] as usize];
            let code = &codebook.codes[found.code[at] as usize].id;
            let flag = if found.negated[at] { " (negated)" } else { "" };
            format!("{code}: {extent}{flag}")
        })
        .collect()
}

fn rule(rule: &str, text: &str) -> Vec<String> {
    let codebook = format!("[[code]]\nid = \"a\"\nrules.en = ['{rule}']\n");
    matches(&codebook, Some(Language::English), text)
        .into_iter()
        .map(|found| found.trim_start_matches("a: ").to_owned())
        .collect()
}

fn check(pattern: &str, text: &str, expected: &[&str]) {
    assert_eq!(rule(pattern, text), expected, "{pattern} in {text:?}");
}

#[test]
fn finds_leaves_and_phrases() {
    check(
        "terror*",
        "Terrorism and counter-terror, eco-terrorists.",
        &["Terrorism", "terror", "terrorists"],
    );
    check("belt and road", "The “Belt and Road” Initiative", &["Belt and Road"]);
    check(
        "belt and road initiative",
        "The “Belt and Road” Initiative",
        &["Belt and Road” Initiative"],
    );
    check("win-win", "win–win, win win, win, win", &["win–win", "win win"]);
    check("security council", "on security. Council members", &[]);
    check("(belt OR silk) road", "silk road and belt road", &["silk road", "belt road"]);
    check("a * c", "a b c, a c, a 上 c", &["a b c", "a 上 c"]);
    check("丝绸之路", "新丝绸之路经济带", &["丝绸之路"]);
    check("\"RATS\"", "RATS and rats", &["RATS"]);
    check("~border", "borders and bordering Borderland", &["borders", "bordering"]);
    check("/secur\\w*/", "cybersecurity, security", &["cybersecurity", "security"]);
    check("U.S. Army", "the U.S. Army", &["U.S. Army"]);
    check("mr. xi", "Mr. Xi said", &["Mr. Xi"]);
}

#[test]
fn joins_hits_by_operators() {
    check("a AND b", "a x b. a. b", &["a x b"]);
    check("a AND/u b", "a x. X b", &["a x. X b"]);
    check("a NOT b", "a x. A b", &["a"]);
    check("a NEAR/2 b", "a x b, b x x a", &["a x b"]);
    check("a BEFORE/3 b", "b a x b", &["a x b"]);
    check("a NOT/2 b", "a x b x x x a", &["a"]);
}

#[test]
fn marks_what_is_denied() {
    let codebook = "[[code]]\nid = \"a\"\nrules = ['alliance']\n[denial.en]\ncues = ['not', { cue = 'is a myth', side = 'after' }]\npseudo = ['not only']\n";
    let cases = [
        ("It is not an alliance.", "a: alliance (negated)"),
        ("It is not only an alliance.", "a: alliance"),
        ("The alliance is a myth.", "a: alliance (negated)"),
        ("It is not good, but an alliance.", "a: alliance"),
        ("Not this. An alliance.", "a: alliance"),
    ];
    for (text, expected) in cases {
        assert_eq!(matches(codebook, Some(Language::English), text), [expected], "{text}");
    }
}

/// Rows of segments of documents in one batch: document, number of words, why there is no text.
fn rows(unit: Unit, documents: &[&[Option<&str>]]) -> Vec<(u32, u32, Option<Absent>)> {
    let (parsed, _) = Codebook::parse("test.toml", "[[code]]\nid = \"a\"\nrules = ['a']\n");
    let options = Options { unit, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::new(parsed.unwrap())], options);
    let mut out = BatchOutput::default();
    let documents = documents.iter().map(|parts| Document { parts, language: None, absent: None });
    Worker::default().code_batch(&set, documents, &mut out);
    let segments = &out.segments;
    (0..segments.document.len())
        .map(|row| (segments.document[row], segments.words[row], segments.absent[row]))
        .collect()
}

/// The examples of every unit that there is.
fn units() -> impl Iterator<Item = Unit> {
    UNITS.iter().map(|entry| Unit::parse(entry.example).unwrap())
}

#[test]
fn a_document_without_a_word_is_an_empty_text_and_never_vanishes() {
    let texts = ["", " \r\n", "—", "* * *\n\n？！", "\u{feff}", "…", "№ — §", "\u{301}", "a"];
    let parts: Vec<[Option<&str>; 1]> = texts.iter().map(|text| [Some(*text)]).collect();
    let documents: Vec<&[Option<&str>]> = parts.iter().map(|parts| &parts[..]).collect();
    for unit in units() {
        let empty = texts.len() as u32 - 1;
        let expected: Vec<_> = (0..empty).map(|it| (it, 0, Some(Absent::Empty))).collect();
        let found = rows(unit, &documents);
        assert_eq!(found[..found.len() - 1], expected, "{unit}");
        assert_eq!(found.last(), Some(&(empty, 1, None)), "{unit}");
    }
}

#[test]
fn no_segment_is_made_of_signs_alone() {
    let documents: [&[Option<&str>]; 4] = [
        &[Some("—"), Some("a b.")],
        &[Some("a b."), None, Some("* * *")],
        &[Some("…\n\n???\n\na b.\n\n* * *")],
        &[Some("— — —\na b.\n!!!")],
    ];
    for unit in units() {
        for (document, n_words, absent) in rows(unit, &documents) {
            assert!(n_words == 2 && absent.is_none(), "{unit}: document {document}");
        }
    }
}

/// The language of each segment of a document.
fn languages(unit: Unit, parts: &[Option<&str>]) -> Vec<&'static str> {
    let (parsed, _) = Codebook::parse("test.toml", "[[code]]\nid = \"a\"\nrules = ['a']\n");
    let options = Options { unit, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::new(parsed.unwrap())], options);
    let mut out = BatchOutput::default();
    let document = Document { parts, language: None, absent: None };
    Worker::default().code_batch(&set, [document], &mut out);
    out.segments.language.iter().map(|language| language.code()).collect()
}

#[test]
fn a_segment_that_does_not_tell_its_language_is_of_its_documents() {
    let kazakh = "Әркімнің өмір сүруге және бостандыққа құқығы бар.";
    let russian = "Каждый человек имеет право на жизнь и на свободу.";
    let check = |parts: &[Option<&str>], expected: &[&str]| {
        assert_eq!(languages(Unit::Paragraph, parts), expected, "{parts:?}");
    };
    check(&[Some("11 бап")], &["ru"]);
    check(&[Some(&format!("11 бап\n\n{kazakh}"))], &["kk", "kk"]);
    check(&[Some(&format!("{kazakh}\n\n12 бап"))], &["kk", "kk"]);
    check(&[Some("Астана"), Some(kazakh)], &["kk", "kk"]);
    check(&[Some("Астана"), Some(russian)], &["ru", "ru"]);
    // A word of a language tells it, whatever the document is in.
    check(&[Some(&format!("{kazakh} {kazakh}\n\nЭто не так."))], &["kk", "ru"]);
    check(&[Some(&format!("{russian} {russian}\n\nЖер сатылмасын!"))], &["ru", "kk"]);
    // Another script is another language.
    check(
        &[Some(&format!("{kazakh}\n\nBelt and Road\n\n一带一路\n\n2017"))],
        &["kk", "en", "zh", "und"],
    );
    // Half and half decides nothing.
    check(&[Some(&format!("{kazakh}\n\n{russian}\n\nАстана"))], &["kk", "ru", "ru"]);
    // What is declared is not told anew.
    let declared =
        Document { parts: &[Some(kazakh)], language: Some(Language::Russian), absent: None };
    let (parsed, _) = Codebook::parse("test.toml", "[[code]]\nid = \"a\"\nrules = ['a']\n");
    let set = CompiledSet::new(vec![Arc::new(parsed.unwrap())], Options::default());
    let mut out = BatchOutput::default();
    Worker::default().code_batch(&set, [declared], &mut out);
    assert_eq!(out.segments.language, [Language::Russian]);
}
