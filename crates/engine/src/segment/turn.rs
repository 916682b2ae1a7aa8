//! The unit `turn`: what one speaker says.
//!
//! A text enters, its turns leave. The label stays in the segment: it is part of the text. Who the
//! speaker is, and notes of the stage such as `(Applause.)`, are not looked at.

use super::character::{holds_word, is_han, trimmed};
use super::structure::LineSpans;
use super::{Unit, UnitEntry};
use crate::text::Span;

/// Appends the turns of a text: each begins with a line that has a speaker's label and runs to the
/// next one. What stands before the first label is a segment of its own; a text without any label
/// is one.
///
/// A label stands at the beginning of a line and ends with `:` or `：`: at most six words and 60
/// characters, all of which begin with a capital or a digit or are particles (`of`, `the`, `de`,
/// `von`), with what stands in parentheses free (`MS. SMITH:`, `Q:`, `Президент Н. Назарбаев:`,
/// `The President of Kazakhstan:`, `Mr. Li (China):`); or at most 12 Han characters that do not end
/// with a verb of saying (`记者：`, but not `他说：`). `https:` is none, nor is `Note 5:30`: a space,
/// a quotation mark, a Han character or the end of the line follows. A lower-case word makes it a
/// clause (`We want three things:`) and no label.
pub(super) fn cut(text: &str, out: &mut Vec<Span>) {
    let mut begin = 0;
    for line in LineSpans::of(text) {
        let Some(body) = trimmed(text, line.start as usize, line.end as usize) else { continue };
        if is_label(body.of(text)) {
            push(text, begin, body.start as usize, out);
            begin = body.start as usize;
        }
    }
    push(text, begin, text.len(), out);
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    out.extend(trimmed(text, start, end).filter(|span| holds_word(span.of(text))));
}

/// A label is no longer than this, in characters.
const LONGEST: usize = 60;

/// True for a line that begins with a speaker's label.
fn is_label(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '_', '[', '—', '–', '-', ' ']);
    let colon = line.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, ':' | '：'));
    let Some((at, colon)) = colon else { return false };
    let (label, rest) = line.split_at(at);
    let rest = rest[colon.len_utf8()..].trim_start_matches(['*', '_', ']']);
    let parted = colon == '：'
        || rest
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || is_han(c) || "\"“«„‘".contains(c));
    parted && if label.chars().any(is_han) { is_chinese_name(label) } else { is_name(label) }
}

fn is_chinese_name(label: &str) -> bool {
    let label = label.trim();
    let name = label.split(['（', '(']).next().unwrap_or_default();
    name.chars().all(|c| is_han(c) || c.is_alphanumeric() || matches!(c, '·' | '・' | ' '))
        && (1..=12).contains(&name.chars().count())
        && name.chars().next().is_some_and(is_han)
        && !name.ends_with(['说', '道', '问', '答', '称', '为', '是', '下', '出', '示'])
}

fn is_name(label: &str) -> bool {
    let mut words = 0;
    let mut bracket = false;
    for word in label.trim_end_matches(['*', '_']).split_whitespace() {
        bracket |= word.starts_with('(');
        if !bracket {
            let first = word.chars().next();
            let named = first.is_some_and(|c| c.is_uppercase() || (c.is_numeric() && words > 0));
            let particle = words > 0 && PARTICLES.contains(&word);
            let clean = word.chars().all(|c| c.is_alphanumeric() || ".-‐'’,\u{301}".contains(c));
            if !(named || particle) || !clean {
                return false;
            }
            words += 1;
        }
        bracket &= !word.ends_with(')');
    }
    (1..=6).contains(&words)
}

const PARTICLES: &[&str] =
    &["of", "the", "for", "and", "de", "du", "da", "von", "van", "al", "и", "мен"];

/// `turn`.
pub(super) const ENTRY: UnitEntry = UnitEntry {
    name: "turn",
    example: "turn",
    doc: "what one speaker says, from a label at the beginning of a line (`MS. SMITH:`, `记者：`) \
          to the next",
    parse: |size| super::unit::without_size(size, Unit::Turn),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_clauses_and_addresses() {
        let labels = [
            "MS. SMITH: yes",
            "Q: why?",
            "Назарбаев: иә",
            "Президент Н. Назарбаев: Құрметті әріптестер!",
            "Қ. Тоқаев:",
            "记者：请问",
            "王毅（外交部长）：谢谢",
            "The President of Kazakhstan: Thank you.",
            "Mr. Li (speaking in Chinese): Thank you.",
            "**Moderator:** next",
            "Speaker 2: no",
            "— Ведущий: добрый день",
        ];
        let others = [
            "https://example.org/a",
            "We want three things: peace",
            "В зале говорили: нет",
            "10:30 the session opens",
            "Article 5:30",
            "他说：“好。”",
            "内容如下：",
            "and: so",
            "",
            ":",
            "One Two Three Four Five Six Seven: too long",
            "Yes. No",
        ];
        for line in labels {
            assert!(is_label(line), "{line}");
        }
        for line in others {
            assert!(!is_label(line), "{line}");
        }
    }

    #[test]
    fn a_turn_runs_to_the_next_label() {
        let text = "\u{FEFF}Almaty, 5 May\r\n\r\nQ: Why?\r\nAnd when?\r\n\r\nA: Now.\r\n\r\nAt once.\r\n记者：谢谢。";
        let mut spans = Vec::new();
        cut(text, &mut spans);
        let turns: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        let expected =
            ["Almaty, 5 May", "Q: Why?\r\nAnd when?", "A: Now.\r\n\r\nAt once.", "记者：谢谢。"];
        assert_eq!(turns, expected);
        let mut spans = Vec::new();
        cut("no label.\n\nat all", &mut spans);
        assert_eq!(spans.len(), 1);
    }
}
