//! `framebook sample`: segments drawn for people to code, or how many that should be.

use std::io::Write;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::codings::{self, Codings, Sample};
use crate::sample::allocation::allocation;
use crate::sample::plan::{Judges, Needed, Plan, SIZES, TARGETS, TargetEntry, target};
use crate::sample::{ALLOCATIONS, Design, Draw, DrawnStratum, Floors, Frame, LeftOut, Scope, draw};
use crate::study::drawn;
use crate::study::results::shown;
use crate::study::stored::PEOPLE;

use super::columns::{Columns, wrapped};
use super::people::People;
use super::table::{Which, described};
use super::{Failure, Outcome, Screen};

/// Segments that are drawn where nobody says how many.
const N: u64 = 200;

/// Draw segments for people to code
///
/// Strata are languages crossed with the dictionary's codes and the variables of --by. A segment with
/// several codes stands with the rarest of them. In each language at least a third are segments
/// without a code, for what the dictionary misses. How likely each segment was drawn is kept, and
/// every later estimate uses it. A story that is printed several times is drawn once, and so is a text
/// that stands in several places. Documents are held out as test or left to dev as a whole.
///
/// Who is drawn depends on the seed, the document and the place alone: it is the same on every
/// machine, the same again when asked again, and a larger --n adds to what was drawn.
///
/// With --precision the number is planned: so many that the 95 % interval of --for is no wider than
/// the value and as much below it, for every code where so many segments are there. A share, precision and
/// recall are estimated with the test segments alone: so many are drawn that those are enough. --plan prints
/// what numbers of segments lead to, by test segments and by all, and draws nothing.
///
/// Columns: stratum; N, segments in it; n, segments drawn; π, how likely each was drawn, n/N; dev,
/// segments that rules may be mended by; test, those that judge the rules.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  framebook sample --source news --n 300 --by country
  framebook sample --source news --precision 0.1 --for precision
  framebook sample --source news --plan
