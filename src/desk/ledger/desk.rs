//! The opened counter: journal, store, forms and the decision state behind one lock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use uuid::Uuid;

use crate::error::{Cause, DeskError};
use crate::parts::callers::Callers;
use crate::parts::centre_status::CentreStatus;
use crate::parts::extract_shelf::Shelf;
use crate::parts::import_progress::Importing;
use crate::parts::key_locks::KeyLocks;
use crate::parts::list_looks::ListViews;
use crate::parts::looks_owed::Views;
use crate::parts::pending_code::PendingCode;
use crate::parts::sessions::Sessions;
use crate::parts::tries::Tries;
use crate::stop_reason::StopReason;
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, StationId};
use domain::journal::event::Exercise;
use domain::journal::head::{Head, Station};
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use forms::Catalogue;
use journal::Journal;
use store::Store;
use vault::{Blobs, KeyRing};

use super::anchors::Stopped;
use super::clock_trust::ClockTrust;
use super::feed::{self, Feed};
use super::lives::{Lineage, Lives};
use super::premises::Premises;

/// The opened counter. All methods are blocking and may be called from many threads.
pub struct Desk {
    pub(crate) premises: Premises,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) blobs: Blobs,
    /// Photographs of drafts and entries.
    pub(crate) photographs: Blobs,
    /// When photographs whose time is over were last looked for.
    pub(crate) looked_over: Mutex<Option<Duration>>,
    pub(crate) shelf: Shelf,
    pub(crate) importing: Importing,
    pub(crate) views: Views,
    pub(crate) forms: Catalogue,
    pub(crate) locks: KeyLocks<EntryId>,
    /// Stamps and people of whom one paper at a time is made.
    pub(crate) singles: KeyLocks<String>,
    pub(crate) sessions: Sessions,
    pub(crate) tries: Tries,
    pub(crate) list_views: ListViews,
    pub(crate) callers: Callers,
    /// A recovery code shown and not yet typed back.
    pub(super) pending_recovery: Mutex<Option<PendingCode>>,
    pub(crate) feed: Feed,
    pub(crate) store: Arc<Store>,
    /// Where the store lies while the disk of the data folder cannot be written.
    pub(super) refuge: Mutex<Option<std::path::PathBuf>>,
    /// The disk of the data folder takes nothing.
    pub(super) read_only: AtomicBool,
    pub(crate) journal: RwLock<Arc<Journal>>,
    /// The journals of the lives before this one, and where all of them lie.
    pub(crate) lives: RwLock<Lives>,
    pub(super) lineage: Mutex<Lineage>,
    pub(super) head: Mutex<Head>,
    pub(super) found: Mutex<Found>,
    /// Up to where the state of decision was kept last.
    pub(crate) settled: Mutex<Settled>,
    /// Set when the service stops: nothing is opened again after that.
    pub(crate) closed: AtomicBool,
    pub(super) clock_trust: Mutex<ClockTrust>,
    /// How things stand with the centres right now.
    pub(crate) centre_status: CentreStatus,
}

/// What was found when the journal was opened, and what came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Bilingual>,
    /// The store was made anew in this run: drafts and sign-ins are lost, and the screen says so.
    pub(crate) rebuilt: bool,
    /// Nothing is damaged, but the disk would not promise to keep the last records: tried again, not decided.
    pub(crate) unconfirmed: bool,
    /// Nothing can be written on the disk of the data folder.
    pub(super) read_only: bool,
    /// What is gone from this disk though records name it.
    pub(crate) lost: Lost,
    /// What a person must decide before anything is issued, the gravest first.
    pub(crate) stops: Vec<Stopped>,
    /// Who wrote the mark.
    pub(crate) mark: MarkBy,
    /// When reopening after a failed write was last tried.
    pub(super) tried: Option<Duration>,
}

/// By which program the mark was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MarkBy {
    /// This one, or there is none.
    #[default]
    This,
    /// One of before: it is taken over as soon as nothing speaks against it.
    Older,
}

/// Files that records name, and that are neither here nor on the second copy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lost {
    /// The extract of residents in use.
    pub(crate) extract: bool,
    /// Photographs that nobody erased.
    pub(crate) photographs: usize,
}

/// Names below the data folder.
pub(crate) mod place {
    /// The journal and the key slots.
    pub const JOURNAL: &str = "journal";
    /// The store.
    pub const STORE: &str = "store";
    /// Sealed files.
    pub const BLOBS: &str = "blobs";
    /// Photographs, below the sealed files: what nothing names is erased.
    pub const PHOTOGRAPHS: &str = "photographs";
    /// Extracts of residents.
    pub const EXTRACT: &str = "extract";
}

/// The state of decision as it was last kept in the store.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    at: Option<Position>,
    bytes: usize,
}

impl Settled {
    /// After a long outage the state has megabytes: keeping it every few seconds would cost more than the records do, and
    /// opening folds what came after it in no time.
    const BYTES_A_RECORD: usize = 2048;

    /// Kept with so many bytes as of a record; `None`: not at all.
    pub(super) fn new(at: Option<Position>, bytes: usize) -> Self {
        Self { at, bytes }
    }

    /// Whether enough came since to keep it anew.
    fn is_worth(&self, position: Position) -> bool {
        let since = position.get() - self.at.map_or(0, Position::get).min(position.get());
        since > 0 && usize::try_from(since).is_ok_and(|since| since >= self.bytes / Self::BYTES_A_RECORD)
    }
}

impl Desk {
    /// Now, corrected.
    pub fn now(&self) -> Moment {
        self.premises.clock.now()
    }

