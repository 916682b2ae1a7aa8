//! The engine against the naive evaluator, on the cases that follow from docs/rules.md and on
//! random codebooks × random texts; and laws that the naive evaluator itself must keep.

mod naive;

use naive::cases::{ACCEPTED, CASES, CODINGS, Coding, REFUSED};
use naive::generate::{assemble, dense, operands, stem_equal, study};
use naive::{
    Code, CodeResult, Codebook, Cue, Denial, Rule, Segment, Side, evaluate, in_scope, objects,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRunner};
use std::ops::Range;
use std::sync::Arc;

use framebook_engine::codebook::Measure;
use framebook_engine::coding::{BatchOutput, CompiledSet, Options, Worker};
use framebook_engine::segment::{Structure, Unit};
use framebook_engine::text::{Language, Span};

/// What both evaluators are asked for, in the order of the codes' ids.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    id: String,
    missing: bool,
    mention: usize,
    asserted: usize,
    /// False where `missing`.
    given_mention: bool,
    given_asserted: bool,
    /// It is a subcode of the object, and the segment stands in its group.
    is_group: bool,
    /// The segment is in scope.
    in_scope: bool,
    /// Matches of its own rules by place: first byte, one past the last, words, rule, negated.
    own: Vec<(usize, usize, usize, String, bool)>,
}

/// The engine: the codebook as TOML; a segment's text, its sentences and paragraphs (bytes), its
/// language. `Err` when it refuses the codebook.
fn engine(
    codebook_toml: &str,
    text: &str,
    sentences: &[Range<usize>],
    paragraphs: &[Range<usize>],
    language: &str,
) -> Option<Result<Vec<Seen>, String>> {
    let (codebook, diagnostics) = framebook_engine::codebook::Codebook::parse("x", codebook_toml);
    let Some(codebook) = codebook else { return Some(Err(format!("{diagnostics:?}"))) };
    let codebook = Arc::new(codebook);
    let options = Options { unit: Unit::Document, ..Options::default() };
    let set = CompiledSet::new(vec![Arc::clone(&codebook)], options);
    let spans = |ranges: &[Range<usize>]| {
        ranges.iter().map(|range| Span::new(range.start, range.end)).collect()
    };
    let structure = Structure {
        sentences: spans(sentences),
        paragraphs: spans(paragraphs),
        ..Structure::default()
    };
    let language = Language::from_code(language).unwrap_or_default();
    let mut out = BatchOutput::default();
    Worker::default().code_structured(&set, text, structure, Some(language), &mut out);
    let pass = &out.passes[0];
    let mut seen: Vec<Seen> = Vec::new();
    for (index, code) in codebook.codes.iter().enumerate() {
        let absent = out.segments.absent.first().is_none_or(Option::is_some);
        let missing = absent || !codebook.covers(index, language);
        let row = pass.codings.code.iter().position(|&it| it as usize == index);
        let matches = &pass.matches;
        let mut own: Vec<_> = (0..matches.code.len())
            .filter(|&at| matches.code[at] as usize == index && code.children.is_empty())
            .map(|at| {
                (
                    matches.start[at] as usize,
                    matches.end[at] as usize,
                    matches.words[at] as usize,
                    codebook.rules[matches.rule[at] as usize].text.clone(),
                    matches.negated[at],
                )
            })
            .collect();
        own.sort();
        seen.push(Seen {
            id: code.id.clone(),
            missing,
            mention: row.map_or(0, |row| pass.codings.mention[row] as usize),
            asserted: row.map_or(0, |row| pass.codings.asserted[row] as usize),
            given_mention: !missing && row.is_some_and(|row| pass.codings.given_mention[row]),
            given_asserted: !missing && row.is_some_and(|row| pass.codings.given_asserted[row]),
            is_group: !missing
                && codebook.about != Some(index)
                && codebook.is_object(index)
                && row.is_some_and(|row| match codebook.group_measure(index) {
                    Measure::Asserted => pass.codings.given_asserted[row],
                    Measure::Mention => pass.codings.given_mention[row],
                }),
            in_scope: pass.in_scope.first().copied().unwrap_or(codebook.about.is_none()),
            own,
        });
    }
    seen.sort_by(|a, b| a.id.cmp(&b.id));
    Some(Ok(seen))
}

