//! Corpora written to a temporary folder and read back.

use std::io::Write as _;
use std::path::Path;

use polars_arrow::array::{Array, BinaryArray, PrimitiveArray, Utf8Array};
use polars_arrow::datatypes::ArrowDataType;

use super::encoding::tests::encode;
use super::*;

mod archives;
mod encodings;

/// A document as read: id, parts, metadata.
type Document = (String, Vec<Option<String>>, Vec<Option<String>>);

fn read_all(corpus: &Corpus) -> Result<(Vec<Document>, Report), CorpusError> {
    let (mut reader, mut batch, mut documents) = (corpus.reader(), Batch::default(), vec![]);
    while reader.fill(&mut batch)? {
        for d in 0..batch.len() {
            let parts = (0..corpus.parts().len()).map(|p| batch.part(d, p).map(str::to_owned));
            let columns =
                (0..corpus.columns().len()).map(|c| batch.metadata(d, c).map(str::to_owned));
            documents.push((batch.id(d).to_owned(), parts.collect(), columns.collect()));
        }
    }
    Ok((documents, reader.report().clone()))
}

/// Opens and reads files written to a folder of their own.
fn try_read(
    files: &[(&str, &[u8])],
    change: impl Fn(&mut Spec),
    slab: usize,
) -> Result<(Corpus, Vec<Document>, Report), CorpusError> {
    let folder = tempfile::tempdir().expect("folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, bytes).expect("file");
    }
    let mut spec = Spec { files: vec![".".to_owned()], ..Spec::default() };
    change(&mut spec);
    let corpus = Corpus::open_with_slab(&spec, folder.path(), slab)?;
    let (documents, report) = read_all(&corpus)?;
    Ok((corpus, documents, report))
}

fn read(files: &[(&str, &[u8])], change: impl Fn(&mut Spec)) -> (Corpus, Vec<Document>, Report) {
    match try_read(files, change, stream::SLAB) {
        Ok(read) => read,
        Err(error) => panic!("{error}"),
    }
}

fn refused(files: &[(&str, &[u8])], change: impl Fn(&mut Spec)) -> String {
    match try_read(files, change, stream::SLAB) {
        Ok((_, documents, _)) => panic!("not refused: {documents:?}"),
        Err(error) => error.to_string(),
    }
}

/// The first part of each document.
fn texts(documents: &[Document]) -> Vec<Option<&str>> {
    documents.iter().map(|(_, parts, _)| parts[0].as_deref()).collect()
}

#[test]
fn csv_is_cut_as_rfc_4180_says() {
    let cases: &[(&str, &[Option<&str>])] = &[
        ("text\na\nb\n", &[Some("a"), Some("b")]),
        ("text\r\na\r\nb", &[Some("a"), Some("b")]),
        ("text\ra\rb\r", &[Some("a"), Some("b")]),
        ("\u{FEFF}text\na\n", &[Some("a")]),
        ("text\n\"a\nb\"\n", &[Some("a\nb")]),
        ("text\n\"a\r\nb\"\r\n", &[Some("a\r\nb")]),
        ("text\n\"a \"\"b\"\" c\"\n", &[Some("a \"b\" c")]),
        ("text\n\"\"\"\"\n", &[Some("\"")]),
        ("text\n\"\"\nx\n", &[None, Some("x")]),
        ("text\n\n\na\n\n", &[Some("a")]),
        ("text\na \"b\" c\n", &[Some("a \"b\" c")]),
        ("text,n\n\"a,b\",1\n,2\n", &[Some("a,b"), None]),
        ("text;n\nа,б;1\nв,г;2\n", &[Some("а,б"), Some("в,г")]),
        ("n\ttext\n1\t丝绸之路\n", &[Some("丝绸之路")]),
        ("n|text\n1|Жібек жолы\n", &[Some("Жібек жолы")]),
        ("text\na\0b\n", &[Some("a\0b")]),
        ("text\n", &[]),
        ("text", &[]),
    ];
    for (bytes, expected) in cases {
        for slab in [1, 2, 3, 5, 1 << 20] {
            let file: &[(&str, &[u8])] = &[("a.csv", bytes.as_bytes())];
            let (_, documents, _) = try_read(file, |_| {}, slab).expect(bytes);
            assert_eq!(texts(&documents), *expected, "{bytes:?} in slabs of {slab}");
        }
    }
}

