//! `framebook codings status`: how far the coding has come, and what needs another look.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::codings::{Present, Stale, Status as Found, Why, meanings, version_of};

use super::{Failure, Outcome, Place, Screen, number};

/// Show how far the coding has come, by coder and language
///
/// Columns: `units` assigned or begun, of which every code is `done`; of the codings (a unit for a code each) those
/// `assigned`, `coded` 1 or 0, those of which the coder `can not`, that are `unsure`, and that are `left`; `look again`:
/// made with a codebook in which the code meant something else. A code means something else when its label,
/// definition, `include` or `exclude` changed; changed rules and examples do not count.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  framebook codings status\n  framebook codings status --codebook codebooks/silk-road.toml --json"
)]
pub struct Status {
    /// The codebook that holds now [default: those of the study]
    #[arg(long, value_name = "FILE")]
    codebook: Vec<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Status {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let codebooks = self.place.codebooks(&self.codebook)?;
        let present: Present =
            codebooks.iter().map(|it| (version_of(&it.source), meanings(it))).collect();
        let present = (!present.is_empty()).then_some(present);
        let codings = self.place.open_to_read()?;
        let found = codings.status(present.as_ref())?;
        if self.json {
            serde_json::to_writer_pretty(&mut *screen, &as_json(&found))
                .map_err(std::io::Error::from)?;
            writeln!(screen)?;
            return Ok(Outcome::Done);
        }
        print(screen, &found)?;
        codings.alike()?.iter().for_each(|it| screen.note(it));
        if present.is_none() {
            screen.note("no study and no --codebook: nothing is said of codings to look at again");
        }
        Ok(Outcome::Done)
    }
}

const COLUMNS: [&str; 8] =
    ["units", "done", "assigned", "coded", "can not", "unsure", "left", "look again"];

fn numbers(progress: &crate::codings::Progress) -> [usize; 8] {
    let it = progress;
    [it.units, it.units_done, it.assigned, it.coded, it.cannot_code, it.unsure, it.left, it.stale]
}

fn print(screen: &mut Screen, found: &Found) -> Result<(), Failure> {
    if found.progress.is_empty() {
        writeln!(
            screen,
            "nothing is assigned or coded; {} drawn{}",
            number(found.unassigned, "unit"),
            match found.unassigned {
                0 => "; draw some: framebook sample",
                _ =>
                    "; hand them out: framebook sheet --coders NAME,NAME, or framebook annotate --coder NAME",
            }
        )?;
        return Ok(());
    }
    let width = found.progress.keys().map(|it| it.0.width()).max().unwrap_or(0).max("coder".len());
    let cell = |text: &str, width: usize| {
        format!("{text}{}  ", " ".repeat(width.saturating_sub(text.width())))
    };
    write!(screen, "{}language", cell("coder", width))?;
    for column in COLUMNS {
        write!(screen, "  {column:>5}")?;
    }
    writeln!(screen)?;
    for ((coder, language), progress) in &found.progress {
        let language = if language.is_empty() { "-" } else { language };
        write!(screen, "{}{language:<8}", cell(coder, width))?;
        for (column, n) in COLUMNS.iter().zip(numbers(progress)) {
            write!(screen, "  {n:>width$}", width = column.len().max(5))?;
        }
        writeln!(screen)?;
    }
    if found.unassigned > 0 {
        writeln!(screen, "{} drawn that nobody has", number(found.unassigned, "unit"))?;
    }
    if !found.stale.is_empty() {
        writeln!(screen, "\nlook again:")?;
    }
    for (stale, n) in &found.stale {
        let language = if stale.language.is_empty() { "-" } else { &stale.language };
        let version = if stale.version.is_empty() { "unknown" } else { &stale.version };
        writeln!(
            screen,
            "  {}, {language}, code `{}`: {} made with version {version}: {}",
            stale.coder,
            stale.code,
            number(*n, "coding"),
            stale.why.as_str()
        )?;
    }
    let again = |it: &Stale| it.why != Why::Gone;
    if found.stale.keys().any(again) {
        writeln!(
            screen,
            "code them anew: framebook sheet --coders NAME,NAME --again, or framebook annotate --coder NAME --again"
        )?;
    }
    Ok(())
}

fn as_json(found: &Found) -> serde_json::Value {
    let progress = found.progress.iter().map(|((coder, language), it)| {
        json!({
            "coder": coder, "language": language, "n_units": it.units, "n_units_done": it.units_done,
            "n_assigned": it.assigned, "n_coded": it.coded, "n_cannot_code": it.cannot_code,
            "n_unsure": it.unsure, "n_left": it.left, "n_look_again": it.stale,
        })
    });
    let stale = found.stale.iter().map(|(it, n)| {
        json!({
            "coder": it.coder, "language": it.language, "code": it.code, "version": it.version,
            "because": it.why.as_str(), "n_codings": n,
        })
    });
    json!({
        "progress": progress.collect::<Vec<_>>(), "look_again": stale.collect::<Vec<_>>(),
        "n_units_unassigned": found.unassigned,
    })
}
