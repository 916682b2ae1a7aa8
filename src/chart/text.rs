//! Lines of text. In: labels as users wrote them; out: clean lines that fit a width, measured with the
//! real fonts. It breaks at word ends, after hyphens, between Chinese characters (never before a closing
//! sign or after an opening one), and inside a word only when the word alone is too wide.

use super::font::Fonts;
use super::theme::TYPE_PT;

/// A label longer than this many lines ends in an ellipsis.
const MOST_LINES: usize = 8;

/// A line with its width in millimetres.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub width: f64,
}

impl Line {
    /// A text that is set as it stands, measured.
    pub fn new(fonts: &Fonts, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { width: fonts.width(&text, TYPE_PT), text }
    }
}

/// A label as it is drawn: runs of white space become one space, but for spaces that keep a line together; control characters, direction
/// overrides, zero-width signs and what XML forbids are dropped.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{A0}') {
        let start = clean.len();
        clean.extend(word.chars().filter(|&c| !is_unseen(c)));
        if clean.len() > start && start > 0 {
            clean.insert(start, ' ');
        }
    }
    clean
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
        || matches!(c, '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Signs that stand at no line's beginning.
const CLOSING: &str = "，。、；：？！）》〉」』】〕〗”’…—～·,.;:?!)]}»%％‰";
/// Signs that stand at no line's end.
const OPENING: &str = "（《〈「『【〔〖“‘([{«„№";

fn is_han(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' )
}

fn may_break(before: char, after: char) -> bool {
    if OPENING.contains(before) || CLOSING.contains(after) || is_mark(after) {
        return false;
    }
    before == ' '
        || (matches!(before, '-' | '–' | '—' | '/' | '_') && after != ' ')
        || ((is_han(before) || is_han(after)) && after != ' ')
}

/// The smallest pieces between which a line may end; joined they are the text.
fn pieces(text: &str) -> Vec<&str> {
    split(text, may_break)
}

/// The text cut wherever `between` holds of two neighbours.
fn split(text: &str, between: fn(char, char) -> bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| between(before, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..).filter(|piece| !piece.is_empty()));
    pieces
}

/// A piece with its width, and its width at the end of a line, where a space does not count.
struct Piece<'a> {
    text: &'a str,
    width: f64,
    at_end: f64,
}

/// Each piece measured once; a piece wider than `width` is cut into its characters.
fn measured<'a>(fonts: &Fonts, text: &'a str, width: f64) -> Vec<Piece<'a>> {
    let mut measured = Vec::new();
    let measure = |text: &'a str| Piece {
        text,
        width: fonts.width(text, TYPE_PT),
        at_end: fonts.width(text.trim_end(), TYPE_PT),
    };
    for text in pieces(text) {
        let piece = measure(text);
        match piece.at_end <= width {
            true => measured.push(piece),
            false => {
                measured.extend(split(text, |_, after| !is_mark(after)).into_iter().map(measure))
            }
        }
    }
    measured
}

/// Lines filled one after the other.
fn greedy(pieces: &[Piece<'_>], width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut filled = f64::INFINITY;
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if filled + piece.at_end <= width => line.push_str(piece.text),
            _ => {
                lines.push(piece.text.to_owned());
                filled = 0.0;
            }
        }
        filled += piece.width;
    }
    lines
}

/// The text in lines of at most `width` millimetres (but for the kerning between two pieces), as few as
/// that takes and as even as those can be.
pub(super) fn wrap(fonts: &Fonts, text: &str, width: f64) -> Vec<Line> {
    // more than fits the most lines of the narrowest letters is never seen
    let text: String = clean(text).chars().take(2_000).collect();
    let pieces = measured(fonts, &text, width);
    let mut lines = greedy(&pieces, width);
    let widest = pieces.iter().map(|piece| piece.at_end).fold(width / 2.0, f64::max);
    let (mut low, mut high) = (widest, width);
    for _ in 0..6 {
        if lines.len() < 2 || lines.len() > MOST_LINES {
            break;
        }
        let middle = f64::midpoint(low, high);
        let tried = greedy(&pieces, middle);
        if tried.len() <= lines.len() {
            lines = tried;
            high = middle;
        } else {
            low = middle;
        }
    }
    let too_many = lines.len() > MOST_LINES;
    let lines = lines.into_iter().take(MOST_LINES).map(|line| {
        let text = line.trim_end().to_owned();
        Line { width: fonts.width(&text, TYPE_PT), text }
    });
    let lines = lines.collect();
    if too_many { cut(fonts, lines, width) } else { lines }
}

