//! How high a row has to be for its text to be seen as a whole. Programs set rows with fonts of their own and do
//! not agree on when they measure them, so rows are given a height that is enough for a wide font.

use unicode_width::UnicodeWidthChar;

/// The highest row that Excel has, in points.
pub const HIGHEST: f64 = 409.0;
/// What a letter takes of a column, whose width is counted in digits: more than that of the narrow fonts of Excel,
/// about that of the wide ones that LibreOffice takes in their place.
const LETTER: f64 = 1.06;
/// What a wide sign takes.
const WIDE: f64 = 2.1;
/// The height of a line for a point of its font, and where wide signs stand in it: their fonts are high.
const LINE: f64 = 1.34;
const WIDE_LINE: f64 = 1.5;

/// The height of a text in a column so wide, in points.
pub fn height(text: &str, width: f64, points: f64) -> f64 {
    // a cell has margins
    let room = (width - 1.0).max(1.0) * 11.0 / points;
    let lines: usize = text.split('\n').map(|it| lines(it, room)).sum();
    let is_wide = text.chars().any(|it| it.width().is_some_and(|it| it > 1));
    let line = if is_wide { WIDE_LINE } else { LINE };
    (lines.max(1) as f64 * points * line + 4.0).min(HIGHEST)
}

/// Lines of a paragraph, broken at blanks and between wide signs.
fn lines(paragraph: &str, room: f64) -> usize {
    let (mut lines, mut used, mut word) = (1, 0.0, 0.0);
    for sign in paragraph.chars() {
        let size = match sign.width().unwrap_or(0) {
            0 => 0.0,
            1 => LETTER,
            _ => WIDE,
        };
        let breaks = sign.is_whitespace() || size == WIDE;
        word = if breaks { 0.0 } else { word + size };
        used += size;
        if used > room {
            if sign.is_whitespace() {
                continue;
            }
            lines += 1;
            used = match word > 0.0 && word <= room {
                true => word,
                false => size,
            };
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_lines() {
        for (text, room, expected) in [
            ("", 10.0, 1),
            ("one two", 10.0, 1),
            ("one two three", 10.0, 2),
            ("одиннадцатибуквенное", 10.0, 3),
            ("中国与哈萨克斯坦", 10.0, 2),
            ("a b c d e f g h", 6.0, 3),
        ] {
            assert_eq!(lines(text, room), expected, "{text}");
        }
        assert!(height("a\nb\nc", 10.0, 11.0) > height("a", 10.0, 11.0));
        assert!((height(&"word ".repeat(10_000), 10.0, 11.0) - HIGHEST).abs() < 1e-9);
    }
}