#[test]
fn tables_that_are_broken_are_refused_with_their_line() {
    let cases: &[(&str, &str)] = &[
        ("", "./a.csv:1`: the file is empty"),
        ("text,n\na,1\n\n\"b\nc,2\n", "./a.csv:4`: a quotation mark opens here"),
        ("text,n\na,1\n\"x\ny\",2\nb\n", "./a.csv:5`: the row has 1 fields, the header has 2"),
        ("text,n\na,1,2\n", "./a.csv:2`: the row has 3 fields"),
        ("text,n\n\"a\"b,1\n", "./a.csv:2`: signs stand after a closing quotation mark"),
        ("text,n,\na,1\n", "./a.csv:2`: the row has 2 fields, the header has 3"),
        ("text,n,n\na,1,2\n", "./a.csv:1`: column 2 and column 3 are both named `n`"),
        ("id,text\nx,a\ny,b\nx,c\n", "`x`: the id stands twice, at `./a.csv:2` and at `./a.csv:4`"),
    ];
    for (bytes, message) in cases {
        let error = refused(&[("a.csv", bytes.as_bytes())], |_| {});
        assert!(error.contains(message), "{bytes:?}: {error}");
    }
}

#[test]
fn rows_that_do_not_fit_are_dropped_or_kept_and_counted_with_their_places() {
    use Policy::{Drop, Keep};
    let table = b"id,text,n\n1,a,5\n2,b\n1,c,6,7\n3,,\n4, ,8\n2,d,9\n";
    let ids = |policy| {
        let (_, documents, report) = read(&[("a.csv", table)], |spec| {
            (spec.ragged, spec.duplicate_ids, spec.empty) = (policy, policy, policy);
        });
        (documents.into_iter().map(|(id, ..)| id).collect::<Vec<_>>().join(" "), report)
    };
    let (kept, report) = ids(Keep);
    assert_eq!((kept.as_str(), report.n_rows, report.n_documents), ("1 2 1 3 4 2", 6, 6));
    let tally = |report: &Report, reason, dropped| {
        let same = |tally: &&Tally| tally.reason == reason && tally.dropped == dropped;
        let tally = report.tallies.iter().find(same).expect("a tally");
        (tally.n, tally.places.iter().map(|place| place.line).collect::<Vec<_>>())
    };
    assert_eq!(tally(&report, Reason::Ragged, false), (2, vec![3, 4]));
    assert_eq!(tally(&report, Reason::DuplicateId, false), (2, vec![4, 7]));
    assert_eq!(tally(&report, Reason::Empty, false), (2, vec![5, 6]));
    assert_eq!((report.columns[0].n_present, report.columns[0].n_missing), (4, 2));

    let (kept, report) = ids(Drop);
    assert_eq!((kept.as_str(), report.n_rows, report.n_documents), ("1 2", 6, 2));
    assert_eq!(tally(&report, Reason::Ragged, true), (2, vec![3, 4]));
    assert_eq!(tally(&report, Reason::Empty, true), (2, vec![5, 6]));
    assert_eq!(report.n(Reason::DuplicateId, true), 0, "their first rows were dropped");

    let (_, documents, report) =
        read(&[("a.csv", b"id,text\n1,a\n1,b\n2,c\n1,d\n")], |spec| spec.duplicate_ids = Drop);
    assert_eq!(texts(&documents), [Some("a"), Some("c")]);
    assert_eq!(tally(&report, Reason::DuplicateId, true), (2, vec![3, 5]));

    let error = refused(&[("a.csv", b"id,text\n1,a\n2, \n")], |spec| spec.empty = Policy::Refuse);
    assert!(error.contains("a.csv:3`: the document has no text"), "{error}");
}

#[test]
fn a_text_of_signs_alone_is_told_apart_from_none() {
    let table = "id,headline,text\n1,,-\n2,,\n3,— ,…\n4,-,не\n5,上,\n6,,👍\n".as_bytes();
    let (_, documents, report) =
        read(&[("a.csv", table)], |spec| spec.text = vec!["headline".into(), "text".into()]);
    assert_eq!(documents.len(), 6);
    let lines = |reason| {
        let tally = report.tallies.iter().find(|it| it.reason == reason).expect("a tally");
        assert!(!tally.dropped);
        tally.places.iter().map(|place| place.line).collect::<Vec<_>>()
    };
    assert_eq!(lines(Reason::Empty), [3]);
    assert_eq!(lines(Reason::NoWord), [2, 4, 7]);
}

