//! From a page to SVG. plotters' SVG backend draws the shapes; text is written here, as `<text>`, because
//! plotters places it by widths that it guesses. The fonts travel inside, cut to the glyphs used.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::{RGBAColor, ShapeStyle};

use crate::table::html;

use super::ChartError;
use super::colour::Rgb;
use super::font::{Fonts, MAIN_CSS};
use super::scene::{Anchor, Label, Scene, Shape};
use super::theme::{INK, MM_PER_PT, PAPER, TYPE_PT};

/// Units of the drawing in a millimetre: plotters knows whole units only.
pub(super) const UNITS_PER_MM: f64 = 100.0;

fn units(mm: f64) -> i32 {
    (mm * UNITS_PER_MM).round() as i32
}

fn at(point: (f64, f64)) -> (i32, i32) {
    (units(point.0), units(point.1))
}

fn style(Rgb(r, g, b): Rgb, width: f64, opacity: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(r, g, b, opacity),
        filled: true,
        stroke_width: units(width).unsigned_abs().max(1),
    }
}

/// The SVG of a page, `caption` as its description, with its fonts.
///
/// # Errors
/// [`ChartError::Draw`] when plotters refuses a shape, [`ChartError::Font`] when a font cannot be cut.
pub(super) fn write(scene: &Scene, caption: &str, fonts: &Fonts) -> Result<String, ChartError> {
    let texts = || scene.labels.iter().map(|label| label.text.as_str());
    with_style(scene, caption, fonts, &fonts.embedded(texts())?)
}

/// The SVG with this style sheet; without one it shows right only where the fonts are installed.
pub(super) fn with_style(
    scene: &Scene,
    caption: &str,
    fonts: &Fonts,
    css: &str,
) -> Result<String, ChartError> {
    let (width, height) = (units(scene.width), units(scene.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n",
        f64::from(width) / UNITS_PER_MM,
        f64::from(height) / UNITS_PER_MM,
    );
    svg.push_str(&format!("<desc>{}</desc>\n", escaped(&super::text::clean(caption))));
    if !css.is_empty() {
        svg.push_str(&format!("<style>\n{css}</style>\n"));
    }
    svg.push_str(&body(scene, fonts)?);
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// The drawing for a page that has the fonts: no style of its own, and over it the places of its
/// numbers, `data-q` their keys.
pub(super) fn part_of_a_page(
    scene: &Scene,
    caption: &str,
    fonts: &Fonts,
) -> Result<String, ChartError> {
    let (width, height) = (units(scene.width), units(scene.height));
    let caption = escaped(&super::text::clean(caption));
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{caption}\">\n<g aria-hidden=\"true\">\n"
    );
    svg.push_str(&body(scene, fonts)?);
    svg.push_str("</g>\n");
    for (place, mark) in scene.marks.iter().enumerate() {
        let stop = if place == 0 { 0 } else { -1 };
        let (x, y) = at((mark.area.left, mark.area.top));
        let (width, height) = (units(mark.area.width()), units(mark.area.height()));
        svg.push_str(&format!(
            "<rect class=\"hit\" role=\"button\" tabindex=\"{stop}\" data-q=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>\n",
            mark.key
        ));
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn body(scene: &Scene, fonts: &Fonts) -> Result<String, ChartError> {
    let (width, height) = (units(scene.width), units(scene.height));
    let shapes = shapes(scene).map_err(ChartError::Draw)?;
    let mut svg = String::new();
    svg.push_str(&format!(
        "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(PAPER)
    ));
    svg.push_str(&shapes);
    svg.push_str(&labels(scene, fonts));
    Ok(svg)
}

/// The shapes as plotters draws them, without its own `<svg>` around them: that knows no millimetres.
fn shapes(scene: &Scene) -> Result<String, String> {
    let mut drawn = String::new();
    let size = (units(scene.width).unsigned_abs(), units(scene.height).unsigned_abs());
    let mut backend = SVGBackend::with_string(&mut drawn, size);
    for shape in &scene.shapes {
        match shape {
            Shape::Rectangle { area, colour } => {
                let (from, to) = (at((area.left, area.top)), at((area.right, area.bottom)));
                backend.draw_rect(from, to, &style(*colour, 0.0, 1.0), true)
            }
            Shape::Line { from, to, colour, width } => {
                backend.draw_line(at(*from), at(*to), &style(*colour, *width, 1.0))
            }
            Shape::Path { points, colour, width } => {
                let points = points.iter().copied().map(at);
                backend.draw_path(points, &style(*colour, *width, 1.0))
            }
            Shape::Disc { centre, radius, colour } => {
                let radius = units(*radius).unsigned_abs();
                backend.draw_circle(at(*centre), radius, &style(*colour, 0.0, 1.0), true)
            }
            Shape::Polygon { points, colour, opacity } => {
                let points = points.iter().copied().map(at);
                backend.fill_polygon(points, &style(*colour, 0.0, *opacity))
            }
        }
        .map_err(told)?;
    }
    backend.present().map_err(told)?;
    drop(backend);
    let inner = drawn.split_once('\n').and_then(|(_, rest)| rest.rsplit_once("</svg>"));
    Ok(inner.map(|(inner, _)| inner.to_owned()).unwrap_or_default())
}

fn labels(scene: &Scene, fonts: &Fonts) -> String {
    let mut svg = format!(
        "<g font-family=\"{MAIN_CSS}\" font-size=\"{}\" fill=\"{}\">\n",
        font_size(TYPE_PT),
        hex(INK)
    );
    for label in &scene.labels {
        svg.push_str(&text(label, fonts));
    }
    svg.push_str("</g>\n");
    svg
}

/// One line of text. A line of several faces stands in runs, each at its measured place: renderers that
/// shape such a line as one drop marks and mix the faces up.
fn text(label: &Label, fonts: &Fonts) -> String {
    let runs = fonts.runs(&label.text);
    let mut own = String::new();
    let (place, y) = at((label.x, label.y));
    let mut x = label.x;
    match label.anchor {
        _ if runs.len() > 1 => x -= label.before(),
        Anchor::Start => {}
        Anchor::Middle => own.push_str(" text-anchor=\"middle\""),
        Anchor::End => own.push_str(" text-anchor=\"end\""),
    }
    if label.turned {
        own.push_str(&format!(" transform=\"rotate(-90 {place} {y})\""));
    }
    if label.size_pt != TYPE_PT {
        own.push_str(&format!(" font-size=\"{}\"", font_size(label.size_pt)));
    }
    if label.colour != INK {
        own.push_str(&format!(" fill=\"{}\"", hex(label.colour)));
    }
    let mut inside = String::new();
    match runs.as_slice() {
        [run] => {
            if run.css != MAIN_CSS {
                own.push_str(&format!(" font-family=\"{}\"", run.css));
            }
            inside.push_str(&escaped(run.text));
        }
        runs => {
            let mut left = x;
            for run in runs {
                inside.push_str(&format!(
                    "<tspan x=\"{}\" font-family=\"{}\">{}</tspan>",
                    units(left),
                    run.css,
                    escaped(run.text)
                ));
                left += fonts.width(run.text, label.size_pt);
            }
        }
    }
    format!("<text x=\"{}\" y=\"{y}\"{own}>{inside}</text>\n", units(x))
}

/// A type size in units of the drawing, rounded up so that it is never below what was asked.
fn font_size(size_pt: f64) -> f64 {
    (size_pt * MM_PER_PT * UNITS_PER_MM * 100.0).ceil() / 100.0
}

fn hex(Rgb(r, g, b): Rgb) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    text.chars().for_each(|sign| html::push(sign, &mut escaped));
    escaped
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
