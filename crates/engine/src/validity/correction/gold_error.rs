//! What the gold standard's own errors could do to a corrected share.
//!
//! A share and the largest error rates of the gold standard enter; bounds leave. Deliberately absent:
//! which error rates there are; half of what two coders disagree on is what one of them would err, if
//! both erred alike and never together.

/// The least and largest share that go with a share measured by a gold standard that errs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

/// Bounds of the true share where the gold standard gives the code wrongly to at most the share
/// `false_positive` of what has it not, and withholds it from at most `false_negative` of what has it.
/// What the gold standard measures is then between θ(1 − `false_negative`) and θ + (1 − θ)·`false_positive`
/// for the true share θ; the bounds are what that leaves of θ. To bound an interval, bound its ends.
///
/// # Undefined
///
/// `None` where an argument is not in 0 to 1, or a rate is 1.
///
/// # Reference
///
/// Horowitz and Manski (1995), Econometrica 63, 281–302, for bounds under contaminated data; the
/// formula is Rogan and Gladen's (1978) at its extremes.
///
/// # Examples
///
/// ```
/// use framebook_engine::validity::correction::bounds;
///
/// let found = bounds(0.3, 0.02, 0.1).unwrap();
/// assert!((found.low - 0.285714).abs() < 1e-6 && (found.high - 0.333333).abs() < 1e-6);
/// ```
pub fn bounds(share: f64, false_positive: f64, false_negative: f64) -> Option<Bounds> {
    let unit = |it: f64| (0.0..=1.0).contains(&it);
    if !(unit(share) && unit(false_positive) && unit(false_negative))
        || false_positive == 1.0
        || false_negative == 1.0
    {
        return None;
    }
    let low = ((share - false_positive) / (1.0 - false_positive)).max(0.0);
    let high = (share / (1.0 - false_negative)).min(1.0);
    Some(Bounds { low, high })
}
