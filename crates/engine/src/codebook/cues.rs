//! Cues of denial and verbs of saying: what a codebook declares, and what is shipped.

use std::sync::LazyLock;

use crate::diagnostic::Diagnostic;
use crate::text::Language;
use crate::text::fold::fold;
use toml::de::DeTable;

use super::expression::{Expression, Kind, Operator};
use super::reader;
use super::tables::{Fields, Value, as_list, as_string};

/// The side of a cue on which its match stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// The cue stands before the match: `not`, `не`, `不是`.
    #[default]
    Before,
    /// The cue stands after the match: `емес`, `is a myth`.
    After,
}

/// The cues of denial of a language.
#[derive(Clone, Debug, Default)]
pub struct Denial {
    /// Each with its side and its reach in words.
    pub cues: Vec<Cue>,
    /// What looks like a cue and denies nothing; tried first.
    pub pseudo: Vec<Cue>,
}

/// One cue.
#[derive(Clone, Debug)]
pub struct Cue {
    /// As written.
    pub text: String,
    /// Words, phrases, `OR` of these.
    pub expression: Expression,
    /// The side on which it stands.
    pub side: Side,
    /// At most this many words from cue to match, counted as NEAR.
    pub reach: u32,
    /// A sentence that shows it, with the match between `<` and `>`.
    pub test: Option<String>,
}

/// The verbs of saying of a language.
#[derive(Clone, Debug, Default)]
pub struct Saying {
    /// Verbs.
    pub verbs: Vec<Cue>,
    /// `according to` and its kin; the side is the one on which the cue stands of the actor.
    pub according: Vec<Cue>,
    /// Words of titles and offices that may stand between an actor and its verb, folded; `*` at the
    /// end stands for any ending.
    pub titles: Vec<String>,
}

/// The widest reach of a cue, as the widest distance of an operator.
const WIDEST: u32 = 1_000;

/// Default reach of a cue: in words; in Chinese in characters.
pub fn default_reach(language: Language) -> u32 {
    if language == Language::Chinese { 10 } else { 6 }
}

const SHIPPED: &str = include_str!("cues.toml");

static DEFAULTS: LazyLock<([Denial; 4], [Saying; 4], Vec<Diagnostic>)> = LazyLock::new(|| {
    let mut diagnostics = Vec::new();
    let (table, errors) = toml::de::DeTable::parse_recoverable(SHIPPED);
    diagnostics.extend(errors.iter().map(|error| {
        Diagnostic::error("cues.toml", error.span().unwrap_or_default(), error.message())
    }));
    let mut denial = Default::default();
    let mut saying = Default::default();
    let mut fields = Fields::new(table.get_ref(), "cues.toml", "cues.toml", &mut diagnostics);
    let (given_denial, given_saying) = (fields.get("denial"), fields.get("saying"));
    fields.finish();
    read_denial(given_denial, "cues.toml", SHIPPED, &mut denial, &mut diagnostics);
    read_saying(given_saying, "cues.toml", SHIPPED, &mut saying, &mut diagnostics);
    (denial, saying, diagnostics)
});

/// The shipped cues of denial, one entry a language of [`Language::CODED`].
pub fn shipped_denial() -> [Denial; 4] {
    DEFAULTS.0.clone()
}

/// The shipped verbs of saying, one entry a language of [`Language::CODED`].
pub fn shipped_saying() -> [Saying; 4] {
    DEFAULTS.1.clone()
}

/// Reads `[denial.en]` and its kin over what is there already: a language that is given replaces
/// the shipped cues of that language.
pub fn read_denial<'a>(
    given: Option<&'a Value<'a>>,
    file: &'a str,
    source: &str,
    denial: &mut [Denial; 4],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (language, table) in languages(given, "denial", file, diagnostics) {
        let mut fields = Fields::new(table, "`denial`", file, diagnostics);
        let (cues, pseudo) = (fields.get("cues"), fields.get("pseudo"));
        fields.finish();
        denial[language as usize] = Denial {
            cues: read_cues(cues, language, file, source, diagnostics),
            pseudo: read_cues(pseudo, language, file, source, diagnostics),
        };
    }
}

