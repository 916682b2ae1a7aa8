//! What coders coded differently, and what is settled of it: events enter, rows to settle leave, as a page whose
//! coders have no names; and what is settled leaves as events. Where all coders agree there is nothing to settle:
//! what they agree on is the gold standard, and is no event.

mod changed;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::engine::codebook::Codebook;

use super::sheet::Grid;
use super::sheet::assign::draw;
use super::sheet::check::{check, names};
use super::sheet::coding::{Asked, VALUES, context, headings};
use super::sheet::how::ADJUDICATION;
use super::sheet::import::{Refused, Taken, units};
use super::sheet::page::{Column, Entry, Page, Part, Side, plain, unit_of};
use super::sheet::said::{Answer, not_said, settled};
use super::{Coded, Codings, Event, Kind, Round, Unit, first};
use changed::changed;

/// Why coders differ.
pub const REASONS: &[&str] =
    &["ambiguous text", "gap in the codebook", "coder's error", "edge case"];
/// What the name of a sheet of adjudication begins with; the adjudicator and the version stand behind it.
pub const NAME: &str = "adjudication";

/// Columns before those of the coders.
const BEFORE: [(&str, Part); 6] = [
    ("no", Part::Number),
    ("unit", Part::Unit),
    ("context before", Part::Before),
    ("text", Part::Text),
    ("context after", Part::After),
    ("code", Part::Which),
];

/// A unit and a code that coders coded differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// The unit's id.
    pub unit: String,
    /// The code's id.
    pub code: String,
    /// The coders with what they gave first, by themselves.
    pub coded: Vec<(String, Coded)>,
}

/// What the first independent codings of two coders or more come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What they differ in and nobody has settled, by unit and code.
    pub contested: Vec<Contested>,
    /// How much they differ in that is settled.
    pub n_settled: usize,
    /// How much they agree in.
    pub n_agreed: usize,
}

/// Compares the first independent codings of units that `wanted` takes.
#[must_use]
pub fn compare(events: &[Event], wanted: impl Fn(&str, &str) -> bool) -> Comparison {
    let mut coded: BTreeMap<(String, String), Vec<(String, Coded)>> = BTreeMap::new();
    for ((coder, unit, code), first) in first(events) {
        if !code.is_empty() && wanted(&unit, &code) {
            coded.entry((unit, code)).or_default().push((coder, first.coded));
        }
    }
    let settled = settled(events);
    let is_settled = |unit: &str, code: &str| {
        let kinds = [Kind::Coding, Kind::CannotCode];
        kinds.iter().any(|kind| settled.get(&(unit, code, *kind)).is_some_and(|it| !it.is_empty()))
    };
    let mut comparison = Comparison::default();
    for ((unit, code), coded) in coded.into_iter().filter(|it| it.1.len() > 1) {
        let values: BTreeSet<Coded> = coded.iter().map(|it| it.1).collect();
        if values.len() == 1 {
            comparison.n_agreed += 1;
        } else if is_settled(&unit, &code) {
            comparison.n_settled += 1;
        } else {
            comparison.contested.push(Contested { unit, code, coded });
        }
    }
    comparison
}

impl Contested {
    /// What was given, in an order that the seed changes from row to row, so that no letter is a coder.
    #[must_use]
    pub fn hidden(&self, seed: u64) -> Vec<Coded> {
        let row = format!("{} {}", self.unit, self.code);
        let mut coded: Vec<&(String, Coded)> = self.coded.iter().collect();
        coded.sort_by_cached_key(|it| (draw(seed, &it.0, &row), it.0.clone()));
        coded.into_iter().map(|it| it.1).collect()
    }
}

/// A coding as coders write it: `1`, `0`, `?`.
#[must_use]
pub const fn sign(coded: Coded) -> &'static str {
    match coded {
        Coded::Yes => "1",
        Coded::No => "0",
        Coded::CannotCode => "?",
    }
}

/// The letter of a column of codings, from 0: `coder A`.
fn letter(at: usize) -> String {
    format!("coder {}", crate::corpus::workbook::column_name(u32::try_from(at).unwrap_or(u32::MAX)))
}

/// The name of a sheet of adjudication.
#[must_use]
pub fn name(adjudicator: &str, version: &str) -> String {
    format!("{NAME}/{version}/{adjudicator}")
}

/// Adjudicator and version, where the name is that of a sheet of adjudication.
#[must_use]
pub fn of_name(name: &str) -> Option<(&str, &str)> {
    let (version, adjudicator) = name.strip_prefix(NAME)?.strip_prefix('/')?.split_once('/')?;
    Some((adjudicator, version))
}

