//! Which framings stand together, in a segment and in a document: counts, Jaccard's coefficient, phi,
//! lift. A row a pair of top-level framings and a level.

use framebook_engine::codebook::Measure;
use framebook_engine::count::Pair;
use framebook_engine::stats::{Estimate, Together};

use super::builder::{Builder, Cell, cells, hidden, measures, variable};
use super::row::Row;
use super::{Input, Layout, Print, Table, TableError};

/// The table of all pairs of the whole.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let context = input.context.plain();
    let input = &Input { context: &context, ..*input };
    let (count, decimal) = (Print::Count, Print::Decimal);
    let mut measure = hidden("measure", "Which matches count", Print::Text);
    measure.shown = measures(input).len() > 1;
    let variables = vec![
        measure,
        hidden("kind", "segments or documents: in what they stand together", Print::Text),
        hidden("code", "Id of the first framing", Print::Text),
        hidden("other_code", "Id of the second framing", Print::Text),
        variable("label", "Framing", "Label of the first framing", Print::Text),
        variable("other_label", "with", "Label of the second framing", Print::Text),
        hidden("depth", "Depth in the tree of codes", count),
        variable("level", "in", "segments or documents", Print::Text),
        variable("both", "both", "With both framings", count),
        variable("first", "first", "With the first", count),
        variable("second", "second", "With the second", count),
        variable("n", "of", "All in which neither coding is missing", count),
        hidden("expected", "With both if they stood together by chance", decimal),
        variable("jaccard", "Jaccard", "With both, of those with any of the two", decimal),
        hidden("jaccard_low", "Lower end of its interval", decimal),
        hidden("jaccard_high", "Upper end of its interval", decimal),
        variable("phi", "phi", "Correlation of the two codes, −1 to 1", decimal),
        hidden("phi_low", "Lower end of its interval", decimal),
        hidden("phi_high", "Upper end of its interval", decimal),
        variable("lift", "lift", "With both, over what chance would give", decimal),
        hidden("lift_low", "Lower end of its interval", decimal),
        hidden("lift_high", "Upper end of its interval", decimal),
        hidden("undefined_because", "Why a coefficient is missing", Print::Text),
    ];
    let mut builder = Builder::new(variables, input);
    for measure in measures(input) {
        let pairs = input.tally.pairs(measure);
        for (level, of) in [
            ("segments", (|it| it.segments) as fn(&Pair) -> Together),
            ("documents", |it| it.documents),
        ] {
            for pair in &pairs {
                builder.row(pair_row(input, measure, level, pair.codes, of(pair)));
            }
        }
    }
    let notes = vec![
        "pairs of top-level framings; in segments: both in one segment in scope; in documents: each \
         in some segment of it"
            .to_owned(),
        "Jaccard: both over any; phi: correlation, 0 by chance; lift: both over what chance would \
         give, 1 by chance"
            .to_owned(),
        "intervals, in the CSV, take segments (documents) as independent; documents long enough for \
         everything hold everything, so read phi and lift by segment"
            .to_owned(),
    ];
    builder.finish("cooccurrence", "standing together", Layout::List, notes, input)
}

fn pair_row(
    input: &Input<'_>,
    measure: Measure,
    level: &str,
    codes: (usize, usize),
    together: Together,
) -> Vec<Cell> {
    let known = together.n > 0;
    let (first, second) = (Row::Framing(codes.0, 0), Row::Framing(codes.1, 0));
    let of = |n: u64| if known { Cell::from(n) } else { Cell::Missing };
    let expected = together.first as f64 * together.second as f64 / together.n as f64;
    // a census has no interval; these never know of clusters
    let level_of = input.context.level;
    let estimates = [together.jaccard(level_of), together.phi(level_of), together.lift(level_of)];
    let mut row = vec![
        measure.name().into(),
        level.into(),
        first.code(input.codebook).into(),
        second.code(input.codebook).into(),
        first.label(input.codebook).into(),
        second.label(input.codebook).into(),
        0_u64.into(),
        level.into(),
        of(together.both),
        of(together.first),
        of(together.second),
        together.n.into(),
        known.then_some(expected).into(),
    ];
    let census = input.context.method == framebook_engine::stats::Method::None;
    for estimate in &estimates {
        let [value, low, high] = cells(estimate);
        row.push(value);
        row.extend(if census { [Cell::Missing, Cell::Missing] } else { [low, high] });
    }
    let reason = estimates.iter().filter(|it| it.value().is_none()).find_map(Estimate::reason);
    row.push(reason.map(|it| it.sentence()).into());
    row
}
