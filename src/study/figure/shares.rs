//! The shares of top-level codes, by groups where variables are named: bars, dots, stacked bars, heat maps.

use crate::chart::{Cell, Cells, Data, Figure, Matrix, Panel, Panels, Whole};
use crate::engine::codebook::Measure;
use crate::engine::count::{CodeCount, Counted};
use crate::table::Input;

use super::{Asked, Failure, caption, caption_of_counts, cell, intervals, labels, scope};

/// Shares of segments, but for `stacked`: where a segment can have several codes, it shows the parts of all
/// codings of a group.
pub(super) fn draw(asked: &Asked<'_>, kind: &str) -> Result<Figure, Failure> {
    let (input, measure) = (asked.input, asked.measure());
    let titles: Vec<String> = asked.by.iter().map(|it| asked.title(it)).collect();
    let by = (!titles.is_empty()).then(|| titles.join(" · "));
    let by = by.as_deref();
    let of_codings = kind == "stacked" && !input.codebook.single_label;
    let data: Data = match (kind, by) {
        ("stacked", Some(_)) if of_codings => codings(input, measure).into(),
        ("stacked", Some(by)) => {
            let parts = shares(input, Some(by), measure).transposed("");
            Cells { whole: Whole::Segments, ..parts }.into()
        }
        ("heat", Some(by)) => {
            let matrix = Matrix::from(&shares(input, Some(by), measure));
            match are_many(&matrix.columns, &matrix.rows) {
                true => matrix.turned().into(),
                false => matrix.into(),
            }
        }
        ("stacked" | "heat", None) => {
            return Err(format!(
                "a chart `{kind}` needs groups; name a variable with --by, or take `bars` or `dots`"
            )
            .into());
        }
        _ => {
            let shares = shares(input, by, measure);
            match shares.groups.len() > MOST_GROUPS {
                true => by_code(&shares).into(),
                false => shares.into(),
            }
        }
    };
    let turned = matches!(data, Data::Panels(_));
    let mut figure = Figure::new(if turned { "panels" } else { kind }, data);
    let scope = if of_codings { "codings" } else { scope(input) };
    figure.axis_label = format!("Share of {scope}");
    let intervals = match kind {
        "stacked" | "heat" => String::new(),
        _ => intervals(input),
    };
    figure.caption = if of_codings {
        let what = "share of the codings of all framings; a segment with two counts twice";
        caption_of_counts(asked, &asked.subject(), what)
    } else {
        let panels = if turned { "; a panel a code" } else { "" };
        caption(asked, &format!("share of {scope} with the code{intervals}{panels}"))
    };
    Ok(figure)
}

/// More groups than this are not told apart by their signs: then they are rows.
const MOST_GROUPS: usize = 12;

/// True where groups have to be the rows of a matrix, codes its columns.
pub(super) fn are_many(groups: &[String], codes: &[String]) -> bool {
    groups.len() > MOST_GROUPS && groups.len() > codes.len()
}

/// A panel a code, a row a group.
fn by_code(shares: &Cells) -> Panels {
    let panel = |(title, cells): (&str, &[Cell])| Panel {
        title: title.to_owned(),
        data: Cells {
            categories: shares.groups.clone(),
            cells: cells.to_vec(),
            ..Cells::default()
        }
        .into(),
    };
    Panels { panels: shares.rows().map(panel).collect(), turned: true }
}

/// Codes by groups: shares of segments.
pub(super) fn shares(input: &Input<'_>, by: Option<&str>, measure: Measure) -> Cells {
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
