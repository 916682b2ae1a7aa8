//! How good a coder is: pairs of codings enter, what the engine measures of them leaves. How a table of it looks is the
//! business of [`crate::table`].

use std::collections::HashSet;

use crate::codings::{Codings, Split};
use crate::engine::reliability::{IntervalKind, Level, Settings, coefficient};
use crate::engine::stats::{LEVEL, holm};
use crate::engine::validity::{Judged, METRICS, compare, macro_average, micro_average, validity};
use crate::table::Provenance;
use crate::table::validity::{GoldAgreement, Measured, Validation};

use super::Failure;
use super::agreement::{Answer, Name, Question, agreement, of_study};
use super::pairs::{Asked, Pairs};
use super::stored::StoredSource;

/// The values of a variable that is compared, one a unit.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// The variable.
    pub by: String,
    /// Its values.
    pub values: Vec<Option<String>>,
}

/// The seed of the bootstrap of the gold standard's own agreement.
const SEED: u64 = 1;

impl Pairs {
    /// Measures the coder.
    ///
    /// # Errors
    ///
    /// An unknown variable; likelihoods that are none.
    pub fn measure(
        &self,
        source: &StoredSource,
        at: usize,
        by: &[String],
        agreed: &[Answer],
    ) -> Result<Validation, Failure> {
        let of = |by: &String| {
            let values = self.values(source, at, by)?;
            Ok(Grouped { by: by.clone(), values })
        };
        let groups: Vec<Grouped> = by.iter().map(of).collect::<Result<_, Failure>>()?;
        self.measure_by(source, at, &groups, agreed)
    }

    /// Measures the coder, units being grouped; codebook and phases are those of the source.
    ///
    /// # Errors
    ///
    /// Likelihoods that are none.
    pub fn measure_by(
        &self,
        source: &StoredSource,
        at: usize,
        by: &[Grouped],
        agreed: &[Answer],
    ) -> Result<Validation, Failure> {
        let codebook = &source.passes[at].codebook;
        let mut groups = Vec::new();
        let mut numbers: Vec<Vec<Option<u32>>> = Vec::new();
        for Grouped { by, values } in by {
            let mut names: Vec<String> = values.iter().flatten().cloned().collect();
            // phases stand as the study declares them
            let phase = |name: &String| source.record.phases.iter().position(|it| it.name == *name);
            names.sort_by_cached_key(|it| (phase(it).filter(|_| by == "phase"), it.clone()));
            names.dedup();
            let number = |it: &Option<String>| {
                let name = it.as_ref()?;
                names.iter().position(|it| it == name).map(|it| it as u32)
            };
            numbers.push(values.iter().map(number).collect());
            groups.push((by.clone(), names));
        }
        let mut codes = Vec::new();
        let mut top = Vec::new();
        for (place, &code) in self.codes.iter().enumerate() {
            let rows = self.judged(place, None);
            let of_groups = numbers.iter().map(|it| compare(&self.judged(place, Some(it)), LEVEL));
            let id = &codebook.codes[code].id;
            let alpha = agreed.iter().find(|it| it.code.as_ref() == Some(id));
            codes.push(Measured {
                code,
                whole: validity(&rows, LEVEL)?,
                gold_agreement: alpha.map(|it| GoldAgreement {
                    alpha: it.value,
                    interval: it.low.zip(it.high),
                    n: it.n_units as u64,
                    undefined_because: it.undefined_because,
                }),
                groups: of_groups.collect::<Result<_, _>>()?,
            });
            if codebook.is_framing(code) {
                top.push(rows);
            }
        }
        let top: Vec<&[Judged]> = top.iter().map(Vec::as_slice).collect();
        let adjusted = (0..groups.len()).map(|variable| adjust(&codes, variable)).collect();
        Ok(Validation {
            macro_average: if top.is_empty() { Vec::new() } else { macro_average(&top, LEVEL)? },
            micro_average: (!top.is_empty()).then(|| micro_average(&top, LEVEL)).transpose()?,
            codes,
            groups,
            adjusted,
        })
    }
}

/// Holm's adjustment over the codes, metric by metric.
fn adjust(codes: &[Measured], variable: usize) -> Vec<Vec<Option<f64>>> {
    let of_metric = |metric: usize| {
        let p: Vec<Option<f64>> = codes
            .iter()
            .map(|it| it.groups.get(variable)?.joint.get(metric)?.as_ref().ok().map(|it| it.p))
            .collect();
        holm(&p)
    };
    (0..METRICS.len()).map(of_metric).collect()
}

/// How far the people agree who made the gold standard: Krippendorff's alpha of each code on all units asked, those
/// that they differ on among them, by their first codings, with a bootstrap of documents. Empty where no unit was coded twice.
///
/// # Errors
///
/// A store that can not be read.
pub fn gold_agreement(codings: &Codings, pairs: &Pairs) -> Result<Vec<Answer>, Failure> {
    let mut rows = of_study(codings, None)?;
    let mut kept = std::mem::take(&mut rows.rows);
    kept.retain(|it| pairs.asked.contains_key(rows.text(it.unit)));
    rows.rows = kept;
    let rated = rows.rows.iter().filter(|it| it.value.is_some());
    let coders: HashSet<Name> = rated.map(|it| it.coder).collect();
    if coders.len() < 2 {
        return Ok(Vec::new());
    }
    let question = Question {
        level: Level::Nominal,
        coefficients: vec![coefficient("krippendorff_alpha_nominal")?],
        settings: Settings {
            interval: IntervalKind::Bootstrap,
            draws: 1000,
            seed: SEED,
            level: LEVEL,
        },
        pairs: false,
        languages: false,
        drift: false,
        differing: 0,
    };
    let found = agreement(rows, &question)?;
    let coded = found.into_iter().filter(|it| it.code.is_some());
    Ok(coded.filter_map(|it| it.answers.into_iter().next()).collect())
}

