//! Quantiles and tails of the distributions that intervals and tests rest on: statrs, where it is
//! exact, and what it needs beside it.
//!
//! Deliberately absent: densities, random numbers. A tail probability is always in 0 to 1.

use statrs::distribution::{ChiSquared, Continuous, ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::checked_beta_reg;

/// The two-sided quantile of the normal distribution: 1.959964 for `level` .95. Not a number for a
/// level outside (0, 1).
pub fn normal(level: f64) -> f64 {
    if !(level > 0.0 && level < 1.0) {
        return f64::NAN;
    }
    normal_quantile(1.0 - level)
}

/// The two-sided quantile of Student's t. Infinite for no degree of freedom, not a number for a
/// level outside (0, 1).
pub fn student(level: f64, freedom: u64) -> f64 {
    if !(level > 0.0 && level < 1.0) {
        return f64::NAN;
    }
    student_quantile(1.0 - level, freedom)
}

/// The value that a standard normal variable exceeds in absolute size with probability `p`, which is
/// in (0, 1) and may be as small as 1e-300.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -Normal::standard().inverse_cdf(p / 2.0)
}

/// The value that Student's t exceeds in absolute size with probability `p` in (0, 1).
///
/// statrs' own quantile is off by 6e-5 for a million degrees of freedom, and by a factor for three
/// and p = 1e-30. So where the tail is near to the normal one it is expanded, and elsewhere the tail
/// of statrs, which is exact, is inverted.
///
/// # Reference
///
/// Abramowitz and Stegun (1964), 26.7.5.
pub(crate) fn student_quantile(p: f64, freedom: u64) -> f64 {
    let v = freedom as f64;
    match freedom {
        0 => return f64::INFINITY,
        1 => return 1.0 / (std::f64::consts::FRAC_PI_2 * p).tan(),
        2 => return (2.0 * (1.0 - p).powi(2) / (p * (2.0 - p))).sqrt(),
        _ => {}
    }
    let z = normal_quantile(p);
    if 1.0 + z * z < v / 1000.0 {
        let terms = [
            (z.powi(3) + z) / 4.0,
            (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
            (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
            (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1482.0 * z.powi(5)
                - 1920.0 * z.powi(3)
                - 945.0 * z)
                / 92160.0,
        ];
        return terms.iter().rev().fold(0.0, |sum, term| (sum + term) / v) + z;
    }
    let Ok(student) = StudentsT::new(0.0, 1.0, v) else { return f64::NAN };
    // Newton on the logarithms: the log tail is concave in the log of t, so that from the normal
    // quantile, which is too small, one step leads beyond the root and the others back to it.
    let mut t = z;
    for _ in 0..100 {
        let tail = student_p(t, v);
        let step = (tail / p).ln() * tail / (2.0 * student.pdf(t) * t);
        t *= step.exp();
        // What is left is of the size of the step's square.
        if step.abs() < 1e-9 || !t.is_finite() {
            break;
        }
    }
    t
}

/// Probability of a chi-square of `df` degrees of freedom at or above `x`.
pub(super) fn chi_square_p(x: f64, df: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 1.0;
    }
    ChiSquared::new(df).map_or(1.0, |it| it.sf(x)).clamp(0.0, 1.0)
}

/// Probability of a chi-square of `df` degrees of freedom below `x`.
pub(super) fn chi_square_below(x: f64, df: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    ChiSquared::new(df).map_or(0.0, |it| it.cdf(x)).clamp(0.0, 1.0)
}

/// Probability of an F with `df` and `denominator` degrees of freedom, which need not be whole
/// numbers, at or above `x`. Exact to nine digits for up to a million degrees of freedom. By the incomplete beta
/// function, as statrs' own tail of F loses its digits where p is small.
pub(crate) fn f_p(x: f64, df: f64, denominator: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 1.0;
    }
    let below = denominator / (denominator + df * x);
    checked_beta_reg(denominator / 2.0, df / 2.0, below).map_or(1.0, |it| it.clamp(0.0, 1.0))
}

