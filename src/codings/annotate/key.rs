//! Keys by what they mean, in the layouts of those who code: a Russian or Kazakh layout sends other letters
//! from the same keys, a Kazakh one other signs from the digits, and a Chinese one wide digits.

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A digit.
    Digit(u8),
    /// Save, and the next.
    Enter,
    /// `?`: it can not be coded.
    CannotCode,
    /// `u`: take the last back.
    Undo,
    /// `m`: a remark.
    Memo,
    /// `n`: not sure.
    Unsure,
    /// `s`: later.
    Skip,
    /// `h`: what the codes mean.
    Help,
    /// `q`: end.
    Quit,
    /// Any other.
    Other,
}

/// What each means: the key's sign in an English layout, then what the key sends in a Russian or Kazakh one.
const KEYS: &[(Key, &str)] = &[
    (Key::Enter, "\n\r "),
    (Key::CannotCode, "?？"),
    (Key::Undo, "uUгГ"),
    (Key::Memo, "mMьЬ"),
    (Key::Unsure, "nNтТ"),
    (Key::Skip, "sSыЫ"),
    (Key::Help, "hHрР"),
    (Key::Quit, "qQйЙ"),
];

/// Digits, what the keys of digits send in a Kazakh layout, and wide digits; each from 0.
const DIGITS: [&str; 3] = ["0123456789", "қ\"әіңғ,.үұ", "０１２３４５６７８９"];

impl Key {
    /// What a sign from the keyboard means.
    #[must_use]
    pub fn of(sign: char) -> Self {
        let small = sign.to_lowercase().next().unwrap_or(sign);
        for digits in DIGITS {
            if let Some(digit) = digits.chars().position(|it| it == small) {
                return u8::try_from(digit).map_or(Self::Other, Self::Digit);
            }
        }
        KEYS.iter().find(|it| it.1.contains(sign)).map_or(Self::Other, |it| it.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_the_same_in_every_layout() {
        for (signs, key) in [
            ("1\"１", Key::Digit(1)),
            ("0қҚ０", Key::Digit(0)),
            ("6,", Key::Digit(6)),
            ("9ұ", Key::Digit(9)),
            ("uUгГ", Key::Undo),
            ("qйЙ", Key::Quit),
            ("mь", Key::Memo),
            ("sы", Key::Skip),
            ("hр", Key::Help),
            ("nт", Key::Unsure),
            ("?？", Key::CannotCode),
            ("\n \r", Key::Enter),
            ("xч中", Key::Other),
        ] {
            for sign in signs.chars() {
                assert_eq!(Key::of(sign), key, "{sign}");
            }
        }
    }
}
