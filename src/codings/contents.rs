//! All that a store holds, as plain data, and the union of it with another store: nothing is lost, nothing doubled,
//! the same in whichever order stores are merged; what contradicts is refused as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::read::{Imported, KeptCodebook, KeptValidation, Move, Saved, sample_of};
use super::store::refuse;
use super::{Codings, CodingsError, Sample, Sheet, Unit, blind, check, put};

/// All that a store holds, but for its log; of that, who was not blind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// Samples, one for each time at which one was drawn.
    pub samples: Vec<Sample>,
    /// Units as they were drawn.
    pub units: Vec<Unit>,
    /// Moves to dev.
    pub moves: Vec<Move>,
    /// Events with their moments.
    pub events: Vec<Saved>,
    /// Sheets handed out.
    pub sheets: Vec<Sheet>,
    /// Codebooks kept.
    pub codebooks: Vec<KeptCodebook>,
    /// Validations.
    pub validations: Vec<KeptValidation>,
    /// Files imported.
    pub imports: Vec<Imported>,
    /// Who was shown which metadata.
    pub not_blind: BTreeMap<String, Vec<String>>,
}

/// What a merge or an import added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Units that are new.
    pub units: usize,
    /// Events that are new.
    pub events: usize,
    /// Moves that are new.
    pub moves: usize,
    /// Samples, sheets, codebooks, validations, and notes of imports and of who was not blind that are new.
    pub others: usize,
    /// The copy of the store from before; none where nothing was new, or where no unit was there before.
    pub backup: Option<PathBuf>,
}

impl Absorbed {
    /// Whether anything is new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units + self.events + self.moves + self.others == 0
    }
}

impl Codings {
    /// All that the store holds.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn contents(&self) -> Result<Contents, CodingsError> {
        let sql = "SELECT samples.*, sample_times.at AS at FROM samples \
                   JOIN sample_times ON sample = samples.id ORDER BY samples.n, at";
        Ok(Contents {
            samples: self.rows(sql, [], sample_of)?,
            units: self.drawn()?,
            moves: self.moves()?,
            events: self.saved()?,
            sheets: self.sheets()?,
            codebooks: self.codebooks()?,
            validations: self.validations()?,
            imports: self.imports()?,
            not_blind: self.not_blind()?,
        })
    }

    /// Merges another store into this one: every unit, event, move, sheet, codebook and validation that is not here.
    ///
    /// # Errors
    /// [`CodingsError::Refused`], with every contradiction: a unit that was drawn with another probability, stratum or
    /// split, a sample or sheet of the same name that is another. Nothing is changed then.
    pub fn merge(&mut self, other: &Self, at: &str) -> Result<Absorbed, CodingsError> {
        let contents = other.contents()?;
        let from = other.path().display().to_string();
        self.absorb(&contents, at, &format!("merge of {from}"))
    }

    /// Adds what is not here; see [`Codings::merge`].
    ///
    /// # Errors
    /// As for [`Codings::merge`], and rows that no store would have taken.
    pub fn absorb(
        &mut self,
        contents: &Contents,
        at: &str,
        what: &str,
    ) -> Result<Absorbed, CodingsError> {
        let mut wrong: Vec<String> = contents.samples.iter().flat_map(check::sample).collect();
        wrong.extend(contents.units.iter().flat_map(check::unit));
        wrong.extend(contents.events.iter().flat_map(|it| check::event(&it.event)));
        wrong.extend(contents.sheets.iter().flat_map(check::sheet));
        refuse(wrong)?;
        let drawn = self.drawn()?;
        let shown = blind::news(&contents.not_blind, &self.not_blind()?);
        let (mut absorbed, backup) = self.write_after_backup(|transaction, path| {
            let mut absorbed = unite(transaction, path, contents, &drawn)?;
            for note in &shown {
                put::log(transaction, path, at, note)?;
                absorbed.others += 1;
            }
            let changed = !absorbed.is_empty();
            if changed {
                let Absorbed { units, events, moves, .. } = absorbed;
                let what = format!("{what}: {units} units, {events} events, {moves} moves");
                put::log(transaction, path, at, &what)?;
            }
            Ok((absorbed, changed))
        })?;
        absorbed.backup = backup;
        Ok(absorbed)
    }
}

