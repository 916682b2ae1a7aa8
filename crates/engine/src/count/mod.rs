//! What the codings of a corpus add up to: integers only, by code, measure and group.
//!
//! The columns of [`crate::coding`] enter, batch by batch; a [`Tally`] leaves, and tallies of any
//! parts of a corpus merge in any order to the same value. Deliberately absent: shares and intervals
//! (the tables make them from these sums) and any rounding.

mod attribution;
mod counted;
mod coverage;
mod design;
mod group;
mod level;
mod pair;
mod sums;
mod tally;
#[cfg(test)]
mod tests;

pub use attribution::{Attribution, Voice, Voiced};
pub use counted::{CodeCount, Counted, Denominator, Of};
pub use coverage::{Coverage, Missing, Status};
pub use design::{Design, Weight};
pub use group::{Dimension, GroupKey, Level, MAX_GROUPS, TooManyGroups};
pub use pair::{Documents, Pair};
pub use sums::Counts;
pub use tally::Tally;
