//! Operators: whether a run of characters in a rule is one, was meant as one, or is a word.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::expression::{Operator, Scope};
use super::lexer::Mistake;

/// Largest number after NEAR, BEFORE and NOT.
pub const MAX_DISTANCE: u32 = 1_000;

const NAMES: [&str; 5] = ["OR", "AND", "NOT", "NEAR", "BEFORE"];

/// What other programs call operators.
const FOREIGN: [&str; 14] = [
    "XOR",
    "ANDNOT",
    "ADJ",
    "WITHIN",
    "PRE",
    "SEQ",
    "SAME",
    "AFTER",
    "NEXT",
    "PARAGRAPH",
    "SENTENCE",
    "NOR",
    "NAND",
    "FOLLOWEDBY",
];

/// What a run of characters is.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// A word, or several.
    Word,
    /// An operator.
    Operator(Operator),
    /// Meant as an operator: what is wrong, and the operator where it is plain which was meant, so
    /// that no second mistake is seen in what stands around it.
    Faulty(Option<Operator>, Mistake),
}

/// Reads a run of characters. `span` is its place in the rule.
pub fn read(text: &str, span: &Range<usize>) -> Meant {
    if !text.is_ascii() {
        return wide(text, span);
    }
    let (name, rest) = text.split_once('/').map_or((text, None), |(name, rest)| (name, Some(rest)));
    if NAMES.contains(&name) {
        known(text, name, rest, span)
    } else if looks_like_one(text, name, rest) {
        let mistake = Mistake::new(span.clone(), format!("unknown operator `{text}`")).help(
            "there are: OR, AND, NOT, NOT/n, NEAR/n, BEFORE/n, each but OR with /p or /u; in quotation marks it is a word",
        );
        Meant::Faulty(None, mistake)
    } else {
        Meant::Word
    }
}

/// `ＡＮＤ／ｐ`: an operator from a Chinese keyboard.
fn wide(text: &str, span: &Range<usize>) -> Meant {
    let plain: String = text.nfkc().collect();
    let name = plain.split('/').next().unwrap_or_default();
    if !NAMES.contains(&name) {
        return Meant::Word;
    }
    if !plain.is_ascii() {
        let mistake = Mistake::new(span.clone(), format!("unknown operator `{text}`"));
        return Meant::Faulty(None, mistake.help(way_on(name)));
    }
    let operator = match read(&plain, span) {
        Meant::Operator(operator) | Meant::Faulty(Some(operator), _) => Some(operator),
        _ => None,
    };
    let mistake = Mistake::new(span.clone(), format!("full-width operator `{text}`"));
    Meant::Faulty(operator, mistake.help(format!("write `{plain}`")))
}

/// A name that is none of ours and yet no word: `XOR`, `WITHIN/5`, `NEAR3`, `&`.
fn looks_like_one(text: &str, name: &str, rest: Option<&str>) -> bool {
    let upper = !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase());
    let numbered = rest.is_some_and(|rest| {
        rest.split('/').all(|piece| {
            piece.chars().all(|c| c.is_ascii_digit()) || matches!(piece, "p" | "u" | "s")
        })
    });
    let glued = ["NEAR", "BEFORE", "NOT"].iter().any(|operator| {
        name.strip_prefix(operator)
            .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    });
    matches!(text, "&" | "&&" | "|" | "||" | "!" | "+")
        || glued
        || upper && numbered && name.len() <= 12
        || FOREIGN.contains(&name) && (rest.is_none() || numbered)
}

/// One of our names, with what follows it.
fn known(text: &str, name: &str, rest: Option<&str>, span: &Range<usize>) -> Meant {
    let mut distance = None;
    let mut scope = Scope::Sentence;
    let mut wrong = false;
    let pieces: Vec<&str> = rest.map(|rest| rest.split('/').collect()).unwrap_or_default();
    for (place, piece) in pieces.iter().enumerate() {
        let last = place + 1 == pieces.len();
        match *piece {
            "p" if last => scope = Scope::Paragraph,
            "u" if last => scope = Scope::Unit,
            digits
                if place == 0
                    && !digits.is_empty()
                    && digits.chars().all(|c| c.is_ascii_digit()) =>
            {
                // A number too large for the type is too large for the rule.
                distance = Some(digits.parse::<u32>().unwrap_or(u32::MAX));
            }
            _ => wrong = true,
        }
    }
    let operator = match (name, distance) {
        ("OR", None) if rest.is_none() => Some(Operator::Or),
        ("AND", None) => Some(Operator::And(scope)),
        ("NOT", distance) => Some(Operator::Not(distance, scope)),
        ("NEAR", Some(n)) => Some(Operator::Near(n, scope)),
        ("BEFORE", Some(n)) => Some(Operator::Before(n, scope)),
        _ => None,
    };
    let (message, help) = match (operator, distance) {
        (None, _) => (format!("unknown operator `{text}`"), way_on(name).to_owned()),
        (Some(_), _) if wrong => (format!("unknown operator `{text}`"), way_on(name).to_owned()),
        (Some(_), Some(0)) => (
            format!("`{text}`: the distance is at least 1"),
            format!("`{name}/1` are words side by side, `{name}/3` have two words between"),
        ),
        (Some(_), Some(n)) if n > MAX_DISTANCE => (
            format!("`{text}`: the distance is at most {MAX_DISTANCE}"),
            "AND, AND/p or AND/u look without a distance".to_owned(),
        ),
        (Some(operator), _) => return Meant::Operator(operator),
    };
    Meant::Faulty(operator, Mistake::new(span.clone(), message).help(help))
}