#[test]
fn non_answers_and_missing_ids_are_told() {
    let table = "id,answer\n1,Не знаю...\n,да\n3,  не ЗНАЮ \n4,不知道。\n".as_bytes();
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("a.csv"), table).expect("file");
    let non_answers = vec!["не знаю".to_owned(), "不知道".to_owned()];
    let spec = Spec { files: vec!["a.csv".to_owned()], non_answers, ..Spec::default() };
    let corpus = Corpus::open(&spec, folder.path()).expect("opens");
    let (mut reader, mut batch) = (corpus.reader(), Batch::default());
    assert!(reader.fill(&mut batch).expect("reads"));
    let states: Vec<PartState> = (0..batch.len()).map(|d| batch.state(d, 0)).collect();
    use PartState::{NonAnswer, Text};
    assert_eq!(states, [NonAnswer, Text, NonAnswer, NonAnswer]);
    assert_eq!(batch.id(1), "a.csv#2");
    assert!(!reader.fill(&mut batch).expect("reads"));
    assert_eq!(reader.report().n(Reason::NonAnswer, false), 3);
    assert_eq!(reader.report().n(Reason::NoId, false), 1);
}

#[test]
fn several_files_make_one_corpus_with_the_union_of_their_columns() {
    let files: &[(&str, &[u8])] = &[
        ("b/2.csv", "text,источник\nб,газета\n".as_bytes()),
        ("a.csv", b"n,text\n1,a\n"),
        ("c.jsonl", "{\"text\": \"в\", \"n\": 2.50, \"ok\": true}\n".as_bytes()),
        ("d.txt", "г".as_bytes()),
        ("notes.pdf", b"x"),
    ];
    let (corpus, documents, report) = read(files, |_| {});
    assert_eq!(corpus.columns(), ["n", "источник", "ok"]);
    let some = |value: &str| Some(value.to_owned());
    let expected: Vec<Document> = vec![
        ("a.csv#1".into(), vec![some("a")], vec![some("1"), None, None]),
        ("b/2.csv#1".into(), vec![some("б")], vec![None, some("газета"), None]),
        ("c.jsonl#1".into(), vec![some("в")], vec![some("2.50"), None, some("true")]),
        ("d".into(), vec![some("г")], vec![None, None, None]),
    ];
    assert_eq!(documents, expected);
    assert_eq!(report.columns[0].kind, Kind::Float);
    assert_eq!(report.columns[0].n_missing, 2);
    assert!(corpus.notes().iter().any(|note| note.contains("`.pdf`")), "{:?}", corpus.notes());
    let hash = corpus.hash().err().map(|error| error.to_string());
    assert!(hash.is_some_and(|error| error.contains("a.csv")), "the folder is gone by now");
}

#[test]
fn headline_and_body_are_parts_of_one_document() {
    let table = "title,body,date,lang,x\nТақырып,Мәтін,2013-09-07,kk,1\n,B,,en,2\n".as_bytes();
    let (corpus, documents, _) = read(&[("a.csv", table)], |spec| {
        spec.text = vec!["title".to_owned(), "body".to_owned()];
        spec.metadata = Some(vec![]);
    });
    assert_eq!(corpus.parts(), ["title", "body"]);
    assert_eq!(corpus.columns(), ["date", "lang"]);
    assert_eq!((corpus.date_column(), corpus.language_column()), (Some(0), Some(1)));
    assert_eq!(documents[1].1, [None, Some("B".to_owned())]);
    assert_eq!(documents[1].2, [None, Some("en".to_owned())]);
}

