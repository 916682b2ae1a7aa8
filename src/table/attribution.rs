//! Who says what: of the segments given a framing, how many by a match in an actor's voice.
//!
//! A row a framing, below it a row a voice that occurs, and what no attribution pattern gives to
//! anybody. A segment can be in several voices, so shares add up to more than 1.

use std::collections::BTreeMap;

use framebook_engine::codebook::{Codebook, Measure};
use framebook_engine::count::{Voice, Voiced};
use framebook_engine::stats::share;

use super::builder::{Builder, Cell, cells, hidden, interval_note, measures, variable};
use super::row::{Row, opening};
use super::{Input, Layout, Print, Table, TableError};

/// The table of all framings by voice.
pub fn build(input: &Input<'_>) -> Result<Table, TableError> {
    let voices = input.voices.ok_or(TableError::NoVoices)?;
    let (count, percent) = (Print::Count, Print::Percent);
    let mut variables = opening(input);
    variables.extend([
        hidden("voice", "Id of the actor; empty for all and for the unattributed", Print::Text),
        variable("segments", "segments", "Segments given the code in this voice", count),
        variable("of_segments", "of", "Segments given the code", count),
        variable("share", "%", "Share of these segments", percent),
        variable("share_low", "low", "Lower end of the interval of the share", percent),
        variable("share_high", "high", "Upper end of the interval of the share", percent),
        variable("documents", "documents", "Documents with such a segment", count),
        hidden("undefined_because", "Why the share or its interval is missing", Print::Text),
    ]);
    let mut builder = Builder::new(variables, input);
    for measure in measures(input) {
        let found = voices.of.iter().find(|it| it.0 == measure);
        let mut by_code: BTreeMap<u16, Vec<&Voiced>> = BTreeMap::new();
        for voiced in found.map_or(&[][..], |it| &it.1) {
            by_code.entry(voiced.code).or_default().push(voiced);
        }
        for row in Row::all(input.codebook) {
            let Row::Framing(code, _) = row else { continue };
            let of_code = by_code.get(&(code as u16)).map_or(&[][..], Vec::as_slice);
            framing(input, voices.actors, row, measure, of_code, &mut builder);
        }
    }
    let notes = vec![
        "share of the segments given the code; a voice is an actor with a verb of saying or \
         “according to” at a match of the code: a mention of an actor is none"
            .to_owned(),
        "a segment can be in several voices; a group of actors counts each of its members"
            .to_owned(),
        format!("actors: codebook {} {}", voices.actors.id, voices.actors.version),
        interval_note(input, input.context.method.phrase()),
    ];
    builder.finish("attribution", "by voice", Layout::List, notes, input)
}

fn framing(
    input: &Input<'_>,
    actors: &Codebook,
    row: Row,
    measure: Measure,
    of_code: &[&Voiced],
    builder: &mut Builder,
) {
    let count = row.count(&input.tally.total(), measure);
    let known = count.of.segments > 0;
    let mut head = row.opening(input.codebook, measure);
    head.extend([
        Cell::Missing,
        if known { count.segments.into() } else { Cell::Missing },
        if known { count.segments.into() } else { Cell::Missing },
        Cell::Missing,
        Cell::Missing,
        Cell::Missing,
        if known { count.documents.into() } else { Cell::Missing },
        Cell::Missing,
    ]);
    builder.row(head);
    // The tree of actors in the order of their codebook, then the unattributed.
    let tree = Row::all(actors).into_iter().filter_map(|it| match it {
        Row::Framing(code, depth) => Some((Voice::Actor(code as u16), depth)),
        _ => None,
    });
    for (voice, depth) in tree.chain([(Voice::Unattributed, 0)]) {
        let Some(voiced) = of_code.iter().find(|it| it.voice == voice) else { continue };
        let (kind, id, label) = match voice {
            Voice::Actor(actor) => {
                let code = &actors.codes[actor as usize];
                let label = if code.label.is_empty() { &code.id } else { &code.label };
                ("voice", Cell::from(code.id.as_str()), label.clone())
            }
            Voice::Unattributed => ("unattributed", Cell::Missing, "unattributed".to_owned()),
        };
        let estimate = share(&voiced.clusters, input.context.method, input.context.level);
        let mut cells_of_row = vec![
            measure.name().into(),
            kind.into(),
            row.code(input.codebook).into(),
            label.into(),
            (row.depth() + 1 + depth as u64).into(),
            id,
            voiced.segments.into(),
            count.segments.into(),
        ];
        cells_of_row.extend(cells(&estimate));
        cells_of_row
            .extend([voiced.documents.into(), estimate.reason().map(|it| it.sentence()).into()]);
        builder.row(cells_of_row);
    }
}
