//! What is shown of an outage.

use sha2::{Digest, Sha256};

use domain::ids::id::{OutageId, ReservationId};
use domain::ids::number::Number;
use domain::outage::authorisation::Authorisation;
use domain::outage::lapse::Lapse;
use domain::outage::outage::{Closing, DailyTotal, Opening};
use domain::time::moment::Moment;

use domain::ids::numbering::Reservation;
use domain::journal::head::{Head, Outage};
use domain::office::delegation::ActReference;
use domain::text::hex;
use store::StateKind;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::register::unreadable::Numbers;

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
    /// Papers whose "did the sheet come out?" is open: how many, and which, as a digest.
    pub doubts: Doubts,
    /// Papers nobody can vouch for (*non accertato*): how many.
    pub anomalies: u64,
    /// Reservations with numbers still unused.
    pub reservations: Vec<ReservationView>,
    /// Reserved numbers not used and not barred yet.
    pub reserved: Vec<Number>,
    /// Numbers that no readable record accounts for: damage hides whether and to whom they were given.
    pub unreadable: Vec<Numbers>,
    /// Papers of a lost computer written down from their sheets: no operations of this register.
    pub strays: usize,
    /// Acts still *da firmare*: authorisations of this outage, delegations that signed in it.
    pub unsigned_acts: usize,
}

/// Papers in doubt, without naming them: there may be thousands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// How many.
    pub count: u64,
    /// Which: what is confirmed about all of them holds for these alone (rule 17). Empty where nothing is to be closed.
    pub seen: String,
}

impl Doubts {
    /// Those an open outage answers for: every one of the station.
    pub(super) fn of(head: &Head) -> Self {
        let mut digest = Sha256::new();
        for entry in head.doubts.keys() {
            digest.update(entry.uuid().as_bytes());
        }
        Self { count: head.doubts.len() as u64, seen: hex::encode(&digest.finalize()[..8]) }
    }
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

/// What the store knows of an outage.
#[derive(Debug, Default)]
struct Counted {
    doubts: u64,
    anomalies: u64,
    unreadable: Vec<Numbers>,
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
    pub fn scenario(&self) -> Option<domain::outage::outage::Scenario> {
        self.head().open_outage().map(|outage| outage.opening.scenario)
    }

    /// The open outage.
    pub fn outage(&self) -> Option<OutageView> {
        let id = self.head().open_outage()?.opening.outage;
        match self.outage_by_id(id) {
            Ok(view) => Some(view),
            Err(error) => {
                tracing::error!(%error, "the open outage cannot be shown whole");
                self.outage_shown(id, Counted::default()).ok()
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
        let count = |state| store.count_in(state, outage).map_err(DeskError::store);
        let doubts = count(StateKind::Issued)? + count(StateKind::PrintSent)?;
        let anomalies = count(StateKind::NotAscertained)?;
        let unreadable = self.unreadable_numbers(outage)?;
        self.outage_shown(outage, Counted { doubts, anomalies, unreadable })
    }

    fn outage_shown(&self, id: OutageId, counted: Counted) -> Result<OutageView, DeskError> {
        let strays = self.counted_apart(id);
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
            doubts: match outage.closing {
                None => Doubts::of(&head),
                Some(_) => Doubts { count: counted.doubts, seen: String::new() },
            },
            anomalies: counted.anomalies,
            unreadable: counted.unreadable,
            strays,
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
pub(crate) fn reservation_view(reservation: &Reservation) -> ReservationView {
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
