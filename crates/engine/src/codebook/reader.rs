//! From the text of a TOML file to a [`Codebook`]: every key known, every rule parsed, every
//! mistake with its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::text::Language;

use super::expression::{Expression, Kind, Operator};
use super::tables::{Fields, Value, as_list, as_string, kind, place_in_string};
use super::{Code, Codebook, Example, Measure, ONE, Rule, Weight, Within, check, cues, syntax};

/// Reads a codebook and checks what can be checked without a text.
pub fn read(file: &str, source: &str) -> (Option<Codebook>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let (document, errors) = DeTable::parse_recoverable(source);
    let mut codebook = Codebook {
        file: file.to_owned(),
        source: source.to_owned(),
        denial: cues::shipped_denial(),
        saying: cues::shipped_saying(),
        ..Codebook::default()
    };
    let mut fields = Fields::new(document.get_ref(), "a codebook", file, &mut diagnostics);
    let head = fields.get("codebook");
    let codes = fields.get("code");
    let (denial, saying) = (fields.get("denial"), fields.get("saying"));
    fields.finish();
    if let Some(value) = head.filter(|value| !value.get_ref().is_table()) {
        let message = format!("ambiguous type: `codebook` is {}, a table is wanted", kind(value));
        diagnostics.push(
            Diagnostic::error(file, value.span(), message)
                .help("begin it with a line `[codebook]`, once"),
        );
    }
    let head = head.and_then(|value| value.get_ref().as_table());
    let (about, priority) = read_head(head, file, &mut codebook, &mut diagnostics);
    cues::read_denial(denial, file, source, &mut codebook.denial, &mut diagnostics);
    cues::read_saying(saying, file, source, &mut codebook.saying, &mut diagnostics);
    match codes.map(|value| (value, value.get_ref().as_array())) {
        Some((_, Some(array))) => {
            for value in array {
                match value.get_ref().as_table() {
                    Some(table) => {
                        let reader = CodeReader { file, source, diagnostics: &mut diagnostics };
                        reader.read(table, value.span(), &mut codebook);
                    }
                    None => diagnostics.push(
                        Diagnostic::error(file, value.span(), "a code is a table")
                            .help("begin each code with a line `[[code]]`"),
                    ),
                }
            }
        }
        Some((value, None)) => diagnostics.push(
            Diagnostic::error(
                file,
                value.span(),
                format!("ambiguous type: `code` is {}, a list of tables is wanted", kind(value)),
            )
            .help("begin each code with a line `[[code]]`, in two brackets"),
        ),
        None => diagnostics.push(
            Diagnostic::error(file, 0..0, "codebook without codes")
                .help("begin each code with a line `[[code]]`, then `id = \"…\"`"),
        ),
    }
    check::link(&mut codebook, about, &priority, &mut diagnostics);
    syntax_errors(file, source, &errors, &mut diagnostics);
    for diagnostic in &mut diagnostics {
        diagnostic.span = whole_characters(source, &diagnostic.span);
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
    diagnostics.dedup();
    let usable = !diagnostics.iter().any(Diagnostic::is_error);
    (usable.then_some(codebook), diagnostics)
}

/// A span on whole characters of the text: where the file is no TOML, places are guesses.
fn whole_characters(source: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(source.len());
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, source.len());
    while !source.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Most mistakes of TOML that are told: a file that is no TOML at all has one on each line.
const MAX_SYNTAX_ERRORS: usize = 5;

/// Adds where the file is no TOML: the first mistake of each line. What was made of the rest of such
/// a line is no mistake of the author's, and is taken out.
fn syntax_errors(
    file: &str,
    source: &str,
    errors: &[toml::de::Error],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let line_around = |byte: usize| {
        let bytes = source.as_bytes();
        let at = byte.min(bytes.len());
        let from = bytes[..at].iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        let to = bytes[at..].iter().position(|it| *it == b'\n').map_or(bytes.len(), |it| at + it);
        from..to
    };
    let mut broken: Vec<Range<usize>> = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or_default();
        let line = line_around(span.start);
        if broken.contains(&line) || broken.len() == MAX_SYNTAX_ERRORS {
            continue;
        }
        diagnostics.retain(|it| !(line.start..=line.end).contains(&it.span.start));
        broken.push(line);
        let message = format!("this is no TOML: {}", error.message().to_lowercase());
        diagnostics.push(Diagnostic::error(file, span, message).help(
            "texts stand in 'single' or \"double\" quotation marks, lists in brackets with commas",
        ));
    }
    if !errors.is_empty() {
        diagnostics.retain(|it| it.message != "codebook without codes");
    }
}

