//! The order of the rooms, read from the source: a room imports only from rooms to its left, and the
//! engine is pure. The compiler keeps the two crates apart; this keeps the rooms within each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::project;

/// From left to right; rooms on one line know nothing of each other.
const ENGINE: &[&[&str]] = &[
    &["text", "diagnostic", "stats"],
    &["segment"],
    &["codebook"],
    &["coding"],
    &["count"],
    &["reliability", "validity"],
];
const FRAMEBOOK: &[&[&str]] = &[
    &["corpus"],
    &["store"],
    &["codings"],
    &["sample"],
    &["table"],
    &["writing"],
    &["chart"],
    &["export"],
    &["report"],
    &["study"],
    &["cli"],
];

/// What the engine must not name: files, clocks, dice, threads, the environment, printing.
const IMPURE: [&str; 16] = [
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::time",
    "std::process",
    "std::thread",
    "std::path",
    "println!",
    "print!(",
    "eprintln!",
    "eprint!(",
    "dbg!",
    "SystemTime",
    "RandomState",
    "polars",
];

/// The lines of a crate's source that are no tests and no comments, by file.
fn sources(root: &Path) -> BTreeMap<PathBuf, Vec<String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    let mut tests = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|it| it != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            let mut lines = Vec::new();
            let mut test = false;
            for line in text.lines() {
                let code = line.trim_start();
                if code == "#[cfg(test)]" {
                    test = true;
                    continue;
                }
                if test {
                    let module = code.trim_end_matches(';').rsplit_once("mod ").map(|it| it.1);
                    // A module with a body: the tests, to the end of the file.
                    let Some(name) = module.filter(|_| code.ends_with(';')) else { break };
                    test = false;
                    let stem = path.file_stem().is_none_or(|it| it == "mod" || it == "lib");
                    let below = if stem { folder.clone() } else { path.with_extension("") };
                    tests.insert(below.join(name));
                    continue;
                }
                if !code.starts_with("//") {
                    lines.push(line.to_owned());
                }
            }
            found.insert(path, lines);
        }
    }
    found.retain(|path, _| {
        !tests.iter().any(|test| path.starts_with(test) || path.with_extension("") == *test)
    });
    assert!(found.len() > 10, "{} files in {}", found.len(), root.display());
    found
}

/// What a file takes from another room: `crate::room`, or as many `super::` as lead out of its own.
fn imports(line: &str, depth: usize) -> Vec<&str> {
    let mut rooms = Vec::new();
    let mut roots = vec!["crate::".to_owned()];
    // In src/export/codings.rs, at depth 2, `super::super::study` is the room `study`.
    if depth > 0 {
        roots.push("super::".repeat(depth));
    }
    for root in roots {
        for (at, _) in line.match_indices(&root) {
            if line[..at].ends_with("super::")
                || line[..at].ends_with(|it: char| it.is_alphanumeric())
            {
                continue;
            }
            let rest = &line[at + root.len()..];
            let end =
                rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
            rooms.push(&rest[..end]);
        }
    }
    rooms
}

fn disorder(root: &Path, order: &[&[&str]], open: &[&str]) -> Vec<String> {
    let place = |room: &str| order.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = Vec::new();
    for (path, lines) in sources(root) {
        let inner = path.strip_prefix(root).expect("under the root");
        let first = inner.components().next().expect("a name").as_os_str();
        let first = Path::new(first).with_extension("");
        let room = first.to_str().expect("UTF-8");
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(here) = place(room) else {
            wrong.push(format!("{}: the room `{room}` has no place in the order", inner.display()));
            continue;
        };
        let is_root = path.file_stem().is_some_and(|it| it == "mod");
        let depth = inner.components().count() - usize::from(is_root);
        for line in lines {
            for other in imports(&line, depth) {
                if other == room || open.contains(&other) || other == "super" {
                    continue;
                }
                match place(other) {
                    Some(there) if there < here => {}
                    _ => wrong.push(format!(
                        "{}: `{room}` takes from `{other}`, which does not stand to its left",
                        inner.display()
                    )),
                }
            }
        }
    }
    wrong
}

#[test]
fn rooms_take_only_from_rooms_to_their_left() {
    let engine = disorder(&project().join("crates/engine/src"), ENGINE, &[]);
    assert!(engine.is_empty(), "{engine:#?}");
    let framebook = disorder(&project().join("src"), FRAMEBOOK, &["engine"]);
    assert!(framebook.is_empty(), "{framebook:#?}");
}

#[test]
fn an_import_from_the_right_is_seen() {
    for (line, depth, expected) in [
        ("use crate::study::Failure;", 1, "study"),
        ("    ) -> Result<(), super::super::study::Failure> {", 2, "study"),
        ("use super::study::Failure;", 1, "study"),
        ("let x = crate::cli::main();", 2, "cli"),
    ] {
        assert_eq!(imports(line, depth), [expected], "{line}");
    }
    assert!(imports("use super::Failure;", 2).is_empty());
    // `src/store/` stands to the right of `src/corpus/`: turned round, something is wrong.
    let turned: Vec<&[&str]> = FRAMEBOOK.iter().rev().copied().collect();
    assert!(!disorder(&project().join("src"), &turned, &["engine"]).is_empty());
}

#[test]
fn the_engine_names_no_file_clock_dice_or_printer() {
    let mut wrong = Vec::new();
    for (path, lines) in sources(&project().join("crates/engine/src")) {
        for line in lines {
            for name in IMPURE.iter().filter(|name| line.contains(**name)) {
                wrong.push(format!("{}: {name}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
