//! Tables of small corpora, with values computed by hand, and what they look like.

use framebook_engine::coding::{Absent, PassOutput, Segments};
use framebook_engine::count::{Design, Dimension, Level, Voice, Weight};
use framebook_engine::stats::Clusters;
use framebook_engine::text::Language::{self, Chinese, English, Kazakh, Undetermined};
use polars::prelude::{AnyValue, DataType};
use unicode_width::UnicodeWidthStr;

use super::*;
use framebook_engine::codebook::{Codebook, Measure};
use framebook_engine::count::{Tally, Voiced};
use framebook_engine::stats::{Keyness, Method};

const BOOK: &str = "
[codebook]
id = 'mini'
title = 'Silk Road'
version = '1.2'
about = 'object'
[[code]]
id = 'object'
label = 'Object'
rules.en = ['sco']
rules.kk = ['шыұ']
rules.zh = ['上合组织']
[[code]]
id = 'security'
label = 'Қауіпсіздік / 安全'
rules.en = ['terror*']
rules.kk = ['терроризм']
[[code]]
id = 'security.borders'
label = 'Borders'
rules.en = ['border']
[[code]]
id = 'economic'
label = 'Economic'
rules.en = ['trade']
rules.kk = ['сауда']
";
const OBJECT: u16 = 0;
const SECURITY: u16 = 1;
const BORDERS: u16 = 2;
const ECONOMIC: u16 = 3;

type Row<'a> = (Language, bool, &'a [u16]);
type Corpus<'a> = &'a [(Option<&'a str>, &'a [Row<'a>])];

/// Six documents: 10 segments in scope in English or Kazakh, 2 out of scope, 1 Chinese in scope that
/// no framing covers, 1 empty; every segment of 20 words, every coding of one match.
const CORPUS: Corpus<'_> = &[
    (
        Some("Хабар"),
        &[
            (English, true, &[OBJECT, SECURITY, BORDERS]),
            (English, true, &[SECURITY]),
            (English, true, &[ECONOMIC, SECURITY]),
            (English, true, &[]),
        ],
    ),
    (Some("Хабар"), &[(Kazakh, true, &[OBJECT]), (Kazakh, true, &[ECONOMIC, BORDERS])]),
    (
        Some("新华社"),
        &[
            (English, true, &[SECURITY]),
            (English, true, &[ECONOMIC]),
            (English, true, &[OBJECT]),
            (English, false, &[SECURITY]),
        ],
    ),
    (None, &[(English, true, &[ECONOMIC]), (English, false, &[])]),
    (None, &[(Chinese, true, &[OBJECT])]),
    (None, &[(Undetermined, false, &[])]),
];

fn book() -> Codebook {
    let (book, diagnostics) = Codebook::parse("mini.toml", BOOK);
    book.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

/// Documents without weights, each a cluster of its own.
struct Plain<'c>(Corpus<'c>);

impl<'c> Design<'c> for Plain<'c> {
    fn value(&self, _: usize, document: usize) -> Option<&'c str> {
        self.0[document].0
    }
}

/// The first and the third document are one text and weigh 2 and 1, the fourth weighs a half.
struct Weighed;

impl Design<'static> for Weighed {
    fn value(&self, _: usize, _: usize) -> Option<&'static str> {
        None
    }
    fn weight(&self, document: usize) -> Weight {
        Weight::parse(["2", "1", "1", "0.5", "1", "1"][document]).unwrap()
    }
    fn cluster(&self, document: usize) -> Option<u32> {
        matches!(document, 0 | 2).then_some(7)
    }
}

fn tally(book: &Codebook, corpus: Corpus<'_>, needs: Needs) -> Tally {
    tally_of(book, corpus, needs, Plain(corpus))
}

fn tally_of<'c>(
    book: &Codebook,
    corpus: Corpus<'_>,
    needs: Needs,
    design: impl Design<'c>,
) -> Tally {
    let (mut segments, mut pass) = (Segments::default(), PassOutput::default());
    for (document, (_, rows)) in corpus.iter().enumerate() {
        for &(language, in_scope, codes) in *rows {
            let at = segments.document.len() as u32;
            segments.document.push(document as u32);
            segments.part.push(0);
            segments.words.push(20);
            segments.language.push(language);
            let empty = language == Undetermined;
            segments.absent.push(empty.then_some(Absent::Empty));
            pass.in_scope.push(in_scope);
            let mut codes = codes.to_vec();
            codes.sort_unstable();
            for code in codes {
                pass.codings.segment.push(at);
                pass.codings.code.push(code);
                pass.codings.mention.push(2);
                pass.codings.asserted.push(1);
                pass.codings.given_mention.push(true);
                pass.codings.given_asserted.push(true);
            }
        }
    }
    let level = match needs {
        Needs::Time => Level::Ordered(vec!["新华社".into(), "gap".into(), "Хабар".into()]),
        _ => Level::Document,
    };
    let grouped = matches!(needs, Needs::Groups | Needs::Time);
    let dimension = Dimension { name: "outlet".to_owned(), level };
    let dimensions = if grouped { vec![dimension] } else { Vec::new() };
    let mut tally = Tally::new(book, false, dimensions);
    tally.add(&segments, &pass, design).unwrap();
    tally
}

