//! Numbered entries on pages, one and many.
//!
//! | file | subject |
//! |---|---|
//! | [`call_backs`] | people to be called back |
//! | [`issued`] | after the number |
//! | [`entries`], [`entry`], [`entry_facts`] | the register, one entry, annulment; what it says beyond its form |
//! | [`doubts`], [`day`] | sheets nobody has answered for; what a day came to |
//! | [`strays`] | papers of a lost computer that came back |

pub mod call_backs;
pub mod day;
pub mod doubts;
pub mod entries;
pub mod entry;
pub mod entry_facts;
pub mod issued;
pub mod strays;
