//! What is saved stays as it is: on disk, against other programs, on a full disk, in a backup.

use super::*;

#[test]
fn every_field_comes_back_as_it_was_put() {
    let units = units("sample-1", 30);
    let (folder, mut codings) = store(&units);
    let mut dice = Dice(1);
    let mut events = Vec::new();
    for (n, text) in HOSTILE.iter().enumerate() {
        let it = &units[n];
        let coder = if text.is_empty() { "Айгерім" } else { text };
        events.push(event(&mut dice, it, coder, "", Kind::Memo, text));
        events.push(event(&mut dice, it, coder, "road", Kind::Coding, "1"));
        events.push(event(&mut dice, it, coder, "road", Kind::Voice, text));
        events.push(event(&mut dice, it, coder, "road", Kind::Span, "0-2"));
    }
    events.push(event(&mut dice, &units[0], "long", "", Kind::Memo, &"я".repeat(500_000)));
    assert_eq!(codings.add_events(&events).unwrap(), events.len());
    assert_eq!(codings.add_events(&events).unwrap(), 0, "an event is saved once");
    drop(codings);
    let codings = Codings::open(&folder.path().join("codings")).unwrap();
    assert_eq!(codings.units(&UnitFilter::default()).unwrap(), units);
    assert_eq!(codings.samples().unwrap(), [sample("sample-1")]);
    let mut back = codings.events().unwrap();
    let key = |it: &Event| it.id.clone();
    back.sort_by_key(key);
    events.sort_by_key(key);
    assert!(back == events);
    let english =
        UnitFilter { language: Some("en"), split: Some(Split::Dev), ..UnitFilter::default() };
    assert_eq!(codings.units(&english).unwrap().len(), 8);
    assert_eq!(verify(&folder.path().join("codings")).unwrap().problems, Vec::<String>::new());
}

#[test]
fn an_export_of_all_makes_the_same_store_again() {
    let units = units("sample-1", 20);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(2);
    let events: Vec<Event> = HOSTILE
        .iter()
        .zip(&units)
        .map(|(text, it)| event(&mut dice, it, "Б\"б", "", Kind::Memo, text))
        .collect();
    codings.add_events(&events).unwrap();
    codings.move_to_dev(&[&units[1].id], "validate --errors", AT).unwrap();
    let ids: Vec<String> = units.iter().map(|it| it.id.clone()).collect();
    codings.add_sheet("Б.xlsx", "Б\"б", &ids, &["road".to_owned()], "v", AT).unwrap();
    codings.add_codebook("v", "silk-road", "[codebook]\r\nid = \"x\"\0").unwrap();
    codings.note_shown("sheet Б.xlsx", &["outlet".to_owned(), "date".to_owned()], AT).unwrap();
    codings.add_validation("dictionary-1", AT, "{\"f1\":0.8}").unwrap();
    for name in ["all.csv", "all.jsonl"] {
        let mut bytes = Vec::new();
        codings.export_all(Form::of(name).unwrap(), &mut bytes).unwrap();
        let (_other, mut empty) = store(&[]);
        let options = ImportOptions { at: AT.to_owned(), ..ImportOptions::default() };
        let file = File { name, bytes: &bytes, options: &options };
        let outcome = empty.import(&file).unwrap();
        assert_eq!((outcome.events, outcome.units), (events.len(), units.len()), "{name}");
        assert!(empty.contents().unwrap() == codings.contents().unwrap(), "{name}");
        let again = empty.import(&file).unwrap();
        assert_eq!((again.events, again.units, again.unchanged), (0, 0, events.len()), "{name}");
    }
    assert!(Form::of("all.parquet").unwrap_err().to_string().contains("there are: .csv, .jsonl"));
}

