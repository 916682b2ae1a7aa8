//! `framebook validate`: a coder against a gold standard, and where they differ.

use std::io::Write;

use clap::Args;

use crate::codings::{Codings, Split, now};
use crate::engine::codebook::Codebook;
use crate::study::agreement::Answer;
use crate::study::compared::{Compared, SOURCE, compared};
use crate::study::errors::{Errors, errors};
use crate::study::explain::text::{clean, wrap};
use crate::study::gold::Gold;
use crate::study::pairs::{Asked, Pairs, pairs};
use crate::study::stored::open;
use crate::study::validated::{Validated, ValidatedCode};
use crate::study::validation::{gold_agreement, notes, own_agreement, provenance};
use crate::table::Provenance;
use crate::table::validity::{Measured, Validation};

use super::agree_text::folded;
use super::columns::{Columns, cut, one_line};
use super::people::People;
use super::table::{Output, Which};
use super::{Failure, Outcome, Screen};

/// The widest that a text is read well.
const WIDEST: usize = 110;
/// Signs of a rule in a column.
const RULE: usize = 48;

/// Measure a coder against a gold standard: precision, recall, F1
///
/// The gold standard is what was adjudicated, and what all coders of a segment, two at least, said
/// alike; --gold any takes what the one coder of a segment says too, --gold NAME one person instead. Only segments held out as test are asked, unless --dev
/// or --all is given: a rule that was mended by a segment can not be judged by it. Each segment counts
/// by how likely it was drawn, and intervals honour that segments of one document are alike.
///
/// With --errors every false alarm and miss of dev segments is listed with the rule that did it or what
/// stopped it, each rule with what it does on the sample, and words that would have caught what was
/// missed. With --all those of test segments too: that makes them dev segments for good.
///
/// Columns: n, segments that both have coded; gold and coder, segments with the code in each;
/// precision, recall and F1 with the ends of their 95 % intervals. The other measures stand in the CSV:
/// true and false positives and negatives, specificity, balanced accuracy, Matthews' correlation,
/// accuracy. With --by p is the probability of a difference at least as large if the groups did not differ.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook validate --source news --by language
  framebook validate --source news --gold anna --errors
  framebook validate --source news --store && framebook run
To learn first how far coders agree: framebook agree")]
pub struct Validate {
    #[command(flatten)]
    which: Which,
    /// The gold standard: `adjudicated`, what is adjudicated or else agreed; `any`, that or else what the one
    /// coder says who coded it; or a coder's name
    /// [default: adjudicated; with a person as --coder any]
    #[arg(long, value_name = "NAME")]
    gold: Option<String>,
    /// Who is judged: `dictionary`, or a coder's name
    #[arg(long, default_value = "dictionary", value_name = "NAME")]
    coder: String,
    /// A variable to compare by: language, source, part, year, phase, or a column; several may be given
    #[arg(long, value_name = "VAR")]
    by: Vec<String>,
    /// Only the segments that rules may be mended by
    #[arg(long, conflicts_with = "all")]
    dev: bool,
    /// All segments of the sample
    #[arg(long)]
    all: bool,
    /// A sample by its name [default: the draw that was coded]
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// List false alarms and misses of dev segments, rules, and words for new ones
    #[arg(long)]
    errors: bool,
    /// Keep the result, so that tables of this pass name it
    #[arg(long, conflicts_with_all = ["dev", "all", "errors"])]
    store: bool,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    output: Output,
}

