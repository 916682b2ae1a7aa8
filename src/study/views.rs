//! Every table of a pass with its figure, in the order that a reader meets them: what `run` writes into
//! files and what the report shows. Counts enter; tables and figures leave, and why one is not there.

use crate::chart::Figure;
use crate::codings::{self, Codings};
use crate::table::{self, Needs, Table, TableEntry, TableError};

use super::Failure;
use super::corrected::{self, Asked};
use super::figure::{self, FigureEntry};
use super::prepared::{Counts, Prepared};
use super::results::applies;
use super::stored::StoredSource;
use super::variable::Variables;

/// Groups up to which a chart is made without being asked for: rows of a page.
const CHART_GROUPS: usize = 40;

/// A table with its figure, or a figure that the study asks for.
#[derive(Debug)]
pub struct View<'v> {
    /// What its files are called after the name of source and codebook: `frequency`, `by-country`.
    pub stem: String,
    /// What is above it in a report.
    pub heading: String,
    /// What kind of table it shows.
    pub entry: &'static TableEntry,
    /// The variables that it is split by.
    pub by: &'v [String],
    /// What it was made from.
    pub prepared: &'v Prepared<'v>,
    /// The table; none for a figure alone, an error where the data do not have it.
    pub table: Option<Result<Table, TableError>>,
    /// Its figure, or why there is none where one is to be expected.
    pub figure: Option<Result<Figure, String>>,
}

impl View<'_> {
    /// True for the table of this name, not for a figure of it.
    pub fn is(&self, name: &str) -> bool {
        self.table.is_some() && self.entry.name == name
    }
}

