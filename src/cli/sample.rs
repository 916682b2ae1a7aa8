//! `framebook sample`: segments drawn for people to code, or how many that should be.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::sample::allocation::allocation;
use crate::sample::plan::{Needed, Plan, SIZES, TARGETS, TargetEntry, target};
use crate::sample::{ALLOCATIONS, Design, Draw, Floors, Frame, Scope, draw};
use crate::study::drawn::frame;

use super::columns::{Columns, wrapped};
use super::table::{Which, described};
use super::{Failure, Outcome, Screen};

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
/// the value and as much below it, for every code where so many segments are there. --plan prints
/// what numbers of segments lead to, and draws nothing.
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
    #[arg(long, conflicts_with = "precision")]
    n: Option<u64>,
    /// As many as leave an interval of this half-width: 0.05 is ± 5 points
    #[arg(long, value_name = "HALF-WIDTH")]
    precision: Option<f64>,
    /// What the interval is of [default: share; with --plan all]
    #[arg(long = "for", value_parser = described(TARGETS.iter().map(|it| (it.name, it.doc))))]
    target: Option<String>,
    /// The value that is expected of it [default: 0.8; of a share that of the dictionary]
    #[arg(long)]
    expected: Option<f64>,
    /// Print what numbers of segments lead to, and draw nothing
    #[arg(long)]
    plan: bool,
    /// A variable to make strata by, beside language and codes; several may be given
    #[arg(long, value_name = "VAR", conflicts_with = "simple")]
    by: Vec<String>,
    /// No strata: every segment in scope is as likely as any other
    #[arg(long)]
    simple: bool,
    /// How many from which stratum
    #[arg(long, default_value = ALLOCATIONS[0].name, value_parser = described(ALLOCATIONS.iter().map(|it| (it.name, it.doc))))]
    allocation: String,
    /// Which segments are drawn from
    #[arg(long, default_value = Scope::ALL[0].1, value_parser = described(Scope::ALL.iter().map(|it| (it.1, it.2))))]
    scope: String,
    /// The least share without a code in each language [default: a third]
    #[arg(long)]
    none: Option<f64>,
    /// The least from each stratum
    #[arg(long, default_value_t = 2)]
    at_least: u64,
    /// Share of documents that are held out as test
    #[arg(long, default_value_t = 0.5)]
    test: f64,
    /// The seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of what people code
    #[arg(long, default_value = "codings")]
    codings: PathBuf,
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
        let frame = frame(&source, at, &self.by, scope)?;
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
            None => self.n.unwrap_or(200),
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
                left_out(&frame).join("; ")
            )
            .into());
        }
        if self.json {
            serde_json::to_writer_pretty(&mut *screen, &as_json(&frame, &draw))
                .map_err(std::io::Error::from)?;
            writeln!(screen)?;
        } else {
            print(screen, &frame, &draw, n)?;
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
        let needed = plan.needed(entry, width)?;
        let mut n = 0;
        for (code, needed) in plan.codes.iter().zip(&needed) {
            screen.note(&match needed {
                Needed::Segments(needed) => {
                    n = n.max(*needed);
                    format!("{} of {} ± {width}: {needed} segments", entry.name, code.name)
                }
                Needed::Never(best) => format!(
                    "{} of {} ± {width}: not to be had, all {} segments leave ± {best:.3}",
                    entry.name,
                    code.name,
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
            let widths =
                sizes.iter().map(|n| plan.widths(entry, *n)).collect::<Result<Vec<_>, _>>()?;
            let head = std::iter::once((entry.name, false));
            let mut columns = Columns::new(
                &head.chain(names.iter().map(|it| (it.as_str(), true))).collect::<Vec<_>>(),
            );
            for (at, code) in plan.codes.iter().enumerate() {
                let of_code: Vec<Option<f64>> =
                    widths.iter().map(|it| it.get(at).copied().flatten()).collect();
                let cell = |it: &Option<f64>| it.map_or("–".to_owned(), |it| format!("{it:.3}"));
                columns.row(
                    std::iter::once(code.name.clone()).chain(of_code.iter().map(cell)).collect(),
                );
                for (n, width) in sizes.iter().zip(of_code) {
                    answers.push(json!({
                        "target": entry.name, "code": code.name, "n": n, "half_width": width,
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
        let expected = self
            .expected
            .map_or("a value of 0.8, of a share that of the dictionary".to_owned(), |it| {
                format!("a value of {it}")
            });
        writeln!(
            screen,
            "Half the width of the 95 % interval in a sample of n segments, expected {expected}.\n\
             Segments of a document say partly the same, as the dictionary's codings do.\n\
             The fewest that these strata allow are {least}; there are {n_frame}.\n\n\
             Draw:\n  framebook sample --n N"
        )?;
        Ok(())
    }
}

/// What is not drawn from, in words.
fn left_out(frame: &Frame) -> Vec<String> {
    let out = &frame.left_out;
    let some = |n: u64, what: &str| (n > 0).then(|| format!("{n} {what}"));
    let mut told: Vec<String> = Vec::new();
    told.extend(some(out.reprints, "in reprints of a story that is drawn from"));
    told.extend(some(out.repeated, "whose text stands elsewhere and is drawn there"));
    told.extend(some(out.out_of_scope, "out of scope"));
    let missing = out.missing.iter();
    told.extend(missing.map(|(status, n)| format!("{n} {}", status.label().to_lowercase())));
    told
}

fn print(screen: &mut Screen, frame: &Frame, draw: &Draw, asked: u64) -> Result<(), Failure> {
    let head =
        [("stratum", false), ("N", true), ("n", true), ("π", true), ("dev", true), ("test", true)];
    let mut columns = Columns::new(&head);
    let row = |name: &str, n_frame: u64, n: u64, dev: u64, test: u64| {
        let probability =
            if n == n_frame { "1".to_owned() } else { format!("{:.3}", n as f64 / n_frame as f64) };
        let [n_frame, n, dev, test] = [n_frame, n, dev, test].map(|it| it.to_string());
        vec![name.to_owned(), n_frame, n, probability, dev, test]
    };
    let (mut n_frame, mut dev, mut test) = (0, 0, 0);
    for it in &draw.strata {
        columns.row(row(&it.name, it.n_frame, it.n(), it.n_dev, it.n_test));
        n_frame += it.n_frame;
        dev += it.n_dev;
        test += it.n_test;
    }
    let mut all = row("in all", n_frame, dev + test, dev, test);
    all[3].clear();
    columns.row(all);
    write!(screen, "{}", columns.render(screen.width))?;
    let width = screen.width;
    if asked > n_frame {
        writeln!(screen, "\n{asked} were asked for, {n_frame} there are: all are drawn.")?;
    } else {
        let exhausted = draw.strata.iter().filter(|it| it.is_exhausted());
        let exhausted: Vec<String> = exhausted.map(|it| it.name.clone()).collect();
        if !exhausted.is_empty() {
            writeln!(screen, "\nAll segments are drawn of:")?;
            write!(screen, "{}", wrapped(&exhausted, "  ", width))?;
        }
    }
    let left_out = left_out(frame);
    if !left_out.is_empty() {
        writeln!(screen, "\nNot drawn from, segments:")?;
        for it in left_out {
            writeln!(screen, "  {it}")?;
        }
    }
    Ok(())
}

fn as_json(frame: &Frame, draw: &Draw) -> Value {
    let strata: Vec<Value> = draw
        .strata
        .iter()
        .map(|it| {
            json!({
                "stratum": it.name, "n_frame": it.n_frame, "n": it.n(),
                "probability": it.probability(), "n_dev": it.n_dev, "n_test": it.n_test,
            })
        })
        .collect();
    let out = &frame.left_out;
    let mut left_out = serde_json::Map::new();
    left_out.insert("reprints".to_owned(), json!(out.reprints));
    left_out.insert("repeated_texts".to_owned(), json!(out.repeated));
    left_out.insert("out_of_scope".to_owned(), json!(out.out_of_scope));
    left_out.extend(out.missing.iter().map(|(status, n)| (status.name().to_owned(), json!(n))));
    json!({ "n": draw.segments.len(), "strata": strata, "left_out": left_out })
}
