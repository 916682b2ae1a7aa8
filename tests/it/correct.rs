//! `framebook correct` on the news of the example study, and the tables and charts that a run makes of it.

use std::collections::HashMap;

use framebook::codings::{Codings, Unit, UnitFilter};

use crate::folder::{Folder, NEWS};
use crate::validate::{CODED, by_hand, number, row, rows};

#[test]
fn corrected_shares_stand_beside_raw_ones_and_say_what_they_lack() {
    let folder = &*CODED;
    let asked = ["correct", "--source", "news", "--all", "--by", "language"];
    let apart = rows(folder, &asked);
    let why = &row(&apart, "security", "")["undefined_because"];
    let told =
        " gold segments in ru among those that the coder gave the code, 20 are needed: code ";
    assert!(why.contains(told), "{why}");
    let all = rows(folder, &[&asked[..], &["--pooled"]].concat());
    let codings = folder.rows("output/silk-road/results/codings.csv");
    for code in ["security", "economic"] {
        let hand = by_hand(folder, code, None);
        let share = |of: &dyn Fn(&(Unit, bool, bool)) -> bool| {
            hand.iter().filter(|it| of(it)).count() as f64 / hand.len() as f64
        };
        let row = row(&all, code, "");
        // nearly all of the frame has a gold coding: the corrected share is that of the gold standard
        assert!((number(row, "corrected") - share(&|it| it.1)).abs() < 0.02, "{row:?}");
        assert!((number(row, "raw") - share(&|it| it.2)).abs() < 0.03, "{row:?}");
        assert!(number(row, "corrected_low") <= number(row, "corrected"));
        assert!(codings.len() as f64 > number(row, "n"));
    }
    let test = rows(folder, &["correct", "--source", "news", "--by", "outlet"]);
    let lacking = test.iter().filter(|it| it["undefined_because"].contains("50 are needed: code"));
    assert!(lacking.count() > 5, "{test:?}");
    // what an interval does not hold is refused, with another way
    for (method, why) in [
        ("rogan_gladen", "is of segments drawn alike: take dsl"),
        ("ppi", "600 are needed by ppi: code"),
    ] {
        let refused =
            rows(folder, &["correct", "--source", "news", "--pooled", "--method", method]);
        let economic = row(&refused, "economic", "");
        assert!(economic["corrected"].is_empty(), "{economic:?}");
        assert!(economic["undefined_because"].contains(why), "{economic:?}");
    }
    let ran = folder.run(&["correct", "--source", "news", "--by", "nothing"]);
    let told = ran.err;
    assert_eq!(ran.exit, Some(2));
    assert!(told.contains("nothing"), "{told}");
}

#[test]
fn a_sample_without_strata_is_corrected_by_sensitivity_and_specificity() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "619", "--simple"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let asked = ["correct", "--source", "news", "--pooled", "--all", "--method", "rogan_gladen"];
    let found = rows(&folder, &asked);
    let economic = row(&found, "economic", "");
    let hand = by_hand(&folder, "economic", None);
    let share = hand.iter().filter(|it| it.1).count() as f64 / hand.len() as f64;
    assert!((number(economic, "corrected") - share).abs() < 0.03, "{share} {economic:?}");
    let why = &row(&found, "cultural", "")["undefined_because"];
    assert!(why.contains("80 are needed by rogan_gladen") && why.contains("or take dsl"), "{why}");
}

