//! The disk as the vault and the journal see it: what is promised about durability, order and errors.
//!
//! | file | subject |
//! |---|---|
//! | [`real`] | the operating system's file system |
//! | `os` | what differs between operating systems |
//! | [`tidings`] | files somebody wrote, for somebody else to copy |
//! | `simulated` | a disk in memory that fails and loses power on command, for tests |

mod os;
pub mod real;
#[cfg(any(test, feature = "simulated"))]
pub mod simulated;
pub mod tidings;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use real::RealDisk;
pub use tidings::Tidings;

/// A disk shared by everything that writes to it.
pub type SharedDisk = Arc<dyn Disk>;

/// Files and folders.
///
/// **Durability.** Nothing is durable until told so: the content of a file after [`DiskFile::sync`] returned `Ok`, its
/// name (creation, rename, removal) after [`Disk::sync_folder`] of its folder returned `Ok`. Before that, a power cut
/// keeps any part of it, in any order, torn at any byte.
///
/// **Order.** Calls of one thread take effect in the order they are made, as long as the power stays on.
///
/// **Errors.** After a failed write or sync nothing is known about the bytes concerned, and a later sync that succeeds
/// proves nothing about them: whoever needs them writes them again. [`io::ErrorKind::StorageFull`] and
/// [`io::ErrorKind::QuotaExceeded`] mean that no space is left ([`is_full`]).
pub trait Disk: Send + Sync + fmt::Debug {
    /// Creates a file that must not exist yet, readable by its owner only where the system knows owners.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Opens an existing file for writing in place.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// The whole content of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Exactly `length` bytes from `offset`; [`io::ErrorKind::UnexpectedEof`] if there are fewer.
    fn read_at(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>>;

    /// Length of a file in bytes.
    fn length(&self, path: &Path) -> io::Result<u64>;

    /// Bytes free to this user on the disk of a folder; `None` where the system does not say.
    fn free(&self, folder: &Path) -> io::Result<Option<u64>>;

    /// Whether the system says that the disk of a folder takes nothing. Where it does not say, it does.
    fn is_read_only(&self, _folder: &Path) -> bool {
        false
    }

    /// Which disk a folder lies on: another number where another disk is mounted. `None` where the system does not say.
    fn device(&self, folder: &Path) -> io::Result<Option<u64>>;

    /// Whether a file or folder is there.
    fn exists(&self, path: &Path) -> bool;

    /// Names of the files (not the folders) in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Names of the folders in a folder, sorted.
    fn folders(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Makes a folder and those above it; content if it is there.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;

    /// Gives a file a new name in one step, replacing what had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable. Does nothing where the operating system has no such notion (Windows).
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Holds an existing file for this process alone until the result is dropped; the system frees it even after
    /// kill -9. [`io::ErrorKind::WouldBlock`] if somebody else holds it. Where the file system knows no locks, nothing is
    /// held and nothing is refused.
    fn hold(&self, path: &Path) -> io::Result<Held>;
}

/// A file held for this process alone.
pub type Held = Box<dyn fmt::Debug + Send + Sync>;

/// A file open for writing.
pub trait DiskFile: Send + fmt::Debug {
    /// Writes all of `bytes` at `offset`, growing the file if needed. On an error any part may have been written.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes the content durable (and the length, if it grew).
    fn sync(&mut self) -> io::Result<()>;

    /// Whether `path` still leads to this very file: nobody removed it, or put another in its place. Where the system
    /// cannot tell, it does.
    fn is_at(&self, path: &Path) -> io::Result<bool>;

    /// What shows that somebody wrote into the file. Where the system cannot tell, always the same.
    fn stamp(&self) -> io::Result<Stamp>;

    /// Takes `length` bytes of disk space for the file and makes it that long; new bytes read as zero.
    fn allocate(&mut self, length: u64) -> io::Result<()>;

    /// Cuts the file to `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

/// Length and time of the last change of an open file: as they were after one's own last write, nobody wrote since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub length: u64,
    /// Seconds and nanoseconds, as the file system keeps them.
    pub changed: (i64, i64),
}

/// Makes a folder and makes its name durable.
pub fn create_folder_durably(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    disk.create_folder(folder)?;
    folder.parent().map_or(Ok(()), |above| disk.sync_folder(above))
}

/// Lets only its owner into a folder, where the system knows owners. Best effort: it may be another's.
pub fn keep_private(folder: &Path) {
    if let Err(error) = os::keep_private(folder) {
        tracing::debug!(%error, "the folder stays open to others");
    }
}

/// Whether an error says that nothing can be written on this disk.
pub fn is_read_only(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ReadOnlyFilesystem
}

/// What to add to an error of a file that may not be read: whose it is.
pub fn whose(path: &Path, error: &io::Error) -> String {
    match os::owner_of(path).filter(|_| error.kind() == io::ErrorKind::PermissionDenied) {
        Some(owner) => format!(" (it belongs to user {owner})"),
        None => String::new(),
    }
}

/// Whether an error says that the disk is full.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Puts `bytes` in the file `path` so that at any instant, also after a power cut, either the old or the new content is
/// there whole: a file beside it, synced, renamed, the folder synced. The folder must exist.
pub fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    swap_in(disk, path, bytes, true)
}

/// Like [`replace`], but without waiting for the disk: after a power cut the content may be the old one or damaged.
pub fn replace_lazily(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    swap_in(disk, path, bytes, false)
}

fn swap_in(disk: &dyn Disk, path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut beside = name.to_os_string();
    beside.push(".new");
    let beside = path.with_file_name(beside);
    if disk.exists(&beside) {
        disk.remove(&beside)?;
    }
    let written = (|| {
        let mut file = disk.create(&beside)?;
        file.write_at(0, bytes)?;
        if durable { file.sync() } else { Ok(()) }
    })();
    if let Err(error) = written.and_then(|()| disk.rename(&beside, path)) {
        // Best effort: a leftover is replaced at the next try.
        let _ = disk.remove(&beside);
        return Err(error);
    }
    match path.parent() {
        Some(folder) if durable => disk.sync_folder(folder),
        _ => Ok(()),
    }
}
