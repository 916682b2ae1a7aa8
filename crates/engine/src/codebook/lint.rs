//! What is legal and most likely not meant: rules that say the same, that can never hold, or that
//! swallow one another. Everything here is a warning: the rules mean what they say.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;

use super::expression::{Element, Expression, Kind, Leaf, Operator};
use super::lexer::Mistake;
use super::{Codebook, Rule};

/// Doubts about one rule.
pub fn expression(expression: &Expression) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    expression.walk(&mut |node| {
        let Kind::Operation(operator, operands) = &node.kind else { return };
        for (place, operand) in operands.iter().enumerate() {
            let twice = operands[..place].iter().any(|earlier| same(earlier, operand));
            if twice && matches!(operator, Operator::And(_) | Operator::Or) {
                let message = format!("`{operator}` of something with itself");
                let help = match operator {
                    Operator::Or => "write it once",
                    _ => "two different occurrences are needed for that to hold; for one write it once, for two near each other use NEAR/n",
                };
                mistakes.push(Mistake::doubt(operand.span.clone(), message).help(help));
            }
        }
    });
    mistakes
}

/// True when two rules say the same, wherever they stand.
pub fn same(a: &Expression, b: &Expression) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Operation(x, left), Kind::Operation(y, right)) => {
            x == y && left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b))
        }
        (a, b) => a == b,
    }
}

/// Doubts about the rules of each code beside one another.
pub fn codes(codebook: &Codebook, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..codebook.codes.len() {
        let rules = &codebook.rules[codebook.codes[index].rules.clone()];
        repeated(codebook, rules, diagnostics);
        subsumed(codebook, rules, diagnostics);
        nested(codebook, rules, diagnostics);
        for rule in rules {
            blocked(codebook, index, rule, diagnostics);
        }
    }
}

fn warn(codebook: &Codebook, rule: &Rule, message: String, help: &str) -> Diagnostic {
    Diagnostic::warning(&codebook.file, rule.span.clone(), message).help(help)
}

fn repeated(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(&str, Option<crate::text::Language>), ()> = HashMap::new();
    for rule in rules {
        if seen.insert((&rule.text, rule.language), ()).is_some() {
            let message = format!("rule `{}` stands twice in this code", rule.text);
            diagnostics.push(warn(codebook, rule, message, "a match counts once; take one out"));
        }
    }
}

/// The phrases that a rule is, where it is nothing but phrases joined by OR.
fn phrases(expression: &Expression) -> Option<Vec<&[Element]>> {
    match &expression.kind {
        Kind::Phrase(elements) => Some(vec![elements]),
        Kind::Operation(Operator::Or, operands) => {
            let all: Option<Vec<_>> = operands.iter().map(phrases).collect();
            all.map(|lists| lists.concat())
        }
        _ => None,
    }
}

fn single(rule: &Rule) -> Option<&Leaf> {
    match &rule.expression.kind {
        Kind::Phrase(elements) => match elements.as_slice() {
            [Element::Leaf(leaf)] => Some(leaf),
            _ => None,
        },
        _ => None,
    }
}

/// A glob that finds whatever another rule of the code finds.
fn subsumed(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    let globs: Vec<(&Rule, &str)> = rules
        .iter()
        .filter_map(|rule| match single(rule) {
            Some(Leaf::Glob(glob)) if !rule.only_language => Some((rule, glob.as_str())),
            _ => None,
        })
        .collect();
    for rule in rules {
        let Some(Leaf::Word(word) | Leaf::Glob(word)) = single(rule) else { continue };
        let wide = globs.iter().find(|(other, glob)| {
            *glob != word && other.weight == rule.weight && glob_covers(glob, word)
        });
        if let Some((other, _)) = wide {
            let message = format!("`{}` finds all that `{}` finds", other.text, rule.text);
            diagnostics.push(warn(codebook, rule, message, "take the narrower rule out"));
        }
    }
}

