//! Fisher's exact test: of tables of two by two, and of a code by several groups (Freeman and Halton).
//!
//! Counts enter, a two-sided p value leaves. Deliberately absent: one-sided tests, and an exact test
//! of segments that stand in documents, which there is none of.

use std::collections::BTreeMap;

use super::Reason;

/// Tables as likely as the one observed count as no likelier, and rounding must not part them: R's
/// rule.
const TOLERANCE: f64 = 1e-7;
/// How many nodes of the network are visited, and sums of its bounds made, before giving up.
const MOST_NODES: usize = 1_000_000;
const MOST_BOUNDS: u64 = 50_000_000;

/// The two-sided p of Fisher's exact test for a code by groups, each with `(given, segments)`: the
/// probability of all tables with the same margins that are no likelier than the one observed. Below
/// 1e-300 it is 0. Groups without segments do not matter.
///
/// # Undefined
///
/// Without segments; with fewer than two groups that hold any; where the code is given to all segments
/// or to none; where more is given than there is; with three groups or more, where there are too many
/// tables.
///
/// # Reference
///
/// Fisher (1935), The Design of Experiments, section 21; several groups: Freeman and Halton (1951),
/// Biometrika 38, 141–149; by the network of Mehta and Patel (1983), Journal of the American
/// Statistical Association 78, 427–434. Tables are as likely up to one part in ten million, as in R.
///
/// # Examples
///
/// ```
/// use framebook_engine::stats::{Reason, fisher};
///
/// assert!((fisher(&[(3, 4), (1, 4)]).unwrap() - 0.485714).abs() < 1e-6);
/// assert_eq!(fisher(&[(3, 4)]), Err(Reason::OneGroup));
/// ```
pub fn fisher(groups: &[(u64, u64)]) -> Result<f64, Reason> {
    if groups.iter().any(|it| it.0 > it.1) {
        return Err(Reason::Inconsistent);
    }
    let groups: Vec<(u64, u64)> = groups.iter().copied().filter(|it| it.1 > 0).collect();
    let given: u64 = groups.iter().map(|it| it.0).sum();
    let all: u64 = groups.iter().map(|it| it.1).sum();
    match groups.as_slice() {
        [] => Err(Reason::NoDenominator),
        [_] => Err(Reason::OneGroup),
        _ if given == 0 || given == all => Err(Reason::NoVariation),
        [first, second] => Ok(two(*first, *second)),
        _ => several(&groups, given, all),
    }
}

/// Sums over all counts that the first group could have been given. Probabilities are relative to that
/// of the mode and follow from it by ratios of whole numbers; no logarithm of a factorial loses digits.
fn two(first: (u64, u64), second: (u64, u64)) -> f64 {
    let (observed, m, n) = (first.0, first.1, second.1);
    let k = first.0 + second.0;
    let (least, most) = (k.saturating_sub(n), k.min(m));
    let mode = (u128::from(k + 1) * u128::from(m + 1) / u128::from(m + n + 2)) as u64;
    let mode = mode.clamp(least, most);
    let upward =
        |it: u64| ((m - it) as f64 * (k - it) as f64) / ((it + 1) as f64 * (n + it + 1 - k) as f64);
    let mut above = vec![1.0];
    for it in mode..most {
        let next = above[above.len() - 1] * upward(it);
        if next == 0.0 {
            break;
        }
        above.push(next);
    }
    let mut below = vec![1.0];
    for it in (least..mode).rev() {
        let next = below[below.len() - 1] / upward(it);
        if next == 0.0 {
            break;
        }
        below.push(next);
    }
    let away = observed.abs_diff(mode) as usize;
    let side = if observed >= mode { &above } else { &below };
    let limit = side.get(away).copied().unwrap_or(0.0) * (1.0 + TOLERANCE);
    // from the rare tables to the likely ones: small numbers are added first
    let (mut rare, mut total) = (0.0, 0.0);
    for probability in above.iter().skip(1).rev().chain(below.iter().rev()) {
        total += probability;
        if *probability <= limit {
            rare += probability;
        }
    }
    f64::min(rare / total, 1.0)
}

/// The network: group after group, with what is left to be given. Where even the likeliest completion
/// of a beginning is no likelier than what was observed, all its completions count, and their sum is
/// known (Vandermonde); where the least likely is likelier, none does; the others are followed.
fn several(groups: &[(u64, u64)], given: u64, all: u64) -> Result<f64, Reason> {
    // given and not given are alike: the rarer of the two needs fewer steps
    let rare = given.min(all - given);
    let counts: Vec<(u64, u64)> =
        groups.iter().map(|it| if rare == given { *it } else { (it.1 - it.0, it.1) }).collect();
    let bounds = counts.iter().map(|it| it.1.min(rare).saturating_mul(rare));
    if bounds.fold(0, u64::saturating_add) > MOST_BOUNDS || all > MOST_BOUNDS {
        return Err(Reason::TooLarge);
    }
    let mut factorial = vec![0.0; all as usize + 1];
    for it in 1..factorial.len() {
        factorial[it] = factorial[it - 1] + (it as f64).ln();
    }
    let choose = |n: u64, k: u64| {
        factorial[n as usize] - factorial[k as usize] - factorial[(n - k) as usize]
    };
    let observed: f64 = counts.iter().map(|it| choose(it.1, it.0)).sum();
    let limit = observed + TOLERANCE;
    let stages = bounds_of(&counts, rare, &choose);
    let mut after: u64 = all;
    let mut nodes = BTreeMap::from([((rare, 0), (0.0, 1.0))]);
    let (mut p, mut visited) = (0.0, 0);
    for (stage, &(_, n)) in counts.iter().enumerate() {
        after -= n;
        let mut next: BTreeMap<(u64, i64), (f64, f64)> = BTreeMap::new();
        for (&(left, _), &(past, paths)) in &nodes {
            for y in left.saturating_sub(after)..=left.min(n) {
                let past = past + choose(n, y);
                let left = left - y;
                let (most, least) = stages[stage + 1][left as usize];
                if past + most <= limit {
                    let completions = choose(after, left);
                    p += paths * (past + completions - choose(all, rare)).exp();
                } else if past + least <= limit {
                    // beginnings as likely as one another are one node
                    let key = (left, (past * 1e9).round() as i64);
                    next.entry(key).or_insert((past, 0.0)).1 += paths;
                }
            }
        }
        visited += next.len();
        if visited > MOST_NODES {
            return Err(Reason::TooLarge);
        }
        nodes = next;
    }
    Ok(f64::min(p, 1.0))
}

