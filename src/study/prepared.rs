//! What a table is made from, read off the store: the counts that it needs, and who voices them.

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::count::{Tally, Voiced};
use crate::table::{self, Context, Input, KeyWords, Needs, Table, TableEntry, Voices};

use super::Failure;
use super::context::context;
use super::stored::{StoredPass, StoredSource};
use super::words::key_words;

/// Key words of each group.
const N_WORDS: usize = 20;

/// The data of one table, or of several with the same needs.
#[derive(Debug)]
pub struct Prepared<'s> {
    codebook: &'s Codebook,
    /// The counts.
    pub tally: Tally,
    /// What the counts do not say.
    pub context: Context,
    words: Option<KeyWords>,
    collapsed: Option<Tally>,
    actors: Option<&'s Codebook>,
    voiced: Vec<(Measure, Vec<Voiced>)>,
}

impl<'s> Prepared<'s> {
    /// Counts what a table needs; `by` are the variables that it is split by, `measures` those that
    /// it shows (none is the codebook's headline measure).
    ///
    /// # Errors
    ///
    /// Variables for a table that takes none; an unknown variable; a part that can not be read.
    pub fn new(
        source: &'s StoredSource,
        at: usize,
        entry: &TableEntry,
        by: &[String],
        measures: Vec<Measure>,
    ) -> Result<Self, Failure> {
        let by = grouping(entry, by)?;
        let tally = source.tally(at, &by)?;
        Prepared::of(source, at, entry, &by, measures, tally)
    }

    /// The same with the counts made already: those by [`grouping`].
    ///
    /// # Errors
    ///
    /// A part that can not be read.
    pub fn of(
        source: &'s StoredSource,
        at: usize,
        entry: &TableEntry,
        by: &[String],
        measures: Vec<Measure>,
        tally: Tally,
    ) -> Result<Self, Failure> {
        let stored = &source.passes[at];
        let mut context = context(source, at)?;
        context.measures = measures;
        let mut prepared = Prepared {
            codebook: &stored.codebook,
            tally,
            context,
            words: match entry.needs {
                Needs::Words => Some(key_words(source, at, by, N_WORDS)?),
                _ => None,
            },
            collapsed: match entry.needs {
                Needs::Total => source.collapsed(at, by)?,
                _ => None,
            },
            actors: None,
            voiced: Vec::new(),
        };
        if entry.needs == Needs::Voices {
            for measure in prepared.measures() {
                let Some((actors, voiced)) = source.attribution(at, measure)? else { break };
                prepared.actors = Some(&actors.codebook);
                prepared.voiced.push((measure, voiced));
            }
        }
        Ok(prepared)
    }

    fn measures(&self) -> Vec<Measure> {
        match self.context.measures.as_slice() {
            [] => vec![self.codebook.measure],
            measures => measures.to_vec(),
        }
    }

    /// What tables and figures take.
    pub fn input(&self) -> Input<'_> {
        let voices = self.actors.map(|actors| Voices { actors, of: &self.voiced });
        Input {
            codebook: self.codebook,
            tally: &self.tally,
            context: &self.context,
            voices,
            words: self.words.as_ref(),
            collapsed: self.collapsed.as_ref(),
        }
    }

    /// The table.
    ///
    /// # Errors
    ///
    /// A table that can not be made of these counts.
    pub fn table(&self, entry: &TableEntry) -> Result<Table, Failure> {
        Ok((entry.build)(&self.input())?)
    }
}

/// The variables that a table is counted by, where it is asked for by these.
///
/// # Errors
///
/// Variables for a table that takes none.
pub fn grouping(entry: &TableEntry, by: &[String]) -> Result<Vec<String>, Failure> {
    match entry.needs {
        Needs::Time if by.is_empty() => Ok(vec!["year".to_owned()]),
        Needs::Total | Needs::Voices if !by.is_empty() => {
            let grouped: Vec<&str> = table::TABLES
                .iter()
                .filter(|it| matches!(it.needs, Needs::Groups | Needs::Time | Needs::Words))
                .map(|it| it.name)
                .collect();
            Err(format!(
                "table `{}` has no groups; take {} with --by",
                entry.name,
                grouped.join(" or ")
            )
            .into())
        }
        _ => Ok(by.to_vec()),
    }
}

/// The counts of all tables of a pass, made in one reading of it.
#[derive(Debug)]
pub struct Counts {
    by: Vec<Vec<String>>,
    tallies: Vec<Tally>,
}

impl Counts {
    /// Counts by the variables of these tables, and by those of each crosstab.
    ///
    /// # Errors
    ///
    /// An unknown variable; too many groups; a part that can not be read.
    pub fn of<'t>(
        source: &StoredSource,
        at: usize,
        tables: impl Iterator<Item = &'t TableEntry>,
        crosstabs: impl Iterator<Item = Vec<String>>,
    ) -> Result<Counts, Failure> {
        let mut by = vec![Vec::new()];
        let grouped = tables.map(|it| grouping(it, &[])).collect::<Result<Vec<_>, _>>()?;
        for variables in grouped.into_iter().chain(crosstabs) {
            if has_framing(&source.passes[at]) && !by.contains(&variables) {
                by.push(variables);
            }
        }
        Ok(Counts { tallies: source.tallies(at, &by)?, by })
    }

    /// The data of a table that is asked for by these variables.
    ///
    /// # Errors
    ///
    /// As [`Prepared::new`].
    pub fn prepare<'s>(
        &self,
        source: &'s StoredSource,
        at: usize,
        entry: &TableEntry,
        by: &[String],
    ) -> Result<Prepared<'s>, Failure> {
        let by = grouping(entry, by)?;
        let known = self.by.iter().position(|it| *it == by);
        match known.and_then(|known| self.tallies.get(known)) {
            Some(tally) => Prepared::of(source, at, entry, &by, Vec::new(), tally.clone()),
            None => Prepared::new(source, at, entry, &by, Vec::new()),
        }
    }
}

/// True where a codebook has a code of its own beside the object.
fn has_framing(stored: &StoredPass) -> bool {
    stored.codebook.framings().next().is_some()
}
