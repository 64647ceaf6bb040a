//! What goes into the centre's store and comes out. `sealed` is always the centre's sealed value: the store never sees a
//! name, a tax code or an address. Times are milliseconds since 1970 UTC, days are local days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::centre::correction::CorrectionRow;
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::{EntryId, OutageId, StationId};

/// A station as the centre knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationRow {
    /// Who.
    pub id: StationId,
    /// The register code its certificate names.
    pub code: String,
    /// Subject in words: municipality, office.
    pub name: String,
    /// How it stands.
    pub state: StationState,
    /// Certificates it may sign with (PEM), the newest first; empty while only expected.
    pub certificates: Vec<String>,
    /// Last record received.
    pub head: Option<Anchor>,
    /// Newest outcome's sequence number; 0 if none.
    pub outcomes: u64,
    /// When it was last heard.
    pub heard: Option<i64>,
    /// Position its register was complete at: the outage closed there is here whole.
    pub complete: Option<Position>,
    /// When the record at `head` was taken; not known of those taken before this was kept.
    #[serde(default)]
    pub head_seen: Option<i64>,
    /// IPA code of its body; empty while there is one.
    #[serde(default)]
    pub body: String,
}

/// How a station stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StationState {
    /// Named by the centre, never heard.
    Expected,
    /// Its records are taken.
    Enrolled,
    /// Records refused until a person decides: a fork was seen, the certificate was withdrawn.
    Suspended,
}

/// A station asking to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRow {
    /// Identity.
    pub id: Uuid,
    /// Its request (PEM).
    pub request: String,
    /// SHA-256 of its nonce.
    pub commitment: [u8; 32],
    /// The centre's nonce.
    pub centre_nonce: [u8; 16],
    /// The station's nonce, once it was shown.
    pub station_nonce: Option<[u8; 16]>,
    /// When it came.
    pub asked: i64,
    /// How it stands.
    pub state: EnrolmentStand,
    /// The address it came from; empty where that was not kept.
    #[serde(default)]
    pub source: String,
    /// What the centre noted beside it, sealed; empty where nothing was.
    #[serde(default)]
    pub notes: Vec<u8>,
}

/// How an enrolment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolmentStand {
    /// Nobody has compared the codes yet.
    Waiting,
    /// Refused.
    Refused,
    /// The certificate given (PEM).
    Granted(String),
}

/// One record received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Where it stands.
    pub position: Position,
    /// The clear header.
    pub header: [u8; 72],
    /// The chain hash that ends with it.
    pub chain: ChainHash,
    /// Salt ‖ payload, sealed; none for local records.
    pub sealed: Option<Vec<u8>>,
}

/// What a fact is about: two entries with the same fact are a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// The serial of a duty stamp.
    Stamp,
    /// The person of an identity attestation and its outage's shared code.
    Attestation,
    /// The emergency number.
    Number,
}

impl FactKind {
    /// Its stable number in the store.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Stamp => 1,
            Self::Attestation => 2,
            Self::Number => 3,
        }
    }

    /// The kind with this number.
    pub(super) fn of_code(code: u8) -> Option<Self> {
        [Self::Stamp, Self::Attestation, Self::Number].into_iter().find(|kind| kind.code() == code)
    }

    /// The conflict that two entries with the same fact are in.
    pub fn conflict(self) -> ConflictKind {
        match self {
            Self::Stamp => ConflictKind::StampReused,
            Self::Attestation => ConflictKind::SecondAttestation,
            Self::Number => ConflictKind::NumberClash,
        }
    }
}

/// Something that must not be true of two entries. The key is blind (HMAC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What about.
    pub kind: FactKind,
    /// Blind.
    pub key: [u8; 16],
}

/// A conflict as it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConflict {
    /// Identity.
    pub id: Uuid,
    /// What.
    pub kind: ConflictKind,
    /// When.
    pub found: i64,
    /// The differences, sealed JSON; empty if none.
    pub sealed: Vec<u8>,
}

