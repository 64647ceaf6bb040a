//! The state decisions are taken from: a fold of the events, live and in replay. The store may keep it as a snapshot at
//! a position.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{Exercise, LifeBefore};
use super::notice::Notice;
use super::witness::Witnessed;
use crate::centre::recovery::Recovery;
use crate::ids::anchor::{Anchor, Position};
use crate::ids::body::BodyCode;
use crate::ids::id::{AuthorisationId, DelegationId, EntryId, OperatorId, OutageId, StationId};
use crate::ids::number::{Number, NumberKey, RegisterCode, Series};
use crate::ids::numbering::{Counters, Reservation};
use crate::office::delegation::{Capacity, Delegation, SigningOfficer};
use crate::office::office::Office;
use crate::office::operator::{Operator, OperatorStatus, Role};
use crate::outage::authorisation::Authorisation;
use crate::outage::lapse::Lapse;
use crate::outage::outage::{Closing, Opening};
use crate::register::closing::Tally;
use crate::register::entry::PaperState;
use crate::register::stray::Strays;
use crate::time::moment::Moment;

mod apply;
mod late;

pub use apply::{Applied, MARK_TAKEN, Oddity, PARTED_FROM_CENTRE};

/// What a station is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Identity.
    pub id: StationId,
    /// Real or drill.
    pub exercise: Exercise,
    /// The code numbers run under.
    pub register_code: RegisterCode,
    /// Letterhead.
    pub office: Office,
    /// Fingerprint of the machine.
    pub machine: String,
    /// The lives before this one, oldest first.
    #[serde(default)]
    pub before: Vec<LifeBefore>,
    /// IPA code of its body, if it was said.
    #[serde(default)]
    pub body: Option<BodyCode>,
}

/// An account and its PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    pub operator: Operator,
    /// Hash of the PIN; empty if none was ever set.
    pub phc: String,
    /// Whether the PIN is temporary.
    pub must_change: bool,
}

/// An outage, open or closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// Its opening.
    pub opening: Opening,
    /// Its authorisations, in order of recording.
    pub authorisations: Vec<Authorisation>,
    /// Its closing.
    pub closing: Option<Closing>,
    /// Operations of each day.
    pub tally: Tally,
    /// Last number it gave in each register and year.
    pub last: Counters,
    /// Delegations that signed in it.
    pub delegations: Vec<DelegationId>,
    /// When it was archived.
    pub archived: Option<Moment>,
}

/// A paper somebody must still say about whether it came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Where it stands: issued or sent to print.
    pub state: PaperState,
}

/// The residents' extract in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// Identity, and the name of its file.
    pub id: Uuid,
    /// Local day it was made.
    pub date: NaiveDate,
    /// When it was adopted here.
    pub adopted: Moment,
    /// Residents in it.
    pub residents: u64,
    /// SHA-256 of its sealed file (hex).
    pub sha256: String,
    /// Columns the delivery lacked.
    pub lacking: Vec<String>,
}

/// Heads told here that the state keeps; all of them stand in the journal.
pub const HEADS: usize = 50;

/// The whole state of decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Last record folded in.
    pub position: Option<Position>,
    /// Latest time of a record since the clock was last set.
    pub last_record: Option<Moment>,
    /// The station, once founded.
    pub station: Option<Station>,
    /// Accounts.
    pub accounts: BTreeMap<OperatorId, Account>,
    /// Delegations.
    pub delegations: BTreeMap<DelegationId, Delegation>,
    /// Officer of the shift by capacity.
    pub shift: BTreeMap<Capacity, OperatorId>,
    /// Added to the operating system's clock, milliseconds.
    pub correction_ms: i64,
    /// When a person last said the clock is right.
    pub clock_confirmed: Option<Moment>,
    /// Outages, oldest first; only the last may be open.
    pub outages: Vec<Outage>,
    /// Authorisations recorded in advance, not attached yet.
    pub advance: BTreeMap<AuthorisationId, Authorisation>,
    /// Last numbers.
    pub counters: Counters,
    /// Reservations of the open outage.
    pub reservations: Vec<Reservation>,
    /// Papers in doubt.
    pub doubts: BTreeMap<EntryId, Doubt>,
    /// Entries of the whole journal.
    pub entries: u64,
    /// The residents' extract in use.
    #[serde(default)]
    pub extract: Option<Extract>,
    /// The one before it, which can come back.
    #[serde(default)]
    pub extract_before: Option<Extract>,
    /// How the entries stand with the centres.
    pub recovery: Recovery,
    /// Where a person last decided to go on after damage, a restored or a cloned folder.
    pub continued: Option<Position>,
    /// What a centre holds of another past than this journal's, until a person decides how to go on.
    #[serde(default)]
    pub parted: Option<Anchor>,
    /// What somebody outside holds of this very journal and it does not contain, until a person decides how to go on.
    #[serde(default)]
    pub contradicted: Option<Witnessed>,
    /// Heads told here, the newest last: the latest [`HEADS`] of them.
    #[serde(default)]
    pub witnessed: Vec<Witnessed>,
    /// What was done to keys and powers and nobody else has seen, oldest first.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// When the recovery code in use was made, if that is known.
    #[serde(default)]
    pub recovery_code: Option<Moment>,
    /// Papers of lost computers that came back, of all lives.
    #[serde(default)]
    pub strays: Strays,
    /// Set when a critical record was not understood: read-only.
    pub newer: bool,
    /// Whether this journal once had a high-water mark that proves who wrote it: an older one is not taken again.
    #[serde(default)]
    pub mark_taken: bool,
    /// Set when a person ended this station: nothing is issued any more.
    #[serde(default)]
    pub ended: bool,
}