/// Longest id, in bytes: it becomes the name of columns.
pub const MAX_ID_BYTES: usize = 200;
const SHORTER: &str = "a short id, and what it stands for in `label` or `title`";

fn too_long(id: &str) -> String {
    format!("id of {} bytes; at most {MAX_ID_BYTES}", id.len())
}

/// A name with its place, to be looked up when all codes are known.
pub type Named = (String, Range<usize>);

fn read_head<'a>(
    head: Option<&'a DeTable<'a>>,
    file: &'a str,
    codebook: &mut Codebook,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Named>, Vec<Named>) {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    codebook.id = stem.strip_suffix(".toml").unwrap_or(stem).to_owned();
    let Some(table) = head else {
        codebook.title.clone_from(&codebook.id);
        return (None, Vec::new());
    };
    let mut fields = Fields::new(table, "`[codebook]`", file, diagnostics);
    if let Some((id, span)) = fields.string("id") {
        let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if id.len() > MAX_ID_BYTES {
            fields.error(span, too_long(&id), SHORTER);
        } else if id.is_empty() || !id.chars().all(legal) {
            fields.error(span, format!("`{id}` is no id"), "letters, digits, `-` and `_`");
        }
        codebook.id = id;
    }
    codebook.title = fields.text("title");
    if codebook.title.is_empty() {
        codebook.title.clone_from(&codebook.id);
    }
    codebook.version = fields.text("version");
    codebook.measure = fields.choice("measure", &Measure::ALL.map(|it| (it.name(), it)));
    codebook.about_within = fields.choice("about_within", &Within::ALL.map(|it| (it.name(), it)));
    codebook.actors = fields.flag("actors");
    codebook.single_label = fields.flag("single_label");
    let about = fields.string("about");
    let list = fields.get("priority");
    fields.finish();
    let mut priority = Vec::new();
    if let Some(list) = list {
        for value in as_list(list, "`priority`", file, diagnostics) {
            if let Some(id) = as_string(value, "`priority`", file, diagnostics) {
                priority.push((id, value.span()));
            }
        }
    }
    (about, priority)
}

struct CodeReader<'a, 'd> {
    file: &'a str,
    source: &'a str,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> CodeReader<'a, '_> {
    fn read(mut self, table: &'a DeTable<'a>, place: Range<usize>, codebook: &mut Codebook) {
        let mut code = Code { span: place.clone(), ..Code::default() };
        let mut fields = Fields::new(table, "a code", self.file, self.diagnostics);
        match fields.string("id") {
            Some((id, span)) => {
                let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
                if id.len() > MAX_ID_BYTES {
                    fields.error(span.clone(), too_long(&id), SHORTER);
                } else if !id.split('.').all(|name| !name.is_empty() && name.chars().all(legal)) {
                    fields.error(
                        span.clone(),
                        format!("`{id}` is no id"),
                        "letters, digits, `-` and `_`; a stop before the name of a subcode",
                    );
                }
                code.span = span;
                if id.len() <= MAX_ID_BYTES {
                    code.id = id;
                }
            }
            None if table.contains_key("id") => {}
            None => fields.error(place, "code without an id", "write `id = \"security\"`"),
        }
        code.label = fields.text("label");
        if code.label.is_empty() {
            code.label.clone_from(&code.id);
        }
        code.definition = fields.text("definition");
        code.include = fields.text("include");
        code.exclude = fields.text("exclude");
        if let Some(value) = fields.get("threshold") {
            code.threshold = decimal(value);
            if code.threshold.is_none_or(|threshold| threshold <= 0) {
                fields.error(
                    value.span(),
                    "`threshold` is a positive decimal with at most six places",
                    "threshold = 2",
                );
            }
        }
        let examples = fields.get("examples");
        let counter_examples = fields.get("counter_examples");
        let rules = fields.get("rules");
        let unless = fields.get("unless");
        let status = fields.get("status");
        fields.finish();
        self.status(status);
        code.examples = self.examples(examples);
        code.counter_examples = self.examples(counter_examples);
        let index = codebook.codes.len();
        let first = codebook.rules.len();
        codebook.rules.extend(self.rules(rules, "rules", index));
        code.rules = first..codebook.rules.len();
        code.unless = self.rules(unless, "unless", index);
        for rule in &code.unless {
            if rule.only_language || rule.weight != ONE {
                self.diagnostics.push(
                    Diagnostic::error(
                        self.file,
                        rule.span.clone(),
                        "nothing is set on a pattern of `unless`",
                    )
                    .help(
                        "it drops hits in every language and adds no weight; write the text alone",
                    ),
                );
            }
            let plain = rule.expression.is_plain()
                || matches!(
                    rule.expression.kind,
                    Kind::Operation(Operator::Near(..) | Operator::Before(..), _)
                )
                || only_near(&rule.expression);
            if !plain {
                self.diagnostics.push(
                    Diagnostic::error(
                        self.file,
                        rule.span.clone(),
                        "`unless` takes words, phrases, OR, NEAR, BEFORE and `#id`",
                    )
                    .help("AND and NOT belong in a rule: `a NOT b`"),
                );
            }
        }
        codebook.codes.push(code);
    }

