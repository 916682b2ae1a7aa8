//! `framebook table` on stored results.

use crate::folder::Folder;

fn coded() -> Folder {
    let folder = Folder::of_the_project();
    folder.succeed(&[
        "code",
        "corpus/news",
        "--codebook",
        "codebooks/silk-road.toml",
        "--out",
        "out",
    ]);
    folder
}

/// A number of a cell of CSV; empty cells are no numbers.
fn number(cell: &str) -> Option<f64> {
    (!cell.is_empty()).then(|| cell.parse().unwrap_or_else(|_| panic!("`{cell}` is no number")))
}

#[test]
fn every_table_is_tidy_csv_with_shares_between_0_and_1_inside_their_intervals() {
    let folder = coded();
    for arguments in [
        vec!["frequency"],
        vec!["by-document"],
        vec!["crosstab", "--by", "country"],
        vec!["crosstab", "--by", "country", "--by", "language"],
        vec!["frequency", "--measure", "mention"],
        vec!["frequency", "--iid"],
    ] {
        let mut command = vec!["table"];
        command.extend(&arguments);
        command.extend(["--in", "out", "--format", "csv"]);
        folder.write("table.csv", folder.succeed(&command));
        let rows = folder.rows("table.csv");
        assert!(rows.len() > 10, "{arguments:?}: {} rows", rows.len());
        for row in &rows {
            for column in ["codebook", "codebook_version", "unit", "validation", "tool"] {
                assert!(!row[column].is_empty(), "{arguments:?}: {column} is empty");
            }
            let cell = |name: &str| row.get(name).and_then(|it| number(it));
            if let (Some(share), Some(low), Some(high)) =
                (cell("share"), cell("share_low"), cell("share_high"))
            {
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{row:?}");
            }
            if let (Some(n), Some(of)) = (cell("segments"), cell("of_segments")) {
                assert!(n <= of, "{row:?}");
                if let (true, Some(share)) = (of > 0.0, cell("share")) {
                    assert!((n / of - share).abs() < 1e-6, "{row:?}");
                }
            }
        }
    }
}

#[test]
fn in_scope_out_of_scope_and_missing_add_up_to_all() {
    let folder = coded();
    let rows = folder.rows("out/results/tables/frequency.csv");
    let of = |kind: &str| {
        let row = rows.iter().find(|row| row["kind"] == kind);
        row.and_then(|row| number(&row["segments"])).unwrap_or_else(|| panic!("no row `{kind}`"))
    };
    assert!(of("in_scope") > 0.0);
    assert_eq!(of("in_scope") + of("out_of_scope") + of("missing"), of("all"));
}

#[test]
fn the_terminal_view_says_what_was_counted_and_that_nobody_has_validated_it() {
    let folder = coded();
    let said = folder.succeed(&["table", "crosstab", "--by", "country", "--in", "out"]);
    for expected in ["indicators, not validated", "Kazakhstan", "Economic", "measure asserted"] {
        assert!(said.contains(expected), "`{expected}` is not in: {said}");
    }
    let said = folder.succeed(&["table", "--in", "out", "--format", "markdown"]);
    assert!(said.lines().any(|line| line.starts_with("| Code")), "{said}");
}