fn table(name: &str, corpus: Corpus<'_>, context: &Context) -> Table {
    let book = book();
    let tally = tally(&book, corpus, entry(name).unwrap().needs);
    let actors = "[codebook]\nid = 'actors'\nactors = true\n[[code]]\nid = 'west'\nlabel = 'Батыс'\nrules = ['w']\n";
    let actors = Codebook::parse("actors.toml", actors).0.unwrap();
    // of the 4 segments given security one in the West's voice
    let clusters = tally.total().code(SECURITY as usize, Measure::Asserted).clusters;
    let of_four =
        |y: u64| Clusters { y, n: 4, yy: u128::from(y), yn: u128::from(3 * y), nn: 10, ..clusters };
    let voiced = |voice, y| Voiced {
        code: SECURITY,
        voice,
        segments: y,
        documents: 2,
        clusters: of_four(y),
    };
    let voiced = vec![voiced(Voice::Actor(0), 1), voiced(Voice::Unattributed, 3)];
    let of = [(Measure::Asserted, voiced.clone()), (Measure::Mention, voiced)];
    let voices = Some(Voices { actors: &actors, of: &of });
    let words = key_words();
    let words = Some(&words);
    let collapsed = None;
    let input = Input { codebook: &book, tally: &tally, context, voices, words, collapsed };
    build(name, &input).unwrap()
}

/// Counts alone.
fn bare<'a>(codebook: &'a Codebook, tally: &'a Tally, context: &'a Context) -> Input<'a> {
    Input { codebook, tally, context, voices: None, words: None, collapsed: None }
}

/// Words of two groups of English; computed apart in Python, the first also by quanteda.extras.
fn key_words() -> KeyWords {
    let word = |word: &str, own, other, documents: &[(u64, u64)]| KeyWord {
        group: 0,
        language: "en".to_owned(),
        word: word.to_owned(),
        counts: Keyness { target: (own, 100), reference: (other, 200) },
        documents: documents.to_vec(),
        corpus: CorpusSize { words: 300, documents: 3, smallest: 100 },
    };
    KeyWords {
        groups: vec!["Қауіпсіздік".to_owned(), "rest".to_owned()],
        n_tested: 40,
        least: 5,
        words: vec![
            word("terror", 10, 5, &[(10, 100), (5, 100)]),
            word("trade", 0, 9, &[(9, 100)]),
            word("安全", 1, 9, &[(10, 100)]),
        ],
    }
}

#[test]
fn key_words_are_held_to_the_rest_and_to_the_number_of_words_tested() {
    let table = table("keyness", CORPUS, &Context::default());
    let columns = ["n", "rest", "per_1000_words", "g2", "log_ratio", "documents", "dp"];
    let of = |word| row(&table, &[("word", word)], &columns);
    // log2((10 / 100) / (5 / 200)) = 2; DP: (|10/15 − 1/3| + |5/15 − 1/3| + 1/3) / 2 = 1/3
    assert_eq!(of("terror"), ["10", "5", "100", "7.32981167", "2", "2", "0.33333333"]);
    assert_eq!(of("trade")[3..5], ["-7.43684619", "-3.169925"]);
    let p = |column| {
        let cells = row(&table, &[("word", "trade")], &[column]);
        cells[0].parse::<f64>().unwrap()
    };
    assert!((p("p_adjusted") - 40.0 * p("p")).abs() < 1e-6, "Holm's first of 40");
}

/// The cells of a row as CSV writes them, found by a column's value.
fn row(table: &Table, key: &[(&str, &str)], columns: &[&str]) -> Vec<String> {
    let text = csv::render(table, 0).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let at =
        |name: &str| names.iter().position(|it| it == name).unwrap_or_else(|| panic!("{name}"));
    let found: Vec<_> = reader
        .records()
        .map(Result::unwrap)
        .filter(|it| key.iter().all(|(name, value)| it[at(name)] == **value))
        .collect();
    assert_eq!(found.len(), 1, "{key:?} in\n{text}");
    columns.iter().map(|it| found[0][at(it)].to_owned()).collect()
}

