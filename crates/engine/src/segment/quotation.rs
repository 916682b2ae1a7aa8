//! Pairs of quotation marks.
//!
//! A text and its structure enter, pairs leave. Who is quoted, and whether a pair holds a term or
//! a speech, is asked elsewhere.

use std::cmp::Reverse;

use super::Structure;
use super::character::{Class, char_at, char_before, class, is_letter, is_word, next_of, trimmed};
use crate::text::Span;

/// A pair of quotation marks and what stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// What is quoted, without the marks and the blanks beside them.
    pub span_inside: Span,
    /// The same with its marks; without the closing one where the quotation goes on in the next
    /// paragraph.
    pub span_outside: Span,
    /// The marks are 《》 or 〈〉: a title.
    pub title: bool,
}

/// No more pairs than this are open at once; marks further in are not seen.
const DEPTH: usize = 8;

/// Appends the quotations of a text, ordered by start, outer before inner.
///
/// Pairs are “ ”, „ “, „ ”, « », ‹ ›, 「 」, 『 』, 《 》, 〈 〉, ＂ ＂, straight `"`, and ‘ ’ and `'`
/// where they are no apostrophes: one between two letters is an apostrophe, and a straight `'` opens
/// only behind a space, a bracket or another mark. Pairs may be nested. A closing mark closes the
/// innermost pair of its kind; what was opened inside and not closed is no pair.
///
/// A pair stands in one paragraph. A mark that is not closed there is no pair, unless the next
/// paragraph begins with the same opening mark, as the press prints long speeches: then the
/// quotation runs to the end of its paragraph.
///
/// # Examples
///
/// ```
/// use framebook_engine::segment::{Lines, Structure, quotations};
///
/// let text = "He called it “a ‘win-win’ project”. 《丝绸之路》出版了。";
/// let mut found = Vec::new();
/// quotations(text, &Structure::of(text, Lines::Auto), &mut found);
/// let inside: Vec<&str> = found.iter().map(|pair| pair.span_inside.of(text)).collect();
/// assert_eq!(inside, ["a ‘win-win’ project", "win-win", "丝绸之路"]);
/// assert!(found[2].title);
/// ```
pub fn quotations(text: &str, structure: &Structure, out: &mut Vec<Quotation>) {
    for (number, paragraph) in structure.paragraphs.iter().enumerate() {
        let first = out.len();
        let next = structure.paragraphs.get(number + 1);
        let next_sign = next.and_then(|next| char_at(text, next.start as usize));
        in_paragraph(text, *paragraph, next_sign, out);
        if let Some(found) = out.get_mut(first..) {
            found.sort_unstable_by_key(|q| (q.span_outside.start, Reverse(q.span_outside.end)));
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Open {
    sign: char,
    at: usize,
}

/// The marks that are open, outermost first.
#[derive(Default)]
struct Stack {
    marks: [Open; DEPTH],
    depth: usize,
}

impl Stack {
    fn push(&mut self, sign: char, at: usize) {
        if let Some(place) = self.marks.get_mut(self.depth) {
            *place = Open { sign, at };
            self.depth += 1;
        }
    }

    /// Takes the innermost of these signs, and forgets what was opened inside it.
    fn take(&mut self, signs: &[char]) -> Option<Open> {
        let place = self.marks[..self.depth].iter().rposition(|open| signs.contains(&open.sign))?;
        self.depth = place;
        Some(self.marks[place])
    }

    fn holds(&self, sign: char) -> bool {
        self.marks[..self.depth].iter().any(|open| open.sign == sign)
    }
}

// « » begin with C2, the curly ones and ‹ › with E2, the Chinese ones with E3, ＂ with EF
const CLASS: Class = class(&[b'"', b'\'', 0xC2, 0xE2, 0xE3, 0xEF]);

fn in_paragraph(text: &str, paragraph: Span, next_sign: Option<char>, out: &mut Vec<Quotation>) {
    let bytes = text.as_bytes();
    let end = paragraph.end as usize;
    let mut at = paragraph.start as usize;
    let mut stack = Stack::default();
    while let Some(found) = next_of(&CLASS, &bytes[at..end]) {
        at += found;
        let Some(sign) = char_at(text, at) else { break };
        let after = at + sign.len_utf8();
        let place = Place::of(text, at, after, end);
        let opened = match sign {
            '“' if stack.holds('„') => stack.take(&['„']),
            '”' => stack.take(&['“', '„']),
            '»' => stack.take(&['«']),
            '›' => stack.take(&['‹']),
            '」' => stack.take(&['「']),
            '』' => stack.take(&['『']),
            '》' => stack.take(&['《']),
            '〉' => stack.take(&['〈']),
            '’' if !place.in_word => stack.take(&['‘']),
            '\'' if place.closes && !place.letter_after => stack.take(&['\'']),
            '"' | '＂' if place.closes || !place.opens => stack.take(&[sign]),
            _ => None,
        };
        match (opened, sign) {
            (Some(open), _) => push(text, open, at, after, out),
            (None, '“' | '„' | '«' | '‹' | '「' | '『' | '《' | '〈' | '‘') => {
                stack.push(sign, at)
            }
            // a second opening mark in a row: the first one was never closed
            (None, '"' | '＂') if place.opens || !place.closes => {
                stack.take(&[sign]);
                stack.push(sign, at);
            }
            (None, '\'') if place.opens && !place.closes && place.word_after => {
                stack.push(sign, at);
            }
            _ => {}
        }
        at = after;
    }
    let left = stack.marks[..stack.depth].iter().find(|open| Some(open.sign) == next_sign);
    if let Some(open) = left.filter(|open| !matches!(open.sign, '\'' | '‘')) {
        push(text, *open, end, end, out);
    }
}

/// What stands on both sides of a mark.
struct Place {
    /// Something that is no blank follows.
    opens: bool,
    /// Something that is no blank, bracket or opening mark stands before.
    closes: bool,
    letter_after: bool,
    /// A letter, a digit or a Han character follows.
    word_after: bool,
    /// A letter on both sides.
    in_word: bool,
}

impl Place {
    fn of(text: &str, at: usize, after: usize, end: usize) -> Place {
        let left = char_before(text, at).filter(|c| !c.is_whitespace());
        let right = char_at(text, after).filter(|c| after < end && !c.is_whitespace());
        let opening = left.is_some_and(|c| "([{“«„‘‹「『《—–-/\"'（".contains(c));
        let letter_after = right.is_some_and(is_letter);
        Place {
            opens: right.is_some_and(|c| !".,;:!?)]}”»。，".contains(c)),
            closes: left.is_some() && (!opening || right.is_none()),
            letter_after,
            word_after: right.is_some_and(is_word),
            in_word: letter_after && left.is_some_and(is_letter),
        }
    }
}

fn push(text: &str, open: Open, close: usize, after: usize, out: &mut Vec<Quotation>) {
    if let Some(span_inside) = trimmed(text, open.at + open.sign.len_utf8(), close) {
        out.push(Quotation {
            span_inside,
            span_outside: Span::new(open.at, after),
            title: matches!(open.sign, '《' | '〈'),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Lines;

    fn inside(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        quotations(text, &Structure::of(text, Lines::Auto), &mut found);
        for pair in &found {
            assert!(pair.span_outside.start < pair.span_inside.start);
            assert!(pair.span_outside.end >= pair.span_inside.end);
        }
        found.iter().map(|pair| pair.span_inside.of(text)).collect()
    }

    #[test]
    fn marks_are_paired_in_every_script() {
        let cases: [(&str, &[&str]); 23] = [
            ("", &[]),
            ("no marks", &[]),
            ("\u{FEFF}“a” and „b“ and „c”", &["a", "b", "c"]),
            ("«а» и „б“ и ‹в›", &["а", "б", "в"]),
            ("« Атырау » қаласы", &["Атырау"]),
            ("「一」『二』《三》〈四〉“五”", &["一", "二", "三", "四", "五"]),
            ("say \"yes\" or \"no\".", &["yes", "no"]),
            ("say \" yes \" twice", &["yes"]),
            ("(\"a\"), \"b\"", &["a", "b"]),
            ("China's rise and the members' rights", &[]),
            ("China’s rise and the members’ rights", &[]),
            ("it is 'a club' of states", &["a club"]),
            ("‘China’s rise’ is a word", &["China’s rise"]),
            ("«он сказал: „да“, и всё»", &["он сказал: „да“, и всё", "да"]),
            ("“he said ‘yes’ at once”", &["he said ‘yes’ at once", "yes"]),
            ("他说：“《丝绸之路》很好。”", &["《丝绸之路》很好。", "丝绸之路"]),
            ("a screen of 5\" and a \"term\"", &["term"]),
            ("never “closed", &[]),
            ("“never closed\n\nand “closed”", &["closed"]),
            ("“goes on\n\n“and ends”", &["goes on", "and ends"]),
            ("closed” only", &[]),
            ("“” and ''", &[]),
            ("所谓‘中国’的崛起，所谓 '崛起'的", &["中国", "崛起"]),
        ];
        for (text, expected) in cases {
            assert_eq!(inside(text), expected, "{text:?}");
        }
    }

    #[test]
    fn only_chinese_title_marks_are_titles() {
        let text = "《一》〈二〉「三」“四”";
        let mut found = Vec::new();
        quotations(text, &Structure::of(text, Lines::Auto), &mut found);
        let titles: Vec<bool> = found.iter().map(|pair| pair.title).collect();
        assert_eq!(titles, [true, true, false, false]);
    }
}
