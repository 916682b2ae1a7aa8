//! A stored pass as a sample sees it, and the texts of what was drawn. Parts of the store enter, one at a time; a
//! [`Frame`] leaves, and after a draw the units that people code. It draws nothing and writes nothing.

use std::collections::HashMap;
use std::rc::Rc;

use crate::codings::{Codings, Sample, Split, Unit, UnitFilter};
use crate::engine::codebook::Measure;
use crate::engine::count::{Coverage, GroupKey, Level};
use crate::engine::text::Language;
use crate::sample::{Design, Draw, Frame, FrameSegment, ROOM, Record, Scope, around, fingerprint};
use crate::store::{Pass, StringColumn};

use super::Failure;
use super::reprints::Reprints;
use super::stored::StoredSource;
use super::variable::{Variables, date_column, day, label, month_first};

/// Reads the frame of a pass of a source; `by` are the variables that strata are made by, beside language and
/// codes.
///
/// # Errors
///
/// A part that can not be read; a pass without texts; an unknown variable, or one of codes.
pub fn frame(
    source: &StoredSource,
    at: usize,
    by: &[String],
    scope: Scope,
) -> Result<Frame, Failure> {
    let stored = &source.passes[at];
    let (pass, codebook) = (&stored.pass, &stored.codebook);
    let by: Vec<String> = by.iter().filter(|it| *it != "language").cloned().collect();
    let variables = Variables::new(source, at, &by)?;
    if let Some(of_codes) =
        variables.dimensions.iter().find(|it| matches!(it.level, Level::Codes(_)))
    {
        let name = &of_codes.name;
        return Err(format!(
            "`--by {name}`: codes are strata by themselves; take a column of the corpus"
        )
        .into());
    }
    let coverage = Coverage::new(codebook, stored.ignore_about);
    let top = coverage.top();
    let place_of: HashMap<usize, u16> = top.iter().copied().zip(0..).collect();
    let (date, month_first) = (date_column(pass), month_first(pass));
    let parts = &pass.segments_manifest.parts;
    let stories = stories(source.reprints.as_ref(), pass)?;
    let mut segments = Vec::new();
    for part in 0..pass.n_parts() {
        let rows = pass.segments(part)?;
        let in_scope = pass.in_scope(part)?;
        let codings = pass.codings(part)?;
        let given = match codebook.measure {
            Measure::Asserted => &codings.given_asserted,
            Measure::Mention => &codings.given_mention,
        };
        let mut codes: Vec<Vec<u16>> = vec![Vec::new(); rows.document.len()];
        for (coding, is_given) in given.iter().enumerate() {
            let place = place_of.get(&usize::from(codings.code[coding])).filter(|_| *is_given);
            let of = codes.get_mut(codings.segment[coding] as usize);
            if let (Some(place), Some(of)) = (place, of) {
                of.push(*place);
            }
        }
        let mut texts = pass.texts(part)?;
        let documents = pass.documents(part)?;
        let first = documents.document.first().copied().unwrap_or(0);
        for (row, mut codes) in codes.into_iter().enumerate() {
            let number = rows.document[row];
            let document = (number - first) as usize;
            let id = documents.id.get(document).unwrap_or_default();
            let language = rows.language[row];
            let groups = variables.dimensions.iter().enumerate().map(|(at, it)| match &it.level {
                Level::Part(names) => names.get(usize::from(rows.part[row])).cloned(),
                _ => variables.value(&documents, at, document).map(str::to_owned),
            });
            let missing = || GroupKey::MISSING.to_owned();
            let groups =
                groups.map(|it| it.filter(|it| !it.is_empty()).unwrap_or_else(missing)).collect();
            let story = stories.get(&number);
            let told = date.and_then(|it| documents.metadata.get(it)?.get(document));
            let text = texts.text(document, usize::from(rows.part[row]))?.unwrap_or_default();
            let text = text.get(rows.start[row] as usize..rows.end[row] as usize);
            codes.sort_unstable();
            segments.push(FrameSegment {
                document: id.to_owned(),
                part: part_name(parts, rows.part[row]),
                part_index: rows.part[row],
                row: number,
                number: rows.number[row],
                start: rows.start[row],
                end: rows.end[row],
                language,
                status: coverage.status(rows.absent[row], in_scope[row], language),
                codes,
                groups,
                cluster: story.map_or(id, |it| it.id.as_str()).to_owned(),
                is_copy: story.is_some_and(|it| it.document != number),
                date: told.and_then(|it| day(it, month_first)),
                text: fingerprint(text.unwrap_or_default()),
            });
        }
    }
    let names = top.iter().map(|code| label(codebook, *code)).collect();
    let frame = Frame::new(names, segments);
    Ok(if scope == Scope::In { frame.in_scope() } else { frame })
}

