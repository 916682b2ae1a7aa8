//! Opening a corpus: from what the study says and what the files hold to a plan of which column is
//! what. Every guess becomes a note; every problem that the files show together is told together.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::encoding::Encoding;
use super::encoding::detect::{self, Detected};
use super::error::{CorpusError, InvalidByte};
use super::files::{self, Found};
use super::guess::{self, Role};
use super::name_pattern::NamePattern;
use super::non_answer::NonAnswers;
use super::reader::{Input, Opened, Row};
use super::spec::{DEFAULT_ID, EncodingSpec, Spec};
use super::{Corpus, CorpusFile, Plan, Policies, Value};

/// Rows of the first file that are looked at to find the longest column.
const SAMPLE_ROWS: usize = 50;

impl Corpus {
    pub(super) fn open_file(&self, number: usize) -> Result<Opened, CorpusError> {
        let file = &self.files[number];
        (file.format.open)(&Input {
            path: file.path.clone(),
            shown: file.shown.clone(),
            encoding: file.encoding.unwrap_or(Encoding::Utf8),
            replace_invalid: self.replace_invalid,
            delimiter: file.delimiter.and_then(|sign| u8::try_from(sign).ok()),
            slab: self.slab,
            names: Some(file.names.clone()),
        })
    }
}

pub(super) fn open(spec: &Spec, base: &Path, slab: usize) -> Result<Corpus, CorpusError> {
    let mut notes = Vec::new();
    let delimiter = spec.delimiter.as_deref().map(read_delimiter).transpose()?;
    let pattern = spec.name_pattern.as_deref().map(NamePattern::parse).transpose();
    let pattern = pattern.map_err(CorpusError::Spec)?;
    let found = files::find(&spec.files, base, &mut notes)?;
    let encodings = find_encodings(spec, &found, &mut notes)?;

    let mut files = Vec::with_capacity(found.len());
    let mut problems = Vec::new();
    for (found, encoding) in found.into_iter().zip(encodings) {
        let input = Input {
            path: found.path,
            shown: found.shown,
            encoding: encoding.unwrap_or(Encoding::Utf8),
            replace_invalid: spec.replace_invalid,
            delimiter,
            slab,
            names: None,
        };
        match (found.entry.open)(&input) {
            Ok(opened) => {
                let n_bytes =
                    std::fs::metadata(&input.path).map_err(CorpusError::io(&input.shown))?.len();
                notes.extend(opened.notes);
                files.push(CorpusFile {
                    path: input.path,
                    shown: input.shown,
                    name: found.name,
                    format: found.entry,
                    encoding,
                    delimiter: opened.delimiter.map(char::from),
                    names: opened.names,
                    n_bytes,
                });
            }
            Err(CorpusError::InvalidBytes(invalid)) => problems.extend(invalid),
            Err(error) => return Err(error),
        }
    }
    if !problems.is_empty() {
        return Err(CorpusError::InvalidBytes(problems));
    }
    note_delimiters(&files, delimiter.is_none(), &mut notes);
    plan(spec, files, pattern, slab, notes)
}

fn read_delimiter(written: &str) -> Result<u8, CorpusError> {
    match written.as_bytes() {
        _ if written == "tab" || written == "\\t" => Ok(b'\t'),
        [sign] if sign.is_ascii() && !b"\"\r\n".contains(sign) => Ok(*sign),
        _ => Err(CorpusError::Spec(format!(
            "unknown delimiter `{written}`; give one ASCII sign, such as `,` `;` `|`, or `tab`"
        ))),
    }
}

