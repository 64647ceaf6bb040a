//! Residents and the extract on pages.
//!
//! | file | subject |
//! |---|---|
//! | [`people`], [`person`], [`view_reason`] | a person found, looked at, and why if nothing followed |
//! | [`extract`], [`extract_columns`], [`extract_import`] | the extract of residents, what its columns hold, how far its import is |

pub mod extract;
pub mod extract_columns;
pub mod extract_import;
pub mod people;
pub mod person;
pub mod view_reason;
