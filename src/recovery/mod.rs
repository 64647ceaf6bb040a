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
//! | [`worker`] | the thread that does it |
//! | [`http`], `told` | a centre over HTTPS; what a failure is to the operator |

pub mod backoff;
pub mod centre;
pub mod pass;
pub mod plan;
#[cfg(test)]
mod tests;
mod told;

pub use centre::{Centre, CentreError};
