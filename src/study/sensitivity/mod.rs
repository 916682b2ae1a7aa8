//! How the headline shares would change: with another unit, under the other measure, with reprints
//! collapsed, without the rule that matters most. Texts are coded anew for the first and the last.
//! [`rules`] asks the same of each rule.

pub mod rules;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::engine::codebook::Measure;
use crate::engine::coding::{BatchOutput, CompiledSet, Options, Segments, Worker};
use crate::engine::count::{Status, Tally};
use crate::engine::segment::Unit;
use crate::engine::stats::{Clusters, LEVEL, Method, share};
use crate::report::{Line, Sensitivity};

use super::Failure;
use super::counted::PartDesign;
use super::recode::StoredDocuments;
use super::stored::{StoredPass, StoredSource};
use super::variable::{Variables, label};

/// Characters of a rule that are shown.
const SHOWN: usize = 160;

/// The name of the line of shares without a rule.
pub const WITHOUT_RULE: &str = "without the rule that matters most";

/// The lines of a pass. `None` for actors, who are no framings, and for a codebook without codes.
///
/// # Errors
///
/// A part that can not be read.
pub fn lines(stored: &StoredSource, at: usize) -> Result<Option<Sensitivity>, Failure> {
    let pass = &stored.passes[at];
    let codebook = &pass.codebook;
    let tally = stored.tally(at, &[])?;
    if codebook.actors || tally.top().is_empty() {
        return Ok(None);
    }
    let measure = codebook.measure;
    let mut codes: Vec<String> = tally.top().iter().map(|it| label(codebook, *it)).collect();
    codes.push("any of these".to_owned());
    let weighted = if stored.record.sampling.weight.is_some() { ", weighted" } else { "" };
    let [n, in_scope] = numbers(&tally);
    let unit = &pass.pass.segments_manifest.unit;
    let as_coded = Line {
        name: "as coded".to_owned(),
        told: format!(
            "by {unit}, measure {}{weighted}: {in_scope} of {n} segments in scope",
            measure.name()
        ),
        shares: shares(&tally, measure),
    };
    let lines = vec![
        as_coded,
        other_unit(stored, at)?,
        other_measure(&tally, measure),
        collapsed(stored, at)?,
        without_rule(stored, at)?,
    ];
    Ok(Some(Sensitivity { codes, lines }))
}

/// What the share of each top-level code is made of, and that of segments with none.
fn sums(tally: &Tally, measure: Measure) -> Vec<Clusters> {
    let total = tally.total();
    let codes = tally.top().iter().map(|&it| total.code(it, measure).clusters);
    codes.chain([total.none(measure).clusters]).collect()
}

/// The share of each top-level code, and of segments with any, of their [`sums`].
fn shares_of(mut sums: Vec<Clusters>) -> Vec<Option<f64>> {
    let value = |it: &Clusters| share(it, Method::None, LEVEL).value();
    let none = sums.pop().as_ref().and_then(value);
    sums.iter().map(value).chain([none.map(|it| 1.0 - it)]).collect()
}

fn shares(tally: &Tally, measure: Measure) -> Vec<Option<f64>> {
    shares_of(sums(tally, measure))
}

/// Segments in all, and in scope.
fn numbers(tally: &Tally) -> [u64; 2] {
    let total = tally.total();
    [total.all().segments, total.status(Status::InScope).segments]
}

fn undefined(name: &str, why: &str) -> Line {
    Line { name: name.to_owned(), told: format!("undefined: {why}"), shares: Vec::new() }
}

const NO_TEXTS: &str = "the texts are not kept, so nothing can be coded anew";

fn other_unit(stored: &StoredSource, at: usize) -> Result<Line, Failure> {
    let pass = &stored.passes[at];
    let options = pass.options();
    let unit = if options.unit == Unit::Document { Unit::Sentence } else { Unit::Document };
    let name = format!("unit {unit}");
    if !pass.pass.segments_manifest.texts {
        return Ok(undefined(&name, NO_TEXTS));
    }
    let tally = coded(stored, at, None, Options { unit, ..options })?;
    let [n, in_scope] = numbers(&tally);
    let parts = match (unit, pass.pass.segments_manifest.parts.len()) {
        (Unit::Document, 2..) => " (each part of a document is one)",
        _ => "",
    };
    let told = format!(
        "coded anew by {unit} in place of {}: {in_scope} of {n} segments{parts} in scope",
        options.unit
    );
    Ok(Line { name, told, shares: shares(&tally, pass.codebook.measure) })
}

