//! Agreement between coders, code by code and over all. Rows of codings enter, wherever they come
//! from; coefficients leave, an [`Answer`] each. Deliberately absent: files, printing, a verdict.

mod answer;
mod drawn;
pub mod file;
mod group;
mod of_study;
mod rows;
pub mod spans;

use std::collections::{HashMap, HashSet};
use std::mem::take;

use crate::engine::reliability::{
    Coefficient, Coincidences, Differing, Level, Measured, Rating, Ratings, RatingsError, Settings,
    TwoByTwo, against, differing, measure, of_pair, pairs,
};

use super::Failure;

use answer::Measuring;
pub use answer::{Answer, PairTable, Part};
use group::{drift, languages};
pub use of_study::{addressed, of_study, spans_of_study, told_of_study};
pub use rows::{Name, Row, Rows, Texts};

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
    /// Where units were not all drawn alike: the share of what they were drawn from that is in strata of which two
    /// coders rated any.
    pub covered: Option<f64>,
    /// Of a binary code the tables of two by two; `None` of other values.
    pub tables: Option<Tables>,
    /// The units that differ most.
    pub differing: Vec<Differs>,
}

/// What coders gave a binary code, two by two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tables {
    /// Each pair of coders, by their names, with its table.
    Pairs(Vec<([String; 2], TwoByTwo)>),
    /// More than [`PAIRS`] pairs: how many, and the sums over them.
    Summed(usize, Coincidences),
}

/// Most pairs of coders of which each has its table.
pub const PAIRS: usize = 10;

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
pub fn agreement(mut rows: Rows, question: &Question) -> Result<Vec<OfCode>, Failure> {
    contradictions(&rows)?;
    let coded = rows.rows.iter().any(|it| it.code.is_some());
    if coded && question.level == Level::Sets {
        sets_of_codes(&mut rows)?;
        return Ok(vec![of_code(None, &rows, &all(&rows), question)?]);
    }
    let mut found = Vec::new();
    if coded {
        let mut codes: Vec<Option<Name>> = Vec::new();
        let mut by_code: HashMap<Option<Name>, Vec<&Row>> = HashMap::new();
        for row in &rows.rows {
            let of = by_code.entry(row.code).or_insert_with(|| {
                codes.push(row.code);
                Vec::new()
            });
            of.push(row);
        }
        for code in codes {
            let of = by_code.remove(&code).unwrap_or_default();
            found.push(of_code(rows.some(code).or(Some("")), &rows, &of, question)?);
        }
        drop(by_code);
        pool(&mut rows)?;
    }
    found.push(of_code(None, &rows, &all(&rows), question)?);
    Ok(found)
}

fn all(rows: &Rows) -> Vec<&Row> {
    rows.rows.iter().collect()
}

/// Makes a unit with a code a unit of its own, in the cluster of the unit, and in a stratum of the code.
fn pool(rows: &mut Rows) -> Result<(), Failure> {
    let mut units: HashMap<(Name, Option<Name>), Name> = HashMap::new();
    let (strata, stratum_of) = (take(&mut rows.strata), take(&mut rows.stratum_of));
    let mut pooled = take(&mut rows.rows);
    for row in &mut pooled {
        let key = (row.unit, row.code);
        let unit = match units.get(&key) {
            Some(unit) => *unit,
            None => {
                let name = with_code(rows, row.unit, row.code)?;
                if let Some(stratum) = stratum_of.get(&row.unit) {
                    let stratum = with_code(rows, *stratum, row.code)?;
                    rows.stratum_of.insert(name, stratum);
                }
                *units.entry(key).or_insert(name)
            }
        };
        *row = Row { code: None, unit, cluster: row.cluster.or(Some(row.unit)), ..*row };
    }
    let codes: HashSet<Option<Name>> = units.keys().map(|it| it.1).collect();
    for code in codes {
        for (stratum, n) in &strata {
            let stratum = with_code(rows, *stratum, code)?;
            rows.strata.insert(stratum, *n);
        }
    }
    rows.rows = pooled;
    Ok(())
}

fn with_code(rows: &mut Rows, name: Name, code: Option<Name>) -> Result<Name, String> {
    let code = rows.some(code).unwrap_or_default();
    let name = format!("{} · {code}", rows.text(name));
    rows.name(&name)
}

/// Makes a coder's codes of a unit one set; missing where one of them is.
fn sets_of_codes(rows: &mut Rows) -> Result<(), Failure> {
    let mut places: HashMap<(Name, Name), usize> = HashMap::new();
    let mut sets: Vec<(Row, Option<Vec<Name>>)> = Vec::new();
    for row in &rows.rows {
        let at = *places.entry((row.unit, row.coder)).or_insert_with(|| {
            sets.push((Row { code: None, ..*row }, Some(Vec::new())));
            sets.len() - 1
        });
        let Some((_, set)) = sets.get_mut(at) else { continue };
        match rows.some(row.value) {
            None => *set = None,
            Some("0") => {}
            Some("1") => set.iter_mut().for_each(|it| it.extend(row.code)),
            Some(value) => {
                return Err(format!(
                    "{}: value `{value}`; with --metric and --code a value is 1 (the code is in the \
                     set) or 0; leave --code out where a value is itself a set, `a;b`",
                    rows.place(row)
                )
                .into());
            }
        }
    }
    rows.rows.clear();
    for (row, set) in sets {
        let codes = set.map(|it| it.iter().map(|it| rows.text(*it)).collect::<Vec<_>>().join(";"));
        let value = codes.map(|it| rows.name(&format!("{{{it}}}"))).transpose()?;
        rows.rows.push(Row { value, ..row });
    }
    Ok(())
}