#[test]
fn no_program_changes_or_removes_a_row() {
    let units = units("sample-1", 3);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(3);
    let said = event(&mut dice, &units[0], "A", "road", Kind::Coding, "1");
    codings.add_events(std::slice::from_ref(&said)).unwrap();
    codings.move_to_dev(&[&units[1].id], "shown", AT).unwrap();
    codings.add_sheet("a", "A", &[], &[], "v", AT).unwrap();
    codings.add_codebook("v", "x", "text").unwrap();
    codings.add_validation("p", AT, "{}").unwrap();
    codings.write("", |it, path| put::import(it, path, ("hash", "file", AT, 1))).unwrap();
    let before = codings.contents().unwrap();
    let tables = [
        "samples",
        "sample_times",
        "units",
        "moves",
        "events",
        "sheets",
        "validations",
        "codebooks",
        "imports",
        "log",
    ];
    for table in tables {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET rowid = rowid + 100"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let rows: i64 = codings
                .connection
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |it| it.get(0))
                .unwrap();
            assert!(rows > 0, "{table}");
            let error = codings.connection.execute(&sql, []).unwrap_err().to_string();
            assert!(error.contains("what people coded is never"), "{sql}: {error}");
        }
    }
    assert!(codings.contents().unwrap() == before);
}

#[test]
fn what_is_no_store_of_this_format_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    let check = |expected: &str| {
        let before = std::fs::read(&path).unwrap();
        for error in [Codings::open(folder.path()), Codings::create(folder.path())] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before, "{expected}");
    };
    let missing = Codings::open(folder.path()).unwrap_err().to_string();
    assert!(missing.contains("framebook sample") && missing.contains("--codings"), "{missing}");
    std::fs::write(
        &path,
        "not a database, but long enough to be taken for the head of one ".repeat(9),
    )
    .unwrap();
    check("damaged");
    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(other);
    check("holds no codings of framebook");
    std::fs::remove_file(&path).unwrap();
    drop(Codings::create(folder.path()).unwrap());
    let later = rusqlite::Connection::open(&path).unwrap();
    later.pragma_update(None, "user_version", 2).unwrap();
    drop(later);
    check("format version 2, and this framebook reads version 1");
}

#[test]
fn a_full_disk_and_a_second_writer_are_told_and_lose_nothing() {
    let units = units("sample-1", 200);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(4);
    let mut said = |n: usize, memo: &str| -> Vec<Event> {
        units[..n].iter().map(|it| event(&mut dice, it, "A", "", Kind::Memo, memo)).collect()
    };
    codings.add_events(&said(3, "kept")).unwrap();
    let pages: i64 =
        codings.connection.pragma_query_value(None, "page_count", |it| it.get(0)).unwrap();
    codings.connection.pragma_update(None, "max_page_count", pages + 4).unwrap();
    let error = codings.add_events(&said(200, &"long ".repeat(500))).unwrap_err().to_string();
    assert!(error.contains("nothing was saved; free some space"), "{error}");
    assert_eq!(codings.events().unwrap().len(), 3);
    codings.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();

    let mut second = Codings::open(codings.folder()).unwrap();
    second.connection.busy_timeout(std::time::Duration::from_millis(5)).unwrap();
    let held = codings
        .connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    let error = second.add_events(&said(1, "meanwhile")).unwrap_err().to_string();
    assert!(error.contains("is being written by another framebook"), "{error}");
    assert_eq!(second.events().unwrap().len(), 3, "it can be read meanwhile");
    drop(held);
    assert_eq!(second.add_events(&said(1, "after")).unwrap(), 1);
    assert_eq!(codings.events().unwrap().len(), 4);
}

