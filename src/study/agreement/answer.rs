//! One coefficient of one code, as it is printed and as it stands in JSON.

use serde::{Serialize, Serializer};

use crate::engine::reliability::{IntervalKind, Measured, TwoByTwo};
use crate::engine::stats::Reason;

use super::Tables;

/// What part of the ratings a coefficient is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Whole,
    /// All units that two coders or more rated, each with its weight in what they were drawn from.
    Weighted,
    /// Two coders, on what both rated.
    Pair,
    /// A language.
    Language(String),
    /// A third of what a coder rated, with what others gave to the same units.
    Third {
        /// The coder.
        coder: String,
        /// 1, 2 or 3.
        third: usize,
    },
}

/// A coefficient of a code.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The code; `None` over all.
    pub code: Option<String>,
    /// The name of the coefficient.
    pub coefficient: &'static str,
    /// The names of the coders.
    pub coders: Vec<String>,
    /// The value.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How the interval was made: bootstrap, analytic, krippendorff or none.
    pub method: &'static str,
    /// Units that two coders or more rated.
    pub n_units: usize,
    /// Coders who rated anything.
    pub n_coders: usize,
    /// Why there is no value or, where there is one, why it has no interval though one was asked for.
    pub undefined_because: Option<&'static str>,
    /// Its standard error, of an analytic interval.
    pub standard_error: Option<f64>,
    /// Share of the draws of a bootstrap at .667 or above.
    pub share_above_667: Option<f64>,
    /// Share of the draws at .800 or above.
    pub share_above_800: Option<f64>,
    /// Draws in which the coefficient has no value.
    pub undefined_draws: Option<u32>,
    /// The language, of a part.
    pub language: Option<String>,
    /// The coder whose drift this is a part of.
    pub drift_of: Option<String>,
    /// The third of what that coder rated: 1, 2 or 3.
    pub third: Option<usize>,
    /// What part of the ratings it is of.
    #[serde(serialize_with = "named")]
    pub part: Part,
    /// Of values 1 and 0 the table of two by two of each pair of coders, of all ratings or of the pair; `None` of other
    /// values and parts, and of many coders.
    pub two_by_two: Option<Vec<PairTable>>,
}

/// What two coders gave a binary code, on the units that both rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairTable {
    /// The names of the two.
    pub coders: [String; 2],
    /// Both gave 1.
    pub both: u64,
    /// Only the first.
    pub first_only: u64,
    /// Only the second.
    pub second_only: u64,
    /// Neither.
    pub neither: u64,
}

fn named<S: Serializer>(part: &Part, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match part {
        Part::Whole => "all",
        Part::Weighted => "weighted",
        Part::Pair => "pair",
        Part::Language(_) => "language",
        Part::Third { .. } => "third",
    })
}

impl Answer {
    /// Takes over the tables of two by two that are of its coders: each pair of all, or the one of a pair.
    pub(super) fn with_tables(mut self, tables: Option<&Tables>) -> Answer {
        let Some(Tables::Pairs(pairs)) = tables else { return self };
        let is_own = |of: &&([String; 2], TwoByTwo)| match self.part {
            Part::Whole => true,
            Part::Pair => of.0.as_slice() == self.coders,
            Part::Weighted | Part::Language(_) | Part::Third { .. } => false,
        };
        let of = |(coders, it): &([String; 2], TwoByTwo)| PairTable {
            coders: coders.clone(),
            both: it.both,
            first_only: it.first,
            second_only: it.second,
            neither: it.neither,
        };
        let own: Vec<PairTable> = pairs.iter().filter(is_own).map(of).collect();
        self.two_by_two = (!own.is_empty()).then_some(own);
        self
    }

    /// Of a coefficient and what it was measured of.
    pub(super) fn new(
        code: Option<String>,
        coefficient: &'static str,
        of: &Measuring<'_>,
        measured: Measured,
    ) -> Answer {
        let estimate = measured.estimate;
        let (language, drift_of, third) = match of.part {
            Part::Language(language) => (Some(language.clone()), None, None),
            Part::Third { coder, third } => (None, Some(coder.clone()), Some(*third)),
            Part::Whole | Part::Weighted | Part::Pair => (None, None, None),
        };
        let interval = estimate.interval();
        let why = estimate.reason().filter(|it| *it != Reason::NotAsked);
        Answer {
            code,
            coefficient,
            value: estimate.value(),
            low: interval.map(|it| it.low),
            high: interval.map(|it| it.high),
            method: of.interval.name(),
            n_units: of.n_units,
            n_coders: of.coders.len(),
            coders: of.coders.clone(),
            undefined_because: why.map(Reason::sentence),
            standard_error: measured.standard_error,
            share_above_667: measured.draws.map(|it| it.above_667),
            share_above_800: measured.draws.map(|it| it.above_800),
            undefined_draws: measured.draws.map(|it| it.undefined),
            language,
            drift_of,
            third,
            part: of.part.clone(),
            two_by_two: None,
        }
    }
}

/// What coefficients are measured of.
pub(super) struct Measuring<'a> {
    /// The coders who rated anything.
    pub coders: Vec<String>,
    /// Units that two coders or more rated.
    pub n_units: usize,
    /// What part of the whole it is.
    pub part: &'a Part,
    /// How intervals are made.
    pub interval: IntervalKind,
}
