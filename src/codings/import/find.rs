//! Which unit a row is about: by id, by document, or by document, part and number of the segment; and what a cell of a
//! coding says.

use std::collections::HashMap;

use super::super::adjudicate::REASONS;
use super::super::check::{shortened, span};
use super::super::sheet::coding::STANCES;
use super::super::{Codings, CodingsError, Kind, Unit};

/// What is told of rows beside what they say.
#[derive(Default)]
pub(super) struct Rest {
    /// What is wrong, each with its place.
    pub wrong: Vec<String>,
    /// Rows of units that are not in the store.
    pub left_out: usize,
}

impl Rest {
    /// The unit of a row; none where the row is left out or wrong, which is noted.
    pub fn unit<'u>(
        &mut self,
        place: &str,
        found: Result<Option<&'u Unit>, String>,
    ) -> Option<&'u Unit> {
        match found {
            Ok(Some(unit)) => return Some(unit),
            Ok(None) => self.left_out += 1,
            Err(reason) => self.wrong.push(format!("{place}: {reason}")),
        }
        None
    }
}

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

    /// By id, else by the document that has one unit.
    ///
    /// # Errors
    /// A document with several units; a unit that is not in the store, unless rows of such are `left_out`.
    pub(super) fn named(&self, name: &str, left_out: bool) -> Result<Option<&Unit>, String> {
        if let Some(unit) = self.ids.get(name).and_then(|at| self.units.get(*at)) {
            return Ok(Some(unit));
        }
        match self.documents.get(name).map(Vec::as_slice) {
            None if left_out => Ok(None),
            None => {
                let name = shortened(name);
                Err(format!("unit `{name}` is not in the store"))
            }
            Some([at]) => Ok(self.units.get(*at)),
            Some(several) => Err(format!(
                "document `{name}` has {} units in the store; name the unit by its id",
                several.len()
            )),
        }
    }

    /// By the columns `document` and `segment` of a row, and by `source` and `part` where they say something.
    ///
    /// # Errors
    /// No number of a segment; several segments; a segment that is not in the store, unless rows of such are `left_out`.
    pub(super) fn placed<'r>(
        &self,
        cell: impl Fn(&str) -> &'r str,
        left_out: bool,
    ) -> Result<Option<&Unit>, String> {
        let [source, document, part] = ["source", "document", "part"].map(&cell);
        let segment = cell("segment").trim();
        let number: u64 =
            segment.parse().map_err(|_| format!("`{segment}` is no number of a segment"))?;
        let same = |wish: &str, is: &str| wish.is_empty() || is.is_empty() || wish == is;
        let here =
            |it: &&Unit| it.segment == number && same(source, &it.source) && same(part, &it.part);
        let found = self.documents.get(document).into_iter().flatten();
        let mut found = found.filter_map(|at| self.units.get(*at)).filter(here);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(format!(
                "segment {segment} of document `{document}` is in the store more than once; tell the `source`, or the `part`"
            )),
            (None, _) if !left_out => Err(format!(
                "segment {segment} of document `{document}` (part `{part}`) is not in the store; draw it with \
                 `framebook sample`, or leave such rows out with `--only-drawn`"
            )),
            (found, _) => Ok(found),
        }
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
            shortened(other)
        )),
    }
}

/// What a cell beside the coding says.
///
/// # Errors
/// A reason, a stance or a word for not being sure that there is not; a span that is none.
pub(super) fn beside(kind: Kind, cell: &str) -> Result<String, String> {
    let known: &[&str] = match kind {
        Kind::Reason => REASONS,
        Kind::Stance => STANCES,
        Kind::Unsure => &["1"],
        Kind::Span if span(cell).is_none() => {
            return Err(format!(
                "`{}` is no span; it is written `start-end`, in bytes of the unit, or left empty",
                shortened(cell)
            ));
        }
        _ => return Ok(cell.to_owned()),
    };
    let plain = cell.trim().to_lowercase().replace('\u{2019}', "'");
    match known.iter().find(|it| **it == plain) {
        Some(found) => Ok((*found).to_owned()),
        None => Err(format!(
            "unknown {} `{}`; there are: {}; or leave the cell empty",
            kind.as_str(),
            shortened(cell),
            known.join(", ")
        )),
    }
}
