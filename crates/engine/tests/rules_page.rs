//! docs/rules.md, run: every example of the page goes through the engine and, but for what it does
//! not know (quotation marks, voices, the object), through the naive evaluator too.
//!
//! Blocks are `rule`, `refused` and `codebook`; the page says how they are read. In a text ` ¶ ` is
//! a blank line, ` ⏎ ` a line break, `[U+00AD]` the character of that number.

#[expect(
    dead_code,
    reason = "the cases and random studies of the evaluator belong to properties.rs"
)]
mod naive;
mod page;

use std::ops::Range;
use std::sync::Arc;

use framebook_engine::codebook::{Codebook, Measure};
use framebook_engine::coding::{BatchOutput, CompiledSet, Document, Options, Quoted, Worker};
use framebook_engine::segment::{Lines, Structure};
use naive::generate::stem_equal;
use page::second::naive_codebook;
use page::{Asked, Case, blocks, codebook_block, rule_block, shown};

const PAGE: &str = include_str!("../../../docs/rules.md");

// --- the engine

fn check(sources: &[String], asked: &Asked) -> Result<(), String> {
    let mut codebooks = Vec::new();
    let mut said = Vec::new();
    for source in sources {
        let (codebook, diagnostics) = Codebook::parse("page.toml", source);
        said.extend(diagnostics.into_iter().map(|it| (it.is_error(), it.message)));
        codebooks.extend(codebook.map(Arc::new));
    }
    for (wanted, error) in
        asked.refused.iter().map(|it| (it, true)).chain(asked.warned.iter().map(|it| (it, false)))
    {
        if !said.iter().any(|(is_error, message)| *is_error == error && message.contains(wanted)) {
            return Err(format!("no `{wanted}` in {said:?}"));
        }
    }
    // What the page does not announce is a mistake of the page, but for advice on style.
    if asked.refused.is_empty() && codebooks.len() < sources.len() {
        return Err(format!("refused: {said:?}"));
    }
    let naive = naive_codebook(&sources[0]);
    if !asked.refused.is_empty() {
        let known = asked.refused.iter().any(|message| naive_knows(message));
        let one = segment("a", &[], &[], "en");
        let accepts = naive.is_ok_and(|book| naive::evaluate(&book, &one).is_ok());
        return if known && accepts {
            Err("the naive evaluator does not refuse it".into())
        } else {
            Ok(())
        };
    }
    if asked.warned.is_empty() && asked.cases.is_empty() {
        return Err("the block asks nothing".into());
    }
    asked.cases.iter().try_for_each(|case| {
        run(&codebooks, case, naive.as_ref().ok()).map_err(|why| format!("{}: {why}", case.text))
    })
}

/// Limits and the reading of TOML are the engine's alone.
fn naive_knows(message: &str) -> bool {
    ![
        "at most",
        "deeper than",
        "unknown key",
        "ambiguous type",
        "share the column",
        "compiles to",
        "unknown operator",
        "`priority`",
        "`only_language`",
        "weight",
        "threshold",
    ]
    .iter()
    .any(|limit| message.contains(limit))
}

