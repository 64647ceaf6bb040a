//! Authorisations of the register (domain 9.2).

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::authorisation::Authorisation;
use crate::domain::id::{AuthorisationId, OutageId};

use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// An authorisation as the supervisor says it. Fields: `signer`, `signer-role`, `received-by`, `received-at`,
/// `act-number`, `act-date`, `from`, `until` (with a prefix at opening).
#[derive(Clone, Debug)]
pub struct NewAuthorisation {
    /// Minted when the page opened.
    pub id: AuthorisationId,
    /// Who authorised: name.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// How.
    pub given: GivenHow,
    /// Its reference.
    pub act: NewAct,
    /// From when; `None`: from where the last one ends (the first: from the start of the impossibility).
    pub from: Option<NaiveDateTime>,
    /// Until when; `None`: as long as the law allows (24 hours; seven days at the same local time).
    pub until: Option<NaiveDateTime>,
}

/// How an authorisation was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenHow {
    /// In writing.
    Written,
    /// By telephone.
    ByTelephone {
        /// Who took the call.
        received_by: String,
        /// When, on the wall clock.
        at: NaiveDateTime,
    },
}

/// The act an authorisation rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewAct {
    /// Signed already.
    Signed {
        /// Its number.
        number: String,
        /// Its date.
        date: NaiveDate,
    },
    /// *Atto da firmare*.
    ToBeSigned,
    /// To be signed, and known until then by its own number of the emergency register (series P).
    OwnNumber,
}

impl Desk {
    /// Records an authorisation: a further one of the open outage, or (`None`) one in advance. Supervisor or records
    /// manager. One in advance has no number of its own: no outage is open.
    pub fn record_authorisation(
        &self,
        _who: &Session,
        _outage: Option<OutageId>,
        _new: NewAuthorisation,
    ) -> Result<Authorisation, DeskError> {
        todo!()
    }

    /// The signed act arrived. Fields: `act-number`, `act-date`.
    pub fn sign_authorisation_act(
        &self,
        _who: &Session,
        _authorisation: AuthorisationId,
        _number: &str,
        _date: NaiveDate,
    ) -> Result<(), DeskError> {
        todo!()
    }
}
