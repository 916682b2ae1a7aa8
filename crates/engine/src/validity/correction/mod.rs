//! Shares of a whole population, corrected for the errors of the coder that coded it by a sample of it
//! that people coded too.
//!
//! A [`Population`] of segments enters, some of them with a coding of the gold standard; a
//! [`Corrected`] share, difference or slope leaves, or a [`Refusal`] that says what is missing. Each
//! method is one file and one entry in [`CORRECTIONS`]. Deliberately absent: a default for how the
//! error rates of one language may stand for those of another; they are fitted in each group, unless
//! [`Options::pooled`] says otherwise; and nothing lets those of one cell stand for another's where the
//! method takes them for the same ([`Correction::within`]). What an interval takes to hold is an entry of its method ([`Takes`]).

mod check;
mod corrected;
mod dsl;
mod gold_error;
mod population;
mod ppi;
mod refusal;
mod rogan_gladen;

pub use corrected::{Corrected, Sloping, Solved, difference, share, slope};
pub use gold_error::{Bounds, bounds};
pub use population::{Gold, Options, Population, Segment, Target};
pub use ppi::{Powered, prediction_powered};
pub use refusal::{
    LEAST_DECIDED, LEAST_GOLD, LEAST_POSITIVES, MOST_WEIGHT, NEAR_CHANCE, Of, Place, Refusal,
    Stricter, Warning,
};
pub use rogan_gladen::{Rate, rogan_gladen};

/// A method.
#[derive(Clone, Copy, Debug)]
pub struct Correction {
    /// Its name on the command line and in a study.
    pub name: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
    /// Whether it takes the error rates for the same within what they are fitted in, so that they have to be
    /// fitted in each cell that is compared, and not over several.
    pub within: bool,
    /// What its intervals take to hold the truth as often as they say.
    pub takes: Takes,
    /// The share of the segments of a cell, `cell` saying which they are.
    pub share: for<'a> fn(&'a Population, cell: &[bool]) -> Result<Solved<'a>, Refusal>,
    /// The slope over scores, one for each segment that is in the trend.
    pub slope: fn(&Population, scores: &[Option<f64>]) -> Result<Sloping, Refusal>,
}

/// What the intervals of a method take to hold the truth between 93 and 97 of 100 times, by simulation
/// (`examples/coverage.rs`). It is asked for by numbers and by the design, never by the errors that happened to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takes {
    /// Gold segments in the cell, of a share.
    pub gold: u64,
    /// Gold positives in the cell, of a share, and in each group of it where segments have to be drawn alike.
    pub positives: u64,
    /// The largest part of what the coder gave the code that one more error drawn may weigh.
    pub weight: f64,
    /// Whether gold segments have to be drawn alike, of a share: each as likely as another, whatever the coder decided.
    pub alike: bool,
}

impl Takes {
    /// What every method takes.
    pub const LEAST: Takes =
        Takes { gold: LEAST_GOLD, positives: LEAST_POSITIVES, weight: MOST_WEIGHT, alike: false };
}

/// The methods there are; the first is the default.
pub const CORRECTIONS: &[Correction] = &[dsl::DSL, rogan_gladen::ROGAN_GLADEN, ppi::PPI];

/// The method of a name.
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::correction::correction;
///
/// assert!(correction("dsl").is_some() && correction("none").is_none());
/// ```
pub fn correction(name: &str) -> Option<&'static Correction> {
    CORRECTIONS.iter().find(|it| it.name == name)
}
