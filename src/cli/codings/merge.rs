//! `framebook codings merge`: the stores of several teams into one.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::codings::{Codings, now};
use crate::study::results::shown;

use super::{Failure, Outcome, Place, Screen, number};

/// Merge other stores into this one
///
/// Adds every unit, coding, move to dev, sheet and kept codebook that is not here. Nothing is lost, nothing is doubled,
/// and the order does not matter. What contradicts (a unit drawn with another probability, a sample of the same name
/// that is another) is named, and then nothing of that store is merged.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook codings merge ../astana/codings almaty.sqlite")]
pub struct Merge {
    /// Other stores: folders, or files
    #[arg(required = true)]
    other: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Merge {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let others: Vec<(&PathBuf, Codings)> = self
            .other
            .iter()
            .map(|it| Ok((it, Codings::open_to_read(it)?)))
            .collect::<Result<_, Failure>>()?;
        let mut codings = Codings::create(&self.place.folder())?;
        for (path, other) in others {
            let merged = codings
                .merge(&other, &now())
                .map_err(|error| format!("{}: {error}", path.display()))?;
            if let Some(backup) = &merged.backup {
                screen.note(&format!("the store from before: {}", shown(backup)));
            }
            if merged.is_empty() {
                writeln!(screen, "{}: nothing new", path.display())?;
            } else {
                writeln!(
                    screen,
                    "{}: {}, {}, {} new",
                    path.display(),
                    number(merged.units, "unit"),
                    number(merged.events, "event"),
                    number(merged.moves, "move")
                )?;
            }
            screen.flush()?;
        }
        Ok(Outcome::Done)
    }
}
