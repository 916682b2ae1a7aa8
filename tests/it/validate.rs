//! `framebook validate` on the news of the example study: its gold standard goes in as two
//! coders' codings, and what comes out is held to what the files say when they are counted by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use framebook::codings::{Codings, Split, Unit, UnitFilter};

use crate::folder::{Folder, NEWS};

/// The news, run, drawn from, and coded by the two people of corpus/gold.csv.
pub static CODED: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "619"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    folder
});

pub fn rows(folder: &Folder, arguments: &[&str]) -> Vec<HashMap<String, String>> {
    let text = folder.succeed(&[arguments, &["--format", "csv", "-q"]].concat());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|it| it.expect("a row")).collect()
}

pub fn row<'r>(
    rows: &'r [HashMap<String, String>],
    code: &str,
    group: &str,
) -> &'r HashMap<String, String> {
    let found = rows.iter().find(|it| it["code"] == code && it["group"] == group);
    found.unwrap_or_else(|| panic!("no row {code} {group}"))
}

pub fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// What both people and the dictionary say of a code: unit, gold, dictionary; only where the two people agree.
pub fn by_hand(folder: &Folder, code: &str, split: Option<Split>) -> Vec<(Unit, bool, bool)> {
    let mut gold: HashMap<(String, String, String), Vec<String>> = HashMap::new();
    for row in folder.rows("corpus/gold.csv").into_iter().filter(|it| it["source"] == "news") {
        let key = (row["document"].clone(), row["part"].clone(), row["segment"].clone());
        gold.entry(key).or_default().push(row[code].clone());
    }
    let mut coded = HashMap::new();
    for row in folder.rows("output/silk-road/results/codings.csv") {
        let key = (row["document"].clone(), row["part"].clone(), row["start"].clone());
        let given = if row["in_scope"] == "1" { row[code].clone() } else { String::new() };
        coded.insert(key, given);
    }
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let units = store.units(&UnitFilter { split, ..UnitFilter::default() }).expect("units");
    let both = units.into_iter().filter_map(|it| {
        let place = (it.document.clone(), it.part.clone(), it.segment.to_string());
        let said = gold.get(&place).filter(|said| said.iter().all(|it| *it == said[0]))?;
        let given = &coded[&(it.document.clone(), it.part.clone(), it.start.to_string())];
        (!given.is_empty()).then(|| (it, said[0] == "1", given == "1"))
    });
    both.collect()
}

#[test]
fn measures_are_those_of_the_files_counted_by_hand() {
    let folder = &*CODED;
    for (split, flag) in
        [(Some(Split::Test), None), (Some(Split::Dev), Some("--dev")), (None, Some("--all"))]
    {
        let mut asked = vec!["validate", "--source", "news", "--by", "language"];
        asked.extend(flag);
        let found = rows(folder, &asked);
        for code in ["security", "economic", "cultural", "western"] {
            for language in ["", "kk", "zh"] {
                let hand: Vec<_> = by_hand(folder, code, split)
                    .into_iter()
                    .filter(|it| language.is_empty() || it.0.language == language)
                    .collect();
                let row = row(&found, code, language);
                let n =
                    |gold, given| hand.iter().filter(|it| (it.1, it.2) == (gold, given)).count();
                let cells = [n(true, true), n(false, true), n(true, false), n(false, false)];
                let names = ["true_positive", "false_positive", "false_negative", "true_negative"];
                for (name, n) in names.iter().zip(cells) {
                    assert_eq!(row[*name], n.to_string(), "{code} {language} {name} {flag:?}");
                }
                // every segment of the frame was drawn: with all of them no weight is left
                if split.is_none() && language.is_empty() {
                    let [right, wrong, missed, _] = cells.map(|it| it as f64);
                    let f1 = 2.0 * right / (2.0 * right + wrong + missed);
                    assert!((number(row, "precision") - right / (right + wrong)).abs() < 0.02);
                    assert!((number(row, "f1") - f1).abs() < 0.02, "{code} {f1} {row:?}");
                    assert!(number(row, "f1_low") < f1 && f1 < number(row, "f1_high"));
                }
            }
        }
    }
}

