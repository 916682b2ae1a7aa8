//! What is exported: the passes of one source over the same segments, its codebooks, and its columns
//! of metadata with the types that every value of theirs admits.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::codebook::{Codebook, Measure as Headline};
use crate::engine::text::Language;
use crate::store::{Pass, StoreError, StringColumn};

use super::dataset::{DateForm, Kind, Level, MAX_WHOLE, Measure, Value, Variable, levels};
use super::naming::columns;
use super::sps::LONGEST_VALUE_LABEL;

/// Name of the variable of the groups of reprints.
pub(super) const REPRINTS: &str = "reprint_group";

/// A pass with the codebook that made it.
#[derive(Clone, Copy, Debug)]
pub struct Coded<'a> {
    /// The stored pass.
    pub pass: &'a Pass,
    /// Its codebook.
    pub codebook: &'a Codebook,
    /// True where the object is asked for: then a column says which segments are in scope.
    pub asks: bool,
}

impl Coded<'_> {
    /// For each code and language whether a coding is 1 or 0, not missing.
    pub fn covers(&self) -> Vec<[bool; Language::ALL.len()]> {
        let codes = 0..self.codebook.codes.len();
        codes.map(|code| Language::ALL.map(|it| self.codebook.covers(code, it))).collect()
    }

    /// True where the headline measure counts what nothing denies.
    pub fn asserted(&self) -> bool {
        self.codebook.measure == Headline::Asserted
    }
}

/// The passes of one source.
#[derive(Debug)]
pub struct Source<'a> {
    /// Its name; may be empty.
    pub name: &'a str,
    /// The passes, one a codebook, over the same segments; at least one.
    pub coded: Vec<Coded<'a>>,
    /// The codebook whose codes are voices.
    pub actors: Option<&'a Codebook>,
    /// True where a validation of the coder is stored.
    pub validated: bool,
    /// True adds the text of each segment.
    pub with_text: bool,
    /// For each document that is printed several times the id of its group, that of the earliest
    /// print; `None` where reprints were not looked for.
    pub reprints: Option<HashMap<u32, &'a str>>,
    /// What is to be known of the types of columns, a sentence each.
    pub remarks: Vec<String>,
    /// The columns of metadata.
    pub(super) metadata: Vec<Metadata>,
    /// Index of the column with a weight for each document.
    pub(super) weight: Option<usize>,
}

/// A column of metadata.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    pub name: String,
    pub kind: Kind,
    is_weight: bool,
    /// Of a [`Kind::Labelled`] column each value with its place among them all, in order.
    values: BTreeMap<String, usize>,
}

/// A text column of more different values than this stays text.
const MOST_VALUES: usize = 100;

