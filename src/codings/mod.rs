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
pub mod annotate;
mod check;
mod clock;
mod error;
mod event;
mod put;
mod read;
mod schema;
pub mod sheet;
mod standing;
mod store;
mod unit;

pub use clock::{in_utc, new_id, now};
pub use error::CodingsError;
pub use event::{Event, Kind, Round, TERMINAL};
pub use read::{Imported, KeptCodebook, KeptValidation, Move, Saved, UnitFilter};
pub use standing::{Coded, First, Row, Standing, adjudicated, current, first};
pub use store::{AddedUnits, Codings, FILE, Sheet};
pub use unit::{Sample, Split, Unit};
