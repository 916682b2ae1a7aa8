//! Words, and what stands between them.
//!
//! A word begins with a letter or a digit and runs on over letters, digits and marks; one Han
//! character with its marks is one word. Stops and commas inside digits and stops between single
//! letters belong to the word. See docs/rules.md, "Words".

use super::Span;
use super::class::{Class, begins_word, class};
use super::window::Window;

/// The words of a text from a byte on, in order.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    globs: bool,
    window: Window,
}

impl<'a> Words<'a> {
    /// The words of a whole text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, end: text.len(), globs: false, window: Window::default() }
    }

    /// The words that lie in a span of a text.
    pub fn within(text: &'a str, span: Span) -> Self {
        Self { at: span.start as usize, end: span.end as usize, ..Self::new(text) }
    }

    /// The words of a rule, where `*` and `?` are letters.
    pub fn of_rule(text: &'a str) -> Self {
        Self { globs: true, ..Self::new(text) }
    }

    fn class(&self, character: char) -> Class {
        if self.globs && matches!(character, '*' | '?') { Class::Letter } else { class(character) }
    }

    /// The next visible character at or after a byte, its class, and the byte behind it.
    fn visible(&self, mut at: usize) -> Option<(char, Class, usize)> {
        loop {
            let character = self.text.get(at..self.end)?.chars().next()?;
            at += character.len_utf8();
            match self.class(character) {
                Class::Ignorable => {}
                class => return Some((character, class, at)),
            }
        }
    }

    /// The end of the word that begins at `start` with a letter or a digit, `at` being the end of a
    /// run of letters and digits there: of the run where a sign follows that surely ends the word.
    fn end_of(&self, start: usize, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let Some(&byte) = bytes.get(at).filter(|_| at < self.end) else { return at };
        let ends = match byte {
            b'.' | b',' => bytes
                .get(at + 1)
                .is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric()),
            _ if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
            _ => self.text[at..].chars().next().is_none_or(|next| !goes_on(class(next))),
        };
        if ends { at } else { self.read(start) }
    }

    /// The end of the Han character at `start` with its marks; `at` is the byte behind it.
    #[inline]
    fn end_of_han(&self, start: usize, at: usize) -> usize {
        let next = self.text.get(at..self.end).and_then(|rest| rest.chars().next());
        let alone = next.is_none_or(|next| {
            next.is_ascii() || !matches!(class(next), Class::Mark | Class::Ignorable)
        });
        if alone { at } else { self.read(start) }
    }

    /// The next word, read character by character from a byte on.
    #[inline(never)]
    fn next_of_any(&mut self, from: usize) -> Option<Span> {
        self.at = from;
        while self.at < self.end {
            let start = self.at;
            let character = self.text[start..].chars().next()?;
            self.at += character.len_utf8();
            let wild = self.globs && matches!(character, '*' | '?');
            self.at = match class(character) {
                _ if self.globs && (wild || begins_word(character)) => self.read(start),
                Class::Letter | Class::Digit => {
                    self.end_of(start, plain_run(self.text.as_bytes(), start, self.end))
                }
                Class::Han => self.end_of_han(start, self.at),
                _ => continue,
            };
            return Some(Span::new(start, self.at));
        }
        None
    }

    /// The end of the word that begins at `start`, read character by character.
    fn read(&self, start: usize) -> usize {
        let Some((_, first, mut end)) = self.visible(start) else { return self.end };
        let mut letters = usize::from(first == Class::Letter);
        let mut digits = usize::from(first == Class::Digit);
        let mut last = first;
        while let Some((character, class, next)) = self.visible(end) {
            match class {
                Class::Mark => end = next,
                Class::Letter | Class::Digit if first != Class::Han => {
                    letters += usize::from(class == Class::Letter);
                    digits += usize::from(class == Class::Digit);
                    end = next;
                }
                Class::Other if first != Class::Han && matches!(character, '.' | ',') => {
                    let inside_digits = last == Class::Digit
                        && matches!(self.visible(next), Some((_, Class::Digit, _)));
                    let between_letters =
                        character == '.' && letters == 1 && digits == 0 && self.single_letter(next);
                    if !inside_digits && !between_letters {
                        return end;
                    }
                    letters = 0;
                    digits = 0;
                    end = next;
                }
                _ => return end,
            }
            last = class;
        }
        end
    }

    /// True when exactly one letter, with its marks, stands here and no letter or digit follows.
    fn single_letter(&self, at: usize) -> bool {
        let Some((_, Class::Letter, mut at)) = self.visible(at) else { return false };
        loop {
            match self.visible(at) {
                Some((_, Class::Mark, next)) => at = next,
                Some((_, Class::Letter | Class::Digit, _)) => return false,
                _ => return true,
            }
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Span;

    #[inline]
    fn next(&mut self) -> Option<Span> {
        if self.globs {
            return self.next_of_any(self.at);
        }
        let bytes = self.text.as_bytes();
        let run = self.window.run(bytes, self.at, self.end)?;
        if !run.ascii {
            return self.next_of_any(run.start);
        }
        // Nearly every word is a run, and only before these signs it may be more.
        self.at = match bytes.get(run.end) {
            Some(b'.' | b',') => self.end_of(run.start, run.end),
            _ if run.cut => self.end_of(run.start, run.end),
            _ => run.end,
        };
        Some(Span::new(run.start, self.at))
    }
}

/// True when a character can belong to the word that stands before it.
fn goes_on(class: Class) -> bool {
    matches!(class, Class::Letter | Class::Digit | Class::Mark | Class::Ignorable)
}

/// The end of the run of ASCII letters and digits and Cyrillic letters that begins at a byte. A
/// character of another kind may follow that belongs to the word too.
fn plain_run(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let length = match (bytes[at], bytes.get(at + 1)) {
            // U+0400 to U+0481 and U+048A to U+04FF are letters; marks stand between.
            (0xD0 | 0xD1 | 0xD3, _) => 2,
            (0xD2, Some(trail)) if !(0x82..0x8A).contains(trail) => 2,
            (byte, _) if byte.is_ascii_alphanumeric() => 1,
            _ => break,
        };
        at += length;
    }
    at
}

