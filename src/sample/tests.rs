//! The laws of a sample: the same draw for any order of the frame, probabilities that are exactly those of the
//! draw, samples that nest, and nothing of one text or document on both sides of the split.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use super::allocation::allocation;
use super::plan::{EXPECTED, Judges, Needed, Plan, TARGETS, target};
use super::*;
use crate::codings::{Sample, Split, Unit};
use crate::engine::count::{Missing, Status};
use crate::engine::text::Language;

/// A segment of a document; its text is its own.
fn segment(document: &str, number: u32, language: Language, codes: &[u16]) -> FrameSegment {
    FrameSegment {
        document: document.to_owned(),
        part: String::new(),
        part_index: 0,
        row: 0,
        number: number + 1,
        start: number * 100,
        end: number * 100 + 90,
        language,
        status: Status::InScope,
        codes: codes.to_vec(),
        groups: Vec::new(),
        cluster: document.to_owned(),
        is_copy: false,
        date: None,
        text: fingerprint(&format!("{document} {number}")),
    }
}

fn names() -> Vec<String> {
    ["Security", "Economy", "Culture"].map(str::to_owned).to_vec()
}

/// Documents of `per_document` segments in two languages, of which some have codes; every seventh is out of scope.
fn segments(n_documents: u32, per_document: u32) -> Vec<FrameSegment> {
    let mut all = Vec::new();
    for document in 0..n_documents {
        let language = if document % 3 == 0 { Language::Kazakh } else { Language::Russian };
        for number in 0..per_document {
            let nth = document * per_document + number;
            let codes: &[u16] = match nth % 20 {
                0 | 1 => &[0],
                2 => &[0, 1],
                3..=7 => &[1],
                8 if document % 5 == 0 => &[1, 2],
                _ => &[],
            };
            let mut it = segment(&format!("d{document}"), number, language, codes);
            if nth % 7 == 6 {
                it.status = Status::OutOfScope;
            }
            all.push(it);
        }
    }
    all
}

fn design() -> Design {
    Design {
        seed: 1,
        simple: false,
        scope: Scope::Some,
        allocation: &ALLOCATIONS[0],
        floors: Floors { at_least: 2, none: 1.0 / 3.0, out_of_scope: 0.1 },
        test: 0.5,
    }
}

/// Names of the segments drawn.
fn drawn(frame: &Frame, draw: &Draw) -> BTreeSet<(String, u32)> {
    let name = |it: &DrawnSegment| {
        let segment = &frame.segments[it.segment];
        (segment.document.clone(), segment.start)
    };
    draw.segments.iter().map(name).collect()
}

#[test]
fn a_draw_is_the_same_for_any_order_of_the_frame() {
    let all = segments(40, 9);
    let frame = Frame::new(names(), all.clone());
    let expected = draw(&frame, &design(), 100).unwrap();
    let mut turned = all.clone();
    turned.reverse();
    let mut mixed = all;
    mixed.sort_by_key(|it| it.text);
    for other in [turned, mixed] {
        let other = Frame::new(names(), other);
        assert_eq!(other, frame);
        assert_eq!(draw(&other, &design(), 100).unwrap(), expected);
    }
    let other = Design { seed: 2, ..design() };
    assert_ne!(drawn(&frame, &draw(&frame, &other, 100).unwrap()), drawn(&frame, &expected));
}

#[test]
fn weights_of_a_stratum_sum_to_its_segments() {
    let frame = Frame::new(names(), segments(60, 9));
    for entry in ALLOCATIONS {
        for scope in Scope::ALL.map(|it| it.0) {
            for simple in [false, true] {
                let design = Design { allocation: entry, scope, simple, ..design() };
                let of_scope =
                    if scope == Scope::In { frame.clone().in_scope() } else { frame.clone() };
                let drawn = draw(&of_scope, &design, 150).unwrap();
                assert_eq!(drawn.segments.len(), 150);
                let mut weights = vec![0.0; drawn.strata.len()];
                for it in &drawn.segments {
                    assert!(it.probability > 0.0 && it.probability <= 1.0);
                    weights[it.stratum] += 1.0 / it.probability;
                }
                for (weight, stratum) in weights.iter().zip(&drawn.strata) {
                    let off = (weight - stratum.n_frame as f64).abs();
                    assert!(off < 1e-9, "{}: {weight} of {}", stratum.name, stratum.n_frame);
                }
                let n: u64 = drawn.strata.iter().map(|it| it.n_frame).sum();
                assert_eq!(n, of_scope.segments.len() as u64);
            }
        }
    }
}

