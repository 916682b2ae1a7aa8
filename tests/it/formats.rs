//! A new user's way through the commands with a corpus of each format: the same texts lead to the same
//! codings, whatever file they come in.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use crate::folder::{Folder, TINY};

/// Id, year, text.
const TEXTS: [(&str, u32, &str); 6] = [
    ("a-1", 1994, "The road to the lake is closed."),
    ("a-2", 1994, "Дорога к озеру закрыта, \"объезд\" открыт."),
    ("b-1", 2003, "这一路走得很慢，他们说。"),
    ("b-2", 2003, "Көлге баратын жол жабық."),
    ("c-1", 2011, "No, no road; a path, at best."),
    ("c-2", 2011, "Nothing of the kind."),
];

fn docx(text: &str) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut bytes);
    archive
        .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .expect("an entry");
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    archive.write_all(xml.as_bytes()).expect("an entry");
    archive.finish().expect("an archive");
    bytes.into_inner()
}

/// The corpus in every format; xlsx and Parquet as framebook itself exports them.
fn corpora(folder: &Folder) -> Vec<&'static str> {
    folder.write("tiny.toml", TINY);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let table = |between: &str| {
        let rows =
            TEXTS.map(|(id, year, text)| [id, &year.to_string(), &quoted(text)].join(between));
        format!("{}\n{}\n", ["id", "year", "text"].join(between), rows.join("\n"))
    };
    folder.write("texts.csv", table(","));
    folder.write("semicolons.csv", format!("\u{feff}{}", table(";").replace('\n', "\r\n")));
    folder.write("texts.tsv", table("\t"));
    let lines = TEXTS.map(|(id, year, text)| {
        serde_json::json!({ "id": id, "year": year, "text": text }).to_string()
    });
    folder.write("texts.jsonl", lines.join("\n"));
    for name in ["texts", "notes", "words"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    for (id, year, text) in TEXTS {
        folder.write(&format!("texts/{id}_{year}.txt"), text);
        folder.write(&format!("notes/{id}_{year}.md"), format!("{text}\n"));
        folder.write(&format!("words/{id}_{year}.docx"), docx(text));
    }
    let code = ["code", "texts.csv", "--codebook", "tiny.toml", "--unit", "document"];
    folder.succeed(&[&code[..], &["--out", "first"]].concat());
    let export = ["export", "--format", "xlsx,parquet", "--with-text", "--in", "first"];
    folder.succeed(&[&export[..], &["--out", "made"]].concat());
    vec![
        "texts.csv",
        "semicolons.csv",
        "texts.tsv",
        "texts.jsonl",
        "texts",
        "notes",
        "words",
        "made.xlsx",
        "made.parquet",
    ]
}

/// What each document is coded, by its id.
fn codings(folder: &Folder, out: &str) -> BTreeMap<String, (String, String)> {
    let rows = folder.rows(&format!("{out}/results/codings.csv"));
    let coded = |row: &BTreeMap<String, String>| {
        let id = row["document"].split('_').next().unwrap_or_default().to_owned();
        (id, (row["road"].clone(), row["road_n"].clone()))
    };
    rows.iter().map(coded).collect()
}

#[test]
fn the_same_texts_are_coded_alike_in_every_format_by_every_command() {
    let folder = Folder::empty();
    let corpora = corpora(&folder);
    let expected = codings(&folder, "first");
    assert_eq!(expected["a-1"], ("1".to_owned(), "1".to_owned()));
    assert_eq!(expected["c-2"], ("0".to_owned(), "0".to_owned()));
    assert_eq!(expected["b-2"], (String::new(), String::new()), "no rules in Kazakh");
    for corpus in corpora {
        let out = format!("out-{}", corpus.replace('.', "-"));
        let mut code = vec!["code", corpus, "--codebook", "tiny.toml", "--unit", "document"];
        // one text a file: the year is in its name; an export names the column of the text
        if !corpus.contains('.') {
            code.extend(["--name-pattern", "{_}_{year:int}"]);
        }
        let reading = code[6..].to_vec();
        code.extend(["--by", "year", "--out", &out]);
        folder.succeed(&code);
        assert_eq!(codings(&folder, &out), expected, "{corpus}");
        let table = folder.succeed(&["table", "--by", "year", "--in", &out, "--format", "csv"]);
        for year in ["1994", "2003", "2011"] {
            assert!(table.contains(year), "{corpus}: {table}");
        }
        folder.succeed(&["chart", "--by", "year", "--in", &out, "--out", "chart"]);
        assert!(folder.succeed(&["clean", &out]).contains("0 removed"), "{corpus}");

        let mut search = vec!["kwic", "road", corpus];
        search.extend(&reading);
        assert_eq!(folder.succeed(&search).lines().count(), 2, "{corpus}");
        let mut check = vec!["check", "tiny.toml"];
        check.extend(&reading);
        check.extend(["--corpus", corpus]);
        let checked = folder.succeed(&check);
        assert!(checked.contains("rules in 6 segments of 6 documents"), "{corpus}: {checked}");

        let study = format!("study-{}", corpus.replace('.', "-"));
        let mut new = vec!["new", "--from", corpus, &study];
        new.extend(&reading);
        let said = folder.succeed(&new);
        assert!(said.contains("6 segments in all") || said.contains("of 6 segments"), "{said}");
        folder.succeed(&["run", "--study", &format!("{study}/study.toml")]);
        let results = format!("{study}/output/{study}/results/codings.csv");
        assert_eq!(folder.rows(&results).len(), 6, "{corpus}");
        let one = folder.rows(&format!("{out}/results/codings.csv"));
        let place = format!("{}:1", one[0]["document"]);
        let why = folder.succeed(&["explain", &place, "--in", &out]);
        assert!(why.contains("road"), "{corpus}: {why}");
    }
}
