//! `framebook sheet`, and what `framebook codings import` takes back of it.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use framebook::codings::sheet::{FORMATS, csv, xlsx};
use framebook::codings::version_of;

use crate::folder::{Folder, require, require_modules};
use crate::people::{BOOK, TEXTS, fill, hand_in, page, said, store, study, unit};

/// All that a workbook says anywhere.
fn words_of(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("a zip");
    let mut all = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).expect("an entry").read_to_string(&mut all).expect("XML");
    }
    all
}

fn import(folder: &Folder, file: &str) -> (Option<i32>, String) {
    let ran = folder.run(&["codings", "import", file]);
    (ran.exit, ran.out + &ran.err)
}

#[test]
fn each_coder_gets_a_sheet_that_is_never_written_over() {
    let folder = study();
    let sheet = ["sheet", "--coders", "anna,bekzat"];
    let ran = folder.run(&sheet);
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    assert_eq!(ran.out, "codings/sheets/news-anna.xlsx\ncodings/sheets/news-bekzat.xlsx\n");
    assert!(ran.err.contains("anna: 8 segments, 8 of them for every coder"), "{}", ran.err);
    let anna = folder.path().join("codings/sheets/news-anna.xlsx");
    let bytes = fs::read(&anna).unwrap();
    // filled in, and asked for again
    fs::write(&anna, "mine").unwrap();
    let ran = folder.run(&sheet);
    assert_eq!((ran.exit, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert!(ran.err.contains("news-anna.xlsx: stays as it is"), "{}", ran.err);
    assert_eq!(fs::read(&anna).unwrap(), b"mine");
    fs::remove_file(&anna).unwrap();
    let ran = folder.run(&sheet);
    assert_eq!(ran.out, "codings/sheets/news-anna.xlsx\n", "{}", ran.err);
    assert_eq!(fs::read(&anna).unwrap(), bytes);
    // a file that lies where a new one would be
    folder.write("codings/sheets/news-carl.xlsx", "his");
    let ran = folder.run(&["sheet", "--coders", "carl"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("may be filled in"), "{}", ran.err);
    assert_eq!(folder.read("codings/sheets/news-carl.xlsx"), "his");
    assert!(store(&folder).sheet("news-carl").unwrap().is_none());
}

#[test]
fn a_sheet_tells_nothing_but_the_text_and_what_is_to_be_shown() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna"]);
    folder.succeed(&["sheet", "--coders", "bekzat", "--show", "outlet"]);
    let blind = words_of(&folder.path().join("codings/sheets/news-anna.xlsx"));
    let shown = words_of(&folder.path().join("codings/sheets/news-bekzat.xlsx"));
    for secret in
        ["secret-", "Outlet 3", "1999", "Stratum", ">test<", ">dev<", ">kk<", ">zh<", "sample-1"]
    {
        assert!(!blind.contains(secret), "{secret}");
        assert_eq!(shown.contains(secret), secret == "Outlet 3", "{secret}");
    }
    for (_, _, text, _) in TEXTS {
        let word = text.split(['\n', '\t', ';', '“']).next().unwrap();
        assert!(blind.contains(word), "{word}");
    }
    let ran = folder.run(&["sheet", "--coders", "dana", "--show", "outlet,lang"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("no `lang`; there are: outlet, date"), "{}", ran.err);
}

#[test]
fn coders_share_as_much_as_asked_and_read_in_orders_of_their_own() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna,bekzat", "--overlap", "0.3", "--format", "csv"]);
    let units =
        |coder: &str| store(&folder).sheet(&format!("news-{coder}")).unwrap().unwrap().units;
    let (anna, bekzat) = (units("anna"), units("bekzat"));
    let both = anna.iter().filter(|it| bekzat.contains(it)).count();
    assert_eq!(both, 3);
    let all: HashSet<&String> = anna.iter().chain(&bekzat).collect();
    assert_eq!((all.len(), anna.len() + bekzat.len()), (8, 11));
    let shared = |of: &[String]| {
        of.iter().filter(|it| anna.contains(it) && bekzat.contains(it)).cloned().collect::<Vec<_>>()
    };
    let drawn: Vec<String> = (0..8).map(unit).collect();
    assert_ne!(shared(&drawn), shared(&anna));
    for wrong in ["1.5", "-1", "x"] {
        assert_eq!(folder.run(&["sheet", "--coders", "x", "--overlap", wrong]).exit, Some(2));
    }
}

#[test]
fn what_is_filled_in_comes_back_and_is_said_once() {
    for (entry, ending) in FORMATS.iter().zip(["xlsx", "csv"]) {
        let folder = study();
        folder.succeed(&["sheet", "--coders", "anna", "--format", ending]);
        let file = format!("news-anna.{ending}");
        let first = [
            (0, "Trade", "1"),
            (0, "Object", "0"),
            (1, "Trade", "?"),
            (2, "memo", "=why?"),
            (2, "unsure", "1"),
        ];
        hand_in(&folder, "news-anna", &file, entry, &first);
        let (exit, told) = import(&folder, &file);
        assert_eq!(exit, Some(0), "{told}");
        assert_eq!(
            said(&folder, "anna"),
            [
                "0 object coding=0 independent",
                "0 trade coding=1 independent",
                "1 trade cannot_code=1 independent",
                "2  memo==why? independent",
                "2  unsure=1 independent",
            ]
        );
        // changed, one emptied, one new
        let second = [(0, "Trade", "0"), (1, "Trade", "1"), (3, "Trade", "1")];
        hand_in(&folder, "news-anna", &file, entry, &second);
        let (exit, told) = import(&folder, &file);
        assert_eq!(exit, Some(0), "{told}");
        assert!(told.contains("1 new, 2 changed"), "{told}");
        let later: Vec<String> =
            said(&folder, "anna").into_iter().filter(|it| !first_said(it)).collect();
        assert_eq!(
            later,
            [
                "0 trade coding=0 later",
                "1 trade cannot_code= later",
                "1 trade coding=1 later",
                "3 trade coding=1 independent",
            ]
        );
        let n = said(&folder, "anna").len();
        import(&folder, &file);
        assert_eq!(said(&folder, "anna").len(), n, "the same again says nothing");
    }
}

#[test]
fn the_order_of_coding_is_that_of_the_numbers_however_rows_are_sorted() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna", "--format", "csv"]);
    let mut sheet = page(&folder, "news-anna", &[]);
    let cells: Vec<_> = (0..8).map(|at| (at, "Trade", "1")).collect();
    fill(&mut sheet, &cells);
    let mut expected: Vec<String> = sheet.rows.iter().map(|it| it[1].clone()).collect();
    sheet.rows.sort_by(|a, b| b[1].cmp(&a[1]));
    // a number that is gone comes last, one as spreadsheets write it in its place
    for row in &mut sheet.rows {
        match row[0].as_str() {
            "3" => row[0] = String::new(),
            "5" => row[0] = "5.0".to_owned(),
            _ => {}
        }
    }
    let lost = expected.remove(2);
    expected.push(lost);
    folder.write("news-anna.csv", (csv::ENTRY.write)(&sheet).unwrap());
    let (exit, told) = import(&folder, "news-anna.csv");
    assert_eq!(exit, Some(0), "{told}");
    let found: Vec<String> =
        store(&folder).events().unwrap().into_iter().map(|it| it.unit).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_codebook_that_changed_since_keeps_no_sheet_out_and_is_told() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna", "--format", "csv"]);
    let cells = [(0, "Trade", "1"), (1, "Object", "1")];
    hand_in(&folder, "news-anna", "news-anna.csv", &csv::ENTRY, &cells);
    // another rule alone is nothing that a coder reads; another definition is
    folder.write("roads.toml", BOOK.replace("Goods are bought", "Things are bought"));
    let told = folder.succeed(&["codings", "import", "news-anna.csv"]);
    assert!(told.contains("the codebook has changed since: `trade`; see"), "{told}");
    let versions: HashSet<String> =
        store(&folder).events().unwrap().into_iter().map(|it| it.version).collect();
    assert_eq!(versions, HashSet::from([version_of(BOOK)]), "codings keep their version");
}

fn first_said(line: &str) -> bool {
    line.ends_with(" independent") && !line.starts_with('3')
}

#[test]
fn every_problem_is_told_by_its_cell_and_nothing_is_half_imported() {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna,bekzat"]);
    let mut sheet = page(&folder, "news-anna", &[]);
    fill(
        &mut sheet,
        &[(0, "Trade", "yes"), (1, "Object", "2"), (2, "Trade", "1"), (3, "text", "Долг упал.")],
    );
    let row = sheet.rows.len() - 1;
    let last = sheet.rows.remove(row);
    let twice = sheet.rows[0].clone();
    sheet.rows.push(twice);
    folder.write("news-anna.xlsx", (xlsx::ENTRY.write)(&sheet).unwrap());
    let (exit, told) = import(&folder, "news-anna.xlsx");
    assert_eq!(exit, Some(2), "{told}");
    for expected in [
        "`news-anna.xlsx`: 5 problems, nothing was imported",
        "`yes` is no value of `Trade`; there are: 1, 0, ?",
        "`2` is no value of `Object`",
        "the text is not that of the unit, “Долг вырос вдвое.”; undo the change",
        "B9: the unit stands in row 2 too",
        &format!("is missing ({})", last[1]),
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(said(&folder, "anna").is_empty());
    // rows of another coder's sheet, another coder's sheet under this name, a sheet of another study
    let mut sheet = page(&folder, "news-anna", &[]);
    let other = page(&folder, "news-bekzat", &[]);
    sheet.rows[2] = other.rows[2].clone();
    folder.write("news-anna.csv", (csv::ENTRY.write)(&sheet).unwrap());
    let (exit, told) = import(&folder, "news-anna.csv");
    assert_eq!(exit, Some(2));
    assert!(told.contains("the row is of the sheet `news-bekzat`"), "{told}");
    folder.write("news-anna.csv", (csv::ENTRY.write)(&other).unwrap());
    let (exit, told) = import(&folder, "news-anna.csv");
    assert_eq!(exit, Some(2));
    assert!(told.contains("its rows are of `news-bekzat`"), "{told}");
    let elsewhere = study();
    elsewhere.write("news-bekzat.csv", (csv::ENTRY.write)(&other).unwrap());
    let (exit, told) = import(&elsewhere, "news-bekzat.csv");
    assert_eq!(exit, Some(2));
    assert!(told.contains("was not made with the codings in `codings`"), "{told}");
}

/// A file as LibreOffice saves it anew.
fn saved_anew(folder: &Folder, file: &str, filter: &str) -> String {
    let home = folder.path().join("office");
    let out = folder.path().join("anew");
    let ran = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.display()))
        .args(["--headless", "--convert-to", filter, "--outdir"])
        .arg(&out)
        .arg(folder.path().join(file))
        .output()
        .expect("soffice starts");
    let ending = filter.split(':').next().unwrap();
    let name = Path::new(file).with_extension(ending);
    let name = format!("anew/{}", name.file_name().unwrap().to_str().unwrap());
    assert!(folder.path().join(&name).exists(), "{}", String::from_utf8_lossy(&ran.stderr));
    name
}