/// An entry on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Identity: the idempotency key.
    pub id: EntryId,
    /// Position of its record.
    pub position: Position,
    /// `EM01-2026-0000031`
    pub number: String,
    /// The part before the serial: `EM01-2026-`, `EM01S-2026-`.
    pub register: String,
    /// The serial.
    pub serial: u32,
    /// When it was issued.
    pub issued: i64,
    /// Local day.
    pub day: NaiveDate,
    /// Kind of entry, in kebab-case.
    pub kind: String,
    /// Title: `Certificato di nascita`.
    pub title: String,
    /// The state its paper begins in: `issued`, `registered`.
    pub state: String,
    /// In which outage of its station.
    pub outage: OutageId,
    /// The entry set aside in whose place it was issued.
    pub corrects: Option<EntryId>,
    /// Everything else, sealed.
    pub sealed: Vec<u8>,
    /// Blind keys by which it is found: tax code, words of the name.
    pub finds: Vec<[u8; 16]>,
    /// What must not be true of another entry too.
    pub facts: Vec<Fact>,
    /// Conflicts found in itself or against the reference data.
    pub conflicts: Vec<NewConflict>,
    /// Ids for the conflicts that the facts may give, one for each fact; facts of one matter have the same.
    pub clash_ids: Vec<Uuid>,
    /// Id for the `already-recovered` conflict, should an entry with this id be there already.
    pub again_id: Uuid,
    /// The ordinary register whose sequence gives the number, seven digits as text (`0000031`) or more.
    pub ordinary_register: String,
}

/// An entry that cannot be taken: set aside with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEntry {
    /// Identity, where it can be read.
    pub id: EntryId,
    /// Position of its record.
    pub position: Position,
    /// Its number, as it says.
    pub number: String,
    /// In which outage of its station, where it can be read; else the nil uuid.
    pub outage: OutageId,
    /// Stable code.
    pub code: String,
    /// Words.
    pub reason: String,
}

/// What happened to an entry's paper later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Which.
    pub entry: EntryId,
    /// Its state now, in kebab-case: `handed-over`, `annulled`.
    pub state: String,
}

/// An outage of one station, as its records tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageRow {
    /// Whose.
    pub station: StationId,
    /// Identity at the station.
    pub outage: OutageId,
    /// Shared code: outages of several stations with the same code are one.
    pub code: String,
    /// Start of the impossibility.
    pub started: i64,
    /// When it was closed, once it was.
    pub closed: Option<i64>,
    /// When the records manager archived it, once they did.
    pub archived: Option<i64>,
    /// That a person of the centre closed it, where the station's own closing will never come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officially: Option<Officially>,
    /// Opening and closing events, sealed JSON.
    pub sealed: Vec<u8>,
}

/// An outage of a station closed *d'ufficio*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officially {
    /// When.
    pub at: i64,
    /// Name and reason, sealed JSON.
    pub sealed: Vec<u8>,
}

/// Who gives entries their ordinary numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// The own sequence of each register and year, as they are received.
    #[default]
    Own,
    /// The protocol office: entries wait until its numbers are brought, and have no outcome before.
    Office,
}

/// A batch, checked and ready.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Whose.
    pub station: StationId,
    /// What its first record follows: must be where the station stands.
    pub after: Option<Anchor>,
    /// Where the station stands afterwards.
    pub head: Anchor,
    /// Now.
    pub at: i64,
    /// Who numbers its entries.
    pub numbering: Numbering,
    /// Today, for the date of ordinary numbers.
    pub day: NaiveDate,
    /// Year of the ordinary registers.
    pub ordinary_year: u16,
    /// Records, in order.
    pub records: Vec<RecordRow>,
    /// New entries, in order of position.
    pub entries: Vec<NewEntry>,
    /// Entries set aside.
    pub rejected: Vec<RejectedEntry>,
    /// What happened to papers, in order.
    pub changes: Vec<EntryChange>,
    /// Outages opened, changed, closed.
    pub outages: Vec<OutageRow>,
    /// Decisions about conflicts taken at the counter, in order.
    pub decisions: Vec<NewDecision>,
    /// Calls to holders of papers made at the counter, in order.
    pub calls: Vec<NewCall>,
    /// Position at which the register was closed, if this batch closes it.
    pub complete: Option<Position>,
    /// Stations of the lives before this one: its records may speak of their entries.
    pub lives_before: Vec<StationId>,
}

impl Incoming {
    /// Whether a record of this batch may speak of an entry of `station`.
    pub(super) fn speaks_of(&self, station: StationId) -> bool {
        station == self.station || self.lives_before.contains(&station)
    }

    /// The stations it may speak of.
    pub(super) fn spoken_of(&self) -> Vec<Uuid> {
        std::iter::once(self.station).chain(self.lives_before.iter().copied()).map(StationId::uuid).collect()
    }
}

/// A decision about a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// Which conflict.
    pub conflict: Uuid,
    /// What is done.
    pub remedy: Remedy,
    /// Name, reason, place, moment: sealed JSON of [`domain::centre::exchange::Decision`].
    pub sealed: Vec<u8>,
    /// When.
    pub at: i64,
    /// What is found wrong where the conflict was decided otherwise before.
    pub differs: Option<NewConflict>,
}

