//! Reserved and barred numbers, and the index of civil-status acts written on paper (domain 1.2, 9.9).

use chrono::NaiveDateTime;

use crate::domain::id::{EntryId, ReservationId};
use crate::domain::number::{Number, Series};

use super::entries::EntryView;
use super::error::DeskError;
use super::opened::Desk;
use super::outage::ReservationView;
use super::sign_in::Session;

/// Numbers to be set aside for pre-numbered sheets. Fields: `count`, `purpose`.
#[derive(Clone, Debug)]
pub struct ReserveNumbers {
    /// Minted when the page opened.
    pub id: ReservationId,
    /// Which register.
    pub series: Series,
    /// How many, 1–200.
    pub count: u32,
    /// What for.
    pub purpose: String,
}

/// A civil-status act written on paper during the outage. Fields: `number`, `surname`, `given-names`, `formed`, `note`.
#[derive(Clone, Debug)]
pub struct RecordPaperAct {
    /// Minted when the page opened.
    pub id: EntryId,
    /// The reserved number on its sheet; `None` takes the next of series S.
    pub number: Option<Number>,
    /// What kind of act.
    pub kind: PaperActKind,
    /// Surname of the person (the first spouse).
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// When the act was formed, on the wall clock.
    pub formed: NaiveDateTime,
    /// What else the index should say; may be empty.
    pub note: String,
}

/// Kinds of civil-status acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperActKind {
    /// *Nascita*.
    Birth,
    /// *Matrimonio*.
    Marriage,
    /// *Unione civile*.
    CivilUnion,
    /// *Morte*.
    Death,
    /// *Cittadinanza*.
    Citizenship,
}

impl Desk {
    /// Reserves numbers in the open outage (supervisor or signing officer).
    pub fn reserve_numbers(
        &self,
        _who: &Session,
        _reserve: ReserveNumbers,
    ) -> Result<ReservationView, DeskError> {
        todo!()
    }

    /// Bars reserved, unused numbers (supervisor).
    pub fn bar_numbers(&self, _who: &Session, _numbers: Vec<Number>, _reason: &str) -> Result<(), DeskError> {
        todo!()
    }

    /// Enters a paper act in the index of series S.
    pub fn record_paper_act(&self, _who: &Session, _act: RecordPaperAct) -> Result<EntryView, DeskError> {
        todo!()
    }
}
