//! Content kept as sealed files.

use crate::error::{Cause, DeskError};
use crate::stop_reason::StopReason;
use vault::{BlobError, BlobHash, Blobs};

/// Keeps content as a sealed file; durable when this returns.
pub(crate) fn keep_in(blobs: &Blobs, content: &[u8]) -> Result<BlobHash, DeskError> {
    blobs.put(content).map_err(unkept)
}

pub(crate) fn unkept(error: BlobError) -> DeskError {
    match error {
        BlobError::Disk(error) if disk::is_full(&error) => {
            DeskError::Stopped { reason: StopReason::DiskFull }
        }
        error => DeskError::FolderFailed(Cause::of(error)),
    }
}
