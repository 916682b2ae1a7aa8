//! `framebook codings import`: files of codings into the store.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::codings::{
    Codings, File, IMPORTS, ImportOptions, ImportOutcome, KeptCodebook, Round, now, version_of,
};
use crate::engine::codebook::Codebook;
use crate::study::results::shown;

use super::{Failure, Outcome, Place, Screen, number};

/// Import files of codings, each as a whole or not at all
///
/// A file is a sheet that `framebook sheet` or `framebook adjudicate` made, filled in; one that `codings export` wrote; a
/// wide table with the columns source, document, part, segment and coder,
/// then one a code (as corpus/gold.csv); or a long table, a row a unit, coder and code (as corpus/adjudicated.csv), whose
/// columns are named with --unit, --coder, --code and --value where another program wrote it. A coding is 1, 0 or cannot_code; an empty cell says nothing. What stands in the store
/// already is not added again; the same file a second time adds nothing. Everything that is wrong with a file is named
/// by its row, and then nothing of it is saved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook codings import gold.csv --only-drawn
  framebook codings import atlas.csv --unit quotation --coder user --code label --value present")]
pub struct Import {
    /// Files
    #[arg(required = true)]
    file: Vec<PathBuf>,
    /// The column with the unit: its id, or its document where that has one unit in the store; without such a column
    /// it is found by the columns source, document, part and segment
    #[arg(long, default_value = "unit", value_name = "COLUMN")]
    unit: String,
    /// The column with the coder
    #[arg(long, default_value = "coder", value_name = "COLUMN")]
    coder: String,
    /// The column with the code
    #[arg(long, default_value = "code", value_name = "COLUMN")]
    code: String,
    /// The column with the coding
    #[arg(long, default_value = "value", value_name = "COLUMN")]
    value: String,
    /// When the codings were made, where a file does not say it
    #[arg(long, default_value = Round::Independent.as_str(), value_parser = rounds())]
    round: String,
    /// The codebook that coders had before them [default: those of the study]
    #[arg(long, value_name = "FILE")]
    codebook: Vec<PathBuf>,
    /// Leave out, and count, rows of segments that no sample drew; after a larger sample the same file adds what is
    /// new
    #[arg(long)]
    only_drawn: bool,
    #[command(flatten)]
    place: Place,
}

/// The version of the one codebook that has a code, for each code.
fn versions(codebooks: &[std::sync::Arc<Codebook>]) -> BTreeMap<String, String> {
    let has = |id: &str| codebooks.iter().filter(|it| it.code(id).is_some()).count();
    let codes = codebooks.iter().flat_map(|book| book.codes.iter().map(move |code| (book, code)));
    codes
        .filter(|(_, code)| has(&code.id) == 1)
        .map(|(book, code)| (code.id.clone(), version_of(&book.source)))
        .collect()
}

fn rounds() -> PossibleValuesParser {
    PossibleValuesParser::new(Round::ALL.iter().map(|it| PossibleValue::new(it.as_str())))
}

impl Import {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let codebooks = self.place.codebooks(&self.codebook)?;
        let codes = codebooks.iter().flat_map(|it| it.codes.iter().map(|it| it.id.clone()));
        let mut options = ImportOptions {
            unit: self.unit.clone(),
            coder: self.coder.clone(),
            code: self.code.clone(),
            value: self.value.clone(),
            round: Round::parse(&self.round).unwrap_or(Round::Independent),
            // Of several codebooks a table does not say which one it is of; a code does, where one has it.
            version: match &codebooks[..] {
                [one] => version_of(&one.source),
                _ => String::new(),
            },
            version_of: versions(&codebooks),
            codebooks: codebooks
                .iter()
                .map(|it| KeptCodebook {
                    version: version_of(&it.source),
                    id: it.id.clone(),
                    text: it.source.clone(),
                })
                .collect(),
            codes: codes.collect(),
            only_drawn: self.only_drawn,
            at: String::new(),
        };
        let mut files = Vec::new();
        for path in &self.file {
            let name = shown(path);
            let bytes = std::fs::read(path)
                .map_err(|error| format!("{name}: {error}; name a file of codings"))?;
            files.push((name, bytes));
        }
        let all = |(name, bytes): &(String, Vec<u8>)| {
            File { name, bytes, options: &options }.form().is_ok_and(|it| it.name == "events")
        };
        // All that a store held makes a store; codings alone need one in which their units are.
        let mut codings = match files.first().is_some_and(all) {
            true => Codings::create(&self.place.folder())?,
            false => Codings::open(&self.place.folder())?,
        };
        for (name, bytes) in &files {
            options.at = now();
            let file = File { name, bytes, options: &options };
            let outcome = codings.import(&file)?;
            print(screen, name, &outcome)?;
            // What is printed is saved; whoever reads it may rely on it now.
            screen.flush()?;
        }
        codings.alike()?.iter().for_each(|it| screen.note(it));
        Ok(Outcome::Done)
    }
}

fn print(screen: &mut Screen, name: &str, outcome: &ImportOutcome) -> Result<(), Failure> {
    if let Some(before) = &outcome.before {
        writeln!(screen, "{name}: imported before, at {before}; nothing added")?;
        return Ok(());
    }
    if let Some(backup) = &outcome.backup {
        screen.note(&format!("the store from before: {}", shown(backup)));
    }
    if !outcome.told.is_empty() {
        writeln!(screen, "{name}: {}", outcome.told)?;
        return Ok(());
    }
    let mut said = vec![format!("{} saved", number(outcome.events, "event"))];
    if outcome.units > 0 {
        said.push(format!("{} added", number(outcome.units, "unit")));
    }
    if outcome.unchanged > 0 {
        said.push(format!("{} there already", outcome.unchanged));
    }
    if outcome.left_out > 0 {
        said.push(format!(
            "{} left out: no sample drew their segments",
            number(outcome.left_out, "row")
        ));
    }
    let form = IMPORTS.iter().find(|it| it.name == outcome.form).map_or("", |it| it.name);
    writeln!(screen, "{name} ({form}): {}", said.join(", "))?;
    Ok(())
}
