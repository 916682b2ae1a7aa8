//! Variables that tables are split by: columns of the metadata, `part`, `language`, `year`, `phase`,
//! and codes: `framing`, `object`, a codebook of the same source, or a code with subcodes. A name
//! enters; where its values come from leaves. A column of the corpus goes before a name of ours.

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::coding::Segments;
use crate::engine::count::{Dimension, GroupKey, Level};
use crate::store::{Documents, Pass};

use super::Failure;
use super::stored::{Phase, SourceRecord, StoredPass, StoredSource};

/// Where the values of grouping variables come from.
#[derive(Debug, Default)]
pub struct Variables {
    /// One a variable, as the tally takes them.
    pub dimensions: Vec<Dimension>,
    columns: Vec<Column>,
    phases: Vec<Phase>,
}

#[derive(Clone, Debug)]
enum Column {
    Metadata(usize),
    Year(usize),
    Phase(usize),
    Segment,
    Codes(Codes),
}

/// Codes as a variable: which codes of which pass of the source.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Index of the pass in its source.
    pub pass: usize,
    /// Indices of the codes, in the order of the codebook.
    pub codes: Vec<usize>,
}

/// What is said of a variable that there is none of.
#[must_use]
pub fn unknown(name: &str, known: &[impl AsRef<str>]) -> String {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let several = name.split(',').all(|it| known.contains(&it.trim())) && name.contains(',');
    let hint = if several { "; give several one by one, each with its own --by" } else { "" };
    format!("unknown variable `{name}`; there are: {}{hint}", known.join(", "))
}

impl Variables {
    /// Looks names up; `at` is the pass of the source whose framings are counted.
    ///
    /// # Errors
    ///
    /// An unknown name, with the known ones listed; two variables of codes.
    pub fn new(source: &StoredSource, at: usize, by: &[String]) -> Result<Self, Failure> {
        let stored = &source.passes[at];
        let record = &source.record;
        let mut variables = Variables { phases: record.phases.clone(), ..Variables::default() };
        for name in by {
            let (level, column) = documents(&stored.pass, record, name)
                .or_else(|| codes(source, at, name))
                .ok_or_else(|| unknown(name, &known(source, at)))?;
            variables.dimensions.push(Dimension { name: name.clone(), level });
            variables.columns.push(column);
        }
        let of_codes = variables.columns.iter().filter(|it| matches!(it, Column::Codes(_)));
        if of_codes.count() > 1 {
            let names = by.join("`, `");
            return Err(format!(
                "`{names}`: two variables of codes do not cross; take one, and a variable of documents"
            )
            .into());
        }
        Ok(variables)
    }

    /// True where a pass can be split by the variable.
    pub fn knows(source: &StoredSource, at: usize, name: &str) -> bool {
        documents(&source.passes[at].pass, &source.record, name).is_some()
            || codes(source, at, name).is_some()
    }

    /// True where values are asked of documents.
    pub fn needs_documents(&self) -> bool {
        let of_document = |column: &Column| {
            matches!(column, Column::Metadata(_) | Column::Year(_) | Column::Phase(_))
        };
        self.columns.iter().any(of_document)
    }

    /// The variable of codes, where one is among them.
    pub fn codes(&self) -> Option<&Codes> {
        self.columns.iter().find_map(|column| match column {
            Column::Codes(codes) => Some(codes),
            _ => None,
        })
    }

    /// True where a segment can stand in several groups.
    pub fn overlap(&self) -> bool {
        self.codes().is_some()
    }

    /// The labels of the groups of the first variable that a segment stands in; `codes` are those that
    /// [`given_codes`] gives, `row` is that of its document.
    pub fn groups(
        &self,
        documents: &Documents,
        row: usize,
        segments: &Segments,
        segment: usize,
        codes: &[Vec<u16>],
    ) -> Vec<String> {
        let Some(dimension) = self.dimensions.first() else { return Vec::new() };
        let missing = || GroupKey::MISSING.to_owned();
        match &dimension.level {
            Level::Document | Level::Ordered(_) => {
                let value = self.value(documents, 0, row).filter(|it| !it.is_empty());
                vec![value.map_or_else(missing, str::to_owned)]
            }
            Level::Part(names) => {
                names.get(segments.part[segment] as usize).cloned().into_iter().collect()
            }
            Level::Language => vec![segments.language[segment].code().to_owned()],
            Level::Codes(names) => {
                let given = codes.get(segment).into_iter().flatten();
                given.filter_map(|it| names.get(*it as usize).cloned()).collect()
            }
        }
    }

    /// The value of a variable for a row of a part's documents.
    pub fn value<'d>(
        &'d self,
        documents: &'d Documents,
        dimension: usize,
        row: usize,
    ) -> Option<&'d str> {
        match self.columns.get(dimension)? {
            Column::Metadata(column) => documents.metadata.get(*column)?.get(row),
            Column::Year(column) => year(documents.metadata.get(*column)?.get(row)?),
            Column::Phase(column) => {
                let year = year(documents.metadata.get(*column)?.get(row)?)?.parse().ok()?;
                let phase = self.phases.iter().find(|it| it.holds(year))?;
                Some(phase.name.as_str())
            }
            Column::Segment | Column::Codes(_) => None,
        }
    }
}

/// The column of the date in the metadata of a pass.
pub fn date_column(pass: &Pass) -> Option<usize> {
    let manifest = &pass.segments_manifest;
    let name = manifest.options.get("date").and_then(|it| it.as_str())?;
    manifest.metadata.iter().position(|column| column.name == name)
}

