//! `codings.csv`: a row a segment, read by the programs that our users open it with.

use std::collections::BTreeMap;
use std::process::Command;

use crate::folder::{Folder, ran, require};

const CODEBOOK: &str = r#"[codebook]
id = "hard"
title = "Hard"

[[code]]
id = "way"
label = "Way"
definition = "A way."
rules.en = ["road"]
rules.ru = ["дорог*"]
rules.zh = ["一路"]

[[code]]
id = "way.silk-road"
label = "Silk Road"
definition = "The Silk Road."
rules.en = ["silk road"]
rules.ru = ["шелков* пут*"]
rules.zh = ["丝绸之路"]
"#;

/// Texts with everything that a CSV reader stumbles over, by id.
const TEXTS: [(&str, &str, &str); 7] = [
    ("en", "The road, \"Silk Road\" and all.\nA line, and a road.", "a, \"b\""),
    ("ru", "Дорога на юг. Шёлковый путь — «путь», а не дорога!\r\n\r\nДороги нет.", "Алматы"),
    ("zh", "一带一路，丝绸之路。没有路。", "乌鲁木齐"),
    ("kk", "Жібек жолы ашылды. Жол ұзақ.", ""),
    ("formula", "=1+1 is a road; -2, too.", "-1"),
    ("space", "  A road with spaces.  ", " padded "),
    ("empty", "", "NA"),
];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn coded(more: &[&str]) -> Folder {
    let folder = Folder::empty();
    folder.write("hard.toml", CODEBOOK);
    let mut corpus = "id,text,city.name,language\r\n".to_owned();
    for (id, text, city) in TEXTS {
        let language = if TEXTS[..4].iter().any(|it| it.0 == id) { id } else { "en" };
        corpus += &format!("{id},{},{},{language}\r\n", quoted(text), quoted(city));
    }
    folder.write("texts.csv", corpus);
    let mut arguments =
        vec!["code", "texts.csv", "--codebook", "hard.toml", "--unit", "sentence", "--out", "out"];
    arguments.extend(more);
    folder.succeed(&arguments);
    folder
}

const CODINGS: &str = "out/results/codings.csv";

#[test]
fn columns_are_place_metadata_then_each_code_with_its_count() {
    let folder = coded(&[]);
    let codings = folder.read(CODINGS);
    assert_eq!(
        codings.lines().next(),
        Some(
            "document,part,segment,start,end,language,words,city.name,meta_language,\
             way,way_n,way_silk-road,way_silk-road_n,text_status"
        )
    );
    assert!(
        !codings.starts_with('\u{feff}') && codings.ends_with('\n') && !codings.contains("\r\n")
    );
    let with_text = coded(&["--with-text"]).read(CODINGS);
    assert!(
        with_text
            .lines()
            .next()
            .is_some_and(|line| line.ends_with("way_silk-road_n,text_status,text"))
    );
}

#[test]
fn missing_is_empty_and_nothing_is_altered() {
    let rows = coded(&[]).rows(CODINGS);
    let of = |id: &str| rows.iter().filter(|row| row["document"] == id).collect::<Vec<_>>();
    for row in of("kk") {
        assert_eq!(
            (row["language"].as_str(), row["way"].as_str()),
            ("kk", ""),
            "no rules in Kazakh"
        );
        assert_eq!((row["way_n"].as_str(), row["way_silk-road_n"].as_str()), ("", ""));
    }
    assert_eq!(of("kk").len(), 2);
    let empty = of("empty");
    assert_eq!(empty.len(), 1, "a document without a text is a row");
    assert_eq!((empty[0]["way"].as_str(), empty[0]["way_n"].as_str()), ("", ""));
    assert_eq!(empty[0]["text_status"], "empty");
    assert!(of("kk").iter().all(|row| row["text_status"] == "text"), "there is a text");
    for (id, _, city) in TEXTS {
        for row in of(id) {
            assert_eq!(row["city.name"], city, "{id}");
        }
    }
    let no_way = of("zh").into_iter().find(|row| row["way"] == "0").expect("没有路 is no 一路");
    assert_eq!(no_way["way_n"], "0");
    let english = of("en");
    // "Silk Road" is one match of the parent too: the longest wins, a union and not a sum.
    assert_eq!((english[0]["way_n"].as_str(), english[0]["way_silk-road_n"].as_str()), ("2", "1"));
    assert_eq!(
        of("zh")[0]["words"].parse::<usize>().ok(),
        Some("一带一路丝绸之路".chars().count())
    );
}

