//! `framebook agree`: how far coders agree, code by code and over all.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::codings::Codings;
use crate::corpus::{EncodingSpec, Spec};
use crate::engine::reliability::{
    COEFFICIENTS, Coefficient, IntervalKind, Level, Needs, SPAN_COEFFICIENTS, Settings,
    SpanCoefficient, Values, coefficient,
};
use crate::engine::stats::LEVEL;
use crate::study::agreement::spans::{Marked, SpanQuestion, span_agreement};
use crate::study::agreement::{
    Answer, OfCode, Part, Question, Rows, addressed, agreement, file, of_study, spans_of_study,
    told_of_study,
};

use crate::study::meaning::present;

use super::again;
use super::agree_text::{folded, text};
use super::codings::codebooks_of;
use super::columns::one_line;
use super::people::People;
use super::table::{described, names};
use super::{Failure, Outcome, Screen};

/// Measure how far coders agree
///
/// Without FILE the codings of the study are taken: what each coder said first, by themselves; clusters
/// are documents. FILE is a table with a row for what one coder gave one unit: columns for the unit, the coder and
/// the value, and where several codes were coded one for the code. An empty value is missing, and so is cannot_code; where a column `round` says adjudicated or
/// later, the row is left out and counted. A row of the answer is a code; the last is all codes together, where a unit with a code is a unit and units
/// are drawn with all their codes. By default Krippendorff's alpha of the level and percent agreement,
/// weighted too where units were drawn with unequal likelihoods, and where values are 1 and 0 the table of two by two of each pair of coders.
///
/// Columns: the coefficient; its value; `low` and `high`, the ends of the interval (95 %); the share of
/// the draws of a bootstrap at .667 and at .800 or above; n, the units that two coders or more rated.
/// What is undefined has no number and says why: one coder, no unit that two rated, every rating the
/// same.
///
/// Of spans, stretches of a unit that coders marked, there is krippendorff_u_alpha. In a FILE a row is
/// a span, with columns for its start and end; a row without them says that the coder worked on the
/// unit and marked nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook agree --pairs --language
  framebook agree --coders anna,bekzat
  framebook agree codings.csv --code code --cluster document
  framebook agree scores.csv --level ordinal --coefficient all --pairs
  framebook agree codings.csv --code code --min 0.8 --json
  framebook agree codings.csv --code code --cluster document --probability probability
  framebook agree spans.csv --coefficient krippendorff_u_alpha --start start --end end --length length
