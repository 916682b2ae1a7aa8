//! Shares corrected for the errors of the dictionary: a pass and the gold standard on a sample of its segments enter;
//! for each code the raw and the corrected share leave, of the whole and of groups. The population is that of the
//! sample: segments in scope, each text once.

use std::collections::{BTreeMap, HashMap};

use crate::codings::Codings;
use crate::engine::stats::{Difference, Estimate};
use crate::engine::text::Language;
use crate::engine::validity::correction::{
    CORRECTIONS, Corrected, Correction, Gold, Options, Population, Refusal, Segment, Warning,
    correction, difference, share, slope,
};
use crate::sample::{Frame, FrameSegment, Scope};
use crate::table::Table;
use crate::table::corrected::{Line, Shares, Told};

use super::Failure;
use super::drawn::frame;
use super::pairs::{self, Pairs, pairs};
use super::stored::StoredSource;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'static Correction,
    /// Whether one pair of error rates stands for all languages.
    pub pooled: bool,
    /// The seed of the folds.
    pub seed: u64,
    /// A variable whose groups are corrected too.
    pub by: Option<&'a str>,
}

/// The method of a name.
///
/// # Errors
///
/// An unknown name; the message lists those there are.
pub fn method(name: &str) -> Result<&'static Correction, Failure> {
    correction(name).ok_or_else(|| {
        let known: Vec<&str> = CORRECTIONS.iter().map(|it| it.name).collect();
        format!("unknown method of correction `{name}`; there are: {}", known.join(", ")).into()
    })
}

/// The table of corrected shares, with what a reader must know of them.
///
/// # Errors
///
/// As [`corrected`]; no gold standard.
pub fn table(
    codings: &Codings,
    source: &StoredSource,
    at: usize,
    question: &pairs::Asked,
    asked: &Asked<'_>,
) -> Result<Table, Failure> {
    let codebook = &source.passes[at].codebook;
    let pairs = pairs(codings, source, at, question)?;
    let shares = corrected(source, at, &pairs, asked)?;
    let method = asked.method;
    let rates =
        if asked.pooled { "pooled over languages, as asked" } else { "fitted for each language" };
    let mut notes = vec![
        format!("{}: {}; error rates {rates}; seed {}", method.name, method.doc, asked.seed),
        "share of the segments in scope, each text once; 95 % intervals clustered by document"
            .to_owned(),
        format!(
            "gold standard: {}, {} segments of source {}; codebook {} {}; framebook {}",
            question.gold.told(pairs.n_adjudicated),
            pairs.units.len(),
            source.record.name,
            codebook.id,
            codebook.version,
            env!("CARGO_PKG_VERSION")
        ),
    ];
    notes.extend(pairs.notes());
    let title = format!("Corrected shares — {}", codebook.title);
    Ok(shares.table(codebook, title, notes)?)
}

/// The corrected shares of the codes of the pairs that are top-level framings.
///
/// # Errors
///
/// A part that can not be read; an unknown variable; likelihoods that are none.
pub fn corrected(
    source: &StoredSource,
    at: usize,
    pairs: &Pairs,
    asked: &Asked<'_>,
) -> Result<Shares, Failure> {
    let stored = &source.passes[at];
    let codebook = &stored.codebook;
    let by: Vec<String> =
        asked.by.filter(|it| *it != "language").map(str::to_owned).into_iter().collect();
    let frame = frame(source, at, &by, Scope::In)?;
    let top: Vec<usize> = (0..codebook.codes.len())
        .filter(|&it| codebook.codes[it].parent.is_none() && !codebook.is_object(it))
        .collect();
    let units: HashMap<(&str, &str, u32), usize> = pairs
        .units
        .iter()
        .enumerate()
        .filter(|it| it.1.place.is_some())
        .map(|(at, it)| {
            let unit = &it.unit;
            ((unit.document.as_str(), unit.part.as_str(), unit.start as u32), at)
        })
        .collect();
    let numbers = Numbers::of(&frame, pairs);
    let mut lines = Vec::new();
    for (place, &code) in pairs.codes.iter().enumerate() {
        let Some(rank) = top.iter().position(|it| *it == code) else { continue };
        let asked_of: Vec<usize> = (0..frame.segments.len())
            .filter(|it| codebook.covers(code, frame.segments[*it].language))
            .collect();
        let likelihoods = pairs.likelihoods(place);
        let segments: Vec<Segment> = asked_of
            .iter()
            .map(|&at| {
                let it = &frame.segments[at];
                let unit = units.get(&(it.document.as_str(), it.part.as_str(), it.start));
                let pair = unit.map(|unit| (&pairs.units[*unit], likelihoods[*unit]));
                Segment {
                    given: it.codes.contains(&(rank as u16)),
                    gold: pair.and_then(|(it, probability)| {
                        Some(Gold { given: it.gold[place]?, probability })
                    }),
                    group: it.language as u32,
                    stratum: pair.map_or(0, |it| numbers.stratum(&it.0.unit.stratum)),
                    cluster: numbers.cluster(&it.cluster),
                }
            })
            .collect();
        let options = Options { seed: asked.seed, pooled: asked.pooled, ..Options::default() };
        let population = Population::new(&segments, options)?;
        let cells = cells(&frame, &asked_of, asked.by);
        let all = vec![true; segments.len()];
        let line = |kind, group: Option<&str>, cell: &[bool]| {
            let (n, given) = counts(&segments, cell);
            Line {
                code,
                kind,
                group: group.map(str::to_owned),
                n,
                given,
                raw: (n > 0).then(|| given as f64 / n as f64),
                corrected: told(share(asked.method, &population, cell)).map_err(|why| {
                    known(&segments, cell).map_or_else(
                        || match n {
                            0..100 => format!("{why} (there are {n} segments in all)"),
                            _ => why,
                        },
                        |share| {
                            format!(
                                "people have coded all {n} segments here: {:.1} % have the code",
                                share * 100.0
                            )
                        },
                    )
                }),
                p: None,
            }
        };
        lines.push(line("code", None, &all));
        lines.extend(cells.iter().map(|(name, cell)| line("group", Some(name), cell)));
        if asked.by == Some("year") {
            let scores: Vec<Option<f64>> = asked_of
                .iter()
                .map(|&at| frame.segments[at].groups.first()?.parse().ok())
                .collect();
            lines.push(change(code, "slope", slope(asked.method, &population, &scores)));
        } else if let [(first, a), (second, b)] = cells.as_slice() {
            let found = difference(asked.method, &population, a, b);
            let raw = |cell: &[bool]| {
                let (n, given) = counts(&segments, cell);
                (n > 0).then(|| given as f64 / n as f64)
            };
            let group = Some(format!("{first} − {second}"));
            let raw = raw(a).zip(raw(b)).map(|it| it.0 - it.1);
            lines.push(Line { group, raw, ..change(code, "difference", found) });
        }
    }
    Ok(Shares { lines, by: asked.by.map(str::to_owned) })
}

