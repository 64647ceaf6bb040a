//! Numbered entries and what became of their papers.
//!
//! | file | subject |
//! |---|---|
//! | [`closing`] | daily totals, what may be dated where |
//! | [`entry`] | a numbered entry of the register |
//! | [`paper_state`] | where its paper stands |
//! | [`call_back`] | whether a call-back is still due |
//! | [`protocol`] | what is typed into the ordinary protocol for an entry |
//! | [`stray`] | a paper of a lost computer, known only because the sheet came back |

pub mod call_back;
pub mod closing;
pub mod entry;
pub mod paper_state;
pub mod protocol;
pub mod stray;