#[test]
fn groups_are_compared_with_the_reference_and_years_have_a_slope() {
    let folder = &*CODED;
    let asked = ["correct", "--source", "news", "--all", "--pooled", "--by", "language"];
    let kind = |rows: &[HashMap<String, String>], kind: &str| {
        rows.iter().filter(|it| it["kind"] == kind).cloned().collect::<Vec<_>>()
    };
    for (reference, flag) in [("en", None), ("ru", Some("ru"))] {
        let mut asked = asked.to_vec();
        asked.extend(flag.iter().flat_map(|it| ["--reference", it]));
        let found = rows(folder, &asked);
        let differences = kind(&found, "difference");
        assert_eq!(differences.len(), 12, "four codes, three languages beside {reference}");
        let mut family = Vec::new();
        for it in &differences {
            assert_eq!(it["reference"], reference);
            let of = |group: &str, column: &str| {
                let own = |row: &&HashMap<String, String>| {
                    row["kind"] == "group" && row["code"] == it["code"] && row["group"] == group
                };
                found.iter().find(own).and_then(|it| it[column].parse::<f64>().ok())
            };
            let expected = |column| Some(of(&it["group"], column)? - of(reference, column)?);
            assert!((number(it, "raw") - expected("raw").expect("raw shares")).abs() < 1e-7);
            match expected("corrected") {
                Some(value) => assert!((number(it, "corrected") - value).abs() < 1e-7, "{it:?}"),
                None => assert!(it["corrected"].is_empty() && it["p"].is_empty(), "{it:?}"),
            }
            if !it["p"].is_empty() {
                family.push((number(it, "p"), number(it, "p_adjusted")));
            }
        }
        // Holm's by hand
        family.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(family.len() > 2, "{differences:?}");
        let mut largest: f64 = 0.0;
        for (rank, (p, adjusted)) in family.iter().enumerate() {
            largest = largest.max(p * (family.len() - rank) as f64).min(1.0);
            assert!((adjusted - largest).abs() < 1e-6, "{family:?}");
        }
    }
    let told = folder.run(&[&asked[..], &["--reference", "fr"]].concat()).err;
    assert!(told.contains("unknown group `fr` of `language`; there are: en, kk, ru, zh"), "{told}");
    let years = rows(folder, &["correct", "--source", "news", "--all", "--pooled", "--by", "year"]);
    let slopes = kind(&years, "slope");
    assert_eq!((slopes.len(), kind(&years, "difference").len()), (4, 0));
    assert!(slopes.iter().all(|it| !it["raw"].is_empty()), "{slopes:?}");
    // the coder's line through its codings, from the files
    let security = slopes.iter().find(|it| it["code"] == "security").expect("a slope");
    let of_year = |it: &&HashMap<String, String>| {
        it["kind"] == "group" && it["code"] == "security" && it["group"].parse::<i32>().is_ok()
    };
    let of_years: Vec<[f64; 3]> = years
        .iter()
        .filter(of_year)
        .map(|it| [number(it, "group"), number(it, "n"), number(it, "given")])
        .collect();
    let sum = |of: &dyn Fn(&[f64; 3]) -> f64| of_years.iter().map(of).sum::<f64>();
    let mean = sum(&|it| it[0] * it[1]) / sum(&|it| it[1]);
    let slope = sum(&|it| it[2] * (it[0] - mean)) / sum(&|it| it[1] * (it[0] - mean).powi(2));
    assert!((number(security, "raw") - slope).abs() < 1e-7, "{security:?} {slope}");
    let phase = rows(folder, &["correct", "--source", "news", "--all", "--by", "outlet"]);
    assert!(phase.iter().all(|it| it["group"] != "(missing)" || it["kind"] != "difference"));
}

#[test]
fn errors_of_the_gold_standard_bound_shares_and_their_intervals() {
    let folder = &*CODED;
    let asked = ["correct", "--source", "news", "--all", "--pooled", "--gold-error"];
    let named = rows(folder, &[&asked[..], &["0.02,0.1"]].concat());
    let mut bounded = 0;
    for it in named.iter().filter(|it| !it["corrected"].is_empty()) {
        let least = |share: f64| ((share - 0.02) / 0.98).max(0.0);
        let most = |share: f64| (share / 0.9).min(1.0);
        for (bound, expected) in [
            ("bound_low", least(number(it, "corrected"))),
            ("bound_high", most(number(it, "corrected"))),
            ("bound_interval_low", least(number(it, "corrected_low"))),
            ("bound_interval_high", most(number(it, "corrected_high"))),
        ] {
            assert!((number(it, bound) - expected).abs() < 1e-6, "{bound} {it:?}");
        }
        bounded += 1;
    }
    assert!(bounded > 2, "{named:?}");
    // half of what the two people of the file disagree on, as false positives and as misses
    let gold = folder.rows("corpus/gold.csv");
    let mut said: HashMap<(String, String, String), Vec<bool>> = HashMap::new();
    for row in gold.into_iter().filter(|it| it["source"] == "news") {
        let key = (row["document"].clone(), row["part"].clone(), row["segment"].clone());
        said.entry(key).or_default().push(row["economic"] == "1");
    }
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let mut n = [0.0; 3];
    for it in store.units(&UnitFilter::default()).expect("units") {
        if let Some(said) = said.get(&(it.document, it.part, it.segment.to_string())) {
            n[usize::from(said[0]) + usize::from(said[1])] += 1.0;
        }
    }
    let (alarms, misses) = (n[1] / 2.0 / (n[0] + n[1]), n[1] / 2.0 / (n[2] + n[1]));
    let agreed = rows(folder, &[&asked[..], &["agreement"]].concat());
    let economic = row(&agreed, "economic", "");
    let share = number(economic, "corrected");
    assert!((number(economic, "bound_low") - (share - alarms) / (1.0 - alarms)).abs() < 1e-3);
    assert!((number(economic, "bound_high") - share / (1.0 - misses)).abs() < 1e-3, "{economic:?}");
    let text = folder.succeed(&[&asked[..], &["agreement", "-q"]].concat());
    assert!(text.contains("segments coded twice"), "{text}");
    let without = rows(folder, &["correct", "--source", "news", "--all", "--pooled"]);
    assert!(without.iter().all(|it| !it.contains_key("bound_low")));
    for wrong in ["2", "1,0", "0.1,x"] {
        assert_eq!(folder.run(&[&asked[..], &[wrong]].concat()).exit, Some(2), "{wrong}");
    }
}