/// Segments that one sample drew here and another there, by the two: a store holds a segment as drawn by one.
fn other_draws<'u>(
    drawn: &'u [Unit],
    contents: &'u Contents,
) -> BTreeMap<(&'u str, &'u str), HashSet<&'u str>> {
    let here: HashMap<&str, &Unit> = drawn.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut pairs: BTreeMap<(&str, &str), HashSet<&str>> = BTreeMap::new();
    for there in &contents.units {
        if let Some(here) = here.get(there.id.as_str()).filter(|it| it.sample != there.sample) {
            pairs.entry((&here.sample, &there.sample)).or_default().insert(&there.id);
        }
    }
    pairs
}

fn told((here, there): (&str, &str), n: usize) -> String {
    let (s, were) = if n == 1 { ("", "was") } else { ("s", "were") };
    format!(
        "{n} segment{s} of sample `{here}` here {were} drawn by sample `{there}` there, with other probabilities; \
         teams that merge draw the same sample (same --n, --seed and options); or take the codings alone: framebook \
         codings export there, framebook codings import --only-drawn here"
    )
}

/// Puts all of it, and goes on after a refusal to name them all.
fn unite(
    transaction: &rusqlite::Transaction,
    path: &Path,
    contents: &Contents,
    drawn: &[Unit],
) -> Result<Absorbed, CodingsError> {
    let mut absorbed = Absorbed::default();
    let others = other_draws(drawn, contents);
    let mut wrong: Vec<String> = others.iter().map(|it| told(*it.0, it.1.len())).collect();
    let others: HashSet<&str> = others.into_values().flatten().collect();
    let mut one = |result: Result<bool, CodingsError>| match result {
        Ok(new) => Ok(usize::from(new)),
        Err(CodingsError::Refused(reasons)) => {
            wrong.extend(reasons);
            Ok(0)
        }
        Err(error) => Err(error),
    };
    for it in &contents.samples {
        absorbed.others += one(put::sample(transaction, path, it))?;
    }
    for it in contents.units.iter().filter(|it| !others.contains(it.id.as_str())) {
        absorbed.units += one(put::unit(transaction, path, it, false))?;
    }
    for it in &contents.moves {
        let row = [it.unit.as_str(), &it.at, &it.why];
        absorbed.moves += one(put::a_move(transaction, path, row))?;
    }
    for it in &contents.sheets {
        absorbed.others += one(put::sheet(transaction, path, it))?;
    }
    for it in &contents.codebooks {
        let row = [it.version.as_str(), &it.id, &it.text];
        absorbed.others += one(put::codebook(transaction, path, row))?;
    }
    for it in &contents.validations {
        let row = [it.id.as_str(), &it.pass, &it.at, &it.result];
        absorbed.others += one(put::validation(transaction, path, row))?;
    }
    for it in &contents.imports {
        let events = usize::try_from(it.events).unwrap_or(usize::MAX);
        let row = (it.hash.as_str(), it.file.as_str(), it.at.as_str(), events);
        absorbed.others += one(put::import(transaction, path, row))?;
    }
    let (events, moments): (Vec<_>, Vec<_>) =
        contents.events.iter().map(|it| (it.event.clone(), it.moment)).unzip();
    match put::events(transaction, path, &events, Some(&moments)) {
        Ok(added) => absorbed.events = added,
        Err(CodingsError::Refused(reasons)) => wrong.extend(reasons),
        Err(error) => return Err(error),
    }
    refuse(wrong)?;
    Ok(absorbed)
}
