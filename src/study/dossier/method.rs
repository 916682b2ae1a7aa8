//! How the texts were coded, in words that can stand in a paper, and what it takes to do it again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::codings::{Codings, UnitFilter};
use crate::engine::codebook::Measure;
use crate::engine::count::Status;
use crate::engine::stats::LEVEL;
use crate::study::Failure;
use crate::study::corrected::Asked;
use crate::study::pairs::sample_of;
use crate::study::prepared::Prepared;
use crate::study::stored::{StoredPass, StoredSource};
use crate::study::variable::label;
use crate::table::{self, thousands};
use crate::writing::{Block, Field};

use super::field;
use super::held::{People, printed, stored};

/// The paragraphs on method.
pub(super) fn paragraphs(
    source: &StoredSource,
    at: usize,
    codings: Option<&Codings>,
    people: Option<&People>,
) -> Result<Vec<Block>, Failure> {
    let mut text = vec![coded(source, at)?];
    text.extend(drawn(codings, &source.record.name)?);
    text.push(held(source, at, people)?);
    Ok(text.into_iter().map(Block::Paragraph).collect())
}

/// The table of frequencies.
pub(super) fn frequency(source: &StoredSource, at: usize) -> Result<Block, Failure> {
    let entry = table::entry("frequency")?;
    printed(&Prepared::new(source, at, entry, &[], Vec::new())?.table(entry)?)
}

/// What was coded, by what, and how shares are made.
fn coded(source: &StoredSource, at: usize) -> Result<String, Failure> {
    let stored = &source.passes[at];
    let (codebook, manifest) = (&stored.codebook, &stored.pass.segments_manifest);
    let tally = source.tally(at, &["language".to_owned()])?;
    let languages: Vec<String> = tally
        .groups()
        .iter()
        .map(|(key, of)| format!("{} {}", key.label(), thousands(of.all().segments)))
        .collect();
    let top: Vec<String> = tally.top().iter().map(|it| label(codebook, *it)).collect();
    let threshold = match codebook.codes.iter().any(|it| it.threshold.is_some()) {
        true => ", or, for a code with a threshold, where the weights of its matches reach it",
        false => "",
    };
    let several = match codebook.single_label {
        true => "of the top-level codes only the preferred one is given",
        false => "several codes may apply",
    };
    let denied = match codebook.measure {
        Measure::Asserted => {
            "a match that a cue of denial reaches does not count (measure asserted)"
        }
        Measure::Mention => "every match counts, denied or not (measure mention)",
    };
    let total = tally.total();
    let [in_scope, out_of_scope] =
        [Status::InScope, Status::OutOfScope].map(|it| total.status(it).segments);
    let scope = match codebook.about.filter(|_| !stored.ignore_about) {
        Some(about) => format!(
            "A framing is of the object “{}”: a segment is in scope where it is named in the same {}. ",
            label(codebook, about),
            codebook.about_within.name()
        ),
        None if codebook.about.is_some() => "Every segment with a text is in scope. ".to_owned(),
        None => String::new(),
    };
    let sampling = &source.record.sampling;
    let intervals = match sampling.census {
        true => "The corpus is all there is, so shares have no sampling interval.".to_owned(),
        false => format!(
            "Intervals of {:.0} % are Wilson score intervals with an effective number of segments, clustered by document.",
            LEVEL * 100.0
        ),
    };
    let reprints = source.reprints.as_ref().filter(|it| !it.groups.is_empty());
    let reprints = reprints.map_or(String::new(), |it| {
        let short = manifest.counts.documents.saturating_sub(it.n_compared);
        let short = match short {
            0 => String::new(),
            n => format!(" ({} others are too short to be compared)", thousands(n)),
        };
        format!(
            " {} of {} documents{short} repeat an earlier one; the prints of a report are one cluster.",
            thousands(it.n_copies()),
            thousands(it.n_compared)
        )
    });
    let weight = sampling
        .weight
        .as_ref()
        .map_or(String::new(), |it| format!(" Shares are weighted by `{it}`; counts are not."));
    Ok(format!(
        "{} documents ({} segments, by {}; {}) were coded by the rules of the codebook {} ({}; {}, top-level framings: {}; {}) with framebook {}. A segment is given a code where a rule of it or of a subcode \
         matches{threshold}; {denied}; {several}. {scope}{} segments are in scope, {} are out of scope, {} are \
         missing. Shares are of the segments in scope in a language that the code has rules for. {intervals}{reprints}{weight}",
        thousands(manifest.counts.documents),
        thousands(manifest.counts.segments),
        manifest.unit,
        languages.join(", "),
        codebook.id,
        match codebook.version.as_str() {
            "" => "without a version".to_owned(),
            version => format!("version {version}"),
        },
        number(codebook.codes.len(), "code"),
        top.join(", "),
        number(codebook.rules.len(), "rule"),
        env!("CARGO_PKG_VERSION"),
        thousands(in_scope),
        thousands(out_of_scope),
        thousands(total.missing().segments),
    ))
}

