//! `framebook sheet`: what was drawn as sheets to code in, one a coder.

use std::collections::{HashMap, HashSet};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::codings::sheet::assign::{Given, assign, draw};
use crate::codings::sheet::import::{rebuilt, units};
use crate::codings::sheet::{CodingSheet, FORMATS, FormatEntry, Row, format_of};
use crate::codings::{self, Unit};
use crate::study::asking::Asking;
use crate::study::results::shown;

use super::asks::{Asks, person};
use super::write::{beside, unwritable};
use super::{Failure, Outcome, Screen};

/// Write sheets for people to code in, one a coder
///
/// A row is a segment that `framebook sample` drew, with what stands around it in grey; a column is a
/// code of the codebook, filled in with 1, 0 or ? (it can not be coded). Further sheets hold the
/// codebook and how to code. Coders are blind: a sheet shows no outlet, date, language, or what the
/// dictionary said, unless --show names it. Each has an order of their own.
///
/// A sheet that is there is never written again: it may be filled in. The same command after a new
/// sample makes sheets of what is new; where nothing is, it writes sheets that are gone, as they were.
///
/// Columns: no, unit, context before, text, context after, those of --show, one a code, unsure (1),
/// memo, with --voice voice and stance, and sheet, hidden, which says whose rows they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook sheet --coders anna,bekzat
  framebook sheet --coders anna,bekzat,dana --overlap 0.3 --code security,economic
  framebook sheet --coders anna --code economic --again
To take them back: framebook codings import codings/sheets/news-anna.xlsx
To code on the terminal: framebook annotate")]
pub struct SheetCommand {
    /// Who codes; names, separated by commas
    #[arg(long, alias = "coder", required = true, value_delimiter = ',', value_parser = person)]
    coders: Vec<String>,
    /// Share of the segments that every coder is given, at least; the rest is divided. What one coder alone
    /// codes is in the gold standard of validate and correct with their --gold any alone
    #[arg(long, default_value_t = 1.0, value_parser = share)]
    overlap: f64,
    #[command(flatten)]
    asks: Asks,
    /// The format
    #[arg(long, default_value = FORMATS[0].name, value_parser = formats())]
    format: String,
    /// Metadata to show beside the text; several may be given; `dictionary` is what the dictionary gave the segment
    /// when it was drawn
    #[arg(long, value_name = "VAR", value_delimiter = ',')]
    show: Vec<String>,
    /// Ask who says it, and whether they share it
    #[arg(long)]
    voice: bool,
    /// Ask again for what was coded when its code meant something else; the first codings stay
    #[arg(long)]
    again: bool,
    /// Another seed gives another order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of the sheets [default: sheets in that of the codings]
    #[arg(long)]
    out: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|it| PossibleValue::new(it.name).help(it.doc)))
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|it: &f64| (0.0..=1.0).contains(it));
    share.ok_or_else(|| "a share is from 0 to 1".to_owned())
}

