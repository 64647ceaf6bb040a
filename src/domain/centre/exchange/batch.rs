//! Records on their way to a centre.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::anchor::Anchor;
use crate::ids::id::StationId;

/// Records a batch holds at most.
pub const LARGEST_BATCH: usize = 500;

/// Bytes a batch has at most, as JSON before compression. A batch of one record may always be sent: a payload has at most
/// 1 MiB.
pub const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// One record of a station's journal as it travels: every header goes, payloads only of class *shared*.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentRecord {
    /// The 72 bytes of the clear header, in hexadecimal.
    pub header: String,
    /// The 32 bytes of the commitment's salt, in hexadecimal; with the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The stored bytes of the payload, UTF-8 JSON, as text: never re-encoded. Absent for records of class *local*, and
    /// where the payload can be read no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
}

// A payload holds personal data: it never reaches a log.
impl std::fmt::Debug for SentRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentRecord").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Records in order, without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// What the first record follows; `null` before the first record of a journal.
    pub after: Option<Anchor>,
    /// The records, from the position after `after` on: 1 to [`LARGEST_BATCH`].
    pub records: Vec<SentRecord>,
}

/// How far a centre has come with a station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionAnswer {
    /// Whose.
    pub station: StationId,
    /// The last record it holds; `null` if none.
    pub head: Option<Anchor>,
    /// Sequence number of the newest outcome for this station; 0 if none.
    pub outcomes: u64,
    /// The epoch its data are in: another one since they were put back from a copy. Absent where the centre does not take back
    /// what it told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
}
