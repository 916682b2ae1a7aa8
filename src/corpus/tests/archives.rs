//! Documents and workbooks that were made to do harm: each is refused in words, in bounded memory and time.

use super::*;

/// The parts of a workbook, of which one is written anew.
fn workbook(name: &str, text: &str) -> Vec<u8> {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>text</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let shared = "<sst uniqueCount=\"1\"><si><t>Жол</t></si></sst>";
    let mut parts = workbook_parts(sheet);
    parts.push(("xl/sharedStrings.xml", shared.to_owned()));
    match parts.iter_mut().find(|it| it.0 == name) {
        Some(part) => text.clone_into(&mut part.1),
        None => panic!("no part `{name}`"),
    }
    zipped(&parts)
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn sheet(before: &str, cells: &str) -> String {
    format!("<worksheet>{before}<sheetData>{cells}</sheetData></worksheet>")
}

#[test]
fn a_hostile_workbook_is_refused_before_it_is_read() {
    let row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let xf = "<xf/>".repeat(131_073);
    let long = "x".repeat(5_000);
    for (name, text, expected) in [
        (
            SHEET,
            sheet("", "<row r=\"1\"><c r=\"XFD99999999999\"><v>1</v></c></row>"),
            "`xl/worksheets/sheet1.xml`: the cell `XFD99999999999` lies beyond the last that Excel has, XFD1048576",
        ),
        (SHEET, sheet("", "<x:c r = 'AAAAAAAA1'/>"), "the cell `AAAAAAAA1` lies beyond"),
        (SHEET, sheet("", "<row r=\"4294967296\"><c><v>1</v></c></row>"), "`4294967296` lies"),
        (SHEET, sheet("<dimension ref=\"A1:A5000000000\"/>", row), "`A5000000000` lies beyond"),
        (SHEET, sheet("<dimension ref=\"B2:A1\"/>", row), "`B2:A1` ends before it begins"),
        (
            "xl/sharedStrings.xml",
            "<sst uniqueCount=\"999999999999999\"><si><t>a</t></si></sst>".to_owned(),
            "`xl/sharedStrings.xml`: it has 999999999999999 texts, and no more than 40000000",
        ),
        ("xl/styles.xml", format!("<styleSheet><cellXfs>{xf}</cellXfs></styleSheet>"), "131073"),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet><numFmts><numFmt numFmtId=\"9\" formatCode=\"{long}\"/></numFmts></styleSheet>"
            ),
            "a name in it has more than 4096 bytes",
        ),
    ] {
        let error = refused(&[("a.xlsx", &workbook(name, &text))], |_| {});
        assert!(error.contains(expected) && error.contains("CSV"), "{expected}\n{error}");
    }
    // a sheet that says to be as large as Excel's largest costs what is in it
    let large = sheet("<dimension ref=\"A1:XFD1048576\"/>", &row.replace("<v>1</v>", "<v>n</v>"));
    let (_, documents, _) = read(&[("a.xlsx", &workbook(SHEET, &large))], |_| {});
    assert_eq!(documents.len(), 0);
    let (_, documents, _) =
        read(&[("a.xlsx", &workbook("xl/styles.xml", "<styleSheet/>"))], |_| {});
    assert_eq!(texts(&documents), [Some("Жол")]);
}

#[test]
fn an_archive_that_unpacks_to_more_than_is_read_is_refused() {
    let bomb = sheet("", &" ".repeat(20 << 20));
    let error = refused(&[("a.xlsx", &workbook(SHEET, &bomb))], |_| {});
    assert!(error.contains("as in a zip bomb; save it anew, or as CSV"), "{error}");
    // the size that it tells is a lie
    let mut lie = workbook(SHEET, &bomb);
    let told = u32::try_from(bomb.len()).expect("size").to_le_bytes();
    let places: Vec<usize> = (0..lie.len() - 4).filter(|it| lie[*it..*it + 4] == told).collect();
    assert!(!places.is_empty());
    for place in places {
        lie[place..place + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let error = refused(&[("a.xlsx", &lie)], |_| {});
    assert!(error.contains("larger than its declared uncompressed size"), "{error}");
    let error = refused(&[("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")], |_| {});
    assert!(error.contains("it has a password, or is of a version before 2007"), "{error}");
}

/// Bytes changed, cut and doubled at places that a simple generator tells.
#[test]
fn a_workbook_with_changed_bytes_is_read_or_refused() {
    let parts = workbook_parts(&sheet(
        "<dimension ref=\"A1:B3\"/>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"str\"><v>n</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><r><t>Ж&#x436;</t></r></is></c><c r=\"B2\" s=\"1\"><v>41524.5</v></c></row>",
    ));
    let shared = ("xl/sharedStrings.xml", "<sst uniqueCount=\"1\"><si><t>text</t></si></sst>");
    let mut state = 1_u64;
    let mut below = |n: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n.max(1)
    };
    let signs = b"<>/=\"'&;:A9z \xff\0-";
    for _ in 0..400 {
        let mut changed: Vec<(&str, Vec<u8>)> =
            parts.iter().map(|it| (it.0, it.1.clone().into_bytes())).collect();
        changed.push((shared.0, shared.1.as_bytes().to_vec()));
        let part = below(changed.len());
        let bytes = &mut changed[part].1;
        for _ in 0..=below(3) {
            let at = below(bytes.len());
            match below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, signs[below(signs.len())]),
                2 => bytes.splice(at..at, b"99999999999".iter().copied()).for_each(drop),
                _ => bytes.iter_mut().skip(at).take(1).for_each(|it| *it = signs[at % signs.len()]),
            }
        }
        let _ = try_read(&[("a.xlsx", &zipped(&changed))], |_| {}, stream::SLAB);
    }
}
