//! What can go wrong with the journal, and what to do about it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::LARGEST_PAYLOAD;
use disk;
use domain::ids::anchor::Position;
use domain::ids::id::StationId;
use vault::OpenError;

/// Why a journal cannot be created or opened.
#[derive(Debug, Error)]
pub enum OpenFailure {
    /// The disk failed, or may not be read.
    #[error("{}: {source}{}", path.display(), disk::whose(path, source))]
    Disk {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is a journal already.
    #[error("{} already holds a journal: open it, or choose an empty folder", folder.display())]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// There is none.
    #[error("{} holds no journal", folder.display())]
    Absent {
        /// The folder.
        folder: PathBuf,
    },
    /// The keys are another station's.
    #[error(
        "this journal belongs to station {found}, the keys to station {keys}: unlock with this journal's own key slots"
    )]
    OtherStation {
        /// Whose the journal is.
        found: StationId,
        /// Whose the keys are.
        keys: StationId,
    },
    /// Written by a newer version.
    #[error("this journal has format version {found}, this program writes version 1: use the newer program")]
    Version {
        /// The version found.
        found: u16,
    },
}

/// Why no higher number may be given: after damage nobody would know how far the numbers had come.
#[derive(Debug, Error)]
#[error(
    "the high-water mark {} cannot be written: {source}; no number is given beyond what it says: make room or repair that disk, then issue again",
    path.display()
)]
pub struct MarkFailure {
    /// Where the mark is.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// Why a record was not appended, or why nobody can say whether it was.
#[derive(Clone, Debug, Error)]
pub enum AppendError {
    /// The payload is too large. Nothing was written.
    #[error(
        "a record holds at most {LARGEST_PAYLOAD} bytes, this one has {found}: keep large content as a blob"
    )]
    TooLarge {
        /// Its size in bytes.
        found: usize,
    },
    /// The journal serves reading only. Nothing was written.
    #[error("the journal is read-only until a person decides what to do about the damage found")]
    ReadOnly,
    /// An earlier write failed. Nothing was written.
    #[error("the journal stopped after a failed write: reopen it")]
    Stopped,
    /// Writing or syncing failed: the record may be there or not. Reopening tells.
    #[error("outcome uncertain, the disk failed while writing: {0}; reopen the journal to know")]
    Uncertain(#[source] Arc<io::Error>),
}

/// Why a record cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The journal does not reach that far.
    #[error("the journal has no position {0}")]
    Beyond(Position),
    /// Its bytes are damaged or missing.
    #[error("the record at position {0} is damaged; look for it on the second copy")]
    Damaged(Position),
    /// Its payload was dropped when its time was over.
    #[error("the payload at position {0} was erased")]
    Erased(Position),
    /// Its payload does not open or does not fit its header.
    #[error("the payload at position {position} was altered: {source}")]
    Altered {
        /// Where.
        position: Position,
        /// Why.
        source: OpenError,
    },
    /// The disk failed.
    #[error("position {position} cannot be read: {source}")]
    Disk {
        /// Where.
        position: Position,
        /// What the system said.
        source: io::Error,
    },
}
