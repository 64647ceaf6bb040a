//! Content kept as sealed files.

use crate::desk::error::{Cause, DeskError};
use crate::desk::stop_reason::StopReason;
use crate::vault::{BlobError, BlobHash, Blobs};

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
