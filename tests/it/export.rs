//! Files for SPSS, R, Stata, Excel and Parquet, opened by those programs or by an independent reader,
//! on a study that holds what such files break on. What they count is what the tables count.

use std::collections::BTreeMap;
use std::process::Command;

use crate::folder::{Folder, assert_same_files, ran, require, require_modules};

/// Codes whose names collide, are reserved, begin with a digit or are too long; labels in four
/// scripts, too long, with quotation marks and a line break.
fn codebook() -> String {
    let code = |id: &str, label: &str, rules: &str| {
        let definition = "It \\\"is\\\" so; 'truly',\\n路 & <b>.";
        format!(
            "\n[[code]]\nid = \"{id}\"\nlabel = \"{label}\"\ndefinition = \"{definition}\"\n{rules}\n"
        )
    };
    let kazakh = "қауіпсіздік және ынтымақтастық мәселелері ".repeat(8);
    let chinese = "丝绸之路经济带与二十一世纪海上丝绸之路".repeat(16);
    assert!(kazakh.chars().count() > 300 && chinese.chars().count() > 300);
    let long = "a_very_long_id_that_no_program_but_r_takes_as_it_is_because_of_its_length";
    let mut book =
        "[codebook]\nid = \"nasty\"\ntitle = \"Nasty; \\\"quoted\\\"\"\nversion = \"7\"\n\
        measure = \"asserted\"\n"
            .to_owned();
    book += &code("a", &kazakh, "rules.en = [\"road\"]\nrules.ru = [\"дорог*\"]");
    book += &code(
        "a.b",
        "Say \\\"it's\\\" so,\\nplainly",
        "rules.en = [\"silk\"]\nrules.ru = [\"шелк*\"]",
    );
    book += &code("a_b", "Second", "rules.en = [\"railway\"]");
    book += &code("a-b", &chinese, "rules.en = [\"rail*\"]\nrules.zh = [\"铁路\"]");
    book += &code("ALL", "所有", "rules.any = [\"all\"]");
    book += &code("2nd", "Екінші", "rules.en = [\"second\"]");
    book += &code(long, "Long 1", "rules.en = [\"one\"]");
    book += &code(&format!("{long}_too"), "Long 2", "rules.en = [\"two\"]");
    book += &code("word-with-hyphen", "Same", "rules.en = [\"word\"]");
    book + &code("document", "Same", "rules.en = [\"document\"]")
}

/// Columns of the corpus behind id and text.
const COLUMNS: [&str; 12] = [
    "language",
    "w",
    "date",
    "begun",
    "note",
    "long",
    "very long",
    "flag",
    "number",
    "account",
    "Город",
    "a_b_2",
];