fn way_on(name: &str) -> &'static str {
    match name {
        "OR" => "OR takes no distance and no scope",
        "AND" => "AND takes a scope only: AND, AND/p, AND/u; for a distance use NEAR/n",
        _ => {
            "a distance in words, then perhaps a scope, without blanks: NEAR/5, BEFORE/3/p, NOT/4/u"
        }
    }
}

/// How two operators that stand at one level are told apart: what can be meant.
pub fn in_parentheses(first: Operator, second: Operator) -> String {
    let near = |operator| matches!(operator, Operator::Near(..) | Operator::Before(..));
    // NEAR and BEFORE take words and OR of words.
    let inside = |inner, outer| !near(outer) || inner == Operator::Or;
    let mut ways = Vec::new();
    if inside(first, second) {
        ways.push(format!("`(a {first} b) {second} c`"));
    }
    if inside(second, first) {
        ways.push(format!("`a {first} (b {second} c)`"));
    }
    if ways.is_empty() {
        ways.push(format!("`(a {first} b) AND (b {second} c)`"));
    }
    format!("put one of them in parentheses: {}", ways.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_known_told_or_a_word() {
        let cases = [
            ("OR", "OR"),
            ("AND/u", "AND/u"),
            ("NOT", "NOT"),
            ("NOT/3/p", "NOT/3/p"),
            ("NEAR/1000", "NEAR/1000"),
            ("BEFORE/2/u", "BEFORE/2/u"),
            ("or", "a word"),
            ("ORDER", "a word"),
            ("NATO", "a word"),
            ("W", "a word"),
            ("G/20", "unknown operator `G/20`"),
            ("win/win", "a word"),
            ("OR/p", "unknown operator `OR/p`"),
            ("AND/3", "unknown operator `AND/3`"),
            ("AND/", "unknown operator `AND/`"),
            ("NEAR", "unknown operator `NEAR`"),
            ("NEAR/", "unknown operator `NEAR/`"),
            ("NEAR/p", "unknown operator `NEAR/p`"),
            ("NEAR/3/3", "unknown operator `NEAR/3/3`"),
            ("NEAR/p/3", "unknown operator `NEAR/p/3`"),
            ("NEAR/-1", "unknown operator `NEAR/-1`"),
            ("NEAR/٣", "unknown operator `NEAR/٣`"),
            ("NEAR3", "unknown operator `NEAR3`"),
            ("XOR", "unknown operator `XOR`"),
            ("WITHIN/5", "unknown operator `WITHIN/5`"),
            ("&&", "unknown operator `&&`"),
            ("NEAR/0", "`NEAR/0`: the distance is at least 1"),
            ("NOT/0/p", "`NOT/0/p`: the distance is at least 1"),
            ("NEAR/1001", "`NEAR/1001`: the distance is at most 1000"),
            ("BEFORE/99999999999", "`BEFORE/99999999999`: the distance is at most 1000"),
            ("ＯＲ", "full-width operator `ＯＲ`"),
            ("ＡＮＤ／ｐ", "full-width operator `ＡＮＤ／ｐ`"),
            ("ＮＥＡＲ/3", "full-width operator `ＮＥＡＲ/3`"),
            ("ＮＡＴＯ", "a word"),
            ("ИЛИ", "a word"),
            ("", "a word"),
        ];
        for (text, expected) in cases {
            let got = match read(text, &(0..text.len())) {
                Meant::Word => "a word".to_owned(),
                Meant::Operator(operator) => operator.to_string(),
                Meant::Faulty(_, mistake) => mistake.message,
            };
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn parentheses_are_offered_where_they_can_stand() {
        let (and, near) = (Operator::And(Scope::Sentence), Operator::Near(3, Scope::Sentence));
        let cases = [
            (Operator::Or, and, "`(a OR b) AND c` or `a OR (b AND c)`"),
            (and, near, "`a AND (b NEAR/3 c)`"),
            (near, and, "`(a NEAR/3 b) AND c`"),
            (near, Operator::Or, "`(a NEAR/3 b) OR c` or `a NEAR/3 (b OR c)`"),
            (near, Operator::Near(4, Scope::Sentence), "`(a NEAR/3 b) AND (b NEAR/4 c)`"),
        ];
        for (first, second, expected) in cases {
            assert!(in_parentheses(first, second).ends_with(expected), "{first} {second}");
        }
    }
}
