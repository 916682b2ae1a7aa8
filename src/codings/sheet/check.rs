//! A page that comes back is held to the page that went out: each cell that was filled in leaves, or every
//! problem with the cell that it is in. It takes no half of a sheet, and does not know what a coding is.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::corpus::workbook::{column_name, fitting, name_of};

use super::csv::guarded;
use super::grid::{Grid, same};
use super::page::{Page, Part, Side, near, plain, unit_of};

/// Something that keeps a sheet from being imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The cell, as spreadsheets name it: `B7`; a column `F`, a row `7`, or empty for the sheet.
    pub cell: String,
    /// What is wrong, and the remedy.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.cell.as_str() {
            "" => f.write_str(&self.message),
            cell => write!(f, "{cell}: {}", self.message),
        }
    }
}

/// What stands in a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The cells that were filled in, by row of the page and column.
    pub cells: Vec<Cell>,
    /// The codings of the sheet that are empty: not made yet.
    pub n_empty: usize,
}

/// A cell that was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The row of the page.
    pub row: usize,
    /// The column of the page.
    pub column: usize,
    /// What stands in it: one of the choices, or a text.
    pub value: String,
    /// Where it stands in the file: `B7`.
    pub at: String,
    /// The number of its row as the file has it; none where that can not be read.
    pub number: Option<u64>,
}

/// The names of the sheets that the rows of a file are of, the most frequent first.
#[must_use]
pub fn names(grid: &Grid) -> Vec<String> {
    let Some((header, cells)) = grid.header(&["unit", "sheet"]) else { return Vec::new() };
    let column = cells.iter().rev().find(|it| same(it.1, "sheet")).map(|it| *it.0);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, row) in grid.rows.range(header + 1..) {
        if let Some(name) = column.and_then(|it| row.get(&it)) {
            *counts.entry(name.trim()).or_default() += 1;
        }
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by_key(|it| std::cmp::Reverse(it.1));
    names.into_iter().map(|it| it.0.to_owned()).collect()
}

