//! Words of a rule that were most likely meant as operators: `or`, `near/3`, `ИЛИ`, 或. A word stays
//! a word; this only doubts. What a phrase is found in is asked of the codebook's own sentences: a
//! phrase that stands in a definition or an example is meant as it is written.

use std::ops::Range;

use crate::text::Language;
use crate::text::fold::{fold, fold_keeping_case};
use crate::text::stem::{keys_of, stem_key};
use crate::text::word::Words;

use super::Codebook;
use super::covering::{fits, phrases};
use super::expression::{Element, Leaf};
use super::lexer::{Mistake, Token, tokens};
use super::operator::{self, Meant};
use super::syntax;

/// A word that looks like an operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// What is told, with the word's place in the rule.
    pub mistake: Mistake,
    /// The phrase that it stands in.
    pub phrase: Range<usize>,
}

/// The words for an operator in the four languages, folded. Russian не and Kazakh емес stand in too
/// many phrases; they are asked about in capitals only, as NOT.
const WORDS: [(&str, &[&str]); 5] = [
    ("OR", &["or", "или", "либо", "немесе", "或", "或者"]),
    ("AND", &["and", "и", "және", "和", "与", "與", "及", "以及"]),
    ("NOT", &["not", "не", "емес"]),
    ("NEAR", &["near"]),
    ("BEFORE", &["before"]),
];

/// What `not` follows where it is a word: the SCO *is not* a bloc.
const BEFORE_NOT: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "am",
    "be",
    "been",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "can",
    "could",
    "will",
    "would",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "need",
    "ought",
    "but",
    "or",
    "if",
    "why",
    "and",
    "whether",
    "certainly",
    "surely",
    "it",
];

/// What follows `not` where it is a word: *not only*, *not a* threat.
const AFTER_NOT: &[&str] = &[
    "a",
    "an",
    "the",
    "only",
    "just",
    "merely",
    "simply",
    "yet",
    "so",
    "to",
    "in",
    "on",
    "at",
    "as",
    "all",
    "every",
    "any",
    "much",
    "many",
    "enough",
    "be",
    "been",
    "have",
    "necessarily",
    "our",
    "their",
    "its",
    "his",
    "for",
    "of",
    "by",
    "with",
    "without",
    "from",
    "against",
];

/// The words of a rule that look like operators.
pub fn operators(rule: &str) -> Vec<Doubt> {
    if !may_hold_one(rule) {
        return Vec::new();
    }
    let tokens = tokens(rule, &mut Vec::new());
    let mut doubts = Vec::new();
    for place in 0..tokens.len() {
        let (Token::Run(text), span) = &tokens[place] else { continue };
        if operator::read(text, span) != Meant::Word {
            continue;
        }
        let before = place.checked_sub(1).and_then(|it| tokens.get(it)).filter(|it| is_leaf(it, 1));
        let after = tokens.get(place + 1).filter(|it| is_leaf(it, -1));
        let (Some(before), Some(after)) = (before, after) else { continue };
        let both_plain = is_plain(&tokens, place - 1, -1) && is_plain(&tokens, place + 1, 1);
        let Some(operator) = meant(text, &before.0, &after.0, both_plain) else { continue };
        let shape = if text.is_ascii() && *text == fold(text) { " in lower case" } else { "" };
        let message = format!("`{text}`{shape} is a word of the phrase");
        let help = format!(
            "write `{operator}` for the operator; to look for the word, let an example or the definition use the phrase"
        );
        let mistake = Mistake::doubt(span.clone(), message).help(help);
        doubts.push(Doubt { mistake, phrase: phrase_around(&tokens, place) });
    }
    doubts
}

/// A quick look that almost every rule ends with.
fn may_hold_one(rule: &str) -> bool {
    let known = |word: &str| {
        let folded = fold(word);
        let name = folded.split('/').next().unwrap_or_default();
        WORDS.iter().any(|(_, words)| words.contains(&name))
    };
    rule.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).any(known)
}