/// Contested rows in the order in which they are settled: by unit in an order of the seed, a unit's codes together.
pub fn shuffle(contested: &mut [Contested], seed: u64) {
    contested.sort_by_cached_key(|it| (draw(seed, "", &it.unit), it.unit.clone(), it.code.clone()));
}

/// The page on which contested codings are settled.
#[must_use]
pub fn page(
    contested: &[Contested],
    units: &HashMap<String, Unit>,
    asked: &Asked,
    adjudicator: &str,
    seed: u64,
) -> Page {
    let column = |(heading, part): (String, Part)| Column { heading, part, help: String::new() };
    let n_coders = contested.iter().map(|it| it.coded.len()).max().unwrap_or(0);
    let labels = labels(asked);
    let mut columns: Vec<Column> =
        BEFORE.into_iter().map(|it| column((it.0.to_owned(), it.1))).collect();
    columns.extend((0..n_coders).map(|at| column((letter(at), Part::Shown))));
    columns.extend([
        column(("settled".to_owned(), Part::Coding(VALUES))),
        column(("reason".to_owned(), Part::Choice(REASONS))),
        column(("note".to_owned(), Part::Free)),
        column(("sheet".to_owned(), Part::Sheet)),
    ]);
    let sheet = name(adjudicator, &asked.version);
    let row = |(at, it): (usize, &Contested)| {
        let unit = units.get(&it.unit);
        let text = |of: fn(&Unit) -> &String| unit.map(|it| of(it).clone()).unwrap_or_default();
        let mut cells = vec![
            (at + 1).to_string(),
            it.unit.clone(),
            context(&text(|it| &it.before), Side::End),
            text(|it| &it.text),
            context(&text(|it| &it.after), Side::Start),
            labels.get(&it.code).unwrap_or(&it.code).clone(),
        ];
        let mut coded = it.hidden(seed).into_iter();
        cells.extend((0..n_coders).map(|_| coded.next().map_or("", sign).to_owned()));
        cells.extend(["", "", "", &sheet].map(str::to_owned));
        cells
    };
    Page {
        title: format!("{} · adjudication · {adjudicator}", asked.title),
        rows: contested.iter().enumerate().map(row).collect(),
        codebook: asked.codes.clone(),
        how: ADJUDICATION,
        name: sheet,
        columns,
    }
}

/// Takes a sheet of adjudication that is filled in.
///
/// # Errors
/// Every problem of its cells; a row that coders do not differ in.
pub fn take(codings: &Codings, file: &str, grid: &Grid) -> Result<Taken, Refused> {
    let name = names(grid).into_iter().next().unwrap_or_default();
    let (adjudicator, version) = of_name(&name).unwrap_or_default();
    let kept = codings.codebooks()?.into_iter().find(|it| it.version == version);
    let Some(book) = kept.and_then(|it| Codebook::parse(&it.id, &it.text).0) else {
        return Err(Refused::File(format!(
            "`{file}`: the sheet was not made with the codings in `{}`, which have no codebook of version \
             `{version}`; name its folder with `--codings`",
            codings.folder().display()
        )));
    };
    let units = units(codings)?;
    let before = codings.events()?;
    // what was settled since is settled anew by the sheet: it stays contested here
    let own: Vec<Event> =
        before.iter().filter(|it| it.round != Round::Adjudicated).cloned().collect();
    let contested = compare(&own, |_, _| true).contested;
    let codes: BTreeSet<&str> = contested.iter().map(|it| it.code.as_str()).collect();
    let of_book = |it: &&str| book.code(it).is_some();
    let codes: Vec<String> = codes.into_iter().filter(of_book).map(str::to_owned).collect();
    let mut asked = Asked::of(&book, &codes, true).map_err(Refused::File)?;
    asked.version = version.to_owned();
    let here = rows_of(grid, contested, &labels(&asked));
    let page = page(&here, &units, &asked, adjudicator, 0);
    let (checked, mut problems) = match check(grid, &page) {
        Ok(filled) => (Some(filled), Vec::new()),
        Err(problems) => (None, problems),
    };
    for problem in changed(grid, &here, &labels(&asked)) {
        if problems.iter().all(|it| it.cell != problem.cell) {
            problems.push(problem);
        }
    }
    let filled = match checked {
        Some(filled) if problems.is_empty() => filled,
        _ => return Err(Refused::Cells { file: file.to_owned(), problems }),
    };
    let heading = |column: usize| page.columns.get(column).map_or("", |it| it.heading.as_str());
    let mut answers = Vec::new();
    for cell in &filled.cells {
        let Some(row) = here.get(cell.row) else { continue };
        let (kind, value) = match (heading(cell.column), cell.value.as_str()) {
            ("settled", "?") => (Kind::CannotCode, "1"),
            ("settled", value) => (Kind::Coding, value),
            ("reason", value) => (Kind::Reason, value),
            (_, value) => (Kind::Memo, value),
        };
        answers.push(Answer {
            unit: row.unit.clone(),
            code: row.code.clone(),
            kind,
            value: value.to_owned(),
        });
    }
    let rounds = (Round::Adjudicated, Round::Adjudicated);
    let (new, counts) = not_said(&answers, &settled(&before), &HashSet::new(), rounds);
    Ok(Taken {
        version: version.to_owned(),
        new,
        sheet: NAME.to_owned(),
        coder: adjudicator.to_owned(),
        counts,
        n_empty: filled.n_empty,
        n_rows: here.len(),
        of: "case",
    })
}