/// How the sample was drawn and by whom it was coded.
fn drawn(codings: Option<&Codings>, source: &str) -> Result<Option<String>, Failure> {
    let Some(codings) = codings else { return Ok(None) };
    let Some((sample, record)) = sample_of(codings, source, None)? else { return Ok(None) };
    let units = record.units(&sample, &codings.units(&UnitFilter::default())?);
    let n_frame: u64 = record.strata.iter().map(|it| it.n_frame).sum();
    let drawn: HashSet<&str> = units.iter().map(|it| it.id.as_str()).collect();
    let reliability = codings.reliability()?;
    let rated = reliability.iter().filter(|it| it.coded.is_some());
    let rated = rated.filter(|it| drawn.contains(it.unit.as_str()));
    let mut by: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for it in rated {
        by.entry(it.unit.as_str()).or_default().insert(it.coder.as_str());
    }
    let coders: BTreeSet<&str> = by.values().flatten().copied().collect();
    let n_several = thousands(by.values().filter(|it| it.len() > 1).count() as u64);
    let n_coded = thousands(by.len() as u64);
    let how = match record.simple {
        true => "at random".to_owned(),
        false => {
            let mut strata = vec!["language"];
            strata.extend(record.by.iter().map(String::as_str));
            format!("in strata of {} and rarest code", strata.join(", "))
        }
    };
    let coded = match coders.len() {
        0 => "Nobody has coded them yet.".to_owned(),
        1 => format!(
            "{n_coded} of them were coded by one coder ({}).",
            coders.iter().copied().collect::<String>()
        ),
        n => format!(
            "{n_coded} of them were coded by {n} coders ({}), {n_several} by two or more. Agreement rests on first \
             codings that are told to be independent; those made after a discussion do not enter it.",
            coders.iter().copied().collect::<Vec<_>>().join(", ")
        ),
    };
    Ok(Some(format!(
        "{} of {} different segments were drawn {how}, each with a known likelihood (seed {}); estimates of validity and \
         corrected shares weight by one over it. {coded}",
        thousands(units.len() as u64),
        thousands(n_frame),
        sample.seed
    )))
}

