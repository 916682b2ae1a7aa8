//! Sentences of one paragraph, in English, Russian, Kazakh, Chinese and any mixture.
//!
//! A paragraph enters, its sentences leave. One scanner serves all languages and is told none: a
//! table of 256 entries finds the bytes that can belong to a stop, and only there anything is
//! looked at. Whether a stop of dots ends a sentence is decided in `stop`; here stand the scan, the
//! signs that trail a stop (quotation marks, brackets, notes such as `(5)`), and the marks of
//! Chinese.
//!
//! It does not know clauses: `:` and `;` end nothing.

use super::character::{
    Class, char_at, char_before, class, holds_word, is_han, is_letter, is_mark, is_word,
    next_boundary, next_of, skip_blank, trimmed,
};
use super::stop;
use crate::text::Span;

/// What a run of stops is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// One dot.
    Dot,
    /// Several dots, `…`, `……`.
    Ellipsis,
    /// `!` or `?`, alone or with others.
    Mark,
    /// `。`, `！`, `？`: nothing need follow.
    Full,
}

/// A run of stops and what trails it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// What the run is made of.
    pub run: Run,
    /// First byte of the run.
    pub start: usize,
    /// One past the run itself.
    pub run_end: usize,
    /// One past the closing marks and notes after it.
    pub end: usize,
    /// A closing quotation mark or bracket, or a note, stands between.
    pub trailed: bool,
    /// White space follows, not only signs without width.
    pub spaced: bool,
    /// The first closing mark.
    pub closer: Option<char>,
}

/// The paragraph under the scanner.
pub(super) struct Scan<'a> {
    /// The whole text.
    pub text: &'a str,
    /// One past the paragraph.
    pub end: usize,
    /// First byte of the sentence that is open.
    pub begin: usize,
    /// First byte of the paragraph.
    pub paragraph: usize,
    /// A straight quotation mark is open.
    quoted: bool,
    /// The paragraph has a capital; looked for at most once.
    capitals: Option<bool>,
    /// Up to here the open sentence was searched for a word in vain.
    searched: usize,
}

impl Scan<'_> {
    /// True when a capital stands in the paragraph: then a small letter begins no sentence.
    pub(super) fn has_capitals(&mut self) -> bool {
        let piece = self.text.get(self.paragraph..self.end).unwrap_or_default();
        *self.capitals.get_or_insert_with(|| piece.chars().any(char::is_uppercase))
    }

    /// True when a word of the open sentence stands before a byte. Nothing is searched twice.
    fn has_word_before(&mut self, at: usize) -> bool {
        let from = self.searched.max(self.begin);
        let piece = self.text.get(from..at).unwrap_or_default();
        let found = piece.char_indices().find(|(_, c)| is_word(*c));
        self.searched = found.map_or(at, |(word, _)| from + word);
        found.is_some()
    }
}

/// Appends the sentences of a paragraph.
pub(super) fn cut(text: &str, paragraph: Span, out: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let first = out.len();
    let mut scan = Scan {
        text,
        end: paragraph.end as usize,
        begin: paragraph.start as usize,
        paragraph: paragraph.start as usize,
        quoted: false,
        capitals: None,
        searched: 0,
    };
    let mut at = scan.begin;
    while let Some(found) = next_of(&CLASS, &bytes[at..scan.end]) {
        at += found;
        if bytes[at] == b'"' {
            scan.quoted = !scan.quoted;
            at += 1;
            continue;
        }
        if bytes[at] >= 0x80 && sign(bytes, at).is_none() {
            at += if bytes[at] < 0xE0 { 2 } else { 3 };
            continue;
        }
        if stop::is_inner_dot(bytes, at) {
            at += 1;
            continue;
        }
        let Some(mut stop) = read_stop(&mut scan, at) else {
            at += 1;
            continue;
        };
        at = stop.end;
        let next = skip_blank(text, stop.end, scan.end);
        if next >= scan.end {
            break;
        }
        stop.spaced = text[stop.end..next].contains(char::is_whitespace);
        if ends(&mut scan, &stop, next) {
            out.extend(trimmed(text, scan.begin, stop.end));
            scan.begin = next;
            at = next;
        }
    }
    push_rest(&scan, first, out);
}

/// The last piece of a paragraph; signs without a word stay with the sentence before.
fn push_rest(scan: &Scan, first: usize, out: &mut Vec<Span>) {
    let Some(span) = trimmed(scan.text, scan.begin, scan.end) else { return };
    let open = out.len() > first;
    match out.last_mut().filter(|_| open) {
        Some(last) if !holds_word(span.of(scan.text)) => last.end = span.end,
        _ => out.push(span),
    }
}

