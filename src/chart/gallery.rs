//! The gallery: every chart there is with its pictures, as files for `docs/`. All numbers are constructed.
//! Nothing is written here.

use super::{CHARTS, ChartError, Fonts, WORDS, svg};

/// What the page says above the charts.
const HEAD: &str = "\
# Gallery

Every kind of chart, drawn by framebook itself. **All numbers are constructed**: no picture on this page says \
anything about the world. Each is 174 mm wide, the width of two columns, in type of 8 points; one column is 84 mm.

`framebook chart --help` lists the kinds that it draws of your results; the library draws all of them. A chart comes \
as SVG, PNG (300 dots to the inch) and PDF, with the fonts inside and the text as text, and with a caption that tells \
what is missing and what the numbers rest on. Groups are told apart by form as well as by colour, so that they hold \
in grey print and for every colour vision. What can not be drawn truthfully is refused.

This page is made by `cargo run --example gallery`.
";

/// Constructed figures on the page have about so many categories.
const CATEGORIES: usize = 5;

/// The files of the gallery: their paths under `docs/`, and what is in them.
///
/// # Errors
/// A figure that can not be drawn, which a test rules out.
pub fn files() -> Result<Vec<(String, String)>, ChartError> {
    let fonts = Fonts::shared()?;
    let mut page = HEAD.to_owned();
    let mut files = Vec::new();
    // every script comes up
    let mut words = WORDS.iter().cycle();
    for entry in CHARTS {
        page.push_str(&format!("\n## {}\n\n{}.\n", entry.name, capital(entry.doc)));
        for (number, (sample, words)) in entry.samples.iter().zip(&mut words).enumerate() {
            let figure = sample(words, CATEGORIES);
            let caption = figure.full_caption(entry.noun);
            let drawn = svg::write(&(entry.draw)(&figure, fonts)?, &caption, fonts)?;
            let path = format!("gallery/{}-{}.svg", entry.name, number + 1);
            page.push_str(&format!("\n![{}. Constructed example.]({path})\n", entry.doc));
            page.push_str(&format!("\n*{}*\n", caption));
            files.push((path, drawn));
        }
    }
    files.push(("gallery.md".to_owned(), page));
    Ok(files)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gallery_in_docs_is_what_is_drawn_now() {
        let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let files = files().unwrap();
        for (path, text) in &files {
            let there = std::fs::read_to_string(docs.join(path)).unwrap_or_default();
            let remedy = "run `cargo run --example gallery`";
            assert!(there == *text, "docs/{path} is not what is drawn now; {remedy}");
        }
        let pictures = std::fs::read_dir(docs.join("gallery")).unwrap().count();
        assert_eq!(pictures, files.len() - 1, "a picture in docs/gallery belongs to no chart");
        for words in &WORDS {
            let first = words.note.split(' ').next().unwrap();
            let shown =
                files.iter().any(|(path, text)| path != "gallery.md" && text.contains(first));
            assert!(shown, "no picture in `{}`", words.name);
        }
    }
}
