//! Pure rules of the counter: no I/O, no clock, no randomness, no async, no framework.
//!
//! | file | subject |
//! |---|---|
//! | [`moment`] | an instant and its Italian wall clock |
//! | [`id`] | identifiers (uuid v7) |
//! | [`number`] | register code, series, number of an entry |
//! | [`office`] | municipality, office, what stands on a letterhead |
//! | [`operator`] | operators and their sets of roles |
//! | [`clock_doubt`] | when a person must look at the clock |
//! | [`delegation`] | who may sign what, on whose act |
//! | [`outage`] | scenario, cause, outage code, closing |
//! | [`authorisation`] | DPR 445/2000 art. 63: who authorised the register, and until when |
//! | [`lapse`] | when the authorisations of an outage run out |
//! | [`value`] | an attested value and its source |
//! | [`form`] | a form of the catalogue: fields, wording, layout |
//! | [`entry`] | a numbered entry of the register and what becomes of it |
//! | [`event`] | everything that can happen at a station |
//! | [`record`] | the payload of one journal record: a command and its events |
//! | [`anchor`] | position, chain hash, and the two together |
//! | [`check_code`] | the short code a paper carries for confirmation by telephone |
//! | [`hex`] | bytes in hexadecimal |

pub mod anchor;
pub mod authorisation;
pub mod check_code;
pub mod clock_doubt;
pub mod delegation;
pub mod entry;
pub mod event;
pub mod form;
pub mod hex;
pub mod id;
pub mod lapse;
pub mod moment;
pub mod number;
pub mod office;
pub mod operator;
pub mod outage;
pub mod record;
pub mod value;
