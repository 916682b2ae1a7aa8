//! How the headline shares would change without each rule. Only documents in which the rule has a match are coded
//! anew: in the others it has no part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::engine::stats::Clusters;

use super::{Coder, Failure, Part, StoredSource, Variables, on_all_cores, shares_of, sums};

/// The shares without one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutRule {
    /// The rule, by its place in the codebook.
    pub rule: usize,
    /// Documents in which it has a match.
    pub documents: u64,
    /// The share of each top-level code, and of segments with any.
    pub shares: Vec<Option<f64>>,
}

/// The documents in which a rule has a match: what their shares are made of with it, and without it.
#[derive(Default)]
struct Change {
    documents: u64,
    before: Vec<Clusters>,
    after: Vec<Clusters>,
}

impl Change {
    fn add(&mut self, documents: u64, before: &[Clusters], after: &[Clusters]) {
        self.documents += documents;
        for (sums, more) in [(&mut self.before, before), (&mut self.after, after)] {
            sums.resize_with(more.len(), Clusters::default);
            sums.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(more));
        }
    }
}

/// The shares as coded, and those without each rule that has a match, in the order of the codebook. `told` hears how
/// many of how many documents were coded anew.
///
/// # Errors
///
/// Texts that were not kept; a part that can not be read.
pub fn each(
    stored: &StoredSource,
    at: usize,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Vec<Option<f64>>, Vec<WithoutRule>), Failure> {
    let pass = &stored.passes[at];
    let measure = pass.codebook.measure;
    if !pass.pass.segments_manifest.texts {
        return Err(super::NO_TEXTS.into());
    }
    let whole = sums(&stored.tally(at, &[])?, measure);
    let variables = Variables::default();
    let pieces = pieces(stored, at)?;
    let all = pieces.iter().map(|it| it.rows.len()).sum();
    let done = AtomicUsize::new(0);
    let coder = || Coder::new(pass, pass.options(), None);
    let work = |coder: &mut Coder, piece: &Piece| {
        let mut part = Part::open(stored, at, piece.part, &variables)?;
        let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
        for (row, rules) in &piece.rows {
            let mut without = |rule| -> Result<_, Failure> {
                coder.set.leave_out(0, rule);
                Ok(sums(&coder.count(&mut part, [*row])?, measure))
            };
            let before = without(None)?;
            for &rule in rules {
                changes.entry(rule).or_default().add(1, &before, &without(Some(rule))?);
            }
            told(done.fetch_add(1, Ordering::Relaxed) + 1, all);
        }
        Ok(changes)
    };
    let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
    for of_piece in on_all_cores(&pieces, coder, work) {
        for (rule, it) in of_piece? {
            changes.entry(rule).or_default().add(it.documents, &it.before, &it.after);
        }
    }
    let found = changes.into_iter().map(|(rule, change)| {
        let mut shares = whole.clone();
        for ((share, before), after) in shares.iter_mut().zip(change.before).zip(change.after) {
            share.y = (share.y + after.y).saturating_sub(before.y);
            share.n = (share.n + after.n).saturating_sub(before.n);
        }
        WithoutRule { rule, documents: change.documents, shares: shares_of(shares) }
    });
    let found = found.collect();
    Ok((shares_of(whole), found))
}

/// Some documents of a part, by their rows, ascending, and the rules that have a match in each.
struct Piece {
    part: usize,
    rows: Vec<(usize, BTreeSet<usize>)>,
}

/// The documents with a match, as pieces of work for all cores.
fn pieces(stored: &StoredSource, at: usize) -> Result<Vec<Piece>, Failure> {
    let pass = &stored.passes[at].pass;
    let threads = crate::study::cores();
    let mut pieces = Vec::new();
    for part in 0..pass.n_parts() {
        let document = pass.segments(part)?.document;
        let first = document.first().copied().unwrap_or(0);
        let matches = pass.matches(part)?;
        let mut rows: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (segment, rule) in matches.segment.iter().zip(&matches.rule) {
            let Some(document) = document.get(*segment as usize) else { continue };
            rows.entry((document - first) as usize).or_default().insert(*rule as usize);
        }
        let rows: Vec<_> = rows.into_iter().collect();
        let of = |rows: &[_]| Piece { part, rows: rows.to_vec() };
        pieces.extend(rows.chunks(rows.len().div_ceil(threads).max(1)).map(of));
    }
    Ok(pieces)
}