/// A phrase inside a longer phrase of the same code.
fn nested(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    // Only plain phrases: first words index the candidates, so that 5,000 rules stay quick.
    let plain = |elements: &[Element]| -> Option<Vec<Leaf>> {
        elements
            .iter()
            .map(|element| match element {
                Element::Leaf(leaf) => Some(leaf.clone()),
                _ => None,
            })
            .collect()
    };
    let mut starts: HashMap<Leaf, Vec<(Vec<Leaf>, &Rule)>> = HashMap::new();
    for rule in rules {
        for elements in phrases(&rule.expression).unwrap_or_default() {
            if let Some(leaves) = plain(elements).filter(|leaves| leaves.len() > 1) {
                starts.entry(leaves[0].clone()).or_default().push((leaves, rule));
            }
        }
    }
    for rule in rules {
        for elements in phrases(&rule.expression).unwrap_or_default() {
            let Some(long) = plain(elements) else { continue };
            let mut inside = None;
            for place in 0..long.len() {
                for (short, other) in starts.get(&long[place]).into_iter().flatten() {
                    let fits = short.len() < long.len() && long[place..].starts_with(short);
                    if fits && other.weight == rule.weight {
                        inside = Some(*other);
                    }
                }
            }
            if let Some(other) = inside {
                let message = format!("`{}` stands inside `{}`", other.text, rule.text);
                let help = "where the longer one is found it takes the place of the shorter; without it the code is given all the same";
                diagnostics.push(warn(codebook, rule, message, help));
            }
        }
    }
}

/// A rule each hit of which lies in a hit of an `unless` of its code or of a parent.
fn blocked(codebook: &Codebook, code: usize, rule: &Rule, diagnostics: &mut Vec<Diagnostic>) {
    let unless = codebook.ancestors(code).flat_map(|it| &codebook.codes[it].unless);
    for pattern in unless {
        if covered(&rule.expression, &pattern.expression) {
            diagnostics.push(
                Diagnostic::warning(
                    &codebook.file,
                    rule.span.clone(),
                    format!(
                        "rule `{}` lies wholly inside its `unless` `{}`",
                        rule.text, pattern.text
                    ),
                )
                .help("it can never match; narrow the `unless`, or take the rule out"),
            );
        }
    }
}

fn covered(rule: &Expression, unless: &Expression) -> bool {
    if same(rule, unless) {
        return true;
    }
    let (Some(rule), Some(unless)) = (phrases(rule), phrases(unless)) else { return false };
    rule.iter().all(|narrow| unless.iter().any(|wide| phrase_covers(wide, narrow)))
}

fn phrase_covers(wide: &[Element], narrow: &[Element]) -> bool {
    wide.len() == narrow.len()
        && wide.iter().zip(narrow).all(|pair| match pair {
            (Element::Any, _) => true,
            (
                Element::Leaf(Leaf::Glob(glob)),
                Element::Leaf(Leaf::Word(word) | Leaf::Glob(word)),
            ) => glob_covers(glob, word),
            (a, b) => a == b,
        })
}

/// True when the glob finds every word that the other pattern finds. A `*` of the other is read as
/// a character that only `*` fits, a `?` as one that `*` and `?` fit: never true wrongly.
fn glob_covers(glob: &str, other: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let other: Vec<char> = other.chars().collect();
    fits(&glob, &other, |pattern, character| match character {
        '*' => false,
        '?' => pattern == '?',
        _ => pattern == '?' || pattern == character,
    })
}

/// Classic matching of `*` with one point of return: linear in practice, never exponential.
pub fn fits(glob: &[char], word: &[char], one: impl Fn(char, char) -> bool) -> bool {
    let (mut g, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        if g < glob.len() && glob[g] == '*' {
            star = Some((g + 1, w));
            g += 1;
        } else if g < glob.len() && one(glob[g], word[w]) {
            g += 1;
            w += 1;
        } else if let Some((after, from)) = star {
            star = Some((after, from + 1));
            g = after;
            w = from + 1;
        } else {
            return false;
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}