/// The value below which a beta variable lies with probability `p`, by halving; right to 1e-16. Not a
/// number where a parameter is not above 0.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..55 {
        let middle = (low + high) / 2.0;
        let Ok(below) = checked_beta_reg(a, b, middle) else { return f64::NAN };
        if below < p { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// Probability of a standard normal variable at least as large as `z` in absolute size. By the
/// chi-square of z², which statrs gives to fifteen digits, its normal tail to ten.
pub(super) fn normal_p(z: f64) -> f64 {
    chi_square_p(z * z, 1.0)
}

/// Probability of a Student's t at least as large as `t` in absolute size.
pub(crate) fn student_p(t: f64, df: f64) -> f64 {
    f_p(t * t, 1.0, df)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_scipy() {
        assert!((normal(0.95) - 1.959_963_984_540_054).abs() < 1e-9);
        for (freedom, expected) in [
            (1, 12.706_204_736_174_694),
            (2, 4.302_652_729_749_462),
            (9, 2.262_157_162_798_205),
            (100, 1.983_971_518_523_552),
            (200, 1.971_896_223_633_909),
            (201, 1.971_836_506_779_859),
            (1000, 1.962_339_080_826_408),
            (1_000_000, 1.959_966_356_814_107),
        ] {
            let found = student(0.95, freedom);
            assert!((found - expected).abs() < 1e-10, "{freedom}: {found}");
        }
    }

    /// Of both sides of where the expansion begins, and far out; mpmath, 40 digits.
    #[test]
    fn quantiles_of_student_agree_with_exact_arithmetic() {
        for (p, freedom, expected) in [
            (0.05, 3000, 1.9607550553224585),
            (0.05, 3900, 1.960572444826197),
            (0.5, 454, 0.675_030_521_095_802),
            (0.5, 456, 0.675_028_147_610_051_6),
            (1e-10, 1, 6_366_197_723.675_814),
            (1e-10, 2, 99999.9999925),
            (1e-30, 3, 13016380892.071493),
            (1e-100, 5, 1.8016099526269993e20),
            (1e-10, 30, 9.667_351_762_492_558),
            (1e-50, 1000, 15.864749871923095),
            (1e-12, 1000000, 7.130_599_267_919_323),
            (0.05, 1000000000, 1.9599639869123255),
            (0.9, 3, 0.136_598_199_353_698_9),
            (0.96, 5, 0.052_715_389_243_881_43),
            (0.999, 3, 0.0013603500825973613),
            (0.5, 1500, 0.674_653_342_140_878_5),
        ] {
            let found = student_quantile(p, freedom);
            assert!((found / expected - 1.0).abs() < 1e-10, "{p:e} {freedom}: {found:e}");
        }
    }

    /// mpmath, 40 digits.
    #[test]
    fn tails_agree_with_exact_arithmetic() {
        let near = |found: f64, expected: f64, digits: f64| {
            assert!((found / expected - 1.0).abs() < digits, "{found:e}, not {expected:e}");
        };
        for (x, df, expected) in [
            (1.5, 1.0, 0.220_671_361_919_846_8),
            (30.07, 2.0, 2.95380937522321e-7),
            (500.0, 5.0, 7.984_661_110_562_802e-106),
            (8.0, 30.0, 0.999_980_068_272_517_3),
            (0.001, 10.0, 1.0),
        ] {
            near(chi_square_p(x, df), expected, 1e-13);
        }
        for (x, df, denominator, expected) in [
            (1.5, 1.0, 10.0, 0.24873843369330947),
            (40.1, 2.7, 200.3, 6.301_088_270_911_193e-19),
            (3.0, 4.9, 1e5, 0.010910740794097708),
            (30.0, 4.9, 1e6, 4.8710969202293164e-30),
            (0.01, 1.0, 3.2, 0.9262837709727626),
        ] {
            near(f_p(x, df, denominator), expected, 1e-9);
        }
        for (z, expected) in [
            (0.1, 0.920_344_325_445_942),
            (1.5, 0.13361440253771613),
            (5.0, 5.733_031_437_583_878e-7),
            (37.0, 1.1451142445049154e-299),
        ] {
            near(normal_p(z), expected, 1e-13);
            near(normal_quantile(expected), z, 1e-14);
        }
    }

    /// scipy, `beta.ppf`.
    #[test]
    fn quantiles_of_beta_agree_with_scipy() {
        for (p, a, b, expected) in [
            (0.025, 0.5, 50.5, 9.771663301804052e-06),
            (0.975, 0.5, 50.5, 0.048758459444071374),
            (0.025, 1.5, 49.5, 0.0021664941752936335),
            (0.975, 120.2, 3.7, 0.9922889306619438),
            (0.025, 0.8, 200.7, 4.55720516743787e-05),
            (0.5, 2.0, 3.0, 0.3857275681323895),
            (0.975, 5000.5, 300.5, 0.9493768620239625),
        ] {
            let found = beta_quantile(p, a, b);
            assert!((found / expected - 1.0).abs() < 1e-10, "{p} {a} {b}: {found:e}");
        }
        assert!(
            beta_quantile(0.5, 0.0, 1.0).is_nan() && beta_quantile(0.5, 1.0, f64::NAN).is_nan()
        );
    }

    #[test]
    fn has_no_quantile_for_a_level_that_is_none() {
        for level in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(normal(level).is_nan());
            assert!(student(level, 5).is_nan());
        }
        assert_eq!(student(0.95, 0), f64::INFINITY);
    }
}
