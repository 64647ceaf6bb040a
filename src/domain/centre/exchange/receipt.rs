//! A receipt of a head: what a centre says, signed and for good, of the record of a station that it held last and since when.
//! Whoever keeps it can show later that nothing before that record was taken away or changed since then.

use serde::{Deserialize, Serialize};

use crate::ids::anchor::Anchor;
use crate::ids::id::StationId;
use crate::time::moment::Moment;

/// The version written now.
pub const VERSION: u32 = 1;

/// What a centre answers when it is asked for a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptAnswer {
    /// Whose.
    pub station: StationId,
    /// The receipt of the last record it holds; `null` before the first.
    pub receipt: Option<SignedReceipt>,
}

/// A receipt as it is kept: the very text that was signed, and the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReceipt {
    /// A [`HeadReceipt`] as JSON, never re-encoded.
    pub text: String,
    /// A JWS over the bytes of the text, detached (RFC 7515, appendix F), `typ` `sportello-head-receipt`.
    pub signature: String,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadReceipt {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// The centre's URN.
    pub centre: String,
    /// Whose journal.
    pub station: StationId,
    /// The last record held.
    pub head: Anchor,
    /// When that record was first held.
    pub seen: Moment,
}

impl SignedReceipt {
    /// What it says; `None` if it is of another shape or of a newer version.
    pub fn read(&self) -> Option<HeadReceipt> {
        serde_json::from_str::<HeadReceipt>(&self.text).ok().filter(|receipt| receipt.version == VERSION)
    }
}