#[test]
fn start_and_end_slice_the_text_of_the_corpus_to_the_text_of_the_row() {
    let folder = coded(&["--with-text"]);
    let rows = folder.rows(CODINGS);
    let texts: BTreeMap<&str, &str> = TEXTS.iter().map(|(id, text, _)| (*id, *text)).collect();
    let mut n = 0;
    for row in &rows {
        let text = texts[row["document"].as_str()];
        let place = |name: &str| row[name].parse::<usize>().expect("a number");
        let slice = text.get(place("start")..place("end"));
        assert_eq!(slice, Some(row["text"].as_str()), "{row:?}");
        n += usize::from(!row["text"].is_empty());
    }
    assert!(n >= 11, "{n} sentences");
    // All that is no white space lies in one segment.
    for (id, text) in texts {
        let solid = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
        let told: String = rows
            .iter()
            .filter(|row| row["document"] == id)
            .map(|row| solid(&row["text"]))
            .collect();
        assert_eq!(told, solid(text), "{id}");
    }
}

#[test]
fn parts_are_named_and_two_codebooks_stand_side_by_side() {
    let folder = Folder::of_the_example();
    let rows = folder.rows("output/silk-road/results/news-codings.csv");
    assert!(rows.iter().all(|row| ["headline", "body"].contains(&row["part"].as_str())));
    assert!(rows.iter().any(|row| row["part"] == "headline"));
    for column in ["outlet", "country", "date", "economic", "western_dependence_n", "state_china"] {
        assert!(rows[0].contains_key(column), "{column}");
    }
    let codings = folder.read("output/silk-road/results/news-codings.csv");
    let header: Vec<&str> = codings.lines().next().expect("a header").split(',').collect();
    let unique: std::collections::BTreeSet<_> = header.iter().collect();
    assert_eq!(unique.len(), header.len(), "two columns of one name");
}

/// Every name of a code and of a column that could be the other's.
#[test]
fn names_that_collide_are_refused_or_told_apart() {
    let folder = Folder::empty();
    let code =
        |id: &str| format!("\n[[code]]\nid = \"{id}\"\ndefinition = \"It.\"\nrules = [\"road\"]\n");
    let head = "[codebook]\nid = \"c\"\ntitle = \"C\"\n";
    folder.write("texts.csv", "id,text,language,meta_language,road,road_n\n1,A road.,en,x,y,z\n");
    for ids in [
        vec!["text"],
        vec!["road"],
        vec!["words"],
        vec!["a", "a_n"],
        vec!["a", "a.b", "a_b"],
        vec!["language"],
    ] {
        let codes: String = ids.iter().map(|id| code(id)).collect();
        folder.write("c.toml", format!("{head}{codes}"));
        let coded = folder.run(&[
            "code",
            "texts.csv",
            "--codebook",
            "c.toml",
            "--with-text",
            "--out",
            "out",
        ]);
        if coded.exit == Some(2) {
            assert!(ids.iter().any(|id| coded.err.contains(id)), "{ids:?}: {}", coded.err);
            continue;
        }
        let codings = folder.read(CODINGS);
        let mut header: Vec<&str> = codings.lines().next().expect("a header").split(',').collect();
        let n = header.len();
        header.sort_unstable();
        header.dedup();
        assert_eq!(header.len(), n, "{ids:?}: two columns of one name: {codings}");
    }
}

/// Segments with each code, by the frequency table: what another program has to count as well.
fn expected(folder: &Folder) -> BTreeMap<String, u64> {
    let rows = folder.rows("out/results/tables/frequency.csv");
    let codes = rows.iter().filter(|row| row["kind"] == "mention" || row["kind"] == "framing");
    let counts: BTreeMap<String, u64> = codes
        .map(|row| (row["code"].replace('.', "_"), row["segments"].parse().expect("a number")))
        .collect();
    assert!(counts.values().sum::<u64>() > 10, "{counts:?}");
    counts
}

