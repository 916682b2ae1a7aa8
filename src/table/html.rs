//! A table as HTML: a page of its own that a word processor opens too. Text is never markup.

use super::grid::{Grid, MISSING, Place, clean, grid};
use super::{Table, TableError};

/// How tables look.
pub const STYLE: &str = "table{border-collapse:collapse;font:10pt/1.4 sans-serif}caption{text-align:left;\
font-weight:bold;padding-bottom:.5em}th,td{padding:.15em .6em;vertical-align:top;text-align:left}\
.n{text-align:right;font-variant-numeric:tabular-nums}thead{border-top:1.5px solid;border-bottom:1px \
solid}tbody{border-bottom:1px solid}tbody:last-of-type{border-bottom:1.5px solid}th[scope=row]{font-weight:\
normal}td small{display:block;font-size:.82em;white-space:nowrap}tfoot td{font-size:8.5pt;padding-top:.1em;padding-bottom:.1em}";

/// The page.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>\n{}</body></html>\n",
        escape(&table.title),
        element(table)?
    ))
}

/// The `table` element alone.
pub fn element(table: &Table) -> Result<String, TableError> {
    linked(table, &mut |_| None)
}

/// The `table` element with a button in each cell that `link` has a number for: `data-q`, the number of
/// what the cell counts, for a page that can list it.
///
/// # Errors
///
/// A frame that is not as its variables say.
pub fn linked(
    table: &Table,
    link: &mut dyn FnMut(&Place) -> Option<usize>,
) -> Result<String, TableError> {
    Ok(of_grid(&grid(table)?, link))
}

/// The `table` element of a grid; `link` as in [`linked`].
pub fn of_grid(grid: &Grid, link: &mut dyn FnMut(&Place) -> Option<usize>) -> String {
    let Grid { title, head, rows, places, sections, notes, .. } = grid;
    // one stop of the tab key: from there the page goes by arrows
    let mut first = true;
    let class = |number: bool| if number { " class=\"n\"" } else { "" };
    let mut text = format!("<table><caption>{}</caption>\n<thead><tr>", escape(title));
    for (heading, number) in head {
        text += &format!("<th scope=\"col\"{}>{}</th>", class(*number), escape(heading));
    }
    text += "</tr></thead>\n<tbody>\n";
    for (place, row) in rows.iter().enumerate() {
        if sections.contains(&place) {
            text += "</tbody>\n<tbody>\n";
        }
        text += "<tr>";
        for (column, cell) in row.iter().enumerate() {
            let number = head.get(column).is_some_and(|it| it.1);
            if column == 0 {
                let indent = cell.len() - cell.trim_start_matches(' ').len();
                let style = match indent {
                    0 => String::new(),
                    _ => format!(" style=\"padding-left:{:.1}em\"", 0.6 + 0.5 * indent as f64),
                };
                text += &format!("<th scope=\"row\"{style}>{}</th>", escape(cell.trim_start()));
            } else {
                let from = places.get(place).and_then(|it| it.get(column)).and_then(Option::as_ref);
                let inner = match from.filter(|_| cell != MISSING).and_then(&mut *link) {
                    Some(key) => {
                        let stop = if std::mem::replace(&mut first, false) { 0 } else { -1 };
                        format!(
                            "<button type=\"button\" data-q=\"{key}\" tabindex=\"{stop}\">{}</button>",
                            escape(cell)
                        )
                    }
                    None => escape(cell),
                };
                let below = match grid.detail(place, column) {
                    "" => String::new(),
                    detail => format!("<small>{}</small>", escape(detail)),
                };
                text += &format!("<td{}>{inner}{below}</td>", class(number));
            }
        }
        text += "</tr>\n";
    }
    text += "</tbody>\n<tfoot>\n";
    for note in notes {
        text += &format!("<tr><td colspan=\"{}\">{}</td></tr>\n", head.len(), escape(note));
    }
    text += "</tfoot></table>\n";
    text
}

/// Text in an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    clean(text).chars().for_each(|sign| push(sign, &mut escaped));
    escaped
}

/// A sign that is no markup, in HTML and XML.
pub fn push(sign: char, out: &mut String) {
    match sign {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        sign => out.push(sign),
    }
}