fn check(table: &Table, key: &[(&str, &str)], columns: &str, expected: &str) {
    let columns: Vec<&str> = columns.split_whitespace().collect();
    assert_eq!(row(table, key, &columns).join(" "), expected, "{key:?}");
}

#[test]
fn frequency_counts_segments_documents_matches_and_words() {
    let table = table("frequency", CORPUS, &Context::default());
    let columns = "segments of_segments documents of_documents matches words per_1000_words \
                   missing_segments";
    // 10 segments of 4 documents in English and Kazakh; 4 × 1000 / 200
    check(&table, &[("code", "security")], columns, "4 10 2 4 4 200 20 1");
    // no Kazakh rules: the coding that matched there is missing, so are 3 of 11 segments
    check(&table, &[("code", "security.borders")], columns, "1 8 1 3 1 160 6.25 3");
    check(&table, &[("code", "economic")], columns, "4 10 4 4 4 200 20 1");
    // the object: of all 13 texts, in scope or not, in Chinese too
    check(&table, &[("code", "object")], columns, "4 13 4 5 4 260 15.38461538 0");
    check(&table, &[("kind", "none")], columns, "3 10 3 4  200  1");
    check(&table, &[("code", "security")], "share", "0.4");
    check(&table, &[("code", "security")], "depth kind measure", "0 framing asserted");
    check(&table, &[("code", "security.borders")], "depth", "1");
}

/// y = 3 0 1 0, n = 4 2 3 1; Python with scipy, residual by residual.
#[test]
fn frequency_has_intervals_clustered_by_document_or_not() {
    let near = |table: &Table, expected: [f64; 2]| {
        let found = row(table, &[("code", "security")], &["share_low", "share_high"]);
        for (found, expected) in found.iter().zip(expected) {
            let found: f64 = found.parse().unwrap();
            assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
        }
    };
    near(&table("frequency", CORPUS, &Context::default()), [CLUSTERED.0, CLUSTERED.1]);
    let iid = Context { method: Method::Wilson, ..Context::default() };
    near(&table("frequency", CORPUS, &iid), [0.168180, 0.687326]);
    let census = Context { method: Method::None, ..Context::default() };
    let census = table("frequency", CORPUS, &census);
    let columns = "share share_low share_high undefined_because";
    check(&census, &[("code", "security")], columns, "0.4   no interval was asked for");
    assert!(census.notes.iter().any(|it| it.contains("census")), "{:?}", census.notes);
}

const CLUSTERED: (f64, f64) = (0.096029951, 0.807089136);

#[test]
fn frequency_says_what_is_in_scope_out_of_scope_and_missing() {
    let table = table("frequency", CORPUS, &Context::default());
    let columns = "label segments of_segments documents words";
    for (kind, expected) in [
        ("in_scope", "In scope 10 14 4 200"),
        ("out_of_scope", "Out of scope 2 14 2 40"),
        ("missing", "Missing 2 14 2 40"),
        ("missing_language", "language not covered 1 14 1 20"),
        ("missing_empty", "no text or no word 1 14 1 20"),
        ("all", "All 14 14 6 280"),
    ] {
        check(&table, &[("kind", kind)], columns, expected);
    }
}

#[test]
fn both_measures_stand_below_each_other() {
    let measures = Measure::ALL.to_vec();
    let table = table("frequency", CORPUS, &Context { measures, ..Context::default() });
    let matches =
        |measure| row(&table, &[("code", "economic"), ("measure", measure)], &["matches"]);
    assert_eq!((matches("asserted"), matches("mention")), (vec!["4".into()], vec!["8".into()]));
    assert!(terminal::render(&table, 100).unwrap().contains("mention"));
}

#[test]
fn by_document_tells_present_from_dominant_and_ties_from_none() {
    let table = table("by-document", CORPUS, &Context::default());
    let columns = "present of_present present_share dominant of_dominant dominant_share";
    // documents: security 3 : 1; economic 0 : 1; 1 : 1; 0 : 1
    check(&table, &[("code", "security")], columns, "2 4 0.5 1 4 0.25");
    check(&table, &[("code", "economic")], columns, "4 4 1 2 4 0.5");
    check(&table, &[("code", "security.borders")], columns, "1 3 0.33333333   ");
    check(&table, &[("kind", "mixed")], columns, "   1 4 0.25");
    check(&table, &[("kind", "none")], columns, "   0 4 0");
    check(&table, &[("code", "object")], columns, "4 5 0.8   ");
    assert!(table.notes.iter().any(|it| it.ends_with("documents taken as independent")));
    // Wilson for 4 of 4
    check(&table, &[("code", "economic")], "present_low present_high", "0.51010916 1");
}

