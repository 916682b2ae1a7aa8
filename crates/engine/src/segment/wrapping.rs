//! Whether the lines of a text were broken to fit a width.
//!
//! A text without blank lines enters, yes or no leaves. It does not join the lines again and never
//! looks at single words.

use super::character::{holds_word, is_blank, is_han, trimmed};
use super::structure::LineSpans;

/// The narrowest full line and the widest line of a wrapped text, in columns.
const COLUMNS: std::ops::RangeInclusive<usize> = 40..=100;

/// A line of more bytes than this is too wide in any script: its columns need no counting.
const TOO_LONG: usize = 4 * 100;

/// True when the lines look hard-wrapped; `Structure::of` says by what signs.
pub(super) fn looks_wrapped(text: &str) -> bool {
    let mut lines = 0_usize;
    let mut too_wide = 0_usize;
    let mut widest = 0_usize;
    for line in content_lines(text) {
        let columns = columns(line);
        lines += 1;
        if columns > *COLUMNS.end() {
            too_wide += 1;
        } else {
            widest = widest.max(columns);
        }
    }
    // one line in fifty may be an address that could not be broken
    if lines < 3 || too_wide * 50 > lines || widest < *COLUMNS.start() {
        return false;
    }
    let mut breaks = 0_usize;
    let mut wraps = 0_usize;
    let mut stops = 0_usize;
    let (mut small, mut capital) = (0_usize, 0_usize);
    let mut before: Option<&str> = None;
    for line in content_lines(text) {
        if let Some(above) = before {
            breaks += 1;
            let full = columns(above);
            let fits = full + 1 + first_word(line) <= widest * 9 / 10;
            let wide = full >= *COLUMNS.start() && full * 10 >= widest * 6;
            wraps += usize::from(wide && !fits && !is_list_item(line));
            stops += usize::from(ends_sentence(above));
            match line.chars().next() {
                Some(c) if c.is_lowercase() => small += 1,
                Some(c) if c.is_uppercase() => capital += 1,
                _ => {}
            }
        }
        before = Some(line);
    }
    wraps * 10 >= breaks * 7 && stops * 10 <= breaks * 4 && small >= capital
}

fn content_lines(text: &str) -> impl Iterator<Item = &str> {
    LineSpans::of(text)
        .filter_map(|line| trimmed(text, line.start as usize, line.end as usize))
        .map(|span| span.of(text))
}

fn columns(line: &str) -> usize {
    if line.len() > TOO_LONG || line.is_ascii() {
        return line.len();
    }
    line.chars().map(width).sum()
}

fn width(c: char) -> usize {
    if is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF60}') { 2 } else { 1 }
}

/// Columns of what would have moved up: a word, or one Han character.
fn first_word(line: &str) -> usize {
    let mut columns = 0;
    for c in line.chars().take(*COLUMNS.end()) {
        if is_blank(c) || (is_han(c) && columns > 0) {
            break;
        }
        columns += width(c);
        if is_han(c) {
            break;
        }
    }
    columns
}

fn ends_sentence(line: &str) -> bool {
    let body = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』', '）', ']']);
    body.ends_with(['.', '!', '?', '…', '。', '！', '？', ':', '：'])
}

/// `- item`, `• item`, `— Да`, `1. item`, `2) item`, `(a) item`, `一、item`.
fn is_list_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '–' | '—' | '•' | '*' | '·' | '■' | '●') => true,
        Some('(' | '（') => {
            let label: String = line.chars().skip(1).take_while(|c| c.is_alphanumeric()).collect();
            label.chars().count() <= 3 && holds_word(&label)
        }
        Some(first) if first.is_numeric() || is_han(first) => {
            let rest = line.trim_start_matches(|c: char| {
                c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
            });
            let label = line.len() - rest.len();
            (1..=9).contains(&label) && rest.starts_with(['.', ')', '、', '．', '）'])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_prose_is_told_from_lists_and_headlines() {
        let russian = "Участники встречи обсудили положение на границе, строительство\n\
            железной дороги и цены на газ, после чего подписали заявление,\n\
            которого никто за пределами зала не читал. Говорят, что оно\n\
            короткое.";
        let chinese = "成员国讨论了边境局势、铁路建设和天然气价格，随后签署了一项声\n\
            明，会场之外没有人读过这项声明，据说声明很短，只有三页，其中\n\
            一页是签名，另外两页是附件。";
        let headlines = "China and Kazakhstan sign a treaty on the border\n\
            Railway opens between Almaty and Urumqi at last\n\
            Ministers of six countries meet again in Shanghai\n\
            Price of gas falls for the third month in a row";
        let sentences = "the members met in the capital to talk about the border.\n\
            they signed a statement that nobody has read so far.\n\
            it is said to be short, and it is said to be good.";
        let list = "the members agreed upon the following and nothing else\n\
            - a border that is quiet and that is marked on the map\n\
            - a railway that is paid for by those who will use it\n\
            - a price of gas that both of the sides can live with";
        let cases = [
            (russian, true),
            (chinese, true),
            (headlines, false),
            (sentences, false),
            (list, false),
            ("short\nlines\nonly", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(looks_wrapped(text), expected, "{text}");
        }
    }
}
