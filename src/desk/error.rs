//! What can go wrong at the counter, each with what the person should do next. All wording stands in [`DeskError::told`].

use crate::domain::form::Bilingual;
use crate::domain::moment::Moment;
use crate::domain::number::Number;

/// One field that cannot be accepted as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field in the form or command.
    pub field: String,
    /// What is wrong and how to mend it. Never repeats the value.
    pub told: Bilingual,
}

/// Why a use case was refused or failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.code())]
pub enum DeskError {
    /// Fields to mend; nothing was taken, nothing typed is lost.
    Fields(Vec<FieldProblem>),
    /// The operator's roles do not allow it.
    NotAllowed,
    /// No such draft, entry, outage, operator.
    NotFound,
    /// No outage is open: nothing can be issued.
    NoOutageOpen,
    /// An outage is open already.
    OutageAlreadyOpen,
    /// The authorisation has run out; drafts survive.
    AuthorisationLapsed {
        /// When it ran out.
        since: Moment,
    },
    /// No officer on duty with a delegation that holds.
    NoSigningOfficer,
    /// Papers in doubt stand in the way of closing.
    DoubtsOpen {
        /// Their numbers.
        numbers: Vec<Number>,
    },
    /// The clock must be confirmed first.
    ClockInDoubt,
    /// The state does not allow the step (already annulled, already closed…).
    Illegal,
    /// Same id, other content.
    DifferentContent {
        /// The number the id already has.
        number: Number,
    },
    /// Sequence of the year is used up.
    NumbersExhausted,
    /// Written or not: nobody can say until the station has reopened its journal.
    OutcomeUncertain,
    /// Issuing stopped: damage, anchor ahead, unknown critical record, full disk.
    Stopped {
        /// Stable code of the reason.
        reason: StopReason,
    },
    /// A paper that cannot be drawn.
    Paper(FieldProblem),
    /// The store does not answer; the journal is sound.
    StoreFailed,
}

/// Why issuing is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Damage in the middle of the journal.
    JournalDamaged,
    /// The folder was restored or cut: an anchor is ahead of it.
    AnchorAhead,
    /// The folder runs on another machine than it was made for.
    OtherMachine,
    /// A newer version wrote records this one must not ignore.
    NewerRecords,
    /// The disk is full; closing, annulling and outcomes still work.
    DiskFull,
    /// A write or sync failed; the service must be restarted.
    WriteFailed,
}

impl DeskError {
    /// Stable kebab-case code, for the API and logs.
    pub fn code(&self) -> &'static str {
        todo!()
    }

    /// HTTP status class of it: what kind of refusal this is.
    pub fn status(&self) -> u16 {
        todo!()
    }

    /// What happened and what to do next. The only wording of it.
    pub fn told(&self) -> Bilingual {
        todo!()
    }

    /// Whether trying the same again can help.
    pub fn retry_helps(&self) -> bool {
        todo!()
    }
}