/// R's package survey: svymean with Wilson's interval of the effective number, and svycontrast.
#[test]
fn documents_and_pairs_are_weighted_and_reprints_are_one_cluster() {
    let book = book();
    let tally = tally_of(&book, CORPUS, Needs::Total, Weighed);
    let context = Context { weight: Some("w".to_owned()), ..Context::default() };
    let input = Input { collapsed: Some(&tally), ..bare(&book, &tally, &context) };
    let near = |table: &Table, key: &[(&str, &str)], columns: &[&str], expected: &[f64]| {
        let found = row(table, key, columns);
        for ((found, expected), column) in found.iter().zip(expected).zip(columns) {
            let found: f64 =
                found.parse().unwrap_or_else(|_| panic!("{key:?} {column}: `{found}`"));
            assert!((found - expected).abs() < 1e-8, "{key:?} {column}: {found}, not {expected}");
        }
    };
    let table = build("by-document", &input).unwrap();
    // counts are not weighted
    check(&table, &[("code", "security")], "present of_present dominant of_dominant", "2 4 1 4");
    let present = ["present_share", "present_low", "present_high", "present_effective_n"];
    let dominant = ["dominant_share", "dominant_low", "dominant_high", "dominant_effective_n"];
    let security = [0.6666666667, 0.1233215701, 0.9660274459, 1.4067730647];
    near(&table, &[("code", "security")], &present, &security);
    near(&table, &[("code", "economic")], &present, &[1.0, 0.3629181142, 1.0, 2.1883136563]);
    let security = [0.4444444444, 0.0816458877, 0.8780298774, 2.1883136563];
    near(&table, &[("code", "security")], &dominant, &security);
    let mixed = [0.2222222222, 0.0231172055, 0.7752616200, 2.1883136563];
    near(&table, &[("kind", "mixed")], &dominant, &mixed);
    assert!(table.notes.iter().any(|it| it.ends_with("reprints of one text are one cluster")));
    let latex = latex::render(&table, 80).unwrap();
    assert!(latex.contains("weighted by \\textasciigrave{}w\\textasciigrave{} ("), "{latex}");
    assert!(table.title.starts_with("Framings, by document, weighted by `w` ("), "{}", table.title);

    let table = build("cooccurrence", &input).unwrap();
    let key = [("kind", "segments")];
    check(&table, &key, "both first second n expected", "1 4 4 10 1.6");
    near(
        &table,
        &key,
        &["phi", "phi_low", "phi_high"],
        &[-0.1048284837, -0.5781077132, 0.4212295147],
    );
    near(
        &table,
        &key,
        &["lift", "lift_low", "lift_high"],
        &[0.8571428571, 0.3294615147, 2.2299839123],
    );
    let jaccard = [0.2105263158, 0.0215168904, 0.7638047898];
    near(&table, &key, &["jaccard", "jaccard_low", "jaccard_high"], &jaccard);
    let columns = "both first second n phi undefined_because";
    let nowhere = "it is given everywhere or nowhere, so there is nothing to compare";
    check(&table, &[("kind", "documents")], columns, &format!("2 2 4 4  {nowhere}"));
    assert!(
        table.notes.iter().any(|it| it.ends_with("clustered by document")),
        "{:?}",
        table.notes
    );

    // taken as independent: Wilson's interval of Kish's number, (sum of weights)² over the sum of squares
    let context = Context { method: Method::Wilson, ..context.clone() };
    let table = build("by-document", &Input { context: &context, ..input }).unwrap();
    let kish = [0.6666666667, 0.2174763772, 0.9350345711];
    near(&table, &[("code", "security")], &present[..3], &kish);
}

#[test]
fn crosstab_has_row_and_column_shares_and_a_group_of_the_missing() {
    let table = table("crosstab", CORPUS, &Context::default());
    let cell = |code, group, expected| {
        let columns = "segments of_segments row_share column_share share";
        check(&table, &[("code", code), ("group", group)], columns, expected);
    };
    cell("security", "Хабар", "3 6 0.75 0.6 0.5");
    cell("security", "新华社", "1 3 0.25 0.5 0.33333333");
    cell("security", "(missing)", "0 1 0 0 0");
    cell("security", "All", "4 10 1 0.5 0.4");
    let kind = |kind, group, columns, expected| {
        check(&table, &[("kind", kind), ("group", group)], columns, expected);
    };
    kind("none", "Хабар", "segments of_segments column_share", "2 6 ");
    kind("codings", "Хабар", "segments row_share column_share", "5 0.625 1");
    kind("codings", "All", "segments row_share column_share", "8 1 1");
    kind("in_scope", "新华社", "segments row_share column_share", "3 0.3 0.75");
    kind("missing", "(missing)", "segments row_share column_share", "2 1 0.5");
    kind("all", "(missing)", "by_outlet group_kind segments", " missing 4");
    kind("all", "All", "by_outlet group_kind segments", " all 14");
    kind("all", "Хабар", "by_outlet group_kind segments", "Хабар group 6");
    assert!(
        table.title.starts_with("Framings, by outlet (indicators, not validated)"),
        "{}",
        table.title
    );
}

