//! `framebook adjudicate`: what coders differ in, in a sheet and key by key.

use framebook::codings::adjudicate::{compare, page as case_page, shuffle};
use framebook::codings::sheet::import::units;
use framebook::codings::sheet::{Asked, FORMATS, Page};
use framebook::engine::codebook::Codebook;

use crate::folder::{Folder, Ran};
use crate::people::{BOOK, hand_in, said, store, study, unit};

/// Two coders who differ in three of five codings.
fn contested() -> Folder {
    let folder = study();
    folder.succeed(&["sheet", "--coders", "anna,bekzat", "--format", "csv"]);
    let anna = [
        (0, "Trade", "1"),
        (1, "Trade", "1"),
        (2, "Trade", "?"),
        (3, "Object", "0"),
        (4, "Object", "1"),
    ];
    let bekzat = [
        (0, "Trade", "1"),
        (1, "Trade", "0"),
        (2, "Trade", "1"),
        (3, "Object", "1"),
        (5, "Object", "1"),
    ];
    for (coder, cells) in [("anna", anna), ("bekzat", bekzat)] {
        let file = format!("news-{coder}.csv");
        hand_in(&folder, &format!("news-{coder}"), &file, &FORMATS[1], &cells);
        folder.succeed(&["codings", "import", &file]);
    }
    folder
}

/// The page of a sheet of adjudication that was written.
fn case_page_of(folder: &Folder) -> Page {
    let codings = store(folder);
    let mut cases = compare(&codings.events().unwrap(), |_, _| true).contested;
    shuffle(&mut cases, 1);
    let book = Codebook::parse("roads.toml", BOOK).0.unwrap();
    let asked = Asked::of(&book, &["object".to_owned(), "trade".to_owned()], true).unwrap();
    case_page(&cases, &units(&codings).unwrap(), &asked, "dana", 1)
}

fn fill(page: &mut Page, cells: &[(usize, &str, &str)]) {
    for (at, heading, value) in cells {
        let column = page.columns.iter().position(|it| it.heading == *heading).unwrap();
        let shown = unit(*at);
        let row = page.rows.iter_mut().find(|it| it[1] == shown).unwrap();
        row[column] = (*value).to_owned();
    }
}

#[test]
fn what_differs_is_settled_in_a_sheet_that_names_no_coder() {
    for (format, ending) in FORMATS.iter().zip(["xlsx", "csv"]) {
        let folder = contested();
        let out = format!("cases.{ending}");
        let ran = folder.run(&["adjudicate", "--adjudicator", "dana", "--out", &out]);
        assert_eq!((ran.exit, ran.out.trim()), (Some(0), out.as_str()), "{}", ran.err);
        assert!(ran.err.contains("3 to settle, 0 settled; on 1 all coders agree"), "{}", ran.err);
        let mut page = case_page_of(&folder);
        let bytes = std::fs::read(folder.path().join(&out)).unwrap();
        assert_eq!(bytes, (format.write)(&page).unwrap());
        assert!(
            page.rows.iter().flatten().all(|it| !it.contains("anna") && !it.contains("bekzat"))
        );
        let again = folder.run(&["adjudicate", "--adjudicator", "dana", "--out", &out]);
        assert_eq!(again.exit, Some(2), "a sheet is not written over");
        fill(
            &mut page,
            &[
                (1, "settled", "0"),
                (1, "reason", "Coder's error"),
                (2, "settled", "?"),
                (2, "reason", "ambiguous text"),
                (2, "note", "ask the editor"),
            ],
        );
        folder.write(&out, (format.write)(&page).unwrap());
        let told = folder.succeed(&["codings", "import", &out]);
        assert!(told.contains("of dana, 3 cases: 5 new"), "{told}");
        assert_eq!(
            said(&folder, "dana"),
            [
                "1 trade coding=0 adjudicated",
                "1 trade reason=coder's error adjudicated",
                "2 trade cannot_code=1 adjudicated",
                "2 trade memo=ask the editor adjudicated",
                "2 trade reason=ambiguous text adjudicated",
            ]
        );
        // another word on it is adjudicated too; what is left is asked
        fill(&mut page, &[(1, "settled", "1"), (3, "settled", "1")]);
        folder.write(&out, (format.write)(&page).unwrap());
        let told = folder.succeed(&["codings", "import", &out]);
        assert!(told.contains("1 new, 1 changed, 4 as before"), "{told}");
        let gold = store(&folder).adjudicated().unwrap();
        assert_eq!(gold.len(), 3);
        let ran = folder.run(&["adjudicate", "--adjudicator", "dana"]);
        assert!(ran.err.contains("0 to settle, 3 settled"), "{}", ran.err);
        let first = store(&folder).reliability().unwrap();
        assert!(first.iter().all(|it| it.coder != "dana"), "who settles is no coder");
    }
}

