//! Figures for one page of HTML: each as an `<svg>` without fonts of its own, and one style sheet with the
//! glyphs of all of them. Figures enter; markup leaves, which says where each number stands.

use super::font::Fonts;
use super::svg;
use super::{CHARTS, ChartError, Figure, lay_out};

/// A figure in a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    /// The `<svg>` element; over each number with a key lies `<rect class="hit" data-q="KEY">`.
    pub svg: String,
    /// Text to stand below it.
    pub caption: String,
}

/// Draws figures for one page; a figure that can not be drawn says why. Also gives the style sheet that
/// their text needs.
///
/// # Errors
/// Fonts that can not be read or cut.
pub fn draw<'f>(
    figures: impl IntoIterator<Item = &'f Figure>,
) -> Result<(Vec<Result<Inline, ChartError>>, String), ChartError> {
    let fonts = Fonts::shared()?;
    let mut texts: Vec<String> = Vec::new();
    let mut drawn = Vec::new();
    for figure in figures {
        let figure = lay_out(CHARTS, figure, fonts).and_then(|(entry, scene)| {
            let caption = figure.full_caption(entry.noun);
            let svg = svg::part_of_a_page(&scene, &caption, fonts)?;
            texts.extend(scene.labels.into_iter().map(|it| it.text));
            Ok(Inline { svg, caption })
        });
        drawn.push(figure);
    }
    Ok((drawn, fonts.embedded(texts.iter().map(String::as_str))?))
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Cells};
    use super::*;

    #[test]
    fn a_number_with_a_key_has_its_place_and_a_label_is_no_markup() {
        let cell = |key| Cell { key, ..Cell::new(0.5, None, Some(4)) };
        let data = Cells {
            categories: vec!["</svg><script>".to_owned(), "中".to_owned()],
            cells: vec![cell(Some(7)), cell(None)],
            ..Cells::default()
        };
        let (drawn, css) =
            draw([&Figure::new("bars", data.clone()), &Figure::new("x", data)]).unwrap();
        let svg = &drawn[0].as_ref().unwrap().svg;
        assert_eq!(svg.matches("data-q=").count(), 1);
        assert!(svg.contains("data-q=\"7\"") && !svg.contains("<script>"));
        assert!(css.contains("'Noto Sans'") && css.contains("'Noto Sans CJK SC'"));
        assert!(drawn[1].is_err());
    }
}
