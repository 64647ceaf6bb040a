//! Errors of what a second copy is made from: the stick has no part in them, and no other folder on it would help.

use std::{fmt, io};

use super::error::ReadError;

/// An error of this computer's own disk.
#[derive(Debug)]
struct SourceError(io::Error);

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what is to be copied cannot be read: {}", self.0)
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Marks an error as one of the source. Its kind stays.
pub(super) fn of_source(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), SourceError(error))
}

/// Whether an error is one of the source.
pub(super) fn is_of_source(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<SourceError>() || inner.is::<ReadError>())
}
