//! From the text of a rule to tokens with their places. Only the marks of the rule language are
//! told apart here; what a run of other characters holds is read by the parser.

use std::ops::Range;

use crate::text::class::{Class, begins_word, class};

use super::operator::{self, Meant};

/// A token of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// Text in quotation marks, without them.
    Quoted(String),
    /// `#id`, without the sign.
    Reference(String),
    /// `/…/`, without the slashes, `\/` read as `/`.
    Regex(String),
    /// A run of other characters up to white space or one of the marks above.
    Run(String),
}

/// What is wrong with a mark, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Lower case, no full stop.
    pub message: String,
    /// Bytes of the rule's text.
    pub span: Range<usize>,
    /// How to mend it.
    pub help: Option<String>,
    /// False where the rule can be used as it stands.
    pub fatal: bool,
}

impl Mistake {
    /// A mistake that makes the rule unusable.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None, fatal: true }
    }

    /// Something that the author most likely did not mean.
    pub fn doubt(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { fatal: false, ..Self::new(span, message) }
    }

    /// With the way on.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

const QUOTES: [(char, &[char]); 5] =
    [('"', &['"']), ('“', &['”']), ('„', &['“', '”']), ('«', &['»']), ('＂', &['＂', '"'])];
/// Every mark that opens or closes a quotation in a rule.
const MARKS: [char; 7] = ['"', '“', '”', '„', '«', '»', '＂'];

/// Cuts a rule into tokens.
pub fn tokens(rule: &str, mistakes: &mut Vec<Mistake>) -> Vec<(Token, Range<usize>)> {
    let mut found: Vec<(Token, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(character) = rule[at..].chars().next() {
        let start = at;
        at += character.len_utf8();
        if character.is_whitespace() {
            continue;
        }
        let token = match character {
            '(' => Token::Open,
            ')' => Token::Close,
            '（' | '）' => {
                let plain = if character == '（' { '(' } else { ')' };
                mistakes.push(
                    Mistake::new(start..at, format!("full-width parenthesis `{character}`"))
                        .help(format!("write `{plain}`")),
                );
                if plain == '(' { Token::Open } else { Token::Close }
            }
            '#' => {
                let id = run(&rule[at..], |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                at += id.len();
                if id.is_empty() {
                    mistakes.push(
                        Mistake::new(start..at, "`#` without the id of a code")
                            .help("write `#` and the id together: `#security`"),
                    );
                    continue;
                }
                Token::Reference(id.to_owned())
            }
            '/' => match regex(&rule[at..]) {
                Some((pattern, length)) => {
                    at += length;
                    Token::Regex(pattern)
                }
                None => {
                    at = no_regex(rule, start, found.last_mut(), mistakes);
                    continue;
                }
            },
            '”' | '»' => match quotation(rule, start, character, mistakes) {
                Some((text, end)) => {
                    at = end;
                    Token::Quoted(text)
                }
                None => continue,
            },
            _ if QUOTES.iter().any(|(open, _)| *open == character) => {
                match quotation(rule, start, character, mistakes) {
                    Some((text, end)) => {
                        at = end;
                        Token::Quoted(text)
                    }
                    None => continue,
                }
            }
            _ => {
                let text = run(&rule[start..], |c| {
                    !c.is_whitespace()
                        && !matches!(c, '(' | ')' | '（' | '）' | '#')
                        && !MARKS.contains(&c)
                });
                at = start + text.len();
                mistakes.extend(passed_over(text, start));
                Token::Run(text.to_owned())
            }
        };
        found.push((token, start..at));
    }
    found
}

/// The text in quotation marks that begins at a mark, and the byte behind its end. `None` where
/// there is none, which is told.
fn quotation(
    rule: &str,
    start: usize,
    mark: char,
    mistakes: &mut Vec<Mistake>,
) -> Option<(String, usize)> {
    let inside = start + mark.len_utf8();
    let closing = QUOTES.iter().find(|(open, _)| *open == mark).map(|(_, closing)| *closing);
    if let Some(length) = closing.and_then(|closing| rule[inside..].find(closing)) {
        let end = inside + length;
        let end_mark = rule[end..].chars().next().unwrap_or(mark);
        for (at, full) in [(start, mark), (end, end_mark)] {
            if full == '＂' {
                mistakes.push(
                    Mistake::new(at..at + full.len_utf8(), "full-width quotation mark `＂`")
                        .help("write `\"`"),
                );
            }
        }
        return Some((rule[inside..end].to_owned(), end + end_mark.len_utf8()));
    }
    if let Some((end, other)) = wrong_end(rule, inside) {
        let pair = match mark {
            '«' | '»' => "`«…»`",
            '"' | '＂' => "`\"…\"`",
            _ => "`“…”`",
        };
        let behind = end + other.len_utf8();
        mistakes.push(
            Mistake::new(
                start..behind,
                format!("quotation marks `{mark}` and `{other}` are no pair"),
            )
            .help(format!("write {pair}")),
        );
        return Some((rule[inside..end].to_owned(), behind));
    }
    mistakes.push(match closing {
        Some(closing) => {
            Mistake::new(start..inside, format!("quotation mark `{mark}` is not closed"))
                .help(format!("close it with `{}`", if mark == '＂' { '"' } else { closing[0] }))
        }
        None => {
            Mistake::new(start..inside, format!("quotation mark `{mark}` closes nothing")).help(
                format!("open it with `{}`, or take it out", if mark == '»' { '«' } else { '“' }),
            )
        }
    });
    None
}

/// The next mark that ends a word, where the text before it begins with one: `“RATS"`, `»RATS«`.
fn wrong_end(rule: &str, inside: usize) -> Option<(usize, char)> {
    let rest = &rule[inside..];
    let (length, mark) = rest.char_indices().find(|(_, c)| MARKS.contains(c))?;
    let before = rest[..length].chars();
    let around = before.clone().next().zip(before.last());
    let tight = around.is_some_and(|(first, last)| !first.is_whitespace() && !last.is_whitespace());
    let after = rest[length + mark.len_utf8()..].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '）'));
    (tight && ends).then_some((inside + length, mark))
}

