//! The payload of one journal record: one command, one or more events. UTF-8 JSON, no floats, hashed and sent as the
//! stored bytes.

use crate::office::by::By;
use serde::{Deserialize, Serialize};

use super::event::Event;

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// What was done.
    pub kind: Kind,
    /// Version of the kind's shape. Old ones are upcast in [`Payload::read`].
    pub v: u32,
    /// By whom; `None` for the station itself (first run, start-up findings).
    pub by: Option<By>,
    /// What happened.
    pub events: Vec<Event>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $class:ident, $critical:ident;)*) => {
        /// What a command does. Kind decides class and critical flag.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $($(#[$doc])* $name),* }

        impl Kind {
            /// All kinds this binary knows.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Whether its payload may leave the station.
            pub fn class(self) -> Class {
                match self { $(Self::$name => Class::$class),* }
            }

            /// Whether a binary that does not know it must not issue.
            pub fn weight(self) -> Weight {
                match self { $(Self::$name => Weight::$critical),* }
            }
        }
    };
}

/// Whether a payload leaves the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Goes to the centre.
    Shared,
    /// Never leaves: PIN hashes, reads, sign-ins.
    Local,
}

/// What an unknown kind means to an older binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Whoever does not understand it serves read-only.
    Critical,
    /// Carried and shown.
    Ordinary,
}

kinds! {
    /// First run.
    StationFounded = Shared, Critical;
    /// Letterhead, telephone.
    OfficeChanged = Shared, Critical;
    /// Accounts and PINs.
    AccountChanged = Local, Critical;
    /// Delegations.
    DelegationChanged = Shared, Critical;
    /// Officer of the shift.
    ShiftChosen = Local, Ordinary;
    /// Clock confirmed or corrected.
    ClockSet = Shared, Critical;
    /// Outage opened.
    OutageOpened = Shared, Critical;
    /// Authorisation recorded, attached, signed.
    OutageAuthorised = Shared, Critical;
    /// Outage closed.
    OutageClosed = Shared, Critical;
    /// Entry issued.
    EntryIssued = Shared, Critical;
    /// Print sent, came out, spoiled, not ascertained.
    PaperStepped = Shared, Critical;
    /// Entry annulled.
    EntryAnnulled = Shared, Critical;
    /// Numbers reserved or barred.
    NumbersReserved = Shared, Critical;
    /// New register code after a restored or cloned folder.
    RegisterContinued = Shared, Critical;
    /// A new life of a register: the first record of its journal.
    LifeContinued = Shared, Critical;
    /// A station ended by a person's word.
    StationEnded = Shared, Critical;
    /// Late records of a life before, taken in.
    LateRecordsTaken = Shared, Critical;
    /// Sign-in, sign-out, wrong PIN.
    SignIn = Local, Ordinary;
    /// Personal data looked at.
    Viewed = Local, Ordinary;
    /// Key slots, rotation.
    KeysChanged = Local, Ordinary;
    /// The station about itself.
    Noted = Local, Ordinary;
    /// What was done to keys or powers, seen by somebody else.
    NoticeSeen = Local, Ordinary;
    /// Residents' extract adopted.
    ExtractAdopted = Local, Ordinary;
    /// Purpose and route of a person.
    PurposeAnswered = Shared, Ordinary;
    /// A paper that is no entry.
    ServicePaperPrinted = Local, Ordinary;
    /// A blob erased.
    BlobErased = Local, Ordinary;
    /// A draft thrown away.
    DraftDiscarded = Local, Ordinary;
    /// A call-back made.
    CallMade = Shared, Ordinary;
    /// A centre added, moved, removed.
    CentreChanged = Local, Ordinary;
    /// Recovery asked for or stopped by a person.
    RecoveryAsked = Local, Ordinary;
    /// What a centre said: position, outcomes; or that its reply was lost.
    CentreHeard = Local, Ordinary;
    /// A conflict decided at the counter: the centre must know.
    ConflictDecided = Shared, Ordinary;
    /// The holder of a paper called after a decision: the centre waits for it.
    HolderCalled = Shared, Ordinary;
    /// An ordinary number that a person recorded.
    OrdinaryRecorded = Shared, Ordinary;
    /// An ordinary number that a person recorded, put right.
    OrdinaryCorrected = Shared, Ordinary;
    /// An outage archived.
    OutageArchived = Shared, Ordinary;
    /// A head of a journal, as somebody told it.
    HeadWitnessed = Shared, Ordinary;
    /// A paper of a lost computer, as its sheet says.
    StrayWritten = Shared, Ordinary;
}

/// A payload as an older or newer binary may find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Understood.
    Known(Command),
    /// A kind, a version or an event this binary does not know. Carried and shown; if critical, the service is read-only.
    Unknown {
        /// Its kind, as written; empty if not even that can be read.
        kind: String,
    },
}

impl Command {
    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("events hold only strings, numbers, lists and string-keyed maps")
    }
}

impl Payload {
    /// Reads stored bytes. The one place where old versions are upcast.
    pub fn read(bytes: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Name {
            #[serde(default)]
            kind: String,
        }
        match serde_json::from_slice::<Command>(bytes) {
            Ok(command) if command.v == 1 => Self::Known(command),
            _ => Self::Unknown {
                kind: serde_json::from_slice::<Name>(bytes).map(|name| name.kind).unwrap_or_default(),
            },
        }
    }
}
