//! What a statistic comes to: a value with its interval, or the reason why it has none.

/// A statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate {
    /// The statistic has a value.
    Defined {
        /// The value, on the scale that the function names.
        value: f64,
        /// The interval, or why there is none beside the value.
        interval: Result<Interval, Reason>,
        /// What it was computed from: the denominator of a share.
        n: u64,
        /// How the interval was made.
        method: Method,
    },
    /// It has none, and why.
    Undefined(Reason),
}

/// The two ends of an interval, on the scale of the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How an interval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Wilson's score interval; the observations are taken as independent.
    Wilson,
    /// Wilson's score interval with the effective number of observations, clustered by document.
    WilsonClustered,
    /// No interval was asked for.
    None,
}

impl Method {
    /// One phrase for the note under a table.
    pub fn phrase(self) -> &'static str {
        match self {
            Method::Wilson => "Wilson score intervals, observations taken as independent",
            Method::WilsonClustered => {
                "Wilson score intervals with effective n, clustered by document"
            }
            Method::None => "no intervals: the corpus is taken as a census",
        }
    }
}

/// Why a statistic, or its interval, is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nothing to divide by.
    NoDenominator,
    /// Every observation stands in one document.
    OneCluster,
    /// A census, or the user asked for no intervals.
    NotAsked,
    /// More was counted than there is to count.
    Inconsistent,
}

impl Reason {
    /// The reason as a sentence, without a last stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Reason::NoDenominator => "there is nothing in the denominator",
            Reason::OneCluster => {
                "all observations stand in one document, so the variation between documents is unknown"
            }
            Reason::NotAsked => "no interval was asked for",
            Reason::Inconsistent => "the counts contradict each other: more given than there are",
        }
    }
}

impl Estimate {
    /// The value, where there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Estimate::Defined { value, .. } => Some(*value),
            Estimate::Undefined(_) => None,
        }
    }

    /// The interval, where there is one.
    pub fn interval(&self) -> Option<Interval> {
        match self {
            Estimate::Defined { interval, .. } => interval.ok(),
            Estimate::Undefined(_) => None,
        }
    }

    /// Why the value or, where the value is defined, its interval is undefined.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Estimate::Defined { interval, .. } => interval.err(),
            Estimate::Undefined(reason) => Some(*reason),
        }
    }
}
