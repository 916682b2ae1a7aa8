//! The pure half of framebook: what a text is made of, what a codebook says, and which codes a
//! segment gets.
//!
//! In one direction:
//!
//! ```text
//! text, diagnostic, stats → segment → codebook → coding → count → reliability, validity
//! ```
//!
//! Documents and codebooks enter as strings; segments, matches, codings and integer counts leave
//! as plain vectors. Deliberately absent: files, clocks, dice, printing, data frames.

pub mod codebook;
pub mod coding;
pub mod count;
pub mod diagnostic;
pub mod reliability;
pub mod segment;
pub mod stats;
pub mod text;
pub mod validity;
