//! A run that is cut goes on where it was cut, and ends with the bytes of one that was not.

use std::process::Command;

use super::*;

const CHILD: &str = "FRAMEBOOK_TEST_CHILD";

/// A whole study in small: two passes, then results made from them and published.
fn study(out: &Path, faults: Faults, threads: usize, hash: &str) -> u64 {
    let store = open(out, faults);
    fill(&store, &plan(threads, true, &[FIRST, SECOND]), Fake::of(52)).unwrap();
    let mut codings = 0;
    let names = [pass(FIRST).name(), pass(SECOND).name()];
    let staging = store.stage(hash).unwrap();
    for name in &names {
        let pass = Pass::open(out, name).unwrap();
        for part in 0..pass.n_parts() {
            codings += pass.codings(part).unwrap().code.len();
        }
    }
    staging
        .put("tables/frequency.csv", format!("{hash},{codings}\n").repeat(20).as_bytes())
        .unwrap();
    let segments = vec![plan(1, true, &[]).segments.name()];
    let manifest = ResultsManifest::new(segments, names.to_vec(), serde_json::Map::new());
    staging.publish(&manifest).unwrap();
    store.disk.written()
}

const OLD_RESULTS: &str = "000000000000001d";
const NEW_RESULTS: &str = "000000000000002e";

#[test]
#[ignore = "the child process of the test below"]
fn child() {
    if let Ok(out) = std::env::var(CHILD) {
        let threads = if out.ends_with('1') { 1 } else { 2 };
        study(Path::new(&out), Faults::from_environment().unwrap(), threads, NEW_RESULTS);
    }
}

/// Runs `child` in a process of its own; true when it came to its end.
fn run_child(out: &Path, kill_after: u64) -> bool {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["store::tests::resume::child", "--exact", "--ignored", "--quiet"])
        .env(CHILD, out)
        .env("FRAMEBOOK_TEST_KILL_AFTER", kill_after.to_string())
        .env("FRAMEBOOK_TEST_DELAY", "1")
        .output()
        .unwrap()
        .status;
    status.success()
}

#[test]
fn killed_at_a_hundred_byte_counts_it_resumes_to_the_bytes_of_an_uncut_run() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    mark(&whole);
    let total = study(&whole, Faults::default(), 2, NEW_RESULTS);
    let expected = tree(&whole);
    let results = tree(&whole.join("results"));
    let former = {
        let out = folder.path().join("former");
        study(&out, Faults::default(), 2, OLD_RESULTS);
        tree(&out.join("results"))
    };
    for name in ["cut", "uncut"] {
        mark(&folder.path().join(name));
    }
    assert!(!run_child(&folder.path().join("cut"), total / 2), "the fault was not injected");
    assert!(run_child(&folder.path().join("uncut"), total + 1));

    // the first and last steps, and a hundred counts by a fixed seed; every tenth is cut twice
    let mut state = 0x5eed_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % total
    };
    let mut counts: Vec<u64> = (0..100).map(|_| random()).collect();
    counts.extend([0, 1, total - 1, total - 2, total - 3, total - 4, total - 5]);
    for (round, &kill_after) in counts.iter().enumerate() {
        let when = format!("killed after {kill_after} of {total} bytes");
        let out = folder.path().join(format!("round-{round}-{}", round % 2));
        fs::create_dir(&out).unwrap();
        copy(&folder.path().join("former/results"), &out.join("results"));
        assert!(!run_child(&out, kill_after), "{when}: it was not");
        if round % 10 == 0 {
            run_child(&out, random());
        }
        let good = super::results(&out).unwrap().map(|good| tree(&good));
        assert!(
            good.as_ref() == Some(&former) || good.as_ref() == Some(&results),
            "{when}: results"
        );
        study(&out, Faults::default(), 1 + round % 3, NEW_RESULTS);
        assert_same(&expected, &tree(&out), &when);
        fs::remove_dir_all(&out).unwrap();
    }
}

