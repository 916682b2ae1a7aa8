//! Which unit a row is about: by id, by document, or by document, part and number of the segment; and what a cell of a
//! coding says.

use std::collections::HashMap;

use super::super::{Codings, CodingsError, Kind, Unit};

/// The units of a store, by what a file may call them.
pub(super) struct Units {
    units: Vec<Unit>,
    ids: HashMap<String, usize>,
    documents: HashMap<String, Vec<usize>>,
}

impl Units {
    pub(super) fn of(codings: &Codings) -> Result<Self, CodingsError> {
        let units = codings.drawn()?;
        let ids = units.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect();
        let mut documents: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            documents.entry(unit.document.clone()).or_default().push(at);
        }
        Ok(Self { units, ids, documents })
    }

    /// By id, else by the document that has one unit; `None` where there is none.
    ///
    /// # Errors
    /// A document with several units.
    pub(super) fn named(&self, name: &str) -> Result<Option<&Unit>, String> {
        if let Some(unit) = self.ids.get(name).and_then(|at| self.units.get(*at)) {
            return Ok(Some(unit));
        }
        match self.documents.get(name).map(Vec::as_slice) {
            None => Ok(None),
            Some([at]) => Ok(self.units.get(*at)),
            Some(several) => Err(format!(
                "document `{name}` has {} units in the store; name the unit by its id",
                several.len()
            )),
        }
    }

    /// By document and number of the segment, and by source and part where they are told.
    pub(super) fn placed(
        &self,
        [source, document, part]: [&str; 3],
        segment: u64,
    ) -> Option<&Unit> {
        let same = |wish: &str, is: &str| wish.is_empty() || is.is_empty() || wish == is;
        let found = self.documents.get(document)?.iter().filter_map(|at| self.units.get(*at));
        found
            .into_iter()
            .find(|it| it.segment == segment && same(source, &it.source) && same(part, &it.part))
    }
}

/// What a cell of a coding says: kinds and values, both told, so that the one takes the other back. Empty says nothing.
///
/// # Errors
/// Another value.
pub(super) fn coding(cell: &str) -> Result<&'static [(Kind, &'static str)], String> {
    match cell.trim() {
        "" => Ok(&[]),
        "1" | "1.0" => Ok(&[(Kind::Coding, "1"), (Kind::CannotCode, "")]),
        "0" | "0.0" => Ok(&[(Kind::Coding, "0"), (Kind::CannotCode, "")]),
        "cannot_code" => Ok(&[(Kind::CannotCode, "1"), (Kind::Coding, "")]),
        other => Err(format!(
            "unknown value `{}`; there are: 1, 0, cannot_code, or empty where there is none",
            super::super::check::shortened(other)
        )),
    }
}
