//! How far the gold standard may err itself: what is asked on the command line, or the disagreement of the coders who
//! made it, enters; for each code the largest rates of its errors leave. What they do to a share is the engine's.

use std::collections::BTreeMap;

use crate::codings::Codings;
use crate::study::agreement::of_study;

use super::super::Failure;
use super::super::pairs::Pairs;
use crate::engine::codebook::Codebook;

/// What is assumed of the gold standard's errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GoldError {
    /// Rates that are named, for every code.
    Rates(Rates),
    /// What the coders' disagreement allows, code by code.
    Agreement,
}

/// The largest rates of the gold standard's errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Of what has not the code, the share that it gives the code to.
    pub false_positive: f64,
    /// Of what has the code, the share that it withholds it from.
    pub false_negative: f64,
}

/// The rates of a code, or why there are none; and how many units two coders or more coded.
pub(super) type OfCode = (Option<Rates>, u64);

impl GoldError {
    /// From how it is written: `0.02,0.05`, or `agreement`.
    ///
    /// # Errors
    ///
    /// Anything else; a rate that is not from 0 to below 1.
    pub fn parse(text: &str) -> Result<GoldError, String> {
        if text == "agreement" {
            return Ok(GoldError::Agreement);
        }
        let rate = |it: &str| it.trim().parse().ok().filter(|it| (0.0..1.0).contains(it));
        let rates = text.split_once(',').and_then(|(first, second)| {
            Some(Rates { false_positive: rate(first)?, false_negative: rate(second)? })
        });
        rates.map(GoldError::Rates).ok_or_else(|| {
            "give two shares from 0 to below 1, of false positives and of misses of the gold standard, as `0.02,0.05`; or `agreement`".to_owned()
        })
    }

    /// The rates of each code of the pairs.
    ///
    /// # Errors
    ///
    /// A store that can not be read.
    pub(super) fn rates(
        self,
        codings: &Codings,
        codebook: &Codebook,
        pairs: &Pairs,
    ) -> Result<Vec<OfCode>, Failure> {
        let n = pairs.codes.len();
        match self {
            GoldError::Rates(rates) => Ok(vec![(Some(rates), 0); n]),
            GoldError::Agreement => {
                let mut given: Vec<BTreeMap<String, Vec<bool>>> = vec![BTreeMap::new(); n];
                let rows = of_study(codings, None)?;
                for row in &rows.rows {
                    let id = rows.some(row.code);
                    let place = pairs
                        .codes
                        .iter()
                        .position(|it| id == Some(codebook.codes[*it].id.as_str()));
                    let (Some(place), Some(value)) = (place, rows.some(row.value)) else {
                        continue;
                    };
                    let unit = rows.text(row.unit);
                    if pairs.asked.contains_key(unit) {
                        given[place].entry(unit.to_owned()).or_default().push(value == "1");
                    }
                }
                Ok(given.iter().map(|it| of_agreement(pairs, it)).collect())
            }
        }
    }
}

/// Half of what two coders disagree on, taken as false positives alone, and as misses alone: the largest rates that
/// go with it where both err alike and never on the same unit. Units count by one over the likelihood that they were
/// drawn and coded twice; of more coders than two each pair of a unit counts alike.
fn of_agreement(pairs: &Pairs, given: &BTreeMap<String, Vec<bool>>) -> OfCode {
    let twice = || {
        given
            .iter()
            .filter(|it| it.1.len() > 1)
            .filter_map(|(unit, said)| Some((pairs.asked.get(unit)?, said)))
    };
    let kept = pairs.kept(twice().map(|it| it.0.stratum.as_str()));
    let (mut both, mut neither, mut differ, mut n) = (0.0, 0.0, 0.0, 0);
    for (drawn, said) in twice() {
        let likelihood = drawn.probability * kept(&drawn.stratum);
        let yes = said.iter().filter(|it| **it).count() as f64;
        let (all, no) = (said.len() as f64, said.len() as f64 - yes);
        let weight = 2.0 / (all * (all - 1.0)) / likelihood;
        both += weight * yes * (yes - 1.0) / 2.0;
        neither += weight * no * (no - 1.0) / 2.0;
        differ += weight * yes * no;
        n += 1;
    }
    let rate = |agreed: f64| if differ > 0.0 { differ / 2.0 / (agreed + differ) } else { 0.0 };
    let rates = Rates { false_positive: rate(neither), false_negative: rate(both) };
    ((n > 0).then_some(rates), n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written_and_else_refused() {
        let rates = |false_positive, false_negative| {
            Ok(GoldError::Rates(Rates { false_positive, false_negative }))
        };
        assert_eq!(GoldError::parse("0.02,0.05"), rates(0.02, 0.05));
        assert_eq!(GoldError::parse("0, .1"), rates(0.0, 0.1));
        assert_eq!(GoldError::parse("agreement"), Ok(GoldError::Agreement));
        for wrong in ["", "0.02", "1,0.1", "0.1,-0.1", "a,b", "0.1,0.2,0.3", "NaN,0", "kappa"] {
            assert!(GoldError::parse(wrong).is_err(), "{wrong}");
        }
    }
}
