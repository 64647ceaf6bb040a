//! The data folder: first run, unlocking, restoring, keys, care, the drill.
//!
//! | file | subject |
//! |---|---|
//! | [`station`], `unlocking` | life of the data folder: enter, set up, unlock, set aside, stop |
//! | [`at_start`] | who opens it at each start: the computer, or a person with the passphrase |
//! | [`restore`] | a station restored from its second copy; what goes with one |
//! | `first_run`, `set_aside` | its beginning, and beginning again |
//! | [`setup`] | what is asked at the first run |
//! | `recovery_sheet` | the recovery code on paper, and typed back |
//! | `upkeep` | what is done every few seconds |
//! | [`strip`] | what stands on every page |
//! | [`witness`] | the head of the journal as others hold it; heads that others tell |
//! | [`station_care`] | office, clock, journal, anchors |
//! | [`keys_care`] | passphrase, recovery code, data keys; what was done to keys and powers, until somebody else has seen it |
//! | [`demo`] | a ready drill counter |

pub mod at_start;
pub mod demo;
mod first_run;
pub mod keys_care;
pub(super) mod recovery_sheet;
pub mod restore;
mod set_aside;
pub mod setup;
pub mod station;
pub mod station_care;
pub mod strip;
pub(super) mod unlocking;
pub(super) mod upkeep;
pub mod witness;