/// The bytes that can belong to a stop, and the straight quotation mark.
const CLASS: Class = class(&[b'.', b'!', b'?', b'"', 0xD8, 0xDB, 0xE0, 0xE2, 0xE3, 0xEF]);

/// The sign of a stop at a byte, and its length.
#[inline]
fn sign(bytes: &[u8], at: usize) -> Option<(Run, usize)> {
    Some(match bytes.get(at..)? {
        [b'.', ..] => (Run::Dot, 1),
        [b'!' | b'?', ..] => (Run::Mark, 1),
        // … ‼ ⁇ ⁈ ⁉
        [0xE2, 0x80, 0xA6, ..] => (Run::Ellipsis, 3),
        [0xE2, 0x80, 0xBC, ..] | [0xE2, 0x81, 0x87..=0x89, ..] => (Run::Mark, 3),
        // 。 ！ ？ ｡
        [0xE3, 0x80, 0x82, ..] | [0xEF, 0xBC, 0x81 | 0x9F, ..] | [0xEF, 0xBD, 0xA1, ..] => {
            (Run::Full, 3)
        }
        // the full-width dot, which also stands in 3．5 and after 1．
        [0xEF, 0xBC, 0x8E, ..] => (Run::Dot, 3),
        // ؟ ۔ ।
        [0xD8, 0x9F, ..] | [0xDB, 0x94, ..] => (Run::Mark, 2),
        [0xE0, 0xA5, 0xA4, ..] => (Run::Mark, 3),
        _ => return None,
    })
}

fn read_stop(scan: &mut Scan, start: usize) -> Option<Stop> {
    let (text, bytes) = (scan.text, scan.text.as_bytes());
    let (mut run, length) = sign(bytes, start)?;
    let mut at = start + length;
    let mut stop =
        Stop { run, start, run_end: at, end: at, trailed: false, spaced: false, closer: None };
    while at < scan.end {
        if let Some((next, length)) = sign(bytes, at) {
            run = joined(run, next);
            at += length;
            if !stop.trailed {
                stop.run_end = at;
            }
        } else if matches!(run, Run::Dot | Run::Ellipsis) && bytes[at..].starts_with(b" . .") {
            // . . . written apart
            run = Run::Ellipsis;
            at += 4;
            while bytes[at..].starts_with(b" .") {
                at += 2;
            }
            stop.run_end = at;
        } else if let Some((closer, length)) = closer(scan, at) {
            stop.trailed = true;
            stop.closer = stop.closer.or(Some(closer));
            at += length;
        } else if let Some(length) = note(scan, at, start) {
            stop.trailed = true;
            at += length;
        } else {
            break;
        }
    }
    stop.run = run;
    stop.end = at.min(scan.end);
    debug_assert!(text.is_char_boundary(stop.end));
    Some(stop)
}

fn joined(run: Run, next: Run) -> Run {
    match (run, next) {
        (Run::Full, _) | (_, Run::Full) => Run::Full,
        (Run::Mark, _) | (_, Run::Mark) => Run::Mark,
        _ => Run::Ellipsis,
    }
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '》'
            | '〉'
            | '）'
            | '］'
            | '】'
            | '〕'
            | '＂'
    )
}

/// A closing quotation mark or bracket at a byte, with the space before it where tokens are spaced.
fn closer(scan: &mut Scan, at: usize) -> Option<(char, usize)> {
    let text = scan.text;
    let space = usize::from(text.as_bytes().get(at) == Some(&b' '));
    let c = char_at(text, at + space).filter(|_| at + space < scan.end)?;
    let after = at + space + c.len_utf8();
    let at_rest = || {
        after >= scan.end
            || char_at(text, after).is_none_or(|next| {
                next.is_whitespace() || is_closer(next) || ",;:.!?…—–-([".contains(next)
            })
    };
    let closes = match c {
        '"' => (scan.quoted && (space == 0 || at_rest())) || (space == 0 && at_rest()),
        '\'' => space == 0 && at_rest(),
        // „…“ closes with what opens elsewhere
        '“' => space == 0 && at_rest(),
        '’' => space == 0,
        _ => is_closer(c),
    };
    if closes && c == '"' {
        scan.quoted = false;
    }
    closes.then_some((c, space + c.len_utf8()))
}

