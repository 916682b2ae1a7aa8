//! What the reader of a pass's tables and figures must know beside the counts: unit, weights, reprints, rows
//! that were dropped.

use crate::engine::stats::Method;
use crate::table::{Context, ONE_CLUSTER, WEIGHTED};

use super::Failure;
use super::stored::StoredSource;

/// What a table's reader must know of a pass.
///
/// # Errors
///
/// A part that can not be read.
pub fn context(source: &StoredSource, at: usize) -> Result<Context, Failure> {
    let stored = &source.passes[at];
    let manifest = &stored.pass.segments_manifest;
    let mut notes: Vec<String> = manifest
        .dropped
        .iter()
        .map(|dropped| {
            let first =
                dropped.first.as_deref().map_or(String::new(), |it| format!(" (first at {it})"));
            format!("{}: {}{first}", dropped.reason, dropped.n)
        })
        .collect();
    let sampling = &source.record.sampling;
    notes.extend(weight_note(source, at)?);
    if sampling.reprints {
        notes.push(match &source.reprints {
            None => "reprints were not looked for: the texts are not kept".to_owned(),
            Some(reprints) => format!(
                "reprints: {} of {} documents{} repeat an earlier one, in {} groups{ONE_CLUSTER}",
                reprints.n_copies(),
                reprints.n_compared,
                match reprints.n_compared < manifest.counts.documents {
                    true => " long enough to be compared",
                    false => "",
                },
                reprints.groups.len()
            ),
        });
    }
    let method = if sampling.census { Method::None } else { Method::WilsonClustered };
    let framings = source.record.framings && stored.codebook.about.is_some();
    let weight = sampling.weight.clone();
    let adjustment = source.record.adjust;
    let unit = match manifest.unit.as_str() {
        "auto" => "auto (paragraph; three sentences where a text has none)".to_owned(),
        unit => unit.to_owned(),
    };
    let validation = source.validation(at);
    notes.extend(validation.map(|it| it.note(&stored.codebook)));
    let validated = validation.is_some_and(|it| it.is_enough(&stored.codebook));
    Ok(Context {
        validated,
        unit,
        framings,
        weight,
        adjustment,
        notes,
        method,
        ..Context::default()
    })
}

/// What tables of shares say of the weights of a source; nothing where it has none.
pub(super) fn weight_note(source: &StoredSource, at: usize) -> Result<Option<String>, Failure> {
    let Some(weight) = &source.record.sampling.weight else { return Ok(None) };
    let without = match source.n_without_weight(at)? {
        0 => String::new(),
        n => format!("; {n} documents without a weight are in no share"),
    };
    Ok(Some(format!("{WEIGHTED}`{weight}`, counts unweighted{without}")))
}