#[test]
fn what_is_not_there_is_refused_and_what_is_there_listed() {
    let table: &[(&str, &[u8])] = &[("a.csv", b"id,text\n1,a\n")];
    let name = |name: &str| Some(name.to_owned());
    type Change<'c> = &'c dyn Fn(&mut Spec);
    let cases: &[(Change<'_>, &str)] = &[
        (&|s| s.id = name("key"), "unknown column `key` in `id`, there are: `id`, `text`"),
        (&|s| s.text = vec!["body".into()], "unknown column `body` in `text`"),
        (&|s| s.metadata = Some(vec!["x".into()]), "unknown column `x` in `metadata`"),
        (&|s| s.text = vec!["id".into(), "id".into()], "`id` stands twice"),
        (&|s| (s.id, s.text) = (name("text"), vec!["text".into()]), "id and text at once"),
        (&|s| s.date = name("text"), "date: column `text` is the id or a text already"),
        (&|s| s.encoding = Some(EncodingSpec::All("latin9".into())), "unknown encoding `latin9`"),
        (&|s| s.delimiter = name("::"), "unknown delimiter `::`"),
        (&|s| s.files = vec!["b.csv".into()], "`b.csv`: no such file"),
        (&|s| s.files = vec!["*.tsv".into()], "`*.tsv`: no such file"),
        (&|s| s.files = vec![], "no files are named; name files, folders or patterns: `.csv`"),
        (&|s| s.name_pattern = name("{year:int}"), "does not fit name_pattern"),
        (&|s| s.name_pattern = name("{id}"), "`id` is a column of the files too"),
    ];
    for (change, message) in cases {
        let error = refused(table, |spec| change(spec));
        assert!(error.contains(message), "{message}: {error}");
    }
    let error = refused(&[("a.pdf", b"x")], |spec| spec.files = vec!["a.pdf".to_owned()]);
    assert!(error.contains("unknown format `pdf`, there are: `.csv`"), "{error}");
    let error = refused(&[("a.csv", b"text\na\n"), ("b.csv", b"n\n1\n")], |_| {});
    assert!(error.contains("b.csv") && error.contains("there are: `n`"), "{error}");
}

#[test]
fn a_folder_of_texts_takes_metadata_from_its_names() {
    let files: &[(&str, &[u8])] =
        &[("1961-Kennedy.txt", b"Ask not"), ("1965-Johnson-2.md", b"We shall"), ("~$x.txt", b"")];
    let (corpus, documents, report) =
        read(files, |spec| spec.name_pattern = Some("{year:int}-{speaker}".to_owned()));
    assert_eq!(corpus.columns(), ["year", "speaker"]);
    let second = &documents[1];
    assert_eq!(second.0, "1965-Johnson-2");
    assert_eq!(second.2, [Some("1965".to_owned()), Some("Johnson-2".to_owned())]);
    assert_eq!(report.columns[0].kind, Kind::Int);
    let (_, documents, _) = read(&[("a/x.txt", b"a"), ("b/x.txt", b"b")], |_| {});
    assert_eq!(documents.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["a/x.txt", "b/x.txt"]);
}

#[test]
fn json_lines_keep_values_as_written() {
    let lines = "\u{FEFF}{\"content\": \"\\u0428\\u0451лк \\ud83d\\ude00\\n\\\"a\\\"\", \"n\": 1.10}\r\n\n\
                 {\"n\": null, \"content\": \"\", \"tags\": [\"а\", {\"b\": \"}\"}], \"big\": 123456789012345678901}\n\
                 {\"content\":\"z\",\"n\":-1e5,\"ok\":false}";
    for slab in [1, 3, 1 << 20] {
        let file: &[(&str, &[u8])] = &[("a.jsonl", lines.as_bytes())];
        let (corpus, documents, _) = try_read(file, |_| {}, slab).expect("reads");
        assert_eq!(corpus.columns(), ["n", "tags", "big", "ok"]);
        assert_eq!(texts(&documents), [Some("Шёлк 😀\n\"a\""), None, Some("z")]);
        let row = |d: usize| documents[d].2.iter().map(|v| v.as_deref()).collect::<Vec<_>>();
        assert_eq!(row(0), [Some("1.10"), None, None, None]);
        let tags = Some("[\"а\", {\"b\": \"}\"}]");
        assert_eq!(row(1), [None, tags, Some("123456789012345678901"), None]);
        assert_eq!(row(2), [Some("-1e5"), None, None, Some("false")]);
    }
    for (line, message) in [
        ("[1]", "`{` is missing"),
        ("{\"text\": \"a", "is not closed"),
        ("{\"text\": \"a\"} x", "more follows"),
        ("{\"text\": \"a\", \"text\": \"b\"}", "`text` stands twice"),
        ("{\"text\": nul}", "is no JSON"),
        ("{\"text\": [1, }", "is no JSON"),
        ("{\"text\": [[1]", "not closed"),
        ("{\"text\": \"\\ud800\"}", "half a surrogate"),
        ("{\"text\": \"\\x\"}", "unknown escape"),
        ("{\"text\" 1}", "`:` is missing"),
    ] {
        let bytes = format!("{{\"text\": \"a\"}}\n\n{line}\n");
        let error = refused(&[("a.jsonl", bytes.as_bytes())], |_| {});
        assert!(error.contains("a.jsonl:3`") && error.contains(message), "{line}: {error}");
    }
}

/// An archive with these parts.
fn zipped(parts: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut bytes);
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("entry");
        archive.write_all(content.as_ref()).expect("entry");
    }
    archive.finish().expect("archive");
    bytes.into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    zipped(&[("word/document.xml", xml)])
}

