//! What a test comes to: a statistic, its degrees of freedom, and a probability.

/// A test of significance. Every number in it is finite, and `p` is from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// The statistic, on the scale that `name` says.
    pub statistic: f64,
    /// Degrees of freedom; those of the numerator for an F. After a correction no whole number.
    pub df: f64,
    /// Degrees of freedom of the denominator of an F.
    pub denominator_df: Option<f64>,
    /// Probability of a statistic as extreme or more extreme if nothing but chance were at work.
    pub p: f64,
    /// Which test.
    pub name: TestName,
}

/// The tests there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestName {
    /// Pearson's X².
    Pearson,
    /// G², the likelihood ratio.
    LikelihoodRatio,
    /// Pearson's X² with Rao and Scott's first-order correction.
    RaoScottFirst,
    /// Pearson's X² with Rao and Scott's second-order correction, as an F.
    RaoScottSecond,
    /// The design-based Wald test of a table of two by two, as an F.
    Wald,
    /// Cochran and Armitage's test for trend, a chi-square.
    CochranArmitage,
    /// The slope of a linear trend over its design-based standard error, a t.
    LinearTrend,
    /// The largest of the differences of two groups at a time, p times the number of pairs.
    Pairs,
}

impl TestName {
    /// One phrase for the note under a table.
    pub fn phrase(self) -> &'static str {
        match self {
            TestName::Pearson => "Pearson chi-square test, observations taken as independent",
            TestName::LikelihoodRatio => {
                "likelihood-ratio test (G²), observations taken as independent"
            }
            TestName::RaoScottFirst => {
                "Pearson chi-square with the first-order Rao-Scott correction, clustered by document"
            }
            TestName::RaoScottSecond => {
                "Pearson chi-square with the second-order Rao-Scott correction (F), clustered by document"
            }
            TestName::Wald => "design-based Wald test (F), clustered by document",
            TestName::CochranArmitage => {
                "Cochran-Armitage test for trend, observations taken as independent"
            }
            TestName::LinearTrend => "design-based t test of a linear trend, clustered by document",
            TestName::Pairs => "differences of two groups at a time, p times the number of pairs",
        }
    }
}
