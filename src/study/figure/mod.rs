//! Figures of a study: what a table is made from enters, a [`Figure`] leaves, its caption with everything
//! that a reader must know. Nothing is drawn here. A figure more is one file with a function from
//! [`Asked`] to a [`Figure`], and a line in [`FIGURES`].

mod cooccurrence;
pub mod corrected;
mod keyness;
mod network;
mod panels;
mod residuals;
mod shares;
mod trend;

use crate::chart::{Cell, Figure};
use crate::engine::codebook::Measure;
use crate::engine::count::CodeCount;
use crate::engine::stats::{Estimate, Method, share};
use crate::table::{self, Input, TableEntry, TableError};

use super::Failure;
use super::stored::{Event, Phase, StoredSource};
use super::variable::label;

/// What a figure is made from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The source.
    pub source: &'a StoredSource,
    /// Which of its passes.
    pub at: usize,
    /// What its table is made from.
    pub input: &'a Input<'a>,
    /// Variables that it is split by.
    pub by: &'a [String],
    /// The group that is held to the rest, for figures that compare two.
    pub group: Option<&'a str>,
    /// The phases of the study, for an axis of time.
    pub phases: &'a [Phase],
    /// The events of the study, for an axis of time.
    pub events: &'a [Event],
}

/// A kind of figure: what commands, help and docs read.
#[derive(Clone, Copy, Debug)]
pub struct FigureEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub doc: &'static str,
    /// The table that it is made from; none is the frequencies, or the crosstab where variables are named.
    table: Option<&'static str>,
    /// From counts to a figure.
    pub draw: fn(&Asked<'_>) -> Result<Figure, Failure>,
}

/// Every figure there is.
pub const FIGURES: &[FigureEntry] = &[
    FigureEntry {
        name: "bars",
        doc: "bars with intervals",
        table: None,
        draw: |asked| shares::draw(asked, "bars"),
    },
    FigureEntry {
        name: "dots",
        doc: "points with intervals",
        table: None,
        draw: |asked| shares::draw(asked, "dots"),
    },
    FigureEntry {
        name: "stacked",
        doc: "parts of a whole, a bar a group; where a segment can have several codes, of all codings (--by)",
        table: None,
        draw: |asked| shares::draw(asked, "stacked"),
    },
    FigureEntry {
        name: "heat",
        doc: "a heat map of shares (--by)",
        table: None,
        draw: |asked| shares::draw(asked, "heat"),
    },
    FigureEntry {
        name: "residuals",
        doc: "a heat map of adjusted residuals: which groups stand out (--by)",
        table: Some("crosstab"),
        draw: residuals::draw,
    },
    FigureEntry {
        name: "panels",
        doc: "small multiples, a panel a group of the last variable (--by year --by country)",
        table: Some("crosstab"),
        draw: panels::draw,
    },
    FigureEntry {
        name: "trend",
        doc: "lines by year with bands, phases and events",
        table: Some("trend"),
        draw: trend::draw,
    },
    FigureEntry {
        name: "cooccurrence",
        doc: "a heat map of phi: which codes go together in a segment",
        table: Some("cooccurrence"),
        draw: cooccurrence::draw,
    },
    FigureEntry {
        name: "network",
        doc: "actors and framings: who voices what, or which groups stand with which (--by actors)",
        table: Some("attribution"),
        draw: network::draw,
    },
    FigureEntry {
        name: "corrected",
        doc: "raw shares with those corrected for the dictionary's errors beside; a panel a code with --by",
        table: None,
        draw: corrected::draw,
    },
    FigureEntry {
        name: "keyness",
        doc: "diverging bars: the words that tell a group from the rest (--by, --group)",
        table: Some("keyness"),
        draw: keyness::draw,
    },
];

/// A figure by its name.
///
/// # Errors
///
/// An unknown name; the message lists those there are.
pub fn entry(name: &str) -> Result<&'static FigureEntry, Failure> {
    FIGURES.iter().find(|it| it.name == name).ok_or_else(|| {
        let names: Vec<&str> = FIGURES.iter().map(|it| it.name).collect();
        format!("unknown chart `{name}`; there are: {}", names.join(", ")).into()
    })
}

/// The figure that shows a table of the whole, where there is one.
pub fn of_table(name: &str) -> Option<&'static FigureEntry> {
    match name {
        "frequency" => FIGURES.first(),
        _ => FIGURES.iter().find(|it| it.table == Some(name)),
    }
}

