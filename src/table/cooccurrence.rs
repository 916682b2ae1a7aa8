//! Which framings stand together, in a segment and in a document: counts, Jaccard's coefficient, phi,
//! lift. A row a pair of top-level framings and a level.

use framebook_engine::codebook::Measure;
use framebook_engine::count::Pair;
use framebook_engine::stats::{Estimate, Joint, Method};

use super::builder::{Builder, Cell, cells, hidden, interval_note, measures, variable};
use super::row::Row;
use super::{Input, Layout, Print, Table, TableError};

/// The table of all pairs of the whole.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
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
        hidden("expected", "With both if they stood together by chance, of the counts", decimal),
        variable("jaccard", "Jaccard", "With both, of those with any of the two", decimal),
        hidden("jaccard_low", "Lower end of its interval", decimal),
        hidden("jaccard_high", "Upper end of its interval", decimal),
        variable("phi", "phi", "Correlation of the two codes, −1 to 1", decimal),
        hidden("phi_low", "Lower end of its interval", decimal),
        hidden("phi_high", "Upper end of its interval", decimal),
        variable("lift", "lift", "With both, over what chance would give", decimal),
        hidden("lift_low", "Lower end of its interval", decimal),
        hidden("lift_high", "Upper end of its interval", decimal),
        hidden("undefined_because", "Why a coefficient or its interval is missing", Print::Text),
    ];
    let mut builder = Builder::new(variables, input);
    for measure in measures(input) {
        let pairs = input.tally.pairs(measure);
        for (level, of) in [
            ("segments", (|it| it.segments) as fn(&Pair) -> Joint),
            ("documents", |it| it.documents),
        ] {
            for pair in &pairs {
                builder.row(pair_row(input, measure, level, pair.codes, of(pair)));
            }
        }
    }
    let mut notes = vec![
        "pairs of top-level framings; in segments: both in one segment in scope; in documents: each \
         in some segment of it"
            .to_owned(),
        "Jaccard: both over any; phi: correlation, 0 by chance; lift: both over what chance would \
         give, 1 by chance"
            .to_owned(),
        "documents long enough for everything hold everything, so read phi and lift by segment"
            .to_owned(),
        interval_note(input, phrase(input.context.method)),
    ];
    if input.context.weight.is_some() {
        notes.push("Jaccard, phi and lift are of weighted shares".to_owned());
    }
    builder.finish("cooccurrence", "standing together", Layout::List, notes, input)
}

/// How the intervals are made, which stand in the CSV.
fn phrase(method: Method) -> &'static str {
    match method {
        Method::None => method.phrase(),
        Method::WilsonClustered => {
            "in the CSV; Jaccard: Wilson's with effective n; phi: t by linearisation on Fisher's z scale, \
             lift: the same on the log scale; clustered by document"
        }
        _ => {
            "in the CSV; Jaccard: Wilson's; phi: delta method on Fisher's z scale, lift: the same on the \
             log scale; segments (documents) taken as independent"
        }
    }
}

fn pair_row(
    input: &Input<'_>,
    measure: Measure,
    level: &str,
    codes: (usize, usize),
    joint: Joint,
) -> Vec<Cell> {
    let together = joint.counts;
    let known = together.n > 0;
    let (first, second) = (Row::Framing(codes.0, 0), Row::Framing(codes.1, 0));
    let of = |n: u64| if known { Cell::from(n) } else { Cell::Missing };
    let expected = together.first as f64 * together.second as f64 / together.n as f64;
    let (method, ends) = (input.context.method, input.context.level);
    let estimates =
        [joint.jaccard(method, ends), joint.phi(method, ends), joint.lift(method, ends)];
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
    for estimate in &estimates {
        row.extend(cells(estimate));
    }
    let without = estimates.iter().find(|it| it.value().is_none());
    let reason =
        without.map_or_else(|| estimates.iter().find_map(Estimate::reason), Estimate::reason);
    row.push(reason.map(|it| it.sentence()).into());
    row
}
