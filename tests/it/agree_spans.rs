//! `framebook agree` on spans: of a table, and of the study.

use framebook::codings::{Codings, UnitFilter};

use crate::agree::{json, one};
use crate::folder::{Folder, TINY};

/// Krippendorff (2019), Content Analysis, 4th edition, figure 12.11, where .510 and .413 are printed.
const MARKED: [(&str, &str); 3] = [
    ("Alex", "1:0-7 2:7-13 5:30-32 6:32-37 6:37-44 7:44-60"),
    ("Paul", "1:0-7 3:7-13 5:13-21 6:32-44"),
    ("Susan", "1:0-7 4:7-13 5:13-21 6:32-37 6:37-41 6:41-44"),
];

fn marked() -> String {
    let mut csv = "unit,coder,value,start,end,length\n".to_owned();
    for (coder, spans) in MARKED {
        for span in spans.split(' ') {
            let (value, places) = span.split_once(':').unwrap();
            csv += &format!("text,{coder},{value},{},60\n", places.replace('-', ","));
        }
    }
    csv
}

#[test]
fn spans_have_the_value_that_was_printed() {
    let folder = Folder::empty();
    folder.write("s.csv", marked());
    let both = "krippendorff_u_alpha,krippendorff_u_alpha_binary";
    let found = json(&folder, &["s.csv", "--coefficient", both, "--length", "length", "--pairs"]);
    for (name, printed) in [("krippendorff_u_alpha", 0.510), ("krippendorff_u_alpha_binary", 0.413)]
    {
        let answer = one(&found, None, name);
        assert!((answer["value"].as_f64().unwrap() - printed).abs() < 1e-3, "{answer}");
        assert_eq!((answer["n_units"].as_u64(), answer["n_coders"].as_u64()), (Some(1), Some(3)));
        assert!(answer["undefined_because"].as_str().unwrap().contains("one document"));
    }
    assert_eq!(found.iter().filter(|it| it["part"] == "pair").count(), 6);
    // without its length the text ends with the last span, here the same
    let ran = folder.run(&["agree", "s.csv", "--coefficient", "krippendorff_u_alpha"]);
    assert!(ran.out.contains("0.510") && ran.err.contains("--length"), "{}{}", ran.out, ran.err);
}