#[test]
fn in_a_census_only_the_gold_sample_is_left_to_chance() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "400"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let asked = ["correct", "--source", "news", "--all", "--pooled"];
    let sample = rows(&folder, &asked);
    folder.write("study.toml", NEWS.replace("[study]", "[study]\npopulation = \"census\""));
    folder.succeed(&["run", "-q"]);
    let census = rows(&folder, &asked);
    let mut n = 0;
    for (sample, census) in sample.iter().zip(&census).filter(|it| !it.0["corrected"].is_empty()) {
        assert_eq!(sample["corrected"], census["corrected"]);
        let width = |it| number(it, "corrected_high") - number(it, "corrected_low");
        assert!(width(census) < width(sample), "{census:?} {sample:?}");
        assert!(census["raw_low"].is_empty() && !sample["raw_low"].is_empty());
        n += 1;
    }
    assert!(n > 2, "{sample:?}");
    assert!(folder.succeed(&[&asked[..], &["-q"]].concat()).contains("of the gold sample alone"));
    // half of the documents, nearly whole
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "619"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let test = rows(&folder, &["correct", "--source", "news", "--pooled"]);
    let why = &row(&test, "economic", "")["undefined_because"];
    assert!(why.contains("goes by documents"), "{why}");
}

#[test]
fn a_study_that_names_a_method_gets_tables_of_corrected_shares() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "619"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let tables = "output/silk-road/results/tables";
    folder.succeed(&["run", "-q"]);
    assert!(!folder.path().join(tables).join("corrected.csv").exists(), "nobody asked for it");
    let asked = NEWS.replace("[study]", "[study]\ncorrection = \"dsl\"");
    folder.write("study.toml", &asked);
    folder.succeed(&["run", "-q"]);
    let by_run = folder.rows(&format!("{tables}/corrected.csv"));
    let by_command = rows(&folder, &["correct", "--source", "news"]);
    assert_eq!(by_run.len(), by_command.len());
    for (run, command) in by_run.iter().zip(&by_command) {
        assert_eq!((&run["code"], &run["corrected"]), (&command["code"], &command["corrected"]));
    }
    assert!(folder.read(&format!("{tables}/corrected.md")).contains("dsl"));
    // of each code the whole, four languages, and three differences to the first
    assert_eq!(folder.rows(&format!("{tables}/corrected-by-language.csv")).len(), 32);
    for chart in ["corrected", "corrected-by-language"] {
        let caption = folder.read(&format!("output/silk-road/results/charts/{chart}.txt"));
        assert!(caption.contains("dsl") && caption.contains("error rates fitted"));
    }
    // the chart that the command draws is that of the run, and of its table
    folder.succeed(&["chart", "-q", "--kind", "corrected", "--out", "drawn"]);
    let svg = folder.read("output/silk-road/results/charts/corrected.svg");
    assert_eq!(folder.read("drawn.svg"), svg);
    let missing = by_run.iter().filter(|it| it["corrected"].is_empty()).count();
    assert_eq!(svg.matches(">n/a<").count(), missing);
    folder.write("study.toml", asked.replace("[study]", "[study]\ncorrection_pooled = true"));
    folder.succeed(&["run", "-q"]);
    let pooled = folder.rows(&format!("{tables}/corrected.csv"));
    let by_command = rows(&folder, &["correct", "--source", "news", "--pooled"]);
    assert_eq!(pooled.len(), by_command.len());
    for (run, command) in pooled.iter().zip(&by_command) {
        assert_eq!((&run["code"], &run["corrected"]), (&command["code"], &command["corrected"]));
    }
    assert!(pooled.iter().any(|it| !it["corrected"].is_empty()));
    folder.write("study.toml", asked.replace("\"dsl\"", "\"guess\""));
    let ran = folder.run(&["run"]);
    assert_eq!(ran.exit, Some(2));
    assert!(
        ran.err.contains("unknown method of correction `guess`; there are: dsl"),
        "{}",
        ran.err
    );
}

