//! How a journal stands, for the strip and for those who decide.

use std::collections::BTreeMap;

use super::finding::{AnchorVerdict, Finding, Span};
use super::mark::Successor;
use domain::ids::anchor::{Anchor, Position};
use domain::time::moment::Moment;

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
    /// Yes, but none can be kept back: something other than a full disk is in the way of the reserve.
    Unreserved,
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
    /// It cannot be written; the journal goes on, up to the last number that the mark covers.
    Failing(String),
    /// Another process wrote it: two copies of the folder run on this machine.
    Taken,
}

/// How the second copy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// None is configured.
    Off,
    /// It has everything up to here, and all that goes with the journal.
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
    /// It has all records, and not yet all that goes with them.
    Filling {
        /// Files it lacks.
        files: u64,
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
    /// Another life was begun from it.
    Claimed(Successor),
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

/// What speaks against a journal being the only and the newest life of its register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// Another process wrote its high-water mark.
    Mark,
    /// The second copy has records that it lacks, or others.
    Copy,
    /// The second copy says that another life was begun from it.
    NewerLife,
}

/// What the second copy said before the first record of this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyVerdict {
    /// None is configured.
    NotKept,
    /// None was begun yet.
    New,
    /// It holds what the journal holds, up to `at`.
    Agrees {
        /// Its last record; `None` for none.
        at: Option<Anchor>,
    },
    /// It is not there.
    Away,
    /// It is there and says nothing that can be read, or does not answer.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// Another life was begun from it.
    Claimed(Successor),
    /// It had records on the same chain that the journal lacked; they were taken back.
    Ahead {
        /// Its last record.
        head: Anchor,
        /// Whether it ends where the station was stopped in order: then nothing came after.
        closed: bool,
    },
    /// It has other records than this journal.
    Forked {
        /// Where they differ, as far as is known.
        position: Position,
    },
}

impl CopyVerdict {
    /// Whether issuing may go on without a person's decision, as far as the copy goes.
    pub fn allows_issuing(&self) -> bool {
        match self {
            Self::NotKept | Self::New | Self::Agrees { .. } => true,
            // Nothing came after a stop in order.
            Self::Ahead { closed, .. } => *closed,
            Self::Away | Self::Unreadable { .. } | Self::Claimed(_) | Self::Forked { .. } => false,
        }
    }
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
    /// Highest numbers that may have been given, by register and year, as the mark says.
    pub ceilings: BTreeMap<String, u32>,
    /// Whether the mark says that its head was the last record.
    pub mark_closed: bool,
    /// How it stands to its second copy.
    pub copy: CopyVerdict,
    /// Records that were damaged or missing here and were taken from the second copy.
    pub healed: Vec<Span>,
    /// Nothing can be written on this disk: the records are served, none is added.
    pub read_only: bool,
    /// Whether it can be written.
    pub standing: Standing,
}