#[test]
fn spans_that_can_not_be_measured_are_refused_with_the_place() {
    let folder = Folder::empty();
    let of = |csv: String, further: &[&str]| {
        folder.write("s.csv", csv);
        let asked = ["agree", "s.csv", "--coefficient", "krippendorff_u_alpha"];
        let ran = folder.run(&[&asked[..], further].concat());
        assert_eq!(ran.exit, Some(2), "{}", ran.out);
        ran.err
    };
    let with = |row: &str| marked() + row + "\n";
    let length: &[&str] = &["--length", "length"];
    for (csv, further, expected) in [
        (with("text,Paul,9,5,9,60"), length, "two spans overlap at 5"),
        (with("text,Paul,9,50,61,60"), length, "runs past the end"),
        (with("text,Paul,9,x,61,60"), length, "`s.csv:18`: `x` in column `start` is no place"),
        (with("text,Paul,9,50,,60"), length, "`s.csv:18`: a span has a start and an end"),
        (with("text,Paul,,50,52,60"), length, "`s.csv:18`: a span without a value"),
        (
            with("text,Paul,9,50,52,70"),
            length,
            "unit `text` has the length 70, but 60 at `s.csv:2`",
        ),
        (
            marked(),
            &["--start", "begin"],
            "no column `begin`; there are: unit, coder, value, start",
        ),
        (marked(), &["--order", "start"], "--order is not for spans"),
        (marked(), &["--coefficient", "percent"], "ask for them one after the other"),
    ] {
        let told = of(csv, further);
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn spans_of_codes_are_measured_apart_and_their_units_drawn_in_clusters() {
    let folder = Folder::empty();
    let mut csv = "document,unit,coder,code,value,start,end,length,language\n".to_owned();
    for unit in 0..12 {
        let (document, language) = (unit / 2, if unit < 6 { "kk" } else { "ru" });
        for coder in ["Айгүл", "Борис"] {
            let head = |code: &str| format!("d{document},u{unit},{coder},{code},1");
            let moved = if coder == "Борис" { unit % 3 } else { 0 };
            csv += &format!("{},{},{},40,{language}\n", head("road"), 5 + moved, 15 + moved);
            // the other code overlaps, and is not everywhere
            match unit % 4 {
                0 => csv += &format!("{},10,20,40,{language}\n", head("west")),
                _ => csv += &format!("{},,,40,{language}\n", head("west")),
            }
        }
    }
    folder.write("s.csv", csv);
    let arguments = ["s.csv", "--coefficient", "krippendorff_u_alpha", "--code", "code"];
    let further = ["--length", "length", "--cluster", "document", "--language"];
    let found = json(&folder, &[&arguments[..], &further].concat());
    let names: Vec<_> = found.iter().map(|it| (it["code"].as_str(), it["part"].as_str())).collect();
    let parts = |code| [(code, Some("all")), (code, Some("language")), (code, Some("language"))];
    assert_eq!(names, [parts(Some("road")), parts(Some("west")), parts(None)].concat());
    assert_eq!(one(&found, Some("west"), "krippendorff_u_alpha")["value"], 1.0);
    let road = one(&found, Some("road"), "krippendorff_u_alpha");
    let value = road["value"].as_f64().unwrap();
    assert!(value > 0.7 && value < 1.0, "{road}");
    assert!(road["low"].as_f64().unwrap() < value && value < road["high"].as_f64().unwrap());
    assert_eq!(road["n_units"], 12);
    assert_eq!(one(&found, None, "krippendorff_u_alpha")["n_units"], 24);
}

#[test]
fn spans_of_the_study_are_those_of_the_first_codings() {
    let folder = Folder::empty();
    folder.write("tiny.toml", TINY);
    let texts = ["一带一路 goes on and on", "Шёлковый путь и дорога", "a road, a road"];
    let rows = texts.iter().enumerate().map(|(at, it)| format!("d{at},\"{it}\"\n"));
    folder.write("texts.csv", format!("id,text\n{}", rows.collect::<String>()));
    folder.succeed(&["code", "texts.csv", "--codebook", "tiny.toml", "--unit", "document", "-q"]);
    folder.succeed(&["sample", "-q", "--n", "3"]);
    let store = Codings::open_to_read(&folder.path().join("codings")).expect("a store");
    let units = store.units(&UnitFilter::default()).expect("units");
    let mut csv = "unit,coder,code,value,span\n".to_owned();
    for unit in &units {
        // by bytes: six of the Chinese text are two characters
        let spans = match unit.document.as_str() {
            "d0" => ["0-12", "0-6"],
            "d1" => ["0-25", "0-25"],
            _ => ["", ""],
        };
        for (coder, span) in ["a", "b"].iter().zip(spans) {
            csv += &format!("{},{coder},road,{},{span}\n", unit.id, u8::from(!span.is_empty()));
        }
    }
    folder.write("codings.csv", csv);
    folder.succeed(&["codings", "-q", "import", "codings.csv"]);
    let found = json(&folder, &["--coefficient", "krippendorff_u_alpha"]);
    let road = one(&found, Some("road"), "krippendorff_u_alpha");
    assert_eq!((road["n_units"].as_u64(), road["n_coders"].as_u64()), (Some(3), Some(2)));
    // the same in characters, as a table
    let places = [("d0", ["0,4", "0,2"]), ("d1", ["0,13", "0,13"]), ("d2", [",", ","])];
    let mut table = "unit,coder,value,start,end,length\n".to_owned();
    for ((unit, spans), text) in places.iter().zip(texts) {
        for (coder, span) in ["a", "b"].iter().zip(spans) {
            table += &format!("{unit},{coder},1,{span},{}\n", text.chars().count());
        }
    }
    folder.write("spans.csv", table);
    let arguments = ["spans.csv", "--coefficient", "krippendorff_u_alpha", "--length", "length"];
    let expected = one(&json(&folder, &arguments), None, "krippendorff_u_alpha")["value"].clone();
    assert_eq!(road["value"], expected);
    assert!(expected.as_f64().unwrap() < 1.0);
}
