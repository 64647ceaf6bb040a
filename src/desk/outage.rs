//! What is shown of an outage.

use crate::domain::authorisation::Authorisation;
use crate::domain::id::{OutageId, ReservationId};
use crate::domain::lapse::Lapse;
use crate::domain::moment::Moment;
use crate::domain::number::Number;
use crate::domain::outage::{Closing, DailyTotal, Opening};

use super::entries::EntryRow;
use super::error::DeskError;
use super::opened::Desk;

/// An outage, open or closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageView {
    /// Its opening.
    pub opening: Opening,
    /// Its authorisations, in order.
    pub authorisations: Vec<Authorisation>,
    /// How they stand; for a closed outage, how they stood at closing.
    pub lapse: Lapse,
    /// Set when closed.
    pub closing: Option<Closing>,
    /// One line a local day from the start to today or the closing, zeros included.
    pub totals: Vec<DailyTotal>,
    /// Entries in all.
    pub entries: u64,
    /// Papers whose "did the sheet come out?" is open.
    pub doubts: Vec<EntryRow>,
    /// Papers nobody can vouch for (*non accertato*).
    pub anomalies: Vec<EntryRow>,
    /// Reservations with numbers still unused.
    pub reservations: Vec<ReservationView>,
    /// Reserved numbers not used and not barred yet.
    pub reserved: Vec<Number>,
    /// Acts still *da firmare*: authorisations of this outage, delegations that signed in it.
    pub unsigned_acts: usize,
}

/// A reservation and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservationView {
    /// Identity.
    pub id: ReservationId,
    /// First number.
    pub first: Number,
    /// How many were reserved.
    pub count: u32,
    /// What for.
    pub purpose: String,
    /// Not used and not barred yet.
    pub left: Vec<Number>,
}

/// An outage in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageRow {
    /// Identity.
    pub id: OutageId,
    /// Its opening.
    pub opening: Opening,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// Entries in all.
    pub entries: u64,
}

impl Desk {
    /// The open outage.
    pub fn outage(&self) -> Option<OutageView> {
        todo!()
    }

    /// All outages, newest first.
    pub fn outages(&self) -> Vec<OutageRow> {
        todo!()
    }

    /// One outage.
    pub fn outage_by_id(&self, _outage: OutageId) -> Result<OutageView, DeskError> {
        todo!()
    }

    /// Authorisations recorded in advance and not attached to an outage yet.
    pub fn advance_authorisations(&self) -> Vec<Authorisation> {
        todo!()
    }
}
