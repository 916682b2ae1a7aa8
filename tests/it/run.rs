//! `framebook run` and what every command keeps: the same bytes on any number of threads, the last
//! good results at any moment, exit codes, closed pipes.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::folder::{Folder, TINY, assert_same_files, copy, files, ran};

#[test]
fn the_example_study_leaves_results_and_a_second_run_the_same_bytes() {
    let folder = Folder::of_the_example();
    let results = folder.path().join("output/silk-road/results");
    for name in ["manifest.json", "news-codings.csv", "survey-codings.csv"] {
        assert!(results.join(name).is_file(), "{name}");
    }
    for name in ["news-silk-road-frequency", "news-silk-road-by-country", "survey-by-age_group"] {
        assert!(results.join(format!("tables/{name}.csv")).is_file(), "{name}");
        assert!(results.join(format!("charts/{name}.svg")).is_file(), "{name}");
    }
    for kind in ["trend", "cooccurrence", "attribution", "network-state", "residuals-phase"] {
        assert!(results.join(format!("charts/news-silk-road-{kind}.svg")).is_file(), "{kind}");
    }
    let first = Folder::empty();
    copy(&folder.path().join("output"), &first.path().join("output"));
    let said = folder.succeed(&["run", "--threads", "1"]);
    for expected in ["news: 131 documents in 4 files", "survey: 159 documents", "coded before"] {
        assert!(said.contains(expected), "`{expected}` is not in: {said}");
    }
    let (once, twice) = (first.path().join("output"), folder.path().join("output"));
    assert_same_files(&once, &twice, "a second run");
}

/// `n` short documents a row, in three scripts.
fn rows(n: usize) -> String {
    let mut text = "id,text,group\n".to_owned();
    for row in 0..n {
        let said = ["road", "Дороги нет", "一带一路", "\"none, here\""][row % 4];
        let _ = writeln!(text, "{row},{said},{}", row % 3);
    }
    text
}

const CODE: [&str; 8] =
    ["code", "corpus.csv", "--codebook", "tiny.toml", "--by", "group", "--out", "out"];

fn folder_of(n: usize) -> Folder {
    let folder = Folder::empty();
    folder.write("tiny.toml", TINY);
    folder.write("corpus.csv", rows(n));
    folder
}

/// 51 batches of 4,096 documents: four parts, which is where a run takes up what was finished.
#[test]
fn one_thread_and_two_with_delays_and_a_cut_run_leave_the_same_bytes() {
    let folders: Vec<Folder> = (0..3).map(|_| folder_of(51 * 4096)).collect();
    let run = |at: usize, threads: &str, delay: &str, kill: Option<&str>| {
        let mut command = folders[at].command(&CODE);
        command.args(["--threads", threads]).env("FRAMEBOOK_TEST_DELAY", delay);
        if let Some(bytes) = kill {
            command.env("FRAMEBOOK_TEST_KILL_AFTER", bytes);
        }
        ran(&mut command)
    };
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(run(0, "1", "1", None).exit, Some(0)));
        scope.spawn(|| assert_eq!(run(1, "2", "2", None).exit, Some(0)));
        scope.spawn(|| {
            assert_eq!(run(2, "2", "3", Some("500000")).exit, None, "it is killed");
            let resumed = run(2, "2", "4", None);
            assert_eq!(resumed.exit, Some(0), "{}", resumed.err);
            let taken_up = "documents taken up from an earlier run";
            assert!(resumed.out.contains(taken_up), "{}", resumed.out);
        });
    });
    let out = |at: usize| folders[at].path().join("out");
    assert_same_files(&out(0), &out(1), "two threads");
    assert_same_files(&out(0), &out(2), "cut and resumed");
}

/// Three parts and a bit: 8 MiB of text make a part, whatever it says, so 64 KiB of words
/// stand beside each that means something.
fn corpus_of_parts() -> String {
    let filler = format!("{} ", "x".repeat(63)).repeat(1 << 10);
    let mut text = "id,text,group\n".to_owned();
    for row in 0..3 * 128 + 40 {
        let said = ["road", "Дороги нет", "一带一路", "none"][row % 4];
        let _ = writeln!(text, "{row},{filler},{}\n{row}-said,{said} {row},a", row % 3);
    }
    text
}

const CODE_PARTS: [&str; 7] =
    ["code", "corpus.csv", "--codebook", "tiny.toml", "--out", "out", "--quiet"];

