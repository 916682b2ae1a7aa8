//! From the SVG of a chart to PNG: 300 dots to the inch of its printed width, on white, with the same
//! fonts that measured its text. The bytes depend on the SVG alone.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use super::ChartError;
use super::font::Fonts;

/// Dots to the inch.
pub const DPI: f32 = 300.0;
/// The same in dots to the metre, as PNG writes it.
const DOTS_PER_METRE: u32 = 11_811;

/// How the SVG of a chart is read. Every run of text names its face, so there is nothing to fall back to:
/// usvg would replace the signs that both faces have, and set lines wider than they were measured.
pub(super) fn options(fonts: &Fonts) -> Options<'static> {
    Options {
        dpi: DPI,
        fontdb: fonts.database(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(|_, _, _| None),
        },
        ..Options::default()
    }
}

/// The PNG of an SVG.
///
/// # Errors
/// [`ChartError::Draw`] when the SVG does not parse or the picture is too large.
pub(super) fn render(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, ChartError> {
    let tree = Tree::from_str(svg, &options(fonts))
        .map_err(|error| ChartError::Draw(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| ChartError::Draw("the picture is too large".to_owned()))?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width(), size.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // flat colours: one filter for all rows makes the smallest file in the least time
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: DOTS_PER_METRE,
        yppu: DOTS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    // on white every pixel is opaque: colours stand as they are
    // by place: over so many pixels iterators take seconds in a build without optimisation
    let rgba = pixels.data();
    let mut rgb = vec![0; rgba.len() / 4 * 3];
    let (mut from, mut to, bytes_of) = (0, 0, rgb.as_mut_slice());
    while to < bytes_of.len() {
        [bytes_of[to], bytes_of[to + 1], bytes_of[to + 2]] =
            [rgba[from], rgba[from + 1], rgba[from + 2]];
        (from, to) = (from + 4, to + 3);
    }
    let mut writer = encoder.write_header().map_err(encoding)?;
    writer.write_image_data(&rgb).map_err(encoding)?;
    writer.finish().map_err(encoding)?;
    Ok(bytes)
}

fn encoding(error: png::EncodingError) -> ChartError {
    ChartError::Draw(error.to_string())
}
