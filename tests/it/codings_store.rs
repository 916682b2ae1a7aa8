//! `framebook codings`: what is said to be saved is there, whatever happens to the program.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;
use std::time::Instant;

use framebook::codings::{Coded, Codings, Sample, Split, Unit, UnitFilter, version_of};

use crate::folder::{FRAMEBOOK, Folder, TINY, ran, skip};

const AT: &str = "2026-03-01T09:30:00Z";
const TEXTS: [&str; 4] =
    ["The road, \"Silk Road\".", "Жібек жолы ашылды", "一带一路", "Дорога на юг"];

fn units(n: usize) -> Vec<Unit> {
    let one = |at: usize| {
        let (document, text) = (format!("d{at}"), format!("{} {at}", TEXTS[at % TEXTS.len()]));
        Unit {
            id: Unit::name("news", &document, "body", 0, &text),
            sample: "sample-1".to_owned(),
            source: "news".to_owned(),
            document: document.clone(),
            part: "body".to_owned(),
            segment: 1,
            start: 0,
            end: text.len() as u64,
            text,
            before: String::new(),
            after: String::new(),
            language: ["en", "kk", "zh", "ru"][at % TEXTS.len()].to_owned(),
            stratum: String::new(),
            probability: 0.25,
            cluster: document,
            split: Split::Test,
            metadata: Vec::new(),
        }
    };
    (0..n).map(one).collect()
}

/// A folder with a store in which units were drawn.
fn drawn(n: usize) -> (Folder, Vec<Unit>) {
    let folder = Folder::empty();
    let units = units(n);
    let sample = Sample {
        id: "sample-1".to_owned(),
        source: "news".to_owned(),
        seed: 1,
        pass: "dictionary-1".to_owned(),
        codebook: "tiny".to_owned(),
        version: version_of(TINY),
        design: "{}".to_owned(),
        at: AT.to_owned(),
    };
    let mut codings = Codings::create(&folder.path().join("codings")).expect("a store");
    codings.add_sample(&sample, &units).expect("a sample");
    (folder, units)
}

/// Codings of one coder of every unit, by some codes.
fn table(units: &[Unit], coder: &str, codes: usize) -> String {
    let mut text = "unit,coder,code,value\n".to_owned();
    for (at, unit) in units.iter().enumerate() {
        for code in 0..codes {
            text += &format!("{},{coder},c{code},{}\n", unit.id, (at + code) % 2);
        }
    }
    text
}

/// How many codings each coder has.
fn counted(folder: &Folder) -> BTreeMap<String, usize> {
    let codings = Codings::open(&folder.path().join("codings")).expect("the store opens");
    let mut counted = BTreeMap::new();
    for it in codings.current().expect("it reads") {
        assert!(it.coded.is_some_and(|it| it != Coded::CannotCode));
        *counted.entry(it.coder).or_default() += 1;
    }
    counted
}

