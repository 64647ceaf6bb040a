//! The embedded store: projections of the journal that screens ask questions of. The only place that says sled.
//!
//! Never the only holder of an issued entry: it is fed from the journal, trusted only as far as it can prove itself, and
//! rebuilt whole otherwise. Drafts and sign-ins live here alone and may be lost with it.
//!
//! | file | subject |
//! |---|---|
//! | [`life`] | opening, syncing, closing, reopening |
//! | [`record`] | a journal record as the store takes it in |
//! | `apply` | joining records from many threads into batches, in order |
//! | `project` | from events to rows |
//! | [`row`] | what the projections answer with |
//! | `entry_row` | an entry's row as bytes |
//! | `entries`, `registers` | the questions |
//! | [`recovery`], `numbered` | what the centres said of an entry; entries by ordinary number, those by what they had too |
//! | `stamps`, `photographs`, `purposes` | which were used, which are kept, what people came for |
//! | `calls` | who is still to be called back |
//! | `passing`, `head` | drafts, sign-ins; the desk's folded state |
//! | `lists`, `numbers` | lists of entries, and what became of numbers |
//! | `unread` | which records could not be read when the projections were made |
//! | `names` | how names of subjects are looked up |
//! | `place` | where things lie in sled |
//! | `changes` | gathered puts and removals of one tree |
//! | `seals` | values sealed, names blinded |
//! | `mark` | how far the projections stand, and what they add up to |
//! | `generation`, `folder` | one sled database; all of them, and the pointer to the one in use |
//! | `compact` | a generation without its waste |
//! | `guard` | the fence around sled's panics |
//! | [`error`] | what can go wrong |
//! | [`centre`] | the centre's store: one contract, two stores |

mod apply;
mod calls;
pub mod centre;
mod changes;
mod compact;
mod entries;
mod entry_row;
pub mod error;
mod folder;
mod generation;
mod guard;
mod head;
pub mod life;
mod lists;
mod mark;
mod names;
mod numbered;
mod numbers;
mod passing;
mod photographs;
mod place;
mod project;
mod purposes;
pub mod record;
pub mod recovery;
mod registers;
pub mod row;
mod seals;
mod stamps;
#[cfg(test)]
mod tests;
mod unread;

pub use error::StoreError;
pub use life::{ChainAt, Drafts, Found, Store};
pub use numbered::Numbered;
pub use numbers::Accounted;
pub use passing::Drawer;
pub use record::Record;
pub use recovery::RecoveryRow;
pub use row::{
    AuthorisationRow, Calls, Counts, EntryPage, EntryQuery, EntryRow, KeptDraft, NumberState, OutageRow,
    ReservationRow, StateKind, Unread,
};
