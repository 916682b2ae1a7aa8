//! Rules 1 to 3: the words of a text, their folds, and what may stand between adjacent words.
//!
//! Enters: a text as characters. Leaves: words with places and folds. Sentences are not cut here.

use std::collections::BTreeSet;
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// One word and the bytes where it stands.
#[derive(Clone, Debug)]
pub struct Word {
    pub start: usize,
    pub end: usize,
    pub fold: String,
    pub exact: String,
    /// A stop directly after it does not separate: inner stops, a single letter, an abbreviation.
    pub keeps_stop: bool,
}

pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn is_mark(c: char) -> bool {
    use Category::*;
    matches!(get_general_category(c), NonspacingMark | SpacingMark | EnclosingMark)
}

fn is_number(c: char) -> bool {
    use Category::*;
    matches!(get_general_category(c), DecimalNumber | LetterNumber | OtherNumber)
}

fn is_letter(c: char) -> bool {
    use Category::*;
    let category = get_general_category(c);
    matches!(
        category,
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    )
}

/// The radicals of U+2E80 to U+2FD5 are of the script though no letters; they count too.
pub fn is_han(c: char) -> bool {
    c.script() == Script::Han && !is_mark(c)
}

pub fn begins_word(c: char) -> bool {
    is_han(c) || is_letter(c) || is_number(c)
}

fn is_inside(c: char) -> bool {
    !is_han(c) && (is_letter(c) || is_number(c) || is_mark(c))
}

/// Exactly one letter with its marks. A Han character is a word, not a single letter.
fn is_single_letter(run: &[char]) -> bool {
    run.first().is_some_and(|c| is_letter(*c) && !is_han(*c))
        && run[1..].iter().all(|c| is_mark(*c))
}

/// One past the last character of the word that begins at `start`. The characters are without
/// ignorable ones.
pub fn word_end(chars: &[char], start: usize) -> usize {
    let run_end = |from: usize, holds: fn(char) -> bool| {
        (from..chars.len()).find(|i| !holds(chars[*i])).unwrap_or(chars.len())
    };
    if is_han(chars[start]) {
        return run_end(start + 1, is_mark);
    }
    let mut run = start;
    loop {
        let end = run_end(run, is_inside);
        let Some(sign) = chars.get(end) else { return end };
        let next = &chars[end + 1..run_end(end + 1, is_inside)];
        let in_number = matches!(sign, '.' | ',')
            && is_number(chars[end - 1])
            && next.first().is_some_and(|c| is_number(*c));
        let in_initials =
            *sign == '.' && is_single_letter(&chars[run..end]) && is_single_letter(next);
        if !in_number && !in_initials {
            return end;
        }
        run = end + 1;
    }
}

/// The words of a text, in order.
pub fn words(text: &str, abbreviations: &BTreeSet<String>) -> Vec<Word> {
    let shown: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !is_ignorable(*c)).collect();
    let chars: Vec<char> = shown.iter().map(|(_, c)| *c).collect();
    let mut words = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !begins_word(chars[i]) {
            i += 1;
            continue;
        }
        let end = word_end(&chars, i);
        let (last, c) = shown[end - 1];
        words.push(word(&chars[i..end], shown[i].0, last + c.len_utf8(), abbreviations));
        i = end;
    }
    words
}

/// The word that these characters are.
pub fn word(chars: &[char], start: usize, end: usize, abbreviations: &BTreeSet<String>) -> Word {
    let written: String = chars.iter().collect();
    let fold = fold(&written);
    // Reading: `3.5` is a word with an inner stop too, so `3.5. Army` is adjacent in one sentence.
    let keeps_stop =
        chars.contains(&'.') || is_single_letter(chars) || abbreviations.contains(&fold);
    Word { start, end, exact: exact(&written), fold, keeps_stop }
}

/// Rule 2: what two equal words have in common.
pub fn fold(text: &str) -> String {
    let once: String = text.chars().filter(|c| !is_ignorable(*c)).nfkc().collect();
    plain_cyrillic(caseless::default_case_fold_str(&once).nfkc())
}

/// The same with the case kept.
pub fn exact(text: &str) -> String {
    plain_cyrillic(text.chars().filter(|c| !is_ignorable(*c)).nfkc())
}

fn plain_cyrillic(chars: impl Iterator<Item = char>) -> String {
    let mut plain = String::new();
    for c in chars {
        let stressed = plain
            .chars()
            .last()
            .is_some_and(|before| "аеиоуыэюяіїєәөүұАЕИОУЫЭЮЯІЇЄӘӨҮҰ".contains(before));
        match c {
            'ё' | 'ѐ' => plain.push('е'),
            'Ё' | 'Ѐ' => plain.push('Е'),
            'ѝ' => plain.push('и'),
            'Ѝ' => plain.push('И'),
            '\u{300}' | '\u{301}' if stressed => {}
            _ => plain.push(c),
        }
    }
    plain
}

pub fn is_quote(c: char) -> bool {
    let quotation_mark = matches!(c,
        '"' | '\'' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '\u{2E42}' | '「'..='』' | '〝'..='〟'
        | '\u{FE41}'..='\u{FE44}' | '＂' | '＇' | '｢' | '｣');
    quotation_mark || matches!(c, '`' | '´' | '《' | '》' | '〈' | '〉')
}

pub fn is_dash(c: char) -> bool {
    get_general_category(c) == Category::DashPunctuation || c == '\u{2212}'
}

pub fn is_slash(c: char) -> bool {
    matches!(c, '/' | '／')
}

/// Rule 3: whether these signs leave the words around them adjacent. A stop that belongs to the
/// earlier word is already gone.
pub fn joins(gap: &str) -> bool {
    let gap: String = gap.chars().filter(|c| !is_ignorable(*c)).collect();
    let gap = gap.replace("--", "-").replace("——", "—");
    let hyphens = gap.chars().filter(|c| is_dash(*c) || is_slash(*c)).count();
    hyphens <= 1
        && gap.chars().all(|c| c.is_whitespace() || is_quote(c) || is_dash(c) || is_slash(c))
}

/// Rule 3 for two words of one sentence, the earlier one and what stands between.
pub fn adjacent(earlier: &Word, gap: &str) -> bool {
    let gap = gap.trim_start_matches(is_ignorable);
    match gap.strip_prefix('.') {
        Some(rest) if earlier.keeps_stop => joins(rest),
        _ => joins(gap),
    }
}