#[test]
fn word_documents_give_their_paragraphs_tabs_and_cells() {
    let body = "<w:p><w:r><w:t>Жібек</w:t></w:r><w:r><w:t xml:space=\"preserve\"> жолы &amp; &#x44F;</w:t></w:r></w:p>\n\
        <w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>\
        <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>丝绸</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>之路</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p/><w:p><w:r><mc:AlternateContent><mc:Choice><w:t>once</w:t></mc:Choice><mc:Fallback><w:t>once</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let (_, documents, _) = read(&[("сөз.docx", &docx(body))], |_| {});
    assert_eq!(documents[0].0, "сөз");
    let text = texts(&documents)[0].unwrap_or_default();
    assert_eq!(text, "Жібек жолы & я\n\na\tb\nc\n\n丝绸\t之路\n\n\n\nonce");
    let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(20 << 20)));
    for (bytes, message) in [
        (bomb.as_slice(), "as in a zip bomb"),
        (docx("<w:p>&bomb;</w:p>").as_slice(), "the entity `bomb`"),
        (docx("<w:p></w:q>").as_slice(), "not a Word document"),
        (b"PK\x03\x04 no zip".as_slice(), "not a Word document"),
    ] {
        let error = refused(&[("a.docx", bytes)], |_| {});
        assert!(error.contains("a.docx:1`") && error.contains(message), "{error}");
    }
}

/// A workbook with this sheet.
fn xlsx(sheet: &str) -> Vec<u8> {
    zipped(&workbook_parts(sheet))
}

