//! From a page to PDF: one page of the printed size, the fonts inside and cut to the glyphs used, text as
//! text. It is drawn from the scene and not from the SVG, because a reader of SVG sets every glyph by
//! itself, and programs that take text out of a PDF then find `F r a m i n g s`. No clock: the bytes
//! depend on the page alone.

use krilla::Document;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use super::ChartError;
use super::colour::Rgb;
use super::font::Fonts;
use super::scene::{Label, Scene, Shape};
use super::theme::{MM_PER_PT, PAPER};

/// A length of the page in points.
fn points(mm: f64) -> f32 {
    (mm / MM_PER_PT) as f32
}

fn fill(Rgb(r, g, b): Rgb, opacity: f64) -> Fill {
    Fill {
        paint: krilla::color::rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::new(opacity as f32).unwrap_or(NormalizedF32::ONE),
        ..Fill::default()
    }
}

fn stroke(Rgb(r, g, b): Rgb, width: f64) -> Stroke {
    Stroke {
        paint: krilla::color::rgb::Color::new(r, g, b).into(),
        width: points(width),
        ..Stroke::default()
    }
}

/// The PDF of a page, `caption` as its description.
///
/// # Errors
/// [`ChartError::Font`] when a face is not one, [`ChartError::Draw`] when the page cannot be written.
pub(super) fn write(scene: &Scene, caption: &str, fonts: &Fonts) -> Result<Vec<u8>, ChartError> {
    let faces: Option<Vec<Font>> = fonts.bytes().map(|bytes| Font::new(bytes.into(), 0)).collect();
    let faces = faces.ok_or_else(|| ChartError::Font("a face does not parse".to_owned()))?;
    let size = PageSettings::from_wh(points(scene.width), points(scene.height))
        .ok_or_else(|| ChartError::Draw("the page has no size".to_owned()))?;

    let mut document = Document::new();
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    let paper = Rect::from_xywh(0.0, 0.0, points(scene.width), points(scene.height));
    draw(&mut surface, paper.and_then(rectangle), Some(fill(PAPER, 1.0)), None);
    for shape in &scene.shapes {
        draw_shape(&mut surface, shape);
    }
    for label in &scene.labels {
        draw_label(&mut surface, label, fonts, &faces);
    }
    surface.finish();
    page.finish();
    document.set_metadata(
        Metadata::new()
            .description(super::text::clean(caption))
            .creator(concat!("framebook ", env!("CARGO_PKG_VERSION")).to_owned()),
    );
    document.finish().map_err(|error| ChartError::Draw(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, path: Option<Path>, fill: Option<Fill>, line: Option<Stroke>) {
    if let Some(path) = path {
        surface.set_fill(fill);
        surface.set_stroke(line);
        surface.draw_path(&path);
    }
}

fn draw_shape(surface: &mut Surface<'_>, shape: &Shape) {
    match shape {
        Shape::Rectangle { area, colour } => {
            let rect = Rect::from_ltrb(
                points(area.left),
                points(area.top),
                points(area.right),
                points(area.bottom),
            );
            draw(surface, rect.and_then(rectangle), Some(fill(*colour, 1.0)), None);
        }
        Shape::Line { from, to, colour, width } => {
            draw(surface, line(&[*from, *to], false), None, Some(stroke(*colour, *width)));
        }
        Shape::Path { points, colour, width } => {
            draw(surface, line(points, false), None, Some(stroke(*colour, *width)));
        }
        Shape::Disc { centre, radius, colour } => {
            draw(surface, circle(*centre, *radius), Some(fill(*colour, 1.0)), None);
        }
        Shape::Polygon { points, colour, opacity } => {
            draw(surface, line(points, true), Some(fill(*colour, *opacity)), None);
        }
    }
}

fn rectangle(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

fn line(through: &[(f64, f64)], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in through.iter().enumerate() {
        match index {
            0 => path.move_to(points(*x), points(*y)),
            _ => path.line_to(points(*x), points(*y)),
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// A circle as four curves: PDF has no circles.
fn circle((x, y): (f64, f64), radius: f64) -> Option<Path> {
    /// How far the handles of a quarter stand from its ends, in radii.
    const HANDLE: f64 = 0.552_284_749_8;
    let at = |dx: f64, dy: f64| (points(x + dx * radius), points(y + dy * radius));
    let mut path = PathBuilder::new();
    let (right_x, right_y) = at(1.0, 0.0);
    path.move_to(right_x, right_y);
    for (from, to) in [
        ((1.0, 0.0), (0.0, 1.0)),
        ((0.0, 1.0), (-1.0, 0.0)),
        ((-1.0, 0.0), (0.0, -1.0)),
        ((0.0, -1.0), (1.0, 0.0)),
    ] {
        let first = at(from.0 + HANDLE * to.0, from.1 + HANDLE * to.1);
        let second = at(to.0 + HANDLE * from.0, to.1 + HANDLE * from.1);
        let end = at(to.0, to.1);
        path.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
    }
    path.close();
    path.finish()
}

/// One line of text, each run of one face in one piece.
fn draw_label(surface: &mut Surface<'_>, label: &Label, fonts: &Fonts, faces: &[Font]) {
    let (x, y) = (points(label.x), points(label.y));
    if label.turned {
        surface.push_transform(&Transform::from_rotate_at(-90.0, x, y));
    }
    surface.set_fill(Some(fill(label.colour, 1.0)));
    surface.set_stroke(None);
    let mut left = label.x - label.before();
    for run in fonts.runs(&label.text) {
        if let Some(face) = faces.get(run.face) {
            let start = Point::from_xy(points(left), y);
            let size = label.size_pt as f32;
            let way = TextDirection::LeftToRight;
            surface.draw_text(start, face.clone(), size, run.text, false, way);
        }
        left += fonts.width(run.text, label.size_pt);
    }
    if label.turned {
        surface.pop();
    }
}