/// Reads `[saying.en]` and its kin in the same way; the titles stay where none are given.
pub fn read_saying<'a>(
    given: Option<&'a Value<'a>>,
    file: &'a str,
    source: &str,
    saying: &mut [Saying; 4],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (language, table) in languages(given, "saying", file, diagnostics) {
        let mut fields = Fields::new(table, "`saying`", file, diagnostics);
        let (verbs, according) = (fields.get("verbs"), fields.get("according"));
        let titles = fields.get("titles");
        fields.finish();
        let known = &mut saying[language as usize];
        known.verbs = read_cues(verbs, language, file, source, diagnostics);
        known.according = read_cues(according, language, file, source, diagnostics);
        if let Some(titles) = titles {
            known.titles = read_titles(titles, file, diagnostics);
        }
    }
}

fn read_titles<'a>(
    given: &'a Value<'a>,
    file: &'a str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut titles = Vec::new();
    for value in as_list(given, "a list of titles", file, diagnostics) {
        let Some(title) = as_string(value, "a title", file, diagnostics) else { continue };
        let folded = fold(title.trim());
        if folded.is_empty() || folded.trim_end_matches('*').contains([' ', '*', '?']) {
            let message = format!("`{title}` is no title");
            diagnostics.push(
                Diagnostic::error(file, value.span(), message)
                    .help("a title is one word, with `*` at its end for any ending"),
            );
            continue;
        }
        titles.push(folded);
    }
    titles
}

/// The tables under `en`, `ru`, `kk`, `zh`.
fn languages<'a>(
    given: Option<&'a Value<'a>>,
    what: &str,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Language, &'a DeTable<'a>)> {
    let Some(value) = given else { return Vec::new() };
    let help = "there are: en, ru, kk, zh, each a table: `[denial.en]`";
    let Some(table) = value.get_ref().as_table() else {
        let message = format!("`{what}` holds a table a language");
        diagnostics.push(Diagnostic::error(file, value.span(), message).help(help));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, value) in table {
        let language = Language::from_code(key.get_ref()).filter(|it| Language::CODED.contains(it));
        match (language, value.get_ref().as_table()) {
            (Some(language), Some(table)) => found.push((language, table)),
            _ => diagnostics.push(
                Diagnostic::error(
                    file,
                    key.span(),
                    format!("unknown language `{}` in `{what}`", key.get_ref()),
                )
                .help(format!("{}{help}", reader::language_meant(key.get_ref()))),
            ),
        }
    }
    found
}

fn read_cues<'a>(
    given: Option<&'a Value<'a>>,
    language: Language,
    file: &'a str,
    source: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Cue> {
    let Some(value) = given else { return Vec::new() };
    let mut cues = Vec::new();
    for value in as_list(value, "a list of cues", file, diagnostics) {
        let mut cue = (value, Side::Before, default_reach(language), None);
        let mut text = None;
        if let Some(table) = value.get_ref().as_table() {
            let mut fields = Fields::new(table, "a cue", file, diagnostics);
            text = fields.get("cue");
            cue.1 = fields.choice("side", &[("before", Side::Before), ("after", Side::After)]);
            if let Some(reach) = fields.get("reach") {
                match reach.get_ref().as_integer().and_then(|n| n.as_str().parse::<u32>().ok()) {
                    Some(n) if (1..=WIDEST).contains(&n) => cue.2 = n,
                    _ => fields.error(
                        reach.span(),
                        format!("`reach` is a number of words from 1 to {WIDEST}"),
                        "reach = 6",
                    ),
                }
            }
            cue.3 = fields.string("test").map(|(test, _)| test);
            if text.is_none() {
                fields.error(
                    value.span(),
                    "a cue without `cue`",
                    "{ cue = \"not\", side = \"before\" }",
                );
            }
            fields.finish();
        }
        let pattern = if value.get_ref().is_table() { text } else { Some(value) };
        let Some(pattern) = pattern else { continue };
        let Some(text) = as_string(pattern, "a cue", file, diagnostics) else { continue };
        let parsed =
            reader::parse_rule(&text, &pattern.span(), Some(language), file, source, diagnostics);
        let Some(expression) = parsed else { continue };
        if !matches!(expression.kind, Kind::Phrase(_)) && !only_phrases(&expression) {
            let message = "a cue is words, phrases, or `OR` of these";
            diagnostics.push(Diagnostic::error(file, pattern.span(), message));
            continue;
        }
        let (_, side, reach, test) = cue;
        cues.push(Cue { text, expression, side, reach, test });
    }
    cues
}

fn only_phrases(expression: &Expression) -> bool {
    match &expression.kind {
        Kind::Phrase(_) => true,
        Kind::Operation(Operator::Or, operands) => operands.iter().all(only_phrases),
        _ => false,
    }
}