/// For each language how many were drawn, without a code and in scope, and out of scope.
fn by_language(frame: &Frame, draw: &Draw) -> BTreeMap<&'static str, [u64; 3]> {
    let mut n: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for it in &draw.segments {
        let segment = &frame.segments[it.segment];
        let n = n.entry(segment.language.code()).or_default();
        let in_scope = segment.status == Status::InScope;
        n[0] += 1;
        n[1] += u64::from(in_scope && segment.codes.is_empty());
        n[2] += u64::from(!in_scope);
    }
    n
}

#[test]
fn a_third_has_no_code_in_each_language_and_a_tenth_is_out_of_scope() {
    let frame = Frame::new(names(), segments(300, 9));
    for entry in ALLOCATIONS {
        for n in [40, 41, 100, 200, 333] {
            let design = Design { allocation: entry, ..design() };
            let drawn = draw(&frame, &design, n).unwrap();
            for (language, [all, none, out]) in by_language(&frame, &drawn) {
                assert!(3 * none >= all, "{} {n} {language}: {none} of {all}", entry.name);
                let few = out.saturating_sub(2) as f64;
                assert!(few <= 0.1 * all as f64, "{language}: {out} of {all} out of scope");
            }
        }
    }
}

#[test]
fn a_balanced_sample_has_as_many_of_each_code() {
    let frame = Frame::new(names(), segments(600, 9));
    let drawn = draw(&frame, &design(), 200).unwrap();
    let of = |name: &str| {
        let it = drawn.strata.iter().find(|it| it.name == name);
        it.unwrap_or_else(|| panic!("{name}: {:?}", drawn.strata)).n()
    };
    for language in ["kk", "ru"] {
        let (a, b) = (of(&format!("Security · {language}")), of(&format!("Economy · {language}")));
        assert!(a.abs_diff(b) <= 1, "{language}: {a} and {b}");
    }
    // twice as many Russian documents: the root of two
    let n = by_language(&frame, &drawn);
    let ratio = n["ru"][0] as f64 / n["kk"][0] as f64;
    assert!((ratio - 2_f64.sqrt()).abs() < 0.1, "{ratio}");
}

#[test]
fn a_larger_sample_holds_the_smaller() {
    let frame = Frame::new(names(), segments(50, 9));
    for entry in ALLOCATIONS {
        let design = Design { allocation: entry, ..design() };
        let mut before = draw(&frame, &design, 40).unwrap();
        for n in (41..=460).step_by(if entry.name == "balanced" { 1 } else { 7 }) {
            let larger = draw(&frame, &design, n).unwrap();
            let more = drawn(&frame, &larger).len() as u64;
            assert_eq!(more, n.min(frame.segments.len() as u64));
            let (small, large) = (drawn(&frame, &before), drawn(&frame, &larger));
            assert!(small.is_subset(&large), "{} {n}", entry.name);
            let split = |draw: &Draw| -> HashMap<usize, Split> {
                draw.segments.iter().map(|it| (it.segment, it.split)).collect()
            };
            let (old, new) = (split(&before), split(&larger));
            assert!(old.iter().all(|(segment, split)| new[segment] == *split));
            before = larger;
        }
        assert!(before.strata.iter().all(DrawnStratum::is_exhausted));
    }
}

