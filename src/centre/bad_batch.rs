//! Why a batch does not hold.

use domain::centre::exchange::batch::LARGEST_BATCH;

/// Why a batch does not hold. Nothing of it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBatch {
    /// No record, or too many.
    #[error("a batch has 1 to {LARGEST_BATCH} records")]
    Count,
    /// A header, salt or payload that is none.
    #[error("record {0} of the batch is malformed")]
    Malformed(usize),
    /// A record of another station.
    #[error("record {0} of the batch belongs to another station")]
    OtherStation(usize),
    /// Not the position that follows.
    #[error("record {0} of the batch is out of order")]
    Order(usize),
    /// The payload is not the one its header commits to.
    #[error("the payload of record {0} of the batch was altered")]
    Altered(usize),
    /// A payload that never leaves its station was sent.
    #[error("record {0} of the batch is local: only its header may be sent")]
    Local(usize),
}
