//! README.md and docs/*.md show what the program prints: each block of theirs that calls `framebook` is
//! run, and what it shows is compared. This is the convention that CONTRIBUTING.md points at:
//!
//! - It is a fenced block marked `console`, in which lines that begin with `$ ` are commands, and the
//!   lines below each are what it prints, standard output and standard error together. A block that
//!   calls framebook is run whole, but for commands of `cargo` and `git`; other blocks are not run.
//! - Blocks of one page share a folder, a fresh copy of the project's study.toml, corpus/ and
//!   codebooks/, and are run in their order through `sh`, with the built `framebook` on the path.
//! - What is shown is compared as it stands, except for white space at the end of a line. A line `...`
//!   stands for any lines, also none. A command with nothing below it has to succeed, whatever it
//!   prints; one that ends with 1 or 2 has to show what it says.
//! - `framebook run` or `framebook run --quiet` with nothing but `...` below it, where study.toml, corpus/ and codebooks/ are
//!   still the project's, gets a copy of the results of the same run, which is made once for all pages.
//! - A block marked `toml file=NAME` (or any other language) is written to NAME first.
//! - A block that reads `../shared/corpora` is skipped, with a printed reason, where that is missing.
//! - A command too long for a line goes on after a `\`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::folder::{FRAMEBOOK, Folder, copy, files, project, shared};

/// A fenced block of a page.
#[derive(Debug)]
struct Block {
    /// Where it opens, from 1.
    line: usize,
    /// What stands after the fence: `console`, `sh`, `toml file=my.toml`.
    info: String,
    lines: Vec<String>,
}

/// A command and what the page shows below it.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    command: String,
    shown: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(Block, String)> = None;
    for (index, line) in page.lines().enumerate() {
        let bare = line.trim_start();
        match &mut open {
            Some((_, fence)) if bare.trim_end() == fence => {
                found.extend(open.take().map(|it| it.0))
            }
            Some((block, _)) => block.lines.push(line.to_owned()),
            None if bare.starts_with("```") => {
                let info = bare.trim_start_matches('`');
                let fence = bare[..bare.len() - info.len()].to_owned();
                let info = info.trim().to_owned();
                open = Some((Block { line: index + 1, info, lines: Vec::new() }, fence));
            }
            None => {}
        }
    }
    found
}

/// The commands of a block; none where it does not call framebook.
fn calls(block: &Block) -> Vec<Call> {
    if block.info != "console" {
        return Vec::new();
    }
    let mut calls: Vec<Call> = Vec::new();
    let mut goes_on = false;
    for line in &block.lines {
        match (line.strip_prefix("$ "), calls.last_mut()) {
            (_, Some(last)) if goes_on => {
                last.command.push('\n');
                last.command.push_str(line.strip_prefix("> ").unwrap_or(line));
            }
            (Some(command), _) => {
                calls.push(Call { command: command.to_owned(), shown: Vec::new() });
            }
            (None, Some(last)) => last.shown.push(line.trim_end().to_owned()),
            (None, None) => {}
        }
        goes_on = calls.last().is_some_and(|it| it.command.ends_with('\\'));
    }
    for call in &mut calls {
        while call.shown.last().is_some_and(String::is_empty) {
            call.shown.pop();
        }
    }
    calls.retain(|call| !["cargo ", "git "].iter().any(|it| call.command.starts_with(it)));
    let ours = |call: &Call| {
        call.command.split(['|', ';', '&', '(']).any(|it| it.trim_start().starts_with("framebook "))
    };
    if calls.iter().any(ours) { calls } else { Vec::new() }
}

/// Whether lines are as shown, where a line `...` stands for any of them.
fn matches(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]))
        }
        Some((first, rest)) => {
            printed.first() == Some(first) && printed.get(1..).is_some_and(|it| matches(rest, it))
        }
    }
}

/// Runs the blocks of a page; gives back how many commands were run, and what is not as shown.
fn run(page: &str, name: &str) -> (usize, Vec<String>) {
    let folder = Folder::empty();
    let here = folder.path().join("framebook");
    fs::create_dir(&here).expect("a folder is made");
    for file in STUDY {
        copy(&project().join(file), &here.join(file));
    }
    let (mut n, mut wrong) = (0, Vec::new());
    for block in blocks(page) {
        if let Some((_, file)) = block.info.split_once("file=") {
            let path = here.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
            fs::write(path, block.lines.join("\n") + "\n").expect("a file is written");
            continue;
        }
        let calls = calls(&block);
        if calls.iter().any(|call| call.command.contains("../shared/corpora")) {
            let Some(corpora) = shared("") else { continue };
            link(&corpora, &folder.path().join("shared"));
        }
        for call in calls {
            n += 1;
            let runs = ["framebook run", "framebook run --quiet"].contains(&call.command.as_str());
            if runs && call.shown.join("") == "..." && is_the_project(&here) {
                copy(&Folder::of_the_example().path().join("output"), &here.join("output"));
                continue;
            }
            let (exit, printed) = shell(&call.command, &here);
            let at = format!("{name}:{}: $ {}", block.line, call.command);
            if call.shown.is_empty() {
                if exit != Some(0) {
                    wrong.push(format!("{at}\n--- ends with {exit:?}\n{}", printed.join("\n")));
                }
            } else if !matches(&call.shown, &printed) {
                let (shown, printed) = (call.shown.join("\n"), printed.join("\n"));
                wrong.push(format!("{at}\n--- shown\n{shown}\n--- printed\n{printed}"));
            }
        }
    }
    (n, wrong)
}

