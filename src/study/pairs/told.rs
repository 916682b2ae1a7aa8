//! What is said of a coder and a gold standard side by side: where numbers come from that rest on them, and what a reader
//! must know of the standard. Pairs enter, sentences and a provenance leave.

use std::collections::HashSet;

use crate::codings::Split;
use crate::sample::StratumRecord;
use crate::table::{Provenance, thousands};

use super::super::stored::StoredSource;
use super::{Asked, Pairs};

impl Pairs {
    /// Where numbers that rest on these pairs come from.
    #[must_use]
    pub fn provenance(&self, source: &StoredSource, at: usize, asked: &Asked) -> Provenance {
        Provenance {
            unit: source.passes[at].pass.segments_manifest.unit.clone(),
            judged: asked.coder.clone().unwrap_or_else(|| "dictionary".to_owned()),
            gold_standard: asked.gold.name().to_owned(),
            split: asked.split.map_or("all", Split::as_str),
            sample: self.sample.0.clone(),
            sample_seed: self.sample.1,
            ..Provenance::of(&source.passes[at].codebook)
        }
    }

    /// What a reader must know of the gold standard: what is not in it, and why. What coders differ on is what is
    /// hard, and a standard without it flatters.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let open = self.n_open.iter().sum::<u64>();
        let said = [
            (
                open,
                "codings on which coders differ are left out, which flatters the coder: settle them with framebook adjudicate",
            ),
            (
                self.n_lost,
                "segments are in the pass no more, as they were coded: the corpus or the unit has changed",
            ),
            (
                self.n_single,
                "segments were coded by one coder alone and are left out: let a second one code them, or take what the one says: --gold any",
            ),
            (
                self.n_own_adjudicated,
                "codings of the gold standard were settled by the coder who is judged by it, which flatters: let another person adjudicate",
            ),
            (
                self.n_of_one,
                "segments are in the gold standard by what their one coder said: no second one has checked it",
            ),
        ];
        let mut notes: Vec<String> =
            said.iter().filter(|it| it.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
        notes.extend(self.older.iter().cloned());
        notes.extend(self.lacking());
        if !self.unknown.is_empty() {
            notes.push(format!(
                "codes with a gold coding that the codebook has not: {}",
                self.unknown.join(", ")
            ));
        }
        notes
    }

    /// What is said of strata without a unit in the comparison: no weight of others can stand for them.
    fn lacking(&self) -> Option<String> {
        let stands = self.units.iter().filter(|it| it.place.is_some());
        let stands: HashSet<&str> = stands.map(|it| it.unit.stratum.as_str()).collect();
        let lacking = self.strata.iter().filter(|it| !stands.contains(it.stratum.as_str()));
        let lacking: Vec<&StratumRecord> = lacking.collect();
        let n: u64 = lacking.iter().map(|it| it.n_frame).sum();
        let all: u64 = self.strata.iter().map(|it| it.n_frame).sum();
        let told = |it: &&StratumRecord| format!("{} ({})", it.stratum, thousands(it.n_frame));
        let strata = if lacking.len() == 1 { "stratum has" } else { "strata have" };
        (!lacking.is_empty()).then(|| {
            format!(
                "{} {strata} no segment in the comparison, and the figures say nothing of {} of the {} segments drawn \
                 from: {}; code more of them, or draw more",
                lacking.len(),
                thousands(n),
                thousands(all),
                lacking.iter().map(told).collect::<Vec<_>>().join(", ")
            )
        })
    }
}
