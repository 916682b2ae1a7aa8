//! Shares over time: a line a year (or phase), a column a framing, and beside each point what it
//! rests on. A year without documents is a gap: it has a line, and nothing in it. Documents without a
//! date stand below.

use framebook_engine::codebook::Measure;
use framebook_engine::count::{Counted, Level, Of};
use framebook_engine::stats::{Method, Reason, Trend, effective_n, share, trend, trend_clustered};

use super::builder::{
    Builder, Cell, below_note, cells, denominator_notes, hidden, interval_note, measures, variable,
};
use super::comparison::{adjust, independent, is_compared};
use super::grid::NO_DOCUMENTS;
use super::row::Row;
use super::{Input, Layout, Print, Table, TableError};

/// A point in time with what was counted there; none where there is no document.
struct Period<'t> {
    label: String,
    kind: &'static str,
    counted: Option<Counted<'t>>,
}

/// The table of top-level framings by the one variable of the tally.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let [dimension] = input.tally.dimensions() else {
        return Err(TableError::NoTime);
    };
    let (count, percent) = (Print::Count, Print::Percent);
    let mut measure = hidden("measure", "Which matches count", Print::Text);
    measure.shown = measures(input).len() > 1;
    let variables = vec![
        measure,
        hidden("kind", "framing, none, or in_scope: the segments that shares rest on", Print::Text),
        variable("period", &dimension.name, "Year or phase; empty for the undated", Print::Text),
        hidden("period_kind", "period, gap (no documents), undated or all", Print::Text),
        hidden("code", "Id of the code", Print::Text),
        hidden("label", "Label of the code", Print::Text),
        hidden("depth", "Depth in the tree of codes", count),
        hidden("segments", "Segments of the period given the code", count),
        hidden("of_segments", "Segments of the period in which it is 1 or 0", count),
        hidden("share", "Share of these segments", percent),
        hidden("share_low", "Lower end of the interval of the share", percent),
        hidden("share_high", "Upper end of the interval of the share", percent),
        hidden(
            "effective_n",
            "Independent segments of one weight that would tell as much",
            Print::Decimal,
        ),
        hidden("documents", "Documents of the period with such a segment", count),
        hidden("of_documents", "Documents of the period with a segment of the denominator", count),
        hidden("slope", "Change of the share a year, or from phase to phase", Print::Decimal),
        hidden("slope_low", "Lower end of its interval", Print::Decimal),
        hidden("slope_high", "Upper end of its interval", Print::Decimal),
        hidden("p", "Probability of such a slope by chance", Print::Probability),
        hidden("p_adjusted", "The same adjusted over the framings and “none”", Print::Probability),
        hidden("undefined_because", "Why the share or its interval is missing", Print::Text),
    ];
    let mut builder = Builder::new(variables, input);
    let periods = periods(input, &dimension.level)?;
    let rows: Vec<Row> = Row::all(input.codebook)
        .into_iter()
        .filter(|it| matches!(it, Row::Framing(_, 0) | Row::None))
        .collect();
    let mut slopes_told = Vec::new();
    for measure in measures(input) {
        let slopes = Slopes::of(input, &periods, &rows, measure);
        for period in &periods {
            for (place, &row) in rows.iter().enumerate() {
                let whole = period.kind == "all";
                builder.row(point(input, measure, period, row, whole.then(|| slopes.cells(place))));
            }
            builder.row(base(measure, period));
        }
        slopes_told.extend(slopes.note(input, &dimension.name, &rows));
    }
    let mut notes = denominator_notes(input);
    notes.insert(
        0,
        format!(
            "percent of the period's segments in scope, {}; n: these segments; a period without \
             documents is a gap",
            below_note(input)
        ),
    );
    notes.push(interval_note(input, input.context.method.phrase()));
    notes.extend(slopes_told);
    let layout = Layout::Matrix {
        line: "period",
        column: "label",
        value: "share",
        count: "segments",
        mark: "",
        tail: &[],
    };
    builder.finish("trend", &format!("by {}", dimension.name), layout, notes, input)
}

