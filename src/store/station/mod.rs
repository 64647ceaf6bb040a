//! The store of a station: projections of its journal, what is passing beside them.
//!
//! | file | subject |
//! |---|---|
//! | [`store`] | opening, syncing, closing, reopening |
//! | `apply` | joining records from many threads into batches, in order |
//! | `project` | from events to rows |
//! | [`rows`] | what the projections answer with |
//! | `entry_row` | an entry's row as bytes |
//! | `entries`, `registers` | the questions |
//! | [`recovery`], `numbered` | what the centres said of an entry; entries by ordinary number, those by what they had too |
//! | `stamps`, `photographs`, `purposes` | which were used, which are kept, what people came for |
//! | `calls` | who is still to be called back |
//! | `volatile`, `head` | drafts, sign-ins; the desk's folded state |
//! | `lists`, `numbers` | lists of entries, and what became of numbers |
//! | `unread` | which records could not be read when the projections were made |
//! | `names` | how names of subjects are looked up |
//! | `keys` | where things lie in sled |
//! | `changes` | gathered puts and removals of one tree |
//! | `seals` | values sealed, names blinded |
//! | `mark` | how far the projections stand, and what they add up to |
//! | `generation`, `folder` | one sled database; all of them, and the pointer to the one in use |
//! | `compact` | a generation without its waste |

mod apply;
mod calls;
mod changes;
mod compact;
mod entries;
mod entry_row;
mod folder;
pub(super) mod generation;
mod head;
mod keys;
mod lists;
mod mark;
mod names;
pub(super) mod numbered;
pub(super) mod numbers;
mod photographs;
mod project;
mod purposes;
pub mod recovery;
mod registers;
pub mod rows;
mod seals;
mod stamps;
pub mod store;
#[cfg(test)]
mod tests;
mod unread;
pub(super) mod volatile;
