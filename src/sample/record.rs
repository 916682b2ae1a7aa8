//! What is kept of a draw beside its units: its arguments and its strata with their members, as the JSON of
//! [`Sample::design`]. A probability belongs to a sample and not to a unit: the one that drew a unit first gave
//! its row, so that what a sample says of its units is read from here.

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
        let of: std::collections::HashMap<&str, &StratumRecord> = members.collect();
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

    fn holds(&self, other: &Record) -> bool {
        let ids = |of: &Record| -> std::collections::HashSet<String> {
            of.strata.iter().flat_map(|it| it.units.iter().cloned()).collect()
        };
        ids(other).is_subset(&ids(self))
    }
}

/// The sample of a source that estimates are made from: the last that holds the units of all its samples, so that
/// nothing that was coded is lost; where none does, the last. `samples` are in the order in which they were added.
///
/// # Errors
///
/// A design that this version can not read.
pub fn for_estimates<'s>(
    samples: &'s [Sample],
    source: &str,
) -> Result<Option<(&'s Sample, Record)>, String> {
    let of_source = samples.iter().filter(|it| it.source == source);
    let mut records: Vec<(&Sample, Record)> =
        of_source.map(|it| Ok((it, Record::of(it)?))).collect::<Result<_, String>>()?;
    let whole = records.iter().rposition(|it| records.iter().all(|other| it.1.holds(&other.1)));
    Ok(match whole {
        Some(at) => Some(records.swap_remove(at)),
        None => records.pop(),
    })
}
