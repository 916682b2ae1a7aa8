//! `codebook.md`: for a README or a repository.

use crate::engine::codebook::Codebook;
use crate::export::fit::one_line;
use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "codebook-md",
    doc: "the codebook as Markdown",
    extension: "md",
    of: Of::Codebook,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let books: Vec<String> = export.source.coded.iter().map(|it| page(it.codebook)).collect();
    Ok(place.create(&export.file(".md"))?.write_all(books.join("\n").as_bytes())?)
}

fn page(codebook: &Codebook) -> String {
    let mut page = format!("# {}\n", escaped(&codebook.title));
    for line in super::opening(codebook) {
        page.push_str(&format!("\n{}\n", escaped(&line)));
    }
    for entry in super::entries(codebook) {
        let level = "#".repeat((entry.depth + 2).min(6));
        page.push_str(&format!("\n{level} {} ({})\n", escaped(&entry.heading), escaped(&entry.id)));
        for field in &entry.fields {
            let text = |text: &String| if field.is_rule { code(text) } else { escaped(text) };
            match &field.texts[..] {
                rules if field.is_rule => {
                    let rules: Vec<String> = rules.iter().map(text).collect();
                    page.push_str(&format!("\n**{}:** {}\n", field.name, rules.join(", ")));
                }
                [one] => page.push_str(&format!("\n**{}:** {}\n", field.name, text(one))),
                several => {
                    page.push_str(&format!("\n**{}:**\n\n", field.name));
                    several.iter().for_each(|it| page.push_str(&format!("- {}\n", text(it))));
                }
            }
        }
    }
    page
}

/// A text on one line in which no sign means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for sign in one_line(text).chars() {
        if "\\`*_<>[]#|".contains(sign) {
            escaped.push('\\');
        }
        escaped.push(sign);
    }
    escaped
}

/// A text as it is typed, between more backticks than stand in it.
fn code(text: &str) -> String {
    let text = one_line(text);
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
        assert_eq!(code("terror*"), "`terror*`");
        assert_eq!(code("a `b` c`"), "`` a `b` c` ``");
    }
}
