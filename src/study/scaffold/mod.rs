//! A new study: a folder with study.toml, a starter codebook, and either a few constructed texts or
//! the way to a corpus of the user's own, whose columns are guessed and said. Nothing that stands is
//! ever overwritten; nothing is coded here.
//!
//! In one direction: `repeated → look → section → mod`.

pub mod look;
mod repeated;
mod section;

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use crate::corpus::{Corpus, Spec};

use super::Failure;
use look::Look;

const STUDY: &str = include_str!("study.toml");
const CODEBOOK: &str = include_str!("codebook.toml");
const TEXTS: &str = include_str!("texts.csv");

/// The constructed texts' columns, as the study of a new folder names them.
const TEXTS_SECTION: &str = r#"# files, folders and patterns such as "news/*.csv", from this file on: .csv .tsv .jsonl .parquet .xlsx .txt .md .docx
files = ["corpus/texts.csv"]
# the column of the ids; `file#row` asks for ids made of file and row
id = "id"
# the column of the text; several columns are parts of a document: ["headline", "body"]
text = ["text"]
# the column of the date, and of the language; without one, each segment's language is told from its words
date = "date"
language = "language"
# all other columns are variables: here `outlet`
# what to do with rows that do not fit: "refuse", "drop" or "keep"
duplicate_ids = "refuse"
ragged = "refuse"
empty = "keep"
# answers that are none; their codings are missing:
# non_answers = ["don't know", "не знаю", "білмеймін", "不知道"]
# where it is not found rightly:
# encoding = "windows-1251"
# delimiter = ";""#;

/// A study that is about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    folder: PathBuf,
    /// Files relative to the folder, with their content.
    files: Vec<(String, String)>,
    /// What was guessed about the corpus, a sentence each.
    pub notes: Vec<String>,
}

impl Scaffold {
    /// A study of constructed texts in four languages.
    ///
    /// # Errors
    /// A folder that stands and is not empty, or whose name no study can have.
    pub fn starter(folder: &Path) -> Result<Self, Failure> {
        let name = vacant(folder)?;
        let by = r#""language", "outlet", "year""#;
        let values = [
            ("source", "texts"),
            ("unit", "paragraph"),
            ("unit_why", ""),
            ("lines", "auto"),
            ("by", by),
            ("corpus", TEXTS_SECTION),
        ];
        let mut scaffold = Self::new(folder, &name, &values, "\n");
        scaffold.files.push(("corpus/texts.csv".to_owned(), TEXTS.to_owned()));
        Ok(scaffold)
    }

    /// A study of the corpus that `spec` names from where the user stands. The corpus is read to its
    /// end, so that what is said of it holds; it is referred to, not copied.
    ///
    /// # Errors
    /// As [`Scaffold::starter`]; a corpus that can not be read.
    pub fn of_corpus(folder: &Path, spec: &Spec, lines: &str) -> Result<Self, Failure> {
        let name = vacant(folder)?;
        let here = Path::new(".");
        let corpus = Corpus::open(spec, here)?;
        let look = Look::through(&corpus)?;
        if look.n_documents == 0 {
            let named = spec.files.join(", ");
            return Err(format!(
                "{named}: there is no document in it; name files with a row below their header"
            )
            .into());
        }
        let files: Vec<String> = spec
            .files
            .iter()
            .map(|file| relative(&resolved(Path::new(file))?, &resolved(folder)?))
            .collect::<Result<_, Failure>>()?;
        let (unit, why) = section::unit(&look);
        let by = section::list(&section::by(&corpus, &look));
        let section = section::corpus(spec, &files, &corpus, &look);
        let why = format!("  # {why}");
        let values = [
            ("source", "corpus"),
            ("unit", unit),
            ("unit_why", why.as_str()),
            ("lines", lines),
            ("by", by.trim_start_matches('[').trim_end_matches(']')),
            ("corpus", section.trim_end()),
        ];
        let mut scaffold = Self::new(folder, &name, &values, &section::candidates(&look));
        scaffold.notes.extend_from_slice(corpus.notes());
        Ok(scaffold)
    }

    fn new(folder: &Path, name: &str, values: &[(&str, &str)], candidates: &str) -> Self {
        let path = one_line(&folder.join("study.toml").display().to_string());
        let head = [("name", name), ("title", name), ("study", &path)];
        let study = fill(STUDY, &[&head, values].concat());
        let codebook = format!("codebooks/{name}.toml");
        let shown = folder.join(&codebook).display().to_string();
        let text = fill(
            CODEBOOK,
            &[
                ("codebook", &one_line(&shown)),
                ("candidates\n", candidates),
                ("name", name),
                ("title", name),
            ],
        );
        let files = vec![("study.toml".to_owned(), study), (codebook, text)];
        Self { folder: folder.to_path_buf(), files, notes: Vec::new() }
    }

