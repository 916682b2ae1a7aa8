//! The draw: a frame and a design enter; the segments that people code leave, each with its stratum, how likely it
//! was drawn, and what it is for. The same frame and design give the same draw, whatever the order of the frame.

use serde::{Deserialize, Serialize};

use crate::codings::Split;

use super::allocation::{AllocationEntry, Floors, TooFew, allocate};
use super::frame::{Frame, place};
use super::key;
use super::stratum::{Stratum, strata};

/// Which segments are drawn from, by the object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Those in scope, and a share of those out of it: what the dictionary takes for another subject is looked at
    /// too.
    #[default]
    Some,
    /// Those in scope only.
    In,
    /// All alike.
    All,
}

impl Scope {
    /// All, with what each is.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Some, "some", "those in scope, and a tenth from those out of it"),
        (Self::In, "in", "those in scope"),
        (Self::All, "all", "all, whether in scope or not"),
    ];
}

/// How a sample is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Design {
    /// The seed.
    pub seed: u64,
    /// No strata by language, variable and code.
    pub simple: bool,
    /// Which segments are drawn from.
    pub scope: Scope,
    /// How many from each stratum.
    pub allocation: &'static AllocationEntry,
    /// What the allocation is held to.
    pub floors: Floors,
    /// Share of clusters that are held out as test, 0 to 1.
    pub test: f64,
}

/// A stratum after the draw.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnStratum {
    /// As people read it.
    pub name: String,
    /// Number of segments in the frame.
    pub n_frame: u64,
    /// Drawn for dev.
    pub n_dev: u64,
    /// Drawn for test.
    pub n_test: u64,
}

impl DrawnStratum {
    /// Number of segments drawn.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n_dev + self.n_test
    }

    /// How likely each of its segments was drawn.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.n() as f64 / self.n_frame as f64
    }

    /// True where all are drawn.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.n() == self.n_frame
    }
}

/// A segment drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnSegment {
    /// Its index in the frame.
    pub segment: usize,
    /// Its stratum.
    pub stratum: usize,
    /// How likely it was drawn: above 0, at most 1.
    pub probability: f64,
    /// What it is for.
    pub split: Split,
}

/// A sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draw {
    /// The strata.
    pub strata: Vec<DrawnStratum>,
    /// The segments, ordered by document, part and place.
    pub segments: Vec<DrawnSegment>,
}

impl Draw {
    /// Takes over what each segment is for, in their order, where that is known better than the design: true where
    /// it is held out as test.
    pub fn resplit(&mut self, held_out: &[bool]) {
        for stratum in &mut self.strata {
            (stratum.n_dev, stratum.n_test) = (0, 0);
        }
        for (drawn, held_out) in self.segments.iter_mut().zip(held_out) {
            drawn.split = if *held_out { Split::Test } else { Split::Dev };
            if let Some(stratum) = self.strata.get_mut(drawn.stratum) {
                *(if *held_out { &mut stratum.n_test } else { &mut stratum.n_dev }) += 1;
            }
        }
    }
}

/// The strata of a design: what is drawn from.
#[must_use]
pub fn strata_of(frame: &Frame, design: &Design) -> Vec<Stratum> {
    strata(frame, design.simple, design.scope != Scope::All)
}

/// Draws `n` segments; all of them where there are fewer.
///
/// # Errors
///
/// [`TooFew`].
pub fn draw(frame: &Frame, design: &Design, n: u64) -> Result<Draw, TooFew> {
    let strata = strata_of(frame, design);
    let sizes = allocate(&strata, design.allocation, &design.floors, n)?;
    let mut drawn = Draw { strata: Vec::new(), segments: Vec::new() };
    for (at, (stratum, n)) in strata.into_iter().zip(sizes).enumerate() {
        let n_frame = stratum.segments.len() as u64;
        let mut keyed: Vec<(u64, usize)> = Vec::with_capacity(stratum.segments.len());
        for index in stratum.segments.iter().map(|it| *it as usize) {
            let segment = &frame.segments[index];
            let order = key::order(design.seed, &segment.document, &segment.part, segment.start);
            keyed.push((order, index));
        }
        keyed.sort_by(|a, b| {
            let places = || place(&frame.segments[a.1]).cmp(&place(&frame.segments[b.1]));
            a.0.cmp(&b.0).then_with(places)
        });
        let (mut n_dev, mut n_test) = (0, 0);
        for (_, segment) in keyed.into_iter().take(n as usize) {
            let held_out = key::held_out(&frame.segments[segment].cluster) < design.test;
            let split = if held_out { Split::Test } else { Split::Dev };
            *(if held_out { &mut n_test } else { &mut n_dev }) += 1;
            let probability = n as f64 / n_frame as f64;
            drawn.segments.push(DrawnSegment { segment, stratum: at, probability, split });
        }
        drawn.strata.push(DrawnStratum { name: stratum.name, n_frame, n_dev, n_test });
    }
    drawn.segments.sort_by_key(|it| it.segment);
    Ok(drawn)
}