fn engine_on(book: &Codebook, segment: &Segment) -> Option<Result<Vec<Seen>, String>> {
    let Segment { text, sentences, paragraphs, language, .. } = segment;
    engine(&book.toml(), text, sentences, paragraphs, language)
}

fn seen(book: &Codebook, results: &[CodeResult]) -> Vec<Seen> {
    let (in_scope, groups) = (in_scope(book, results), objects(book, results));
    let own = |found: &naive::Match| {
        let bytes = (found.bytes[0].start, found.bytes[found.bytes.len() - 1].end);
        (bytes.0, bytes.1, found.words.len(), found.rule.clone(), found.negated)
    };
    let one = |result: &CodeResult| {
        // A parent's rows are what its union leaves of them: its counts tell.
        let parent = results.iter().any(|other| other.id.starts_with(&format!("{}.", result.id)));
        let mut own: Vec<_> = result.own.iter().filter(|_| !parent).map(own).collect();
        own.sort();
        Seen {
            id: result.id.clone(),
            missing: result.missing,
            mention: result.mention,
            asserted: result.asserted,
            given_mention: result.given_mention,
            given_asserted: result.given_asserted,
            is_group: groups.contains(&result.id.as_str()),
            in_scope,
            own,
        }
    };
    let mut seen: Vec<Seen> = results.iter().map(one).collect();
    seen.sort_by(|a, b| a.id.cmp(&b.id));
    seen
}

// --- the cases of the page

/// A text with ‖ between sentences and ¶ between paragraphs. Chinese sentences touch.
fn segment(marked: &str, language: &'static str) -> Segment {
    let sentences = |paragraph: &str| paragraph.split('‖').map(str::to_owned).collect();
    let paragraphs: Vec<Vec<String>> =
        if marked.is_empty() { vec![] } else { marked.split('¶').map(sentences).collect() };
    let (text, sentences, paragraphs) = assemble(&paragraphs);
    Segment { text, sentences, paragraphs, language, stem_equal }
}

fn one_code(language: Option<&'static str>, rules: &[&str]) -> Codebook {
    let rules = rules.iter().map(|text| Rule::new(language, text)).collect();
    let code = Code { id: "x".into(), rules, ..Code::default() };
    Codebook { codes: vec![code], denial: no_denial(), ..Codebook::default() }
}

/// Cues that stand in no text, in place of the shipped ones.
fn no_denial() -> Vec<(&'static str, Denial)> {
    let cue = Cue { cue: "zzz".into(), side: Side::Before, reach: None };
    let denial = Denial { cues: vec![cue], pseudo: vec![] };
    ["en", "ru", "kk", "zh"].map(|language| (language, denial.clone())).into()
}

/// Each run of neighbouring words as it is written, the runs joined by ` … `.
fn written(found: &naive::Match, text: &str) -> String {
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    for (word, bytes) in found.words.iter().zip(&found.bytes) {
        match runs.last_mut() {
            Some((last, run)) if *last + 1 == *word => (*last, run.end) = (*word, bytes.end),
            _ => runs.push((*word, bytes.clone())),
        }
    }
    let runs: Vec<&str> = runs.into_iter().map(|(_, run)| &text[run]).collect();
    runs.join(" … ")
}