    /// Writes the study; gives the files, as paths from where the user stands.
    ///
    /// # Errors
    /// A file that can not be made, or stands already.
    pub fn write(&self) -> Result<Vec<PathBuf>, Failure> {
        let stood = self.folder.is_dir();
        let mut written = Vec::new();
        self.write_files(&mut written).map_err(|(path, error)| {
            // the folder was empty or not there: as it was, so that the same name can be tried again
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            for name in ["codebooks", "corpus", "output"] {
                let _ = fs::remove_dir(self.folder.join(name));
            }
            if !stood {
                let _ = fs::remove_dir(&self.folder);
            }
            let shown = path.display();
            let remedy = "make room, or name a folder where you can write";
            Failure::from(format!("can not make `{shown}`: {error}; {remedy}"))
        })?;
        Ok(written)
    }

    fn write_files(&self, made: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
        for name in ["codebooks", "output"] {
            let path = self.folder.join(name);
            fs::create_dir_all(&path).map_err(|error| (path, error))?;
        }
        for (name, text) in &self.files {
            let path = self.folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|error| (parent.to_path_buf(), error))?;
            }
            let mut file = File::create_new(&path).map_err(|error| (path.clone(), error))?;
            made.push(path.clone());
            file.write_all(text.as_bytes()).map_err(|error| (path, error))?;
        }
        Ok(())
    }
}

/// A name for the study of a file: `answers.csv` becomes `answers-study`.
pub fn name_of(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).find(|it| !it.is_empty()).unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let kept: String =
        stem.chars().map(|it| if is_legal(it) { it } else { ' ' }).collect::<String>();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let mut words = words.join("-");
    words.push_str(if words.is_empty() { "study" } else { "-study" });
    words
}

fn is_legal(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_')
}

/// The name of a study in a folder that is free for it.
fn vacant(folder: &Path) -> Result<String, Failure> {
    let shown = folder.display();
    let name = folder.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    if name.is_empty() || !name.chars().all(is_legal) {
        return Err(format!(
            "{shown}: `{name}` is no name for a study; name a folder of letters, digits, `-` and `_`"
        )
        .into());
    }
    let free = format!("name another one, such as `{name}-2`: nothing is overwritten");
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(format!("{shown}: the folder is not empty; {free}").into()),
            None => Ok(name.to_owned()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(name.to_owned()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(format!("{shown}: there is a file of that name; {free}").into())
        }
        Err(error) => Err(format!("{shown}: {error}").into()),
    }
}

/// Replaces `{key}` by its value, key after key.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    'text: while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        for (key, value) in values {
            let (name, end) = match key.strip_suffix('\n') {
                Some(name) => (name, "}\n"),
                None => (*key, "}"),
            };
            let after = rest[1..].strip_prefix(name).and_then(|it| it.strip_prefix(end));
            if let Some(after) = after {
                filled.push_str(value);
                rest = after;
                continue 'text;
            }
        }
        filled.push('{');
        rest = &rest[1..];
    }
    filled.push_str(rest);
    filled
}

fn one_line(path: &str) -> String {
    path.chars().map(|it| if it.is_control() { '?' } else { it }).collect()
}

/// An absolute path without links as far as it exists; what does not exist yet, or is a pattern,
/// stands as written.
fn resolved(path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path)?;
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
    }
    Ok(absolute)
}

/// The way from a folder to a path, with `/`; the path itself where there is none.
fn relative(path: &Path, folder: &Path) -> Result<String, Failure> {
    let (to, from): (Vec<_>, Vec<_>) = (path.components().collect(), folder.components().collect());
    let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let rooted = to.first().is_some_and(|it| matches!(it, Component::Prefix(_)));
    let text = |path: &Path| {
        path.to_str().map(str::to_owned).ok_or_else(|| {
            Failure::from(format!("{}: this path is no Unicode; rename it", path.display()))
        })
    };
    if common == 0 || rooted && common == 1 {
        return text(path);
    }
    let mut way = vec!["..".to_owned(); from.len() - common];
    for component in &to[common..] {
        way.push(text(Path::new(component))?);
    }
    Ok(if way.is_empty() { ".".to_owned() } else { way.join("/") })
}

#[cfg(test)]
mod tests;
