use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::corpus::Spec;
use crate::store::Store;
use crate::study::stored::open_pass;
use crate::study::{Job, SourceRecord};

fn codebook(source: &str) -> Arc<Codebook> {
    let (codebook, problems) = Codebook::parse("test.toml", source);
    Arc::new(codebook.unwrap_or_else(|| panic!("{problems:#?}")))
}

fn explain(source: &str, text: &str) -> Vec<Explained> {
    try_text(text, vec![codebook(source)], Some(Language::English), Unit::Document)
}

/// `kind: what was found: what stopped it`.
fn blockers(source: &str, text: &str) -> Vec<String> {
    let explained = explain(source, text);
    let segment = &explained[0];
    let finding = &segment.findings[0];
    let line = |it: &Blocked| {
        let by = it.by.map_or("-", |(start, end)| segment.slice(start, end));
        format!("{}: {}: {by}", it.blocker.name(), segment.slice(it.start, it.end))
    };
    finding.blocked.iter().map(line).collect()
}

#[test]
fn every_kind_of_blocker_is_told_with_its_place() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("rules.en = ['security NOT council']", "A security council.", &["NOT: security: council"]),
        ("rules.en = ['a1 NEAR/2 b1']", "A1 x y b1.", &["distance: A1: b1"]),
        ("rules.en = ['a1 BEFORE/2 b1']", "B1 a1.", &["order: a1: B1"]),
        ("rules.en = ['a1 NEAR/2 b1']", "A1 ends. B1 starts.", &["scope: A1: B1"]),
        ("rules.en = ['a1 AND b1']", "A1 ends. B1 starts.", &["scope: A1: B1"]),
        (
            "rules.en = ['china']\nunless.en = ['bone china']",
            "Some bone china.",
            &["unless: china: bone china"],
        ),
        (
            "rules.en = ['belt', 'belt and road']",
            "The Belt and Road.",
            &["longest: Belt: Belt and Road"],
        ),
        (
            "rules.en = ['zzz']\nrules.ru = [{ rule = 'thing', only_language = true }]",
            "One thing.",
            &["language: thing: -"],
        ),
        ("rules.en = ['threat']", "It is not a threat.", &["flag: threat: not"]),
        ("rules.en = ['weak']\nthreshold = 2", "A weak word.", &["threshold: weak: -"]),
        ("rules.en = ['weak']", "A strong word.", &[]),
    ];
    for (rules, text, expected) in cases {
        let source = format!("[[code]]\nid = 'a'\n{rules}\n");
        assert_eq!(blockers(&source, text), *expected, "{rules} in {text:?}");
    }
    let about = "[codebook]\nabout = 'o'\n[[code]]\nid = 'o'\nrules.en = ['silk road']\n[[code]]\nid = 'a'\nrules.en = ['trade']\n";
    assert_eq!(blockers(about, "Trade grows."), ["scope: Trade: -"]);
    assert!(blockers(about, "Trade on the silk road.").is_empty());
}

#[test]
fn the_reason_names_what_stopped_the_rule() {
    let explained = explain("[[code]]\nid = 'a'\nrules.en = ['a1 NEAR/2 b1']\n", "A1 x y b1.");
    let finding = &explained[0].findings[0];
    assert_eq!(
        reason(&explained[0], finding, &finding.blocked[0]),
        "2 words stand between it and `b1`, at most 1 may"
    );
}

#[test]
fn a_code_without_rules_for_the_language_is_missing_and_an_empty_text_is_absent() {
    let source = "[[code]]\nid = 'a'\nrules.en = ['x']\n[[code]]\nid = 'b'\nrules.ru = ['x']\n";
    let given = |text: &str| -> Vec<Option<bool>> {
        let explained = explain(source, text);
        let codings = &explained[0].findings[0].codings;
        codings.iter().map(|it| it.given(Measure::Asserted)).collect()
    };
    assert_eq!(given("x y"), [Some(true), None]);
    assert_eq!(given("y"), [Some(false), None]);
    assert_eq!(given(" "), [None, None]);
    assert_eq!(explain(source, "")[0].absent, Some(Absent::Empty));
}

