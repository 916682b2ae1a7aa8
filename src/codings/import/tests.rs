use super::super::{Round, Sample, Split, Unit};
use super::*;

const AT: &str = "2026-03-01T09:30:00Z";

fn unit(document: &str, part: &str, segment: u64) -> Unit {
    let text = format!("{document} {part} {segment}: жол, 路, road");
    let start = segment * 10;
    Unit {
        id: Unit::name("news", document, part, start, &text),
        sample: "s".to_owned(),
        source: "news".to_owned(),
        document: document.to_owned(),
        part: part.to_owned(),
        segment,
        start,
        end: start + text.len() as u64,
        text,
        before: String::new(),
        after: String::new(),
        language: "kk".to_owned(),
        stratum: String::new(),
        probability: 0.5,
        cluster: document.to_owned(),
        split: Split::Test,
        metadata: Vec::new(),
    }
}

fn store() -> (tempfile::TempDir, Codings, [Unit; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let mut codings = Codings::create(folder.path()).unwrap();
    let units = [unit("kk-1", "headline", 1), unit("kk-1", "body", 2), unit("answer", "", 1)];
    let sample = Sample {
        id: "s".to_owned(),
        source: "news".to_owned(),
        seed: 1,
        pass: "p".to_owned(),
        codebook: "c".to_owned(),
        version: "v".to_owned(),
        design: "{}".to_owned(),
        at: AT.to_owned(),
    };
    codings.add_sample(&sample, &units).unwrap();
    (folder, codings, units)
}

fn options() -> ImportOptions {
    ImportOptions { at: AT.to_owned(), version: "v".to_owned(), ..ImportOptions::default() }
}

fn import(
    codings: &mut Codings,
    name: &str,
    text: &str,
    options: &ImportOptions,
) -> Result<ImportOutcome, CodingsError> {
    codings.import(&File { name, bytes: text.as_bytes(), options })
}

#[test]
fn a_wide_table_is_read_by_numbers_of_segments() {
    let (_folder, mut codings, units) = store();
    let gold = "\u{feff}source,document,part,segment,coder,road,gate\r\n\
                news,kk-1,headline,1,A,1,0\r\nnews,kk-1,body,2,A,cannot_code,\r\nnews,kk-1,body,2,Б,0,1\r\n";
    let outcome = import(&mut codings, "gold.csv", gold, &options()).unwrap();
    assert_eq!((outcome.form, outcome.events, outcome.before.as_deref()), ("gold", 5, None));
    let stands = codings.current().unwrap();
    let of = |coder: &str, unit: &Unit, code: &str| {
        let found =
            stands.iter().find(|it| it.coder == coder && it.unit == unit.id && it.code == code);
        found.and_then(|it| it.coded).map(|it| it.as_str())
    };
    assert_eq!(of("A", &units[0], "road"), Some("1"));
    assert_eq!(of("A", &units[1], "road"), Some("cannot_code"));
    assert_eq!((of("A", &units[1], "gate"), of("Б", &units[1], "gate")), (None, Some("1")));
    assert!(stands.iter().all(|it| it.version == "v" && it.round == Round::Independent));
    // again: known by its bytes; with one more line: known by what stands
    let again = import(&mut codings, "other-name.csv", gold, &options()).unwrap();
    assert_eq!((again.events, again.before.as_deref()), (0, Some(AT)));
    let longer = format!("{gold}news,answer,,1,A,1,1\r\n");
    let more = import(&mut codings, "gold.csv", &longer, &options()).unwrap();
    assert_eq!((more.events, more.before), (2, None));
    assert!(more.backup.is_some_and(|it| it.is_file()));
    // a segment that nobody drew
    let strange = format!("{gold}news,kk-9,body,7,A,1,1\r\nnews,kk-1,body,2,B,2,1\r\n");
    let found = import(&mut codings, "gold.csv", &strange, &options()).unwrap_err().to_string();
    assert!(
        found.contains("row 5: segment 7 of document `kk-9`") && found.contains("--only-drawn"),
        "{found}"
    );
    assert!(found.contains("row 6, column `road`: unknown value `2`"), "{found}");
    let lenient = ImportOptions { only_drawn: true, ..options() };
    let fitting = strange.replace("B,2,1", "B,1,1");
    let outcome = import(&mut codings, "gold.csv", &fitting, &lenient).unwrap();
    assert_eq!((outcome.events, outcome.left_out), (2, 1));
}

#[test]
fn a_long_table_is_read_by_the_columns_that_are_named() {
    let (_folder, mut codings, units) = store();
    let named = ImportOptions {
        unit: "quotation".to_owned(),
        coder: "user".to_owned(),
        code: "label".to_owned(),
        value: "present".to_owned(),
        codes: vec!["road".to_owned(), "gate".to_owned()],
        ..options()
    };
    let id = &units[0].id;
    let table =
        format!("quotation;user;label;present\n{id};A;road;1\nanswer;A;gate;0\nanswer;B;gate;\n");
    let outcome = import(&mut codings, "atlas.csv", &table, &named).unwrap();
    assert_eq!((outcome.form, outcome.events), ("table", 2));
    let wrong = format!(
        "quotation;user;label;present\n{id};A;rode;1\nkk-1;A;gate;0\nnowhere;B;gate;1\n{id};C;road;1\n{id};C;road;0\n\
         {id};D;road;maybe\n"
    );
    let found = import(&mut codings, "atlas.csv", &wrong, &named).unwrap_err().to_string();
    for expected in [
        "row 2: unknown code `rode`; there are: road, gate",
        "row 3: document `kk-1` has 2 units in the store; name the unit by its id",
        "row 4: unit `nowhere` is not in the store",
        "row 7: unknown value `maybe`; there are: 1, 0, cannot_code",
        "row 6: coding of code `road` by coder `C` is `0`, and `1` in",
        "nothing was saved",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
    let beside = format!(
        "quotation;user;label;present;span;reason;stance\n{id};;road;1;;;\n{id};A;road;1;9-3;;\n\
         {id};B;gate;1;;a mood;\nnowhere;C;rode;1;;;loves\n{id};;;;;;\n"
    );
    let found = import(&mut codings, "atlas.csv", &beside, &named).unwrap_err().to_string();
    for expected in [
        "row 2: no coder; name one in the column `user`",
        "row 3: `9-3` is no span; it is written `start-end`",
        "row 4: unknown reason `a mood`; there are: ambiguous text, gap in the codebook,",
        "row 5: unit `nowhere` is not in the store",
        "row 5: unknown code `rode`",
        "row 5: unknown stance `loves`; there are: shares, rejects, unclear;",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
    assert!(!found.contains("row 6"), "a row that says nothing is none: {found}");
    let contrary =
        format!("quotation;user;label;present\n{id};A;rode;1\n{id};C;road;1\n{id};C;road;0\n");
    let found = import(&mut codings, "atlas.csv", &contrary, &named).unwrap_err().to_string();
    assert!(found.contains("unknown code `rode`; there are: road, gate"), "{found}");
    assert!(
        found.contains("row 4: coding of code `road` by coder `C` is `0`, and `1` in"),
        "{found}"
    );
    assert_eq!(codings.events().unwrap().len(), 2, "nothing half imported");
    let found = import(&mut codings, "atlas.csv", &table, &options()).unwrap_err().to_string();
    assert!(
        found.contains("`atlas.csv` is no file of codings") && found.contains("--unit"),
        "{found}"
    );
    let found =
        import(&mut codings, "x.csv", "unit,coder,code,value\na,b\n", &options()).unwrap_err();
    assert!(found.to_string().contains("nothing was saved"), "{found}");
}

#[test]
fn the_long_export_comes_back_with_all_that_stands() {
    let (_folder, mut codings, _) = store();
    let table = "unit,coder,code,value,unsure,memo,round,at,version,cannot_code\n\
                 answer,A,road,1,1,\"жол\n\"\"路\"\"\",independent,2020-01-01T03:00:00+03:00,old,\n\
                 answer,A,,,,whole,,,,\nanswer,B,road,,,,adjudicated,,,1\n";
    let outcome = import(&mut codings, "long.csv", table, &options()).unwrap();
    assert_eq!(outcome.events, 5);
    let stands = codings.current().unwrap();
    let road = stands.iter().find(|it| it.code == "road").unwrap();
    assert_eq!(
        (road.unsure, road.memo.as_str(), road.version.as_str()),
        (true, "жол\n\"路\"", "old")
    );
    assert_eq!(road.at, "2020-01-01T00:00:00Z");
    assert_eq!(codings.adjudicated().unwrap()[0].coded.unwrap().as_str(), "cannot_code");
    for name in ["back.csv", "back.jsonl"] {
        let mut bytes = Vec::new();
        codings.export(super::super::Form::of(name).unwrap(), &mut bytes).unwrap();
        let (_other, mut other, _) = store();
        let text = String::from_utf8(bytes).unwrap();
        import(&mut other, name, &text, &options()).unwrap();
        assert_eq!(other.current().unwrap(), stands, "{name}");
        assert_eq!(other.adjudicated().unwrap(), codings.adjudicated().unwrap(), "{name}");
        let mut codings = other;
        let again = import(&mut codings, name, &format!("{text}\n"), &options()).unwrap();
        assert_eq!((again.events, again.unchanged > 0), (0, true), "{name}");
    }
}

#[test]
fn a_long_table_names_units_by_the_numbers_of_their_segments() {
    let (_folder, mut codings, units) = store();
    let table = "source,document,part,segment,coder,code,value,round,reason\n\
                 news,kk-1,body,2,C,road,1,adjudicated,edge case\nnews,kk-1,body,9,C,road,0,adjudicated,\n";
    let refused = import(&mut codings, "third.csv", table, &options()).unwrap_err().to_string();
    assert!(refused.contains("row 3: segment 9 of document `kk-1` (part `body`)"), "{refused}");
    let options = ImportOptions { only_drawn: true, ..options() };
    let outcome = import(&mut codings, "third.csv", table, &options).unwrap();
    assert_eq!((outcome.form, outcome.events, outcome.left_out), ("table", 2, 1));
    let many = [Unit { sample: "t".to_owned(), ..unit("answer", "second", 1) }];
    let sample = Sample { id: "t".to_owned(), ..codings.samples().unwrap()[0].clone() };
    codings.add_sample(&sample, &many).unwrap();
    let unclear = "document,segment,coder,code,value\nanswer,1,C,road,1\n";
    let refused = import(&mut codings, "unclear.csv", unclear, &options).unwrap_err().to_string();
    assert!(
        refused.contains("segment 1 of document `answer` is in the store more than once"),
        "{refused}"
    );
    let settled = codings.adjudicated().unwrap();
    assert_eq!(
        (settled[0].unit.as_str(), settled[0].reason.as_str()),
        (&*units[1].id, "edge case")
    );
}

#[test]
fn a_file_whose_rows_were_left_out_is_read_again_when_more_is_drawn() {
    let (_folder, mut codings, units) = store();
    let lenient = ImportOptions { only_drawn: true, ..options() };
    let gold = "source,document,part,segment,coder,road\nnews,kk-1,headline,1,A,1\nnews,kk-1,body,2,A,1\n\
                news,kk-2,body,5,A,0\n";
    let first = import(&mut codings, "gold.csv", gold, &lenient).unwrap();
    assert_eq!((first.events, first.left_out, first.before), (2, 1, None));
    let again = import(&mut codings, "gold.csv", gold, &lenient).unwrap();
    assert_eq!((again.events, again.before.as_deref()), (0, Some(AT)));
    // the coder changes two codings: an old file does not overrule them
    let later = ImportOptions { round: Round::Later, ..options() };
    let changed = "source,document,part,segment,coder,road\nnews,kk-1,headline,1,A,0\n\
                   news,kk-1,body,2,A,cannot_code\n";
    import(&mut codings, "changed.csv", changed, &later).unwrap();
    let sample = Sample { id: "more".to_owned(), ..codings.samples().unwrap().remove(0) };
    let drawn = Unit { sample: "more".to_owned(), ..unit("kk-2", "body", 5) };
    codings.add_sample(&sample, std::slice::from_ref(&drawn)).unwrap();
    let more = import(&mut codings, "gold.csv", gold, &lenient).unwrap();
    assert_eq!((more.events, more.unchanged, more.left_out, more.before), (1, 2, 0, None));
    let stands = codings.current().unwrap();
    let of = |id: &str| stands.iter().find(|it| it.unit == id).unwrap().coded.unwrap().as_str();
    assert_eq!([&*units[0].id, &units[1].id, &drawn.id].map(of), ["0", "cannot_code", "0"]);
    let last = import(&mut codings, "gold.csv", gold, &lenient).unwrap();
    assert_eq!((last.events, last.before.as_deref()), (0, Some(AT)));
}

#[test]
fn every_form_is_listed_and_has_a_name_of_its_own() {
    let mut names: Vec<&str> = IMPORTS.iter().map(|it| it.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), IMPORTS.len());
    let file = File { name: "x.pdf", bytes: b"%PDF", options: &options() };
    let message = unknown(&file).to_string();
    assert!(IMPORTS.iter().all(|it| message.contains(it.name) && !it.doc.is_empty()), "{message}");
}