fn run(
    codebooks: &[Arc<Codebook>],
    case: &Case,
    naive: Option<&naive::Codebook>,
) -> Result<(), String> {
    let options =
        Options { unit: case.unit, ignore_about: case.ignore_about, ..Options::default() };
    let set = CompiledSet::new(codebooks.to_vec(), options);
    let mut out = BatchOutput::default();
    let parts = [Some(case.text.as_str())];
    let document = Document { parts: &parts, language: case.language, absent: None };
    Worker::default().code_batch(&set, [document], &mut out);
    let codebook = &codebooks[0];
    let mut wrong = Vec::new();
    let mut compare = |what: &str, expected: &str, found: &str| {
        if expected != found {
            wrong.push(format!("{what} `{found}`, the page says `{expected}`"));
        }
    };
    if let Some(expected) = &case.finds {
        compare("finds", expected, &finds(&out, &case.text));
    }
    if let Some(expected) = &case.matches {
        compare("matches", expected, &matches(&out, codebooks, &case.text));
    }
    if let Some(expected) = &case.scope {
        let scope: Vec<&str> = out.passes[0]
            .in_scope
            .iter()
            .map(|&inside| if inside { "in" } else { "out" })
            .collect();
        compare("scope", expected, &scope.join(", "));
    }
    if let Some(expected) = &case.groups {
        let of = |segment| groups(&out, codebook, segment).join(" + ");
        let groups: Vec<String> = (0..out.segments.start.len()).map(of).collect();
        compare("groups", expected, &groups.join(", "));
    }
    if !case.codings.is_empty() {
        let n_segments = out.segments.start.len();
        compare("segments", &case.codings.len().to_string(), &n_segments.to_string());
        for (segment, expected) in case.codings.iter().enumerate().take(n_segments) {
            let with_counts = expected.contains('(');
            compare("codings", expected, &codings(&out, codebook, segment, with_counts));
        }
    }
    if case.finds.is_none()
        && case.matches.is_none()
        && case.scope.is_none()
        && case.groups.is_none()
        && case.codings.is_empty()
    {
        wrong.push("nothing is asked".into());
    }
    if let Some(naive) = naive {
        wrong.extend(held_to_the_naive(naive, codebook, &out, case));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n  ")) }
}

fn finds(out: &BatchOutput, text: &str) -> String {
    let found = &out.passes[0].matches;
    let extents: Vec<String> = (0..found.start.len())
        .map(|at| shown(&text[found.start[at] as usize..found.end[at] as usize]))
        .collect();
    if extents.is_empty() { "nothing".into() } else { extents.join(" | ") }
}

fn matches(out: &BatchOutput, codebooks: &[Arc<Codebook>], text: &str) -> String {
    let found = &out.passes[0].matches;
    let one = |at: usize| {
        let mut flags = Vec::new();
        flags.extend(found.negated[at].then(|| "negated".to_owned()));
        flags.extend(found.quoted[at].map(|quoted| {
            match quoted {
                Quoted::Term => "term",
                Quoted::Speech => "speech",
                Quoted::Title => "title",
            }
            .to_owned()
        }));
        let actors = codebooks.iter().find(|it| it.actors);
        flags.extend(
            found.voice[at]
                .zip(actors)
                .map(|(voice, it)| format!("voice {}", it.codes[voice as usize].id)),
        );
        let flags =
            if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) };
        let extent = shown(&text[found.start[at] as usize..found.end[at] as usize]);
        format!("{}: {extent}{flags}", codebooks[0].codes[found.code[at] as usize].id)
    };
    let all: Vec<String> = (0..found.start.len()).map(one).collect();
    if all.is_empty() { "none".into() } else { all.join(" | ") }
}

/// Of one code of one segment: missing or not, mentions, asserted, given by each measure.
fn coded(
    out: &BatchOutput,
    codebook: &Codebook,
    segment: usize,
    code: usize,
) -> (bool, usize, usize, [bool; 2]) {
    let rows = &out.passes[0].codings;
    let row = (0..rows.code.len())
        .find(|&row| rows.segment[row] as usize == segment && rows.code[row] as usize == code);
    let missing = out.segments.absent[segment].is_some()
        || !codebook.covers(code, out.segments.language[segment]);
    row.map_or((missing, 0, 0, [false; 2]), |row| {
        let given = [rows.given_mention[row], rows.given_asserted[row]];
        (
            missing,
            rows.mention[row] as usize,
            rows.asserted[row] as usize,
            given.map(|it| it && !missing),
        )
    })
}

/// `a 1, b 0, c missing`; with counts `a 1 (2 of 3)`: asserted of all.
fn codings(out: &BatchOutput, codebook: &Codebook, segment: usize, with_counts: bool) -> String {
    let one = |code: usize| {
        let (missing, mention, asserted, given) = coded(out, codebook, segment, code);
        let given = given[usize::from(codebook.measure == Measure::Asserted)];
        let value = if missing {
            "missing"
        } else if given {
            "1"
        } else {
            "0"
        };
        let counts =
            if with_counts { format!(" ({asserted} of {mention})") } else { String::new() };
        format!("{} {value}{counts}", codebook.codes[code].id)
    };
    (0..codebook.codes.len()).map(one).collect::<Vec<_>>().join(", ")
}

/// The subcodes of the object that a segment is grouped under; `none` where there is none.
fn groups<'a>(out: &BatchOutput, codebook: &'a Codebook, segment: usize) -> Vec<&'a str> {
    let is_group = |code: &usize| {
        let (missing, _, _, [mention, asserted]) = coded(out, codebook, segment, *code);
        let given = match codebook.group_measure(*code) {
            Measure::Mention => mention,
            Measure::Asserted => asserted,
        };
        codebook.is_object(*code) && codebook.about != Some(*code) && given && !missing
    };
    let of = (0..codebook.codes.len()).filter(is_group);
    let ids: Vec<&str> = of.map(|code| codebook.codes[code].id.as_str()).collect();
    if ids.is_empty() { vec!["none"] } else { ids }
}

// --- the naive evaluator

fn segment(
    text: &str,
    sentences: &[Range<usize>],
    paragraphs: &[Range<usize>],
    language: &'static str,
) -> naive::Segment {
    let (sentences, paragraphs) = (sentences.to_vec(), paragraphs.to_vec());
    naive::Segment { text: text.to_owned(), sentences, paragraphs, language, stem_equal }
}

