//! Closing an outage (domain 9.5–9.6). Conflicts never stand in the way of it; doubts are answered first.

use chrono::NaiveDateTime;

use crate::domain::id::{EntryId, OutageId};

use super::error::DeskError;
use super::opened::Desk;
use super::outage::OutageView;
use super::sign_in::Session;

/// What a supervisor says when closing. Fields: `restored`, `note`, `answer-<entry id>`.
#[derive(Clone, Debug)]
pub struct CloseOutage {
    /// Which.
    pub outage: OutageId,
    /// When normal operation was restored, on the wall clock.
    pub restored: NaiveDateTime,
    /// Closing note; may be empty.
    pub note: String,
    /// Answers for papers in doubt.
    pub answers: Vec<(EntryId, CloseAnswer)>,
}

/// A supervisor's answer for a paper in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseAnswer {
    /// It came out and was handed over.
    CameOut,
    /// Nobody can say: an anomaly of the register.
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// It never came out and the entry is void.
    Annulled {
        /// Why.
        reason: String,
    },
}

impl Desk {
    /// Closes the open outage (supervisor). Closing a closed one returns it.
    pub fn close_outage(&self, _who: &Session, _close: CloseOutage) -> Result<OutageView, DeskError> {
        todo!()
    }
}
