//! What the dictionary decided of the units that people code. Units and codes enter, and a stored pass; a decision a
//! unit and code leaves: 1, 0, or missing. A unit whose segment the pass does not have any more is told apart.

use std::collections::HashMap;

use crate::codings::Unit;
use crate::engine::codebook::Measure;
use crate::engine::count::Coverage;

use super::Failure;
use super::explain::Place;
use super::stored::StoredSource;

/// A segment of a pass as it stands for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Where it stands.
    pub place: Place,
    /// One a code asked for: given, not given, or missing.
    pub codings: Vec<Option<bool>>,
}

/// The decisions of a pass on units, one a unit; `None` where the pass has no segment from there to there.
///
/// # Errors
///
/// A part that can not be read.
pub fn decisions(
    source: &StoredSource,
    at: usize,
    units: &[Unit],
    codes: &[usize],
) -> Result<Vec<Option<Decided>>, Failure> {
    let stored = &source.passes[at];
    let (pass, codebook) = (&stored.pass, &stored.codebook);
    let coverage = Coverage::new(codebook, stored.ignore_about);
    let parts = &pass.segments_manifest.parts;
    let wanted: HashMap<(&str, &str, u64, u64), usize> = units
        .iter()
        .enumerate()
        .map(|(at, it)| ((it.document.as_str(), it.part.as_str(), it.start, it.end), at))
        .collect();
    let mut found = vec![None; units.len()];
    for part in 0..pass.n_parts() {
        let rows = pass.segments(part)?;
        let documents = pass.documents(part)?;
        let first = documents.document.first().copied().unwrap_or(0);
        let mut here: HashMap<usize, usize> = HashMap::new();
        for row in 0..rows.document.len() {
            let id = documents.id.get((rows.document[row] - first) as usize).unwrap_or_default();
            let name = parts.get(usize::from(rows.part[row])).map_or("", String::as_str);
            let (start, end) = (u64::from(rows.start[row]), u64::from(rows.end[row]));
            // units of older stores do not name the one part that there is
            let unnamed = || wanted.get(&(id, "", start, end)).filter(|_| parts.len() < 2);
            if let Some(&unit) = wanted.get(&(id, name, start, end)).or_else(unnamed) {
                here.insert(row, unit);
            }
        }
        // a text that was changed in place is another segment
        let mut texts = pass.texts(part)?;
        let mut same = HashMap::new();
        for (row, unit) in here {
            let document = (rows.document[row] - first) as usize;
            let text = texts.text(document, usize::from(rows.part[row]))?.unwrap_or_default();
            let text = text.get(rows.start[row] as usize..rows.end[row] as usize);
            if text == Some(units[unit].text.as_str()) {
                same.insert(row, unit);
            }
        }
        let here = same;
        if here.is_empty() {
            continue;
        }
        let in_scope = pass.in_scope(part)?;
        for (&row, &unit) in &here {
            let status = coverage.status(rows.absent[row], in_scope[row], rows.language[row]);
            let asked = |code: &usize| {
                coverage.asks_code(*code, status, rows.language[row]).then_some(false)
            };
            let codings = codes.iter().map(asked).collect();
            let document = (rows.document[row] - first) as usize;
            let place = Place { part, document, number: rows.number[row] };
            found[unit] = Some(Decided { place, codings });
        }
        let codings = pass.codings(part)?;
        let given = match codebook.measure {
            Measure::Asserted => &codings.given_asserted,
            Measure::Mention => &codings.given_mention,
        };
        for (coding, is_given) in given.iter().enumerate() {
            let code = codes.iter().position(|it| *it == usize::from(codings.code[coding]));
            let unit =
                here.get(&(codings.segment[coding] as usize)).and_then(|it| found.get_mut(*it));
            if let (true, Some(code), Some(Some(decided))) = (*is_given, code, unit) {
                decided.codings[code] = decided.codings[code].map(|_| true);
            }
        }
    }
    Ok(found)
}
