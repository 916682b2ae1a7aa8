//! The rule language: from the text of a rule to an [`Expression`], with every mistake of the rule
//! at once. What codes a reference means and whether a stem exists is not known here.

use std::ops::Range;

use crate::segment::is_abbreviation;
use crate::text::class::{Class, class};
use crate::text::word::{Gap, Words, gap, takes_stop};

use super::expression::{Element, Expression, Kind, Leaf, Operator};
use super::lexer::{Mistake, Token, tokens};
use super::operator::{self, Meant};

/// Longest text of a rule, in bytes.
pub const MAX_RULE_BYTES: usize = 20_000;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 50;
/// Most phrases that the choices of one phrase may multiply to.
pub const MAX_CHOICES: usize = 10_000;
/// Longest word with a wildcard, in characters.
pub const MAX_GLOB: usize = 200;
/// Longest phrase, in words.
pub const MAX_PHRASE: usize = 100;

/// Reads a rule.
///
/// # Errors
///
/// `None` when the rule can not be used; the mistakes say why. Mistakes that are not fatal may
/// stand beside an expression.
///
/// # Examples
///
/// ```
/// use framebook_engine::codebook::syntax::parse;
/// let (expression, mistakes) = parse("(belt OR silk) road NOT/5 track");
/// assert!(expression.is_some() && mistakes.is_empty());
/// assert!(parse("a AND b OR c").0.is_none());
/// ```
pub fn parse(rule: &str) -> (Option<Expression>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    if rule.len() > MAX_RULE_BYTES {
        mistakes.push(
            Mistake::new(0..0, format!("rule of {} bytes; at most {MAX_RULE_BYTES}", rule.len()))
                .help("split it into several rules: a code takes any number"),
        );
        return (None, mistakes);
    }
    let tokens = tokens(rule, &mut mistakes);
    let mut parser = Parser { rule, tokens, at: 0, mistakes, depth: 0 };
    let mut expression = parser.level();
    while let Some((_, span)) = parser.peek() {
        let span = span.clone();
        parser.mistakes.push(
            Mistake::new(span, "parenthesis `)` closes nothing")
                .help("take it out, or open it with `(`"),
        );
        parser.at += 1;
        expression = parser.level().or(expression);
    }
    if expression.is_none() && parser.mistakes.is_empty() {
        parser.mistakes.push(Mistake::new(0..rule.len(), "rule holds no word"));
    }
    let mut seen = std::collections::HashSet::new();
    parser.mistakes.retain(|it| seen.insert((it.span.clone(), it.message.clone())));
    let fatal = parser.mistakes.iter().any(|mistake| mistake.fatal);
    (expression.filter(|_| !fatal), parser.mistakes)
}

struct Parser<'a> {
    rule: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    mistakes: Vec<Mistake>,
    depth: usize,
}

/// Something side by side with others in a phrase.
enum Item {
    Words(Vec<Element>),
    Whole(Expression),
}

