//! Reads what can be read of a file on a failing disk.

use std::io;
use std::path::Path;

use disk::Disk;

const BLOCK: usize = 4096;
/// Stands for what cannot be read: not zero, which would look like the unused end of a segment.
const UNREADABLE: u8 = 0xee;

/// The content of `path`; blocks that the disk cannot give are filled with `0xee`. Who may not read is no damage: that is
/// an error.
pub fn read(disk: &dyn Disk, path: &Path) -> io::Result<Vec<u8>> {
    match disk.read(path) {
        Err(error) if is_damage(&error) => blocks(disk, path).map_err(|_| error),
        result => result,
    }
}

/// Whether the medium failed, and not whoever asked.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{
        NotFound, OutOfMemory, PermissionDenied, ReadOnlyFilesystem, StaleNetworkFileHandle,
    };
    let refused = [NotFound, PermissionDenied, OutOfMemory, ReadOnlyFilesystem, StaleNetworkFileHandle];
    !refused.contains(&error.kind())
}

fn blocks(disk: &dyn Disk, path: &Path) -> io::Result<Vec<u8>> {
    let length = usize::try_from(disk.length(path)?).map_err(io::Error::other)?;
    let mut out = vec![UNREADABLE; length];
    for (number, block) in out.chunks_mut(BLOCK).enumerate() {
        if let Ok(bytes) = disk.read_at(path, (number * BLOCK) as u64, block.len()) {
            block.copy_from_slice(&bytes);
        }
    }
    Ok(out)
}