impl<'a> Source<'a> {
    /// Looks at the metadata of the passes. `coded` has at least one pass; `weight` is the column
    /// with a weight for each document.
    ///
    /// # Errors
    ///
    /// No pass; no such column; a part that can not be read.
    pub fn open(
        name: &'a str,
        coded: Vec<Coded<'a>>,
        actors: Option<&'a Codebook>,
        weight: Option<&str>,
    ) -> Result<Source<'a>, super::Failure> {
        let Some(first) = coded.first() else {
            return Err(format!("source `{name}` has no pass; run the study again").into());
        };
        let (mut metadata, remarks) = scan(first.pass, weight)?;
        let weight = match weight {
            None => None,
            Some(column) => {
                let found = metadata.iter().position(|it| it.name == column);
                Some(found.ok_or_else(|| format!("no column `{column}` to weight by"))?)
            }
        };
        if let Some(column) = weight {
            metadata[column].kind = Kind::Number;
            metadata[column].is_weight = true;
        }
        Ok(Source {
            name,
            coded,
            actors,
            validated: false,
            with_text: false,
            reprints: None,
            remarks,
            metadata,
            weight,
        })
    }

    /// The pass whose segments, documents and texts are read; those of the others are the same.
    pub(super) fn first(&self) -> &'a Pass {
        self.coded[0].pass
    }

    /// Names in CSV of the codes of all codebooks, then of the metadata.
    pub(super) fn columns(&self, fixed: &[String]) -> (Vec<String>, Vec<String>) {
        let codes = self.coded.iter().flat_map(|it| &it.codebook.codes);
        let codes: Vec<&str> = codes.map(|code| code.id.as_str()).collect();
        let metadata: Vec<String> = self.metadata.iter().map(|it| it.name.clone()).collect();
        columns(fixed, &codes, &metadata)
    }

    /// A name that a codebook has for itself where others have one too: `actors_dominant`.
    pub(super) fn own(&self, coded: &Coded<'_>, name: &str, several: bool) -> String {
        if several { format!("{}_{name}", coded.codebook.id) } else { name.to_owned() }
    }

    /// The name of each pass's column of scope, where it asks for an object.
    pub(super) fn scopes(&self) -> Vec<Option<String>> {
        let several = self.coded.iter().filter(|it| it.asks).count() > 1;
        let scope = |it| self.own(it, "in_scope", several);
        self.coded.iter().map(|it| it.asks.then(|| scope(it))).collect()
    }

    /// What a reader must know of any shape.
    pub(super) fn notes(&self) -> Vec<String> {
        let manifest = &self.first().segments_manifest;
        let tool = concat!("framebook ", env!("CARGO_PKG_VERSION"));
        let name = if self.name.is_empty() { "" } else { "; source " };
        let mut notes = vec![format!("{tool}{name}{}; unit {}", self.name, manifest.unit)];
        for coded in &self.coded {
            let book = coded.codebook;
            let version = if book.version.is_empty() { "" } else { " " };
            let validated = if self.validated { "" } else { "; indicators, not validated" };
            notes.push(format!(
                "codebook {}{version}{} ({}); measure {}{validated}",
                book.id,
                book.version,
                book.title,
                book.measure.name()
            ));
        }
        if let Some(column) = self.weight {
            notes.push(format!(
                "weight: column {}; a document without a weight is in no weighted figure",
                self.metadata[column].name
            ));
        }
        notes
    }

    /// The variable of the groups of reprints, where they were looked for.
    pub(super) fn reprint_variable(&self) -> Option<Variable> {
        let label = "Group of reprints: id of the earliest print; empty where printed once";
        let variable = || Variable::new(REPRINTS, label, Kind::Text, Measure::Nominal);
        self.reprints.as_ref().map(|_| variable())
    }

    /// The group of reprints of a document, where they were looked for.
    pub(super) fn reprint(&self, document: u32) -> Option<Value<'a>> {
        let group = |it: &HashMap<u32, &'a str>| it.get(&document).map(|id| Value::Text(id));
        self.reprints.as_ref().map(|it| group(it).unwrap_or_default())
    }

    /// Every part of a document, as levels.
    pub(super) fn parts(&self) -> Vec<Level> {
        let parts = &self.first().segments_manifest.parts;
        levels(parts.iter().map(|it| (it.as_str(), "")))
    }
}

impl Metadata {
    /// The variable that the column is, under this name.
    pub fn variable(&self, name: String) -> Variable {
        let measure = match self.kind {
            Kind::Whole | Kind::Number | Kind::Date(_) => Measure::Scale,
            Kind::Text | Kind::Flag | Kind::Labelled => Measure::Nominal,
        };
        let mut variable = Variable::new(&name, &self.name, self.kind, measure);
        variable.original.clone_from(&self.name);
        variable.levels = levels(self.values.keys().map(|it| (it.as_str(), "")));
        variable
    }

    /// The value of a document. What is not of the column's type is missing: only a weight can be.
    pub fn value<'v>(&self, column: Option<&'v StringColumn>, row: usize) -> Value<'v> {
        let Some(text) = column.and_then(|it| it.get(row)) else { return Value::Missing };
        let bare = text.trim();
        let value = match self.kind {
            Kind::Text => Some(Value::Text(text)),
            Kind::Labelled => self.values.get(text).map(|place| Value::Level(*place)),
            Kind::Whole | Kind::Number if self.is_weight => {
                let number = bare.replace(',', ".").parse().ok();
                number.filter(|it| (0.0..=1e6).contains(it)).map(|it| Value::Number(it, text))
            }
            Kind::Whole | Kind::Number => bare.parse().ok().map(|it| Value::Number(it, text)),
            Kind::Flag => Some(Value::Flag(bare.eq_ignore_ascii_case("true"), text)),
            Kind::Date(form) => days(bare, form).map(|it| Value::Date(it, text)),
        };
        value.unwrap_or_default()
    }
}

