//! A population of segments, every one coded by the coder, some by the gold standard.
//!
//! Segments enter; they leave checked, with clusters and groups numbered. Deliberately absent: any
//! estimate.

use rustc_hash::FxHashMap;

use super::super::Fault;
use super::super::frame::Frame;
use super::super::judged::level;

/// A segment of the population, for one code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Whether the coder gave the code. Segments that it could not code are not in the population.
    pub given: bool,
    /// What the gold standard says, where it was asked.
    pub gold: Option<Gold>,
    /// The group whose error rates are fitted together: a language in a source.
    pub group: u32,
    /// The stratum that the gold sample was drawn from.
    pub stratum: u32,
    /// The document, or the group of reprints.
    pub cluster: u32,
    /// The weight of its document in the shares, above 0; 1 where all weigh alike. It is not one over the
    /// probability of being drawn, which the gold coding has.
    pub weight: f64,
}

/// A coding of the gold standard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gold {
    /// Whether it gives the code.
    pub given: bool,
    /// The probability with which the segment was drawn, above 0 and at most 1.
    pub probability: f64,
}

/// What the shares are shares of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Of what the corpus is a sample of: documents that might as well have been others.
    #[default]
    Process,
    /// Of the segments of the corpus themselves: only the gold sample is left to chance. It has to be
    /// one of segments, not of whole documents.
    Census,
}

/// What a correction can be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// The level of intervals.
    pub level: f64,
    /// Which folds are drawn.
    pub seed: u64,
    /// Whether one pair of error rates is to stand for all groups.
    pub pooled: bool,
    /// What the shares are shares of.
    pub target: Target,
}

impl Default for Options {
    /// Intervals of 95 %, error rates by group, the corpus as a sample.
    fn default() -> Options {
        Options { level: crate::stats::LEVEL, seed: 1, pooled: false, target: Target::Process }
    }
}

/// A population that was checked.
pub struct Population {
    pub(super) options: Options,
    pub(super) given: Vec<bool>,
    pub(super) gold: Vec<Option<Gold>>,
    /// Number of the group whose error rates hold, from 0.
    pub(super) group: Vec<usize>,
    /// What the groups are called; nothing where they are pooled.
    pub(super) groups: Vec<Option<u32>>,
    pub(super) cluster: Vec<usize>,
    /// Weights of the segments in the shares.
    pub(super) weight: Vec<f64>,
    /// What the clusters are called.
    pub(super) clusters: Vec<u32>,
    /// The segments with a gold coding.
    pub(super) golden: Vec<usize>,
    /// Their design; a row weighs what its segment does, over the probability that it was drawn.
    pub(super) frame: Frame,
}

impl Population {
    /// Checks the segments.
    ///
    /// # Errors
    ///
    /// An inclusion probability that is not in (0, 1], a weight that is not above 0, a level not in (0, 1).
    pub fn new(segments: &[Segment], options: Options) -> Result<Population, Fault> {
        level(options.level)?;
        let (mut groups, mut clusters) = (FxHashMap::default(), FxHashMap::default());
        let mut found = Population {
            options,
            given: segments.iter().map(|it| it.given).collect(),
            gold: segments.iter().map(|it| it.gold).collect(),
            group: Vec::with_capacity(segments.len()),
            groups: Vec::new(),
            cluster: Vec::with_capacity(segments.len()),
            weight: segments.iter().map(|it| it.weight).collect(),
            clusters: Vec::new(),
            golden: Vec::new(),
            frame: Frame::default(),
        };
        for (at, segment) in segments.iter().enumerate() {
            let name = (!options.pooled).then_some(segment.group);
            let next = groups.len();
            let group = *groups.entry(name).or_insert(next);
            if group == found.groups.len() {
                found.groups.push(name);
            }
            let next = clusters.len();
            let cluster = *clusters.entry(segment.cluster).or_insert(next);
            if cluster == found.clusters.len() {
                found.clusters.push(segment.cluster);
            }
            found.group.push(group);
            found.cluster.push(cluster);
            if !(segment.weight > 0.0 && segment.weight.is_finite()) {
                return Err(Fault::Weight { row: at + 1, weight: segment.weight });
            }
            let Some(Gold { probability, .. }) = segment.gold else { continue };
            if !(probability > 0.0
                && probability <= 1.0
                && (segment.weight.max(1.0) / probability).is_finite())
            {
                return Err(Fault::Probability { row: at + 1, probability });
            }
            found.golden.push(at);
        }
        let rows = found.golden.iter().map(|&at| {
            let weight = segments[at].gold.map_or(0.0, |it| segments[at].weight / it.probability);
            (weight, segments[at].stratum, found.cluster[at])
        });
        found.frame = Frame::of_population(rows, found.clusters.len());
        Ok(found)
    }

    /// Sum of the weights of the segments that `inside` says yes to.
    pub(super) fn weighed(&self, inside: impl Fn(usize) -> bool) -> f64 {
        (0..self.len()).filter(|at| inside(*at)).map(|at| self.weight[at]).sum()
    }

    /// Number of segments.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Whether the gold standard gives the code to the segment of a row of the gold sample.
    pub(super) fn positive(&self, row: usize) -> bool {
        self.gold[self.golden[row]].is_some_and(|it| it.given)
    }

    /// Number of segments with a gold coding, and of those that it gives the code to, for segments
    /// that `inside` says yes to.
    pub(super) fn counted(&self, inside: impl Fn(usize) -> bool) -> (u64, u64) {
        let mut found = (0, 0);
        for (row, &at) in self.golden.iter().enumerate() {
            if inside(at) {
                found.0 += 1;
                found.1 += u64::from(self.positive(row));
            }
        }
        found
    }
}