#[test]
fn a_stored_validation_is_named_by_the_tables_of_the_next_run() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    let before = folder.succeed(&["table", "-q"]);
    assert!(before.contains("indicators, not validated"), "{before}");
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "300"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    folder.succeed(&["validate", "-q", "--source", "news", "--store"]);
    folder.succeed(&["run", "-q"]);
    let after = folder.succeed(&["table", "-q"]);
    assert!(!after.contains("not validated"), "{after}");
    assert!(after.contains("F1") && after.contains("alpha"), "{after}");
    let report = folder.read("output/silk-road/results/report.html");
    assert!(!report.contains("Indicators, not validated."));
    // another codebook is another pass: nobody has validated that
    let codebook = folder.read("codebooks/silk-road.toml");
    folder.write("codebooks/silk-road.toml", format!("{codebook}\n# changed\n"));
    folder.succeed(&["run", "-q"]);
    assert!(folder.succeed(&["table", "-q"]).contains("indicators, not validated"));
}

#[test]
fn shown_errors_make_test_segments_dev_segments() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "200"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let dev = folder.succeed(&["validate", "-q", "--source", "news", "--dev", "--errors"]);
    assert!(dev.contains("false alarm") && dev.contains("miss") && dev.contains("→ `"), "{dev}");
    assert!(dev.contains("rules, those with the most false alarms first"), "{dev}");
    // the place is one that `explain` takes, and shows the same text
    let lines: Vec<&str> = dev.lines().collect();
    let at = lines.iter().position(|it| it.contains(" · ") && it.contains(':')).expect("a place");
    let place = lines[at].trim().split(' ').next().unwrap();
    let explained = folder.succeed(&["explain", place]);
    let first: String = lines[at + 1].trim().split(' ').take(4).collect::<Vec<_>>().join(" ");
    assert!(explained.contains(&first), "{place}: {first}: {explained}");
    let split = |split| {
        let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
        store
            .units(&UnitFilter { split: Some(split), ..UnitFilter::default() })
            .expect("units")
            .len()
    };
    assert!(split(Split::Test) > 50, "the errors of dev segments move nothing");
    assert_eq!(folder.succeed(&["validate", "-q", "--source", "news", "--errors"]), dev);
    folder.succeed(&["validate", "-q", "--source", "news", "--errors", "--all"]);
    let ran = folder.run(&["validate", "-q", "--source", "news"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("no test segment of source `news` has a gold coding"), "{}", ran.err);
    // those without a gold coding were not shown
    assert!(split(Split::Test) < 20, "{}", split(Split::Test));
    let ran = folder.run(&["validate", "-q", "--all", "--source", "news", "--coder", "nobody"]);
    let told = ran.err;
    assert_eq!(ran.exit, Some(2));
    assert!(told.contains("unknown coder `nobody`; there are: A, B"), "{told}");
}

#[test]
fn precision_of_a_rule_is_weighted_as_that_of_its_code() {
    let folder = Folder::empty();
    // one rule, so that its precision is that of the code; those with the code are drawn more often
    folder.write(
        "tiny.toml",
        "[codebook]\nid = \"tiny\"\ntitle = \"Roads\"\nversion = \"1\"\n\n[[code]]\nid = \"road\"\nlabel = \"Road\"\ndefinition = \"A road.\"\nrules = [\"road\"]\n",
    );
    let texts = (0..400).map(|it| match it % 8 {
        0 => format!("{it},A road is built in year {it}.,en\n"),
        1 => format!("{it},The road of life number {it}.,kk\n"),
        _ => {
            format!("{it},Nothing of it in case {it}.,{}\n", if it % 2 == 0 { "en" } else { "kk" })
        }
    });
    folder.write("texts.csv", format!("id,text,language\n{}", texts.collect::<String>()));
    folder.succeed(&["code", "texts.csv", "--codebook", "tiny.toml", "--unit", "document", "-q"]);
    folder.succeed(&["sample", "-q", "--n", "60", "--test", "0"]);
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let mut gold = "unit,coder,code,value\n".to_owned();
    for unit in store.units(&UnitFilter::default()).expect("units") {
        for coder in ["a", "b"] {
            let value = u8::from(unit.text.contains("is built"));
            gold += &format!("{},{coder},road,{value}\n", unit.id);
        }
    }
    folder.write("gold.csv", gold);
    folder.succeed(&["codings", "-q", "import", "gold.csv"]);
    let whole = rows(&folder, &["validate", "--dev"]);
    let road = row(&whole, "road", "");
    let shown = folder.succeed(&["validate", "-q", "--errors"]);
    let rule =
        shown.lines().find(|it| it.starts_with("road ")).unwrap_or_else(|| panic!("{shown}"));
    let cells: Vec<&str> = rule.split_whitespace().collect();
    for (cell, column) in [(3, "precision"), (4, "precision_low"), (5, "precision_high")] {
        assert_eq!(cells[cell], format!("{:.2}", number(road, column)), "{rule} {road:?}");
    }
    assert_eq!(cells[1].parse::<f64>().unwrap(), number(road, "coder"), "{rule}");
}

