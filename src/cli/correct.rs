//! `framebook correct`: shares with those corrected for the dictionary's errors beside.

use clap::Args;

use crate::codings::Codings;
use crate::engine::validity::correction::CORRECTIONS;
use crate::study::corrected::{Asked, GoldError, corrected, method, question};
use crate::study::gold::Gold;
use crate::study::pairs;

use super::people::People;
use super::table::{Output, Which, described};
use super::{Failure, Outcome, Screen};

/// Correct shares for the errors of the dictionary
///
/// A dictionary that misses a code in one language more often than in another makes differences that
/// are not there. With the gold standard on a sample of the segments a share can be corrected for
/// that. The sample's likelihoods are used, error rates are fitted for each language apart, and the
/// interval honours the sample and that segments of one document are alike. A share that the gold
/// standard is too small for has no number, and the note says how many more codings it takes.
///
/// Shares are of the segments in scope, each text once, as the sample was drawn. Only segments held
/// out as test correct: a rule that was mended by a segment makes no error there any more.
///
/// With --by each group is compared with the first, or with --reference; years have a slope.
///
/// Columns: segments; given, those with the code; raw % and corrected %, the two shares; low and high,
/// the ends of the 95 % interval; p, of a difference or slope, adjusted for their number; gold, the
/// segments with a gold coding that the number rests on; with code, those of them that have the code.
/// With --gold-error: least and most %, between which the share is where the gold standard errs so
/// often; lowest and highest, the ends of its interval then. The CSV has more: the interval of the raw
/// share, p as it was, why a number is missing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook correct --source news --by language --reference ru
  framebook correct --source news --by year --method dsl
  framebook correct --source news --gold-error 0.02,0.05
To draw raw and corrected shares: framebook chart --kind corrected
To learn first how good the dictionary is: framebook validate")]
pub struct Correct {
    #[command(flatten)]
    which: Which,
    /// The method [default: that of the study, else dsl]
    #[arg(long, value_parser = described(CORRECTIONS.iter().map(|it| (it.name, it.doc))))]
    method: Option<String>,
    /// A variable whose groups are corrected too: language, year, phase or a column
    #[arg(long, value_name = "VAR")]
    by: Option<String>,
    /// The group that the others are compared with [default: the first; of years none]
    #[arg(long, value_name = "GROUP", requires = "by")]
    reference: Option<String>,
    /// One pair of error rates for all languages [default: as the study says]
    #[arg(long)]
    pooled: bool,
    /// Bounds where the gold standard errs: the largest shares of false positives and of misses, or
    /// `agreement`, what its coders' disagreement allows
    #[arg(long, value_name = "E1,E2", value_parser = GoldError::parse)]
    gold_error: Option<GoldError>,
    /// The gold standard: `adjudicated`, what is adjudicated or else agreed; `any`, that or else what the one
    /// coder says who coded it; or a coder's name
    #[arg(long, default_value = "adjudicated", value_name = "NAME")]
    gold: String,
    /// Dev segments too [default: as the study says]: right only where no rule was mended by them
    #[arg(long)]
    all: bool,
    /// A sample by its name [default: the draw that was coded]
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// Seed of the folds that error rates are fitted in
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    output: Output,
}

impl Correct {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let (source, at) = self.which.open(screen)?;
        let codings = Codings::open(&self.people.of_results(&self.which.results.folder()))?;
        let declared = question(&source);
        let question = pairs::Asked {
            gold: Gold::named(&self.gold),
            sample: self.sample.clone(),
            split: declared.split.filter(|_| !self.all),
            ..declared
        };
        let declared = Asked::declared(&source, self.by.as_deref())?;
        let asked = Asked {
            method: self.method.as_deref().map_or(Ok(declared.method), method)?,
            pooled: self.pooled || declared.pooled,
            seed: self.seed,
            reference: self.reference.as_deref(),
            gold_error: self.gold_error,
            ..declared
        };
        let found = corrected(&codings, &source, at, &question, &asked)?;
        let table = found.table(&source, at)?;
        self.output.write(&table, screen)?;
        Ok(Outcome::Done)
    }
}
