//! In how many documents each framing is present, and in how many it is the dominant one.

use framebook_engine::codebook::Measure;
use framebook_engine::count::Documents;
use framebook_engine::stats::{Method, effective_n, share};

use super::builder::{Builder, Cell, cells, defined, hidden, interval_note, measures, variable};
use super::row::{Below, Row, opening};
use super::{Input, Layout, Print, Table, TableError};

/// The table of documents of the whole.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let (count, percent) = (Print::Count, Print::Percent);
    let mut variables = opening(input);
    variables.extend([
        variable("present", "present", "Documents with a segment given the code", count),
        variable("of_present", "of", "Documents with a segment of the denominator", count),
        variable("present_share", "%", "Share of these documents", percent),
        variable("present_low", "low", "Lower end of the interval", percent),
        variable("present_high", "high", "Upper end of the interval", percent),
        hidden("present_effective_n", "Effective number of these documents", Print::Decimal),
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
        hidden("dominant_effective_n", "Effective number of these documents", Print::Decimal),
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
        interval_note(input, phrase(input)),
    ];
    builder.finish("by-document", "by document", Layout::List, notes, input)
}

/// How the intervals are made: where no document has a weight or a reprint the effective n is their number.
fn phrase(input: &Input<'_>) -> &'static str {
    match (input.context.method, input.collapsed.is_some()) {
        (Method::WilsonClustered, true) => {
            "Wilson score intervals with effective n (in the CSV); reprints of one text are one cluster"
        }
        (Method::WilsonClustered, false) if input.context.weight.is_some() => {
            "Wilson score intervals with effective n (in the CSV), documents taken as independent"
        }
        (Method::WilsonClustered, false) => {
            "Wilson score intervals, documents taken as independent"
        }
        (method, _) => method.phrase(),
    }
}

/// Documents of which something is counted: how many, of how many, and which.
type Asked = (u64, u64, Documents);

fn code_row(input: &Input<'_>, row: Row, measure: Measure) -> Vec<Cell> {
    let total = input.tally.total();
    let count = row.count(&total, measure);
    let complete = total.none(measure).of.documents;
    let present = |code| (count.documents, count.of.documents, Documents::With(code));
    let dominant = |of| (count.dominant, complete, of);
    let (present, dominant) = match row {
        Row::Framing(code, 0) => (Some(present(code)), Some(dominant(Documents::Dominant(code)))),
        Row::Framing(code, _) | Row::Object(code, _) => (Some(present(code)), None),
        Row::None => (None, Some(dominant(Documents::None))),
    };
    let mut cells = row.opening(input.codebook, measure);
    fill(input, measure, [present, dominant], &mut cells);
    cells
}

fn mixed(input: &Input<'_>, measure: Measure) -> Vec<Cell> {
    let total = input.tally.total();
    let (n, complete) = (total.mixed(measure), total.none(measure).of.documents);
    let mut cells = Below { kind: "mixed", label: "Mixed", depth: 0 }.opening_of(measure);
    fill(input, measure, [None, Some((n, complete, Documents::Mixed))], &mut cells);
    cells
}

/// Count, denominator, share, both ends and effective n; what is not asked of the row is missing.
fn fill(input: &Input<'_>, measure: Measure, asked: [Option<Asked>; 2], row: &mut Vec<Cell>) {
    let mut reason = None;
    for asked in asked {
        let Some((y, n, of)) = asked else {
            row.extend([const { Cell::Missing }; 6]);
            continue;
        };
        let sums = input.tally.documents(of, measure);
        let estimate = share(&sums, input.context.method, input.context.level);
        reason = reason.or(estimate.reason());
        row.extend([defined(y, n), n.into()]);
        row.extend(cells(&estimate));
        row.push(effective_n(&sums, input.context.level).map(|it| it.n).into());
    }
    row.push(reason.map(|it| it.sentence()).into());
}
