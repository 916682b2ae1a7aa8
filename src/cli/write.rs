//! Files that a command writes where the user says: beside first, then renamed, so that a file that was
//! there is never half gone; and what to do where that can not be. What is in them is the command's.

use std::io;
use std::path::{Path, PathBuf};

use super::Failure;

/// Writes beside, then renames; nothing is left beside where that fails.
///
/// # Errors
/// A place that can not be written, with the way on.
pub fn write_beside(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = beside(path);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // what can not be removed is no result, as its name says
        let _ = std::fs::remove_file(&beside);
        unwritable(path, &error)
    })
}

/// A path without the ending of the files that are to be written, where it has one.
pub fn without_ending<'e>(path: &Path, endings: impl Iterator<Item = &'e str>) -> PathBuf {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let stem =
        |ending: &str| name.strip_suffix(ending)?.strip_suffix('.').filter(|it| !it.is_empty());
    let cut = endings.into_iter().find_map(stem).unwrap_or(&name);
    path.with_file_name(cut)
}

/// A path with an ending more; a stop in its name is no ending.
pub fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// The name of a file until it is whole.
pub fn beside(path: &Path) -> PathBuf {
    with_ending(path, "tmp")
}

/// What the system said of a file that was to be written, and what to do.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "give yourself the right to write there, or name another place"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and try again"
        }
        io::ErrorKind::NotFound => "make its folder, or name a place in one that is there",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file bears the name of a folder; name another place"
        }
        io::ErrorKind::IsADirectory => "a folder bears this name; name another file",
        _ => "name a file that can be written",
    };
    format!("can not write `{}`: {error}; {remedy}", path.display()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_exchanged_as_a_whole_or_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("页.html");
        write_beside(&path, b"old").unwrap();
        write_beside(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        // a folder stands where the file is written beside
        std::fs::create_dir(beside(&path)).unwrap();
        let error = write_beside(&path, b"newer").unwrap_err().to_string();
        assert!(error.contains("页.html") && error.contains("name another file"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        let lost = folder.path().join("not/there.svg");
        let error = write_beside(&lost, b"x").unwrap_err().to_string();
        assert!(error.contains("make its folder"), "{error}");
        let inside = path.join("there.svg");
        let error = write_beside(&inside, b"x").unwrap_err().to_string();
        assert!(error.contains("a file bears the name of a folder"), "{error}");
    }
}
