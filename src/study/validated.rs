//! What is remembered of a validation that was stored: enough for tables to name. It goes from the store of codings
//! into the results of a run.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::codings::{Codings, FILE};
use crate::engine::codebook::Codebook;
use crate::engine::validity::correction::LEAST_GOLD;

use super::Failure;

/// A validation of a pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Validated {
    /// Name of the folder of the pass.
    pub pass: String,
    /// When it was stored, RFC 3339 in UTC.
    pub at: String,
    /// What the coder was held to: `adjudicated`, or a name.
    pub gold: String,
    /// Units that a top-level framing was judged by, of the one that was by the fewest.
    pub units: u64,
    /// A line a code.
    pub codes: Vec<ValidatedCode>,
}

/// One code of a [`Validated`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValidatedCode {
    /// The code's id.
    pub code: String,
    /// F1; none where undefined.
    pub f1: Option<f64>,
    /// The ends of its interval.
    pub f1_interval: Option<[f64; 2]>,
    /// Krippendorff's alpha of the people who made the gold standard; none where one coder did, or undefined.
    pub alpha: Option<f64>,
    /// The ends of its interval.
    pub alpha_interval: Option<[f64; 2]>,
}

impl Validated {
    /// Whether it takes the title *indicators, not validated* from tables: as many gold segments as a correction takes, and F1 of every
    /// top-level framing.
    #[must_use]
    pub fn is_enough(&self, codebook: &Codebook) -> bool {
        let has_f1 = |code: usize| {
            let id = &codebook.codes[code].id;
            self.codes.iter().any(|it| it.code == *id && it.f1.is_some())
        };
        self.units >= LEAST_GOLD && codebook.framings().all(has_f1)
    }

    /// What a table says of it.
    #[must_use]
    pub fn note(&self, codebook: &Codebook) -> String {
        let number = |value: f64, ends: Option<[f64; 2]>| match ends {
            Some([low, high]) => format!("{value:.2} [{low:.2}, {high:.2}]"),
            None => format!("{value:.2}"),
        };
        let one = |code: usize| {
            let entry = &codebook.codes[code];
            let found = self.codes.iter().find(|it| it.code == entry.id);
            let f1 = found.and_then(|it| Some(number(it.f1?, it.f1_interval)));
            let alpha = found.and_then(|it| Some(number(it.alpha?, it.alpha_interval)));
            match (f1, alpha) {
                (None, _) => format!("{}: not validated", entry.label),
                (Some(f1), None) => format!("{} F1 {f1}", entry.label),
                (Some(f1), Some(alpha)) => format!("{} F1 {f1}, alpha {alpha}", entry.label),
            }
        };
        let codes: Vec<String> = codebook.framings().map(one).collect();
        let few = match self.is_enough(codebook) {
            true => String::new(),
            false => format!(
                "; too little to drop “indicators, not validated”, which takes {LEAST_GOLD} segments and an F1 of every framing"
            ),
        };
        format!(
            "validated on {} segments held out, gold standard {}, 95 % intervals (alpha: of the coders of the gold standard): {}{few}",
            self.units,
            self.gold,
            codes.join("; ")
        )
    }
}

/// The last validation of each of these passes in a store of codings; none where there is no store.
///
/// # Errors
///
/// A store that can not be read.
pub fn kept(folder: &Path, passes: &[String]) -> Result<Vec<Validated>, Failure> {
    if !folder.join(FILE).exists() {
        return Ok(Vec::new());
    }
    let all = Codings::open_to_read(folder)?.validations()?;
    let last = |pass: &String| all.iter().rev().find(|it| it.pass == *pass);
    let read = |it: &crate::codings::KeptValidation| -> Result<Validated, Failure> {
        serde_json::from_str(&it.result.to_string())
            .map_err(|error| format!("validation of `{}`: {error}; validate again", it.pass).into())
    };
    passes.iter().filter_map(last).map(read).collect()
}