const FOUR: &str = "[codebook]\nabout = 'object'\nabout_within = 'document'\n[[code]]\nid = 'object'\n\
    rules.any = ['silk road', 'шелков* пут*', 'жібек жолы', '丝绸之路']\n[[code]]\nid = 'trade'\n\
    rules.en = ['trade', 'trade AND border']\nrules.ru = ['торговл*']\nrules.kk = ['сауда*']\nrules.zh = ['贸易', '国际贸易']\n\
    [[code]]\nid = 'trade.goods'\nrules.en = ['goods NOT bad']\nrules.zh = ['商品']\n";

const CORPUS: &str = "\u{FEFF}id,language,headline,body\r\n\
    en:1,en,The Silk Road,\"Trade is not a trade. Bad goods.\n\nGoods and trade at the border.\"\r\n\
    ru-1,ru,,Торговля на Шёлковом пути. Это не торговля.\r\n\
    kk-1,kk,Жібек жолы,Сауда өсті. Сауданы кім білген?\r\n\
    zh-1,zh,丝绸之路,国际贸易增长。这不是贸易。商品很多。\r\n\
    no-1,en,,don't know\r\n\
    nil,en,,\r\n";

fn stored(folder: &Path, corpus: &str, texts: bool) -> StoredSource {
    std::fs::write(folder.join("corpus.csv"), corpus).unwrap();
    let job = Job {
        corpus: Spec {
            files: vec!["corpus.csv".to_owned()],
            text: vec!["headline".to_owned(), "body".to_owned()],
            non_answers: vec!["don't know".to_owned()],
            ..Spec::default()
        },
        codebooks: vec![codebook(FOUR)],
        options: Options { unit: Unit::Sentence, ..Options::default() },
        by: Vec::new(),
        phases: false,
        texts,
        threads: 1,
    };
    let out = folder.join("out");
    let store = Store::open(&out).unwrap();
    let coded = job.run(&store, folder, &mut |_, _| {}).unwrap();
    let name = &coded.outcome.passes[0];
    StoredSource {
        record: SourceRecord { name: "news".to_owned(), ..SourceRecord::default() },
        passes: vec![open_pass(&out, name).unwrap()],
        reprints: None,
        people: std::path::PathBuf::new(),
    }
}

fn every_place(source: &StoredSource) -> Vec<Place> {
    let documents = source.passes[0].pass.documents(0).unwrap();
    let of = |row: usize| {
        (1..=documents.n_segments[row]).map(move |number| Place { part: 0, document: row, number })
    };
    (0..documents.len()).flat_map(of).collect()
}

#[test]
fn explains_stored_segments_as_the_run_coded_them() {
    let folder = tempfile::tempdir().unwrap();
    let source = stored(folder.path(), CORPUS, true);
    let places = every_place(&source);
    let explained = segments(&source, &places, |_| true).unwrap();
    let data = source.passes[0].pass.part(0).unwrap();
    assert_eq!(explained.len(), data.segments.number.len());
    let mut n_matches = 0;
    for (row, it) in explained.iter().enumerate() {
        let name = it.name();
        let place = (data.segments.number[row], data.segments.start[row], data.segments.end[row]);
        assert_eq!((it.number, it.start, it.end), place, "{name}");
        assert_eq!(it.language, data.segments.language[row], "{name}");
        assert_eq!(it.absent, data.segments.absent[row], "{name}");
        let finding = &it.findings[0];
        assert_eq!(finding.in_scope, Some(data.in_scope[row]), "{name}");
        let matches: Vec<_> = finding
            .matches
            .iter()
            .map(|it| (it.code, it.rule, it.start, it.end, it.negated))
            .collect();
        let m = &data.matches;
        let wanted: Vec<_> = (0..m.segment.len())
            .filter(|&at| m.segment[at] as usize == row)
            .map(|at| (m.code[at] as usize, m.rule[at], m.start[at], m.end[at], m.negated[at]))
            .collect();
        assert_eq!(matches, wanted, "{name}");
        n_matches += matches.len();
        let c = &data.codings;
        for at in (0..c.segment.len()).filter(|&at| c.segment[at] as usize == row) {
            let coding = finding.codings[c.code[at] as usize];
            assert_eq!(coding.n, [c.asserted[at], c.mention[at]], "{name}");
        }
    }
    assert!(n_matches > 8, "the corpus tests too little: {n_matches}");
    assert_eq!(explained[0].metadata[0], ("language".to_owned(), Some("en".to_owned())));
}

