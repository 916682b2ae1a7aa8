//! A coder and a gold standard in several sources that were coded with one codebook: the pairs of each enter, pairs
//! of all leave, each with the source that it is of. Likelihoods, strata and documents stay those of their source.

use std::collections::BTreeSet;

use super::Failure;
use super::pairs::{Asked, Pair, Pairs, pairs};
use super::stored::StoredSource;
use super::validation::Grouped;
use crate::codings::{Codings, Unit};

/// The variable that compares sources.
pub const SOURCE: &str = "source";

/// Pairs of several sources.
#[derive(Debug)]
pub struct Compared<'s> {
    /// Each source with a gold standard, and which of its passes.
    pub sources: Vec<(&'s StoredSource, usize)>,
    /// All of their pairs.
    pub pairs: Pairs,
    /// The values of the variables that are compared.
    pub groups: Vec<Grouped>,
    /// The unit of analysis; of sources that are cut otherwise each.
    pub unit: String,
    /// What is said of sources that are not in it.
    pub lacking: Vec<String>,
}

/// Reads gold standard and decisions in each source that was coded with the codebook of `(source, at)`, the first of
/// them; `by` are the variables compared, [`SOURCE`] among them.
///
/// # Errors
///
/// As [`pairs`]; fewer than two sources with a gold standard; an unknown variable.
pub fn compared<'s>(
    codings: &Codings,
    sources: &'s [StoredSource],
    codebook: &str,
    asked: &Asked,
    by: &[String],
) -> Result<Compared<'s>, Failure> {
    let mut found: Vec<((&StoredSource, usize), Pairs)> = Vec::new();
    let mut lacking = Vec::new();
    for source in sources {
        let Some(at) = source.passes.iter().position(|it| it.codebook.id == codebook) else {
            continue;
        };
        // a source without a gold standard is a finding where two others have one
        match pairs(codings, source, at, asked) {
            Ok(pairs) => found.push(((source, at), pairs)),
            Err(why) => {
                lacking.push(format!("source {} is not compared: {why}", source.record.name));
            }
        }
    }
    let [(first, _), (_, _), ..] = found.as_slice() else {
        let why = match lacking.is_empty() {
            true => format!("codebook `{codebook}` codes one source"),
            false => lacking.join("; "),
        };
        return Err(
            format!("`--by {SOURCE}` compares two sources with a gold standard: {why}").into()
        );
    };
    let ids = |it: &(&StoredSource, usize)| {
        let codes = &it.0.passes[it.1].codebook.codes;
        codes.iter().map(|it| it.id.clone()).collect::<Vec<_>>()
    };
    if let Some((other, _)) = found.iter().find(|it| ids(&it.0) != ids(first)) {
        return Err(format!(
            "sources {} and {} were coded with different codes under the name `{codebook}`; run the study again",
            first.0.record.name, other.0.record.name
        )
        .into());
    }
    let groups = by.iter().map(|by| grouped(&found, by)).collect::<Result<_, Failure>>()?;
    let (sources, all): (Vec<_>, Vec<Pairs>) = found.into_iter().unzip();
    let names = sources.iter().map(|it| it.0.record.name.as_str());
    let pairs = together(names.zip(all).collect());
    let units = sources.iter().map(|it| it.0.passes[it.1].pass.segments_manifest.unit.as_str());
    let mut units: Vec<&str> = units.collect();
    units.dedup();
    let unit = units.join(", ");
    Ok(Compared { sources, pairs, groups, unit, lacking })
}

/// The values of a variable in all sources; a source that does not know it has none.
fn grouped(found: &[((&StoredSource, usize), Pairs)], by: &str) -> Result<Grouped, Failure> {
    let mut values = Vec::new();
    let (mut unknown, mut n_unknown) = (None, 0);
    for ((source, at), pairs) in found {
        if by == SOURCE {
            values.extend(vec![Some(source.record.name.clone()); pairs.units.len()]);
            continue;
        }
        match pairs.values(source, *at, by) {
            Ok(own) => values.extend(own),
            Err(why) => {
                n_unknown += 1;
                unknown = Some(why);
                values.extend(vec![None; pairs.units.len()]);
            }
        }
    }
    match unknown.filter(|_| n_unknown == found.len()) {
        Some(why) => Err(why),
        None => Ok(Grouped { by: by.to_owned(), values }),
    }
}

/// Pairs of several sources as of one. Strata and clusters are those of a source, whatever they are called.
fn together(all: Vec<(&str, Pairs)>) -> Pairs {
    let codes: BTreeSet<usize> = all.iter().flat_map(|it| &it.1.codes).copied().collect();
    let codes: Vec<usize> = codes.into_iter().collect();
    let mut sum = Pairs { n_open: vec![0; codes.len()], codes, ..Pairs::default() };
    let (mut samples, mut seeds) = (Vec::new(), BTreeSet::new());
    for (source, of) in all {
        let within = |name: &str| format!("{source} · {name}");
        // where each code stands among those of this source
        let place = |code: &usize| of.codes.iter().position(|it| it == code);
        let places: Vec<Option<usize>> = sum.codes.iter().map(place).collect();
        let moved = |said: &[Option<bool>]| -> Vec<Option<bool>> {
            places.iter().map(|it| said.get((*it)?).copied().flatten()).collect()
        };
        sum.units.extend(of.units.iter().map(|it| Pair {
            unit: Unit {
                stratum: within(&it.unit.stratum),
                cluster: within(&it.unit.cluster),
                ..it.unit.clone()
            },
            place: it.place,
            coder: moved(&it.coder),
            gold: moved(&it.gold),
        }));
        for (open, place) in sum.n_open.iter_mut().zip(&places) {
            *open += place.and_then(|it| of.n_open.get(it)).copied().unwrap_or(0);
        }
        sum.n_lost += of.n_lost;
        sum.n_single += of.n_single;
        sum.n_of_one += of.n_of_one;
        sum.n_adjudicated += of.n_adjudicated;
        sum.n_own_adjudicated += of.n_own_adjudicated;
        sum.older.extend(of.older.iter().map(|it| format!("source {source}: {it}")));
        samples.push(of.sample.0);
        seeds.extend(of.sample.1);
        sum.unknown.extend(of.unknown);
        sum.asked.extend(of.asked.into_iter().map(|(id, mut drawn)| {
            drawn.stratum = within(&drawn.stratum);
            (id, drawn)
        }));
        sum.strata.extend(of.strata.into_iter().map(|mut it| {
            it.stratum = within(&it.stratum);
            it
        }));
    }
    sum.unknown.sort();
    sum.unknown.dedup();
    // one seed is told where there is one
    let seed = (seeds.len() == 1).then(|| seeds.first().copied()).flatten();
    sum.sample = (samples.join(", "), seed);
    sum
}
