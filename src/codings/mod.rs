//! What people code: the study's own store, which no other command overwrites. Units drawn for people and
//! events of coding enter; they leave as they came, in the order in which they were said to be saved.
//!
//! ```text
//! codings/codings.sqlite       units, events; nothing is ever changed or removed
//! codings/backups/             copies of it
//! ```
//!
//! A coding is never altered: who changes their mind adds an event. What stands now is read from the
//! events ([`Event`]); reliability is read from the first ones alone.
//!
//! Every call that adds is one transaction: when it comes back, what it was given is on the disk; when it fails, or the
//! process is killed, nothing of it is there.

pub mod adjudicate;
mod alike;
pub mod annotate;
mod backup;
mod blind;
mod check;
mod clock;
mod codebook;
mod contents;
mod error;
mod event;
mod export;
mod import;
mod put;
mod read;
mod record;
mod schema;
pub mod sheet;
mod standing;
mod status;
mod store;
mod unit;
mod verify;

pub use clock::{in_utc, new_id, now};
pub use codebook::{meanings, meanings_of, version_of};
pub use contents::{Absorbed, Contents};
pub use error::CodingsError;
pub use event::{Event, Kind, Round, TERMINAL};
pub use export::COLUMNS;
pub use import::{File, IMPORTS, ImportEntry, ImportOptions, ImportOutcome, Read, Said};
pub use read::{Imported, KeptCodebook, KeptValidation, Move, Saved, UnitFilter};
pub use record::Form;
pub use standing::{Coded, First, Row, Standing, adjudicated, current, first};
pub use status::{Present, Progress, Stale, Status, Why};
pub use store::{AddedUnits, Codings, FILE, Sheet};
pub use unit::{Sample, Split, Unit};
pub use verify::{Verified, verify};

#[cfg(test)]
mod tests;