#[test]
fn comes_back_in_the_order_asked_for_and_finds_ids_with_colons() {
    let folder = tempfile::tempdir().unwrap();
    let source = stored(folder.path(), CORPUS, true);
    let mut places = find(&source, "zh-1", 2).unwrap();
    places.extend(find(&source, "en:1", 4).unwrap());
    places.extend(find(&source, "zh-1", 1).unwrap());
    let explained = segments(&source, &places, |_| true).unwrap();
    let names: Vec<String> =
        explained.iter().map(|it| format!("{} {}", it.name(), it.text)).collect();
    assert_eq!(
        names,
        ["zh-1:2 国际贸易增长。", "en:1:4 Goods and trade at the border.", "zh-1:1 丝绸之路"]
    );
    assert!(find(&source, "absent", 1).unwrap().is_empty());
    for number in [0, 9] {
        let error = find(&source, "zh-1", number).unwrap_err().to_string();
        assert_eq!(error, format!("document `zh-1` has no segment {number}; they run from 1 to 4"));
    }
}

#[test]
fn says_how_to_go_on_when_the_texts_were_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let source = stored(folder.path(), CORPUS, false);
    let error = segments(&source, &find(&source, "zh-1", 1).unwrap(), |_| true).unwrap_err();
    assert!(error.to_string().contains("keeps no texts"), "{error}");
}

#[test]
fn a_sample_depends_on_seed_and_places_alone() {
    let many: Vec<String> =
        (0..60).map(|n| format!("d{n},en,Silk road,Trade grows. No trade. Nothing.\n")).collect();
    let head = "id,language,headline,body\n";
    let names = |rows: &[String], n: usize, seed: u64| -> (Vec<String>, u64) {
        let folder = tempfile::tempdir().unwrap();
        let source = stored(folder.path(), &format!("{head}{}", rows.concat()), true);
        let code = source.passes[0].codebook.code("trade").unwrap();
        let (places, total) = sample(&source.passes[0], code, n, seed).unwrap();
        let explained = segments(&source, &places, |_| true).unwrap();
        (explained.iter().map(Explained::name).collect(), total)
    };
    let (five, total) = names(&many, 5, 1);
    assert_eq!((five.len(), total), (5, 60));
    assert!(five.iter().all(|name| name.ends_with(":2")), "{five:?}");
    assert_eq!(names(&many, 3, 1).0, five[..3]);
    let reversed: Vec<String> = many.iter().rev().cloned().collect();
    assert_eq!(names(&reversed, 5, 1).0, five);
    assert_ne!(names(&many, 5, 2).0, five);
    assert!(names(&many[..2], 0, 1).0.is_empty());
    assert_eq!(names(&many[..2], 9, 1).0.len(), 2);
}

#[test]
fn a_pipe_shows_matches_in_brackets_and_what_was_blocked() {
    let source = "[codebook]\nid = 'try'\n[[code]]\nid = 'road'\nrules.any = ['belt and road', 'road']\n[[code]]\nid = 'china'\nrules.any = ['中国', 'belt']\n";
    let explained = explain(source, "The Belt and Road of 中国.");
    let expected = "\
segment 1 · bytes 0 to 28 · language en · 7 words

  The [[Belt]{china} and Road]{road} of [中国]{china}.

codebook try (headline measure asserted)
  code   asserted  mention  matches
  road          1        1  1
  china         1        1  2
  matches
    road: “Belt and Road” by rule `belt and road`
    china: “Belt” by rule `belt`
    china: “中国” by rule `中国`
  blocked
    road: “Road” by rule `road` (longest): `Belt and Road` of rule `belt and road` has one of its
      words: longest wins
";
    assert_eq!(text::render(&explained, 100, false), expected);
}

