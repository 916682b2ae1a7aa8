//! Pages for people to read: blocks enter, Markdown, a Word document or a page of HTML leaves. What the blocks say
//! is the business of whoever makes them. Deliberately absent: pictures, links, anything that one of the forms lacks.
//!
//! A form more is one file and one line in [`FORMS`].

mod docx;
mod html;
mod markdown;

use crate::table::{Grid, TableError};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The title, at depth 0, or a heading below it.
    Heading(usize, String),
    /// A paragraph.
    Paragraph(String),
    /// Sentences, one below another.
    List(Vec<String>),
    /// A table, with its title above and its notes below.
    Table(Grid),
    /// What is told of one thing, each under a name.
    Fields(Vec<Field>),
}

/// What is told of a thing under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// One text, or several in a list.
    pub texts: Vec<String>,
    /// True for what is typed as it stands, such as rules.
    pub is_typed: bool,
}

/// A form of a page.
#[derive(Clone, Copy, Debug)]
pub struct FormEntry {
    /// Of a file, without the stop.
    pub extension: &'static str,
    /// What it is for, in one line.
    pub doc: &'static str,
    /// From blocks to the bytes of a file.
    pub render: fn(&[Block]) -> Result<Vec<u8>, TableError>,
}

/// Every form there is.
pub const FORMS: &[FormEntry] = &[markdown::ENTRY, docx::ENTRY, html::ENTRY];

/// The first title of a page, for forms that name it apart.
fn title(blocks: &[Block]) -> &str {
    let title = |block| match block {
        &Block::Heading(0, ref title) => Some(title.as_str()),
        _ => None,
    };
    blocks.iter().find_map(title).unwrap_or_default()
}

pub use docx::render as docx;
pub use markdown::render as markdown;

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with every kind of block, and signs that mean something to each form.
    fn blocks() -> Vec<Block> {
        let hostile = "a *b* <script>alert(1)</script> | `c` & \u{202e}д жол 丝绸";
        vec![
            Block::Heading(0, hostile.to_owned()),
            Block::Heading(1, hostile.to_owned()),
            Block::Paragraph(hostile.to_owned()),
            Block::List(vec![hostile.to_owned(), "two".to_owned()]),
            Block::Table(Grid {
                title: hostile.to_owned(),
                head: vec![(hostile.to_owned(), false), ("n".to_owned(), true)],
                rows: vec![vec![hostile.to_owned(), "1".to_owned()]],
                notes: vec![hostile.to_owned()],
                ..Grid::default()
            }),
            Block::Fields(vec![Field {
                name: "Rules".to_owned(),
                texts: vec![hostile.to_owned(), "terror*".to_owned()],
                is_typed: true,
            }]),
        ]
    }

    #[test]
    fn no_text_of_any_block_is_markup_in_any_form() {
        for form in FORMS {
            let bytes = (form.render)(&blocks()).unwrap();
            if form.extension == "docx" {
                assert!(bytes.starts_with(b"PK"));
                continue;
            }
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains('\u{202e}'), "{}", form.extension);
            let typed = text.matches("<script>").count();
            // Markdown sets what is typed between backticks, where nothing is markup
            assert_eq!(typed, usize::from(form.extension == "md"), "{text}");
            assert!(text.contains("terror*") && text.contains("丝绸"), "{text}");
        }
    }

    #[test]
    fn the_title_is_the_first_heading_of_depth_nought() {
        assert_eq!(title(&[]), "");
        assert_eq!(title(&[Block::Heading(1, "b".into()), Block::Heading(0, "a".into())]), "a");
    }
}
