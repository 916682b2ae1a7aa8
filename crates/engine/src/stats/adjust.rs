//! p values of a family of tests, adjusted for their number.
//!
//! Deliberately absent: what a family is (the caller says), and thresholds.

/// Adjusts by Holm's step-down procedure, which keeps the probability of any false positive in the
/// family. A test that is undefined stays so and does not count; so does what is no probability.
///
/// # Reference
///
/// Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::holm;
///
/// assert_eq!(holm(&[Some(0.01), None, Some(0.04)]), [Some(0.02), None, Some(0.04)]);
/// ```
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let order = ascending(p);
    let mut adjusted = vec![None; p.len()];
    let mut largest: f64 = 0.0;
    for (rank, &(at, value)) in order.iter().enumerate() {
        largest = largest.max(value * (order.len() - rank) as f64).min(1.0);
        adjusted[at] = Some(largest);
    }
    adjusted
}

/// Adjusts by Benjamini and Hochberg's step-up procedure, which keeps the expected share of false
/// positives among the positives. A test that is undefined stays so and does not count; so does what
/// is no probability.
///
/// # Reference
///
/// Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let order = ascending(p);
    let mut adjusted = vec![None; p.len()];
    let mut least: f64 = 1.0;
    for (rank, &(at, value)) in order.iter().enumerate().rev() {
        // the product first: 1·n/n is 1, 1/n·n may be less
        least = least.min(value * order.len() as f64 / (rank + 1) as f64);
        adjusted[at] = Some(least);
    }
    adjusted
}

/// The places and values of what is a probability, smallest first.
fn ascending(p: &[Option<f64>]) -> Vec<(usize, f64)> {
    let probability = |it: &f64| (0.0..=1.0).contains(it);
    let mut order: Vec<(usize, f64)> =
        p.iter().enumerate().filter_map(|(at, p)| Some((at, p.filter(probability)?))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: &[Option<f64>], expected: &[Option<f64>]) -> bool {
        let near = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 5e-7,
            (a, b) => a == b,
        };
        found.len() == expected.len() && found.iter().zip(expected).all(near)
    }

    /// Benjamini and Hochberg (1995), section 3.2; adjusted with R's `p.adjust`.
    #[test]
    fn agrees_with_values_computed_elsewhere() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let step_up = [
            0.0015,
            0.003,
            0.0095,
            0.035625,
            0.0603,
            0.063857143,
            0.063857143,
            0.0645,
            0.0765,
            0.486,
            0.581181818,
            0.714875,
            0.753230769,
            0.813214286,
            1.0,
        ];
        let step_down = [
            0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1.0, 1.0, 1.0, 1.0,
            1.0, 1.0,
        ];
        let some = |it: &[f64]| it.iter().copied().map(Some).collect::<Vec<_>>();
        assert!(near(&benjamini_hochberg(&some(&p)), &some(&step_up)));
        assert!(near(&holm(&some(&p)), &some(&step_down)));
    }

    /// R: `p.adjust(c(.03, NA, .01, .03, 2/3, .03), "BH")` and `"holm"`.
    #[test]
    fn ties_are_one_and_the_undefined_do_not_count() {
        let p = [Some(0.03), None, Some(0.01), Some(0.03), Some(2.0 / 3.0), Some(0.03)];
        let step_up =
            [Some(0.0375), None, Some(0.0375), Some(0.0375), Some(2.0 / 3.0), Some(0.0375)];
        let step_down = [Some(0.12), None, Some(0.05), Some(0.12), Some(2.0 / 3.0), Some(0.12)];
        assert!(near(&benjamini_hochberg(&p), &step_up));
        assert!(near(&holm(&p), &step_down));
        let none = [Some(f64::NAN), Some(-0.1), Some(1.1), None];
        assert_eq!(holm(&none), [None; 4]);
        assert_eq!(benjamini_hochberg(&none), [None; 4]);
        assert_eq!(holm(&[]), []);
    }

    proptest! {
        #[test]
        fn adjusted_values_are_larger_and_in_the_same_order(
            p in prop::collection::vec(prop::option::of(0.0f64..=1.0), 0..30)
        ) {
            for adjusted in [holm(&p), benjamini_hochberg(&p)] {
                for (before, after) in p.iter().zip(&adjusted) {
                    prop_assert_eq!(before.is_some(), after.is_some());
                    let (Some(before), Some(after)) = (before, after) else { continue };
                    prop_assert!(*after >= before * (1.0 - 1e-15) && *after <= 1.0);
                    for (other, other_after) in p.iter().zip(&adjusted) {
                        let (Some(other), Some(other_after)) = (other, other_after) else { continue };
                        prop_assert!(before > other || after <= other_after);
                    }
                }
            }
        }
    }
}
