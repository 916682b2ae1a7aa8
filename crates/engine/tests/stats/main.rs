//! The statistics of tables, held to values that other programs computed: R with its package survey,
//! base R, and Python with scipy and mpmath. The programs lie beside the values in `fixtures/stats`, so
//! that anyone can repeat them.
//!
//! Each test walks every case of a family. `cargo test -p framebook-engine --test stats -- --nocapture`
//! prints the number of values and the largest relative error of each.

mod clusters;
mod fixture;
mod joint;
mod tables;
mod words;
