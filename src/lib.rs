//! framebook: a discourse-coding research toolkit. This crate is what touches files, draws and
//! prints; the rules, the coding and the counting live in [`engine`].
//!
//! ```text
//! corpus → store → codings → sample → table → writing → chart → export → report → study → cli
//! ```

pub use framebook_engine as engine;

pub mod chart;
pub mod cli;
pub mod codings;
pub mod corpus;
pub mod export;
pub mod report;
pub mod sample;
pub mod store;
pub mod study;
pub mod table;
pub mod writing;
