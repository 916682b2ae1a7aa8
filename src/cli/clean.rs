//! `framebook clean`: removes passes that no results rest on.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::store::clean;

use super::{Failure, Outcome, Screen};

/// Remove passes and segments that the last results do not rest on
///
/// Results and what people coded are never touched.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook clean output/silk-road")]
pub struct Clean {
    /// The output folder
    folder: PathBuf,
}

impl Clean {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let shown = self.folder.display();
        if !self.folder.is_dir() {
            return Err(format!("{shown}: no such folder; name the output folder of a run").into());
        }
        let swept = clean(&self.folder, &[])?;
        for name in &swept.removed {
            writeln!(screen, "removed {name}")?;
        }
        writeln!(screen, "{} removed, {} bytes freed", swept.removed.len(), swept.bytes)?;
        Ok(Outcome::Done)
    }
}
