//! Files that other programs read, one a format: bytes from the stored passes.

pub mod codings;

/// What ends an export: stored parts that can not be read, an output that can not be written.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
