//! `framebook export`: files of the last results that SPSS, R, Stata, Excel and others open.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::export::{self, EXPORTS, Of, Place, SHAPES, Warnings};
use crate::study::export::{Wish, write};
use crate::study::results::shown;
use crate::study::stored::{StoredSource, open};

use super::last::Results;
use super::write::{beside, unwritable, without_ending};
use super::{Failure, Outcome, Screen};

/// Write files of the last results for SPSS, R, Stata, Excel and Parquet readers
///
/// Variables have labels, values have labels, a missing coding is missing. Names are made legal for
/// each program; FILE.variables.csv, the data dictionary, says which name is which. Texts and labels
/// that a program has no room for are cut between two signs, and that is told.
///
/// A study does the same at each run: `exports = ["sav", "r", "dta:documents"]` in a [[source]].
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook export --format sav --source survey --in output/silk-road --out survey.sav
  framebook export --format r,dta --shape documents --in output/silk-road
For tables as CSV or Markdown: framebook table")]
pub struct ExportCommand {
    /// The format; several may be given
    #[arg(long, required = true, value_delimiter = ',', value_parser = formats())]
    format: Vec<String>,
    /// What is a row
    #[arg(long, default_value = SHAPES[0].name, value_parser = shapes())]
    shape: String,
    #[command(flatten)]
    results: Results,
    /// The source, where the study has several
    #[arg(long)]
    source: Option<String>,
    /// One codebook only, where the source was coded with several
    #[arg(long)]
    codebook: Option<String>,
    /// Add the text of each segment
    #[arg(long)]
    with_text: bool,
    /// The file; further files of the format are called after it [default: SOURCE-SHAPE]
    #[arg(long)]
    out: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(EXPORTS.iter().map(|it| PossibleValue::new(it.name).help(it.doc)))
}

fn shapes() -> PossibleValuesParser {
    PossibleValuesParser::new(SHAPES.iter().map(|it| PossibleValue::new(it.name).help(it.doc)))
}

impl ExportCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let shape = export::shape(&self.shape)?;
        let wishes = self.format.iter().map(|name| Ok((export::format(name)?, shape)));
        let wishes: Vec<Wish> = wishes.collect::<Result<_, Failure>>()?;
        if self.with_text && shape.name != SHAPES[0].name {
            return Err(format!(
                "`--with-text` adds the text of a segment; take `--shape {}`",
                SHAPES[0].name
            )
            .into());
        }
        let source = self.source(screen)?;
        let only = self.only(&source)?;
        let name = &source.record.name;
        let endings = || wishes.iter().map(|(entry, _)| entry.extension);
        let out = self.out.as_deref().map(|out| without_ending(out, endings()));
        let folder = out.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
        let given = out.as_deref().and_then(Path::file_name).map(|it| it.to_string_lossy());
        let codebook_only = wishes.iter().all(|(entry, _)| entry.of == Of::Codebook);
        let called = |(entry, shape): Wish| match (&given, entry.of) {
            (Some(given), Of::Codebook) if !codebook_only => format!("{given}-codebook"),
            (Some(given), _) => given.to_string(),
            (None, Of::Codebook) => format!("{name}-codebook"),
            (None, _) => format!("{name}-{}", shape.name),
        };
        let mut warnings = Warnings::default();
        let mut place = Beside { folder, made: Vec::new() };
        let written =
            write(&source, only, self.with_text, &wishes, &called, &mut place, &mut warnings);
        if let Err(error) = written {
            for path in place.made {
                // What can not be removed is no result, as its name says.
                let _ = std::fs::remove_file(beside(&path));
            }
            return Err(error);
        }
        let mut done: Vec<PathBuf> = Vec::new();
        for path in place.made {
            if !done.contains(&path) {
                let told = |error| unwritable(&path, &error);
                std::fs::rename(beside(&path), &path).map_err(told)?;
                writeln!(screen, "{}", shown(&path))?;
                done.push(path);
            }
        }
        screen.flush()?;
        for sentence in warnings.sentences() {
            screen.note(&format!("warning: {sentence}"));
        }
        Ok(Outcome::Done)
    }

    /// The source that is asked of.
    fn source(&self, screen: &mut Screen) -> Result<StoredSource, Failure> {
        let sources = open(&self.results.folder())?;
        let names: Vec<String> = sources.iter().map(|it| it.record.name.clone()).collect();
        if self.source.is_none() && names.len() > 1 {
            screen.note(&format!(
                "source `{}`; name one with --source: {}",
                names[0],
                names.join(", ")
            ));
        }
        let wanted =
            |it: &StoredSource| self.source.as_ref().is_none_or(|name| it.record.name == *name);
        sources.into_iter().find(wanted).ok_or_else(|| {
            let asked = self.source.as_deref().unwrap_or_default();
            format!("unknown source `{asked}`; there are: {}", names.join(", ")).into()
        })
    }

    /// The pass of the codebook that is asked of; none is all.
    fn only(&self, source: &StoredSource) -> Result<Option<usize>, Failure> {
        let Some(id) = &self.codebook else { return Ok(None) };
        let ids: Vec<&str> = source.passes.iter().map(|it| it.codebook.id.as_str()).collect();
        let found = ids.iter().position(|it| it == id);
        match found {
            Some(at) => Ok(Some(at)),
            None => Err(format!("unknown codebook `{id}`; there are: {}", ids.join(", ")).into()),
        }
    }
}

/// Files in a folder, each under another name until all of them stand.
struct Beside {
    folder: PathBuf,
    made: Vec<PathBuf>,
}

impl Place for Beside {
    fn create(&mut self, name: &str) -> Result<Box<dyn Write + '_>, Failure> {
        let path = self.folder.join(name);
        let file = File::create(beside(&path)).map_err(|error| unwritable(&path, &error))?;
        self.made.push(path);
        Ok(Box::new(file))
    }
}
