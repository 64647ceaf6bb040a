//! Sealed blobs, each a file under its blind name: sled is no place for photographs.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::error::StoreError;
use disk::{self, Disk as _, RealDisk};
use domain::text::hex;

/// Where a blob lies: `blobs/3f/3f9a…`
fn path(folder: &Path, name: &[u8; 32]) -> PathBuf {
    let name = hex::encode(name);
    folder.join("blobs").join(&name[..2]).join(name)
}

/// Keeps a blob; `false` if it was there. Only one may do so at a time.
pub(super) fn put(folder: &Path, name: &[u8; 32], sealed: &[u8]) -> Result<bool, StoreError> {
    let path = path(folder, name);
    if path.is_file() {
        return Ok(false);
    }
    let mut made = folder.to_owned();
    for part in path.strip_prefix(folder).ok().and_then(Path::parent).into_iter().flat_map(Path::iter) {
        let above = made.clone();
        made.push(part);
        if !made.is_dir() {
            fs::create_dir(&made).map_err(StoreError::io("making", &made))?;
            RealDisk.sync_folder(&above).map_err(StoreError::io("syncing", &above))?;
        }
    }
    disk::replace(&RealDisk, &path, sealed).map_err(StoreError::io("writing", path))?;
    Ok(true)
}

/// A blob.
pub(super) fn get(folder: &Path, name: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
    let path = path(folder, name);
    match fs::read(&path) {
        Ok(sealed) => Ok(Some(sealed)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("reading", path)(error)),
    }
}