    /// What an actor was, and when: read by those who tabulate actors, and only looked at here.
    fn status(&mut self, value: Option<&'a Value<'a>>) {
        let Some(value) = value else { return };
        for value in as_list(value, "`status`", self.file, self.diagnostics) {
            let Some(table) = value.get_ref().as_table() else {
                let message =
                    format!("ambiguous type: a status is {}, a table is wanted", kind(value));
                self.diagnostics.push(
                    Diagnostic::error(self.file, value.span(), message)
                        .help("{ role = \"member\", from = 2001, to = 2017 }"),
                );
                continue;
            };
            let mut fields = Fields::new(table, "a status", self.file, self.diagnostics);
            if fields.string("role").is_none() && !table.contains_key("role") {
                fields.error(
                    value.span(),
                    "status without a role",
                    "{ role = \"member\", from = 2001 }",
                );
            }
            for key in ["from", "to"] {
                let year = fields.get(key);
                if let Some(year) = year.filter(|it| it.get_ref().as_integer().is_none()) {
                    let message =
                        format!("ambiguous type: `{key}` is {}, a year is wanted", kind(year));
                    fields.error(year.span(), message, "four digits without quotation marks: 2001");
                }
            }
            fields.finish();
        }
    }

    /// The lists of a key: one list, or one a language with `any` for all.
    fn lists(
        &mut self,
        value: Option<&'a Value<'a>>,
        what: &str,
    ) -> Vec<(Option<Language>, &'a [Value<'a>])> {
        let Some(value) = value else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            return vec![(None, as_list(value, &format!("`{what}`"), self.file, self.diagnostics))];
        };
        let mut lists = Vec::new();
        for (key, value) in table {
            let language =
                Language::from_code(key.get_ref()).filter(|it| Language::CODED.contains(it));
            if language.is_none() && key.get_ref() != "any" {
                self.diagnostics.push(
                    Diagnostic::error(
                        self.file,
                        key.span(),
                        format!("unknown language `{}` in `{what}`", key.get_ref()),
                    )
                    .help(format!(
                        "{}there are: en, ru, kk, zh, and any",
                        language_meant(key.get_ref())
                    )),
                );
                continue;
            }
            let what = format!("`{what}.{}`", key.get_ref());
            lists.push((language, as_list(value, &what, self.file, self.diagnostics)));
        }
        lists.sort_by_key(|(_, values)| values.first().map_or(0, |value| value.span().start));
        lists
    }

    fn examples(&mut self, value: Option<&'a Value<'a>>) -> Vec<Example> {
        let mut examples = Vec::new();
        for (language, values) in self.lists(value, "examples") {
            for value in values {
                if let Some(text) = as_string(value, "an example", self.file, self.diagnostics) {
                    examples.push(Example { text, language, span: value.span() });
                }
            }
        }
        examples
    }

    fn rules(&mut self, value: Option<&'a Value<'a>>, what: &str, code: usize) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (language, values) in self.lists(value, what) {
            for value in values {
                rules.extend(self.rule(value, language, code));
            }
        }
        rules
    }

    fn rule(
        &mut self,
        value: &'a Value<'a>,
        language: Option<Language>,
        code: usize,
    ) -> Option<Rule> {
        let mut weight = ONE;
        let mut only_language = false;
        let mut written = value;
        if let Some(table) = value.get_ref().as_table() {
            let mut fields = Fields::new(table, "a rule", self.file, self.diagnostics);
            let rule = fields.get("rule");
            only_language = fields.flag("only_language");
            if let Some(given) = fields.get("weight") {
                match decimal(given) {
                    Some(exact) if exact >= 0 => weight = exact,
                    _ => fields.error(
                        given.span(),
                        "`weight` is a decimal of at least 0 with at most six places",
                        "weight = 2.5",
                    ),
                }
            }
            if only_language && language.is_none() {
                fields.error(
                    value.span(),
                    "`only_language` on a rule without a language",
                    "put the rule under its language: rules.ru = [...]",
                );
            }
            if rule.is_none() {
                fields.error(
                    value.span(),
                    "rule table without `rule`",
                    "{ rule = \"…\", weight = 2 }",
                );
            }
            fields.finish();
            written = rule?;
        }
        let text = as_string(written, "a rule", self.file, self.diagnostics)?;
        let span = written.span();
        let expression =
            parse_rule(&text, &span, language, self.file, self.source, self.diagnostics)?;
        Some(Rule { text, expression, language, only_language, weight, span, code })
    }
}

