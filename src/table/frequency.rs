//! How often each code is given: segments, documents, matches, per 1,000 words, and the share of the
//! segments in scope with its interval.

use framebook_engine::codebook::Measure;
use framebook_engine::count::Counted;
use framebook_engine::stats::{Method, effective_n, share};

use super::builder::{
    Builder, Cell, cells, defined, denominator_notes, hidden, interval_note, measures, variable,
};
use super::row::{Row, below, below_counts, opening};
use super::{Input, Layout, Print, Table, TableError};

/// The frequency table of the whole.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let (count, percent) = (Print::Count, Print::Percent);
    let mut collapsed =
        variable("collapsed_share", "% collapsed", "Share without reprints", percent);
    collapsed.shown = input.collapsed.is_some();
    let mut effective_n =
        variable("effective_n", "effective n", "Effective number of segments", Print::Decimal);
    effective_n.shown = input.context.weight.is_some();
    let mut variables = opening(input);
    variables.extend([
        variable("segments", "segments", "Segments given the code", count),
        variable("of_segments", "of", "Segments in which the coding is 1 or 0", count),
        variable("share", "%", "Share of these segments", percent),
        variable("share_low", "low", "Lower end of the interval of the share", percent),
        variable("share_high", "high", "Upper end of the interval of the share", percent),
        effective_n,
        hidden("collapsed_segments", "Without reprints: segments given the code", count),
        hidden("collapsed_of_segments", "Without reprints: segments in which it is 1 or 0", count),
        collapsed,
        variable("documents", "documents", "Documents with such a segment", count),
        variable("of_documents", "of", "Documents with a segment of the denominator", count),
        hidden("document_share", "Share of these documents", percent),
        variable("matches", "matches", "Counted matches in the denominator's segments", count),
        hidden("words", "Words of the denominator's segments", count),
        variable(
            "per_1000_words",
            "per 1,000 words",
            "Matches per 1,000 words of the denominator's segments",
            Print::Decimal,
        ),
        hidden("missing_segments", "Segments in which the coding is missing", count),
        hidden("design_effect", "Variance over that of independent segments", Print::Decimal),
        hidden("undefined_because", "Why the share or its interval is missing", Print::Text),
    ]);
    let mut builder = Builder::new(variables, input);
    for measure in measures(input) {
        for row in Row::all(input.codebook) {
            builder.row(code_row(input, row, measure));
        }
    }
    let total = input.tally.total();
    let all = total.all();
    let without = |n: &dyn Fn(&Counted<'_>) -> u64| -> Cell {
        input.collapsed.map(|it| n(&it.total())).into()
    };
    for row in below(&total) {
        let counts = below_counts(row.kind, &total);
        let of = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
        let why = if all.segments > 0 {
            "a count of this corpus, no estimate"
        } else {
            "there is nothing in the denominator"
        };
        let mut cells = row.opening();
        cells.extend([
            counts.segments.into(),
            all.segments.into(),
            of(counts.segments, all.segments).into(),
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            without(&|it| below_counts(row.kind, it).segments),
            without(&|it| it.all().segments),
            Cell::Missing,
            counts.documents.into(),
            all.documents.into(),
            of(counts.documents, all.documents).into(),
            Cell::Missing,
            counts.words.into(),
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            why.into(),
        ]);
        builder.row(cells);
    }
    let mut notes = denominator_notes(input);
    notes.push("in scope, out of scope and missing: share of all segments".to_owned());
    if input.collapsed.is_some() {
        notes.push(
            "% collapsed: the share where of each group of reprints only the earliest counts"
                .into(),
        );
    }
    notes.push(interval_note(input, input.context.method.phrase()));
    builder.finish("frequency", "frequency", Layout::List, notes, input)
}

fn code_row(input: &Input<'_>, row: Row, measure: Measure) -> Vec<Cell> {
    let count = row.count(&input.tally.total(), measure);
    let estimate = share(&count.clusters, input.context.method, input.context.level);
    let [value, low, high] = cells(&estimate);
    let effective = effective_n(&count.clusters, input.context.level);
    let of = count.of;
    let matches = (row != Row::None).then_some(count.matches);
    let rate = matches.filter(|_| of.words > 0).map(|it| it as f64 * 1000.0 / of.words as f64);
    let collapsed = input.collapsed.map(|it| row.count(&it.total(), measure));
    let collapsed_share = collapsed.and_then(|it| share(&it.clusters, Method::None, 0.0).value());
    let mut cells = row.opening(input.codebook, measure);
    cells.extend([
        defined(count.segments, of.segments),
        of.segments.into(),
        value,
        low,
        high,
        effective.map(|it| it.n).into(),
        collapsed.map(|it| it.segments).into(),
        collapsed.map(|it| it.of.segments).into(),
        collapsed_share.into(),
        defined(count.documents, of.documents),
        of.documents.into(),
        (of.documents > 0).then(|| count.documents as f64 / of.documents as f64).into(),
        matches.filter(|_| of.segments > 0).into(),
        of.words.into(),
        rate.into(),
        count.missing.into(),
        effective.and_then(|it| it.design_effect).into(),
        estimate.reason().map(|it| it.sentence()).into(),
    ]);
    cells
}