#[test]
fn what_is_undefined_is_empty_and_says_why() {
    let one =
        "all observations stand in one document, so the variation between documents is unknown";
    let table = table("crosstab", CORPUS, &Context::default());
    let columns = ["segments", "share", "share_low", "undefined_because"];
    let found = row(&table, &[("code", "economic"), ("group", "新华社")], &columns);
    assert_eq!(found, ["1", "0.33333333", "", one]);

    let chinese: Corpus<'_> = &[(None, &[(Chinese, true, &[OBJECT])])];
    let table = self::table("frequency", chinese, &Context::default());
    let columns =
        ["segments", "documents", "matches", "share", "per_1000_words", "undefined_because"];
    let found = row(&table, &[("code", "security")], &columns);
    assert_eq!(found, ["", "", "", "", "", "there is nothing in the denominator"]);
    let text = terminal::render(&table, 120).unwrap();
    assert!(text.contains("– there is nothing in the denominator: Қауіпсіздік / 安全"), "{text}");

    for name in ["frequency", "by-document", "crosstab"] {
        let table = self::table(name, &[], &Context::default());
        let text = terminal::render(&table, 80).unwrap();
        assert!(text.contains("there is nothing in the denominator"), "{text}");
        assert!(!csv::render(&table, 0).unwrap().contains("NaN"));
    }
}

#[test]
fn a_crosstab_without_groups_and_unknown_names_are_refused() {
    let (book, context) = (book(), Context::default());
    let tally = tally(&book, CORPUS, Needs::Total);
    let input = bare(&book, &tally, &context);
    let message = |name| build(name, &input).unwrap_err().to_string();
    assert!(message("crosstab").contains("`--by`"));
    assert_eq!(
        message("crosstabs"),
        "unknown table `crosstabs`; there are: frequency, by-document, crosstab, trend, cooccurrence, keyness, attribution"
    );
    let error = format("xml").unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown format `xml`; there are: text, csv, json, markdown, latex, html, docx, xlsx"
    );
}

/// A table that is only an entry: its name is all that commands and messages need.
const MORE: &[TableEntry] = &[
    TABLES[0],
    TableEntry {
        name: "dummy",
        doc: "nothing",
        needs: Needs::Total,
        build: |_| Err(TableError::NoGroups),
    },
];

#[test]
fn an_entry_more_is_found_and_named() {
    assert!(find("table", "dummy", MORE, |it| it.name).is_ok());
    let error = find("table", "x", MORE, |it| it.name).unwrap_err().to_string();
    assert_eq!(error, "unknown table `x`; there are: frequency, dummy");
}

#[test]
fn every_table_has_a_typed_column_a_variable_and_every_format_renders_it() {
    for entry in TABLES {
        let table = table(entry.name, CORPUS, &Context::default());
        assert_eq!(table.name, entry.name);
        assert_eq!(table.variables.len(), table.frame.width());
        for (variable, column) in table.variables.iter().zip(table.frame.columns()) {
            assert_eq!(variable.name, column.name().as_str());
            assert!(!variable.label.is_empty() && !variable.heading.is_empty());
            let expected = match variable.print {
                Print::Text => DataType::String,
                Print::Count => DataType::UInt64,
                Print::Percent | Print::Decimal | Print::Probability => DataType::Float64,
            };
            assert_eq!(column.dtype(), &expected, "{}", variable.name);
        }
        let mut names: Vec<&str> = table.variables.iter().map(|it| it.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.variables.len(), "names are unique");
        for format in FORMATS {
            let bytes = format.render.bytes(&table, 80).unwrap();
            let text = readable(&bytes);
            assert!(text.contains("Қауіпсіздік"), "{} as {}:\n{text}", entry.name, format.name);
            assert!(text.contains("not validated"));
            for needed in ["mini", "1.2", "paragraph", "asserted", env!("CARGO_PKG_VERSION")] {
                assert!(text.contains(needed), "{needed} in {} as {}", entry.name, format.name);
            }
        }
    }
}