/// Why groups are not compared in precision or recall, codes with one reason together.
fn untested(found: &Validation, codebook: &crate::engine::codebook::Codebook) -> Vec<String> {
    let mut by_reason: Vec<(&'static str, Vec<String>)> = Vec::new();
    for measured in &found.codes {
        for (compared, (variable, _)) in measured.groups.iter().zip(&found.groups) {
            for (metric, joint) in METRICS.iter().zip(&compared.joint) {
                let (Err(reason), "precision" | "recall") = (joint, metric.name) else { continue };
                let label = &codebook.codes[measured.code].label;
                let what = format!("{label}, {} by {variable}", metric.name);
                match by_reason.iter_mut().find(|it| it.0 == reason.sentence()) {
                    Some((_, all)) => all.push(what),
                    None => by_reason.push((reason.sentence(), vec![what])),
                }
            }
        }
    }
    let told = |(why, all): (&str, Vec<String>)| format!("no test: {}: {why}", all.join("; "));
    by_reason.into_iter().map(told).collect()
}

/// Where the numbers of a validation come from.
#[must_use]
pub fn provenance(pairs: &Pairs, source: &StoredSource, at: usize, asked: &Asked) -> Provenance {
    Provenance {
        method: "linearisation, weighted by one over the likelihood, clustered by document; gold_alpha: bootstrap of documents".to_owned(),
        seed: SEED,
        ..pairs.provenance(source, at, asked)
    }
}

/// How far those agree who made the gold standard, in a sentence: what a validation rests on, told first.
#[must_use]
pub fn own_agreement(codebook: &crate::engine::codebook::Codebook, agreed: &[Answer]) -> String {
    match agreed.is_empty() {
        true => {
            "the gold standard's own agreement: one coder, or none of these segments coded twice"
                .to_owned()
        }
        false => {
            let one = |it: &Answer| {
                let id = it.code.as_deref().unwrap_or_default();
                let label = codebook.code(id).map_or(id, |it| &codebook.codes[it].label);
                match (it.value, it.low, it.high) {
                    (Some(value), Some(low), Some(high)) => {
                        format!("{label} {value:.2} [{low:.2}, {high:.2}]")
                    }
                    (Some(value), ..) => format!("{label} {value:.2}"),
                    _ => {
                        format!("{label} undefined ({})", it.undefined_because.unwrap_or_default())
                    }
                }
            };
            let all: Vec<String> = agreed.iter().map(one).collect();
            format!("the gold standard's own agreement, Krippendorff's alpha: {}", all.join("; "))
        }
    }
}

/// What stands under the table of a coder that was measured.
#[must_use]
pub fn notes(
    sources: &[(&StoredSource, usize)],
    asked: &Asked,
    pairs: &Pairs,
    found: &Validation,
) -> Vec<String> {
    let Some(&(source, at)) = sources.first() else { return Vec::new() };
    let codebook = &source.passes[at].codebook;
    let listed = |one: &str, several: &str, of: fn(&StoredSource, usize) -> &str| {
        let all: Vec<&str> = sources.iter().map(|it| of(it.0, it.1)).collect();
        format!("{} {}", if all.len() == 1 { one } else { several }, all.join(", "))
    };
    let split = match asked.split {
        Some(Split::Dev) => "dev segments (rules may have been mended by them)",
        Some(Split::Test) => "test segments",
        None => "test and dev segments together",
    };
    let mut notes = vec![
        format!(
            "{split} of {}; each weighted by one over the likelihood that it was drawn and stands here; \
             95 % intervals with an effective n, clustered by document",
            listed("source", "sources", |source, _| &source.record.name)
        ),
        format!(
            "codebook {} {}; measure {}; {}; framebook {}",
            codebook.id,
            codebook.version,
            codebook.measure.name(),
            listed("pass", "passes", |source, at| &source.passes[at].name),
            env!("CARGO_PKG_VERSION")
        ),
    ];
    if !found.groups.is_empty() {
        let names: Vec<&str> = found.groups.iter().map(|it| it.0.as_str()).collect();
        notes.push(format!(
            "p: of a difference between the groups of {} at least as large if there were none; Wald's F with covariances \
             clustered by document, or, where a group is at 0 or 1, the two groups that differ most with p times the \
             number of pairs (groups without an interval are in none); adjusted by Holm over {} codes",
            names.join(", "),
            found.codes.len()
        ));
        notes.extend(untested(found, codebook));
    }
    notes.extend(pairs.notes());
    if found.codes.len() > 1 {
        notes.push(
            "macro and micro average: over top-level framings, without the object".to_owned(),
        );
    }
    for (place, (measured, open)) in found.codes.iter().zip(&pairs.n_open).enumerate() {
        let label = &codebook.codes[measured.code].label;
        let here = pairs.units.iter().filter(|it| it.place.is_some());
        let unseen = here.filter(|it| it.coder[place].is_none());
        let n_unseen = unseen.clone().count() as u64;
        let missed = unseen.filter(|it| it.gold[place] == Some(true)).count();
        let parts = [
            (*open, "on which coders differ".to_owned()),
            (
                n_unseen,
                format!(
                    "without a coding of the coder (out of scope, or no rules for the language), {missed} of them with the code"
                ),
            ),
            (
                measured.whole.no_gold.saturating_sub(*open),
                "without a coding in the gold standard".to_owned(),
            ),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|it| it.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if !parts.is_empty() {
            notes.push(format!("{label}, left out: {}", parts.join("; ")));
        }
    }
    notes
}
