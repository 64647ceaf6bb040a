//! What can go wrong with an extract.

use std::io;

use thiserror::Error;

use crate::vault::OpenError;

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
    /// The text is in another encoding.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// No row was usable.
    #[error("no row can be used")]
    Empty,
    /// More rows than can be counted.
    #[error("the file has too many rows")]
    TooManyRows,
    /// The delivered file cannot be read to its end.
    #[error("the file cannot be read: {0}")]
    Delivered(io::Error),
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