/// The corpus with a weight of 2.5 for documents of Kazakhstan and none for the first of each language.
#[test]
fn a_weighted_study_weights_raw_and_corrected_shares_as_its_tables() {
    let folder = Folder::of_the_project();
    for language in ["en", "kk", "ru", "zh"] {
        let file = format!("corpus/news/{language}.csv");
        let rows = folder.rows(&file);
        let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
        let mut text = String::from("id,outlet,country,language,date,headline,body,w\n");
        for (at, row) in rows.iter().enumerate() {
            for column in ["id", "outlet", "country", "language", "date", "headline", "body"] {
                text += &quoted(&row[column]);
                text.push(',');
            }
            text += match (at, row["country"].as_str()) {
                (0, _) => "",
                (_, "Kazakhstan") => "2.5",
                _ => "0.5",
            };
            text.push('\n');
        }
        folder.write(&file, text);
    }
    let study = NEWS.replace("name = \"news\"", "name = \"news\"\nweight = \"w\"");
    let asked = ["correct", "--source", "news", "--all", "--pooled"];
    let of = |study: &str| {
        folder.write("study.toml", study.replace("[study]", "[study]\ncorrection = \"dsl\""));
        folder.succeed(&["run", "-q"]);
        folder.succeed(&["sample", "-q", "--source", "news", "--n", "619"]);
        folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
        folder.succeed(&["run", "-q"]);
        rows(&folder, &asked)
    };
    let weighted = of(&study);
    let tables = "output/silk-road/results/tables";
    let frequency = folder.rows(&format!("{tables}/frequency.csv"));
    let mut n = 0;
    for it in &weighted {
        let table = frequency.iter().find(|row| row["code"] == it["code"]).expect("a row");
        // shares of a table in which copies are left out, as they are here
        if table["collapsed_of_segments"] == it["n"] {
            let share: f64 = table["collapsed_share"].parse().expect("a number");
            assert!((number(it, "raw") - share).abs() < 1e-7, "{it:?} {table:?}");
            n += 1;
        }
    }
    assert!(n > 2, "{weighted:?} {frequency:?}");
    let note =
        "shares weighted by `w`, counts unweighted; 4 documents without a weight are in no share";
    let text = folder.read(&format!("{tables}/corrected.md")).replace('\\', "");
    assert!(text.contains(note) && text.contains("Corrected shares, weighted by `w` — "), "{text}");
    let caption = folder.read("output/silk-road/results/charts/corrected.txt");
    assert!(
        caption.contains("; weighted by `w`; ") && !caption.contains("unweighted"),
        "{caption}"
    );
    folder.succeed(&["dossier", "-q", "--out", "dossier.md"]);
    assert!(folder.read("dossier.md").replace('\\', "").contains(note));
    let plain = of(NEWS);
    for (weighted, plain) in weighted.iter().zip(&plain) {
        assert_eq!((&weighted["n"], &weighted["given"]), (&plain["n"], &plain["given"]));
        assert!(weighted["raw"] != plain["raw"], "{weighted:?}");
        if !weighted["corrected"].is_empty() && !plain["corrected"].is_empty() {
            let moved = |column| number(weighted, column) - number(plain, column);
            assert!(moved("corrected").abs() > 1e-4, "{weighted:?}");
            assert!((moved("corrected") - moved("raw")).abs() < 0.1, "{weighted:?} {plain:?}");
        }
    }
}