/// How many segments of a cell there are, and how many the coder gave the code.
fn counts(segments: &[Segment], cell: &[bool]) -> (u64, u64) {
    let inside = || segments.iter().zip(cell).filter(|it| *it.1).map(|it| it.0);
    (inside().count() as u64, inside().filter(|it| it.given).count() as u64)
}

/// The share of the gold standard, where that says something of every segment of a cell.
fn known(segments: &[Segment], cell: &[bool]) -> Option<f64> {
    let inside = || segments.iter().zip(cell).filter(|it| *it.1).map(|it| it.0);
    let n = inside().count();
    let given = inside().map(|it| Some(it.gold?.given)).collect::<Option<Vec<bool>>>()?;
    (n > 0).then(|| given.iter().filter(|it| **it).count() as f64 / n as f64)
}

fn told(found: Result<Corrected, Refusal>) -> Result<Told, String> {
    found
        .map(|it| of(it.estimate, it.n_gold, it.n_positives, &it.warnings))
        .map_err(|it| named(&it))
}

fn of(estimate: Estimate, gold: u64, positives: u64, warnings: &[Warning]) -> Told {
    Told { estimate, gold, positives, warnings: warnings.iter().map(named).collect() }
}

/// A refusal or warning with languages by their names.
fn named(told: &impl std::fmt::Display) -> String {
    let mut text = told.to_string();
    for (number, language) in Language::ALL.iter().enumerate() {
        text = text.replace(&format!("in group {number}"), &format!("in {}", language.code()));
    }
    text
}

/// The row of a difference or slope.
fn change(code: usize, kind: &'static str, found: Result<Corrected<Difference>, Refusal>) -> Line {
    let p = found.as_ref().ok().and_then(|it| it.estimate.p.as_ref().ok().copied());
    let corrected = found
        .map(|it| of(it.estimate.estimate, it.n_gold, it.n_positives, &it.warnings))
        .map_err(|it| named(&it));
    Line { code, kind, group: None, n: 0, given: 0, raw: None, corrected, p }
}

/// The groups of a variable among these segments, in their order.
fn cells(frame: &Frame, of: &[usize], by: Option<&str>) -> Vec<(String, Vec<bool>)> {
    let Some(by) = by else { return Vec::new() };
    let value = |it: &FrameSegment| match by {
        "language" => it.language.code().to_owned(),
        _ => it.groups.first().cloned().unwrap_or_default(),
    };
    let mut cells: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for (at, &segment) in of.iter().enumerate() {
        let cell =
            cells.entry(value(&frame.segments[segment])).or_insert_with(|| vec![false; of.len()]);
        if let Some(inside) = cell.get_mut(at) {
            *inside = true;
        }
    }
    cells.into_iter().collect()
}

/// Numbers for the names of strata and clusters.
struct Numbers {
    strata: HashMap<String, u32>,
    clusters: HashMap<String, u32>,
}

impl Numbers {
    fn of(frame: &Frame, pairs: &Pairs) -> Numbers {
        fn number<'n>(names: impl Iterator<Item = &'n String>) -> HashMap<String, u32> {
            let mut numbers = HashMap::new();
            for name in names {
                let next = numbers.len() as u32;
                numbers.entry(name.clone()).or_insert(next);
            }
            numbers
        }
        Numbers {
            strata: number(pairs.units.iter().map(|it| &it.unit.stratum)),
            clusters: number(frame.segments.iter().map(|it| &it.cluster)),
        }
    }

    fn stratum(&self, name: &str) -> u32 {
        self.strata.get(name).copied().unwrap_or(u32::MAX)
    }

    fn cluster(&self, name: &str) -> u32 {
        self.clusters.get(name).copied().unwrap_or(u32::MAX)
    }
}
