//! The folder `results/`, exchanged as a whole. Files enter a staging folder; one exchange makes them
//! the results. It does not know what is in them, save the manifest.
//!
//! The exchange is: `results.new-<hash>` is whole and safe on the disk; `results` → `results.old-<hash>`;
//! `results.new-<hash>` → `results`; the old is removed. Cut at any moment, either `results` stands or
//! `results.old-<hash>` does and the new is whole; [`heal`] goes on from there.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::disk::{self, Disk, OpenFile};
use super::manifest::{self, MANIFEST, ResultsManifest};
use super::pass::is_hash;
use super::{Store, StoreError};

const RESULTS: &str = "results";
pub(super) const NEW: &str = "results.new-";
pub(super) const OLD: &str = "results.old-";

/// Results being made; dropped unpublished, they are swept by the next run.
#[derive(Debug)]
pub struct Staging<'a> {
    store: &'a Store,
    hash: String,
    folder: PathBuf,
}

impl Store {
    /// Begins new results, in an empty folder. `hash`: 16 hexadecimal digits.
    ///
    /// # Errors
    /// A hash that is none; a folder that can not be made.
    pub fn stage(&self, hash: &str) -> Result<Staging<'_>, StoreError> {
        if !is_hash(hash) {
            let what = format!("`{hash}` is no hash; give 16 digits of `0-9a-f`");
            return Err(StoreError::Setting(what));
        }
        let folder = self.out.join(format!("{NEW}{hash}"));
        if folder.exists() {
            self.disk.remove_all(&folder)?;
        }
        fs::create_dir(&folder).map_err(|source| StoreError::io("make", &folder, source))?;
        Ok(Staging { store: self, hash: hash.to_string(), folder })
    }
}

impl Staging<'_> {
    /// The folder, for writers that open their files themselves.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Writes a file, such as `tables/frequency.csv`.
    ///
    /// # Errors
    /// A name that leads out of the folder; a file that can not be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut file = self.create(name)?;
        file.file.write(bytes)
    }

    /// Opens a file to be written bit by bit; it is not buffered.
    ///
    /// # Errors
    /// As [`Staging::put`].
    pub fn create(&self, name: &str) -> Result<StagedFile<'_>, StoreError> {
        let relative = Path::new(name);
        if !relative.components().all(|component| matches!(component, Component::Normal(_))) {
            let what = format!("`{name}` leads out of the results; give a name within them");
            return Err(StoreError::Setting(what));
        }
        let path = self.folder.join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| StoreError::io("make", folder, source))?;
        }
        Ok(StagedFile { file: self.store.disk.create(path)? })
    }

    /// Writes the manifest and makes this the results. Gives back where they stand.
    ///
    /// # Errors
    /// A file that can not be written or moved; then the former results still stand, or stand again
    /// when the folder is next opened.
    pub fn publish(self, manifest: &ResultsManifest) -> Result<PathBuf, StoreError> {
        self.put(MANIFEST, &manifest::json(manifest)?)?;
        sync_all(&self.folder)?;
        let (out, disk) = (&self.store.out, &self.store.disk);
        let (current, old) = (out.join(RESULTS), out.join(format!("{OLD}{}", self.hash)));
        if current.exists() {
            disk.rename(&current, &old)?;
        }
        disk.rename(&self.folder, &current)?;
        disk::sync(out)?;
        if old.exists() {
            disk.remove_all(&old)?;
        }
        Ok(current)
    }
}

/// A file of the results being made.
#[derive(Debug)]
pub struct StagedFile<'a> {
    file: OpenFile<'a>,
}

impl Write for StagedFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.file.write(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => Err(match &error {
                StoreError::Io { source, .. } => io::Error::new(source.kind(), error),
                _ => io::Error::other(error),
            }),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sync_all(folder: &Path) -> Result<(), StoreError> {
    for name in disk::names(folder)? {
        let path = folder.join(name);
        if path.is_dir() { sync_all(&path)? } else { disk::sync(&path)? }
    }
    disk::sync(folder)
}

/// The last good results, also while an exchange of them is cut; `None` where there never were any.
///
/// # Errors
/// A folder that can not be read.
pub fn results(out: &Path) -> Result<Option<PathBuf>, StoreError> {
    let current = out.join(RESULTS);
    if current.exists() {
        return Ok(Some(current));
    }
    for name in disk::names(out)? {
        if let Some(hash) = name.strip_prefix(OLD).filter(|hash| is_hash(hash)) {
            let new = out.join(format!("{NEW}{hash}"));
            return Ok(Some(if new.join(MANIFEST).exists() { new } else { out.join(name) }));
        }
    }
    Ok(None)
}

/// Ends an exchange that was cut, and removes results that were not finished.
pub(super) fn heal(out: &Path, disk: &Disk) -> Result<(), StoreError> {
    let current = out.join(RESULTS);
    if let Some(good) = results(out)?.filter(|good| *good != current) {
        disk.rename(&good, &current)?;
        disk::sync(out)?;
    }
    for name in leftovers(out)? {
        disk.remove_all(&out.join(name))?;
    }
    Ok(())
}

/// Names of staging folders; none of them is good while `results` stands.
pub(super) fn leftovers(out: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = disk::names(out)?;
    names.retain(|name| {
        [NEW, OLD].iter().any(|prefix| name.strip_prefix(prefix).is_some_and(is_hash))
    });
    Ok(names)
}