impl Parser<'_> {
    fn peek(&self) -> Option<&(Token, Range<usize>)> {
        self.tokens.get(self.at)
    }

    fn fault(&mut self, mistake: Mistake) {
        // What is nested too deep is not read on, and so seems to lack its end.
        if self.depth <= MAX_DEPTH {
            self.mistakes.push(mistake);
        }
    }

    /// Operands joined by one operator, up to `)` or the end.
    fn level(&mut self) -> Option<Expression> {
        let mut operands: Vec<Expression> = Vec::new();
        let mut operator: Option<Operator> = None;
        let mut waiting: Option<Range<usize>> = None;
        loop {
            let operand = self.operand();
            match (operand, &waiting) {
                (Some(operand), _) => {
                    operands.push(operand);
                    waiting = None;
                }
                (None, Some(span)) => {
                    let span = span.clone();
                    self.fault(
                        Mistake::new(span.clone(), "operator without a right side")
                            .help("write what follows it, or take it out"),
                    );
                    waiting = None;
                }
                (None, None) => {}
            }
            let Some((Token::Run(text), span)) = self.peek().cloned() else { break };
            let Some(found) = self.operator(&text, &span) else { break };
            self.at += 1;
            if operands.is_empty() {
                let help = match found {
                    Some(Operator::Not(..)) => "NOT takes from what stands before it: `a NOT b`",
                    _ => "write what stands before it, or take it out",
                };
                self.fault(
                    Mistake::new(span.clone(), format!("`{text}` without a left side")).help(help),
                );
            }
            match (operator, found) {
                (None, found) => operator = found,
                // What is no operator is told already; it stands at no level.
                (_, None) => {}
                (Some(first), Some(found)) if first != found => {
                    let message = format!("`{first}` and `{found}` stand at one level");
                    self.fault(
                        Mistake::new(span.clone(), message)
                            .help(operator::in_parentheses(first, found)),
                    );
                }
                (Some(Operator::Near(..) | Operator::Before(..)), Some(found)) => {
                    self.fault(
                        Mistake::new(span.clone(), format!("`{found}` does not chain"))
                            .help(format!("say what you mean: `(a {found} b) AND c`")),
                    );
                }
                _ => {}
            }
            waiting = Some(span);
        }
        if let Some(span) = waiting {
            self.fault(
                Mistake::new(span, "operator without a right side")
                    .help("write what follows it, or take it out"),
            );
        }
        let Some(operator) = operator else { return operands.pop() };
        if operands.len() < 2 {
            return operands.pop();
        }
        if matches!(operator, Operator::Near(..) | Operator::Before(..)) {
            for operand in operands.iter().filter(|operand| !operand.is_plain()) {
                self.mistakes.push(
                    Mistake::new(
                        operand.span.clone(),
                        format!("`{operator}` takes words, phrases, `OR` of these and `#id`"),
                    )
                    .help("let AND or NOT stand outside: `(a NEAR/3 b) AND c`"),
                );
            }
        }
        let span = operands[0].span.start..operands.last().map_or(0, |last| last.span.end);
        Some(Expression { kind: Kind::Operation(operator, operands), span })
    }

    /// One operand: everything side by side up to an operator, `)` or the end.
    fn operand(&mut self) -> Option<Expression> {
        let mut items: Vec<(Item, Range<usize>)> = Vec::new();
        let mut signs = Signs::default();
        let start = self.peek()?.1.start;
        while let Some((token, span)) = self.peek().cloned() {
            match token {
                Token::Close => break,
                Token::Run(ref text) if self.operator(text, &span).is_some() => break,
                _ => {}
            }
            self.at += 1;
            match token {
                Token::Close => break,
                Token::Open => {
                    if let Some(group) = self.group(&span) {
                        signs.check(self);
                        items.push((Item::Whole(group), span.start..self.end()));
                    }
                }
                Token::Quoted(text) => {
                    signs.check(self);
                    if let Some(words) = self.exact(&text, &span) {
                        items.push((Item::Words(words), span));
                    }
                }
                Token::Regex(pattern) => {
                    signs.check(self);
                    self.regex(&pattern, &span);
                    let kind = Kind::Regex(pattern);
                    items.push((Item::Whole(Expression { kind, span: span.clone() }), span));
                }
                Token::Reference(id) => {
                    signs.check(self);
                    let kind = Kind::Reference(id);
                    items.push((Item::Whole(Expression { kind, span: span.clone() }), span));
                }
                Token::Run(text) => {
                    let words = self.run(&text, &span, &mut signs);
                    if !words.is_empty() {
                        items.push((Item::Words(words), span));
                    }
                }
            }
        }
        signs.finish(self);
        self.join(items, start)
    }

    fn end(&self) -> usize {
        self.tokens[..self.at].last().map_or(0, |(_, span)| span.end)
    }

    fn group(&mut self, open: &Range<usize>) -> Option<Expression> {
        if self.depth == MAX_DEPTH {
            self.fault(
                Mistake::new(open.clone(), format!("parentheses nested deeper than {MAX_DEPTH}"))
                    .help("give the inner part a code of its own and refer to it: `#id`"),
            );
        }
        if self.depth >= MAX_DEPTH {
            self.depth = MAX_DEPTH + 1;
            self.at = self.tokens.len();
            return None;
        }
        self.depth += 1;
        let inner = self.level();
        if self.depth <= MAX_DEPTH {
            self.depth -= 1;
        }
        match self.peek() {
            Some((Token::Close, _)) => self.at += 1,
            _ => self.fault(
                Mistake::new(open.clone(), "parenthesis `(` is not closed")
                    .help("close it with `)`"),
            ),
        }
        if inner.is_none() {
            self.fault(
                Mistake::new(open.start..self.end(), "parentheses around nothing")
                    .help("write words in them, or take them out"),
            );
        }
        inner
    }

    /// Items side by side: one stands for itself, several are a phrase.
    fn join(&mut self, mut items: Vec<(Item, Range<usize>)>, start: usize) -> Option<Expression> {
        let span = start..items.last()?.1.end;
        if items.len() == 1
            && let Some((Item::Whole(expression), _)) =
                items.pop_if(|item| matches!(item.0, Item::Whole(_)))
        {
            return Some(expression);
        }
        let mut elements = Vec::new();
        for (item, span) in items {
            match item {
                Item::Words(words) => elements.extend(words),
                Item::Whole(expression) => match choices(&expression) {
                    Some(phrases) => elements.push(Element::Choice(phrases)),
                    None => self.fault(
                        Mistake::new(span, "only words, and `OR` of words or phrases in parentheses, stand in a phrase")
                            .help("join it by an operator: AND, NEAR/n, BEFORE/n"),
                    ),
                },
            }
        }
        self.phrase(&elements, &span);
        Some(Expression { kind: Kind::Phrase(elements), span })
    }

    fn phrase(&mut self, elements: &[Element], span: &Range<usize>) {
        if matches!(elements.first(), Some(Element::Any))
            || matches!(elements.last(), Some(Element::Any))
        {
            self.fault(
                Mistake::new(span.clone(), "a lone `*` stands only between the words of a phrase")
                    .help("`a * b` finds a, any one word, b; `secur*` finds words that begin so"),
            );
        }
        let count = count_choices(elements);
        if count > MAX_CHOICES {
            self.fault(
                Mistake::new(
                    span.clone(),
                    format!("phrase with {count} variants; at most {MAX_CHOICES}"),
                )
                .help("split it into several rules, or use NEAR/n"),
            );
        }
        if longest(elements) > MAX_PHRASE {
            let message = format!("phrase of {} words; at most {MAX_PHRASE}", longest(elements));
            self.fault(
                Mistake::new(span.clone(), message)
                    .help("a few words that stand for it are enough, joined by BEFORE/n"),
            );
        }
    }

    /// The words of `"…"`.
    fn exact(&mut self, text: &str, span: &Range<usize>) -> Option<Vec<Element>> {
        if text.contains(['*', '?']) {
            self.fault(
                Mistake::new(span.clone(), "`*` and `?` are refused in quotation marks")
                    .help("outside of quotation marks they are wildcards, and case is ignored"),
            );
        }
        let mut elements = Vec::new();
        let mut before: Option<(usize, bool)> = None;
        for word in Words::new(text) {
            if let Some((end, stop)) = before
                && let Gap::Separated(sign) = gap(&text[end..word.start as usize], stop)
            {
                self.separated(sign, span);
            }
            elements.push(Element::Leaf(Leaf::exact(word.of(text))));
            before = Some((word.end as usize, takes_stop(word.of(text), is_abbreviation)));
        }
        if elements.is_empty() {
            self.fault(
                Mistake::new(span.clone(), "quotation marks around no word")
                    .help("write a word in them, or take them out"),
            );
            return None;
        }
        Some(elements)
    }

    fn separated(&mut self, sign: char, span: &Range<usize>) {
        // Only a rule that is one phrase is split for the author; others are shown the way.
        let simple = self.tokens.iter().all(|(token, _)| match token {
            Token::Run(text) => !text.chars().all(|c| c.is_ascii_uppercase() || c == '/'),
            _ => false,
        });
        let help = match self.rule.split(sign).map(str::trim).collect::<Vec<_>>().as_slice() {
            [left, right] if simple && !left.is_empty() && !right.is_empty() => {
                format!("words on both sides of it: `{left} BEFORE/1 {right}`")
            }
            _ if "[]{}［］｛｝【】〔〕".contains(sign) => {
                "only round parentheses group: `(belt OR silk) road`".to_owned()
            }
            _ => "take it out, or join the words by BEFORE/1: `один пояс BEFORE/1 один путь`"
                .to_owned(),
        };
        self.fault(
            Mistake::new(
                span.clone(),
                format!("`{sign}` separates words and can not stand in a phrase"),
            )
            .help(help),
        );
    }

    fn regex(&mut self, pattern: &str, span: &Range<usize>) {
        if let Err((message, help)) = super::pattern::check(pattern) {
            self.fault(Mistake::new(span.clone(), message).help(help));
        }
    }

    /// The words, globs and stems of a run of characters.
    fn run(&mut self, text: &str, span: &Range<usize>, signs: &mut Signs) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut before = 0;
        let mut previous_han = false;
        for word in Words::of_rule(text) {
            let between = &text[before..word.start as usize];
            let stem = between.ends_with('~');
            signs.add(between.strip_suffix('~').unwrap_or(between), span);
            signs.check(self);
            let written = word.of(text);
            let place = span.start + word.start as usize..span.start + word.end as usize;
            let glob = written.contains(['*', '?']);
            let han = written.chars().next().is_some_and(|first| class(first) == Class::Han);
            let element = if stem && glob {
                self.fault(
                    Mistake::new(place.clone(), format!("`~{written}`: a stem takes no wildcard"))
                        .help(format!(
                            "write `~{}` or `{written}`",
                            written.replace(['*', '?'], "")
                        )),
                );
                None
            } else if stem {
                Some(Element::Leaf(match Leaf::word(written) {
                    Leaf::Word(word) => Leaf::Stem(word),
                    other => other,
                }))
            } else if written == "*" {
                Some(Element::Any)
            } else if glob && written.chars().count() > MAX_GLOB {
                let n = written.chars().count();
                self.fault(
                    Mistake::new(
                        place.clone(),
                        format!("word with a wildcard of {n} characters; at most {MAX_GLOB}"),
                    )
                    .help("no word is as long; cut it at a `*`"),
                );
                None
            } else if glob && !written.chars().any(crate::text::class::begins_word) {
                self.fault(
                    Mistake::new(place.clone(), format!("`{written}` holds no letter or digit"))
                        .help("`*` alone, between the words of a phrase, is any one word"),
                );
                None
            } else {
                Some(Element::Leaf(Leaf::word(written)))
            };
            let touches = word.start as usize == before && before > 0;
            if (touches && (glob && previous_han || han && elements_end_in_glob(&elements)))
                || (han && glob)
            {
                self.fault(
                    Mistake::new(place, "no wildcards on Han characters")
                        .help("a run of characters is found anywhere: write it alone; between characters `上 * 下` is any one"),
                );
            }
            elements.extend(element);
            previous_han = han;
            before = word.end as usize;
            signs.word(takes_stop(written, is_abbreviation));
        }
        let rest = &text[before..];
        if rest.ends_with('~') {
            self.fault(
                Mistake::new(span.clone(), "`~` without a word")
                    .help("write it directly before the word: `~безопасность`"),
            );
        }
        signs.add(rest, span);
        elements
    }

    /// The operator that a run of characters is: `None` for a word, `Some(None)` for one that was
    /// meant as an operator and is none, which is told.
    fn operator(&mut self, text: &str, span: &Range<usize>) -> Option<Option<Operator>> {
        match operator::read(text, span) {
            Meant::Word => None,
            Meant::Operator(operator) => Some(Some(operator)),
            Meant::Faulty(operator, mistake) => {
                self.fault(mistake);
                Some(operator)
            }
        }
    }
}

