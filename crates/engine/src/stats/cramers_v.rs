//! How strong the association of a table is: Cramér's V, with an interval.
//!
//! A chi-square enters. Deliberately absent: words for what is small or large.

use super::distribution::chi_square_below;
use super::{Estimate, Interval, Method, Reason};

use statrs::function::gamma::ln_gamma;

/// Cramér's V of a table, from 0 to 1: √(X² / (n·(k − 1))) for the lesser k of rows and columns.
///
/// The interval holds the V of the noncentral chi-square distributions in whose tails X² lies. With a
/// `design_effect` other than 1 (the mean of Rao and Scott's; 1 for independent observations) X² and n
/// are divided by it first, which leaves the value as it is and widens the interval.
///
/// Where a table is more even than chance makes it, both ends would lie below V itself; then the upper
/// end is V.
///
/// # Undefined
///
/// Without observations; with fewer than two rows or columns; for a design effect that is not above 0.
///
/// # Reference
///
/// Cramér (1946), Mathematical Methods of Statistics, section 21.9; the interval: Smithson (2003),
/// Confidence Intervals, ch. 4, of the noncentrality itself (not plus the degrees of freedom); the
/// design effect: Rao and Scott (1981), Journal of the American Statistical Association 76, 221–230.
pub fn cramers_v(
    chi_square: f64,
    n: u64,
    shape: (usize, usize),
    design_effect: f64,
    level: f64,
) -> Estimate {
    if n == 0 {
        return Estimate::Undefined(Reason::NoDenominator);
    }
    if shape.0 < 2 || shape.1 < 2 {
        return Estimate::Undefined(Reason::OneGroup);
    }
    if !(design_effect > 0.0 && design_effect.is_finite() && chi_square >= 0.0) {
        return Estimate::Undefined(Reason::OutOfRange);
    }
    let scale = n as f64 * (shape.0.min(shape.1) - 1) as f64;
    let value = (chi_square / scale).sqrt().min(1.0);
    let df = ((shape.0 - 1) * (shape.1 - 1)) as f64;
    let corrected = chi_square / design_effect;
    let v = |below: f64| {
        let noncentrality = noncentrality(corrected, df, below)?;
        Some((noncentrality * design_effect / scale).sqrt().min(1.0))
    };
    let tail = (1.0 - level) / 2.0;
    let interval = match (v(1.0 - tail), v(tail)) {
        (Some(low), Some(high)) => Ok(Interval::new(low, high.max(value))),
        _ => Err(Reason::OutOfRange),
    };
    Estimate::new(value, interval, n, Method::NoncentralChiSquare)
}

/// The noncentrality at which a chi-square is below `x` with probability `below`; 0 where that is not
/// so for any. `None` for a probability that is none.
fn noncentrality(x: f64, df: f64, below: f64) -> Option<f64> {
    if !(below > 0.0 && below < 1.0) {
        return None;
    }
    if chi_square_below(x, df) <= below {
        return Some(0.0);
    }
    let (mut low, mut high) = (0.0, x.max(1.0));
    while noncentral_below(x, df, high) > below {
        (low, high) = (high, high * 2.0);
    }
    while high - low > 1e-13 * high {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if noncentral_below(x, df, middle) > below {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((low + high) / 2.0)
}

/// Probability of a noncentral chi-square below `x`: the mixture of central ones of df + 2j degrees of
/// freedom with Poisson weights of mean λ/2.
///
/// Both are computed from the far end of the weights down, where each step only adds; the weights are
/// divided by their sum, in which the rounding of the first cancels.
///
/// # Reference
///
/// Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, 29.3.
fn noncentral_below(x: f64, df: f64, noncentrality: f64) -> f64 {
    let mean = noncentrality / 2.0;
    if mean <= 0.0 {
        return chi_square_below(x, df);
    }
    let reach = 9.0 * mean.sqrt() + 20.0;
    let (first, last) = ((mean - reach).max(0.0).floor(), (mean + reach).ceil());
    let half = x / 2.0;
    let mut weight = (last * mean.ln() - mean - ln_gamma(last + 1.0)).exp();
    let mut below = chi_square_below(x, df + 2.0 * last);
    let mut shape = df / 2.0 + last;
    // the difference of two neighbours: half^shape · e^−half / Γ(shape + 1)
    let mut step = (shape * half.ln() - half - ln_gamma(shape + 1.0)).exp();
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut j = last;
    loop {
        sum += weight * below;
        weights += weight;
        if j <= first {
            break;
        }
        weight *= j / mean;
        step *= shape / half;
        below += step;
        shape -= 1.0;
        j -= 1.0;
    }
    if weights > 0.0 { (sum / weights).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.ncx2.cdf
    #[test]
    fn the_noncentral_distribution_agrees_with_scipy() {
        for (x, df, noncentrality, expected) in [
            (3.0, 2.0, 1.0, 0.6206436532195437),
            (30.07, 2.0, 14.0, 0.948594140582618),
            (30.07, 2.0, 60.0, 0.009667502970518257),
            (5.0, 12.0, 0.01, 0.0418820929979293),
            (400.0, 3.0, 350.0, 0.8925128012954904),
            (1000.0, 6.0, 1200.0, 0.0009881867506598395),
            (100000.0, 4.0, 101000.0, 0.05683194705644723),
            (1000000.0, 4.0, 1001000.0, 0.3080537252155129),
            (0.5, 1.0, 20.0, 8.315342461561934e-05),
        ] {
            let found = noncentral_below(x, df, noncentrality);
            assert!((found / expected - 1.0).abs() < 1e-9, "{x} {df} {noncentrality}: {found:e}");
        }
    }

    #[test]
    fn a_table_more_even_than_chance_has_an_interval_up_to_its_value() {
        let found = cramers_v(3.0, 1000, (11, 2), 1.0, 0.95);
        let interval = found.interval().unwrap();
        assert_eq!((interval.low, Some(interval.high)), (0.0, found.value()));
    }
}
