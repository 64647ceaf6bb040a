//! Bringing everything back: each record to every centre once, in order, with nobody left guessing.
//!
//! ```text
//!  position? ─► plan (pure: what the centre has × what the journal has) ─► files ─► batches in order ─► outcomes ─► journal
//!      ▲                                                                     │
//!      └──────────── a lost reply is a question, never a blind resend ◄──────┘
//! ```
//!
//! | file | subject |
//! |---|---|
//! | [`plan`] | two positions → what is to be done |
//! | [`centre`] | the four operations of a centre, and every way they fail |
//! | [`mod@pass`] | one pass over a centre |
//! | [`backoff`] | how long to wait after a failure |
//! | [`worker`], `enrolling` | the thread that does it |
//! | [`watch`] | the thread that watches systems of others |
//! | [`http`] | a centre over HTTPS |
//! | [`conformance`] | whether a centre that others built keeps the contract |
//! | `told` | what a failure is to the status of a centre and to the operator |

pub mod backoff;
pub mod centre;
pub mod conformance;
mod enrolling;
pub mod http;
pub mod pass;
pub mod plan;
#[cfg(test)]
mod tests;
mod told;
pub mod watch;
pub mod worker;

pub use centre::{Centre, CentreError};