#[test]
fn a_kill_in_the_middle_of_fifty_imports_leaves_whole_files_and_all_that_was_said_to_be_saved() {
    const RUNS: usize = 50;
    const CODES: usize = 5;
    let (folder, units) = drawn(200);
    let n = units.len() * CODES;
    for run in 0..RUNS {
        folder.write(&format!("{run}.csv"), table(&units, &format!("coder-{run}"), CODES));
    }
    let start = Instant::now();
    folder.succeed(&["codings", "import", "0.csv"]);
    let whole = start.elapsed();
    let mut dice: u64 = 20_260_301;
    let (mut killed, mut saved) = (0, 1);
    for run in 1..RUNS {
        // Numerical Recipes' linear congruence; its high bits alone.
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
        let share = (dice >> 8) as f64 / f64::from(1 << 24);
        let file = format!("{run}.csv");
        let mut command = folder.command(&["codings", "import", &file]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(whole.mul_f64(share * 1.4));
        child.kill().expect("SIGKILL");
        let status = child.wait().expect("it ends");
        let mut said = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
        let there = counted(&folder).get(&format!("coder-{run}")).copied().unwrap_or_default();
        assert!(there == 0 || there == n, "run {run}: {there} of {n} codings: half a file");
        if said.contains("saved") {
            assert!(said.contains(&format!("{n} events saved")), "{said}");
            assert_eq!(there, n, "run {run}: it said {said:?}");
        }
        killed += usize::from(!status.success());
        saved += usize::from(there == n);
        if run % 10 == 0 {
            folder.succeed(&["codings", "verify"]);
        }
    }
    assert!(killed > 0, "every import ended before it was killed");
    let out = folder.succeed(&["codings", "verify"]);
    assert!(out.ends_with(&format!("{} events, 0 moves: no problems\n", saved * n)), "{out}");
    // Each file that was cut can be imported now.
    let names: Vec<String> = (0..RUNS).map(|run| format!("{run}.csv")).collect();
    let mut arguments = vec!["codings", "import"];
    arguments.extend(names.iter().map(String::as_str));
    folder.succeed(&arguments);
    assert!(counted(&folder).values().all(|it| *it == n) && counted(&folder).len() == RUNS);
    let backups = std::fs::read_dir(folder.path().join("codings/backups")).expect("copies");
    let whole = backups.filter(|it| {
        it.as_ref().is_ok_and(|it| it.path().extension().is_some_and(|it| it == "sqlite"))
    });
    assert_eq!(whole.count(), 10, "the last ten copies are kept");
}

#[test]
fn several_processes_at_once_wait_for_each_other() {
    let (folder, units) = drawn(50);
    let names: Vec<String> = (0..5).map(|it| format!("{it}.csv")).collect();
    for name in &names {
        folder.write(name, table(&units, name, 3));
    }
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            let mut command = folder.command(&["codings", "import", name]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(counted(&folder).values().copied().collect::<Vec<_>>(), [150; 5]);
    folder.succeed(&["codings", "verify"]);
}

#[test]
fn a_disk_without_room_and_a_folder_without_the_right_to_write_lose_nothing() {
    let (folder, units) = drawn(100);
    folder.write("a.csv", table(&units, "A", 2));
    folder.write("b.csv", table(&units, "B", 50));
    folder.succeed(&["codings", "import", "a.csv"]);
    let line = format!("trap '' XFSZ; ulimit -f 300; exec '{FRAMEBOOK}' codings import b.csv");
    let mut command = std::process::Command::new("sh");
    let full = ran(command.args(["-c", &line]).current_dir(folder.path()));
    assert_eq!(full.exit, Some(2), "{full:?}");
    assert!(full.err.contains("free some space and try again"), "{full:?}");
    assert_eq!(counted(&folder), BTreeMap::from([("A".to_owned(), 200)]));
    folder.succeed(&["codings", "verify"]);

    use std::os::unix::fs::PermissionsExt;
    let allow = |path: &str, mode: u32| {
        let path = folder.path().join(path);
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("rights are set");
    };
    allow("codings/codings.sqlite", 0o444);
    allow("codings", 0o555);
    let stopped = std::fs::write(folder.path().join("codings/probe"), "").is_err();
    if stopped {
        let refused = folder.run(&["codings", "import", "b.csv"]);
        assert_eq!(refused.exit, Some(2), "{refused:?}");
        assert!(refused.err.contains("give yourself the right to write there"), "{refused:?}");
        folder.succeed(&["codings", "verify"]);
        folder.succeed(&["codings", "export", "--out", "long.csv"]);
    } else {
        skip("this user may write everywhere");
    }
    allow("codings", 0o755);
    allow("codings/codings.sqlite", 0o644);
    folder.succeed(&["codings", "import", "b.csv"]);
}

#[test]
fn two_teams_code_apart_merge_and_see_what_is_left() {
    let (almaty, units) = drawn(4);
    let astana = Folder::empty();
    crate::folder::copy(&almaty.path().join("codings"), &astana.path().join("codings"));
    almaty.write("tiny.toml", TINY);
    let wide = |coder: &str, values: [&str; 4]| {
        let mut text = "source,document,part,segment,coder,road\n".to_owned();
        for (unit, value) in units.iter().zip(values) {
            text += &format!("news,{},body,1,{coder},{value}\n", unit.document);
        }
        text
    };
    almaty.write("gold.csv", wide("Айгерім", ["1", "0", "", "cannot_code"]));
    astana.write("gold.csv", wide("李", ["1", "1", "0", "0"]));
    let out = almaty.succeed(&["codings", "import", "gold.csv", "--codebook", "tiny.toml"]);
    assert_eq!(out, "gold.csv (gold): 3 events saved\n");
    let out = almaty.succeed(&["codings", "import", "gold.csv", "--codebook", "tiny.toml"]);
    assert!(
        out.starts_with("gold.csv: imported before, at ") && out.ends_with("nothing added\n"),
        "{out}"
    );
    astana.succeed(&["codings", "import", "gold.csv"]);
    let other = astana.path().join("codings").display().to_string();
    let out = almaty.succeed(&["codings", "merge", &other]);
    assert_eq!(out, format!("{other}: 0 units, 4 events, 0 moves new\n"));
    let out = almaty.succeed(&["codings", "merge", &other]);
    assert_eq!(out, format!("{other}: nothing new\n"));

    let changed = TINY.replace("A road.", "A road or a railway.");
    almaty.write("tiny.toml", changed);
    let out = almaty.succeed(&["codings", "status", "--codebook", "tiny.toml"]);
    let version = version_of(TINY);
    for line in [
        "coder    language  units   done  assigned  coded  can not  unsure   left  look again",
        "Айгерім  en            1      1         1      1        0       0      0           1",
        "Айгерім  ru            1      1         1      0        1       0      0           1",
        "李       zh            1      1         1      1        0       0      0           1",
    ] {
        assert!(out.lines().any(|it| it.trim_end() == line), "{line}\n{out}");
    }
    let stale = format!(
        "Айгерім, en, code `road`: 1 coding made with version {version}: its definition changed"
    );
    assert!(out.contains(&stale), "{out}");
    assert!(out.contains(
        "李, zh, code `road`: 1 coding made with version unknown: that version is not kept"
    ));
    let json: serde_json::Value =
        serde_json::from_str(&almaty.succeed(&["codings", "status", "--json"])).unwrap();
    assert_eq!(json["progress"].as_array().map(Vec::len), Some(7));

    almaty.succeed(&["codings", "export", "--out", "long.csv"]);
    let rows = almaty.rows("long.csv");
    assert_eq!(rows.len(), 7);
    let cannot =
        rows.iter().find(|it| it["cannot_code"] == "1").expect("a unit that can not be coded");
    assert_eq!((cannot["coder"].as_str(), cannot["value"].as_str()), ("Айгерім", ""));
    assert!(rows.iter().all(|it| it["probability"] == "0.25" && it["split"] == "test"));

    almaty.succeed(&["codings", "export", "--events", "--out", "all.jsonl"]);
    let copy = Folder::empty();
    copy.write("all.jsonl", almaty.read("all.jsonl"));
    copy.succeed(&["codings", "import", "all.jsonl"]);
    copy.succeed(&["codings", "export", "--events", "--out", "again.jsonl"]);
    let sorted = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(copy.read("again.jsonl")), sorted(almaty.read("all.jsonl")));

    let backup = almaty.succeed(&["codings", "backup", "--to", "stick"]);
    let out = almaty.succeed(&["codings", "verify", backup.trim_end()]);
    assert!(out.ends_with("4 units, 7 events, 0 moves: no problems\n"), "{out}");
}

#[test]
fn mistakes_end_with_2_what_is_wrong_in_the_store_with_1() {
    let (folder, units) = drawn(2);
    let empty = Folder::empty();
    let missing = empty.run(&["codings", "status"]);
    assert_eq!(missing.exit, Some(2));
    assert!(
        missing.err.contains("there are no codings in `codings`; draw segments"),
        "{missing:?}"
    );
    folder.write(
        "wrong.csv",
        format!("unit,coder,code,value\n{},A,road,1\nx,A,road,7\n", units[0].id),
    );
    let wrong = folder.run(&["codings", "import", "wrong.csv"]);
    assert_eq!(wrong.exit, Some(2));
    assert!(wrong.err.contains("wrong.csv: row 3: unit `x` is not in the store"), "{wrong:?}");
    assert!(counted(&folder).is_empty());
    let path = folder.path().join("codings/codings.sqlite");
    let codings = Codings::open_to_read(&path).expect("it opens");
    assert_eq!(codings.units(&UnitFilter::default()).expect("it reads"), units);
    drop(codings);
    std::fs::write(&path, "torn ".repeat(2000)).expect("it is torn");
    let torn = folder.run(&["codings", "verify"]);
    assert_eq!(torn.exit, Some(1), "{torn:?}");
    assert!(
        torn.out.contains("file is not a database") && torn.out.contains("1 problem"),
        "{torn:?}"
    );
}