#[test]
fn no_line_is_wider_than_the_terminal_in_any_script() {
    let source = "[[code]]\nid = 'a'\nrules.any = ['road', '丝绸之路', 'пути', 'жолы']\n";
    let texts = [
        "a road ".repeat(60),
        "丝绸之路，经济带。".repeat(40),
        "на Шёлковом пути — ".repeat(40),
        "Жібек жолы, ".repeat(40),
        "x".repeat(300),
    ];
    for text in &texts {
        for width in [40, 77] {
            let drawn = text::render(&explain(source, text), width, false);
            let widest = drawn.lines().map(|line| line.width()).max().unwrap_or(0);
            assert!(widest <= width, "{widest} > {width}: {drawn}");
        }
    }
}

#[test]
fn a_terminal_shows_colours_and_is_not_steered_by_a_text() {
    let source = "[[code]]\nid = 'a'\nrules.any = ['road']\n";
    let hostile = "\u{1b}[2J road \u{7}\u{202e}daor";
    let plain = text::render(&explain(source, hostile), 80, false);
    assert!(plain.contains("\u{FFFD}[2J [road]{a} \u{FFFD}\u{FFFD}daor"), "{plain}");
    let coloured = text::render(&explain(source, hostile), 80, true);
    assert!(coloured.contains("\x1b[0;1;4;36mroad\x1b[0;2m{a}\x1b[0m"), "{coloured:?}");
    assert!(!coloured.contains("\x1b[2J"));
}

#[test]
fn a_long_segment_is_shown_around_its_matches() {
    let source = "[[code]]\nid = 'a'\nrules.any = ['road']\n";
    let long = format!("{} road {}", "слово ".repeat(5000), "字".repeat(5000));
    let explained = explain(source, &long);
    let drawn = text::render(&explained, 80, false);
    assert!(drawn.len() < 4000, "{}", drawn.len());
    assert!(drawn.contains("[road]{a}") && drawn.contains("characters …"), "{drawn}");
    assert_eq!(json::render(&explained)[0]["text"].as_str().unwrap(), long);
}

#[test]
fn a_page_takes_no_markup_from_texts_labels_or_rules() {
    let source = "[codebook]\nid = 'a'\n[[code]]\nid = 'a'\nlabel = '\"><img src=x onerror=alert(1)>'\n\
        rules.any = [\"/<script[^>]*>alert/\", 'road']\n";
    let text = "<script>alert(1)</script> & road \u{0}\u{202e} '\"";
    let page = html::render("<title>", &explain(source, text));
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<title><"));
    assert!(!page.contains('\0') && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;/script&gt; &amp; <mark"), "{page}");
    assert!(page.contains("</mark><span class=\"code c0\" lang=\"en\">a</span>"), "{page}");
    assert_eq!(page.matches("<mark").count(), page.matches("</mark>").count());
}

#[test]
fn the_keys_of_the_json_answer_are_stable() {
    let source = "[[code]]\nid = 'a'\nrules.en = ['threat', 'threat NOT x']\n";
    let answer = json::render(&explain(source, "Not a threat."));
    let keys = |value: &Value| -> String {
        value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let codebook = &answer[0]["codebooks"][0];
    assert_eq!(
        keys(&answer[0]),
        "document part segment start end language words absent text metadata codebooks"
    );
    assert_eq!(keys(codebook), "codebook measure in_scope codings matches blocked");
    assert_eq!(keys(&codebook["codings"][0]), "code asserted mention n_asserted n_mention");
    assert_eq!(keys(&codebook["matches"][0]), "code rule start end text negated quoted voice");
    assert_eq!(keys(&codebook["blocked"][0]), "code rule start end text blocker by reason");
    assert_eq!(codebook["codings"][0]["asserted"], 0);
    assert_eq!(codebook["codings"][0]["mention"], 1);
}

#[test]
fn thousands_of_matches_do_not_print_a_library() {
    let source = "[[code]]\nid = 'a'\nrules.any = ['road']\n";
    let explained = explain(source, &"road and ".repeat(50_000));
    assert_eq!(explained[0].findings[0].matches.len(), 50_000);
    let drawn = text::render(&explained, 80, false);
    assert!(drawn.len() < 60_000, "{}", drawn.len());
    assert!(drawn.contains("and 49800 more"), "{}", &drawn[drawn.len() - 200..]);
    assert!(drawn.contains(" characters …"));
}