#[test]
fn a_segment_stands_with_the_rarest_of_its_codes() {
    let mut all = segments(40, 9);
    all.push(segment("x", 1, Language::Kazakh, &[0, 1, 2]));
    let frame = Frame::new(names(), all);
    let [security, economy, culture] = frame.n_by_code()[..] else { panic!("three codes") };
    assert!(culture < security && security < economy);
    let drawn = draw(&frame, &design(), 1000).unwrap();
    let of = |document: &str| {
        let found =
            drawn.segments.iter().find(|it| frame.segments[it.segment].document == document);
        drawn.strata[found.unwrap().stratum].name.as_str()
    };
    assert_eq!(of("x"), "Culture · kk");
}

#[test]
fn each_text_is_drawn_once_and_the_earliest_print_stands_for_a_story() {
    let headline = fingerprint("Read more");
    let mut all = Vec::new();
    for (document, date, is_copy) in [
        ("c", None, false),
        ("b", Some([2013, 9, 8]), false),
        ("a", Some([2013, 9, 7]), false),
        ("d", Some([2012, 1, 1]), true),
    ] {
        let mut same = segment(document, 1, Language::English, &[]);
        let mut own = segment(document, 2, Language::English, &[1]);
        same.text = headline;
        (same.date, own.date) = (date, date);
        (same.is_copy, own.is_copy) = (is_copy, is_copy);
        all.extend([same, own]);
    }
    let mut absent = segment("e", 1, Language::Other, &[]);
    absent.status = Status::Missing(Missing::LanguageNotCovered);
    all.push(absent);
    let frame = Frame::new(names(), all.clone());
    let found: Vec<(&str, u32)> =
        frame.segments.iter().map(|it| (it.document.as_str(), it.start)).collect();
    assert_eq!(found, [("a", 100), ("a", 200), ("b", 200), ("c", 200)]);
    let missing = vec![(Status::Missing(Missing::LanguageNotCovered), 1)];
    let expected = LeftOut { reprints: 2, repeated: 2, missing, out_of_scope: 0 };
    assert_eq!(frame.left_out, expected);
    // one in scope stands before an earlier one that is not
    all[4].status = Status::OutOfScope;
    let frame = Frame::new(names(), all);
    assert!(frame.segments.iter().any(|it| it.document == "b" && it.start == 100));
}

#[test]
fn no_document_is_both_dev_and_test_in_any_sample() {
    let frame = Frame::new(names(), segments(200, 9));
    let mut side: HashMap<&str, Split> = HashMap::new();
    let (mut n, mut n_test) = (0, 0);
    for seed in 1..6 {
        let drawn = draw(&frame, &Design { seed, ..design() }, 300).unwrap();
        for it in &drawn.segments {
            let cluster = frame.segments[it.segment].cluster.as_str();
            assert_eq!(*side.entry(cluster).or_insert(it.split), it.split, "{cluster}");
            n += 1;
            n_test += u32::from(it.split == Split::Test);
        }
    }
    let share = f64::from(n_test) / f64::from(n);
    assert!((share - 0.5).abs() < 0.1, "{share}");
    for (test, split) in [(0.0, Split::Dev), (1.0, Split::Test)] {
        let drawn = draw(&frame, &Design { test, ..design() }, 300).unwrap();
        assert!(drawn.segments.iter().all(|it| it.split == split));
    }
}

#[test]
fn what_can_not_be_drawn_is_told() {
    let frame = Frame::new(names(), segments(40, 9));
    let strata = strata_of(&frame, &design()).len();
    let few = draw(&frame, &design(), 5).unwrap_err();
    assert_eq!((few.n, few.n_strata), (5, strata));
    assert_eq!(draw(&frame, &design(), few.least).unwrap().segments.len() as u64, few.least);
    assert!(draw(&frame, &design(), few.least - 1).is_err());
    let empty = Frame::new(names(), Vec::new());
    assert_eq!(draw(&empty, &design(), 10).unwrap(), Draw { strata: vec![], segments: vec![] });
    assert_eq!(
        allocation("best").unwrap_err(),
        "unknown allocation `best`; there are: balanced, proportional, neyman"
    );
    assert_eq!(
        target("kappa").unwrap_err(),
        "unknown target `kappa`; there are: share, precision, recall, alpha"
    );
}