fn other_measure(tally: &Tally, measure: Measure) -> Line {
    let (other, told) = match measure {
        Measure::Asserted => (Measure::Mention, "all matches count, also those that are denied"),
        Measure::Mention => (Measure::Asserted, "matches that are denied do not count"),
    };
    Line {
        name: format!("measure {}", other.name()),
        told: told.to_owned(),
        shares: shares(tally, other),
    }
}

fn collapsed(stored: &StoredSource, at: usize) -> Result<Line, Failure> {
    let name = "reprints collapsed";
    let Some(reprints) = &stored.reprints else {
        return Ok(undefined(name, "reprints were not looked for"));
    };
    let pass = &stored.passes[at];
    match stored.collapsed(at, &[])? {
        None => Ok(undefined(name, "no reprints were found, so the figures are the same")),
        Some(tally) => Ok(Line {
            name: name.to_owned(),
            told: format!(
                "of each group of reprints the earliest only: {} of {} documents left out",
                reprints.n_copies(),
                reprints.n_compared
            ),
            shares: shares(&tally, pass.codebook.measure),
        }),
    }
}

fn without_rule(stored: &StoredSource, at: usize) -> Result<Line, Failure> {
    let pass = &stored.passes[at];
    let name = WITHOUT_RULE;
    if !pass.pass.segments_manifest.texts {
        return Ok(undefined(name, NO_TEXTS));
    }
    let Some((rule, n_alone)) = weightiest(pass)? else {
        return Ok(undefined(name, "no segment rests on one rule alone"));
    };
    let codebook = &pass.codebook;
    let left_out = &codebook.rules[rule];
    let shown: String = left_out.text.chars().take(SHOWN).collect();
    let more = if shown.len() < left_out.text.len() { "…" } else { "" };
    let code = label(codebook, left_out.code);
    let language = left_out.language.map_or(String::new(), |it| format!(" ({})", it.code()));
    let tally = coded(stored, at, Some(rule), pass.options())?;
    let told = format!(
        "coded anew without `{shown}{more}`{language} of {code}, on which alone {n_alone} segments rest"
    );
    Ok(Line { name: name.to_owned(), told, shares: shares(&tally, codebook.measure) })
}

/// The rule of a framing on which alone most segments have its top-level code, and their number.
fn weightiest(stored: &StoredPass) -> Result<Option<(usize, u64)>, Failure> {
    let codebook = &stored.codebook;
    let asserted = codebook.measure == Measure::Asserted;
    let top: Vec<usize> =
        (0..codebook.codes.len()).map(|it| codebook.ancestors(it).last().unwrap_or(it)).collect();
    let mut alone = vec![0u64; codebook.rules.len()];
    for part in 0..stored.pass.n_parts() {
        let in_scope = stored.pass.in_scope(part)?;
        let matches = stored.pass.matches(part)?;
        let mut first = 0;
        while first < matches.segment.len() {
            let segment = matches.segment[first];
            let n = matches.segment[first..].iter().take_while(|it| **it == segment).count();
            // for each top-level code the one rule that it rests on, or none where there are several
            let mut rests: Vec<(usize, Option<u32>)> = Vec::new();
            for row in first..first + n {
                let code = top[matches.code[row] as usize];
                if codebook.is_object(code) || asserted && matches.negated[row] {
                    continue;
                }
                let rule = matches.rule[row];
                match rests.iter_mut().find(|it| it.0 == code) {
                    None => rests.push((code, Some(rule))),
                    Some((_, one)) => *one = one.filter(|it| *it == rule),
                }
            }
            for rule in
                rests.into_iter().filter_map(|it| it.1).filter(|_| in_scope[segment as usize])
            {
                alone[rule as usize] += 1;
            }
            first += n;
        }
    }
    let most = alone.iter().enumerate().max_by_key(|it| (*it.1, std::cmp::Reverse(it.0)));
    Ok(most.map(|it| (it.0, *it.1)).filter(|it| it.1 > 0))
}

