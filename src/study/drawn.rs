//! A stored pass as a sample sees it, and the texts of what was drawn. Parts of the store enter, one at a time; a
//! [`Frame`] leaves, and after a draw the units that people code. It draws nothing and writes nothing.

use std::collections::HashMap;

use crate::codings::{Sample, Unit};
use crate::engine::codebook::Measure;
use crate::engine::count::{Coverage, GroupKey, Level};
use crate::engine::text::Language;
use crate::sample::{Draw, Frame, FrameSegment, ROOM, Scope, around, fingerprint};
use crate::store::Pass;

use super::Failure;
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
            let group = source.reprints.as_ref().and_then(|it| it.group(number as usize));
            let group = group.and_then(|it| source.reprints.as_ref()?.id(it));
            let told = date.and_then(|it| documents.metadata.get(it)?.get(document));
            let text = texts.text(document, usize::from(rows.part[row]))?.unwrap_or_default();
            let text = text.get(rows.start[row] as usize..rows.end[row] as usize);
            codes.sort_unstable();
            segments.push(FrameSegment {
                document: id.to_owned(),
                part: part_name(parts, rows.part[row]),
                part_index: rows.part[row],
                row: number,
                start: rows.start[row],
                end: rows.end[row],
                language,
                status: coverage.status(rows.absent[row], in_scope[row], language),
                codes,
                groups,
                cluster: group.unwrap_or(id).to_owned(),
                is_copy: source.reprints.as_ref().is_some_and(|it| it.is_copy(number as usize)),
                date: told.and_then(|it| day(it, month_first)),
                text: fingerprint(text.unwrap_or_default()),
            });
        }
    }
    let names = top.iter().map(|code| label(codebook, *code)).collect();
    let frame = Frame::new(names, segments);
    Ok(if scope == Scope::In { frame.in_scope() } else { frame })
}

/// The part of a document as units name it: empty where documents have one.
pub(super) fn part_name(parts: &[String], part: u16) -> String {
    let name = parts.get(usize::from(part)).filter(|_| parts.len() > 1);
    name.cloned().unwrap_or_default()
}

/// The units of a draw, with their texts and what stands around them, in the order of the corpus.
///
/// # Errors
///
/// A part that can not be read; a pass without texts.
pub fn units(
    pass: &Pass,
    frame: &Frame,
    draw: &Draw,
    sample: &Sample,
) -> Result<Vec<Unit>, Failure> {
    let spans = pass.spans();
    let mut drawn: Vec<_> =
        draw.segments.iter().map(|it| (&frame.segments[it.segment], it)).collect();
    drawn.sort_by_key(|(it, _)| (it.row, it.part_index, it.start));
    let mut units = Vec::with_capacity(drawn.len());
    let mut open = None;
    for (segment, drawn) in drawn {
        let number = u64::from(segment.row);
        let part = spans.partition_point(|it| it.1 <= number);
        let mut texts = match open.take() {
            Some((at, texts)) if at == part => texts,
            _ => pass.texts(part)?,
        };
        let row = (number - spans.get(part).map_or(0, |it| it.0)) as usize;
        let metadata = pass.segments_manifest.metadata.iter().zip(&texts.documents().metadata);
        let metadata = metadata
            .map(|(column, cells)| {
                (column.name.clone(), cells.get(row).unwrap_or_default().to_owned())
            })
            .collect();
        let whole = texts.text(row, usize::from(segment.part_index))?.unwrap_or_default();
        let (start, end) = (segment.start as usize, segment.end as usize);
        let text = whole.get(start..end).unwrap_or_default().to_owned();
        let (before, after) = around(whole, start, end, ROOM);
        let language = match segment.language {
            Language::Undetermined => String::new(),
            language => language.code().to_owned(),
        };
        units.push(Unit {
            id: Unit::name(&sample.source, &segment.document, &segment.part, start as u64, &text),
            sample: sample.id.clone(),
            source: sample.source.clone(),
            document: segment.document.clone(),
            part: segment.part.clone(),
            start: start as u64,
            end: end as u64,
            text,
            before,
            after,
            language,
            stratum: draw.strata.get(drawn.stratum).map(|it| it.name.clone()).unwrap_or_default(),
            probability: drawn.probability,
            cluster: segment.cluster.clone(),
            split: drawn.split,
            metadata,
        });
        open = Some((part, texts));
    }
    Ok(units)
}
