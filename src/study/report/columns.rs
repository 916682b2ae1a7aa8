//! From the parts of the store to the columns of the report: documents with their metadata, segments
//! with status and language, codings, and who voices them. Parts enter one at a time.

use std::collections::{HashMap, HashSet};

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::coding::{Codings, Segments};
use crate::engine::count::{Coverage, Status};
use crate::engine::text::Language;
use crate::report::{Code, Column, Pass, Source};
use crate::store::Documents;

use super::super::Failure;
use super::super::stored::{StoredPass, StoredSource};
use super::super::variable::{Variables, date_column, day, label, month_first};

/// Values up to which readers can filter by a variable.
const FILTER: usize = 40;
/// Values up to which a list of segments shows a variable.
const SHOWN: usize = 400;
/// Characters of a value that is only shown.
const LONGEST: usize = 100;
/// Bytes of the values of a column, above which the report leaves it out.
const MOST: usize = 8 << 20;

/// Numbers of the values of each column of a source, as tables know them.
#[derive(Debug, Default)]
pub struct Index {
    columns: Vec<(String, HashMap<String, u32>)>,
}

impl Index {
    /// The number of a value of a variable: column, and cell; a missing value is 0.
    pub fn value(&self, variable: &str, value: Option<&str>) -> Option<(usize, u32)> {
        let column = self.columns.iter().position(|it| it.0 == variable)?;
        match value {
            None => Some((column, 0)),
            Some(value) => Some((column, *self.columns[column].1.get(value)?)),
        }
    }

    fn number(&mut self, column: usize, value: Option<&str>) -> u32 {
        let Some(value) = value.filter(|it| !it.is_empty()) else { return 0 };
        let known = &mut self.columns[column].1;
        let next = known.len() as u32 + 1;
        *known.entry(value.to_owned()).or_insert(next)
    }
}

/// Reads a source without texts and tables.
///
/// # Errors
///
/// A part that can not be read.
pub fn read(stored: &StoredSource) -> Result<(Source, Index), Failure> {
    let mut source = Source { name: stored.record.name.clone(), ..Source::default() };
    let mut index = Index::default();
    let Some(first) = stored.passes.first() else { return Ok((source, index)) };
    let manifest = &first.pass.segments_manifest;
    // the unit of one segment is not told apart
    source.unit = if manifest.unit == "auto" { "segment" } else { &manifest.unit }.to_owned();
    source.files.clone_from(&manifest.corpus.files);
    source.parts.clone_from(&manifest.parts);
    let dropped = manifest.dropped.iter();
    source.dropped = dropped.map(|it| (it.reason.clone(), it.n, it.first.clone())).collect();
    source.passes = stored.passes.iter().map(pass).collect();
    source.date = date_column(&first.pass);

    let mut derived = Vec::new();
    for column in &manifest.metadata {
        index.columns.push((column.name.clone(), HashMap::new()));
        source.columns.push(Column { name: column.name.clone(), ..Column::default() });
    }
    for name in ["year", "phase", "part", "language"] {
        let taken = manifest.metadata.iter().any(|it| it.name == name);
        if taken || !Variables::knows(stored, 0, name) {
            continue;
        }
        derived.push(Variables::new(stored, 0, &[name.to_owned()])?);
        index.columns.push((name.to_owned(), HashMap::new()));
        let of_segment = matches!(name, "part" | "language");
        source.columns.push(Column { name: name.to_owned(), of_segment, ..Column::default() });
    }

    let coverages: Vec<Coverage> =
        stored.passes.iter().map(|it| Coverage::new(&it.codebook, it.ignore_about)).collect();
    for part in 0..first.pass.n_parts() {
        let documents = first.pass.documents(part)?;
        let segments = first.pass.segments(part)?;
        values(&mut source, &mut index, &derived, &documents, &segments);
        for row in 0..documents.len() {
            source.ids.push(documents.id.get(row).unwrap_or_default().to_owned());
            source.n_segments.push(documents.n_segments[row]);
        }
        let before = source.language.len();
        for row in 0..segments.document.len() {
            source.language.push(segments.language[row] as u8);
            source.part.push(segments.part[row].min(255) as u8);
            source.number.push(segments.number[row]);
        }
        for (at, coverage) in coverages.iter().enumerate() {
            codings(stored, at, part, &segments, coverage, before, &mut source.passes[at])?;
        }
    }
    for pass in &mut source.passes {
        let mut n = [0u64; Status::ALL.len()];
        pass.status.iter().for_each(|it| n[*it as usize] += 1);
        let told = Status::ALL.iter().zip(n).filter(|it| it.1 > 0);
        pass.flow = told.map(|(status, n)| (status.label().to_owned(), n)).collect();
    }
    close(&mut source, &index, stored);
    Ok((source, index))
}

fn pass(stored: &StoredPass) -> Pass {
    let codebook = &stored.codebook;
    Pass {
        id: codebook.id.clone(),
        title: codebook.title.clone(),
        version: codebook.version.clone(),
        measure: codebook.measure as usize,
        actors: codebook.actors,
        codes: (0..codebook.codes.len()).map(|it| code(codebook, it)).collect(),
        rules: codebook.rules.iter().map(|it| (it.text.clone(), it.code)).collect(),
        ..Pass::default()
    }
}

fn code(codebook: &Codebook, at: usize) -> Code {
    let entry = &codebook.codes[at];
    let object = codebook.is_object(at);
    Code {
        id: entry.id.clone(),
        label: label(codebook, at),
        parent: entry.parent,
        top: entry.parent.is_none() && !object,
        object,
        languages: Language::ALL.map(|it| codebook.covers(at, it)).to_vec(),
    }
}