#[test]
fn years_are_groups_and_their_units_are_those_of_the_whole() {
    let found = rows(&CODED, &["validate", "--source", "news", "--by", "year"]);
    let cells = ["true_positive", "false_positive", "false_negative", "true_negative"];
    let n = |it: &HashMap<String, String>| cells.iter().map(|name| number(it, name)).sum::<f64>();
    let (years, whole): (Vec<_>, Vec<_>) =
        found.iter().filter(|it| it["code"] == "economic").partition(|it| !it["group"].is_empty());
    assert!(
        years.len() > 5 && years.iter().all(|it| it["group"].parse::<u16>().is_ok()),
        "{years:?}"
    );
    let is_dated = |it: &Unit| it.metadata.iter().any(|it| it.0 == "date" && !it.1.is_empty());
    let hand = by_hand(&CODED, "economic", Some(Split::Test));
    let dated = hand.iter().filter(|it| is_dated(&it.0)).count() as f64;
    assert_eq!(years.iter().map(|it| n(it)).sum::<f64>(), dated);
    assert!(dated < n(whole[0]), "undated ones stand in the whole alone");
}

#[test]
fn estimates_stay_with_the_draw_that_was_coded_and_name_the_strata_that_it_lacks() {
    let folder = Folder::of_the_example();
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "60"]);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let validate = || folder.succeed(&["validate", "-q", "--source", "news"]);
    let before = validate();
    assert!(
        before.contains("have no segment in the comparison, and the figures say nothing of"),
        "{before}"
    );
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "100", "--simple", "--seed", "7"]);
    assert_eq!(validate(), before);
    folder.succeed(&["codings", "-q", "import", "corpus/gold.csv", "--only-drawn"]);
    let later = validate();
    assert!(later != before && !later.contains("have no segment in the comparison"), "{later}");
}

#[test]
fn what_one_coder_says_is_asked_for_by_name() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "300"]);
    // the second coder has coded the Russian segments alone
    let gold = folder.read("corpus/gold.csv");
    let kept = |it: &&str| !it.contains(",B,") || it.starts_with("news,ru-");
    folder.write("divided.csv", gold.lines().filter(kept).collect::<Vec<_>>().join("\n"));
    folder.succeed(&["codings", "-q", "import", "divided.csv", "--only-drawn"]);
    let of = |command: &str, gold: &str| {
        folder.succeed(&[command, "--source", "news", "--gold", gold, "-q", "--format", "markdown"])
    };
    for command in ["validate", "correct"] {
        let agreed = of(command, "adjudicated");
        assert!(agreed.contains("coded by one coder alone and are left out"), "{agreed}");
        assert!(agreed.contains("take what the one says: --gold any"), "{agreed}");
        let any = of(command, "any");
        assert!(any.contains("what coders agree on, or the one coder says"), "{any}");
        assert!(any.contains("by what their one coder said"), "{any}");
        assert!(!any.contains("left out: let a second"), "{any}");
    }
    let n = |gold: &str| {
        let found = rows(&folder, &["validate", "--source", "news", "--all", "--gold", gold]);
        number(row(&found, "economic", ""), "n")
    };
    // what coders differ on has no gold standard, whoever is asked for
    assert!(n("adjudicated") < n("any") && n("any") <= n("A"), "{} {}", n("any"), n("A"));
    let ran = folder.run(&["dossier", "--gold", "any", "--out", "all", "-q"]);
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    assert!(folder.read("all.md").contains("or the one coder says"), "{}", folder.read("all.md"));
}

#[test]
fn nothing_coded_yet_says_how_to_go_on() {
    let folder = Folder::of_the_project();
    folder.write("study.toml", NEWS);
    folder.succeed(&["run", "-q"]);
    let ran = folder.run(&["validate", "-q"]);
    let told = ran.err;
    assert_eq!(ran.exit, Some(2));
    assert!(told.contains("framebook sample"), "{told}");
    folder.succeed(&["sample", "-q", "--source", "news", "--n", "100"]);
    let told = folder.run(&["validate", "-q"]).err;
    assert!(told.contains("framebook sheet"), "{told}");
    let told = folder.run(&["agree", "-q"]).err;
    assert!(told.contains("framebook sheet"), "{told}");
}
