//! What `validate`, `correct`, `agree` and `dossier` say of the gold standard that they rest on: of which sources, made
//! with which codebook, by whom, blind or not; and where their numbers come from.

use std::collections::BTreeMap;

use framebook::codings::{Codings, Split, UnitFilter};
use serde_json::Value;

use crate::agree::json;
use crate::folder::{Folder, NEWS};
use crate::validate::{CODED, number, row, rows};

/// The news of the example, run and drawn from, without a coding.
fn drawn(n: &str) -> Folder {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", n]);
    folder
}

#[test]
fn sources_are_compared_each_by_its_own_sample() {
    let folder = Folder::of_the_example();
    for (source, n) in [("news", "160"), ("survey", "120")] {
        let codebook = ["--codebook", "silk-road"];
        folder.succeed(&[&["sample", "-q", "--source", source, "--n", n], &codebook[..]].concat());
    }
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let asked = ["validate", "--codebook", "silk-road", "--all"];
    let both = rows(&folder, &[&asked[..], &["--by", "source"]].concat());
    let mut n_tested = 0;
    for source in ["news", "survey"] {
        let alone = rows(&folder, &[&asked[..], &["--source", source]].concat());
        for code in ["security", "economic", "cultural", "western"] {
            let (group, own) = (row(&both, code, source), row(&alone, code, ""));
            for column in ["n", "gold", "coder", "true_positive", "false_negative", "clusters"] {
                assert_eq!(group[column], own[column], "{code} {source} {column}");
            }
            for column in ["precision", "recall", "f1"] {
                assert_eq!(group[column], own[column], "{code} {source} {column}");
            }
        }
    }
    for code in ["security", "economic", "cultural", "western"] {
        let whole = row(&both, code, "");
        let of = |source| number(row(&both, code, source), "n");
        assert_eq!(number(whole, "n"), of("news") + of("survey"));
        // the test of the difference, and its adjustment
        if !whole["recall_p"].is_empty() {
            assert!(number(whole, "recall_p") <= number(whole, "recall_p_adjusted"), "{whole:?}");
            assert_eq!(number(whole, "recall_df"), 1.0);
            n_tested += 1;
        }
    }
    assert!(n_tested > 1, "{both:?}");
    assert!(both.iter().all(|it| it["unit"] == "paragraph, document" && it["sample_seed"] == "1"));
    let text = folder.succeed(&[&asked[..], &["--by", "source", "-q"]].concat());
    assert!(text.contains("of sources news, survey; each weighted"), "{text}");
    for (more, told) in [
        (["--source", "news"], "all sources with the codebook are compared; leave --source out"),
        (["--sample", "x"], "a sample is of one source; leave --sample out"),
        (["--by", "nothing"], "unknown variable `nothing`"),
    ] {
        let ran = folder.run(&[&asked[..], &["--by", "source"], &more[..]].concat());
        assert_eq!(ran.exit, Some(2));
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    // a column that one of them has is missing in the other
    let crossed = [&asked[..], &["--by", "source", "--by", "outlet"]].concat();
    assert!(rows(&folder, &crossed).iter().any(|it| it["variable"] == "outlet"));
    let ran = CODED.run(&["validate", "-q", "--by", "source"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("compares two sources with a gold standard"), "{}", ran.err);
}

#[test]
fn csv_and_json_say_where_numbers_come_from_and_how_far_coders_agree() {
    let folder = &*CODED;
    let asked = ["validate", "--source", "news", "--all"];
    let found = rows(folder, &asked);
    for it in &found {
        let columns =
            ["codebook", "unit", "judged", "gold_standard", "split", "sample_seed", "seed"];
        let told = columns.map(|column| it[column].as_str());
        assert_eq!(told, ["silk-road", "paragraph", "dictionary", "adjudicated", "all", "1", "1"]);
        assert!(it["sample"].starts_with("news-") && it["tool"].starts_with("framebook "));
        assert!(!it["codebook_version"].is_empty() && !it["method"].is_empty());
    }
    let judged = rows(folder, &["validate", "--source", "news", "--coder", "A", "--gold", "B"]);
    let columns = ["judged", "gold_standard", "split"].map(|column| judged[0][column].as_str());
    assert_eq!(columns, ["A", "B", "test"]);
    for (method, pooled) in [("dsl", true), ("ppi", false)] {
        let mut asked = vec!["correct", "--source", "news", "--method", method, "--seed", "7"];
        asked.extend(pooled.then_some("--pooled"));
        for it in rows(folder, &asked) {
            assert_eq!((it["seed"].as_str(), it["split"].as_str()), ("7", "test"));
            assert!(it["method"].starts_with(&format!("{method}, error rates ")), "{it:?}");
            assert_eq!(it["method"].contains("pooled"), pooled);
        }
    }
    // alpha is that of agree, as all that was drawn is asked
    let json = folder.succeed(&["agree", "--source", "news", "--json", "-q"]);
    let agreed: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let json = folder.succeed(&[&asked[..], &["--json", "-q"]].concat());
    let valid: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    for code in ["object", "security", "economic"] {
        let is_own = |it: &&serde_json::Value| {
            it["code"] == code && it["coefficient"] == "krippendorff_alpha_nominal"
        };
        let alpha = agreed.as_array().expect("an array").iter().find(is_own).expect("alpha");
        let own = row(&found, code, "");
        for (column, key) in [
            ("gold_alpha", "value"),
            ("gold_alpha_low", "low"),
            ("gold_alpha_high", "high"),
            ("gold_alpha_n", "n_units"),
        ] {
            let expected = alpha[key].as_f64().expect("a number");
            assert!((number(own, column) - expected).abs() < 1e-6, "{code} {column}");
            let is_own = |it: &&serde_json::Value| it["code"] == code && it["kind"] == "code";
            let own = valid.as_array().expect("an array").iter().find(is_own).expect("a row");
            assert!((own[column].as_f64().expect("a number") - expected).abs() < 1e-9);
        }
        // what the two coders gave, beside
        let tables = alpha["two_by_two"].as_array().expect("tables");
        let n = ["both", "first_only", "second_only", "neither"];
        let sum: u64 = n.iter().map(|it| tables[0][it].as_u64().expect("a count")).sum();
        assert_eq!((tables.len(), Some(sum)), (1, alpha["n_units"].as_u64()));
        assert_eq!(tables[0]["coders"], alpha["coders"]);
    }
}

#[test]
fn codings_of_an_older_meaning_are_told_by_code_and_version() {
    let folder = drawn("619");
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let told = "codings used here were made with another version of the codebook";
    let commands: [&[&str]; 3] = [
        &["validate", "--source", "news"],
        &["correct", "--source", "news", "--pooled"],
        &["agree"],
    ];
    let says = |command: &[&str]| {
        let text = folder.succeed(&[command, &["-q"]].concat());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for command in commands {
        assert!(!says(command).contains(told), "{command:?}");
    }
    let codebook = folder.read("codebooks/silk-road.toml");
    let at = codebook.find("id = \"economic\"").expect("a code");
    let (before, after) = codebook.split_at(at);
    let changed = after.replacen("definition = \"", "definition = \"In the narrow sense: ", 1);
    assert_ne!(changed, after);
    folder.write("codebooks/silk-road.toml", format!("{before}{changed}"));
    folder.succeed(&["run", "-q"]);
    let status = folder.succeed(&["codings", "status", "--json", "-q"]);
    let status: serde_json::Value = serde_json::from_str(&status).expect("JSON");
    let look = status["look_again"].as_array().expect("an array");
    assert!(look.iter().all(|it| it["code"] == "economic"), "{look:?}");
    let version = look[0]["version"].as_str().expect("a version");
    let n: u64 = look.iter().map(|it| it["n_codings"].as_u64().expect("a count")).sum();
    for command in commands {
        let text = says(command);
        assert!(text.contains(told) && text.contains("framebook codings status"), "{text}");
        assert!(text.contains(&format!("with version {version}")), "{text}");
        // agree asks all that was coded, the others the test half
        let all = text.contains(&format!(": `economic` {n} with version"));
        assert_eq!(all, command[0] == "agree", "{n} {text}");
    }
    folder.succeed(&["dossier", "-q", "--out", "dossier.md"]);
    assert!(folder.read("dossier.md").replace('\\', "").matches(told).count() >= 2);
}

#[test]
fn who_settled_what_they_are_judged_by_is_told() {
    let folder = drawn("400");
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let settled = folder.read("corpus/adjudicated.csv").replace(",C,", ",A,");
    folder.write("settled.csv", settled);
    folder.succeed(&["codings", "-q", "import", "settled.csv", "--only-drawn"]);
    let told = "were settled by the coder who is judged by it";
    for (coder, expected) in [("A", true), ("B", false), ("dictionary", false)] {
        let asked =
            ["validate", "-q", "--source", "news", "--coder", coder, "--format", "markdown"];
        assert_eq!(folder.succeed(&asked).contains(told), expected, "{coder}");
    }
}

#[test]
fn who_was_not_blind_is_told() {
    let folder = drawn("60");
    folder.succeed(&["sheet", "-q", "--coders", "anna"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    assert!(!folder.succeed(&["agree", "-q"]).contains("not blind"));
    folder.succeed(&["sheet", "-q", "--coders", "bekzat", "--show", "outlet,country"]);
    // what another team showed comes with what it coded
    let other = drawn("60");
    let codings = folder.path().join("codings");
    other.succeed(&["codings", "-q", "merge", codings.to_str().expect("a path")]);
    for folder in [&folder, &other] {
        let text = folder.succeed(&["agree", "-q"]);
        let told =
            "not blind, with the metadata that were shown: sheet news-bekzat (outlet, country)";
        let text: Vec<&str> = text.split_whitespace().collect();
        assert!(text.join(" ").contains(told), "{text:?}");
    }
    folder.succeed(&["dossier", "-q", "--out", "dossier.md"]);
    let dossier = folder.read("dossier.md").replace('\\', "");
    assert!(dossier.contains("sheet news-bekzat (outlet, country)"), "{dossier}");
}

#[test]
fn what_the_dictionary_gave_is_shown_where_that_is_asked_for_alone() {
    let folder = drawn("60");
    folder.succeed(&["sheet", "-q", "--coders", "anna", "--format", "csv"]);
    assert!(!folder.read("codings/sheets/news-anna.csv").contains("dictionary"));
    folder.succeed(&["sheet", "-q", "--coders", "bek", "--format", "csv", "--show", "dictionary"]);
    let rows = folder.rows("codings/sheets/news-bek.csv");
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let units = store.units(&UnitFilter::default()).expect("units");
    let strata: BTreeMap<&str, &str> =
        units.iter().map(|it| (it.id.as_str(), it.stratum.as_str())).collect();
    let mut n = 0;
    for row in &rows {
        let unit = row["unit"].trim_start_matches('u');
        let (code, _) = strata[unit].split_once(" · ").expect("a code and a language");
        let given: Vec<&str> = row["dictionary"].split("; ").collect();
        assert!(code == "out of scope" || given.contains(&code), "{code}: {given:?}");
        n += usize::from(given.len() > 1);
    }
    assert!(rows.len() == 60 && n > 0);
}

#[test]
fn a_value_without_a_code_is_refused_with_its_row() {
    let folder = drawn("60");
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let unit = &store.units(&UnitFilter::default()).expect("units")[0].id;
    let table = |value: &str| {
        format!("unit,coder,code,value,memo\n{unit},anna,economic,1,\n{unit},anna,,{value},odd\n")
    };
    folder.write("long.csv", table("1"));
    let ran = folder.run(&["codings", "-q", "import", "long.csv"]);
    assert_eq!(ran.exit, Some(2));
    let told = "the value `1` and no code that it is of; name one in the column `code`";
    assert!(ran.err.contains(told) && ran.err.contains("long.csv: row 3: "), "{}", ran.err);
    // what is said of a segment as a whole needs none
    for value in ["", "cannot_code"] {
        folder.write("long.csv", table(value));
        folder.succeed(&["codings", "-q", "import", "long.csv"]);
    }
}

#[test]
fn a_sample_drawn_again_tells_the_halves_as_they_are_now() {
    let folder = drawn("80");
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let again = |n: &str| {
        let json = folder.succeed(&["sample", "--source", "news", "--n", n, "--json", "-q"]);
        let found: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let strata = found["strata"].as_array().expect("strata").clone();
        let sum = |key: &str| strata.iter().map(|it| it[key].as_u64().expect("n")).sum::<u64>();
        [sum("n"), sum("n_dev"), sum("n_test")]
    };
    let [n, dev, test] = again("80");
    assert!((n, n) == (80, dev + test) && test > 20, "{dev} {test}");
    folder.succeed(&["validate", "-q", "--source", "news", "--errors", "--all"]);
    for n in ["80", "100"] {
        let [all, dev, test] = again(n);
        let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
        let kept = |split| UnitFilter { split: Some(split), ..UnitFilter::default() };
        let of = |split| store.units(&kept(split)).expect("units").len() as u64;
        assert_eq!([all, dev, test], [n.parse().unwrap(), of(Split::Dev), of(Split::Test)]);
        assert!(dev > 60, "{dev}");
    }
}

#[test]
fn words_that_many_documents_have_are_no_rules_to_try_unless_they_cost_nothing() {
    let folder = Folder::empty();
    folder.write(
        "tiny.toml",
        "[codebook]\nid = \"tiny\"\ntitle = \"Roads\"\nversion = \"1\"\n\n[[code]]\nid = \"road\"\nlabel = \"Road\"\ndefinition = \"A road.\"\nrules = [\"road\"]\n",
    );
    // 40 documents of five paragraphs: `caravan` stands in 25 of them, all missed, and nowhere else; `during` in three more
    let text = |document: usize| {
        let missed = match document {
            0..25 => format!("A caravan {document} came during winter."),
            25..28 => format!("Number {document} fell during spring."),
            _ => format!("Number {document} stood still."),
        };
        let rest = (0..4).map(|it| format!("Case {document} {it} is another one."));
        std::iter::once(missed).chain(rest).collect::<Vec<_>>().join("\n\n")
    };
    let rows = (0..40).map(|it| format!("{it},\"{}\",en\n", text(it)));
    folder.write("texts.csv", format!("id,text,language\n{}", rows.collect::<String>()));
    folder.succeed(&["code", "texts.csv", "--codebook", "tiny.toml", "--unit", "paragraph", "-q"]);
    folder.succeed(&["sample", "-q", "--n", "200", "--test", "0"]);
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let mut gold = "unit,coder,code,value\n".to_owned();
    for unit in store.units(&UnitFilter::default()).expect("units") {
        for coder in ["a", "b"] {
            let value = u8::from(unit.text.contains("caravan"));
            gold += &format!("{},{coder},road,{value}\n", unit.id);
        }
    }
    folder.write("gold.csv", gold);
    folder.succeed(&["codings", "-q", "import", "gold.csv"]);
    let shown = folder.succeed(&["validate", "-q", "--errors"]);
    let words = shown.split("words of what was missed").nth(1).unwrap_or_else(|| panic!("{shown}"));
    assert!(words.contains("caravan") && !words.contains("during"), "{words}");
}

#[test]
fn agreement_is_weighted_by_how_units_were_drawn() {
    let folder = drawn("300");
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    folder.succeed(&["codings", "-q", "export", "--out", "long.csv"]);
    let answers = json(&folder, &["--coefficient", "all"]);
    let of_file = ["long.csv", "--code", "code", "--value", "first_value", "--cluster", "cluster"];
    let of_file =
        [&of_file[..], &["--probability", "probability", "--coefficient", "all"]].concat();
    let of_file = json(&folder, &of_file);
    let part = |answers: &[Value], part: &str, code: &str, name: &str| {
        let is =
            |it: &&Value| it["part"] == part && it["code"] == code && it["coefficient"] == name;
        answers.iter().find(is).unwrap_or_else(|| panic!("{code} {name}")).clone()
    };
    let rows = folder.rows("long.csv");
    for code in ["object", "security", "economic", "cultural", "western"] {
        // a unit: what it weighs, and its two values
        let mut units: BTreeMap<&str, (f64, Vec<f64>)> = BTreeMap::new();
        for row in rows.iter().filter(|it| it["code"] == code) {
            let unit = units.entry(&row["unit"]).or_default();
            unit.0 = 1.0 / row["probability"].parse::<f64>().unwrap();
            unit.1.push(row["first_value"].parse().unwrap());
        }
        let n = units.len() as f64;
        assert!(n == 300.0 && units.values().all(|it| it.1.len() == 2));
        let all: f64 = units.values().map(|it| it.0).sum();
        let sum = |of: &dyn Fn(&[f64]) -> f64| -> f64 {
            units.values().map(|it| it.0 / all * of(&it.1)).sum()
        };
        let differ = sum(&|it| f64::from(u8::from(it[0] != it[1])));
        let ones = sum(&|it| it[0] + it[1]) / 2.0;
        let by_chance = 2.0 * ones * (1.0 - ones) * 2.0 * n / (2.0 * n - 1.0);
        for (name, expected) in
            [("percent", 1.0 - differ), ("krippendorff_alpha_nominal", 1.0 - differ / by_chance)]
        {
            let found = part(&answers, "weighted", code, name);
            assert!((found["value"].as_f64().unwrap() - expected).abs() < 1e-12, "{code} {name}");
            assert_eq!(found["n_units"], 300);
        }
        for coefficient in ["gwet_ac1", "cohen_kappa", "krippendorff_alpha_nominal"] {
            let [all, own, other] =
                [(&answers, "all"), (&answers, "weighted"), (&of_file, "weighted")]
                    .map(|(answers, name)| part(answers, name, code, coefficient));
            for end in ["value", "low", "high"] {
                let number = |it: &Value| it[end].as_f64().unwrap();
                assert!(
                    (number(&own) - number(&other)).abs() < 1e-12,
                    "{code} {coefficient} {end}"
                );
            }
            assert_ne!(own["value"], all["value"]);
        }
    }
    // the second coder has some of the units only: those stand for their stratum
    let kept = |line: &&str| {
        !line.contains(",B,") || line.contains(",1,") || !line.len().is_multiple_of(3)
    };
    let gold = folder.read("corpus/gold.csv");
    let half = drawn("300");
    half.write("half.csv", gold.lines().filter(kept).collect::<Vec<_>>().join("\n"));
    half.succeed(&["codings", "-q", "import", "half.csv", "--only-drawn"]);
    let text = half.succeed(&["agree", "-q"]);
    assert!(text.contains("weighted"), "{text}");
    // of a simple sample there is nothing to weigh
    let simple = Folder::of_the_project();
    simple.write("study.toml", NEWS);
    simple.succeed(&["run", "-q"]);
    simple
        .succeed(&["sample", "-q", "--source", "news", "--n", "100", "--simple", "--scope", "in"]);
    simple.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    assert!(!simple.succeed(&["agree", "-q"]).contains("weighted"));
    for (rows, told) in [
        ("1,a,1,0\n", "`p.csv:2`: `0` in column `probability` is no likelihood"),
        ("1,a,1,1.5\n", "`p.csv:2`: `1.5` in column"),
        ("1,a,1,0.5\n1,b,1,0.25\n", "unit `1` has the likelihood 0.25 here, and 0.5 in an earlier"),
    ] {
        folder.write("p.csv", format!("unit,coder,value,probability\n{rows}"));
        let ran = folder.run(&["agree", "p.csv", "--probability", "probability"]);
        assert!(ran.exit == Some(2) && ran.err.contains(told), "{}", ran.err);
    }
}
