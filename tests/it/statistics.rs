//! The values that the engine's statistics are held to, computed anew by the programs that lie beside
//! them: a value that nobody can repeat would be no evidence.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use crate::folder::{Folder, project, ran, require_r};

fn fixtures() -> PathBuf {
    project().join("crates/engine/tests/fixtures/stats")
}

/// Values by case and statistic.
fn values(text: &str) -> BTreeMap<(&str, &str), &str> {
    let cells = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    cells.map(|it| ((it[0], it[1]), it[2])).collect()
}

/// Runs an R program on a file of cases, and holds what it writes to what is kept.
fn repeat(program: &str, cases: &str, kept: &str) {
    let folder = Folder::empty();
    let mut r = Command::new("Rscript");
    r.arg("--vanilla").arg(fixtures().join(program)).arg(fixtures().join(cases));
    let found = ran(r.arg("written.csv").current_dir(folder.path()));
    assert_eq!(found.exit, Some(0), "{}", found.err);
    let kept = std::fs::read_to_string(fixtures().join(kept)).expect("the values kept");
    let written = folder.read("written.csv");
    let (kept, written) = (values(&kept), values(&written));
    let names = |of: &BTreeMap<(&str, &str), &str>| {
        of.keys().map(|it| format!("{it:?}")).collect::<Vec<_>>()
    };
    assert_eq!(names(&kept), names(&written));
    for (of, kept) in kept {
        let again = written[&of];
        if kept == again {
            continue;
        }
        let number = |it: &str| it.parse::<f64>().unwrap_or(f64::NAN);
        // another release of R, or of its linear algebra, rounds otherwise
        let error = (number(kept) - number(again)).abs();
        let near = error < 1e-13 || error < 1e-6 * number(kept).abs();
        assert!(near, "{of:?}: {kept} is kept, R finds {again}");
    }
}

#[test]
fn the_survey_package_finds_the_values_kept() {
    if require_r("survey") {
        repeat("survey.R", "clusters.csv", "survey.csv");
    }
}

#[test]
fn base_r_finds_the_values_kept() {
    if require_r("stats") {
        repeat("base.R", "tables.csv", "base.csv");
    }
}
