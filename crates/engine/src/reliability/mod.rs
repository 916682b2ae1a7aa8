//! Agreement between coders.
//!
//! [`Ratings`] enter: units by coders, with missing ones. [`Measured`] coefficients leave: an estimate
//! with its interval, or the reason why there is none. A coefficient is a function of how often each
//! kind of unit stands in the ratings, so that a draw of a bootstrap is a vector of weights and not a
//! second set of ratings. Deliberately absent: reading of files, thresholds, a verdict.
//!
//! To add a coefficient: a file with an entry, and its line in [`COEFFICIENTS`].

mod agreement;
mod analytic;
mod bootstrap;
mod brennan_prediger;
mod cohen;
mod conger;
mod differ;
mod distance;
mod fleiss;
mod gwet;
mod holsti;
mod kinds;
mod krippendorff;
mod measure;
mod pair_bootstrap;
mod part;
mod percent;
mod random;
mod ratings;
mod scott;
mod sets;
mod statistic;
mod two;
mod unitizing;

#[cfg(test)]
mod tests;

pub use bootstrap::Draws;
pub use differ::{Differing, differing};
pub use measure::{IntervalKind, Measured, Settings, measure};
pub use part::{against, of_pair, pairs, parts, periods, thirds};
pub use ratings::{Coded, Level, Rating, Ratings, RatingsError};
pub use statistic::{Coders, Coefficient, Needs, Values};
pub use two::{Coincidences, TwoByTwo};
pub use unitizing::{Continuum, SPAN_COEFFICIENTS, Span, SpanCoefficient, SpanError, Spans};

use crate::stats::Reason;

/// Every coefficient, the default of each level first.
pub const COEFFICIENTS: &[Coefficient] = &[
    krippendorff::NOMINAL,
    krippendorff::ORDINAL,
    krippendorff::INTERVAL,
    krippendorff::RATIO,
    sets::MASI,
    sets::JACCARD,
    percent::ENTRY,
    cohen::PLAIN,
    cohen::LINEAR,
    cohen::QUADRATIC,
    fleiss::ENTRY,
    scott::ENTRY,
    conger::ENTRY,
    gwet::AC1,
    gwet::AC2_ORDINAL,
    gwet::AC2_LINEAR,
    gwet::AC2_QUADRATIC,
    brennan_prediger::ENTRY,
    holsti::ENTRY,
];

/// The coefficient of a name.
///
/// # Errors
///
/// An unknown name; the message lists the known ones.
pub fn coefficient(name: &str) -> Result<&'static Coefficient, String> {
    COEFFICIENTS.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = COEFFICIENTS.iter().map(|it| it.name).collect();
        format!("unknown coefficient `{name}`; there are: {}", known.join(", "))
    })
}
