//! Rules 4 to 6: the text of a rule as a tree, or the reason why it is refused.

use super::words::{
    Word, begins_word, exact, fold, is_dash, is_han, is_ignorable, is_quote, is_slash, joins, word,
    word_end, words,
};
use std::collections::BTreeSet;

/// What a rule says.
#[derive(Clone, Debug)]
pub enum Expr {
    Word(String),
    Glob(String),
    AnyWord,
    Stem(String),
    Exact(String),
    Regex(regex::Regex),
    Phrase(Vec<Expr>),
    Code(String),
    Operation(Operator, Box<Expr>, Box<Expr>),
}

/// An operator with its distance and scope. Two are the same only with the same of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And(Scope),
    Not(Scope),
    NotWithin(usize, Scope),
    Near(usize, Scope),
    Before(usize, Scope),
}

/// How far an operator looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Sentence,
    Paragraph,
    Unit,
}

impl Expr {
    /// Leaves, phrases and `OR` of these: what may stand in a phrase, and what a cue is.
    pub fn is_wording(&self) -> bool {
        match self {
            Expr::Regex(_) | Expr::Code(_) => false,
            Expr::Operation(operator, a, b) => {
                *operator == Operator::Or && a.is_wording() && b.is_wording()
            }
            _ => true,
        }
    }

    /// What NEAR and BEFORE take.
    fn is_near_operand(&self) -> bool {
        match self {
            Expr::Operation(operator, a, b) => {
                *operator == Operator::Or && a.is_near_operand() && b.is_near_operand()
            }
            _ => true,
        }
    }

    /// What `unless` takes.
    pub fn is_unless_pattern(&self) -> bool {
        match self {
            Expr::Operation(operator, a, b) => {
                !matches!(operator, Operator::And(_) | Operator::Not(_) | Operator::NotWithin(..))
                    && a.is_unless_pattern()
                    && b.is_unless_pattern()
            }
            _ => true,
        }
    }

    /// The codes that it refers to.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Expr::Code(id) => vec![id],
            Expr::Operation(_, a, b) => [a.codes(), b.codes()].concat(),
            _ => vec![],
        }
    }

    /// True when a `~word` stands in it.
    pub fn has_stem(&self) -> bool {
        match self {
            Expr::Stem(_) => true,
            Expr::Phrase(elements) => elements.iter().any(Expr::has_stem),
            Expr::Operation(_, a, b) => a.has_stem() || b.has_stem(),
            _ => false,
        }
    }
}

enum Token {
    Leaf(Expr),
    Open,
    Close,
    Operator(Operator),
}

/// Reads a rule.
pub fn parse(rule: &str, abbreviations: &BTreeSet<String>) -> Result<Expr, String> {
    let chars: Vec<char> = rule.chars().filter(|c| !is_ignorable(*c)).collect();
    let tokens = tokens(&chars, abbreviations)?;
    let mut rest = tokens.as_slice();
    let tree = level(&mut rest)?;
    if rest.is_empty() { Ok(tree) } else { Err("a `)` without its `(`".into()) }
}

