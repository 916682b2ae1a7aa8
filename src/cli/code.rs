//! `framebook code`: a pass without a study.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Map;

use crate::engine::coding::Options;
use crate::engine::segment::Unit;
use crate::store::Store;
use crate::study::file::{read_codebooks, set_within};
use crate::study::stored::people_of_results;
use crate::study::{Job, SourceRecord};

use super::making::{Making, coded};
use super::reading::Reading;
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
    /// Where the object must stand for a segment to be in scope: sentence, paragraph or
    /// document [default: as the codebook says]
    #[arg(long, value_name = "PLACE")]
    about_within: Option<String>,
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

impl Code {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut codebooks = read_codebooks(&self.codebook)?;
        if let Some(name) = &self.about_within {
            set_within(&mut codebooks, name)?;
        }
        let options = Options {
            unit: Unit::parse(&self.unit)?,
            lines: self.reading.lines()?,
            ignore_about: self.about == Switch::Off,
        };
        let job = Job {
            corpus: self.reading.spec(self.corpus.clone())?,
            codebooks,
            options,
            by: self.by.clone(),
            phases: false,
            texts: !self.making.no_texts,
            threads: self.making.threads(),
        };
        let store = Store::open(&self.out)?;
        let coded = coded(&job, &store, Path::new("."), "", screen)?;
        let record = SourceRecord {
            name: "corpus".to_owned(),
            passes: coded.outcome.passes.clone(),
            by: self.by.clone(),
            framings: job.asks_for_an_object() && !options.ignore_about,
            ..SourceRecord::default()
        };
        self.making.publish(
            &store,
            &[record],
            &[(&coded, "corpus")],
            Map::new(),
            &people_of_results(&self.out),
            screen,
        )
    }
}
