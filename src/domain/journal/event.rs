//! Everything that can happen at a station. State is a fold of these; nothing else is ever the truth.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::late_records::LateRecordsTaken;
use super::witness::Witnessed;
use crate::centre::centre::{Centre, CentreAddress};
use crate::centre::exchange::{Call, Correction, Decision, OrdinaryNumber, Outcome, SignedReceipt};
use crate::centre::manual_centre::Bridge;
use crate::form::form::FormRef;
use crate::form::purpose::{Purpose, Route};
use crate::ids::anchor::{Anchor, Position};
use crate::ids::body::BodyCode;
use crate::ids::id::{
    AuthorisationId, CentreId, DelegationId, EntryId, OperatorId, OutageId, ReservationId, StationId,
};
use crate::ids::number::{Number, RegisterCode};
use crate::office::delegation::{ActReference, Capacity, Delegation};
use crate::office::office::Office;
use crate::office::operator::Operator;
use crate::outage::authorisation::Authorisation;
use crate::outage::outage::{Closing, Opening};
use crate::register::call_back::CallOutcome;
use crate::register::entry::{Entry, PaperStep};
use crate::register::stray::Stray;
use crate::time::moment::Moment;

mod life;

pub use life::{Fate, LifeBefore, LifeContinued};

/// Whether a station is real. A drill is a separate folder, never a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exercise {
    /// A real station.
    Real,
    /// *ESERCITAZIONE*.
    Drill,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The first event of every journal.
    StationFounded {
        /// The station.
        station: StationId,
        /// Real or drill.
        exercise: Exercise,
        /// Its register code.
        register_code: RegisterCode,
        /// Letterhead.
        office: Office,
        /// Fingerprint of the machine (never its serial numbers in clear).
        machine: String,
        /// IPA code of the body, if it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<BodyCode>,
    },
    /// Letterhead or telephone changed.
    OfficeChanged {
        /// As it is now.
        office: Office,
    },
    /// An account was added or changed.
    OperatorSet {
        /// As it is now.
        operator: Operator,
        /// What somebody else must see of it: it may see to keys and powers from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<Uuid>,
    },
    /// A PIN was set. Argon2id, PHC string.
    PinSet {
        /// Whose.
        operator: OperatorId,
        /// The hash.
        phc: String,
        /// Whether the holder must choose another at the next sign-in (after a supervisor's reset).
        must_change: bool,
        /// What somebody else must see of it: another reset it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<Uuid>,
    },
    /// A delegation was recorded or changed.
    DelegationSet {
        /// As it is now.
        delegation: Delegation,
    },
    /// The signed act of a delegation arrived.
    DelegationActSigned {
        /// Which.
        delegation: DelegationId,
        /// Its reference.
        act: ActReference,
    },
    /// The officer who signs for a capacity in this shift.
    ShiftOfficerChosen {
        /// In what capacity.
        capacity: Capacity,
        /// Who.
        operator: OperatorId,
    },
    /// A person looked at the clock and said it is right, or what time it is.
    ClockSet {
        /// What the operating system said.
        system: Moment,
        /// Added to it from now on, milliseconds.
        correction_ms: i64,
    },
    /// An outage was opened.
    OutageOpened(Opening),
    /// An authorisation was recorded.
    AuthorisationRecorded(Authorisation),
    /// A recorded-in-advance authorisation was attached to an outage.
    AuthorisationAttached {
        /// Which.
        authorisation: AuthorisationId,
        /// To which outage.
        outage: OutageId,
        /// Covers from this instant …
        from: Moment,
        /// … to this one, exclusive.
        until: Moment,
    },
    /// The signed act of an authorisation arrived.
    AuthorisationActSigned {
        /// Which.
        authorisation: AuthorisationId,
        /// Its reference.
        act: ActReference,
    },
    /// The outage was closed.
    OutageClosed(Closing),
    /// A document or act was entered.
    EntryIssued(Box<Entry>),
    /// Something happened to its paper.
    PaperStepped {
        /// Which entry.
        entry: EntryId,
        /// What.
        step: PaperStep,
    },
    /// Somebody who asked to be called back was called, or need not be.
    CallMade {
        /// Which entry.
        entry: EntryId,
        /// What came of it.
        outcome: CallOutcome,
        /// In a few words; may be empty.
        note: String,
    },
    /// Numbers were set aside for pre-numbered paper sheets.
    NumbersReserved {
        /// Which reservation.
        reservation: ReservationId,
        /// In which outage.
        outage: OutageId,
        /// First number.
        first: Number,
        /// How many.
        count: u32,
        /// What for.
        purpose: String,
    },
    /// Reserved numbers will never be used.
    NumbersBarred {
        /// Which.
        numbers: Vec<Number>,
        /// Why.
        reason: String,
    },
    /// This folder was found restored, cut or cloned; a person decided to go on under a new register code.
    RegisterContinued {
        /// The code numbers run under from now on.
        register_code: RegisterCode,
        /// What was found, in words.
        finding: String,
        /// Machine it runs on now.
        machine: String,
        /// Why, in the words of whoever decided; empty in older records.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A new life of a register: a station of its own, with a journal of its own, goes on where another ended or was lost.
    /// The first event of its journal. What is open passes over to it (DPR 445/2000 art. 63 c. 1–2).
    LifeContinued(Box<LifeContinued>),
    /// This station ended, by a person's word: nothing is issued in this life any more.
    StationEnded {
        /// Why, in the words of whoever decided.
        reason: String,
    },
    /// Records of a life that ended, found later than its successor began, were taken in as records of that life.
    LateRecordsTaken(Box<LateRecordsTaken>),
    /// An operator signed in, out, or failed to.
    SignIn {
        /// Who.
        operator: OperatorId,
        /// What.
        outcome: SignInOutcome,
    },
    /// Data about a person were looked at.
    Viewed {
        /// Which entry.
        entry: EntryId,
    },
    /// Entries were searched by name. The name itself is not written down.
    Searched {
        /// How many rows were shown.
        rows: u32,
    },
    /// Many data at once were looked at, or a photograph: a list with names, a register, a correlation.
    ListViewed {
        /// What.
        what: ListKind,
        /// By what the list was chosen (`day`, `state`, …; several joined by `+`), never the values; empty: all.
        filter: String,
        /// How many rows were shown.
        rows: u32,
        /// The outage or entry it is of, where it is of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<Uuid>,
    },
    /// Keys were changed: slots, rotation. Never the keys themselves.
    KeysChanged {
        /// What was done, in words.
        change: String,
        /// What somebody else must see of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<Uuid>,
        /// Who stood by as the second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<OperatorId>,
    },
    /// What was done to keys or powers was seen by somebody else.
    NoticeSeen {
        /// Which.
        notice: Uuid,
    },
    /// Something the station noticed about itself: damage, a torn tail, a full disk.
    Noted {
        /// Stable code.
        code: String,
        /// In words, without personal data.
        finding: String,
    },
    /// A residents' extract was adopted: the one in use from now on.
    ExtractAdopted {
        /// Its identity, and the name of its file.
        extract: Uuid,
        /// Local day it was made.
        date: NaiveDate,
        /// Residents in it.
        residents: u64,
        /// SHA-256 of its sealed file (hex).
        sha256: String,
        /// Columns the delivery lacked: what they would say must be attested at the counter.
        lacking: Vec<String>,
    },
    /// Residents were searched. What was typed is not written down.
    PeopleSearched {
        /// How many rows were shown.
        rows: u32,
    },
    /// A resident's data were opened.
    PersonViewed {
        /// Who, as the extract in use names them.
        person: Uuid,
    },
    /// A resident was opened and nothing followed: why.
    ViewExplained {
        /// Who.
        person: Uuid,
        /// Why.
        reason: String,
    },
    /// A person said what a paper is needed for, and took a route.
    PurposeAnswered {
        /// What for.
        purpose: Purpose,
        /// What was given or advised.
        route: Route,
    },
    /// A paper that is no entry was printed: a self-certification, a slip.
    ServicePaperPrinted {
        /// Its form.
        form: FormRef,
    },
    /// A photograph was erased, its time being over.
    PhotographErased {
        /// Its blob.
        blob: String,
        /// The entry it stood on; none for a draft's.
        entry: Option<EntryId>,
    },
    /// A draft was thrown away before issuing.
    DraftDiscarded {
        /// Which.
        draft: Uuid,
        /// Local day it was begun.
        begun: NaiveDate,
    },
    /// A centre was added, or enrolled with again.
    CentreSet {
        /// As it is now.
        centre: Centre,
        /// The life before this one that it certified; none for the present one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        life: Option<StationId>,
    },
    /// A centre answers elsewhere.
    CentreMoved {
        /// Which.
        centre: CentreId,
        /// Where, from now on.
        address: CentreAddress,
    },
    /// A centre is used no more. What it said stands.
    CentreRemoved {
        /// Which.
        centre: CentreId,
    },
    /// A person said that records may go to a centre: until somebody stops it or another outage opens.
    RecoveryAsked {
        /// To which.
        centre: CentreId,
    },
    /// A person stopped it.
    RecoveryStopped {
        /// To which.
        centre: CentreId,
    },
    /// A centre said what it holds.
    PositionKnown {
        /// Which.
        centre: CentreId,
        /// Its last record of this station; none before the first.
        head: Option<Anchor>,
        /// Sequence number of its newest outcome for this station; 0 if none.
        outcomes: u64,
        /// The life before this one whose records they are; none for the present one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        life: Option<StationId>,
        /// The epoch of its data, where a file said all this; over the network it is asked each time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Uuid>,
    },
    /// A centre holds another past of this station than its journal: an older copy of the folder was put back, or two folders
    /// wrote under one name. Issuing stands still until a person decides.
    PartedFromCentre {
        /// Which.
        centre: CentreId,
        /// The last record it holds.
        held: Anchor,
    },
    /// Records were sent and the reply was lost: the centre is asked what it holds before anything is sent again.
    ReplyLost {
        /// Which.
        centre: CentreId,
        /// The last record sent.
        last: Position,
        /// The life before this one whose records they are; none for the present one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        life: Option<StationId>,
    },
    /// A page of outcomes.
    OutcomesReceived {
        /// From which centre.
        centre: CentreId,
        /// In the centre's order.
        outcomes: Vec<Outcome>,
        /// The life before this one whose records they are; none for the present one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        life: Option<StationId>,
        /// The sequence number up to which they are, where outcomes of entries that this counter never had were left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        up_to: Option<u64>,
    },
    /// All that a centre had told was said back to it: its data were put back from a copy, or it asked for the first time.
    ToldBack {
        /// Which.
        centre: CentreId,
        /// The epoch it is in since.
        epoch: Uuid,
        /// The life before this one whose records they are; none for the present one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        life: Option<StationId>,
    },
    /// A centre signed what it holds last of this station and since when: kept for whoever doubts later.
    ReceiptKept {
        /// Which.
        centre: CentreId,
        /// As it came.
        receipt: SignedReceipt,
    },
    /// A conflict was decided at the counter.
    ConflictDecided {
        /// Which.
        conflict: Uuid,
        /// Of which entry.
        entry: EntryId,
        /// By whom, what, why.
        decision: Decision,
    },
    /// The holder of a paper that was decided to be annulled or replaced was called.
    HolderCalled {
        /// About which conflict.
        conflict: Uuid,
        /// Of which entry.
        entry: EntryId,
        /// By whom, what came of it.
        call: Call,
    },
    /// The ordinary number of an entry, typed, scanned or imported by a person: from a centre that is no station's partner,
    /// or for an entry that was set aside.
    OrdinaryRecorded {
        /// Which entry.
        entry: EntryId,
        /// Its ordinary number.
        ordinary: OrdinaryNumber,
        /// Where it comes from, in words.
        source: String,
        /// The centre without a line that gave it, if it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        centre: Option<CentreId>,
    },
    /// An ordinary number that was typed, scanned or imported is put right by a person.
    OrdinaryCorrected {
        /// Of which entry.
        entry: EntryId,
        /// The right number.
        ordinary: OrdinaryNumber,
        /// What it was before, who put it right, when and why.
        correction: Correction,
        /// The centre without a line that gave it, if it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        centre: Option<CentreId>,
    },
    /// A centre without a line was added, or changed.
    BridgeSet {
        /// As it is now.
        bridge: Bridge,
    },
    /// A centre without a line is used no more. The numbers it gave stand.
    BridgeRemoved {
        /// Which.
        bridge: CentreId,
    },
    /// All entries were let out in the clear, for a centre that is not ours.
    ExportedOpen {
        /// For whom and why, as whoever did it wrote.
        reason: String,
        /// How many entries.
        entries: u64,
    },
    /// A head of a journal was told: of another station, to be held here for whoever asks; of this one, to be held against
    /// its own journal. What contradicts this journal stops issuing until a person decides.
    HeadWitnessed(Witnessed),
    /// A paper that a computer now lost gave out came back and was written down, or what was written was corrected.
    StrayWritten(Box<Stray>),
    /// An outage was archived: everything recovered, no conflict open.
    OutageArchived {
        /// Which.
        outage: OutageId,
    },
}

/// Where many people's data stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// The register, as a list.
    Register,
    /// The register, as its legal print.
    RegisterPrint,
    /// The correlation of an outage and its four cases.
    Correlation,
    /// Drafts.
    Drafts,
    /// Differences with the centre.
    Conflicts,
    /// A photograph.
    Photograph,
}

/// What came of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInOutcome {
    /// In.
    In,
    /// Out.
    Out,
    /// Wrong PIN.
    WrongPin,
}
