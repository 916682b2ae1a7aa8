//! What people coded in the study, as rows: the first independent codings, with those that are missing.

use std::collections::{BTreeSet, HashSet};

use crate::codings::{Codings, UnitFilter};

use super::super::Failure;
use super::{Row, Rows};

/// The first independent codings of the units of a source, or of all.
///
/// # Errors
///
/// A store that can not be read; a source without units; nothing coded.
pub fn of_study(codings: &Codings, source: Option<&str>) -> Result<Rows, Failure> {
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
    let mut rows = Rows::default();
    for it in codings.reliability()?.iter().filter(|it| units.contains(it.unit.as_str())) {
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
    }
    if rows.rows.iter().all(|it| it.value.is_none()) {
        return Err("nobody has coded yet; hand out sheets: framebook sheet --coders NAME,NAME, or code here: framebook annotate --coder NAME".into());
    }
    Ok(rows)
}
