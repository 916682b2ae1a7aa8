//! Copies of a store: made by SQLite while it may be in use, beside and then renamed, opened and checked before they
//! count. Automatic ones are kept to the last ten; one that a person asked for is never removed.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Codings, CodingsError, clock, schema};

/// How many automatic copies are kept.
const KEPT: usize = 10;
/// What the names of automatic copies begin with.
const AUTOMATIC: &str = "before-";

impl Codings {
    /// Copies the store to a folder, `backups` beside it where none is named, and checks the copy.
    ///
    /// # Errors
    /// A place that can not be written, a full disk, a copy that is not whole; nothing is left there then.
    pub fn backup(&self, to: Option<&Path>) -> Result<PathBuf, CodingsError> {
        let folder = to.map_or_else(|| self.folder().join("backups"), Path::to_path_buf);
        copy(&self.path(), &folder, "")
    }
}

/// Copies what is committed, before something is changed; none where there is no unit to lose.
pub(super) fn automatic(path: &Path) -> Result<Option<PathBuf>, CodingsError> {
    let reader = schema::read_only(path)?;
    let filled: bool = reader
        .query_row("SELECT EXISTS (SELECT 1 FROM units)", [], |row| row.get(0))
        .map_err(|source| CodingsError::sql("read", path, source))?;
    drop(reader);
    if !filled {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new("")).join("backups");
    let made = copy(path, &folder, AUTOMATIC)?;
    prune(&folder);
    Ok(Some(made))
}

fn copy(from: &Path, folder: &Path, prefix: &str) -> Result<PathBuf, CodingsError> {
    std::fs::create_dir_all(folder).map_err(|it| CodingsError::io("make", folder, it))?;
    let path = folder.join(format!("{prefix}{}.sqlite", clock::stamp()));
    let beside = path.with_extension("sqlite.tmp");
    let done = write(from, &beside).and_then(|()| {
        std::fs::rename(&beside, &path).map_err(|it| CodingsError::io("write", &path, it))?;
        // The name is on the disk when its folder is; a system without that keeps names on its own.
        let _ = File::open(folder).and_then(|it| it.sync_all());
        Ok(path)
    });
    if done.is_err() {
        // What can not be removed is no backup, as its name says.
        let _ = std::fs::remove_file(&beside);
    }
    done
}

fn write(from: &Path, to: &Path) -> Result<(), CodingsError> {
    if to.exists() {
        std::fs::remove_file(to).map_err(|it| CodingsError::io("write", to, it))?;
    }
    let source = schema::read_only(from)?;
    let name = to.to_str().ok_or_else(|| {
        CodingsError::File(format!("`{}` is no Unicode; name another folder", to.display()))
    })?;
    source
        .execute("VACUUM INTO ?", [name])
        .map_err(|source| CodingsError::sql("write", to, source))?;
    File::open(to).and_then(|it| it.sync_all()).map_err(|it| CodingsError::io("write", to, it))?;
    let copied = schema::read_only(to)?;
    let told = |source| CodingsError::sql("check", to, source);
    let whole: String =
        copied.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(told)?;
    let count = |of: &rusqlite::Connection| -> rusqlite::Result<(i64, i64)> {
        let sql = "SELECT (SELECT count(*) FROM units), (SELECT count(*) FROM events)";
        of.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    let (there, here) = (count(&source).map_err(told)?, count(&copied).map_err(told)?);
    // What is saved meanwhile makes the store longer than its copy, never shorter.
    if whole != "ok" || here.0 > there.0 || here.1 > there.1 {
        let reason =
            format!("the copy is not whole: {whole}, {here:?} of {there:?} units and events");
        return Err(CodingsError::Damaged { path: from.to_path_buf(), reason });
    }
    Ok(())
}

/// Removes automatic copies but the last ones; what can not be removed stays.
fn prune(folder: &Path) {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path());
    let automatic = |path: &PathBuf| {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(AUTOMATIC) && name.ends_with(".sqlite")
    };
    let mut names: Vec<PathBuf> = names.filter(automatic).collect();
    names.sort();
    for path in names.iter().rev().skip(KEPT) {
        let _ = std::fs::remove_file(path);
    }
}
