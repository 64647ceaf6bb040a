//! What can go wrong with the store. Nothing here ever means that an issued entry is lost: that is the journal's.

use std::io;
use std::path::PathBuf;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of the store could not be read or written (full disk, rights). Reopen once that is mended.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// sled refused, or stays refused after an earlier failure. [`super::Store::reopen`] heals it.
    #[error("the store refuses: {0}; reopen it")]
    Refused(#[source] sled::Error),
    /// What is read is not what was written. [`super::Store::reopen`] abandons the generation; then replay from 0.
    #[error("the store is damaged ({0}); reopen it and replay the journal")]
    Damaged(&'static str),
    /// Records before these have not been handed over: the projections stand at `applied`. Replay from there.
    #[error("the store stands at {applied}, and was handed {position}; replay what lies between")]
    Behind {
        /// Up to where the projections stand.
        applied: u64,
        /// First record that could not be applied.
        position: u64,
    },
    /// The store was closed.
    #[error("the store is closed; reopen it")]
    Closed,
}
