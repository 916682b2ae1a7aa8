//! What can be said of a codebook without a text: ids, parents, references, cycles, coverage.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::text::Language;
use crate::text::stem;
use crate::text::word::Words;

use super::expression::{Expression, Kind};
use super::lexer::Mistake;
use super::reader::Named;
use super::{Codebook, lint, look_alike, nearest, pattern, syntax, tables};

/// Most codes of a codebook.
pub const MAX_CODES: usize = 10_000;
/// Most phrases that the choices of all rules of a codebook may multiply to.
pub const MAX_VARIANTS: usize = 1_000_000;
/// What the regular expressions of a codebook may compile to, in bytes.
pub const MAX_REGEX_BYTES: usize = 64 << 20;

/// Joins codes to parents, references to codes, and says what does not hold together.
pub fn link(
    codebook: &mut Codebook,
    about: Option<Named>,
    priority: &[Named],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let file = codebook.file.clone();
    if codebook.codes.len() > MAX_CODES {
        let message = format!("codebook of {} codes; at most {MAX_CODES}", codebook.codes.len());
        diagnostics.push(Diagnostic::error(&file, 0..0, message).help("split it into several"));
        return;
    }
    limit(codebook, diagnostics);
    let ids = unique_ids(codebook, diagnostics);
    for index in 0..codebook.codes.len() {
        let id = codebook.codes[index].id.clone();
        let Some((parent, _)) = id.rsplit_once('.') else { continue };
        match ids.get(parent) {
            Some(&parent) if parent != index => {
                codebook.codes[index].parent = Some(parent);
                codebook.codes[parent].children.push(index);
            }
            _ => diagnostics.push(
                Diagnostic::error(
                    &file,
                    codebook.codes[index].span.clone(),
                    format!("code `{id}` has no parent `{parent}`"),
                )
                .help(format!("add a code with `id = \"{parent}\"`; it needs no rules of its own")),
            ),
        }
    }
    let mut find = |(id, span): &Named, what: &str| {
        let found = ids.get(id.as_str()).copied();
        if found.is_none() {
            let message = format!("unknown code `{id}` in {what}");
            let help = nearest::help(id, codebook.codes.iter().map(|code| code.id.as_str()));
            diagnostics.push(Diagnostic::error(&file, span.clone(), message).help(help));
        }
        found
    };
    let about = about.and_then(|named| find(&named, "`about`"));
    let priorities = priority.iter().filter_map(|named| find(named, "`priority`")).collect();
    (codebook.about, codebook.priority) = (about, priorities);
    references(codebook, &ids, diagnostics);
    coverage(codebook);
    for (id, span) in priority {
        let Some(&index) = ids.get(id) else { continue };
        if codebook.codes[index].parent.is_some() || codebook.is_object(index) {
            diagnostics.push(
                Diagnostic::error(
                    &file,
                    span.clone(),
                    format!("`{id}` in `priority` does not compete"),
                )
                .help(
                    "top-level codes compete, and not the object; a subcode goes with its parent",
                ),
            );
        }
    }
    if codebook.single_label {
        for (index, code) in codebook.codes.iter().enumerate() {
            let competes = codebook.is_framing(index);
            if competes && !codebook.priority.contains(&index) {
                diagnostics.push(
                    Diagnostic::error(
                        &file,
                        code.span.clone(),
                        format!("code `{}` is not in `priority`", code.id),
                    )
                    .help("with `single_label` every top-level code has its place, for when weights are equal"),
                );
            }
        }
    }
    for cycle in sort(codebook).1 {
        let path: Vec<&str> = cycle.iter().map(|&code| codebook.codes[code].id.as_str()).collect();
        let message = format!("codes rest on one another: `{}`", path.join("` → `"));
        diagnostics.push(
            Diagnostic::error(&file, place_of(codebook, &cycle), message)
                .help("a code rests on its subcodes, on `#id` in its rules, and on `#id` in its own and its parents' `unless`; take one out"),
        );
    }
    lint::codes(codebook, diagnostics);
}