impl Validate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        if self.by.iter().any(|it| it == SOURCE) {
            return self.by_source(screen);
        }
        let (source, at) = self.which.open(screen)?;
        let stored = &source.passes[at];
        let mut codings = Codings::open(&self.people.of_results(&self.which.results.folder()))?;
        let asked = self.asked();
        if self.errors && self.output.is_named() {
            return Err(
                "--errors is for reading on the terminal; leave --out and --format out".into()
            );
        }
        if self.store && asked.coder.is_some() {
            return Err(
                "--store keeps how good the dictionary of a pass is; leave --coder out".into()
            );
        }
        if self.errors && asked.coder.is_some() {
            return Err(
                "--errors shows what rules did; a person has none: leave --coder out".into()
            );
        }
        let pairs = pairs(&codings, &source, at, &asked)?;
        // a standard that coders do not agree on judges nobody
        let agreed = gold_agreement(&codings, &pairs)?;
        let found = pairs.measure(&source, at, &self.by, &agreed)?;
        let mut notes = notes(&[(&source, at)], &asked, &pairs, &found);
        self.agreement_first(&stored.codebook, &agreed, &mut notes, screen)?;
        let provenance = provenance(&pairs, &source, at, &asked);
        let title = self.title(&asked, &pairs, &stored.codebook);
        let table = found.table(&stored.codebook, title, notes, &provenance)?;
        self.output.write(&table, screen)?;
        if self.errors {
            let units: Vec<&str> = pairs.units.iter().map(|it| it.unit.id.as_str()).collect();
            // first the store knows, then the reader sees
            let moved = codings.move_to_dev(&units, "errors shown by validate", &now())?;
            let errors = errors(&source, at, &pairs)?;
            print(screen, &stored.codebook, &pairs, &errors)?;
            if moved > 0 {
                screen.flush()?;
                screen.note(&format!(
                    "{moved} test segments are dev segments from now on: their errors were shown"
                ));
            }
        }
        if self.store {
            let validated = self.validated(&stored.name, &stored.codebook, &pairs, &found, &agreed);
            let result = serde_json::to_string(&validated)?;
            codings.add_validation(&stored.name, &validated.at, &result)?;
            screen.flush()?;
            screen.note("kept; tables name it from the next `framebook run` on");
        }
        Ok(Outcome::Done)
    }

    /// Which segments are asked: errors are those of dev segments unless all are asked for.
    fn split(&self) -> Option<Split> {
        match (self.all, self.dev || self.errors) {
            (true, _) => None,
            (_, true) => Some(Split::Dev),
            _ => Some(Split::Test),
        }
    }

    /// The name of the gold standard. What two coders agree on has no part of one of them, so that without what the other
    /// one says alone a person would be judged by what they differ on.
    fn gold(&self) -> &str {
        let person = self.coder != "dictionary";
        self.gold.as_deref().unwrap_or(if person { "any" } else { "adjudicated" })
    }

    fn asked(&self) -> Asked {
        Asked {
            gold: Gold::named(self.gold()),
            coder: Some(self.coder.clone()).filter(|it| it != "dictionary"),
            split: self.split(),
            sample: self.sample.clone(),
        }
    }

    /// All sources that were coded with one codebook, compared.
    fn by_source(&self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let refused = [
            (self.which.source.is_some(), "--source", "all sources with the codebook are compared"),
            (self.sample.is_some(), "--sample", "a sample is of one source"),
            (self.errors, "--errors", "errors are shown of one source"),
            (self.store, "--store", "a validation is kept with the pass of one source"),
        ];
        if let Some((_, name, why)) = refused.iter().find(|it| it.0) {
            return Err(format!("`--by {SOURCE}`: {why}; leave {name} out").into());
        }
        let sources = open(&self.which.results.folder())?;
        let ids = || sources.iter().flat_map(|it| &it.passes).map(|it| &it.codebook);
        let named = self.which.codebook.as_deref();
        let id = match named.or(ids().find(|it| !it.actors).map(|it| it.id.as_str())) {
            Some(id) if ids().any(|it| it.id == id) => id,
            other => {
                let mut known: Vec<&str> = ids().map(|it| it.id.as_str()).collect();
                known.sort_unstable();
                known.dedup();
                let asked = other.unwrap_or_default();
                return Err(
                    format!("unknown codebook `{asked}`; there are: {}", known.join(", ")).into()
                );
            }
        };
        let codings = Codings::open(&self.people.of_results(&self.which.results.folder()))?;
        let asked = self.asked();
        let Compared { sources, pairs, groups, unit, lacking } =
            compared(&codings, &sources, id, &asked, &self.by)?;
        let Some(&(source, at)) = sources.first() else { return Ok(Outcome::Done) };
        let agreed = gold_agreement(&codings, &pairs)?;
        let found = pairs.measure_by(source, at, &groups, &agreed)?;
        let mut notes = notes(&sources, &asked, &pairs, &found);
        notes.extend(lacking);
        self.agreement_first(&source.passes[at].codebook, &agreed, &mut notes, screen)?;
        let provenance = Provenance { unit, ..provenance(&pairs, source, at, &asked) };
        let codebook = &source.passes[at].codebook;
        let title = self.title(&asked, &pairs, codebook);
        self.output.write(&found.table(codebook, title, notes, &provenance)?, screen)?;
        Ok(Outcome::Done)
    }

    /// Tells how far the gold standard agrees with itself: before the table, or, in a file, first under it.
    fn agreement_first(
        &self,
        codebook: &Codebook,
        agreed: &[Answer],
        notes: &mut Vec<String>,
        screen: &mut Screen,
    ) -> Result<(), Failure> {
        let told = own_agreement(codebook, agreed);
        match self.output.is_named() {
            true => notes.insert(0, told),
            false => writeln!(screen, "{}", folded(&told, screen.width))?,
        }
        Ok(())
    }

    fn title(&self, asked: &Asked, pairs: &Pairs, codebook: &Codebook) -> String {
        let coder = match self.coder.as_str() {
            "dictionary" => "the dictionary",
            name => name,
        };
        format!(
            "Validity of {coder} against {} — {}",
            asked.gold.told(pairs.n_adjudicated),
            codebook.title
        )
    }

    fn validated(
        &self,
        pass: &str,
        codebook: &Codebook,
        pairs: &Pairs,
        found: &Validation,
        agreed: &[Answer],
    ) -> Validated {
        // what every framing was judged by, where they differ
        let framings = found.codes.iter().filter(|it| codebook.is_framing(it.code));
        let fewest = framings.map(|it| it.whole.cells.n()).min().unwrap_or(0);
        let code = |it: &Measured| {
            let id = &codebook.codes[it.code].id;
            let f1 = it.whole.get("f1");
            let alpha = agreed.iter().find(|it| it.code.as_ref() == Some(id));
            ValidatedCode {
                code: id.clone(),
                f1: f1.and_then(|it| it.value()),
                f1_interval: f1.and_then(|it| it.interval()).map(|it| [it.low, it.high]),
                alpha: alpha.and_then(|it| it.value),
                alpha_interval: alpha.and_then(|it| Some([it.low?, it.high?])),
            }
        };
        Validated {
            pass: pass.to_owned(),
            at: now(),
            gold: Gold::named(self.gold()).told(pairs.n_adjudicated),
            units: fewest,
            codes: found.codes.iter().map(code).collect(),
        }
    }
}

