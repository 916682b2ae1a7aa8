//! What people code: the study's own store, which no other command overwrites. Units drawn for people and
//! events of coding enter; they leave as they came, in the order in which they were said to be saved.
//!
//! ```text
//! codings/codings.sqlite       units, events; nothing is ever changed or removed
//! ```
//!
//! A coding is never altered: who changes their mind adds an event. What stands now is read from the
//! events ([`Event`]); reliability is read from the first ones alone.

mod event;
pub mod sheet;
mod unit;

pub use event::{Event, Kind, Round};
pub use unit::{Sample, Split, Unit};