/// Every year from the first to the last with documents, or the phases; then the undated, and all.
fn periods<'t>(input: &Input<'t>, level: &Level) -> Result<Vec<Period<'t>>, TableError> {
    let mut groups = input.tally.groups();
    let undated: Vec<_> = groups.extract_if(.., |it| it.0.0 == [None]).collect();
    let mut dated: Vec<(String, Option<Counted<'t>>)> =
        groups.into_iter().map(|(key, counted)| (key.label(), Some(counted))).collect();
    if let Level::Ordered(names) = level {
        let found = |name: &String| {
            let counted = dated.iter().find(|it| it.0 == *name).and_then(|it| it.1);
            (name.clone(), counted)
        };
        dated = names.iter().map(found).collect();
    } else {
        let years: Option<Vec<i32>> = dated.iter().map(|it| it.0.parse().ok()).collect();
        let years = years.ok_or(TableError::NoTime)?;
        if let (Some(&first), Some(&last)) = (years.iter().min(), years.iter().max()) {
            if last - first > LONGEST {
                return Err(TableError::NoTime);
            }
            let found = |year: i32| {
                let place = years.iter().position(|it| *it == year);
                (year.to_string(), place.and_then(|place| dated[place].1))
            };
            dated = (first..=last).map(found).collect();
        }
    }
    let mut periods: Vec<Period<'t>> = dated
        .into_iter()
        .map(|(label, counted)| {
            let kind = if counted.is_some() { "period" } else { "gap" };
            Period { label, kind, counted }
        })
        .collect();
    periods.extend(undated.into_iter().map(|(_, counted)| Period {
        label: "undated".to_owned(),
        kind: "undated",
        counted: Some(counted),
    }));
    let all = Some(input.tally.total());
    periods.push(Period { label: "All".to_owned(), kind: "all", counted: all });
    Ok(periods)
}

/// Most years that one table shows.
const LONGEST: i32 = 400;

fn head(measure: Measure, kind: &str, period: &Period<'_>) -> Vec<Cell> {
    vec![measure.name().into(), kind.into(), period.label.as_str().into(), period.kind.into()]
}

/// The straight line through the shares of each row, over the periods.
struct Slopes {
    slopes: Vec<Result<Trend, Reason>>,
    adjusted: Vec<Option<f64>>,
    /// True where segments are independent, so that counts are enough.
    of_counts: bool,
}

impl Slopes {
    fn of(input: &Input<'_>, periods: &[Period<'_>], rows: &[Row], measure: Measure) -> Slopes {
        if input.context.method == Method::None {
            let none = rows.iter().map(|_| Err(Reason::NotAsked)).collect();
            return Slopes { slopes: none, adjusted: vec![None; rows.len()], of_counts: false };
        }
        let dated = |it: &&Period<'_>| matches!(it.kind, "period" | "gap");
        let score = |(place, it): (usize, &Period<'_>)| {
            it.label.parse::<f64>().unwrap_or((place + 1) as f64)
        };
        let scores: Vec<(f64, bool)> = periods
            .iter()
            .filter(dated)
            .enumerate()
            .map(|it| (score(it), it.1.counted.is_some()))
            .collect();
        let scores: Vec<f64> = scores.into_iter().filter(|it| it.1).map(|it| it.0).collect();
        let slope = |row: &Row| {
            let of = match *row {
                Row::Framing(code, _) | Row::Object(code, _) => Of::Code(code),
                Row::None => Of::None,
            };
            let crossed = input.tally.crossed(of, measure, is_compared);
            let level = input.context.level;
            if independent(input, &crossed) {
                let groups: Vec<(u64, u64)> =
                    crossed.groups.iter().map(|it| (it.y, it.n)).collect();
                trend(&groups, &scores, level)
            } else {
                trend_clustered(&crossed, &scores, level)
            }
        };
        let crossed = input.tally.crossed(Of::None, measure, is_compared);
        let of_counts = independent(input, &crossed);
        let slopes: Vec<Result<Trend, Reason>> = rows.iter().map(slope).collect();
        let p = |it: &Result<Trend, Reason>| it.ok()?.test.ok().map(|it| it.p);
        let p: Vec<Option<f64>> = slopes.iter().map(p).collect();
        Slopes { adjusted: adjust(input, &p), slopes, of_counts }
    }

    fn cells(&self, row: usize) -> Vec<Cell> {
        let slope = self.slopes[row].as_ref().ok();
        let [value, low, high] = match slope {
            Some(slope) => cells(&slope.slope),
            None => [const { Cell::Missing }; 3],
        };
        let p = slope.and_then(|it| it.test.ok()).map(|it| it.p);
        vec![value, low, high, p.into(), self.adjusted[row].into()]
    }

    /// The slopes in words.
    fn note(&self, input: &Input<'_>, variable: &str, rows: &[Row]) -> Option<String> {
        let told = |(place, row): (usize, &Row)| {
            let slope = self.slopes[place].as_ref().ok()?;
            let (value, interval) = (slope.slope.value()?, slope.slope.interval());
            let points = |it: f64| format!("{:+.2}", it * 100.0).replace('-', "−");
            let interval = interval.map_or(String::new(), |it| {
                format!(" ({} to {})", points(it.low), points(it.high))
            });
            let p = self.adjusted[place].map_or(String::new(), |p| match p {
                p if p < 0.001 => ", p < 0.001".to_owned(),
                p => format!(", p = {p:.3}"),
            });
            Some(format!("{} {}{interval}{p}", row.label(input.codebook), points(value)))
        };
        let told: Vec<String> = rows.iter().enumerate().filter_map(told).collect();
        (!told.is_empty()).then(|| {
            let each = if variable == "phase" { "from phase to phase" } else { "a year" };
            let test = match (self.of_counts, input.context.method) {
                (true, _) => "Cochran-Armitage",
                (false, Method::Wilson) => "weighted",
                (false, _) => "clustered by document",
            };
            format!(
                "linear trend, percentage points {each} ({test}; p {} over {}): {}",
                input.context.adjustment.phrase(),
                told.len(),
                told.join("; ")
            )
        })
    }
}

