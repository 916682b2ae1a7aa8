//! Quantiles of the distributions that intervals rest on.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Degrees of freedom above which the expansion is exacter than the incomplete beta function.
const MANY: u64 = 200;

/// The two-sided quantile of the normal distribution: 1.959964 for `level` .95. Not a number for a
/// level outside (0, 1).
pub fn normal(level: f64) -> f64 {
    if !(level > 0.0 && level < 1.0) {
        return f64::NAN;
    }
    Normal::standard().inverse_cdf(0.5 + level / 2.0)
}

/// The two-sided quantile of Student's t. Infinite for no degree of freedom, not a number for a
/// level outside (0, 1).
///
/// # Reference
///
/// Many degrees of freedom: Abramowitz and Stegun (1964), 26.7.5.
pub fn student(level: f64, freedom: u64) -> f64 {
    let z = normal(level);
    if z.is_nan() {
        return z;
    }
    if freedom == 0 {
        return f64::INFINITY;
    }
    let v = freedom as f64;
    if freedom <= MANY {
        return StudentsT::new(0.0, 1.0, v)
            .map_or(f64::NAN, |it| it.inverse_cdf(0.5 + level / 2.0));
    }
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / v + second / v.powi(2) + third / v.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_scipy() {
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
            assert!((found - expected).abs() < 1e-8, "{freedom}: {found}");
        }
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