/// A sample of the store, with one stratum a pair of name and size.
fn kept(id: &str, source: &str, strata: &[(&str, u64, &[&str])]) -> Sample {
    let stratum = |(name, n_frame, units): &(&str, u64, &[&str])| StratumRecord {
        stratum: (*name).to_owned(),
        n_frame: *n_frame,
        units: units.iter().map(|it| (*it).to_owned()).collect(),
    };
    let record = Record {
        strata: strata.iter().map(stratum).collect(),
        ..Record::new(&Frame::default(), &design(), &[], &Draw::default(), &[])
    };
    Sample {
        id: id.to_owned(),
        source: source.to_owned(),
        seed: 1,
        pass: String::new(),
        codebook: String::new(),
        version: String::new(),
        design: serde_json::to_string(&record).unwrap(),
        at: "2026-03-01T09:30:00Z".to_owned(),
    }
}

#[test]
fn estimates_are_made_from_the_last_sample_that_holds_everything() {
    let small: &[(&str, u64, &[&str])] = &[("no code", 10, &["a", "b"])];
    let large: &[(&str, u64, &[&str])] = &[("no code", 10, &["a", "b", "c"]), ("x", 4, &["d"])];
    let other: &[(&str, u64, &[&str])] = &[("all", 100, &["b", "z"])];
    for (samples, expected) in [
        (vec![], None),
        (vec![("1", "news", small)], Some("1")),
        (vec![("1", "news", small), ("2", "news", large)], Some("2")),
        (vec![("1", "news", large), ("2", "news", small)], Some("1")),
        (vec![("1", "news", large), ("2", "news", other)], Some("2")),
        (vec![("1", "news", large), ("2", "news", large)], Some("2")),
        (vec![("1", "news", large), ("2", "survey", other)], Some("1")),
        (vec![("1", "survey", large)], None),
    ] {
        let samples: Vec<Sample> =
            samples.into_iter().map(|(id, source, it)| kept(id, source, it)).collect();
        let found = for_estimates(&samples, "news", &[]).unwrap();
        assert_eq!(found.map(|it| it.0.id.as_str()), expected);
    }
    let broken = Sample { design: "{}".to_owned(), ..kept("1", "news", small) };
    assert!(for_estimates(&[broken], "news", &[]).unwrap_err().contains("draw anew"));
}

fn unit(id: &str) -> Unit {
    Unit {
        id: id.to_owned(),
        sample: "1".to_owned(),
        source: "news".to_owned(),
        document: "d".to_owned(),
        part: String::new(),
        segment: 1,
        start: 0,
        end: 1,
        text: "t".to_owned(),
        before: String::new(),
        after: String::new(),
        language: "en".to_owned(),
        stratum: "no code".to_owned(),
        probability: 0.1,
        cluster: "d".to_owned(),
        split: Split::Test,
        metadata: Vec::new(),
    }
}

