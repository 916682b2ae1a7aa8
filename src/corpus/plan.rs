//! Which column of a corpus is what: from the files' column names and what the study says to a plan of
//! how the rows of each file become documents. Every guess becomes a note. Of the files only a few rows
//! are read, to find the column with the longest texts.

use std::collections::HashMap;

use super::error::CorpusError;
use super::guess::{self, Role};
use super::name_pattern::NamePattern;
use super::non_answer::NonAnswers;
use super::reader::Row;
use super::spec::{DEFAULT_ID, Spec};
use super::{Corpus, CorpusFile, Plan, Policies, Value};

/// Rows of the first files that are looked at to find the longest column.
const SAMPLE_ROWS: usize = 50;

pub(super) fn plan(
    spec: &Spec,
    files: Vec<CorpusFile>,
    pattern: Option<NamePattern>,
    slab: usize,
    mut notes: Vec<String>,
) -> Result<Corpus, CorpusError> {
    let mut union: Vec<String> = Vec::new();
    let mut seen = HashMap::new();
    for name in files.iter().flat_map(|file| file.names.iter()) {
        if !seen.contains_key(name) {
            seen.insert(name.clone(), union.len());
            union.push(name.clone());
        }
    }
    let from_name = pattern.as_ref().map(NamePattern::names).unwrap_or_default();
    if let Some(name) = from_name.iter().find(|name| seen.contains_key(*name)) {
        return Err(CorpusError::Spec(format!(
            "name_pattern: `{name}` is a column of the files too; name the field otherwise"
        )));
    }
    let n_file_columns = union.len();
    union.extend(from_name);
    let known = || union.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let find =
        |key: &'static str, name: &String| {
            union.iter().position(|column| column == name).ok_or_else(|| {
                CorpusError::UnknownColumn { key, name: name.clone(), known: known() }
            })
        };

    // the text before the id: a named text column is never guessed as an id
    let text = if spec.text.is_empty() {
        guess_parts(&files, &union[..n_file_columns], spec, slab, &mut notes)?
    } else {
        spec.text.iter().map(|name| find("text", name)).collect::<Result<Vec<_>, _>>()?
    };
    for (number, column) in text.iter().enumerate() {
        if text[..number].contains(column) {
            let message = format!("text: column `{}` stands twice; name it once", union[*column]);
            return Err(CorpusError::Spec(message));
        }
        if *column >= n_file_columns {
            let message = format!(
                "text: `{}` is a field of name_pattern; name a column of the files",
                union[*column]
            );
            return Err(CorpusError::Spec(message));
        }
    }
    let mut role = |key: &'static str, named: &Option<String>, role: Role| match named {
        Some(name) => find(key, name).map(Some),
        None => {
            let column = guess::by_name(&union, role).filter(|column| !text.contains(column));
            if let Some(column) = column {
                notes.push(format!("{key}: column `{}`, by its name", union[column]));
            }
            Ok(column)
        }
    };
    let id = match &spec.id {
        Some(name) if name == DEFAULT_ID => None,
        named => role("id", named, Role::Id)?,
    };
    if let Some(id) = id.filter(|id| text.contains(id)) {
        let message = format!("column `{}` can not be id and text at once", union[id]);
        return Err(CorpusError::Spec(message));
    }
    let date = role("date", &spec.date, Role::Date)?;
    let language = role("language", &spec.language, Role::Language)?;
    for (key, column) in [("date", date), ("language", language)] {
        if let Some(column) = column.filter(|c| text.contains(c) || Some(*c) == id) {
            let message = format!("{key}: column `{}` is the id or a text already", union[column]);
            return Err(CorpusError::Spec(message));
        }
    }

    let kept = match &spec.metadata {
        None => None,
        Some(names) => {
            let kept = names.iter().map(|name| find("metadata", name));
            Some(kept.collect::<Result<Vec<_>, _>>()?)
        }
    };
    let columns: Vec<usize> = (0..union.len())
        .filter(|column| !text.contains(column) && Some(*column) != id)
        .filter(|column| {
            let named = Some(*column) == date || Some(*column) == language;
            named || kept.as_ref().is_none_or(|kept| kept.contains(column))
        })
        .collect();

    let plans = plan_files(&files, &union, n_file_columns, &text, id, &columns, pattern.as_ref())?;
    let at = |column: Option<usize>| columns.iter().position(|c| Some(*c) == column);
    let (date, language) = (at(date), at(language));
    Ok(Corpus {
        plans,
        parts: text.iter().map(|&column| union[column].clone()).collect(),
        columns: columns.iter().map(|&column| union[column].clone()).collect(),
        id: id.map(|column| union[column].clone()),
        date,
        language,
        policies: Policies {
            duplicate_ids: spec.duplicate_ids,
            ragged: spec.ragged,
            empty: spec.empty,
        },
        replace_invalid: spec.replace_invalid,
        non_answers: NonAnswers::new(&spec.non_answers),
        slab,
        patterns: !spec.encoding_by_file(),
        notes,
        files,
    })
}