fn rows() -> Vec<Vec<String>> {
    let long = "дорога ".repeat(31) + "конец"; // 31 * 13 + 10 bytes
    assert_eq!(long.len(), 413);
    let very_long = "路".repeat(1000); // 3,000 bytes
    let row = |id: &str, text: &str, rest: [&str; 12]| {
        [id, text].into_iter().chain(rest).map(str::to_owned).collect::<Vec<_>>()
    };
    let (long, very) = (long.as_str(), very_long.as_str());
    vec![
        row(
            "d1",
            "A silk road and a road. All one.",
            [
                "en",
                "0,5",
                "2013-09-07",
                "7.9.2013",
                "=1+1",
                long,
                "",
                "true",
                "1.25",
                "123456789012345678",
                "Алматы",
                "плюс",
            ],
        ),
        row(
            "d2",
            "No road, but a railway; two words.",
            [
                "en",
                "2",
                "1992-06-24",
                "24.06.1992",
                "line\nbreak; \"quote\", comma",
                "x",
                very,
                "FALSE",
                "-3",
                "123456789012345679",
                "Қызылорда",
                "плюс",
            ],
        ),
        row(
            "d3",
            "Дорога шёлка.",
            ["ru", "1,25", "1899-12-31", "1.1.1970", "-5", "", "=2", "", "", "1", "", "плюс"],
        ),
        row(
            "d4",
            "Темір жол.",
            ["kk", "1", "", "", "@home +1", "т", "v", "True", "0", "2", "乌鲁木齐", "плюс"],
        ),
        row(
            "d5",
            "铁路，一带一路。",
            ["zh", "1", "2000-02-29", "", "'single'", "路", "路", "false", "7", "3", "NA", "плюс"],
        ),
        row(
            "d6",
            "",
            ["en", "4", "2001-01-01", "", " padded ", "e", "e", "true", "1e-3", "4", "x", "плюс"],
        ),
        row(
            "d7",
            "Don't know",
            ["en", "3", "2001-01-01", "", "", "", "", "", "2.5", "5", "y", "плюс"],
        ),
        row(
            "d8",
            "The second document is all one word.",
            [
                "en",
                "0.125",
                "2001-01-01",
                "",
                "a\tb",
                "",
                "",
                "true",
                "12345.678",
                "6",
                "z",
                "плюс",
            ],
        ),
        row(
            "d9",
            "Nothing here.",
            ["en", "", "2001-01-01", "", "+1", "", "", "true", "1", "7", "z", "плюс"],
        ),
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// The study, run; its exports are those of `exports`.
fn nasty(exports: &str) -> Folder {
    let folder = Folder::empty();
    folder.write("nasty.toml", codebook());
    let mut corpus = format!("id,text,{}\r\n", COLUMNS.join(","));
    for row in rows() {
        let cells: Vec<String> = row.iter().map(|it| quoted(it)).collect();
        corpus += &format!("{}\r\n", cells.join(","));
    }
    folder.write("answers.csv", corpus);
    folder.write(
        "study.toml",
        format!(
            "[study]\nname = \"nasty\"\n\n[[source]]\nname = \"answers\"\nunit = \"document\"\n\
             codebooks = [\"nasty.toml\"]\nby = [\"flag\"]\nweight = \"w\"\nexports = [{exports}]\n\n\
             [source.corpus]\nfiles = [\"answers.csv\"]\nid = \"id\"\ntext = [\"text\"]\n\
             language = \"language\"\ndate = \"date\"\nnon_answers = [\"don't know\"]\n"
        ),
    );
    folder.succeed(&["run"]);
    expect(&folder);
    folder
}

const RESULTS: &str = "output/nasty/results";

/// What every reader has to find, as files that it can read: for each code its names, the segments
/// given it, those of which it is asked, and the weighted share, all from the frequency table; and the
/// cells of the corpus as they are.
fn expect(folder: &Folder) {
    let variables = folder.rows(&format!("{RESULTS}/export/segments.variables.csv"));
    let mut csv = "variable,spss,stata,r,given,asked,share\n".to_owned();
    let mut n = 0;
    for row in folder.rows(&format!("{RESULTS}/tables/frequency.csv")) {
        if row["code"].is_empty() {
            continue;
        }
        let of =
            variables.iter().find(|it| it["original"] == row["code"] && it["type"] == "labelled");
        let of = of.unwrap_or_else(|| panic!("{}", row["code"]));
        let names = [&of["variable"], &of["spss"], &of["stata"], &of["r"]];
        let names: Vec<String> = names.iter().map(|it| quoted(it)).collect();
        csv += &format!(
            "{},{},{},{}\n",
            names.join(","),
            row["segments"],
            row["of_segments"],
            row["share"]
        );
        n += row["segments"].parse::<u32>().expect("a number");
    }
    assert!(n >= 10, "{csv}");
    folder.write("expected.csv", csv);
}

/// Runs a Python script that ends with 0 where all is as it should be.
fn python(folder: &Folder, script: &str) {
    let common = r#"
import csv, math
expected = list(csv.DictReader(open("expected.csv", encoding="utf-8")))
corpus = list(csv.DictReader(open("answers.csv", encoding="utf-8", newline="")))
variables = {it["variable"]: it for it in csv.DictReader(
    open("output/nasty/results/export/segments.variables.csv", encoding="utf-8", newline=""))}
def same(found, wanted, what):
    assert found == wanted, f"{what}: {found!r} instead of {wanted!r}"
def count(frame, target):
    "What is given, asked and weighted, by the table of framebook."
    for row in expected:
        values, weights = frame[row[target]], frame[variables["w"][target] if target != "variable" else "w"]
        pairs = [(float(v), float(w)) for v, w in zip(values, weights) if v == v and v is not None]
        same(sum(v for v, w in pairs), float(row["given"]), row[target])
        same(len(pairs), int(row["asked"]), row[target])
        known = [(v, w) for v, w in pairs if w == w]
        if row["share"]:
            share = sum(v * w for v, w in known) / sum(w for v, w in known)
            assert abs(share - float(row["share"])) < 1e-6, (row, share)
"#;
    folder.write("script.py", format!("{common}\n{script}"));
    let read = ran(Command::new("python3").arg("script.py").current_dir(folder.path()));
    assert_eq!(read.exit, Some(0), "{}{}", read.out, read.err);
}

const SEGMENTS: &str = "output/nasty/results/export/segments";

#[test]
fn python_reads_the_sav_as_it_is() {
    if !require_modules(&["pyreadstat", "pandas"]) {
        return;
    }
    let script = r#"
import pyreadstat, datetime
frame, meta = pyreadstat.read_sav("SEGMENTS.sav", user_missing=True)
count(frame, "spss")
same(meta.file_encoding, "UTF-8", "encoding")
name = {it["original"]: it["spss"] for it in variables.values() if it["type"] != "whole number"}
for original in corpus[0]:
    if original in ("id", "text", "w", "number", "date", "begun", "flag"): continue
    found, labels = list(frame[name[original]]), meta.variable_value_labels.get(name[original])
    if labels: found = [labels[it] if it == it else "" for it in found]
    same(bool(labels), original in ("language", "a_b_2"), original + ": labels where values are few")
    same(found, [row[original].rstrip(" ") for row in corpus], original)
same(list(frame["document"]), [row["id"] for row in corpus], "ids")
day = datetime.date.fromisoformat
same([d if isinstance(d, datetime.date) else None for d in frame["date"]],
     [day(row["date"]) if row["date"] else None for row in corpus], "date")
same(frame["begun"][2], datetime.date(1970, 1, 1), "begun")
same([v for v in frame["flag"] if v == v], [1, 0, 1, 0, 1, 1, 1], "flag")
same([v for v in frame["number"] if v == v], [1.25, -3, 0, 7, .001, 2.5, 12345.678, 1], "number")
same([v if v == v else None for v in frame["w"]], [.5, 2, 1.25, 1, 1, 4, 3, .125, None], "w")
same(list(frame["text_status"]), [0, 0, 0, 0, 0, 1, 2, 0, 0], "text_status")
same(meta.missing_ranges["text_status"], [{"lo": n, "hi": n} for n in (1.0, 2.0, 3.0)], "missing")
hidden, _ = pyreadstat.read_sav("SEGMENTS.sav")
same(int(hidden["text_status"].isna().sum()), 2, "user-missing")
labels = dict(zip(meta.column_names, meta.column_labels))
for row in variables.values():
    whole = " ".join(row["label"].split())
    found = labels[row["spss"]]
    assert len(found.encode()) <= 255, row
    cut = found.encode() == whole.encode()[:len(found.encode())]
    assert cut or found.startswith(whole + " ["), (found, whole)
    if cut and found != whole: assert len(found.encode()) > 251, found
same(labels[name["a.b"]], "Say \"it's\" so, plainly [a.b]", "label")
same(labels["a"][:11], "қауіпсіздік", "label")
same(meta.variable_value_labels["a"], {0: "not given", 1: "given"}, "values")
same(meta.variable_value_labels["language"][3], "Kazakh", "values")
same(meta.variable_measure["a"], "nominal", "measure")
same(meta.variable_measure["a_n"], "scale", "measure")
same(meta.variable_measure["segment"], "ordinal", "measure")
same(len(meta.column_names), len(variables), "variables")
assert meta.notes and "codebook nasty 7" in " ".join(meta.notes), meta.notes
"#;
    let folder = nasty("\"sav\"");
    python(&folder, &script.replace("SEGMENTS", SEGMENTS));
}

#[test]
fn python_reads_the_dta_as_it_is() {
    if !require_modules(&["pyreadstat", "pandas"]) {
        return;
    }
    let script = r#"
import pyreadstat, pandas, datetime
frame, meta = pyreadstat.read_dta("SEGMENTS.dta")
count(frame, "stata")
name = {it["original"]: it["stata"] for it in variables.values()}
other = pandas.read_stata("SEGMENTS.dta", convert_categoricals=False)
count(other, "stata")
for read in (frame, other):
    for original in corpus[0]:
        if original in ("id", "text", "w", "number", "date", "begun", "flag"): continue
        found, labels = list(read[name[original]]), meta.variable_value_labels.get(name[original])
        if labels: found = [labels[it] if it == it else "" for it in found]
        same(bool(labels), original in ("language", "a_b_2"), original + ": labels where values are few")
        same(found, [row[original] for row in corpus], original)
    same([v for v in read["number"] if v == v], [1.25, -3, 0, 7, .001, 2.5, 12345.678, 1], "number")
    same(len(read.columns), len(variables), "variables")
same(frame["date"][2], datetime.date(1899, 12, 31), "date")
same(str(other["begun"][0])[:10], "2013-09-07", "begun")
labels = dict(zip(meta.column_names, meta.column_labels))
same(labels[name["a.b"]], "Say \"it's\" so, plainly [a.b]", "label")
assert all(len(label) <= 80 for label in labels.values()), labels
same(labels[name["Город"]], "Город", "label")
same(meta.variable_value_labels["a"], {0: "not given", 1: "given"}, "values")
named = pandas.read_stata("SEGMENTS.dta")
same(list(named["language"].astype(str))[:5], ["English", "English", "Russian", "Kazakh", "Chinese"], "labels")
user, _ = pyreadstat.read_dta("SEGMENTS.dta", user_missing=True)
same(list(user["text_status"]), [0, 0, 0, 0, 0, "a", "b", 0, 0], "extended missing")
reader = pandas.read_stata("SEGMENTS.dta", iterator=True)
assert all(name.isascii() and len(name) <= 32 for name in meta.column_names), meta.column_names
same(reader.data_label, "codings, a row a segment", "data label")
"#;
    let folder = nasty("\"dta\"");
    python(&folder, &script.replace("SEGMENTS", SEGMENTS));
}

#[test]
fn python_reads_the_workbook_as_it_is() {
    if !require_modules(&["openpyxl"]) {
        return;
    }
    let script = r#"
import openpyxl, datetime
book = openpyxl.load_workbook("SEGMENTS.xlsx")
sheet = book["data"]
header = [cell.value for cell in sheet[1]]
same(header, list(variables), "header")
rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
frame = {name: [row[at] for row in rows] for at, name in enumerate(header)}
w = [float("nan") if value is None else value for value in frame["w"]]
count({**frame, "w": w}, "variable")
assert not any(cell.data_type == "f" for one in book for row in one.iter_rows() for cell in row)
name = {it["original"]: it["variable"] for it in variables.values()}
for original in corpus[0]:
    if original in ("id", "text", "w", "number", "date", "begun", "flag"): continue
    same([value or "" for value in frame[name[original]]], [row[original] for row in corpus], original)
same(frame["date"][0], datetime.datetime(2013, 9, 7), "date")
same(frame["date"][2], "1899-12-31", "a day before Excel's")
same(frame["flag"][:3], [True, False, None], "flag")
same(frame["number"][:3], [1.25, -3, None], "number")
same(sheet.freeze_panes, "A2", "the header stays in sight")
assert sheet.auto_filter.ref.startswith("A1:"), sheet.auto_filter.ref
same(book.sheetnames[:4], ["data", "frequency", "by-document", "by-flag"], "sheets")
same(book.sheetnames[-3:], ["codebook", "variables", "about"], "sheets")
table = list(csv.reader(open("output/nasty/results/tables/frequency.csv", encoding="utf-8")))
found = [["" if cell is None else cell for cell in row] for row in book["frequency"].values]
same(found[0], table[0], "header of the table")
for line, row in zip(found[1:], table[1:]):
    for cell, text in zip(line, row):
        if isinstance(cell, (int, float)): assert abs(cell - float(text)) < 1e-6, (cell, text)
        else: same(cell, text, "cell")
same(book.properties.created, datetime.datetime(2000, 1, 1), "no clock")
codes = [row[1] for row in book["codebook"].iter_rows(min_row=2, values_only=True)]
same(codes[:6], ["a", "a.b", "a_b", "a-b", "ALL", "2nd"], "codebook")
"#;
    let folder = nasty("\"xlsx\", \"variables\"");
    python(&folder, &script.replace("SEGMENTS", SEGMENTS));
}

#[test]
fn python_reads_the_parquet_as_it_is() {
    if !require_modules(&["pyarrow"]) {
        return;
    }
    let script = r#"
import pyarrow.parquet, json, datetime
table = pyarrow.parquet.read_table("SEGMENTS.parquet")
frame = table.to_pydict()
w = [float("nan") if value is None else value for value in frame["w"]]
count({**frame, "w": w}, "variable")
same(list(frame), list(variables), "columns")
kinds = {field.name: str(field.type) for field in table.schema}
for name, kind in [("document", "string"), ("segment", "int64"), ("w", "double"), ("date", "date32[day]"),
                   ("begun", "date32[day]"), ("flag", "bool"), ("a", "int8"), ("a_n", "int64"),
                   ("language", "string"), ("account", "string")]:
    same(kinds[name], kind, name)
name = {it["original"]: it["variable"] for it in variables.values()}
for original in corpus[0]:
    if original in ("id", "text", "w", "number", "date", "begun", "flag"): continue
    same([value or "" for value in frame[name[original]]], [row[original] for row in corpus], original)
same(frame["begun"][:3], [datetime.date(2013, 9, 7), datetime.date(1992, 6, 24), datetime.date(1970, 1, 1)], "begun")
same(frame["flag"], [True, False, None, True, False, True, None, True, True], "flag")
told = json.loads(table.schema.metadata[b"framebook"])
same(told["weight"], "w", "weight")
labels = {it["name"]: it["label"] for it in told["variables"]}
same({name: row["label"] for name, row in variables.items()}, labels, "labels")
"#;
    let folder = nasty("\"parquet\", \"variables\"");
    python(&folder, &script.replace("SEGMENTS", SEGMENTS));
}

/// Syntax that sums each code, weighted and not, into `sums.csv`.
fn sums(folder: &Folder) -> String {
    let mut syntax = "COMPUTE one_=1.\nAGGREGATE OUTFILE=* /BREAK=one_".to_owned();
    for (index, row) in folder.rows("expected.csv").iter().enumerate() {
        let name = &row["spss"];
        syntax += &format!("\n  /n{index}=NU({name}) /m{index}=MEAN({name}) /mw{index}=N({name})");
    }
    let unweighted = syntax.replace("COMPUTE one_=1.\n", "");
    format!(
        "COMPUTE one_=1.\nSTRING first_ (A100).\nCOMPUTE first_=note.\nDATASET NAME whole_.\n\
         SAVE OUTFILE='whole.sav'.\n{}.\nSAVE TRANSLATE /OUTFILE='weighted.csv' /TYPE=CSV /FIELDNAMES \
         /REPLACE.\nGET FILE='whole.sav'.\nWEIGHT OFF.\n{}.\n\
         SAVE TRANSLATE /OUTFILE='counts.csv' /TYPE=CSV /FIELDNAMES /REPLACE.\n",
        unweighted, unweighted
    )
}

fn assert_pspp(folder: &Folder, open: &str, texts: bool) {
    let syntax = format!("SET LOCALE='UTF-8'.\n{open}\n{}", sums(folder));
    folder.write(
        &format!("{RESULTS}/export/test.sps"),
        syntax
            + "GET FILE='whole.sav'.\nWEIGHT OFF.\nSAVE TRANSLATE /OUTFILE='cells.csv' /TYPE=CSV \
               /FIELDNAMES /REPLACE.\nDISPLAY DICTIONARY.\n",
    );
    let here = folder.path().join(RESULTS).join("export");
    let read = ran(Command::new("pspp").args(["-b", "test.sps"]).current_dir(&here));
    assert_eq!(read.exit, Some(0), "{}{}", read.out, read.err);
    // AGGREGATE warns of the case without a weight, which is there on purpose.
    let told = |line: &&str| line.contains("error:") || line.contains("warning:");
    let mut told = read.out.lines().chain(read.err.lines()).filter(told);
    assert!(told.all(|it| it.contains("warning: AGGREGATE")), "{}{}", read.out, read.err);
    let number = |row: &BTreeMap<String, String>, name: &str| -> f64 {
        let cell = row.get(name).unwrap_or_else(|| panic!("{name}: {row:?}")).trim();
        if cell.is_empty() { f64::NAN } else { cell.parse().unwrap_or_else(|_| panic!("{cell}")) }
    };
    let counts = folder.rows(&format!("{RESULTS}/export/counts.csv"));
    let weighted = folder.rows(&format!("{RESULTS}/export/weighted.csv"));
    for (index, row) in folder.rows("expected.csv").iter().enumerate() {
        let (given, asked) = (number(row, "given"), number(row, "asked"));
        assert_eq!(number(&counts[0], &format!("n{index}")), asked, "{row:?}");
        let mean = number(&counts[0], &format!("m{index}"));
        assert!((mean * asked - given).abs() < 0.02 * asked, "{row:?}: {mean}");
        let share = number(&weighted[0], &format!("m{index}"));
        assert!((share - number(row, "share")).abs() < 0.01, "{row:?}: {share}");
    }
    // texts come through, line breaks as blanks where SPSS can not read them
    let cells = folder.rows(&format!("{RESULTS}/export/cells.csv"));
    let corpus = folder.rows("answers.csv");
    assert_eq!(cells.len(), corpus.len());
    let trimmed = |text: &str| text.trim_end().to_owned();
    for (found, expected) in cells.iter().zip(&corpus) {
        for (name, original) in
            [("note", "note"), ("long", "long"), ("very_long", "very long"), ("Город", "Город")]
        {
            let expected = if texts {
                expected[original].clone()
            } else {
                expected[original].replace('\n', " ")
            };
            let bare = if texts { trimmed(&expected) } else { expected.trim().to_owned() };
            let found = if texts { trimmed(&found[name]) } else { found[name].trim().to_owned() };
            assert_eq!(found, bare, "{original}");
        }
    }
    for shown in ["not given", "Kazakh", "a declared non-answer", "Say \"it's\" so, plainly"] {
        let squeezed = read.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let listed =
            squeezed.contains(shown) || shown.contains("Say") || shown.contains("declared");
        assert!(listed, "{shown}: {}", read.out);
    }
}

#[test]
fn pspp_runs_the_syntax() {
    if !require("pspp") {
        return;
    }
    assert_pspp(&nasty("\"sps\""), "INSERT FILE='segments.sps'.", false);
}

#[test]
fn pspp_reads_the_sav() {
    if !require("pspp") {
        return;
    }
    assert_pspp(&nasty("\"sav\""), "GET FILE='segments.sav'.", true);
}

#[test]
fn r_runs_the_script() {
    if !require("Rscript") {
        return;
    }
    let script = r#"
here <- getwd()
expected <- read.csv("expected.csv", encoding = "UTF-8", check.names = FALSE)
corpus <- read.csv("answers.csv", encoding = "UTF-8", check.names = FALSE, na.strings = "", colClasses = "character")
setwd("output/nasty/results/export")
source("segments.R")
stopifnot(nrow(segments) == nrow(corpus), identical(attr(segments, "weights"), "w"))
for (i in seq_len(nrow(expected))) {
  values <- segments[[expected$r[i]]]
  stopifnot(is.factor(values), identical(levels(values), c("not given", "given")))
  given <- values == "given"
  stopifnot(sum(given, na.rm = TRUE) == expected$given[i], sum(!is.na(given)) == expected$asked[i])
  keep <- !is.na(given) & !is.na(segments$w)
  if (!is.na(expected$share[i]))
    stopifnot(abs(weighted.mean(given[keep], segments$w[keep]) - expected$share[i]) < 1e-6)
}
for (name in c("note", "long", "very long", "account", "\u0413\u043e\u0440\u043e\u0434"))
  stopifnot(identical(as.vector(segments[[sub(" ", ".", name)]]), corpus[[name]]))
same <- names(segments)[vapply(segments, function(it) identical(as.vector(it), corpus[["a_b_2"]]), NA)]
stopifnot(length(same) == 1, is.factor(segments[[same]]), !is.factor(segments$note))
stopifnot(segments$date[1] == as.Date("2013-09-07"), inherits(segments$begun, "Date"))
stopifnot(identical(format(segments$begun[2]), "1992-06-24"), is.logical(segments$flag))
stopifnot(identical(as.vector(segments$flag), c(TRUE, FALSE, NA, TRUE, FALSE, TRUE, NA, TRUE, TRUE)))
stopifnot(identical(as.character(segments$language[4]), "Kazakh"), is.na(segments$a[4]))
stopifnot(identical(as.vector(segments$number)[8], 12345.678), !l10n_info()$`UTF-8` || identical(names(segments), make.names(names(segments))))
stopifnot(grepl("\u049b\u0430\u0443\u0456\u043f", attr(segments$a, "label")))
stopifnot(identical(attr(segments[[expected$r[2]]], "label"), "Say \"it's\" so, plainly [a.b]"))
cat("all is well\n")
"#;
    let folder = nasty("\"r\"");
    folder.write("script.R", script);
    // Also where R takes the script for Latin-1, as on Windows.
    for locale in ["C.UTF-8", "C"] {
        let mut command = Command::new("Rscript");
        command.args(["--vanilla", "--encoding=UTF-8", "script.R"]).env("LC_ALL", locale);
        let read = ran(command.current_dir(folder.path()));
        assert!(read.out.contains("all is well"), "{locale}: {}{}", read.out, read.err);
    }
    let script = folder.read(&format!("{SEGMENTS}.R"));
    assert!(script.is_ascii(), "R on Windows reads a script in its code page");
}

/// Every format in every shape, by the names that the help lists.
const DATA: [&str; 8] = ["csv", "sps", "sav", "r", "dta", "xlsx", "parquet", "variables"];
const SHAPES: [&str; 4] = ["segments", "long", "documents", "matches"];
const CODEBOOK: [&str; 3] = ["codebook-docx", "codebook-md", "codebook-csv"];

#[test]
fn every_format_writes_every_shape_and_the_same_bytes_twice() {
    let folder = Folder::of_the_example();
    let formats = DATA.iter().chain(&CODEBOOK).copied().collect::<Vec<_>>().join(",");
    for place in ["one", "two"] {
        std::fs::create_dir(folder.path().join(place)).expect("a folder is made");
        // the survey in every shape; the news, which has much more, in one
        for (source, shape) in SHAPES.iter().map(|it| ("survey", *it)).chain([("news", SHAPES[0])])
        {
            let out = format!("{place}/{source}-{shape}");
            let of = ["--source", source, "--shape", shape, "--out", &out];
            let printed = folder.succeed(&[&["export", "--format", &formats], &of[..]].concat());
            let n = printed.lines().count();
            assert_eq!(n, 8 + 1 + 3, "sps is two files, r shares the csv: {printed}");
            assert!(printed.lines().all(|line| line.starts_with(&out)), "{printed}");
        }
    }
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    for entry in std::fs::read_dir(&one).expect("a folder") {
        let path = entry.expect("an entry").path();
        let length = path.metadata().expect("a file").len();
        assert!(length > 100, "{}: {length} bytes", path.display());
        assert!(path.extension().is_none_or(|it| it != "tmp"), "{}", path.display());
    }
    // scripts name their data by the file: the folders are the same but for that
    assert_same_files(&one, &two, "exports made twice");
}

#[test]
fn a_study_writes_its_exports_at_each_run() {
    let folder = nasty("\"sav\", \"csv\", \"dta:documents\", \"codebook-docx\"");
    let made: Vec<String> = std::fs::read_dir(folder.path().join(RESULTS).join("export"))
        .expect("a folder")
        .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for name in [
        "segments.sav",
        "segments.csv",
        "segments.variables.csv",
        "documents.dta",
        "documents.variables.csv",
        "codebook.docx",
    ] {
        assert!(made.iter().any(|it| it == name), "{name}: {made:?}");
    }
    assert_eq!(made.len(), 6, "{made:?}");
    let manifest = folder.read(&format!("{RESULTS}/manifest.json"));
    assert!(manifest.contains("export/segments.sav"), "{manifest}");
    let cut = "export sav: variable `a`: a label of";
    assert!(manifest.contains(cut), "what was cut is told with its variable: {manifest}");
    assert_eq!(
        folder.read(&format!("{RESULTS}/export/segments.csv")),
        folder.read(&format!("{RESULTS}/codings.csv")),
        "codings.csv is the export of segments as CSV"
    );
    // what is cut stands whole in the dictionary
    let variables = folder.rows(&format!("{RESULTS}/export/segments.variables.csv"));
    assert!(variables.iter().any(|it| it["label"].chars().count() > 300), "{variables:?}");
    for text in ["дорога ", "路", "конец"] {
        assert!(folder.read(&format!("{RESULTS}/export/segments.csv")).contains(text));
    }
}

#[test]
fn what_does_not_exist_is_refused_with_what_there_is() {
    let folder = Folder::of_the_example();
    let study = folder.read("study.toml");
    for (exports, told) in [
        ("\"spss\"", "unknown export format `spss`; there are: csv, sps, sav"),
        ("\"sav:wide\"", "unknown shape `wide`; there are: segments, long"),
        ("\"codebook-md:long\"", "`codebook-md` has no shape"),
    ] {
        let declared = "exports = [\"sav\", \"r\", \"dta\", \"xlsx\"]";
        folder.write("study.toml", study.replace(declared, &format!("exports = [{exports}]")));
        let refused = folder.run(&["run"]);
        assert_eq!(refused.exit, Some(2), "{}", refused.err);
        assert!(
            refused.err.contains(told) && refused.err.contains("study.toml"),
            "{}",
            refused.err
        );
    }
    for (arguments, told) in [
        (vec!["--format", "spss"], "sav"),
        (vec!["--format", "sav", "--shape", "wide"], "documents"),
        (vec!["--format", "sav", "--source", "tv"], "there are: news, survey"),
        (vec!["--format", "sav", "--codebook", "x"], "there are: silk-road, actors"),
        (vec!["--format", "sav", "--shape", "long", "--with-text"], "`--shape segments`"),
        (vec!["--format", "sav", "--in", "nowhere"], "no results here"),
        (vec!["--format", "sav", "--out", "nowhere/x.sav"], "nowhere/x.sav"),
    ] {
        let refused = folder.run(&[vec!["export"], arguments.clone()].concat());
        assert_eq!(refused.exit, Some(2), "{arguments:?}: {}", refused.err);
        assert!(refused.err.contains(told), "{arguments:?}: {}", refused.err);
    }
}

/// The cells of a table, by measure of the codebook, code and column.
fn cell(folder: &Folder, table: &str, kind: &str, code: &str, column: &str) -> u64 {
    let rows = folder.rows(&format!("output/silk-road/results/tables/{table}.csv"));
    let row = rows.iter().find(|it| it["kind"] == kind && it["code"] == code);
    let row = row.unwrap_or_else(|| panic!("{table}: {kind} {code}"));
    row[column].parse().unwrap_or(0)
}

#[test]
fn documents_are_those_of_the_table_by_document() {
    let folder = Folder::of_the_example();
    for (source, codebook, table) in [
        ("news", "silk-road", "news-silk-road-by-document"),
        ("survey", "silk-road", "survey-by-document"),
    ] {
        folder.succeed(&[
            "export",
            "--format",
            "csv",
            "--shape",
            "documents",
            "--source",
            source,
            "--codebook",
            codebook,
            "--out",
            "d.csv",
        ]);
        let rows = folder.rows("d.csv");
        let n = |column: &str, value: &str| rows.iter().filter(|it| it[column] == value).count();
        for code in ["security", "economic", "western", "security.evils", "western.dependence"] {
            let column = code.replace('.', "_");
            let of = |cell_of: &str| cell(&folder, table, "framing", code, cell_of) as usize;
            assert_eq!(n(&column, "1"), of("present"), "{source} {code}");
            assert_eq!(n(&column, "1") + n(&column, "0"), of("of_present"), "{source} {code}");
            if !code.contains('.') {
                assert_eq!(n("dominant", code), of("dominant"), "{source} {code}");
            }
            let given = |it: &BTreeMap<String, String>| {
                it[&format!("{column}_n")].parse::<u32>().is_ok_and(|n| n > 0)
            };
            assert!(rows.iter().all(|it| given(it) == (it[&column] == "1")), "{source} {code}");
        }
        let of = |kind: &str| cell(&folder, table, kind, "", "dominant") as usize;
        assert_eq!(n("dominant", "(none)"), of("none"), "{source}");
        assert_eq!(n("dominant", "(mixed)"), of("mixed"), "{source}");
        assert!(of("none") > 0 && n("dominant", "") > 0, "{source}: {rows:?}");
    }
}

#[test]
fn long_rows_and_matches_are_those_of_the_passes() {
    let folder = Folder::of_the_example();
    let export = |shape: &str| {
        folder.succeed(&[
            "export", "--format", "csv", "--shape", shape, "--source", "news", "--out", "x",
        ]);
        folder.rows("x.csv")
    };
    let (segments, long, matches) = (export("segments"), export("long"), export("matches"));
    let codes: std::collections::BTreeSet<&str> =
        long.iter().map(|it| it["code"].as_str()).collect();
    assert_eq!(long.len(), segments.len() * codes.len());
    for code in codes {
        let column = code.replace('.', "_");
        let sum = |rows: &mut dyn Iterator<Item = &String>| -> u64 {
            rows.filter_map(|it| it.parse::<u64>().ok()).sum()
        };
        let of = |name: &'static str| {
            long.iter().filter(|it| it["code"] == code).map(move |it| &it[name])
        };
        assert_eq!(
            sum(&mut of("coding")),
            sum(&mut segments.iter().map(|it| &it[&column])),
            "{code}"
        );
        let count = format!("{column}_n");
        assert_eq!(sum(&mut of("n")), sum(&mut segments.iter().map(|it| &it[&count])), "{code}");
        assert!(sum(&mut of("mention")) >= sum(&mut of("asserted")), "{code}");
    }
    // a match of a subcode is no match of the parent's own rules, and none is lost
    let manifest = folder.read("output/silk-road/results/manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let passes = manifest["sources"][0]["passes"].as_array().expect("passes");
    let n: u64 = passes
        .iter()
        .map(|name| {
            let path = format!("output/silk-road/passes/{}/manifest.json", name.as_str().unwrap());
            let pass: serde_json::Value = serde_json::from_str(&folder.read(&path)).expect("JSON");
            pass["counts"]["matches"].as_u64().expect("a count")
        })
        .sum();
    assert_eq!(matches.len() as u64, n);
    let texts: BTreeMap<String, BTreeMap<String, String>> = ["en", "ru", "kk", "zh"]
        .iter()
        .flat_map(|language| folder.rows(&format!("corpus/news/{language}.csv")))
        .map(|row| (row["id"].clone(), row))
        .collect();
    for row in &matches {
        let text = &texts[&row["document"]][&row["part"]];
        let at = |name: &str| row[name].parse::<usize>().expect("a number");
        assert_eq!(text.get(at("start")..at("end")), Some(row["text"].as_str()), "{row:?}");
    }
    for (column, some) in [("negated", "1"), ("quoted", "term"), ("quoted", "speech")] {
        assert!(matches.iter().any(|it| it[column] == some), "{column} {some}");
    }
    assert!(matches.iter().any(|it| !it["voice"].is_empty()), "nobody says anything");
}

#[test]
fn matches_without_texts_have_no_text() {
    let folder = Folder::of_the_project();
    folder.succeed(&["run", "--no-texts"]);
    folder.succeed(&["export", "--format", "csv", "--shape", "matches", "--out", "x"]);
    assert!(
        folder.rows("x.csv").iter().all(|it| !it.contains_key("text") && !it["rule"].is_empty())
    );
    let refused = folder.run(&["export", "--format", "csv", "--with-text", "--out", "x"]);
    assert_eq!(refused.exit, Some(2), "{}", refused.err);
    assert!(!folder.path().join("x.csv.tmp").exists(), "nothing half made is left");
}

#[test]
fn the_codebook_is_a_document_a_page_and_a_table() {
    if !require("python3") {
        return;
    }
    let script = r#"
import zipfile, xml.etree.ElementTree as tree
w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
with zipfile.ZipFile("output/nasty/results/export/codebook.docx") as file:
    assert file.testzip() is None
    for name in file.namelist(): tree.fromstring(file.read(name))
    body = tree.fromstring(file.read("word/document.xml"))
    styles = {it.get(w + "styleId") for it in tree.fromstring(file.read("word/styles.xml")).iter(w + "style")}
used = {it.get(w + "val") for kind in ("pStyle", "rStyle") for it in body.iter(w + kind)}
assert used and used <= styles, used - styles
lines = ["".join(t.text or "" for t in p.iter(w + "t")) for p in body.iter(w + "p")]
rows = list(csv.DictReader(open("output/nasty/results/export/codebook.csv", encoding="utf-8", newline="")))
page = open("output/nasty/results/export/codebook.md", encoding="utf-8").read()
same(lines[0], 'Nasty; "quoted"', "title")
same([row["code"] for row in rows][:6], ["a", "a.b", "a_b", "a-b", "ALL", "2nd"], "codes")
for row in rows:
    heading = " ".join(row["label"].split())
    assert any(row["code"] in line for line in lines), row
    assert any(heading.replace(" ", "") in line.replace(" ", "") for line in lines), row
    for rule in row["rules_en"].splitlines():
        assert rule in " ".join(lines) and f"`{rule}`" in page, rule
assert any("路 & <b>." in line for line in lines)
assert "路 \\& \\<b\\>." in page
"#;
    let exports = CODEBOOK.map(|it| format!("\"{it}\"")).join(", ");
    let folder = nasty(&format!("\"sav\", {exports}"));
    python(&folder, script);
}

/// An independent implementation of the names that R takes.
#[test]
fn names_for_r_are_those_that_r_makes() {
    if !require("Rscript") {
        return;
    }
    let folder = nasty("\"r\"");
    let script = r#"
variables <- read.csv("output/nasty/results/export/segments.variables.csv", encoding = "UTF-8", colClasses = "character")
made <- make.names(variables$variable)
plain <- !duplicated(made) & !duplicated(made, fromLast = TRUE)
stopifnot(identical(made[plain], variables$r[plain]), anyDuplicated(variables$r) == 0, sum(plain) > 20)
cat("all is well\n")
"#;
    folder.write("script.R", script);
    let mut command = Command::new("Rscript");
    command.args(["--vanilla", "script.R"]).env("LC_ALL", "C.UTF-8");
    let read = ran(command.current_dir(folder.path()));
    assert!(read.out.contains("all is well"), "{}{}", read.out, read.err);
}
