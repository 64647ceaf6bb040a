//! Identifiers, numbers, codes, anchors of the chain, attested values.
//!
//! | file | subject |
//! |---|---|
//! | [`id`] | identifiers (uuid v7) |
//! | [`number`] | series, number of an entry |
//! | [`register_code`] | the code every number of a station begins with; the code of a new life |
//! | [`body`] | the body a station belongs to, by its IPA code |
//! | [`numbering`] | gap-free counters, reservations |
//! | [`value`] | an attested value and its source |
//! | [`anchor`] | position, chain hash, and the two together |
//! | [`check_code`] | the short code a paper carries for confirmation by telephone |

pub mod anchor;
pub mod body;
pub mod check_code;
pub mod id;
pub mod number;
pub mod numbering;
pub mod register_code;
pub mod value;
