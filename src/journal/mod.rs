//! The append-only, hash-chained journal of one station: the durable truth everything else is derived from.
//!
//! ```text
//!  enqueue ─► queue: position, header, chain, sealed ─► committer: one write, one sync ─► library (readers)
//!                                                                              ├─► observer (the store), in order
//!                                                                              ├─► those who wait
//!                                                                              └─► followers: high-water mark, second copy
//!  open ─► walk (what is there) ─► tail (cut what is torn, make the rest certain) ─► journal
//! ```
//!
//! | file | subject |
//! |---|---|
//! | [`record`] | header, commitment, chain, payload |
//! | [`frame`], [`segment`] | how a record and a file of records lie on the disk |
//! | `scan`, `walk`, `index`, `salvage` | what is found in a folder, damaged or not |
//! | [`finding`] | what is not as it should be |
//! | [`handle`], `open`, `tail` | the open journal, and how it is opened |
//! | [`past`] | the journal of a life that ended |
//! | `proven` | the clear part of a damaged record, proven by its neighbours |
//! | `queue`, [`ticket`], `committer`, `writer` | from a draft to a durable record |
//! | `library`, [`records`] | reading |
//! | `reserve` | space for the day the disk is full |
//! | `followers` | those who are told how far the journal has come |
//! | [`mark`], `high_water`, `turns` | the mark outside the folder, written in two turns |
//! | [`copies`], [`copy_home`], `copy_find`, `copy_look`, `mounted`, `attach`, `second_copy` | the second copy: where, what it knows, how it follows |
//! | `source_error` | what is wrong here and not on the stick |
//! | [`companions`], `comparing`, `proof` | what a copy holds beside the journal, and which of the two is right where they differ |
//! | `heal` | what is taken back from it |
//! | [`mod@late`] | records of a life that ended, found later |
//! | [`mod@verify`] | looking without changing anything |
//! | `large_copy` | a large file on its way into the second copy, a piece at a time |
//! | `mend` | what a disk lost of an ended life, taken back from a copy of it |
//! | [`state`] | how a journal stands |
//! | [`settings`] | how it is kept |
//! | [`error`] | what can go wrong |

mod attach;
mod committer;
pub mod companions;
mod comparing;
pub mod copies;
mod copy_find;
pub mod copy_home;
mod copy_look;
pub mod error;
pub mod finding;
mod followers;
pub mod frame;
pub mod handle;
mod heal;
mod high_water;
mod index;
mod large_copy;
pub mod late;
mod library;
pub mod mark;
mod mend;
mod mounted;
mod open;
pub mod past;
mod proof;
mod proven;
mod queue;
pub mod record;
pub mod records;
mod reserve;
mod salvage;
mod scan;
mod second_copy;
pub mod segment;
pub mod settings;
mod source_error;
pub mod state;
mod tail;
#[cfg(test)]
mod tests;
pub mod ticket;
mod turns;
pub mod verify;
mod walk;
mod writer;

pub use companions::{Companion, Files, copy_tree};
pub use comparing::Mended;
pub use copies::{CopyFound, copies};
pub use copy_home::{CopyHome, CopyMarker, claim, may_claim, top_of};
pub use error::{AppendError, MarkFailure, OpenFailure, ReadError};
pub use finding::{AnchorVerdict, Comparison, Finding, Place, Span};
pub use handle::Journal;
pub use late::{LateRecords, NotTaken, Unsound, late, take_late, whose};
pub use mark::Successor;
pub use mend::mend;
pub use past::PastJournal;
pub use proof::Proof;
pub use record::{Draft, Header, Record};
pub use records::Records;
pub use settings::{Companions, Means, Observer, Settings};
pub use state::{CopyFault, CopyState, CopyVerdict, HighWaterState, Met, Opening, Space, Standing};
pub use ticket::Ticket;
pub use verify::{VerifyReport, headers, look, slots, verify};

/// Bytes a payload has at most.
pub const LARGEST_PAYLOAD: usize = 1024 * 1024;
