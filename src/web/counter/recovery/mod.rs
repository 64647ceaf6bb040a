//! Bringing everything back, as pages.
//!
//! | file | subject |
//! |---|---|
//! | [`overview`] | the centres: reach, progress, recover, stop |
//! | [`centre`] | a centre added by six digits; its address |
//! | [`bridge`], [`worksheet`] | a centre without a line: added; typed from, numbers brought back |
//! | [`bundle`] | without a network: records out, outcomes in |
//! | [`open`] | open files, for a centre that is not ours |
//! | [`conflicts`] | what waits for a person: differences, entries set aside, whom to call |
//! | [`correct`] | an entry set aside, begun anew as a draft that stands for it |
//! | [`rejected`] | what remains to be done with an entry that the centre did not take |
//! | [`proposed`] | numbers of a file, shown before they are noted |
//! | [`correct_number`] | a number noted here, put right |
//! | [`ordinary`] | the ordinary number of an entry, recorded by a person |
//! | [`aftermath`] | correlation, the four cases, the archive |
//! | `words` | reach, progress and remedies in words |

pub mod aftermath;
pub mod bridge;
pub mod bundle;
pub mod centre;
pub mod conflicts;
pub mod correct;
pub mod correct_number;
pub mod open;
pub mod ordinary;
pub mod overview;
pub mod proposed;
pub mod rejected;
mod words;
pub mod worksheet;
