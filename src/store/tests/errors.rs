//! What goes wrong ends the run with words that name the file or the cause, and never hangs.

use super::*;

/// Fails, panics or meddles when the given batch is asked for.
struct Faulty<F: FnMut(u64) -> Result<(), std::io::Error>>(Fake, F);

impl<F: FnMut(u64) -> Result<(), std::io::Error>> Source for Faulty<F> {
    type Error = std::io::Error;

    fn fill(&mut self, batch: &mut Batch) -> Result<bool, std::io::Error> {
        (self.1)(self.0.next)?;
        Ok(self.0.fill(batch).unwrap_or_default())
    }
}

fn bad_row(batch: u64) -> Result<(), std::io::Error> {
    if batch == 30 { Err(std::io::Error::other("a.csv:17: ragged row")) } else { Ok(()) }
}

#[test]
fn an_error_of_the_source_ends_the_run_and_the_next_one_goes_on() {
    for threads in [1, 2, 4] {
        let (out, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let plan = plan(threads, true, &[FIRST, SECOND]);
        let store = open(out.path(), Faults { delay: Some(9), kill_after: None });
        let source = Faulty(Fake::of(50), bad_row);
        let error = store.run(&plan, source, coder(2), &mut |_| ()).unwrap_err();
        assert_eq!(error.to_string(), "a.csv:17: ragged row");
        fill(&store, &plan, Fake::of(50)).unwrap();
        fill(&open(whole.path(), Faults::default()), &plan, Fake::of(50)).unwrap();
        assert_same(&tree(whole.path()), &tree(out.path()), "after an error");
    }
}

#[test]
fn a_panic_of_the_source_or_the_coder_is_an_error_and_no_deadlock() {
    for threads in [1, 2, 4] {
        let out = tempfile::tempdir().unwrap();
        let (store, plan) = (open(out.path(), Faults::default()), plan(threads, true, &[FIRST]));
        let source = Faulty(Fake::of(50), |batch| {
            assert!(batch < 7, "the source is broken");
            Ok(())
        });
        let error = store.run(&plan, source, coder(1), &mut |_| ()).unwrap_err().to_string();
        assert!(error.contains("the source is broken"), "{error}");
        let broken = || {
            |batch: &Batch, output: &mut BatchOutput| {
                assert!(batch.number < 7, "the coder is broken");
                code(batch, output, 1);
            }
        };
        let error = store.run(&plan, Fake::of(50), broken, &mut |_| ()).unwrap_err().to_string();
        assert!(error.contains("the coder is broken"), "{error}");
    }
}

#[test]
fn columns_that_do_not_agree_are_refused() {
    type Spoil = fn(&mut BatchOutput);
    let cases: [(Spoil, &str); 6] = [
        (|out| out.segments.words.truncate(1), "columns of segments"),
        (|out| out.segments.document[0] = 12, "of no document"),
        (|out| out.passes.clear(), "passes"),
        (|out| out.passes[0].in_scope.push(true), "columns of a pass"),
        (|out| out.passes[0].matches.voice.truncate(0), "columns of a pass"),
        (|out| out.passes[0].codings.segment[0] = 4_000_000_000, "of no segment"),
    ];
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    for (spoil, expected) in cases {
        let spoiled = || {
            move |batch: &Batch, output: &mut BatchOutput| {
                code(batch, output, 1);
                spoil(output);
            }
        };
        let error = store.run(&plan(2, true, &[FIRST]), Fake::of(3), spoiled, &mut |_| ());
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn two_runs_on_one_output_the_second_says_so() {
    let out = tempfile::tempdir().unwrap();
    let first = open(out.path(), Faults::default());
    let error = Store::open(out.path()).unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)));
    let text = error.to_string();
    assert!(text.contains(&out.path().display().to_string()) && text.contains("--out"), "{text}");
    assert!(matches!(clean(out.path(), &[]), Err(StoreError::Locked(_))));
    drop(first);
    Store::open(out.path()).unwrap();
}

