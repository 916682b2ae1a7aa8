//! What is legal and most likely not meant: rules that say the same, that can never hold, or that
//! swallow one another. Everything here is a warning: the rules mean what they say.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::text::Language;

use super::covering::{Covering, phrases};
use super::expression::{Element, Expression, Kind, Leaf, Operator};
use super::lexer::Mistake;
use super::likely::Prose;
use super::{Code, Codebook, Rule, likely, tables};

/// Doubts about one rule.
pub fn expression(expression: &Expression) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    expression.walk(&mut |node| {
        let Kind::Operation(operator, operands) = &node.kind else { return };
        if !matches!(operator, Operator::And(_) | Operator::Or) {
            return;
        }
        let mut forms = HashSet::new();
        for operand in operands.iter().filter(|operand| !forms.insert(operand.form())) {
            let message = format!("`{operator}` of something with itself");
            let help = match operator {
                Operator::Or => "write it once",
                _ => "two different occurrences are needed for that to hold; for one write it once, for two near each other use NEAR/n",
            };
            mistakes.push(Mistake::doubt(operand.span.clone(), message).help(help));
        }
    });
    mistakes
}

/// Doubts about codes, and about the rules of each beside one another.
pub fn codes(codebook: &Codebook, diagnostics: &mut Vec<Diagnostic>) {
    for (index, code) in codebook.codes.iter().enumerate() {
        let rules = &codebook.rules[code.rules.clone()];
        undefined(codebook, code, diagnostics);
        repeated(codebook, rules, diagnostics);
        subsumed(codebook, rules, diagnostics);
        nested(codebook, rules, diagnostics);
        blocked(codebook, index, diagnostics);
    }
    operators(codebook, diagnostics);
}

fn warn(codebook: &Codebook, rule: &Rule, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(&codebook.file, rule.span.clone(), message).help(help)
}