/// Fills `out` with the words of a text.
pub fn words(text: &str, out: &mut Vec<Span>) {
    out.clear();
    out.extend(Words::new(text));
}

/// What a run of signs between two words allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The words are adjacent.
    Adjacent,
    /// This sign separates them.
    Separated(char),
}

/// Reads the signs between two words of one sentence.
///
/// `stop_allowed` says that a stop directly after the earlier word ends no sentence: the word has
/// inner stops, is a single letter, or is a listed abbreviation ([`takes_stop`]).
pub fn gap(between: &str, stop_allowed: bool) -> Gap {
    let mut joined = false;
    let mut characters =
        between.chars().filter(|&character| class(character) != Class::Ignorable).peekable();
    if stop_allowed {
        characters.next_if_eq(&'.');
    }
    while let Some(character) = characters.next() {
        match class(character) {
            Class::Space | Class::Quote => {}
            Class::Dash | Class::Slash if !joined => {
                joined = true;
                if matches!(character, '-' | '—') {
                    characters.next_if_eq(&character);
                }
            }
            _ => return Gap::Separated(character),
        }
    }
    Gap::Adjacent
}

/// True for a word that may be followed by a stop which separates nothing: one with inner stops, a
/// single letter, or a listed abbreviation.
pub fn takes_stop(word: &str, is_abbreviation: impl Fn(&str) -> bool) -> bool {
    let mut letters = 0;
    let mut stops = false;
    let mut others = false;
    for character in word.chars() {
        match class(character) {
            Class::Letter => letters += 1,
            Class::Mark | Class::Ignorable => {}
            _ => {
                stops |= character == '.';
                others = true;
            }
        }
    }
    stops || (letters == 1 && !others) || is_abbreviation(&super::fold::fold(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<&str> = Words::new(text).map(|word| word.of(text)).collect();
        assert_eq!(found.join("|"), expected, "{text:?}");
    }

    #[test]
    fn cuts_words_as_the_rules_say() {
        check("", "");
        check("China's security-first line.", "China|s|security|first|line");
        check("3.5 and 1,000, 24.11.2017.", "3.5|and|1,000|24.11.2017");
        check("3.5bn 1,a a,1 G20.5", "3.5bn|1|a|a|1|G20.5");
        check("U.S. Army, U.S.A., e.g. this", "U.S|Army|U.S.A|e.g|this");
        check("т.е. А.С. Пушкин А.С.Пушкин", "т.е|А.С|Пушкин|А.С|Пушкин");
        check("Yes.No a.bc ab.c a.b1 1.a U.S.2", "Yes|No|a|bc|ab|c|a|b1|1|a|U.S|2");
        check("上海合作组织SCO成员3国。", "上|海|合|作|组|织|SCO|成|员|3|国");
        check("々〇", "々|〇");
        check("se\u{AD}curity \u{200B}a\u{200B} 1\u{200B},000", "se\u{AD}curity|a|1\u{200B},000");
        check("café cafe\u{301}s", "café|cafe\u{301}s");
        check("Қазақстан–Қытай І.Қ. ж.", "Қазақстан|Қытай|І.Қ|ж");
        check("\u{FEFF}BOM\0NUL", "BOM|NUL");
        check("x²", "x²");
        check("Слово. «Слово»,слово—Үй’дің", "Слово|Слово|слово|Үй|дің");
        check("а\u{483}б ѿ҂я жас1б2 Ж.", "а\u{483}б|ѿ|я|жас1б2|Ж");
    }

    #[test]
    fn tells_adjacent_from_separated() {
        let cases = [
            ("", false, true),
            (" ", false, true),
            ("\n", false, true),
            (" “", false, true),
            ("-", false, true),
            (" – ", false, true),
            ("——", false, true),
            ("--", false, true),
            ("---", false, false),
            ("- -", false, false),
            ("/", false, true),
            ("’", false, true),
            ("》《", false, true),
            (". ", false, false),
            (". ", true, true),
            ("..", true, false),
            (", ", false, false),
            (" (", false, false),
            ("\u{200B} ", false, true),
        ];
        for (between, stop_allowed, adjacent) in cases {
            assert_eq!(gap(between, stop_allowed) == Gap::Adjacent, adjacent, "{between:?}");
        }
    }
}