/// Adds the values of a part's documents and segments.
fn values(
    source: &mut Source,
    index: &mut Index,
    derived: &[Variables],
    documents: &Documents,
    segments: &Segments,
) {
    let n_metadata = source.columns.len() - derived.len();
    for (at, column) in source.columns.iter_mut().enumerate() {
        if at < n_metadata {
            for row in 0..documents.len() {
                let value = documents.metadata.get(at).and_then(|it| it.get(row));
                column.cells.push(index.number(at, value));
            }
            continue;
        }
        let variables = &derived[at - n_metadata];
        if column.of_segment {
            for row in 0..segments.document.len() {
                let value = variables.groups(documents, 0, segments, row, &[]);
                column.cells.push(index.number(at, value.first().map(String::as_str)));
            }
        } else {
            for row in 0..documents.len() {
                column.cells.push(index.number(at, variables.value(documents, 0, row)));
            }
        }
    }
}

/// Adds what a pass says of a part's segments; `before` is the number of segments before them.
fn codings(
    stored: &StoredSource,
    at: usize,
    part: usize,
    segments: &Segments,
    coverage: &Coverage,
    before: usize,
    pass: &mut Pass,
) -> Result<(), Failure> {
    let of = &stored.passes[at];
    let in_scope = of.pass.in_scope(part)?;
    let rows = of.pass.codings(part)?;
    let n = segments.document.len();
    let statuses: Vec<Status> = (0..n)
        .map(|row| coverage.status(segments.absent[row], in_scope[row], segments.language[row]))
        .collect();
    pass.status.extend(statuses.iter().map(|it| place(*it)));
    let mut counts = vec![0u16; n];
    for row in 0..rows.segment.len() {
        let given = u32::from(rows.given_asserted[row]) + 2 * u32::from(rows.given_mention[row]);
        if given > 0 {
            counts[rows.segment[row] as usize] += 1;
            pass.codings.push(4 * u32::from(rows.code[row]) + given);
        }
    }
    pass.n_codings.extend(counts);
    let matches = of.pass.matches(part)?;
    let mut n_matches = vec![0u32; n];
    matches.segment.iter().for_each(|it| n_matches[*it as usize] += 1);
    pass.n_matches.extend(n_matches);
    let Some(actors) = stored.passes.iter().find(|it| it.codebook.actors) else { return Ok(()) };
    if of.codebook.actors {
        return Ok(());
    }
    let asserted = of.codebook.measure == Measure::Asserted;
    let mut said: HashMap<(u32, usize), HashSet<u32>> = HashMap::new();
    for row in 0..matches.segment.len() {
        let Some(voice) = matches.voice[row].filter(|_| !(asserted && matches.negated[row])) else {
            continue;
        };
        for code in of.codebook.ancestors(matches.code[row] as usize) {
            let voices = said.entry((matches.segment[row], code)).or_default();
            voices.extend(actors.codebook.ancestors(voice as usize).map(|it| it as u32 + 1));
        }
    }
    for (segment, code) in given(&rows, of.codebook.measure) {
        let row = segment as usize;
        if !coverage.asks_code(code, statuses[row], segments.language[row]) {
            continue;
        }
        let number = (before + row) as u32;
        let mut voices: Vec<u32> =
            said.get(&(segment, code)).map_or(vec![0], |it| it.iter().copied().collect());
        voices.sort_unstable();
        pass.voices.extend(voices.into_iter().map(|it| [number, code as u32, it]));
    }
    Ok(())
}

fn given(rows: &Codings, measure: Measure) -> impl Iterator<Item = (u32, usize)> {
    let flags = match measure {
        Measure::Asserted => &rows.given_asserted,
        Measure::Mention => &rows.given_mention,
    };
    let given = (0..flags.len()).filter(|it| flags[*it]);
    given.map(|row| (rows.segment[row], rows.code[row] as usize))
}

fn place(status: Status) -> u8 {
    Status::ALL.iter().position(|it| *it == status).unwrap_or(0) as u8
}

/// Values into their columns: cut where they are only shown, left out where they are a text.
fn close(source: &mut Source, index: &Index, stored: &StoredSource) {
    let mut left_out = Vec::new();
    let n_metadata = stored.passes.first().map_or(0, |it| it.pass.segments_manifest.metadata.len());
    for (at, column) in source.columns.iter_mut().enumerate() {
        let known = &index.columns[at].1;
        let grouped = stored.record.by.contains(&column.name) || column.name == "year";
        column.filter = (2..=FILTER).contains(&known.len());
        // the date says the year and the phase
        let derived = at >= n_metadata && matches!(column.name.as_str(), "year" | "phase");
        column.shown = (2..=SHOWN).contains(&known.len()) && !derived || source.date == Some(at);
        let mut values: Vec<(u32, &String)> = known.iter().map(|it| (*it.1, it.0)).collect();
        values.sort_unstable();
        let cut = |value: &String| match grouped || known.len() <= SHOWN {
            true => value.clone(),
            false => value.chars().take(LONGEST).collect(),
        };
        column.values = values.into_iter().map(|it| cut(it.1)).collect();
        if !grouped && column.values.iter().map(String::len).sum::<usize>() > MOST {
            column.values.clear();
            column.cells.iter_mut().for_each(|it| *it = 0);
            left_out.push(column.name.clone());
        }
    }
    if let (Some(date), Some(first)) = (source.date, stored.passes.first()) {
        let month_first = month_first(&first.pass);
        let days = source.columns[date].values.iter().map(|it| day(it, month_first));
        source.days = days.map(|it| it.map_or(0, |[y, m, d]| y * 10_000 + m * 100 + d)).collect();
    }
    if !left_out.is_empty() {
        source.notes.push(format!("left out of this file as too large: {}", left_out.join(", ")));
    }
}