#[test]
fn a_backup_is_a_store_and_only_automatic_ones_make_room() {
    let units = units("sample-1", 30);
    let (_folder, mut codings) = store(&units);
    let asked = codings.backup(None).unwrap();
    let elsewhere = codings.folder().join("stick/Қазақша");
    codings.backup(Some(&elsewhere)).unwrap();
    let mut dice = Dice(5);
    for n in 0..14 {
        let (_other_folder, mut other) = store(&units);
        other.add_events(&[event(&mut dice, &units[n], "A", "road", Kind::Coding, "1")]).unwrap();
        let merged = codings.merge(&other, AT).unwrap();
        let backup = merged.backup.expect("a copy from before");
        let before = Codings::open_to_read(&backup).unwrap();
        assert_eq!(before.events().unwrap().len(), n, "what was there before");
    }
    let kept = names(&codings.folder().join("backups"));
    assert_eq!(kept.len(), 11, "{kept:?}");
    assert!(asked.is_file());
    assert!(kept.iter().all(|it| it.ends_with(".sqlite")), "nothing is left over: {kept:?}");
    assert_eq!(names(&elsewhere).len(), 1);
    let (_same_folder, same) = store(&units);
    assert_eq!(codings.merge(&same, AT).unwrap().backup, None, "nothing new, no copy");
    let blocked = codings.folder().join("blocked");
    std::fs::write(&blocked, "a file").unwrap();
    let error = codings.backup(Some(&blocked)).unwrap_err().to_string();
    assert!(error.contains("a file bears the name of a folder"), "{error}");
}

#[test]
fn verify_names_what_is_wrong() {
    let units = units("sample-1", 6);
    // what somebody did to the file, and what verify says
    let cases = [
        ("DROP TRIGGER events_no_update", "`events_no_update` is not as framebook made it"),
        (
            "DROP TRIGGER units_no_update; UPDATE units SET text = 'другой' WHERE n = 1;",
            "a changed text is another unit",
        ),
        (
            "PRAGMA ignore_check_constraints = 1; DROP TRIGGER units_no_update; \
             UPDATE units SET probability = 1.5 WHERE n = 2;",
            "`1.5` is no probability",
        ),
        (
            "PRAGMA ignore_check_constraints = 1; DROP TRIGGER events_no_update; UPDATE events SET value = '2';",
            "unknown coding `2`; there are: 1, 0",
        ),
        (
            "DROP TRIGGER events_no_update; UPDATE events SET at = 'gestern';",
            "`gestern` is no time",
        ),
        (
            "PRAGMA foreign_keys = 0; DROP TRIGGER events_no_update; \
             UPDATE events SET unit = '00000000000000000000000000000000';",
            "is not there",
        ),
        (
            "DROP TRIGGER events_no_update; UPDATE events SET kind = 'feeling';",
            "`feeling` is not known",
        ),
    ];
    for (sql, expected) in cases {
        let (folder, mut codings) = store(&units);
        let said = event(&mut Dice(6), &units[0], "A", "road", Kind::Coding, "1");
        codings.add_events(&[said]).unwrap();
        let place = folder.path().join("codings");
        let whole = verify(&place).unwrap();
        assert_eq!((whole.problems.len(), whole.counts), (0, [6, 1, 0]));
        assert_eq!(whole.said.get(&("A".to_owned(), "road".to_owned())), Some(&[1, 1]));
        codings.connection.execute_batch(sql).unwrap();
        drop(codings);
        let found = verify(&place).unwrap().problems;
        assert!(found.iter().any(|it| it.contains(expected)), "{sql}: {found:?}");
    }
    let (folder, codings) = store(&units);
    drop(codings);
    let path = folder.path().join("codings").join(FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at..at + 4096].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    assert_ne!(
        verify(&path).unwrap().problems,
        Vec::<String>::new(),
        "bytes in the middle are torn"
    );
}

#[test]
fn coders_whose_names_differ_by_case_or_blanks_are_told() {
    let units = units("sample-1", 2);
    let (_folder, mut codings) = store(&units);
    let mut dice = Dice(3);
    let mut events = Vec::new();
    for coder in ["Анна", "анна", "Dana K", "dana  k", "Dan"] {
        events.push(event(&mut dice, &units[0], coder, "road", Kind::Coding, "1"));
    }
    codings.add_events(&events).unwrap();
    let told = codings.alike().unwrap();
    let starts = |at: usize, what: &str| told[at].starts_with(what);
    assert!(told.len() == 2 && starts(0, "`Dana K` and `dana  k` are 2 coders"), "{told:?}");
    assert!(starts(1, "`Анна` and `анна` are 2 coders"), "{told:?}");
}
