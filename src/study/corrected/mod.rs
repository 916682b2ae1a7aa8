//! Shares corrected for the errors of the dictionary: a pass and the gold standard on a sample of its segments enter;
//! for each code the raw and the corrected share leave, of the whole and of groups. The population is that of the
//! sample: segments in scope, each text once. Nothing is printed or drawn here.

mod gold_error;
mod lines;
mod population;

use crate::codings::{Codings, Split};
use crate::engine::validity::correction::{CORRECTIONS, Correction, correction};
use crate::table::corrected::Shares;
use crate::table::{Provenance, Table};

use super::Failure;
use super::context::weight_note;
use super::pairs::{self, pairs};
use super::stored::StoredSource;

use gold_error::OfCode;
pub use gold_error::{GoldError, Rates};

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
    /// The group that others are compared with; none is the first.
    pub reference: Option<&'a str>,
    /// What is assumed of the gold standard's own errors; none is that it has none.
    pub gold_error: Option<GoldError>,
}

impl<'a> Asked<'a> {
    /// What a source declares: its method, or else the first; whether error rates are pooled.
    ///
    /// # Errors
    ///
    /// A method that is not there.
    pub fn declared(source: &StoredSource, by: Option<&'a str>) -> Result<Asked<'a>, Failure> {
        let record = &source.record;
        Ok(Asked {
            method: method(record.correction.as_deref().unwrap_or(CORRECTIONS[0].name))?,
            pooled: record.correction_pooled,
            seed: 1,
            by,
            reference: None,
            gold_error: None,
        })
    }
}

/// The gold standard by which shares of a source are corrected: on the segments held out, or, where the study says so,
/// on all.
pub fn question(source: &StoredSource) -> pairs::Asked {
    let split = (!source.record.correction_all).then_some(Split::Test);
    pairs::Asked { split, ..pairs::Asked::default() }
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

/// Corrected shares, and what a reader must know of them.
#[derive(Clone, Debug)]
pub struct Found {
    /// The shares.
    pub shares: Shares,
    /// How they were corrected: method, error rates, seed.
    pub how: String,
    /// What the shares are of, and how their intervals are made.
    pub of: String,
    /// The gold standard and its size.
    pub gold: String,
    notes: Vec<String>,
    provenance: Provenance,
}

/// Corrects the shares of the codes of a pass that are top-level framings.
///
/// # Errors
///
/// No gold standard; a part that can not be read; an unknown variable or group; likelihoods that are none.
pub fn corrected(
    codings: &Codings,
    source: &StoredSource,
    at: usize,
    question: &pairs::Asked,
    asked: &Asked<'_>,
) -> Result<Found, Failure> {
    let codebook = &source.passes[at].codebook;
    let pairs = pairs(codings, source, at, question)?;
    let errors = asked.gold_error.map(|it| it.rates(codings, codebook, &pairs)).transpose()?;
    let mut lines = lines::lines(source, at, &pairs, asked, errors.as_deref())?;
    if asked.pooled {
        for why in lines.iter_mut().filter_map(|it| it.corrected.as_mut().err()) {
            *why = why.replace(", or pool error rates (--pooled)", "");
        }
    }
    let rates = match (asked.pooled, asked.method.within && asked.by.is_some()) {
        (true, false) => "pooled over languages, as asked",
        (false, false) => "fitted for each language",
        (true, true) => "fitted for each group compared, pooled over languages, as asked",
        (false, true) => "fitted for each group compared and each language",
    };
    let (gold, n) = (question.gold.told(pairs.n_adjudicated), pairs.units.len());
    let intervals = match source.record.sampling.census {
        true => {
            "95 % intervals of the gold sample alone, as the corpus is a census; a raw share has none"
        }
        false => "95 % intervals clustered by document",
    };
    let mut notes: Vec<String> = weight_note(source, at)?.into_iter().collect();
    let has = |kind: &str| lines.iter().any(|it| it.kind == kind);
    if let Some(reference) = lines.iter().find_map(|it| it.reference.as_ref()) {
        let adjust = source.record.adjust.phrase();
        notes.push(format!(
            "differences are to {reference}, in points; p: of a difference, {adjust} over the differences of the table"
        ));
    }
    if has("slope") {
        let adjust = source.record.adjust.phrase();
        notes.push(format!(
            "change a year: in points, by least squares; p: of a slope, {adjust} over the codes"
        ));
    }
    if let (Some(asked), Some(errors)) = (asked.gold_error, &errors) {
        notes.push(bound_note(asked, errors, &pairs, codebook));
    }
    if question.split == Some(Split::Test) && lines.iter().any(|it| it.corrected.is_err()) {
        notes.push(
            "test segments correct; dev segments do, too, with --all, or `correction_all` in the study, which is \
             right only where no rule was mended by them"
                .to_owned(),
        );
    }
    let found = Found {
        shares: Shares {
            lines,
            by: asked.by.map(str::to_owned),
            bounded: asked.gold_error.is_some(),
        },
        how: format!(
            "{}: {}; error rates {rates}; seed {}",
            asked.method.name, asked.method.doc, asked.seed
        ),
        of: format!("share of the segments in scope, each text once; {intervals}"),
        gold: format!("gold standard: {gold}, {n} segments of source {}", source.record.name),
        notes: notes.into_iter().chain(pairs.notes()).collect(),
        provenance: Provenance {
            method: format!("{}, error rates {rates}", asked.method.name),
            seed: asked.seed,
            ..pairs.provenance(source, at, question)
        },
    };
    Ok(found)
}

/// What bounds rest on.
fn bound_note(
    asked: GoldError,
    errors: &[OfCode],
    pairs: &pairs::Pairs,
    codebook: &crate::engine::codebook::Codebook,
) -> String {
    let meaning = "least and most %: what the share may be, and lowest and highest the ends of its interval, where the gold standard";
    match asked {
        GoldError::Rates(Rates { false_positive, false_negative }) => format!(
            "{meaning} gives the code wrongly to at most {:.1} % of what has it not, and misses it in at most {:.1} % of what has it",
            false_positive * 100.0,
            false_negative * 100.0
        ),
        GoldError::Agreement => {
            let own = pairs.codes.iter().zip(errors).filter(|it| codebook.is_framing(*it.0));
            let one = |(code, (rates, n)): (&usize, &OfCode)| {
                let label = &codebook.codes[*code].label;
                match rates {
                    Some(it) => format!(
                        "{label} {:.1} % and {:.1} % ({n} segments coded twice)",
                        it.false_positive * 100.0,
                        it.false_negative * 100.0
                    ),
                    None => format!("{label} none, as no segment was coded twice"),
                }
            };
            let all: Vec<String> = own.map(one).collect();
            format!(
                "{meaning} errs as its coders' disagreement allows, false positives and misses: {}",
                all.join("; ")
            )
        }
    }
}

impl Found {
    /// The table.
    ///
    /// # Errors
    ///
    /// A frame that can not be built: a fault of framebook.
    pub fn table(&self, source: &StoredSource, at: usize) -> Result<Table, Failure> {
        let codebook = &source.passes[at].codebook;
        let gold = format!(
            "{}; codebook {} {}; framebook {}",
            self.gold,
            codebook.id,
            codebook.version,
            env!("CARGO_PKG_VERSION")
        );
        let mut notes = vec![self.how.clone(), self.of.clone(), gold];
        notes.extend(self.notes.iter().cloned());
        let weight = source.record.sampling.weight.as_ref();
        let weight = weight.map(|it| format!(", weighted by `{it}`")).unwrap_or_default();
        let title = format!("Corrected shares{weight} — {}", codebook.title);
        Ok(self.shares.table(codebook, title, notes, &self.provenance)?)
    }
}