/// Holds a table to a page.
///
/// # Errors
/// Every problem, in the order of the sheet: those of its header, of its rows, what is missing.
pub fn check(grid: &Grid, page: &Page) -> Result<Filled, Vec<Problem>> {
    let Some((header, headings)) = grid.header(&["unit"]) else {
        return Err(vec![Problem {
            cell: String::new(),
            message: "no row of headings with `unit`; the first row of a sheet must stay"
                .to_owned(),
        }]);
    };
    let mut problems = Vec::new();
    let columns = columns(grid, header, headings, page, &mut problems);
    let mut expected: HashMap<String, usize> = HashMap::new();
    for (at, row) in page.rows.iter().enumerate() {
        expected.insert(key(page, |column| row.get(column).map(String::as_str)), at);
    }
    for (first, last) in grid.merged.iter().filter(|it| it.1.0 > header) {
        let message = format!(
            "the cells to {} are merged, and all but the first are lost; take the merge back, and fill in each",
            name_of(last.0, last.1)
        );
        problems.push(Problem { cell: name_of(first.0, first.1), message });
    }
    let mut filled = Filled::default();
    let mut seen: HashMap<usize, u32> = HashMap::new();
    let mut recoded: HashSet<String> = HashSet::new();
    for (&number, cells) in grid.rows.range(header + 1..) {
        let cell = |column: usize| columns.get(&column).and_then(|at| cells.get(at));
        let place = |column: usize| columns.get(&column).map_or(0, |it| *it);
        let at = |part: Part| page.columns.iter().position(|it| it.part == part);
        let unit = at(Part::Unit).unwrap_or(0);
        let mut problem = |cell: String, message: String| problems.push(Problem { cell, message });
        if cell(unit).is_none() {
            let row = (u64::from(number) + 1).to_string();
            problem(row, "a row without a unit; take it out, or undo what emptied the cell".into());
            continue;
        }
        let this = key(page, |column| cell(column).map(String::as_str));
        if let Some(column) = at(Part::Sheet)
            && let Some(other) = cell(column).filter(|it| it.trim() != page.name)
        {
            let message = format!(
                "the row is of the sheet `{}`, not of `{}`; take it out",
                other.trim(),
                page.name
            );
            problem(name_of(number, place(column)), message);
            continue;
        }
        let which = at(Part::Which);
        let Some(&row) = expected.get(&this) else {
            // a unit of the page, and another code: the code was changed
            if let Some(which) = which
                && let Some(id) = cell(unit).map(|it| unit_of(it).to_owned())
                && page.rows.iter().any(|it| it.get(unit).is_some_and(|it| *it == id))
            {
                let codes = page.rows.iter().filter(|it| it.get(unit) == Some(&id));
                let codes: Vec<&str> =
                    codes.filter_map(|it| it.get(which)).map(String::as_str).collect();
                let message = format!(
                    "`{}` is no code that this unit is asked for; there are: {}; undo the change",
                    near(&plain(cell(which).map_or("", String::as_str)), 40, Side::Start),
                    codes.join(", ")
                );
                problem(name_of(number, place(which)), message);
                recoded.insert(id);
                continue;
            }
            let shown = cell(unit).map_or("", |it| it.trim());
            let message = format!(
                "`{}` is no unit of the sheet `{}`; take the row out, or undo what changed the cell",
                near(shown, 40, Side::Start),
                page.name
            );
            problem(name_of(number, place(unit)), message);
            continue;
        };
        if let Some(first) = seen.insert(row, number) {
            let what = which.map_or("the unit stands", |_| "the unit stands with this code");
            let message =
                format!("{what} in row {} too; take one of the two out", u64::from(first) + 1);
            problem(name_of(number, place(which.unwrap_or(unit))), message);
            seen.insert(row, first);
            continue;
        }
        let no = at(Part::Number).and_then(cell).and_then(|it| whole(it));
        for (index, column) in page.columns.iter().enumerate() {
            if !columns.contains_key(&index) {
                continue;
            }
            let found = cell(index).map(String::as_str);
            let written =
                page.rows.get(row).and_then(|it| it.get(index)).map_or("", String::as_str);
            let place = name_of(number, place(index));
            let said =
                |value: String, at: String| Cell { row, column: index, value, at, number: no };
            match column.part {
                // cases of adjudication have an order of their own
                Part::Number
                    if which.is_none() && found.is_some_and(|it| whole(it) != whole(written)) =>
                {
                    let message = format!(
                        "`{}` is not the number of the row, {}; undo the change",
                        near(&plain(found.unwrap_or_default()), 40, Side::Start),
                        plain(written)
                    );
                    problem(place, message);
                }
                Part::Text if !is_text(found.unwrap_or_default(), written) => {
                    let message = format!(
                        "the text is not that of the unit, “{}”; undo the change",
                        near(&plain(written), 60, Side::Start)
                    );
                    problem(place, message);
                }
                Part::Coding(choices) | Part::Choice(choices) => match found
                    .map(|it| (it, chosen(it, choices)))
                {
                    None => filled.n_empty += usize::from(matches!(column.part, Part::Coding(_))),
                    Some((_, Some(value))) => {
                        filled.cells.push(said(value.to_owned(), place));
                    }
                    Some((found, None)) => {
                        let message = format!(
                            "`{}` is no value of `{}`; there are: {}; or leave the cell empty",
                            near(&plain(found), 40, Side::Start),
                            column.heading,
                            choices.join(", ")
                        );
                        problem(place, message);
                    }
                },
                Part::Free => {
                    if let Some(found) = found {
                        filled.cells.push(said(unguarded(found.trim()).trim().to_owned(), place));
                    }
                }
                _ => {}
            }
        }
    }
    let present: HashSet<usize> = seen.into_keys().collect();
    for (at, row) in page.rows.iter().enumerate().filter(|it| !present.contains(&it.0)) {
        let of = |part: Part| {
            let column = page.columns.iter().position(|it| it.part == part);
            column.and_then(|it| row.get(it)).map_or("", String::as_str)
        };
        if recoded.contains(of(Part::Unit)) {
            continue;
        }
        let message = format!(
            "the unit of number {}, “{}”, is missing ({}); put its row back, empty where it is not coded",
            at + 1,
            near(&plain(of(Part::Text)), 60, Side::Start),
            of(Part::Unit)
        );
        problems.push(Problem { cell: String::new(), message });
    }
    if problems.is_empty() { Ok(filled) } else { Err(problems) }
}