#[test]
fn an_output_that_can_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "a file").unwrap();
    let error = Store::open(&file).unwrap_err().to_string();
    assert!(error.contains("taken"), "{error}");

    let out = folder.path().join("out");
    let store = open(&out, Faults::default());
    fs::write(out.join("passes"), "a file where a folder belongs").unwrap();
    let error = fill(&store, &plan(2, true, &[FIRST]), Fake::of(5)).unwrap_err().to_string();
    assert!(error.contains("passes/dictionary-"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_names_the_file_and_the_next_run_goes_on() {
    for name in ["part-00001.texts.zst.tmp", "part-00002.segments.parquet.tmp"] {
        let (out, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = open(out.path(), Faults::default());
        let plan = plan(2, true, &[FIRST]);
        let path = out.path().join(plan.segments.name()).join(name);
        let source = Faulty(Fake::of(50), |batch| {
            if batch == 0 { std::os::unix::fs::symlink("/dev/full", &path) } else { Ok(()) }
        });
        let error = store.run(&plan, source, coder(1), &mut |_| ()).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("free some space"), "{error}");
        fill(&store, &plan, Fake::of(50)).unwrap();
        fill(&open(whole.path(), Faults::default()), &plan, Fake::of(50)).unwrap();
        assert_same(&tree(whole.path()), &tree(out.path()), "after a full disk");
    }
}

#[test]
fn names_that_are_no_names_are_refused_before_anything_is_written() {
    type Spoil = fn(&mut RunPlan);
    let cases: [(Spoil, &str); 5] = [
        (|plan| plan.segments.hash = "../x".into(), "`../x` is no hash"),
        (|plan| plan.passes[0].coder = "a/b".into(), "`a/b`"),
        (|plan| plan.passes[1].hash = FIRST.into(), "twice"),
        (|plan| plan.segments.metadata[1] = "document".into(), "column `document`"),
        (|plan| plan.segments.parts[1] = "headline".into(), "column `headline`"),
    ];
    let out = tempfile::tempdir().unwrap();
    let store = open(out.path(), Faults::default());
    for (spoil, expected) in cases {
        let mut plan = plan(1, true, &[FIRST, SECOND]);
        spoil(&mut plan);
        let error = fill(&store, &plan, Fake::of(2)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(disk::names(out.path()).unwrap(), [".framebook", ".lock"]);
}

#[test]
fn another_format_version_is_refused_and_left_alone() {
    let out = tempfile::tempdir().unwrap();
    let (store, plan) = (open(out.path(), Faults::default()), plan(1, true, &[FIRST]));
    fill(&store, &plan, Fake::of(3)).unwrap();
    let name = pass(FIRST).name();
    let path = out.path().join("passes").join(&name).join("manifest.json");
    let newer = fs::read_to_string(&path).unwrap().replace("\"format\": 1", "\"format\": 7");
    fs::write(&path, newer).unwrap();
    let before = tree(out.path());
    let read = Pass::open(out.path(), &name).unwrap_err().to_string();
    let run = fill(&store, &plan, Fake::of(3)).unwrap_err().to_string();
    for error in [read, run] {
        assert!(error.contains("version 7") && error.contains("version 1"), "{error}");
    }
    assert_same(&before, &tree(out.path()), "another version");
}

#[test]
fn an_unknown_pass_is_answered_with_those_there_are() {
    let out = tempfile::tempdir().unwrap();
    fill(&open(out.path(), Faults::default()), &plan(1, true, &[FIRST]), Fake::of(3)).unwrap();
    let error = Pass::open(out.path(), "nobody-0").unwrap_err().to_string();
    assert!(error.contains("nobody-0") && error.contains(&pass(FIRST).name()), "{error}");
}

#[test]
fn a_folder_with_names_that_are_the_users_own_is_refused_and_left_alone() {
    for name in ["results/thesis.txt", "passes/scan.jpg", "segments-2024010112000000/x"] {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "mine").unwrap();
        let error = Store::open_with(out.path(), Faults::default()).unwrap_err();
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert!(clean(out.path(), &[]).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }
}
