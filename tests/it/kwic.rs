//! `framebook kwic` on stored results and on files.

use crate::folder::Folder;

fn coded() -> Folder {
    let folder = Folder::of_the_project();
    let command = ["code", "corpus/news", "--codebook", "codebooks/silk-road.toml"];
    folder.succeed(&[&command[..], &["--unit", "sentence", "--out", "out"]].concat());
    folder
}

#[test]
fn finds_the_same_lines_in_files_as_in_stored_texts() {
    let folder = coded();
    for pattern in ["china", "шелков* пут*", "丝绸之路", "china AND kazakhstan", "/шекара/"]
    {
        let stored = folder.succeed(&["kwic", pattern, "--in", "out", "--format", "csv"]);
        let files = ["kwic", pattern, "corpus/news", "--unit", "sentence", "--format", "csv"];
        assert_eq!(stored, folder.succeed(&files), "{pattern}");
        assert!(stored.lines().count() > 1, "{pattern}");
    }
}

#[test]
fn the_lines_of_a_code_are_its_stored_matches() {
    let folder = coded();
    let command = ["kwic", "--code", "security", "--in", "out", "--format", "csv"];
    let shown = ["--show", "country,language"];
    folder.write("lines.csv", folder.succeed(&[&command[..], &shown].concat()));
    let lines = folder.rows("lines.csv");
    assert!(lines.len() > 20, "{}", lines.len());
    for line in &lines {
        assert!(line["code"].starts_with("security"), "{line:?}");
        assert!(!line["rule"].is_empty() && !line["country"].is_empty(), "{line:?}");
    }
}

#[test]
fn the_node_stands_in_one_column_in_every_script() {
    let folder = coded();
    for pattern in ["china", "границ*", "қытай*", "丝绸之路"] {
        let text = folder.succeed(&["kwic", pattern, "corpus/news", "--width", "30"]);
        let columns: std::collections::BTreeSet<usize> = text
            .lines()
            .map(|line| unicode_width::UnicodeWidthStr::width(line.split('[').next().unwrap_or("")))
            .collect();
        assert_eq!(columns.len(), 1, "{text}");
    }
}

#[test]
fn refuses_a_pattern_with_a_mistake_and_stops_at_the_limit() {
    let folder = coded();
    let ran = folder.run(&["kwic", "a AND b OR c", "corpus/news"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("pattern `a AND b OR c`, sign 9"), "{}", ran.err);
    let text = folder.succeed(&["kwic", "china", "corpus/news", "--limit", "2", "--sort", "right"]);
    assert_eq!(text.lines().count(), 2);
}
