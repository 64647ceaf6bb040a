//! Signatures, being filled.
#![allow(clippy::todo, unused_variables, clippy::unused_self, clippy::needless_pass_by_value, missing_docs)]

use std::path::Path;

use super::*;
use crate::disk::SharedDisk;
use crate::domain::anchor::{Anchor, ChainHash, Position};
use crate::domain::id::StationId;
use crate::vault::{KeyRing, KeySlots};

pub struct Journal;
pub struct Ticket {
    pub position: Position,
    pub chain: ChainHash,
}
pub struct Records;
pub struct VerifyReport {
    pub station: Option<StationId>,
    pub records: u64,
    pub segments: u32,
    pub head: Option<Anchor>,
    pub payloads_checked: bool,
    pub findings: Vec<Finding>,
    pub anchor: Option<Comparison>,
}

impl Ticket {
    pub fn anchor(&self) -> Anchor {
        todo!()
    }
    /// Blocks until the record is durable and observed.
    pub fn wait(self) -> Result<(), AppendError> {
        todo!()
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;
    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }
}

impl Journal {
    pub fn exists(disk: &SharedDisk, folder: &Path) -> bool {
        todo!()
    }
    pub fn create(
        m: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<Self, OpenFailure> {
        todo!()
    }
    pub fn open(
        m: Means,
        folder: &Path,
        settings: Settings,
        observer: Observer,
    ) -> Result<(Self, Opening), OpenFailure> {
        todo!()
    }
    pub fn station(&self) -> StationId {
        todo!()
    }
    pub fn enqueue(&self, draft: Draft) -> Result<Ticket, AppendError> {
        todo!()
    }
    /// The last durable record.
    pub fn head(&self) -> Option<Anchor> {
        todo!()
    }
    pub fn read(&self, position: Position) -> Result<Record, ReadError> {
        todo!()
    }
    /// Durable records from a position on; damaged ones come as errors and the walk goes on.
    pub fn records(&self, from: Position) -> Records {
        todo!()
    }
    pub fn compare(&self, anchor: Anchor) -> Comparison {
        todo!()
    }
    pub fn standing(&self) -> Standing {
        todo!()
    }
    pub fn is_stopped(&self) -> bool {
        todo!()
    }
    /// A person decided to go on in spite of the damage.
    pub fn resume(&self) {
        todo!()
    }
    pub fn space(&self) -> Space {
        todo!()
    }
    pub fn restore_reserve(&self) -> Space {
        todo!()
    }
    pub fn second_copy(&self) -> CopyState {
        todo!()
    }
    /// Drains, syncs, stops the threads. Also done on drop.
    pub fn close(&self) {
        todo!()
    }
}

/// The newest readable key slots in the folder: `keyslots.json`, else the segment headers.
pub fn slots(disk: &SharedDisk, folder: &Path) -> Option<KeySlots> {
    todo!()
}

/// Looks at a journal without changing anything.
pub fn verify(
    disk: &SharedDisk,
    folder: &Path,
    keys: Option<&KeyRing>,
    anchor: Option<Anchor>,
) -> Result<VerifyReport, OpenFailure> {
    todo!()
}