/// The first bytes that are written say whose the folder is: cut among them, it is nobody's or ours.
#[test]
fn killed_while_a_new_folder_is_marked_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    study(&whole, Faults::default(), 2, NEW_RESULTS);
    let expected = tree(&whole);
    let length = crate::store::MARKED.len() as u64;
    for kill_after in [0, 1, length / 2, length - 1, length, length + 1, length + 2] {
        let when = format!("killed after {kill_after} bytes");
        let out = folder.path().join(format!("cut-{kill_after}"));
        assert!(!run_child(&out, kill_after), "{when}: it was not");
        let marker = out.join(crate::store::MARKER);
        if kill_after > length {
            assert_eq!(fs::read_to_string(&marker).unwrap(), crate::store::MARKED, "{when}");
        } else {
            assert!(!marker.exists(), "{when}");
        }
        study(&out, Faults::default(), 2, NEW_RESULTS);
        assert_same(&expected, &tree(&out), &when);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in disk::names(from).unwrap() {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// A folder whose passes are finished but for their manifests.
fn almost(out: &Path) -> (Store, RunPlan, std::path::PathBuf) {
    let (store, plan) = (open(out, Faults::default()), plan(2, true, &[FIRST]));
    fill(&store, &plan, Fake::of(50)).unwrap();
    let folder = out.join("passes").join(pass(FIRST).name());
    fs::remove_file(folder.join("manifest.json")).unwrap();
    (store, plan, folder)
}

#[test]
fn skips_what_is_finished_and_codes_no_more_than_is_missing() {
    let out = tempfile::tempdir().unwrap();
    let (store, plan, folder) = almost(out.path());
    let never = || |_: &Batch, _: &mut BatchOutput| panic!("coded again");
    let mut last = Progress::default();
    let outcome = store.run(&plan, Fake::of(50), never, &mut |now| last = now).unwrap();
    assert_eq!((outcome.skipped, last.skipped, last.documents), (600, 600, 600));

    fs::remove_file(folder.join("manifest.json")).unwrap();
    fs::remove_file(folder.join("part-00002.done.json")).unwrap();
    let outcome = fill(&store, &plan, Fake::of(50)).unwrap();
    assert!(outcome.skipped > 0 && outcome.skipped < 600, "skipped {}", outcome.skipped);
}

#[test]
fn files_that_were_altered_or_left_over_are_made_anew() {
    let out = tempfile::tempdir().unwrap();
    let (store, plan, folder) = almost(out.path());
    fill(&store, &plan, Fake::of(50)).unwrap();
    let expected = tree(out.path());
    type Harm = fn(&Path);
    let harms: [(Harm, &str); 6] = [
        (|folder| flip(&folder.join("part-00001.codings.parquet")), "a flipped byte"),
        (|folder| fs::write(folder.join("part-00001.scope.parquet"), "").unwrap(), "a cut file"),
        (|folder| fs::write(folder.join("part-00000.done.json"), "{").unwrap(), "a cut seal"),
        (
            |folder| fs::remove_file(folder.join("part-00000.matches.parquet")).unwrap(),
            "a lost file",
        ),
        (
            |folder| fs::write(folder.join("part-99999.matches.parquet"), "x").unwrap(),
            "a stray part",
        ),
        (|folder| fs::write(folder.join("part-00001.scope.parquet.tmp"), "x").unwrap(), "a `.tmp`"),
    ];
    for (harm, what) in harms {
        let _ = fs::remove_file(folder.join("manifest.json"));
        harm(&folder);
        fill(&store, &plan, Fake::of(50)).unwrap();
        assert_same(&expected, &tree(out.path()), what);
    }
    // of a finished folder only the lengths are looked at; a reader sees the rest
    fs::write(folder.join("part-00001.scope.parquet"), "").unwrap();
    assert!(matches!(Pass::open(out.path(), &pass(FIRST).name()), Err(StoreError::Damaged { .. })));
    fill(&store, &plan, Fake::of(50)).unwrap();
    assert_same(&expected, &tree(out.path()), "a cut file of a finished pass");
    flip(&folder.join("part-00001.codings.parquet"));
    let error = Pass::open(out.path(), &pass(FIRST).name()).unwrap().part(1).unwrap_err();
    assert!(error.to_string().contains("part-00001.codings.parquet"), "{error}");
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_corpus_that_changed_under_a_run_is_refused() {
    let sources = [
        (Fake::of(20), "shorter"),
        (Fake::of(49), "one batch shorter"),
        (Fake::of(51), "longer"),
        (Fake { salt: 1, ..Fake::of(50) }, "other texts"),
    ];
    for (source, what) in sources {
        let out = tempfile::tempdir().unwrap();
        let (store, plan, folder) = almost(out.path());
        // the segments stand; the pass has its first part only
        fs::remove_file(folder.join("part-00001.done.json")).unwrap();
        let error = fill(&store, &plan, source).unwrap_err();
        assert!(matches!(error, StoreError::CorpusChanged { .. }), "{what}: {error}");
    }
}