fn documents(pass: &Pass, record: &SourceRecord, name: &str) -> Option<(Level, Column)> {
    let manifest = &pass.segments_manifest;
    if let Some(column) = manifest.metadata.iter().position(|column| column.name == name) {
        return Some((Level::Document, Column::Metadata(column)));
    }
    match name {
        "year" => Some((Level::Document, Column::Year(date_column(pass)?))),
        "phase" if !record.phases.is_empty() => {
            let names = record.phases.iter().map(|it| it.name.clone()).collect();
            Some((Level::Ordered(names), Column::Phase(date_column(pass)?)))
        }
        "part" => Some((Level::Part(manifest.parts.clone()), Column::Segment)),
        "language" => Some((Level::Language, Column::Segment)),
        _ => None,
    }
}

fn codes(source: &StoredSource, at: usize, name: &str) -> Option<(Level, Column)> {
    let own = &source.passes[at].codebook;
    let found = match name {
        "framing" => Some((at, own.framings().collect())),
        "object" if own.about.is_some() => Some((at, own.codes[own.about?].children.clone())),
        _ => {
            let passes = source.passes.iter().enumerate();
            let mut all = passes.filter_map(|(pass, stored)| {
                let codebook = &stored.codebook;
                if pass != at && codebook.id == name {
                    return Some((pass, codebook.framings().collect()));
                }
                let code = codebook.codes.iter().position(|it| it.id == name)?;
                Some((pass, codebook.codes[code].children.clone()))
            });
            all.next()
        }
    };
    let (pass, codes) = found.filter(|(_, codes)| !codes.is_empty())?;
    let codebook = &source.passes[pass].codebook;
    let names = codes.iter().map(|&code| label(codebook, code)).collect();
    Some((Level::Codes(names), Column::Codes(Codes { pass, codes })))
}

/// What a code is called as a group of a variable and in a figure: its label, with the id where another
/// code of the codebook has the same label.
pub fn label(codebook: &Codebook, code: usize) -> String {
    let shared = |label: &str| codebook.codes.iter().filter(|it| it.label == label).count() > 1;
    let code = &codebook.codes[code];
    match code.label.as_str() {
        "" => code.id.clone(),
        label if shared(label) => format!("{label} ({})", code.id),
        label => label.to_owned(),
    }
}

/// Every variable there is, sorted.
fn known(source: &StoredSource, at: usize) -> Vec<String> {
    let manifest = &source.passes[at].pass.segments_manifest;
    let mut known: Vec<String> = manifest.metadata.iter().map(|it| it.name.clone()).collect();
    let ours = ["part", "language", "year", "phase", "framing", "object"];
    let others = source.passes.iter().map(|it| it.codebook.id.as_str());
    let parents = source.passes.iter().flat_map(|it| it.codebook.codes.iter());
    let parents = parents.filter(|it| !it.children.is_empty()).map(|it| it.id.as_str());
    for name in ours.into_iter().chain(others).chain(parents) {
        if Variables::knows(source, at, name) {
            known.push(name.to_owned());
        }
    }
    known.sort_unstable();
    known.dedup();
    known
}

/// For each segment of a part the values of a variable of codes that it has: those of the object by
/// mention, others under the headline measure of their codebook.
///
/// # Errors
///
/// A part that can not be read.
pub fn given_codes(
    stored: &StoredPass,
    part: usize,
    codes: &Codes,
) -> Result<Vec<Vec<u16>>, Failure> {
    let rows = stored.pass.codings(part)?;
    let mut given = vec![Vec::new(); stored.pass.n_segments(part)];
    for row in 0..rows.segment.len() {
        let code = rows.code[row] as usize;
        let counts = match stored.codebook.group_measure(code) {
            Measure::Asserted => rows.given_asserted[row],
            Measure::Mention => rows.given_mention[row],
        };
        let place = codes.codes.iter().position(|it| *it == code);
        if let Some(place) = place.filter(|_| counts) {
            given[rows.segment[row] as usize].push(place as u16);
        }
    }
    Ok(given)
}

/// Year, month and day of a date as written, 0 where they are not told; `None` without a year.
/// `month_first` says how a date that ends with its year is read.
pub fn day(date: &str, month_first: bool) -> Option<[u32; 3]> {
    let year = year(date)?;
    let numbers = date.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let begins = date.trim().starts_with(year);
    // what follows a day is a time
    let mut others = numbers.filter(|it| *it != year && it.len() <= 2).take(2);
    let mut next = || others.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let (first, second) = (next(), next());
    let (month, day) = if begins || month_first { (first, second) } else { (second, first) };
    Some([year.parse().ok()?, month, day])
}

/// True where the dates of a pass have the month before the day: `09/07/2013`, as the corpus was found to be.
pub fn month_first(pass: &Pass) -> bool {
    let column = date_column(pass).and_then(|it| pass.segments_manifest.metadata.get(it));
    column.is_some_and(|it| it.r#type.as_deref() == Some("date (m/d/Y)"))
}

/// The year of a date as written: the four digits that it begins with, else its last number of four
/// digits.
pub fn year(date: &str) -> Option<&str> {
    let date = date.trim();
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = || date.split(|it: char| !it.is_ascii_digit());
    date.get(..4).filter(|year| digits(year)).or_else(|| numbers().rfind(|it| digits(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_ordered_however_they_are_written() {
        for (date, month_first, expected) in [
            ("2013-09-07", false, Some([2013, 9, 7])),
            ("2013-09-07T10:30:00", false, Some([2013, 9, 7])),
            ("2013-09", false, Some([2013, 9, 0])),
            ("2013", false, Some([2013, 0, 0])),
            ("07.09.2013", false, Some([2013, 9, 7])),
            ("24.11.2017 10:05", false, Some([2017, 11, 24])),
            ("09/07/2013", true, Some([2013, 9, 7])),
            ("soon", false, None),
        ] {
            assert_eq!(day(date, month_first), expected, "{date}");
        }
    }
}
