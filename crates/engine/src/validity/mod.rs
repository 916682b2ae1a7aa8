//! A coder against a gold standard, how much gold is needed, and shares corrected for the coder's
//! errors.
//!
//! Codings of a sample with their inclusion probabilities enter; measures ([`validity`]), averages over
//! codes ([`macro_average`], [`micro_average`]), differences between groups ([`compare`]) and corrected
//! shares ([`correction`]) leave, each with its interval or the reason why there is none. Deliberately
//! absent: planning and drawing the sample, and the words of tables.

mod average;
mod compare;
pub mod correction;
mod frame;
mod judged;
mod measured;
mod metric;
mod quality;
mod random;
mod recover;

pub use average::{Average, macro_average, micro_average};
pub use compare::{Compared, compare, differences};
pub use judged::{Cells, Fault, Judged};
pub use metric::{METRICS, Metric, Sloped, metric};
pub use quality::{Validity, validity};
