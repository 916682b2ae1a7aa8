//! What a character is to a word: letter, digit, mark, Han, white space, or one of the signs that
//! rules name. One table of bytes for the Basic Multilingual Plane, made once.

use std::sync::LazyLock;

use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_script::{Script, UnicodeScript};

/// The class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// A sign that no rule names: it bounds words and separates them.
    Other,
    /// Category L, but not Han.
    Letter,
    /// Category N, but not Han.
    Digit,
    /// Category M.
    Mark,
    /// Script Han: one character is one word.
    Han,
    /// Soft hyphens and zero-width signs: as if they were not there.
    Ignorable,
    /// White space.
    Space,
    /// An apostrophe or a quotation mark, 《》〈〉 too: between two words it does not separate.
    Quote,
    /// A hyphen, dash or minus sign: at most one between adjacent words.
    Dash,
    /// A slash: counts as a dash.
    Slash,
}

use Class::{Dash, Digit, Han, Ignorable, Letter, Mark, Other, Quote, Slash, Space};

const CLASSES: [Class; 10] =
    [Other, Letter, Digit, Mark, Han, Ignorable, Space, Quote, Dash, Slash];

static PLANE: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    (0..=0xFFFF).map(|code| char::from_u32(code).map_or(Other, compute) as u8).collect()
});

/// The class of a character.
pub fn class(character: char) -> Class {
    match PLANE.get(character as usize) {
        Some(&class) => CLASSES[class as usize],
        None => compute(character),
    }
}

fn compute(character: char) -> Class {
    if matches!(character, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}') {
        return Ignorable;
    }
    let category = get_general_category(character);
    if matches!(
        category,
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
    ) {
        return Mark;
    }
    if character.script() == Script::Han {
        return Han;
    }
    match category {
        Category::UppercaseLetter
        | Category::LowercaseLetter
        | Category::TitlecaseLetter
        | Category::ModifierLetter
        | Category::OtherLetter => Letter,
        Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => Digit,
        Category::DashPunctuation => Dash,
        Category::InitialPunctuation | Category::FinalPunctuation => Quote,
        _ => match character {
            '\u{2212}' => Dash,
            '/' | '\u{FF0F}' => Slash,
            '"'
            | '\''
            | '`'
            | '´'
            | '‚'
            | '„'
            | '〈'..='』'
            | '〝'..='〟'
            | '﹁'..='﹄'
            | '＂'
            | '＇'
            | '｢'
            | '｣'
            | '⹂' => Quote,
            _ if character.is_whitespace() => Space,
            _ => Other,
        },
    }
}

/// True for a letter or a digit, the characters that a word begins with.
pub fn begins_word(character: char) -> bool {
    matches!(class(character), Letter | Digit | Han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_each_sign_that_a_rule_names_its_class() {
        let cases = [
            (Letter, "aЖңʼあ한"),
            (Digit, "7²Ⅲ٣"),
            (Mark, "\u{301}\u{302A}"),
            (Han, "中々〇𠀀"),
            (Ignorable, "\u{AD}\u{200B}\u{200D}\u{2060}\u{FEFF}"),
            (Space, " \t\n\u{A0}\u{3000}\u{2028}"),
            (Quote, "'’‘\"“”„«»‹›《》〈〉「」『』`´"),
            (Dash, "-‐‑–—―\u{2212}－"),
            (Slash, "/／"),
            (Other, ".,;:!?…。，、()（）%$€·#"),
        ];
        for (expected, characters) in cases {
            for character in characters.chars() {
                assert_eq!(class(character), expected, "{character:?}");
            }
        }
    }
}