#[test]
fn problems_of_a_sheet_of_adjudication_are_told_by_their_cells() {
    let folder = contested();
    folder.succeed(&["adjudicate", "--adjudicator", "dana", "--out", "cases.csv"]);
    let refused = |page: &Page| {
        folder.write("cases.csv", (FORMATS[1].write)(page).unwrap());
        let ran = folder.run(&["codings", "import", "cases.csv"]);
        assert_eq!(ran.exit, Some(2), "{}", ran.out);
        ran.err
    };
    let mut page = case_page_of(&folder);
    fill(&mut page, &[(1, "reason", "edge case")]);
    assert!(refused(&page).contains("a reason, and nothing is settled"));
    let mut page = case_page_of(&folder);
    fill(&mut page, &[(1, "settled", "yes"), (2, "reason", "mood")]);
    let told = refused(&page);
    assert!(
        told.contains("2 problems") && told.contains("`mood` is no value of `reason`"),
        "{told}"
    );
    let mut page = case_page_of(&folder);
    let code = page.rows[0][5].clone();
    page.rows[0][5] = "Debt".to_owned();
    // a value of a coder, and a reason in the same sheet
    page.rows[1][6] = if page.rows[1][6] == "0" { "1" } else { "0" }.to_owned();
    page.rows[2][7] = "yes".to_owned();
    page.rows[2][9] = "edge case".to_owned();
    let told = refused(&page);
    let expected =
        format!("F2: `Debt` is no code that this unit is asked for; there are: {code}; undo");
    for expected in [
        "4 problems, nothing was imported",
        &expected,
        "3: `",
        "H4: `yes` was changed, here or beside: in some order the coders gave ",
        "J4: a reason, and nothing is settled",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(told.contains("G3: `") || told.contains("H3: `"), "{told}");
    let mut page = case_page_of(&folder);
    page.rows[0][1].push('0');
    assert!(refused(&page).contains("B2: "), "a changed unit is told by its cell");
    assert!(said(&folder, "dana").is_empty());
}

fn typed(folder: &Folder, lines: &str) -> Ran {
    folder.write("typed.txt", lines);
    let input = std::fs::File::open(folder.path().join("typed.txt")).unwrap();
    crate::folder::ran(folder.command(&["adjudicate", "--adjudicator", "dana"]).stdin(input))
}

#[test]
fn keys_settle_and_say_why() {
    let folder = contested();
    let ran = typed(&folder, "1\n2\n0\n\nu\n?\n4\ns\nq\n");
    assert_eq!(ran.exit, Some(0), "{}", ran.err);
    assert!(ran.err.contains("2 settled, 1 left"), "{}", ran.err);
    let values: Vec<&str> = ran.out.lines().map(|it| it.rsplit_once('=').unwrap().1).collect();
    assert_eq!(values, ["1", "0", "", "?"], "{}", ran.out);
    let gold = store(&folder).adjudicated().unwrap();
    let mut reasons: Vec<&str> =
        gold.iter().filter(|it| it.coded.is_some()).map(|it| it.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["edge case", "gap in the codebook"]);
}

#[test]
fn the_long_export_has_the_agreement_of_the_store() {
    let folder = contested();
    let settled = format!("unit,coder,code,value,round\n{},dana,trade,0,adjudicated\n", unit(1));
    folder.write("dana.csv", settled);
    folder.succeed(&["codings", "import", "dana.csv"]);
    folder.succeed(&["codings", "export", "--out", "long.csv"]);
    let of = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let printed = folder.succeed(&[&["agree", "--json", "-q"], arguments].concat());
        serde_json::from_str(&printed).expect("JSON")
    };
    let table = ["long.csv", "--code", "code", "--value", "first_value", "--cluster", "cluster"];
    let (store, table) = (of(&[]), of(&table));
    assert_eq!(store, table);
    assert_eq!(store[0]["coders"], serde_json::json!(["anna", "bekzat"]));
    // what differs is told by where it stands, in the store, and over all with its code
    let told = folder.succeed(&["agree", "-q", "--differing", "3"]);
    let lines: Vec<&str> = told.lines().filter(|it| it.starts_with("secret-")).collect();
    assert!(lines.contains(&"secret-1:2 · body       anna 1, bekzat 0"), "{told}");
    assert!(lines.contains(&"secret-1:2 · body · trade   anna 1, bekzat 0"), "{told}");
    assert!(!told.contains(&unit(1)), "{told}");
}
