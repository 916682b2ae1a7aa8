//! What a run makes in an output folder before it has anything to say: the folder itself, its lock and its marker. A
//! run that leaves nothing of its own in it takes them away again; what else lies there stays.

use std::fs;
use std::path::{Path, PathBuf};

use super::lock::LOCK;
use super::{MARKER, StoreError, disk, is_ours};

/// What this run made.
#[derive(Debug)]
pub(super) struct Traces {
    out: PathBuf,
    /// Folders that were not there, the deepest first.
    folders: Vec<PathBuf>,
    /// Whether the marker is of this run.
    pub marker: bool,
}

impl Traces {
    /// Makes the folder, with all above it.
    ///
    /// # Errors
    /// A folder that can not be made.
    pub fn make(out: &Path) -> Result<Self, StoreError> {
        let missing = |it: &&Path| !it.as_os_str().is_empty() && !it.exists();
        let folders = out.ancestors().take_while(missing).map(Path::to_path_buf).collect();
        fs::create_dir_all(out).map_err(|source| StoreError::io("make", out, source))?;
        Ok(Self { out: out.to_path_buf(), folders, marker: false })
    }

    /// Takes away what this run made, where it left nothing else; the lock is still held.
    ///
    /// # Errors
    /// What can not be removed: it does no harm.
    pub fn remove(&self) -> Result<(), StoreError> {
        if !self.marker {
            return Ok(());
        }
        disk::names(&self.out)?
            .iter()
            .filter(|it| is_ours(it))
            .for_each(|it| prune(&self.out.join(it)));
        if disk::names(&self.out)?.iter().any(|it| is_ours(it)) {
            return Ok(());
        }
        let io = |path: &Path| {
            let path = path.to_path_buf();
            move |source| StoreError::io("remove", &path, source)
        };
        for name in [MARKER, LOCK] {
            let path = self.out.join(name);
            fs::remove_file(&path).map_err(io(&path))?;
        }
        // one that is not empty stays, and all above it
        self.folders.iter().try_for_each(|it| fs::remove_dir(it).map_err(io(it)))
    }
}

/// Takes away a folder that holds no file, with the folders in it.
fn prune(folder: &Path) {
    if let Ok(entries) = fs::read_dir(folder) {
        entries.flatten().for_each(|it| prune(&it.path()));
    }
    // one that is not empty stays, and so does a file
    let _ = fs::remove_dir(folder);
}
