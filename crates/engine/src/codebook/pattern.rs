//! Regular expressions of rules: what is refused in them, and how they are compiled. They run in
//! linear time; their size is limited. The rules of a codebook share expressions, and a run reads its
//! codebooks several times: what was compiled is kept.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::syntax;
use regex_syntax::hir::{Hir, HirKind, Look};

/// Largest compiled size of one expression, in bytes.
pub const MAX_COMPILED_BYTES: usize = 2 << 20;
/// Deepest nesting of groups.
const NESTED: u32 = 100;

/// Says why an expression can not be a rule: message and way on.
///
/// # Errors
///
/// For what does not parse (look-around and back-references among it), `\b`, one that matches the
/// empty text, and one whose compiled form is too large.
pub fn check(pattern: &str) -> Result<(), (String, String)> {
    let hir = regex_syntax::ParserBuilder::new()
        .case_insensitive(true)
        .nest_limit(NESTED)
        .build()
        .parse(pattern)
        .map_err(|error| {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            (
                format!("regular expression is not understood: {reason}"),
                "look-around and back-references are refused; `\\/` stands for a slash".to_owned(),
            )
        })?;
    if has_word_boundary(&hir) {
        return Err((
            "`\\b` is refused in a regular expression".to_owned(),
            "a find is widened to the whole words that it touches; for a whole word write the word"
                .to_owned(),
        ));
    }
    if hir.properties().minimum_len().unwrap_or(0) == 0 {
        return Err((
            "regular expression matches the empty text".to_owned(),
            "let it hold at least one character that must be there".to_owned(),
        ));
    }
    compile(pattern).map(|_| ()).ok_or_else(|| {
        (
            format!("regular expression compiles to more than {} MB", MAX_COMPILED_BYTES >> 20),
            "shorten its repetitions: `.{0,1000}` multiplies".to_owned(),
        )
    })
}

/// Bytes, about, that an expression which [`check`] has passed compiles to.
pub fn cost(pattern: &str) -> usize {
    let steps = [MAX_COMPILED_BYTES >> 6, MAX_COMPILED_BYTES >> 3];
    let fits = |bytes: &usize| builder(pattern, *bytes).build().is_ok();
    steps.into_iter().find(fits).unwrap_or(MAX_COMPILED_BYTES)
}

fn builder(pattern: &str, bytes: usize) -> RegexBuilder {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(true).size_limit(bytes).dfa_size_limit(MAX_COMPILED_BYTES);
    builder.nest_limit(NESTED);
    builder
}

/// An expression, compiled twice: to be searched for, and as the automaton that this rests on.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// One search a find.
    pub regex: Regex,
    /// The same without captures.
    pub nfa: NFA,
    /// Most bytes that a find can have; `usize::MAX` where there is no most.
    pub longest: usize,
}

/// Most bytes of automata that are kept.
const KEPT: usize = 16 << 20;

/// What was compiled, and the bytes of its automata.
#[derive(Default)]
struct Known {
    compiled: HashMap<String, Compiled>,
    bytes: usize,
}

/// Compiles an expression, or takes what it was compiled to; `None` for one that [`check`] would refuse.
pub fn compile(pattern: &str) -> Option<Compiled> {
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(compiled) = known().compiled.get(pattern) {
        return Some(compiled.clone());
    }
    let compiled = compile_anew(pattern)?;
    let bytes = compiled.nfa.memory_usage();
    let mut known = known();
    if known.bytes + bytes > KEPT {
        *known = Known::default();
    }
    known.bytes += bytes;
    known.compiled.insert(pattern.to_owned(), compiled.clone());
    Some(compiled)
}

fn compile_anew(pattern: &str) -> Option<Compiled> {
    let regex = builder(pattern, MAX_COMPILED_BYTES).build().ok()?;
    let syntax = syntax::Config::new().case_insensitive(true).nest_limit(NESTED);
    let config = thompson::Config::new()
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(MAX_COMPILED_BYTES));
    let nfa = thompson::Compiler::new().syntax(syntax).configure(config).build(pattern).ok()?;
    let longest = parse(pattern)?.properties().maximum_len().unwrap_or(usize::MAX);
    Some(Compiled { regex, nfa, longest })
}

/// What an expression is made of; `None` for one that does not parse.
pub fn parse(pattern: &str) -> Option<Hir> {
    let mut builder = regex_syntax::ParserBuilder::new();
    builder.case_insensitive(true).nest_limit(NESTED).build().parse(pattern).ok()
}

fn has_word_boundary(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => !matches!(
            look,
            Look::Start | Look::End | Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF
        ),
        HirKind::Repetition(repetition) => has_word_boundary(&repetition.sub),
        HirKind::Capture(capture) => has_word_boundary(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().any(has_word_boundary),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => false,
    }
}