/// A call to the holder of a paper that was decided to be annulled or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    /// About which conflict.
    pub conflict: Uuid,
    /// Whether no other call is needed.
    pub ends: bool,
    /// What came of it, by whom: sealed JSON of [`domain::centre::exchange::Call`].
    pub sealed: Vec<u8>,
}

/// An entry as it lies in the store. Of one that was rejected the store knows little: `issued` is when it was received, `kind`,
/// `title`, `state` and `sealed` are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CentreEntry {
    /// Identity.
    pub id: EntryId,
    /// Whose.
    pub station: StationId,
    /// Position of its record.
    pub position: Position,
    /// Emergency number.
    pub number: String,
    /// When it was issued.
    pub issued: i64,
    /// Kind.
    pub kind: String,
    /// Title.
    pub title: String,
    /// In which outage.
    pub outage: OutageId,
    /// State of its paper.
    pub state: String,
    /// Its ordinary number; none if it was rejected, or waits for one.
    pub ordinary: Option<OrdinaryNumber>,
    /// Code and words, if it was rejected.
    pub rejected: Option<(String, String)>,
    /// The entry that came in its place.
    pub corrected_by: Option<EntryId>,
    /// When it was received.
    pub received: i64,
    /// Everything else, sealed; empty if it was rejected.
    pub sealed: Vec<u8>,
    /// Its conflicts, open and decided.
    pub conflicts: Vec<ConflictRow>,
    /// What its ordinary number was before it was put right.
    pub corrections: Vec<CorrectionRow>,
    /// Sequence number of its newest outcome; 0 while it waits for its number.
    pub seq: u64,
}

/// A conflict as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictRow {
    /// Identity.
    pub id: Uuid,
    /// Of which entry.
    pub entry: EntryId,
    /// The other entry, where two clash.
    pub other: Option<EntryId>,
    /// What.
    pub kind: ConflictKind,
    /// When it was found.
    pub found: i64,
    /// The differences, sealed JSON; empty if none.
    pub sealed: Vec<u8>,
    /// The decision, once it was taken: what, and its sealed JSON.
    pub decision: Option<(Remedy, Vec<u8>)>,
    /// The last call to the holder of the paper: whether no other is needed, and its sealed JSON.
    pub call: Option<(bool, Vec<u8>)>,
}

impl ConflictRow {
    /// One of an entry as it was found, open.
    pub(super) fn found(entry: EntryId, new: &NewConflict) -> Self {
        Self {
            id: new.id,
            entry,
            other: None,
            kind: new.kind,
            found: new.found,
            sealed: new.sealed.clone(),
            decision: None,
            call: None,
        }
    }

    /// Whether somebody is still to call the holder.
    pub fn calls(&self) -> bool {
        let wanted = self.decision.as_ref().is_some_and(|(remedy, _)| remedy.calls());
        wanted && !self.call.as_ref().is_some_and(|(ends, _)| *ends)
    }
}

/// Which entries are asked for. All conditions hold together; the newest received first (of one moment: the highest position
/// first, then the highest id).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CentreQuery {
    /// Of one station.
    pub station: Option<StationId>,
    /// Of one of these outages; empty: of any.
    pub outages: Vec<OutageId>,
    /// Issued on this local day.
    pub day: Option<NaiveDate>,
    /// With this fate.
    pub fate: Option<Fate>,
    /// Only those that wait for an ordinary number.
    pub unnumbered: bool,
    /// Of a kind.
    pub kind: Option<String>,
    /// All of these blind keys.
    pub finds: Vec<[u8; 16]>,
    /// Only those after this entry in the same order (for the next page).
    pub after: Option<EntryId>,
    /// At most so many.
    pub limit: usize,
    /// In order of station, position, number and id instead: for exports.
    pub in_register_order: bool,
}

/// What became of an entry, for filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Numbered, no conflict open.
    Settled,
    /// At least one conflict open, numbered or not.
    Open,
    /// Set aside, and none came in its place.
    Rejected,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CentreCounts {
    /// Entries in all.
    pub entries: u64,
    /// With at least one open conflict.
    pub open: u64,
    /// Set aside, and none came in its place.
    pub rejected: u64,
    /// Waiting for an ordinary number.
    pub unnumbered: u64,
}

/// Someone as the centre's reference data know them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceRow {
    /// Blind tax code.
    pub key: [u8; 16],
    /// The data, sealed.
    pub sealed: Vec<u8>,
}