fn tokens(chars: &[char], abbreviations: &BTreeSet<String>) -> Result<Vec<Token>, String> {
    // Reading: apostrophes and lone quotation marks may stand anywhere, as they separate nothing.
    // A glob sign is read as a digit to find where its word ends: `3.*` is one word, `terror*` too.
    let as_digits: Vec<char> =
        chars.iter().map(|c| if matches!(c, '*' | '?') { '0' } else { *c }).collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut gap = String::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let after_space = i == 0 || chars[i - 1].is_whitespace() || chars[i - 1] == '(';
        if c == '＂' {
            return Err("a full-width quotation mark".into());
        }
        let closing = match c {
            '"' => Some("\""),
            '“' => Some("”"),
            '„' => Some("“”"),
            '«' => Some("»"),
            '/' if after_space => Some("/"),
            _ => None,
        };
        if closing.is_none() && (c.is_whitespace() || is_dash(c) || is_slash(c) || is_quote(c)) {
            gap.push(c);
            i += 1;
            continue;
        }
        let token = if let Some(closing) = closing {
            let mut end = i + 1;
            while end < chars.len() && !closing.contains(chars[end]) {
                end += if c == '/' && chars[end] == '\\' { 2 } else { 1 };
            }
            if end >= chars.len() {
                return Err(format!("`{c}` is not closed"));
            }
            let inside: String = chars[i + 1..end].iter().collect();
            i = end + 1;
            if c == '/' { regex(&inside)? } else { quoted(&inside, abbreviations)? }
        } else if c == '(' || c == ')' {
            i += 1;
            if c == '(' { Token::Open } else { Token::Close }
        } else if c == '#' {
            let is_id = |c: &char| c.is_ascii_alphanumeric() || "._-".contains(*c);
            let id: String = chars[i + 1..].iter().take_while(|c| is_id(c)).collect();
            if id.is_empty() {
                return Err("`#` without the id of a code".into());
            }
            i += 1 + id.len();
            Token::Leaf(Expr::Code(id))
        } else if c == '~' || begins_word(as_digits[i]) {
            let start = if c == '~' { i + 1 } else { i };
            if start >= chars.len() || !begins_word(as_digits[start]) {
                return Err("`~` without a word".into());
            }
            let end = word_end(&as_digits, start);
            let written: String = chars[start..end].iter().collect();
            let has_glob = written.contains(['*', '?']);
            let beside_han = start.checked_sub(1).is_some_and(|i| is_han(chars[i]))
                || chars.get(end).is_some_and(|c| is_han(*c));
            if has_glob && (c == '~' || beside_han) {
                return Err(format!("`{written}`: no `*` or `?` on Han or after `~`"));
            }
            i = end;
            let found = word(&chars[start..end], 0, 0, abbreviations);
            if !has_glob && found.keeps_stop && chars.get(i) == Some(&'.') {
                i += 1;
            }
            let full_width = fold(&written).to_uppercase();
            if !written.is_ascii()
                && c != '~'
                && matches!(full_width.as_str(), "OR" | "AND" | "NOT" | "NEAR" | "BEFORE")
                && written.to_uppercase() == written
            {
                return Err(format!("full-width operator `{written}`"));
            }
            match written.as_str() {
                "OR" | "AND" | "NOT" | "NEAR" | "BEFORE" if c != '~' => {
                    let suffix: String = chars[i..]
                        .iter()
                        .take_while(|c| !c.is_whitespace() && !matches!(c, '(' | ')'))
                        .collect();
                    i += suffix.chars().count();
                    Token::Operator(operator(&written, &suffix)?)
                }
                "*" => Token::Leaf(Expr::AnyWord),
                _ if has_glob && !written.chars().any(begins_word) => {
                    return Err(format!("`{written}` has no letter or digit"));
                }
                _ if has_glob => Token::Leaf(Expr::Glob(fold(&written))),
                _ if c == '~' => Token::Leaf(Expr::Stem(found.fold)),
                _ => Token::Leaf(Expr::Word(found.fold)),
            }
        } else {
            return Err(format!("`{c}` separates words; try `a BEFORE/1 b`"));
        };
        let between = matches!(tokens.last(), Some(Token::Leaf(_) | Token::Close))
            && matches!(token, Token::Leaf(_) | Token::Open);
        check_gap(&gap, between)?;
        gap.clear();
        tokens.push(token);
    }
    check_gap(&gap, false)?;
    Ok(tokens)
}

/// A dash or slash stands between two parts of a phrase, at most once; nowhere else in a rule.
fn check_gap(gap: &str, between: bool) -> Result<(), String> {
    let stray = !between && gap.contains(|c| is_dash(c) || is_slash(c));
    if stray || !joins(gap) { Err(format!("`{}` separates words", gap.trim())) } else { Ok(()) }
}

