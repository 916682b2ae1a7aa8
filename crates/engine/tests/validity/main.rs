//! A coder against a gold standard, and corrected shares: held to scikit-learn and to a program of its
//! own (`fixtures/validity`), to values of papers, to laws, and to the truth in a small simulation. The
//! large one is `examples/coverage.rs`.
//!
//! `cargo test -p framebook-engine --test validity -- --nocapture` prints the number of values and the
//! largest relative error of each family.

mod correction;
#[path = "../stats/fixture.rs"]
mod fixture;
mod laws;
mod peers;
mod simulation;
mod takes;
