//! Explanations as JSON. The keys are an interface: they are documented in the help of
//! `framebook explain` and do not change their meaning.

use serde_json::{Map, Value, json};

use crate::engine::codebook::Measure;
use crate::engine::coding::Blocked;

use super::{Coding, Explained, Finding, Matched, absent_name, quoted_name, reason, rule_text};

/// A list with one entry a segment.
pub fn render(segments: &[Explained]) -> Value {
    Value::Array(segments.iter().map(segment).collect())
}

fn segment(it: &Explained) -> Value {
    let metadata: Map<String, Value> =
        it.metadata.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "document": it.document,
        "part": it.part,
        "segment": it.number,
        "start": it.start,
        "end": it.end,
        "language": it.language.code(),
        "words": it.words,
        "absent": it.absent.map(absent_name),
        "text": it.text,
        "metadata": metadata,
        "codebooks": it.findings.iter().map(|finding| codebook(it, finding)).collect::<Vec<_>>(),
    })
}

fn codebook(segment: &Explained, finding: &Finding) -> Value {
    json!({
        "codebook": finding.codebook.id,
        "measure": finding.codebook.measure.name(),
        "in_scope": finding.in_scope,
        "codings": finding.codings.iter().map(|it| coding(finding, it)).collect::<Vec<_>>(),
        "matches": finding.matches.iter().map(|it| matched(segment, finding, it)).collect::<Vec<_>>(),
        "blocked": finding.blocked.iter().map(|it| blocked(segment, finding, it)).collect::<Vec<_>>(),
    })
}

fn coding(finding: &Finding, it: &Coding) -> Value {
    json!({
        "code": finding.codebook.codes[it.code].id,
        "asserted": it.given(Measure::Asserted).map(u8::from),
        "mention": it.given(Measure::Mention).map(u8::from),
        "n_asserted": it.n[Measure::Asserted as usize],
        "n_mention": it.n[Measure::Mention as usize],
    })
}

fn matched(segment: &Explained, finding: &Finding, it: &Matched) -> Value {
    json!({
        "code": finding.codebook.codes[it.code].id,
        "rule": rule_text(&finding.codebook, Some(it.rule)),
        "start": it.start,
        "end": it.end,
        "text": segment.slice(it.start, it.end),
        "negated": it.negated,
        "quoted": it.quoted.map(quoted_name),
        "voice": it.voice,
    })
}

fn blocked(segment: &Explained, finding: &Finding, it: &Blocked) -> Value {
    let by = it.by.map(
        |(start, end)| json!({ "start": start, "end": end, "text": segment.slice(start, end) }),
    );
    json!({
        "code": finding.codebook.codes[it.code].id,
        "rule": it.rule.map(|rule| rule_text(&finding.codebook, Some(rule))),
        "start": it.start,
        "end": it.end,
        "text": segment.slice(it.start, it.end),
        "blocker": it.blocker.name(),
        "by": by,
        "reason": reason(segment, finding, it),
    })
}
