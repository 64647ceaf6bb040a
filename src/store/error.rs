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
    /// sled refused, or stays refused after an earlier failure. [`super::station::store::Store::reopen`] heals it.
    #[error("the store refuses: {0}; reopen it")]
    Refused(#[source] sled::Error),
    /// What is read is not what was written. [`super::station::store::Store::reopen`] abandons the generation; then replay from the start.
    #[error("the store is damaged: {0}; reopen it and replay the journal")]
    Damaged(&'static str),
    /// Records before these have not been handed over, or an earlier failure stopped the projections at `applied`.
    #[error(
        "the store stands at {applied} and was handed {position}: reopen it and replay what lies between"
    )]
    Behind {
        /// Up to where the projections stand.
        applied: u64,
        /// The record that could not be applied.
        position: u64,
    },
    /// The store was closed.
    #[error("the store is closed; reopen it")]
    Closed,
}

impl StoreError {
    /// An error of the file system, said with what was being done.
    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
}

impl StoreError {
    /// Whether the disk takes nothing.
    pub fn is_read_only(&self) -> bool {
        match self {
            Self::Io { source, .. } | Self::Refused(sled::Error::Io(source)) => disk::is_read_only(source),
            _ => false,
        }
    }

    /// Whether the disk has no room for it.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Io { source, .. } | Self::Refused(sled::Error::Io(source)) => disk::is_full(source),
            _ => false,
        }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Corruption { .. } | sled::Error::ReportableBug(_) | sled::Error::Unsupported(_) => {
                Self::Damaged("its files were altered")
            }
            sled::Error::Io(error) if !is_outside(&error) => Self::Damaged("its files cannot be read"),
            error => Self::Refused(error),
        }
    }
}

/// Whether the surroundings are at fault (space, rights, another process), not the files themselves.
pub(super) fn is_outside(error: &io::Error) -> bool {
    disk::is_full(error) || is_locked(error) || is_forbidden(error)
}

/// Whether another holder has the files. (sled says so only in words.)
pub(super) fn is_locked(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || error.to_string().contains("could not acquire lock")
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
