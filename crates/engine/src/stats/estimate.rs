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
    /// Newcombe's hybrid of two Wilson intervals, for a difference of two shares.
    Newcombe,
    /// The same with the effective numbers of observations, clustered by document.
    NewcombeClustered,
    /// A normal approximation of the logarithm of a ratio.
    LogRatio,
    /// The same with a variance by linearisation, clustered by document.
    LogRatioClustered,
    /// The noncentral chi-square distributions that the observed chi-square is in the tails of.
    NoncentralChiSquare,
    /// Wilson intervals of parts with effective n, put together by their squared distances, clustered
    /// by document and weighted.
    Recovered,
    /// Design-based supervised learning, its interval put together from Jeffreys' intervals.
    DesignBased,
    /// Rogan and Gladen's share with Lang and Reiczigel's interval.
    LangReiczigel,
    /// Prediction-powered inference with a normal interval, clustered by document.
    PredictionPowered,
    /// The delta method for the cells of a table.
    Delta,
    /// The delta method on the scale of Fisher's z.
    DeltaFisher,
    /// The same with the t distribution and a variance by linearisation, clustered by document.
    DeltaFisherClustered,
    /// The t distribution with a variance by linearisation, clustered by document.
    Linearised,
    /// The same with each observation as a cluster.
    LinearisedIndependent,
    /// A normal approximation of a posterior distribution.
    Posterior,
    /// The statistic is a description; no source gives an interval.
    Descriptive,
    /// Percentiles of draws of units with all their ratings.
    BootstrapUnits,
    /// Percentiles of draws of clusters of units (documents) with all their ratings.
    BootstrapClusters,
    /// Percentiles of Krippendorff's draws of pairs of values, the expected disagreement held fixed.
    BootstrapPairs,
    /// The t distribution with Gwet's variance by linearisation over units.
    Gwet,
    /// The same over clusters of units (documents).
    GwetClustered,
    /// A normal approximation with the variance of Fleiss, Cohen and Everitt.
    FleissCohenEveritt,
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
            Method::Newcombe => {
                "Newcombe's hybrid score intervals (method 10), observations taken as independent"
            }
            Method::NewcombeClustered => {
                "Newcombe's hybrid score intervals with effective n, clustered by document"
            }
            Method::LogRatio => {
                "normal approximation on the log scale, observations taken as independent"
            }
            Method::LogRatioClustered => {
                "normal approximation on the log scale, clustered by document"
            }
            Method::NoncentralChiSquare => "intervals by the noncentral chi-square distribution",
            Method::Recovered => {
                "intervals put together from Wilson score intervals with effective n, weighted and clustered by document"
            }
            Method::DesignBased => {
                "design-based supervised learning, intervals put together from Jeffreys' intervals with effective n, clustered by document"
            }
            Method::LangReiczigel => {
                "Rogan-Gladen with Lang-Reiczigel intervals, effective n clustered by document"
            }
            Method::PredictionPowered => {
                "prediction-powered inference, normal intervals clustered by document"
            }
            Method::Delta => "delta method, observations taken as independent",
            Method::DeltaFisher => {
                "delta method on Fisher's z scale, observations taken as independent"
            }
            Method::DeltaFisherClustered => {
                "t intervals on Fisher's z scale by linearisation, clustered by document"
            }
            Method::Linearised => "t intervals by linearisation, clustered by document",
            Method::LinearisedIndependent => {
                "t intervals by linearisation, observations taken as independent"
            }
            Method::Posterior => "normal approximation of the posterior distribution",
            Method::Descriptive => "no interval: a description",
            Method::BootstrapUnits => "percentile intervals of bootstrap draws of units",
            Method::BootstrapClusters => "percentile intervals of bootstrap draws of clusters",
            Method::BootstrapPairs => {
                "percentile intervals of Krippendorff's bootstrap: pairs of values are drawn and the expected disagreement is held fixed"
            }
            Method::Gwet => "t intervals with Gwet's variance, units taken as independent",
            Method::GwetClustered => "t intervals with Gwet's variance, clustered",
            Method::FleissCohenEveritt => {
                "normal intervals with the variance of Fleiss, Cohen and Everitt, units taken as independent"
            }
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
    /// A table with fewer than two rows or columns that hold anything.
    OneGroup,
    /// All or none, everywhere.
    NoVariation,
    /// Shares that are the same in every document.
    NoClusterVariation,
    /// Not enough documents for a degree of freedom.
    TooFewClusters,
    /// The coder gave the code to nothing.
    NoCoderPositives,
    /// The coder gave the code to everything.
    NoCoderNegatives,
    /// The gold standard gave the code to nothing.
    NoGoldPositives,
    /// The gold standard gave the code to everything.
    NoGoldNegatives,
    /// A logarithm of nothing.
    EmptyCell,
    /// Too many groups, or an exact test of too many tables.
    TooLarge,
    /// A trend over groups that stand at one place.
    OneScore,
    /// An argument out of its range.
    OutOfRange,
    /// The method that was asked for makes no interval of this statistic.
    NotOfThis,
    /// No source gives an interval for the statistic.
    NoSource,
    /// Nobody rated anything.
    NoRatings,
    /// Agreement of one coder.
    OneCoder,
    /// No unit was rated by two coders.
    NoOverlap,
    /// Every rating is the same value.
    OneValue,
    /// A coefficient of two coders, asked of more.
    MoreThanTwoCoders,
    /// A coefficient of numbers, asked of values that are none.
    NoNumbers,
    /// A ratio scale with values below zero.
    BelowZero,
    /// A coefficient of sets of labels, asked of single values.
    NoSets,
    /// A coefficient that looks at pairs of values, of too many different ones.
    TooManyValues,
    /// The statistic has a value in too few draws.
    TooFewDraws,
    /// Not enough units for a degree of freedom.
    TooFewUnits,
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
            Reason::OneGroup => {
                "fewer than two groups hold any segment, so there is nothing to compare"
            }
            Reason::NoVariation => {
                "it is given everywhere or nowhere, so there is nothing to compare"
            }
            Reason::NoClusterVariation => {
                "the documents do not differ in their shares, so the sampling error can not be seen"
            }
            Reason::TooFewClusters => "there are too few documents for a degree of freedom",
            Reason::NoCoderPositives => {
                "the coder gave the code to no segment of the gold standard"
            }
            Reason::NoCoderNegatives => {
                "the coder gave the code to every segment of the gold standard"
            }
            Reason::NoGoldPositives => "the gold standard gives the code to no segment",
            Reason::NoGoldNegatives => "the gold standard gives the code to every segment",
            Reason::EmptyCell => "a cell of the table is empty, and its logarithm has no value",
            Reason::TooLarge => "the table is too large for this test",
            Reason::OneScore => "all groups have the same score, so there is no direction",
            Reason::OutOfRange => {
                "a number that it is made of is out of range; where values are very large, give them in a larger unit"
            }
            Reason::NotOfThis => {
                "the method that was asked for makes no interval of this statistic"
            }
            Reason::NoSource => "no source gives an interval for this statistic",
            Reason::NoRatings => "there are no ratings",
            Reason::OneCoder => "there is one coder only, and agreement takes two",
            Reason::NoOverlap => "no unit was rated by two coders",
            Reason::OneValue => {
                "every rating is the same value, so agreement can not be told from chance"
            }
            Reason::MoreThanTwoCoders => {
                "it is a coefficient of two coders and there are more; look at the pairs"
            }
            Reason::NoNumbers => "the values are no numbers, and it takes their order or distance",
            Reason::BelowZero => "a value is below zero, and a ratio scale begins at zero",
            Reason::NoSets => "the values are no sets of labels",
            Reason::TooManyValues => {
                "there are more than 5,000 different values, and the coefficient looks at every pair of them; round the values"
            }
            Reason::TooFewDraws => "it has a value in too few of the draws",
            Reason::TooFewUnits => "there are too few units for a degree of freedom",
        }
    }
}

impl Interval {
    pub(crate) fn new(low: f64, high: f64) -> Interval {
        Interval { low, high }
    }
}

impl Estimate {
    /// The estimate, undefined where a number in it is not finite.
    pub(crate) fn new(
        value: f64,
        interval: Result<Interval, Reason>,
        n: u64,
        method: Method,
    ) -> Estimate {
        if !value.is_finite() {
            return Estimate::Undefined(Reason::OutOfRange);
        }
        let finite = |it: Interval| {
            let finite = it.low.is_finite() && it.high.is_finite();
            if finite { Ok(it) } else { Err(Reason::OutOfRange) }
        };
        Estimate::Defined { value, interval: interval.and_then(finite), n, method }
    }

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
