//! Figures of the shares of framings: counts enter, a [`Figure`] leaves, its caption with everything that
//! a reader must know. Nothing is drawn here.

use crate::chart::{self, CHARTS, Cell, Cells, Data, Figure, Matrix, Series, Unit, Whole};
use crate::engine::codebook::Measure;
use crate::engine::count::{CodeCount, Counted};
use crate::engine::stats::{Method, share};
use crate::table::Input;

use super::Failure;
use super::stored::{Event, Phase};

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
    let scope = if of_codings { "codings" } else { scope(input) };
    figure.axis_label = format!("Share of {scope}");
    let intervals = match kind {
        "stacked" | "heat" => String::new(),
        _ => intervals(input),
    };
    let what = match of_codings {
        true => "share of the codings of all framings, unweighted; a segment with two counts twice",
        false => &format!("share of {scope} with the code"),
    };
    let by = by.map_or(String::new(), |by| format!(" by {by}"));
    figure.caption = caption(input, measure, &by, &format!("{what}{intervals}"));
    Ok(figure)
}

/// The shares of top-level codes year by year, with the phases and events of a study; from counts by
/// year. `None` where no two years have documents.
pub fn trend(input: &Input<'_>, phases: &[Phase], events: &[Event]) -> Option<Figure> {
    let measure = input.context.measures.first().copied().unwrap_or(input.codebook.measure);
    let groups = input.tally.groups();
    let year = |label: &str| label.parse::<i32>().ok();
    let counted: Vec<(i32, Counted<'_>)> =
        groups.iter().filter_map(|(key, it)| Some((year(&key.label())?, *it))).collect();
    let (first, last) = (counted.first()?.0, counted.last()?.0);
    if !(1..LONGEST).contains(&(last - first)) {
        return None;
    }
    let point = |code: usize, year: i32| match counted.iter().find(|it| it.0 == year) {
        Some((_, counted)) => cell(input, &counted.code(code, measure)),
        None => Cell::missing("no documents", Some(0)),
    };
    let lines = input.tally.top().iter().zip(labels(input)).map(|(&code, name)| chart::Trend {
        name,
        points: (first..=last).map(|year| point(code, year)).collect(),
    });
    let within = |year: i32| f64::from(year.clamp(first, last));
    let phases = phases
        .iter()
        .filter(|it| it.from.is_none_or(|from| from <= last) && it.to.is_none_or(|to| to >= first));
    let phases = phases.map(|it| chart::Phase {
        from: within(it.from.unwrap_or(first)),
        to: within(it.to.unwrap_or(last)),
        name: it.name.clone(),
    });
    let events = events.iter().filter(|it| (first..=last).contains(&it.year));
    let events = events.map(|it| chart::Event { at: f64::from(it.year), name: it.label.clone() });
    let series = Series {
        x: (first..=last).map(f64::from).collect(),
        lines: lines.collect(),
        phases: phases.collect(),
        events: events.collect(),
        ..Series::default()
    };
    let mut figure = Figure::new("trend", series);
    let scope = scope(input);
    figure.axis_label = format!("Share of {scope}");
    let what = format!("share of {scope} with the code{}", intervals(input));
    figure.caption = caption(input, measure, " by year", &what);
    Some(figure)
}

/// Most years of a trend.
const LONGEST: i32 = 400;

/// How top-level codes go together in a segment: phi of each pair. `None` with fewer than two codes.
pub fn cooccurrence(input: &Input<'_>) -> Option<Figure> {
    let measure = input.context.measures.first().copied().unwrap_or(input.codebook.measure);
    let top = input.tally.top();
    if top.len() < 2 {
        return None;
    }
    let pairs = input.tally.pairs(measure);
    let phi = |row: usize, column: usize| {
        let pair = pairs.iter().find(|it| it.codes == (top[column], top[row]));
        let Some(pair) = pair else { return Cell::missing("no such pair", None) };
        let phi = pair.segments.phi(input.context.level);
        match (phi.value(), phi.reason()) {
            (Some(value), _) => Cell::new(value, None, Some(pair.segments.n)),
            (None, reason) => {
                Cell::missing(reason.map_or("undefined", |it| it.sentence()), Some(pair.segments.n))
            }
        }
    };
    let mut figure = Figure::new("heat", Matrix::symmetric(labels(input), phi));
    figure.unit = Unit::Signed;
    figure.axis_label = "phi".to_owned();
    let what = "phi, the correlation of two codes over segments (0 by chance)";
    figure.caption = caption(input, measure, ", standing together", what);
    Some(figure)
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

fn caption(input: &Input<'_>, measure: Measure, by: &str, what: &str) -> String {
    let codebook = input.codebook;
    format!(
        "{}{by}: {what}. Unit: {}; measure: {}; codebook “{}” ({} {}); framebook {}{}.",
        if input.context.framings { "Framings" } else { "Mentions" },
        input.context.unit,
        measure.name(),
        codebook.title,
        codebook.id,
        codebook.version,
        env!("CARGO_PKG_VERSION"),
        if input.context.validated { "" } else { "; indicators, not validated" },
    )
}

/// Codes by groups: shares of segments.
fn shares(input: &Input<'_>, by: Option<&str>, measure: Measure) -> Cells {
    let top = input.tally.top();
    // a group without a segment in scope has nothing to draw; its row stands in the table
    let mut groups = by.map(|_| input.tally.groups()).unwrap_or_default();
    groups.retain(|it| it.1.in_scope() > 0);
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
