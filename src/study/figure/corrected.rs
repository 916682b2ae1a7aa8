//! Raw shares of top-level codes with those corrected for the dictionary's errors beside: one panel of all codes, or
//! with a variable a panel a code with a row a group, so that groups are compared where they are true and where not.

use std::collections::BTreeSet;

use crate::chart::{Cell, Cells, Figure, Panel, Panels};
use crate::codings::{Codings, FILE};
use crate::study::corrected::{Asked as Correction, Found, corrected, question};
use crate::study::variable::label;
use crate::table::Input;
use crate::table::corrected::Line;

use super::{Asked, Failure, scope, subject, weighted};

/// Reasons of missing shares up to which a caption tells each.
const REASONS: usize = 8;

/// From the gold standard among what people code.
pub(super) fn draw(asked: &Asked<'_>) -> Result<Figure, Failure> {
    let by = match asked.by {
        [] => None,
        [by] => Some(by.as_str()),
        _ => return Err("corrected shares are drawn by one variable; name one with --by".into()),
    };
    let people = &asked.source.people;
    if !people.join(FILE).exists() {
        return Err(format!(
            "{}: nobody has coded here, and shares are corrected with what people code; draw segments: framebook sample, or name the folder with --codings",
            people.display()
        )
        .into());
    }
    let codings = Codings::open_to_read(people)?;
    let correction = Correction::declared(asked.source, by)?;
    let question = question(asked.source);
    figure(asked.input, &corrected(&codings, asked.source, asked.at, &question, &correction)?)
}

/// The figure of corrected shares.
///
/// # Errors
///
/// No share to draw.
pub fn figure(input: &Input<'_>, found: &Found) -> Result<Figure, Failure> {
    let shares = &found.shares;
    let mut codes: Vec<usize> = shares.lines.iter().map(|it| it.code).collect();
    codes.dedup();
    if codes.is_empty() {
        return Err("no top-level framing has a gold coding".into());
    }
    let reasons: BTreeSet<&String> =
        shares.lines.iter().filter_map(|it| it.corrected.as_ref().err()).collect();
    let cells = |line: &Line| cells(line, reasons.len() > REASONS);
    let of = |kind: &'static str, code: Option<usize>| {
        let own = move |it: &&Line| it.kind == kind && code.is_none_or(|code| it.code == code);
        shares.lines.iter().filter(own)
    };
    let panels: Vec<Panel> = match &shares.by {
        None => {
            let names = codes.iter().map(|code| label(input.codebook, *code)).collect();
            vec![panel(String::new(), names, of("code", None).flat_map(cells).collect())]
        }
        Some(_) => {
            let mut groups: Vec<&str> = Vec::new();
            for group in of("group", None).filter_map(|it| it.group.as_deref()) {
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
            let of_code = |code: &usize| {
                let lines = groups.iter().map(|group| {
                    of("group", Some(*code)).find(|it| it.group.as_deref() == Some(*group))
                });
                let names = groups.iter().map(|it| (*it).to_owned()).collect();
                let cells = lines.flat_map(|it| it.map_or_else(unruled, cells)).collect();
                panel(label(input.codebook, *code), names, cells)
            };
            codes.iter().map(of_code).collect()
        }
    };
    let mut figure = Figure::new("paired", Panels { panels, turned: false });
    let scope = scope(input);
    figure.axis_label = format!("Share of {scope}");
    let by: Vec<String> = shares.by.iter().cloned().collect();
    let what = format!("raw and corrected {}. {}; {}", found.of, found.how, found.gold);
    figure.caption = weighted(input, input.codebook.measure, &subject(input, &by), &what);
    Ok(figure)
}

fn panel(title: String, categories: Vec<String>, cells: Vec<Cell>) -> Panel {
    let groups = vec!["raw".to_owned(), "corrected".to_owned()];
    let data = Cells { categories, groups, cells, ..Cells::default() };
    Panel { title, data: data.into() }
}

/// The two shares of a line; where `many` are missing the reason is that of all.
fn cells(line: &Line, many: bool) -> [Cell; 2] {
    let raw = match line.raw {
        Some(share) => Cell::new(share, line.raw_interval, None),
        None => Cell::missing("no segment in scope", None),
    };
    let corrected = match &line.corrected {
        Ok(found) => match found.estimate.value() {
            Some(share) => {
                let interval = found.estimate.interval().map(|it| (it.low, it.high));
                Cell::new(share, interval, None)
            }
            None => {
                let why = found.estimate.reason().map_or("undefined", |it| it.sentence());
                Cell::missing(why, None)
            }
        },
        Err(_) if many => {
            let all =
                "the gold standard is too small there, and `framebook correct` says by how much";
            Cell::missing(all, None)
        }
        Err(why) => Cell::missing(why.clone(), None),
    };
    [raw, corrected]
}

/// A group in whose language the code has no rules.
fn unruled() -> [Cell; 2] {
    [0, 1].map(|_| Cell::missing("no rules in this language", None))
}
