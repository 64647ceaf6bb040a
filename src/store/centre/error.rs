//! What can go wrong with the centre's store.

use domain::ids::anchor::Anchor;
use domain::ids::id::EntryId;

/// Why the store could not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CentreStoreError {
    /// The database does not answer, is full, or refuses. Trying again later may help.
    #[error("the centre's database does not take it now: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is read is not what this program writes: an older or newer program's database, or damage.
    #[error("the centre's database is not as expected: {0}")]
    Damaged(String),
}

/// What the database said where its disk has no room.
#[derive(Debug, thiserror::Error)]
#[error("the disk of the centre is full: {0}")]
pub(crate) struct Full(pub(crate) String);

impl CentreStoreError {
    /// Whether the disk of the database has no room: nothing helps but room.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Unavailable(cause) if cause.is::<Full>())
    }
}

/// Why a batch was not taken. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The station is at another place by now: read it again, decide again.
    #[error("the station stands elsewhere")]
    Moved {
        /// Where it stands.
        head: Option<Anchor>,
    },
    /// No such station.
    #[error("the station is not known")]
    UnknownStation,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] CentreStoreError),
}

/// Why numbers were not given, or put right. None of them was.
#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    /// One does not fit.
    #[error("one entry cannot have its number")]
    Refused {
        /// The entry.
        entry: EntryId,
        /// Why not.
        why: NotNumbered,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] CentreStoreError),
}

/// Why an entry cannot have a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNumbered {
    /// There is no such entry.
    Unknown,
    /// It was set aside.
    Rejected,
    /// It has another number.
    Has,
    /// Another entry has this number.
    Held,
}