/// The earliest print of a story.
struct Story {
    document: u32,
    id: String,
}

/// For each document that is printed several times the earliest print: by date, then by id, so that the order of the
/// corpus, which [`Reprints`] goes by, has no part in a draw.
fn stories(reprints: Option<&Reprints>, pass: &Pass) -> Result<HashMap<u32, Rc<Story>>, Failure> {
    let groups = reprints.map(|it| it.groups.as_slice()).unwrap_or_default();
    if groups.is_empty() {
        return Ok(HashMap::new());
    }
    let (date, month_first) = (date_column(pass), month_first(pass));
    let group_of: HashMap<u32, usize> =
        groups.iter().enumerate().flat_map(|(at, it)| it.iter().map(move |of| (*of, at))).collect();
    let mut earliest = vec![None; groups.len()];
    for part in 0..pass.n_parts() {
        let documents = pass.documents(part)?;
        for (row, number) in documents.document.iter().enumerate() {
            let Some(earliest) = group_of.get(number).and_then(|it| earliest.get_mut(*it)) else {
                continue;
            };
            let told = date.and_then(|it| documents.metadata.get(it)?.get(row));
            let told = told.and_then(|it| day(it, month_first));
            let id = documents.id.get(row).unwrap_or_default().to_owned();
            let print = (told.is_none(), told, id, *number);
            if earliest.as_ref().is_none_or(|known| print < *known) {
                *earliest = Some(print);
            }
        }
    }
    let story = |(_, _, id, document): (bool, Option<[u32; 3]>, String, u32)| {
        Rc::new(Story { document, id })
    };
    let stories: Vec<Option<Rc<Story>>> = earliest.into_iter().map(|it| it.map(story)).collect();
    let of = |(document, at): (u32, usize)| Some((document, stories.get(at)?.clone()?));
    Ok(group_of.into_iter().filter_map(of).collect())
}

/// The part of a document as the names of units have it: empty where documents have one.
fn part_name(parts: &[String], part: u16) -> String {
    let name = parts.get(usize::from(part)).filter(|_| parts.len() > 1);
    name.cloned().unwrap_or_default()
}

/// A draw as the store of codings takes it: the sample and its units, with their texts and what stands around them.
/// The name of the sample is made from all that it depends on, so that two teams that
/// draw the same have the same, and stores that are merged never have two of one name. `now` is the time.
///
/// # Errors
///
/// A part that can not be read; a pass without texts.
pub fn sample(
    source: &StoredSource,
    at: usize,
    by: &[String],
    design: &Design,
    frame: &Frame,
    draw: &Draw,
    now: &str,
) -> Result<(Sample, Vec<Unit>), Failure> {
    let stored = &source.passes[at];
    let mut units = units(&stored.pass, &source.record.name, frame, draw)?;
    let ids: Vec<String> = units.iter().map(|it| it.id.clone()).collect();
    let record = Record::new(frame, design, by, draw, &ids);
    let mut sample = Sample {
        id: String::new(),
        source: source.record.name.clone(),
        seed: design.seed,
        pass: stored.name.clone(),
        codebook: stored.codebook.id.clone(),
        version: stored.pass.manifest.codebook.hash.chars().take(16).collect(),
        design: serde_json::to_string(&record)?,
        at: now.to_owned(),
    };
    let Sample { source, seed, pass, codebook, version, design, .. } = &sample;
    let identity = serde_json::json!([source, seed, pass, codebook, version, design]);
    let hash = blake3::hash(identity.to_string().as_bytes()).to_hex();
    sample.id = format!("{source}-{}-{}", units.len(), &hash[..8]);
    units.iter_mut().for_each(|it| it.sample.clone_from(&sample.id));
    Ok((sample, units))
}