/// The contested rows of the units that a table has, of the codes that it has them for. Of a unit in whose row there is
/// no such code all that is contested, so that the check tells the code that was changed. A row in which nothing is
/// contested is none of the page, which the check tells too.
fn rows_of(
    grid: &Grid,
    contested: Vec<Contested>,
    labels: &HashMap<String, String>,
) -> Vec<Contested> {
    let cells =
        || grid.rows.values().map(|row| row.values().map(|it| plain(it)).collect::<Vec<_>>());
    let label = |code: &str| labels.get(code).map_or_else(|| code.to_owned(), |it| plain(it));
    let mut codes: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for it in &contested {
        codes.entry(&it.unit).or_default().insert(label(&it.code));
    }
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for row in cells() {
        let unit = row.iter().map(|it| unit_of(it)).find_map(|it| codes.get_key_value(it));
        let Some((unit, codes)) = unit else { continue };
        let named: Vec<&String> = codes.iter().filter(|it| row.contains(it)).collect();
        let named = if named.is_empty() { codes.iter().collect() } else { named };
        found.extend(named.into_iter().map(|it| ((*unit).to_owned(), it.clone())));
    }
    let is_here = |it: &Contested| found.contains(&(it.unit.clone(), label(&it.code)));
    contested.into_iter().filter(is_here).collect()
}

/// What codes are called on a page.
fn labels(asked: &Asked) -> HashMap<String, String> {
    let codes: Vec<&Entry> = asked.columns().collect();
    codes.iter().map(|it| it.id.clone()).zip(headings(&codes, &[])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(coder: &str, unit: &str, kind: Kind, value: &str, round: Round) -> Event {
        Event {
            id: String::new(),
            unit: unit.to_owned(),
            coder: coder.to_owned(),
            code: "trade".to_owned(),
            kind,
            value: value.to_owned(),
            version: String::new(),
            round,
            at: "2026-03-01T09:30:00Z".to_owned(),
            origin: format!("sheet of {coder}"),
        }
    }

    #[test]
    fn only_what_coders_differ_in_and_nobody_settled_is_contested() {
        use Kind::{CannotCode, Coding};
        use Round::{Adjudicated, Independent, Later};
        let events = [
            event("a", "alike", Coding, "1", Independent),
            event("a", "apart", Coding, "1", Independent),
            event("a", "alone", Coding, "1", Independent),
            event("a", "unclear", CannotCode, "1", Independent),
            event("a", "settled", Coding, "1", Independent),
            event("b", "alike", Coding, "1", Independent),
            event("b", "apart", Coding, "0", Independent),
            event("b", "unclear", Coding, "0", Independent),
            event("b", "settled", Coding, "0", Independent),
            event("b", "apart", Coding, "1", Later),
            event("c", "settled", Coding, "0", Adjudicated),
        ];
        let found = compare(&events, |_, _| true);
        let units: Vec<&str> = found.contested.iter().map(|it| it.unit.as_str()).collect();
        assert_eq!(units, ["apart", "unclear"]);
        assert_eq!((found.n_agreed, found.n_settled), (1, 1));
        assert!(compare(&events, |unit, _| unit == "alike").contested.is_empty());
    }

    #[test]
    fn no_letter_is_a_coder() {
        let row = |at: usize| Contested {
            unit: format!("u{at}"),
            code: "trade".to_owned(),
            coded: vec![("anna".to_owned(), Coded::Yes), ("bekzat".to_owned(), Coded::No)],
        };
        let first = (0..200).filter(|at| row(*at).hidden(1)[0] == Coded::Yes).count();
        assert!((70..130).contains(&first), "{first}");
        assert_eq!(row(3).hidden(1), row(3).hidden(1));
    }

    #[test]
    fn the_name_of_a_sheet_says_who_settles_and_by_which_codebook() {
        assert_eq!(of_name(&name("dana / x", "0123")), Some(("dana / x", "0123")));
        assert_eq!(of_name("news-anna"), None);
    }
}