/// Prints errors, rules and candidates, code by code.
fn print(
    screen: &mut Screen,
    codebook: &Codebook,
    pairs: &Pairs,
    found: &Errors,
) -> Result<(), Failure> {
    let width = screen.width.clamp(40, WIDEST);
    for (place, &code) in pairs.codes.iter().enumerate() {
        let label = clean(&codebook.codes[code].label);
        for (missed, name) in [(false, "false alarm"), (true, "miss")] {
            let own: Vec<_> =
                found.errors.iter().filter(|it| it.code == place && it.missed == missed).collect();
            if own.is_empty() {
                continue;
            }
            let plural = match (own.len(), missed) {
                (1, _) => "",
                (_, true) => "es",
                (_, false) => "s",
            };
            writeln!(screen, "\n{label}: {} {name}{plural}", own.len())?;
            for error in own {
                let unit = &pairs.units[error.unit].unit;
                let mut head = unit.address();
                if !unit.language.is_empty() {
                    head = format!("{head} · {}", unit.language);
                }
                writeln!(screen, "  {}", clean(&head))?;
                for line in wrap(&clean(&unit.text), width - 4) {
                    writeln!(screen, "    {line}")?;
                }
                for why in &error.why {
                    for (at, line) in wrap(&one_line(why), width - 6).iter().enumerate() {
                        writeln!(screen, "    {} {line}", if at == 0 { "→" } else { " " })?;
                    }
                }
            }
        }
        let rules: Vec<_> = found.rules.iter().filter(|it| it.code == place).collect();
        if !rules.is_empty() {
            writeln!(screen, "\n{label}: rules, those with the most false alarms first")?;
            let head = [("rule", false), ("units", true), ("right", true), ("precision", true)];
            let ends = [("low", true), ("high", true), ("alone", true), ("right alone", true)];
            let mut columns = Columns::new(&[&head[..], &ends[..]].concat());
            for it in rules {
                let two = |it: f64| format!("{it:.2}");
                let ends = it.precision.interval();
                columns.row(vec![
                    cut(&one_line(&it.rule), RULE),
                    it.units.to_string(),
                    it.right.to_string(),
                    it.precision.value().map_or_else(String::new, two),
                    ends.map_or_else(String::new, |it| two(it.low)),
                    ends.map_or_else(String::new, |it| two(it.high)),
                    it.alone[0].to_string(),
                    it.alone[1].to_string(),
                ]);
            }
            write!(screen, "{}", columns.render(width))?;
        }
        let words: Vec<_> = found.candidates.iter().filter(|it| it.code == place).collect();
        if !words.is_empty() {
            writeln!(screen, "\n{label}: words of what was missed, as rules to try")?;
            let mut columns = Columns::new(&[
                ("word", false),
                ("language", false),
                ("misses with it", true),
                ("false alarms it would bring", true),
            ]);
            for it in words {
                let (gain, cost) = (it.gain.to_string(), it.cost.to_string());
                columns.row(vec![clean(&it.word), it.language.clone(), gain, cost]);
            }
            write!(screen, "{}", columns.render(width))?;
        }
    }
    Ok(())
}