fn held_to_the_naive(
    book: &naive::Codebook,
    codebook: &Codebook,
    out: &BatchOutput,
    case: &Case,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let structure = Structure::of(&case.text, Lines::Auto);
    for row in 0..out.segments.start.len() {
        let (start, end) = (out.segments.start[row] as usize, out.segments.end[row] as usize);
        let inside = |spans: &[framebook_engine::text::Span]| -> Vec<Range<usize>> {
            let clip =
                spans.iter().map(|it| (it.start as usize).max(start)..(it.end as usize).min(end));
            clip.filter(|it| it.start < it.end).map(|it| it.start - start..it.end - start).collect()
        };
        let (sentences, paragraphs) = (inside(&structure.sentences), inside(&structure.paragraphs));
        let language = out.segments.language[row].code();
        let text = &case.text[start..end];
        let results = match naive::evaluate(book, &segment(text, &sentences, &paragraphs, language))
        {
            Ok(results) => results,
            Err(why) => return vec![format!("the naive evaluator refuses it: {why}")],
        };
        let naive = naive::objects(book, &results);
        let engine = groups(out, codebook, row);
        if naive != engine && !(naive.is_empty() && engine == ["none"]) {
            wrong.push(format!("groups: naive {naive:?}, engine {engine:?}"));
        }
        if out.segments.start.len() == 1 && !case.ignore_about {
            let (naive, engine) = (naive::in_scope(book, &results), out.passes[0].in_scope[row]);
            if naive != engine {
                wrong.push(format!("in scope: naive {naive}, engine {engine}"));
            }
        }
        for (code, result) in results.iter().enumerate() {
            let given =
                [result.given_mention, result.given_asserted].map(|it| it && !result.missing);
            let naive = (result.missing, result.mention, result.asserted, given);
            let engine = coded(out, codebook, row, code);
            if naive != engine {
                wrong.push(format!("{}: naive {naive:?}, engine {engine:?}", result.id));
            }
            let found = &out.passes[0].matches;
            let mut engine: Vec<(usize, usize, usize, &str, bool)> = (0..found.code.len())
                .filter(|&at| found.segment[at] as usize == row && found.code[at] as usize == code)
                .map(|at| {
                    let rule = codebook.rules[found.rule[at] as usize].text.as_str();
                    let place = (found.start[at] as usize - start, found.end[at] as usize - start);
                    (place.0, place.1, found.words[at] as usize, rule, found.negated[at])
                })
                .collect();
            let mut naive: Vec<(usize, usize, usize, &str, bool)> = result
                .own
                .iter()
                .map(|it| {
                    let (first, last) = (&it.bytes[0], &it.bytes[it.bytes.len() - 1]);
                    (first.start, last.end, it.words.len(), it.rule.as_str(), it.negated)
                })
                .collect();
            engine.sort_unstable();
            naive.sort_unstable();
            if codebook.codes[code].children.is_empty() && engine != naive {
                wrong.push(format!("{}: naive {naive:?}, engine {engine:?}", result.id));
            }
        }
    }
    wrong
}

#[test]
fn every_example_of_the_page_holds() {
    let blocks = blocks(PAGE);
    let mut wrong = Vec::new();
    let mut tried = 0;
    for block in &blocks {
        let result = match block.kind {
            "rule" => rule_block(block).and_then(|(source, asked)| match asked.cases.len() {
                0 => Err("a rule without a text".into()),
                _ => check(&[source], &asked),
            }),
            "refused" => rule_block(block).and_then(|(source, asked)| match asked.refused.len() {
                0 => Err("refused for what".into()),
                _ => check(&[source], &asked),
            }),
            "codebook" => {
                codebook_block(block).and_then(|(sources, asked)| check(&sources, &asked))
            }
            "text" | "toml" => continue,
            other => Err(format!("a block of the kind `{other}` is not run")),
        };
        tried += 1;
        if let Err(why) = result {
            wrong.push(format!("docs/rules.md:{}: {why}", block.line));
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried >= 60, "only {tried} blocks are run");
}

#[test]
fn a_block_that_does_not_hold_is_told() {
    let cases = [
        ("```rule\nrule.en: a\ntext: b\nfinds: b\n```", "finds"),
        ("```refused\nrule.en: a\nrefused: no reason\n```", "no `no reason`"),
        (
            "```codebook\n[[code]]\nid = \"a\"\nrules = [\"b\"]\n---\ntext: b\ncodings: a 0\n```",
            "codings",
        ),
        (
            "```codebook\n[[code]]\nid = \"a\"\nrules = [\"b\"]\n---\ntext: b\n```",
            "nothing is asked",
        ),
    ];
    for (page, reason) in cases {
        let block = &blocks(page)[0];
        let (sources, asked) = match block.kind {
            "codebook" => codebook_block(block).expect("a block"),
            _ => rule_block(block).map(|(source, asked)| (vec![source], asked)).expect("a block"),
        };
        let why = check(&sources, &asked).expect_err(page);
        assert!(why.contains(reason), "{why}");
    }
}
