//! From matches to codings: both measures, thresholds, parents, the single label.

use crate::codebook::{Codebook, Measure};
use crate::text::Language;

use super::evaluate::{Matches, weight};

/// What one code of a segment comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Number of matches, all.
    pub mention: u32,
    /// Number of matches that are not negated.
    pub asserted: u32,
    /// The code is given under `asserted` and under `mention`.
    pub given: [bool; 2],
}

/// Decides every code that has a match; `decisions` is by code and all zero before. A code that does
/// not cover the language is missing: its matches are counted, it is not given, nor gives its parent.
pub fn decide(
    codebook: &Codebook,
    order: &[usize],
    language: Language,
    matches: &Matches,
    decisions: &mut [Decision],
) {
    for &code in order {
        let found = &matches.of_code[code];
        if found.is_empty() {
            continue;
        }
        let entry = &codebook.codes[code];
        let mut decision = Decision {
            mention: found.len() as u32,
            asserted: found.iter().filter(|it| !it.negated).count() as u32,
            given: [false; 2],
        };
        for measure in Measure::ALL {
            let asserted = measure == Measure::Asserted;
            let enough = match entry.threshold {
                None => {
                    if asserted {
                        decision.asserted > 0
                    } else {
                        decision.mention > 0
                    }
                }
                Some(threshold) => weight(codebook, found, asserted) >= threshold,
            };
            let by_child =
                entry.children.iter().any(|&child| decisions[child].given[measure as usize]);
            decision.given[measure as usize] =
                (enough || by_child) && codebook.covers(code, language);
        }
        decisions[code] = decision;
    }
    if codebook.single_label {
        for measure in Measure::ALL {
            single(codebook, matches, decisions, measure);
        }
    }
}

/// Of the top-level codes that are given the one with the greatest weight stays, then the one of the
/// declared priority; subcodes go with their parent.
fn single(codebook: &Codebook, matches: &Matches, decisions: &mut [Decision], measure: Measure) {
    let given = |code: &usize| decisions[*code].given[measure as usize];
    let asserted = measure == Measure::Asserted;
    let best = codebook
        .priority
        .iter()
        .enumerate()
        .filter(|(_, code)| given(code))
        .max_by_key(|(place, code)| {
            (weight(codebook, &matches.of_code[**code], asserted), std::cmp::Reverse(*place))
        })
        .map(|(_, code)| *code);
    let Some(best) = best else { return };
    for (code, decision) in decisions.iter_mut().enumerate() {
        let top = codebook.ancestors(code).last();
        if top != Some(best) && !codebook.is_object(code) {
            decision.given[measure as usize] = false;
        }
    }
}