/// The signs since the last word of an operand.
#[derive(Default)]
struct Signs {
    text: String,
    span: Option<Range<usize>>,
    stop_allowed: bool,
    began: bool,
}

impl Signs {
    fn add(&mut self, signs: &str, span: &Range<usize>) {
        self.text.push_str(signs);
        self.text.push(' ');
        self.span = Some(self.span.as_ref().map_or(span.start, |first| first.start)..span.end);
    }

    fn word(&mut self, stop_allowed: bool) {
        self.text.clear();
        self.span = None;
        self.stop_allowed = stop_allowed;
        self.began = true;
    }

    /// A word or group follows: what stands between must not separate.
    fn check(&mut self, parser: &mut Parser<'_>) {
        if let (Gap::Separated(sign), Some(span)) = (gap(&self.text, self.stop_allowed), &self.span)
        {
            parser.separated(sign, &span.clone());
        }
        self.word(false);
    }

    /// The operand ends.
    fn finish(&mut self, parser: &mut Parser<'_>) {
        self.check(parser);
    }
}

fn elements_end_in_glob(elements: &[Element]) -> bool {
    matches!(elements.last(), Some(Element::Any | Element::Leaf(Leaf::Glob(_))))
}

/// The phrases of an `OR` in parentheses; `None` where something else stands there.
fn choices(expression: &Expression) -> Option<Vec<Vec<Element>>> {
    match &expression.kind {
        Kind::Phrase(elements) => Some(vec![elements.clone()]),
        Kind::Operation(Operator::Or, operands) => {
            let mut phrases = Vec::new();
            for operand in operands {
                phrases.extend(choices(operand)?);
            }
            Some(phrases)
        }
        _ => None,
    }
}

/// The phrases that the choices of a phrase multiply to.
pub fn count_choices(elements: &[Element]) -> usize {
    elements.iter().fold(1, |product, element| match element {
        Element::Choice(phrases) => phrases
            .iter()
            .fold(0usize, |sum, phrase| sum.saturating_add(count_choices(phrase)))
            .saturating_mul(product),
        _ => product,
    })
}

fn longest(elements: &[Element]) -> usize {
    elements
        .iter()
        .map(|element| match element {
            Element::Choice(phrases) => phrases.iter().map(|it| longest(it)).max().unwrap_or(0),
            _ => 1,
        })
        .sum()
}
