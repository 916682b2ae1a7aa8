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
        let state = if coded.outcome.reused {
            ", coded before".to_owned()
        } else if coded.outcome.skipped > 0 {
            format!(", {} taken up from an earlier run", number(coded.outcome.skipped, "document"))
        } else {
            String::new()
        };
        writeln!(
            screen,
            "{name}: {} in {}, {}{state}",
            number(counts.documents, "document"),
            number(coded.n_files as u64, "file"),
            number(counts.segments, "segment"),
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
    let tables = published.files.iter().filter(|it| it.starts_with("tables/"));
    let tables = tables.filter(|it| it.ends_with(".csv")).count();
    let charts = published.files.iter().filter(|it| it.ends_with(".svg")).count();
    let mut made = vec![number(tables as u64, "table"), number(charts as u64, "chart")];
    made.extend(published.files.iter().filter(|it| it.ends_with("codings.csv")).cloned());
    writeln!(screen, "{}: {}", shown(&published.folder), made.join(", "))?;
    Ok(())
}

fn number(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
