//! Why a figure was not drawn: every message says what is wrong, where, and what to do.

use super::axis::plain;
use super::figure::Unit;

/// Why a figure was not drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// No chart of that name.
    #[error("unknown chart `{name}`; there are: {known}")]
    UnknownChart {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// Data that the chart does not take.
    #[error("chart `{chart}` takes {takes}, not {given}; take another chart")]
    WrongData {
        /// The chart.
        chart: &'static str,
        /// What it takes.
        takes: &'static str,
        /// What it was given.
        given: &'static str,
    },
    /// A width that no page has.
    #[error("a chart can not be `{0}` mm wide; give 60 to 400 mm")]
    Width(f64),
    /// Nothing to draw.
    #[error("the chart has nothing to draw; choose a table with at least one row")]
    Empty,
    /// Cells that do not fit rows and columns.
    #[error(
        "`{cells}` cells do not fit {rows} × {columns}; give one cell for each, missing ones too"
    )]
    Ragged {
        /// Rows given.
        rows: usize,
        /// Columns or groups given, 1 when nothing is grouped.
        columns: usize,
        /// Cells given.
        cells: usize,
    },
    /// A number outside its unit.
    #[error("`{value}` at `{place}` can not be drawn as a {}", match unit {
        Unit::Share => "share; give a number from 0 to 1, or no value",
        Unit::Quantity => "quantity; give a finite number of 0 or more, or no value",
        Unit::Signed => "number; give a finite one, or no value",
    })]
    Value {
        /// Row and column.
        place: String,
        /// The number.
        value: f64,
        /// The figure's unit.
        unit: Unit,
    },
    /// Numbers of either sign where bars begin at zero, or the other way round.
    #[error("diverging bars are for numbers of either sign; give the figure the unit `Signed`")]
    Unsigned,
    /// Bars that would begin at zero and go to the left.
    #[error("bars from zero can not show numbers of either sign; take `diverging` or `dots`")]
    SignedBars,
    /// An interval beside its value.
    #[error(
        "the interval `{low}` to `{high}` at `{place}` does not hold its value `{value}`; give both of one estimate"
    )]
    Interval {
        /// Row and column.
        place: String,
        /// The value.
        value: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A place on an axis that is no number.
    #[error("`{0}` is no place on an axis; give finite numbers")]
    Place(f64),
    /// Places that do not rise.
    #[error(
        "places on an axis, and phases, have to rise: `{}` is followed by `{}`; sort them, each once",
        plain(*before),
        plain(*after)
    )]
    Order {
        /// The first.
        before: f64,
        /// What follows.
        after: f64,
    },
    /// An edge that is none between an actor and a code.
    #[error(
        "the edge from `{from}` to `{to}` is none from an actor to a code, or stands twice; give each pair once, by places in the list of nodes"
    )]
    Edge {
        /// Place of its actor.
        from: usize,
        /// Place of its code.
        to: usize,
    },
    /// No edge is left to draw.
    #[error("no edge of {minimum} or more among {edges}; lower the minimum")]
    NoEdges {
        /// The minimum asked for.
        minimum: u64,
        /// Edges given.
        edges: usize,
    },
    /// A panel that does not share the axes of the first.
    #[error(
        "panel `{0}` does not share its axes with the first; give all the same categories and groups, or places and lines"
    )]
    Panel(String),
    /// Parts that overlap can not be stacked.
    #[error(
        "codes overlap: stacked, a segment with two codes would count twice; say what the parts are of (`Whole`), or take `dots`"
    )]
    Overlapping,
    /// Stacked codings under an axis that does not say so.
    #[error("the axis `{0}` does not say that the parts are of codings; write \"of codings\"")]
    NotOfCodings(String),
    /// Parts that are more than the whole.
    #[error(
        "the parts of `{row}` add up to {sum:.3}, more than all; give parts that do not overlap"
    )]
    MoreThanAll {
        /// The bar.
        row: String,
        /// What its parts add up to.
        sum: f64,
    },
    /// More groups than can be told apart.
    #[error(
        "`{n}` groups in one chart can not be told apart (at most {most}); merge groups, or draw a chart for each"
    )]
    TooManyGroups {
        /// Groups given.
        n: usize,
        /// The most that are drawn.
        most: usize,
    },
    /// More events than can be told apart.
    #[error(
        "`{n}` events on one axis can not be told apart (at most {most}); keep those that matter"
    )]
    TooManyEvents {
        /// Events given.
        n: usize,
        /// The most that are drawn.
        most: usize,
    },
    /// More nodes than can be read.
    #[error("`{n}` nodes can not be read (at most {most}); raise the minimum of edges")]
    TooManyNodes {
        /// Nodes with an edge.
        n: usize,
        /// The most that are drawn.
        most: usize,
    },
    /// A page too narrow for type of 8 points.
    #[error(
        "{n} {what} do not fit {width:.0} mm in type of 8 points (it takes {needed:.0} mm); draw the chart wider, or fewer {what}"
    )]
    TooNarrow {
        /// What there is too much of.
        what: &'static str,
        /// How many.
        n: usize,
        /// The width given.
        width: f64,
        /// The least width that fits.
        needed: f64,
    },
    /// A page longer than any.
    #[error(
        "`{rows}` rows make a chart {height:.0} mm high (at most {most:.0}); draw fewer categories or groups"
    )]
    TooHigh {
        /// Rows given.
        rows: usize,
        /// The height they take, in millimetres.
        height: f64,
        /// The most that is drawn, in millimetres.
        most: f64,
    },
    /// A compiled-in font failed.
    #[error("the chart fonts can not be used: {0}")]
    Font(String),
    /// SVG, PNG or PDF could not be written.
    #[error("the chart can not be drawn: {0}")]
    Draw(String),
}