impl Head {
    /// The open outage.
    pub fn open_outage(&self) -> Option<&Outage> {
        self.outages.last().filter(|outage| outage.closing.is_none())
    }

    /// An outage by its id.
    pub fn outage(&self, id: OutageId) -> Option<&Outage> {
        self.outages.iter().find(|outage| outage.opening.outage == id)
    }

    /// When the last closed outage was closed: nothing may be dated before it.
    pub fn closed_until(&self) -> Option<Moment> {
        self.outages.iter().filter_map(|outage| outage.closing.as_ref()).map(|closing| closing.restored).max()
    }

    /// What numbers of a series run by at `at`.
    pub fn key(&self, series: Series, at: Moment) -> Option<NumberKey> {
        let station = self.station.as_ref()?;
        Some(NumberKey { code: station.register_code.clone(), series, year: at.year() })
    }

    /// Every register code this journal and the lives before it numbered under.
    pub fn codes(&self) -> Vec<RegisterCode> {
        let mut codes: Vec<RegisterCode> =
            self.counters.last().into_iter().map(|last| last.key().code.clone()).collect();
        if let Some(station) = &self.station {
            codes.push(station.register_code.clone());
            codes.extend(station.before.iter().map(|life| life.register_code.clone()));
        }
        codes.sort();
        codes.dedup();
        codes
    }

    /// An account by what is typed at sign-in.
    pub fn by_login(&self, login: &str) -> Option<&Account> {
        self.accounts.values().find(|account| account.operator.login == login)
    }

    /// Active accounts that hold a role.
    pub fn active_with(&self, role: Role) -> impl Iterator<Item = &Operator> {
        self.accounts.values().map(|account| &account.operator).filter(move |operator| {
            operator.status == OperatorStatus::Active && operator.roles.contains(&role)
        })
    }

    /// Everyone who may sign in a capacity at `at`: an active signing officer with a delegation that holds.
    pub fn may_sign(&self, capacity: Capacity, at: Moment) -> Vec<SigningOfficer> {
        let mut officers: Vec<SigningOfficer> = Vec::new();
        for operator in self.active_with(Role::SigningOfficer) {
            let best = self
                .delegations
                .values()
                .filter(|one| {
                    one.operator == operator.id && one.capacity == capacity && one.holds_on(at.day())
                })
                .max_by_key(|one| (one.is_signed(), one.from));
            officers.extend(best.map(|delegation| SigningOfficer {
                operator: operator.id,
                name: operator.name.clone(),
                capacity,
                delegation: delegation.id,
                act: delegation.act.clone(),
            }));
        }
        officers
    }

    /// Who signs in a capacity at `at`: the officer of the shift if that officer may, or the only one who may.
    pub fn signing_officer(&self, capacity: Capacity, at: Moment) -> Option<SigningOfficer> {
        let officers = self.may_sign(capacity, at);
        let chosen = self.shift.get(&capacity);
        match officers.iter().find(|officer| Some(&officer.operator) == chosen) {
            Some(officer) => Some(officer.clone()),
            None if officers.len() == 1 => officers.into_iter().next(),
            None => None,
        }
    }

    /// The reservation that holds `number` unused.
    pub fn reservation_of(&self, number: &Number) -> Option<&Reservation> {
        self.reservations.iter().find(|one| one.holds(number) && !one.gone.contains(&number.serial()))
    }
}

impl Outage {
    /// How its authorisations stand at `now`; a closed one stands as it did at closing.
    pub fn lapse(&self, now: Moment) -> Lapse {
        let at = self.closing.as_ref().map_or(now, |closing| closing.closed);
        Lapse::at(at, self.opening.started, &self.authorisations)
    }
}