/// The beginning of a rule, for messages: it stands whole in the file.
fn short(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A code whose meaning nobody has written down.
fn undefined(codebook: &Codebook, code: &Code, diagnostics: &mut Vec<Diagnostic>) {
    if code.definition.trim().is_empty() && !code.id.is_empty() {
        let message = format!("code `{}` has no definition", code.id);
        diagnostics.push(Diagnostic::warning(&codebook.file, code.span.clone(), message).help(
            "say what it means: `definition = \"…\"`; coders and the appendix of a paper need it",
        ));
    }
}

/// Rules that say the same, in whatever case and spelling.
fn repeated(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(String, Option<Language>, bool), &Rule> = HashMap::new();
    for rule in rules {
        let key = (rule.expression.form(), rule.language, rule.only_language);
        let Some(first) = seen.get(&key) else {
            seen.insert(key, rule);
            continue;
        };
        let message = if first.text == rule.text {
            format!("rule `{}` stands twice in this code", short(&rule.text))
        } else {
            format!("rule `{}` says the same as `{}`", short(&rule.text), short(&first.text))
        };
        diagnostics.push(warn(codebook, rule, message, "a match counts once; take one out"));
    }
}

/// A rule of globs, stems or words that finds whatever another rule of the code finds.
fn subsumed(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    let mut wide = Covering::default();
    for (owner, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.only_language) {
        for phrase in phrases(&rule.expression).unwrap_or_default() {
            wide.add(phrase, rule.language, owner);
        }
    }
    let owners = |rule: &Rule| {
        phrases(&rule.expression).map_or(Vec::new(), |it| wide.owners_of_all(&it, rule.language))
    };
    for (place, rule) in rules.iter().enumerate() {
        let form = rule.expression.form();
        let other = owners(rule).into_iter().find(|&owner| {
            let other = &rules[owner];
            // The narrower rule may stand for a language that has no other.
            let kept = other.language.is_some()
                && other.language != rule.language
                && rules.iter().filter(|it| it.language == rule.language).count() == 1;
            // Of two that find the same the later one is told.
            let told = owner > place && owners(other).contains(&place);
            other.weight == rule.weight && !kept && !told && other.expression.form() != form
        });
        if let Some(other) = other.map(|owner| &rules[owner]) {
            let message =
                format!("`{}` finds all that `{}` finds", short(&other.text), short(&rule.text));
            diagnostics.push(warn(codebook, rule, message, "take the narrower rule out"));
        }
    }
}

/// A phrase inside a longer phrase of the same code.
fn nested(codebook: &Codebook, rules: &[Rule], diagnostics: &mut Vec<Diagnostic>) {
    let plain = |elements: &[Element]| -> Option<Vec<Leaf>> {
        elements
            .iter()
            .map(|element| match element {
                Element::Leaf(leaf) => Some(leaf.clone()),
                _ => None,
            })
            .collect()
    };
    let all: Vec<(usize, Vec<Leaf>)> = rules
        .iter()
        .enumerate()
        .flat_map(|(rule, it)| {
            let phrases = phrases(&it.expression).unwrap_or_default();
            phrases.into_iter().filter_map(move |it| Some((rule, plain(it)?)))
        })
        .collect();
    let mut by_leaves: HashMap<(&[Leaf], i64), usize> = HashMap::new();
    let mut lengths = BTreeSet::new();
    for (rule, leaves) in all.iter().filter(|(_, leaves)| leaves.len() > 1) {
        by_leaves.insert((leaves, rules[*rule].weight), *rule);
        lengths.insert(leaves.len());
    }
    for (rule, long) in &all {
        let weight = rules[*rule].weight;
        let places = (0..long.len()).flat_map(|place| lengths.iter().map(move |it| (place, *it)));
        let mut slices = places
            .filter(|(place, length)| *length < long.len() && place + length <= long.len())
            .filter_map(|(place, length)| by_leaves.get(&(&long[place..place + length], weight)));
        // Within one rule the longer alternative is meant to come first.
        if let Some(&inside) = slices.rfind(|inside| **inside != *rule) {
            let (other, rule) = (&rules[inside], &rules[*rule]);
            let message = format!("`{}` stands inside `{}`", short(&other.text), short(&rule.text));
            let help = "where the longer one is found it takes the place of the shorter; without it the code is given all the same";
            diagnostics.push(warn(codebook, rule, message, help));
        }
    }
}

/// Rules each hit of which lies in a hit of an `unless` of the code or of a parent.
fn blocked(codebook: &Codebook, code: usize, diagnostics: &mut Vec<Diagnostic>) {
    let unless: Vec<&Rule> =
        codebook.ancestors(code).flat_map(|it| &codebook.codes[it].unless).collect();
    if unless.is_empty() {
        return;
    }
    let mut wide = Covering::default();
    let mut forms: HashMap<String, Vec<usize>> = HashMap::new();
    for (owner, pattern) in unless.iter().enumerate() {
        for phrase in phrases(&pattern.expression).unwrap_or_default() {
            wide.add(phrase, pattern.language, owner);
        }
        forms.entry(pattern.expression.form()).or_default().push(owner);
    }
    for rule in &codebook.rules[codebook.codes[code].rules.clone()] {
        let mut owners = forms.get(&rule.expression.form()).cloned().unwrap_or_default();
        if let Some(narrow) = phrases(&rule.expression) {
            owners.extend(wide.owners_of_all(&narrow, rule.language));
        }
        owners.sort_unstable();
        owners.dedup();
        for pattern in owners.into_iter().map(|owner| unless[owner]) {
            let message = format!(
                "rule `{}` lies wholly inside its `unless` `{}`",
                short(&rule.text),
                short(&pattern.text)
            );
            let help = "it can never match; narrow the `unless`, or take the rule out";
            diagnostics.push(warn(codebook, rule, message, help));
        }
    }
}

/// Words that were most likely meant as operators.
fn operators(codebook: &Codebook, diagnostics: &mut Vec<Diagnostic>) {
    let mut prose = Prose::of(codebook);
    let unless = codebook.codes.iter().flat_map(|code| &code.unless);
    for rule in codebook.rules.iter().chain(unless) {
        for doubt in likely::operators(&rule.text) {
            if prose.has(&rule.text[doubt.phrase], rule.language) {
                continue;
            }
            let span = tables::place_in_string(&codebook.source, &rule.span, &doubt.mistake.span);
            let mut told = Diagnostic::warning(&codebook.file, span, doubt.mistake.message);
            told.help = doubt.mistake.help;
            diagnostics.push(told);
        }
    }
}