/// A quotation mark that no rule knows: it is as if it were not there, and whoever wrote it may
/// think otherwise. An apostrophe stands behind a letter.
fn passed_over(text: &str, start: usize) -> Option<Mistake> {
    let mut behind_letter = false;
    for (at, character) in text.char_indices() {
        let apostrophe = matches!(character, '\'' | '’' | '`' | '´');
        if class(character) == Class::Quote && !(apostrophe && behind_letter) {
            let span = start + at..start + at + character.len_utf8();
            let message = format!("`{character}` is passed over: no quotation mark of rules");
            let help = "to keep the case of words write `\"…\"` or `“…”`; for all else take it out";
            return Some(Mistake::doubt(span, message).help(help));
        }
        behind_letter = begins_word(character) || matches!(character, '*' | '?');
    }
    None
}

/// Tells what a slash without a second one is, and where to read on.
fn no_regex(
    rule: &str,
    start: usize,
    before: Option<&mut (Token, Range<usize>)>,
    mistakes: &mut Vec<Mistake>,
) -> usize {
    if let Some((Token::Run(name), span)) = before
        && operator::read(name, span) != Meant::Word
    {
        let rest = run(&rule[start + 1..], |c| c.is_whitespace());
        let from = start + 1 + rest.len();
        let end = from + run(&rule[from..], |c| !c.is_whitespace()).len();
        let without: String = rule[span.start..end].split_whitespace().collect();
        mistakes.push(
            Mistake::new(span.start..end, "a blank inside of an operator")
                .help(format!("write it without: `{without}`")),
        );
        *name = without;
        span.end = end;
        return end;
    }
    mistakes.push(
        Mistake::new(start..rule.len(), "regular expression without its last `/`")
            .help("close it: `/…/`"),
    );
    rule.len()
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    &text[..end]
}

/// The pattern up to an unescaped `/`, and the bytes read with that slash.
fn regex(text: &str) -> Option<(String, usize)> {
    let mut pattern = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '/' => return Some((pattern, at + 1)),
            '\\' => match characters.next()?.1 {
                '/' => pattern.push('/'),
                escaped => pattern.extend(['\\', escaped]),
            },
            other => pattern.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rule: &str) -> String {
        let mut mistakes = Vec::new();
        tokens(rule, &mut mistakes);
        let said = mistakes.iter().map(|it| format!("{} [{}]", it.message, &rule[it.span.clone()]));
        said.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn marks_that_do_not_pair_are_told_once() {
        let cases = [
            (r#""RATS" “RATS” „RATS“ „RATS” «РАТС»"#, ""),
            (r#""RATS"#, r#"quotation mark `"` is not closed ["]"#),
            (r#"RATS""#, r#"quotation mark `"` is not closed ["]"#),
            ("“上合", "quotation mark `“` is not closed [“]"),
            ("RATS”", "quotation mark `”` closes nothing [”]"),
            ("РАТС» AND путь", "quotation mark `»` closes nothing [»]"),
            (r#"“RATS""#, r#"quotation marks `“` and `"` are no pair [“RATS"]"#),
            (r#""RATS”"#, r#"quotation marks `"` and `”` are no pair ["RATS”]"#),
            ("(»РАТС« OR путь)", "quotation marks `»` and `«` are no pair [»РАТС«]"),
            ("”RATS”", "quotation marks `”` and `”` are no pair [”RATS”]"),
            (r#"RATS” AND "OSCE""#, "quotation mark `”` closes nothing [”]"),
            (r#""RATS AND “OSCE”"#, r#"quotation mark `"` is not closed ["]"#),
            (
                "＂ＳＣＯ＂",
                "full-width quotation mark `＂` [＂]; full-width quotation mark `＂` [＂]",
            ),
            ("＂ＳＣＯ", "quotation mark `＂` is not closed [＂]"),
            ("‘RATS’", "`‘` is passed over: no quotation mark of rules [‘]"),
            ("'RATS'", "`'` is passed over: no quotation mark of rules [']"),
            ("《丝绸之路》", "`《` is passed over: no quotation mark of rules [《]"),
            ("中国「上合」", "`「` is passed over: no quotation mark of rules [「]"),
            ("China's states’ can't o’clock", ""),
            ("（a）", "full-width parenthesis `（` [（]; full-width parenthesis `）` [）]"),
            ("a /b", "regular expression without its last `/` [/b]"),
            ("a NEAR / 3 b", "a blank inside of an operator [NEAR / 3]"),
            ("a AND /p b", "a blank inside of an operator [AND /p]"),
            ("# a", "`#` without the id of a code [#]"),
            ("", ""),
        ];
        for (rule, expected) in cases {
            assert_eq!(said(rule), expected, "{rule}");
        }
    }
}