/// One rule takes little room; ten thousand may not. A phrase is held in all its variants, a regular
/// expression as a program.
fn limit(codebook: &Codebook, diagnostics: &mut Vec<Diagnostic>) {
    let unless = codebook.codes.iter().flat_map(|code| &code.unless);
    let (mut variants, mut bytes) = (0usize, 0usize);
    let mut regexes: HashSet<&str> = HashSet::new();
    for rule in codebook.rules.iter().chain(unless) {
        rule.expression.walk(&mut |node| match &node.kind {
            Kind::Phrase(elements) => {
                variants = variants.saturating_add(syntax::count_choices(elements));
            }
            Kind::Regex(text) => {
                // What stands in several rules is compiled once; so few are within the limit anyway.
                if regexes.insert(text)
                    && regexes.len() > MAX_REGEX_BYTES / pattern::MAX_COMPILED_BYTES
                {
                    bytes = bytes.saturating_add(pattern::cost(text));
                }
            }
            Kind::Reference(_) | Kind::Operation(..) => {}
        });
        let (message, help) = if variants > MAX_VARIANTS {
            (
                format!(
                    "up to here the phrases of the codebook have more than {MAX_VARIANTS} variants"
                ),
                "`(a OR b) (c OR d)` are four phrases; use NEAR/n or BEFORE/n between long lists",
            )
        } else if bytes > MAX_REGEX_BYTES {
            (
                format!(
                    "up to here the regular expressions of the codebook compile to more than {} MB",
                    MAX_REGEX_BYTES >> 20
                ),
                "shorten their repetitions, or write words with `*` and `?`, which take little",
            )
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::error(&codebook.file, rule.span.clone(), message).help(help));
        return;
    }
}

