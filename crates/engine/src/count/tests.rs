//! Small corpora counted by hand, and the law that parts add up to the whole in any order.

use proptest::prelude::*;

use crate::codebook::{Codebook, Measure};
use crate::coding::{Absent, Codings, PassOutput, Segments};
use crate::text::Language::{self, Chinese, English, Kazakh, Russian, Undetermined};

use super::*;
use crate::stats::Together;

/// Object (en, ru), a (en, ru, zh) with a.b (en), c (en, ru).
const BOOK: &str = "
[codebook]
about = 'object'
[[code]]
id = 'object'
rules.en = ['sco']
rules.ru = ['шос']
[[code]]
id = 'a'
rules.en = ['x']
rules.ru = ['икс']
rules.zh = ['安全']
[[code]]
id = 'a.b'
rules.en = ['xx']
[[code]]
id = 'c'
rules.en = ['y']
rules.ru = ['игрек']
";
const OBJECT: u16 = 0;
const A: u16 = 1;
const AB: u16 = 2;
const C: u16 = 3;

fn book() -> Codebook {
    let (book, diagnostics) = Codebook::parse("test.toml", BOOK);
    book.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

/// A segment and the codes it is given; a code below 100 is asserted, one from 100 on is the code
/// less 100 and only mentioned.
#[derive(Clone, Debug)]
struct Row {
    language: Language,
    in_scope: bool,
    absent: Option<Absent>,
    part: u16,
    codes: Vec<u16>,
}

fn row(language: Language, in_scope: bool, codes: &[u16]) -> Row {
    Row { language, in_scope, absent: None, part: 0, codes: codes.to_vec() }
}

fn absent(reason: Absent) -> Row {
    Row { absent: Some(reason), ..row(Undetermined, false, &[]) }
}

/// Every segment has ten words, every coding one match.
fn columns(documents: &[Vec<Row>]) -> (Segments, PassOutput) {
    let (mut segments, mut pass) = (Segments::default(), PassOutput::default());
    for (document, rows) in documents.iter().enumerate() {
        for row in rows {
            let at = segments.document.len() as u32;
            segments.document.push(document as u32);
            segments.part.push(row.part);
            segments.words.push(10);
            segments.language.push(row.language);
            segments.absent.push(row.absent);
            pass.in_scope.push(row.in_scope);
            let mut codes: Vec<(u16, bool)> =
                row.codes.iter().map(|it| (it % 100, *it < 100)).collect();
            codes.sort_unstable();
            codes.dedup_by_key(|it| it.0);
            for (code, asserted) in codes {
                let Codings { segment, code: codes, mention, .. } = &mut pass.codings;
                segment.push(at);
                codes.push(code);
                mention.push(1);
                pass.codings.asserted.push(u32::from(asserted));
                pass.codings.given_mention.push(true);
                pass.codings.given_asserted.push(asserted);
            }
        }
    }
    (segments, pass)
}

fn count(documents: &[Vec<Row>]) -> Tally {
    let mut tally = Tally::new(&book(), false, Vec::new());
    let (segments, pass) = columns(documents);
    tally.add(&segments, &pass, |_, _| None).unwrap();
    tally
}

fn counts(segments: u64, documents: u64, words: u64) -> Counts {
    Counts { segments, documents, words }
}

#[test]
fn every_segment_has_one_status_and_missing_is_never_zero() {
    let tally = count(&[
        vec![row(English, true, &[OBJECT, A]), row(English, false, &[C]), row(Russian, true, &[])],
        vec![row(Kazakh, false, &[]), row(Kazakh, true, &[A]), row(Chinese, true, &[A, C])],
        vec![absent(Absent::Empty)],
        vec![absent(Absent::NonAnswer)],
        vec![absent(Absent::Unreadable)],
        vec![row(Undetermined, true, &[]), row(Undetermined, false, &[])],
    ]);
    let total = tally.total();
    for (status, expected) in [
        (Status::InScope, counts(4, 3, 40)),
        (Status::OutOfScope, counts(2, 2, 20)),
        (Status::Missing(Missing::ScopeUndetermined), counts(1, 1, 10)),
        (Status::Missing(Missing::LanguageNotCovered), counts(1, 1, 10)),
        (Status::Missing(Missing::Empty), counts(1, 1, 10)),
        (Status::Missing(Missing::NonAnswer), counts(1, 1, 10)),
        (Status::Missing(Missing::Unreadable), counts(1, 1, 10)),
    ] {
        assert_eq!(total.status(status), expected, "{status:?}");
    }
    assert_eq!(total.missing(), counts(5, 4, 50));
    assert_eq!(total.all(), counts(11, 6, 110));

    // a: English, Russian, Chinese and undetermined; the Kazakh coding is missing, not given
    let a = total.code(A as usize, Measure::Asserted);
    assert_eq!((a.segments, a.documents, a.matches, a.missing), (2, 2, 2, 1));
    assert_eq!(a.of, counts(4, 3, 40));
    // c has no Chinese rules: what matched there is missing; out of scope counts nowhere
    let c = total.code(C as usize, Measure::Asserted);
    assert_eq!((c.segments, c.documents, c.matches, c.missing), (0, 0, 0, 2));
    assert_eq!(c.of, counts(3, 2, 30));
    // the object is asked of every text in a language that it has rules for
    let object = total.code(OBJECT as usize, Measure::Asserted);
    assert_eq!((object.segments, object.of, object.missing), (1, counts(5, 2, 50), 3));
    // none: English with a is not; Russian and undetermined are; Chinese is not asked for c
    let none = total.none(Measure::Asserted);
    assert_eq!((none.segments, none.documents, none.missing), (2, 2, 2));
    assert_eq!(none.of, counts(3, 2, 30));
}

#[test]
fn measures_are_counted_apart_and_sums_of_squares_are_by_document() {
    let tally = count(&[
        vec![row(English, true, &[A, AB]), row(English, true, &[A]), row(English, true, &[])],
        vec![row(English, true, &[100 + A, C])],
        vec![row(English, true, &[]), row(English, true, &[A, C])],
    ]);
    let asserted = tally.total().code(A as usize, Measure::Asserted);
    let mention = tally.total().code(A as usize, Measure::Mention);
    assert_eq!((asserted.segments, asserted.documents, asserted.matches), (3, 2, 3));
    assert_eq!((mention.segments, mention.documents, mention.matches), (4, 3, 4));
    let sums = asserted.clusters;
    assert_eq!((sums.documents, sums.y, sums.n), (3, 3, 6));
    // y 2 0 1, n 3 1 2
    assert_eq!((sums.yy, sums.yn, sums.nn), (5, 8, 14));
    assert_eq!(tally.total().code(AB as usize, Measure::Asserted).segments, 1);
    let none = tally.total().none(Measure::Asserted).clusters;
    assert_eq!((none.y, none.yy, none.yn), (2, 2, 5));
    let together = |first, second, both, n| Together { first, second, both, n };
    let pairs = |measure| {
        let pairs = tally.pairs(measure).into_iter();
        let counts = |it: Pair| (it.codes, it.segments.counts, it.documents.counts);
        pairs.map(counts).collect::<Vec<_>>()
    };
    let pair = |segments, documents| vec![((1, 3), segments, documents)];
    let expected = [
        pair(together(3, 2, 1, 6), together(2, 2, 1, 3)),
        pair(together(4, 2, 2, 6), together(3, 2, 2, 3)),
    ];
    assert_eq!([pairs(Measure::Asserted), pairs(Measure::Mention)], expected);
}

#[test]
fn a_document_has_one_dominant_framing_or_is_mixed_or_has_none() {
    let seg = |codes: &[u16]| row(English, true, codes);
    let tally = count(&[
        vec![seg(&[A]), seg(&[A, C]), seg(&[])],
        vec![seg(&[A]), seg(&[C])],
        vec![seg(&[]), seg(&[])],
        vec![seg(&[C])],
        // subcodes, other scopes and missing codings do not decide
        vec![seg(&[C]), row(English, false, &[A]), row(English, false, &[A])],
        vec![row(Chinese, true, &[A])],
        vec![row(Kazakh, true, &[A])],
        vec![absent(Absent::Empty)],
    ]);
    let total = tally.total();
    let dominant = |code: u16| total.code(code as usize, Measure::Asserted).dominant;
    assert_eq!((dominant(A), dominant(AB), dominant(C), dominant(OBJECT)), (1, 0, 2, 0));
    let none = total.none(Measure::Asserted);
    assert_eq!((total.mixed(Measure::Asserted), none.dominant), (1, 1));
    assert_eq!(none.of.documents, 5, "the parts of dominance add up to the whole");
}

#[test]
fn a_run_without_about_and_a_codebook_without_one_have_everything_in_scope() {
    let (segments, pass) =
        columns(&[vec![row(English, true, &[A]), row(English, true, &[OBJECT])]]);
    let mut tally = Tally::new(&book(), true, Vec::new());
    tally.add(&segments, &pass, |_, _| None).unwrap();
    assert_eq!(tally.total().status(Status::InScope).segments, 2);
    assert_eq!(tally.total().none(Measure::Asserted).segments, 1, "the object is no framing");
    assert_eq!(tally.top(), [1, 3]);

    let (plain, _) = Codebook::parse("plain.toml", "[[code]]\nid = 'a'\nrules = ['x']\n");
    let tally = Tally::new(&plain.unwrap(), false, Vec::new());
    assert_eq!(tally.top(), [0]);
    assert_eq!(tally.total().all(), Counts::default());
}

#[test]
fn groups_hold_missing_values_and_cut_a_document_by_part_and_language() {
    let dimensions = vec![
        Dimension { name: "outlet".into(), level: Level::Document },
        Dimension {
            name: "part".into(),
            level: Level::Part(vec!["headline".into(), "body".into()]),
        },
    ];
    let body = |mut row: Row| {
        row.part = 1;
        row
    };
    let documents = [
        vec![
            row(English, true, &[A]),
            body(row(English, true, &[])),
            body(row(Russian, true, &[A])),
        ],
        vec![row(English, true, &[C])],
    ];
    let (segments, pass) = columns(&documents);
    let mut tally = Tally::new(&book(), false, dimensions);
    let outlet = [Some("Егемен"), None];
    tally.add(&segments, &pass, |_, document| outlet[document]).unwrap();
    let found: Vec<_> = tally
        .groups()
        .iter()
        .map(|(key, counted)| {
            let a = counted.code(A as usize, Measure::Asserted);
            (key.label(), a.segments, a.of.segments, a.of.documents)
        })
        .collect();
    let expected = [
        ("Егемен · headline", 1, 1, 1),
        ("Егемен · body", 1, 2, 1),
        ("(missing) · headline", 0, 1, 1),
    ];
    assert_eq!(found, expected.map(|(name, a, b, c)| (name.to_owned(), a, b, c)));
    assert_eq!(tally.total().code(A as usize, Measure::Asserted).of, counts(4, 2, 40));

    let mut by_language = Tally::new(
        &book(),
        false,
        vec![Dimension { name: "language".into(), level: Level::Language }],
    );
    by_language.add(&segments, &pass, |_, _| None).unwrap();
    let labels: Vec<_> = by_language.groups().iter().map(|it| it.0.label()).collect();
    assert_eq!(labels, ["en", "ru"]);
}

/// The engine's own columns, from texts to counts.
#[test]
fn counts_what_the_engine_codes() {
    use crate::coding::{BatchOutput, CompiledSet, Document, Options, Worker};
    use crate::segment::Unit;

    let book = std::sync::Arc::new(book());
    let options = Options { unit: Unit::Paragraph, ..Options::default() };
    let set = CompiledSet::new(vec![std::sync::Arc::clone(&book)], options);
    let texts = [
        (English, "The SCO: x, x and y.\n\nOnly x here.\n\nSCO again."),
        (Russian, "ШОС и икс.\n\nШОС и игрек."),
        (Kazakh, "Бұл мәтін."),
        (English, "  \n"),
    ];
    let parts: Vec<_> = texts.iter().map(|it| [Some(it.1)]).collect();
    let documents = texts.iter().zip(&parts).map(|((language, _), parts)| Document {
        parts,
        language: Some(*language),
        absent: None,
    });
    let mut out = BatchOutput::default();
    Worker::default().code_batch(&set, documents, &mut out);
    let mut tally = Tally::new(&book, false, Vec::new());
    tally.add(&out.segments, &out.passes[0], |_, _| None).unwrap();
    let total = tally.total();
    let status = |status| total.status(status).segments;
    assert_eq!((status(Status::InScope), status(Status::OutOfScope)), (4, 1));
    assert_eq!(status(Status::Missing(Missing::ScopeUndetermined)), 1);
    assert_eq!(status(Status::Missing(Missing::Empty)), 1);
    let a = total.code(A as usize, Measure::Asserted);
    assert_eq!((a.segments, a.documents, a.matches), (2, 2, 3));
    let c = total.code(C as usize, Measure::Asserted);
    assert_eq!((c.segments, c.documents, c.matches, c.of.segments), (2, 2, 2, 4));
    assert_eq!(total.none(Measure::Asserted).segments, 1);
    assert_eq!(total.mixed(Measure::Asserted), 2);
}

fn random_row() -> impl Strategy<Value = Row> {
    let absent = prop_oneof![
        9 => Just(None),
        1 => Just(Some(Absent::Empty)),
        1 => Just(Some(Absent::NonAnswer)),
    ];
    let code = prop_oneof![0u16..4, 100u16..104];
    let language = (0usize..6).prop_map(|it| Language::ALL[it]);
    (language, any::<bool>(), absent, 0u16..2, prop::collection::vec(code, 0..4)).prop_map(
        |(language, in_scope, absent, part, codes)| {
            let codes = if absent.is_some() { Vec::new() } else { codes };
            Row { language, in_scope, absent, part, codes }
        },
    )
}

const OUTLETS: [Option<&str>; 4] = [Some("2010"), Some("Казправда"), Some("新华"), None];

/// Segments, outlet, weight and cluster of a document.
type Case = (Vec<Row>, usize, u64, Option<u32>);

struct Sample<'d>(&'d [Case]);

