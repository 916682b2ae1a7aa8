//! `framebook sample` on the example study, and on a small one that holds what a frame must get right: a reprint,
//! a text that stands in several places, segments out of scope, a language without rules, no text at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use framebook::codings::{Codings, Split, Unit, UnitFilter};
use framebook::sample::{Record, for_estimates};
use serde_json::Value;

use crate::folder::{Folder, NEWS};

/// The news of the example study, run.
fn example(arguments: &[&str]) -> Folder {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&[&["run", "-q"], arguments].concat());
    folder
}

const SAMPLE: [&str; 5] = ["sample", "-q", "--source", "news", "--json"];

/// Draws from the news of the example; gives back what is printed.
fn drawn(folder: &Folder, arguments: &[&str]) -> Value {
    let printed = folder.succeed(&[&SAMPLE, arguments].concat());
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

fn units(folder: &Folder) -> Vec<Unit> {
    let codings = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    codings.units(&UnitFilter::default()).expect("units")
}

/// A unit is the text that stands at its place, with what stands around it.
fn hold_texts(folder: &Folder, units: &[Unit]) {
    let mut texts: BTreeMap<(String, &str), String> = BTreeMap::new();
    for language in ["en", "kk", "ru", "zh"] {
        for mut row in folder.rows(&format!("corpus/news/{language}.csv")) {
            for part in ["headline", "body"] {
                let text = row.remove(part).expect("a text").replace("\r\n", "\n");
                texts.insert((row["id"].clone(), part), text);
            }
        }
    }
    for unit in units {
        let text = &texts[&(unit.document.clone(), unit.part.as_str())];
        let (start, end) = (unit.start as usize, unit.end as usize);
        assert_eq!(text[start..end], unit.text);
        assert!(
            text[..start].trim_end().ends_with(unit.before.trim_start_matches('…')),
            "{unit:?}"
        );
        assert!(text[end..].trim_start().starts_with(unit.after.trim_end_matches('…')), "{unit:?}");
        assert!(unit.before.chars().count() <= 401 && unit.after.chars().count() <= 401);
        let of = |name: &str| unit.metadata.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
        assert!(of("outlet").is_some_and(|it| !it.is_empty()), "{:?}", unit.metadata);
    }
}

#[test]
fn weights_sum_to_the_segments_of_each_stratum_and_no_document_is_on_both_sides() {
    let folder = example(&[]);
    let said = drawn(&folder, &["--by", "country"]);
    let units = units(&folder);
    assert_eq!(units.len(), 200);
    hold_texts(&folder, &units);
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    let mut sides: BTreeMap<&str, Split> = BTreeMap::new();
    for unit in &units {
        *weights.entry(&unit.stratum).or_default() += 1.0 / unit.probability;
        assert_eq!(*sides.entry(&unit.cluster).or_insert(unit.split), unit.split, "{unit:?}");
    }
    let strata = said["strata"].as_array().expect("strata");
    assert_eq!(weights.len(), strata.len());
    for it in strata {
        let (name, n_frame) = (it["stratum"].as_str().expect("a name"), it["n_frame"].as_f64());
        assert!((weights[name] - n_frame.expect("a number")).abs() < 1e-9, "{it}");
    }
    // every segment that is coded is in a stratum or left out
    let n = |of: &Value| of.as_u64().expect("a number");
    let left_out: u64 = said["left_out"].as_object().expect("reasons").values().map(n).sum();
    let in_frame: u64 = strata.iter().map(|it| n(&it["n_frame"])).sum();
    let coded = folder.rows("output/silk-road/results/codings.csv").len() as u64;
    assert_eq!(in_frame + left_out, coded);
    // a third of each language and country is of segments without a code
    let mut by_group: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for unit in &units {
        let (kind, group) = unit.stratum.split_once(" · ").expect("a group");
        let of_group = by_group.entry(group.to_owned()).or_default();
        of_group[0] += 1;
        of_group[1] += u64::from(kind == "no code");
    }
    for (group, [all, none]) in by_group {
        let whole = format!("no code · {group}");
        let exhausted = |it: &Value| it["stratum"] == *whole && it["n"] == it["n_frame"];
        assert!(3 * none >= all || strata.iter().any(exhausted), "{group}: {none} of {all}");
    }
}

/// A plan draws nothing, and a width takes as many as the plan says.
fn hold_plan(folder: &Folder) {
    let command = ["sample", "--source", "news", "--plan"];
    let plan = folder.succeed(&command);
    for expected in ["share", "precision", "recall", "alpha", "Security-first"] {
        assert!(plan.contains(expected), "`{expected}` is not in: {plan}");
    }
    let answers = folder.succeed(&[&command[..], &["--json", "--for", "precision"]].concat());
    let answers: Vec<Value> = serde_json::from_str(&answers).expect("JSON");
    let width = |n: u64| {
        let it = answers.iter().find(|it| it["n"] == n && it["code"] == "Economic");
        it.and_then(|it| it["half_width"].as_f64()).unwrap_or_else(|| panic!("{answers:?}"))
    };
    assert!(width(100) > width(200) && width(200) > width(400));
    let of = |key: &str, n: u64| {
        let it = answers.iter().find(|it| it["n"] == n && it["code"] == "Economic");
        it.and_then(|it| it[key].as_f64()).unwrap_or_else(|| panic!("{answers:?}"))
    };
    assert!(of("n_judging", 200) == 100.0 && of("half_width_all", 200) < of("half_width", 200));
    assert!(plan.contains("test segments") && plan.contains("all drawn (--all)"), "{plan}");
    assert!(!folder.path().join("codings").exists());
    let target = width(200);
    let asked = format!("{:.6}", target + 1e-6);
    let ran = folder.run(&[
        "sample",
        "--source",
        "news",
        "--precision",
        &asked,
        "--for",
        "precision",
        "--codings",
        "planned",
    ]);
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    let line = ran.err.lines().find(|it| it.contains("Economic")).expect("a line of the code");
    let numbers: Vec<u64> = line.split([' ', ':']).filter_map(|it| it.parse().ok()).collect();
    let [test, n] = numbers[..] else { panic!("{line}") };
    assert!((150..=200).contains(&n) && test.abs_diff(n / 2) <= 1, "{line}");
    assert!(ran.err.contains("Cultural") && ran.out.contains("in all"), "{}{}", ran.err, ran.out);
}

#[test]
fn a_second_draw_adds_nothing_and_a_larger_one_what_is_new() {
    let folder = example(&[]);
    hold_plan(&folder);
    let first = drawn(&folder, &["--n", "120"]);
    let before = units(&folder);
    assert_eq!((&first["n"], &first["n_added"]), (&Value::from(120), &Value::from(120)));
    let again = folder.succeed(&["sample", "-q", "--source", "news", "--n", "120"]);
    assert!(again.contains("was drawn before; nothing was added"), "{again}");
    assert_eq!(units(&folder), before);
    let larger = drawn(&folder, &["--n", "200"]);
    assert_eq!((&larger["n"], &larger["n_added"]), (&Value::from(200), &Value::from(80)));
    let after = units(&folder);
    assert_eq!(after[..120], before[..]);
    // what a unit's probability is, is said by the sample that estimates are made from
    let codings = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let samples = codings.samples().expect("samples");
    let (sample, record): (_, Record) =
        for_estimates(&samples, "news", &[]).expect("designs").expect("a sample");
    assert_eq!(Value::from(sample.id.as_str()), larger["sample"]);
    let of_sample = record.units(sample, &after);
    assert_eq!(of_sample.len(), 200);
    let weight: f64 = of_sample.iter().map(|it| 1.0 / it.probability).sum();
    let strata = larger["strata"].as_array().expect("strata");
    let n_frame: f64 = strata.iter().filter_map(|it| it["n_frame"].as_f64()).sum();
    assert!((weight - n_frame).abs() < 1e-6, "{weight}, not {n_frame}");
    // a smaller one afterwards holds less: the larger stays
    drawn(&folder, &["--n", "150"]);
    let samples = codings.samples().expect("samples");
    let chosen = for_estimates(&samples, "news", &[]).expect("designs").expect("a sample");
    assert_eq!((samples.len(), Value::from(chosen.0.id.as_str())), (3, larger["sample"].clone()));
}

#[test]
fn the_same_is_drawn_on_any_number_of_threads_and_for_any_order_of_the_rows() {
    let (one, two) = (example(&["--threads", "1"]), example(&["--threads", "2"]));
    let turned = Folder::of_the_project();
    for language in ["en", "kk", "ru", "zh"] {
        let name = format!("corpus/news/{language}.csv");
        let text = turned.read(&name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().expect("a head").clone();
        let mut rows: Vec<csv::StringRecord> =
            reader.records().map(|it| it.expect("a row")).collect();
        rows.reverse();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&head).expect("a row");
        rows.iter().for_each(|row| writer.write_record(row).expect("a row"));
        turned.write(&name, writer.into_inner().expect("bytes"));
    }
    turned.succeed(&["run", "-q"]);
    let said = [&one, &two, &turned].map(|it| drawn(it, &[]));
    assert_eq!(said[0], said[1]);
    assert_eq!(units(&one), units(&two));
    assert_eq!(said[0]["strata"], said[2]["strata"]);
    let named = |folder: &Folder| -> BTreeSet<(String, String, String)> {
        let it = units(folder).into_iter();
        it.map(|it| (it.id, it.stratum, it.split.as_str().to_owned())).collect()
    };
    assert_eq!(named(&one), named(&turned));
    assert_ne!(drawn(&one, &["--seed", "2"])["n_added"], Value::from(0));
}

const BOOK: &str = r#"[codebook]
id = "roads"
title = "Roads"
version = "1"
about = "china"

[[code]]
id = "china"
label = "China"
definition = "China."
rules.en = ["china"]

[[code]]
id = "road"
label = "Road"
definition = "A road."
rules.en = ["road"]

[[code]]
id = "rail"
label = "Rail"
definition = "A railway."
rules.en = ["rail"]
"#;

/// Forty words that no other paragraph has, with some of its own.
fn paragraph(document: usize, number: usize, words: &str) -> String {
    let mut text = format!("In china {words} of");
    for word in 0..40 {
        let _ = write!(text, " word{}", document * 1000 + number * 100 + word);
    }
    text + "."
}

/// A study of `n` documents and those that a frame leaves out.
fn small(n: usize) -> Folder {
    let folder = Folder::empty();
    folder.write("roads.toml", BOOK);
    folder.write(
        "study.toml",
        "[study]\nname = \"small\"\n\n[[source]]\nname = \"press\"\nunit = \"paragraph\"\n\
         codebooks = [\"roads.toml\"]\nabout_within = \"paragraph\"\n\n[source.corpus]\n\
         files = [\"press.csv\"]\nid = \"id\"\ntext = [\"text\"]\ndate = \"date\"\n\
         language = \"language\"\nnon_answers = [\"no comment\"]\n",
    );
    let mut rows = "id,date,language,text\n".to_owned();
    let mut row = |id: &str, date: &str, language: &str, text: &str| {
        let _ = writeln!(rows, "{id},{date},{language},\"{text}\"");
    };
    for document in 0..n {
        let of = |number: usize| {
            let words = ["road", "rail", "road and rail", "nothing", "nothing"][number];
            paragraph(document, number, words)
        };
        let mut text: Vec<String> = (0..5).map(of).collect();
        text.push("Read more of china".to_owned());
        text.push(format!("Out of scope {document}."));
        row(&format!("d{document}"), "2013-09-07", "en", &text.join("\n\n"));
        if document == 0 {
            // the same story, a day earlier, printed behind it
            text.pop();
            row("print", "2013-09-06", "en", &text.join("\n\n"));
        }
    }
    row("other", "2013-09-08", "de", "Die Strasse nach china.");
    row("mute", "2013-09-08", "en", "No comment");
    row("none", "2013-09-08", "en", "");
    folder.write("press.csv", rows);
    folder.succeed(&["run", "-q"]);
    folder
}

#[test]
fn a_story_and_a_text_are_drawn_once_and_what_is_left_out_is_told() {
    let folder = small(12);
    let said: Value =
        serde_json::from_str(&folder.succeed(&["sample", "-q", "--n", "1000", "--json"]))
            .expect("JSON");
    let strata: BTreeMap<&str, u64> = said["strata"]
        .as_array()
        .expect("strata")
        .iter()
        .map(|it| (it["stratum"].as_str().expect("a name"), it["n_frame"].as_u64().expect("n")))
        .collect();
    // as many have a road as a rail: those with both stand with the first of the codebook
    let expected =
        [("Rail · en", 12), ("Road · en", 24), ("no code · en", 25), ("out of scope · en", 11)];
    assert_eq!(strata, expected.into_iter().collect::<BTreeMap<_, _>>());
    let left_out = serde_json::json!({
        "reprint": 7, "repeated_text": 11, "missing_language": 1, "missing_empty": 1,
        "missing_non_answer": 1,
    });
    assert_eq!(said["left_out"], left_out);
    let units = units(&folder);
    assert_eq!(units.len(), 72);
    let documents: BTreeSet<&str> = units.iter().map(|it| it.document.as_str()).collect();
    assert!(documents.contains("print") && !documents.contains("d0"), "{documents:?}");
    assert_eq!(units.iter().filter(|it| it.text.starts_with("Read more")).count(), 1);
    assert!(units.iter().all(|it| it.probability == 1.0));
    let ran = folder.run(&["sample", "--n", "1000", "--json"]);
    assert!(ran.err.contains("1000 were asked for, 72 there are: all are drawn."), "{}", ran.err);
    let again = folder.succeed(&["sample", "-q", "--n", "1000", "--scope", "in"]);
    for expected in [
        "1000 were asked for, 61 there are: all are drawn",
        "7 in reprints of a story that is drawn from",
        "11 whose text stands elsewhere and is drawn there",
        "11 out of scope",
        "1 missing: language not covered",
        "61 segments, 61 of them drawn before",
        "framebook sheet --coders NAME,NAME",
    ] {
        assert!(again.contains(expected), "`{expected}` is not in: {again}");
    }
    let simple = folder.succeed(&["sample", "-q", "--n", "30", "--simple", "--scope", "all"]);
    let all = simple.lines().find(|it| it.starts_with("all ")).expect("one stratum");
    assert_eq!(all.split_whitespace().take(4).collect::<Vec<_>>(), ["all", "72", "30", "0.417"]);
}

#[test]
fn the_one_part_of_documents_is_named_as_in_the_table_of_codings() {
    let folder = small(12);
    folder.succeed(&["sample", "-q", "--n", "60"]);
    let drawn = units(&folder);
    for it in &drawn {
        assert_eq!(it.part, "text");
        assert_eq!(it.id, Unit::name("press", &it.document, "", it.start, &it.text));
    }
    // by number, with the part and without it
    let gold = |part: &str, coder: &str| {
        let row = |it: &Unit| {
            let road = u8::from(it.text.contains("road"));
            format!("press,{},{part},{},{coder},1,{road}\n", it.document, it.segment)
        };
        let head = "source,document,part,segment,coder,china,road\n";
        drawn.iter().fold(head.to_owned(), |text, it| text + &row(it))
    };
    let import = |folder: &Folder| {
        for (part, coder) in [("text", "anna"), ("", "bekzat")] {
            folder.write("gold.csv", gold(part, coder));
            let said = folder.succeed(&["codings", "import", "gold.csv"]);
            assert!(said.starts_with("gold.csv (gold): 120 events saved"), "{said}");
        }
    };
    import(&folder);
    folder.succeed(&["codings", "export", "--out", "long.csv"]);
    let place = |it: &BTreeMap<String, String>| {
        ["document", "part", "segment"].map(|name| it[name].clone())
    };
    let coded = folder.rows("output/small/results/codings.csv");
    let coded: BTreeSet<[String; 3]> = coded.iter().map(place).collect();
    let long = folder.rows("long.csv");
    assert_eq!(long.len(), 240);
    assert!(long.iter().all(|it| coded.contains(&place(it))), "{:?} {coded:?}", place(&long[0]));
    // a store from before, whose units do not name the part
    let old = small(12);
    let samples = Codings::open(&folder.path().join("codings")).expect("a store").samples();
    let sample = samples.expect("samples").remove(0);
    let unnamed: Vec<Unit> =
        drawn.iter().map(|it| Unit { part: String::new(), ..it.clone() }).collect();
    let mut store = Codings::create(&old.path().join("codings")).expect("a store");
    store.add_sample(&sample, &unnamed).expect("units");
    drop(store);
    import(&old);
    for command in ["validate", "correct"] {
        let of = |it: &Folder| it.succeed(&[command, "-q", "--all", "--format", "csv"]);
        let found = of(&folder);
        assert_eq!(found, of(&old), "{command}");
        assert!(found.contains("road"), "{found}");
    }
    let other = old.path().join("codings").display().to_string();
    folder.succeed(&["codings", "merge", &other]);
}

#[test]
fn what_can_not_be_drawn_is_refused_with_the_way_on() {
    let folder = small(4);
    for (arguments, expected) in [
        (&["--n", "5"][..], "take --n 9, fewer variables in --by, or --simple"),
        (&["--by", "framing"], "codes are strata by themselves"),
        (&["--by", "colour"], "unknown variable `colour`; there are:"),
        (&["--source", "tv"], "unknown source `tv`; there are: press"),
        (&["--codebook", "no"], "unknown codebook `no`; there are: roads"),
        (&["--precision", "0.7"], "`--precision 0.7`: it lies above 0 and below 0.5"),
        (&["--expected", "1"], "`--expected 1`: it lies above 0 and below 1"),
        (&["--test", "2"], "`--test 2`: a share from 0 to 1"),
        (&["--precision", "0.1", "--test", "0"], "`--test 0` holds no segment out, and share is"),
        (&["--none", "1"], "`--none 1`: a share of at least 0 and below 1"),
        (&["--n", "0"], "nothing would be drawn"),
        (&["--at-least", "0"], "a stratum that nobody is drawn from has no estimate"),
        (&["--precision", "0.01"], "no code has so many segments"),
        (&["--allocation", "best"], "possible values: balanced, proportional, neyman"),
        (&["--simple", "--by", "language"], "cannot be used with"),
        (&["--n", "9", "--precision", "0.1"], "cannot be used with"),
    ] {
        let ran = folder.run(&[&["sample"], arguments].concat());
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "`{expected}` is not in: {}", ran.err);
    }
    assert!(!folder.path().join("codings").exists());
    folder.write("codings", "a file");
    assert_eq!(folder.run(&["sample"]).exit, Some(2));
    folder.succeed(&["run", "-q", "--no-texts"]);
    let ran = folder.run(&["sample"]);
    let told = ran.err.contains("--no-texts") && ran.err.contains("run again without it");
    assert!(ran.exit == Some(2) && told, "{}", ran.err);
}
