//! Whether a dot, an ellipsis or a mark of a script with capitals ends a sentence.
//!
//! A run of stops with its surroundings enters, yes or no leaves. What follows decides first (a
//! small letter: no), then the word before the dot: an abbreviation, an initial, a list label.
//! Chinese stops never come here.

use super::abbreviation::{self, Kind, follows_clock, is_opener};
use super::character::{char_at, char_before, is_han, is_letter, is_mark, is_word, next_boundary};
use super::sentence::{Run, Scan, Stop};

/// No word before a stop is looked at further back than this, in bytes.
const REACH: usize = 64;

/// A dot inside a number, an address or a file name, told by the byte behind it.
pub(super) fn is_inner_dot(bytes: &[u8], at: usize) -> bool {
    let Some(&next) = bytes.get(at + 1) else { return false };
    bytes[at] == b'.'
        && (next.is_ascii_lowercase()
            || next == b'_'
            || next == b'/'
            || (next.is_ascii_digit()
                && !at.checked_sub(1).is_some_and(|b| is_letter_byte(bytes[b]))))
}

fn is_letter_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// True when the sentence ends; `next` is the first sign after the stop and its trail.
pub(super) fn ends(scan: &mut Scan, stop: &Stop, next: usize) -> bool {
    let text = scan.text;
    let Some(following) = char_at(text, next) else { return true };
    if !stop.spaced && !matches!(following, '—' | '–') {
        return ends_without_space(scan, stop, next, following);
    }
    let Some(lead) = Lead::read(text, next, scan.end) else { return true };
    if lead.small && (lead.dashed || stop.closer.is_some() || scan.has_capitals()) {
        return false;
    }
    match stop.run {
        Run::Dot => ends_after_dot(scan, stop, &lead),
        _ => true,
    }
}

/// The first letter, digit or other sign that a next sentence would begin with.
struct Lead {
    /// Where its word begins.
    at: usize,
    /// The sign itself.
    sign: char,
    /// A small letter that no capital follows (`iPhone` begins sentences), and no address.
    small: bool,
    /// A dash stands before it.
    dashed: bool,
    /// A quotation mark or bracket opens before it.
    opened: bool,
}

impl Lead {
    fn read(text: &str, from: usize, to: usize) -> Option<Lead> {
        let (mut dashed, mut opened) = (false, false);
        let mut chars = text.get(from..to)?.char_indices().take(12).peekable();
        while let Some((offset, sign)) = chars.next() {
            match sign {
                '—' | '–' | '-' => dashed = true,
                '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[' | '‹' | '「' | '『' | '《' | '¿'
                | '¡' => opened = true,
                _ if sign.is_whitespace() || matches!(sign, '*' | '_' | '.' | '…') => {}
                _ => {
                    let capital_next = chars.peek().is_some_and(|(_, next)| next.is_uppercase());
                    let small = sign.is_lowercase()
                        && !capital_next
                        && !is_address(&text[from + offset..to]);
                    return Some(Lead { at: from + offset, sign, small, dashed, opened });
                }
            }
        }
        None
    }
}

/// `press@example.kz`, `www.example.kz`: a sentence may begin with it.
fn is_address(rest: &str) -> bool {
    let mut token = rest.bytes().take(REACH).take_while(|byte| !byte.is_ascii_whitespace());
    rest.starts_with("www.") || rest.starts_with("http") || token.any(|byte| byte == b'@')
}

/// `end.Next`, `发展.我们`, `end!”Next`: text that has lost the space after the stop.
///
/// A sentence ends when the stop stands after at least two small letters (the word may begin with a
/// capital) and before a capital and a small letter, and neither side looks like an address, a file
/// or a call: `example.Com`, `http://a.b/Next.Page`, `text.Split(`. Between Han characters any stop
/// ends one.
fn ends_without_space(scan: &Scan, stop: &Stop, next: usize, following: char) -> bool {
    let text = scan.text;
    let before = char_before(text, stop.start);
    let han_before = before.is_some_and(is_han);
    if is_han(following) || (han_before && following.is_uppercase()) {
        let token = token_before(scan, stop.start).map_or("", |token| token.word);
        return stop.run != Run::Dot
            || han_before
            || !(is_label(scan, stop.start, token) || token.chars().count() < 2);
    }
    if !following.is_uppercase() {
        return false;
    }
    if stop.trailed {
        return before.is_some_and(|c| c.is_lowercase()) && is_plain_word(scan, stop.start);
    }
    is_plain_word(scan, stop.start) && begins_plain_word(text, next, scan.end)
}