/// For each stage, and what is left to be given from it on, the logarithm of the likeliest and of the
/// least likely completion.
fn bounds_of(
    counts: &[(u64, u64)],
    rare: u64,
    choose: &impl Fn(u64, u64) -> f64,
) -> Vec<Vec<(f64, f64)>> {
    const NONE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut last = vec![NONE; rare as usize + 1];
    last[0] = (0.0, 0.0);
    let mut stages = vec![last];
    for &(_, n) in counts.iter().rev() {
        let after = &stages[stages.len() - 1];
        let own: Vec<f64> = (0..=n.min(rare)).map(|y| choose(n, y)).collect();
        let completion = |left: usize| {
            own.iter().enumerate().take(left + 1).fold(NONE, |(most, least), (y, own)| {
                let (rest_most, rest_least) = after[left - y];
                (most.max(own + rest_most), least.min(own + rest_least))
            })
        };
        let stage = (0..=rare as usize).map(completion).collect();
        stages.push(stage);
    }
    stages.reverse();
    stages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn exact_tests_that_are_undefined_say_why() {
        for (groups, reason) in [
            (vec![], Reason::NoDenominator),
            (vec![(0, 0), (0, 0)], Reason::NoDenominator),
            (vec![(1, 3), (0, 0)], Reason::OneGroup),
            (vec![(0, 3), (0, 4), (0, 5)], Reason::NoVariation),
            (vec![(3, 3), (4, 4)], Reason::NoVariation),
            (vec![(4, 3), (1, 4)], Reason::Inconsistent),
            (vec![(40_000, 90_000); 3], Reason::TooLarge),
        ] {
            assert_eq!(fisher(&groups), Err(reason), "{groups:?}");
        }
    }

    #[test]
    fn tables_of_millions_are_tested() {
        let p = fisher(&[(1_000_000, 3_000_000), (1_002_000, 3_000_000)]).unwrap();
        // R: fisher.test(matrix(c(1e6, 2e6, 1002000, 1998000), 2))
        assert!((p - 0.083_495_889_901_795_61).abs() < 1e-12, "{p}");
        assert_eq!(fisher(&[(0, 3_000_000), (1_002_000, 3_000_000)]), Ok(0.0));
    }

    /// Every table with the margins, one by one.
    fn enumerated(groups: &[(u64, u64)]) -> f64 {
        fn choose(n: u64, k: u64) -> f64 {
            (0..k).fold(1.0, |sum, it| sum * (n - it) as f64 / (it + 1) as f64)
        }
        fn walk(groups: &[(u64, u64)], left: u64, past: f64, found: &mut Vec<f64>) {
            match groups {
                [] if left == 0 => found.push(past),
                [] => {}
                [(_, n), rest @ ..] => (0..=left.min(*n))
                    .for_each(|y| walk(rest, left - y, past * choose(*n, y), found)),
            }
        }
        let mut tables = Vec::new();
        walk(groups, groups.iter().map(|it| it.0).sum(), 1.0, &mut tables);
        let observed: f64 = groups.iter().map(|it| choose(it.1, it.0)).product();
        let rare = tables.iter().filter(|it| **it <= observed * (1.0 + TOLERANCE)).sum::<f64>();
        rare / tables.iter().sum::<f64>()
    }

    proptest! {
        #[test]
        fn the_network_and_the_ratios_find_every_table(
            groups in prop::collection::vec((0u64..9, 1u64..9), 2..5),
            turn in 0usize..5
        ) {
            let mut groups: Vec<_> = groups.into_iter().map(|(y, n)| (y.min(n), n)).collect();
            if let Ok(p) = fisher(&groups) {
                prop_assert!((0.0..=1.0).contains(&p));
                prop_assert!((p - enumerated(&groups)).abs() < 1e-9, "{p}");
                let at = turn % groups.len();
                groups.rotate_left(at);
                prop_assert!((fisher(&groups).unwrap() - p).abs() < 1e-9);
                let not: Vec<_> = groups.iter().map(|it| (it.1 - it.0, it.1)).collect();
                prop_assert!((fisher(&not).unwrap() - p).abs() < 1e-9);
            }
        }
    }
}
