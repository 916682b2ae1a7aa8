//! `framebook report` and the report of a run, in a real Chromium: report.py clicks, types and reads; what
//! it saw is held here to the tables and codings that the run left beside.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::folder::{Folder, TINY, project, ran, require};

/// Whether there is a browser to drive.
fn browser() -> bool {
    ["chromium", "chromedriver", "python3"].into_iter().all(require)
}

/// What the driver saw of a page.
fn drive(page: &Path, task: &str, argument: &str) -> Value {
    let driver = project().join("tests/it/report.py");
    let mut command = Command::new("python3");
    command.arg(driver).args(["chromium", "chromedriver"]).arg(page).args([task, argument]);
    let found = ran(&mut command);
    assert_eq!(found.exit, Some(0), "{task}: {}{}", found.out, found.err);
    serde_json::from_str(&found.out).expect("the driver prints JSON")
}

/// The example study with its results, one folder for all tests here.
fn example() -> &'static Folder {
    static EXAMPLE: OnceLock<Folder> = OnceLock::new();
    EXAMPLE.get_or_init(Folder::of_the_example)
}

const RESULTS: &str = "output/silk-road/results";

fn page(folder: &Folder) -> std::path::PathBuf {
    folder.path().join(RESULTS).join("report.html")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn nothing_on_the_console(seen: &Value) {
    assert_eq!(list(seen, "console"), &Vec::<Value>::new());
}

/// Holds each list to the number that was clicked, and each number that is printed to the list.
fn every_list_is_its_number(seen: &Value) {
    assert_eq!(seen["error"], Value::Null);
    let queries = list(seen, "queries");
    for row in list(seen, "rows") {
        let query = &queries[row["key"].as_u64().expect("a key") as usize];
        let listed = if query["documents"] == true { &row["documents"] } else { &row["segments"] };
        match query["n"].is_null() {
            // words, matches and codings are no segments; somewhere they stand
            true => assert!(row["listed"].as_u64() > Some(0), "{row} {query}"),
            false => assert_eq!(*listed, query["n"], "{row} {query}"),
        }
        let shown = row["listed"].as_u64().expect("a number").min(20);
        assert_eq!(row["items"], shown, "{row}");
        // what is given, is given by a match: marked, with its rule
        if ["given", "voiced", "both"].iter().any(|it| query["kind"] == **it) {
            assert_eq!((&row["marked"], &row["rules"]), (&row["texts"], &row["texts"]), "{row}");
        }
    }
    for place in list(seen, "places") {
        let (key, printed) = (place[2].as_u64().expect("a key"), place[3].as_str().expect("text"));
        if let Ok(printed) = printed.parse::<u64>()
            && !queries[key as usize]["n"].is_null()
        {
            assert_eq!(queries[key as usize]["n"], printed, "{place}");
        }
    }
    for pair in list(seen, "mouse") {
        assert_eq!(pair[0], pair[1], "the mouse opens what it points at");
    }
}

#[test]
fn every_number_of_the_example_study_lists_its_segments() {
    if !browser() {
        return;
    }
    let folder = example();
    let seen = drive(&page(folder), "cells", "");
    nothing_on_the_console(&seen);
    every_list_is_its_number(&seen);
    let rows = list(&seen, "rows");
    assert!(rows.len() > 1000, "{} lists were opened", rows.len());
    let of = |place: &str| list(&seen, "places").iter().filter(|it| it[0] == place).count();
    assert!(of("table") > 2000 && of("figure") > 200, "{} {}", of("table"), of("figure"));
    assert!(rows.iter().all(|it| it["note"] == ""), "all texts are held");
    // a chart that the study asks for is no picture alone
    for (chart, least) in [
        ("Chart: network by state", 4),
        ("Chart: residuals by phase", 4),
        ("Chart: panels by phase and country", 4),
        // one word of the example tells the framing apart
        ("Chart: keyness by framing", 1),
    ] {
        let own = list(&seen, "places").iter().filter(|it| it[4] == *chart);
        let all = own.clone().all(|it| it[0] == "figure");
        assert!(own.count() >= least && all, "{chart}");
    }
    // the lists, by what stands above them, against the files beside
    let mut found: HashMap<(&str, u64), u64> = HashMap::new();
    let queries = list(&seen, "queries");
    for row in rows {
        let query = &queries[row["key"].as_u64().expect("a key") as usize];
        if query["source"] == 0 && query["pass"] == 0 {
            let title = row["title"].as_str().expect("a title");
            *found.entry((title, row["segments"].as_u64().expect("n"))).or_default() += 1;
        }
    }
    let mut n_held = 0;
    for by in ["country", "outlet", "language", "phase"] {
        for row in folder.rows(&format!("{RESULTS}/tables/news-silk-road-by-{by}.csv")) {
            let framing = row["kind"] == "framing" && row["group_kind"] == "group";
            let n: u64 = row["segments"].parse().unwrap_or(0);
            if framing && n > 0 {
                let title = format!("{} × {by} {}", row["label"], row["group"]);
                assert!(found.contains_key(&(title.as_str(), n)), "{title}: {n}");
                n_held += 1;
            }
        }
    }
    assert!(n_held > 150, "{n_held} cells were held to the files");
}

#[test]
fn the_keyboard_goes_to_a_number_into_its_list_and_back() {
    if !browser() {
        return;
    }
    let seen = drive(&page(example()), "keys", "");
    nothing_on_the_console(&seen);
    let steps = list(&seen, "steps");
    let focus: Vec<&str> = steps.iter().map(|it| it["focus"].as_str().expect("a place")).collect();
    let [first, right, down, up, list, back, below, last] = focus[..] else { panic!("{focus:?}") };
    assert_ne!(first, right, "the right arrow goes to the next number");
    assert_ne!(right, down, "the down arrow goes to the next line");
    assert_eq!((right, list, back, last), (up, "panel-title", right, "panel-title"));
    assert_eq!(down, below, "after the list has closed the arrows go on from its number");
    let open: Vec<bool> = steps.iter().map(|it| it["open"] == true).collect();
    assert_eq!(open, [false, false, false, false, true, false, false, true]);
}

#[test]
fn a_list_is_filtered_sorted_searched_and_found_again_by_its_address() {
    if !browser() {
        return;
    }
    let folder = example();
    let seen = drive(&page(folder), "filter", "country,Kazakhstan,border");
    nothing_on_the_console(&seen);
    let steps = list(&seen, "steps");
    let counted = |at: usize| steps[at]["listed"].as_u64().expect("a number");
    // the first number of the first table: the segments given the first framing
    let codings = folder.rows(&format!("{RESULTS}/news-codings.csv"));
    let of = |it: &BTreeMap<String, String>| it["security"] == "1" && it["in_scope"] == "1";
    let all = codings.iter().filter(|it| of(it)).count() as u64;
    let here = codings.iter().filter(|it| of(it) && it["country"] == "Kazakhstan").count() as u64;
    assert!(here > 0 && here < all);
    assert_eq!((counted(0), counted(1), counted(2)), (all, here, here));
    assert!(steps[1]["count"].as_str().expect("text").starts_with(&format!("{here} of {all}")));
    let dates = |at: usize| -> Vec<String> {
        let of = |it: &Value| {
            let text = it.as_str().expect("text");
            let years = text.match_indices("19").chain(text.match_indices("20"));
            let mut dates = years.filter_map(|(at, _)| text.get(at..at + 10));
            dates.find(|it| it.matches('-').count() == 2).map(str::to_owned)
        };
        list(&steps[at], "items").iter().filter_map(of).collect()
    };
    let latest = dates(2);
    assert!(latest.len() > 5 && latest.windows(2).all(|it| it[0] >= it[1]), "{latest:?}");
    assert!(counted(3) > 0 && counted(3) < here);
    for text in list(&steps[3], "texts") {
        assert!(text.as_str().expect("text").to_lowercase().contains("border"), "{text}");
    }
    assert_eq!((&steps[4]["items"], &steps[4]["hash"]), (&steps[3]["items"], &steps[3]["hash"]));
}

#[test]
fn the_command_writes_the_file_that_a_run_leaves_and_leaves_texts_out() {
    let folder = example();
    folder.succeed(&["report", "--out", "again.html"]);
    let run = std::fs::read(page(folder)).expect("the report of the run");
    assert!(run == std::fs::read(folder.path().join("again.html")).expect("the report"));
    folder.succeed(&["report", "--no-texts", "--out", "bare.html"]);
    let bare = folder.read("bare.html");
    assert!(bare.len() < run.len() && bare.contains("the texts are left out of this file"));
    assert!(!bare.contains("id=\"t0-0\""));
    for line in [
        "unit document",
        "measure mention",
        "reprints collapsed",
        "without the rule that matters most",
    ] {
        assert!(bare.contains(&format!("<th scope=\"row\">{line}</th>")), "{line}");
    }
}

#[test]
fn the_line_of_the_measure_is_what_the_table_of_that_measure_says() {
    let folder = example();
    let page = folder.read(&format!("{RESULTS}/report.html"));
    let start = page.find("<th scope=\"row\">measure mention</th>").expect("the line");
    let line = &page[start..start + page[start..].find("</tr>").expect("its end")];
    let csv = folder.succeed(&["table", "--measure", "mention", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<BTreeMap<String, String>> =
        reader.deserialize().collect::<Result<_, _>>().expect("a table");
    let top: Vec<f64> = rows
        .iter()
        .filter(|it| it["kind"] == "framing" && it["depth"] == "0")
        .map(|it| it["share"].parse::<f64>().expect("a share") * 100.0)
        .collect();
    assert_eq!(top.len(), 4);
    for share in top {
        assert!(line.contains(&format!("<td class=\"n\">{share:.1} <small>")), "{share}: {line}");
    }
}

/// Words that would be markup, in every place of a study.
const HOSTILE: [&str; 3] =
    ["</script><script>window.ran=1</script>", "\"><img src=x onerror=window.ran=1>", "&lt;b&gt;"];

#[test]
fn hostile_texts_labels_metadata_and_file_names_do_nothing() {
    if !browser() {
        return;
    }
    let folder = Folder::empty();
    let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
    let mut csv = String::from("id,group,title,text\n");
    for (at, word) in HOSTILE.iter().cycle().take(30).enumerate() {
        let text =
            format!("A road, {word}: road \u{202e}drow\u{2066} and \u{1}\u{7f}\u{feff} road.");
        let id = format!("{at} {word}");
        let row = [&id, *word, &format!("{word}\u{202e}"), &text].map(quoted);
        let _ = writeln!(csv, "{}", row.join(","));
    }
    let file = "\"><img src=x onerror=window.ran=1>.csv";
    folder.write(file, csv);
    let label = "label = \"Road \\\"><img src=x onerror=window.ran=1></script><script>window.ran=1</script>\\u202e\"";
    let codebook = TINY
        .replace("label = \"Road\"", label)
        .replace("title = \"Roads\"", "title = \"</title><script>window.ran=1</script>\"");
    folder.write("book.toml", codebook);
    folder.write(
        "study.toml",
        format!(
            "[study]\nname = \"x\"\ntitle = '<img src=x onerror=window.ran=1></title><script>window.ran=1</script>'\n\
             [[source]]\nname = \"s\"\nunit = \"document\"\ncodebooks = [\"book.toml\"]\nby = [\"group\"]\n\
             [source.corpus]\nfiles = ['{file}']\nid = \"id\"\ntext = [\"text\"]\n"
        ),
    );
    folder.succeed(&["run", "--quiet"]);
    let seen = drive(&folder.path().join("output/x/results/report.html"), "hostile", "");
    nothing_on_the_console(&seen);
    every_list_is_its_number(&seen);
    let ran = &seen["ran"];
    assert_eq!((&ran[0], &ran[2]), (&Value::Bool(true), &Value::from(0)), "{ran}");
    assert!(ran[1].as_str().expect("a title").starts_with("<img src=x"));
    // the data, the columns, the ids, one block of texts, and the script itself
    assert_eq!(ran[3], 5);
    let signs = list(&seen, "signs");
    for sign in ["[RLO]", "[LRI]", "␁", "␡", "[BOM]"] {
        assert!(signs.iter().any(|it| it == sign), "{sign}: {signs:?}");
    }
    for (place, words) in [("text", &HOSTILE[..]), ("page", &HOSTILE[..2])] {
        let text = seen[place].as_str().expect("text");
        for word in words {
            assert!(text.contains(word), "{word} stands in the {place} as it is");
        }
    }
}

/// A corpus of so many paragraphs, 50 a document, of words that do not repeat much.
fn corpus(n: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % most as u64) as usize
    };
    let syllables =
        ["ba", "ко", "ри", "тай", "ме", "жол", "са", "ел", "дос", "ну", "ки", "ап", "ор", "ты"];
    let words: Vec<String> = (0..6000)
        .map(|_| (0..2 + next(3)).map(|_| syllables[next(syllables.len())]).collect())
        .collect();
    let mut csv = String::from("id,group,date,text\n");
    for document in 0..n.div_ceil(50) {
        let (group, year) = (document % 9, 1992 + document % 28);
        let _ = write!(csv, "d{document},group {group},{year}-05-17,\"");
        for paragraph in 0..50 {
            for at in 0..55 {
                let word = match next(120) {
                    0 => "дорога",
                    1 => "road",
                    _ => &words[next(words.len()).min(next(words.len()))],
                };
                csv.push_str(if at > 0 { " " } else { "" });
                csv.push_str(word);
            }
            csv.push_str(if paragraph < 49 { ".\n\n" } else { ".\"\n" });
        }
    }
    csv
}

#[test]
fn a_report_of_100_000_segments_takes_30_mb_at_most_and_says_what_it_holds() {
    let folder = Folder::empty();
    folder.write("corpus.csv", corpus(100_000));
    folder.write("book.toml", TINY);
    folder.succeed(&[
        "code",
        "corpus.csv",
        "--codebook",
        "book.toml",
        "--by",
        "group",
        "--unit",
        "paragraph",
        "--date",
        "date",
        "--out",
        "out",
        "--quiet",
    ]);
    let report = folder.read("out/results/report.html");
    assert!(report.len() <= 30_000_000, "{} bytes", report.len());
    assert!(report.len() > 15_000_000, "{} bytes: as many texts as fit", report.len());
    let told = report.find("this file holds the texts of ").expect("it says so");
    let told = &report[told..told + 200];
    let numbers: Vec<usize> = told.split(' ').filter_map(|it| it.parse().ok()).collect();
    assert!(numbers[1] == 100_000 && numbers[0] > 20_000 && numbers[0] < 100_000, "{told}");
    if !browser() {
        return;
    }
    let seen = drive(&folder.path().join("out/results/report.html"), "cells", "");
    nothing_on_the_console(&seen);
    every_list_is_its_number(&seen);
    let sampled = list(&seen, "rows").iter().filter(|it| it["note"] != "");
    assert!(sampled.count() > 10, "lists say that the file holds a sample");
}
