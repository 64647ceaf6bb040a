//! Opening an outage (domain 9.1–9.2, 9.8, 9.10).

use chrono::NaiveDateTime;

use crate::domain::id::{AuthorisationId, OutageId};
use crate::domain::outage::{Cause, Scenario};

use super::authorise::NewAuthorisation;
use super::error::DeskError;
use super::opened::Desk;
use super::outage::OutageView;
use super::sign_in::Session;

/// What a supervisor says when opening. Fields: `cause-description`, `started`, `telephone`, `shared-code`, `clock`,
/// `authorisation`, and those of the authorisations: `authorisation-signer`, `further-signer`…
#[derive(Clone, Debug)]
pub struct OpenOutage {
    /// Minted when the page opened; a known id returns the outage it already made.
    pub id: OutageId,
    /// What is down.
    pub scenario: Scenario,
    /// Why, by code.
    pub cause: Cause,
    /// Why, in words.
    pub description: String,
    /// Start of the impossibility, on the wall clock.
    pub started: NaiveDateTime,
    /// Telephone for confirmations.
    pub telephone: String,
    /// The code typed from the station that opened first.
    pub shared_code: Option<String>,
    /// The person looked at the weekday, date and time shown and said they are right.
    pub clock_is_right: bool,
    /// The first 24 hours.
    pub authorisation: FirstAuthorisation,
    /// The further period, needed when the start lies 24 hours or more back.
    pub further: Option<NewAuthorisation>,
}

/// What the first 24 hours rest on.
#[derive(Clone, Debug)]
pub enum FirstAuthorisation {
    /// Recorded now.
    New(NewAuthorisation),
    /// Recorded in advance.
    InAdvance(AuthorisationId),
}

impl Desk {
    /// Opens an outage (supervisor).
    pub fn open_outage(&self, _who: &Session, _open: OpenOutage) -> Result<OutageView, DeskError> {
        todo!()
    }
}
