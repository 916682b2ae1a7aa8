//! From the text of a rule to tokens with their places. Only the marks of the rule language are
//! told apart here; what a run of other characters holds is read by the parser.

use std::ops::Range;

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

const QUOTES: [(char, &[char]); 4] =
    [('"', &['"']), ('“', &['”']), ('„', &['“', '”']), ('«', &['»'])];

/// Cuts a rule into tokens.
pub fn tokens(rule: &str, mistakes: &mut Vec<Mistake>) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
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
            '”' | '»' => {
                mistakes.push(Mistake::new(
                    start..at,
                    format!("quotation mark `{character}` closes nothing"),
                ));
                continue;
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
                    mistakes.push(
                        Mistake::new(start..rule.len(), "regular expression without its last `/`")
                            .help("close it: `/…/`"),
                    );
                    at = rule.len();
                    continue;
                }
            },
            _ => match QUOTES.iter().find(|(open, _)| *open == character) {
                Some((_, closing)) => match rule[at..].find(*closing) {
                    Some(length) => {
                        let text = rule[at..at + length].to_owned();
                        at += length;
                        at += rule[at..].chars().next().map_or(0, char::len_utf8);
                        Token::Quoted(text)
                    }
                    None => {
                        mistakes.push(
                            Mistake::new(
                                start..at,
                                format!("quotation mark `{character}` is not closed"),
                            )
                            .help(format!("close it with `{}`", closing[0])),
                        );
                        continue;
                    }
                },
                None => {
                    let text = run(&rule[start..], |c| {
                        !c.is_whitespace()
                            && !matches!(c, '(' | ')' | '（' | '）' | '#' | '”' | '»')
                            && !QUOTES.iter().any(|(open, _)| *open == c)
                    });
                    at = start + text.len();
                    Token::Run(text.to_owned())
                }
            },
        };
        found.push((token, start..at));
    }
    found
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
