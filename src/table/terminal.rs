//! A table for the terminal: columns aligned by the width that a terminal gives to each sign, so that
//! Chinese stands straight; numbers at the right; what does not fit beside stands below.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::grid::{Grid, clean, grid};
use super::{Table, TableError};

/// Spaces between columns.
const GAP: usize = 2;
/// Labels are not cut below this width.
const NARROWEST: usize = 12;

/// The text for a terminal of `width` columns.
pub fn render(table: &Table, width: usize) -> Result<String, TableError> {
    let mut grid = grid(table)?;
    let mut text = format!("{}\n", wrap(&clean(&grid.title), width));
    let widths = fit(&mut grid, width);
    let fixed = grid.head.iter().take_while(|it| !it.1).count();
    let mut first = fixed;
    loop {
        let mut last = block(&widths, fixed, first, width);
        if last < grid.head.len() {
            last = grid.begins(first, last).unwrap_or(last);
        }
        let tail = grid.head.len() - grid.tail;
        if first < tail && last < grid.head.len() {
            last = last.min(tail);
        }
        if first > fixed {
            text.push('\n');
        }
        let columns: Vec<usize> = (0..fixed).chain(first..last).collect();
        let head: Vec<String> = grid.head.iter().map(|it| it.0.clone()).collect();
        text += &line(&head, &grid, &columns, &widths);
        let rule = columns.iter().map(|&it| widths[it]).sum::<usize>()
            + GAP * columns.len().saturating_sub(1);
        let rule = format!("{}\n", "─".repeat(rule));
        text += &rule;
        let mut before = None;
        for (place, row) in grid.lines() {
            if before.replace(place) != Some(place) && grid.sections.contains(&place) {
                text += &rule;
            }
            text += &line(row, &grid, &columns, &widths);
        }
        first = last;
        if first >= grid.head.len() {
            break;
        }
    }
    text.push('\n');
    for note in &grid.notes {
        text += &wrap(&clean(note), width);
    }
    Ok(text)
}

/// Cuts text columns to a third of the terminal where the table is too wide; gives the widths.
fn fit(grid: &mut Grid, width: usize) -> Vec<usize> {
    let measure = |grid: &Grid| -> Vec<usize> {
        (0..grid.head.len())
            .map(|column| {
                let cells = grid.rows.iter().chain(&grid.details).filter_map(|row| row.get(column));
                let widest = cells.map(|it| it.width()).max().unwrap_or(0);
                widest.max(grid.head[column].0.width())
            })
            .collect()
    };
    let widths = measure(grid);
    let whole = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    if whole > width {
        let most = (width / 3).max(NARROWEST);
        for column in 0..grid.head.len() {
            grid.head[column].0 = cut(&grid.head[column].0, most);
            if !grid.head[column].1 {
                for cell in grid.rows.iter_mut().filter_map(|row| row.get_mut(column)) {
                    *cell = cut(cell, most);
                }
            }
        }
    }
    measure(grid)
}

/// One past the last column that fits beside the fixed ones; at least one column.
fn block(widths: &[usize], fixed: usize, first: usize, width: usize) -> usize {
    let mut used: usize = widths[..fixed].iter().map(|it| it + GAP).sum();
    let mut last = first;
    while last < widths.len() && (last == first || used + widths[last] <= width) {
        used += widths[last] + GAP;
        last += 1;
    }
    last
}

fn line(cells: &[String], grid: &Grid, columns: &[usize], widths: &[usize]) -> String {
    let mut line = String::new();
    for (place, &column) in columns.iter().enumerate() {
        if place > 0 {
            line += &" ".repeat(GAP);
        }
        let cell = cells.get(column).map_or("", String::as_str);
        let space = " ".repeat(widths[column].saturating_sub(cell.width()));
        if grid.head[column].1 {
            line += &space;
            line += cell;
        } else {
            line += cell;
            line += &space;
        }
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// The text in at most `most` columns, its end marked with … where it was cut.
fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A note in lines of at most `width` columns, broken between words.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    // Chinese has no blanks to break at
    let pieces = text.split_whitespace().flat_map(|word| pieces(word, width.saturating_sub(2)));
    for word in pieces {
        if used > 0 && used + 1 + word.width() > width {
            lines += "\n  ";
            used = 2;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines += word;
        used += word.width();
    }
    lines.push('\n');
    lines
}

/// A word in pieces of at most `width` columns.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let (mut pieces, mut from, mut used) = (Vec::new(), 0, 0);
    for (at, c) in word.char_indices() {
        let columns = c.width().unwrap_or(0);
        if used + columns > width.max(2) {
            pieces.push(&word[from..at]);
            (from, used) = (at, 0);
        }
        used += columns;
    }
    pieces.push(&word[from..]);
    pieces
}
