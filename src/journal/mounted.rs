//! Whether the stick that a copy was begun on is in. Its mount point is a folder of the system's disk: it is there when the stick
//! is not, and what is written into it then lies on the disk that the copy is to outlive.

use std::path::{Path, PathBuf};

use disk::Disk;

/// Where the disk that holds `folder` is mounted; none where that is the disk the whole system lies on, or nobody can tell.
pub(super) fn mount_of(disk: &dyn Disk, folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|at| is_mounted(disk, at)).map(Path::to_owned)
}

/// Whether something is mounted at a folder: it lies on another disk than the folder above it.
pub(super) fn is_mounted(disk: &dyn Disk, at: &Path) -> bool {
    let Some(above) = at.parent() else { return false };
    match (disk.device(at), disk.device(above)) {
        (Ok(Some(here)), Ok(Some(there))) => here != there,
        _ => false,
    }
}