/// Codes the stored texts of a source anew, without a rule where one is named, and counts them as the pass `at` is
/// counted.
fn coded(
    stored: &StoredSource,
    at: usize,
    left_out: Option<usize>,
    options: Options,
) -> Result<Tally, Failure> {
    let pass = &stored.passes[at];
    let variables = Variables::default();
    let coder = || Coder::new(pass, options, left_out);
    let parts: Vec<usize> = (0..pass.pass.n_parts()).collect();
    let mut whole = empty(pass);
    let work = |coder: &mut Coder, part: &usize| {
        let mut part = Part::open(stored, at, *part, &variables)?;
        let rows = 0..part.documents.documents().len();
        coder.count(&mut part, rows)
    };
    for tally in on_all_cores(&parts, coder, work) {
        whole.merge(&tally?)?;
    }
    Ok(whole)
}

fn empty(pass: &StoredPass) -> Tally {
    Tally::new(&pass.codebook, pass.ignore_about, Vec::new())
}

/// A part of a pass, opened to be coded anew.
struct Part<'p> {
    pass: &'p StoredPass,
    documents: StoredDocuments,
    design: PartDesign<'p>,
    /// Running number of its first document in the corpus.
    first: u32,
}

impl<'p> Part<'p> {
    fn open(
        stored: &'p StoredSource,
        at: usize,
        part: usize,
        variables: &'p Variables,
    ) -> Result<Part<'p>, Failure> {
        let pass = &stored.passes[at];
        let documents = StoredDocuments::open(&pass.pass, part)?;
        let first = documents.documents().document.first().copied().unwrap_or(0);
        let origin = Segments { document: vec![first], ..Segments::default() };
        let design = stored.design(at, variables, part, &origin)?;
        Ok(Part { pass, documents, design, first })
    }
}

/// What codes the documents of a pass anew.
struct Coder {
    set: CompiledSet,
    worker: Worker,
    out: BatchOutput,
}

impl Coder {
    fn new(pass: &StoredPass, options: Options, left_out: Option<usize>) -> Coder {
        let mut set = CompiledSet::new(vec![Arc::clone(&pass.codebook)], options);
        set.leave_out(0, left_out);
        Coder { set, worker: Worker::default(), out: BatchOutput::default() }
    }

    /// Counts documents of a part, by their rows, ascending.
    fn count(
        &mut self,
        part: &mut Part<'_>,
        rows: impl IntoIterator<Item = usize>,
    ) -> Result<Tally, Failure> {
        let mut tally = empty(part.pass);
        for row in rows {
            part.documents.load(row)?;
            let (set, worker, out) = (&self.set, &mut self.worker, &mut self.out);
            part.documents.with(|document| worker.code_batch(set, [document], out));
            let number = part.first + row as u32;
            out.segments.document.iter_mut().for_each(|it| *it = number);
            if let Some(output) = out.passes.first() {
                tally.add(&out.segments, output, &part.design)?;
            }
        }
        Ok(tally)
    }
}

/// Does each piece of work on one of all cores, each with a tool of its own; answers in the order of the pieces.
fn on_all_cores<P: Sync, S, T: Send>(
    pieces: &[P],
    tool: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &P) -> Result<T, Failure> + Sync,
) -> Vec<Result<T, Failure>> {
    let next = AtomicUsize::new(0);
    let threads = crate::study::cores();
    let own = || {
        let (mut tool, mut done) = (tool(), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { break done };
            done.push((at, work(&mut tool, piece)));
        }
    };
    let ended_early = |_| vec![(usize::MAX, Err("a thread that coded anew ended early".into()))];
    let mut answers: Vec<_> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(own)).collect();
        started.into_iter().flat_map(|it| it.join().unwrap_or_else(ended_early)).collect()
    });
    answers.sort_by_key(|it| it.0);
    answers.into_iter().map(|it| it.1).collect()
}