/// The news, all of it in scope: then what is coded 1 is what the table counts.
fn news() -> Folder {
    let folder = Folder::of_the_project();
    folder.succeed(&[
        "code",
        "corpus/news",
        "--codebook",
        "codebooks/silk-road.toml",
        "--about",
        "off",
        "--with-text",
        "--out",
        "out",
    ]);
    folder
}

/// Lines `code=n` that a program printed.
fn counts(printed: &str) -> BTreeMap<String, u64> {
    printed
        .lines()
        .filter_map(|line| line.trim().split_once('='))
        .map(|(code, n)| (code.to_owned(), n.parse().unwrap_or_else(|_| panic!("{printed}"))))
        .collect()
}

fn assert_counts(program: &str, script: &str, arguments: &[&str], folder: &Folder) {
    folder.write("script", script);
    let read = ran(Command::new(program).args(arguments).arg("script").current_dir(folder.path()));
    assert_eq!(read.exit, Some(0), "{program}: {}{}", read.out, read.err);
    let (found, expected) = (counts(&read.out), expected(folder));
    for (code, n) in expected {
        assert_eq!(found.get(&code), Some(&n), "{program}: {code}: {}", read.out);
    }
}

#[test]
fn the_table_counts_what_is_coded_1() {
    let folder = news();
    let rows = folder.rows(CODINGS);
    for (code, n) in expected(&folder) {
        let coded = rows.iter().filter(|row| row[&code] == "1").count() as u64;
        assert_eq!(coded, n, "{code}");
    }
}

#[test]
fn r_counts_what_the_table_counts() {
    if !require("Rscript") {
        return;
    }
    let script = r#"
codings <- read.csv("out/results/codings.csv", encoding = "UTF-8", check.names = FALSE)
stopifnot(is.integer(codings$economic), is.integer(codings$start), anyDuplicated(names(codings)) == 0)
for (name in names(codings)) {
  count <- paste0(name, "_n")
  if (count %in% names(codings)) cat(name, "=", sum(codings[[name]], na.rm = TRUE), "\n", sep = "")
}
"#;
    assert_counts("Rscript", script, &["--vanilla"], &news());
}

#[test]
fn python_counts_what_the_table_counts() {
    if !require("python3") {
        return;
    }
    let script = r#"
import csv
with open("out/results/codings.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
for name in rows[0]:
    if name + "_n" in rows[0]:
        assert all(row[name] in ("", "0", "1") for row in rows), name
        print(f"{name}={sum(row[name] == '1' for row in rows)}")
assert any("\n" in row["text"] for row in rows) or all(row["text"] for row in rows)
"#;
    assert_counts("python3", script, &[], &news());
}

#[test]
fn pspp_counts_what_the_table_counts() {
    if !require("pspp") {
        return;
    }
    // PSPP takes no line break inside a cell: without texts there is none here.
    let folder = Folder::of_the_project();
    folder.succeed(&[
        "code",
        "corpus/news",
        "--codebook",
        "codebooks/silk-road.toml",
        "--about",
        "off",
        "--out",
        "out",
    ]);
    let codings = folder.read(CODINGS);
    let header: Vec<&str> = codings.lines().next().expect("a header").split(',').collect();
    let codes = expected(&folder);
    // Its names take no hyphen, its sums go to a CSV of one row.
    let mut script = "SET LOCALE='UTF-8'.\nGET DATA /TYPE=TXT /FILE='out/results/codings.csv' \
        /ENCODING='UTF-8' /FIRSTCASE=2 /DELIMITERS=',' /QUALIFIER='\"' /VARIABLES="
        .to_owned();
    let mut sums = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let number = codes.contains_key(*name)
            || name.strip_suffix("_n").is_some_and(|it| codes.contains_key(it));
        script += &format!("\n  v{index} {}", if number { "F8.0" } else { "A255" });
        if codes.contains_key(*name) {
            sums.push((format!("v{index}"), *name));
        }
    }
    script += ".\nCOMPUTE one=1.\nAGGREGATE OUTFILE=* /BREAK=one";
    for (variable, _) in &sums {
        script += &format!("\n  /s{variable}=SUM({variable})");
    }
    script += ".\nSAVE TRANSLATE /OUTFILE='sums.csv' /TYPE=CSV /FIELDNAMES /REPLACE.\n";
    folder.write("script.sps", script);
    let read = ran(Command::new("pspp").args(["-b", "script.sps"]).current_dir(folder.path()));
    assert_eq!(read.exit, Some(0), "{}{}", read.out, read.err);
    let found = folder.rows("sums.csv");
    for (variable, code) in sums {
        let n: f64 = found[0][&format!("s{variable}")].parse().expect("a number");
        assert_eq!(n, codes[code] as f64, "{code}: {}", read.out);
    }
}

