//! What people's codings say: agreement, the dictionary's validity by language, corrected shares.

use crate::codings::Codings;
use crate::engine::codebook::Codebook;
use crate::engine::reliability::{IntervalKind, Level, Settings, coefficient};
use crate::engine::stats::LEVEL;
use crate::study::Failure;
use crate::study::agreement::{
    Answer, OfCode, Part, Question, Rows, agreement, of_study, told_of_study,
};
use crate::study::corrected::{self, GoldError};
use crate::study::meaning::present;
use crate::study::pairs::{self, Pairs, pairs};
use crate::study::stored::StoredSource;
use crate::study::validation::{gold_agreement, notes, own_agreement, provenance};
use crate::study::variable::label;
use crate::table::validity::Validation;
use crate::table::{Table, grid, thousands};
use crate::writing::Block;

use super::{Asked, NO_STORE, missing, table};

/// Draws of the bootstrap.
const DRAWS: u32 = 1000;

/// The gold standard of a source and the dictionary held to it, or why there is none.
pub(super) struct People {
    pub question: pairs::Asked,
    pub measured: Result<Measured, String>,
}

/// The dictionary measured on test segments.
pub(super) struct Measured {
    pub pairs: Pairs,
    pub found: Validation,
    pub agreed: Vec<Answer>,
}

impl People {
    /// Measures the dictionary of a pass on the segments held out.
    pub fn of(
        codings: &Codings,
        source: &StoredSource,
        at: usize,
        asked: &Asked,
    ) -> Result<People, Failure> {
        let question = pairs::Asked { gold: asked.gold.clone(), ..pairs::Asked::default() };
        // a gold standard that is not there yet is a finding of the dossier
        let measured = match pairs(codings, source, at, &question) {
            Err(why) => Err(why.to_string()),
            Ok(pairs) => {
                let agreed = gold_agreement(codings, &pairs)?;
                let found = pairs.measure(source, at, &by_language(source, at)?, &agreed)?;
                Ok(Measured { pairs, found, agreed })
            }
        };
        Ok(People { question, measured })
    }
}

/// The variable of languages, where there are several.
fn by_language(source: &StoredSource, at: usize) -> Result<Vec<String>, Failure> {
    let by = vec!["language".to_owned()];
    let several = source.tally(at, &by)?.groups().len() > 1;
    Ok(if several { by } else { Vec::new() })
}

pub(super) fn blocks(
    codings: Option<&Codings>,
    people: Option<&People>,
    source: &StoredSource,
    at: usize,
) -> Result<Vec<Block>, Failure> {
    let heading = |text: &str| Block::Heading(2, text.to_owned());
    let mut blocks = vec![heading("Agreement")];
    blocks.extend(agreed(codings, source, at)?);
    blocks.push(heading("Validity"));
    blocks.extend(validity(people, source, at)?);
    blocks.push(heading("Correction"));
    blocks.extend(correction(codings, people, source, at)?);
    Ok(blocks)
}

fn agreed(
    codings: Option<&Codings>,
    source: &StoredSource,
    at: usize,
) -> Result<Vec<Block>, Failure> {
    let Some(codings) = codings else { return Ok(missing(NO_STORE)) };
    let rows = match of_study(codings, Some(&source.record.name)) {
        Ok(rows) => rows,
        Err(why) => return Ok(missing(&format!("No agreement: {why}."))),
    };
    let question = Question {
        level: Level::Nominal,
        coefficients: vec![coefficient("krippendorff_alpha_nominal")?, coefficient("percent")?],
        settings: Settings {
            interval: IntervalKind::Bootstrap,
            draws: DRAWS,
            seed: 1,
            level: LEVEL,
        },
        pairs: false,
        languages: true,
        drift: false,
        differing: 0,
    };
    let codebook = &source.passes[at].codebook;
    let present = present(std::iter::once(codebook.as_ref()));
    let told = told_of_study(codings, &of_codebook(&rows, codebook), Some(&present))?;
    let mut lines = Vec::new();
    for of in agreement(rows, &question)? {
        // codes of another codebook of the source stand in its own chapter
        let name = match &of.code {
            None => "All codes".to_owned(),
            Some(id) => match codebook.code(id) {
                None => continue,
                Some(code) => label(codebook, code),
            },
        };
        lines.extend(lines_of(&of, &name));
    }
    let head = [
        ("Code", false),
        ("Language", false),
        ("alpha", true),
        ("low", true),
        ("high", true),
        ("≥\u{a0}.667", true),
        ("≥\u{a0}.800", true),
        ("percent", true),
        ("n", true),
        ("coders", true),
    ];
    let mut notes = vec![
        format!(
            "alpha: Krippendorff's, nominal; 95 % intervals and the share of draws above .667 and .800: bootstrap of \
             documents, {DRAWS} draws, seed 1; n: segments that two coders or more rated; weighted: by one over the \
             likelihood that a segment was drawn and rated by two; elsewhere segments count alike"
        ),
        "first independent codings only".to_owned(),
    ];
    notes.extend(told);
    Ok(vec![table("Agreement between coders", &head, lines, notes)])
}

