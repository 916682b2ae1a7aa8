//! `framebook codings`: the store of what people code, looked at, filled and copied.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::codings::Codings;
use crate::study::Study;
use crate::study::file::read_codebooks;

use super::people::People;
use super::{Failure, Outcome, Screen};

mod backup;
mod export;
mod import;
mod merge;
mod status;
mod verify;

/// Look at, fill, merge and copy the store of what people code
///
/// A study's store lies in `codings` beside study.toml. Nothing in it is ever changed or removed: who changes
/// their mind adds a coding, and the first ones stay. Each command saves all that it says, or nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook codings status
  framebook codings import returned.csv
  framebook codings merge ../astana/codings
  framebook codings export --out codings-long.csv
  framebook codings verify")]
pub struct CodingsCommand {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Status(status::Status),
    Import(import::Import),
    Export(export::Export),
    Merge(merge::Merge),
    Backup(backup::Backup),
    Verify(verify::Verify),
}

impl CodingsCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        match self.command {
            Verb::Status(verb) => verb.run(screen),
            Verb::Import(verb) => verb.run(screen),
            Verb::Export(verb) => verb.run(screen),
            Verb::Merge(verb) => verb.run(screen),
            Verb::Backup(verb) => verb.run(screen),
            Verb::Verify(verb) => verb.run(screen),
        }
    }
}

/// Where the store lies.
#[derive(Clone, Debug, Args)]
pub struct Place {
    #[command(flatten)]
    people: People,
    /// The study
    #[arg(long, default_value = "study.toml", value_name = "FILE")]
    study: PathBuf,
}

impl Place {
    /// The folder of the store.
    pub fn folder(&self) -> PathBuf {
        self.people.of_study(&self.study)
    }

    /// The store, only to be read.
    pub fn open_to_read(&self) -> Result<Codings, Failure> {
        Ok(Codings::open_to_read(&self.folder())?)
    }

    /// The codebooks of the study, or those that are named; none where there is no study.
    ///
    /// # Errors
    /// A study or a codebook with errors.
    pub fn codebooks(&self, named: &[PathBuf]) -> Result<Vec<Known>, Failure> {
        codebooks_of(&self.study, named)
    }
}

/// The codebooks of a study, or those that are named; none where there is no study.
///
/// # Errors
/// A study or a codebook with errors.
pub fn codebooks_of(study: &Path, named: &[PathBuf]) -> Result<Vec<Known>, Failure> {
    let mut paths = named.to_vec();
    if paths.is_empty() && study.is_file() {
        let base = base_of(study);
        for path in Study::read(study)?.sources.iter().flat_map(|it| &it.codebooks) {
            let path = base.join(path);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    read_codebooks(&paths)
}

fn base_of(study: &Path) -> &Path {
    study.parent().unwrap_or(Path::new(""))
}

/// A codebook of the study.
type Known = std::sync::Arc<crate::engine::codebook::Codebook>;

/// `1 unit`, `3 units`.
fn number(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