impl FigureEntry {
    /// The table that the figure is made from.
    ///
    /// # Errors
    ///
    /// None: the tables that are named here exist.
    pub fn table(&self, by: &[String]) -> Result<&'static TableEntry, TableError> {
        table::entry(match (self.table, by) {
            (None, []) => "frequency",
            (None | Some("attribution"), [_, ..]) => "crosstab",
            (Some(table), _) => table,
        })
    }
}

impl Asked<'_> {
    /// The measure that is drawn: the first that is asked for, or the codebook's.
    fn measure(&self) -> Measure {
        let input = self.input;
        input.context.measures.first().copied().unwrap_or(input.codebook.measure)
    }

    /// What a variable is called over a legend: a code by its label, all else by its name.
    fn title(&self, by: &str) -> String {
        let of_code =
            |it: &super::stored::StoredPass| it.codebook.code(by).map(|at| label(&it.codebook, at));
        self.source.passes.iter().find_map(of_code).unwrap_or_else(|| by.to_owned())
    }

    /// What stands before the colon of a caption: `Framings by country and year`.
    fn subject(&self) -> String {
        subject(self.input, self.by)
    }
}

fn subject(input: &Input<'_>, by: &[String]) -> String {
    let what = if input.context.framings { "Framings" } else { "Mentions" };
    match by {
        [] => what.to_owned(),
        by => format!("{what} by {}", by.join(" and ")),
    }
}

fn scope(input: &Input<'_>) -> &'static str {
    match input.context.framings && input.codebook.about.is_some() {
        true => "segments in scope",
        false => "segments",
    }
}

fn intervals(input: &Input<'_>) -> String {
    let percent = input.context.level * 100.0;
    match input.context.method {
        Method::None => String::new(),
        Method::WilsonClustered => format!(", {percent} % intervals clustered by document"),
        _ => format!(", {percent} % intervals"),
    }
}

/// The caption of a figure of shares, or of what is made of shares: weighted where the source is.
fn caption(asked: &Asked<'_>, what: &str) -> String {
    weighted(asked.input, asked.measure(), &asked.subject(), what)
}

/// The same for what stands for no table that was asked for.
fn weighted(input: &Input<'_>, measure: Measure, subject: &str, what: &str) -> String {
    let weight = input.context.weight.as_ref();
    let weight = weight.map(|it| format!("; weighted by `{it}`")).unwrap_or_default();
    told(input, measure, subject, what, &weight)
}

/// The caption of a figure of counts: never weighted, which is told where shares of the source are.
fn caption_of_counts(asked: &Asked<'_>, subject: &str, what: &str) -> String {
    unweighted(asked.input, asked.measure(), subject, what)
}

/// The same of what does not weigh, though the source does.
fn unweighted(input: &Input<'_>, measure: Measure, subject: &str, what: &str) -> String {
    let weight = input.context.weight.as_ref().map_or("", |_| "; unweighted");
    told(input, measure, subject, what, weight)
}

fn told(input: &Input<'_>, measure: Measure, subject: &str, what: &str, weight: &str) -> String {
    let Input { codebook, context, .. } = input;
    format!(
        "{subject}: {what}. Unit: {}; measure: {}{weight}; codebook “{}” ({}); framebook {}{}.",
        context.unit,
        measure.name(),
        codebook.title,
        format!("{} {}", codebook.id, codebook.version).trim_end(),
        env!("CARGO_PKG_VERSION"),
        if context.validated { "" } else { "; indicators, not validated" },
    )
}

fn labels(input: &Input<'_>) -> Vec<String> {
    input.tally.top().iter().map(|&code| label(input.codebook, code)).collect()
}

/// A share with its interval.
fn cell(input: &Input<'_>, count: &CodeCount) -> Cell {
    let share = share(&count.clusters, input.context.method, input.context.level);
    estimated(&share, Some(count.of.segments))
}

/// An estimate with its interval, or why there is none.
fn estimated(estimate: &Estimate, n: Option<u64>) -> Cell {
    match (estimate.value(), estimate.reason()) {
        (Some(value), _) => Cell::new(value, estimate.interval().map(|it| (it.low, it.high)), n),
        (None, reason) => Cell::missing(reason.map_or("undefined", |it| it.sentence()), n),
    }
}