A set of labels as value (--metric) is written `a;b`, the empty set `{}`; with --code the set is of the
codes that have the value 1.")]
pub struct Agree {
    /// The table: CSV, TSV, .xlsx, JSON Lines or Parquet [default: the codings of the study]
    #[arg(conflicts_with_all = ["codings", "study"])]
    file: Option<String>,
    /// The study
    #[arg(long, default_value = "study.toml")]
    study: PathBuf,
    #[command(flatten)]
    people: People,
    /// Only units of this source of the study
    #[arg(long, conflicts_with = "file")]
    source: Option<String>,
    /// Column of the unit
    #[arg(long, default_value = "unit", requires = "file")]
    unit: String,
    /// Column of the coder
    #[arg(long, default_value = "coder")]
    coder: String,
    /// Only these coders; names, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    coders: Vec<String>,
    /// Column of the value
    #[arg(long, default_value = "value", requires = "file")]
    value: String,
    /// Column of the code, where several were coded
    #[arg(long, requires = "file")]
    code: Option<String>,
    /// Level of measurement of the values; all but nominal take numbers
    #[arg(long, default_value = "nominal", value_parser = names(Level::MEASUREMENT.iter().map(|it| it.name())))]
    level: String,
    /// Values are sets of labels: the distance between sets
    #[arg(long, conflicts_with = "level", value_parser = ["masi", "jaccard"])]
    metric: Option<String>,
    /// Which coefficients, or `all`; the first is judged by --min [default: alpha of the level, percent]
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "NAME", value_parser = described(
        std::iter::once(("all", "every one that fits the values"))
            .chain(COEFFICIENTS.iter().map(|it| (it.name, it.doc)))
            .chain(SPAN_COEFFICIENTS.iter().map(|it| (it.name, it.doc)))
    ))]
    coefficient: Vec<String>,
    /// Column of the start of a span, from 0
    #[arg(long, value_name = "COLUMN", default_value = "start", requires = "file")]
    start: String,
    /// Column of the end of a span, one past its last place
    #[arg(long, value_name = "COLUMN", default_value = "end", requires = "file")]
    end: String,
    /// Column of the length of the unit that spans are of [default: it ends with the last span]
    #[arg(long, value_name = "COLUMN", requires = "file")]
    length: Option<String>,
    /// Column of the likelihood with which the unit was drawn: coefficients weighted by one over it stand beside
    #[arg(long, value_name = "COLUMN", requires = "file")]
    probability: Option<String>,
    /// Column of the cluster of the unit, such as its document: clusters are drawn as a whole
    #[arg(long, requires = "file")]
    cluster: Option<String>,
    /// Each language too; with FILE the column of the language of the unit, or of another group
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "language")]
    language: Option<String>,
    /// Each coder by thirds of their work against the others too; with FILE the column of the order of
    /// coding (number or date)
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "order")]
    order: Option<String>,
    /// Each pair of coders too
    #[arg(long)]
    pairs: bool,
    /// Show so many units that differ most
    #[arg(long, value_name = "N", default_value_t = 0)]
    differing: usize,
    /// How intervals are made
    #[arg(long, default_value = "bootstrap", value_parser = described(IntervalKind::ALL.iter().map(|it| (it.name(), it.doc()))))]
    interval: String,
    /// Draws of a bootstrap
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The lower end of the interval of each code must be at least this; else exit with 1
    #[arg(long, value_name = "VALUE", value_parser = least)]
    min: Option<f64>,
    /// Print an array of answers as JSON; the code of the row over all is null
    #[arg(long)]
    json: bool,
    /// Delimiter of a CSV file: `,`, `;`, `tab` or `|` [default: found]
    #[arg(long)]
    delimiter: Option<String>,
    /// Encoding of the file where it is not found rightly
    #[arg(long)]
    encoding: Option<String>,
}

fn least(text: &str) -> Result<f64, String> {
    let least = text.parse().ok().filter(|it: &f64| (0.0..=1.0).contains(it));
    least.ok_or_else(|| "the least value is from 0 to 1, such as 0.8".to_owned())
}

