//! A table as LaTeX: booktabs, title as caption, notes below. It needs `\usepackage{booktabs}`, and for
//! Cyrillic and Chinese a Unicode engine (XeLaTeX, LuaLaTeX) with fonts that have them.

use super::grid::{Grid, clean, grid};
use super::{Table, TableError};

/// The text of a `table` environment.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    let grid = grid(table)?;
    let Grid { title, head, sections, notes, .. } = &grid;
    let columns: String = head.iter().map(|it| if it.1 { 'r' } else { 'l' }).collect();
    let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
    let small =
        if grid.details.is_empty() { "" } else { "\\footnotesize\\setlength{\\tabcolsep}{4pt}" };
    let mut text = format!(
        "% \\usepackage{{booktabs}}\n\\begin{{table}}\n\\centering{small}\n\\caption{{{}}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n",
        escape(title)
    );
    text += &line(head.iter().map(|it| escape(&it.0)).collect());
    text += "\\midrule\n";
    let mut before = None;
    for (place, row) in grid.lines() {
        if before.replace(place) != Some(place) && sections.contains(&place) {
            text += "\\midrule\n";
        }
        text += &line(row.iter().map(|it| cell(it)).collect());
    }
    text += "\\bottomrule\n\\end{tabular}\n\n\\begin{minipage}{\\linewidth}\\footnotesize\n";
    for note in notes {
        text += &format!("{}.\\par\n", escape(note));
    }
    text += "\\end{minipage}\n\\end{table}\n";
    Ok(text)
}

/// A cell; the indent of a subcode becomes quads.
fn cell(text: &str) -> String {
    let indent = text.len() - text.trim_start_matches(' ').len();
    "\\quad ".repeat(indent / 2) + &escape(&text[indent..])
}

/// Text that LaTeX prints as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        match c {
            '\\' => escaped += "\\textbackslash{}",
            '`' => escaped += "\\textasciigrave{}",
            '~' => escaped += "\\textasciitilde{}",
            '^' => escaped += "\\textasciicircum{}",
            '<' => escaped += "\\textless{}",
            '>' => escaped += "\\textgreater{}",
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', c]),
            // a bracket after a line break would be read as its argument
            '[' | ']' => escaped.extend(['{', c, '}']),
            c => escaped.push(c),
        }
    }
    escaped
}
