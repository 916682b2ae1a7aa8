//! A pattern of the rule language as a codebook that the engine runs. The text of a rule enters, with
//! the codebook whose codes it may refer to; nothing is searched here.

use std::sync::Arc;

use crate::engine::codebook::expression::Expression;
use crate::engine::codebook::{Code, Codebook, ONE, Rule, check, syntax};
use crate::engine::text::Language;
use crate::study::Failure;

/// Id of the code that a pattern becomes.
const PATTERN: &str = "pattern";

/// A pattern, ready to be run.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// A codebook of which the rule is the last.
    pub(super) codebook: Arc<Codebook>,
    /// The code of that rule.
    pub(super) code: usize,
}

impl Pattern {
    /// Reads a rule. `known` is the codebook whose codes `#id` means.
    ///
    /// # Errors
    ///
    /// Every mistake of the rule, with the sign where it stands; an `#id` without a codebook or
    /// unknown to it.
    pub fn new(
        text: &str,
        language: Option<Language>,
        known: Option<&Codebook>,
    ) -> Result<Self, Failure> {
        let expression = parse(text, language)?;
        let references = expression.references();
        let mut codebook = match known {
            Some(known) if !references.is_empty() => known.clone(),
            _ => Codebook { id: PATTERN.to_owned(), ..Codebook::default() },
        };
        for (id, _) in references {
            if codebook.code(id).is_none() {
                let ids: Vec<&str> = codebook.codes.iter().map(|code| code.id.as_str()).collect();
                let remedy = if ids.is_empty() {
                    "name a codebook with `--codebook`".to_owned()
                } else {
                    format!("there are: {}", ids.join(", "))
                };
                return Err(format!("pattern `{text}`: unknown code `#{id}`; {remedy}").into());
            }
        }
        let code = codebook.codes.len();
        let rules = codebook.rules.len()..codebook.rules.len() + 1;
        let id = (0..).map(|n| format!("{PATTERN}-{n}")).find(|id| codebook.code(id).is_none());
        codebook.codes.push(Code { id: id.unwrap_or_default(), rules, ..Code::default() });
        codebook.rules.push(Rule {
            text: text.to_owned(),
            expression,
            language,
            only_language: false,
            weight: ONE,
            span: 0..0,
            code,
        });
        Ok(Self { codebook: Arc::new(codebook), code })
    }
}

fn parse(text: &str, language: Option<Language>) -> Result<Expression, Failure> {
    let (expression, mut mistakes) = syntax::parse(text);
    if let Some(expression) = &expression {
        mistakes.extend(check::words(text, expression, language));
    }
    mistakes.retain(|it| it.fatal);
    let message = mistakes.iter().map(|it| {
        let sign = text.get(..it.span.start).unwrap_or_default().chars().count() + 1;
        let help = match &it.help {
            Some(help) if help.starts_with("put the rule under its language") => {
                "; name its language: `--pattern-language ru`".to_owned()
            }
            Some(help) => format!("; {help}"),
            None => String::new(),
        };
        format!("pattern `{text}`, sign {sign}: {}{help}", it.message)
    });
    let message = message.collect::<Vec<_>>().join("\n");
    match expression {
        Some(expression) if message.is_empty() => Ok(expression),
        _ if message.is_empty() => Err(format!("pattern `{text}` is no rule").into()),
        _ => Err(message.into()),
    }
}
