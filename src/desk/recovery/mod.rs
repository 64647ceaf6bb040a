//! Back into the central systems: centres, differences, numbers, worksheets, exports, the archive.
//!
//! | file | subject |
//! |---|---|
//! | [`watched`] | systems of others: how each stands, since when |
//! | [`centres`], [`enrolling`] | the centres, becoming known to one, how things stand with them right now |
//! | `holder_calls` | what a decision asks for: the annulment, the call to whoever holds the paper |
//! | [`conflicts`], `many_conflicts` | what does not agree with the centre: worklist, decision, also of many; ordinary numbers recorded by a person |
//! | [`archivable`] | what stands between an outage and its archive |
//! | [`aftermath`], `aftermath_papers` | correlation, the four cases, the archive |
//! | [`outgoing`], [`receiving`] | records on their way to a centre; what it said, written down |
//! | [`told_back`] | what it told, said back once its data were put back from a copy |
//! | [`worksheet`] | centres without a line: worksheets typed from, numbers brought back |
//! | [`bundle`], [`answers`] | the same on a stick: records out, outcomes in |
//! | [`open_export`], `open_cells`, `zip` | everything in the clear, for a centre that is not ours |
//! | [`head_receipts`] | what centres signed of the heads they hold |
//! | `open_strays` | papers of a lost computer in the open export |

pub mod aftermath;
mod aftermath_papers;
pub mod answers;
pub mod archivable;
pub mod bundle;
pub mod centres;
pub mod conflicts;
pub mod enrolling;
pub mod head_receipts;
mod holder_calls;
mod many_conflicts;
mod open_cells;
pub mod open_export;
mod open_strays;
pub mod outgoing;
pub mod receiving;
pub mod told_back;
pub mod watched;
pub mod worksheet;
pub(super) mod zip;
