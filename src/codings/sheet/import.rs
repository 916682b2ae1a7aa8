//! A sheet that was handed in: the file enters, and what the store holds of the sheet; what is new in it
//! leave, or every problem of it. Nothing is saved here: who calls saves all of it at once, or nothing.

use std::collections::{HashMap, HashSet};

use crate::codings::{Codings, CodingsError, Kind, Round, Unit, UnitFilter};
use crate::engine::codebook::Codebook;

use super::check::{Filled, Problem, check, names};
use super::coding::{Asked, CodingSheet, FIXED, Row, headings, shown_heading};
use super::grid::{Grid, same};
use super::page::Entry;
use super::said::{Answer, Counts, Said, not_said, said_by};

/// What a file comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The sheet.
    pub sheet: String,
    /// Who coded.
    pub coder: String,
    /// The version of the codebook that they had before them.
    pub version: String,
    /// What is to be saved, with the round of each.
    pub new: Vec<(Answer, Round)>,
    /// How much of it is new.
    pub counts: Counts,
    /// Codings that are not made yet.
    pub n_empty: usize,
    /// Units of the sheet, or cases of one of adjudication.
    pub n_rows: usize,
    /// What a row is: a unit, or a case, which is a unit with a code.
    pub of: &'static str,
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sheet, coder, counts, n_empty, n_rows, of, .. } = self;
        let s = if *n_rows == 1 { "" } else { "s" };
        let Counts { n_new, n_changed, n_confirmed, n_same, n_kept, n_since } = counts;
        write!(
            f,
            "sheet `{sheet}` of {coder}, {n_rows} {of}{s}: {n_new} new, {n_changed} changed, {n_same} as \
             before, {n_empty} empty"
        )?;
        if *n_confirmed > 0 {
            write!(f, "; {n_confirmed} said again of a code that means something else now")?;
        }
        if *n_since > 0 {
            write!(
                f,
                "; {n_since} left out, as they were coded since with another meaning of their code"
            )?;
        }
        if *n_kept > 0 {
            write!(f, "; {n_kept} that are empty here were coded before and stay")?;
        }
        Ok(())
    }
}

/// Why a sheet is not imported.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No sheet, or none that the store knows.
    #[error("{0}")]
    File(String),
    /// What is wrong in its cells.
    #[error("{}", listed(.file, .problems))]
    Cells {
        /// The file.
        file: String,
        /// Every problem, in the order of the sheet.
        problems: Vec<Problem>,
    },
    /// The store can not be read.
    #[error(transparent)]
    Store(#[from] CodingsError),
}

fn listed(file: &str, problems: &[Problem]) -> String {
    let n = problems.len();
    let s = if n == 1 { "" } else { "s" };
    let lines: Vec<String> = problems.iter().map(|it| format!("\n  {it}")).collect();
    format!("`{file}`: {n} problem{s}, nothing was imported{}", lines.concat())
}

/// Takes a coding sheet that is filled in.
///
/// # Errors
/// A file that is no sheet; a sheet that the store does not know; every problem of its cells.
pub fn take(codings: &Codings, file: &str, grid: &Grid) -> Result<Taken, Refused> {
    let name = names(grid).into_iter().next().unwrap_or_default();
    let sheets = codings.sheets()?;
    let Some(kept) = sheets.iter().find(|it| it.name == name).cloned() else {
        let known: Vec<&str> = sheets.iter().map(|it| it.name.as_str()).collect();
        let there_are = match known.as_slice() {
            [] => "it knows none".to_owned(),
            known => format!("there are: {}", known.join(", ")),
        };
        return Err(Refused::File(format!(
            "`{file}`: the sheet `{name}` was not made with the codings in `{}`; {there_are}; name its \
             folder with `--codings`, or bring them together with `framebook codings merge`",
            codings.folder().display()
        )));
    };
    // a file that is called like another's sheet was filled in by another, or copied over it
    let stem =
        file.rsplit(['/', '\\']).next().and_then(|it| it.rsplit_once('.')).map_or("", |it| it.0);
    if let Some(other) = sheets.iter().find(|it| it.name == stem && it.coder != kept.coder) {
        return Err(Refused::File(format!(
            "`{file}`: the file is called like the sheet of {}, and its rows are of `{name}`, the sheet of \
             {}; find out who filled it in, and name it so",
            other.coder, kept.coder
        )));
    }
    let units = units(codings)?;
    let sheet = rebuilt(codings, &kept, &units, |sheet| like(sheet, grid, &units))?;
    let mut filled = check(grid, &sheet.page())
        .map_err(|problems| Refused::Cells { file: file.to_owned(), problems })?;
    // the order of coding is that of the sheet, however its rows were sorted since
    filled.cells.sort_by_key(|it| it.number.unwrap_or(u64::MAX));
    let [anew, since] = codings.of_other_meaning(&kept)?;
    let mut answers = sheet.answers(&filled);
    let n_answers = answers.len();
    answers.retain(|it| !since.contains(&(it.unit.clone(), it.code.clone())));
    let before = codings.events()?;
    let said = said_by(&before, &kept.coder);
    let rounds = (Round::Independent, Round::Later);
    let (new, mut counts) = not_said(&answers, &said, &anew, rounds);
    counts.n_kept = kept_codings(&sheet, &filled, &said);
    counts.n_since = n_answers - answers.len();
    let (n_empty, n_rows) = (filled.n_empty, sheet.rows.len());
    Ok(Taken {
        sheet: name,
        coder: kept.coder,
        version: kept.version,
        new,
        counts,
        n_empty,
        n_rows,
        of: "unit",
    })
}

