//! What was changed in a sheet of adjudication beside what is filled in: the values of the coders, and a reason where
//! nothing is settled. The table and what coders differ in enter, problems by cell leave. Units, codes and texts are the
//! check's.

use std::collections::{BTreeMap, HashMap};

use crate::corpus::workbook::name_of;

use super::super::sheet::Grid;
use super::super::sheet::check::{Problem, chosen};
use super::super::sheet::coding::VALUES;
use super::super::sheet::grid::same;
use super::super::sheet::page::{Side, near, plain, unit_of};
use super::{Contested, sign};

/// Every such problem, in the order of the rows.
pub(super) fn changed(
    grid: &Grid,
    here: &[Contested],
    labels: &HashMap<String, String>,
) -> Vec<Problem> {
    let Some((header, headings)) = grid.header(&["unit", "code"]) else { return Vec::new() };
    let column = |name: &str| headings.iter().find(|it| same(it.1, name)).map(|it| *it.0);
    let coders: Vec<u32> = headings
        .iter()
        .filter(|it| plain(it.1).to_lowercase().starts_with("coder "))
        .map(|it| *it.0)
        .collect();
    let cases: HashMap<(&str, String), &Contested> = here
        .iter()
        .map(|it| {
            let label = labels.get(&it.code).unwrap_or(&it.code);
            ((it.unit.as_str(), plain(label)), it)
        })
        .collect();
    let mut problems = Vec::new();
    for (&number, row) in grid.rows.range(header + 1..) {
        let cell = |name: &str| column(name).and_then(|it| row.get(&it)).map(String::as_str);
        let mut problem = |at: u32, message: String| {
            problems.push(Problem { cell: name_of(number, at), message });
        };
        let key =
            (unit_of(cell("unit").unwrap_or_default()), plain(cell("code").unwrap_or_default()));
        if let Some(case) = cases.get(&key)
            && let Some((at, shown)) = other_value(case, row, &coders)
        {
            let given: Vec<&str> = case.coded.iter().map(|it| sign(it.1)).collect();
            problem(
                at,
                format!(
                    "`{shown}` was changed, here or beside: in some order the coders gave {}; undo the change",
                    given.join(", ")
                ),
            );
        }
        if let (Some(at), Some(_), None) = (column("reason"), cell("reason"), cell("settled")) {
            let message = "a reason, and nothing is settled; fill in `settled`, or empty the cell";
            problem(at, message.to_owned());
        }
    }
    problems
}

/// The first cell of a coder whose value no coder is left for, or an empty one where fewer than two are filled. A coder who
/// came after the sheet was written stands in no cell, and which letter a coder has is not known here.
fn other_value(
    case: &Contested,
    row: &BTreeMap<u32, String>,
    coders: &[u32],
) -> Option<(u32, String)> {
    let mut left: Vec<&str> = case.coded.iter().map(|it| sign(it.1)).collect();
    left.sort_unstable();
    let mut n = 0;
    for &at in coders {
        let Some(found) = row.get(&at) else { continue };
        n += 1;
        let value = value_of(found);
        match left.iter().position(|it| *it == value) {
            Some(place) => drop(left.remove(place)),
            None => return Some((at, value)),
        }
    }
    let empty = coders.iter().find(|it| !row.contains_key(it))?;
    (n < 2 && coders.len() > 1).then(|| (*empty, String::new()))
}

/// A coding as it was written, whatever a spreadsheet made of it.
fn value_of(found: &str) -> String {
    chosen(found, VALUES).map_or_else(|| near(&plain(found), 40, Side::Start), str::to_owned)
}