/// A run that is cut, taken up and cut again, until it comes to its end: a hundred cuts in all.
#[test]
fn a_run_cut_at_a_hundred_byte_counts_keeps_the_last_good_results_and_ends_with_the_same_bytes() {
    const CUTS: usize = 100;
    let whole = folder_of(200);
    whole.succeed(&CODE_PARTS);
    // former results, of a smaller corpus
    let former = Folder::empty();
    copy(whole.path(), former.path());
    let former_results = files(&former.path().join("out/results"));
    let before = files(&former.path().join("out"));
    let corpus = Folder::empty();
    corpus.write("corpus.csv", corpus_of_parts());
    let give = |folder: &Folder| {
        let path = folder.path().join("corpus.csv");
        fs::remove_file(&path).expect("the smaller corpus");
        fs::hard_link(corpus.path().join("corpus.csv"), path).expect("the corpus");
    };
    give(&whole);
    whole.succeed(&CODE_PARTS);
    let after = files(&whole.path().join("out"));
    let new_results = files(&whole.path().join("out/results"));
    let n_parts = after.keys().filter(|it| it.to_string_lossy().ends_with("done.json")).count();
    assert!(n_parts >= 2 + 2 * 4, "{n_parts} parts of segments and passes");
    let new = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes));
    let (mut written, mut of_parts) = (0, 0);
    for (name, bytes) in new {
        written += bytes.len();
        of_parts += if name.starts_with("results") { 0 } else { bytes.len() };
    }

    let random = Mutex::new(Random(20_170_919));
    let [cuts, between, still_former] = [const { AtomicUsize::new(0) }; 3];
    let count = |counter: &AtomicUsize| counter.fetch_add(1, Ordering::Relaxed);
    let chain = || {
        let folder = Folder::empty();
        copy(former.path(), folder.path());
        give(&folder);
        let out = folder.path().join("out");
        let mut told = Vec::new();
        loop {
            let last = cuts.load(Ordering::Relaxed) >= CUTS;
            let in_parts = told.is_empty() || parts_without_an_end(&out);
            let reach = if in_parts { of_parts / 2 } else { written / 2 };
            let cut = 1 + random.lock().expect("the cuts").below(reach);
            let mut command = folder.command(&CODE_PARTS);
            if !last {
                command.env("FRAMEBOOK_TEST_KILL_AFTER", cut.to_string());
            }
            let coded = ran(&mut command);
            told.push(cut);
            if coded.exit.is_some() {
                assert_eq!(coded.exit, Some(0), "cut at {told:?}: {}", coded.err);
                break;
            }
            let n = count(&cuts);
            if parts_without_an_end(&out) {
                count(&between);
            }
            let standing = last_good(&out);
            if standing == former_results {
                count(&still_former);
            } else {
                assert!(standing == new_results, "cut at {told:?}: results are neither");
            }
            if n % 10 == 0 {
                let shown = folder.succeed(&["table", "--in", "out", "--format", "csv"]);
                assert!(shown.contains("road"), "cut at {told:?}: {shown}");
            }
        }
        assert_same_files(&whole.path().join("out"), &out, &format!("cut at {told:?}"));
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while cuts.load(Ordering::Relaxed) < CUTS {
                    chain();
                }
            });
        }
    });
    let (former, between) = (still_former.into_inner(), between.into_inner());
    assert!(former > 10 && between > 5, "{former} before the exchange, {between} between parts");
}

/// Whether some parts of a pass are finished, and the pass is not.
fn parts_without_an_end(out: &Path) -> bool {
    let Ok(passes) = fs::read_dir(out.join("passes")) else { return false };
    passes.map(|entry| entry.expect("an entry").path()).any(|pass| {
        pass.join("part-00000.done.json").exists() && !pass.join("manifest.json").exists()
    })
}

