//! Each code by the groups of one or two variables.
//!
//! `row_share` is the part of the code's segments that stand in the group; `column_share` the part of
//! the group's codings (top-level framings added up) that are of this code; `share` the part of the
//! group's segments in scope that are given it, with an interval: the one to read.

use framebook_engine::codebook::Measure;
use framebook_engine::count::{Counted, GroupKey};
use framebook_engine::stats::share;

use super::builder::{
    Builder, Cell, cells, defined, denominator_notes, hidden, interval_note, measures, variable,
};
use super::row::{Below, Row, below, below_counts, opening};
use super::{Input, Layout, Print, Table, TableError};

/// One column of the crosstab: a group, or all of them.
struct Group<'t> {
    key: Option<GroupKey>,
    counted: Counted<'t>,
}

impl Group<'_> {
    fn kind(&self) -> &'static str {
        match &self.key {
            None => "all",
            Some(key) if key.0.iter().any(Option::is_none) => "missing",
            Some(_) => "group",
        }
    }

    fn label(&self) -> String {
        self.key.as_ref().map_or_else(|| "All".to_owned(), GroupKey::label)
    }

    fn values(&self, n: usize) -> Vec<Cell> {
        match &self.key {
            None => vec![Cell::Missing; n],
            Some(key) => key.0.iter().cloned().map(Cell::from).collect(),
        }
    }
}

/// The crosstab of all codes by the tally's groups.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let dimensions = input.tally.dimensions();
    if dimensions.is_empty() {
        return Err(TableError::NoGroups);
    }
    let (count, percent) = (Print::Count, Print::Percent);
    let mut variables = opening(input);
    for dimension in dimensions {
        let label = format!("Value of `{}`; empty where it is missing or for all", dimension.name);
        variables.push(hidden(&format!("by_{}", dimension.name), &label, Print::Text));
    }
    variables.extend([
        variable("group", "Group", "The group as text", Print::Text),
        hidden("group_kind", "group, missing (a value is missing) or all", Print::Text),
        variable("segments", "segments", "Segments given the code", count),
        variable("of_segments", "of", "Segments of the group in which it is 1 or 0", count),
        variable("row_share", "row %", "Part of the code's segments that is in the group", percent),
        variable("column_share", "column %", "Part of the group's codings of framings", percent),
        variable("share", "%", "Share of the group's segments", percent),
        variable("share_low", "low", "Lower end of the interval of the share", percent),
        variable("share_high", "high", "Upper end of the interval of the share", percent),
        hidden("documents", "Documents with such a segment", count),
        hidden("of_documents", "Documents with a segment of the denominator", count),
        hidden("undefined_because", "Why the share or its interval is missing", Print::Text),
    ]);
    let mut builder = Builder::new(variables, input);
    let all = || Group { key: None, counted: input.tally.total() };
    let groups = input.tally.groups().into_iter();
    let mut groups: Vec<Group<'_>> =
        groups.map(|(key, counted)| Group { key: Some(key), counted }).collect();
    groups.push(all());
    for measure in measures(input) {
        let rows = Row::all(input.codebook);
        for &row in &rows {
            for group in &groups {
                builder.row(code_row(input, row, measure, group));
            }
        }
        if rows.contains(&Row::None) {
            for group in &groups {
                let sum = codings(input, &group.counted, measure);
                let whole = codings(input, &all().counted, measure);
                let row = Below { kind: "codings", label: "All codings of framings", depth: 0 };
                let shares = [part(sum, whole), part(sum, sum)];
                builder.row(plain(
                    input,
                    row.opening_of(measure),
                    group,
                    sum,
                    shares,
                    [const { Cell::Missing }; 2],
                ));
            }
        }
    }
    for row in below(&input.tally.total()) {
        let whole = below_counts(row.kind, &input.tally.total());
        for group in &groups {
            let counts = below_counts(row.kind, &group.counted);
            let shares = [
                part(counts.segments, whole.segments),
                part(counts.segments, group.counted.all().segments),
            ];
            let documents = [counts.documents.into(), group.counted.all().documents.into()];
            builder.row(plain(input, row.opening(), group, counts.segments, shares, documents));
        }
    }
    let names: Vec<&str> = dimensions.iter().map(|it| it.name.as_str()).collect();
    let layout =
        Layout::Matrix { line: "label", column: "group", value: "share", count: "segments" };
    let mut notes = denominator_notes(input);
    let cells = "percent of the group's segments, below the codes numbers of segments; counts, row \
                 and column shares and intervals are in the CSV";
    notes.insert(0, cells.to_owned());
    notes.push(interval_note(input, input.context.method.phrase()));
    builder.finish("crosstab", &format!("by {}", names.join(" and ")), layout, notes, input)
}

fn part(of: u64, whole: u64) -> Cell {
    (whole > 0).then(|| of as f64 / whole as f64).into()
}

/// Codings of top-level framings, added up.
fn codings(input: &Input<'_>, counted: &Counted<'_>, measure: Measure) -> u64 {
    input.tally.top().iter().map(|&code| counted.code(code, measure).segments).sum()
}

fn code_row(input: &Input<'_>, row: Row, measure: Measure, group: &Group<'_>) -> Vec<Cell> {
    let count = row.count(&group.counted, measure);
    let whole = row.count(&input.tally.total(), measure);
    let estimate = share(&count.clusters, input.context.method, input.context.level);
    let column = match row {
        Row::Framing(..) if count.of.segments > 0 => {
            part(count.segments, codings(input, &group.counted, measure))
        }
        _ => Cell::Missing,
    };
    let of_whole =
        if count.of.segments > 0 { part(count.segments, whole.segments) } else { Cell::Missing };
    let mut cells_of_row = row.opening(input.codebook, measure);
    cells_of_row.extend(group.values(input.tally.dimensions().len()));
    cells_of_row.extend([
        group.label().into(),
        group.kind().into(),
        defined(count.segments, count.of.segments),
        count.of.segments.into(),
        of_whole,
        column,
    ]);
    cells_of_row.extend(cells(&estimate));
    cells_of_row.extend([
        defined(count.documents, count.of.documents),
        count.of.documents.into(),
        estimate.reason().map(|it| it.sentence()).into(),
    ]);
    cells_of_row
}

/// A row of counts, without share and interval.
fn plain(
    input: &Input<'_>,
    mut row: Vec<Cell>,
    group: &Group<'_>,
    segments: u64,
    shares: [Cell; 2],
    documents: [Cell; 2],
) -> Vec<Cell> {
    row.extend(group.values(input.tally.dimensions().len()));
    row.extend([group.label().into(), group.kind().into(), segments.into(), Cell::Missing]);
    row.extend(shares);
    row.extend([Cell::Missing, Cell::Missing, Cell::Missing]);
    row.extend(documents);
    row.push("a count of this corpus, no estimate".into());
    row
}
