//! The lines of a table of corrected shares: a pass and pairs enter; for each code its share, those of groups, and how
//! they differ leave, raw and corrected.

use crate::engine::count::GroupKey;
use crate::engine::stats::{Difference, Estimate};
use crate::engine::text::Language;
use crate::engine::validity::correction::{
    Bounds, Corrected, Options, Population, Refusal, Segment, Target, Warning, bounds, difference,
    share, slope,
};
use crate::sample::Scope;
use crate::table::corrected::{Bounded, Line, Told};

use super::super::Failure;
use super::super::drawn::frame;
use super::super::pairs::Pairs;
use super::super::stored::StoredSource;
use super::Asked;
use super::gold_error::{OfCode, Rates};
use super::population::{Coded, Groups, Raw, known, raw_slope};

/// The lines of the codes of the pairs that are top-level framings. `errors` are those of the gold standard, code by
/// code.
///
/// # Errors
///
/// A part that can not be read; an unknown variable or group; likelihoods that are none.
pub(super) fn lines(
    source: &StoredSource,
    at: usize,
    pairs: &Pairs,
    asked: &Asked<'_>,
    errors: Option<&[OfCode]>,
) -> Result<Vec<Line>, Failure> {
    let codebook = &source.passes[at].codebook;
    let by: Vec<String> = asked.by.into_iter().map(str::to_owned).collect();
    let frame = frame(source, at, &by, Scope::In)?;
    let groups = Groups::new(source, at, &frame, asked.by)?;
    let reference = groups.reference(asked.reference)?;
    let weights = source.weights(at)?;
    let coded = Coded::new(&frame, pairs, weights.as_ref());
    let census = source.record.sampling.census;
    let mut lines = Vec::new();
    for (place, &code) in pairs.codes.iter().enumerate() {
        let Some(rank) = codebook.framings().position(|it| it == code) else { continue };
        let asked_of: Vec<usize> = (0..frame.segments.len())
            .filter(|it| codebook.covers(code, frame.segments[*it].language))
            .collect();
        let every = coded.segments(&asked_of, place, rank);
        // what has no weight is counted, and in no share
        let weighed: Vec<bool> = asked_of.iter().map(|it| coded.weight(*it).is_some()).collect();
        let segments: Vec<Segment> = kept(&every, &weighed);
        let target = if census { Target::Census } else { Target::Process };
        let options =
            Options { seed: asked.seed, pooled: asked.pooled, target, ..Options::default() };
        let population = Population::new(&segments, options)?;
        let of = OfOne {
            code,
            asked,
            every: &every,
            weighed: &weighed,
            segments: &segments,
            population: &population,
            census,
            rates: errors.and_then(|it| it.get(place)?.0),
        };
        lines.push(of.share("code", None, &vec![true; every.len()]));
        let cells = groups.cells(&frame, &asked_of);
        // a language that the code has no rules for is no group of it
        let here: Vec<usize> =
            (0..cells.len()).filter(|it| cells[*it].iter().any(|it| *it)).collect();
        for &at in &here {
            lines.push(of.share("group", Some(&groups.names[at]), &cells[at]));
        }
        if let Some(reference) = reference {
            let compared =
                |at: &&usize| **at != reference && groups.names[**at] != GroupKey::MISSING;
            for &at in here.iter().filter(compared) {
                let pair = [at, reference].map(|it| (groups.names[it].as_str(), &*cells[it]));
                lines.push(of.difference(pair));
            }
        }
        if asked.by == Some("year") {
            let year = |at: &usize| frame.segments[*at].groups.first()?.parse().ok();
            let years: Vec<Option<f64>> = asked_of.iter().map(year).collect();
            lines.push(of.slope(&kept(&years, &weighed)));
        }
    }
    for kind in ["difference", "slope"] {
        let family: Vec<Option<f64>> =
            lines.iter().map(|it| it.p.filter(|_| it.kind == kind)).collect();
        for (line, p) in lines.iter_mut().zip(source.record.adjust.adjust(&family)) {
            line.p_adjusted = line.p_adjusted.or(p);
        }
    }
    Ok(lines)
}

