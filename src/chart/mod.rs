//! Charts for papers. In: a [`Figure`], pure data; out: [`Rendered`], an SVG with its fonts inside and a
//! PNG made of that SVG, and the caption to stand beside them. It opens no file, looks at no clock and
//! at no font of the machine: the same figure gives the same bytes everywhere.
//!
//! ```text
//! Figure → (one file a chart) → Scene → svg → png
//! ```
//!
//! Only the file of a chart knows what it looks like; text is measured with the fonts that draw it, and
//! plotters gives coordinates, ticks and primitives. A chart more is one file with a function from a
//! figure to a [`Scene`], and one line in [`CHARTS`].

mod axis;
mod bars;
mod figure;
mod font;
mod legend;
mod png;
#[cfg(test)]
mod sample;
mod scene;
mod svg;
mod text;
pub mod theme;

pub use figure::{Cell, Cells, Data, Figure, Unit, Width};
pub use font::Fonts;
pub use png::DPI;
pub use scene::{Anchor, Area, Label, Scene, Shape};

/// A kind of chart: what commands, help and docs read.
#[derive(Debug, Clone, Copy)]
pub struct ChartEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub doc: &'static str,
    /// From a checked figure to a page.
    pub draw: fn(&Figure, &Fonts) -> Result<Scene, ChartError>,
}

/// Every chart there is.
pub const CHARTS: &[ChartEntry] = &[ChartEntry {
    name: "bars",
    doc: "lying bars with 95 % intervals, grouped by a variable where one is given",
    draw: bars::draw,
}];

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
    /// A width that no page has.
    #[error("a chart can not be `{0}` mm wide; give 60 to 400 mm")]
    Width(f64),
    /// Nothing to draw.
    #[error("the chart has no categories; choose a table with at least one row")]
    Empty,
    /// Cells that do not fit categories and groups.
    #[error(
        "`{cells}` cells do not fit {categories} categories × {groups} groups; give one cell for each, missing ones too"
    )]
    Ragged {
        /// Categories given.
        categories: usize,
        /// Groups given, 1 when nothing is grouped.
        groups: usize,
        /// Cells given.
        cells: usize,
    },
    /// A number outside its unit.
    #[error("`{value}` at `{place}` can not be drawn as a {}", match unit {
        Unit::Share => "share; give a number from 0 to 1, or no value",
        Unit::Quantity => "bar; give a finite number of 0 or more, or no value",
    })]
    Value {
        /// Category and group.
        place: String,
        /// The number.
        value: f64,
        /// The figure's unit.
        unit: Unit,
    },
    /// An interval beside its value.
    #[error(
        "the interval `{low}` to `{high}` at `{place}` does not hold its value `{value}`; give both of one estimate"
    )]
    Interval {
        /// Category and group.
        place: String,
        /// The value.
        value: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
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
    /// A page longer than any.
    #[error(
        "`{bars}` bars make a chart {height:.0} mm high (at most {most:.0}); draw fewer categories or groups"
    )]
    TooHigh {
        /// Bars given.
        bars: usize,
        /// The height they take, in millimetres.
        height: f64,
        /// The most that is drawn, in millimetres.
        most: f64,
    },
    /// A compiled-in font failed.
    #[error("the chart fonts can not be used: {0}")]
    Font(String),
    /// SVG or PNG could not be written.
    #[error("the chart can not be drawn: {0}")]
    Draw(String),
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The chart as SVG, its width in millimetres, its fonts inside, its text as text.
    pub svg: String,
    /// The same at 300 dots to the inch, on white.
    pub png: Vec<u8>,
    /// Text to stand beside it: the figure's caption, why bars are missing, what they rest on.
    pub caption: String,
    /// Characters that no face has and that show as a box, sorted: warn of them.
    pub missing_glyphs: Vec<char>,
}

/// Draws a figure.
///
/// # Errors
/// An unknown chart; data that can not be drawn truthfully ([`Figure::check`]); more groups or bars than
/// the chart takes.
pub fn render(figure: &Figure) -> Result<Rendered, ChartError> {
    render_with(CHARTS, figure)
}

fn render_with(charts: &[ChartEntry], figure: &Figure) -> Result<Rendered, ChartError> {
    let fonts = Fonts::shared()?;
    let scene = lay_out(charts, figure, fonts)?;
    let caption = figure.full_caption();
    let svg = svg::write(&scene, &caption, fonts)?;
    let png = png::render(&svg, fonts)?;
    let missing_glyphs = fonts.missing(scene.labels.iter().map(|label| label.text.as_str()));
    Ok(Rendered { svg, png, caption, missing_glyphs })
}

fn lay_out(charts: &[ChartEntry], figure: &Figure, fonts: &Fonts) -> Result<Scene, ChartError> {
    let Some(entry) = charts.iter().find(|entry| entry.name == figure.chart) else {
        let known: Vec<&str> = charts.iter().map(|entry| entry.name).collect();
        return Err(ChartError::UnknownChart {
            name: figure.chart.clone(),
            known: known.join(", "),
        });
    };
    figure.check()?;
    (entry.draw)(figure, fonts)
}

#[cfg(test)]
mod tests;
