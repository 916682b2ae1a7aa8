//! Which files a corpus is made of: paths, folders and glob patterns become a sorted list without
//! doubles. Nothing is read here but folders.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::error::CorpusError;
use super::reader::{self, ReaderEntry};

/// A file of a corpus.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// As the study names it; for messages.
    pub shown: String,
    /// Relative to the folder that all files have in common, with `/`; for ids.
    pub name: String,
    /// Its format.
    pub entry: &'static ReaderEntry,
}

/// Finds the files, sorted by path; `notes` is told of files that no reader takes
/// and of folders that are left out.
///
/// # Errors
/// Where a path or pattern names nothing, or a file that is named has an unknown format.
pub fn find(
    patterns: &[String],
    base: &Path,
    notes: &mut Vec<String>,
) -> Result<Vec<Found>, CorpusError> {
    if patterns.is_empty() {
        let known = reader::known_extensions();
        let message = format!("no files are named; name files, folders or patterns: {known}");
        return Err(CorpusError::Spec(message));
    }
    let mut found = BTreeMap::new();
    let mut skipped = BTreeMap::<String, usize>::new();
    for pattern in patterns {
        let path = base.join(pattern);
        let before = found.len() + skipped.len();
        if path.is_dir() {
            walk(&path, pattern, 0, &mut found, &mut skipped, notes)?;
            if found.len() + skipped.len() == before && found.is_empty() {
                return Err(CorpusError::Spec(format!(
                    "`{pattern}`: the folder holds no file of a format that is read: {}; name \
                     another one",
                    reader::known_extensions()
                )));
            }
        } else if path.exists() {
            // a pipe or a device would be waited for for ever
            if !path.is_file() {
                return Err(CorpusError::Spec(format!(
                    "`{pattern}` is neither a file nor a folder; write what it gives to a file \
                     and name that"
                )));
            }
            let entry = entry_of(&path, pattern)?;
            found.insert(path, (pattern.clone(), entry));
        } else {
            glob(pattern, base, &mut found, &mut skipped, notes)?;
        }
    }
    for (extension, n) in skipped {
        notes.push(format!("{n} files with the extension `.{extension}` were left out"));
    }
    if found.is_empty() {
        let remedy = format!("name files of a format that is read: {}", reader::known_extensions());
        return Err(CorpusError::NoFile { pattern: patterns.join(", "), remedy });
    }
    let found = once(found);
    let common = common_folder(found.keys());
    let files = found.into_iter().map(|(path, (shown, entry))| {
        let name = path.strip_prefix(&common).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Found { path, shown, name, entry }
    });
    Ok(files.collect())
}

/// A file that is named in several ways (`./a.csv`, a link) is one file, by the first of its paths.
fn once(found: Files) -> Files {
    let mut known = HashSet::new();
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    found.into_iter().filter(|it| known.insert(real(&it.0))).collect()
}

type Files = BTreeMap<PathBuf, (String, &'static ReaderEntry)>;

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn entry_of(path: &Path, shown: &str) -> Result<&'static ReaderEntry, CorpusError> {
    let extension = extension(path);
    reader::by_extension(&extension).ok_or_else(|| CorpusError::UnknownFormat {
        file: shown.to_owned(),
        extension,
        known: reader::known_extensions(),
    })
}

/// The name of the file that marks an output folder of framebook.
pub const OUTPUT_MARKER: &str = ".framebook";

/// Why a folder within a folder holds no part of the corpus.
fn left_out(folder: &Path, path: &Path) -> Option<&'static str> {
    if path.join(OUTPUT_MARKER).is_file() {
        return Some("it is an output folder of framebook");
    }
    let leads_back = path.is_symlink()
        && path
            .canonicalize()
            .ok()
            .zip(folder.canonicalize().ok())
            .is_some_and(|(to, from)| from.starts_with(to));
    leads_back.then_some("it is a link that leads back to a folder around it")
}

/// Deeper than this a folder is taken for a loop of links.
const MAX_DEPTH: usize = 32;

fn walk(
    folder: &Path,
    shown: &str,
    depth: usize,
    found: &mut Files,
    skipped: &mut BTreeMap<String, usize>,
    notes: &mut Vec<String>,
) -> Result<(), CorpusError> {
    if depth > MAX_DEPTH {
        let message = format!("`{shown}`: folders lie more than {MAX_DEPTH} deep; name the files");
        return Err(CorpusError::Spec(message));
    }
    for entry in std::fs::read_dir(folder).map_err(CorpusError::io(shown))? {
        let entry = entry.map_err(CorpusError::io(shown))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // `.` hides a file, `~$` is what Word and Excel leave beside an open one
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let shown = format!("{}/{name}", shown.trim_end_matches('/'));
        let path = entry.path();
        if path.is_dir() {
            if let Some(why) = left_out(folder, &path) {
                notes.push(format!("`{shown}` was left out: {why}"));
                continue;
            }
            walk(&path, &shown, depth + 1, found, skipped, notes)?;
        } else {
            take(path, shown, found, skipped);
        }
    }
    Ok(())
}

fn take(path: PathBuf, shown: String, found: &mut Files, skipped: &mut BTreeMap<String, usize>) {
    let extension = extension(&path);
    // A pipe or a device named like a text would be waited for for ever.
    if std::fs::metadata(&path).is_ok_and(|it| !it.is_file()) {
        *skipped.entry(extension).or_default() += 1;
        return;
    }
    match reader::by_extension(&extension) {
        Some(entry) => {
            found.insert(path, (shown, entry));
        }
        None => *skipped.entry(extension).or_default() += 1,
    }
}

fn glob(
    pattern: &str,
    base: &Path,
    found: &mut Files,
    skipped: &mut BTreeMap<String, usize>,
    notes: &mut Vec<String>,
) -> Result<(), CorpusError> {
    let none = |remedy: String| CorpusError::NoFile { pattern: pattern.to_owned(), remedy };
    // the folder of the study may itself hold signs of a pattern
    let whole = if Path::new(pattern).is_absolute() {
        pattern.to_owned()
    } else {
        let escaped = ::glob::Pattern::escape(&base.to_string_lossy());
        if escaped.is_empty() { pattern.to_owned() } else { format!("{escaped}/{pattern}") }
    };
    let paths = ::glob::glob(&whole).map_err(|error| none(format!("not a pattern: {error}")))?;
    let mut n = 0;
    for path in paths {
        let path = path.map_err(|error| CorpusError::Io {
            file: error.path().to_string_lossy().into_owned(),
            source: error.into(),
        })?;
        n += 1;
        let shown = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            walk(&path, &shown, 0, found, skipped, notes)?;
        } else {
            take(path, shown, found, skipped);
        }
    }
    if n == 0 {
        return Err(none(format!("check the path, it is read from `{}`", base.display())));
    }
    Ok(())
}

/// The deepest folder that holds all paths.
fn common_folder<'a>(mut paths: impl Iterator<Item = &'a PathBuf>) -> PathBuf {
    let mut common = paths.next().and_then(|path| path.parent()).map(Path::to_path_buf);
    for path in paths {
        while let Some(folder) = &common {
            if path.starts_with(folder) {
                break;
            }
            common = folder.parent().map(Path::to_path_buf);
        }
    }
    common.unwrap_or_default()
}