To code what was drawn: framebook sheet")]
pub struct SampleCommand {
    #[command(flatten)]
    which: Which,
    /// How many segments in all [default: 200]
    #[arg(long, conflicts_with_all = ["precision", "target", "expected"])]
    n: Option<u64>,
    /// As many as leave an interval of this half-width, by their test segments (alpha: by all): 0.05 is ± 5
    /// points
    #[arg(long, value_name = "HALF-WIDTH")]
    precision: Option<f64>,
    /// What the interval is of [default: share; with --plan all]
    #[arg(long = "for", value_parser = described(TARGETS.iter().map(|it| (it.name, it.doc))))]
    target: Option<String>,
    /// The value that is expected of it [default: 0.8; of a share that of the dictionary]
    #[arg(long)]
    expected: Option<f64>,
    /// Print what numbers of segments lead to, and draw nothing
    #[arg(long, conflicts_with_all = ["n", "precision"])]
    plan: bool,
    /// A variable to make strata by, beside language and codes; several may be given
    #[arg(long, value_name = "VAR", conflicts_with = "simple")]
    by: Vec<String>,
    /// No strata: every segment in scope is as likely as any other
    #[arg(long)]
    simple: bool,
    /// How many from which stratum
    #[arg(long, conflicts_with = "simple", default_value = ALLOCATIONS[0].name, value_parser = described(ALLOCATIONS.iter().map(|it| (it.name, it.doc))))]
    allocation: String,
    /// Which segments are drawn from
    #[arg(long, default_value = Scope::ALL[0].1, value_parser = described(Scope::ALL.iter().map(|it| (it.1, it.2))))]
    scope: String,
    /// The least share without a code in each language [default: a third]
    #[arg(long, conflicts_with = "simple")]
    none: Option<f64>,
    /// The least from each stratum
    #[arg(long, conflicts_with = "simple", default_value_t = 2)]
    at_least: u64,
    /// Share of documents that are held out as test
    #[arg(long, default_value_t = 0.5)]
    test: f64,
    /// The seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    people: People,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl SampleCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        self.check()?;
        let (source, at) = self.which.open(screen)?;
        let scope = Scope::ALL.into_iter().find(|it| it.1 == self.scope);
        let scope = scope.map_or(Scope::Some, |it| it.0);
        let frame = drawn::frame(&source, at, &self.by, scope)?;
        let design = Design {
            seed: self.seed,
            simple: self.simple,
            scope,
            allocation: allocation(&self.allocation)?,
            floors: Floors {
                at_least: self.at_least,
                none: self.none.unwrap_or(1.0 / 3.0),
                out_of_scope: 0.1,
            },
            test: self.test,
        };
        if self.plan {
            let plan = Plan::new(&frame, &design, self.expected);
            return self.print_plan(screen, &plan).map(|()| Outcome::Done);
        }
        let n = match self.precision {
            None => self.n.unwrap_or(N),
            Some(width) => {
                let plan = Plan::new(&frame, &design, self.expected);
                self.planned(screen, &plan, width)?
            }
        };
        let draw = draw(&frame, &design, n)?;
        if draw.segments.is_empty() {
            return Err(format!(
                "source `{}`: no segment can be drawn; {}",
                source.record.name,
                LeftOut::told(&frame.left_out.named()).join("; ")
            )
            .into());
        }
        let now = codings::now();
        let (sample, units) = drawn::sample(&source, at, &self.by, &design, &frame, &draw, &now)?;
        let folder = self.people.of_results(&self.which.results.folder());
        let mut store = Codings::create(&folder)?;
        let again = store.samples()?.iter().any(|it| it.id == sample.id);
        let added = if again { 0 } else { store.add_sample(&sample, &units)?.added };
        let mut draw = draw;
        draw.resplit(&drawn::held_out(&store, &units)?);
        let told = Told { sample: &sample, frame: &frame, draw: &draw, again, added };
        if self.json {
            let answer = told.as_json(&store.path());
            serde_json::to_writer_pretty(&mut *screen, &answer).map_err(std::io::Error::from)?;
            writeln!(screen)?;
            if let Some(told) = told.all(n) {
                screen.note(&told);
            }
        } else {
            told.print(screen, n)?;
            let codings = match folder == Path::new(PEOPLE) {
                true => String::new(),
                false => format!(" --codings {}", shown(&folder)),
            };
            writeln!(screen, "\nCode them:\n  framebook sheet --coders NAME,NAME{codings}")?;
        }
        Ok(Outcome::Done)
    }

    /// Numbers that are none of what they are asked as.
    fn check(&self) -> Result<(), Failure> {
        let open = |name: &str, value: Option<f64>, most: f64| match value {
            Some(it) if !(it > 0.0 && it < most) => {
                Err(format!("`--{name} {it}`: it lies above 0 and below {most}"))
            }
            _ => Ok(()),
        };
        open("precision", self.precision, 0.5)?;
        open("expected", self.expected, 1.0)?;
        if (self.target.is_some() || self.expected.is_some())
            && self.precision.is_none()
            && !self.plan
        {
            return Err("--for and --expected say what a number of segments is planned by; add --precision or --plan".into());
        }
        if let Some(none) = self.none.filter(|it| !(0.0..1.0).contains(it)) {
            return Err(format!("`--none {none}`: a share of at least 0 and below 1").into());
        }
        if !(0.0..=1.0).contains(&self.test) {
            return Err(format!("`--test {}`: a share from 0 to 1", self.test).into());
        }
        match (self.n, self.at_least) {
            (Some(0), _) => Err("`--n 0`: nothing would be drawn".into()),
            (_, 0) => {
                Err("`--at-least 0`: a stratum that nobody is drawn from has no estimate; take 1 or more"
                    .into())
            }
            _ => Ok(()),
        }
    }

    /// The number that a width takes, and what is said of it.
    fn planned(&self, screen: &mut Screen, plan: &Plan<'_>, width: f64) -> Result<u64, Failure> {
        let entry = target(self.target.as_deref().unwrap_or(TARGETS[0].name))?;
        if entry.judges == Judges::Test && self.test <= 0.0 {
            return Err(format!(
                "`--test 0` holds no segment out, and {} is estimated with those that are; leave it out",
                entry.name
            )
            .into());
        }
        let needed = plan.needed(entry, width)?;
        let mut n = 0;
        for (code, needed) in plan.codes.iter().zip(&needed) {
            screen.note(&match needed {
                Needed::Segments(needed) => {
                    n = n.max(*needed);
                    let head = format!("{} of {} ± {width}", entry.name, code.name);
                    let judging = plan.n_judging(Judges::Test, *needed);
                    match entry.judges {
                        Judges::Test => {
                            format!("{head}: {judging} test segments, {needed} to draw")
                        }
                        Judges::All => format!("{head}: {needed} segments"),
                    }
                }
                Needed::Never(best) => format!(
                    "{} of {} ± {width}: not to be had, {} {} drawn leave ± {best:.3}",
                    entry.name,
                    code.name,
                    if entry.judges == Judges::Test { "the test segments of all" } else { "all" },
                    plan.n_frame()
                ),
                Needed::Undefined => {
                    format!(
                        "{} of {}: the dictionary gives it to no segment",
                        entry.name, code.name
                    )
                }
            });
        }
        if n == 0 {
            return Err(format!(
                "`--precision {width}`: no code has so many segments; see what there is with --plan"
            )
            .into());
        }
        Ok(n)
    }

    fn print_plan(&self, screen: &mut Screen, plan: &Plan<'_>) -> Result<(), Failure> {
        let targets: Vec<&TargetEntry> = match &self.target {
            Some(name) => vec![target(name)?],
            None => TARGETS.iter().collect(),
        };
        let (least, n_frame) = (plan.least(), plan.n_frame());
        let mut sizes: Vec<u64> =
            SIZES.into_iter().filter(|it| (least..n_frame).contains(it)).collect();
        if sizes.len() < SIZES.len() {
            sizes.push(n_frame);
        }
        let mut answers = Vec::new();
        let names: Vec<String> = sizes.iter().map(u64::to_string).collect();
        for entry in targets {
            let of = |judges| {
                let widths = sizes.iter().map(|n| plan.widths(entry, judges, *n));
                widths.collect::<Result<Vec<_>, _>>()
            };
            let all = of(Judges::All)?;
            let test = if entry.judges == Judges::Test { Some(of(Judges::Test)?) } else { None };
            let head = std::iter::once((entry.name, false));
            let mut columns = Columns::new(
                &head.chain(names.iter().map(|it| (it.as_str(), true))).collect::<Vec<_>>(),
            );
            if let Some(widths) = &test {
                let judging = sizes.iter().map(|n| plan.n_judging(Judges::Test, *n).to_string());
                columns.row(std::iter::once("test segments".to_owned()).chain(judging).collect());
                widths_of(plan, widths, &mut columns);
                let drawn = std::iter::once("all drawn (--all)".to_owned());
                columns.row(drawn.chain(names.iter().cloned()).collect());
            }
            widths_of(plan, &all, &mut columns);
            for (at, code) in plan.codes.iter().enumerate() {
                for (place, n) in sizes.iter().enumerate() {
                    let of = |widths: &[Vec<Option<f64>>]| {
                        widths.get(place).and_then(|it| it.get(at).copied().flatten())
                    };
                    answers.push(json!({
                        "target": entry.name, "code": code.name, "n": n,
                        "n_judging": plan.n_judging(entry.judges, *n),
                        "half_width": of(test.as_deref().unwrap_or(&all)),
                        "half_width_all": of(&all),
                    }));
                }
            }
            if !self.json {
                writeln!(screen, "{}", columns.render(screen.width))?;
            }
        }
        if self.json {
            serde_json::to_writer_pretty(&mut *screen, &answers).map_err(std::io::Error::from)?;
            writeln!(screen)?;
            return Ok(());
        }
        let of_share = self.target.as_deref().is_none_or(|it| it == TARGETS[0].name);
        let expected = match self.expected {
            Some(it) => it.to_string(),
            None if of_share => "0.8, of a share that of the dictionary".to_owned(),
            None => "0.8".to_owned(),
        };
        writeln!(
            screen,
            "Half the width of the 95 % interval where n segments are drawn; value expected: {expected}.\n\
             framebook validate and correct ask test segments, with --all all; framebook agree asks all.\n\
             Segments of a document say partly the same, as the dictionary's codings do.\n\
             The fewest that these strata allow are {least}; there are {n_frame}.\n\n\
             Draw:\n  framebook sample --n N"
        )?;
        Ok(())
    }
}

