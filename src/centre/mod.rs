//! Use cases of the centre: receive, number, correlate, find conflicts, decide.
//!
//! | file | subject |
//! |---|---|
//! | [`ledger`] | what every use case stands on: store, keys, seals, what is noted outside |
//! | [`staff`] | who works at the centre, sessions, its own deeds |
//! | [`registry`] | the registry as of now, and what is wrong with an entry beside it |
//! | [`register`] | entries as pages and exports show them, compared and side by side |
//! | [`records`] | a batch as it came → records whose chain holds → what the store takes |
//! | [`stations`] | who is expected, known, heard, forked; who lets them in |
//! | [`intake`] | the four operations of the contract, and the same on a stick |
//! | [`conflicts`] | differences decided by a named person; what stands between an outage and its archive |
//! | [`put_back`] | the data put back from a copy: numbers held back, decisions that only a station remembers |
//! | [`numbers`] | who gives ordinary numbers, and how they are put right |
//! | [`reports`] | correlation, four cases, papers of a lost computer, on pages and paper |
//! | [`bad_batch`] | why a batch does not hold |
//! | [`obstacle`] | what may stand between a part of an outage and its archive |
//! | [`error`] | what can go wrong |

pub mod bad_batch;
pub mod conflicts;
pub mod error;
pub mod intake;
pub mod ledger;
pub mod numbers;
pub mod obstacle;
pub mod put_back;
pub mod records;
pub mod register;
pub mod registry;
pub mod reports;
pub mod staff;
pub mod stations;
#[cfg(test)]
mod tests;

pub use error::CentreError;
pub use ledger::hub::Hub;