/// The units of the store, by id.
///
/// # Errors
/// A store that can not be read.
pub fn units(codings: &Codings) -> Result<HashMap<String, Unit>, CodingsError> {
    let units = codings.units(&UnitFilter::default())?;
    Ok(units.into_iter().map(|it| (it.id.clone(), it)).collect())
}

/// A sheet as it went out, from what the store holds of it; `like` says what was shown and asked beside the codes.
///
/// # Errors
/// A store without the units or the codebook of the sheet.
pub fn rebuilt(
    codings: &Codings,
    kept: &crate::codings::Sheet,
    units: &HashMap<String, Unit>,
    like: impl FnOnce(&CodingSheet) -> (Vec<String>, bool),
) -> Result<CodingSheet, CodingsError> {
    let mut sheet = CodingSheet {
        name: kept.name.clone(),
        coder: kept.coder.clone(),
        asked: asked(codings, &kept.version, &kept.codes)?,
        ..CodingSheet::default()
    };
    (sheet.shown, sheet.asked.voice) = like(&sheet);
    for id in &kept.units {
        let unit = units.get(id).ok_or_else(|| CodingsError::Damaged {
            path: codings.path(),
            reason: format!("the sheet `{}` has the unit `{id}`, which is not there", kept.name),
        })?;
        sheet.rows.push(Row::of(unit, &sheet.shown));
    }
    Ok(sheet)
}

/// What was asked, from the codebook that the store keeps under a version; ids stand for labels where it keeps none.
fn asked(codings: &Codings, version: &str, codes: &[String]) -> Result<Asked, CodingsError> {
    let kept = codings.codebooks()?.into_iter().find(|it| it.version == version);
    let book = kept.and_then(|it| Codebook::parse(&it.id, &it.text).0);
    if let Some(book) = book
        && let Ok(mut asked) = Asked::of(&book, codes, true)
    {
        asked.version = version.to_owned();
        return Ok(asked);
    }
    let bare = |id: &String| Entry {
        id: id.clone(),
        label: id.clone(),
        is_asked: true,
        ..Entry::default()
    };
    let codes = codes.iter().map(bare).collect();
    Ok(Asked { version: version.to_owned(), codes, ..Asked::default() })
}

/// Which metadata a table shows, and whether it asks for voice and stance: neither is kept in the store.
fn like(sheet: &CodingSheet, grid: &Grid, units: &HashMap<String, Unit>) -> (Vec<String>, bool) {
    let codes: Vec<&Entry> = sheet.asked.columns().collect();
    let headings = headings(&codes, &FIXED);
    let found: Vec<&String> =
        grid.header(&["unit"]).into_iter().flat_map(|it| it.1.values()).collect();
    let has = |heading: &str| found.iter().any(|it| same(it, heading));
    let mut seen = HashSet::new();
    let mut shown: Vec<String> = Vec::new();
    for (name, _) in units.values().flat_map(|it| &it.metadata) {
        if seen.insert(name) && has(&shown_heading(name, &headings)) {
            shown.push(name.clone());
        }
    }
    shown.sort();
    (shown, has("voice") || has("stance"))
}

/// Codings that stand, and are empty in the sheet.
fn kept_codings(sheet: &CodingSheet, filled: &Filled, said: &Said<'_>) -> usize {
    let answers = sheet.answers(filled);
    let given: HashSet<(&str, &str)> =
        answers.iter().map(|it| (it.unit.as_str(), it.code.as_str())).collect();
    let stands = |unit: &str, code: &str| {
        let kinds = [Kind::Coding, Kind::CannotCode];
        kinds.iter().any(|kind| said.get(&(unit, code, *kind)).is_some_and(|it| !it.is_empty()))
    };
    let rows = sheet.rows.iter();
    rows.flat_map(|row| {
        sheet.asked.columns().map(move |code| (row.unit.as_str(), code.id.as_str()))
    })
    .filter(|(unit, code)| !given.contains(&(*unit, *code)) && stands(unit, code))
    .count()
}