/// The columns of the text: those named as body, headline and lead; else the one that is named as a
/// text; else the one with the longest values on a sample. Columns that the study names as something
/// else are left to it.
fn guess_parts(
    files: &[CorpusFile],
    columns: &[String],
    spec: &Spec,
    slab: usize,
    notes: &mut Vec<String>,
) -> Result<Vec<usize>, CorpusError> {
    let named: Vec<&String> = [&spec.id, &spec.date, &spec.language]
        .into_iter()
        .flatten()
        .chain(spec.metadata.iter().flatten())
        .collect();
    let parts = guess::parts(columns, |column| named.contains(&&columns[column]));
    if parts.len() > 1 {
        let names: Vec<String> =
            parts.iter().map(|&column| format!("`{}`", columns[column])).collect();
        notes.push(format!(
            "text: columns {}, by their names, as parts of one document",
            names.join(", ")
        ));
        return Ok(parts);
    }
    let (column, why) = match guess::by_name(columns, Role::Text) {
        Some(column) => (column, "by its name"),
        None => (longest(files, columns, spec, slab)?, "it holds the longest texts"),
    };
    if !files.iter().all(|file| file.format.one_document) {
        notes.push(format!("text: column `{}`, {why}", columns[column]));
    }
    Ok(vec![column])
}

/// The column with the longest values on a sample.
fn longest(
    files: &[CorpusFile],
    columns: &[String],
    spec: &Spec,
    slab: usize,
) -> Result<usize, CorpusError> {
    let mut lengths = vec![0; columns.len()];
    for file in files.iter().take(3) {
        let mut opened = file.open(spec.replace_invalid, slab)?;
        let wanted = vec![true; file.names.len()];
        let (mut text, mut fields) = (String::new(), Vec::new());
        for _ in 0..SAMPLE_ROWS {
            text.clear();
            fields.clear();
            let mut row =
                Row { text: &mut text, fields: &mut fields, wanted: &wanted, line: 1, fault: None };
            if !opened.rows.next(&mut row)? {
                break;
            }
            for (name, field) in file.names.iter().zip(&fields) {
                let column = columns.iter().position(|column| column == name);
                if let (Some(column), Some((start, end))) = (column, field) {
                    lengths[column] += (end - start) as u64;
                }
            }
        }
    }
    let guessed = guess::by_length(&lengths).or_else(|| (columns.len() == 1).then_some(0));
    guessed.ok_or_else(|| {
        let known = columns.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        CorpusError::Spec(format!(
            "no column can be told to hold the text; name it with `text`, there are: {known}"
        ))
    })
}

fn plan_files(
    files: &[CorpusFile],
    union: &[String],
    n_file_columns: usize,
    text: &[usize],
    id: Option<usize>,
    columns: &[usize],
    pattern: Option<&NamePattern>,
) -> Result<Vec<Plan>, CorpusError> {
    let mut stems = HashMap::<&str, usize>::new();
    for file in files {
        *stems.entry(stem(&file.name)).or_default() += 1;
    }
    let mut plans = Vec::with_capacity(files.len());
    for file in files {
        let constants = match pattern {
            None => Vec::new(),
            Some(pattern) => pattern.read(stem(&file.name)).ok_or_else(|| {
                CorpusError::Spec(format!(
                    "`{}`: the file's name does not fit name_pattern `{}`; rename it, or leave \
                     the file out",
                    file.shown,
                    pattern.written()
                ))
            })?,
        };
        let own = |column: usize| file.names.iter().position(|name| *name == union[column]);
        let value = |column: usize| {
            if column < n_file_columns {
                return own(column).map_or(Value::Missing, Value::Column);
            }
            let constant = constants.get(column - n_file_columns);
            constant.map_or(Value::Missing, |text| Value::Constant(text.clone()))
        };
        let parts: Vec<Option<usize>> = text.iter().map(|&column| own(column)).collect();
        if parts.iter().all(Option::is_none) {
            let other = |it: &&CorpusFile| it.format.one_document != file.format.one_document;
            if let Some(other) = files.iter().find(other) {
                let kind = |it: &CorpusFile| match it.format.one_document {
                    true => "one text",
                    false => "a table of texts",
                };
                return Err(CorpusError::Spec(format!(
                    "`{}` is {} and `{}` is {}: they are mixed, and the first has no column `{}`; code them apart, \
                     each with columns of its own",
                    file.shown,
                    kind(file),
                    other.shown,
                    kind(other),
                    union[text[0]]
                )));
            }
            let known =
                file.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(CorpusError::UnknownColumn {
                key: "text",
                name: format!("{}` of `{}", union[text[0]], file.shown),
                known,
            });
        }
        let id = match id.map(value) {
            Some(Value::Missing) | None if file.format.one_document => {
                let stem = stem(&file.name);
                let alone = stems.get(stem) == Some(&1);
                Value::Constant(if alone { stem } else { file.name.as_str() }.to_owned())
            }
            Some(value) => value,
            None => Value::Missing,
        };
        let metadata: Vec<Value> = columns.iter().map(|&column| value(column)).collect();
        let mut wanted = vec![false; file.names.len()];
        let values = metadata.iter().chain([&id]).filter_map(|value| match value {
            Value::Column(column) => Some(*column),
            _ => None,
        });
        for column in values.chain(parts.iter().copied().flatten()) {
            wanted[column] = true;
        }
        plans.push(Plan { wanted, id, parts, metadata });
    }
    Ok(plans)
}

/// A file's name without folder and extension.
fn stem(name: &str) -> &str {
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.rfind('.') {
        Some(at) if at > 0 => &last[..at],
        _ => last,
    }
}
