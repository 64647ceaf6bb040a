//! Forms of the catalogue, their fields, what a paper is needed for.
//!
//! | file | subject |
//! |---|---|
//! | [`entry_kind`] | what a paper is, to what use it is given |
//! | [`form`] | a form of the catalogue: fields, wording, layout |
//! | [`reading`] | one reader for each kind of field, one way of printing it |
//! | [`purpose`] | what a paper is needed for |
//! | [`triage`] | the best route first |

pub mod entry_kind;
pub mod form;
pub mod purpose;
pub mod reading;
pub mod triage;