/// True for a token that is, or ends (begins) with, something that is looked for. `side` is 1 for
/// what stands before.
fn is_leaf((token, span): &(Token, Range<usize>), side: i8) -> bool {
    match token {
        Token::Open => side < 0,
        Token::Close => side > 0,
        Token::Run(text) => operator::read(text, span) == Meant::Word,
        Token::Quoted(_) | Token::Reference(_) | Token::Regex(_) => true,
    }
}

/// True for words without wildcards, and for a choice of such words: what begins (`step` 1) or ends
/// (`step` -1) at a token.
fn is_plain(tokens: &[(Token, Range<usize>)], mut at: usize, step: isize) -> bool {
    let mut depth = 0usize;
    loop {
        match tokens.get(at).map(|(token, _)| token) {
            Some(Token::Run(text)) if !text.contains(['*', '?', '~']) => {}
            Some(Token::Open | Token::Close) => {
                let inwards = matches!(tokens[at].0, Token::Open) == (step > 0);
                depth = if inwards { depth + 1 } else { depth.saturating_sub(1) };
            }
            _ => return false,
        }
        match at.checked_add_signed(step) {
            Some(next) if depth > 0 => at = next,
            _ => return depth == 0,
        }
    }
}

/// The operator that a word was most likely meant as, written as it should be.
fn meant(text: &str, before: &Token, after: &Token, both_plain: bool) -> Option<String> {
    let folded = fold(text);
    let (name, suffix) =
        folded.split_once('/').map_or((folded.as_str(), None), |(name, rest)| (name, Some(rest)));
    let (operator, _) = WORDS.iter().find(|(_, words)| words.contains(&name))?;
    let number = matches!(after, Token::Run(text) if text.parse::<u32>().is_ok());
    if let Some(suffix) = suffix {
        // and/p, near/3/u; and/or is two words
        let whole = format!("{operator}/{suffix}");
        let fits = operator::read(&whole, &(0..0)) != Meant::Word
            && suffix.split('/').all(|piece| {
                matches!(piece, "p" | "u" | "s")
                    || !piece.is_empty() && piece.chars().all(|c| c.is_ascii_digit())
            });
        return fits.then(|| if *operator == "OR" { "OR".to_owned() } else { whole });
    }
    let capitals = text != folded && text.to_uppercase() == text && text.chars().count() > 0;
    let shouted = |token: &Token| matches!(token, Token::Run(text) if text.to_uppercase() == *text && text.to_lowercase() != *text);
    let headline = |token: &Token| matches!(token, Token::Run(text) if text.chars().next().is_some_and(char::is_uppercase));
    let likely = if capitals && !text.is_ascii() {
        // ИЛИ between words that are not in capitals themselves
        !(shouted(before) && shouted(after))
    } else if text != folded && !capitals && headline(before) == headline(after) {
        // Belt And Road is a title, silk And road is not.
        !headline(before)
    } else {
        match *operator {
            "OR" => true,
            "AND" => !both_plain || text.chars().any(is_han),
            "NOT" => name == "not" && (!both_plain || !ordinary_not(before, after)),
            _ => number,
        }
    };
    let distance = if number && matches!(*operator, "NEAR" | "BEFORE") { "/n" } else { "" };
    likely.then(|| format!("{operator}{distance}"))
}

fn is_han(character: char) -> bool {
    crate::text::class::class(character) == crate::text::class::Class::Han
}

fn ordinary_not(before: &Token, after: &Token) -> bool {
    let last = |token: &Token, list: &[&str]| matches!(token, Token::Run(text) if list.contains(&fold(text).as_str()));
    last(before, BEFORE_NOT) || last(after, AFTER_NOT)
}

/// The bytes of the operand that a token stands in.
fn phrase_around(tokens: &[(Token, Range<usize>)], place: usize) -> Range<usize> {
    let ends = |(token, span): &(Token, Range<usize>)| matches!(token, Token::Run(text) if operator::read(text, span) != Meant::Word);
    let (mut from, mut depth) = (place, 0usize);
    while from > 0 {
        match &tokens[from - 1].0 {
            Token::Close => depth += 1,
            Token::Open if depth == 0 => break,
            Token::Open => depth -= 1,
            _ if depth == 0 && ends(&tokens[from - 1]) => break,
            _ => {}
        }
        from -= 1;
    }
    let (mut to, mut depth) = (place, 0usize);
    while let Some(next) = tokens.get(to + 1) {
        match &next.0 {
            Token::Open => depth += 1,
            Token::Close if depth == 0 => break,
            Token::Close => depth -= 1,
            _ if depth == 0 && ends(next) => break,
            _ => {}
        }
        to += 1;
    }
    tokens[from].1.start..tokens[to].1.end
}

