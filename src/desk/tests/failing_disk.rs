//! The real disk, whose writes and syncs fail on command.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use disk::{Disk, DiskFile, Held, RealDisk, SharedDisk, Stamp};

/// What fails from now on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Failing {
    Nothing,
    Sync,
    Write,
    /// Everything that takes space, as on a full disk.
    Full,
}

#[derive(Clone, Debug, Default)]
pub struct FailingDisk(Arc<AtomicU8>);

impl FailingDisk {
    pub fn shared(&self) -> SharedDisk {
        Arc::new(self.clone())
    }

    pub fn fail(&self, failing: Failing) {
        self.0.store(failing as u8, Ordering::SeqCst);
    }

    fn check(&self, failing: Failing, kind: io::ErrorKind) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) == failing as u8 { Err(kind.into()) } else { Ok(()) }
    }

    fn wrap(&self, file: Box<dyn DiskFile>) -> Box<dyn DiskFile> {
        Box::new(FailingFile { disk: self.clone(), file })
    }
}

impl Disk for FailingDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(Failing::Full, io::ErrorKind::StorageFull)?;
        Ok(self.wrap(RealDisk.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(self.wrap(RealDisk.open(path)?))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(path)
    }

    fn read_at(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        RealDisk.read_at(path, offset, length)
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        RealDisk.length(path)
    }

    fn free(&self, folder: &Path) -> io::Result<Option<u64>> {
        RealDisk.free(folder)
    }

    fn device(&self, folder: &Path) -> io::Result<Option<u64>> {
        RealDisk.device(folder)
    }

    fn exists(&self, path: &Path) -> bool {
        RealDisk.exists(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        RealDisk.list(folder)
    }

    fn folders(&self, folder: &Path) -> io::Result<Vec<String>> {
        RealDisk.folders(folder)
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.create_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.sync_folder(folder)
    }

    fn hold(&self, path: &Path) -> io::Result<Held> {
        RealDisk.hold(path)
    }
}

#[derive(Debug)]
struct FailingFile {
    disk: FailingDisk,
    file: Box<dyn DiskFile>,
}

impl DiskFile for FailingFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.disk.check(Failing::Write, io::ErrorKind::Other)?;
        self.file.write_at(offset, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.check(Failing::Sync, io::ErrorKind::Other)?;
        self.file.sync()
    }

    fn is_at(&self, path: &Path) -> io::Result<bool> {
        self.file.is_at(path)
    }

    fn stamp(&self) -> io::Result<Stamp> {
        self.file.stamp()
    }

    fn allocate(&mut self, length: u64) -> io::Result<()> {
        self.disk.check(Failing::Full, io::ErrorKind::StorageFull)?;
        self.file.allocate(length)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.cut(length)
    }
}