/// How good the dictionary is.
fn held(source: &StoredSource, at: usize, people: Option<&People>) -> Result<String, Failure> {
    let codebook = &source.passes[at].codebook;
    let Some(measured) = people.and_then(|it| it.measured.as_ref().ok()) else {
        let none = "The dictionary was not held to a gold standard: its shares are indicators, not validated.";
        return Ok(stored(source, at).unwrap_or_else(|| none.to_owned()));
    };
    let n_adjudicated = measured.pairs.n_adjudicated;
    let gold = people.map(|it| it.question.gold.told(n_adjudicated)).unwrap_or_default();
    let framings = measured.found.codes.iter().filter(|it| codebook.is_framing(it.code));
    let one = |it: &crate::table::validity::Measured| {
        let with_ends =
            |value: Option<f64>, low: Option<f64>, high: Option<f64>| match (value, low, high) {
                (Some(value), Some(low), Some(high)) => format!("{value:.2} [{low:.2}, {high:.2}]"),
                (Some(value), ..) => format!("{value:.2}"),
                (None, ..) => "undefined".to_owned(),
            };
        let two = |name: &str| {
            let estimate = it.whole.get(name);
            let ends = estimate.and_then(|it| it.interval());
            with_ends(
                estimate.and_then(|it| it.value()),
                ends.map(|it| it.low),
                ends.map(|it| it.high),
            )
        };
        let alpha = measured
            .agreed
            .iter()
            .find(|answer| answer.code.as_deref() == Some(codebook.codes[it.code].id.as_str()));
        let alpha = alpha.map_or(String::new(), |it| {
            format!(
                ", alpha {} on {}",
                with_ends(it.value, it.low, it.high),
                thousands(it.n_units as u64)
            )
        });
        format!(
            "{}: precision {}, recall {}, F1 {}{alpha}",
            label(codebook, it.code),
            two("precision"),
            two("recall"),
            two("f1")
        )
    };
    let codes: Vec<String> = framings.map(one).collect();
    let settled = match n_adjudicated {
        0 => String::new(),
        n => format!(", {} of whose codings an adjudicator settled,", thousands(n)),
    };
    let declared = Asked::declared(source, None)?;
    let rates = if declared.pooled { "one for all languages" } else { "one for each language" };
    Ok(format!(
        "The dictionary was held to {gold}{settled} on {} test segments; framebook shows an error of a test segment \
         only by making it a dev segment. Precision, recall and F1, and Krippendorff's alpha of the coders on so many of \
         these segments, with {:.0} % intervals: {}. Shares were corrected by {}; error rates: {rates}.",
        thousands(measured.pairs.units.len() as u64),
        LEVEL * 100.0,
        codes.join("; "),
        declared.method.doc,
    ))
}

/// What it takes to do it again.
pub(super) fn versions(
    passes: &[(&StoredSource, usize)],
    codings: Option<&Codings>,
) -> Result<Block, Failure> {
    let mut fields = vec![field("Tool", concat!("framebook ", env!("CARGO_PKG_VERSION")))];
    for &(source, at) in passes {
        fields.extend(of_pass(&source.record.name, &source.passes[at]));
    }
    if let Some(codings) = codings {
        for it in codings.samples()? {
            fields.push(field(
                format!("Sample {}", it.id),
                format!(
                    "source {}, seed {}, drawn {} from pass {}",
                    it.source, it.seed, it.at, it.pass
                ),
            ));
        }
        fields.push(field(
            "Codings of people",
            format!(
                "{} events, none of them ever altered",
                thousands(codings.events()?.len() as u64)
            ),
        ));
        fields.push(field("Bootstrap, folds of the correction", "seed 1"));
    }
    Ok(Block::Fields(fields))
}

fn of_pass(source: &str, stored: &StoredPass) -> Vec<Field> {
    let manifest = &stored.pass.segments_manifest;
    let codebook = &stored.pass.manifest.codebook;
    let of = if source.is_empty() { String::new() } else { format!(" of {source}") };
    vec![
        field(
            format!("Corpus{of}"),
            format!("BLAKE3 {}; files: {}", manifest.corpus.hash, manifest.corpus.files.join(", ")),
        ),
        field(format!("Unit{of}"), manifest.unit.clone()),
        field(
            format!("Codebook{of}"),
            format!("{} {}, BLAKE3 {}", codebook.id, version(&codebook.version), codebook.hash),
        ),
        field(format!("Pass{of}"), stored.name.clone()),
    ]
}

fn number(n: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(n as u64), if n == 1 { "" } else { "s" })
}

fn version(version: &str) -> &str {
    if version.is_empty() { "without version" } else { version }
}
