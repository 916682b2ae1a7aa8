//! Why a corrected share is refused, and what to beware of where it is not.
//!
//! Numbers enter with the kind; sentences leave.

use std::fmt;

/// Gold segments below which nothing is corrected.
pub const LEAST_GOLD: u64 = 50;
/// Gold positives below which nothing is corrected.
pub const LEAST_POSITIVES: u64 = 10;
/// Gold segments below which a decision of the coder (given, not given), in a cell or in a group whose error rates it
/// needs, is not judged.
pub const LEAST_DECIDED: u64 = 20;
/// The largest share of what the coder gave the code that one more error drawn may weigh. What the coder gave is known
/// of all segments, so that chance has no part in who is refused: a rule by what the gold sample shows would keep the
/// samples that happened to show much, and these do not hold the truth as often as they say.
pub const MOST_WEIGHT: f64 = 0.12;
/// The same of a share where the corpus is a census, as the draw alone varies there and its errors are few and whole,
/// and of a slope.
pub const MOST_WEIGHT_STRICT: f64 = 0.065;
/// The largest share of what coder and gold standard both found that one more error may weigh, of a coder most of whose
/// decisions are wrong.
pub const MOST_WEIGHT_OF_FOUND: f64 = 0.5;
/// The least that gold segments may be worth, as a share of their number, where a method takes them to be drawn alike:
/// Kish's effective number.
pub(super) const ALIKE: f64 = 0.9;
/// Sensitivity and specificity together below which a coder is told to be near chance.
pub const NEAR_CHANCE: f64 = 1.2;

/// Where something is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In the cell whose share was asked for.
    Cell,
    /// In a group whose error rates are fitted together.
    Group(u32),
    /// In all groups, pooled.
    Pooled,
    /// In the segments of a group that are in the cell.
    CellGroup(u32),
    /// In all segments of a score, groups pooled.
    Score(f64),
    /// In the segments of a group that have a score.
    ScoreGroup(f64, u32),
}

/// Why there is no corrected share.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No segment in the cell.
    #[error("there is no segment to take a share of")]
    Empty,
    /// Too few segments coded by the gold standard.
    #[error("{found} gold segments {place}, {least} are needed{}: {}{}", by(*method), code(*more, *left), or(*method))]
    FewGold {
        /// The method that needs more of them than every one does.
        method: Option<&'static str>,
        /// How many it takes.
        least: u64,
        /// Where.
        place: Place,
        /// How many there are.
        found: u64,
        /// How many are missing.
        more: u64,
        /// How many of these segments are not coded yet.
        left: u64,
    },
    /// Too few segments that the gold standard gives the code to.
    #[error(
        "the gold standard gives the code to {found} segments {place}, {least} are needed{}: {}",
        by(*method), find(*method, *alike, *more, *left)
    )]
    FewPositives {
        /// The method that needs more of them than every one does.
        method: Option<&'static str>,
        /// How many it takes.
        least: u64,
        /// Where.
        place: Place,
        /// How many there are.
        found: u64,
        /// How many are missing.
        more: u64,
        /// Whether the method takes segments drawn alike.
        alike: bool,
        /// How many of these segments are not coded yet.
        left: u64,
    },
    /// Too few gold segments among those of one decision of the coder.
    #[error(
        "{found} gold segments {place} {}, {LEAST_DECIDED} are needed: {}", decided(*given), code(*more, *left)
    )]
    FewDecided {
        /// Where.
        place: Place,
        /// Which decision: whether the coder gave the code.
        given: bool,
        /// How many there are.
        found: u64,
        /// How many are missing.
        more: u64,
        /// How many of these segments are not coded yet.
        left: u64,
    },
    /// A single error drawn among the segments of one decision would move the share by a large part of
    /// itself, so that its interval would rest on how often a handful of errors is drawn.
    #[error(
        "a single error drawn {} would move the share by {:.1} % of what {}, {:.1} % are allowed{}: {}{}",
        decided(*given), weight * 100.0, of.told(), most * 100.0, shown(*stricter), of_these(*more, *left),
        or(stricter.and_then(Stricter::method))
    )]
    Coarse {
        /// Why less is allowed than elsewhere.
        stricter: Option<Stricter>,
        /// What it is a share of.
        of: Of,
        /// By how much one error may move it.
        most: f64,
        /// Which decision: whether the coder gave the code.
        given: bool,
        /// By how much one error would move the share.
        weight: f64,
        /// How many gold segments of this decision are missing.
        more: u64,
        /// How many of these segments are not coded yet.
        left: u64,
    },
    /// A gold sample that was not drawn as the interval of the method takes it to be.
    #[error(
        "the gold segments {place} were drawn by what the coder decided, or not all with the same likelihood, and the interval of {method} is of segments drawn alike: take dsl, or a sample without strata"
    )]
    NotAlike {
        /// The method.
        method: &'static str,
        /// Where.
        place: Place,
    },
    /// Coder and gold standard never meet.
    #[error(
        "coder and gold standard agree on no gold segment {} in the cell, so that one would correct the other by nothing they share",
        if *given { "with the code" } else { "without the code" }
    )]
    NoAgreement {
        /// On segments with the code, or without it.
        given: bool,
    },
    /// A census whose gold standard holds documents as a whole, so that chance drew documents, not segments.
    #[error(
        "the gold standard goes by documents: it has {:.0} % of the other segments of a document that it has one of, and {:.0} % of all; where the corpus is a census, segments have to be drawn one by one, and all that were drawn asked",
        within * 100.0, overall * 100.0
    )]
    WholeDocuments {
        /// Share of the other segments of a document with a gold coding that have one too.
        within: f64,
        /// Share of all segments that have one.
        overall: f64,
    },
    /// A corrected share below 0 or above 1.
    #[error(
        "the corrected share is {value:.3}, outside 0 to 1: the error rates do not fit these segments"
    )]
    Outside {
        /// What the formula gives.
        value: f64,
    },
    /// The coder is no better than chance.
    #[error(
        "sensitivity and specificity are {sum:.3} together, not above 1: the coder tells nothing about the code"
    )]
    Chance {
        /// Their sum.
        sum: f64,
    },
    /// A trend over segments of one score.
    #[error("all segments have the same score, so there is no direction")]
    OneScore,
    /// Scores that are no numbers.
    #[error("a score is no number; leave the segment out")]
    NoScore,
    /// A list of another length than the population.
    #[error("{found} entries for {expected} segments; give one for each")]
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
}