impl Agree {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        if self.file.is_none() && self.coder != "coder" {
            return Err(
                "--coder names a column of FILE; to take some coders alone: --coders".into()
            );
        }
        let mut told: Vec<String> = Vec::new();
        let (codes, settings) = match self.of_spans()? {
            Some(coefficients) => {
                let question = SpanQuestion {
                    coefficients,
                    settings: self.settings()?,
                    pairs: self.pairs,
                    languages: self.language.is_some(),
                };
                (span_agreement(&self.spans(screen)?, &question)?, question.settings)
            }
            None => {
                let question = self.question()?;
                let found = match &self.file {
                    Some(file) => {
                        let mut rows = self.rows(file, screen)?;
                        rows.only(&self.coders)?;
                        agreement(rows, &question)?
                    }
                    None => {
                        let store = self.store()?;
                        let mut rows = of_study(&store, self.source.as_deref())?;
                        rows.only(&self.coders)?;
                        told = self.told(&store, &rows)?;
                        let mut found = agreement(rows, &question)?;
                        addressed(&store, &mut found)?;
                        found
                    }
                };
                (found, question.settings)
            }
        };
        if self.json {
            let answers: Vec<&Answer> = codes.iter().flat_map(|it| &it.answers).collect();
            writeln!(screen, "{}", serde_json::to_string_pretty(&answers)?)?;
            told.iter().for_each(|it| screen.note(it));
        } else {
            let document = self.file.is_none().then_some("document");
            let cluster = self.cluster.as_deref().or(document);
            write!(screen, "{}", text(&codes, &settings, cluster, screen.width))?;
            if self.file.is_none() {
                for line in &told {
                    write!(screen, "{}", folded(line, screen.width))?;
                }
            }
        }
        screen.flush()?;
        self.judge(&codes, screen)
    }

    /// The rows of a table.
    fn rows(&self, file: &str, screen: &mut Screen) -> Result<Rows, Failure> {
        let (rows, notes) = file::read(&self.spec(file), Path::new("."), &self.columns())
            .map_err(again::of_table)?;
        notes.iter().for_each(|note| screen.note(note));
        let other = |it: &str| it.contains([',', '|']) && !it.contains(';');
        let values = rows.rows.iter().filter_map(|it| rows.some(it.value));
        if let (Some(_), Some(value)) = (&self.metric, values.into_iter().find(|it| other(it))) {
            screen.note(&format!(
                "`{value}` is one label: the labels of a set have `;` between them, as in `a;b`"
            ));
        }
        Ok(rows)
    }

    /// What is said of the codings of a study beside how far they agree.
    fn told(&self, store: &Codings, rows: &Rows) -> Result<Vec<String>, Failure> {
        let (present, why) = match codebooks_of(&self.study, &[]) {
            Ok(codebooks) => (present(codebooks.iter().map(AsRef::as_ref)), None),
            // agreement is measured without a study, too
            Err(why) => (
                Vec::new(),
                Some(format!(
                    "nothing is said of codings made when their code meant something else: {why}"
                )),
            ),
        };
        let present = Some(present).filter(|it| !it.is_empty());
        let told = told_of_study(store, rows, present.as_ref())?;
        Ok(told.into_iter().chain(why).collect())
    }

    /// What people of the study coded.
    fn store(&self) -> Result<Codings, Failure> {
        Ok(Codings::open(&self.people.of_study(&self.study))?)
    }

    /// The spans of a table, or of the study.
    fn spans(&self, screen: &mut Screen) -> Result<Vec<Marked>, Failure> {
        let (rows, notes) = match &self.file {
            None => spans_of_study(&self.store()?, self.source.as_deref())?,
            Some(file) => {
                let span = file::SpanColumns {
                    start: self.start.clone(),
                    end: self.end.clone(),
                    length: self.length.clone(),
                };
                file::read_spans(&self.spec(file), Path::new("."), &self.columns(), &span)
                    .map_err(again::of_table)?
            }
        };
        notes.iter().for_each(|note| screen.note(note));
        Ok(rows)
    }

    fn spec(&self, file: &str) -> Spec {
        Spec {
            files: vec![file.to_owned()],
            delimiter: self.delimiter.clone(),
            encoding: self.encoding.clone().map(EncodingSpec::All),
            ..Spec::default()
        }
    }

    fn columns(&self) -> file::Columns {
        file::Columns {
            unit: self.unit.clone(),
            coder: self.coder.clone(),
            value: self.value.clone(),
            code: self.code.clone(),
            cluster: self.cluster.clone(),
            language: self.language.clone(),
            order: self.order.clone(),
            probability: self.probability.clone(),
        }
    }

    /// The coefficients of spans, where such are asked for.
    fn of_spans(&self) -> Result<Option<Vec<&'static SpanCoefficient>>, Failure> {
        let of = |name: &String| SPAN_COEFFICIENTS.iter().find(|it| it.name == name);
        let mut found: Vec<&SpanCoefficient> = self.coefficient.iter().filter_map(of).collect();
        let Some(first) = found.first() else { return Ok(None) };
        if let Some(other) = self.coefficient.iter().find(|it| of(it).is_none()) {
            return Err(format!(
                "`{}` is of spans, and `{other}` is not; ask for them one after the other",
                first.name
            )
            .into());
        }
        let not = [
            (self.order.is_some(), "--order"),
            (self.differing > 0, "--differing"),
            (self.metric.is_some(), "--metric"),
            (self.level != Level::Nominal.name(), "--level"),
            (self.probability.is_some(), "--probability"),
            (!self.coders.is_empty(), "--coders"),
        ];
        if let Some((_, name)) = not.iter().find(|it| it.0) {
            return Err(format!("{name} is not for spans; leave it out").into());
        }
        let mut seen = Vec::new();
        found.retain(|it| {
            let new = !seen.contains(&it.name);
            seen.push(it.name);
            new
        });
        Ok(Some(found))
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let interval = IntervalKind::ALL
            .into_iter()
            .find(|it| it.name() == self.interval)
            .unwrap_or(IntervalKind::Bootstrap);
        if self.min.is_some() && interval == IntervalKind::None {
            return Err(
                "`--min` judges the lower end of an interval; leave `--interval none` out".into()
            );
        }
        Ok(Settings { interval, draws: self.draws, seed: self.seed, level: LEVEL })
    }

    fn question(&self) -> Result<Question, Failure> {
        let level = match &self.metric {
            Some(_) => Level::Sets,
            None => Level::MEASUREMENT
                .into_iter()
                .find(|it| it.name() == self.level)
                .unwrap_or(Level::Nominal),
        };
        let of_level = match &self.metric {
            Some(metric) => format!("krippendorff_alpha_{metric}"),
            None => format!("krippendorff_alpha_{}", level.name()),
        };
        let of_level = coefficient(&of_level)?;
        Ok(Question {
            level,
            coefficients: self.coefficients(of_level, level)?,
            settings: self.settings()?,
            pairs: self.pairs,
            languages: self.language.is_some(),
            drift: self.order.is_some(),
            differing: self.differing,
        })
    }

    /// The coefficients, the one that is judged first and none twice.
    fn coefficients(
        &self,
        of_level: &'static Coefficient,
        level: Level,
    ) -> Result<Vec<&'static Coefficient>, Failure> {
        let mut found: Vec<&Coefficient> = Vec::new();
        for name in &self.coefficient {
            if name == "all" {
                let fits = |needs: Needs| match needs.values {
                    Values::Any => true,
                    Values::Sets => level == Level::Sets,
                    Values::Numbers | Values::Amounts => level != Level::Sets,
                };
                found.push(of_level);
                found.extend(COEFFICIENTS.iter().filter(|it| fits(it.needs)));
            } else {
                found.push(coefficient(name)?);
            }
        }
        if found.is_empty() {
            found = vec![of_level, coefficient("percent")?];
        }
        let mut seen = Vec::new();
        found.retain(|it| {
            let new = !seen.contains(&it.name);
            seen.push(it.name);
            new
        });
        Ok(found)
    }

    /// Whether the lower ends reach what is asked: of each code, or over all where there are no codes.
    fn judge(&self, codes: &[OfCode], screen: &mut Screen) -> Result<Outcome, Failure> {
        let Some(min) = self.min else { return Ok(Outcome::Done) };
        let coded = codes.iter().any(|it| it.code.is_some());
        let mut outcome = Outcome::Done;
        for of in codes.iter().filter(|it| it.code.is_some() || !coded) {
            let whole = of.answers.iter().find(|it| it.part == Part::Whole);
            let Some(answer) = whole else { continue };
            let name = of
                .code
                .as_deref()
                .map_or("all".to_owned(), |it| format!("code `{}`", one_line(it)));
            let failed = match (answer.low, answer.undefined_because) {
                (Some(low), _) if low >= min => continue,
                (Some(low), _) => format!("the lower end is {low:.3}, below {min}"),
                (None, Some(why)) if answer.value.is_some() => format!("no interval: {why}"),
                (None, why) => format!("undefined: {}", why.unwrap_or_default()),
            };
            outcome = Outcome::Negative;
            let _ = writeln!(std::io::stderr(), "{name}: {}: {failed}", answer.coefficient);
            let _ = screen.flush();
        }
        Ok(outcome)
    }
}
