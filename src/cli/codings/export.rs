//! `framebook codings export`: what people coded, for other programs.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::write::write_beside;
use crate::codings::Form;
use crate::study::results::shown;

use super::{Failure, Outcome, Place, Screen, number};

/// Write what people coded as a long table
///
/// A row for each coder, unit and code, those that are assigned and not coded among them. `value` is what the coder says
/// now (1, 0, empty), `first_value` their first independent coding, which alone enters reliability; `cannot_code` and
/// `unsure` are 1 or empty; `probability` is how likely the unit was drawn, `cluster` what it is nested in, `split` what
/// it is for now; `round` is `adjudicated` for what was settled between coders.
///
/// With --events it writes all that the store holds instead, from which `import` makes the same store.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook codings export --out codings-long.csv
  framebook codings export --events --out everything.jsonl
For what the dictionary coded: framebook export")]
pub struct Export {
    /// The file: .csv or .jsonl
    #[arg(long)]
    out: PathBuf,
    /// All that the store holds, event by event
    #[arg(long)]
    events: bool,
    #[command(flatten)]
    place: Place,
}

impl Export {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let form = Form::of(&self.out.to_string_lossy())?;
        let codings = self.place.open_to_read()?;
        let mut bytes = Vec::new();
        let (n, noun) = if self.events {
            (codings.export_all(form, &mut bytes)?, "event")
        } else {
            (codings.export(form, &mut bytes)?, "row")
        };
        write_beside(&self.out, &bytes)?;
        writeln!(screen, "{}: {}", shown(&self.out), number(n, noun))?;
        Ok(Outcome::Done)
    }
}
