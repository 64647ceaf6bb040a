//! What can go wrong with an extract.

use std::io;

use thiserror::Error;

use super::reasons::Reason;
use vault::OpenError;

/// Why an extract cannot be read or kept.
#[derive(Debug, Error)]
pub enum ExtractError {
    /// The first line is no header.
    #[error("the first line does not name the columns")]
    NoHeader,
    /// The header lacks what nothing works without.
    #[error("the column {0} is missing")]
    ColumnMissing(&'static str),
    /// A column is named twice.
    #[error("the column {0} stands twice")]
    ColumnTwice(&'static str),
    /// It is no text in an encoding that is known.
    #[error("the file is no text in UTF-8 or Windows-1252")]
    NotUtf8,
    /// No row was usable.
    #[error("no row can be used")]
    Empty {
        /// Rows there are.
        rows: u64,
        /// Why, the commonest first.
        reasons: Vec<Reason>,
    },
    /// More rows than can be counted.
    #[error("the file has too many rows")]
    TooManyRows,
    /// The sealed file was altered, cut, or is another one.
    #[error("the sealed extract was altered on disk")]
    Altered,
    /// The disk failed.
    #[error("the disk refused: {0}")]
    Disk(#[from] io::Error),
}

impl From<OpenError> for ExtractError {
    fn from(_: OpenError) -> Self {
        Self::Altered
    }
}
