//! Use cases at the counter. Everything is blocking and takes the signed-in operator first; roles are decided here.
//!
//! | file | subject |
//! |---|---|
//! | [`counter`] | life of the data folder: enter, set up, unlock, set aside, stop |
//! | [`setup`] | what is asked at the first run |
//! | `recovery_sheet` | the recovery code on paper, and typed back |
//! | `upkeep` | what is done every few seconds |
//! | [`opened`] | the opened counter: journal, store, forms and the decision state behind one lock |
//! | `commit` | one command: decided under the lock, written, answered when durable |
//! | `claims` | one command at a time for each entry |
//! | `filling` | what was typed → values, or what stands in the way |
//! | `compose` | form, values, station facts → the sheet of a paper |
//! | `feed` | from the journal to the store |
//! | [`sign_in`], `sessions` | sessions, PINs |
//! | [`accounts`] | operators, delegations, officer of the shift |
//! | [`strip`] | what stands on every page |
//! | [`outage`] | what is shown of an outage |
//! | [`open_outage`], [`authorise`], [`close_outage`] | its life |
//! | [`numbers`] | reserved and barred numbers, the index of civil-status acts |
//! | [`register`] | the legal print of the register, the opening act |
//! | [`drafting`] | drafts and their preview |
//! | [`issue`] | from draft to numbered entry |
//! | [`papers`] | print, "did the sheet come out?", annul |
//! | [`entries`] | looking at entries, confirmation by telephone |
//! | [`station_care`] | office, keys, clock, journal, anchors |
//! | [`demo`] | a ready drill counter |
//! | [`error`] | what can go wrong, and what to do next |

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
pub mod issue;
pub mod numbers;
pub mod open_outage;
pub mod opened;
pub mod outage;
pub mod papers;
mod recovery_sheet;
pub mod register;
mod sessions;
pub mod setup;
pub mod sign_in;
pub mod station_care;
pub mod strip;
#[cfg(test)]
mod tests;
mod upkeep;

pub use counter::{Costs, Counter, EnterError, Phase, Premises, Secret};
pub use error::{DeskError, FieldProblem, StopReason};
pub use opened::Desk;
pub use papers::Pdf;
pub use setup::{NewDelegation, NewOperator, RecoverySheet, SetUp};
pub use sign_in::{Session, SessionState, SessionToken, SignInError};
