//! `framebook code`: a pass without a study.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::engine::coding::Options;
use crate::engine::segment::Unit;
use crate::store::Store;
use crate::study::file::read_codebooks;
use crate::study::{Job, SourceRecord, Wanted, publish};

use super::progress::Bar;
use super::reading::Reading;
use super::summary::summarise;
use super::{Failure, Outcome, Screen};

/// Code a corpus with codebooks, without a study
///
/// Cuts the texts into segments, assigns the codes of the codebooks to them and leaves in the output
/// folder tables, charts and codings.csv (in results/), with everything that they are made of. Run
/// again, it takes up what is finished already.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  framebook code corpus/news --codebook codebooks/silk-road.toml --by country --out output/news"
)]
pub struct Code {
    /// Files, folders and globs: .csv .tsv .jsonl .parquet .xlsx .txt .md .docx
    #[arg(required = true)]
    corpus: Vec<String>,
    /// A codebook (TOML); several may be given
    #[arg(long, required = true)]
    codebook: Vec<PathBuf>,
    /// Unit of analysis: auto, document, paragraph, sentence, sentences:N, words:N, turn
    #[arg(long, default_value = "auto")]
    unit: String,
    /// A variable to split tables and charts by: a column, `part`, `language` or `year`
    #[arg(long)]
    by: Vec<String>,
    /// The output folder
    #[arg(long, default_value = "output/code")]
    out: PathBuf,
    /// Ask for the object of a framing, where the codebook names one
    #[arg(long, value_enum, default_value_t = Switch::On)]
    about: Switch,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    making: Making,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// As the codebook says
    On,
    /// Every segment is in scope
    Off,
}

/// How the output is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Making the output")]
pub struct Making {
    /// Leave the texts out of the output folder, so that it can be shared
    #[arg(long)]
    pub no_texts: bool,
    /// Make codings.csv also above 1,000,000 segments
    #[arg(long)]
    pub codings: bool,
    /// Add the text of each segment to codings.csv
    #[arg(long)]
    pub with_text: bool,
    /// Print the closing lines as JSON
    #[arg(long)]
    pub json: bool,
    /// Number of worker threads; the output does not depend on it [default: all cores]
    #[arg(long)]
    pub threads: Option<usize>,
}

impl Making {
    /// The number of threads asked for, or that of the cores.
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores).max(1)
    }
}

impl Code {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let codebooks = read_codebooks(&self.codebook)?;
        let options = Options {
            unit: Unit::parse(&self.unit)?,
            lines: self.reading.lines()?,
            ignore_about: self.about == Switch::Off,
        };
        let framings = options.ignore_about.then_some(false);
        let job = Job {
            corpus: self.reading.spec(self.corpus.clone())?,
            codebooks,
            options,
            by: self.by.clone(),
            texts: !self.making.no_texts,
            threads: self.making.threads(),
        };
        let store = Store::open(&self.out)?;
        let mut bar = Bar::new(screen, "coding");
        let coded = job.run(&store, Path::new("."), &mut |at, total| bar.show(at, total))?;
        bar.finish();
        for note in &coded.notes {
            screen.note(note);
        }
        let about = job.codebooks.iter().any(|codebook| codebook.about.is_some());
        let record = SourceRecord {
            name: "code".to_owned(),
            passes: coded.outcome.passes.clone(),
            by: self.by.clone(),
            framings: framings.unwrap_or(about),
            ..SourceRecord::default()
        };
        let wanted = Wanted {
            codings: self.making.codings,
            with_text: self.making.with_text,
            ..Wanted::default()
        };
        let published = publish(&store, &[record], &wanted)?;
        summarise(screen, &[(&coded, "corpus")], &published, self.making.json)?;
        Ok(Outcome::Done)
    }
}
