//! A table as Markdown: title, pipe table, notes as a list.

use super::grid::{Grid, clean, grid};
use super::{Table, TableError};

/// The Markdown text.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    Ok(of_grid(&grid(table)?))
}

/// The Markdown text of a grid.
pub fn of_grid(grid: &Grid) -> String {
    let Grid { title, head, notes, .. } = grid;
    let mut text = format!("**{}**\n\n", escape(title));
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text += &line(head.iter().map(|it| escape(&it.0)).collect());
    let rule = |it: &(String, bool)| if it.1 { "---:" } else { "---" }.to_owned();
    text += &line(head.iter().map(rule).collect());
    for (_, row) in grid.lines() {
        text += &line(row.iter().map(|it| escape(it)).collect());
    }
    text.push('\n');
    for note in notes {
        text += &format!("- {}\n", escape(note));
    }
    text
}

/// Text that no Markdown reader takes for markup; the indent of a subcode becomes hard spaces.
pub fn escape(text: &str) -> String {
    let text = clean(text);
    let indent = text.len() - text.trim_start_matches(' ').len();
    let mut escaped = "\u{a0}".repeat(indent);
    for c in text[indent..].chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '`' | '~' | '<' | '>' | '[' | ']' | '#' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