/// The types of the columns: as the corpus was found to be, and narrower where a value has no place
/// in them. A date without its day, or with a time, and a whole number that a floating point number
/// can not hold, leave the column text.
fn scan(pass: &Pass, weight: Option<&str>) -> Result<(Vec<Metadata>, Vec<String>), StoreError> {
    let manifest = &pass.segments_manifest;
    let kind = |name: Option<&str>| match name {
        Some("bool") => Kind::Flag,
        Some("int") => Kind::Whole,
        Some("float") => Kind::Number,
        Some("date") => Kind::Date(DateForm::Iso),
        Some("date (d.m.Y)") => Kind::Date(DateForm::DayMonthYear),
        _ => Kind::Text,
    };
    let columns = manifest.metadata.iter().map(|column| Metadata {
        name: column.name.clone(),
        kind: kind(column.r#type.as_deref()),
        is_weight: false,
        values: BTreeMap::new(),
    });
    let mut columns: Vec<Metadata> = columns.collect();
    let mut remarks = Vec::new();
    let doubtful = |it: &Metadata| {
        let kind = matches!(it.kind, Kind::Whole | Kind::Number | Kind::Date(_));
        kind && Some(it.name.as_str()) != weight
    };
    let mut named: Vec<Named> = columns.iter().map(|_| Named::default()).collect();
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        for (named, values) in named.iter_mut().zip(&documents.metadata) {
            named.add(values);
        }
        for (column, values) in columns.iter_mut().zip(&documents.metadata) {
            if !doubtful(column) {
                continue;
            }
            let odd = values.iter().flatten().find(|it| !fits(it.trim(), column.kind));
            if let Some(odd) = odd {
                let name = &column.name;
                remarks.push(if matches!(column.kind, Kind::Date(_)) {
                    format!("column `{name}` stays text: `{odd}` is no day of a calendar")
                } else {
                    format!("column `{name}` stays text: as a number `{odd}` would be rounded")
                });
                column.kind = Kind::Text;
            }
        }
    }
    for (column, named) in columns.iter_mut().zip(named) {
        if column.kind == Kind::Text && named.are_few() {
            column.kind = Kind::Labelled;
            column.values = named.values.into_iter().zip(0..).collect();
        }
    }
    Ok((columns, remarks))
}

/// The different values of a column, as long as they are few.
#[derive(Default)]
struct Named {
    values: BTreeSet<String>,
    n: usize,
    are_many: bool,
}

impl Named {
    fn add(&mut self, values: &StringColumn) {
        for value in values.iter().flatten() {
            if self.are_many {
                return;
            }
            self.n += 1;
            if !self.values.contains(value) {
                self.values.insert(value.to_owned());
                // what SPSS would cut is no name of a group
                let long = value.len() > LONGEST_VALUE_LABEL || value.contains(['\0', '\n', '\r']);
                self.are_many = long || self.values.len() > MOST_VALUES;
            }
        }
    }

    /// True where the values name groups: a few, each of two documents in the mean.
    fn are_few(&self) -> bool {
        !self.are_many && !self.values.is_empty() && self.values.len() * 2 <= self.n
    }
}

fn fits(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::Date(form) => days(text, form).is_some(),
        Kind::Whole | Kind::Number => {
            let whole = text.trim_start_matches(['-', '+']);
            let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
            let exact = |number: i64| number <= MAX_WHOLE;
            (!digits || whole.parse().is_ok_and(exact))
                && text.parse::<f64>().is_ok_and(f64::is_finite)
        }
        Kind::Text | Kind::Flag | Kind::Labelled => true,
    }
}

/// Days from 1970-01-01 to a date, by the Gregorian calendar.
///
/// # Reference
///
/// Fliegel and Van Flandern 1968, "A machine algorithm for processing calendar dates".
fn days(text: &str, form: DateForm) -> Option<i32> {
    let sign = if form == DateForm::Iso { '-' } else { '.' };
    let mut parts = text.split(sign);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = if form == DateForm::Iso { (a, b, c) } else { (c, b, a) };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse::<i32>().ok() } else { None }
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shift = (month - 14) / 12;
    let julian =
        day - 32_075 + 1461 * (year + 4800 + shift) / 4 + 367 * (month - 2 - shift * 12) / 12
            - 3 * ((year + 4900 + shift) / 100) / 4;
    Some(julian - 2_440_588)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let iso = DateForm::Iso;
        // python3: (date(2013, 9, 7) - date(1970, 1, 1)).days
        for (text, form, expected) in [
            ("1970-01-01", iso, Some(0)),
            ("2013-09-07", iso, Some(15_955)),
            ("07.09.2013", DateForm::DayMonthYear, Some(15_955)),
            ("7.9.2013", DateForm::DayMonthYear, Some(15_955)),
            ("2000-02-29", iso, Some(11_016)),
            ("1900-03-01", iso, Some(-25_508)),
            ("1582-10-15", iso, Some(-141_427)),
            ("2013-09", iso, None),
            ("2013-09-07T10:00", iso, None),
            ("13-09-07", iso, None),
        ] {
            assert_eq!(days(text, form), expected, "{text}");
        }
    }

    #[test]
    fn a_number_that_would_be_rounded_is_text() {
        for (text, expected) in [
            ("9007199254740992", true),
            ("9007199254740993", false),
            ("-9007199254740993", false),
            ("123456789012345678901", false),
            ("1e300", true),
            ("1e400", false),
            ("12.50", true),
        ] {
            assert_eq!(fits(text, Kind::Number), expected, "{text}");
        }
    }
}
