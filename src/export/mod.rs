//! Files that other programs read, one a format: bytes from the stored passes.

pub mod codings;