/// The text of a file, of an office file that of its parts.
fn readable(bytes: &[u8]) -> String {
    let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return String::from_utf8(bytes.to_vec()).expect("UTF-8");
    };
    let mut text = String::new();
    for part in 0..zip.len() {
        std::io::Read::read_to_string(&mut zip.by_index(part).unwrap(), &mut text).unwrap();
    }
    text
}

#[test]
fn a_title_tells_framings_from_mentions_and_validated_from_not() {
    let title = |context: &Context| table("frequency", CORPUS, context).title;
    assert_eq!(
        title(&Context::default()),
        "Framings, frequency (indicators, not validated) — Silk Road"
    );
    let context = Context { framings: false, validated: true, seed: Some(7), ..Context::default() };
    assert_eq!(title(&context), "Mentions, frequency — Silk Road");
    let table = table("frequency", CORPUS, &context);
    assert!(table.notes.iter().any(|it| it.ends_with("; seed 7")), "{:?}", table.notes);
    check(&table, &[("code", "economic")], "seed validation", "7 validated");
}

#[test]
fn a_terminal_view_is_aligned_in_every_script_and_fits() {
    for width in [40, 80, 120] {
        for entry in TABLES {
            let table = table(entry.name, CORPUS, &Context::default());
            let text = terminal::render(&table, width).unwrap();
            let body: Vec<&str> = text
                .lines()
                .skip_while(|it| !it.is_empty())
                .skip(1)
                .take_while(|it| !it.is_empty())
                .collect();
            assert!(body.len() >= 5, "{text}");
            for line in &body {
                assert!(line.width() <= width, "{} at {width}: {line}\n{text}", entry.name);
                // the last column of a block is of numbers, so that all lines end together, but for those of
                // what stands below cells, where nothing stands below the last
                let below = line.starts_with("    ") && entry.name != "frequency";
                assert!(below || line.width() == body[1].width(), "{}\n{text}", entry.name);
            }
        }
    }
}

#[test]
fn a_narrow_terminal_cuts_labels_and_sets_columns_below() {
    let table = table("crosstab", CORPUS, &Context::default());
    let text = terminal::render(&table, 34).unwrap();
    let body: Vec<&str> = text
        .lines()
        .skip_while(|it| !it.is_empty())
        .skip(1)
        .take_while(|it| !it.starts_with("– "))
        .collect();
    assert_eq!(body.join("\n"), NARROW, "{text}");
}

const NARROW: &str = "\
Code                  Хабар
───────────────────────────
Қауіпсіздік…           50.0
              3 [0.7, 99.3]
  Borders              25.0
                          1
Economic               33.3
              2 [0.7, 97.3]
None of the…           33.3
              2 [0.7, 97.3]
───────────────────────────
Object                 33.3
              2 [0.7, 97.3]
───────────────────────────
All codings…              5
In scope                  6
Out of scope              0
Missing                   0
  language…               0
  no text o…              0
All                       6

Code          新华社
────────────────────
Қауіпсіздік…    33.3
                   1
  Borders        0.0
                   0
Economic        33.3
                   1
None of the…    33.3
                   1
────────────────────
Object          25.0
                   1
────────────────────
All codings…       2
In scope           3
Out of scope       1
Missing            0
  language…        0
  no text o…       0
All                4

Code              (missing)
───────────────────────────
Қауіпсіздік…            0.0
                          0
  Borders               0.0
                          0
Economic              100.0
                          1
None of the…            0.0
                          0
───────────────────────────
Object                 33.3
              1 [0.5, 97.9]
───────────────────────────
All codings…              1
In scope                  1
Out of scope              1
Missing                   2
  language…               1
  no text o…              1
All                       4

Code                     All
────────────────────────────
Қауіпсіздік…            40.0
               4 [9.6, 80.7]
  Borders               12.5
               1 [0.9, 70.2]
Economic                40.0
              4 [11.8, 76.8]
None of the…            30.0
               3 [7.3, 70.0]
────────────────────────────
Object                  30.8
              4 [10.0, 64.0]
────────────────────────────
All codings…               8
In scope                  10
Out of scope               2
Missing                    2
  language…                1
  no text o…               1
All                       14

Code             test      p
────────────────────────────
Қауіпсіздік…   F 0.37  1.000
              df 1, 2
  Borders      F 1.12  0.482
              df 1, 1
Economic       F 0.00  1.000
              df 1, 2
None of the…   F 0.00  1.000
              df 1, 2
────────────────────────────
Object         F 0.88  0.447
              df 1, 2
