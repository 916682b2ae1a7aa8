//! Krippendorff's own bootstrap of alpha: as many pairs of values as were observed are drawn from all
//! that were, and the expected disagreement stays what it was. Its intervals are much narrower than
//! those of a bootstrap of units, and too narrow where few units were rated (Zapf and others 2016,
//! BMC Medical Research Methodology 16, 93): for comparison with other programs.
//!
//! # Reference
//!
//! Krippendorff (2006, 2016), Bootstrapping distributions for Krippendorff's alpha; Hayes and
//! Krippendorff (2007), Communication Methods and Measures 1, 77–89. A draw below −1 is thrown away.

use std::collections::BTreeMap;

use super::Reason;
use super::distance::Distance;
use super::kinds::Kinds;
use super::random::Random;

/// Most pairs that are held, and that are drawn in all.
const MOST_PAIRS: u64 = 50_000_000;
const MOST_DRAWN: u64 = 50_000_000_000;

/// The pairs of values of all units.
pub struct Pairs {
    /// Distances of the pairs that differ.
    different: Vec<f64>,
    /// Number of pairs, also of those that agree.
    n: usize,
    /// For each number of ratings of a unit: pairs in all such units, and what a distance adds.
    sizes: Vec<(u64, f64)>,
}

impl Pairs {
    /// The pairs of kinds that stand `weights` often, whole numbers; `scale` is the number of ratings times the
    /// expected disagreement.
    pub fn new(
        kinds: &Kinds,
        weights: &[f64],
        distance: &Distance,
        scale: f64,
    ) -> Result<Pairs, Reason> {
        let pairs_of = |size: u32| u64::from(size) * u64::from(size.saturating_sub(1)) / 2;
        let counted = weights.iter().zip(&kinds.sizes);
        let n: u64 = counted.map(|(&weight, &size)| weight as u64 * pairs_of(size)).sum();
        if n > MOST_PAIRS {
            return Err(Reason::TooLarge);
        }
        let mut different = Vec::new();
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for (kind, &weight) in weights.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let size = kinds.sizes[kind];
            if size < 2 {
                continue;
            }
            *sizes.entry(size).or_default() += weight as u64 * pairs_of(size);
            let entries = kinds.entries(kind);
            for (at, &(a, times)) in entries.iter().enumerate() {
                for &(b, others) in &entries[at + 1..] {
                    let far = distance.between(a, b);
                    let n = weight as usize * times as usize * others as usize;
                    different.extend(std::iter::repeat_n(far, n));
                }
            }
        }
        let adds = |size: u32| 2.0 / (scale * f64::from(size - 1));
        let sizes = sizes.into_iter().map(|(size, n)| (n, adds(size))).collect();
        Ok(Pairs { different, n: n as usize, sizes })
    }

    /// Whether as many draws are too much.
    pub fn too_many(&self, draws: u32) -> bool {
        self.n as u64 * u64::from(draws) > MOST_DRAWN
    }

    /// Alpha of one draw.
    pub fn draw(&self, random: &mut Random) -> Result<f64, Reason> {
        let mut alpha = 1.0;
        for &(n, adds) in &self.sizes {
            let mut sum = 0.0;
            for _ in 0..n {
                sum += self.different.get(random.below(self.n)).unwrap_or(&0.0);
            }
            alpha -= adds * sum;
        }
        if alpha >= -1.0 { Ok(alpha) } else { Err(Reason::OutOfRange) }
    }
}