/// The news with the object asked for, and Kazakh texts that some codes have no rules for.
fn news_in_scope() -> Folder {
    let folder = Folder::of_the_project();
    let codebook = folder.read("codebooks/silk-road.toml");
    let without: Vec<&str> = codebook.split("\n[[code]]").collect();
    let code = without.iter().position(|it| it.contains("id = \"cultural\"")).expect("a code");
    // a code that loses its Kazakh rules has missing codings there
    let bare = bare_of_kazakh(without[code]);
    let codebook: Vec<&str> =
        without.iter().enumerate().map(|(at, it)| if at == code { &bare } else { *it }).collect();
    folder.write("codebooks/silk-road.toml", codebook.join("\n[[code]]"));
    let arguments = ["code", "corpus/news", "--codebook", "codebooks/silk-road.toml"];
    folder.succeed(&[&arguments[..], &["--unit", "paragraph", "--out", "out"]].concat());
    folder
}

/// A code of a codebook without its keys in Kazakh, each on one line or a list of several.
fn bare_of_kazakh(code: &str) -> String {
    let mut kept = Vec::new();
    let mut inside = false;
    for line in code.lines() {
        let begins = line.split('=').next().is_some_and(|key| key.trim_end().ends_with(".kk"));
        if begins || inside {
            inside = !line.trim_end().ends_with(']');
            continue;
        }
        kept.push(line);
    }
    kept.join("\n") + "\n"
}

/// From codings.csv alone another program gets the shares of the frequency table: of the segments in
/// scope for framings and "none", of all with a text for the object; missing codings in no denominator.
const SHARES_IN_R: &str = r#"
codings <- read.csv("out/results/codings.csv", na.strings = "", encoding = "UTF-8", check.names = FALSE)
table <- read.csv("out/results/tables/frequency.csv", na.strings = "", encoding = "UTF-8")
stopifnot(all(codings$in_scope %in% c(0, 1)), any(codings$in_scope == 0), any(codings$in_scope == 1))
within <- codings[codings$in_scope == 1, ]
column <- function(code) gsub(".", "_", code, fixed = TRUE)
near <- function(a, b) (is.na(a) && is.na(b)) || isTRUE(abs(a - b) < 1e-8)  # eight decimals are written
for (row in which(table$kind %in% c("framing", "object"))) {
  coded <- (if (table$kind[row] == "framing") within else codings)[[column(table$code[row])]]
  asked <- coded[!is.na(coded)]
  share <- if (length(asked) > 0) mean(asked) else NA
  stopifnot(length(asked) == table$of_segments[row], near(share, table$share[row]))
  if (length(asked) > 0) stopifnot(sum(asked) == table$segments[row])
  cat(column(table$code[row]), "=", sum(asked), "\n", sep = "")
}
top <- table$code[table$kind == "framing" & table$depth == 0]
codes <- within[column(top)]
asked <- codes[rowSums(is.na(codes)) == 0, ]
none <- table[which(table$kind == "none"), ]
stopifnot(nrow(asked) == none$of_segments, sum(rowSums(asked) == 0) == none$segments)
stopifnot(sum(codings$in_scope) == table$segments[table$kind == "in_scope"])
kazakh <- codings[codings$language == "kk", ]
stopifnot(nrow(kazakh) > 20, all(is.na(kazakh$cultural)), all(is.na(kazakh$cultural_n)))
stopifnot(!any(is.na(codings$cultural[codings$language == "ru"])))
"#;

#[test]
fn r_reproduces_the_shares_in_scope_and_missing_stays_missing() {
    if !require("Rscript") {
        return;
    }
    assert_counts("Rscript", SHARES_IN_R, &["--vanilla"], &news_in_scope());
}
