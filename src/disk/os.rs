//! What differs between operating systems when files must survive a power cut.

use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::path::Path;

use super::Stamp;

/// Options for a new file that only its owner reads.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Writes all of `bytes` at `offset`.
#[cfg(unix)]
pub(super) fn write_at(file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    file.write_all_at(bytes, offset)
}

/// Writes all of `bytes` at `offset`.
#[cfg(windows)]
pub(super) fn write_at(file: &File, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !bytes.is_empty() {
        match file.seek_write(bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                bytes = &bytes[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads exactly `into.len()` bytes from `offset`.
#[cfg(unix)]
pub(super) fn read_at(file: &File, offset: u64, into: &mut [u8]) -> io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    file.read_exact_at(into, offset)
}

/// Reads exactly `into.len()` bytes from `offset`.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut offset: u64, mut into: &mut [u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !into.is_empty() {
        match file.seek_read(into, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                into = &mut into[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Takes disk space for the file up to `length` and makes it that long.
#[cfg(target_os = "linux")]
pub(super) fn allocate(file: &File, length: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    use rustix::io::Errno;
    match fallocate(file, FallocateFlags::empty(), 0, length) {
        Ok(()) => Ok(()),
        // FAT, some network shares: the length without the promise of space.
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => file.set_len(length),
        Err(error) => Err(error.into()),
    }
}

/// Takes disk space for the file up to `length` and makes it that long. NTFS takes the space when the length is set.
#[cfg(not(target_os = "linux"))]
pub(super) fn allocate(file: &File, length: u64) -> io::Result<()> {
    file.set_len(length)
}

/// Bytes free to this user on the disk of a folder.
#[cfg(unix)]
pub(super) fn free(folder: &Path) -> io::Result<Option<u64>> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

/// What is free std does not tell on Windows.
#[cfg(windows)]
pub(super) fn free(folder: &Path) -> io::Result<Option<u64>> {
    std::fs::metadata(folder).map(|_| None)
}

/// Whether the disk of a folder was mounted, or put, read-only.
#[cfg(unix)]
pub(super) fn is_read_only(folder: &Path) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|disk| disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// std does not tell it on Windows.
#[cfg(windows)]
pub(super) fn is_read_only(_folder: &Path) -> bool {
    false
}

/// The number of the disk that a folder lies on.
#[cfg(unix)]
pub(super) fn device(folder: &Path) -> io::Result<Option<u64>> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(folder).map(|metadata| Some(metadata.dev()))
}

/// std does not tell it on Windows, where a drive that is out takes its letter along.
#[cfg(windows)]
pub(super) fn device(folder: &Path) -> io::Result<Option<u64>> {
    std::fs::metadata(folder).map(|_| None)
}

/// Makes the names in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems (FAT on a stick, network shares) do not sync folders: nothing more can be asked of them.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        result => result,
    }
}

/// Makes the names in a folder durable: NTFS journals them by itself and has no call for it.
#[cfg(windows)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::metadata(folder).map(drop)
}

/// Whether a name leads to no file whose content can be read: a folder, a pipe, a device.
#[cfg(unix)]
pub(super) fn is_no_file(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_dir() || kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device()
}

/// Whether a name leads to no file whose content can be read: a folder.
#[cfg(windows)]
pub(super) fn is_no_file(kind: FileType) -> bool {
    kind.is_dir()
}

/// Whether `path` leads to the very file that is open.
#[cfg(unix)]
pub(super) fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(named) => Ok(open.nlink() > 0 && (open.dev(), open.ino()) == (named.dev(), named.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Length and time of the last change.
#[cfg(unix)]
pub(super) fn stamp(file: &File) -> io::Result<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let now = file.metadata()?;
    Ok(Stamp { length: now.len(), changed: (now.mtime(), now.mtime_nsec()) })
}

/// Windows writes the time of a change down when it pleases.
#[cfg(windows)]
pub(super) fn stamp(_file: &File) -> io::Result<Stamp> {
    Ok(Stamp::default())
}

/// Whether `path` leads to a file at all: which one, Windows does not tell std.
#[cfg(windows)]
pub(super) fn is_same_file(_file: &File, path: &Path) -> io::Result<bool> {
    Ok(path.exists())
}

/// Lets only its owner into a folder.
#[cfg(unix)]
pub(super) fn keep_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(folder)?.permissions().mode() & 0o777;
    if mode == mode & 0o700 {
        return Ok(());
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Windows gives a folder below a person's own to that person alone.
#[cfg(windows)]
pub(super) fn keep_private(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Who owns a file, as a number; `None` where the system does not say.
#[cfg(unix)]
pub(super) fn owner_of(path: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|metadata| metadata.uid())
}

/// Who owns a file, as a number; `None` where the system does not say.
#[cfg(windows)]
pub(super) fn owner_of(_path: &Path) -> Option<u32> {
    None
}
