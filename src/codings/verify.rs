//! Whether a store is whole: the file, its tables and guards, and every row held to what it was checked by when it was
//! added. Nothing is mended.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::{Codings, CodingsError, Kind, check};

/// What [`verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// All that is wrong, one a line; empty where the store is whole.
    pub problems: Vec<String>,
    /// How many units, events and moves there are.
    pub counts: [usize; 3],
    /// Events by coder and code: codings, and all.
    pub said: BTreeMap<(String, String), [usize; 2]>,
}

/// Checks the store of a folder, or a file. A file that SQLite can not read is a finding, not an error.
///
/// # Errors
/// There is no store, or it can not be opened at all.
pub fn verify(place: &Path) -> Result<Verified, CodingsError> {
    let mut verified = Verified::default();
    let result =
        Codings::open_to_read(place).and_then(|codings| codings.verify_into(&mut verified));
    match result {
        Err(CodingsError::Damaged { reason, .. }) => verified.problems.push(reason),
        Err(CodingsError::Sql { source, action: "read", .. }) => {
            verified.problems.push(source.to_string());
        }
        other => other?,
    }
    Ok(verified)
}

impl Codings {
    fn verify_into(&self, verified: &mut Verified) -> Result<(), CodingsError> {
        let told = |source| CodingsError::sql("read", &self.path(), source);
        let problems = &mut verified.problems;
        let found = self.rows("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?;
        problems.extend(found.into_iter().filter(|it| it != "ok"));
        let altered = super::schema::altered(&self.connection).map_err(told)?;
        problems.extend(altered.iter().map(|it| format!("`{it}` is not as framebook made it")));
        let dangling = self.rows("PRAGMA foreign_key_check", [], |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            let row: Option<i64> = row.get(1)?;
            Ok(format!(
                "{table}, row {}: what it names is not in {parent}",
                row.unwrap_or_default()
            ))
        })?;
        problems.extend(dangling);
        let contents = self.contents()?;
        problems.extend(contents.samples.iter().flat_map(check::sample));
        problems.extend(contents.units.iter().flat_map(check::unit));
        problems.extend(contents.sheets.iter().flat_map(check::sheet));
        let units: HashSet<&str> = contents.units.iter().map(|it| it.id.as_str()).collect();
        for event in contents.events.iter().map(|it| &it.event) {
            problems.extend(check::event(event));
            if !units.contains(event.unit.as_str()) {
                problems
                    .push(format!("event `{}`: its unit `{}` is not there", event.id, event.unit));
            }
            let key = (event.coder.clone(), event.code.clone());
            let [codings, all] = verified.said.entry(key).or_default();
            *codings += usize::from(event.kind == Kind::Coding);
            *all += 1;
        }
        for it in &contents.moves {
            problems.extend(check::time(&format!("move of unit `{}`", it.unit), &it.at));
        }
        for sheet in &contents.sheets {
            let missing = sheet.units.iter().filter(|it| !units.contains(it.as_str()));
            problems.extend(
                missing.map(|it| format!("sheet `{}`: unit `{it}` is not there", sheet.name)),
            );
        }
        verified.counts = [contents.units.len(), contents.events.len(), contents.moves.len()];
        Ok(())
    }
}
