//! Pages of the counter's work: outage, drafts, entries, register.
//!
//! | file | subject |
//! |---|---|
//! | [`outage`] | the open outage, past ones, the printed register |
//! | [`open_outage`], [`authorise`], [`close_outage`] | its life |
//! | [`authorisation_fields`] | the fields of one authorisation |
//! | [`numbers`] | reserved numbers, paper acts |
//! | [`people`], [`person`], [`view_reason`] | a person found, looked at, and why if nothing followed |
//! | `checking` | what the check pages of one paper and of a basket share |
//! | [`call_backs`] | people to be called back |
//! | [`extract`], [`extract_import`] | the extract of residents, how far its import is |
//! | [`drafts`] | drafts, choosing a form |
//! | [`draft`], [`asked`] | one draft, from typing to the number; what is asked beyond its form |
//! | [`basket`] | several papers in one go |
//! | [`issued`] | after the number |
//! | [`entries`], [`entry`], [`entry_facts`] | the register, one entry, annulment; what it says beyond its form |
//! | [`doubts`], [`day`] | sheets nobody has answered for; what a day came to |
//! | [`refusal`] | why nothing can be issued now |
//! | [`strays`] | papers of a lost computer that came back |
//! | [`words`] | the domain's words |

pub mod asked;
pub mod authorisation_fields;
pub mod authorise;
pub mod basket;
pub mod call_backs;
mod checking;
pub mod close_outage;
pub mod day;
pub mod doubts;
pub mod draft;
pub mod drafts;
pub mod entries;
pub mod entry;
pub mod entry_facts;
pub mod extract;
pub mod extract_import;
pub mod issued;
pub mod numbers;
pub mod open_outage;
pub mod outage;
pub mod people;
pub mod person;
pub mod recovery;
pub mod refusal;
pub mod strays;
pub mod view_reason;
pub mod words;