/// What a reader finds: `results`, or during the exchange of a moment the folder beside it.
fn last_good(out: &Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    if out.join("results").is_dir() {
        return files(&out.join("results"));
    }
    let mut names: Vec<_> = fs::read_dir(out)
        .expect("the output folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.display().to_string().contains("/results.new-"))
        .collect();
    names.pop().map(|path| files(&path)).unwrap_or_default()
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same cuts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

#[test]
fn the_second_of_two_runs_on_one_output_says_so() {
    let folder = folder_of(60 * 4096);
    let mut first = folder
        .command(&CODE)
        .args(["--threads", "1"])
        .env("FRAMEBOOK_TEST_DELAY", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the first run starts");
    let begun = Instant::now();
    while !folder.path().join("out").join("passes").is_dir() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the first run does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = folder.run(&CODE);
    assert!(first.try_wait().expect("its state").is_none(), "the first run is over too early");
    first.kill().expect("the first run ends");
    first.wait().expect("the first run ends");
    assert_eq!(second.exit, Some(2), "{second:?}");
    assert!(second.err.contains("`out`") || second.err.contains("out:"), "{}", second.err);
    assert!(second.err.contains("another run"), "{}", second.err);
}

#[test]
fn a_closed_pipe_ends_quietly_in_every_command() {
    let folder = folder_of(8);
    folder.succeed(&CODE);
    let study = "[study]\nname = \"s\"\n[[source]]\nname = \"s\"\ncodebooks = [\"tiny.toml\"]\n\
                 [source.corpus]\nfiles = [\"corpus.csv\"]\n";
    folder.write("study.toml", study);
    // people have drawn and coded
    let said = "unit,coder,code,value\n0,a,road,1\n0,b,road,1\n1,a,road,0\n1,b,road,0\n2,a,road,0\n2,b,road,1\n";
    folder.write("said.csv", said);
    for prepared in ["run -q", "sample -q --n 4", "codings -q import said.csv"] {
        folder.succeed(&prepared.split(' ').collect::<Vec<_>>());
    }
    let cases = [
        "table --in out",
        "table crosstab --by group --in out --format csv",
        "check tiny.toml",
        "check tiny.toml --json",
        "check tiny.toml --corpus corpus.csv --json",
        "run --help",
        "run",
        "run --json",
        "code corpus.csv --codebook tiny.toml --by group --out out",
        "code corpus.csv --codebook tiny.toml --out out --json",
        "kwic road --in out",
        "kwic road corpus.csv --format csv",
        "kwic --code road --in out --sort right",
        "explain 0:1 --in out",
        "explain 0:1 --in out --json",
        "explain --code road --in out",
        "chart --in out",
        "export --format r --in out",
        "report --in out --out report.html",
        "dossier --in out",
        "new made",
        "new --from corpus.csv made-too",
        "clean out",
        "sample --n 4",
        "sheet --coders c",
        "annotate --coder c",
        "adjudicate --adjudicator d",
        "agree",
        "agree --json",
        "validate --all",
        "validate --all --errors",
        "correct --all",
        "codings status",
        "codings verify",
        "completions bash",
        "man",
        "--help",
        "--version",
    ];
    let help = folder.succeed(&["--help"]);
    let commands = help.split("Commands:").nth(1).and_then(|it| it.split("Options:").next());
    let commands = commands.expect("a list").lines().filter_map(|it| {
        let name = it.strip_prefix("  ")?;
        name.split_whitespace().next().filter(|_| !name.starts_with(' '))
    });
    let tried: Vec<&str> = cases.iter().filter_map(|it| it.split(' ').next()).collect();
    for command in commands.filter(|it| *it != "help") {
        assert!(tried.contains(&command), "`{command}` is not tried");
    }
    for case in cases {
        let arguments: Vec<&str> = case.split(' ').collect();
        // as `head -c 1` reads, and as a program that has gone already
        for reads in [1, 0] {
            let made = ["made", "made-too"];
            made.iter().for_each(|it| drop(fs::remove_dir_all(folder.path().join(it))));
            let (mut reader, writer) = std::io::pipe().expect("a pipe");
            let held = std::thread::spawn(move || {
                let _ = reader.read_exact(&mut vec![0; reads]);
            });
            let ran = ran_into(&folder, &arguments, writer.into());
            held.join().expect("the reader");
            assert_eq!((ran.0, ran.1.as_str()), (Some(0), ""), "{case}, {reads} read");
        }
    }
}

/// Exit code and standard error of a run whose standard output goes elsewhere.
fn ran_into(folder: &Folder, arguments: &[&str], out: Stdio) -> (Option<i32>, String) {
    let child = folder
        .command(arguments)
        .arg("--quiet")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn exit_codes_are_0_done_1_a_negative_finding_2_an_error() {
    let folder = folder_of(8);
    folder.write("wrong.toml", TINY.replace("\"road\"]", "\"road (\"]"));
    let cases: [(&[&str], i32, &str); 12] = [
        (&CODE, 0, ""),
        (&["--version"], 0, ""),
        (&["check", "tiny.toml"], 0, ""),
        (&["check", "wrong.toml"], 1, ""),
        (&["check", "absent.toml"], 2, "absent.toml"),
        (&["run"], 2, "study.toml"),
        (&["code", "corpus.csv", "--codebook", "wrong.toml"], 2, "framebook check wrong.toml"),
        (&["code", "absent.csv", "--codebook", "tiny.toml", "--out", "x"], 2, "absent.csv"),
        (&["code", "corpus.csv", "--codebook", "tiny.toml", "--unit", "verse"], 2, "sentence"),
        (&["table", "pie", "--in", "out"], 2, "crosstab"),
        (&["table", "crosstab", "--by", "planet", "--in", "out"], 2, "group"),
        (&["table", "--in", "absent"], 2, "no results here"),
    ];
    for (arguments, exit, said) in cases {
        let ran = folder.run(arguments);
        assert_eq!(ran.exit, Some(exit), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(said), "{arguments:?} does not say `{said}`: {}", ran.err);
    }
}

#[test]
fn clean_removes_what_no_results_rest_on_and_nothing_else() {
    let folder = folder_of(200);
    folder.succeed(&CODE);
    let alone = Folder::empty();
    folder.write("corpus.csv", rows(300));
    folder.succeed(&CODE);
    let former = files(&folder.path().join("out")).len();
    let said = folder.succeed(&["clean", "out"]);
    assert!(said.contains("2 removed"), "{said}");
    alone.write("tiny.toml", TINY);
    alone.write("corpus.csv", rows(300));
    alone.succeed(&CODE);
    assert!(files(&folder.path().join("out")).len() < former);
    assert_same_files(&alone.path().join("out"), &folder.path().join("out"), "cleaned");
    assert_eq!(folder.run(&["clean", "."]).exit, Some(2), "a folder that is no output");
}
