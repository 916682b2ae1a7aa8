//! Who coded, how much of it, and what was settled between them.

use std::collections::BTreeMap;

use crate::codings::Codings;
use crate::study::Failure;
use crate::table::thousands;
use crate::writing::Block;

use super::{NO_STORE, missing, table};

pub(super) fn blocks(codings: Option<&Codings>) -> Result<Vec<Block>, Failure> {
    let Some(codings) = codings else { return Ok(missing(NO_STORE)) };
    let progress = codings.status(None)?.progress;
    if progress.is_empty() {
        return Ok(missing(NO_STORE));
    }
    let head = [
        ("Coder", false),
        ("Language", false),
        ("Segments", true),
        ("Done", true),
        ("Codings", true),
        ("Can not be coded", true),
        ("Not sure", true),
        ("Left", true),
    ];
    let rows = progress.iter().map(|((coder, language), it)| {
        let numbers = [it.units, it.units_done, it.coded, it.cannot_code, it.unsure, it.left];
        let words = [coder, language].map(|it| it.to_owned());
        words.into_iter().chain(numbers.map(|it| thousands(it as u64))).collect()
    });
    let notes = vec![
        "a coding is a segment for a code; the first independent ones stay for good and alone enter agreement"
            .to_owned(),
    ];
    let mut blocks = vec![table("Coders, all sources", &head, rows.collect(), notes)];
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    let (mut settled, mut by): (u64, Vec<String>) = (0, Vec::new());
    for it in codings.adjudicated()?.into_iter().filter(|it| it.coded.is_some()) {
        settled += 1;
        if !it.reason.is_empty() {
            *reasons.entry(it.reason).or_default() += 1;
        }
        if !by.contains(&it.coder) {
            by.push(it.coder);
        }
    }
    let told = match settled {
        0 => "Nothing was adjudicated: where coders differ there is no gold standard.".to_owned(),
        _ => {
            let reasons: Vec<String> =
                reasons.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
            let why = match reasons.is_empty() {
                true => String::new(),
                false => format!(" Why coders differed: {}.", reasons.join(", ")),
            };
            format!("Adjudicated: {settled} codings by {}, names hidden.{why}", by.join(", "))
        }
    };
    blocks.push(Block::Paragraph(told));
    Ok(blocks)
}