/// True when a word of at least two letters, the last two small, stands before a stop, no
/// abbreviation and no part of an address.
pub(super) fn is_plain_word(scan: &Scan, stop: usize) -> bool {
    let Some(token) = token_before(scan, stop) else { return false };
    let word = token.word;
    let small = word.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
    let window =
        &scan.text[next_boundary(scan.text, stop.saturating_sub(REACH)).max(scan.begin)..stop];
    let run = window.rsplit(char::is_whitespace).next().unwrap_or_default();
    let address = run.contains(['/', '@', ':', '_', '=', '&', '#', '\\'])
        || run.trim_end_matches(word).ends_with('.')
        || word.contains('.');
    small && !address && kind(word).is_none()
}

/// True when a capitalised word stands at a byte that is no part of an address or a call.
fn begins_plain_word(text: &str, at: usize, to: usize) -> bool {
    let rest = text.get(at..to).unwrap_or_default();
    let length = rest.char_indices().find(|(_, c)| !is_letter(*c)).map_or(rest.len(), |f| f.0);
    let (word, tail) = rest.split_at(length);
    let inside = tail.starts_with(['/', '@', '_', '(', '=', '\\'])
        || (tail.starts_with('.') && tail[1..].starts_with(is_word));
    let folded = Folded::of(word);
    let domain = matches!(
        folded.as_str(),
        "com" | "org" | "net" | "gov" | "edu" | "info" | "ru" | "kz" | "cn" | "js" | "рф" | "қаз"
    );
    let one_letter = word.chars().count() == 1;
    let small = word.chars().nth(1).is_some_and(char::is_lowercase);
    !inside && !domain && (small || (one_letter && tail.starts_with(char::is_whitespace)))
}

fn ends_after_dot(scan: &Scan, stop: &Stop, lead: &Lead) -> bool {
    let text = scan.text;
    let Some(token) = token_before(scan, stop.start) else { return true };
    let word = token.word;
    if is_label(scan, stop.start, word) {
        return false;
    }
    // don't, 22 %-ы, 1.5°C: the end of something longer
    let part = char_before(text, token.start).filter(|_| token.start > scan.begin);
    if part.is_some_and(|c| matches!(c, '\'' | '’' | '-' | '%' | '°' | '‐' | '‑')) {
        return true;
    }
    // tokens set apart: `2 . 0`
    let apart = text.as_bytes().get(stop.start - 1) == Some(&b' ');
    if apart && word.bytes().all(|byte| byte.is_ascii_digit()) && lead.sign.is_numeric() {
        return false;
    }
    // (ret.): one small word in brackets
    let bracketed = matches!(stop.closer, Some(')' | ']'));
    let alone = matches!(part, Some('(' | '['));
    if bracketed && alone && word.chars().all(char::is_lowercase) {
        return false;
    }
    let chain = token.chain(text);
    let known = chain
        .as_ref()
        .and_then(|chain| abbreviation::kind(chain.as_bytes()))
        .or_else(|| kind(word));
    let single = is_single_letter(word);
    let inner = word.contains('.') && last_part_is_short(word);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let kind = match known {
        // `С. Иванов` is no page, `В. Иванов` no century
        Some(_) if single && capital && chain.is_none() => Kind::Name,
        Some(kind) => kind,
        None if single || inner => Kind::Name,
        None => return true,
    };
    if lead.small {
        return false;
    }
    let opener = lead.is_opener(text, scan.end);
    match kind {
        Kind::Before => false,
        Kind::Number if single => opener,
        // `no` is a word as well, and what begins with `I` after it is a sentence
        Kind::Number if opener && word.len() == 2 => true,
        Kind::Number => !lead.is_number(text, scan.end),
        Kind::Name => opener || is_han(lead.sign),
        // (Acme, etc.) Army: the bracket closed in mid-sentence
        Kind::Phrase => opener || !bracketed,
        Kind::Clock => !follows_clock(Folded::of(lead.word(text, scan.end)).as_str()),
        Kind::Year if token.follows_number(text, scan.begin) => {
            opener || lead.opened || lead.dashed || !token.is_near(text, scan.begin)
        }
        Kind::Measure if token.follows_number(text, scan.begin) => true,
        // a town, an initial, a comrade
        Kind::Year | Kind::Measure => opener,
    }
}

