//! What a validation is computed from: segments that a coder and the gold standard both coded, and the
//! table of two by two that they make.
//!
//! Rows of one code enter; rows that are whole, and counts, leave. Deliberately absent: where the
//! codings come from, and which of them is the gold standard.

/// A segment of the gold sample, for one code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What the coder says: given, not given, or missing.
    pub coder: Option<bool>,
    /// What the gold standard says.
    pub gold: Option<bool>,
    /// The probability with which the segment was drawn, above 0 and at most 1.
    pub probability: f64,
    /// The stratum it was drawn from.
    pub stratum: u32,
    /// The document, or the group of reprints.
    pub cluster: u32,
    /// A language, an outlet, a period; what the measures are compared by.
    pub group: Option<u32>,
}

/// A row that can not be used.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The inclusion probability is none.
    #[error(
        "row {row}: inclusion probability `{probability}` is not above 0 and at most 1; take it from the sample"
    )]
    Probability {
        /// The row, from 1.
        row: usize,
        /// What stands there.
        probability: f64,
    },
    /// The weight of a segment is none.
    #[error("row {row}: weight `{weight}` is not above 0; leave the segment out")]
    Weight {
        /// The row, from 1.
        row: usize,
        /// What stands there.
        weight: f64,
    },
    /// The level of the intervals is none.
    #[error("level `{level}` is not between 0 and 1; use 0.95")]
    Level {
        /// What was given.
        level: f64,
    },
    /// A list that does not have as many entries as there are segments.
    #[error("{found} entries for {expected} segments; give one for each")]
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
}

/// The table of two by two: the coder's decision by that of the gold standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cells<T> {
    /// Given by both.
    pub true_positive: T,
    /// Given by the coder only: a false alarm.
    pub false_positive: T,
    /// Given by the gold standard only: a miss.
    pub false_negative: T,
    /// Given by neither.
    pub true_negative: T,
}

impl Cells<u64> {
    /// Segments that both have coded.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.true_positive + self.false_positive + self.false_negative + self.true_negative
    }
}

/// What both coded, in an order of its own, so that the order of the rows changes no digit.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    pub rows: Vec<Pair>,
    /// Rows without a coding of the coder.
    pub no_coder: u64,
    /// Rows with one, but without one of the gold standard.
    pub no_gold: u64,
}

/// A row that is whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub coder: bool,
    pub gold: bool,
    pub weight: f64,
    pub stratum: u32,
    pub cluster: u32,
    pub group: Option<u32>,
}

/// Leaves out the rows where either coding is missing, and counts them. A probability that is none is
/// refused in any row.
pub(super) fn whole(rows: &[Judged]) -> Result<Whole, Fault> {
    let mut found = Whole::default();
    for (at, row) in rows.iter().enumerate() {
        let probability = row.probability;
        // the weight too has to be a number: 1/1e-320 is none
        if !(probability > 0.0 && probability <= 1.0 && (1.0 / probability).is_finite()) {
            return Err(Fault::Probability { row: at + 1, probability });
        }
        match (row.coder, row.gold) {
            (None, _) => found.no_coder += 1,
            (_, None) => found.no_gold += 1,
            (Some(coder), Some(gold)) => found.rows.push(Pair {
                coder,
                gold,
                weight: 1.0 / probability,
                stratum: row.stratum,
                cluster: row.cluster,
                group: row.group,
            }),
        }
    }
    found.rows.sort_by(|a, b| {
        let key = |it: &Pair| (it.cluster, it.stratum, it.group, it.coder, it.gold);
        key(a).cmp(&key(b)).then(a.weight.total_cmp(&b.weight))
    });
    Ok(found)
}

/// Refuses a level that is none.
pub(super) fn level(level: f64) -> Result<f64, Fault> {
    if level > 0.0 && level < 1.0 { Ok(level) } else { Err(Fault::Level { level }) }
}