#[test]
fn estimates_are_made_from_the_draw_that_was_coded() {
    let small = kept("1", "news", &[("no code", 10, &["a", "b"])]);
    let large = kept("2", "news", &[("no code", 10, &["a", "b", "c"])]);
    let simple = {
        let sample = kept("3", "news", &[("all", 10, &["a", "b", "d"])]);
        Sample { design: sample.design.replace("\"simple\":false", "\"simple\":true"), ..sample }
    };
    assert!(simple.design.contains("\"simple\":true"));
    let of_another_pass = Sample { pass: "later".to_owned(), ..large.clone() };
    type Case<'c> = (Vec<&'c Sample>, &'c [(&'c str, &'c str)], Result<&'c str, &'c str>);
    let cases: [Case<'_>; 7] = [
        // the same strata: a part of the larger is coded, at random in each
        (vec![&small, &large], &[("a", "1")], Ok("2")),
        // other strata, by another draw or since the rules were mended: a part of them is none at random
        (vec![&small, &simple], &[("a", "1"), ("b", "1")], Ok("1")),
        (vec![&small, &of_another_pass], &[("a", "1"), ("b", "1")], Ok("1")),
        // but the whole is the whole
        (vec![&small, &of_another_pass], &[("a", "1"), ("b", "1"), ("c", "2")], Ok("2")),
        (vec![&small, &simple], &[("a", "1"), ("b", "1"), ("d", "3")], Ok("3")),
        // nothing of the second is coded yet
        (vec![&simple, &large], &[("d", "3")], Ok("3")),
        (
            vec![&large, &simple],
            &[("c", "2"), ("d", "3")],
            Err("`2` (3 segments, 1 coded), `3` (3 segments, 1 coded)"),
        ),
    ];
    for (samples, coded, expected) in cases {
        let samples: Vec<Sample> = samples.into_iter().cloned().collect();
        let units: Vec<Unit> = coded
            .iter()
            .map(|(id, first)| Unit { sample: (*first).to_owned(), ..unit(id) })
            .collect();
        let found = for_estimates(&samples, "news", &units.iter().collect::<Vec<_>>());
        match (found, expected) {
            (Ok(Some((found, _))), Ok(expected)) => assert_eq!(found.id, expected, "{coded:?}"),
            (Err(found), Err(expected)) => assert!(found.ends_with(expected), "{found}"),
            (found, expected) => panic!("{found:?}, not {expected:?}"),
        }
    }
}

#[test]
fn a_unit_has_the_probability_of_the_sample_that_is_asked() {
    let large = kept("2", "news", &[("no code", 10, &["a", "b", "c"]), ("x", 4, &["d"])]);
    let all = ["a", "d", "z"].map(unit);
    let found = Record::of(&large).unwrap().units(&large, &all);
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.id.as_str(), it.sample.as_str(), it.stratum.as_str(), it.probability))
        .collect();
    assert_eq!(found, [("a", "2", "no code", 0.3), ("d", "2", "x", 0.25)]);
}

/// Over 1,000 seeds a segment is drawn as often as its probability says: within five standard errors for each of
/// some hundred segments.
#[test]
fn segments_are_drawn_as_often_as_their_probability_says() {
    const DRAWS: u64 = 1000;
    let frame = Frame::new(names(), segments(20, 9));
    let mut n = vec![0_u64; frame.segments.len()];
    let mut expected = vec![0.0; frame.segments.len()];
    let mut together = 0_u64;
    for seed in 0..DRAWS {
        let drawn = draw(&frame, &Design { seed, ..design() }, 60).unwrap();
        for it in &drawn.segments {
            n[it.segment] += 1;
            expected[it.segment] = it.probability;
        }
        let has = |at: usize| drawn.segments.iter().any(|it| it.segment == at);
        together += u64::from(has(0) && has(1));
    }
    let strata = strata_of(&frame, &design());
    let alone = |at: u32| strata.iter().position(|it| it.segments.contains(&at));
    for (at, (n, p)) in n.iter().zip(&expected).enumerate() {
        let share = *n as f64 / DRAWS as f64;
        let error = (p * (1.0 - p) / DRAWS as f64).sqrt();
        assert!((share - p).abs() <= 5.0 * error + 1e-12, "{at}: {share}, not {p}");
    }
    // two segments of two strata are drawn independently, two of one stratum as without replacement
    let (p, q) = (expected[0], expected[1]);
    let size = |at: u32| alone(at).map_or(0.0, |it| strata[it].segments.len() as f64);
    let both = if alone(0) == alone(1) { p * (p * size(0) - 1.0) / (size(0) - 1.0) } else { p * q };
    let error = (both * (1.0 - both) / DRAWS as f64).sqrt();
    let share = together as f64 / DRAWS as f64;
    assert!((share - both).abs() <= 5.0 * error, "{share}, not {both}");
}

