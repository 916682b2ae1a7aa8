//! Rows of text in columns, aligned by the width that a terminal gives to each sign. What is in them
//! and how it is called is the command's.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::study::explain::text::clean;

/// Spaces between columns.
const GAP: &str = "  ";
/// The first column is not cut below this width.
const NARROWEST: usize = 16;

/// Rows to be aligned: the first column is of text and cut where the terminal is too narrow, columns
/// of numbers stand at the right.
#[derive(Debug)]
pub struct Columns {
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// A table with a head; true for a column of numbers.
    pub fn new(head: &[(&str, bool)]) -> Self {
        let names = head.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self { numbers: head.iter().map(|(_, number)| *number).collect(), rows: vec![names] }
    }

    /// Adds a row; cells beyond the head are left out. A row of one cell is a heading: it may run on
    /// over the other columns.
    pub fn row(&mut self, mut cells: Vec<String>) {
        cells.truncate(self.numbers.len());
        self.rows.push(cells);
    }

    /// The lines, for a terminal of `width` columns.
    pub fn render(&self, width: usize) -> String {
        let mut widths = vec![0; self.numbers.len()];
        for row in self.rows.iter().filter(|row| row.len() > 1) {
            for (column, cell) in row.iter().enumerate() {
                widths[column] = widths[column].max(cell.width());
            }
        }
        if let Some((first, others)) = widths.split_first_mut() {
            let others: usize = others.iter().map(|it| it + GAP.len()).sum();
            *first = (*first).min(width.saturating_sub(others).max(NARROWEST));
        }
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let heading = row.len() == 1;
                let most = if heading { width } else { widths[column] };
                let cell = cut(cell, most);
                let space = if heading { 0 } else { most.saturating_sub(cell.width()) };
                let (left, right) = if self.numbers[column] { (space, 0) } else { (0, space) };
                if column > 0 {
                    line.push_str(GAP);
                }
                line.push_str(&" ".repeat(left));
                line.push_str(&cell);
                line.push_str(&" ".repeat(right));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The text in at most `most` columns, its end marked with … where it was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for sign in text.chars() {
        used += sign.width().unwrap_or(0);
        if used > most {
            break;
        }
        short.push(sign);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The end of a text in at most `most` columns, its beginning marked with … where it was cut.
pub fn cut_start(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let (mut start, mut used) = (text.len(), 1);
    for (at, sign) in text.char_indices().rev() {
        used += sign.width().unwrap_or(0);
        if used > most {
            break;
        }
        start = at;
    }
    format!("…{}", &text[start..])
}

/// A text on one line: white space once, nothing that a terminal would obey.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Items after one another in lines of at most `width` columns, each line after an indent.
pub fn wrapped(items: &[String], indent: &str, width: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for (place, item) in items.iter().enumerate() {
        let item = if place + 1 < items.len() { format!("{item},") } else { item.clone() };
        if used > 0 && used + 1 + item.width() <= width {
            text.push(' ');
            used += 1 + item.width();
        } else {
            if used > 0 {
                text.push('\n');
            }
            text.push_str(indent);
            used = indent.width() + item.width();
        }
        text.push_str(&item);
    }
    if used > 0 {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_straight_in_four_scripts() {
        let mut columns = Columns::new(&[("rule", false), ("hits", true)]);
        columns.row(vec!["economy".to_owned()]);
        for (rule, hits) in
            [("economy", 7), ("қауіпсіздік", 12), ("безопасность", 100), ("印度尼西亚", 3)]
        {
            columns.row(vec![format!("  {rule}"), hits.to_string()]);
        }
        let text = columns.render(80);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "economy");
        for line in [lines[0], lines[2], lines[3], lines[4], lines[5]] {
            assert_eq!(line.width(), lines[4].width(), "{text}");
        }
        assert_eq!(columns.render(10).lines().nth(4), Some("  безопасность   100"));
    }

    #[test]
    fn text_is_cut_by_its_width() {
        let cases = [
            ("印度尼西亚", 7, "印度尼…", "…尼西亚"),
            ("印度尼西亚", 10, "印度尼西亚", "印度尼西亚"),
            ("безопасность", 5, "безо…", "…ость"),
            ("a b c", 3, "a…", "… c"),
            ("", 0, "", ""),
        ];
        for (text, most, end, start) in cases {
            assert_eq!(cut(text, most), end);
            assert_eq!(cut_start(text, most), start);
        }
        assert_eq!(one_line(" a\r\n\tb\u{7}c "), "a b\u{fffd}c");
    }

    #[test]
    fn items_run_over_lines_of_the_width() {
        let items: Vec<String> = ["один", "два", "三", "төрт"].map(str::to_owned).to_vec();
        assert_eq!(wrapped(&items, "  ", 12), "  один, два,\n  三, төрт\n");
        assert_eq!(wrapped(&[], "  ", 12), "");
    }
}