/// A note after a stop: `(5)`, `[12]`, `[3, 4]`, `（5）`, `¹²`, `*`, or digits glued to the stop of
/// a word (`peace.5 The`).
fn note(scan: &Scan, at: usize, stop: usize) -> Option<usize> {
    let bytes = scan.text.as_bytes();
    let space = usize::from(bytes.get(at) == Some(&b' '));
    let rest = scan.text.get(at + space..scan.end)?;
    let first = rest.chars().next()?;
    let body = &rest[first.len_utf8()..];
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    match first {
        '[' => {
            let inner = body.bytes().take(24).take_while(|b| b"0123456789,;- ".contains(b)).count();
            let closed = digits > 0 && digits <= 3 && body.as_bytes().get(inner) == Some(&b']');
            closed.then_some(space + 1 + inner + 1)
        }
        '(' | '（' => {
            // a sentence that began with (1) stands in a list, and (2) begins the next
            let listed = space == 1 && bytes.get(scan.begin) == Some(&b'(');
            let close = body[digits..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
            let closed = !listed && (1..=3).contains(&digits);
            closed.then_some(space + first.len_utf8() + digits + close.len_utf8())
        }
        '*' | '†' if space == 0 => Some(first.len_utf8()),
        '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' if space == 0 => {
            let raised = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
            let after = rest.trim_start_matches(raised);
            let alone = !after.chars().next().is_some_and(|c| is_word(c) || is_mark(c));
            alone.then_some(rest.len() - after.len())
        }
        '0'..='9' if space == 0 && digits < 3 && bytes[at - 1] == b'.' => {
            let end = at + 1 + digits;
            let word = char_before(scan.text, stop).is_some_and(is_letter);
            let rest = scan.text.get(end..scan.end)?;
            let capital = rest.starts_with(' ')
                && rest.trim_start().chars().next().is_some_and(char::is_uppercase);
            (word && stop::is_plain_word(scan, stop) && (rest.is_empty() || capital))
                .then_some(1 + digits)
        }
        _ => None,
    }
}

/// True when the sentence ends behind this stop; `next` is the first sign after it.
fn ends(scan: &mut Scan, stop: &Stop, next: usize) -> bool {
    let text = scan.text;
    let Some(following) = char_at(text, next) else { return true };
    let goes_on = matches!(
        following,
        ',' | ';'
            | ':'
            | '，'
            | '；'
            | '：'
            | '、'
            | ')'
            | ']'
            | '}'
            | '”'
            | '»'
            | '』'
            | '」'
            | '）'
            | '》'
    );
    if goes_on || !scan.has_word_before(stop.start) {
        return false;
    }
    let before = char_before(text, stop.start);
    // (!), [...], （？）
    if matches!(before, Some('(' | '[' | '（')) && matches!(stop.closer, Some(')' | ']' | '）')) {
        return false;
    }
    // the name of a book or a film: 《怎么办？》
    if matches!(stop.closer, Some('》' | '〉')) {
        return false;
    }
    match stop.run {
        Run::Full => !goes_on_in_chinese(scan, stop, next),
        Run::Ellipsis if !stop.spaced && (is_chinese(before) || is_han(following)) => {
            let single = stop.run_end - stop.start == '…'.len_utf8();
            let stammer = before == Some(following);
            let bare = stop.closer.is_none();
            !(bare && (single || stammer)) && !goes_on_in_chinese(scan, stop, next)
        }
        _ => stop::ends(scan, stop, next),
    }
}

fn is_chinese(c: Option<char>) -> bool {
    c.is_some_and(|c| is_han(c) || matches!(c, '，' | '、' | '”' | '’' | '》' | '）'))
}

/// `“……！”的问候声`, `“为什么？”他问。`: after the quotation its sentence goes on.
fn goes_on_in_chinese(scan: &Scan, stop: &Stop, next: usize) -> bool {
    if !matches!(stop.closer, Some('”' | '’' | '」' | '』' | '"' | '＂')) {
        return false;
    }
    let Some(rest) = scan.text.get(next..scan.end) else { return false };
    if rest.starts_with('的') {
        return true;
    }
    let clause = rest.char_indices().take(13).find(|(_, c)| !is_han(*c));
    let Some((length, sign)) = clause else { return false };
    matches!(sign, '。' | '，' | '！' | '？')
        && rest[..length].ends_with(['说', '道', '问', '答', '喊', '叫', '称'])
        && !is_announced(scan, stop.start)
}

/// `记者问：“……？”`: the speaker stood before the quotation, and what follows is another sentence.
fn is_announced(scan: &Scan, stop: usize) -> bool {
    let floor = next_boundary(scan.text, stop.saturating_sub(QUOTATION_REACH)).max(scan.begin);
    let window = scan.text.get(floor..stop).unwrap_or_default();
    let opening = window.rfind(['“', '‘', '「', '『', '"', '＂']);
    opening.is_some_and(|at| window[..at].trim_end().ends_with(['：', ':']))
}

/// An opening mark is looked for no further back than this, in bytes.
const QUOTATION_REACH: usize = 900;
