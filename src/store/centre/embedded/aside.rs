//! What cannot be used is set aside, into a numbered folder beside it; nothing is ever deleted.
//!
//! sled keeps beside its file `db` what only makes opening faster: `snap.…` (where each page lies, which `db` says too) and
//! `conf` (how it was set, which never changes). A power cut while it writes one of them leaves a half one, and sled then
//! refuses an intact `db`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use disk::{Disk as _, RealDisk};

/// Where things are set aside: `aside/0001/…`
const ASIDE: &str = "aside";

/// Files that were set aside.
pub(super) struct Spare {
    found: Vec<PathBuf>,
    kept: PathBuf,
}

impl Spare {
    /// Whether there were none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// It helped.
    pub(super) fn told(&self) {
        tracing::warn!(files = ?self.found, kept = %self.kept.display(), "set aside beside the centre's database");
    }

    /// It did not help: all is as it was. Best effort: the database does not open either way.
    pub(super) fn back(&self) {
        for path in &self.found {
            let _ = fs::rename(self.kept.join(path.file_name().unwrap_or_default()), path);
        }
        let _ = fs::remove_dir(&self.kept);
    }
}

/// Sets aside what sled began in `folder` and never finished: no sled reads it as it should.
pub(super) fn unfinished(folder: &Path) -> Result<(), StoreError> {
    let found = beside_db(folder, |name| name.starts_with("snap.") && !is_snapshot(name))?;
    if !found.is_empty() {
        Spare { kept: set(folder, &found)?, found }.told();
    }
    Ok(())
}

/// Sets aside everything in `folder` that sled can do without.
pub(super) fn spare(folder: &Path) -> Result<Spare, StoreError> {
    let found = beside_db(folder, |name| name.starts_with("snap.") || name == "conf")?;
    let kept = if found.is_empty() { PathBuf::new() } else { set(folder, &found)? };
    Ok(Spare { found, kept })
}

/// Moves files and folders into a new numbered folder, durably. Where they are then.
pub(super) fn set(folder: &Path, found: &[PathBuf]) -> Result<PathBuf, StoreError> {
    let all = folder.join(ASIDE);
    fs::create_dir_all(&all).map_err(StoreError::io("making", &all))?;
    let kept = numbered(&all)?;
    for path in found {
        let name = path.file_name().unwrap_or(path.as_os_str());
        fs::rename(path, kept.join(name)).map_err(StoreError::io("setting aside", path))?;
    }
    let emptied = found.iter().filter_map(|path| path.parent());
    for changed in [kept.as_path(), &all, folder].into_iter().chain(emptied) {
        RealDisk.sync_folder(changed).map_err(StoreError::io("syncing", changed))?;
    }
    Ok(kept)
}

/// A folder with the next number.
fn numbered(all: &Path) -> Result<PathBuf, StoreError> {
    let listed = fs::read_dir(all).map_err(StoreError::io("listing", all))?;
    let numbers = listed.filter_map(|item| item.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let kept = all.join(format!("{:04}", numbers.max().unwrap_or(0) + 1));
    fs::create_dir(&kept).map_err(StoreError::io("making", &kept))?;
    Ok(kept)
}

/// A whole name of sled's: `snap.` and 16 digits.
fn is_snapshot(name: &str) -> bool {
    name.strip_prefix("snap.").is_some_and(|at| at.len() == 16 && at.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn beside_db(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, StoreError> {
    let sled = folder.join("sled");
    // Nothing is set aside where there is nothing that could be opened without it.
    if !fs::metadata(sled.join("db")).is_ok_and(|db| db.len() > 0) {
        return Ok(Vec::new());
    }
    let listed = fs::read_dir(&sled).map_err(StoreError::io("listing", &sled))?;
    let meant = listed.filter_map(Result::ok).filter(|item| item.file_name().to_str().is_some_and(&is_meant));
    Ok(meant.map(|item| item.path()).collect())
}