────────────────────────────
All codings…        –      –
In scope            –      –
Out of scope        –      –
Missing             –      –
  language…         –      –
  no text o…        –      –
All                 –      –

Code                     V
──────────────────────────
Қауіпсіздік…          0.16
              [0.00, 0.67]
  Borders             0.35
              [0.00, 1.00]
Economic              0.00
              [0.00, 0.00]
None of the…          0.00
              [0.00, 0.00]
──────────────────────────
Object                0.09
              [0.00, 0.27]
──────────────────────────
All codings…             –
In scope                 –
Out of scope             –
Missing                  –
  language…              –
  no text o…             –
All                      –
";

#[test]
fn no_format_is_steered_by_a_value() {
    let corpus: Corpus<'_> =
        &[(Some("a|b\u{1b}[2J\n<script>"), &[(English, true, &[OBJECT, SECURITY])])];
    let table = table("crosstab", corpus, &Context::default());
    let text = markdown::render(&table, 80).unwrap();
    assert!(text.contains("a\\|b \\[2J \\<script\\>"), "{text}");
    let text = terminal::render(&table, 80).unwrap();
    assert!(text.contains("a|b [2J <script>") && !text.contains('\u{1b}'), "{text}");
    let html = html::render(&table, 80).unwrap();
    assert!(html.contains(">a|b [2J &lt;script&gt;<") && !html.contains("<script"), "{html}");
    let latex = latex::render(&table, 80).unwrap();
    assert!(latex.contains("a|b {[}2J \\textless{}script\\textgreater{}"), "{latex}");
    let key = [("code", "security"), ("group", "a|b\u{1b}[2J\n<script>")];
    assert_eq!(row(&table, &key, &["segments"]), ["1"], "CSV is raw");
}

#[test]
fn numbers_are_printed_for_people() {
    let percent = |number| grid::print(&AnyValue::Float64(number), Print::Percent);
    for (number, expected) in [
        (0.0, "0.0"),
        (1.0, "100.0"),
        (0.123_49, "12.3"),
        (0.000_06, "<0.1"),
        (0.000_6, "0.1"),
        (0.999_4, "99.9"),
        (0.999_96, ">99.9"),
    ] {
        assert_eq!(percent(number), expected);
    }
    for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(grid::thousands(number), expected);
    }
    for (number, expected) in
        [(0.5, "0.5"), (1.0 / 3.0, "0.33333333"), (95.0, "95"), (-1e-12, "0"), (20.0, "20")]
    {
        assert_eq!(grid::trim(number), expected);
    }
}

#[test]
fn a_trend_has_a_line_for_a_period_without_documents_and_says_what_points_rest_on() {
    let table = table("trend", CORPUS, &Context::default());
    let text = terminal::render(&table, 100).unwrap();
    let body: Vec<&str> = text
        .lines()
        .skip_while(|it| !it.is_empty())
        .skip(1)
        .take_while(|it| !it.is_empty())
        .collect();
    assert_eq!(
        body.join("\n"),
        "\
outlet   Қауіпсіздік / 安全        Economic  None of these   n
──────────────────────────────────────────────────────────────
新华社                 33.3            33.3           33.3   3
                          1               1              1
gap                       –               –              –   0
Хабар                  50.0            33.3           33.3   6
              3 [0.7, 99.3]   2 [0.7, 97.3]  2 [0.7, 97.3]
undated                 0.0           100.0            0.0   2
                          0               1              0
All                    40.0            40.0           30.0  11
              4 [9.6, 80.7]  4 [11.8, 76.8]  3 [7.3, 70.0]",
        "{text}"
    );
}

