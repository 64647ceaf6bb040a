//! What a look at a journal found. No finding carries personal data: positions, names of segments, bytes.

use std::fmt;

use super::mark::Successor;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use vault::KeyId;

/// Bytes in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the segment's file.
    pub segment: String,
    /// From its beginning.
    pub offset: u64,
    /// How many.
    pub length: u64,
}

/// Positions `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: Position,
    /// The last.
    pub to: Position,
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Bytes after the last record that are no record: a write that did not finish. Nothing acknowledged is lost, unless
    /// an anchor says otherwise.
    TornTail {
        /// The position that would have come.
        at: Position,
        /// Where.
        place: Place,
    },
    /// Bytes that are no record where these records should be.
    Damaged {
        /// Which records.
        span: Span,
        /// Where.
        place: Place,
    },
    /// Bytes that are no record, and no record missing.
    Stray {
        /// The last record before them.
        after: Option<Position>,
        /// Where.
        place: Place,
    },
    /// Records that are nowhere, and nothing in their place.
    Missing(Span),
    /// A record that stands after a later one.
    Reordered(Position),
    /// A record that is there more than once.
    Repeated(Position),
    /// A record of another station.
    ForeignStation {
        /// The position it claims.
        position: Position,
        /// Whose it is.
        station: StationId,
    },
    /// A record that does not continue the one before it: one of the two was altered or exchanged.
    BrokenChain(Position),
    /// A payload that does not open, or does not fit its header.
    AlteredPayload(Position),
    /// A payload sealed under a data key that the key slots do not hold.
    UnknownKey(Position, KeyId),
    /// The header of a segment is damaged or does not fit what is in it.
    SegmentHeader {
        /// The file.
        segment: String,
        /// The first position it should have.
        first: Position,
    },
    /// A segment of a version this program does not read.
    Version {
        /// The file.
        segment: String,
        /// The version.
        found: u16,
    },
    /// The last records may not have reached the disk and could not be written again.
    Unconfirmed(Span),
}

/// How a journal stands to an anchor kept outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The anchor is in the journal, `ahead` records ago.
    Agrees {
        /// Records after the anchor.
        ahead: u64,
    },
    /// The journal ends before the anchor: its tail was cut, or an older copy was restored.
    Behind {
        /// Where the journal ends.
        head: Option<Anchor>,
        /// What was anchored.
        anchor: Anchor,
    },
    /// The journal has another record at that position: it was forked from a copy.
    Forked {
        /// What the journal has there.
        found: ChainHash,
        /// What was anchored.
        anchor: Anchor,
    },
    /// The record at the anchor's position is damaged: nothing can be said.
    Unreadable {
        /// What was anchored.
        anchor: Anchor,
    },
}

/// How a journal stands to the high-water mark kept outside its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnchorVerdict {
    /// No high-water mark is configured.
    NotKept,
    /// This folder was never used with a high-water mark; from now on it is.
    First,
    /// Compared with the mark of this machine.
    Compared(Comparison),
    /// This folder was last used on another machine, or as another user: it was moved or cloned.
    OtherMachine,
    /// The mark is another station's.
    OtherStation(StationId),
    /// The mark cannot be read.
    Unreadable,
    /// Records are here, and neither a mark nor a sign that there was one.
    NoMark,
    /// The mark is whole, and was not written with this station's key.
    Forged,
    /// Another process writes it: a second copy of the folder runs on this machine.
    Held,
    /// Another life took this one's place.
    Succeeded(Successor),
    /// A mark of version 1, which carries no proof of who wrote it: taken once.
    Old(Comparison),
}

impl AnchorVerdict {
    /// Whether issuing may go on without a person's decision.
    pub fn allows_issuing(&self) -> bool {
        matches!(self, Self::NotKept | Self::First | Self::Compared(Comparison::Agrees { .. }))
    }
}

impl Span {
    /// One position.
    pub fn one(position: Position) -> Self {
        Self { from: position, to: position }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { self.from.fmt(f) } else { write!(f, "{}–{}", self.from, self.to) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}, {} bytes", self.segment, self.offset, self.length)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { at, place } => write!(f, "torn tail where position {at} would be ({place})"),
            Self::Damaged { span, place } => write!(f, "damaged: position {span} ({place})"),
            Self::Stray { after: Some(after), place } => {
                write!(f, "stray bytes after position {after} ({place})")
            }
            Self::Stray { after: None, place } => write!(f, "stray bytes before the first record ({place})"),
            Self::Missing(span) => write!(f, "missing: position {span}"),
            Self::Reordered(position) => write!(f, "out of order: position {position}"),
            Self::Repeated(position) => write!(f, "there more than once: position {position}"),
            Self::ForeignStation { position, station } => {
                write!(f, "record of another station ({station}) claiming position {position}")
            }
            Self::BrokenChain(position) => write!(f, "chain broken before position {position}"),
            Self::AlteredPayload(position) => write!(f, "payload altered: position {position}"),
            Self::UnknownKey(position, key) => {
                write!(f, "payload of position {position} needs unknown key {key}")
            }
            Self::SegmentHeader { segment, first } => {
                write!(f, "segment header damaged: {segment} (first position {first})")
            }
            Self::Version { segment, found } => write!(f, "segment of unknown version {found}: {segment}"),
            Self::Unconfirmed(span) => write!(f, "not confirmed on disk: position {span}"),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agrees { ahead } => write!(f, "agrees with the anchor, {ahead} records further"),
            Self::Behind { head: Some(head), anchor } => {
                write!(
                    f,
                    "ends at {}, before the anchor at {}: cut or restored",
                    head.position, anchor.position
                )
            }
            Self::Behind { head: None, anchor } => {
                write!(f, "is empty, the anchor is at {}: cut or restored", anchor.position)
            }
            Self::Forked { anchor, .. } => {
                write!(f, "has another record at position {}: forked from a copy", anchor.position)
            }
            Self::Unreadable { anchor } => write!(f, "has a damaged record at position {}", anchor.position),
        }
    }
}
