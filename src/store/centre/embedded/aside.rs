//! What cannot be used is set aside, into a numbered folder beside it; nothing is ever deleted.
//!
//! sled keeps beside its file `db` what only makes opening faster: `snap.…` (where each page lies, which `db` says too) and
//! `conf` (how it was set, which never changes). A power cut while it writes one of them leaves a half one, and sled then
//! refuses an intact `db`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::disk::{Disk as _, RealDisk};
use crate::store::error::StoreError;

/// Where things are set aside: `aside/0001/…`
const ASIDE: &str = "aside";

/// Sets aside what sled began in `folder` and never finished: no sled reads it as it should. How many files that were.
pub(super) fn unfinished(folder: &Path) -> Result<usize, StoreError> {
    let found = beside_db(folder, |name| name.starts_with("snap.") && !is_snapshot(name))?;
    told(folder, &found, "sled never finished them")
}

/// Sets aside everything in `folder` that sled can do without. How many files that were.
pub(super) fn spare(folder: &Path) -> Result<usize, StoreError> {
    let found = beside_db(folder, |name| name.starts_with("snap.") || name == "conf")?;
    told(folder, &found, "the database may open without them")
}

fn told(folder: &Path, found: &[PathBuf], why: &str) -> Result<usize, StoreError> {
    if !found.is_empty() {
        let kept = set(folder, found)?;
        tracing::warn!(files = ?found, kept = %kept.display(), "set aside beside the centre's database: {why}");
    }
    Ok(found.len())
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
