//! Codings for other programs: a row for each coder, unit and code, those that are assigned and not coded among them;
//! or all that the store holds, from which another store can be made. Rows in, bytes out; no file is opened.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use super::record::{self, Form};
use super::{Codings, CodingsError, Kind, Standing, Unit};

/// The columns of the long table.
pub const COLUMNS: [&str; 29] = [
    "unit",
    "sample",
    "source",
    "document",
    "part",
    "segment",
    "start",
    "end",
    "language",
    "stratum",
    "probability",
    "cluster",
    "split",
    "coder",
    "code",
    "round",
    "at",
    "version",
    "value",
    "first_value",
    "cannot_code",
    "unsure",
    "memo",
    "span",
    "voice",
    "stance",
    "reason",
    "sheet",
    "text",
];

impl Codings {
    /// Writes a row a coder, unit and code; `value` is what stands now, `first_value` the first independent coding.
    ///
    /// # Errors
    /// A store that can not be read, a place that can not be written.
    pub fn export(&self, form: Form, out: &mut dyn Write) -> Result<usize, CodingsError> {
        let rows = self.long()?;
        let n = rows.len();
        form.write(out, &COLUMNS, false, rows.into_iter()).map_err(written)?;
        Ok(n)
    }

    /// Writes all that the store holds; importing that into an empty store makes the same.
    ///
    /// # Errors
    /// A store that can not be read, a place that can not be written.
    pub fn export_all(&self, form: Form, out: &mut dyn Write) -> Result<usize, CodingsError> {
        let contents = self.contents()?;
        form.write(out, &record::COLUMNS, true, record::rows(&contents)).map_err(written)?;
        Ok(contents.events.len())
    }

    fn long(&self) -> Result<Vec<HashMap<&'static str, String>>, CodingsError> {
        let events = self.events()?;
        let mut drawn = self.drawn()?;
        self.split_now(&mut drawn)?;
        let place: HashMap<&str, usize> =
            drawn.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let first = super::first(&events);
        // coder, adjudicated, place of the unit, code → what stands, sheet
        type Key = (String, bool, usize, String);
        let mut rows: BTreeMap<Key, (Option<Standing>, String)> = BTreeMap::new();
        for sheet in self.sheets()? {
            for unit in sheet.units.iter().filter_map(|it| place.get(it.as_str())) {
                for code in &sheet.codes {
                    let key = (sheet.coder.clone(), false, *unit, code.clone());
                    rows.entry(key).or_insert_with(|| (None, sheet.name.clone()));
                }
            }
        }
        let own = super::current(&events).into_iter().map(|it| (false, it));
        let settled = super::adjudicated(&events).into_iter().map(|it| (true, it));
        for (adjudicated, stands) in own.chain(settled) {
            let Some(unit) = place.get(stands.unit.as_str()) else { continue };
            let key = (stands.coder.clone(), adjudicated, *unit, stands.code.clone());
            rows.entry(key).or_default().0 = Some(stands);
        }
        let row = |((coder, adjudicated, at, code), (stands, sheet)): (
            Key,
            (Option<Standing>, String),
        )| {
            let mut row = drawn.get(at).map(of_unit).unwrap_or_default();
            let unit = row.get("unit").cloned().unwrap_or_default();
            if !adjudicated {
                let said = first.get(&(coder.clone(), unit, code.clone()));
                let said = said.map_or("", |it| it.coded.as_str());
                row.insert("first_value", said.to_owned());
            }
            row.extend([("coder", coder), ("code", code), ("sheet", sheet)]);
            row.extend(stands.map(of_standing).into_iter().flatten());
            row
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

fn written(error: std::io::Error) -> CodingsError {
    CodingsError::Io { action: "write", path: "the export".into(), source: error }
}

fn of_unit(it: &Unit) -> HashMap<&'static str, String> {
    HashMap::from([
        ("unit", it.id.clone()),
        ("sample", it.sample.clone()),
        ("source", it.source.clone()),
        ("document", it.document.clone()),
        ("part", it.part.clone()),
        ("segment", if it.segment == 0 { String::new() } else { it.segment.to_string() }),
        ("start", it.start.to_string()),
        ("end", it.end.to_string()),
        ("language", it.language.clone()),
        ("stratum", it.stratum.clone()),
        ("probability", it.probability.to_string()),
        ("cluster", it.cluster.clone()),
        ("split", it.split.as_str().to_owned()),
        ("text", it.text.clone()),
    ])
}

fn of_standing(it: Standing) -> [(&'static str, String); 11] {
    let value = it.coded.and_then(super::Coded::value).map_or(String::new(), |it| it.to_string());
    let cannot = if it.coded == Some(super::Coded::CannotCode) { "1" } else { "" };
    let unsure = if it.unsure { "1" } else { "" };
    [
        ("round", it.round.as_str().to_owned()),
        ("at", it.at),
        ("version", it.version),
        ("value", value),
        (Kind::CannotCode.as_str(), cannot.to_owned()),
        (Kind::Unsure.as_str(), unsure.to_owned()),
        (Kind::Memo.as_str(), it.memo),
        (Kind::Span.as_str(), it.span),
        (Kind::Voice.as_str(), it.voice),
        (Kind::Stance.as_str(), it.stance),
        (Kind::Reason.as_str(), it.reason),
    ]
}
