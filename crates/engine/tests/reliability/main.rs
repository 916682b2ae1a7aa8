//! Agreement between coders, held to other programs: PyPI krippendorff, irrCAC, scikit-learn and
//! statsmodels on data sets of fixed seeds; to values that were published with their data; and to laws.
//! The programs lie beside the values in `fixtures/reliability`, so that anyone can repeat them.
//!
//! `cargo test -p framebook-engine --test reliability -- --nocapture` prints the number of data sets and
//! of values, and the largest error of each program.

mod laws;
mod peers;
mod published;