/// What a page finds in its folder.
const STUDY: [&str; 3] = ["study.toml", "corpus", "codebooks"];

/// Whether a page has changed nothing there.
fn is_the_project(here: &Path) -> bool {
    let of = |root: &Path, name: &str| match root.join(name) {
        path if path.is_dir() => files(&path),
        path => [(PathBuf::new(), fs::read(path).unwrap_or_default())].into(),
    };
    STUDY.iter().all(|name| of(here, name) == of(project(), name))
}

fn link(corpora: &Path, shared: &Path) {
    if !shared.exists() {
        fs::create_dir(shared).expect("a folder is made");
        let corpora = corpora.canonicalize().expect("the shared corpora");
        std::os::unix::fs::symlink(corpora, shared.join("corpora")).expect("a link is made");
    }
}

/// Exit code and lines of a command, errors among them.
fn shell(command: &str, here: &Path) -> (Option<i32>, Vec<String>) {
    let programs = Path::new(FRAMEBOOK).parent().expect("a folder").to_path_buf();
    let before = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&before)));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(here)
        .env("PATH", path.expect("a path"))
        .env_remove("COLUMNS")
        .output()
        .expect("sh starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    (output.status.code(), printed.trim_end().lines().map(|it| it.trim_end().to_owned()).collect())
}

#[test]
fn what_readme_and_docs_show_is_what_the_program_prints() {
    let mut pages: Vec<PathBuf> = vec![project().join("README.md")];
    if let Ok(entries) = fs::read_dir(project().join("docs")) {
        let found = entries.map(|entry| entry.expect("an entry").path());
        pages.extend(found.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    pages.sort();
    // the pages know nothing of each other
    let pages = Mutex::new(pages.into_iter());
    let next = || pages.lock().expect("no page panics with the lock").next();
    let some = || {
        let mut wrong = Vec::new();
        while let Some(path) = next() {
            let Ok(page) = fs::read_to_string(&path) else { continue };
            let name = path.strip_prefix(project()).expect("in the project").display().to_string();
            let (n, of_page) = run(&page, &name);
            println!("{name}: {n} commands");
            wrong.extend(of_page);
        }
        wrong
    };
    let threads = std::thread::available_parallelism().map_or(1, |it| it.get());
    let mut wrong: Vec<String> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(some)).collect();
        started.into_iter().flat_map(|it| it.join().expect("the pages ran")).collect()
    });
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} commands do not print what is shown:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn a_page_that_shows_something_else_is_caught() {
    let page = |shown: &str| {
        format!(
            "Text.\n\n```toml file=own.toml\n{}```\n\n```console\n{shown}\n```\n",
            crate::folder::TINY
        )
    };
    for (shown, n, n_wrong) in [
        ("$ framebook --version\nframebook 0.1.0", 1, 0),
        ("$ framebook --version\nframebook 9.9.9", 1, 1),
        ("$ framebook check own.toml\n...\nown.toml: no problems", 1, 0),
        (
            "$ framebook check own.toml | wc -l\n...\n$ framebook \\\n  --version\nframebook 0.1.0",
            2,
            0,
        ),
        ("$ framebook check own.toml\n...\nroad ...", 1, 1),
        ("$ framebook table --in absent", 1, 1),
        ("$ framebook table --in absent\nerror: absent: no results here; ...", 1, 1),
        ("$ framebook table --in absent\n...", 1, 0),
        ("$ cargo build\n$ framebook check own.toml\nnothing", 1, 1),
        ("$ cargo build", 0, 0),
        ("framebook/  a folder", 0, 0),
    ] {
        let (commands, wrong) = run(&page(shown), "page.md");
        assert_eq!((commands, wrong.len()), (n, n_wrong), "{shown}: {wrong:#?}");
    }
    let (commands, _) = run(
        "```sh
framebook nothing
```
",
        "page.md",
    );
    assert_eq!(commands, 0);
}
