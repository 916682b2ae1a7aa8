//! How the headline shares would change without each rule. Only documents in which the rule has a match are coded
//! anew: in the others it has no part.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Coder, Failure, StoredSource, on_all_cores, shares_of, sums};

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

/// The shares as coded, and those without each rule that has a match, in the order of the codebook. `told` hears how
/// many of how many rules are done.
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
    let rules: Vec<(usize, Places)> = places(stored, at)?.into_iter().collect();
    let done = AtomicUsize::new(0);
    let coder = || Coder::new(pass, pass.options());
    let found = on_all_cores(&rules, coder, |coder, (rule, places)| {
        let mut shares = whole.clone();
        for (part, rows) in places {
            let mut of = |left_out| -> Result<_, Failure> {
                Ok(sums(&coder.part(stored, at, *part, Some(rows), left_out)?, measure))
            };
            let changed = of(None)?.into_iter().zip(of(Some(*rule))?);
            for (share, (before, after)) in shares.iter_mut().zip(changed) {
                share.y = (share.y + after.y).saturating_sub(before.y);
                share.n = (share.n + after.n).saturating_sub(before.n);
            }
        }
        told(done.fetch_add(1, Ordering::Relaxed) + 1, rules.len());
        let documents = places.values().map(|it| it.len() as u64).sum();
        Ok(WithoutRule { rule: *rule, documents, shares: shares_of(shares) })
    });
    Ok((shares_of(whole), found.into_iter().collect::<Result<_, _>>()?))
}

/// Rows of documents, ascending, by part.
type Places = BTreeMap<usize, Vec<usize>>;

/// Where each rule has a match.
fn places(stored: &StoredSource, at: usize) -> Result<BTreeMap<usize, Places>, Failure> {
    let pass = &stored.passes[at].pass;
    let mut found: BTreeMap<usize, Places> = BTreeMap::new();
    for part in 0..pass.n_parts() {
        let document = pass.segments(part)?.document;
        let first = document.first().copied().unwrap_or(0);
        let matches = pass.matches(part)?;
        for (segment, rule) in matches.segment.iter().zip(&matches.rule) {
            let Some(document) = document.get(*segment as usize) else { continue };
            let row = (document - first) as usize;
            let rows = found.entry(*rule as usize).or_default().entry(part).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }
    Ok(found)
}
