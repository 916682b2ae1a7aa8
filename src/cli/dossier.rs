//! `framebook dossier`: what a reviewer asks for, as Markdown, Word document and page.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::codings::{Codings, FILE};
use crate::study::dossier::{Asked, blocks, csv};
use crate::study::gold::Gold;
use crate::study::stored::{open, study_of};
use crate::writing::FORMS;

use super::last::Results;
use super::people::People;
use super::progress::Steps;
use super::write::{with_ending, without_ending, write_beside};
use super::{Failure, Outcome, Screen};

/// Write down what a reviewer asks for: the dossier of a study
///
/// How the texts were coded, shares, the sample, the coders and their agreement, the dictionary's validity
/// by language, corrected shares, how each share depends on unit, measure, reprints and each single rule,
/// the codebook, and versions, seeds and hashes. The paragraphs on method can stand in a paper. What is
/// not there yet is said to be missing, with the command that makes it.
///
/// Writes FILE.md, FILE.docx and FILE.html, and FILE.rules.csv with every share without each rule. For the rules, texts are coded anew: on large corpora that
/// takes a while.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook dossier --in output/silk-road
  framebook dossier --source news --gold anna --out appendix
To have people code first: framebook sample")]
pub struct Dossier {
    #[command(flatten)]
    results: Results,
    /// One source [default: all]
    #[arg(long)]
    source: Option<String>,
    /// One codebook [default: all of framings]
    #[arg(long)]
    codebook: Option<String>,
    /// The gold standard: `adjudicated`, what is adjudicated or else agreed; `any`, that or else what the one
    /// coder says who coded it; or a coder's name
    #[arg(long, default_value = "adjudicated", value_name = "NAME")]
    gold: String,
    #[command(flatten)]
    people: People,
    /// The files to write, without their endings
    #[arg(long, default_value = "dossier")]
    out: PathBuf,
}

impl Dossier {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let folder = self.results.folder();
        let sources = open(&folder)?;
        let people = self.people.of_results(&folder);
        let coded = people.join(FILE).exists();
        let codings = coded.then(|| Codings::open_to_read(&people)).transpose()?;
        let asked =
            Asked { gold: Gold::named(&self.gold), source: self.source, codebook: self.codebook };
        let bar = Steps::new(screen, "leaving out rules");
        let told = |done, all| bar.show(done, all);
        let (blocks, rules) =
            blocks(&sources, codings.as_ref(), &study_of(&folder)?, &asked, &told)?;
        bar.finish();
        let stem = without_ending(&self.out, FORMS.iter().map(|it| it.extension));
        // all forms or none: an older one must not stand beside a new one
        let forms: Vec<(PathBuf, Vec<u8>)> = FORMS
            .iter()
            .map(|it| Ok((with_ending(&stem, it.extension), (it.render)(&blocks)?)))
            .collect::<Result<_, Failure>>()?;
        let rules = (!rules.is_empty()).then(|| csv(&rules)).transpose()?;
        let rules = rules.map(|bytes| (with_ending(&stem, "rules.csv"), bytes));
        for (path, bytes) in forms.into_iter().chain(rules) {
            write_beside(&path, &bytes)?;
            writeln!(screen, "{}", path.display())?;
        }
        Ok(Outcome::Done)
    }
}