/// The rows of the codes that a codebook has.
fn of_codebook(rows: &Rows, codebook: &Codebook) -> Rows {
    let mut own = rows.clone();
    own.rows.retain(|it| rows.some(it.code).is_some_and(|it| codebook.code(it).is_some()));
    own
}

/// A line for all languages and one for each, where there are several.
fn lines_of(of: &OfCode, name: &str) -> Vec<Vec<String>> {
    let (alphas, percents): (Vec<&Answer>, Vec<&Answer>) =
        of.answers.iter().partition(|it| it.coefficient != "percent");
    let two = |it: Option<f64>| it.map_or("–".to_owned(), |it| format!("{it:.2}"));
    let line = |(alpha, percent): (&&Answer, &&Answer)| {
        let language = match &alpha.part {
            Part::Language(language) => language.clone(),
            Part::Weighted => "all, weighted".to_owned(),
            _ => "all".to_owned(),
        };
        let mut cells = vec![name.to_owned(), language];
        cells.extend([alpha.value, alpha.low, alpha.high].map(two));
        cells.extend([alpha.share_above_667, alpha.share_above_800, percent.value].map(two));
        cells.extend([thousands(alpha.n_units as u64), thousands(alpha.n_coders as u64)]);
        cells
    };
    alphas.iter().zip(&percents).map(line).collect()
}

fn validity(
    people: Option<&People>,
    source: &StoredSource,
    at: usize,
) -> Result<Vec<Block>, Failure> {
    let Some(people) = people else { return Ok(missing(NO_STORE)) };
    let it = match &people.measured {
        Ok(measured) => measured,
        Err(why) => {
            return Ok(missing(&match stored(source, at) {
                Some(stored) => format!("{stored} It can not be measured anew: {why}."),
                None => format!("Not validated: {why}."),
            }));
        }
    };
    let codebook = &source.passes[at].codebook;
    let title = format!(
        "Validity of the dictionary against {}",
        people.question.gold.told(it.pairs.n_adjudicated)
    );
    let mut notes = notes(&[(source, at)], &people.question, &it.pairs, &it.found);
    notes.insert(0, own_agreement(codebook, &it.agreed));
    let provenance = provenance(&it.pairs, source, at, &people.question);
    Ok(vec![printed(&it.found.table(codebook, title, notes, &provenance)?)?])
}

fn correction(
    codings: Option<&Codings>,
    people: Option<&People>,
    source: &StoredSource,
    at: usize,
) -> Result<Vec<Block>, Failure> {
    let (Some(codings), Some(people)) = (codings, people) else { return Ok(missing(NO_STORE)) };
    let mut blocks = Vec::new();
    let by_language = by_language(source, at)?;
    for by in std::iter::once(None).chain(by_language.iter().map(|it| Some(it.as_str()))) {
        // how far the gold standard itself may err is part of what a share rests on
        let asked = corrected::Asked {
            gold_error: Some(GoldError::Agreement).filter(|_| by.is_none()),
            ..corrected::Asked::declared(source, by)?
        };
        let question =
            pairs::Asked { gold: people.question.gold.clone(), ..corrected::question(source) };
        let found = match corrected::corrected(codings, source, at, &question, &asked) {
            Ok(found) => found,
            Err(why) => return Ok(missing(&format!("Nothing is corrected: {why}."))),
        };
        blocks.push(printed(&found.table(source, at)?)?);
    }
    Ok(blocks)
}

/// What a stored validation of a pass said, where there is one.
pub(super) fn stored(source: &StoredSource, at: usize) -> Option<String> {
    let of = source.validation(at)?;
    let note = of.note(&source.passes[at].codebook);
    Some(format!("A validation was stored on {}: {note}.", of.at))
}

pub(super) fn printed(table: &Table) -> Result<Block, Failure> {
    Ok(Block::Table(grid(table)?))
}
