//! Numbers that a paper prints: estimates with intervals, or the reason why there is none.
//!
//! Counts enter as integers; an [`Estimate`] leaves. One family of statistics a file, its source
//! named. Deliberately absent: anything that turns an undefined statistic into a number.

mod crossed;
mod estimate;
mod proportion;
mod quantile;

pub use crossed::{Crossed, Shared};
pub use estimate::{Estimate, Interval, Method, Reason};
pub use proportion::{Clusters, Effective, clustered, effective_n, share, wilson};
pub use quantile::{normal, student};

/// The confidence level of every interval that nobody asked otherwise for.
pub const LEVEL: f64 = 0.95;
