//! The rule language: from the text of a rule to an [`Expression`], with every mistake of the rule
//! at once. What codes a reference means and whether a stem exists is not known here.

use std::ops::Range;

use crate::segment::is_abbreviation;
use crate::text::class::{Class, class};
use crate::text::word::{Gap, Words, gap, takes_stop};

use super::expression::{Element, Expression, Kind, Leaf, Operator, Scope};
use super::lexer::{Mistake, Token, tokens};

/// Longest text of a rule, in bytes.
pub const MAX_RULE_BYTES: usize = 20_000;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 50;
/// Most phrases that the choices of one phrase may multiply to.
pub const MAX_CHOICES: usize = 10_000;
/// Largest number after NEAR, BEFORE and NOT.
pub const MAX_DISTANCE: u32 = 1_000;
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
            Mistake::new(span, "parenthesis `)` opens nowhere").help("take it out, or open it"),
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
        self.mistakes.push(mistake);
    }

    /// Operands joined by one operator, up to `)` or the end.
    fn level(&mut self) -> Option<Expression> {
        let mut operands: Vec<Expression> = Vec::new();
        let mut operator: Option<(Operator, Range<usize>)> = None;
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
                    Operator::Not(..) => "NOT takes from what stands before it: `a NOT b`",
                    _ => "write what stands before it, or take it out",
                };
                self.fault(
                    Mistake::new(span.clone(), format!("`{text}` without a left side")).help(help),
                );
            }
            match &operator {
                None => operator = Some((found, span.clone())),
                Some((first, _)) if *first != found => {
                    let message = format!("`{first}` and `{found}` stand at one level");
                    self.fault(
                        Mistake::new(span.clone(), message)
                            .help("put one of them in parentheses: `(a OR b) AND c`"),
                    );
                }
                Some((Operator::Near(..) | Operator::Before(..), _)) => {
                    self.fault(
                        Mistake::new(span.clone(), format!("`{found}` does not chain"))
                            .help(format!("say what you mean: `(a {found} b) AND c`")),
                    );
                }
                Some(_) => {}
            }
            waiting = Some(span);
        }
        if let Some(span) = waiting {
            self.fault(Mistake::new(span, "operator without a right side"));
        }
        let Some((operator, _)) = operator else { return operands.pop() };
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
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.fault(Mistake::new(
                open.clone(),
                format!("parentheses nested deeper than {MAX_DEPTH}"),
            ));
            self.at = self.tokens.len();
            return None;
        }
        let inner = self.level();
        self.depth -= 1;
        match self.peek() {
            Some((Token::Close, _)) => self.at += 1,
            _ => self.fault(
                Mistake::new(open.clone(), "parenthesis `(` is not closed")
                    .help("close it with `)`"),
            ),
        }
        if inner.is_none() {
            self.fault(Mistake::new(open.start..self.end(), "parentheses around nothing"));
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
            self.fault(Mistake::new(
                span.clone(),
                format!("phrase of {} words; at most {MAX_PHRASE}", longest(elements)),
            ));
        }
        self.lower_case(elements, span);
    }

    /// `terror* and securit*`: an operator in lower case is a word of the phrase.
    fn lower_case(&mut self, elements: &[Element], span: &Range<usize>) {
        let plain = |element: Option<&Element>| {
            matches!(element, Some(Element::Leaf(Leaf::Word(_) | Leaf::Exact(_))))
        };
        for (place, element) in elements.iter().enumerate() {
            let Element::Leaf(Leaf::Word(word)) = element else { continue };
            let doubtful = match word.as_str() {
                "or" => elements.len() > 1,
                "near" | "before" => {
                    matches!(elements.get(place + 1), Some(Element::Leaf(Leaf::Word(next)))
                        if next.parse::<u32>().is_ok())
                }
                "and" | "not" => {
                    place > 0
                        && place + 1 < elements.len()
                        && !(plain(elements.get(place - 1)) && plain(elements.get(place + 1)))
                }
                _ => false,
            };
            if doubtful {
                let upper = word.to_uppercase();
                self.fault(
                    Mistake::doubt(
                        span.clone(),
                        format!("`{word}` in lower case is a word of the phrase"),
                    )
                    .help(format!(
                        "write `{upper}` for the operator; keep `{word}` if you look for the word"
                    )),
                );
            }
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
            self.fault(Mistake::new(span.clone(), "quotation marks around no word"));
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

    /// The operator that a run of characters is, or a mistake when it was meant as one.
    fn operator(&mut self, text: &str, span: &Range<usize>) -> Option<Operator> {
        let mut pieces = text.split('/');
        let name = pieces.next().unwrap_or_default();
        let rest: Vec<&str> = pieces.collect();
        let known = matches!(name, "OR" | "AND" | "NOT" | "NEAR" | "BEFORE");
        if !known {
            let foreign = matches!(
                name,
                "XOR"
                    | "ANDNOT"
                    | "ADJ"
                    | "WITHIN"
                    | "PRE"
                    | "SEQ"
                    | "SAME"
                    | "W"
                    | "N"
                    | "AFTER"
                    | "NEXT"
                    | "PARAGRAPH"
                    | "SENTENCE"
                    | "NOR"
                    | "NAND"
            );
            let number = !rest.is_empty()
                && rest.iter().all(|piece| {
                    piece.chars().all(|c| c.is_ascii_digit()) || matches!(*piece, "p" | "u" | "s")
                })
                && name.chars().all(|c| c.is_ascii_uppercase())
                && !name.is_empty();
            let sign = matches!(text, "&" | "&&" | "|" | "||" | "!" | "+");
            let glued = ["NEAR", "BEFORE", "NOT"].iter().any(|operator| {
                name.strip_prefix(operator)
                    .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
            });
            if (foreign && (rest.is_empty() || number) && name.len() > 1)
                || number && name.len() <= 12
                || sign
                || glued
            {
                self.fault(
                    Mistake::new(span.clone(), format!("unknown operator `{text}`")).help(
                        "there are: OR, AND, NOT, NOT/n, NEAR/n, BEFORE/n, each but OR with /p or /u; in quotation marks it is a word",
                    ),
                );
                // Read on as if it were one that fits, so that no second mistake is seen here.
                return Some(Operator::And(Scope::Sentence));
            }
            return None;
        }
        let mut distance = None;
        let mut scope = Scope::Sentence;
        let mut wrong = false;
        for (place, piece) in rest.iter().enumerate() {
            match (*piece, place + 1 == rest.len()) {
                ("p", true) => scope = Scope::Paragraph,
                ("u", true) => scope = Scope::Unit,
                (digits, _)
                    if place == 0
                        && digits.chars().all(|c| c.is_ascii_digit())
                        && !digits.is_empty() =>
                {
                    distance = digits.parse::<u32>().ok().or(Some(u32::MAX));
                }
                _ => wrong = true,
            }
        }
        if distance == Some(0) {
            self.fault(
                Mistake::new(span.clone(), format!("`{text}`: the distance is at least 1")).help(
                    format!("`{name}/1` are words side by side, `{name}/3` have two words between"),
                ),
            );
        }
        if distance.is_some_and(|n| n > MAX_DISTANCE) {
            self.fault(
                Mistake::new(
                    span.clone(),
                    format!("`{text}`: the distance is at most {MAX_DISTANCE}"),
                )
                .help("AND, AND/p or AND/u look without a distance"),
            );
        }
        let operator = match (name, distance) {
            ("OR", None) if rest.is_empty() => Some(Operator::Or),
            ("AND", None) => Some(Operator::And(scope)),
            ("NOT", distance) => Some(Operator::Not(distance, scope)),
            ("NEAR", Some(n)) => Some(Operator::Near(n, scope)),
            ("BEFORE", Some(n)) => Some(Operator::Before(n, scope)),
            _ => None,
        };
        if operator.is_none() || wrong {
            let help = match name {
                "OR" => "OR takes no distance and no scope",
                "AND" => "AND takes a scope only: AND, AND/p, AND/u; for a distance use NEAR/n",
                _ => "a distance in words, then perhaps a scope: NEAR/5, BEFORE/3/p, NOT/4/u",
            };
            self.fault(Mistake::new(span.clone(), format!("unknown operator `{text}`")).help(help));
        }
        Some(operator.unwrap_or(Operator::And(scope)))
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

fn count_choices(elements: &[Element]) -> usize {
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
