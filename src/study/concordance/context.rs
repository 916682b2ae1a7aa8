//! What stands around a match, cut to the columns of a terminal: a Chinese sign takes two, a mark none.

use unicode_width::UnicodeWidthChar;

/// The end of a text in at most `width` columns, white space as single blanks.
pub fn left(text: &str, width: usize) -> String {
    let mut signs: Vec<char> = Vec::new();
    let mut used = 0;
    for c in text.chars().rev() {
        let c = if c.is_whitespace() { ' ' } else { c };
        let columns = c.width().unwrap_or(0);
        if c == ' ' && signs.last() == Some(&' ') {
            continue;
        }
        if used + columns > width {
            break;
        }
        used += columns;
        signs.push(c);
        // Signs without a width do not come to an end by themselves.
        if signs.len() > 8 * width {
            break;
        }
    }
    // A mark without the letter that it stands on goes.
    while signs.last().is_some_and(|c| c.width() == Some(0)) {
        signs.pop();
    }
    signs.into_iter().rev().collect()
}

/// The start of a text in at most `width` columns, white space as single blanks.
pub fn right(text: &str, width: usize) -> String {
    let mut out = String::new();
    let (mut used, mut n) = (0, 0);
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        used += c.width().unwrap_or(0);
        n += 1;
        if used > width || n > 8 * width {
            break;
        }
        out.push(c);
    }
    out
}

/// White space as single blanks.
pub fn blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