/// methods.md D4: Wilson's half-widths at .8, one segment a document.
#[test]
fn a_plan_gives_the_half_widths_of_independent_segments() {
    let all: Vec<FrameSegment> = (0..1000)
        .map(|it| {
            segment(&format!("d{it}"), 0, Language::English, if it < 999 { &[0] } else { &[] })
        })
        .collect();
    let frame = Frame::new(vec!["Security".to_owned()], all);
    let design = Design { simple: true, ..design() };
    let plan = Plan::new(&frame, &design, Some(EXPECTED));
    let share = target("share").unwrap();
    for (n, expected) in
        [(50, 0.109), (100, 0.078), (150, 0.064), (200, 0.055), (300, 0.045), (400, 0.039)]
    {
        let found = plan.widths(share, Judges::All, n).unwrap()[0].unwrap();
        assert!((found - expected).abs() < 5e-4, "{n}: {found}, not {expected}");
    }
    // prop.test(80, 100, correct = FALSE) of R: .7111708 to .8666331
    let found = plan.widths(share, Judges::All, 100).unwrap()[0].unwrap();
    assert!((found - (0.866_633_1 - 0.711_170_8) / 2.0).abs() < 1e-7, "{found}");
    let needed = plan.needed(share, 0.055).unwrap()[0];
    let Needed::Segments(n) = needed else { panic!("{needed:?}") };
    // judged by the half that is held out: as many of those as would else have to be drawn
    let at = |n| plan.widths(share, Judges::Test, n).unwrap()[0].unwrap();
    assert!((at(200) - found).abs() < 1e-12, "{}, not {found}", at(200));
    assert_eq!([Judges::Test, Judges::All].map(|it| plan.n_judging(it, 200)), [100, 200]);
    assert!(at(n) <= 0.055 && at(n - 1) > 0.055, "{n}");
    assert!(matches!(plan.needed(share, 0.001).unwrap()[0], Needed::Never(best) if best > 0.001));
}

#[test]
fn segments_of_one_document_make_a_plan_larger() {
    // the same codes, all of a document alike, or spread over documents
    let make = |document: &dyn Fn(u32) -> u32| {
        let of = |it: u32| {
            let codes: &[u16] = if it % 100 < 20 { &[0] } else { &[] };
            segment(&format!("d{}", document(it)), it, Language::English, codes)
        };
        Frame::new(vec!["Security".to_owned()], (0..2000).map(of).collect())
    };
    let design = design();
    let (nested, spread) = (make(&|it| it / 20), make(&|it| it % 100 * 20 + it / 100));
    for entry in TARGETS {
        let width = |frame: &Frame| {
            Plan::new(frame, &design, None).widths(entry, Judges::All, 300).unwrap()[0]
        };
        let (nested, spread) = (width(&nested).unwrap(), width(&spread).unwrap());
        assert!(nested > 1.3 * spread, "{}: {nested} and {spread}", entry.name);
    }
    let plan = Plan::new(&nested, &design, None);
    assert_eq!(plan.codes[0].correlation, Some(1.0));
    assert_eq!(plan.codes[0].share, Some(0.2));
}

#[test]
fn what_is_held_out_judges_and_agreement_asks_all() {
    let all = (0..1000).map(|it| {
        let codes: &[u16] = if it % 2 == 0 { &[0] } else { &[] };
        segment(&format!("d{it}"), 0, Language::English, codes)
    });
    let frame = Frame::new(vec!["Security".to_owned()], all.collect());
    let of = |test: f64, name: &str| {
        let design = Design { simple: true, test, ..design() };
        Plan::new(&frame, &design, None).needed(target(name).unwrap(), 0.08).unwrap()[0]
    };
    for name in ["share", "precision", "recall"] {
        let [Needed::Segments(whole), Needed::Segments(half)] = [1.0, 0.5].map(|it| of(it, name))
        else {
            panic!("{name}: {:?} {:?}", of(1.0, name), of(0.5, name))
        };
        assert!((half as f64 / whole as f64 - 2.0).abs() < 0.03, "{name}: {whole} and {half}");
        assert_eq!(of(0.0, name), Needed::Undefined);
    }
    assert_eq!(of(0.5, "alpha"), of(1.0, "alpha"));
}

