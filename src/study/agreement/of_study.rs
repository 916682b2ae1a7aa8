//! What people coded in the study, as rows: the first independent codings, with those that are missing; or the spans
//! that were marked with them.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::codings::{Codings, Present, Unit, UnitFilter};
use crate::sample::Record;

use super::super::Failure;
use super::super::meaning::of_firsts;
use super::super::pairs::sample_of;
use super::spans::Marked;
use super::{OfCode, Row, Rows};

/// The first independent codings of the units of a source, or of all, with how these were drawn.
///
/// # Errors
///
/// A store that can not be read; a source without units; nothing coded.
pub fn of_study(codings: &Codings, source: Option<&str>) -> Result<Rows, Failure> {
    let units = units(codings, source)?;
    let mut rows = each(codings, &units, |_, _, _, _| ())?;
    if rows.rows.iter().all(|it| it.value.is_none()) {
        return Err("nobody has coded yet; hand out sheets: framebook sheet --coders NAME,NAME, or code here: framebook annotate --coder NAME".into());
    }
    let said = rows.rows.iter().filter(|it| it.value.is_some());
    let sources: BTreeSet<&str> =
        said.filter_map(|it| units.get(rows.text(it.unit))).map(|it| it.source.as_str()).collect();
    let drawn = |it: &str| Ok((it.to_owned(), sample_of(codings, it, None)?.ok_or("no draw")?.1));
    let records: Result<Vec<(String, Record)>, Failure> = sources.into_iter().map(drawn).collect();
    rows.unweighted = records.as_ref().err().map(ToString::to_string);
    for (source, record) in records.unwrap_or_default() {
        for of in &record.strata {
            let stratum = rows.name(&format!("{source}: {}", of.stratum))?;
            rows.strata.insert(stratum, of.n_frame as f64);
            for unit in &of.units {
                let unit = rows.name(unit)?;
                rows.stratum_of.insert(unit, stratum);
            }
        }
    }
    Ok(rows)
}

/// The spans that were marked with the first independent codings, in characters of their units, and what there is to
/// say of them. A unit with 0 for a code has no span of it; one with 1 and without a span is left out.
///
/// # Errors
///
/// As [`of_study`]; no span.
pub fn spans_of_study(
    codings: &Codings,
    source: Option<&str>,
) -> Result<(Vec<Marked>, Vec<String>), Failure> {
    let units = units(codings, source)?;
    let (mut marked, mut unmarked) = (Vec::new(), 0);
    each(codings, &units, |rows, row, span, unit| {
        let characters =
            |to: usize| unit.text.char_indices().take_while(|it| it.0 < to).count() as u64;
        let place = |it: &str| it.parse().ok().map(characters);
        let span = span.split_once('-').and_then(|it| Some((place(it.0)?, place(it.1)?)));
        let length = Some(unit.text.chars().count() as u64);
        let row = rows.texts(row);
        match (row.value.as_deref(), span) {
            (Some("0"), _) => marked.push(Marked { row, span: None, length }),
            (Some(_), Some(_)) => marked.push(Marked { row, span, length }),
            (Some(_), None) => unmarked += 1,
            (None, _) => {}
        }
    })?;
    if marked.iter().all(|it| it.span.is_none()) {
        return Err("no first coding has a span; spans come in the column `span` of a file: framebook codings import".into());
    }
    let note = format!("{unmarked} codings with a code and without a span are left out");
    Ok((marked, if unmarked > 0 { vec![note] } else { Vec::new() }))
}

