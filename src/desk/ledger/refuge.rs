//! Where the store lies when the disk of the data folder cannot be written: in memory, or on another disk of this computer.
//! Its values are sealed as ever; drafts and sign-ins in it are gone with the service.

use std::path::{Path, PathBuf};

use clock::Random;
use disk::{self, Disk as _, RealDisk};
use domain::text::hex;

/// Copies a store there as it lies on its disk: drafts and sign-ins as of its last sync go along. Whether all of it is there; else
/// none is.
pub(super) fn furnish(store: &Path, refuge: &Path) -> bool {
    let copied = copy_below(store, refuge);
    if let Err(error) = &copied {
        tracing::warn!(%error, "the store is made anew elsewhere: drafts and sign-ins are lost");
        let _ = std::fs::remove_dir_all(refuge).and_then(|()| RealDisk.create_folder(refuge));
    }
    copied.is_ok()
}

fn copy_below(from: &Path, to: &Path) -> std::io::Result<()> {
    RealDisk.create_folder(to)?;
    for item in std::fs::read_dir(from)? {
        let item = item?;
        let place = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy_below(&item.path(), &place)?;
        } else {
            std::fs::copy(item.path(), place)?;
        }
    }
    Ok(())
}

/// A new folder of its own that can be written.
pub(super) fn folder(random: &Random) -> Option<PathBuf> {
    let name = format!("sportello-{}", hex::encode(&random.bytes::<8>()));
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = [Some(PathBuf::from("/dev/shm")), runtime, Some(std::env::temp_dir())];
    places.into_iter().flatten().filter(|place| place.is_dir()).find_map(|place| {
        let folder = place.join(&name);
        std::fs::create_dir(&folder).ok()?;
        disk::keep_private(&folder);
        Some(folder)
    })
}
