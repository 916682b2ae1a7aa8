//! Whether a code's share differs between groups: the test under a crosstab, how strong the
//! difference is, and which groups stand out. Counts enter; what is undefined says why.
//!
//! Codes overlap, so each has a test of its own, and the p values of a family are adjusted together:
//! top-level framings with "none" are one, their subcodes another. Where segments stand in documents
//! or have weights the test is Rao and Scott's; where all are independent Pearson's, and Fisher's where
//! expected counts are small.

use framebook_engine::codebook::Measure;
use framebook_engine::count::{GroupKey, Level, Of};
use framebook_engine::stats::{
    ChiSquare, Clusters, Counts, Crossed, Difference, Estimate, Method, Reason, Test, chi_square,
    cramers_v, difference, difference_clustered, fisher, rao_scott,
};

use super::Input;

/// What a code's shares in the groups come to.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Name of the test, or why there is none.
    pub test: Result<Tested, Reason>,
    /// Cramér's V with its interval.
    pub v: Estimate,
    /// Adjusted residual of each group that is compared, in the order of the tally's groups.
    pub residuals: Vec<Option<f64>>,
    /// The difference of the shares, where two groups are compared.
    pub difference: Option<Difference>,
}

/// A test that was made.
#[derive(Clone, Debug)]
pub struct Tested {
    /// Which test.
    pub name: &'static str,
    /// Its statistic and degrees of freedom; an exact test has none.
    pub test: Option<Test>,
    /// Its probability.
    pub p: f64,
}

/// A group that tests compare: one of which every value is known.
pub fn is_compared(key: &GroupKey) -> bool {
    key.0.iter().all(Option::is_some)
}

/// False where the groups of the tally overlap, so that no test compares them, and for a census.
pub fn is_tested(input: &Input<'_>) -> bool {
    let dimensions = input.tally.dimensions();
    let overlap = dimensions.iter().any(|it| matches!(it.level, Level::Codes(_)));
    !overlap && input.context.method != Method::None
}

/// Compares the shares of a code in the groups of the tally.
pub fn compare(input: &Input<'_>, of: Of, measure: Measure) -> Comparison {
    let crossed = input.tally.crossed(of, measure, is_compared);
    let level = input.context.level;
    let pair = |first: &Clusters, second: &Clusters| -> Difference {
        if independent(input, &crossed) {
            difference((first.y, first.n), (second.y, second.n), level)
        } else {
            difference_clustered(&crossed, 0, 1, level)
        }
    };
    let difference = match crossed.groups.as_slice() {
        [first, second] => Some(pair(first, second)),
        _ => None,
    };
    let (test, v, residuals) = if independent(input, &crossed) {
        of_counts(&crossed, level)
    } else {
        of_clusters(&crossed, level)
    };
    Comparison { test, v, residuals, difference }
}

/// True where every segment is a cluster of its own, or is taken as one, and none has a weight.
pub fn independent(input: &Input<'_>, crossed: &Crossed) -> bool {
    let unweighted = |it: &Clusters| it.n == it.segments;
    let alone = |it: &Clusters| it.documents == it.segments && crossed.shared.is_empty();
    let groups = &crossed.groups;
    groups.iter().all(unweighted)
        && (input.context.method == Method::Wilson || groups.iter().all(alone))
}

type Parts = (Result<Tested, Reason>, Estimate, Vec<Option<f64>>);

fn undefined(reason: Reason, crossed: &Crossed) -> Parts {
    (Err(reason), Estimate::Undefined(reason), vec![None; crossed.groups.len()])
}

fn of_counts(crossed: &Crossed, level: f64) -> Parts {
    let groups: Vec<(u64, u64)> = crossed.groups.iter().map(|it| (it.y, it.n)).collect();
    let (y, n) = groups.iter().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    if groups.iter().filter(|it| it.1 > 0).count() > 1 && (y == 0 || y == n) {
        return undefined(Reason::NoVariation, crossed);
    }
    let given = groups.iter().map(|it| it.0);
    let rest = groups.iter().map(|it| it.1 - it.0.min(it.1));
    let cells: Vec<u64> = given.chain(rest).collect();
    let table = Counts::new(&cells, groups.len()).ok_or(Reason::OneGroup);
    let found: ChiSquare = match table.and_then(|it| chi_square(&it)) {
        Ok(found) => found,
        Err(reason) => return undefined(reason, crossed),
    };
    let v = cramers_v(found.pearson.statistic, found.n, found.shape, 1.0, level);
    let residuals = found.residuals[..groups.len()].to_vec();
    let pearson = || Tested { name: "Pearson", test: Some(found.pearson), p: found.pearson.p };
    let test = match found.small_expected() {
        None => Ok(pearson()),
        Some(_) => match fisher(&groups) {
            Ok(p) => Ok(Tested { name: "Fisher exact", test: None, p }),
            Err(reason) => Err(reason),
        },
    };
    (test, v, residuals)
}

fn of_clusters(crossed: &Crossed, level: f64) -> Parts {
    let found = match rao_scott(crossed) {
        Ok(found) => found,
        Err(reason) => return undefined(reason, crossed),
    };
    let shape = (2, found.groups);
    let v = cramers_v(found.pearson, found.n, shape, found.design_effect, level);
    let test = found.second_order;
    let residuals = residuals(crossed, found.design_effect);
    (Ok(Tested { name: "Rao-Scott F", test: Some(test), p: test.p }), v, residuals)
}

/// Adjusted residuals of the weighted table scaled to the number of segments, over the root of the
/// mean design effect.
///
/// # Reference
///
/// Haberman (1973), Biometrics 29, 205–220; the division by the design effect as Rao and Scott (1981)
/// do with X².
fn residuals(crossed: &Crossed, design_effect: f64) -> Vec<Option<f64>> {
    let sum = |of: fn(&Clusters) -> f64| crossed.groups.iter().map(of).sum::<f64>();
    let (y, n) = (sum(|it| it.y as f64), sum(|it| it.n as f64));
    let (p, scale) = (y / n, sum(|it| it.segments as f64) / n);
    let residual = |group: &Clusters| {
        let size = group.n as f64 * scale;
        let variance = p * (1.0 - p) / size * (1.0 - group.n as f64 / n) * design_effect;
        let residual = (group.y as f64 / group.n as f64 - p) / variance.sqrt();
        (group.n > 0 && residual.is_finite()).then_some(residual)
    };
    crossed.groups.iter().map(residual).collect()
}

/// The p values of a family, adjusted as the context says.
pub fn adjust(input: &Input<'_>, family: &[Option<f64>]) -> Vec<Option<f64>> {
    input.context.adjustment.adjust(family)
}
