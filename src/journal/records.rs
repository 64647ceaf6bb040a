//! Walks through the durable records in order.

use std::sync::Arc;

use super::error::ReadError;
use super::library::{Library, Row, open_frame};
use super::record::Record;
use domain::ids::anchor::Position;
use vault::KeyRing;

const ROW: u64 = 2 * 1024 * 1024;

/// Records from a position up to what was durable when the walk began. A record that cannot be read comes as an error and
/// the walk goes on.
#[derive(Debug)]
pub struct Records {
    library: Arc<Library>,
    keys: Arc<KeyRing>,
    next: Position,
    last: Option<Position>,
    row: Row,
}

impl Records {
    pub(super) fn new(library: Arc<Library>, keys: Arc<KeyRing>, from: Position) -> Self {
        let last = library.head().map(|head| head.position);
        Self { library, keys, next: from, last, row: Row::default() }
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.next;
        if self.last.is_none_or(|last| last < position) {
            return None;
        }
        self.next = position.next();
        if let Some(frame) = self.row.frame(&self.library, position) {
            return Some(open_frame(&frame, &self.keys));
        }
        self.row = match self.library.row(position, ROW) {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        match self.row.frame(&self.library, position) {
            Some(frame) => Some(open_frame(&frame, &self.keys)),
            None => Some(Err(ReadError::Damaged(position))),
        }
    }
}
