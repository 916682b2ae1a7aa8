//! A code by groups, where the segments stand in documents and may have weights: Pearson's X² with the
//! corrections of Rao and Scott, and the design-based Wald test of two groups.
//!
//! Integer sums over clusters enter. Deliberately absent: strata, and tables of more than the two rows
//! *given* and *not given*.

use super::crossed::Form;
use super::distribution::{chi_square_p, f_p};
use super::{Crossed, Reason, Test, TestName};

/// What Rao and Scott's corrections come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaoScott {
    /// X² over the mean design effect, as an F: the test to report.
    pub second_order: Test,
    /// X² over the mean design effect, as a chi-square: too small a p where design effects differ.
    pub first_order: Test,
    /// X² of the weighted table, scaled to the number of segments; uncorrected.
    pub pearson: f64,
    /// The mean of the design effects of the log odds ratios.
    pub design_effect: f64,
    /// Number of segments.
    pub n: u64,
    /// Groups that hold any segment.
    pub groups: usize,
}

/// Tests whether a code's share is the same in all groups, clustered by document and weighted. Equal to
/// `svychisq` of R's survey, with `statistic = "F"` and `"Chisq"`, for one design stratum.
///
/// # Undefined
///
/// Without segments; with fewer than two groups that hold any; where the code is given to all segments
/// or to none; where more is given than there is; with one document; where shares do not differ
/// between documents, so that X² has no sampling error.
///
/// # Reference
///
/// Rao and Scott (1984), Annals of Statistics 12, 46–60; the F of the second order: Thomas and Rao
/// (1987), Journal of the American Statistical Association 82, 630–636; as in Lumley (2010), Complex
/// Surveys, section 7.3.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::{Crossed, rao_scott};
///
/// let mut crossed = Crossed::new(2);
/// for document in [[(3, 10), (0, 2)], [(0, 4), (3, 3)], [(1, 6), (5, 5)], [(0, 0), (2, 9)]] {
///     crossed.add(&document);
/// }
/// let test = rao_scott(&crossed).unwrap().second_order;
/// assert_eq!((test.df, test.denominator_df), (1.0, Some(3.0)));
/// assert!((test.statistic - 1.4294662).abs() < 1e-6 && (test.p - 0.3177413).abs() < 1e-6);
/// ```
pub fn rao_scott(crossed: &Crossed) -> Result<RaoScott, Reason> {
    let groups = crossed.compared()?;
    let correction = crossed.correction()?;
    let sums: Vec<_> = groups.iter().map(|it| &crossed.groups[*it]).collect();
    let n: u64 = sums.iter().map(|it| it.segments).sum();
    let weight: f64 = sums.iter().map(|it| it.n as f64).sum();
    let given: f64 = sums.iter().map(|it| it.y as f64).sum();
    let whole: i128 = sums.iter().map(|it| i128::from(it.n)).sum();
    let share = given / weight;

    let mut pearson = 0.0;
    let mut forms = Vec::with_capacity(groups.len());
    // of each group the variance of its log odds if segments were independent, times n / weight
    let mut simple = Vec::with_capacity(groups.len());
    for (&group, it) in groups.iter().zip(&sums) {
        let (y, all) = (it.y as f64, it.n as f64);
        let difference = y / all - share;
        pearson += all / weight * difference * difference;
        let not = all - y;
        let inverse = |cell: f64| if cell > 0.0 { weight / cell } else { 0.0 };
        simple.push((inverse(y) + inverse(not)) / n as f64);
        // The residual of the log odds. An empty cell has no logarithm and is left out: what remains is
        // the residual of the group's size.
        forms.push(if it.y == 0 || it.y == it.n {
            let sign = if it.y == 0 { -1 } else { 1 };
            let divisor = weight * all;
            let of_size = -sign * i128::from(it.n);
            Form { group, y: 0, n: sign * whole, all: of_size, divisor }
        } else {
            Form::residual(group, it.y, it.n, y * not)
        });
    }
    pearson *= n as f64 / (share * (1.0 - share));

    // The generalised design effects are the eigenvalues of Q·L, for the covariances L of the log odds,
    // and Q, which is the inverse of their simple covariances on the contrasts between groups.
    let log_odds = crossed.products(&forms);
    let precision: Vec<f64> = simple.iter().map(|it| 1.0 / it).collect();
    let total: f64 = precision.iter().sum();
    let size = groups.len();
    let mut effects = vec![vec![0.0; size]; size];
    for column in 0..size {
        let mean: f64 =
            (0..size).map(|it| precision[it] * log_odds[it][column]).sum::<f64>() / total;
        for row in 0..size {
            effects[row][column] = correction * precision[row] * (log_odds[row][column] - mean);
        }
    }
    let trace: f64 = (0..size).map(|it| effects[it][it]).sum();
    let of_groups: f64 = (0..size).map(|it| correction * precision[it] * log_odds[it][it]).sum();
    let with_turned = |(row, effects_of): (usize, &Vec<f64>)| -> f64 {
        effects_of.iter().zip(&effects).map(|(effect, turned)| effect * turned[row]).sum()
    };
    let trace_of_square: f64 = effects.iter().enumerate().map(with_turned).sum();
    // what rounding leaves of effects that are all zero
    if trace <= 1e-12 * of_groups || trace_of_square <= 0.0 {
        return Err(Reason::NoClusterVariation);
    }
    let contrasts = (size - 1) as f64;
    // between 1 and the number of contrasts, up to rounding
    let df = (trace * trace / trace_of_square).clamp(1.0, contrasts);
    let denominator = df * (crossed.clusters - 1) as f64;
    let (f, chi_square) = (pearson / trace, pearson / (trace / contrasts));
    Ok(RaoScott {
        second_order: Test {
            statistic: f,
            df,
            denominator_df: Some(denominator),
            p: f_p(f, df, denominator),
            name: TestName::RaoScottSecond,
        },
        first_order: Test {
            statistic: chi_square,
            df: contrasts,
            denominator_df: None,
            p: chi_square_p(chi_square, contrasts),
            name: TestName::RaoScottFirst,
        },
        pearson,
        design_effect: trace / contrasts,
        n,
        groups: size,
    })
}

