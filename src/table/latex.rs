//! A table as LaTeX: booktabs, title as caption, notes below. It needs `\usepackage{booktabs}`, for long
//! tables `longtable`, and for Cyrillic and Chinese a Unicode engine (XeLaTeX, LuaLaTeX) with fonts that have them.

use unicode_width::UnicodeWidthStr;

use super::grid::{Grid, clean, grid};
use super::{Table, TableError};

/// Signs that stand beside each other on a page, with what is between columns.
const ROOM: usize = 105;
/// Lines above which a table breaks over pages.
const MOST_LINES: usize = 40;

/// The text of a `table` environment, or of a `longtable` where it is too long for a page; wide tables in blocks
/// of columns.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    let grid = grid(table)?;
    let needed = |column: usize| {
        let cells = grid.rows.iter().chain(&grid.details).filter_map(|row| row.get(column));
        let head = grid.head.get(column).map(|it| it.0.as_str());
        cells.map(String::as_str).chain(head).map(|it| it.width() + 2).max().unwrap_or(0)
    };
    Ok(grid.blocks(ROOM, &needed).iter().map(block).collect())
}

/// What stands side by side.
fn block(grid: &Grid) -> String {
    let Grid { title, head, sections, notes, .. } = grid;
    let columns: String = head.iter().map(|it| if it.1 { 'r' } else { 'l' }).collect();
    let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
    let small =
        if grid.details.is_empty() { "" } else { "\\footnotesize\\setlength{\\tabcolsep}{4pt}" };
    let lines = grid.lines();
    let is_long = lines.len() > MOST_LINES;
    let caption = escape(title);
    let headings = line(head.iter().map(|it| escape(&it.0)).collect());
    let mut text = match is_long {
        false => format!(
            "% \\usepackage{{booktabs}}\n\\begin{{table}}\n\\centering{small}\n\\caption{{{caption}}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n{headings}\\midrule\n"
        ),
        true => format!(
            "% \\usepackage{{booktabs,longtable}}\n{{{small}\n\\begin{{longtable}}{{{columns}}}\n\\caption{{{caption}}}\\\\\n\\toprule\n{headings}\\midrule\n\\endfirsthead\n\\toprule\n{headings}\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n"
        ),
    };
    let mut before = None;
    for (place, row) in lines {
        if before.replace(place) != Some(place) && sections.contains(&place) {
            text += "\\midrule\n";
        }
        text += &line(row.iter().map(|it| cell(it)).collect());
    }
    text += match is_long {
        false => "\\bottomrule\n\\end{tabular}\n",
        true => "\\end{longtable}}\n",
    };
    let notes: String = notes.iter().map(|it| format!("{}.\\par\n", escape(it))).collect();
    if !notes.is_empty() {
        text += &match is_long {
            false => format!(
                "\n\\begin{{minipage}}{{\\linewidth}}\\footnotesize\n{notes}\\end{{minipage}}\n"
            ),
            true => format!("{{\\footnotesize\\noindent\n{notes}}}\n"),
        };
    }
    if !is_long {
        text += "\\end{table}\n";
    }
    text
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
