//! The closing lines of `run` and `code`: what was coded, what was found, what was out of scope or
//! missing, where the files lie.

use std::io::Write;

use serde_json::{Value, json};

use crate::study::results::shown;
use crate::study::{Coded, Published};
use crate::table::clean;

use super::{Failure, Screen};

/// The same for a program.
pub fn as_json(coded: &[(&Coded, &str)], published: &Published) -> Value {
    let sources: Vec<Value> = coded
        .iter()
        .map(|(coded, name)| {
            let counts = coded.outcome.counts;
            json!({
                "source": name, "n_files": coded.n_files, "n_documents": counts.documents,
                "n_segments": counts.segments, "reused": coded.outcome.reused,
                "passes": coded.outcome.passes, "notes": coded.notes,
            })
        })
        .collect();
    let found: Vec<Value> = published
        .summaries
        .iter()
        .map(|it| {
            let [in_scope, out_of_scope, missing, all] = it.segments;
            let codes: Vec<Value> = it
                .codes
                .iter()
                .map(|(id, label, n, share)| {
                    json!({ "code": id, "label": label, "n_segments": n, "share": share })
                })
                .collect();
            json!({
                "name": it.name, "n_segments": all, "in_scope": in_scope,
                "out_of_scope": out_of_scope, "missing": missing, "codes": codes,
            })
        })
        .collect();
    json!({
        "sources": sources, "found": found, "results": shown(&published.folder),
        "files": published.files, "notes": published.notes,
    })
}

/// Prints them.
pub fn summarise(
    screen: &mut Screen,
    coded: &[(&Coded, &str)],
    published: &Published,
    as_answer: bool,
) -> Result<(), Failure> {
    if as_answer {
        serde_json::to_writer_pretty(&mut *screen, &as_json(coded, published))
            .map_err(std::io::Error::from)?;
        writeln!(screen)?;
        return Ok(());
    }
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
            writeln!(screen, "{}", clean(&line))?;
        }
    }
    let notes = if screen.quiet { &[][..] } else { &published.notes[..] };
    for note in notes {
        writeln!(screen, "note: {}", clean(note))?;
    }
    let tables = published.files.iter().filter(|it| it.starts_with("tables/"));
    let tables = tables.filter(|it| it.ends_with(".csv")).count();
    let charts = published.files.iter().filter(|it| it.ends_with(".svg")).count();
    let mut made = vec![number(tables as u64, "table"), number(charts as u64, "chart")];
    let named = |it: &&String| it.ends_with("codings.csv") || *it == "report.html";
    made.extend(published.files.iter().filter(named).cloned());
    writeln!(screen, "{}: {}", shown(&published.folder), made.join(", "))?;
    Ok(())
}

fn number(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
