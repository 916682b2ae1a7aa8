//! `framebook agree` on tables of codings.

use crate::folder::Folder;
use serde_json::Value;

/// Krippendorff's example: four coders, twelve units, `.` missing.
const EXAMPLE: [&str; 4] = ["12332141 2...", "12332241 25..", ".3332342 2513", "12332441 251."];

fn example(delimiter: &str) -> String {
    let mut csv = ["unit", "coder", "value"].join(delimiter) + "\n";
    for (row, coder) in EXAMPLE.iter().zip(["A", "B", "C", "D"]) {
        for (unit, value) in row.chars().filter(|it| *it != ' ').enumerate() {
            let value = if value == '.' { String::new() } else { value.to_string() };
            csv += &[format!("u{:02}", unit + 1), coder.to_owned(), value].join(delimiter);
            csv += "\n";
        }
    }
    csv
}

/// Two coders, two codes, several documents: `common` varies, `rare` hardly.
fn codes() -> String {
    let mut csv = "document,unit,coder,code,value,language,when\n".to_owned();
    for unit in 0..60 {
        let (document, language) = (unit / 3, if unit % 2 == 0 { "kk" } else { "ru" });
        for coder in ["Айгүл", "Борис"] {
            let second = coder == "Борис";
            let common = u8::from(unit % 3 == 0) ^ u8::from(second && unit % 10 == 9);
            let rare = u8::from(unit == 7 && !second || unit == 31 && second);
            for (code, value) in [("common", common), ("rare", rare), ("never", 0)] {
                csv += &format!("d{document},{unit},{coder},{code},{value},{language},{unit}\n");
            }
        }
    }
    csv
}

pub fn json(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let ran = folder.run(&[&["agree"], arguments, &["--json"]].concat());
    assert!(ran.exit.is_some_and(|it| it < 2), "{arguments:?}: {}", ran.err);
    serde_json::from_str(&ran.out).expect("an array")
}

pub fn one<'a>(answers: &'a [Value], code: Option<&str>, coefficient: &str) -> &'a Value {
    let found = answers.iter().find(|it| {
        it["code"].as_str() == code && it["coefficient"] == coefficient && it["part"] == "all"
    });
    found.unwrap_or_else(|| panic!("{code:?} {coefficient}"))
}

#[test]
fn values_of_the_example_are_those_that_were_printed() {
    let folder = Folder::empty();
    folder.write("e.csv", example(","));
    let found = json(&folder, &["e.csv", "--coefficient", "all", "--level", "ordinal"]);
    for (name, value) in [
        ("krippendorff_alpha_nominal", 0.743421053),
        ("krippendorff_alpha_ordinal", 0.815387504),
        ("krippendorff_alpha_interval", 0.849107143),
        ("krippendorff_alpha_ratio", 0.797402775),
        ("gwet_ac1", 0.77544),
        ("fleiss_kappa", 0.76117),
        ("conger_kappa", 0.76282),
        ("brennan_prediger", 0.77273),
        ("percent", 0.818182),
        ("gwet_ac2_ordinal", 0.89894),
        ("gwet_ac2_linear", 0.85874),
        ("gwet_ac2_quadratic", 0.914),
    ] {
        let answer = one(&found, None, name);
        assert!((answer["value"].as_f64().unwrap() - value).abs() < 6e-6, "{answer}");
        assert!(answer["low"].as_f64().unwrap() < value, "{answer}");
        assert_eq!(answer["undefined_because"], Value::Null, "{answer}");
        assert_eq!((answer["n_units"].as_u64(), answer["n_coders"].as_u64()), (Some(11), Some(4)));
        assert_eq!(answer["coders"], serde_json::json!(["A", "B", "C", "D"]));
        assert_eq!(answer["method"], "bootstrap");
    }
    let kappa = one(&found, None, "cohen_kappa");
    assert_eq!(kappa["value"], Value::Null);
    assert!(kappa["undefined_because"].as_str().unwrap().contains("two coders"));
    assert_eq!(found[0]["coefficient"], "krippendorff_alpha_ordinal");
    // the same bytes whatever the order of the rows, other draws with another seed
    let mut lines: Vec<String> = example(",").lines().map(str::to_owned).collect();
    lines[1..].reverse();
    folder.write("turned.csv", lines.join("\n"));
    let of = |file: &str, seed: &str| folder.succeed(&["agree", file, "--json", "--seed", seed]);
    assert_eq!(of("e.csv", "1"), of("turned.csv", "1"));
    assert_ne!(of("e.csv", "1"), of("e.csv", "2"));
}