/// The encoding of each file, and of those that have none an error together.
fn find_encodings(
    spec: &Spec,
    found: &[Found],
    notes: &mut Vec<String>,
) -> Result<Vec<Option<Encoding>>, CorpusError> {
    let by_name = |name: &String| {
        Encoding::from_name(name).ok_or_else(|| CorpusError::UnknownEncoding {
            name: name.clone(),
            known: Encoding::known(),
        })
    };
    let mut given = Vec::new();
    match &spec.encoding {
        None => {}
        Some(EncodingSpec::All(name)) => given.push((None, by_name(name)?)),
        Some(EncodingSpec::ByFile(patterns)) => {
            for (written, name) in patterns {
                let pattern = ::glob::Pattern::new(written).map_err(|error| {
                    CorpusError::Spec(format!("encoding `{written}`: not a pattern: {error}"))
                })?;
                if !found.iter().any(|file| matches(&pattern, file)) {
                    return Err(CorpusError::Spec(format!(
                        "encoding `{written}`: no file of the corpus has this name; patterns are \
                         held to the file's name (`*.txt`) or its place in the corpus (`a/*.txt`)"
                    )));
                }
                given.push((Some(pattern), by_name(name)?));
            }
        }
    }
    let (mut encodings, mut problems) = (Vec::new(), Vec::<InvalidByte>::new());
    for file in found {
        if !file.entry.is_text {
            encodings.push(None);
            continue;
        }
        let (head, whole) = read_head(file)?;
        let named = given.iter().find(|(pattern, _)| match pattern {
            Some(pattern) => matches(pattern, file),
            None => true,
        });
        let encoding = match (named, Encoding::from_mark(&head)) {
            (Some((_, encoding)), Some((marked, _))) if marked != *encoding => {
                notes.push(format!(
                    "`{}`: its byte order mark says {}, read as that",
                    file.shown,
                    marked.name()
                ));
                marked
            }
            (Some((_, encoding)), _) => {
                let text = std::str::from_utf8(&head);
                if *encoding != Encoding::Utf8 && text.is_ok() && !head.is_ascii() {
                    notes.push(format!(
                        "`{}`: it is valid utf-8, yet read as {} because encoding says so",
                        file.shown,
                        encoding.name()
                    ));
                }
                *encoding
            }
            (None, _) => match detect::detect(&head, &file.shown, whole) {
                Detected::Found(encoding) => {
                    if encoding != Encoding::Utf8 {
                        notes.push(format!("`{}`: read as {}", file.shown, encoding.name()));
                    }
                    encoding
                }
                Detected::Invalid(_) if spec.replace_invalid => Encoding::Utf8,
                Detected::Invalid(invalid) => {
                    problems.push(invalid);
                    Encoding::Utf8
                }
            },
        };
        encodings.push(Some(encoding));
    }
    if problems.is_empty() { Ok(encodings) } else { Err(CorpusError::InvalidBytes(problems)) }
}

fn matches(pattern: &::glob::Pattern, file: &Found) -> bool {
    let last = file.name.rsplit('/').next().unwrap_or_default();
    pattern.matches(last) || pattern.matches(&file.name)
}

fn read_head(file: &Found) -> Result<(Vec<u8>, bool), CorpusError> {
    let opened = File::open(&file.path).map_err(CorpusError::io(&file.shown))?;
    let mut head = Vec::new();
    let limit = detect::WINDOW as u64;
    opened.take(limit).read_to_end(&mut head).map_err(CorpusError::io(&file.shown))?;
    let whole = (head.len() as u64) < limit;
    Ok((head, whole))
}

fn note_delimiters(files: &[CorpusFile], found: bool, notes: &mut Vec<String>) {
    for file in files.iter().filter(|_| found) {
        match file.delimiter {
            None | Some(',') => {}
            Some('\t') => notes.push(format!("`{}`: delimiter `tab`", file.shown)),
            Some(sign) => notes.push(format!("`{}`: delimiter `{sign}`", file.shown)),
        }
    }
}

fn plan(
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
        let (column, why) = guess_text(&files, &union[..n_file_columns], spec, slab)?;
        let one = files.iter().all(|file| file.format.one_document);
        if !one {
            notes.push(format!("text: column `{}`, {why}", union[column]));
        }
        vec![column]
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
        notes,
        files,
    })
}

/// The text column by its name, else the one with the longest values on a sample.
fn guess_text(
    files: &[CorpusFile],
    columns: &[String],
    spec: &Spec,
    slab: usize,
) -> Result<(usize, &'static str), CorpusError> {
    if let Some(column) = guess::by_name(columns, Role::Text) {
        return Ok((column, "by its name"));
    }
    let mut lengths = vec![0; columns.len()];
    for file in files.iter().take(3) {
        let mut opened = (file.format.open)(&Input {
            path: file.path.clone(),
            shown: file.shown.clone(),
            encoding: file.encoding.unwrap_or(Encoding::Utf8),
            replace_invalid: spec.replace_invalid,
            delimiter: file.delimiter.and_then(|sign| u8::try_from(sign).ok()),
            slab,
            names: Some(file.names.clone()),
        })?;
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
    let column = guessed.ok_or_else(|| {
        let known = columns.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        CorpusError::Spec(format!(
            "no column can be told to hold the text; name it with `text`, there are: {known}"
        ))
    })?;
    Ok((column, "it holds the longest texts"))
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
