//! Use cases at the counter. Everything is blocking and takes the signed-in operator first; roles are decided here.
//!
//! | file | subject |
//! |---|---|
//! | [`parts`] | what the counter keeps in memory, and the limits of what is typed |
//! | [`ledger`] | the only place that knows journal and store together: opened, written, fed, watched |
//! | [`staff`] | who works here: accounts, sessions, PINs |
//! | [`register`] | looking at entries and what became of them |
//! | [`outage`] | an outage: opened, authorised, its reserved numbers, closed |
//! | [`people`] | the extract of residents, and who looks at whom |
//! | [`draft`] | what is typed, kept, shown and read before a paper is issued |
//! | [`papers`] | form, values and facts of the station → papers, registers, acts; what became of the sheets |
//! | [`issue`] | from draft to numbered entry; several in one go |
//! | [`recovery`] | back into the central systems: centres, differences, numbers, worksheets, exports, the archive |
//! | [`succession`] | the lives of a register: a new one, the ended one, its records found later |
//! | [`life`] | the data folder: first run, unlocking, restoring, keys, care, the drill |
//! | [`error`], [`stop_reason`] | what can go wrong, and what to do next |

pub mod draft;
pub mod error;
pub mod issue;
pub mod ledger;
pub mod life;
pub mod outage;
pub mod papers;
pub mod parts;
pub mod people;
pub mod recovery;
pub mod register;
pub mod staff;
pub mod stop_reason;
pub mod succession;
#[cfg(any(test, feature = "sample"))]
pub mod tests;

pub use error::{DeskError, FieldProblem};
pub use ledger::companions::SETTINGS_FOR_COPY;
pub use ledger::desk::Desk;
pub use ledger::premises::{Costs, EnterError, Phase, Premises, Secret};
pub use life::setup::{NewDelegation, NewOperator, RecoverySheet, SetUp};
pub use life::station::Counter;
pub use papers::printing::Pdf;
pub use parts::session::{Session, SessionState, SessionToken, SignInError};
pub use staff::door::Door;
pub use stop_reason::StopReason;