fn operator(name: &str, suffix: &str) -> Result<Operator, String> {
    let wrong = || format!("`{name}{suffix}` is no operator");
    let mut parts: Vec<&str> = suffix.split('/').collect();
    if !parts.remove(0).is_empty() {
        return Err(wrong());
    }
    let scope = match parts.last() {
        Some(&"p") => Scope::Paragraph,
        Some(&"u") => Scope::Unit,
        _ => Scope::Sentence,
    };
    if scope != Scope::Sentence {
        parts.pop();
    }
    let words = match parts[..] {
        [] => None,
        [n] if n.bytes().all(|b| b.is_ascii_digit()) => {
            Some(n.parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(wrong)?)
        }
        _ => return Err(wrong()),
    };
    match (name, words) {
        ("OR", None) if suffix.is_empty() => Ok(Operator::Or),
        ("AND", None) => Ok(Operator::And(scope)),
        ("NOT", None) => Ok(Operator::Not(scope)),
        ("NOT", Some(n)) => Ok(Operator::NotWithin(n, scope)),
        ("NEAR", Some(n)) => Ok(Operator::Near(n, scope)),
        ("BEFORE", Some(n)) => Ok(Operator::Before(n, scope)),
        _ => Err(wrong()),
    }
}

fn quoted(inside: &str, abbreviations: &BTreeSet<String>) -> Result<Token, String> {
    let found = words(inside, abbreviations);
    if found.is_empty() || inside.contains(['*', '?']) {
        return Err(format!("`\"{inside}\"` has no word, or a `*` or `?`"));
    }
    let gap_after = |(i, word): (usize, &Word)| {
        let end = found.get(i + 1).map_or(inside.len(), |next| next.start);
        super::words::adjacent(word, &inside[word.end..end])
    };
    if !joins(&inside[..found[0].start]) || !found.iter().enumerate().all(gap_after) {
        return Err(format!("`\"{inside}\"` holds a sign that separates words"));
    }
    let mut parts: Vec<Expr> =
        found.iter().map(|word| Expr::Exact(exact(&inside[word.start..word.end]))).collect();
    Ok(Token::Leaf(if parts.len() == 1 { parts.remove(0) } else { Expr::Phrase(parts) }))
}

fn regex(pattern: &str) -> Result<Token, String> {
    let tree = regex_syntax::parse(pattern).map_err(|error| error.to_string())?;
    let properties = tree.properties();
    if properties.look_set().contains_word() || properties.minimum_len() == Some(0) {
        return Err(format!("`/{pattern}/` holds `\\b` or finds the empty text"));
    }
    let built = regex::RegexBuilder::new(pattern).case_insensitive(true).build();
    Ok(Token::Leaf(Expr::Regex(built.map_err(|error| error.to_string())?)))
}

fn level(rest: &mut &[Token]) -> Result<Expr, String> {
    let mut tree = phrase(rest)?;
    let mut seen: Option<Operator> = None;
    while let [Token::Operator(operator), after @ ..] = *rest {
        *rest = after;
        let right = phrase(rest)?;
        if seen.is_some_and(|seen| seen != *operator) {
            return Err("two different operators at one level need parentheses".into());
        }
        if matches!(operator, Operator::Near(..) | Operator::Before(..)) {
            if seen.is_some() {
                return Err("NEAR and BEFORE do not chain; try `(a NEAR/3 b) AND c`".into());
            }
            if !tree.is_near_operand() || !right.is_near_operand() {
                return Err("NEAR and BEFORE take words, phrases, `OR` of these and `#id`".into());
            }
        }
        seen = Some(*operator);
        tree = Expr::Operation(*operator, Box::new(tree), Box::new(right));
    }
    Ok(tree)
}

fn phrase(rest: &mut &[Token]) -> Result<Expr, String> {
    let mut elements = Vec::new();
    loop {
        match *rest {
            [Token::Leaf(leaf), after @ ..] => {
                elements.push(leaf.clone());
                *rest = after;
            }
            [Token::Open, after @ ..] => {
                *rest = after;
                elements.push(level(rest)?);
                match *rest {
                    [Token::Close, after @ ..] => *rest = after,
                    _ => return Err("a `(` without its `)`".into()),
                }
            }
            _ => break,
        }
    }
    match &elements[..] {
        [] => Err("a pattern is missing".into()),
        [Expr::AnyWord, ..] | [.., Expr::AnyWord] => {
            Err("a lone `*` stands only between the words of a phrase".into())
        }
        [_] => Ok(elements.remove(0)),
        _ if elements.iter().all(Expr::is_wording) => Ok(Expr::Phrase(elements)),
        _ => Err("a phrase holds words, phrases and `OR` of these in parentheses".into()),
    }
}