impl Lead {
    fn word<'a>(&self, text: &'a str, to: usize) -> &'a str {
        let rest = text.get(self.at..to).unwrap_or_default();
        let end = rest.char_indices().find(|(_, c)| !is_letter(*c)).map_or(rest.len(), |f| f.0);
        &rest[..end]
    }

    /// A function word; a single letter with a stop is an initial.
    fn is_opener(&self, text: &str, to: usize) -> bool {
        let word = self.word(text, to);
        let initial = is_single_letter(word)
            && text.as_bytes().get(self.at + word.len()).is_some_and(|&b| b == b'.');
        !initial && is_opener(Folded::of(word).as_str())
    }

    /// Digits, a Roman number, a letter of an annex, `№`.
    fn is_number(&self, text: &str, to: usize) -> bool {
        let word = self.word(text, to);
        self.sign.is_numeric()
            || self.sign == '№'
            || is_roman(word)
            || (is_single_letter(word) && !is_opener(Folded::of(word).as_str()))
    }
}

/// The word before a stop.
struct Token<'a> {
    /// Letters and digits, with hyphens and dots inside.
    word: &'a str,
    /// Its first byte in the text.
    start: usize,
}

fn token_before<'a>(scan: &Scan<'a>, stop: usize) -> Option<Token<'a>> {
    let text = scan.text;
    if let Some(start) = plain_word_before(text.as_bytes(), scan.begin, stop) {
        return Some(Token { word: text.get(start..stop)?, start });
    }
    let floor = next_boundary(text, stop.saturating_sub(REACH)).max(scan.begin);
    let mut window = text.get(floor..stop)?;
    // tokens set apart: `т . б .`
    if let Some(apart) = window.strip_suffix(' ') {
        window = apart;
    }
    let end = floor + window.len();
    let mut start = window.len();
    for (at, c) in window.char_indices().rev() {
        let inner = matches!(c, '.' | '-' | '\u{2010}' | '\u{2011}') && start < window.len();
        if is_han(c) || !(is_word(c) || is_mark(c) || inner) {
            break;
        }
        start = at;
    }
    let word = window[start..].trim_start_matches(['.', '-', '\u{2010}', '\u{2011}']);
    (!word.is_empty()).then_some(Token { word, start: end - word.len() })
}

/// Where the word before a stop begins, if it is one of ASCII letters and digits, as nearly every one
/// is, behind a sign that can not belong to it.
fn plain_word_before(bytes: &[u8], begin: usize, stop: usize) -> Option<usize> {
    let floor = stop.saturating_sub(REACH).max(begin);
    let length = bytes.get(floor..stop)?.iter().rev().take_while(|it| it.is_ascii_alphanumeric());
    let start = stop - length.count();
    let apart = start == floor
        || start
            .checked_sub(1)
            .and_then(|before| bytes.get(before))
            .is_some_and(|sign| sign.is_ascii() && !matches!(sign, b'.' | b'-'));
    (start < stop && apart).then_some(start)
}

impl Token<'_> {
    /// Single letters and stops as one: `т. д` and `т . д` are `т.д`, `и. т. п` is not followed
    /// further than the letters go.
    fn chain(&self, text: &str) -> Option<Folded> {
        if !is_single_letter(self.word) {
            return None;
        }
        let mut start = self.start;
        let mut letters = 1;
        while letters < 4 {
            let rest = text.get(..start)?.trim_end_matches(' ');
            let Some(rest) = rest.strip_suffix('.') else { break };
            let rest = rest.strip_suffix(' ').unwrap_or(rest);
            let Some(letter) = rest.chars().next_back().filter(|c| is_letter(*c)) else {
                break;
            };
            let at = rest.len() - letter.len_utf8();
            if char_before(text, at).is_some_and(is_word) || start - at > 8 {
                break;
            }
            start = at;
            letters += 1;
        }
        let end = self.start + self.word.len();
        (letters > 1).then(|| Folded::of(text.get(start..end).unwrap_or_default()))
    }

    /// `2013 г.`, `1990-х гг.`, `III ғ.`, `300 мың т.`, `5 млн. т.`
    fn follows_number(&self, text: &str, begin: usize) -> bool {
        let floor = next_boundary(text, self.start.saturating_sub(REACH)).max(begin);
        let window = text.get(floor..self.start).unwrap_or_default().trim_end();
        let word = window
            .rsplit(|c: char| c.is_whitespace())
            .next()
            .unwrap_or_default()
            .trim_end_matches('.')
            .trim_start_matches(['(', '«']);
        word.chars().next().is_some_and(char::is_numeric)
            || word.chars().next_back().is_some_and(char::is_numeric)
            || is_roman(word)
            || matches!(word, "мың" | "тыс" | "млн" | "млрд" | "трлн")
    }

    /// At most three words of the sentence stand before: `В конце 2013 г. Казахстан …` goes on.
    fn is_near(&self, text: &str, begin: usize) -> bool {
        let before = text.get(begin..self.start).unwrap_or_default();
        before.len() <= REACH && before.split_whitespace().count() <= 3
    }
}