/// The parts of a workbook with this sheet.
fn workbook_parts(sheet: &str) -> Vec<(&'static str, String)> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    vec![
        (
            "_rels/.rels",
            format!(
                "<Relationships {package}><Relationship Id=\"r\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{relations}\"><sheets><sheet name=\"парақ\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships {package}><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{relations}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ]
}

#[test]
fn workbooks_give_rows_dates_and_numbers() {
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>мәтін</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>n</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>date</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Жібек жолы</t></is></c><c r=\"B2\"><v>2.5</v></c><c r=\"C2\" s=\"1\"><v>41524</v></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>丝绸之路</t></is></c><c r=\"C4\" t=\"e\"><v>#N/A</v></c></row></sheetData></worksheet>";
    let bytes = xlsx(sheet);
    let (corpus, documents, report) = read(&[("a.xlsx", &bytes)], |_| {});
    assert_eq!(
        (corpus.parts(), corpus.columns()),
        (&["мәтін".to_owned()][..], &["n".to_owned(), "date".to_owned()][..])
    );
    assert_eq!(texts(&documents), [Some("Жібек жолы"), Some("丝绸之路")]);
    assert_eq!(documents[0].2, [Some("2.5".to_owned()), Some("2013-09-07".to_owned())]);
    assert_eq!(documents[1].2, [None, None]);
    assert_eq!(documents[1].0, "a.xlsx#2");
    assert_eq!(report.columns[1].kind, Kind::Date);
    let error = refused(&[("a.xlsx", b"PK no zip")], |_| {});
    assert!(error.contains("not an Excel workbook"), "{error}");
}

#[test]
fn an_excel_cell_in_a_far_corner_costs_no_memory_and_is_told() {
    let cell = |place: &str, text: &str| {
        let row = place.trim_start_matches(char::is_alphabetic);
        format!(
            "<row r=\"{row}\"><c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>"
        )
    };
    let sheet = |cells: &[(&str, &str)]| {
        let rows: String = cells.iter().map(|(place, text)| cell(place, text)).collect();
        xlsx(&format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        ))
    };
    // Far below: a row like another.
    let bytes = sheet(&[("B2", "text"), ("B3", "Жол"), ("B1048576", "Белдеу")]);
    let (_, documents, _) = read(&[("a.xlsx", &bytes)], |_| {});
    assert_eq!(texts(&documents), [Some("Жол"), Some("Белдеу")]);
    // Far to the right: no table.
    let bytes = sheet(&[("A1", "text"), ("A2", "Жол"), ("XFD1048576", "x")]);
    let error = refused(&[("a.xlsx", &bytes)], |_| {});
    let expected = "is 16384 columns wide and all but empty: its last column is that of XFD1048576";
    assert!(error.contains(expected), "{error}");
}

/// A Parquet file with the columns `text`, `n` and `share`, in groups of so many rows.
fn parquet(
    text: &[Option<String>],
    number: &[Option<i64>],
    share: &[Option<f64>],
    group: usize,
) -> Vec<u8> {
    let kinds = [
        ("text", ArrowDataType::LargeUtf8),
        ("n", ArrowDataType::Int64),
        ("share", ArrowDataType::Float64),
    ];
    let groups = text.chunks(group).zip(number.chunks(group)).zip(share.chunks(group));
    let groups = groups.map(|((text, number), share)| -> Vec<Box<dyn Array>> {
        vec![
            Utf8Array::<i64>::from(text).boxed(),
            PrimitiveArray::<i64>::from(number).boxed(),
            PrimitiveArray::<f64>::from(share).boxed(),
        ]
    });
    parquet_of(kinds, groups)
}

/// A Parquet file with columns of these types, in groups of rows.
fn parquet_of<const N: usize>(
    kinds: [(&str, ArrowDataType); N],
    groups: impl Iterator<Item = Vec<Box<dyn Array>>>,
) -> Vec<u8> {
    use polars_arrow::datatypes::{ArrowSchema, Field};
    use polars_arrow::record_batch::RecordBatchT;
    use polars_parquet::write::*;

    let fields = kinds.map(|(name, kind)| Field::new(name.into(), kind, true));
    let schema: ArrowSchema = fields.into_iter().map(|it| (it.name.clone(), it)).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::full(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(None),
        data_page_size: None,
    };
    let mut writer = FileWriter::try_new(Vec::new(), schema.clone(), options).expect("schema");
    for arrays in groups {
        let n = arrays[0].len();
        let of = |it: &dyn Array| match it.dtype() {
            ArrowDataType::LargeUtf8 => vec![Encoding::RleDictionary],
            _ => vec![Encoding::Plain],
        };
        let encodings: Vec<Vec<Encoding>> = arrays.iter().map(|it| of(it.as_ref())).collect();
        let batch = RecordBatchT::try_new(n, schema.clone().into(), arrays);
        let types = writer.parquet_schema().fields().to_vec();
        let pages = row_group_iter(batch.expect("columns"), encodings.into(), types, options);
        writer.write(n as u64, pages).expect("written");
    }
    writer.end(None).expect("written");
    writer.into_inner()
}

#[test]
fn decimals_of_parquet_are_numbers_and_bytes_are_left_out_and_told() {
    let decimal = ArrowDataType::Decimal(10, 2);
    let price = [Some(1250_i128), None, Some(-5)];
    let arrays: Vec<Box<dyn Array>> = vec![
        Utf8Array::<i64>::from([Some("one"), Some("two"), Some("three")]).boxed(),
        PrimitiveArray::<i128>::from(price).to(decimal.clone()).boxed(),
        BinaryArray::<i64>::from([Some(&b"x"[..]), None, None]).boxed(),
    ];
    let kinds = [
        ("text", ArrowDataType::LargeUtf8),
        ("price", decimal),
        ("blob", ArrowDataType::LargeBinary),
    ];
    let bytes = parquet_of(kinds, std::iter::once(arrays));
    let (corpus, documents, _) = read(&[("a.parquet", &bytes)], |_| {});
    assert_eq!(corpus.columns(), ["price"]);
    let prices: Vec<Option<&str>> = documents.iter().map(|it| it.2[0].as_deref()).collect();
    assert_eq!(prices, [Some("12.5"), None, Some("-0.05")]);
    let told = "the column `blob` is left out: it holds bytes";
    assert!(corpus.notes().iter().any(|it| it.contains(told)), "{:?}", corpus.notes());
}

#[test]
fn a_file_that_is_named_in_several_ways_is_read_once() {
    let (_, documents, _) =
        read(&[("in/a.csv", b"text\none\n"), ("in/b.csv", b"text\ntwo\n")], |spec| {
            spec.files = ["in/a.csv", "in/*.csv", "./in/b.csv", "in/../in/a.csv"]
                .map(str::to_owned)
                .to_vec();
        });
    assert_eq!(texts(&documents), [Some("one"), Some("two")]);
}

#[test]
fn parquet_is_read_by_row_group_and_slice() {
    let n = 1000_usize;
    let text: Vec<Option<String>> =
        (0..n).map(|i| (i % 10 != 3).then(|| format!("мәтін {i} 丝绸"))).collect();
    let number: Vec<Option<i64>> = (0..n).map(|i| (i % 7 != 0).then_some(i as i64)).collect();
    let share: Vec<Option<f64>> = (0..n).map(|i| Some(i as f64 / 4.0)).collect();
    let bytes = parquet(&text, &number, &share, 300);
    let (corpus, documents, report) = read(&[("a.parquet", &bytes)], |_| {});
    assert_eq!(corpus.columns(), ["n", "share"]);
    assert_eq!(texts(&documents), text.iter().map(Option::as_deref).collect::<Vec<_>>());
    assert_eq!(documents[999].2, [Some("999".to_owned()), Some("249.75".to_owned())]);
    assert_eq!(documents[700].2, [None, Some("175".to_owned())]);
    assert_eq!((report.columns[0].kind, report.columns[1].kind), (Kind::Int, Kind::Float));
    assert_eq!(report.n(Reason::Empty, false), 100);
    // cut and bent files are errors, never a panic that gets out
    for cut in [0, 4, 100, bytes.len() / 2, bytes.len() - 5] {
        let error = refused(&[("a.parquet", &bytes[..cut])], |_| {});
        assert!(error.contains("Parquet can not be read"), "{error}");
    }
    let mut random = Random(7);
    for _ in 0..100 {
        let mut bent = bytes.clone();
        for _ in 0..8 {
            let at = random.below(bent.len());
            bent[at] = random.below(256) as u8;
        }
        let _ = try_read(&[("a.parquet", &bent)], |_| {}, stream::SLAB);
    }
}

/// A generator of its own: the tests are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

const PIECES: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "a",
    "Шёлк",
    "жол",
    "丝绸",
    " ",
    "\0",
    "id",
    "text",
    "\u{FEFF}",
    "{\"text\":",
    "}",
    "[",
    "]",
    ":",
    "1",
    "\\u12",
    "null",
    "😀",
];