/// For each unit whether it is held out as test by the store: one whose errors were shown is a dev segment, whatever
/// the draw says.
///
/// # Errors
///
/// A store that can not be read.
pub fn held_out(store: &Codings, units: &[Unit]) -> Result<Vec<bool>, Failure> {
    let kept = store.units(&UnitFilter::default())?;
    let split: HashMap<&str, Split> = kept.iter().map(|it| (it.id.as_str(), it.split)).collect();
    let of = |it: &Unit| split.get(it.id.as_str()).copied().unwrap_or(it.split) == Split::Test;
    Ok(units.iter().map(of).collect())
}

/// The name by which people may be shown what the dictionary gave a unit, where the study wants it: the top-level
/// codes of the pass that it was drawn from.
const DICTIONARY: &str = "dictionary";

/// The units of a draw, in its order.
fn units(pass: &Pass, source: &str, frame: &Frame, draw: &Draw) -> Result<Vec<Unit>, Failure> {
    let spans = pass.spans();
    let parts = &pass.segments_manifest.parts;
    let mut order: Vec<usize> = (0..draw.segments.len()).collect();
    let segment = |at: &usize| &frame.segments[draw.segments[*at].segment];
    order.sort_by_key(|at| (segment(at).row, segment(at).part_index, segment(at).start));
    let mut units: Vec<(usize, Unit)> = Vec::with_capacity(order.len());
    let mut open = None;
    for at in order {
        let (segment, drawn) = (segment(&at), &draw.segments[at]);
        let number = u64::from(segment.row);
        let part = spans.partition_point(|it| it.1 <= number);
        let mut texts = match open.take() {
            Some((at, texts)) if at == part => texts,
            _ => pass.texts(part)?,
        };
        let row = (number - spans.get(part).map_or(0, |it| it.0)) as usize;
        let columns = pass.segments_manifest.metadata.iter().zip(&texts.documents().metadata);
        let cell = |cells: &StringColumn| cells.get(row).unwrap_or_default().to_owned();
        let mut metadata: Vec<(String, String)> =
            columns.map(|(column, cells)| (column.name.clone(), cell(cells))).collect();
        if metadata.iter().all(|it| it.0 != DICTIONARY) {
            let given: Vec<&str> =
                segment.codes.iter().map(|it| frame.codes[usize::from(*it)].as_str()).collect();
            let given = if given.is_empty() { "no code".to_owned() } else { given.join("; ") };
            metadata.push((DICTIONARY.to_owned(), given));
        }
        let whole = texts.text(row, usize::from(segment.part_index))?.unwrap_or_default();
        let (start, end) = (segment.start as usize, segment.end as usize);
        let text = whole.get(start..end).unwrap_or_default().to_owned();
        let (before, after) = around(whole, start, end, ROOM);
        let language = match segment.language {
            Language::Undetermined => "",
            language => language.code(),
        };
        let unit = Unit {
            id: Unit::name(source, &segment.document, &segment.part, start as u64, &text),
            sample: String::new(),
            source: source.to_owned(),
            document: segment.document.clone(),
            part: parts.get(usize::from(segment.part_index)).cloned().unwrap_or_default(),
            segment: u64::from(segment.number),
            start: start as u64,
            end: end as u64,
            text,
            before,
            after,
            language: language.to_owned(),
            stratum: draw.strata.get(drawn.stratum).map(|it| it.name.clone()).unwrap_or_default(),
            probability: drawn.probability,
            cluster: segment.cluster.clone(),
            split: drawn.split,
            metadata,
        };
        units.push((at, unit));
        open = Some((part, texts));
    }
    units.sort_by_key(|it| it.0);
    Ok(units.into_iter().map(|it| it.1).collect())
}
