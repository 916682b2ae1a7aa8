//! Charts for papers. In: a [`Figure`], pure data; out: [`Rendered`], an SVG with its fonts inside, a PNG
//! made of that SVG, a PDF, and the caption to stand beside them. It opens no file, looks at no clock and
//! at no font of the machine: the same figure gives the same bytes everywhere.
//!
//! ```text
//! Figure → (one file a chart) → Scene → svg → png
//!                                     ↘ pdf
//! ```
//!
//! Only the file of a chart knows what it looks like; text is measured with the fonts that draw it, and
//! plotters gives coordinates, ticks and primitives. A chart more is one file with an entry, and one line
//! in [`CHARTS`].
//!
//! # Making a figure
//!
//! A figure is the name of a chart, its data, and the words around it. Which data a chart takes stands in
//! [`ChartEntry::takes`]; each kind of data is a struct of labels and [`Cell`]s with public fields:
//!
//! | data | charts | made of |
//! | --- | --- | --- |
//! | [`Cells`] | `bars`, `dots`, `stacked` | categories × groups, one [`Cell`] each; [`Whole`] for stacked |
//! | [`Matrix`] | `heat` | rows × columns; [`Matrix::symmetric`] for what occurs together; `From<&Cells>` |
//! | [`Series`] | `trend` | places (years), a [`Trend`] a line, [`Phase`]s and [`Event`]s |
//! | [`Diverging`] | `diverging` | a label and a number of either sign each, and what the sides are |
//! | [`Network`] | `network` | [`Node`]s, [`Edge`]s, the least n of an edge, a seed |
//! | [`Panels`] | `panels`, `paired` | a title and [`Cells`] or [`Series`] each |
//!
//! ```
//! use framebook::chart::{Cell, Event, Figure, Series, Trend, Width, render};
//!
//! let share = |value, low, high| Cell::new(value, Some((low, high)), Some(40));
//! let series = Series {
//!     x: vec![2000.0, 2001.0, 2002.0],
//!     lines: vec![Trend {
//!         name: "Security-first".to_owned(),
//!         points: vec![
//!             share(0.4, 0.3, 0.5),
//!             Cell::missing("no documents", Some(0)),
//!             share(0.5, 0.4, 0.6),
//!         ],
//!     }],
//!     events: vec![Event { at: 2001.0, name: "SCO founded".to_owned() }],
//!     ..Series::default()
//! };
//! let figure = Figure {
//!     width: Width::OneColumn,
//!     axis_label: "Share of segments in scope".to_owned(),
//!     caption: "Framings by year.".to_owned(),
//!     ..Figure::new("trend", series)
//! };
//! let rendered = render(&figure)?;
//! assert!(rendered.svg.contains("SCO founded"));
//! assert!(rendered.caption.contains("Gaps: no documents (2001)."));
//! # Ok::<(), framebook::chart::ChartError>(())
//! ```

mod axis;
mod bars;
mod colour;
mod data;
mod diverging;
mod dots;
mod error;
mod figure;
mod font;
mod force;
pub mod gallery;
mod heat;
pub mod inline;
mod legend;
mod network;
mod paired;
mod panels;
mod pdf;
mod png;
mod rows;
mod sample;
mod scene;
mod sign;
mod stacked;
mod svg;
mod text;
pub mod theme;
mod timeline;
mod trend;
mod words;

pub use data::{
    Cell, Cells, Data, Diverging, Edge, Event, Matrix, Mode, Network, Node, Panel, Panels, Phase,
    Series, Trend, Whole,
};
pub use error::ChartError;
pub use figure::{Figure, Unit, Width};
pub use font::Fonts;
pub use png::DPI;
pub use scene::{Anchor, Area, Label, Mark, Scene, Shape};
pub use words::{WORDS, Words};

/// A kind of chart: what commands, help and docs read.
#[derive(Debug, Clone, Copy)]
pub struct ChartEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub doc: &'static str,
    /// Which [`Data`] it takes, as [`Data::kind`] names it.
    pub takes: &'static str,
    /// What it draws for a number, in captions: `"bar"`.
    pub noun: &'static str,
    /// From a checked figure to a page.
    pub draw: fn(&Figure, &Fonts) -> Result<Scene, ChartError>,
    /// Constructed figures of about so many categories, in the words of a language.
    pub samples: &'static [fn(&Words, usize) -> Figure],
}

impl ChartEntry {
    /// Other data than the chart takes.
    fn refuses(&self, data: &Data) -> ChartError {
        ChartError::WrongData { chart: self.name, takes: self.takes, given: data.kind() }
    }
}

/// Every chart there is.
pub const CHARTS: &[ChartEntry] = &[
    bars::ENTRY,
    dots::ENTRY,
    stacked::ENTRY,
    heat::ENTRY,
    trend::ENTRY,
    panels::ENTRY,
    diverging::ENTRY,
    network::ENTRY,
    paired::ENTRY,
];

/// A drawn chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The chart as SVG, its width in millimetres, its fonts inside, its text as text.
    pub svg: String,
    /// The same at 300 dots to the inch, on white.
    pub png: Vec<u8>,
    /// The same as PDF, its fonts inside, its text as text.
    pub pdf: Vec<u8>,
    /// Text to stand beside it: the figure's caption, why numbers are missing, what they rest on.
    pub caption: String,
    /// Characters that no face has and that show as a box, sorted: warn of them.
    pub missing_glyphs: Vec<char>,
    /// Its height in millimetres.
    pub height: f64,
}

/// Draws a figure.
///
/// # Errors
/// An unknown chart, or one that takes other data; data that can not be drawn truthfully
/// ([`Figure::check`]); more groups, rows or columns than the chart takes.
pub fn render(figure: &Figure) -> Result<Rendered, ChartError> {
    render_with(CHARTS, figure)
}

fn render_with(charts: &[ChartEntry], figure: &Figure) -> Result<Rendered, ChartError> {
    let fonts = Fonts::shared()?;
    let (entry, scene) = lay_out(charts, figure, fonts)?;
    let caption = figure.full_caption(entry.noun);
    let svg = svg::write(&scene, &caption, fonts)?;
    let png = png::render(&svg, fonts)?;
    let pdf = pdf::write(&scene, &caption, fonts)?;
    let missing_glyphs = fonts.missing(scene.labels.iter().map(|label| label.text.as_str()));
    Ok(Rendered { svg, png, pdf, caption, missing_glyphs, height: scene.height })
}

fn lay_out<'a>(
    charts: &'a [ChartEntry],
    figure: &Figure,
    fonts: &Fonts,
) -> Result<(&'a ChartEntry, Scene), ChartError> {
    let Some(entry) = charts.iter().find(|entry| entry.name == figure.chart) else {
        let known: Vec<&str> = charts.iter().map(|entry| entry.name).collect();
        return Err(ChartError::UnknownChart {
            name: figure.chart.clone(),
            known: known.join(", "),
        });
    };
    figure.check()?;
    Ok((entry, (entry.draw)(figure, fonts)?))
}

#[cfg(test)]
mod tests;
