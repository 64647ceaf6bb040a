//! A file to be handed over: written beside its place, readable by its owner only, and put there whole.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::{Disk, DiskFile, RealDisk};

/// Bytes gathered before the disk is asked.
const PIECE: usize = 256 * 1024;

/// A file being written.
pub struct OpenFile {
    file: Box<dyn DiskFile>,
    beside: PathBuf,
    at: u64,
    piece: Vec<u8>,
}

impl OpenFile {
    /// Begins it. What an earlier try left behind goes.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let beside = path.with_extension("part");
        if RealDisk.exists(&beside) {
            RealDisk.remove(&beside)?;
        }
        let file = RealDisk.create(&beside)?;
        Ok(Self { file, beside, at: 0, piece: Vec::with_capacity(PIECE) })
    }

    /// Makes it durable under its name.
    pub fn end(mut self, path: &Path) -> io::Result<()> {
        self.flush()?;
        self.file.sync()?;
        RealDisk.rename(&self.beside, path)
    }

    /// Leaves nothing of it.
    pub fn abandon(self) {
        if let Err(error) = RealDisk.remove(&self.beside) {
            tracing::warn!(%error, "a file that was begun stays behind");
        }
    }
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_at(self.at, &self.piece)?;
        self.at += self.piece.len() as u64;
        self.piece.clear();
        Ok(())
    }
}
