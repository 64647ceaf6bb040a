//! Who works here: accounts, sessions, PINs.
//!
//! | file | subject |
//! |---|---|
//! | `reading` | what is typed about operators and delegations |
//! | [`sign_in`], [`door`] | sessions, PINs; where one is typed, and how often |
//! | [`unsent`] | what was typed when a session locked |
//! | [`accounts`] | operators, delegations, officer of the shift |
//! | [`notices`] | passphrase, recovery code, data keys; what was done to keys and powers, until somebody else has seen it |

pub mod accounts;
pub mod door;
pub mod notices;
pub(super) mod reading;
pub mod sign_in;
pub mod unsent;
