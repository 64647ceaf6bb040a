//! A file to be handed over: written beside its place, readable by its owner only, and put there whole.

use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use disk::{Disk, DiskFile, RealDisk};

/// Bytes gathered before the disk is asked.
const PIECE: usize = 256 * 1024;

/// A file being written.
pub struct OpenFile {
    file: BufWriter<Growing>,
    beside: PathBuf,
}

impl OpenFile {
    /// Begins it. What an earlier try left behind goes.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let beside = path.with_extension("part");
        if RealDisk.exists(&beside) {
            RealDisk.remove(&beside)?;
        }
        let file = Growing { file: RealDisk.create(&beside)?, at: 0 };
        Ok(Self { file: BufWriter::with_capacity(PIECE, file), beside })
    }

    /// Makes it durable under its name.
    pub fn end(self, path: &Path) -> io::Result<()> {
        let mut whole = self.file.into_inner().map_err(IntoInnerError::into_error)?;
        whole.file.sync()?;
        RealDisk.rename(&self.beside, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        RealDisk.sync_folder(folder.unwrap_or(Path::new(".")))
    }

    /// Leaves nothing of it.
    pub fn abandon(self) {
        // What is still gathered is not written any more.
        drop(self.file.into_parts());
        if let Err(error) = RealDisk.remove(&self.beside) {
            tracing::warn!(%error, "a file that was begun stays behind");
        }
    }
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file written from its beginning to its end.
struct Growing {
    file: Box<dyn DiskFile>,
    at: u64,
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(self.at, bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
