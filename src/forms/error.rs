//! Why a form is not accepted: file, line, reason.

use std::io;

/// A form that is not accepted. The start stops with it: a wrong form is mended, not skipped.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Something in the file is wrong.
    #[error("{file}:{line}: {reason}")]
    Wrong {
        /// Which file.
        file: String,
        /// Which line, from 1.
        line: usize,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The file or folder cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Two files hold the same form.
    #[error("{file}: the form “{id}” is already in {other}: give one of them another id")]
    Twice {
        /// The second file.
        file: String,
        /// The first one.
        other: String,
        /// The form.
        id: String,
    },
}

/// A reason at a place (byte offset) of one file.
#[derive(Debug)]
pub(super) struct Complaint {
    pub at: usize,
    pub reason: String,
}

impl Complaint {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }

    /// With the file, and the line the offset falls on.
    pub(super) fn within(self, file: &str, text: &str) -> FormError {
        let upto = text.get(..self.at.min(text.len())).unwrap_or(text);
        FormError::Wrong { file: file.to_owned(), line: upto.matches('\n').count() + 1, reason: self.reason }
    }
}
