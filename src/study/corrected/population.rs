//! The population that shares are of: the frame of a pass and its pairs enter, segments as the engine takes them leave,
//! and the groups of a variable among them.

use std::collections::{BTreeSet, HashMap};

use crate::engine::count::{GroupKey, Level, Weight};
use crate::engine::stats::{Clusters, Estimate, LEVEL, Method, share};
use crate::engine::validity::correction::{Gold, Segment};
use crate::sample::{Frame, FrameSegment};

use super::super::Failure;
use super::super::pairs::Pairs;
use super::super::stored::StoredSource;
use super::super::variable::Variables;

/// A frame with the gold codings of its segments found.
pub(super) struct Coded<'a> {
    pub frame: &'a Frame,
    pairs: &'a Pairs,
    /// For each segment of the frame its pair.
    pair: Vec<Option<usize>>,
    strata: HashMap<&'a str, u32>,
    clusters: HashMap<&'a str, u32>,
    /// Weights of documents by their number; nothing where all weigh alike.
    weights: Option<&'a HashMap<u32, Weight>>,
}

impl<'a> Coded<'a> {
    pub fn new(
        frame: &'a Frame,
        pairs: &'a Pairs,
        weights: Option<&'a HashMap<u32, Weight>>,
    ) -> Coded<'a> {
        fn numbers<'n>(names: impl Iterator<Item = &'n str>) -> HashMap<&'n str, u32> {
            let mut numbers = HashMap::new();
            for name in names {
                let next = numbers.len() as u32;
                numbers.entry(name).or_insert(next);
            }
            numbers
        }
        let placed = pairs.units.iter().enumerate().filter(|it| it.1.place.is_some());
        // where documents have one part, its name may stand in the unit or not
        let one = frame.segments.iter().all(|it| it.part.is_empty());
        let units: HashMap<(&str, &str, u32), usize> = placed
            .map(|(at, it)| {
                let unit = &it.unit;
                let part = if one { "" } else { unit.part.as_str() };
                ((unit.document.as_str(), part, unit.start as u32), at)
            })
            .collect();
        let pair = |it: &FrameSegment| {
            units.get(&(it.document.as_str(), it.part.as_str(), it.start)).copied()
        };
        Coded {
            frame,
            pairs,
            pair: frame.segments.iter().map(pair).collect(),
            strata: numbers(pairs.units.iter().map(|it| it.unit.stratum.as_str())),
            clusters: numbers(frame.segments.iter().map(|it| it.cluster.as_str())),
            weights,
        }
    }

    /// The weight of a segment of the frame; none where its document has no usable one, or one of 0, so that it is in no
    /// share.
    pub fn weight(&self, at: usize) -> Option<Weight> {
        match self.weights {
            None => Some(Weight::ONE),
            Some(weights) => {
                let weight = weights.get(&self.frame.segments[at].row).copied();
                weight.filter(|it| *it != Weight::ZERO)
            }
        }
    }

    /// The segments at some places of the frame, for the code at a place of the pairs that is the `rank`-th of the
    /// frame's.
    pub fn segments(&self, of: &[usize], place: usize, rank: usize) -> Vec<Segment> {
        let likelihoods = self.pairs.likelihoods(place);
        let segment = |at: &usize| {
            let it = &self.frame.segments[*at];
            let pair = self.pair[*at].map(|at| (&self.pairs.units[at], likelihoods[at]));
            let stratum = pair.and_then(|it| self.strata.get(it.0.unit.stratum.as_str()));
            let cluster = self.clusters.get(it.cluster.as_str());
            Segment {
                given: it.codes.contains(&(rank as u16)),
                gold: pair.and_then(|(it, probability)| {
                    Some(Gold { given: it.gold[place]?, probability })
                }),
                group: it.language as u32,
                stratum: stratum.copied().unwrap_or_default(),
                cluster: cluster.copied().unwrap_or(u32::MAX),
                weight: self.weight(*at).map_or(0.0, |it| it.millionths() as f64),
            }
        };
        of.iter().map(segment).collect()
    }
}

/// The groups of a variable, in the order of tables; segments without a value are in the last.
pub(super) struct Groups {
    /// The name of the variable; none is no groups.
    by: Option<String>,
    /// Their names.
    pub names: Vec<String>,
}

impl Groups {
    /// The groups of the segments of a frame.
    ///
    /// # Errors
    ///
    /// An unknown variable.
    pub fn new(
        source: &StoredSource,
        at: usize,
        frame: &Frame,
        by: Option<&str>,
    ) -> Result<Groups, Failure> {
        let mut groups = Groups { by: by.map(str::to_owned), names: Vec::new() };
        let Some(by) = by else { return Ok(groups) };
        let found: BTreeSet<String> = frame.segments.iter().map(|it| groups.value(it)).collect();
        let order = match by {
            "language" => Vec::new(),
            _ => match Variables::new(source, at, &[by.to_owned()])?.dimensions.pop() {
                Some(it) => match it.level {
                    Level::Ordered(names) | Level::Part(names) => names,
                    _ => Vec::new(),
                },
                None => Vec::new(),
            },
        };
        groups.names = found.into_iter().collect();
        groups
            .names
            .sort_by_key(|it| (it == GroupKey::MISSING, order.iter().position(|name| name == it)));
        Ok(groups)
    }

