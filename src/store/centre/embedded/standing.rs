//! A note beside sled that tells a database cut short: sled opens a file that lost its end, or all, without a word.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::error::StoreError;

/// The file `standing`: how many writes the database had at least. It is written after the database is durable and not
/// synced itself: it may lag behind, never be ahead.
pub(super) struct Standing {
    file: File,
    told: u64,
}

impl Standing {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("standing");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io("opening", &path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(StoreError::io("reading", &path))?;
        Ok(Self { file, told: read(&bytes).unwrap_or(0) })
    }

    /// How many writes there were when it was last told; 0 if it never was, or the note was torn.
    pub(super) fn told(&self) -> u64 {
        self.told
    }

    /// Notes that `writes` are durable. A note that cannot be written only tells less.
    pub(super) fn tell(&mut self, writes: u64) {
        let number = writes.to_be_bytes();
        let mut note = [0; 12];
        note[..8].copy_from_slice(&number);
        note[8..].copy_from_slice(&crc32c::crc32c(&number).to_be_bytes());
        let _ = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(&note));
    }
}

fn read(bytes: &[u8]) -> Option<u64> {
    let (number, sum) = bytes.split_first_chunk::<8>()?;
    (sum == crc32c::crc32c(number).to_be_bytes()).then(|| u64::from_be_bytes(*number))
}
