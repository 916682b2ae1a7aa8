//! Each code by the groups of one or two variables.
//!
//! `row_share` is the part of the code's segments that stand in the group; `column_share` the part of
//! the group's codings (top-level framings added up) that are of this code; `share` the part of the
//! group's segments in scope that are given it, with an interval: the one to read.

use framebook_engine::codebook::Measure;
use framebook_engine::count::{Counted, GroupKey, Of};
use framebook_engine::stats::{Method, effective_n, share};

use super::builder::{
    Builder, Cell, below_note, cells, defined, denominator_notes, hidden, interval_note, measures,
    variable,
};
use super::comparison::{Comparison, adjust, compare, is_compared, is_tested};
use super::grid::{MISSING, TEST};
use super::row::{Below, Row, below, below_counts, opening};
use super::{Adjustment, Input, Layout, Print, Table, TableError, Variable};

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
    let (count, percent, decimal) = (Print::Count, Print::Percent, Print::Decimal);
    let tested = is_tested(input);
    let tail = |name, heading, label, print| Variable {
        shown: tested,
        ..variable(name, heading, label, print)
    };
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
        hidden(
            "effective_n",
            "Independent segments of one weight that would tell as much",
            decimal,
        ),
        hidden("residual", "Adjusted residual of the group's segments given the code", decimal),
        hidden("residual_mark", "↑ or ↓ where the residual is beyond ±1.96", Print::Text),
        hidden("documents", "Documents with such a segment", count),
        hidden("of_documents", "Documents with a segment of the denominator", count),
        hidden("undefined_because", "Why the share or its interval is missing", Print::Text),
        tail(TEST, "test", "The test whether the groups differ", Print::Text),
        hidden("statistic", "Its statistic", decimal),
        hidden("df", "Its degrees of freedom; of the numerator for an F", decimal),
        hidden("df_denominator", "Degrees of freedom of the denominator of an F", decimal),
        hidden("p", "Its probability", Print::Probability),
        tail("p_adjusted", "p", "The probability adjusted within its family", Print::Probability),
        tail("cramers_v", "V", "Cramér's V", decimal),
        hidden("cramers_v_low", "Lower end of its interval", decimal),
        hidden("cramers_v_high", "Upper end of its interval", decimal),
        hidden("difference", "Of two groups the first share less the second", percent),
        hidden("difference_low", "Lower end of its interval", percent),
        hidden("difference_high", "Upper end of its interval", percent),
        hidden("untested_because", "Why there is no test", Print::Text),
    ]);
    let mut builder = Builder::new(variables, input);
    let all = || Group { key: None, counted: input.tally.total() };
    let groups = input.tally.groups().into_iter();
    let mut groups: Vec<Group<'_>> =
        groups.map(|(key, counted)| Group { key: Some(key), counted }).collect();
    groups.push(all());
    let mut families = Vec::new();
    for measure in measures(input) {
        let rows = Row::all(input.codebook);
        let tests = if tested { Tests::of(input, &rows, measure) } else { Tests::default() };
        families.push(tests.families);
        for (place, &row) in rows.iter().enumerate() {
            let mut compared = 0;
            for group in &groups {
                let known = group.key.as_ref().is_some_and(is_compared).then_some(compared);
                compared += usize::from(known.is_some());
                let mut cells = code_row(input, row, measure, group, tests.residual(place, known));
                cells.extend(tests.cells(place));
                builder.row(cells);
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
    let layout = Layout::Matrix {
        line: "label",
        column: "group",
        value: "share",
        count: "segments",
        mark: if tested { "residual_mark" } else { "" },
        tail: &[TEST, "p_adjusted", "cramers_v"],
    };
    let mut notes = denominator_notes(input);
    let below = format!("{}; row and column shares are in the CSV", below_note(input));
    notes.insert(0, format!("percent of the group's segments, {below}"));
    notes.push(interval_note(input, input.context.method.phrase()));
    notes.extend(effective_note(input, &groups));
    notes.extend(test_notes(input, tested.then_some(families.as_slice())));
    builder.finish("crosstab", &format!("by {}", names.join(" and ")), layout, notes, input)
}

fn part(of: u64, whole: u64) -> Cell {
    (whole > 0).then(|| of as f64 / whole as f64).into()
}

/// Codings of top-level framings, added up.
fn codings(input: &Input<'_>, counted: &Counted<'_>, measure: Measure) -> u64 {
    input.tally.top().iter().map(|&code| counted.code(code, measure).segments).sum()
}

/// The tests of all rows under one measure.
#[derive(Default)]
struct Tests {
    comparisons: Vec<Comparison>,
    adjusted: Vec<Option<f64>>,
    /// Tests of each family.
    families: [usize; 3],
}

impl Tests {
    /// Top-level framings and "none" are one family of tests, subcodes another, the object a third.
    fn of(input: &Input<'_>, rows: &[Row], measure: Measure) -> Tests {
        let of = |row: &Row| match *row {
            Row::Framing(code, _) | Row::Object(code, _) => Of::Code(code),
            Row::None => Of::None,
        };
        let comparisons: Vec<Comparison> =
            rows.iter().map(|row| compare(input, of(row), measure)).collect();
        let mut adjusted = vec![None; rows.len()];
        let mut families = [0; 3];
        for (family, tests) in families.iter_mut().enumerate() {
            let member = |row: &Row| match row {
                Row::Framing(_, 0) | Row::None => family == 0,
                Row::Framing(..) => family == 1,
                Row::Object(..) => family == 2,
            };
            let p = |(row, it): (&Row, &Comparison)| {
                it.test.as_ref().ok().filter(|_| member(row)).map(|it| it.p)
            };
            let p: Vec<Option<f64>> = rows.iter().zip(&comparisons).map(p).collect();
            *tests = p.iter().flatten().count();
            for (sum, p) in adjusted.iter_mut().zip(adjust(input, &p)) {
                *sum = sum.or(p);
            }
        }
        Tests { comparisons, adjusted, families }
    }

    fn residual(&self, row: usize, group: Option<usize>) -> Option<f64> {
        self.comparisons.get(row)?.residuals.get(group?).copied()?
    }

    fn cells(&self, row: usize) -> Vec<Cell> {
        let Some(comparison) = self.comparisons.get(row) else {
            return vec![Cell::Missing; N_TEST];
        };
        let tested = comparison.test.as_ref();
        let test = tested.ok().and_then(|it| it.test);
        let [v, v_low, v_high] = cells(&comparison.v);
        let difference = comparison.difference.as_ref().map(|it| cells(&it.estimate));
        let mut row = vec![
            tested.ok().map(|it| it.name).into(),
            test.map(|it| it.statistic).into(),
            test.map(|it| it.df).into(),
            test.and_then(|it| it.denominator_df).into(),
            tested.ok().map(|it| it.p).into(),
            self.adjusted[row].into(),
            v,
            v_low,
            v_high,
        ];
        row.extend(difference.unwrap_or([const { Cell::Missing }; 3]));
        row.push(tested.err().map(|it| it.sentence()).into());
        row
    }
}

/// Number of cells that tell of the test.
const N_TEST: usize = 13;

/// What the weights leave of each group, where there are weights.
///
/// # Reference
///
/// Kish (1965), Survey Sampling: (Σ w)²/Σ w².
fn effective_note(input: &Input<'_>, groups: &[Group<'_>]) -> Option<String> {
    input.context.weight.as_ref()?;
    let measure = input.codebook.measure;
    let told = groups.iter().map(|group| {
        let clusters = group.counted.none(measure).clusters;
        let (n, squares) = (clusters.n as f64, clusters.ww as f64);
        match squares > 0.0 {
            true => format!("{} {:.1} of {}", group.label(), n * n / squares, clusters.segments),
            false => format!("{} {MISSING}", group.label()),
        }
    });
    let told = told.collect::<Vec<_>>().join(", ");
    Some(format!("effective n of the weights, of the segments in scope: {told}"))
}

/// `families`: for each measure the number of tests of each family; none where nothing is tested.
fn test_notes(input: &Input<'_>, families: Option<&[[usize; 3]]>) -> Vec<String> {
    let Some(families) = families else {
        let overlap = "no tests: a segment can stand in several groups";
        let census = "no tests: the corpus is taken as a census";
        let is_census = input.context.method == Method::None;
        return vec![if is_census { census } else { overlap }.to_owned()];
    };
    let within = if input.context.adjustment == Adjustment::None {
        String::new()
    } else {
        let size = |family: usize| {
            let mut sizes: Vec<String> = families.iter().map(|it| it[family].to_string()).collect();
            sizes.dedup();
            sizes.join(" and ")
        };
        format!(
            " over the {} tests of top-level framings and “none”, the {} of subcodes, and the {} of the object",
            size(0),
            size(1),
            size(2)
        )
    };
    vec![
        format!(
            "p: whether the groups differ (Rao-Scott F clustered by document; Pearson, or Fisher's exact \
             test where small, if all segments are independent), {}{within}; V: Cramér's V",
            input.context.adjustment.phrase()
        ),
        "↑ ↓: adjusted residual beyond ±1.96; groups with a missing value are not compared"
            .to_owned(),
    ]
}

fn code_row(
    input: &Input<'_>,
    row: Row,
    measure: Measure,
    group: &Group<'_>,
    residual: Option<f64>,
) -> Vec<Cell> {
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
    cells_of_row.push(effective_n(&count.clusters, input.context.level).map(|it| it.n).into());
    let mark = residual.map(|it| match it {
        it if it > BEYOND => "↑",
        it if it < -BEYOND => "↓",
        _ => " ",
    });
    cells_of_row.extend([
        residual.into(),
        mark.filter(|it| *it != " ").into(),
        defined(count.documents, count.of.documents),
        count.of.documents.into(),
        estimate.reason().map(|it| it.sentence()).into(),
    ]);
    cells_of_row
}

/// The adjusted residual beyond which a group is marked: 5 % of groups are by chance.
const BEYOND: f64 = 1.96;

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
    row.extend([const { Cell::Missing }; 6]);
    row.extend(documents);
    row.push("a count of this corpus, no estimate".into());
    row.extend([const { Cell::Missing }; N_TEST]);
    row
}
