//! The sample that people coded: how it was drawn, its strata with the likelihood of each.

use std::collections::{HashMap, HashSet};

use crate::codings::{Codings, Split, UnitFilter};
use crate::sample::{LeftOut, Record};
use crate::study::Failure;
use crate::study::pairs::sample_of;
use crate::table::{percent, thousands};
use crate::writing::Block;

use super::{NO_STORE, missing, table};

pub(super) fn blocks(codings: Option<&Codings>, source: &str) -> Result<Vec<Block>, Failure> {
    let Some(codings) = codings else { return Ok(missing(NO_STORE)) };
    let Some((sample, record)) = sample_of(codings, source, None)? else {
        return Ok(missing(&format!(
            "Nothing was drawn from this source: framebook sample --source {source}."
        )));
    };
    let units = record.units(&sample, &codings.units(&UnitFilter::default())?);
    let mut of_stratum: HashMap<&str, [u64; 2]> = HashMap::new();
    for unit in &units {
        let splits = of_stratum.entry(&unit.stratum).or_default();
        splits[usize::from(unit.split == Split::Test)] += 1;
    }
    let mut sums = [0u64; 4];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for it in &record.strata {
        let [dev, test] = of_stratum.get(it.stratum.as_str()).copied().unwrap_or_default();
        let numbers = [it.n_frame, it.units.len() as u64, dev, test];
        sums.iter_mut().zip(numbers).for_each(|(sum, n)| *sum += n);
        rows.push(row(&it.stratum, numbers, format!("{:.3}", it.probability())));
    }
    rows.push(row("All", sums, String::new()));
    let head =
        [("Stratum", false), ("N", true), ("n", true), ("π", true), ("dev", true), ("test", true)];
    let moved = codings.moves()?;
    let drawn: HashSet<&str> = units.iter().map(|it| it.id.as_str()).collect();
    let here = moved.iter().filter(|it| drawn.contains(it.unit.as_str())).count();
    let mut notes = vec![
        "N: segments in the frame; n: drawn; π: how likely each was drawn; dev: rules may be mended by them; test: \
         held out, whole documents together"
            .to_owned(),
    ];
    if here > 0 {
        notes.push(format!(
            "{here} segments were drawn for test and are dev since their errors were shown"
        ));
    }
    let told = told(&record, sample.seed, &sample.id, sums[0]);
    Ok(vec![Block::Paragraph(told), table("Strata of the sample", &head, rows, notes)])
}

fn row(name: &str, [all, n, dev, test]: [u64; 4], probability: String) -> Vec<String> {
    let mut cells = vec![name.to_owned(), thousands(all), thousands(n), probability];
    cells.extend([dev, test].map(thousands));
    cells
}

/// How it was drawn, in sentences.
fn told(record: &Record, seed: u64, id: &str, n_frame: u64) -> String {
    let design = match record.simple {
        true => "simple random sampling".to_owned(),
        false => {
            let by: String = record.by.iter().map(|it| format!(", {it}")).collect();
            format!(
                "stratified by language and rarest code{by}; allocation {}; at least {} from each stratum, at least {} % \
                 of the sample from segments without a code",
                record.allocation,
                record.at_least,
                percent(record.none)
            )
        }
    };
    let left_out = LeftOut::told(&record.left_out).join(", ");
    let left_out = match left_out.as_str() {
        "" => String::new(),
        left_out => format!(" Not in the frame, segments: {left_out}."),
    };
    format!(
        "Sample {id}, seed {seed}: {} of {} segments, {design}. A segment is drawn by a hash of seed, document and \
         place, so that the same sample is drawn anywhere. {} % of the documents are held out for test, by a hash too.{left_out}",
        thousands(record.n),
        thousands(n_frame),
        percent(record.test)
    )
}
