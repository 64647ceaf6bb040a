//! Pure rules of the counter: no I/O, no clock, no randomness, no async, no framework.
//!
//! | file | subject |
//! |---|---|
//! | [`text`] | texts as people type them and papers print them; files of other offices |
//! | [`time`] | moments, days, how long one waits |
//! | [`ids`] | identifiers, numbers, codes, anchors of the chain, attested values |
//! | [`money`] | stamp duty, fees, exemptions |
//! | [`person`] | a person: names and places that say the same, tax code, evidence, kin |
//! | [`office`] | the office, its people, what it may decide |
//! | [`outage`] | an outage and what authorises the register in it |
//! | [`form`] | forms of the catalogue, their fields, what a paper is needed for |
//! | [`register`] | numbered entries and what became of their papers |
//! | [`centre`] | what a station and a centre say to each other |
//! | [`journal`] | events, the records that hold them, the state folded from them |

pub mod centre;
pub mod form;
#[cfg(test)]
mod golden;
pub mod ids;
pub mod journal;
pub mod money;
pub mod office;
pub mod outage;
pub mod person;
pub mod register;
pub mod text;
pub mod time;
