//! Form, values and facts of the station → papers, registers, acts; what became of the sheets.
//!
//! | file | subject |
//! |---|---|
//! | `compose` | form, values, station facts → the sheet of a paper |
//! | `self_certification` | which papers a person can have; the citizen's own declaration |
//! | [`register_print`], `register_notes` | the legal print of the register: every number, and why it is as it is |
//! | [`opening_act`] | the acts that authorise the register |
//! | [`basket_printing`] | several papers in one go; more put among them |
//! | `retention` | the photograph of a draft; until when it is kept |
//! | [`printing`], [`many_sheets`] | print, "did the sheet come out?", annul; one answer for many |

pub mod basket_printing;
pub(super) mod compose;
pub mod many_sheets;
pub mod opening_act;
pub mod printing;
mod register_notes;
pub mod register_print;
mod retention;
mod self_certification;
