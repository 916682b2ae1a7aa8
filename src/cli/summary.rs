//! The closing lines of `run` and `code`: what was coded, what was found, what was out of scope or
//! missing, where the files lie.

use std::io::Write;

use crate::study::results::shown;
use crate::study::{Coded, Published};

use super::{Failure, Screen};

/// Prints them.
pub fn summarise(
    screen: &mut Screen,
    coded: &[(&Coded, &str)],
    published: &Published,
) -> Result<(), Failure> {
    for (coded, name) in coded {
        let counts = coded.outcome.counts;
        let files = if coded.n_files == 1 {
            "1 file".to_owned()
        } else {
            format!("{} files", coded.n_files)
        };
        let state = if coded.outcome.reused {
            ", coded before".to_owned()
        } else if coded.outcome.skipped > 0 {
            format!(", {} documents taken up from an earlier run", coded.outcome.skipped)
        } else {
            String::new()
        };
        writeln!(
            screen,
            "{name}: {} documents in {files}, {} segments{state}",
            counts.documents, counts.segments
        )?;
    }
    for summary in &published.summaries {
        for line in summary.lines() {
            writeln!(screen, "{line}")?;
        }
    }
    for note in &published.notes {
        writeln!(screen, "note: {note}")?;
    }
    let tables =
        published.files.iter().filter(|name| name.starts_with("tables/") && name.ends_with(".csv"));
    let charts = published.files.iter().filter(|name| name.ends_with(".svg"));
    writeln!(
        screen,
        "{}: {} tables, {} charts{}",
        shown(&published.folder),
        tables.count(),
        charts.count(),
        if published.files.iter().any(|name| name.ends_with("codings.csv")) {
            ", codings.csv"
        } else {
            ""
        }
    )?;
    Ok(())
}