fn is_single_letter(word: &str) -> bool {
    if let [first, second, ..] = word.as_bytes()
        && first.is_ascii()
        && second.is_ascii()
    {
        return false;
    }
    let mut chars = word.chars();
    chars.next().is_some_and(is_letter) && chars.all(is_mark)
}

fn last_part_is_short(word: &str) -> bool {
    word.rsplit('.')
        .next()
        .is_some_and(|part| part.chars().count() <= 2 && part.chars().all(is_letter))
        && word.chars().all(|c| is_letter(c) || c == '.')
        && word.split('.').all(|part| part.chars().count() <= 3)
}

fn is_roman(word: &str) -> bool {
    (1..=7).contains(&word.len()) && word.bytes().all(|b| b"IVXLC".contains(&b))
}

/// `1.`, `2.1.`, `IV.`, `a.` where a sentence or a line begins, or after `;` or `:`.
fn is_label(scan: &Scan, stop: usize, word: &str) -> bool {
    let text = scan.text;
    let start = stop.saturating_sub(word.len());
    let number = word
        .as_bytes()
        .first()
        .is_some_and(|first| first.is_ascii_digit() || *first == b'.')
        && word.split('.').all(|part| part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()));
    if !(number || is_roman(word) || is_single_letter(word)) || start < scan.begin {
        return false;
    }
    let before = text.get(scan.begin..start).unwrap_or_default();
    let head = before.trim_end_matches([' ', '\t', '(', '[', '*', '#', '-']);
    head.is_empty()
        || head.ends_with(['\n', '\r', ';', '；'])
        || (number && head.ends_with([':', '：']))
}

/// The kind of a word as it stands.
fn kind(word: &str) -> Option<Kind> {
    if word.len() > abbreviation::LONGEST + 2 {
        return None;
    }
    abbreviation::kind(Folded::of(word).as_bytes())
}

/// A short word in lower case, ё as е, without spaces and its last stop; longer ones are empty.
struct Folded {
    bytes: [u8; 24],
    length: usize,
}

impl Folded {
    fn of(word: &str) -> Folded {
        let mut folded = Folded { bytes: [0; 24], length: 0 };
        if word.len() > 40 {
            return folded;
        }
        if let Some(room) = folded.bytes.get_mut(..word.len()).filter(|_| is_plain_ascii(word)) {
            room.copy_from_slice(word.as_bytes());
            room.make_ascii_lowercase();
            folded.length = word.len();
            return folded;
        }
        for c in word.chars().filter(|c| !c.is_whitespace()).flat_map(lower) {
            let c = if c == 'ё' { 'е' } else { c };
            let end = folded.length + c.len_utf8();
            let Some(room) = folded.bytes.get_mut(folded.length..end) else {
                return Folded { length: 0, ..folded };
            };
            c.encode_utf8(room);
            folded.length = end;
        }
        folded
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

fn is_plain_ascii(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii() && byte != b' ')
}

/// `char::to_lowercase` looks in tables what letters of the same alphabets have in common.
fn lower(c: char) -> impl Iterator<Item = char> {
    let quick = match c {
        'a'..='z' | 'а'..='я' | '.' | '-' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    quick.into_iter().chain(c.to_lowercase().filter(move |_| quick.is_none()))
}
