//! `framebook codings backup`: a copy of the store.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::study::results::shown;

use super::{Failure, Outcome, Place, Screen};

/// Copy the store, and check the copy
///
/// The copy is made while others may code, and is whole when its name is printed. `import` and `merge` make one before
/// they change something (before-….sqlite) and keep the last ten of those; one that you ask for stays.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook codings backup\n  framebook codings backup --to /media/stick"
)]
pub struct Backup {
    /// The folder for the copy [default: backups in the folder of the store]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let made = self.place.open_to_read()?.backup(self.to.as_deref())?;
        writeln!(screen, "{}", shown(&made))?;
        Ok(Outcome::Done)
    }
}