/// The sentences of a codebook: titles, definitions, examples. Cut into words when first asked.
#[derive(Debug)]
pub struct Prose<'a> {
    codebook: &'a Codebook,
    texts: Option<Vec<Vec<(String, String)>>>,
}

impl<'a> Prose<'a> {
    /// Those of this codebook.
    pub fn of(codebook: &'a Codebook) -> Self {
        Self { codebook, texts: None }
    }

    /// True when a phrase, as written in a rule, stands in one of them.
    pub fn has(&mut self, phrase: &str, language: Option<Language>) -> bool {
        let (Some(expression), _) = syntax::parse(phrase) else { return false };
        let Some(phrases) = phrases(&expression) else { return false };
        let texts = self.texts.get_or_insert_with(|| {
            let codes = &self.codebook.codes;
            let examples =
                codes.iter().flat_map(|it| it.examples.iter().chain(&it.counter_examples));
            let texts = codes
                .iter()
                .flat_map(|it| [&it.label, &it.definition, &it.include, &it.exclude])
                .chain(examples.map(|it| &it.text))
                .chain([&self.codebook.title]);
            let words = |text: &String| -> Vec<(String, String)> {
                Words::new(text)
                    .map(|word| (fold(word.of(text)), fold_keeping_case(word.of(text))))
                    .collect()
            };
            texts.map(words).collect()
        });
        texts.iter().any(|words| {
            (0..words.len()).any(|from| {
                phrases.iter().any(|phrase| !ends(phrase, &words[from..], language).is_empty())
            })
        })
    }
}

/// Where a phrase that begins with the first of some words may end, as numbers of words.
fn ends(phrase: &[Element], words: &[(String, String)], language: Option<Language>) -> Vec<usize> {
    let mut ends_here = vec![0];
    for element in phrase {
        let mut next = Vec::new();
        for &at in &ends_here {
            match element {
                Element::Any if at < words.len() => next.push(at + 1),
                Element::Leaf(leaf) if words.get(at).is_some_and(|it| is(leaf, it, language)) => {
                    next.push(at + 1);
                }
                Element::Choice(phrases) if at < words.len() => {
                    let ways = phrases.iter().flat_map(|it| ends(it, &words[at..], language));
                    next.extend(ways.map(|n| at + n));
                }
                _ => {}
            }
        }
        next.sort_unstable();
        next.dedup();
        ends_here = next;
    }
    ends_here
}