#[test]
fn any_bytes_in_any_format_and_slab_are_documents_or_an_error_but_no_panic() {
    let mut random = Random(1);
    let mut n_read = 0;
    for round in 0..1500 {
        let mut bytes = Vec::new();
        if round % 2 == 0 {
            bytes.extend_from_slice(b"text,n\n");
        }
        for _ in 0..random.below(40) {
            if random.below(12) == 0 {
                bytes.push(random.below(256) as u8);
            } else {
                bytes.extend_from_slice(PIECES[random.below(PIECES.len())].as_bytes());
            }
        }
        let name = ["a.csv", "a.jsonl", "a.txt", "a.docx", "a.xlsx", "a.tsv"][round % 6];
        let change = |spec: &mut Spec| {
            (spec.ragged, spec.duplicate_ids) = (Policy::Keep, Policy::Keep);
            spec.replace_invalid = round % 3 == 0;
        };
        let whole = try_read(&[(name, &bytes)], change, 1 << 20);
        let slab = 1 + random.below(20);
        let cut = try_read(&[(name, &bytes)], change, slab);
        match (whole, cut) {
            (Ok((_, a, x)), Ok((_, b, y))) => {
                assert_eq!(a, b, "{bytes:?} in slabs of {slab}");
                assert_eq!(x, y, "{bytes:?} in slabs of {slab}");
                n_read += 1;
            }
            // which of two mistakes is met first may depend on the slab
            (Err(_), Err(_)) => {}
            (a, b) => panic!("{bytes:?} in slabs of {slab}: {:?} {:?}", a.err(), b.err()),
        }
    }
    assert!(n_read > 300, "{n_read} of the random files are readable");
}