/// What stands where `keep` says so.
fn kept<T: Copy>(of: &[T], keep: &[bool]) -> Vec<T> {
    of.iter().zip(keep).filter(|it| *it.1).map(|it| *it.0).collect()
}

/// One code with its population.
struct OfOne<'a> {
    code: usize,
    asked: &'a Asked<'a>,
    /// All segments that the code is asked of, and whether each has a weight.
    every: &'a [Segment],
    weighed: &'a [bool],
    /// Those that have.
    segments: &'a [Segment],
    population: &'a Population,
    census: bool,
    rates: Option<Rates>,
}

impl OfOne<'_> {
    /// The share of a cell of all segments.
    fn share(&self, kind: &'static str, group: Option<&str>, cell: &[bool]) -> Line {
        let raw = Raw::of(self.every, cell, self.census);
        let cell = &*kept(cell, self.weighed);
        let found = share(self.asked.method, self.population, cell);
        let bounded = found.as_ref().ok().and_then(|it| self.bounded(&it.estimate));
        let why = |why: String| match known(self.segments, cell) {
            Some(share) => format!(
                "people have coded all {} segments here: {:.1} % have the code",
                raw.n,
                share * 100.0
            ),
            None if raw.n < 100 => format!("{why} (there are {} segments in all)", raw.n),
            None => why,
        };
        Line {
            group: group.map(str::to_owned),
            n: raw.n,
            given: raw.given,
            raw: raw.share.value(),
            raw_interval: raw.share.interval().map(|it| (it.low, it.high)),
            corrected: told(found).map_err(why),
            bounded,
            ..self.line(kind)
        }
    }

    /// The difference of two groups, the first less the second, which is the reference.
    fn difference(&self, [(group, first), (reference, second)]: [(&str, &[bool]); 2]) -> Line {
        let raw = |cell: &[bool]| Raw::of(self.every, cell, self.census).share.value();
        let line = Line {
            group: Some(group.to_owned()),
            reference: Some(reference.to_owned()),
            raw: raw(first).zip(raw(second)).map(|it| it.0 - it.1),
            ..self.line("difference")
        };
        let [first, second] = [first, second].map(|it| kept(it, self.weighed));
        if !second.iter().any(|it| *it) {
            let why = format!("the code has no segment of {reference} to compare with");
            return Line { corrected: Err(why), ..line };
        }
        of_change(line, difference(self.asked.method, self.population, &first, &second))
    }

    /// The change of the share a year.
    fn slope(&self, scores: &[Option<f64>]) -> Line {
        let line = Line { raw: raw_slope(self.segments, scores), ..self.line("slope") };
        of_change(line, slope(self.asked.method, self.population, scores))
    }

    fn line(&self, kind: &'static str) -> Line {
        Line {
            code: self.code,
            kind,
            group: None,
            reference: None,
            n: 0,
            given: 0,
            raw: None,
            raw_interval: None,
            corrected: Err(String::new()),
            p: None,
            p_adjusted: None,
            bounded: None,
        }
    }

    /// What the gold standard's errors could make of a share and of the ends of its interval.
    fn bounded(&self, estimate: &Estimate) -> Option<Bounded> {
        let rates = self.rates?;
        let of = |share| bounds(share, rates.false_positive, rates.false_negative);
        let Bounds { low, high } = of(estimate.value()?)?;
        let ends = estimate.interval().and_then(|it| Some((of(it.low)?.low, of(it.high)?.high)));
        Some(Bounded { share: (low, high), interval: ends })
    }
}

/// The line of a difference or slope.
fn of_change(line: Line, found: Result<Corrected<Difference>, Refusal>) -> Line {
    let p = found.as_ref().ok().and_then(|it| it.estimate.p.as_ref().ok().copied());
    let corrected = found
        .map(|it| of(it.estimate.estimate, it.n_gold, it.n_positives, &it.warnings))
        .map_err(|it| named(&it));
    Line { corrected, p, ..line }
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