/// The lines with an ellipsis at the end of the last.
fn cut(fonts: &Fonts, mut lines: Vec<Line>, width: f64) -> Vec<Line> {
    if let Some(last) = lines.last_mut() {
        let mut text = last.text.clone();
        last.text = loop {
            let tried = format!("{}…", text.trim_end());
            if fonts.width(&tried, TYPE_PT) <= width || text.pop().is_none() {
                break tried;
            }
        };
        last.width = fonts.width(&last.text, TYPE_PT);
    }
    lines
}

/// Whether the text can be wrapped to `width` millimetres without cutting a word.
pub(super) fn fits(fonts: &Fonts, text: &str, width: f64) -> bool {
    pieces(&clean(text)).into_iter().all(|piece| fonts.width(piece.trim_end(), TYPE_PT) <= width)
}

/// The widest of the lines, in millimetres.
pub(super) fn widest(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.width).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: f64) -> Vec<String> {
        let fonts = Fonts::shared().unwrap();
        let lines = wrap(fonts, text, width);
        for line in &lines {
            assert!(line.width <= width + 0.1, "{line:?}");
            assert!((line.width - fonts.width(&line.text, TYPE_PT)).abs() < 1e-9);
        }
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_end_where_the_script_lets_them() {
        let cases: &[(&str, f64, &[&str])] = &[
            ("", 20.0, &[]),
            ("one", 20.0, &["one"]),
            ("regional security cooperation", 24.0, &["regional security", "cooperation"]),
            ("China–Kazakhstan relations", 18.0, &["China–", "Kazakhstan", "relations"]),
            ("безопасность региона", 20.0, &["безопасность", "региона"]),
            (
                "қауіпсіздік саласындағы ынтымақтастық",
                30.0,
                &["қауіпсіздік", "саласындағы", "ынтымақтастық"],
            ),
            ("上海合作组织，《丝绸之路》", 20.0, &["上海合作组织，", "《丝绸之路》"]),
            ("ШОС上合组织", 12.0, &["ШОС上", "合组织"]),
        ];
        for (text, width, lines) in cases {
            assert_eq!(wrapped(text, *width), *lines, "{text}");
        }
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_and_loses_no_letter() {
        for word in ["Donaudampfschifffahrtsgesellschaft", "қауіпсіздендірілмегендіктен", "x"]
        {
            let lines = wrapped(word, 15.0);
            assert_eq!(lines.concat(), word);
        }
    }

    #[test]
    fn an_endless_label_ends_in_an_ellipsis() {
        for text in ["word ".repeat(3000), "字".repeat(9000), "x".repeat(9000)] {
            let lines = wrapped(&text, 40.0);
            assert_eq!(lines.len(), MOST_LINES);
            assert!(lines[MOST_LINES - 1].ends_with('…'));
        }
    }

    #[test]
    fn what_can_not_be_seen_is_dropped() {
        for (raw, expected) in [
            ("a\u{0}b\u{7}\tc\r\nd", "ab c d"),
            ("\u{FEFF}x\u{202E}y\u{200B}z\u{FFFE}", "xyz"),
            ("  \n ", ""),
            ("a \u{202E} b", "a b"),
            ("(n\u{A0}=\u{A0}9)", "(n\u{A0}=\u{A0}9)"),
            ("e\u{301}", "e\u{301}"),
        ] {
            assert_eq!(clean(raw), expected, "{raw:?}");
        }
    }
}
