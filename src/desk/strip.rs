//! What stands on every page.

use crate::domain::event::Exercise;
use crate::domain::lapse::Lapse;
use crate::domain::moment::Moment;
use crate::domain::outage::OutageCode;

use super::error::StopReason;
use super::opened::Desk;

/// The permanent strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Real or drill.
    pub exercise: Exercise,
    /// Register code.
    pub station: String,
    /// Municipality.
    pub municipality: String,
    /// Office.
    pub office: String,
    /// Now, corrected.
    pub now: Moment,
    /// The open outage.
    pub outage: Option<StripOutage>,
    /// Entries not yet recovered: all of them, while there is no centre.
    pub not_recovered: u64,
    /// Drafts.
    pub drafts: u64,
    /// Papers whose "did the sheet come out?" is open.
    pub doubts: u64,
    /// Second copy.
    pub second_copy: SecondCopyState,
    /// Clock.
    pub clock: ClockState,
    /// Why issuing is stopped, if it is.
    pub stop: Option<StopReason>,
    /// Day of the residents' extract; none is loaded yet.
    pub extract: Option<chrono::NaiveDate>,
    /// Position of the last durable record.
    pub journal_position: u64,
}

/// The open outage on the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripOutage {
    /// Shared code.
    pub code: OutageCode,
    /// Start of the impossibility.
    pub since: Moment,
    /// When it was opened here.
    pub opened: Moment,
    /// Authorisation.
    pub lapse: Lapse,
}

/// How the second copy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondCopyState {
    /// None is configured.
    NotConfigured,
    /// It holds everything.
    UpToDate,
    /// It is behind and catching up.
    Behind {
        /// Records it lacks.
        records: u64,
    },
    /// It is not there (stick pulled, folder gone).
    Missing,
    /// It is there and cannot be written, or belongs to another station.
    Failing,
}

/// How the clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// A person said it is right, and nothing has spoken against it since.
    Confirmed,
    /// Somebody must look at it before anything is issued.
    Ask(crate::domain::clock_doubt::ClockDoubt),
}

impl Desk {
    /// The strip, now.
    pub fn strip(&self) -> Strip {
        todo!()
    }
}
