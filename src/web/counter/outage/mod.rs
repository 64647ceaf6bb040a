//! An outage on pages: opened, authorised, its numbers, closed.
//!
//! | file | subject |
//! |---|---|
//! | [`outage`] | the open outage, past ones, the printed register |
//! | [`open_outage`], [`authorise`], [`close_outage`] | its life |
//! | [`authorisation_fields`] | the fields of one authorisation |
//! | [`numbers`] | reserved numbers, paper acts |
//! | [`refusal`] | why nothing can be issued now |

pub mod authorisation_fields;
pub mod authorise;
pub mod close_outage;
pub mod numbers;
pub mod open_outage;
pub mod outage;
pub mod refusal;
