//! Numbers that a paper prints: estimates with intervals, or the reason why there is none.
//!
//! Counts enter as integers; an [`Estimate`] leaves. One family of statistics a file, its source
//! named. Deliberately absent: anything that turns an undefined statistic into a number.

mod adjust;
mod association;
mod chi_square;
mod cramers_v;
mod crossed;
mod difference;
mod distribution;
mod estimate;
mod fisher;
mod joint;
mod keyness;
mod proportion;
mod rao_scott;
mod significance;
mod spread;
mod trend;
mod wide;

pub(crate) use difference::touching;
pub(crate) use distribution::{beta_quantile, f_p, normal_quantile, student_p, student_quantile};
pub(crate) use proportion::wilson_interval;

pub use adjust::{benjamini_hochberg, holm};
pub use association::Together;
pub use chi_square::{ChiSquare, Counts, SmallExpected, chi_square};
pub use cramers_v::cramers_v;
pub use crossed::{Crossed, Shared};
pub use difference::{Difference, difference, difference_clustered, ratio, ratio_clustered};
pub use distribution::{normal, student};
pub use estimate::{Estimate, Interval, Method, Reason};
pub use fisher::fisher;
pub use joint::Joint;
pub use keyness::{Correction, Keyness, LogOdds, Prior, log_odds};
pub use proportion::{Clusters, Effective, clustered, effective_n, half_width, share, wilson};
pub use rao_scott::{RaoScott, rao_scott, wald};
pub use significance::{Test, TestName};
pub use spread::Spread;
pub use trend::{Trend, trend, trend_clustered};

/// The confidence level of every interval that nobody asked otherwise for.
pub const LEVEL: f64 = 0.95;