/// What is said of first codings of a study beside how far they agree: those that were made when their code meant
/// something else than in the codebooks `present`, who was not blind, and why nothing is weighted.
///
/// # Errors
///
/// A store that can not be read.
pub fn told_of_study(
    codings: &Codings,
    rows: &Rows,
    present: Option<&Present>,
) -> Result<Vec<String>, Failure> {
    let here: HashSet<&str> = rows.rows.iter().map(|it| rows.text(it.unit)).collect();
    let codes: HashSet<&str> = rows.rows.iter().filter_map(|it| rows.some(it.code)).collect();
    let used = |unit: &str, code: &str| here.contains(unit) && codes.contains(code);
    let mut told: Vec<String> =
        rows.unweighted.iter().map(|it| format!("not weighted: {it}")).collect();
    if let Some(present) = present {
        told.extend(of_firsts(codings, present, used)?);
    }
    let coders: HashSet<&str> = rows.rows.iter().map(|it| rows.text(it.coder)).collect();
    let sheets = codings.sheets()?;
    let took_part = |who: &str| {
        let of_sheet = || {
            let name = who.strip_prefix("sheet ")?;
            sheets.iter().find(|it| it.name == name).map(|it| it.coder.as_str())
        };
        let coder = who.strip_suffix(" at the terminal").or_else(of_sheet);
        coder.is_some_and(|it| coders.contains(it))
    };
    let mut seen = codings.not_blind()?;
    seen.retain(|who, _| took_part(who));
    if !seen.is_empty() {
        let one = |(who, shown): (&String, &Vec<String>)| format!("{who} ({})", shown.join(", "));
        let all: Vec<String> = seen.iter().map(one).collect();
        told.push(format!("not blind, with the metadata that were shown: {}", all.join("; ")));
    }
    Ok(told)
}

/// Names the units that differ most by where they stand, which people know, and not by their ids.
///
/// # Errors
///
/// A store that can not be read.
pub fn addressed(codings: &Codings, found: &mut [OfCode]) -> Result<(), Failure> {
    if found.iter().all(|it| it.differing.is_empty()) {
        return Ok(());
    }
    let units = units(codings, None)?;
    for differs in found.iter_mut().flat_map(|it| &mut it.differing) {
        // over all codes the code stands behind the unit
        let id = differs.unit.split(' ').next().unwrap_or_default();
        if let Some(unit) = units.get(id) {
            let rest = differs.unit.get(id.len()..).unwrap_or_default();
            differs.unit = format!("{}{rest}", unit.address());
        }
    }
    Ok(())
}

/// The units of a source, or all, by id.
fn units(codings: &Codings, source: Option<&str>) -> Result<HashMap<String, Unit>, Failure> {
    let all = codings.units(&UnitFilter::default())?;
    let sources: BTreeSet<&str> = all.iter().map(|it| it.source.as_str()).collect();
    if let Some(name) = source.filter(|it| !sources.contains(it)) {
        let known: Vec<&str> = sources.into_iter().collect();
        return Err(format!(
            "no unit of source `{name}` was drawn; there are units of: {}",
            known.join(", ")
        )
        .into());
    }
    let asked = all.into_iter().filter(|it| source.is_none_or(|name| it.source == name));
    Ok(asked.map(|it| (it.id.clone(), it)).collect())
}

/// The first codings of these units as rows; tells of each with the span that was marked with it, and its unit.
fn each(
    codings: &Codings,
    units: &HashMap<String, Unit>,
    mut told: impl FnMut(&Rows, &Row, &str, &Unit),
) -> Result<Rows, Failure> {
    let mut rows = Rows::default();
    for it in codings.reliability()? {
        let Some(unit) = units.get(&it.unit) else { continue };
        let order = it.order.map(|it| it.to_string());
        let value = it.coded.and_then(|it| it.value()).map(|it| it.to_string());
        let language = Some(it.language.as_str()).filter(|it| !it.is_empty());
        let mut name = |text: Option<&str>| text.map(|it| rows.name(it)).transpose();
        let row = Row {
            code: name(Some(&it.code))?,
            value: name(value.as_deref())?,
            cluster: name(Some(&it.cluster))?,
            language: name(language)?,
            order: name(order.as_deref())?,
            unit: rows.name(&it.unit)?,
            coder: rows.name(&it.coder)?,
            line: 0,
        };
        rows.rows.push(row);
        told(&rows, &row, &it.span, unit);
    }
    Ok(rows)
}
