//! What stopped a rule that almost held, in words.

use crate::engine::codebook::Codebook;
use crate::engine::coding::{Blocked, Blocker};
use crate::engine::text::Language;

use super::{Explained, Finding};

/// What stopped a rule, in a sentence.
pub fn reason(segment: &Explained, finding: &Finding, blocked: &Blocked) -> String {
    let codebook = &finding.codebook;
    let by = blocked.by.map(|(start, end)| format!("`{}`", segment.slice(start, end)));
    let by = by.as_deref();
    let within = codebook.about_within.name();
    match &blocked.blocker {
        Blocker::Not => format!("{} stands there", by.unwrap_or("what NOT excludes")),
        Blocker::Distance { between, allowed } => format!(
            "{} it and {}, at most {allowed} may",
            n_words(*between),
            by.unwrap_or("the other side")
        ),
        Blocker::Order => format!("{} stands before it, not after", by.unwrap_or("the other side")),
        Blocker::Overlap => {
            format!("it and {} stand on the same words", by.unwrap_or("the other side"))
        }
        Blocker::Scope => match by {
            Some(by) => {
                format!("{by} stands in another sentence or paragraph than the rule allows")
            }
            None => "it leaves its sentence or paragraph".to_owned(),
        },
        Blocker::Unless(rule) => {
            format!("inside {}, which unless `{rule}` drops", by.unwrap_or("a hit"))
        }
        Blocker::Longest(rule) => format!(
            "{} of rule `{}` has one of its words: longest wins",
            by.unwrap_or("another hit"),
            rule_text(codebook, Some(*rule))
        ),
        Blocker::Language => format!(
            "the rule is for {} only, the segment is {}",
            blocked
                .rule
                .and_then(|rule| codebook.rules.get(rule as usize)?.language)
                .map_or("another language", Language::code),
            segment.language.code()
        ),
        Blocker::Flag(cue) => {
            format!("negated by {} (cue `{cue}`): not counted as asserted", by.unwrap_or("a cue"))
        }
        Blocker::Threshold { sum, threshold } => {
            format!(
                "its weights add up to {}, the threshold is {}",
                decimal(*sum),
                decimal(*threshold)
            )
        }
        Blocker::Object => format!("not counted: no object in the {within}"),
    }
}

/// A rule as written; a dash where it is no single rule.
pub fn rule_text(codebook: &Codebook, rule: Option<u32>) -> &str {
    rule.and_then(|rule| codebook.rules.get(rule as usize)).map_or("-", |rule| rule.text.as_str())
}

/// Millionths as a decimal.
fn decimal(millionths: i64) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, (millionths % 1_000_000).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `1 word stands between`, `3 words stand between`.
fn n_words(n: u32) -> String {
    if n == 1 { "1 word stands between".to_owned() } else { format!("{n} words stand between") }
}
