//! How a journal stands, for the strip and for those who decide.

use super::finding::{AnchorVerdict, Finding};
use crate::domain::anchor::{Anchor, Position};
use crate::domain::moment::Moment;

/// Whether records can be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Writable,
    /// No, until a person decides ([`super::Journal::resume`]): damage was found at opening.
    ReadOnly,
    /// No: a write failed. Reopen.
    Stopped,
}

/// Whether there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Yes.
    Normal,
    /// The reserve is in use: closing, annulling and outcomes still work, issuing does not.
    Low,
}

/// How writing the high-water mark goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HighWaterState {
    /// None is configured.
    Off,
    /// It follows the journal.
    Kept,
    /// It does not fit this journal and is left as it is until a person decides ([`super::Journal::adopt_high_water`]).
    Suspended,
    /// It cannot be written; the journal goes on.
    Failing(String),
}

/// How the second copy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// None is configured.
    Off,
    /// It has everything up to here.
    Current {
        /// Up to which record; `None` for none yet.
        at: Option<Position>,
        /// When that was so.
        since: Moment,
    },
    /// It is there and is being caught up.
    Behind {
        /// Records it lacks.
        records: u64,
    },
    /// It is not there.
    Missing {
        /// Since when.
        since: Moment,
    },
    /// It is there and cannot be used.
    Fault(CopyFault),
}

/// Why a second copy cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// It is another station's.
    OtherStation,
    /// It has records this journal does not have: this journal was restored or cut.
    Ahead {
        /// What it has last.
        head: Anchor,
    },
    /// It has other records than this journal.
    Forked {
        /// Where they differ.
        position: Position,
    },
    /// It is full.
    Full,
    /// It refuses to be written.
    Unwritable {
        /// What the system said.
        reason: String,
    },
}

/// What opening a journal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The last record, if any.
    pub head: Option<Anchor>,
    /// Records that can be read.
    pub records: u64,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// How it stands to its high-water mark.
    pub verdict: AnchorVerdict,
    /// Whether it can be written.
    pub standing: Standing,
}
