//! What no results rest on any more. An output folder enters; what was removed leaves. Never touched:
//! results, and any name that the store does not give.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::manifest::{self, MANIFEST, PassManifest, ResultsManifest};
use super::pass::{hash_of, pass_folder};
use super::{Faults, Store, StoreError, disk, publish};

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Names of folders, from the output folder: `passes/dictionary-0123456789abcdef`.
    pub removed: Vec<String>,
    /// Bytes of their files.
    pub bytes: u64,
}

/// Removes the folders of segments and of passes that `results/manifest.json` does not name, and
/// results that were never finished. `keep` names further folders to keep, such as those that the
/// study would use now; a pass that is kept keeps its segments. Without results nothing is named.
///
/// # Errors
/// [`StoreError::Locked`]; a manifest that can not be read: then nothing is removed.
pub fn clean(out: &Path, keep: &[String]) -> Result<Swept, StoreError> {
    if !out.is_dir() {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::io("read", out, source));
    }
    if !out.join(super::MARKER).exists() {
        let shown = out.display();
        let what = format!("`{shown}` is no output folder of framebook; name one that a run made");
        return Err(StoreError::Setting(what));
    }
    // opening ends an exchange of results that was cut, and removes all other staging folders
    let good = publish::results(out)?;
    let mut lost = publish::leftovers(out)?;
    lost.retain(|name| good.as_ref() != Some(&out.join(name)));
    let bytes = lost.iter().map(|name| size(&out.join(name))).sum();
    let store = Store::open_with(out, Faults::from_environment()?)?;
    let mut swept = Swept { removed: lost, bytes };

    let mut kept: BTreeSet<String> = keep.iter().cloned().collect();
    let path = out.join("results").join(MANIFEST);
    match manifest::load::<ResultsManifest>(&path)? {
        Some(results) => kept.extend(results.segments.into_iter().chain(results.passes)),
        None if out.join("results").exists() => {
            return Err(StoreError::damaged(&path, "the results have no manifest"));
        }
        None => {}
    }
    let passes = disk::names(&out.join("passes"))?;
    for name in passes.iter().filter(|name| kept.contains(*name)).cloned().collect::<Vec<_>>() {
        let path = pass_folder(out, &name).join(MANIFEST);
        if let Some(pass) = manifest::load::<PassManifest>(&path)? {
            kept.insert(format!("segments-{}", pass.segments));
        }
    }

    let mut unused: Vec<String> = Vec::new();
    for name in disk::names(out)? {
        if hash_of(&name, Some("segments")).is_some() && !kept.contains(&name) {
            unused.push(name);
        }
    }
    for name in passes {
        if hash_of(&name, None).is_some() && !kept.contains(&name) {
            unused.push(format!("passes/{name}"));
        }
    }
    for name in unused {
        let folder = out.join(&name);
        let bytes = size(&folder);
        let manifest = folder.join(MANIFEST);
        if manifest.exists() {
            // a removal that is cut must not leave a folder that looks finished
            store.disk.remove_file(&manifest)?;
        }
        store.disk.remove_all(&folder)?;
        swept.bytes += bytes;
        swept.removed.push(name);
    }
    swept.removed.sort();
    Ok(swept)
}

/// Bytes of the files in a folder; what can not be read counts as nothing.
fn size(path: &Path) -> u64 {
    let Ok(found) = fs::symlink_metadata(path) else { return 0 };
    if !found.is_dir() {
        return found.len();
    }
    let names = disk::names(path).unwrap_or_default();
    names.iter().map(|name| size(&path.join(name))).sum()
}