    /// A fresh id for whatever a page is about to create (its idempotency key).
    pub fn mint(&self) -> Uuid {
        self.premises.random.uuid(self.now())
    }

    /// Real or drill.
    pub fn exercise(&self) -> Exercise {
        self.premises.exercise
    }

    /// The decision state. Short: nothing that waits for the disk happens while it is held.
    pub(crate) fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The station; founded before a desk is handed out.
    pub(crate) fn station(&self) -> Station {
        self.head().station.clone().expect("the first record of a journal founds its station")
    }

    /// Whose journal it is.
    pub fn station_id(&self) -> StationId {
        self.journal().station()
    }

    /// The lives before this one.
    pub(crate) fn lives(&self) -> RwLockReadGuard<'_, Lives> {
        self.lives.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lineage(&self) -> MutexGuard<'_, Lineage> {
        self.lineage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn journal(&self) -> Arc<Journal> {
        self.journal.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The store, healed first if it fell behind. On a full disk the reserve is given free for it: closing and annulling
    /// need the store too.
    pub(crate) fn store(&self) -> Result<&Store, DeskError> {
        if self.store.is_behind() {
            let journal = self.journal();
            let lives = self.lives();
            let healed = match feed::heal(&self.store, &lives, &journal) {
                Err(error) if error.is_full() => {
                    journal.release_reserve();
                    feed::heal(&self.store, &lives, &journal)
                }
                Err(error) if error.is_read_only() => {
                    self.take_refuge(&lives, &journal).unwrap_or(Err(error))
                }
                healed => healed,
            };
            let healed = healed.map_err(|error| DeskError::StoreFailed(Cause::of(error)))?;
            self.found().rebuilt |= is_rebuilt(&healed);
        }
        Ok(&self.store)
    }

    /// The store even if it fell behind: for passing state, which does not come from the journal.
    pub(crate) fn store_as_it_is(&self) -> &Store {
        &self.store
    }

    pub(crate) fn pending_recovery(&self) -> MutexGuard<'_, Option<PendingCode>> {
        self.pending_recovery.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why issuing is stopped, the gravest reason first.
    pub(crate) fn stop_reason(&self, head: &Head) -> Option<StopReason> {
        use journal::{Space, Standing};
        let journal = self.journal();
        let opened = self.found().stops.first().map(|stopped| stopped.reason);
        let live = journal.met();
        match journal.standing() {
            _ if head.newer => Some(StopReason::NewerRecords),
            _ if head.ended => Some(StopReason::Ended),
            _ if self.is_read_only() => Some(StopReason::DiskReadOnly),
            Standing::ReadOnly if self.found().read_only => Some(StopReason::DiskReadOnly),
            Standing::ReadOnly if self.found().unconfirmed => Some(StopReason::WriteFailed),
            Standing::ReadOnly => Some(StopReason::JournalDamaged),
            _ if opened.is_some() => opened,
            _ if live.is_some() => live.map(StopReason::of),
            _ if head.parted.is_some() => Some(StopReason::PartedFromCentre),
            _ if head.contradicted.is_some() => Some(StopReason::HeadContradicted),
            Standing::Stopped => Some(StopReason::WriteFailed),
            Standing::Writable if journal.space() == Space::Low => Some(StopReason::DiskFull),
            Standing::Writable => None,
        }
    }

    /// Makes the store durable and, when it is worth it, keeps the state of decision with it. Called every few seconds.
    pub(crate) fn settle(&self) {
        self.settle_when(Settled::is_worth);
    }

    fn settle_when(&self, worth: impl FnOnce(&Settled, Position) -> bool) {
        self.look_at_the_disk();
        self.recover();
        self.look_over_photographs();
        let journal = self.journal();
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = {
            let head = self.head();
            let durable = journal.head().filter(|durable| head.position == Some(durable.position));
            let durable = durable.filter(|durable| worth(&settled, durable.position));
            durable.map(|durable| (durable, serde_json::to_vec(&*head)))
        };
        if let Some((durable, Ok(folded))) = fresh {
            let ordinal = self.lives().offset() + durable.position.get();
            match self.store.save_head(ordinal, *durable.chain.bytes(), &folded) {
                Ok(()) => *settled = Settled::new(Some(durable.position), folded.len()),
                Err(error) => tracing::warn!(%error, "the state of decision was not kept"),
            }
        }
        if let Err(error) = self.store.sync() {
            tracing::warn!(%error, "the store was not synced");
            if error.is_read_only() {
                self.turned_read_only();
            }
        }
        journal.restore_reserve();
        journal.tend_high_water();
    }

    /// Drains the journal, closes the store.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.journal().close();
        self.settle_when(|settled, position| settled.at != Some(position));
        if let Err(error) = self.store.close() {
            tracing::warn!(%error, "the store was not closed in order; it will be checked at the next start");
        }
        if let Some(refuge) = self.refuge().take() {
            // What stays is sealed, and gone with the next start of the computer.
            let _ = std::fs::remove_dir_all(refuge);
        }
    }
}

/// Whether drafts and sign-ins were lost with the old store.
pub(crate) fn is_rebuilt(found: &store::Found) -> bool {
    matches!(found, store::Found::Abandoned { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_state_is_kept_with_every_record_one_of_megabytes_is_not() {
        let at = |number| Position::new(number).unwrap();
        assert!(Settled::default().is_worth(at(1)));
        let small = Settled::new(Some(at(10)), 1_500);
        assert!(!small.is_worth(at(10)));
        assert!(small.is_worth(at(11)));
        let large = Settled::new(Some(at(10)), 8 * 1024 * 1024);
        assert!(!large.is_worth(at(4_000)));
        assert!(large.is_worth(at(4_106)));
    }
}
