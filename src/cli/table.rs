//! `framebook table`: a table of the last results, grouped and formatted as asked.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::engine::codebook::Measure;
use crate::engine::stats::Method;
use crate::study::prepared::Prepared;
use crate::study::stored::{StoredPass, StoredSource, open};
use crate::table::{self, FORMATS, Render, TABLES, Table};

use super::last::Results;
use super::write::write_beside;
use super::{Failure, Outcome, Screen};

/// Print a table of the last results
///
/// A variable is a column of the corpus, `part`, `language`, `year`, `phase`, or codes: `framing`,
/// `object`, a codebook of the same source such as `actors`, or a code with subcodes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  framebook table crosstab --by country --in output/silk-road")]
pub struct TableCommand {
    /// Which table [default: frequency; with --by crosstab]
    #[arg(value_parser = described(TABLES.iter().map(|it| (it.name, it.doc))))]
    table: Option<String>,
    #[command(flatten)]
    which: Which,
    /// A variable to group by; two cross
    #[arg(long)]
    by: Vec<String>,
    /// The measure: asserted, mention [default: the codebook's]
    #[arg(long, value_parser = names(Measure::ALL.iter().map(|it| it.name())))]
    measure: Vec<String>,
    #[command(flatten)]
    output: Output,
    /// Take segments as independent, not clustered by document
    #[arg(long)]
    iid: bool,
}

/// Where a table goes, and how.
#[derive(Debug, Args)]
pub struct Output {
    /// The format [default: text; with --out that of the file's ending]
    #[arg(long, value_parser = described(FORMATS.iter().map(|it| (it.name, it.doc))))]
    format: Option<String>,
    /// Write to this file
    #[arg(long)]
    out: Option<PathBuf>,
    /// As `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl Output {
    /// True where a file or a format is named, so that nothing else is to be printed.
    pub fn is_named(&self) -> bool {
        self.format.is_some() || self.out.is_some() || self.json
    }

    /// Prints a table, or writes it.
    ///
    /// # Errors
    ///
    /// An ending without a format, a file that can not be written.
    pub fn write(&self, table: &Table, screen: &mut Screen) -> Result<(), Failure> {
        let ending = self.out.as_ref().and_then(|it| it.extension()).and_then(|it| it.to_str());
        let of_ending = ending.and_then(|it| FORMATS.iter().find(|entry| entry.extension == it));
        let named = self.format.as_deref().or(self.json.then_some("json"));
        let format = match (named, of_ending) {
            (Some(name), _) => table::format(name)?,
            (None, Some(format)) => format,
            (None, None) if self.out.is_none() => table::format("text")?,
            (None, None) => {
                let endings: Vec<String> =
                    FORMATS.iter().map(|it| format!(".{}", it.extension)).collect();
                return Err(format!(
                    "--out: no format by the ending `{}`; end it in {}, or name one with --format",
                    ending.unwrap_or_default(),
                    endings.join(", ")
                )
                .into());
            }
        };
        match (&self.out, format.render) {
            (Some(path), render) => {
                write_beside(path, &render.bytes(table, usize::MAX)?)?;
                writeln!(screen, "{}", path.display())?;
            }
            (None, Render::Text(render)) => write!(screen, "{}", render(table, screen.width)?)?,
            (None, Render::Binary(_)) => {
                let (name, ending) = (format.name, format.extension);
                return Err(
                    format!("`{name}` is no text; name a file: --out table.{ending}").into()
                );
            }
        }
        Ok(())
    }
}

/// Which results are asked of.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    pub results: Results,
    /// The source, where the study has several
    #[arg(long)]
    pub source: Option<String>,
    /// The codebook, where the source was coded with several
    #[arg(long)]
    pub codebook: Option<String>,
}

impl Which {
    /// The pass that is asked of.
    ///
    /// # Errors
    ///
    /// As [`Which::open`].
    pub fn pass(&self, screen: &mut Screen) -> Result<StoredPass, Failure> {
        let (mut source, at) = self.open(screen)?;
        Ok(source.passes.swap_remove(at))
    }

    /// The source that is asked of, and which of its passes.
    ///
    /// # Errors
    ///
    /// No results, or a source or codebook that is not among them.
    pub fn open(&self, screen: &mut Screen) -> Result<(StoredSource, usize), Failure> {
        let sources = open(&self.results.folder())?;
        let names: Vec<String> = sources.iter().map(|it| it.record.name.clone()).collect();
        let source = match &self.source {
            None => sources.into_iter().next(),
            Some(name) => sources.into_iter().find(|it| it.record.name == *name),
        };
        let source = source.ok_or_else(|| {
            let asked = self.source.as_deref().unwrap_or_default();
            format!("unknown source `{asked}`; there are: {}", names.join(", "))
        })?;
        let codebooks: Vec<String> =
            source.passes.iter().map(|it| it.codebook.id.clone()).collect();
        if self.source.is_none() && names.len() > 1 {
            screen.note(&format!(
                "source `{}`; name one with --source: {}",
                names[0],
                names.join(", ")
            ));
        }
        if self.codebook.is_none() && codebooks.len() > 1 {
            screen.note(&format!(
                "codebook `{}`; name one with --codebook: {}",
                codebooks[0],
                codebooks.join(", ")
            ));
        }
        let pass = match &self.codebook {
            None => (!source.passes.is_empty()).then_some(0),
            Some(id) => source.passes.iter().position(|it| it.codebook.id == *id),
        };
        let at = pass.ok_or_else(|| {
            let asked = self.codebook.as_deref().unwrap_or_default();
            format!("unknown codebook `{asked}`; there are: {}", codebooks.join(", "))
        })?;
        Ok((source, at))
    }
}

/// A parser that takes one of the names and tells in the help what each is.
pub fn described(
    entries: impl Iterator<Item = (&'static str, &'static str)>,
) -> clap::builder::PossibleValuesParser {
    let value = |(name, doc)| clap::builder::PossibleValue::new(name).help(doc);
    clap::builder::PossibleValuesParser::new(entries.map(value).collect::<Vec<_>>())
}

/// A parser that takes one of the names.
pub fn names(names: impl Iterator<Item = &'static str>) -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(names.collect::<Vec<_>>())
}

impl TableCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let default = if self.by.is_empty() { "frequency" } else { "crosstab" };
        let entry = table::entry(self.table.as_deref().unwrap_or(default))?;
        let (source, at) = self.which.open(screen)?;
        let measures = Measure::ALL
            .into_iter()
            .filter(|measure| self.measure.iter().any(|name| name == measure.name()))
            .collect();
        let mut prepared = Prepared::new(&source, at, entry, &self.by, measures)?;
        if self.iid {
            prepared.context.method = Method::Wilson;
        }
        let table = prepared.table(entry)?;
        self.output.write(&table, screen)?;
        Ok(Outcome::Done)
    }
}
