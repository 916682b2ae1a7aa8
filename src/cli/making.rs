//! From a job to its output: how it is made, the coding with its progress bar, the results with their
//! closing lines. `code` and `run` go this way.

use std::path::Path;

use clap::Args;
use serde_json::{Map, Value};

use crate::store::Store;
use crate::study::{Coded, Job, SourceRecord, Wanted, publish};

use super::progress::Bar;
use super::summary::summarise;
use super::{Failure, Outcome, Screen};

/// How the output is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Making the output")]
pub struct Making {
    /// Leave the texts out of the output folder, so that it can be shared
    #[arg(long)]
    pub no_texts: bool,
    /// Make codings.csv also above 1,000,000 segments
    #[arg(long)]
    pub codings: bool,
    /// Add the text of each segment to codings.csv
    #[arg(long)]
    pub with_text: bool,
    /// Print the closing lines as JSON
    #[arg(long)]
    pub json: bool,
    /// Number of worker threads; the output does not depend on it [default: all cores]
    #[arg(long)]
    pub threads: Option<usize>,
}

impl Making {
    /// The number of threads asked for, or that of the cores.
    pub fn threads(&self) -> usize {
        self.threads.unwrap_or_else(crate::study::cores).max(1)
    }

    /// Makes the results of what was coded, and prints the closing lines.
    ///
    /// # Errors
    /// A part that can not be read, results that can not be written.
    pub fn publish(
        &self,
        store: &Store,
        records: &[SourceRecord],
        coded: &[(&Coded, &str)],
        study: Map<String, Value>,
        people: &Path,
        screen: &mut Screen,
    ) -> Result<Outcome, Failure> {
        let people = people.to_path_buf();
        let wanted = Wanted { codings: self.codings, with_text: self.with_text, people, study };
        let published = publish(store, records, &wanted)?;
        summarise(screen, coded, &published, self.json)?;
        Ok(Outcome::Done)
    }
}

/// Codes a job with a progress bar, and tells what was guessed and found about its corpus, after the
/// name of the source where there are several.
///
/// # Errors
/// Those of [`Job::run`].
pub fn coded(
    job: &Job,
    store: &Store,
    base: &Path,
    source: &str,
    screen: &mut Screen,
) -> Result<Coded, Failure> {
    let mut bar = Bar::new(screen, "coding");
    let coded = job.run(store, base, &mut |at, total| bar.show(at, total))?;
    bar.finish();
    let prefix = if source.is_empty() { String::new() } else { format!("{source}: ") };
    for note in &coded.notes {
        screen.note(&format!("{prefix}{note}"));
    }
    Ok(coded)
}
