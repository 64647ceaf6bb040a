//! Moments, days, how long one waits.
//!
//! | file | subject |
//! |---|---|
//! | [`dates`] | days and times as typed and as printed |
//! | [`partial_date`] | a birth date as far as it is known |
//! | [`moment`] | an instant and its Italian wall clock |
//! | [`clock_doubt`] | when a person must look at the clock |
//! | [`patience`] | how long whoever tries a secret waits after wrong ones |

pub mod clock_doubt;
pub mod dates;
pub mod moment;
pub mod partial_date;
pub mod patience;