fn is(leaf: &Leaf, (folded, written): &(String, String), language: Option<Language>) -> bool {
    match leaf {
        Leaf::Word(word) => word == folded,
        Leaf::Exact(word) => word == written,
        Leaf::Glob(glob) => {
            let (glob, word): (Vec<char>, Vec<char>) =
                (glob.chars().collect(), folded.chars().collect());
            fits(&glob, &word, |pattern, found| pattern == '?' || pattern == found)
        }
        Leaf::Stem(stem) => language.is_some_and(|language| {
            let mut keys = Vec::new();
            keys_of(language, folded, &mut keys);
            stem_key(language, stem).is_ok_and(|key| keys.contains(&key))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rule: &str) -> String {
        let doubts = operators(rule).into_iter().map(|doubt| {
            let help = doubt.mistake.help.unwrap_or_default();
            let written = help.split('`').nth(1).unwrap_or_default().to_owned();
            format!("{}: {written} in {}", &rule[doubt.mistake.span], &rule[doubt.phrase])
        });
        doubts.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_word_is_doubted_where_it_joins_two_leaves() {
        let cases = [
            ("terror or separatism", "or: OR in terror or separatism"),
            ("(terror or separatism) AND x", "or: OR in terror or separatism"),
            ("x AND (silk road or belt)", "or: OR in silk road or belt"),
            ("terror* and separatis*", "and: AND in terror* and separatis*"),
            ("\"RATS\" and extremism", "and: AND in \"RATS\" and extremism"),
            ("(a OR b) and c", ""),
            ("(a* OR b) and c", "and: AND in (a* OR b) and c"),
            ("a and (b OR (c OR ~d))", "and: AND in a and (b OR (c OR ~d))"),
            ("мир и (покой OR порядок)", ""),
            ("belt and road", ""),
            ("Belt And Road", ""),
            ("silk And road", "And: AND in silk And road"),
            ("silk Not road", "Not: NOT in silk Not road"),
            ("terror* And separatis*", "And: AND in terror* And separatis*"),
            ("belt and/p road", "and/p: AND/p in belt and/p road"),
            ("belt and/or road", ""),
            ("or/p", ""),
            ("belt or/p road", "or/p: OR in belt or/p road"),
            ("silk near/3 road", "near/3: NEAR/3 in silk near/3 road"),
            ("silk Near/3/P road", "Near/3/P: NEAR/3/p in silk Near/3/P road"),
            ("silk near 3 road", "near: NEAR/n in silk near 3 road"),
            ("silk before/4/u road", "before/4/u: BEFORE/4/u in silk before/4/u road"),
            ("the road near the silk", ""),
            ("silk not road", "not: NOT in silk not road"),
            ("silk not/5 road", "not/5: NOT/5 in silk not/5 road"),
            ("not a threat", ""),
            ("is not a threat", ""),
            ("is not threat*", "not: NOT in is not threat*"),
            ("or", ""),
            ("either or", ""),
            ("пояс или путь", "или: OR in пояс или путь"),
            ("террор* и сепаратизм*", "и: AND in террор* и сепаратизм*"),
            ("пояс и путь", ""),
            ("не союз", ""),
            ("пояс не путь", ""),
            ("пояс И путь", "И: AND in пояс И путь"),
            ("ПОЯС И ПУТЬ", ""),
            ("пояс НЕ путь", "НЕ: NOT in пояс НЕ путь"),
            ("белдеу немесе жол", "немесе: OR in белдеу немесе жол"),
            ("террор* және экстрем*", "және: AND in террор* және экстрем*"),
            ("белдеу ЖӘНЕ жол", "ЖӘНЕ: AND in белдеу ЖӘНЕ жол"),
            ("белдеу және жол", ""),
            ("一带 或 一路", "或: OR in 一带 或 一路"),
            ("一带 和 一路", "和: AND in 一带 和 一路"),
            ("一带和一路", ""),
            ("a OR b", ""),
            ("(or", ""),
            ("", ""),
        ];
        for (rule, expected) in cases {
            assert_eq!(said(rule), expected, "{rule}");
        }
    }

    #[test]
    fn a_phrase_of_the_codebooks_own_sentences_is_meant() {
        let source = r#"
[codebook]
title = "Пояса и пути"
[[code]]
id = "a"
definition = "War or peace, as old silk roads knew."
rules.en = ["x"]
examples.ru = ["Он сказал: терроризм и сепаратизм растут."]
"#;
        let (codebook, problems) = Codebook::parse("a.toml", source);
        let codebook = codebook.unwrap_or_else(|| panic!("{problems:?}"));
        let mut prose = Prose::of(&codebook);
        let ru = Some(Language::Russian);
        let cases = [
            ("war or peace", None, true),
            ("war or silk", None, false),
            ("(war OR x) or * as", None, true),
            ("пояс* и (пут* OR дорог*)", ru, true),
            ("~терроризма и ~сепаратизм", ru, true),
            ("~терроризма и ~сепаратизм", None, false),
            ("\"War\" or peace", None, true),
            ("\"war\" or peace", None, false),
            ("silk roads knew or", None, false),
            ("#a or b", None, false),
        ];
        for (phrase, language, expected) in cases {
            assert_eq!(prose.has(phrase, language), expected, "{phrase}");
        }
    }
}