#[test]
fn what_libreoffice_saves_comes_back() {
    if !require("soffice") {
        return;
    }
    // 59 is `;`, 34 the quotation mark, 76 UTF-8, 65535 UTF-16
    for filter in [
        "xlsx",
        "csv:Text - txt - csv (StarCalc):59,34,76,1",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true",
        "csv:Text - txt - csv (StarCalc):9,34,65535,1",
    ] {
        let folder = study();
        folder.succeed(&["sheet", "--coders", "anna"]);
        let cells =
            [(0, "Trade", "1"), (4, "Object", "0"), (6, "Trade", "?"), (6, "memo", "-5 или =1?")];
        hand_in(&folder, "news-anna", "news-anna.xlsx", &xlsx::ENTRY, &cells);
        let anew = saved_anew(&folder, "news-anna.xlsx", filter);
        let (exit, told) = import(&folder, &anew);
        assert_eq!(exit, Some(0), "{filter}: {told}");
        assert_eq!(
            said(&folder, "anna"),
            [
                "0 trade coding=1 independent",
                "4 object coding=0 independent",
                "6  memo=-5 или =1? independent",
                "6 trade cannot_code=1 independent",
            ],
            "{filter}"
        );
    }
}

#[test]
fn a_sheet_names_units_as_the_store_does_and_counts_empty_codings_alone() {
    for entry in FORMATS {
        let folder = study();
        folder.succeed(&["sheet", "--coders", "anna"]);
        let sheet = page(&folder, "news-anna", &[]);
        let known: HashSet<String> = (0..8).map(unit).collect();
        assert!(sheet.rows.iter().all(|row| known.contains(&row[1])));
        let cells: Vec<_> =
            (0..8).flat_map(|at| [(at, "Object", "0"), (at, "Trade", "1")]).collect();
        let file = format!("full.{}", entry.extension);
        hand_in(&folder, "news-anna", &file, entry, &cells);
        let (exit, told) = import(&folder, &file);
        // `unsure` is empty in every row
        assert_eq!(exit, Some(0), "{told}");
        assert!(told.contains("8 units: 16 new, 0 changed, 0 as before, 0 empty"), "{told}");
    }
}

