//! Figures of the shares of framings: counts enter, a [`Figure`] leaves, its caption with everything that
//! a reader must know. Nothing is drawn here.

use crate::chart::{CHARTS, Cell, Cells, Data, Figure, Matrix, Whole};
use crate::engine::codebook::Measure;
use crate::engine::count::{CodeCount, Counted};
use crate::engine::stats::{Method, share};
use crate::table::Input;

use super::Failure;

/// The kinds of charts that shares of framings can be drawn as: those that take cells, or a matrix of
/// them.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    let takes = [Data::Cells(Cells::default()), Data::Matrix(Matrix::default())];
    let takes = takes.map(|data| data.kind());
    let kinds = CHARTS.iter().filter(move |entry| takes.contains(&entry.takes));
    kinds.map(|entry| (entry.name, entry.doc))
}

/// The shares of top-level codes, by groups where a variable is named, as a chart of a kind.
///
/// All show shares of segments, but for `stacked`: where a segment can have several codes, it shows the
/// parts of all codings of a group.
///
/// # Errors
///
/// A heat map or stacked bars without a variable to group by. A figure that can not be drawn is refused
/// when it is.
pub fn figure(input: &Input<'_>, by: Option<&str>, kind: &str) -> Result<Figure, Failure> {
    let codebook = input.codebook;
    let measure = input.context.measures.first().copied().unwrap_or(codebook.measure);
    let of_codings = kind == "stacked" && !codebook.single_label;
    let data: Data = match (kind, by) {
        ("stacked", Some(_)) if of_codings => codings(input, measure).into(),
        ("stacked", Some(by)) => {
            let parts = shares(input, Some(by), measure).transposed("");
            Cells { whole: Whole::Segments, ..parts }.into()
        }
        ("heat", Some(by)) => Matrix::from(&shares(input, Some(by), measure)).into(),
        ("stacked" | "heat", None) => {
            return Err(format!(
                "a chart `{kind}` needs groups; name a variable with --by, or take `bars` or `dots`"
            )
            .into());
        }
        _ => shares(input, by, measure).into(),
    };
    let mut figure = Figure::new(kind, data);
    let scope = match (of_codings, input.context.framings && codebook.about.is_some()) {
        (true, _) => "codings",
        (false, true) => "segments in scope",
        (false, false) => "segments",
    };
    figure.axis_label = format!("Share of {scope}");
    let percent = input.context.level * 100.0;
    let intervals = match (kind, input.context.method) {
        ("stacked" | "heat", _) | (_, Method::None) => String::new(),
        (_, Method::WilsonClustered) => format!(", {percent} % intervals clustered by document"),
        _ => format!(", {percent} % intervals"),
    };
    let what = match of_codings {
        true => "share of the codings of all framings, unweighted; a segment with two counts twice",
        false => "share of {scope} with the code",
    };
    figure.caption = format!(
        "{}{}: {}{intervals}. Unit: {}; measure: {}; codebook “{}” ({} {}); framebook {}{}.",
        if input.context.framings { "Framings" } else { "Mentions" },
        by.map_or(String::new(), |by| format!(" by {by}")),
        what.replace("{scope}", scope),
        input.context.unit,
        measure.name(),
        codebook.title,
        codebook.id,
        codebook.version,
        env!("CARGO_PKG_VERSION"),
        if input.context.validated { "" } else { "; indicators, not validated" },
    );
    Ok(figure)
}

/// Codes by groups: shares of segments.
fn shares(input: &Input<'_>, by: Option<&str>, measure: Measure) -> Cells {
    let top = input.tally.top();
    let groups = by.map(|_| input.tally.groups()).unwrap_or_default();
    let mut cells = Vec::new();
    for &code in top {
        if by.is_none() {
            cells.push(cell(input, &input.tally.total().code(code, measure)));
        }
        for (_, counted) in &groups {
            cells.push(cell(input, &counted.code(code, measure)));
        }
    }
    Cells {
        categories: labels(input),
        legend_title: by.unwrap_or_default().to_owned(),
        groups: groups.iter().map(|(key, _)| key.label()).collect(),
        cells,
        whole: Whole::None,
    }
}

/// Groups by codes: what part each code has in the codings of a group.
fn codings(input: &Input<'_>, measure: Measure) -> Cells {
    let groups = input.tally.groups();
    let cells = groups.iter().flat_map(|(_, counted)| parts(input, counted, measure));
    Cells {
        cells: cells.collect(),
        categories: groups.iter().map(|(key, _)| key.label()).collect(),
        legend_title: String::new(),
        groups: labels(input),
        whole: Whole::Codings,
    }
}

fn parts(input: &Input<'_>, counted: &Counted<'_>, measure: Measure) -> Vec<Cell> {
    let counts: Vec<CodeCount> =
        input.tally.top().iter().map(|&code| counted.code(code, measure)).collect();
    let all: u64 = counts.iter().map(|count| count.segments).sum();
    counts
        .iter()
        .map(|count| match (count.of.segments, all) {
            (0, _) => cell(input, count),
            (_, 0) => Cell::missing("no codings", Some(0)),
            _ => Cell::new(count.segments as f64 / all as f64, None, Some(all)),
        })
        .collect()
}

fn labels(input: &Input<'_>) -> Vec<String> {
    input.tally.top().iter().map(|&code| input.codebook.codes[code].label.clone()).collect()
}

fn cell(input: &Input<'_>, count: &CodeCount) -> Cell {
    let n = Some(count.of.segments);
    let share = share(&count.clusters, input.context.method, input.context.level);
    match (share.value(), share.reason()) {
        (Some(value), _) => Cell::new(value, share.interval().map(|it| (it.low, it.high)), n),
        (None, reason) => Cell::missing(reason.map_or("undefined", |it| it.sentence()), n),
    }
}
