//! What people coded in the study, as rows: the first independent codings, with those that are missing.

use std::collections::{BTreeSet, HashSet};

use crate::codings::{Codings, UnitFilter};

use super::super::Failure;
use super::Row;

/// The first independent codings of the units of a source, or of all.
///
/// # Errors
///
/// A store that can not be read; a source without units; nothing coded.
pub fn of_study(codings: &Codings, source: Option<&str>) -> Result<Vec<Row>, Failure> {
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
    let asked = |it: &&crate::codings::Unit| source.is_none_or(|name| it.source == name);
    let units: HashSet<&str> = all.iter().filter(asked).map(|it| it.id.as_str()).collect();
    let rows = codings.reliability()?;
    let rows: Vec<Row> = rows
        .into_iter()
        .filter(|it| units.contains(it.unit.as_str()))
        .map(|it| Row {
            place: format!("codings of {}", it.coder),
            code: Some(it.code),
            unit: it.unit,
            coder: it.coder,
            value: it.coded.and_then(|it| it.value()).map(|it| it.to_string()),
            cluster: Some(it.cluster),
            language: Some(it.language).filter(|it| !it.is_empty()),
            order: it.order.map(|it| it.to_string()),
        })
        .collect();
    if rows.iter().all(|it| it.value.is_none()) {
        return Err("nobody has coded yet; hand out sheets: framebook sheet --coders a,b, or code here: framebook annotate --coder NAME".into());
    }
    Ok(rows)
}
