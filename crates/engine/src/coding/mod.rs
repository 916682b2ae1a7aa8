//! From documents to matches and codings.
//!
//! A [`CompiledSet`] of codebooks and a [`Worker`] a thread: documents in, columns out. Each segment
//! is scanned once for all codebooks; rules are evaluated only where a pattern of theirs stands.

mod chinese;
mod compile;
mod decide;
mod evaluate;
mod examples;
mod finder;
mod flags;
mod frame;
mod grammar;
mod hit;
mod lexicon;
mod near;
mod output;
mod prefilter;
mod scan;
mod subject;
mod trace;
mod trie;
mod types;
mod voice;
mod why;
mod worker;

pub use compile::{CompiledSet, Options};
pub use examples::{Tested, test_examples};
pub use output::{Absent, BatchOutput, Codings, Document, Matches, PassOutput, Quoted, Segments};
pub use trace::{Blocked, Blocker, Recording, Silent, Trace};
pub use worker::Worker;