/// Number of cells that tell of the slope.
const N_SLOPE: usize = 5;

fn point(
    input: &Input<'_>,
    measure: Measure,
    period: &Period<'_>,
    row: Row,
    slope: Option<Vec<Cell>>,
) -> Vec<Cell> {
    let slope = slope.unwrap_or_else(|| vec![Cell::Missing; N_SLOPE]);
    let mut cells_of_row = head(measure, row.kind(), period);
    cells_of_row.extend([
        row.code(input.codebook).into(),
        row.label(input.codebook).into(),
        row.depth().into(),
    ]);
    let Some(counted) = &period.counted else {
        cells_of_row.extend([Cell::Missing, 0_u64.into()]);
        cells_of_row.extend([const { Cell::Missing }; 5]);
        cells_of_row.push(0_u64.into());
        cells_of_row.extend(slope);
        cells_of_row.push(NO_DOCUMENTS.into());
        return cells_of_row;
    };
    let count = row.count(counted, measure);
    let estimate = share(&count.clusters, input.context.method, input.context.level);
    let known = count.of.segments > 0;
    cells_of_row.extend([
        if known { count.segments.into() } else { Cell::Missing },
        count.of.segments.into(),
    ]);
    cells_of_row.extend(cells(&estimate));
    cells_of_row.push(effective_n(&count.clusters, input.context.level).map(|it| it.n).into());
    cells_of_row.extend([
        if known { count.documents.into() } else { Cell::Missing },
        count.of.documents.into(),
    ]);
    cells_of_row.extend(slope);
    cells_of_row.push(estimate.reason().map(|it| it.sentence()).into());
    cells_of_row
}

/// What the shares of a period rest on.
fn base(measure: Measure, period: &Period<'_>) -> Vec<Cell> {
    let n = period.counted.map_or(0, |it| it.in_scope());
    let all = period.counted.map_or(0, |it| it.all().documents);
    let mut cells_of_row = head(measure, "in_scope", period);
    cells_of_row.extend([Cell::Missing, "n".into(), 0_u64.into(), n.into(), Cell::Missing]);
    cells_of_row.extend([const { Cell::Missing }; 5]);
    cells_of_row.push(all.into());
    cells_of_row.extend([const { Cell::Missing }; N_SLOPE]);
    cells_of_row.push("a count of this corpus, no estimate".into());
    cells_of_row
}