#[test]
fn the_cases_of_the_page_hold() {
    let mut wrong = Vec::new();
    for (language, rule, text, expect) in CASES {
        let of = if language.is_empty() { None } else { Some(*language) };
        let book = one_code(of, &[rule]);
        let segment = segment(text, of.unwrap_or("en"));
        let results = evaluate(&book, &segment).unwrap_or_else(|error| panic!("{rule}: {error}"));
        let found: Vec<String> =
            results[0].own.iter().map(|found| written(found, &segment.text)).collect();
        if found != *expect {
            wrong.push(format!("`{rule}` in `{text}`: {found:?}, not {expect:?}"));
        }
        if let Some(answer) = engine_on(&book, &segment) {
            assert_eq!(
                answer.as_deref(),
                Ok(&seen(&book, &results)[..]),
                "engine: `{rule}` in `{text}`"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn codebook(coding: &Coding) -> Codebook {
    let code = |(id, rules, unless, threshold): &naive::cases::CaseCode| Code {
        id: (*id).to_owned(),
        rules: rules
            .iter()
            .map(|(language, text, weight)| {
                let (only, language) = match language.strip_suffix('!') {
                    Some(language) => (true, language),
                    None => (false, *language),
                };
                let language = if language.is_empty() { None } else { Some(language) };
                Rule { only_language: only, weight: *weight, ..Rule::new(language, text) }
            })
            .collect(),
        unless: unless.iter().map(|text| (None, (*text).to_owned())).collect(),
        threshold: *threshold,
    };
    let cue = |cue: &str, side, reach| Cue { cue: cue.to_owned(), side, reach };
    let en = Denial {
        cues: vec![cue("not", Side::Before, None), cue("is a myth", Side::After, Some(2))],
        pseudo: vec!["not only".to_owned()],
    };
    let zh =
        Denial { cues: vec![cue("不", Side::Before, None)], pseudo: vec!["不仅".to_owned()] };
    let others = no_denial().into_iter().filter(|(language, _)| ["ru", "kk"].contains(language));
    Codebook {
        codes: coding.codes.iter().map(code).collect(),
        denial: vec![("en", en), ("zh", zh)].into_iter().chain(others).collect(),
        about: None,
        single_label: !coding.priority.is_empty(),
        priority: coding.priority.iter().map(|id| (*id).to_owned()).collect(),
    }
}

#[test]
fn codings_follow_from_matches() {
    for coding in CODINGS {
        let (book, segment) = (codebook(coding), segment(coding.text, coding.language));
        let results =
            evaluate(&book, &segment).unwrap_or_else(|error| panic!("{error}: {coding:?}"));
        let shown: Vec<String> = results
            .iter()
            .map(|result| {
                let given = |given| {
                    if result.missing {
                        '-'
                    } else if given {
                        '1'
                    } else {
                        '0'
                    }
                };
                format!(
                    "{} {}{} {}{}",
                    result.id,
                    result.mention,
                    given(result.given_mention),
                    result.asserted,
                    given(result.given_asserted)
                )
            })
            .collect();
        assert_eq!(shown, coding.expect, "{coding:?}");
        if let Some(answer) = engine_on(&book, &segment) {
            assert_eq!(answer.as_deref(), Ok(&seen(&book, &results)[..]), "engine: {coding:?}");
        }
    }
}

#[test]
fn refuses_what_the_page_refuses_and_nothing_else() {
    let segment = segment("a b.", "en");
    let books = |rules: &'static [&str], language| {
        rules.iter().map(move |rule| (*rule, one_code(language, &[rule])))
    };
    for (rule, book) in books(REFUSED, Some("en")) {
        assert!(evaluate(&book, &segment).is_err(), "`{rule}` is accepted");
        if let Some(answer) = engine_on(&book, &segment) {
            assert!(answer.is_err(), "engine: `{rule}` is accepted");
        }
    }
    for (rule, book) in books(ACCEPTED, Some("en")) {
        assert_eq!(evaluate(&book, &segment).err(), None, "`{rule}`");
        if let Some(answer) = engine_on(&book, &segment) {
            assert_eq!(answer.err(), None, "engine: `{rule}`");
        }
    }
}

#[test]
fn refuses_cycles_and_strangers() {
    let code = |id: &str, rule: &str, unless: &[&str]| Code {
        id: id.to_owned(),
        rules: vec![Rule::new(None, rule)],
        unless: unless.iter().map(|text| (None, (*text).to_owned())).collect(),
        threshold: None,
    };
    let refused = [
        vec![code("a", "#a", &[])],
        vec![code("a", "#b", &[]), code("b", "#a", &[])],
        vec![code("a", "x", &["#b"]), code("b", "#a", &[])],
        vec![code("a", "x", &[]), code("a.b", "#a", &[])],
        vec![code("a", "x", &["#a.b"]), code("a.b", "y", &[])],
        vec![code("a", "#b", &[])],
        vec![code("a.b", "x", &[])],
        vec![code("a", "x", &[]), code("a", "y", &[])],
        vec![code("a", "x", &["y AND z"])],
        vec![code("a", "x", &["y NOT z"])],
    ];
    let accepted = [
        vec![code("a", "#a.b", &[]), code("a.b", "x", &[])],
        vec![code("a", "#b", &["#b.c"]), code("b", "x", &[]), code("b.c", "y NEAR/2 z", &[])],
    ];
    let segment = segment("x y.", "en");
    for (codes, is_refused) in
        refused.map(|codes| (codes, true)).into_iter().chain(accepted.map(|codes| (codes, false)))
    {
        let book = Codebook { codes, ..Codebook::default() };
        assert_eq!(evaluate(&book, &segment).is_err(), is_refused, "{}", book.toml());
        if let Some(answer) = engine_on(&book, &segment) {
            assert_eq!(answer.is_err(), is_refused, "engine: {}", book.toml());
        }
    }
}

// --- laws

/// Pieces of rules that are clear by themselves; most rows of them are refused.
const SIGNS: &[&str] = &[
    "a",
    "b",
    "a",
    "b",
    "b c",
    "r*",
    "~rat",
    "\"A\"",
    "/a/",
    "#y",
    "中",
    "*",
    "(",
    ")",
    "(",
    ")",
    "OR",
    "OR",
    "AND",
    "AND/p",
    "NOT",
    "NOT/2",
    "NOT/2/u",
    "NEAR/3",
    "NEAR/3/p",
    "BEFORE/2",
    "(a OR b)",
    "(b NEAR/2 c)",
];

fn sets(results: &[CodeResult]) -> Vec<Vec<(Vec<usize>, i64, bool)>> {
    let one = |found: &naive::Match| (found.words.clone(), found.weight, found.negated);
    results.iter().map(|result| result.own.iter().map(one).collect()).collect()
}

fn places(rule: &str, segment: &Segment) -> Vec<Vec<usize>> {
    let results = evaluate(&one_code(None, &[rule]), segment).expect("a valid rule");
    results[0].own.iter().map(|found| found.words.clone()).collect()
}

proptest! {
    // PROPTEST_CASES asks for more than 256 cases.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_agrees_with_the_naive_evaluator((book, segment) in study()) {
        // A segment begins and ends with something visible; `^` and `$` would see the difference.
        let invisible = |c: char| c.is_whitespace() || "\u{AD}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}".contains(c);
        prop_assume!(!segment.text.starts_with(invisible) && !segment.text.ends_with(invisible));
        let naive = evaluate(&book, &segment).map_err(TestCaseError::fail)?;
        if let Some(answer) = engine_on(&book, &segment) {
            prop_assert_eq!(answer, Ok(seen(&book, &naive)), "{}\n{:?}", book.toml(), segment.text);
        }
    }

    #[test]
    fn the_engine_agrees_with_the_naive_evaluator_on_dense_hits((rule, segment) in dense()) {
        let mut book = one_code(None, &[&rule]);
        // Hits of several words with others between them.
        let wide = Code { id: "y".into(), rules: vec![Rule::new(None, "c NEAR/5/u a")], ..Code::default() };
        book.codes.push(wide);
        let naive = evaluate(&book, &segment).map_err(TestCaseError::fail)?;
        if let Some(answer) = engine_on(&book, &segment) {
            prop_assert_eq!(answer, Ok(seen(&book, &naive)), "{}\n{:?}", rule, segment.text);
        }
    }

    #[test]
    fn matches_of_a_code_share_no_word_and_counts_add_up((book, segment) in study()) {
        for result in evaluate(&book, &segment).map_err(TestCaseError::fail)? {
            for matches in [&result.own, &result.matches] {
                let mut words: Vec<usize> = matches.iter().flat_map(|m| m.words.clone()).collect();
                let count = words.len();
                words.sort();
                words.dedup();
                prop_assert_eq!(words.len(), count);
                for bytes in matches.iter().flat_map(|found| &found.bytes) {
                    prop_assert!(segment.text.get(bytes.clone()).is_some());
                }
            }
            prop_assert_eq!(result.mention, result.matches.len());
            prop_assert!(result.asserted <= result.mention);
            prop_assert!(!(result.missing && (result.given_mention || result.given_asserted)));
        }
    }

    #[test]
    fn the_order_of_codes_rules_and_cues_changes_nothing((book, segment) in study()) {
        let mut turned = book.clone();
        turned.codes.reverse();
        turned.denial.reverse();
        for code in &mut turned.codes {
            code.rules.reverse();
            code.unless.reverse();
        }
        for (_, denial) in &mut turned.denial {
            denial.cues.reverse();
            denial.pseudo.reverse();
        }
        let mut back = evaluate(&turned, &segment).map_err(TestCaseError::fail)?;
        back.reverse();
        prop_assert_eq!(evaluate(&book, &segment), Ok(back));
    }

    #[test]
    fn an_or_is_two_rules((a, b, segment) in operands()) {
        let whole = one_code(None, &[&format!("{a} OR {b}")]);
        let split = one_code(None, &[&a, &b]);
        let [whole, split] = [whole, split].map(|book| evaluate(&book, &segment));
        prop_assert_eq!(sets(&whole.expect("valid")), sets(&split.expect("valid")));
    }

    #[test]
    fn near_and_and_have_no_direction((a, b, segment) in operands(), n in 1..6) {
        for operator in [format!("NEAR/{n}"), "AND".into(), "AND/u".into(), "OR".into()] {
            let there = places(&format!("{a} {operator} {b}"), &segment);
            let back = places(&format!("{b} {operator} {a}"), &segment);
            prop_assert_eq!(there, back);
        }
    }

    #[test]
    fn not_keeps_or_drops_hits_and_makes_none((a, b, segment) in operands(), n in 1..6) {
        let all = places(&a, &segment);
        for operator in [format!("NOT/{n}"), "NOT".into(), "NOT/p".into(), "NOT/u".into()] {
            for kept in places(&format!("{a} {operator} {b}"), &segment) {
                // A regular expression can leave its sentence and then makes room for others.
                prop_assert!(all.contains(&kept) || a.contains('/'));
            }
        }
    }

    #[test]
    fn signs_without_width_change_nothing((mut book, segment) in study(), at in any::<prop::sample::Index>()) {
        // A regular expression reads the text as written.
        let is_plain = |text: &String| !format!(" {}", text.replace('(', " ")).contains(" /");
        for code in &mut book.codes {
            code.rules.retain(|rule| is_plain(&rule.text));
            code.unless.retain(|(_, text)| is_plain(text));
        }
        let ends: Vec<usize> = segment.text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        prop_assume!(!ends.is_empty());
        let at = *at.get(&ends);
        let mut wider = segment.clone();
        wider.text.insert(at, '\u{200b}');
        for span in wider.sentences.iter_mut().chain(&mut wider.paragraphs) {
            span.start += if span.start >= at { 3 } else { 0 };
            span.end += if span.end >= at { 3 } else { 0 };
        }
        let [before, after] = [&segment, &wider].map(|segment| evaluate(&book, segment));
        prop_assert_eq!(sets(&before.expect("valid")), sets(&after.expect("valid")));
    }

    #[test]
    fn any_row_of_signs_is_read_or_refused_by_both(signs in vec(select(SIGNS), 1..9)) {
        let rule = signs.join(" ");
        let mut book = one_code(Some("en"), &[&rule]);
        let code = Code { id: "y".into(), rules: vec![Rule::new(None, "y")], ..Code::default() };
        book.codes.push(code);
        let segment = segment("a b.‖中 c rat A.", "en");
        let naive = evaluate(&book, &segment).map(|results| seen(&book, &results));
        match (naive, engine_on(&book, &segment)) {
            (Ok(naive), Some(answer)) => prop_assert_eq!(answer, Ok(naive), "{}", rule),
            (Err(why), Some(answer)) => prop_assert!(answer.is_err(), "`{}`: {}", rule, why),
            (_, None) => {}
        }
    }

    #[test]
    fn any_text_and_any_rule_go_without_panic(rule in "\\PC{0,20}", text in "(?s).{0,60}") {
        let whole = 0..text.len();
        let (sentences, paragraphs) = (vec![whole.clone()], vec![whole]);
        let segment = Segment { text, sentences, paragraphs, language: "und", stem_equal };
        let naive = evaluate(&one_code(Some("ru"), &["?* * *", &rule]), &segment);
        prop_assert!(naive.is_err());
        let _ = evaluate(&one_code(Some("ru"), &[&rule]), &segment);
        let results = evaluate(&one_code(None, &["/./", "a*", "а NEAR/3 中"]), &segment);
        prop_assert!(results.is_ok());
    }

    #[test]
    fn the_codebook_reads_back_from_toml((book, _) in study()) {
        let table: toml::Table = book.toml().parse().map_err(|e| TestCaseError::fail(format!("{e}")))?;
        let codes = table["code"].as_array().expect("codes");
        prop_assert_eq!(codes.len(), book.codes.len());
        for (code, read) in book.codes.iter().zip(codes) {
            let mut texts = Vec::new();
            let lists: Vec<&toml::Value> = match &read["rules"] {
                toml::Value::Table(table) => table.values().collect(),
                list => vec![list],
            };
            for rule in lists.into_iter().flat_map(|list| list.as_array().expect("rules")) {
                let text = rule.as_str().or_else(|| rule.get("rule")?.as_str());
                texts.push(text.expect("text").to_owned());
            }
            let mut expect: Vec<String> = code.rules.iter().map(|rule| rule.text.clone()).collect();
            texts.sort();
            expect.sort();
            prop_assert_eq!(texts, expect);
        }
    }
}

#[test]
fn random_studies_are_dense_enough_to_collide() {
    let mut runner = TestRunner::deterministic();
    let mut seen = [0usize; 7];
    let n = 400;
    for _ in 0..n {
        let (book, segment) = study().new_tree(&mut runner).expect("a study").current();
        let results = evaluate(&book, &segment).expect("a valid codebook");
        let any = |holds: &dyn Fn(&CodeResult) -> bool| usize::from(results.iter().any(holds));
        let matches = |holds: &dyn Fn(&naive::Match) -> bool| any(&|r| r.matches.iter().any(holds));
        let of = [
            matches(&|_| true),
            matches(&|found| found.words.len() > 1),
            matches(&|found| found.words.windows(2).any(|pair| pair[0] + 1 < pair[1])),
            matches(&|found| found.negated),
            any(&|result| result.missing),
            any(&|result| result.mention > 0 && !result.given_mention && !result.missing),
            any(&|result| result.own.len() != result.matches.len()),
        ];
        seen.iter_mut().zip(of).for_each(|(sum, one)| *sum += one);
    }
    let names = ["match", "several words", "apart", "negated", "missing", "not enough", "union"];
    println!("of {n} studies: {:?}", names.iter().zip(seen).collect::<Vec<_>>());
    assert!(seen.iter().all(|count| *count * 10 > n), "{seen:?}");
    assert!(seen[0] * 10 > n * 8, "{seen:?}");
}
