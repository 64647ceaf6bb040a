//! The embedded store: projections of the journal that screens ask questions of. The only place that says sled.
//!
//! Never the only holder of an issued entry: it is fed from the journal, trusted only as far as it can prove itself, and
//! rebuilt whole otherwise. Drafts and sign-ins live here alone and may be lost with it.
//!
//! | file | subject |
//! |---|---|
//! | [`record`] | a journal record as the store takes it in |
//! | [`row`] | what the projections answer with |
//! | [`keys`] | what is asked of the vault |
//! | [`error`] | what can go wrong |

pub mod error;
pub mod keys;
pub mod record;
pub mod row;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::StoreError;
pub use keys::Keys;
pub use record::{Record, Standing};
pub use row::{
    AuthorisationRow, Counts, EntryPage, EntryQuery, EntryRow, KeptDraft, KeptPdf, NumberState, OutageRow,
    ReservationRow, StateKind,
};

use crate::domain::id::{EntryId, OutageId};
use crate::domain::number::Number;

/// The store of one station. All calls block; share it in an `Arc`.
pub struct Store {
    _folder: PathBuf,
}

/// What opening found. In every case: replay the journal from [`Store::applied`] + 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Closed in good order.
    Sound,
    /// Not closed, whole up to the last sync.
    Unclean,
    /// No store yet.
    New,
    /// Damaged, cut, emptied, behind its own marker, or of another history: set aside. Drafts and sign-ins are lost.
    Abandoned {
        /// Why, in a few words.
        why: &'static str,
        /// Where the old generation lies (the two newest are kept).
        kept: PathBuf,
    },
}

/// What the journal says its chain hash is at a position; `None` where it has no such record. Position 0 is never asked.
pub type ChainAt<'a> = &'a dyn Fn(u64) -> Option<[u8; 32]>;

#[allow(
    unused_variables,
    clippy::unused_self,
    clippy::todo,
    clippy::needless_pass_by_value,
    reason = "signatures land first"
)]
impl Store {
    /// Opens the store in `folder` (made if missing), or starts a fresh generation where the old one cannot be trusted.
    pub fn open(folder: &Path, keys: Arc<dyn Keys>, journal: ChainAt) -> Result<(Self, Found), StoreError> {
        todo!()
    }

    /// Opens again in place after a failure, as [`Store::open`] does.
    pub fn reopen(&self, journal: ChainAt) -> Result<Found, StoreError> {
        todo!()
    }

    /// Up to where the projections stand. Replay from the next position.
    pub fn applied(&self) -> u64 {
        todo!()
    }

    /// Projects durable records and returns once they can be asked for. Calls from several threads are joined into one
    /// batch; records known already are skipped; a call that comes before its predecessor's waits for it (up to two
    /// seconds, then [`StoreError::Behind`]). Nothing is lost by any error: the journal holds the records.
    pub fn apply(&self, records: Vec<Record>) -> Result<(), StoreError> {
        todo!()
    }

    /// Makes what was applied durable and moves the marker. To be called every few seconds.
    pub fn sync(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Syncs, closes and seals the generation's files with a checksum, so that the next opening is quick and sure.
    pub fn close(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Whether a failure keeps the projections behind the journal until [`Store::reopen`] and a replay.
    pub fn is_behind(&self) -> bool {
        todo!()
    }

    /// One entry.
    pub fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        todo!()
    }

    /// What became of a number; `None` if it was never given (or stands reserved).
    pub fn number(&self, number: &Number) -> Result<Option<NumberState>, StoreError> {
        todo!()
    }

    /// Entries, newest first.
    pub fn entries(&self, query: &EntryQuery) -> Result<EntryPage, StoreError> {
        todo!()
    }

    /// All entries whose paper is in doubt, oldest first.
    pub fn doubts(&self) -> Result<Vec<EntryRow>, StoreError> {
        todo!()
    }

    /// How many papers are in doubt.
    pub fn doubts_count(&self) -> Result<u64, StoreError> {
        todo!()
    }

    /// Entries not annulled for the same person (tax code, or surname, given names and birth date) made from the same
    /// form for the same use, newest first.
    pub fn repeats(
        &self,
        subject: &crate::domain::entry::Subject,
        form: &str,
        use_code: Option<crate::domain::entry::UseCode>,
    ) -> Result<Vec<EntryRow>, StoreError> {
        todo!()
    }

    /// All outages, newest first.
    pub fn outages(&self) -> Result<Vec<OutageRow>, StoreError> {
        todo!()
    }

    /// One outage.
    pub fn outage(&self, id: OutageId) -> Result<Option<OutageRow>, StoreError> {
        todo!()
    }

    /// Authorisations: of an outage, or (`None`) those recorded in advance and not yet attached.
    pub fn authorisations(&self, outage: Option<OutageId>) -> Result<Vec<AuthorisationRow>, StoreError> {
        todo!()
    }

    /// Reservations of an outage, oldest first.
    pub fn reservations(&self, outage: OutageId) -> Result<Vec<ReservationRow>, StoreError> {
        todo!()
    }

    /// Totals.
    pub fn counts(&self) -> Counts {
        todo!()
    }

    /// Keeps a draft (any size; sealed).
    pub fn put_draft(&self, draft: &KeptDraft) -> Result<(), StoreError> {
        todo!()
    }

    /// A draft.
    pub fn draft(&self, id: uuid::Uuid) -> Result<Option<KeptDraft>, StoreError> {
        todo!()
    }

    /// All drafts, oldest first.
    pub fn drafts(&self) -> Result<Vec<KeptDraft>, StoreError> {
        todo!()
    }

    /// How many drafts there are.
    pub fn drafts_count(&self) -> Result<u64, StoreError> {
        todo!()
    }

    /// Removes a draft.
    pub fn remove_draft(&self, id: uuid::Uuid) -> Result<(), StoreError> {
        todo!()
    }

    /// Keeps a small piece of passing state under a name: sessions (by a hash of the token), PIN attempts, …
    pub fn put_volatile(&self, drawer: Drawer, name: &[u8], content: &[u8]) -> Result<(), StoreError> {
        todo!()
    }

    /// That piece.
    pub fn volatile(&self, drawer: Drawer, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        todo!()
    }

    /// All pieces of a drawer: name and content.
    #[allow(clippy::type_complexity, reason = "pairs of name and content")]
    pub fn volatiles(&self, drawer: Drawer) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        todo!()
    }

    /// Removes it.
    pub fn remove_volatile(&self, drawer: Drawer, name: &[u8]) -> Result<(), StoreError> {
        todo!()
    }

    /// Keeps the desk's folded state at a position of the journal, so that opening need not fold from 0.
    pub fn save_head(&self, standing: Standing, folded: &[u8]) -> Result<(), StoreError> {
        todo!()
    }

    /// That state; `None` if there is none or it does not fit the journal.
    pub fn head(&self, journal: ChainAt) -> Result<Option<(Standing, Vec<u8>)>, StoreError> {
        todo!()
    }
}

/// Kinds of passing state. Names must carry no personal data: they stand in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// Sign-ins, by hash of the token.
    Sessions,
    /// Failed PINs, by operator.
    PinAttempts,
    /// Anything else that may be lost.
    Notes,
}
