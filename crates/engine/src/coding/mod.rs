//! From documents to matches and codings.

mod output;

pub use output::{Absent, BatchOutput, Codings, Document, Matches, PassOutput, Quoted, Segments};
