//! The operating system's file system.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::{Disk, DiskFile, Held, SharedDisk, Stamp, os};

/// The operating system's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl RealDisk {
    /// The disk, ready to be shared.
    pub fn shared() -> SharedDisk {
        Arc::new(Self)
    }
}

impl Disk for RealDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        Ok(Box::new(RealFile(os::private(&mut options).open(path)?)))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(RealFile(OpenOptions::new().read(true).write(true).open(path)?)))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_at(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        os::read_at(&File::open(path)?, offset, &mut bytes)?;
        Ok(bytes)
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        fs::metadata(path).map(|metadata| metadata.len())
    }

    fn free(&self, folder: &Path) -> io::Result<Option<u64>> {
        os::free(folder)
    }

    fn is_read_only(&self, folder: &Path) -> bool {
        os::is_read_only(folder)
    }

    fn device(&self, folder: &Path) -> io::Result<Option<u64>> {
        os::device(folder)
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A name that is no Unicode is none of ours, and reading a pipe would wait for ever.
            if !os::is_no_file(entry.file_type()?)
                && let Ok(name) = entry.file_name().into_string()
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn folders(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir()
                && let Ok(name) = entry.file_name().into_string()
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        os::sync_folder(folder)
    }

    fn hold(&self, path: &Path) -> io::Result<Held> {
        let file = File::open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Box::new(file))
            }
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

#[derive(Debug)]
struct RealFile(File);

impl DiskFile for RealFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        os::write_at(&self.0, offset, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn is_at(&self, path: &Path) -> io::Result<bool> {
        os::is_same_file(&self.0, path)
    }

    fn stamp(&self) -> io::Result<Stamp> {
        os::stamp(&self.0)
    }

    fn allocate(&mut self, length: u64) -> io::Result<()> {
        os::allocate(&self.0, length)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replace;

    #[test]
    fn a_replaced_file_holds_the_new_content_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyslots.json");
        replace(&RealDisk, &path, b"old").unwrap();
        replace(&RealDisk, &path, b"new").unwrap();
        assert_eq!(RealDisk.read(&path).unwrap(), b"new");
        assert_eq!(RealDisk.list(folder.path()).unwrap(), ["keyslots.json"]);
    }

    #[test]
    fn allocated_space_reads_as_zero_and_is_written_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("segment");
        let mut file = RealDisk.create(&path).unwrap();
        file.allocate(64).unwrap();
        file.write_at(8, b"here").unwrap();
        file.sync().unwrap();
        assert_eq!(RealDisk.length(&path).unwrap(), 64);
        assert_eq!(RealDisk.read_at(&path, 7, 6).unwrap(), b"\0here\0");
        file.cut(10).unwrap();
        assert_eq!(RealDisk.read(&path).unwrap().len(), 10);
        assert!(RealDisk.create(&path).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        RealDisk.create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