#[test]
fn a_voice_is_a_share_of_the_segments_given_the_framing() {
    let table = table("attribution", CORPUS, &Context::default());
    let text = terminal::render(&table, 100).unwrap();
    for line in [
        "  Батыс                    1   4  25.0   5.4  66.2          2",
        "  unattributed             3   4  75.0  33.8  94.6          2",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let (book, context) = (book(), Context::default());
    let tally = tally(&book, CORPUS, Needs::Total);
    let input = bare(&book, &tally, &context);
    assert_eq!(build("attribution", &input).unwrap_err(), TableError::NoVoices);
}

#[test]
fn framings_that_stand_together_are_counted_by_segment_and_by_document() {
    let table = table("cooccurrence", CORPUS, &Context::default());
    // security and economic: one segment of ten has both, 4 and 4 have one; as for documents, Хабар
    // and 新华社 have both, of 4 documents in scope in a language that both know
    let columns = ["both", "first", "second", "n", "expected", "jaccard", "phi", "lift"];
    let of = |kind| row(&table, &[("code", "security"), ("kind", kind)], &columns);
    let phi = |both: f64, a: f64, b: f64, n: f64| {
        grid::trim((both * n - a * b) / (a * (n - a) * b * (n - b)).sqrt())
    };
    let jaccard = grid::trim(1.0 / 7.0);
    let expected = ["1", "4", "4", "10", "1.6", &jaccard, &phi(1.0, 4.0, 4.0, 10.0), "0.625"];
    assert_eq!(of("segments"), expected);
    let phi = phi(2.0, 2.0, 4.0, 4.0);
    assert_eq!(of("documents")[..4], ["2", "2", "4", "4"], "{phi}");
}

#[test]
fn a_crosstab_says_over_how_many_tests_p_is_adjusted_why_there_is_none_and_what_weights_leave() {
    let table = table("crosstab", CORPUS, &Context::default());
    let families = "over the 3 tests of top-level framings and “none”, the 1 of subcodes, and the 1 of the object";
    let note = table.notes.iter().find(|it| it.contains("whether the groups differ"));
    assert!(note.is_some_and(|it| it.contains(families)), "{:?}", table.notes);
    // nothing is given to anybody: there is no test, and the view says so
    let nothing: Corpus<'_> =
        &[(Some("a"), &[(English, true, &[])]), (Some("b"), &[(English, true, &[])])];
    let table = self::table("crosstab", nothing, &Context::default());
    let text = terminal::render(&table, 200).unwrap();
    let untested = "– no test: it is given everywhere or nowhere, so there is nothing to compare: \
                    Қауіпсіздік / 安全, Borders, Economic, None of these and 1 more";
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(untested), "{text}");
    assert_eq!(text.matches("no test:").count(), 1, "{text}");
    let book = book();
    let tally = tally_of(&book, CORPUS, Needs::Groups, Weighed);
    let context = Context { weight: Some("w".to_owned()), ..Context::default() };
    let input = bare(&book, &tally, &context);
    let table = build("crosstab", &input).unwrap();
    // 4 segments in scope of weight 2, 5 of 1, one of a half: (8 + 5 + .5)² / (16 + 5 + .25)
    let left = "All 8.6 of 10";
    assert!(table.notes.iter().any(|it| it.contains(left)), "{:?}", table.notes);
}

#[test]
fn a_group_of_reprints_counts_as_a_cluster_where_one_of_its_documents_stands_in_a_group_that_is_compared()
 {
    /// The first and the fourth document, of an outlet and of none, are one text.
    struct Mixed;
    impl Design<'static> for Mixed {
        fn value(&self, _: usize, document: usize) -> Option<&'static str> {
            CORPUS[document].0
        }
        fn cluster(&self, document: usize) -> Option<u32> {
            matches!(document, 0 | 3).then_some(0)
        }
    }
    let book = book();
    let tally = tally_of(&book, CORPUS, Needs::Groups, Mixed);
    let of = framebook_engine::count::Of::Code(ECONOMIC as usize);
    let clusters = |keep: fn(&framebook_engine::count::GroupKey) -> bool| {
        tally.crossed(of, Measure::Asserted, keep).clusters
    };
    // documents 0 to 2 with an outlet; 4 has a language that the code has no rules for, 5 no text
    assert_eq!(clusters(comparison::is_compared), 3);
    assert_eq!(clusters(|_| true), 3);
}

#[test]
fn blocks_keep_the_ends_of_an_interval_with_their_value_and_no_column_alone() {
    let head = |names: &str| {
        let names = names.split(' ').enumerate();
        names.map(|(at, name)| (name.to_owned(), at > 0)).collect::<Vec<_>>()
    };
    let of = |names: &str, room| {
        let grid = Grid { head: head(names), ..Grid::default() };
        let blocks = grid.blocks(room, &|_| 1);
        let names = |it: &Grid| it.head.iter().map(|it| it.0.clone()).collect::<Vec<_>>().join(" ");
        blocks.iter().map(names).collect::<Vec<_>>()
    };
    let names = "Code n F1 low high p";
    assert_eq!(of(names, 6), [names]);
    for room in [3, 4, 5] {
        assert_eq!(of(names, room).first().map(String::as_str), Some("Code n"), "{room}");
    }
    assert_eq!(of(names, 5), ["Code n", "Code F1 low high p"]);
    assert_eq!(of("Code a b c d", 4), ["Code a b", "Code c d"]);
    // what can not be parted so is parted where it must
    assert_eq!(of("Code F1 low high", 3), ["Code F1 low", "Code high"]);
}
