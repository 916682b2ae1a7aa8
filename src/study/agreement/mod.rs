//! Agreement between coders, code by code and over all. Rows of codings enter, wherever they come
//! from; coefficients leave, an [`Answer`] each. Deliberately absent: files, printing, a verdict.

mod answer;
pub mod file;
mod group;
mod of_study;
pub mod spans;

use std::collections::HashMap;

use crate::engine::reliability::{
    Coefficient, Differing, Level, Measured, Rating, Ratings, RatingsError, Settings, TwoByTwo,
    differing, measure, of_pair, pairs,
};

use super::Failure;

use answer::Measuring;
pub use answer::{Answer, Part};
use group::{drift, languages};
pub use of_study::{of_study, spans_of_study};

/// A coding, as it stands in a file or a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The code; `None` where there is one thing that was coded.
    pub code: Option<String>,
    /// The unit.
    pub unit: String,
    /// The coder.
    pub coder: String,
    /// The value; `None` where it is missing.
    pub value: Option<String>,
    /// The cluster of the unit, such as its document.
    pub cluster: Option<String>,
    /// The language of the unit, or another group.
    pub language: Option<String>,
    /// When the coder gave it: a number, a date, anything that sorts.
    pub order: Option<String>,
    /// Where the row stands, for messages.
    pub place: String,
}

/// Distances of sets of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Passonneau's.
    Masi,
    /// Jaccard's.
    Jaccard,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// What may be done with values; [`Level::Sets`] where a unit has a set of labels.
    pub level: Level,
    /// The coefficients, the one that is judged first.
    pub coefficients: Vec<&'static Coefficient>,
    /// How they are measured.
    pub settings: Settings,
    /// Each pair of coders too.
    pub pairs: bool,
    /// Each language too.
    pub languages: bool,
    /// Each coder against the others by thirds of what the coder rated too.
    pub drift: bool,
    /// How many of the units that differ most.
    pub differing: usize,
}

/// What coders did with one code, or with all of them.
#[derive(Clone, Debug)]
pub struct OfCode {
    /// The code; `None` for all.
    pub code: Option<String>,
    /// The names of the coders who rated anything.
    pub coders: Vec<String>,
    /// Units that two coders or more rated.
    pub n_units: usize,
    /// The coefficients of all coders, then those of parts.
    pub answers: Vec<Answer>,
    /// Two coders and a binary code: the table.
    pub table: Option<TwoByTwo>,
    /// The units that differ most.
    pub differing: Vec<Differs>,
}

/// A unit that coders differ on.
#[derive(Clone, Debug, PartialEq)]
pub struct Differs {
    /// The unit.
    pub unit: String,
    /// Mean distance over pairs of ratings.
    pub disagreement: f64,
    /// Coders and their values.
    pub given: Vec<(String, String)>,
}

/// What coders did: each code in the order in which it came, then all together.
///
/// Over all, a unit with a code is a unit, and the units (or their clusters) are drawn with all their
/// codes. With [`Level::Sets`] and codes, what is measured is the set of codes that a coder gave a
/// unit, and there is nothing by code.
///
/// # Errors
///
/// A coder with two values for a unit and code, a unit in two clusters, a value that the level can do
/// nothing with; the message names the places.
pub fn agreement(rows: &[Row], question: &Question) -> Result<Vec<OfCode>, Failure> {
    contradictions(rows)?;
    let mut codes: Vec<&str> = Vec::new();
    let mut by_code: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in rows {
        let code = row.code.as_deref().unwrap_or_default();
        let of = by_code.entry(code).or_insert_with(|| {
            codes.push(code);
            Vec::new()
        });
        of.push(row);
    }
    let coded = rows.iter().any(|it| it.code.is_some());
    if coded && question.level == Level::Sets {
        let sets = sets_of_codes(rows)?;
        let rows: Vec<&Row> = sets.iter().collect();
        return Ok(vec![of_code(None, &rows, question)?]);
    }
    let mut found = Vec::new();
    if coded {
        for code in &codes {
            found.push(of_code(Some(code), &by_code[code], question)?);
        }
        let pooled: Vec<Row> = rows.iter().map(pooled).collect();
        let pooled: Vec<&Row> = pooled.iter().collect();
        found.push(of_code(None, &pooled, question)?);
    } else {
        let all: Vec<&Row> = rows.iter().collect();
        found.push(of_code(None, &all, question)?);
    }
    Ok(found)
}

/// A unit with a code as a unit of its own, in the cluster of the unit.
fn pooled(row: &Row) -> Row {
    let code = row.code.as_deref().unwrap_or_default();
    Row {
        code: None,
        unit: format!("{} · {code}", row.unit),
        cluster: Some(row.cluster.clone().unwrap_or_else(|| row.unit.clone())),
        ..row.clone()
    }
}