/// A name that can stand in a file's name.
fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// Makes the tables of a pass, one after the other, then the charts that the source asks for.
///
/// # Errors
///
/// A part that can not be read; what `take` gives back.
pub fn each(
    source: &StoredSource,
    at: usize,
    take: &mut dyn FnMut(View<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let known = source.record.by.iter().filter(|by| Variables::knows(source, at, by));
    let crosstabs: Vec<Vec<String>> = known.map(|by| vec![by.clone()]).collect();
    let tables = || table::TABLES.iter().filter(|it| applies(source, at, it));
    let counts = Counts::of(source, at, tables(), crosstabs.iter().cloned())?;
    let frequency = table::entry("frequency")?;
    for entry in std::iter::once(frequency).chain(tables()) {
        let prepared = counts.prepare(source, at, entry, &[])?;
        let empty = prepared.tally.top().is_empty();
        let name = entry.name.replace('-', " ");
        take(View {
            stem: entry.name.to_owned(),
            heading: format!("{}{}", name[..1].to_uppercase(), &name[1..]),
            entry,
            by: &[],
            table: Some((entry.build)(&prepared.input())),
            figure: match empty {
                true => Some(Err("the codebook has no code of its own".to_owned())),
                false => draw(source, at, figure::of_table(entry.name), &prepared, &[], None),
            },
            prepared: &prepared,
        })?;
        if empty {
            return Ok(());
        }
    }
    let crosstab = table::entry("crosstab")?;
    for by in &crosstabs {
        let prepared = counts.prepare(source, at, crosstab, by)?;
        let n_groups = prepared.tally.groups().iter().filter(|it| it.1.in_scope() > 0).count();
        take(View {
            stem: format!("by-{}", safe(&by[0])),
            heading: format!("By {}", by[0]),
            entry: crosstab,
            by,
            table: Some((crosstab.build)(&prepared.input())),
            figure: match n_groups <= CHART_GROUPS {
                true => draw(source, at, Some(figure::entry("dots")?), &prepared, by, None),
                false => Some(Err(format!(
                    "{n_groups} groups, and a page has rows for {CHART_GROUPS}; its table stands, and `framebook chart` draws it higher"
                ))),
            },
            prepared: &prepared,
        })?;
    }
    for wish in &source.record.charts {
        let codebook = &source.passes[at].codebook.id;
        if wish.codebook.as_ref().is_some_and(|it| it != codebook)
            || !wish.by.iter().all(|by| Variables::knows(source, at, by))
        {
            continue;
        }
        let entry = figure::entry(&wish.kind)?;
        let table = entry.table(&wish.by)?;
        let drawn = figure::of_table(table.name).is_some_and(|it| it.name == entry.name);
        let of_whole = table.name == frequency.name || applies(source, at, table);
        // the figure of a table of the whole is drawn already
        if drawn && of_whole && wish.by.is_empty() {
            continue;
        }
        // a chart of voices is for codebooks of framings, unless it is asked of this one
        if table.needs == Needs::Voices && !of_whole && wish.codebook.is_none() && actors(source) {
            continue;
        }
        let words = [&wish.kind].into_iter().chain(&wish.by).chain(&wish.group);
        // texts that are not kept, or groups that can not be compared, keep nothing else from the user
        let (prepared, lacking) = match counts.prepare(source, at, table, &wish.by) {
            Ok(prepared) => (prepared, None),
            Err(error) => (counts.prepare(source, at, frequency, &[])?, Some(error.to_string())),
        };
        let by = if wish.by.is_empty() { "" } else { " by " };
        take(View {
            stem: words.map(|it| safe(it)).collect::<Vec<_>>().join("-"),
            heading: format!("Chart: {}{by}{}", wish.kind, wish.by.join(" and ")),
            entry: table,
            by: &wish.by,
            table: None,
            figure: match lacking {
                Some(reason) => Some(Err(reason)),
                None => draw(source, at, Some(entry), &prepared, &wish.by, wish.group.as_deref()),
            },
            prepared: &prepared,
        })?;
    }
    Ok(())
}

/// Corrected shares, of all segments or by language, with their figure.
#[derive(Debug)]
pub struct CorrectedView {
    /// What its files are called after the name of source and codebook.
    pub stem: String,
    /// What is above it in a report.
    pub heading: String,
    /// The table.
    pub table: Table,
    /// Its figure, or why there is none.
    pub figure: Result<Figure, String>,
}

/// Makes the corrected shares of a pass, where the study asks for them and people have coded; gives back why there is
/// none where there could be one, as what is not and why.
///
/// # Errors
///
/// A store or part that can not be read; what `take` gives back.
pub fn corrected(
    source: &StoredSource,
    at: usize,
    take: &mut dyn FnMut(CorrectedView) -> Result<(), Failure>,
) -> Result<Option<(String, String)>, Failure> {
    let asks = source.record.correction.is_some() && !source.passes[at].codebook.actors;
    if !asks || !source.people.join(codings::FILE).exists() {
        return Ok(None);
    }
    let codings = Codings::open_to_read(&source.people)?;
    let prepared = Prepared::new(source, at, table::entry("frequency")?, &[], Vec::new())?;
    for by in [None, Some("language")] {
        let asked = Asked::declared(source, by)?;
        let stem = by.map_or("corrected".to_owned(), |by| format!("corrected-by-{by}"));
        let by = by.map_or(String::new(), |by| format!(" by {by}"));
        match corrected::corrected(&codings, source, at, &corrected::question(source), &asked) {
            Ok(found) => take(CorrectedView {
                stem,
                heading: format!("Corrected shares{by}"),
                table: found.table(source, at)?,
                figure: figure::corrected::figure(&prepared.input(), &found)
                    .map_err(|it| it.to_string()),
            })?,
            // a gold standard that is not there yet keeps nothing else from the user
            Err(error) => return Ok(Some((stem, error.to_string()))),
        }
    }
    Ok(None)
}

/// True where a codebook of the source is one of actors.
fn actors(source: &StoredSource) -> bool {
    source.passes.iter().any(|it| it.codebook.actors)
}

/// Draws what a table's data give; what can not be drawn says why.
fn draw(
    source: &StoredSource,
    at: usize,
    entry: Option<&FigureEntry>,
    prepared: &Prepared<'_>,
    by: &[String],
    group: Option<&str>,
) -> Option<Result<Figure, String>> {
    let (phases, events) = (&source.record.phases, &source.record.events);
    let input = &prepared.input();
    let asked = figure::Asked { source, at, input, by, group, phases, events };
    entry.map(|entry| (entry.draw)(&asked).map_err(|it| it.to_string()))
}