fn unique_ids(codebook: &Codebook, diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, usize> {
    let mut ids: HashMap<String, usize> = HashMap::new();
    for (index, code) in codebook.codes.iter().enumerate().filter(|(_, code)| !code.id.is_empty()) {
        if let Some(&first) = ids.get(&code.id) {
            let line = line_of(&codebook.source, codebook.codes[first].span.start);
            diagnostics.push(
                Diagnostic::error(
                    &codebook.file,
                    code.span.clone(),
                    format!("code `{}` is defined twice (first at line {line})", code.id),
                )
                .help("rename one, or put the rules of both under one"),
            );
            continue;
        }
        ids.insert(code.id.clone(), index);
    }
    ids
}

/// The line of a byte, from 1.
pub fn line_of(source: &str, byte: usize) -> usize {
    source.as_bytes().iter().take(byte).filter(|&&byte| byte == b'\n').count() + 1
}

fn references(
    codebook: &Codebook,
    ids: &HashMap<String, usize>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let unless = codebook.codes.iter().flat_map(|code| &code.unless);
    for rule in codebook.rules.iter().chain(unless) {
        for (id, span) in rule.expression.references() {
            if !ids.contains_key(id) {
                let span = super::tables::place_in_string(&codebook.source, &rule.span, &span);
                let help = nearest::help(id, codebook.codes.iter().map(|code| code.id.as_str()));
                diagnostics.push(
                    Diagnostic::error(&codebook.file, span, format!("unknown code `#{id}`"))
                        .help(help),
                );
            }
        }
    }
}

fn coverage(codebook: &mut Codebook) {
    for rule in &codebook.rules {
        let mut code = Some(rule.code);
        while let Some(index) = code {
            let covers = &mut codebook.codes[index].covers;
            match rule.language {
                Some(language) => covers[language as usize] = true,
                None => *covers = [true; 4],
            }
            code = codebook.codes[index].parent;
        }
    }
}

/// What the matches of each code rest on.
pub fn dependencies(codebook: &Codebook) -> Vec<Vec<usize>> {
    let ids = codebook.numbers();
    (0..codebook.codes.len()).map(|code| rests_on(codebook, &ids, code)).collect()
}

fn rests_on(codebook: &Codebook, ids: &HashMap<&str, usize>, code: usize) -> Vec<usize> {
    let mut found = codebook.codes[code].children.clone();
    let rules = codebook.rules[codebook.codes[code].rules.clone()].iter();
    let unless = codebook.ancestors(code).flat_map(|it| &codebook.codes[it].unless);
    for rule in rules.chain(unless) {
        let named = rule.expression.references();
        found.extend(named.iter().filter_map(|(id, _)| ids.get(id)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Codes after those that they rest on. Where they rest on one another, in some order.
pub fn order(codebook: &Codebook) -> Vec<usize> {
    sort(codebook).0
}

/// Most cycles that are told: a codebook of nothing but cycles has more than anybody reads.
const MAX_CYCLES: usize = 100;

/// Codes after those that they rest on, and the cycles that stand in the way, as the codes along
/// each from one back to itself. Every code that is in a cycle at all is in one of those told, but
/// for the limit.
fn sort(codebook: &Codebook) -> (Vec<usize>, Vec<Vec<usize>>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let all = dependencies(codebook);
    let mut marks = vec![Mark::New; all.len()];
    let mut order = Vec::with_capacity(all.len());
    let mut cycles = Vec::new();
    for root in 0..all.len() {
        // A stack of our own: a long chain of references must not overflow the thread's.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if marks[root] == Mark::New {
            marks[root] = Mark::Open;
            path.push((root, 0));
        }
        while let Some((code, next)) = path.last_mut() {
            let code = *code;
            let Some(&dependency) = all[code].get(*next) else {
                marks[code] = Mark::Done;
                order.push(code);
                path.pop();
                continue;
            };
            *next += 1;
            match marks[dependency] {
                Mark::Done => {}
                Mark::New => {
                    marks[dependency] = Mark::Open;
                    path.push((dependency, 0));
                }
                Mark::Open if cycles.len() < MAX_CYCLES => {
                    let from = path.iter().position(|(code, _)| *code == dependency).unwrap_or(0);
                    let mut cycle: Vec<usize> =
                        path[from..].iter().map(|(code, _)| *code).collect();
                    cycle.push(dependency);
                    cycles.push(cycle);
                }
                Mark::Open => {}
            }
        }
    }
    (order, cycles)
}

/// The first `#id` along a cycle that leads on in it; the code's id where there is none.
fn place_of(codebook: &Codebook, cycle: &[usize]) -> Range<usize> {
    for step in cycle.windows(2) {
        let (code, next) = (step[0], &codebook.codes[step[1]].id);
        let rules = codebook.rules[codebook.codes[code].rules.clone()].iter();
        for rule in rules.chain(&codebook.codes[code].unless) {
            let named = rule.expression.references().into_iter().find(|(id, _)| *id == next);
            if let Some((_, span)) = named {
                return tables::place_in_string(&codebook.source, &rule.span, &span);
            }
        }
    }
    cycle.first().map_or(0..0, |&code| codebook.codes[code].span.clone())
}

/// Mistakes in the words of one rule that need its language.
pub fn words(text: &str, expression: &Expression, language: Option<Language>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for word in Words::of_rule(text) {
        let span: Range<usize> = word.range();
        let written = word.of(text);
        if text[..span.start].ends_with('~') && !written.contains(['*', '?']) {
            let span = span.start - 1..span.end;
            match language {
                None => mistakes.push(
                    Mistake::new(span, format!("`~{written}` in a rule without a language"))
                        .help("put the rule under its language: rules.ru = [\"~безопасность\"]"),
                ),
                Some(language) => {
                    if let Err(reason) = stem::stem_key(language, &crate::text::fold::fold(written))
                    {
                        mistakes.push(
                            Mistake::new(span, format!("`~{written}`: {reason}"))
                                .help("write the word, or a wildcard: `безопасност*`"),
                        );
                    }
                }
            }
        }
        mistakes.extend(look_alike::check(written, span));
    }
    mistakes.extend(lint::expression(expression));
    mistakes
}
