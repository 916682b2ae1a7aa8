//! `framebook report`: the last results as one HTML file.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::study::report::html;
use crate::study::results::shown;
use crate::study::stored::{open, study_of};

use super::last::Results;
use super::write::write_beside;
use super::{Failure, Outcome, Screen};

/// Write the last results as one HTML file that needs no network
///
/// What was coded and dropped, each table with its figure, how the headline shares would change, and the
/// texts: every number opens the list of the segments that it counts, with the matches marked and the
/// rule that found each. A run leaves the same file in its results as report.html.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook report --in output/silk-road --out report.html\n  framebook report --no-texts --out tables.html"
)]
pub struct ReportCommand {
    #[command(flatten)]
    results: Results,
    /// The file to write
    #[arg(long, default_value = "report.html")]
    out: PathBuf,
    /// Leave the texts out, to share a file of a corpus that may not be shared
    #[arg(long)]
    no_texts: bool,
}

impl ReportCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let sources = open(&self.results.folder())?;
        let page = html(&sources, &study_of(&self.results.folder())?, !self.no_texts)?;
        write_beside(&self.out, page.as_bytes())?;
        writeln!(screen, "{}", shown(&self.out))?;
        Ok(Outcome::Done)
    }
}
