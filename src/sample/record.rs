//! What is kept of a draw beside its units: its arguments and its strata with their members, as the JSON of
//! [`Sample::design`]. A probability belongs to a sample and not to a unit: the one that drew a unit first gave
//! its row, so that what a sample says of its units is read from here.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::codings::{Sample, Unit};

use super::draw::{Design, Draw, Scope};
use super::frame::Frame;

/// A draw, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Number of segments drawn.
    pub n: u64,
    /// No strata by language, variable and code.
    pub simple: bool,
    /// Variables that strata were made by, beside language and code.
    pub by: Vec<String>,
    /// The name of the allocation.
    pub allocation: String,
    /// Which segments were drawn from.
    pub scope: Scope,
    /// The least share without a code.
    pub none: f64,
    /// The share out of scope.
    pub out_of_scope: f64,
    /// The least from each stratum.
    pub at_least: u64,
    /// Share of clusters held out as test.
    pub test: f64,
    /// Segments that could not be drawn, by the reason.
    pub left_out: Vec<(String, u64)>,
    /// The strata.
    pub strata: Vec<StratumRecord>,
}

/// A stratum, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StratumRecord {
    /// As people read it.
    pub stratum: String,
    /// Number of segments in the frame.
    pub n_frame: u64,
    /// Ids of the units drawn.
    pub units: Vec<String>,
}

impl StratumRecord {
    /// How likely each of its segments was drawn.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.units.len() as f64 / self.n_frame as f64
    }
}

impl Record {
    /// Of a draw; `ids` are those of its segments, in their order.
    #[must_use]
    pub fn new(frame: &Frame, design: &Design, by: &[String], draw: &Draw, ids: &[String]) -> Self {
        let strata = draw.strata.iter().enumerate().map(|(at, it)| {
            let of_stratum = draw.segments.iter().zip(ids).filter(|(drawn, _)| drawn.stratum == at);
            StratumRecord {
                stratum: it.name.clone(),
                n_frame: it.n_frame,
                units: of_stratum.map(|(_, id)| id.clone()).collect(),
            }
        });
        Self {
            n: draw.segments.len() as u64,
            simple: design.simple,
            by: by.to_vec(),
            allocation: design.allocation.name.to_owned(),
            scope: design.scope,
            none: design.floors.none,
            out_of_scope: design.floors.out_of_scope,
            at_least: design.floors.at_least,
            test: design.test,
            left_out: frame.left_out.named(),
            strata: strata.collect(),
        }
    }

    /// The record of a sample.
    ///
    /// # Errors
    ///
    /// A design that this version can not read.
    pub fn of(sample: &Sample) -> Result<Self, String> {
        serde_json::from_str(&sample.design).map_err(|error| {
            format!("sample `{}`: its design is not understood: {error}; draw anew", sample.id)
        })
    }

    /// The units of the sample, of all that a store holds, with the stratum and the probability that they have in
    /// it, whichever sample drew them first. The split stays as it is: it is that of a document in all samples.
    #[must_use]
    pub fn units(&self, sample: &Sample, all: &[Unit]) -> Vec<Unit> {
        let members =
            self.strata.iter().flat_map(|it| it.units.iter().map(move |id| (id.as_str(), it)));
        let of: HashMap<&str, &StratumRecord> = members.collect();
        let of_sample = |unit: &Unit| {
            let stratum = of.get(unit.id.as_str())?;
            Some(Unit {
                sample: sample.id.clone(),
                stratum: stratum.stratum.clone(),
                probability: stratum.probability(),
                ..unit.clone()
            })
        };
        all.iter().filter_map(of_sample).collect()
    }

    fn ids(&self) -> HashSet<&str> {
        self.strata.iter().flat_map(|it| it.units.iter().map(String::as_str)).collect()
    }

    /// True where strata were made by the same.
    fn is_like(&self, other: &Record) -> bool {
        (self.simple, &self.by, self.scope) == (other.simple, &other.by, other.scope)
    }
}

/// The sample of a source that estimates are made from; `samples` are in the order in which they were added, `coded`
/// are units of the source of which anybody has said anything, each with the sample that drew it first.
///
/// The codings must be those of a random part of each stratum of the sample. So it is coded as a whole; or it holds
/// all that was coded, and is of the same strata and pass as the samples that first drew it. Of several such samples
/// it is the last that holds the units of all others, so that nothing coded is lost; where none does, the last.
///
/// # Errors
///
/// A design that this version can not read; codings that are of no one draw, with the samples to choose from.
pub fn for_estimates<'s>(
    samples: &'s [Sample],
    source: &str,
    coded: &[&Unit],
) -> Result<Option<(&'s Sample, Record)>, String> {
    let of_source = samples.iter().filter(|it| it.source == source);
    let mut records: Vec<(&Sample, Record)> =
        of_source.map(|it| Ok((it, Record::of(it)?))).collect::<Result<_, String>>()?;
    let ids: Vec<HashSet<&str>> = records.iter().map(|it| it.1.ids()).collect();
    let known: HashSet<&str> = coded.iter().map(|it| it.id.as_str()).collect();
    let first: HashSet<&str> = coded.iter().map(|it| it.sample.as_str()).collect();
    let fits = |at: &usize| {
        let (sample, record) = &records[*at];
        let mut drew = records.iter().filter(|it| first.contains(it.0.id.as_str()));
        let is_of_draw =
            drew.all(|it| it.0.id == sample.id || it.0.pass == sample.pass && it.1.is_like(record));
        ids[*at].is_subset(&known) || is_of_draw && known.is_subset(&ids[*at])
    };
    let fitting: Vec<usize> = (0..records.len()).filter(fits).collect();
    let whole = fitting.iter().rfind(|at| fitting.iter().all(|it| ids[*it].is_subset(&ids[**at])));
    let Some(&at) = whole.or(fitting.last()) else {
        if records.is_empty() {
            return Ok(None);
        }
        let told = records.iter().zip(&ids).map(|((sample, _), ids)| {
            format!(
                "`{}` ({} segments, {} coded)",
                sample.id,
                ids.len(),
                ids.intersection(&known).count()
            )
        });
        return Err(format!(
            "source `{source}`: what is coded is of several draws, and how likely a segment stands there is known of \
             one; code all of one, or name it with --sample: {}",
            told.collect::<Vec<_>>().join(", ")
        ));
    };
    Ok(Some(records.swap_remove(at)))
}