/// Refuses two values of a coder for a unit and code, and a unit in two clusters.
fn contradictions(rows: &Rows) -> Result<(), Failure> {
    let mut seen: HashMap<(Option<Name>, Name, Name), u32> = HashMap::new();
    let mut clusters: HashMap<Name, u32> = HashMap::new();
    let coded = rows.rows.iter().any(|it| it.code.is_some());
    let first = |at: u32| rows.rows.get(at as usize);
    for (at, row) in (0..).zip(&rows.rows) {
        let of = first(*seen.entry((row.code, row.unit, row.coder)).or_insert(at)).unwrap_or(row);
        if of.value != row.value {
            let shown =
                |it: &Row| rows.some(it.value).map_or("nothing".into(), |it| format!("`{it}`"));
            let code = rows.some(row.code).map_or(String::new(), |it| format!(", code `{it}`"));
            let remedy = if coded { "" } else { ", or name the column of the codes with --code" };
            return Err(format!(
                "{}: coder `{}`, unit `{}`{code}: {}, but {} at {}; keep one{remedy}",
                rows.place(row),
                rows.text(row.coder),
                rows.text(row.unit),
                shown(row),
                shown(of),
                rows.place(of)
            )
            .into());
        }
        let of = first(*clusters.entry(row.unit).or_insert(at)).unwrap_or(row);
        if of.cluster != row.cluster {
            let shown =
                |it: &Row| rows.some(it.cluster).map_or("none".into(), |it| format!("`{it}`"));
            return Err(format!(
                "{}: unit `{}` stands in cluster {}, but in {} at {}; a unit has one, or its name \
                 is not unique",
                rows.place(row),
                rows.text(row.unit),
                shown(row),
                shown(of),
                rows.place(of)
            )
            .into());
        }
    }
    Ok(())
}

/// The ratings of rows; those without a value are left out.
fn ratings(rows: &Rows, of: &[&Row], level: Level) -> Result<Ratings, Failure> {
    let each = of.iter().filter_map(|row| {
        Some(Rating {
            unit: rows.text(row.unit),
            coder: rows.text(row.coder),
            value: rows.some(row.value)?,
            cluster: rows.some(row.cluster),
        })
    });
    Ratings::new(level, each).map_err(|error| match &error {
        RatingsError::NoNumber { unit, coder, .. } => {
            let same = |it: &&&Row| rows.text(it.unit) == unit && rows.text(it.coder) == coder;
            let place = of.iter().find(same).map(|it| rows.place(it));
            place.map_or_else(|| error.to_string(), |place| format!("{place}: {error}")).into()
        }
        _ => error.into(),
    })
}

/// The tables of two by two; none of one coder, or of other values than 0 and 1.
fn tables(ratings: &Ratings, name: impl Fn(u32) -> String) -> Option<Tables> {
    let pairs = pairs(ratings);
    if pairs.is_empty() {
        return None;
    }
    if pairs.len() > PAIRS {
        return Some(Tables::Summed(pairs.len(), Coincidences::new(ratings)?));
    }
    let of = |(a, b)| Some(([name(a), name(b)], TwoByTwo::new(ratings, a, b)?));
    pairs.into_iter().map(of).collect::<Option<_>>().map(Tables::Pairs)
}

fn of_code(
    code: Option<&str>,
    rows: &Rows,
    of: &[&Row],
    question: &Question,
) -> Result<OfCode, Failure> {
    let ratings = ratings(rows, of, question.level)?;
    let code = code.map(str::to_owned);
    let mut answers = Vec::new();
    // what is told of, and what is measured of it
    let mut add = |ratings: &Ratings, measured: &Ratings, part: Part| {
        let found = measure(measured, &question.coefficients, &question.settings);
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
    add(&ratings, &ratings, Part::Whole);
    let weighted = drawn::weighted(&ratings, rows, of);
    if let Some((weighted, _)) = &weighted {
        add(weighted, weighted, Part::Weighted);
    }
    let coders = ratings.active_coders();
    if question.pairs && coders.len() > 2 {
        for (first, second) in pairs(&ratings) {
            let pair = of_pair(&ratings, first, second);
            add(&pair, &pair, Part::Pair);
        }
    }
    if question.languages {
        for (language, part) in languages(&ratings, rows, of) {
            add(&part, &part, Part::Language(language));
        }
    }
    if question.drift {
        for (coder, third, part) in drift(&ratings, rows, of) {
            let name = part.coders()[coder as usize].clone();
            let with_others = against(&part, coder);
            add(&part, &with_others, Part::Third { coder: name, third });
        }
    }
    let name = |coder: u32| ratings.coders()[coder as usize].clone();
    let tables = tables(&ratings, name);
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
        covered: weighted.map(|it| it.1),
        differing: differing.into_iter().map(differs).collect(),
        code,
        answers: answers.into_iter().map(|it| it.with_tables(tables.as_ref())).collect(),
        tables,
    })
}

#[cfg(test)]
mod tests;