/// What to beware of in a corrected share that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Warning {
    /// Sensitivity and specificity together may be near 1.
    NearChance {
        /// The group.
        place: Place,
        /// Their sum.
        sum: f64,
        /// The lower end of its interval.
        low: f64,
    },
}

/// What the weight of a single error is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// What the coder gave the code, or what it did not give it where that is less.
    Given,
    /// What coder and gold standard both gave the code, or both did not where that is less.
    Found,
}

impl Of {
    fn told(self) -> &'static str {
        match self {
            Of::Given => "the coder gave the code",
            Of::Found => "coder and gold standard both found",
        }
    }
}

/// Why a single error may weigh less than elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stricter {
    /// The method wants it.
    Method(&'static str),
    /// The corpus is a census.
    Census,
    /// It is a slope that is asked for.
    Slope,
}

impl Stricter {
    fn method(self) -> Option<&'static str> {
        if let Stricter::Method(name) = self { Some(name) } else { None }
    }
}

impl fmt::Display for Stricter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stricter::Method(name) => write!(out, "by {name}"),
            Stricter::Census => write!(out, "in a census"),
            Stricter::Slope => write!(out, "for a slope"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Cell => write!(out, "in the cell"),
            Place::Group(group) => write!(out, "in group {group}"),
            Place::Pooled => write!(out, "in all groups"),
            Place::CellGroup(group) => write!(out, "in group {group} of the cell"),
            Place::Score(score) => write!(out, "at {score}"),
            Place::ScoreGroup(score, group) => write!(out, "in group {group} at {score}"),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Warning::NearChance { place, sum, low } = self;
        write!(
            out,
            "sensitivity and specificity are {sum:.2} together {place} (at least {low:.2} by their interval): near 1 a coder tells little, and the correction rests on the gold sample alone"
        )
    }
}

/// Who takes more than every method does.
fn by(method: Option<&'static str>) -> String {
    method.map_or_else(String::new, |it| format!(" by {it}"))
}

fn shown(stricter: Option<Stricter>) -> String {
    stricter.map_or_else(String::new, |it| format!(" {it}"))
}

/// The way on where another method takes less.
fn or(method: Option<&'static str>) -> &'static str {
    if method.is_some() { ", or take dsl" } else { "" }
}

/// How more gold positives are found. Who takes segments drawn alike does not draw more of what the coder gave the code.
fn find(method: Option<&'static str>, alike: bool, more: u64, left: u64) -> String {
    match method {
        _ if left < more => code(more, left) + or(method),
        None if alike => format!("find {more} more, by drawing more segments"),
        None => format!("find {more} more, by drawing more of what the coder gave it"),
        Some(_) => format!("find {more} more, by drawing more segments, or take dsl"),
    }
}

fn decided(given: bool) -> &'static str {
    match given {
        true => "among those that the coder gave the code",
        false => "among those that the coder did not give it",
    }
}

/// The same where they are of one decision of the coder.
fn of_these(more: u64, left: u64) -> String {
    match left >= more {
        true => format!("code {more} more of these segments"),
        false => code(more, left),
    }
}

/// The way on where so many gold segments are missing and so many are left to code.
fn code(more: u64, left: u64) -> String {
    match left {
        _ if left >= more => format!("code {more} more"),
        0 => "all there are are coded; where groups are compared, compare fewer, or pool error rates (--pooled)"
            .to_owned(),
        _ => format!(
            "code {more} more, and {left} are left; where groups are compared, compare fewer, or pool error rates (--pooled)"
        ),
    }
}
