//! The exports of a source: its stored passes and what is wished for enter; files in a place leave.
//! What is in them is the business of [`crate::export`].

use crate::export::{
    self, Coded, DICTIONARY, Export, ExportEntry, Failure, Of, Place, ShapeEntry, Source, Warnings,
};
use crate::table::{Needs, TABLES, Table};

use super::prepared::Prepared;
use super::results::applies;
use super::stored::StoredSource;
use super::variable::Variables;

/// A format, in a shape.
pub type Wish = (&'static ExportEntry, &'static ShapeEntry);

/// The passes of a source as an export takes them: all, or the one at `only`.
///
/// # Errors
///
/// A source without a pass; a part that can not be read.
pub fn open(source: &StoredSource, only: Option<usize>) -> Result<Source<'_>, Failure> {
    let passes = source.passes.iter().enumerate();
    let wanted = passes.filter(|(at, _)| only.is_none_or(|only| only == *at));
    let coded = wanted.map(|(_, it)| Coded {
        pass: &it.pass,
        codebook: &it.codebook,
        asks: it.codebook.about.is_some() && !it.ignore_about,
    });
    let actors = source.passes.iter().find(|it| it.codebook.actors);
    let actors = actors.map(|it| it.codebook.as_ref());
    let weight = source.record.sampling.weight.as_deref();
    let mut opened = Source::open(&source.record.name, coded.collect(), actors, weight)?;
    let mut asked = source
        .passes
        .iter()
        .enumerate()
        .filter(|it| only.is_none_or(|only| only == it.0) && !it.1.codebook.actors);
    opened.validated = asked.all(|it| source.is_validated(it.0));
    opened.reprints = source.reprints.as_ref().map(|it| it.by_document().collect());
    Ok(opened)
}

/// Every table that the source has, for the formats that hold tables: of each pass, by each variable
/// that the study splits its tables by.
///
/// # Errors
///
/// A part that can not be read; a variable that does not exist.
pub fn tables(source: &StoredSource, only: Option<usize>) -> Result<Vec<(String, Table)>, Failure> {
    let mut tables = Vec::new();
    for (at, stored) in source.passes.iter().enumerate() {
        if only.is_some_and(|only| only != at) {
            continue;
        }
        let one = only.is_some() || source.passes.len() == 1;
        let prefix = if one { String::new() } else { format!("{}-", stored.codebook.id) };
        for entry in TABLES {
            let by: Vec<Option<&String>> = match entry.needs {
                Needs::Groups => {
                    let by = source.record.by.iter();
                    by.filter(|by| Variables::knows(source, at, by)).map(Some).collect()
                }
                _ if entry.name == "frequency" || applies(source, at, entry) => vec![None],
                _ => Vec::new(),
            };
            for variable in by {
                let of = variable.cloned().into_iter().collect::<Vec<_>>();
                let prepared = Prepared::new(source, at, entry, &of, Vec::new())?;
                let name = variable.map_or(entry.name.to_owned(), |it| format!("by-{it}"));
                // A codebook of an object only has nothing to split; the other tables stand.
                if !prepared.tally.top().is_empty() || entry.needs == Needs::Total {
                    tables.push((format!("{prefix}{name}"), prepared.table(entry)?));
                }
            }
        }
    }
    Ok(tables)
}

/// Writes what is wished for, and the dictionary where a format has names of its own. `stem` says
/// what the names of the files of a format and shape begin with.
///
/// # Errors
///
/// A part that can not be read, a file that can not be written, a format that has no room
/// ([`export::NoRoom`]).
pub fn write(
    source: &StoredSource,
    only: Option<usize>,
    with_text: bool,
    wishes: &[Wish],
    stem: &dyn Fn(Wish) -> String,
    place: &mut dyn Place,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let mut opened = open(source, only)?;
    opened.with_text = with_text;
    opened.remarks.iter().for_each(|it| warnings.push(it.clone()));
    let mut wishes = wishes.to_vec();
    let mut index = 0;
    while index < wishes.len() {
        let (entry, shape) = wishes[index];
        let told = |it: &Wish| it.0.name == DICTIONARY.name && it.1.name == shape.name;
        if entry.of == Of::RenamedData && !wishes.iter().any(told) {
            wishes.push((&DICTIONARY, shape));
        }
        index += 1;
    }
    for shape in export::SHAPES {
        let of_shape: Vec<Wish> =
            wishes.iter().copied().filter(|it| it.1.name == shape.name).collect();
        if of_shape.is_empty() {
            continue;
        }
        let dataset = (shape.build)(&opened)?;
        for wish in of_shape {
            let stem = stem(wish);
            let export = Export {
                source: &opened,
                dataset: &dataset,
                shape: shape.name,
                stem: &stem,
                tables: &|| tables(source, only),
            };
            (wish.0.write)(&export, place, warnings)?;
        }
    }
    Ok(())
}