/// A coder's codes of a unit as one set; missing where one of them is.
fn sets_of_codes(rows: &[Row]) -> Result<Vec<Row>, Failure> {
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut sets: Vec<(Row, Option<Vec<&str>>)> = Vec::new();
    for row in rows {
        let at = *places.entry((&row.unit, &row.coder)).or_insert_with(|| {
            sets.push((Row { code: None, ..row.clone() }, Some(Vec::new())));
            sets.len() - 1
        });
        let code = row.code.as_deref().unwrap_or_default();
        let Some((_, set)) = sets.get_mut(at) else { continue };
        match row.value.as_deref() {
            None => *set = None,
            Some("0") => {}
            Some("1") => set.iter_mut().for_each(|it| it.push(code)),
            Some(value) => {
                return Err(format!(
                    "{}: value `{value}`; with --metric and --code a value is 1 (the code is in the \
                     set) or 0; leave --code out where a value is itself a set, `a;b`",
                    row.place
                )
                .into());
            }
        }
    }
    let row = |(row, set): (Row, Option<Vec<&str>>)| {
        let value = set.map(|it| format!("{{{}}}", it.join(";")));
        Row { value, ..row }
    };
    Ok(sets.into_iter().map(row).collect())
}

/// Refuses two values of a coder for a unit and code, and a unit in two clusters.
fn contradictions(rows: &[Row]) -> Result<(), Failure> {
    let mut seen: HashMap<(Option<&str>, &str, &str), &Row> = HashMap::new();
    let mut clusters: HashMap<&str, &Row> = HashMap::new();
    let coded = rows.iter().any(|it| it.code.is_some());
    for row in rows {
        let key = (row.code.as_deref(), row.unit.as_str(), row.coder.as_str());
        let first = *seen.entry(key).or_insert(row);
        if first.value != row.value {
            let shown =
                |it: &Row| it.value.clone().map_or("nothing".into(), |it| format!("`{it}`"));
            let of = row.code.as_ref().map_or(String::new(), |it| format!(", code `{it}`"));
            let remedy = if coded { "" } else { ", or name the column of the codes with --code" };
            return Err(format!(
                "{}: coder `{}`, unit `{}`{of}: {}, but {} at {}; keep one{remedy}",
                row.place,
                row.coder,
                row.unit,
                shown(row),
                shown(first),
                first.place
            )
            .into());
        }
        let first = *clusters.entry(&row.unit).or_insert(row);
        if first.cluster != row.cluster {
            let shown = |it: &Row| it.cluster.clone().map_or("none".into(), |it| format!("`{it}`"));
            return Err(format!(
                "{}: unit `{}` stands in cluster {}, but in {} at {}; a unit has one, or its name \
                 is not unique",
                row.place,
                row.unit,
                shown(row),
                shown(first),
                first.place
            )
            .into());
        }
    }
    Ok(())
}

/// The ratings of rows; those without a value are left out.
fn ratings(rows: &[&Row], level: Level) -> Result<Ratings, Failure> {
    let each = rows.iter().filter_map(|row| {
        Some(Rating {
            unit: &row.unit,
            coder: &row.coder,
            value: row.value.as_deref()?,
            cluster: row.cluster.as_deref(),
        })
    });
    Ratings::new(level, each).map_err(|error| match &error {
        RatingsError::NoNumber { unit, coder, .. } => {
            let of = rows.iter().find(|it| it.unit == *unit && it.coder == *coder);
            of.map_or_else(|| error.to_string(), |row| format!("{}: {error}", row.place)).into()
        }
        _ => error.into(),
    })
}

fn of_code(code: Option<&str>, rows: &[&Row], question: &Question) -> Result<OfCode, Failure> {
    let ratings = ratings(rows, question.level)?;
    let code = code.map(str::to_owned);
    let mut answers = Vec::new();
    let mut add = |ratings: &Ratings, part: Part| {
        let found = measure(ratings, &question.coefficients, &question.settings);
        let coders = ratings.active_coders();
        let of = Measuring {
            coders: coders.iter().map(|&it| ratings.coders()[it as usize].clone()).collect(),
            n_units: ratings.n_pairable(),
            part: &part,
            interval: question.settings.interval,
        };
        answers.extend(question.coefficients.iter().zip(found).map(
            |(coefficient, measured): (_, Measured)| {
                Answer::new(code.clone(), coefficient.name, &of, measured)
            },
        ));
    };
    add(&ratings, Part::Whole);
    let coders = ratings.active_coders();
    if question.pairs && coders.len() > 2 {
        for (first, second) in pairs(&ratings) {
            add(&of_pair(&ratings, first, second), Part::Pair);
        }
    }
    if question.languages {
        for (language, part) in languages(&ratings, rows) {
            add(&part, Part::Language(language));
        }
    }
    if question.drift {
        for (coder, third, part) in drift(&ratings, rows) {
            add(&part, Part::Third { coder, third });
        }
    }
    let table = match coders.as_slice() {
        &[first, second] => TwoByTwo::new(&ratings, first, second),
        _ => None,
    };
    let name = |coder: u32| ratings.coders()[coder as usize].clone();
    let differs = |it: Differing| Differs {
        unit: ratings.units()[it.unit].clone(),
        disagreement: it.disagreement,
        given: it
            .given
            .iter()
            .map(|&(coder, value)| (name(coder), ratings.values()[value as usize].clone()))
            .collect(),
    };
    let differing = differing(&ratings, question.level, question.differing);
    Ok(OfCode {
        coders: coders.into_iter().map(name).collect(),
        n_units: ratings.n_pairable(),
        differing: differing.into_iter().map(differs).collect(),
        code,
        answers,
        table,
    })
}

#[cfg(test)]
mod tests;