    fn value(&self, it: &FrameSegment) -> String {
        match self.by.as_deref() {
            Some("language") => it.language.code().to_owned(),
            _ => it.groups.first().cloned().unwrap_or_default(),
        }
    }

    /// Which of the segments at some places of the frame are in each group.
    pub fn cells(&self, frame: &Frame, of: &[usize]) -> Vec<Vec<bool>> {
        let values: Vec<String> = of.iter().map(|at| self.value(&frame.segments[*at])).collect();
        let cell = |name: &String| values.iter().map(|it| it == name).collect();
        self.names.iter().map(cell).collect()
    }

    /// The group that differences are to: the one that is named, or the first. Of years there is none but one that is
    /// named, as they have a slope.
    ///
    /// # Errors
    ///
    /// A group that is not there; the message lists those there are.
    pub fn reference(&self, asked: Option<&str>) -> Result<Option<usize>, Failure> {
        let Some(by) = &self.by else {
            return match asked {
                None => Ok(None),
                Some(_) => Err("--reference is a group of a variable; name one with --by".into()),
            };
        };
        let known = || self.names.iter().filter(|it| *it != GroupKey::MISSING);
        match asked {
            None if by == "year" => Ok(None),
            None => Ok((known().count() > 1).then_some(0)),
            Some(name) => {
                let found = self.names.iter().position(|it| it == name && it != GroupKey::MISSING);
                found.map(Some).ok_or_else(|| {
                    let known: Vec<&str> = known().map(String::as_str).collect();
                    format!("unknown group `{name}` of `{by}`; there are: {}", known.join(", "))
                        .into()
                })
            }
        }
    }
}

/// What the coder gave in a cell.
pub(super) struct Raw {
    pub n: u64,
    pub given: u64,
    /// The share with its interval, as in a table of frequencies: weighted, and of the segments with a weight.
    pub share: Estimate,
}

impl Raw {
    /// Of all segments that the code is asked of; `cell` says which are meant.
    pub fn of(segments: &[Segment], cell: &[bool], census: bool) -> Raw {
        #[derive(Default)]
        struct Sums {
            given: u64,
            all: u64,
            squares: u128,
            segments: u64,
        }
        let mut documents: HashMap<u32, Sums> = HashMap::new();
        let (mut n, mut given) = (0, 0);
        for (segment, _) in segments.iter().zip(cell).filter(|it| *it.1) {
            let weight = segment.weight as u64;
            n += 1;
            given += u64::from(segment.given);
            let of = documents.entry(segment.cluster).or_default();
            of.given += if segment.given { weight } else { 0 };
            of.all += weight;
            of.squares += u128::from(weight) * u128::from(weight);
            of.segments += u64::from(weight > 0);
        }
        let mut sums = Clusters::default();
        documents
            .values()
            .for_each(|it| sums.add_member(it.given, it.all, it.squares, it.segments));
        let method = if census { Method::None } else { Method::WilsonClustered };
        Raw { n, given, share: share(&sums, method, LEVEL) }
    }
}

/// The slope of the coder's codings over scores, by weighted least squares; none where all have one score.
pub(super) fn raw_slope(segments: &[Segment], scores: &[Option<f64>]) -> Option<f64> {
    let scored = || {
        let all = segments.iter().zip(scores);
        all.filter_map(|(it, score)| Some((f64::from(u8::from(it.given)), (*score)?, it.weight)))
    };
    let n = scored().map(|it| it.2).sum::<f64>();
    let mean = scored().map(|it| it.2 * it.1).sum::<f64>() / n;
    let spread: f64 = scored().map(|it| it.2 * (it.1 - mean).powi(2)).sum();
    let slope = scored().map(|(given, score, weight)| weight * given * (score - mean)).sum::<f64>();
    let slope = slope / spread;
    slope.is_finite().then_some(slope)
}

/// The share of the gold standard, where that says something of every segment of a cell.
pub(super) fn known(segments: &[Segment], cell: &[bool]) -> Option<f64> {
    let inside = || segments.iter().zip(cell).filter(|it| *it.1).map(|it| it.0);
    let all = inside().map(|it| it.weight).sum::<f64>();
    let given = inside()
        .map(|it| Some(if it.gold?.given { it.weight } else { 0.0 }))
        .collect::<Option<Vec<f64>>>()?;
    (all > 0.0).then(|| given.iter().sum::<f64>() / all)
}
