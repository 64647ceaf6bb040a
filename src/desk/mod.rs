//! Use cases at the counter. Everything is blocking and takes the signed-in operator first; roles are decided here.
//!
//! | file | subject |
//! |---|---|
//! | [`counter`] | life of the data folder: enter, set up, unlock, set aside, stop |
//! | [`premises`] | where it lives, its phases |
//! | `first_run`, `set_aside` | its beginning, and beginning again |
//! | [`setup`] | what is asked at the first run |
//! | `recovery_sheet` | the recovery code on paper, and typed back |
//! | `upkeep` | what is done every few seconds |
//! | [`opened`] | the opened counter: journal, store, forms and the decision state behind one lock |
//! | `opening`, `watch` | opening it, and again after a failure; whether the clock can be believed |
//! | `commit` | one command: decided under the lock, written, answered when durable |
//! | `claims` | one command at a time for each entry |
//! | `filling` | what was typed → values, or what stands in the way |
//! | `compose` | form, values, station facts → the sheet of a paper |
//! | `feed` | from the journal to the store |
//! | [`sign_in`], `sessions` | sessions, PINs |
//! | [`accounts`] | operators, delegations, officer of the shift |
//! | [`strip`] | what stands on every page |
//! | [`outage`] | what is shown of an outage |
//! | [`open_outage`], [`authorise`], `read_authorisation`, [`close_outage`] | its life |
//! | [`numbers`] | reserved and barred numbers, the index of civil-status acts |
//! | [`register`], [`opening_act`] | the legal print of the register, the act that opens it |
//! | [`drafting`], `preview` | drafts and their preview |
//! | [`issue`] | from draft to numbered entry |
//! | [`papers`] | print, "did the sheet come out?", annul |
//! | [`entries`], `history` | looking at entries, confirmation by telephone |
//! | [`station_care`] | office, keys, clock, journal, anchors |
//! | [`demo`] | a ready drill counter |
//! | [`error`], [`stop_reason`] | what can go wrong, and what to do next |

pub mod accounts;
pub mod authorise;
mod claims;
pub mod close_outage;
mod commit;
mod compose;
pub mod counter;
pub mod demo;
pub mod drafting;
pub mod entries;
pub mod error;
mod feed;
mod filling;
mod first_run;
mod history;
pub mod issue;
pub mod numbers;
pub mod open_outage;
pub mod opened;
mod opening;
pub mod opening_act;
pub mod outage;
pub mod papers;
pub mod premises;
mod preview;
mod read_authorisation;
mod recovery_sheet;
pub mod register;
mod sessions;
mod set_aside;
pub mod setup;
pub mod sign_in;
pub mod station_care;
pub mod stop_reason;
pub mod strip;
#[cfg(test)]
mod tests;
mod upkeep;
mod watch;

pub use counter::Counter;
pub use error::{DeskError, FieldProblem};
pub use opened::Desk;
pub use papers::Pdf;
pub use premises::{Costs, EnterError, Phase, Premises, Secret};
pub use setup::{NewDelegation, NewOperator, RecoverySheet, SetUp};
pub use sign_in::{Session, SessionState, SessionToken, SignInError};
pub use stop_reason::StopReason;
