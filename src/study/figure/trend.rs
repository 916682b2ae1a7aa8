//! The shares of top-level codes year by year, with the phases and events of the study.

use crate::chart::{self, Cell, Figure, Panel, Panels, Series};
use crate::engine::count::Counted;
use crate::engine::stats::Method;

use super::{Asked, Failure, caption, cell, intervals, labels, scope};

/// Most years of a trend.
const LONGEST: i64 = 400;
/// More bands than these hide each other.
const MOST_BANDS: usize = 2;

/// From counts by year.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    if asked.by.iter().any(|by| by != "year") {
        return Err("the axis of a trend is the year; for another variable take `dots`, or `panels` by `year` and that variable".into());
    }
    let groups = asked.input.tally.groups();
    let counted: Vec<(i32, Counted<'_>)> =
        groups.iter().filter_map(|(key, it)| Some((key.label().parse().ok()?, *it))).collect();
    let years = span(counted.iter().map(|it| it.0))?;
    let series = series(asked, years, &counted);
    let alone = without_interval(asked, &series);
    let apart = series.lines.len() > MOST_BANDS && asked.input.context.method != Method::None;
    let mut figure = match apart {
        true => Figure::new("panels", by_code(&series)),
        false => Figure::new("trend", series),
    };
    let scope = scope(asked.input);
    figure.axis_label = format!("Share of {scope}");
    let panels = if apart { "; a panel a code" } else { "" };
    let what =
        format!("by year, share of {scope} with the code{}{alone}{panels}", intervals(asked.input));
    figure.caption = caption(&Asked { by: &[], ..*asked }, &what);
    Ok(figure)
}

/// A panel a code, each with its line.
fn by_code(series: &Series) -> Panels {
    let panel = |line: &chart::Trend| {
        let alone = chart::Trend { name: String::new(), points: line.points.clone() };
        Panel {
            title: line.name.clone(),
            data: Series { lines: vec![alone], ..series.clone() }.into(),
        }
    };
    Panels { panels: series.lines.iter().map(panel).collect(), turned: true }
}

/// The years whose shares have no interval, as the clause of a caption: without one a point looks sure, and
/// it is the least sure.
fn without_interval(asked: &Asked<'_>, series: &Series) -> String {
    let bare = |at: usize| {
        let points = series.lines.iter().filter_map(|line| line.points.get(at));
        points.into_iter().any(|it| it.value.is_some() && it.low.is_none())
    };
    let years: Vec<String> = (0..series.x.len())
        .filter(|at| asked.input.context.method != Method::None && bare(*at))
        .map(|at| series.x[at].to_string())
        .collect();
    match years.len() {
        0 => String::new(),
        _ => format!(", none where a year has one document ({})", years.join(", ")),
    }
}

/// The first and the last year.
///
/// # Errors
///
/// Fewer than two, or more between than can be drawn.
pub(super) fn span(years: impl Iterator<Item = i32> + Clone) -> Result<(i32, i32), Failure> {
    let (first, last) = (years.clone().min(), years.max());
    let Some((first, last)) = first.zip(last).filter(|it| it.0 < it.1) else {
        return Err("a line needs documents of two years".into());
    };
    match i64::from(last) - i64::from(first) {
        ..LONGEST => Ok((first, last)),
        _ => Err(format!("`{first}` to `{last}` is more than {LONGEST} years").into()),
    }
}

/// A line a top-level code over the years, with the phases and events of the study.
pub(super) fn series(
    asked: &Asked<'_>,
    (first, last): (i32, i32),
    counted: &[(i32, Counted<'_>)],
) -> Series {
    let (input, measure) = (asked.input, asked.measure());
    let point = |code: usize, year: i32| match counted.iter().find(|it| it.0 == year) {
        Some((_, counted)) => cell(input, &counted.code(code, measure)),
        None => Cell::missing("no documents", Some(0)),
    };
    let lines = input.tally.top().iter().zip(labels(input)).map(|(&code, name)| chart::Trend {
        name,
        points: (first..=last).map(|year| point(code, year)).collect(),
    });
    let within = |year: i32| f64::from(year.clamp(first, last));
    let phases = asked
        .phases
        .iter()
        .filter(|it| it.from.is_none_or(|from| from <= last) && it.to.is_none_or(|to| to >= first));
    let phases = phases.map(|it| chart::Phase {
        from: within(it.from.unwrap_or(first)),
        to: within(it.to.unwrap_or(last)),
        name: it.name.clone(),
    });
    let events = asked.events.iter().filter(|it| (first..=last).contains(&it.year));
    let events = events.map(|it| chart::Event { at: f64::from(it.year), name: it.label.clone() });
    Series {
        x: (first..=last).map(f64::from).collect(),
        lines: lines.collect(),
        phases: phases.collect(),
        events: events.collect(),
        ..Series::default()
    }
}