/// Bloch and Kraemer's variance of agreement at .8 and a share of .5: (1 − .8²)/n there.
#[test]
fn a_plan_gives_the_half_widths_of_agreement() {
    let all = (0..1000).map(|it| {
        let codes: &[u16] = if it % 2 == 0 { &[0] } else { &[] };
        segment(&format!("d{it}"), 0, Language::English, codes)
    });
    let frame = Frame::new(vec!["Security".to_owned()], all.collect());
    let design = Design { simple: true, ..design() };
    let plan = Plan::new(&frame, &design, Some(0.8));
    for n in [100, 400] {
        let found = plan.widths(target("alpha").unwrap(), Judges::All, n).unwrap()[0].unwrap();
        let expected = 1.959_964 * ((1.0 - 0.64) / n as f64).sqrt();
        assert!((found - expected).abs() < 1e-6, "{n}: {found}, not {expected}");
    }
}

#[test]
fn a_code_that_is_nowhere_has_no_width() {
    let frame =
        Frame::new(names(), (0..60).map(|it| segment("d", it, Language::Kazakh, &[0])).collect());
    let design = design();
    let plan = Plan::new(&frame, &design, None);
    for name in ["precision", "recall", "alpha"] {
        let entry = target(name).unwrap();
        assert_eq!(plan.widths(entry, Judges::All, 50).unwrap()[1], None, "{name}");
        assert_eq!(plan.needed(entry, 0.05).unwrap()[1], Needed::Undefined, "{name}");
    }
}

fn any_segment() -> impl Strategy<Value = FrameSegment> {
    let codes = prop::collection::btree_set(0_u16..3, 0..3);
    (0_u32..30, 0_u32..8, 0_usize..6, codes, 0_u8..10, any::<bool>(), 0_u32..60).prop_map(
        |(document, number, language, codes, status, copy, text)| {
            let codes: Vec<u16> = codes.into_iter().collect();
            let mut it = segment(&format!("д{document}"), number, Language::ALL[language], &codes);
            it.status = match status {
                0 => Status::Missing(Missing::Empty),
                1 | 2 => Status::OutOfScope,
                _ => Status::InScope,
            };
            it.is_copy = copy && document % 5 == 0;
            if text < 20 {
                it.text = fingerprint(&text.to_string());
            }
            it.groups = vec![if document % 2 == 0 { "a" } else { "b" }.to_owned()];
            it
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_frame_is_drawn_by_the_rules(
        all in prop::collection::vec(any_segment(), 0..200),
        n in 0_u64..250,
        seed in any::<u64>(),
        entry in 0..ALLOCATIONS.len(),
        simple in any::<bool>(),
        test in 0.0..1.0,
    ) {
        let n_all = all.len() as u64;
        let frame = Frame::new(names(), all);
        let out = &frame.left_out;
        let missing: u64 = out.missing.iter().map(|it| it.1).sum();
        prop_assert_eq!(frame.segments.len() as u64 + out.reprints + out.repeated + missing, n_all);
        let design = Design { seed, simple, test, allocation: &ALLOCATIONS[entry], ..design() };
        match draw(&frame, &design, n) {
            Err(few) => {
                prop_assert!(n < few.least);
                prop_assert!(few.least <= frame.segments.len() as u64);
            }
            Ok(drawn) => {
                prop_assert_eq!(drawn.segments.len() as u64, n.min(frame.segments.len() as u64));
                let mut side: HashMap<&str, Split> = HashMap::new();
                let mut texts = BTreeSet::new();
                let mut weight = 0.0;
                for it in &drawn.segments {
                    let segment = &frame.segments[it.segment];
                    prop_assert!(texts.insert(segment.text));
                    prop_assert_eq!(*side.entry(&segment.cluster).or_insert(it.split), it.split);
                    weight += 1.0 / it.probability;
                }
                let n_frame = if drawn.segments.is_empty() { 0 } else { frame.segments.len() };
                prop_assert!((weight - n_frame as f64).abs() < 1e-6);
                for it in &drawn.strata {
                    prop_assert!(it.n() <= it.n_frame && it.n() >= it.n_frame.min(2));
                }
            }
        }
    }
}
