//! What stands first in a bundle: a file that carries records to a centre, or outcomes back, without a network.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::anchor::Anchor;
use crate::ids::body::BodyCode;
use crate::ids::id::StationId;
use crate::time::moment::Moment;

/// The version written now.
pub const VERSION: u32 = 1;

/// Name of the part with records or outcomes, one JSON value a line.
pub const RECORDS: &str = "records.jsonl";
/// Name of the part with what the centre had told of the entries, one JSON value a line, before the records.
pub const TOLD: &str = "told.jsonl";
/// Name of the part with outcomes.
pub const OUTCOMES: &str = "outcomes.jsonl";
/// What the names of files begin with; the SHA-256 follows.
pub const BLOBS: &str = "blobs/";

/// What a bundle holds, signed by who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// Whose records, or whose entries' outcomes.
    pub station: StationId,
    /// The station that goes on where that one ended, whose continuation of it is spoken of; none where that one lives, and in
    /// bundles of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continued_by: Option<StationId>,
    /// Whom it was encrypted to (`age1…`): a bundle opened and closed again for somebody else is told from that.
    pub recipient: String,
    /// Whom an answer may be encrypted to (`age1…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// IPA code of the maker's body, if it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyCode>,
    /// When it was made, by its maker's clock.
    pub made: Moment,
    /// What it carries.
    pub content: Content,
    /// Everything that follows, in order.
    pub parts: Vec<Part>,
}

/// What a bundle carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    /// Records of a station, to a centre.
    Records {
        /// What the first one follows; `null` at the beginning of a journal.
        after: Option<Anchor>,
        /// The last one.
        last: Anchor,
        /// How many.
        records: u64,
        /// The epoch of the centre's data, as it said last, to which all that it ever told of this line is said back in the part
        /// [`TOLD`]; none, and no such part, for a centre that never named one, and in bundles of before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<Uuid>,
    },
    /// Outcomes, from a centre back to a station.
    Outcomes {
        /// Sequence number the first one comes after.
        after: u64,
        /// Sequence number of the newest.
        last: u64,
        /// How many.
        outcomes: u64,
        /// The last record of the station that the centre holds.
        head: Option<Anchor>,
        /// The epoch of the centre's data; none of a centre that cannot be said back what it told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Uuid>,
    },
}

/// One file in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// [`RECORDS`], [`TOLD`], [`OUTCOMES`], or [`BLOBS`] and a SHA-256.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of them, in hexadecimal.
    pub sha256: String,
}
