//! What a table is made from, read off the store: the counts that it needs, and who voices them.

use crate::engine::codebook::{Codebook, Measure};
use crate::engine::count::{Tally, Voiced};
use crate::table::{self, Context, Input, KeyWords, Needs, Table, TableEntry, Voices};

use super::Failure;
use super::results::context;
use super::stored::StoredSource;
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
        let stored = &source.passes[at];
        let year = ["year".to_owned()];
        let by = match entry.needs {
            Needs::Groups | Needs::Words => by,
            Needs::Time if by.is_empty() => &year,
            Needs::Time => by,
            Needs::Total | Needs::Voices if by.is_empty() => by,
            Needs::Total | Needs::Voices => {
                let grouped: Vec<&str> = table::TABLES
                    .iter()
                    .filter(|it| matches!(it.needs, Needs::Groups | Needs::Time | Needs::Words))
                    .map(|it| it.name)
                    .collect();
                return Err(format!(
                    "table `{}` has no groups; take {} with --by",
                    entry.name,
                    grouped.join(" or ")
                )
                .into());
            }
        };
        let mut context = context(source, at)?;
        context.measures = measures;
        let mut prepared = Prepared {
            codebook: &stored.codebook,
            tally: source.tally(at, by)?,
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