/// "Did you mean" for what people call the four languages.
pub fn language_meant(written: &str) -> String {
    let code = match written.to_lowercase().as_str() {
        "kz" | "kaz" | "kazakh" | "qaz" => "kk",
        "cn" | "ch" | "zho" | "chi" | "chinese" | "zh-cn" | "zh-hans" => "zh",
        "rus" | "russian" => "ru",
        "eng" | "english" | "uk" | "us" => "en",
        "all" | "both" | "every" => "any",
        _ => return String::new(),
    };
    format!("did you mean `{code}`? ")
}

fn only_near(expression: &Expression) -> bool {
    match &expression.kind {
        Kind::Operation(Operator::Or, operands) => operands.iter().all(only_near),
        Kind::Operation(Operator::Near(..) | Operator::Before(..), _) => true,
        _ => expression.is_plain(),
    }
}

/// Parses a rule and carries its mistakes to their places in the file.
pub fn parse_rule(
    text: &str,
    literal: &Range<usize>,
    language: Option<Language>,
    file: &str,
    source: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let (expression, mut mistakes) = syntax::parse(text);
    if let Some(expression) = &expression {
        mistakes.extend(check::words(text, expression, language));
    }
    let fatal = mistakes.iter().any(|mistake| mistake.fatal);
    for mistake in mistakes {
        let span = place_in_string(source, literal, &mistake.span);
        let mut diagnostic = if mistake.fatal {
            Diagnostic::error(file, span, mistake.message)
        } else {
            Diagnostic::warning(file, span, mistake.message)
        };
        diagnostic.help = mistake.help;
        diagnostics.push(diagnostic);
    }
    expression.filter(|_| !fatal)
}

/// An exact decimal in millionths from a TOML integer or float as it was written.
fn decimal(value: &Value<'_>) -> Option<Weight> {
    let written = match value.get_ref() {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
        DeValue::Float(float) => float.as_str(),
        _ => return None,
    };
    let written = written.replace('_', "");
    let (negative, digits) = match written.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, written.strip_prefix('+').unwrap_or(&written)),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    if places.len() > 6 || !places.chars().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let places: Weight = format!("{places:0<6}").parse().ok()?;
    let amount = whole.parse::<Weight>().ok()?.checked_mul(ONE)?.checked_add(places)?;
    (amount < 1_000_000 * ONE).then_some(if negative { -amount } else { amount })
}
