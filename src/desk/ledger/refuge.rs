//! Where the store lies when the disk of the data folder cannot be written: in memory, or on another disk of this computer.
//! Its values are sealed as ever; drafts and sign-ins in it are gone with the service.

use std::path::PathBuf;

use crate::clock::Random;
use crate::disk;
use crate::domain::text::hex;

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