#[test]
fn the_interval_is_the_one_that_was_asked_for() {
    let folder = Folder::empty();
    folder.write("e.csv", example(","));
    let of = |interval: &str| json(&folder, &["e.csv", "--interval", interval]);
    let analytic = of("analytic");
    let percent = one(&analytic, None, "percent");
    assert!((percent["standard_error"].as_f64().unwrap() - 0.12561).abs() < 6e-6, "{percent}");
    let alpha = one(&analytic, None, "krippendorff_alpha_nominal");
    assert!((alpha["low"].as_f64().unwrap() - 0.41906).abs() < 6e-6, "{alpha}");
    let pairs = of("krippendorff");
    let alpha = one(&pairs, None, "krippendorff_alpha_nominal");
    assert!((alpha["low"].as_f64().unwrap() - 0.562).abs() < 0.03, "{alpha}");
    let percent = one(&pairs, None, "percent");
    assert!(percent["low"].is_null() && percent["value"].is_number());
    assert!(percent["undefined_because"].as_str().unwrap().contains("makes no interval"));
    let none = of("none");
    assert!(none.iter().all(|it| it["low"].is_null() && it["undefined_because"].is_null()));
}

#[test]
fn every_code_has_its_rows_and_all_together_the_last() {
    let folder = Folder::empty();
    folder.write("c.csv", codes());
    let arguments = ["c.csv", "--code", "code", "--cluster", "document"];
    let found = json(&folder, &arguments);
    let names: Vec<_> = found.iter().map(|it| it["code"].as_str()).collect();
    let (a, b, c) = (Some("common"), Some("rare"), Some("never"));
    assert_eq!(names, [a, a, b, b, c, c, None, None]);
    let never = one(&found, c, "krippendorff_alpha_nominal");
    assert!(never["value"].is_null() && never["low"].is_null(), "{never}");
    assert!(never["undefined_because"].as_str().unwrap().contains("the same value"));
    assert_eq!(one(&found, c, "percent")["value"], 1.0);
    let parts = ["--language", "language", "--order", "when", "--pairs"];
    let found = json(&folder, &[&arguments[..], &parts].concat());
    let count = |part: &str| found.iter().filter(|it| it["part"] == part).count();
    // two coders are one pair, which is the whole
    assert_eq!((count("language"), count("third"), count("pair")), (16, 48, 0));
    let text =
        folder.succeed(&[&["agree"], &arguments[..], &parts, &["--differing", "2"]].concat());
    for expected in [
        "code common: 2 coders (Айгүл, Борис), 60 units rated by two or more",
        "          Борис: 1  Борис: 0",
        "Айгүл: 1        18         2",
        "Айгүл: 0         4        36",
        "percent is high and alpha is not",
        "undefined: every rating is the same value",
        "all codes together",
        "units that differ most",
        "Айгүл and others, last third of what Айгүл coded",
        "95 % intervals: percentiles of 1000 draws of clusters by `document`, seed 1",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(text.lines().all(|it| it.chars().count() <= 100), "{text}");
}

#[test]
fn each_pair_of_coders_has_its_two_by_two_and_many_are_summed() {
    let folder = Folder::empty();
    let two: String = (0..90)
        .flat_map(|unit| {
            [("a", u8::from(unit < 9)), ("b", u8::from(unit < 8))].map(|it| (unit, it))
        })
        .map(|(unit, (coder, value))| format!("{unit},{coder},{value}\n"))
        .collect();
    let table = |more: &str| {
        folder.write("t.csv", format!("unit,coder,value\n{two}{more}"));
        folder.succeed(&["agree", "t.csv", "--interval", "none"])
    };
    assert!(table("").contains("      b: 1  b: 0\na: 1     8     1\na: 0     0    81\n"));
    // a third coder who coded two units hides nothing
    let expected = "coders  both 1  first only  second only  neither   n\n\
                    a, b         8           1            0       81  90\n\
                    a, c         1           1            0        0   2\n\
                    b, c         1           0            0        1   2\n";
    let three = table("7,c,1\n8,c,0\n");
    assert!(three.contains(expected), "{three}");
    // 8 units with 1 and 1, one with 1 and 0, 81 with 0 and 0; one unit with six ratings of which three are 1
    let six = table("0,c,1\n0,d,0\n0,e,0\n0,f,0\n");
    let row = "summed over 15 pairs of coders      10        10       84  104";
    assert!(six.contains(row), "{six}");
    assert!(!table("0,c,2\n").contains("both 1"), "values that are not binary have none");
}

#[test]
fn the_lower_end_is_judged() {
    let folder = Folder::empty();
    folder.write("c.csv", codes());
    let ran = folder.run(&["agree", "c.csv", "--code", "code", "--min", "0.5"]);
    assert_eq!(ran.exit, Some(1), "{}", ran.err);
    assert!(!ran.err.contains("code `common`"), "{}", ran.err);
    assert!(ran.err.contains("code `rare`: krippendorff_alpha_nominal: "), "{}", ran.err);
    assert!(
        ran.err.contains("code `never`: krippendorff_alpha_nominal: undefined:"),
        "{}",
        ran.err
    );
    folder.write("e.csv", example(","));
    // alpha is .849, its lower end below .8
    let interval = ["agree", "e.csv", "--level", "interval", "--min"];
    assert_eq!(folder.run(&[&interval[..], &["0.8"]].concat()).exit, Some(1));
    assert_eq!(folder.run(&[&interval[..], &["0.1"]].concat()).exit, Some(0));
    let ran = folder.run(&[&interval[..], &["0.1", "--interval", "none"]].concat());
    assert_eq!(ran.exit, Some(2));
}

#[test]
fn a_table_is_read_as_it_comes() {
    let folder = Folder::empty();
    folder.write("e.csv", example(","));
    let expected = folder.succeed(&["agree", "e.csv"]);
    folder.write("bom.csv", format!("\u{feff}{}", example(";").replace('\n', "\r\n")));
    folder.write("tab.tsv", example("\t"));
    let renamed = example(",").replacen("unit,coder,value", "Einheit,wer,was", 1);
    folder.write("names.csv", renamed);
    assert_eq!(folder.succeed(&["agree", "bom.csv"]), expected);
    assert_eq!(folder.succeed(&["agree", "tab.tsv"]), expected);
    let columns = ["--unit", "Einheit", "--coder", "wer", "--value", "was"];
    assert_eq!(folder.succeed(&[&["agree", "names.csv"], &columns[..]].concat()), expected);
    let cyrillic = "unit,coder,value\n1,Алия,да\n1,Болат,да\n2,Алия,нет\n2,Болат,да\n3,Алия,нет\n3,Болат,нет\n";
    let bytes: Vec<u8> = cyrillic
        .chars()
        .map(|it| match it {
            'А'..='я' => (it as u32 - 0x410 + 0xC0) as u8,
            _ => it as u8,
        })
        .collect();
    folder.write("old.csv", bytes);
    let old = ["agree", "old.csv", "--encoding", "windows-1251"];
    assert!(folder.succeed(&old).contains("Алия, Болат"));
}

#[test]
fn what_can_not_be_read_is_refused_with_its_place() {
    let folder = Folder::empty();
    for (csv, arguments, expected) in [
        (
            "unit,coder,value\n1,a,1\n1,b,1\n1,a,0\n",
            &[][..],
            "`t.csv:4`: coder `a`, unit `1`: `0`, but `1` at `t.csv:2`",
        ),
        (
            "unit,coder,value\n1,a,high\n1,b,1\n",
            &["--level", "ordinal"],
            "value `high` is no number",
        ),
        ("unit,coder,value\n1,,1\n", &[], "`t.csv:2`: nothing in column `coder`"),
        ("unit,coder,value\n", &[], "there are no rows"),
        ("unit,who,value\n1,a,1\n", &[], "no column `coder`; there are: unit, who, value"),
        ("unit,coder,value\n1,a,1\n", &["--code", "frame"], "no column `frame`"),
        ("unit,coder,value\n1,a\n", &[], "the row has 2 fields, the header has 3"),
        ("unit,coder,value\n1,a,1\n", &["--coefficient", "kappa"], "cohen_kappa"),
    ] {
        folder.write("t.csv", csv);
        let ran = folder.run(&[&["agree", "t.csv"], arguments].concat());
        assert_eq!(ran.exit, Some(2), "{csv}{}", ran.out);
        assert!(ran.err.contains(expected), "{expected}\n{}", ran.err);
    }
}

#[test]
fn what_is_undefined_says_why() {
    let folder = Folder::empty();
    for (csv, expected) in [
        ("unit,coder,value\n1,a,1\n2,a,0\n", "one coder only"),
        ("unit,coder,value\n1,a,1\n2,b,0\n", "no unit was rated by two coders"),
        ("unit,coder,value\n1,a,1\n1,b,1\n2,a,1\n2,b,1\n", "every rating is the same value"),
        ("unit,coder,value\n1,a,\n1,b,\n", "there are no ratings"),
    ] {
        folder.write("t.csv", csv);
        let text = folder.succeed(&["agree", "t.csv"]);
        assert!(!text.contains("is rare") && !text.contains("gwet_ac1"), "{text}");
        assert_eq!(text.contains("only one value occurs"), expected.contains("same"), "{text}");
        let found = json(&folder, &["t.csv"]);
        let alpha = one(&found, None, "krippendorff_alpha_nominal");
        assert!(alpha["value"].is_null() && alpha["high"].is_null(), "{alpha}");
        assert!(alpha["undefined_because"].as_str().unwrap().contains(expected), "{alpha}");
        assert!(folder.succeed(&["agree", "t.csv"]).contains(expected));
    }
    folder.write("na.csv", "unit,coder,value\n1,a,NA\n1,b,1\n2,a,0\n2,b,1\n");
    let ran = folder.run(&["agree", "na.csv"]);
    assert!(ran.err.contains("`NA` is taken for a value (1 rows)"), "{}", ran.err);
}

#[test]
fn who_settles_is_no_coder_and_what_can_not_be_coded_is_missing() {
    let folder = Folder::empty();
    let plain = "unit,coder,value\n1,a,1\n1,b,1\n2,a,0\n2,b,1\n3,a,0\n3,b,0\n4,a,\n4,b,1\n";
    folder.write("plain.csv", format!("{plain}5,b,1\n"));
    folder.write(
        "long.csv",
        "unit,coder,round,value,first_value\n1,a,independent,1,1\n1,b,independent,1,1\n\
         2,a,independent,0,0\n2,b,independent,1,1\n2,dana,adjudicated,1,\n3,a,independent,0,0\n\
         3,b,independent,0,0\n3,dana,adjudicated,0,\n4,a,independent,cannot_code,cannot_code\n\
         4,b,independent,1,1\n5,a,later,1,0\n5,b,independent,1,1\n",
    );
    let ran = folder.run(&["agree", "long.csv", "--json"]);
    for note in [
        "`long.csv`: 2 rows of round adjudicated left out: who settles is no coder",
        "`long.csv`: 1 row of round later left out: not said independently; what was said first: --value first_value",
        "`long.csv`: `cannot_code` is taken as missing (1 row)",
    ] {
        assert!(ran.err.contains(note), "{note}\n{}", ran.err);
    }
    assert_eq!(ran.out, folder.succeed(&["agree", "plain.csv", "--json"]));
    // the first coding is one, whatever was said later
    folder.write("first.csv", format!("{plain}5,a,0\n5,b,1\n"));
    let first = folder.succeed(&["agree", "long.csv", "--json", "--value", "first_value"]);
    assert_eq!(first, folder.succeed(&["agree", "first.csv", "--json"]));
    // a column of that name in a table of another program
    folder.write("rounds.csv", "unit,coder,round,value\n1,a,2,1\n1,b,2,1\n2,a,1,0\n2,b,1,1\n");
    assert_eq!(json(&folder, &["rounds.csv"])[0]["n_units"], 2);
    folder.write("settled.csv", "unit,coder,round,value\n1,a,adjudicated,1\n");
    let ran = folder.run(&["agree", "settled.csv"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("every row is of round adjudicated or later"), "{}", ran.err);
}

#[test]
fn sets_of_labels_are_measured_by_distance() {
    let folder = Folder::empty();
    let sets = "unit,coder,value\n1,a,x;y\n1,b,y;x\n2,a,x\n2,b,x;z\n3,a,{}\n3,b,{}\n4,a,z\n4,b,x\n5,a,\n5,b,x\n";
    folder.write("s.csv", sets);
    let masi = json(&folder, &["s.csv", "--metric", "masi"]);
    assert_eq!(masi[0]["coefficient"], "krippendorff_alpha_masi");
    assert_eq!(masi[0]["n_units"], 4);
    let jaccard = json(&folder, &["s.csv", "--metric", "jaccard"]);
    let (masi, jaccard) =
        (masi[0]["value"].as_f64().unwrap(), jaccard[0]["value"].as_f64().unwrap());
    assert!(0.0 < masi && masi < jaccard && jaccard < 1.0, "{masi} {jaccard}");
    folder.write("c.csv", codes());
    let found = json(&folder, &["c.csv", "--code", "code", "--metric", "masi"]);
    assert_eq!(found.iter().map(|it| it["code"].is_null()).collect::<Vec<_>>(), [true, true]);
}

#[test]
fn a_table_with_a_column_a_code_is_shown_the_way() {
    let folder = Folder::empty();
    folder.write("gold.csv", "document,part,segment,coder,trade\nd1,body,1,a,1\n");
    let ran = folder.run(&["agree", "gold.csv"]);
    assert_eq!(ran.exit, Some(2));
    let expected = "`gold.csv`: the table has a row a segment and a column a code, and no column `value`; import it: \
                    framebook codings import gold.csv --only-drawn; then measure it: framebook agree";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn names_that_would_turn_the_terminal_are_cleaned() {
    let folder = Folder::empty();
    let csv = "unit,coder,value,code\n\u{202e}1,a\u{202e}b,1,x\u{1b}[31my\n\u{202e}1,c,0,x\u{1b}[31my\n\
               2,a\u{202e}b,0,x\u{1b}[31my\n2,c,0,x\u{1b}[31my\n";
    folder.write("t.csv", csv);
    let arguments = ["agree", "t.csv", "--code", "code", "--differing", "2", "--min", "0.9"];
    let ran = folder.run(&arguments);
    assert_eq!(ran.exit, Some(1));
    let all = ran.out + &ran.err;
    assert!(!all.contains(['\u{202e}', '\u{1b}']) && all.contains("a\u{fffd}b"), "{all:?}");
}