/// The half-widths of each code, a row a code, a column a number of segments.
fn widths_of(plan: &Plan<'_>, widths: &[Vec<Option<f64>>], columns: &mut Columns) {
    for (at, code) in plan.codes.iter().enumerate() {
        let of_code = widths.iter().map(|it| it.get(at).copied().flatten());
        let cell = |it: Option<f64>| it.map_or("–".to_owned(), |it| format!("{it:.3}"));
        columns.row(std::iter::once(code.name.clone()).chain(of_code.map(cell)).collect());
    }
}

/// A draw that is told.
struct Told<'d> {
    sample: &'d Sample,
    frame: &'d Frame,
    draw: &'d Draw,
    /// It was drawn before.
    again: bool,
    /// How many of its units no sample had drawn.
    added: usize,
}

impl Told<'_> {
    /// What is said where more were asked for than there are.
    fn all(&self, asked: u64) -> Option<String> {
        let n_frame: u64 = self.draw.strata.iter().map(|it| it.n_frame).sum();
        (asked > n_frame)
            .then(|| format!("{asked} were asked for, {n_frame} there are: all are drawn."))
    }

    fn print(&self, screen: &mut Screen, asked: u64) -> Result<(), Failure> {
        let strata = &self.draw.strata;
        let sum = |of: fn(&DrawnStratum) -> u64| strata.iter().map(of).sum::<u64>();
        let n_frame = sum(|it| it.n_frame);
        let head = ["N", "n", "π", "dev", "test"].map(|it| (it, true));
        let head: Vec<_> = std::iter::once(("stratum", false)).chain(head).collect();
        let mut columns = Columns::new(&head);
        for it in strata {
            let probability = match it.is_exhausted() {
                true => "1".to_owned(),
                false => format!("{:.3}", it.probability()),
            };
            let [all, n, dev, test] =
                [it.n_frame, it.n(), it.n_dev, it.n_test].map(|it| it.to_string());
            columns.row(vec![it.name.clone(), all, n, probability, dev, test]);
        }
        let [all, n, dev, test] =
            [n_frame, sum(DrawnStratum::n), sum(|it| it.n_dev), sum(|it| it.n_test)]
                .map(|it| it.to_string());
        columns.row(vec!["in all".to_owned(), all, n, String::new(), dev, test]);
        write!(screen, "{}", columns.render(screen.width))?;
        if let Some(told) = self.all(asked) {
            writeln!(screen, "\n{told}")?;
        } else {
            let exhausted = strata.iter().filter(|it| it.is_exhausted());
            let exhausted: Vec<String> = exhausted.map(|it| it.name.clone()).collect();
            if !exhausted.is_empty() {
                writeln!(screen, "\nAll segments are drawn of:")?;
                write!(screen, "{}", wrapped(&exhausted, "  ", screen.width))?;
            }
        }
        let left_out = LeftOut::told(&self.frame.left_out.named());
        if !left_out.is_empty() {
            writeln!(screen, "\nNot drawn from, segments:")?;
            for it in left_out {
                writeln!(screen, "  {it}")?;
            }
        }
        let (id, n) = (&self.sample.id, self.draw.segments.len());
        let before = n - self.added;
        writeln!(
            screen,
            "\n{}",
            match before {
                _ if self.again => format!("Sample {id} was drawn before; nothing was added."),
                0 => format!("Sample {id}: {n} segments."),
                before => format!("Sample {id}: {n} segments, {before} of them drawn before."),
            }
        )?;
        Ok(())
    }

    fn as_json(&self, path: &Path) -> Value {
        let stratum = |it: &DrawnStratum| {
            json!({
                "stratum": it.name, "n_frame": it.n_frame, "n": it.n(),
                "probability": it.probability(), "n_dev": it.n_dev, "n_test": it.n_test,
            })
        };
        let strata: Vec<Value> = self.draw.strata.iter().map(stratum).collect();
        let named = self.frame.left_out.named().into_iter().map(|(name, n)| (name, json!(n)));
        json!({
            "sample": self.sample.id, "source": self.sample.source,
            "codebook": self.sample.codebook, "seed": self.sample.seed,
            "n": self.draw.segments.len(), "n_added": self.added, "strata": strata,
            "left_out": named.collect::<serde_json::Map<_, _>>(), "codings": shown(path),
        })
    }
}
