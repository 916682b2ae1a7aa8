//! Segments drawn for people. The segments of a pass enter, as plain rows; a draw leaves, with strata, inclusion
//! probabilities, and what each segment is for. Nothing is read or written here, and there are no dice: who is
//! drawn is decided by hashes of names ([`key`]).
//!
//! `frame → stratum → allocation → draw → record`; `nesting → plan` says how many are needed.
//!
//! - **What is drawn from** ([`Frame`]): every segment that the dictionary codes, each text once.
//! - **Strata** ([`stratum`]): language × variables × the rarest code of a segment, a partition.
//! - **How many** ([`allocation`]): never fewer when more are asked for, so that samples nest.
//! - **How likely**: n of a stratum over its N, exactly. It belongs to a sample, not to a segment: a larger sample
//!   of the same design holds the smaller one, and its probabilities replace those of the smaller.

pub mod allocation;
mod around;
mod draw;
mod frame;
mod key;
mod nesting;
pub mod plan;
mod record;
pub mod stratum;
#[cfg(test)]
mod tests;

pub use allocation::{ALLOCATIONS, AllocationEntry, Floors, TooFew};
pub use around::{ROOM, around};
pub use draw::{Design, Draw, DrawnSegment, DrawnStratum, Scope, draw, strata_of};
pub use frame::{Frame, FrameSegment, LeftOut};
pub use key::fingerprint;
pub use record::{Record, StratumRecord, for_estimates};