impl Design<'static> for Sample<'_> {
    fn value(&self, _: usize, document: usize) -> Option<&'static str> {
        OUTLETS[self.0[document].1]
    }
    fn weight(&self, document: usize) -> Weight {
        match self.0[document].2 {
            3 => Weight::ZERO,
            weight => Weight::parse(&format!("{weight}.5")).unwrap(),
        }
    }
    fn cluster(&self, document: usize) -> Option<u32> {
        self.0[document].3
    }
}

fn add(tally: &mut Tally, documents: &[Case]) {
    let rows: Vec<_> = documents.iter().map(|it| it.0.clone()).collect();
    let (segments, pass) = columns(&rows);
    tally.add(&segments, &pass, Sample(documents)).unwrap();
}

proptest! {
    #[test]
    fn parts_merged_in_any_order_give_the_tally_of_the_whole(
        documents in prop::collection::vec(
            (prop::collection::vec(random_row(), 1..6), 0usize..4, 0u64..3,
             prop::option::of(0u32..3)), 1..24),
        sizes in prop::collection::vec(1usize..6, 24),
        order in any::<prop::sample::Index>(),
        backwards in any::<bool>(),
    ) {
        let dimensions = || vec![
            Dimension { name: "outlet".into(), level: Level::Document },
            Dimension { name: "language".into(), level: Level::Language },
        ];
        let empty = || Tally::new(&book(), false, dimensions());
        let mut whole = empty();
        add(&mut whole, &documents);

        let mut parts = Vec::new();
        let mut rest = documents.as_slice();
        for size in sizes {
            let (part, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            let mut tally = empty();
            add(&mut tally, part);
            parts.push(tally);
        }
        add(parts.last_mut().unwrap(), rest);
        let n = parts.len();
        parts.rotate_left(order.index(n));
        if backwards {
            parts.reverse();
        }
        // half by half, so that merged tallies are merged again
        while parts.len() > 1 {
            let last = parts.pop().unwrap();
            let at = parts.len() / 2;
            parts[at].merge(&last).unwrap();
        }
        prop_assert!(parts[0] == whole);

        // every segment has one status, and every document of the row "none" one dominance
        let total = whole.total();
        let statuses: u64 = Status::ALL.iter().map(|&it| total.status(it).segments).sum();
        prop_assert_eq!(statuses, total.all().segments);
        for measure in Measure::ALL {
            let none = total.none(measure);
            let tops: u64 = whole.top().iter().map(|&it| total.code(it, measure).dominant).sum();
            prop_assert_eq!(tops + total.mixed(measure) + none.dominant, none.of.documents);
        }
        let by_group: u64 = whole.groups().iter().map(|it| it.1.all().segments).sum();
        prop_assert_eq!(by_group, total.all().segments);
    }
}

proptest! {
    /// Documents that are one cluster count as one document that holds all their segments would:
    /// the sums of squares and the products between groups are those of the joined document.
    #[test]
    fn a_cluster_of_documents_is_one_document_in_every_square(
        rows in prop::collection::vec((random_row(), 0u32..4), 1..24),
    ) {
        let dimensions = || vec![Dimension { name: "language".into(), level: Level::Language }];
        let mut joined: Vec<Case> = Vec::new();
        for cluster in 0..4 {
            let of = rows.iter().filter(|it| it.1 == cluster);
            let of: Vec<Row> = of.map(|it| it.0.clone()).collect();
            if !of.is_empty() {
                joined.push((of, 0, 1, None));
            }
        }
        let apart: Vec<Case> =
            rows.iter().map(|(row, cluster)| (vec![row.clone()], 0, 1, Some(*cluster))).collect();
        let tally = |documents: &[Case]| {
            let mut tally = Tally::new(&book(), false, dimensions());
            add(&mut tally, documents);
            tally
        };
        let (apart, joined) = (tally(&apart), tally(&joined));
        for measure in Measure::ALL {
            for of in (0..4).map(Of::Code).chain([Of::None]) {
                let whole = |it: &Tally| it.total().of(of, measure).clusters;
                prop_assert_eq!(whole(&apart), whole(&joined));
                let crossed = |it: &Tally| it.crossed(of, measure, |_| true);
                prop_assert_eq!(crossed(&apart), crossed(&joined));
            }
        }
    }
}

/// What a document comes to, without the tally: the cells of two codes by segment and as one unit, and
/// whether it is given the first and asked of it.
fn by_hand(rows: &[Row], measure: usize) -> [[u64; 4]; 3] {
    let coverage = Coverage::new(&book(), false);
    let asks = |row: &Row, code: u16| {
        let status = coverage.status(row.absent, row.in_scope, row.language);
        coverage.asks_code(code as usize, status, row.language)
    };
    // of a code that is asserted and mentioned only the lower number stands in the columns
    let given = |row: &Row, code: u16| {
        let asserted = row.codes.contains(&code);
        let mention = row.codes.iter().any(|it| it % 100 == code);
        asks(row, code) && if measure == 0 { asserted } else { mention }
    };
    let cell = |first: bool, second: bool| match (first, second) {
        (true, true) => [1, 0, 0, 0],
        (true, false) => [0, 1, 0, 0],
        (false, true) => [0, 0, 1, 0],
        (false, false) => [0, 0, 0, 1],
    };
    let mut segments = [0; 4];
    for row in rows.iter().filter(|it| asks(it, A) && asks(it, C)) {
        let of = cell(given(row, A), given(row, C));
        segments.iter_mut().zip(of).for_each(|(sum, n)| *sum += n);
    }
    let any = |of: &dyn Fn(&Row, u16) -> bool, code| rows.iter().any(|row| of(row, code));
    let (first, second) = (any(&given, A), any(&given, C));
    let documents = match any(&asks, A) && any(&asks, C) {
        true => cell(first, second),
        false => [0; 4],
    };
    [segments, documents, [u64::from(first), u64::from(any(&asks, A)), 0, 0]]
}

proptest! {
    /// Pairs of codes, and documents that are given one, are the sums of what each cluster has.
    #[test]
    fn pairs_and_documents_add_up_over_weighted_clusters(
        documents in prop::collection::vec(
            (prop::collection::vec(random_row(), 1..6), 0usize..4, 0u64..4,
             prop::option::of(0u32..3)), 1..24),
    ) {
        use crate::stats::{Clusters, Joint};

        // a code is in the columns once; the test's rows say it asserted or only mentioned
        let documents: Vec<Case> = documents
            .into_iter()
            .map(|(mut rows, outlet, weight, cluster)| {
                for row in &mut rows {
                    row.codes.sort_by_key(|it| it % 100);
                    row.codes.dedup_by_key(|it| *it % 100);
                }
                (rows, outlet, weight, cluster)
            })
            .collect();
        let mut tally = Tally::new(&book(), false, Vec::new());
        add(&mut tally, &documents);
        let mut clusters: Vec<Vec<&Case>> = (0..3)
            .map(|number| documents.iter().filter(|it| it.3 == Some(number)).collect())
            .collect();
        clusters.extend(documents.iter().filter(|it| it.3.is_none()).map(|it| vec![it]));
        for measure in Measure::ALL {
            let (mut segments, mut units) = (Joint::default(), Joint::default());
            let mut with = Clusters::default();
            for cluster in &clusters {
                let weighed = |of: usize| -> Vec<(u64, [u64; 4])> {
                    let weight = |it: &Case| Sample(std::slice::from_ref(it)).weight(0).times(1);
                    cluster
                        .iter()
                        .map(|it| (weight(it), by_hand(&it.0, measure as usize)[of]))
                        .collect()
                };
                segments.add(&weighed(0));
                units.add(&weighed(1));
                let (mut y, mut n) = (0, 0);
                for (weight, [given, asked, ..]) in weighed(2).into_iter().filter(|it| it.0 > 0) {
                    (y, n) = (y + weight * given, n + weight * asked);
                    with.segments += asked;
                    with.ww += u128::from(weight) * u128::from(weight) * u128::from(asked);
                }
                let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
                with.documents += u64::from(n > 0);
                (with.y, with.n) = (with.y + y, with.n + n);
                with.yy += wide(y, y);
                with.yn += wide(y, n);
                with.nn += wide(n, n);
            }
            let pairs = tally.pairs(measure);
            prop_assert_eq!(pairs.len(), 1);
            prop_assert_eq!(pairs[0].segments, segments);
            prop_assert_eq!(pairs[0].documents, units);
            let of = |it| tally.documents(it, measure);
            prop_assert_eq!(of(Documents::With(A as usize)), with);
            // every document of the row "none" has one dominance
            let led = [A, C].map(|it| of(Documents::Dominant(it as usize)));
            let rest = [of(Documents::None), of(Documents::Mixed)];
            let all: u64 = led.iter().chain(&rest).map(|it| it.y).sum();
            prop_assert!(led.iter().chain(&rest).all(|it| it.n == all && it.yn >= it.yy));
        }
    }
}

#[test]
fn weights_are_read_as_decimals_and_weigh_shares_not_counts() {
    for (text, expected) in [
        ("0.792", Some(792_000)),
        (" 1,5 ", Some(1_500_000)),
        ("0", Some(0)),
        ("-1", None),
        ("", None),
        ("NaN", None),
        ("inf", None),
        ("heavy", None),
        ("0.000001", Some(1)),
        ("0.0000004", None),
    ] {
        assert_eq!(Weight::parse(text).map(|it| it.times(1)), expected, "{text}");
    }
    let english = |codes: &[u16]| vec![row(English, true, codes)];
    let documents: [Case; 3] =
        [(english(&[A]), 0, 0, None), (english(&[]), 0, 1, None), (english(&[A]), 0, 2, None)];
    let mut tally = Tally::new(&book(), false, Vec::new());
    add(&mut tally, &documents);
    let a = tally.total().code(A as usize, Measure::Asserted);
    assert_eq!((a.segments, a.of.segments), (2, 3));
    let sums = a.clusters;
    assert_eq!((sums.documents, sums.segments, sums.y, sums.n), (3, 3, 3_000_000, 4_500_000));
    assert_eq!(sums.ww, 8_750_000_000_000);
}

#[test]
fn a_segment_stands_in_the_group_of_each_code_that_it_has() {
    struct Codes;
    impl Design<'static> for Codes {
        fn value(&self, _: usize, _: usize) -> Option<&'static str> {
            None
        }
        fn codes(&self, _: usize, segment: usize) -> &[u16] {
            [&[1, 0][..], &[], &[0], &[0]][segment]
        }
    }
    let names = vec!["silk road".to_owned(), "sco".to_owned()];
    let dimension = Dimension { name: "object".into(), level: Level::Codes(names) };
    let mut tally = Tally::new(&book(), false, vec![dimension]);
    let english = |codes: &[u16]| row(English, true, codes);
    let (segments, pass) =
        columns(&[vec![english(&[A]), english(&[A])], vec![english(&[]), english(&[C])]]);
    tally.add(&segments, &pass, Codes).unwrap();
    let groups = tally.groups();
    let found: Vec<_> = groups
        .iter()
        .map(|(key, counted)| {
            let a = counted.code(A as usize, Measure::Asserted);
            (key.label(), a.segments, a.of.segments, a.of.documents)
        })
        .collect();
    assert_eq!(found, [("silk road".into(), 1, 3, 2), ("sco".to_owned(), 1, 1, 1)]);
    assert_eq!(tally.total().code(A as usize, Measure::Asserted).segments, 2);
}