#[test]
fn ten_thousand_short_rows_fill_batches_by_number_alone() {
    let mut table = "text,n\n".to_owned();
    for n in 0..10_000 {
        table.push_str(&format!("жол {n},{}\n", n % 3));
    }
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("a.csv"), &table).expect("file");
    let spec = Spec { files: vec!["*.csv".to_owned()], ..Spec::default() };
    for slab in [100, 1 << 20] {
        let corpus = Corpus::open_with_slab(&spec, folder.path(), slab).expect("opens");
        assert_eq!(corpus.hash().expect("hash").len(), 64);
        let (mut reader, mut batch) = (corpus.reader(), Batch::default());
        let mut sizes = Vec::new();
        while reader.fill(&mut batch).expect("reads") {
            assert_eq!(batch.number, sizes.len() as u64);
            sizes.push(batch.len());
        }
        assert_eq!(sizes, [4096, 4096, 1808]);
        assert_eq!(reader.n_bytes(), table.len() as u64);
        assert_eq!(reader.report().columns[0].n_distinct, Some(3));
        assert!(!reader.fill(&mut batch).expect("reads"), "it stays at the end");
    }
}

#[test]
fn a_long_document_comes_through_whole() {
    let long = "丝绸之路 \"\" ".repeat(500_000);
    let table = format!("id,text\n1,\"{long}\"\n2,short\n");
    let (_, documents, _) = read(&[("a.csv", table.as_bytes())], |_| {});
    assert_eq!(texts(&documents), [Some(long.replace("\"\"", "\"").as_str()), Some("short")]);
}

/// The shared corpora, or `None` with a printed reason.
fn shared(files: &str, change: impl Fn(&mut Spec)) -> Option<Result<Corpus, CorpusError>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if !folder.join(files).exists() {
        eprintln!("skipped: {files} is not in ../shared/corpora");
        return None;
    }
    let mut spec = Spec { files: vec![files.to_owned()], ..Spec::default() };
    change(&mut spec);
    Some(Corpus::open(&spec, &folder))
}

#[test]
fn the_shared_corpora_are_read_as_they_are() {
    for (files, n, parts, columns) in [
        ("ungd-2017.csv", 196, "text", "country iso continent session year gdp_per_capita"),
        ("kazakh-news-sentences.csv", 22474, "text", "part"),
        ("china-government-work-reports.jsonl", 72, "title content", "url year"),
        ("udhr", 4, "text", ""),
    ] {
        let Some(corpus) = shared(files, |_| {}) else { continue };
        let corpus = corpus.unwrap_or_else(|error| panic!("{error}"));
        let (documents, report) = read_all(&corpus).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((documents.len(), report.n_documents), (n, n as u64), "{files}");
        assert_eq!(
            (corpus.parts().join(" "), corpus.columns().join(" ")),
            (parts.into(), columns.into())
        );
        if files.starts_with("china") {
            assert!(report.columns[1].n_missing > 0 && report.columns[1].kind == Kind::Int);
        }
    }
}

#[test]
fn the_bad_bytes_of_the_shared_speeches_are_refused_by_offset_or_replaced_and_counted() {
    let pattern = |spec: &mut Spec| spec.name_pattern = Some("{year:int}-{speaker}".to_owned());
    for (files, n, bad) in [
        ("inaugural", 59, "inaugural/2005-Bush.txt`: byte 837 (`0xa1`)"),
        ("state-of-the-union", 65, "1954-Eisenhower.txt`: byte 27596 (`0xbd`)"),
    ] {
        let Some(refused) = shared(files, pattern) else { continue };
        let error = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(bad), "{error}");
        let Some(corpus) = shared(files, |spec| {
            pattern(spec);
            spec.replace_invalid = true;
        }) else {
            continue;
        };
        let corpus = corpus.unwrap_or_else(|error| panic!("{error}"));
        let (documents, report) = read_all(&corpus).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(documents.len(), n);
        assert!(report.replaced.iter().all(|(_, n)| *n > 0) && !report.replaced.is_empty());
        assert_eq!(report.columns[0].kind, Kind::Int);
    }
}

#[test]
fn a_specification_is_read_from_toml_and_unknown_keys_are_refused() {
    let spec: Spec = toml::from_str(
        "files = [\"a/*.csv\"]\ntext = [\"title\", \"body\"]\nragged = \"drop\"\n\
         encoding = { \"2005-*.txt\" = \"big5\" }",
    )
    .expect("a spec");
    assert_eq!((spec.ragged, spec.duplicate_ids), (Policy::Drop, Policy::Refuse));
    assert!(matches!(spec.encoding, Some(EncodingSpec::ByFile(_))));
    let spec: Spec = toml::from_str("encoding = \"koi8-r\"").expect("a spec");
    assert_eq!(spec.encoding, Some(EncodingSpec::All("koi8-r".to_owned())));
    assert!(toml::from_str::<Spec>("txt = [\"a\"]").is_err());
}
