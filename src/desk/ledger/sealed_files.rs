//! Content kept as sealed files.

use super::desk::Desk;
use crate::desk::error::Cause;
use crate::desk::error::DeskError;
use crate::desk::error::FieldProblem;
use crate::desk::papers::compose::Given;
use crate::desk::parts::limits::ISSUERS;
use crate::desk::parts::limits::REASON;
use crate::desk::parts::limits::read_reason;
use crate::desk::parts::session::Session;
use crate::desk::register::entries::EntryView;
use crate::desk::stop_reason::StopReason;
use crate::domain::ids::id::EntryId;
use crate::domain::journal::event::Event;
use crate::domain::journal::record::Kind;
use crate::domain::office::operator::Role;
use crate::domain::register::entry::PaperStep;
use crate::domain::text::lines;
use crate::domain::time::moment::Moment;
use crate::paper::mark_copy;
use crate::store;
use crate::vault::BlobError;
use crate::vault::BlobHash;
use crate::vault::Blobs;
use std::fmt;

/// Keeps content as a sealed file; durable when this returns.
pub(in crate::desk) fn keep_in(blobs: &Blobs, content: &[u8]) -> Result<BlobHash, DeskError> {
    blobs.put(content).map_err(unkept)
}

pub(in crate::desk) fn unkept(error: BlobError) -> DeskError {
    match error {
        BlobError::Disk(error) if crate::disk::is_full(&error) => {
            DeskError::Stopped { reason: StopReason::DiskFull }
        }
        error => DeskError::FolderFailed(Cause::of(error)),
    }
}