/// Which column of the table is which of the page.
fn columns(
    grid: &Grid,
    header: u32,
    headings: &BTreeMap<u32, String>,
    page: &Page,
    problems: &mut Vec<Problem>,
) -> HashMap<usize, u32> {
    let mut columns: HashMap<usize, u32> = HashMap::new();
    for (&place, heading) in headings {
        let known = |it: &super::page::Column| {
            same(heading, &it.heading) || same(heading, &guarded(&it.heading))
        };
        let Some(index) = page.columns.iter().position(known) else {
            let names = page.columns.iter().map(|it| it.heading.as_str()).collect::<Vec<_>>();
            problems.push(Problem {
                cell: name_of(header, place),
                message: format!(
                    "unknown column `{}`; there are: {}; take it out, notes go into `memo`",
                    near(&plain(heading), 40, Side::Start),
                    names.join(", ")
                ),
            });
            continue;
        };
        if let Some(first) = columns.get(&index) {
            problems.push(Problem {
                cell: name_of(header, place),
                message: format!(
                    "the column `{}` stands in {} too; take one of the two out",
                    plain(heading),
                    column_name(*first)
                ),
            });
            continue;
        }
        columns.insert(index, place);
    }
    let headed: HashSet<u32> = headings.keys().copied().collect();
    let mut told = HashSet::new();
    for (&number, cells) in grid.rows.range(header + 1..) {
        for &place in cells.keys().filter(|it| !headed.contains(it)) {
            if told.insert(place) {
                problems.push(Problem {
                    cell: name_of(number, place),
                    message:
                        "something stands in a column without a heading; take it out, notes go \
                              into `memo`"
                            .to_owned(),
                });
            }
        }
    }
    for (index, column) in page.columns.iter().enumerate() {
        let needed = column.part.is_filled_in()
            || matches!(column.part, Part::Unit | Part::Text | Part::Which | Part::Sheet);
        if needed && !columns.contains_key(&index) {
            problems.push(Problem {
                cell: (u64::from(header) + 1).to_string(),
                message: format!("the column `{}` is missing; put it back", column.heading),
            });
        }
    }
    columns
}

/// What a row is known by.
fn key<'c>(page: &Page, cell: impl Fn(usize) -> Option<&'c str>) -> String {
    let parts = page.columns.iter().enumerate();
    let parts = parts.filter(|it| matches!(it.1.part, Part::Unit | Part::Which));
    let of = |(at, column): (usize, &super::page::Column)| {
        let cell = plain(cell(at).unwrap_or_default());
        let cell = if column.part == Part::Unit { unit_of(&cell) } else { &cell };
        format!("{cell}\n")
    };
    parts.map(of).collect()
}

fn is_text(found: &str, written: &str) -> bool {
    let (fitted, _) = fitting(written);
    let found = plain(found);
    found == plain(&fitted) || found == plain(written) || found == plain(&guarded(written))
}

/// What a person wrote, without the apostrophe that keeps a spreadsheet from calculating it.
fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|it| guarded(it) == text).unwrap_or(text)
}

/// The number of a row, also as spreadsheets write it: `7`, `7.0`.
fn whole(found: &str) -> Option<u64> {
    let found = plain(unguarded(found)).replace(',', ".");
    found.strip_suffix(".0").unwrap_or(&found).parse().ok()
}

/// The choice that a cell makes: numbers as spreadsheets write them, signs as Chinese keyboards do.
pub fn chosen(found: &str, choices: &'static [&'static str]) -> Option<&'static str> {
    let found = plain(found).to_lowercase();
    let found = found.strip_prefix('\'').unwrap_or(&found);
    let number = found.replace(',', ".").parse::<f64>().ok();
    let found = match found {
        "１" => "1",
        "０" => "0",
        "？" => "?",
        other => match number {
            Some(0.0) => "0",
            Some(1.0) => "1",
            _ => other,
        },
    };
    choices.iter().find(|it| **it == found).copied()
}
