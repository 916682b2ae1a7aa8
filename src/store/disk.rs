//! The one way to the disk: every byte that the store writes passes here, is hashed and counted, so
//! that a test can cut a run at any of them. It knows no names and no formats.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::StoreError;

/// Faults to inject; see the module [`store`](super).
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Seed of the delays in workers.
    pub delay: Option<u64>,
    /// Number of bytes after which the process aborts.
    pub kill_after: Option<u64>,
}

impl Faults {
    /// Reads `FRAMEBOOK_TEST_DELAY` and `FRAMEBOOK_TEST_KILL_AFTER`.
    ///
    /// # Errors
    /// A value that is no whole number.
    pub fn from_environment() -> Result<Faults, StoreError> {
        let number = |name: &str| match std::env::var(name) {
            Ok(value) => value.parse().map(Some).map_err(|_| {
                StoreError::Setting(format!("{name} is `{value}`; give a whole number or unset it"))
            }),
            Err(_) => Ok(None),
        };
        Ok(Faults {
            delay: number("FRAMEBOOK_TEST_DELAY")?,
            kill_after: number("FRAMEBOOK_TEST_KILL_AFTER")?,
        })
    }
}

/// Length and hash of a finished file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    pub name: String,
    pub length: u64,
    pub blake3: String,
}

impl Seal {
    /// True when the file in the folder has this length.
    pub fn fits(&self, folder: &Path) -> bool {
        fs::metadata(folder.join(&self.name))
            .is_ok_and(|found| found.is_file() && found.len() == self.length)
    }

    /// True when the file in the folder has this length and this content.
    pub fn holds(&self, folder: &Path) -> bool {
        let hash = || {
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(File::open(folder.join(&self.name)).ok()?).ok()?;
            Some(hasher.finalize().to_hex())
        };
        self.fits(folder) && hash().is_some_and(|hash| hash.as_str() == self.blake3)
    }
}

/// Counts what is written.
#[derive(Debug)]
pub(super) struct Disk {
    written: AtomicU64,
    kill_after: Option<u64>,
}

impl Disk {
    pub fn new(kill_after: Option<u64>) -> Disk {
        Disk { written: AtomicU64::new(0), kill_after }
    }

    /// Writes all bytes; a part of them, then aborts, where the injected fault lies within.
    fn write(&self, file: &mut File, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let io = |source| StoreError::io("write", path, source);
        let before = self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if let Some(limit) = self.kill_after {
            let room = usize::try_from(limit.saturating_sub(before)).unwrap_or(usize::MAX);
            if room <= bytes.len() {
                file.write_all(&bytes[..room]).map_err(io)?;
                std::process::abort();
            }
        }
        file.write_all(bytes).map_err(io)
    }

    /// Bytes written so far, and renames and removals.
    #[cfg(test)]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Counts a rename or a removal as one byte.
    fn step(&self) {
        let before = self.written.fetch_add(1, Ordering::Relaxed);
        if self.kill_after.is_some_and(|limit| before >= limit) {
            std::process::abort();
        }
    }

    /// Begins a file of which nothing is promised until it is renamed or sealed.
    pub fn create(&self, path: PathBuf) -> Result<OpenFile<'_>, StoreError> {
        let file = File::create(&path).map_err(|source| StoreError::io("write", &path, source))?;
        Ok(OpenFile { disk: self, path, file, length: 0, hasher: blake3::Hasher::new() })
    }

    /// Writes `folder/name` by way of `name.tmp`.
    pub fn put(&self, folder: &Path, name: &str, bytes: &[u8]) -> Result<Seal, StoreError> {
        let mut file = self.begin(folder, name)?;
        file.write(bytes)?;
        file.seal(folder, name)
    }

    /// Opens `folder/name.tmp`, to be sealed as `folder/name`.
    pub fn begin(&self, folder: &Path, name: &str) -> Result<OpenFile<'_>, StoreError> {
        self.create(folder.join(format!("{name}.tmp")))
    }

    pub fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        self.step();
        fs::rename(from, to).map_err(|source| StoreError::io("rename", from, source))
    }

    pub fn remove_file(&self, path: &Path) -> Result<(), StoreError> {
        self.step();
        fs::remove_file(path).map_err(|source| StoreError::io("remove", path, source))
    }

    /// Removes a folder with all in it, or a file.
    pub fn remove_all(&self, path: &Path) -> Result<(), StoreError> {
        if !path.is_dir() || path.is_symlink() {
            return self.remove_file(path);
        }
        self.step();
        fs::remove_dir_all(path).map_err(|source| StoreError::io("remove", path, source))
    }
}

/// A file being written.
#[derive(Debug)]
pub(super) struct OpenFile<'a> {
    disk: &'a Disk,
    path: PathBuf,
    file: File,
    length: u64,
    hasher: blake3::Hasher,
}

impl OpenFile<'_> {
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.disk.write(&mut self.file, &self.path, bytes)?;
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Gives the file its name and says what it holds.
    pub fn seal(self, folder: &Path, name: &str) -> Result<Seal, StoreError> {
        self.disk.rename(&self.path, &folder.join(name))?;
        Ok(Seal {
            name: name.to_string(),
            length: self.length,
            blake3: self.hasher.finalize().to_hex().to_string(),
        })
    }
}

/// Makes the content of a file, or the names in a folder, outlast a loss of power.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| StoreError::io("write", path, source))
}

/// The names in a folder, sorted; none where there is no such folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let io = |source| StoreError::io("read", folder, source);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(io)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}
