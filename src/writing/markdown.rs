//! A page as Markdown: for a README or a repository.

use crate::table::{TableError, clean, markdown, one_line};

use super::{Block, Field, FormEntry};

/// The entry in the registry.
pub const ENTRY: FormEntry =
    FormEntry { extension: "md", doc: "Markdown", render: |blocks| Ok(render(blocks)?.into()) };

/// The text.
///
/// # Errors
///
/// None: all forms have the same face.
pub fn render(blocks: &[Block]) -> Result<String, TableError> {
    let pieces: Vec<String> = blocks.iter().map(piece).collect();
    Ok(pieces.join("\n"))
}

fn piece(block: &Block) -> String {
    match block {
        Block::Heading(depth, text) => {
            format!("{} {}\n", "#".repeat((depth + 1).min(6)), escaped(text))
        }
        Block::Paragraph(text) => format!("{}\n", escaped(text)),
        Block::List(items) => items.iter().map(|it| format!("- {}\n", escaped(it))).collect(),
        Block::Table(grid) => markdown::of_grid(grid),
        Block::Fields(fields) => fields.iter().map(field).collect::<Vec<_>>().join("\n"),
    }
}

fn field(field: &Field) -> String {
    let text = |text: &String| if field.is_typed { code(text) } else { escaped(text) };
    let name = escaped(&field.name);
    match &field.texts[..] {
        typed if field.is_typed => {
            let typed: Vec<String> = typed.iter().map(text).collect();
            format!("**{name}:** {}\n", typed.join(", "))
        }
        [one] => format!("**{name}:** {}\n", text(one)),
        several => {
            let items: String = several.iter().map(|it| format!("- {}\n", text(it))).collect();
            format!("**{name}:**\n\n{items}")
        }
    }
}

/// A text on one line in which no sign means anything to Markdown.
fn escaped(text: &str) -> String {
    let text = markdown::escape(&one_line(text));
    // `-`, `+`, `1.` and `1)` at the beginning are items of a list
    let sign = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    match text[sign..].chars().next() {
        Some('-' | '+') if sign == 0 => format!("\\{text}"),
        Some('.' | ')') if sign > 0 => format!("{}\\{}", &text[..sign], &text[sign..]),
        _ => text,
    }
}

/// A text as it is typed, between more backticks than stand in it.
fn code(text: &str) -> String {
    let text = one_line(&clean(text));
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_text_mean_nothing_to_markdown() {
        assert_eq!(escaped("a_b *c* <d>\n# e"), "a\\_b \\*c\\* \\<d\\> \\# e");
        assert_eq!(escaped("~~a~~"), "\\~\\~a\\~\\~");
        for (text, expected) in [
            ("1) b", "1\\) b"),
            ("12. b", "12\\. b"),
            ("- b", "\\- b"),
            ("+1", "\\+1"),
            ("1992 b", "1992 b"),
            ("5", "5"),
            ("(c", "(c"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        assert_eq!(code("terror*"), "`terror*`");
        assert_eq!(code("a `b` c`"), "`` a `b` c` ``");
    }
}