#[test]
fn a_code_is_attributed_to_whoever_voices_its_matches() {
    use crate::coding::Matches;

    let actors = "[codebook]\nactors = true\n[[code]]\nid = 'west'\nrules = ['w']\n[[code]]\nid = 'west.nato'\nrules = ['n']\n";
    let actors = Codebook::parse("actors.toml", actors).0.unwrap();
    let english = |codes: &[u16]| row(English, true, codes);
    let (segments, mut pass) = columns(&[
        vec![english(&[A, AB]), english(&[A]), english(&[A])],
        vec![english(&[C]), english(&[A])],
    ]);
    // a.b voiced by NATO; a denied in the West's voice, which is no assertion; a voiced by the West
    let rows: [(u32, u16, bool, Option<u16>); 5] = [
        (0, AB, false, Some(1)),
        (1, A, true, Some(0)),
        (1, A, false, None),
        (3, C, false, None),
        (4, A, false, Some(0)),
    ];
    pass.matches = Matches {
        segment: rows.iter().map(|it| it.0).collect(),
        code: rows.iter().map(|it| it.1).collect(),
        negated: rows.iter().map(|it| it.2).collect(),
        voice: rows.iter().map(|it| it.3).collect(),
        ..Matches::default()
    };
    let mut sums = Attribution::new(&book(), &actors, false, Measure::Asserted);
    sums.add(&segments, &pass, |_, _| None);
    let found: Vec<_> = sums
        .finish()
        .iter()
        .map(|it| (it.code, it.voice, it.segments, it.documents, it.clusters.n))
        .collect();
    let expected = [
        (A, Voice::Actor(0), 2, 2, 4),
        (A, Voice::Actor(1), 1, 1, 4),
        (A, Voice::Unattributed, 2, 1, 4),
        (AB, Voice::Actor(0), 1, 1, 1),
        (AB, Voice::Actor(1), 1, 1, 1),
        (C, Voice::Unattributed, 1, 1, 1),
    ];
    assert_eq!(found, expected);
}
