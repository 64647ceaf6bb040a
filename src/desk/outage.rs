//! What is shown of an outage.

use crate::domain::authorisation::Authorisation;
use crate::domain::id::{OutageId, ReservationId};
use crate::domain::lapse::Lapse;
use crate::domain::moment::Moment;
use crate::domain::number::Number;
use crate::domain::outage::{Closing, DailyTotal, Opening};

use crate::domain::delegation::ActReference;
use crate::domain::head::{Head, Outage};
use crate::domain::numbering::Reservation;
use crate::store::{EntryQuery, StateKind};

use super::entries::{EntryRow, row_of};
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
    /// What is down, in the open outage.
    pub fn scenario(&self) -> Option<crate::domain::outage::Scenario> {
        self.head().open_outage().map(|outage| outage.opening.scenario)
    }

    /// The open outage.
    pub fn outage(&self) -> Option<OutageView> {
        let id = self.head().open_outage()?.opening.outage;
        match self.outage_by_id(id) {
            Ok(view) => Some(view),
            Err(error) => {
                tracing::error!(%error, "the open outage cannot be shown whole");
                self.outage_shown(id, (Vec::new(), Vec::new())).ok()
            }
        }
    }

    /// All outages, newest first.
    pub fn outages(&self) -> Vec<OutageRow> {
        let head = self.head();
        let row = |outage: &Outage| OutageRow {
            id: outage.opening.outage,
            opening: outage.opening.clone(),
            closed: outage.closing.as_ref().map(|closing| closing.closed),
            entries: outage.tally.all(),
        };
        head.outages.iter().rev().map(row).collect()
    }

    /// One outage.
    pub fn outage_by_id(&self, outage: OutageId) -> Result<OutageView, DeskError> {
        let store = self.store()?;
        let all_doubts = store.doubts().map_err(DeskError::store)?;
        let open = self.head().open_outage().is_some_and(|open| open.opening.outage == outage);
        // An open outage answers for every doubt of the station: closing asks about all of them.
        let doubts = all_doubts.iter().filter(|row| open || row.outage == outage).map(row_of).collect();
        let query = EntryQuery {
            outage: Some(outage),
            state: Some(StateKind::NotAscertained),
            ..EntryQuery::default()
        };
        let anomalies = store.entries(&query).map_err(DeskError::store)?;
        self.outage_shown(outage, (doubts, anomalies.rows.iter().rev().map(row_of).collect()))
    }

    fn outage_shown(
        &self,
        id: OutageId,
        (doubts, anomalies): (Vec<EntryRow>, Vec<EntryRow>),
    ) -> Result<OutageView, DeskError> {
        let head = self.head();
        let now = self.stamp(&head);
        let outage = head.outage(id).ok_or(DeskError::NotFound)?;
        let mine = head.reservations.iter().filter(|one| one.outage == id);
        let reservations: Vec<ReservationView> = mine.map(reservation_view).collect();
        Ok(OutageView {
            opening: outage.opening.clone(),
            authorisations: outage.authorisations.clone(),
            lapse: outage.lapse(now),
            totals: match &outage.closing {
                Some(closing) => closing.totals.clone(),
                None => outage.tally.totals(outage.opening.started.day(), now.day()),
            },
            closing: outage.closing.clone(),
            entries: outage.tally.all(),
            doubts,
            anomalies,
            reserved: reservations.iter().flat_map(|one| one.left.clone()).collect(),
            reservations,
            unsigned_acts: unsigned_acts(&head, outage),
        })
    }

    /// Authorisations recorded in advance and not attached to an outage yet.
    pub fn advance_authorisations(&self) -> Vec<Authorisation> {
        self.head().advance.values().cloned().collect()
    }
}

/// A reservation as shown.
pub(super) fn reservation_view(reservation: &Reservation) -> ReservationView {
    ReservationView {
        id: reservation.id,
        first: reservation.first.clone(),
        count: reservation.count,
        purpose: reservation.purpose.clone(),
        left: reservation.left(),
    }
}

/// Acts still to be signed: demanded before archiving, never before issuing.
fn unsigned_acts(head: &Head, outage: &Outage) -> usize {
    let unsigned = outage.authorisations.iter().filter(|one| one.act == ActReference::ToBeSigned).count();
    let signing = outage.delegations.iter().filter_map(|id| head.delegations.get(id));
    unsigned + signing.filter(|one| !one.is_signed()).count()
}