impl SheetCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut coders = self.coders.clone();
        coders.sort();
        coders.dedup();
        if coders.len() < self.coders.len() {
            return Err("--coders: a name stands twice; name each coder once".into());
        }
        let mut asking = self.asks.open()?;
        asking.known(&self.show)?;
        let out = self.out.clone().unwrap_or_else(|| self.asks.folder().join("sheets"));
        let format = format_of(&format!("sheet.{}", self.format))?;
        let sheets = self.sheets(&asking, &out, format)?;
        if sheets.is_empty() {
            return self.as_it_was(&mut asking, &out, format, screen);
        }
        std::fs::create_dir_all(&out).map_err(|error| unwritable(&out, &error))?;
        asking.keep_codebook()?;
        for (sheet, n_shared) in sheets {
            let path = file(&out, &sheet.name, format);
            // noted before it is written: a file that nobody knows could not come back
            let ids =
                |it: &CodingSheet| it.rows.iter().map(|it| it.unit.clone()).collect::<Vec<_>>();
            let codes: Vec<String> = sheet.asked.columns().map(|it| it.id.clone()).collect();
            let (version, at) = (asking.asked.version.clone(), codings::now());
            asking.codings.add_sheet(
                &sheet.name,
                &sheet.coder,
                &ids(&sheet),
                &codes,
                &version,
                &at,
            )?;
            asking.codings.note_shown(&of_sheet(&sheet.name), &self.show, &at)?;
            create(&path, &(format.write)(&sheet.page())?)?;
            writeln!(screen, "{}", shown(&path))?;
            screen.flush()?;
            let n = sheet.rows.len();
            let which = match self.again {
                true => "to look at again".to_owned(),
                false => format!("{n_shared} of them for every coder"),
            };
            screen.note(&format!("{}: {n} segments, {which}", sheet.coder));
        }
        Ok(Outcome::Done)
    }

    /// The sheets that are to be made, with how many of their units every coder has.
    fn sheets(
        &self,
        asking: &Asking,
        out: &Path,
        format: &FormatEntry,
    ) -> Result<Vec<(CodingSheet, usize)>, Failure> {
        let codes: HashSet<&str> = asking.asked.columns().map(|it| it.id.as_str()).collect();
        let known = asking.codings.sheets()?;
        let alike: Vec<_> = known
            .iter()
            .filter(|it| it.codes.iter().any(|it| codes.contains(it.as_str())))
            .collect();
        let given: HashSet<&str> =
            alike.iter().flat_map(|it| &it.units).map(String::as_str).collect();
        let strata: Vec<Given<'_>> =
            asking.units.iter().map(|it| Given { id: &it.id, stratum: &it.stratum }).collect();
        let assigned = match self.again {
            true => self.to_look_at(asking)?,
            false => assign(&strata, &given, &self.coders, self.overlap, self.seed),
        };
        let n_of = |at: &usize| assigned.iter().filter(|it| it.contains(at)).count();
        let mut sheets = Vec::new();
        for (coder, places) in self.coders.iter().zip(&assigned) {
            let own: HashSet<&str> = alike
                .iter()
                .filter(|it| it.coder == *coder)
                // a sheet of now asks for what an older one did
                .filter(|it| !self.again || it.version == asking.asked.version)
                .flat_map(|it| &it.units)
                .map(String::as_str)
                .collect();
            let places: Vec<usize> = places
                .iter()
                .filter(|at| asking.units.get(**at).is_some_and(|it| !own.contains(it.id.as_str())))
                .copied()
                .collect();
            if places.is_empty() {
                continue;
            }
            let n_shared = places.iter().filter(|at| n_of(at) == self.coders.len()).count();
            let name = free_name(&format!("{}-{coder}", asking.source), |name| {
                known.iter().any(|it| it.name == name)
            });
            let path = file(out, &name, format);
            if path.exists() {
                return Err(exists(&path));
            }
            let units = places.iter().filter_map(|at| asking.units.get(*at));
            let mut asked = asking.asked.clone();
            asked.voice = self.voice;
            sheets.push((
                CodingSheet {
                    name,
                    coder: coder.clone(),
                    asked,
                    shown: self.show.clone(),
                    rows: units.map(|it| Row::of(it, &self.show)).collect(),
                },
                n_shared,
            ));
        }
        Ok(sheets)
    }

    /// Of each coder the places of the units with a coding that needs another look.
    fn to_look_at(&self, asking: &Asking) -> Result<Vec<Vec<usize>>, Failure> {
        let of = |coder: &String| -> Result<Vec<usize>, Failure> {
            let codings = asking.to_look_at(coder)?;
            let units: HashSet<&str> = codings.iter().map(|it| it.0.as_str()).collect();
            let id = |at: usize| asking.units[at].id.as_str();
            let mut places: Vec<usize> =
                (0..asking.units.len()).filter(|at| units.contains(id(*at))).collect();
            places.sort_by_cached_key(|at| (draw(self.seed, coder, id(*at)), id(*at)));
            Ok(places)
        };
        self.coders.iter().map(of).collect()
    }

    /// Sheets that were made before: those whose file is gone are written as they were.
    fn as_it_was(
        &self,
        asking: &mut Asking,
        out: &Path,
        format: &FormatEntry,
        screen: &mut Screen,
    ) -> Result<Outcome, Failure> {
        let units: HashMap<String, Unit> = units(&asking.codings)?;
        let of_source = |it: &&codings::Sheet| {
            let first = it.units.first().and_then(|it| units.get(it));
            first.is_some_and(|it| it.source == asking.source) && self.coders.contains(&it.coder)
        };
        for kept in asking.codings.sheets()?.iter().filter(of_source) {
            let path = file(out, &kept.name, format);
            if path.exists() {
                screen.note(&format!(
                    "{}: stays as it is, it may be filled in; nothing new was drawn for {}",
                    shown(&path),
                    kept.coder
                ));
                continue;
            }
            std::fs::create_dir_all(out).map_err(|error| unwritable(out, &error))?;
            let sheet =
                rebuilt(&asking.codings, kept, &units, |_| (self.show.clone(), self.voice))?;
            asking.codings.note_shown(&of_sheet(&kept.name), &self.show, &codings::now())?;
            create(&path, &(format.write)(&sheet.page())?)?;
            writeln!(screen, "{}", shown(&path))?;
            screen.flush()?;
            screen.note(&format!("{}: nothing new was drawn; written as it was", kept.coder));
        }
        for coder in &self.coders {
            let n = asking.to_look_at(coder)?.len();
            match (self.again, n) {
                (true, 0) => {
                    screen.note(&format!("{coder} has coded nothing that needs another look"))
                }
                (true, _) => screen.note(&format!("{coder}: {n} codings to look at again are in a sheet already")),
                (false, 0) => {}
                (false, _) => screen.note(&format!(
                    "{coder}: {n} codings were made when their code meant something else: --again asks for them anew"
                )),
            }
        }
        Ok(Outcome::Done)
    }
}

/// What a note of the store calls a sheet.
fn of_sheet(name: &str) -> String {
    format!("sheet {name}")
}

fn file(out: &Path, name: &str, format: &FormatEntry) -> PathBuf {
    out.join(format!("{name}.{}", format.extension))
}

fn free_name(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1;
    loop {
        let name = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

fn exists(path: &Path) -> Failure {
    format!(
        "`{}` is there and may be filled in; name another place with --out, or move it",
        path.display()
    )
    .into()
}

/// Writes a file that is not there: beside first, then under its name, which is given only where nothing bears it.
/// What is there is not touched, also where it came this moment.
///
/// # Errors
/// A file that is there; a place that can not be written.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path.exists() {
        return Err(exists(path));
    }
    let beside = beside(path);
    let written = std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::File::open(&beside)?.sync_all())
        .and_then(|()| std::fs::hard_link(&beside, path));
    let _ = std::fs::remove_file(&beside);
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => unwritable(path, &error),
    })
}
