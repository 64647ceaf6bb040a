//! The desk's folded state, so that opening need not fold from the first record. A file of its own: it has megabytes after a
//! long outage, and every older one would stay in sled's log as waste. May be lost.

use std::fs;
use std::path::PathBuf;

use disk::{self, RealDisk};

use super::folder::FORMAT;
use super::store::{ChainAt, Store};
use crate::error::StoreError;

impl Store {
    /// Keeps the desk's folded state as of a record.
    pub fn save_head(&self, position: u64, chain: [u8; 32], folded: &[u8]) -> Result<(), StoreError> {
        let head = [&position.to_be_bytes()[..], &chain, folded].concat();
        let sealed = self.seals.seal(&place(), &head);
        let path = self.head_path();
        disk::replace(&RealDisk, &path, &sealed).map_err(StoreError::io("writing", path))
    }

    /// That state and its position; `None` if there is none, it does not open or is not of this journal.
    pub fn head(&self, journal: ChainAt) -> Option<(u64, Vec<u8>)> {
        let sealed = fs::read(self.head_path()).ok()?;
        let head = self.seals.open(&place(), &sealed).ok()?;
        let (position, rest) = head.split_first_chunk()?;
        let (chain, folded) = rest.split_first_chunk::<32>()?;
        let position = u64::from_be_bytes(*position);
        (journal(position) == Some(*chain)).then(|| (position, folded.to_vec()))
    }

    /// Removes that state.
    pub(super) fn forget_head(&self) -> Result<(), StoreError> {
        match fs::remove_file(self.head_path()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io("removing", self.head_path())(error))
            }
            _ => Ok(()),
        }
    }

    fn head_path(&self) -> PathBuf {
        self.folder().path().join("head")
    }
}

/// Raised when the state folds a kind of record that a program of before passed over: what that one kept is folded anew.
const FOLDS: u32 = 2;

/// What it is sealed for: a state of another version does not open.
fn place() -> Vec<u8> {
    [b"head|", &FORMAT.to_be_bytes()[..], &FOLDS.to_be_bytes()[..]].concat()
}