#[test]
fn codings_lie_beside_the_study_for_every_command() {
    let folder = study();
    let name = folder.path().file_name().unwrap().to_str().unwrap().to_owned();
    std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
    let from = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.current_dir(folder.path().join("elsewhere"));
        crate::folder::ran(&mut command)
    };
    let study = format!("../../{name}/study.toml");
    let study = ["--study", study.as_str()];
    for verb in [
        &["sheet", "--coders", "anna"][..],
        &["annotate", "--coder", "anna"],
        &["codings", "status"],
        &["agree"],
        &["adjudicate", "--coder", "anna"],
    ] {
        let ran = from(&[verb, &study].concat());
        // with the store found there is something else to say
        assert!(
            !ran.err.contains("no codings") && !ran.err.contains("No such file"),
            "{verb:?}: {}",
            ran.err
        );
        assert!(!folder.path().join("elsewhere/codings").exists(), "{verb:?}");
    }
    assert!(folder.path().join("codings/sheets/news-anna.xlsx").exists());
    let ran = from(&["codings", "status"]);
    assert_eq!(ran.exit, Some(2), "{}", ran.out);
}

#[test]
fn what_a_spreadsheet_can_do_to_cells_is_told() {
    if !require_modules(&["openpyxl"]) {
        return;
    }
    let folder = study();
    folder.succeed(&["sheet", "-q", "--coders", "anna"]);
    let sheet = page(&folder, "news-anna", &[]);
    let trade = sheet.columns.iter().position(|it| it.heading == "Trade").unwrap();
    let changed = |change: &str| {
        let script = format!(
            "import openpyxl, sys; book = openpyxl.load_workbook(sys.argv[1]); page = book['coding']; \
             column = int(sys.argv[2]) + 1; {change}; book.save('changed.xlsx')"
        );
        let path = folder.path().join("codings/sheets/news-anna.xlsx");
        let ran = Command::new("python3")
            .args(["-c", &script, path.to_str().unwrap(), &trade.to_string()])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let (exit, told) = import(&folder, "changed.xlsx");
        assert_eq!(exit, Some(2), "{told}");
        told
    };
    // a formula that no program has worked out
    let told = changed("page.cell(3, column).value = '=1+0'");
    assert!(told.contains("`=1+0` is no value of `Trade`"), "{told}");
    // one value for several rows, and another order of coding, are no coder's doing
    let told = changed(
        "page.cell(3, column).value = 1; page.merge_cells(start_row=3, end_row=5, start_column=column, end_column=column)",
    );
    assert!(told.contains("are merged, and all but the first are lost"), "{told}");
    let told = changed("page.cell(2, 1).value = 7; page.cell(3, 1).value = 'x'");
    assert!(told.contains("A2: `7` is not the number of the row, 1"), "{told}");
    assert!(told.contains("A3: `x` is not the number of the row, 2"), "{told}");
}

#[test]
fn a_workbook_made_to_do_harm_is_no_sheet() {
    let folder = study();
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let hostile = |cells: &str| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut bytes);
        let relation = |id: &str, kind: &str, target: &str| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
                 Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
                 Target=\"{target}\"/></Relationships>"
            )
        };
        for (name, text) in [
            ("_rels/.rels", relation("r", "officeDocument", "xl/workbook.xml")),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook {main}><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>"
                ),
            ),
            ("xl/_rels/workbook.xml.rels", relation("r", "worksheet", "worksheets/sheet1.xml")),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"),
            ),
        ] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        bytes.into_inner()
    };
    for (cells, expected) in [
        (
            "<row r=\"1\"><c r=\"XFD99999999999\"><v>1</v></c></row>".to_owned(),
            "lies beyond the last that Excel has",
        ),
        (" ".repeat(20 << 20), "as in a zip bomb"),
    ] {
        folder.write("bad.xlsx", hostile(&cells));
        let (exit, told) = import(&folder, "bad.xlsx");
        assert_eq!(exit, Some(2), "{told}");
        assert!(told.contains(expected) && told.contains("save it anew"), "{told}");
    }
}
