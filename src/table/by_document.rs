//! In how many documents each framing is present, and in how many it is the dominant one.

use framebook_engine::codebook::Measure;
use framebook_engine::stats::{Estimate, Method, share, wilson};

use super::builder::{Builder, Cell, cells, defined, hidden, interval_note, measures, variable};
use super::row::{Below, Row, opening};
use super::{Input, Layout, Print, Table, TableError};

/// The table of documents of the whole.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let context = input.context.plain();
    let input = &Input { context: &context, ..*input };
    let (count, percent) = (Print::Count, Print::Percent);
    let mut variables = opening(input);
    variables.extend([
        variable("present", "present", "Documents with a segment given the code", count),
        variable("of_present", "of", "Documents with a segment of the denominator", count),
        variable("present_share", "%", "Share of these documents", percent),
        variable("present_low", "low", "Lower end of the interval", percent),
        variable("present_high", "high", "Upper end of the interval", percent),
        variable("dominant", "dominant", "Documents in which it is dominant", count),
        variable(
            "of_dominant",
            "of",
            "Documents with a segment of which every top-level framing is asked",
            count,
        ),
        variable("dominant_share", "%", "Share of these documents", percent),
        variable("dominant_low", "low", "Lower end of the interval", percent),
        variable("dominant_high", "high", "Upper end of the interval", percent),
        hidden("undefined_because", "Why a share or an interval is missing", Print::Text),
    ]);
    let mut builder = Builder::new(variables, input);
    for measure in measures(input) {
        for row in Row::all(input.codebook) {
            if row == Row::None {
                builder.row(mixed(input, measure));
            }
            builder.row(code_row(input, row, measure));
        }
    }
    let notes = vec![
        "present: in at least one segment; dominant: given in more segments of the document than any \
         other top-level framing, a tie is mixed"
            .to_owned(),
        "subcodes and the object are not asked which one dominates".to_owned(),
        match input.context.method {
            Method::None => interval_note(input, Method::None.phrase()),
            _ => interval_note(input, "Wilson score intervals, documents taken as independent"),
        },
    ];
    builder.finish("by-document", "by document", Layout::List, notes, input)
}

fn estimate(input: &Input<'_>, y: u64, n: u64) -> Estimate {
    let level = input.context.level;
    match input.context.method {
        Method::None => {
            let mut sums = framebook_engine::stats::Clusters::default();
            (sums.y, sums.n) = (y, n);
            share(&sums, Method::None, level)
        }
        _ => wilson(y, n, level),
    }
}

fn code_row(input: &Input<'_>, row: Row, measure: Measure) -> Vec<Cell> {
    let total = input.tally.total();
    let count = row.count(&total, measure);
    let none = total.none(measure).of.documents;
    let present = (row != Row::None).then_some((count.documents, count.of.documents));
    let top = matches!(row, Row::None | Row::Framing(_, 0));
    let dominant = top.then_some((count.dominant, none));
    let mut cells = row.opening(input.codebook, measure);
    fill(input, present, dominant, &mut cells);
    cells
}

fn mixed(input: &Input<'_>, measure: Measure) -> Vec<Cell> {
    let total = input.tally.total();
    let dominant = (total.mixed(measure), total.none(measure).of.documents);
    let mut cells = Below { kind: "mixed", label: "Mixed", depth: 0 }.opening_of(measure);
    fill(input, None, Some(dominant), &mut cells);
    cells
}

/// Count, denominator, share and ends of both; what is not asked of the row is missing.
fn fill(
    input: &Input<'_>,
    present: Option<(u64, u64)>,
    dominant: Option<(u64, u64)>,
    row: &mut Vec<Cell>,
) {
    let mut reason = None;
    for pair in [present, dominant] {
        match pair {
            None => row.extend([const { Cell::Missing }; 5]),
            Some((y, n)) => {
                let estimate = estimate(input, y, n);
                reason = reason.or(estimate.reason());
                row.extend([defined(y, n), n.into()]);
                row.extend(cells(&estimate));
            }
        }
    }
    row.push(reason.map(|it| it.sentence()).into());
}
