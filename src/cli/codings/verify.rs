//! `framebook codings verify`: whether the store is whole.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::codings::verify;

use super::{Failure, Outcome, Place, Screen, number};

/// Check that the store is whole, and count what is in it
///
/// Checks the file, its tables and what guards them, and every row: that its unit is there, that a unit is named by
/// its text and place, that probabilities are above 0 and at most 1, that codings are 1, 0 or taken back, that times
/// are times. Prints the number of codings by coder and code, and of all that was said. Exits with 1 when something is
/// wrong.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook codings verify\n  framebook codings verify codings/backups/20260301-093000-000000.sqlite"
)]
pub struct Verify {
    /// Another store: its folder, or a file
    store: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Verify {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let place = self.store.unwrap_or_else(|| self.place.folder());
        let verified = verify(&place)?;
        for problem in &verified.problems {
            writeln!(screen, "{problem}")?;
        }
        if !verified.said.is_empty() {
            let width = |of: fn(&(String, String)) -> &String, least: &str| {
                verified.said.keys().map(|it| of(it).width()).max().unwrap_or(0).max(least.len())
            };
            let (coders, codes) = (width(|it| &it.0, "coder"), width(|it| &it.1, "code"));
            let cell = |text: &str, width: usize| {
                format!("{text}{}  ", " ".repeat(width.saturating_sub(text.width())))
            };
            writeln!(screen, "{}{}codings   said", cell("coder", coders), cell("code", codes))?;
            for ((coder, code), [codings, all]) in &verified.said {
                let code = if code.is_empty() { "-" } else { code };
                writeln!(
                    screen,
                    "{}{}{codings:>7}{all:>7}",
                    cell(coder, coders),
                    cell(code, codes)
                )?;
            }
        }
        let [units, events, moves] = verified.counts;
        let shown = place.display();
        let found = match verified.problems.len() {
            0 => "no problems".to_owned(),
            n => number(n, "problem"),
        };
        let (units, events) = (number(units, "unit"), number(events, "event"));
        writeln!(screen, "{shown}: {units}, {events}, {}: {found}", number(moves, "move"))?;
        Ok(if verified.problems.is_empty() { Outcome::Done } else { Outcome::Negative })
    }
}
