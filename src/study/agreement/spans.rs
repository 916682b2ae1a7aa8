//! Agreement on spans: which stretches of a unit coders marked, code by code and over all. Rows enter, wherever they
//! come from; coefficients leave, an [`Answer`](super::Answer) each. Deliberately absent: files, printing, a verdict.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::reliability::{Continuum, Settings, Span, SpanCoefficient, Spans};

use super::super::Failure;
use super::answer::Measuring;
use super::{Answer, OfCode, Part, Texts};

/// A stretch of a unit that a coder marked, or that a coder has worked on a unit and marked nothing there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// Unit, coder, code; the value that the stretch was given.
    pub row: Texts,
    /// Start and one past the end; none where nothing was marked.
    pub span: Option<(u64, u64)>,
    /// Length of the unit, in what places are counted in; none is up to the last end.
    pub length: Option<u64>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct SpanQuestion {
    /// The coefficients, the one that is judged first.
    pub coefficients: Vec<&'static SpanCoefficient>,
    /// How they are measured.
    pub settings: Settings,
    /// Each pair of coders too.
    pub pairs: bool,
    /// Each language too.
    pub languages: bool,
}

/// How far coders marked the same: each code in the order in which it came, then all together, where a unit with a
/// code is a unit of its own.
///
/// # Errors
///
/// A span without a value, past the end of its unit or over another of its coder; a unit of two lengths or clusters.
pub fn span_agreement(rows: &[Marked], question: &SpanQuestion) -> Result<Vec<OfCode>, Failure> {
    let mut codes: Vec<&str> = Vec::new();
    for code in rows.iter().filter_map(|it| it.row.code.as_deref()) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let lengths = lengths(rows)?;
    let mut found = Vec::new();
    for code in &codes {
        let own: Vec<&Marked> =
            rows.iter().filter(|it| it.row.code.as_deref() == Some(code)).collect();
        found.push(of_code(Some(code), &own, &lengths, question)?);
    }
    found.push(of_code(None, &rows.iter().collect::<Vec<_>>(), &lengths, question)?);
    Ok(found)
}

/// The length of each unit.
fn lengths(rows: &[Marked]) -> Result<BTreeMap<&str, u64>, Failure> {
    let mut told: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    for Marked { row, span, length } in rows {
        let end = ends.entry(&row.unit).or_default();
        *end = (*end).max(span.map_or(0, |it| it.1));
        let Some(length) = *length else { continue };
        let first = *told.entry(&row.unit).or_insert((length, &row.place));
        if first.0 != length {
            return Err(format!(
                "{}: unit `{}` has the length {length}, but {} at {}; a unit has one",
                row.place, row.unit, first.0, first.1
            )
            .into());
        }
    }
    Ok(ends.into_iter().map(|(unit, end)| (unit, told.get(unit).map_or(end, |it| it.0))).collect())
}

fn of_code(
    code: Option<&str>,
    rows: &[&Marked],
    lengths: &BTreeMap<&str, u64>,
    question: &SpanQuestion,
) -> Result<OfCode, Failure> {
    let whole = measured(code, rows, lengths, &Part::Whole, question)?;
    let coders = whole.coders.clone();
    let mut answers = whole.answers;
    if question.pairs && coders.len() > 2 {
        for (at, first) in coders.iter().enumerate() {
            for second in coders.iter().skip(at + 1) {
                let own = |it: &&&Marked| [first, second].contains(&&it.row.coder);
                let own: Vec<&Marked> = rows.iter().filter(own).copied().collect();
                answers.extend(measured(code, &own, lengths, &Part::Pair, question)?.answers);
            }
        }
    }
    if question.languages {
        let languages: BTreeSet<&str> =
            rows.iter().filter_map(|it| it.row.language.as_deref()).collect();
        for language in languages {
            let own = |it: &&&Marked| it.row.language.as_deref() == Some(language);
            let own: Vec<&Marked> = rows.iter().filter(own).copied().collect();
            let part = Part::Language(language.to_owned());
            answers.extend(measured(code, &own, lengths, &part, question)?.answers);
        }
    }
    Ok(OfCode {
        code: code.map(str::to_owned),
        coders,
        n_units: whole.n_units,
        answers,
        covered: None,
        tables: None,
        differing: Vec::new(),
    })
}

struct Found {
    coders: Vec<String>,
    n_units: usize,
    answers: Vec<Answer>,
}

fn measured(
    code: Option<&str>,
    rows: &[&Marked],
    lengths: &BTreeMap<&str, u64>,
    part: &Part,
    question: &SpanQuestion,
) -> Result<Found, Failure> {
    let name = |it: &Texts| match &it.code {
        Some(code) => format!("{} · {code}", it.unit),
        None => it.unit.clone(),
    };
    // a coder's work on a unit, once however many spans it has
    let mut works: BTreeMap<(String, &str), &Texts> = BTreeMap::new();
    let mut spans = Vec::new();
    for Marked { row, span, .. } in rows {
        let unit = name(row);
        let first = *works.entry((unit.clone(), &row.coder)).or_insert(row);
        if first.cluster != row.cluster {
            return Err(format!(
                "{}: unit `{}` stands in another cluster than at {}; a unit has one",
                row.place, row.unit, first.place
            )
            .into());
        }
        let Some((start, end)) = *span else { continue };
        let value = row
            .value
            .as_deref()
            .ok_or_else(|| format!("{}: a span without a value; say what was marked", row.place))?;
        spans.push((unit, row.coder.as_str(), start, end, value));
    }
    let coders: BTreeSet<&str> = works.keys().map(|it| it.1).collect();
    let coders: Vec<String> = coders.into_iter().map(str::to_owned).collect();
    let continua = works.iter().map(|((unit, coder), row)| Continuum {
        document: unit,
        coder,
        length: lengths.get(row.unit.as_str()).copied().unwrap_or_default(),
        // the codes of a unit are drawn together
        cluster: Some(row.cluster.as_deref().unwrap_or(&row.unit)),
    });
    let spans = spans.iter().map(|(document, coder, start, end, value)| Span {
        document,
        coder,
        start: *start,
        end: *end,
        value,
    });
    let spans = Spans::new(continua, spans)?;
    let n_units = spans.n_documents();
    let interval = question.settings.interval;
    let of = Measuring { coders: coders.clone(), n_units, part, interval };
    let found = spans.measure(&question.coefficients, &question.settings);
    let answer = |(coefficient, measured): (&&SpanCoefficient, _)| {
        Answer::new(code.map(str::to_owned), coefficient.name, &of, measured)
    };
    let answers = question.coefficients.iter().zip(found).map(answer).collect();
    Ok(Found { coders, n_units, answers })
}