/// The design-based Wald test whether a code's share is the same in two groups: what is given in the
/// second over what would be if the shares were equal, by its standard error. Equal to `svychisq` of
/// R's survey with `statistic = "Wald"`.
///
/// # Undefined
///
/// As [`rao_scott`], and where not exactly two groups hold segments.
///
/// # Reference
///
/// Koch, Freeman and Freeman (1975), International Statistical Review 43, 59–78.
pub fn wald(crossed: &Crossed) -> Result<Test, Reason> {
    let groups = crossed.compared()?;
    let correction = crossed.correction()?;
    let &[first, second] = groups.as_slice() else { return Err(Reason::NotOfThis) };
    let sums = [&crossed.groups[first], &crossed.groups[second]];
    let y: i128 = sums.iter().map(|it| i128::from(it.y)).sum();
    let n: i128 = sums.iter().map(|it| i128::from(it.n)).sum();
    let weight = n as f64;
    // residuals from the common share, each times the other group's part of the whole
    let form = |group: usize, other: usize| Form {
        group,
        y: n,
        n: -y,
        all: 0,
        divisor: weight * weight / crossed.groups[other].n as f64,
    };
    let products = crossed.products(&[form(first, second), form(second, first)]);
    let squares = products[1][1] - 2.0 * products[0][1] + products[0][0];
    let expected = y as f64 * (sums[1].n as f64 / weight);
    let excess = sums[1].y as f64 - expected;
    // the residuals of the clusters add up to the excess, not to zero
    let variance = correction * (squares - excess * excess / crossed.clusters as f64);
    if variance <= 1e-12 * correction * squares || squares <= 0.0 {
        return Err(Reason::NoClusterVariation);
    }
    let statistic = excess * excess / variance;
    let denominator = (crossed.clusters - 1) as f64;
    Ok(Test {
        statistic,
        df: 1.0,
        denominator_df: Some(denominator),
        p: f_p(statistic, 1.0, denominator),
        name: TestName::Wald,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Counts, chi_square};

    fn crossed(groups: usize, clusters: &[Vec<(u64, u64)>]) -> Crossed {
        let mut crossed = Crossed::new(groups);
        clusters.iter().for_each(|it| crossed.add(it));
        crossed
    }

    #[test]
    fn tests_that_are_undefined_say_why() {
        for (clusters, reason) in [
            (vec![], Reason::NoDenominator),
            (vec![vec![(1, 2), (0, 3)]], Reason::OneCluster),
            (vec![vec![(1, 2), (0, 0)], vec![(0, 3), (0, 0)]], Reason::OneGroup),
            (vec![vec![(0, 2), (0, 2)], vec![(0, 3), (0, 0)]], Reason::NoVariation),
            (vec![vec![(2, 2), (2, 2)], vec![(3, 3), (0, 0)]], Reason::NoVariation),
            (vec![vec![(3, 2), (2, 2)], vec![(3, 3), (0, 0)]], Reason::Inconsistent),
            (vec![vec![(1, 2), (1, 3)], vec![(2, 4), (2, 6)]], Reason::NoClusterVariation),
        ] {
            let crossed = crossed(2, &clusters);
            assert_eq!(rao_scott(&crossed), Err(reason), "{clusters:?}");
            if reason != Reason::NoClusterVariation {
                assert_eq!(wald(&crossed), Err(reason), "{clusters:?}");
            }
        }
        let three = crossed(3, &[vec![(1, 2), (0, 3), (1, 2)], vec![(1, 2), (1, 3), (2, 2)]]);
        assert_eq!(wald(&three), Err(Reason::NotOfThis));
    }

    #[test]
    fn documents_without_weights_and_with_equal_weights_are_alike() {
        let clusters = [vec![(3, 10), (0, 2)], vec![(0, 4), (3, 3)], vec![(5, 6), (5, 5)]];
        let plain = rao_scott(&crossed(2, &clusters)).unwrap();
        let scale = 3_000_000;
        let mut weighted = crossed(
            2,
            &clusters
                .map(|it| it.into_iter().map(|(y, n)| (y * scale, n * scale)).collect::<Vec<_>>()),
        );
        weighted.groups.iter_mut().for_each(|it| it.segments /= scale);
        let weighted = rao_scott(&weighted).unwrap();
        assert!((plain.second_order.p - weighted.second_order.p).abs() < 1e-14);
        assert_eq!(plain.n, weighted.n);
    }

    proptest! {
        #[test]
        fn the_order_of_groups_does_not_matter(
            clusters in prop::collection::vec(prop::collection::vec((0u64..5, 0u64..5), 4), 2..12),
            turn in 1usize..4
        ) {
            let clusters: Vec<Vec<(u64, u64)>> = clusters
                .into_iter()
                .map(|it| it.into_iter().map(|(y, n)| (y.min(n), n)).collect())
                .collect();
            let turned: Vec<_> = clusters
                .iter()
                .map(|it| { let mut it = it.clone(); it.rotate_left(turn); it })
                .collect();
            let (plain, turned) = (crossed(4, &clusters), crossed(4, &turned));
            match (rao_scott(&plain), rao_scott(&turned)) {
                (Ok(a), Ok(b)) => {
                    prop_assert!((0.0..=1.0).contains(&a.second_order.p));
                    prop_assert!((0.0..=1.0).contains(&a.first_order.p));
                    prop_assert!(a.second_order.statistic.is_finite());
                    prop_assert!((a.second_order.p - b.second_order.p).abs() < 1e-9);
                    prop_assert!((a.pearson - b.pearson).abs() < 1e-9 * (1.0 + a.pearson));
                    let of = a.second_order.df;
                    prop_assert!(of > 0.999_999 && of < a.groups as f64 - 0.999_999);
                }
                (a, b) => prop_assert_eq!(a.err(), b.err()),
            }
        }

        #[test]
        fn one_segment_a_document_gives_the_plain_chi_square(
            groups in prop::collection::vec((1u64..20, 1u64..20), 2..5)
        ) {
            let mut single = Crossed::new(groups.len());
            for (at, &(given, not)) in groups.iter().enumerate() {
                for it in 0..given + not {
                    let mut cluster = vec![(0, 0); groups.len()];
                    cluster[at] = (u64::from(it < given), 1);
                    single.add(&cluster);
                }
            }
            let cells: Vec<u64> = groups.iter().flat_map(|it| [it.0, it.1]).collect();
            let plain = chi_square(&Counts::new(&cells, 2).unwrap()).unwrap();
            let found = rao_scott(&single).unwrap();
            prop_assert!((found.pearson - plain.pearson.statistic).abs() < 1e-9);
            // all design effects are n/(n − 1)
            let n = found.n as f64;
            prop_assert!((found.design_effect - n / (n - 1.0)).abs() < 1e-9);
            let contrasts = groups.len() as f64 - 1.0;
            prop_assert!((found.second_order.df - contrasts).abs() < 1e-6);
            let f = plain.pearson.statistic * (n - 1.0) / n / contrasts;
            prop_assert!((found.second_order.statistic - f).abs() < 1e-9);
        }
    }
}
