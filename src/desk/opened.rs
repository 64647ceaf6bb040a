//! The opened counter: journal, store, forms and the decision state behind one lock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use uuid::Uuid;

use crate::disk::{RealDisk, SharedDisk};
use crate::domain::anchor::Position;
use crate::domain::clock_doubt::{ClockDoubt, ClockKnown, Look};
use crate::domain::event::{Event, Exercise};
use crate::domain::form::Bilingual;
use crate::domain::head::{Head, Station};
use crate::domain::moment::Moment;
use crate::domain::record::{Kind, Payload, Weight};
use crate::forms::Catalogue;
use crate::journal::{AnchorVerdict, Finding, Journal, Means, Opening, Settings};
use crate::store::Store;
use crate::vault::{Blobs, KeyRing};

use super::claims::Claims;
use super::counter::Premises;
use super::error::{Cause, DeskError, StopReason};
use super::feed::{self, Feed};
use super::sessions::Sessions;

/// The opened counter. All methods are blocking and may be called from many threads.
pub struct Desk {
    pub(super) premises: Premises,
    pub(super) keys: Arc<KeyRing>,
    pub(super) blobs: Blobs,
    pub(super) forms: Catalogue,
    pub(super) claims: Claims,
    pub(super) sessions: Sessions,
    /// A recovery code shown and not yet typed back.
    pending_recovery: Mutex<Option<crate::vault::RecoveryCode>>,
    feed: Feed,
    store: Arc<Store>,
    journal: RwLock<Arc<Journal>>,
    head: Mutex<Head>,
    found: Mutex<Found>,
    /// Up to where the state of decision was kept last.
    settled: Mutex<Option<Position>>,
    /// Set when the service stops: nothing is opened again after that.
    closed: AtomicBool,
    watch: Mutex<Watch>,
}

/// What this run knows of the clock.
#[derive(Clone, Copy, Debug, Default)]
struct Watch {
    /// The last look at both clocks that raised no doubt.
    trusted: Option<Look>,
    /// What spoke against it at the start; stays until a person has looked.
    at_start: Option<ClockDoubt>,
}

/// What was found when the journal was opened, and what came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) findings: Vec<Bilingual>,
    /// What a person must decide before anything is issued.
    pub(super) anchor: Option<StopReason>,
    /// When reopening after a failed write was last tried.
    pub(super) tried: Option<Duration>,
}

/// Names below the data folder.
pub(super) mod place {
    /// The journal and the key slots.
    pub const JOURNAL: &str = "journal";
    /// The store.
    pub const STORE: &str = "store";
    /// Sealed files.
    pub const BLOBS: &str = "blobs";
}

impl Desk {
    /// Opens what lies in the data folder.
    pub(super) fn open(premises: Premises, keys: Arc<KeyRing>, forms: Catalogue) -> Result<Self, DeskError> {
        let feed = Feed::default();
        let folder = premises.folder.join(place::JOURNAL);
        let means = means(&premises, &keys);
        let settings = settings(&premises, false);
        let (journal, opening) = Journal::open(means, &folder, settings, feed.observer()).map_err(failed)?;
        let desk = Self::around(premises, keys, forms, feed, journal)?;
        desk.take_note_of(&opening);
        desk.trust_if_sound();
        for finding in &opening.findings {
            let noted = Event::Noted { code: "found-at-start".to_owned(), finding: finding.to_string() };
            desk.note(None, Kind::Noted, noted);
        }
        Ok(desk)
    }

    /// Makes an empty journal for a new station. The first record founds it.
    pub(super) fn create(
        premises: Premises,
        keys: Arc<KeyRing>,
        forms: Catalogue,
    ) -> Result<Self, DeskError> {
        let feed = Feed::default();
        let folder = premises.folder.join(place::JOURNAL);
        let journal =
            Journal::create(means(&premises, &keys), &folder, settings(&premises, false), feed.observer())
                .map_err(failed)?;
        // A mark left by a station that was here before does not speak for this one.
        journal.adopt_high_water().map_err(failed)?;
        Self::around(premises, keys, forms, feed, journal)
    }

    fn around(
        premises: Premises,
        keys: Arc<KeyRing>,
        forms: Catalogue,
        feed: Feed,
        journal: Journal,
    ) -> Result<Self, DeskError> {
        let folder = premises.folder.join(place::STORE);
        let (store, found) = feed
            .open_store(&folder, keys.clone(), premises.random.clone(), &journal)
            .map_err(|error| DeskError::StoreFailed(Cause::of(error)))?;
        if let crate::store::Found::Abandoned { why, .. } = &found {
            tracing::warn!(why, "the store was rebuilt from the journal; drafts and sign-ins are lost");
        }
        let blobs = Blobs::new(
            RealDisk::shared(),
            premises.folder.join(place::BLOBS),
            keys.clone(),
            premises.random.clone(),
        )
        .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let head = fold(&store, &journal);
        premises.clock.correct(chrono::TimeDelta::milliseconds(head.correction_ms));
        let sessions = Sessions::load(&store, &premises.clock, premises.idle);
        Ok(Self {
            premises,
            keys,
            blobs,
            forms,
            claims: Claims::default(),
            sessions,
            pending_recovery: Mutex::default(),
            feed,
            store,
            journal: RwLock::new(Arc::new(journal)),
            head: Mutex::new(head),
            found: Mutex::default(),
            settled: Mutex::default(),
            closed: AtomicBool::new(false),
            watch: Mutex::default(),
        })
    }

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
    pub(super) fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The station; founded before a desk is handed out.
    pub(super) fn station(&self) -> Station {
        self.head().station.clone().expect("the first record of a journal founds its station")
    }

    pub(super) fn journal(&self) -> Arc<Journal> {
        self.journal.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The store, healed first if it fell behind.
    pub(super) fn store(&self) -> Result<&Store, DeskError> {
        if self.store.is_behind() {
            let found = feed::heal(&self.store, &self.journal());
            found.map_err(|error| DeskError::StoreFailed(Cause::of(error)))?;
        }
        Ok(&self.store)
    }

    /// The store even if it fell behind: for passing state, which does not come from the journal.
    pub(super) fn store_as_it_is(&self) -> &Store {
        &self.store
    }

    pub(super) fn pending_recovery(&self) -> MutexGuard<'_, Option<crate::vault::RecoveryCode>> {
        self.pending_recovery.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why issuing is stopped, the gravest reason first.
    pub(super) fn stop_reason(&self, head: &Head) -> Option<StopReason> {
        use crate::journal::{Space, Standing};
        let journal = self.journal();
        let anchor = self.found().anchor;
        match journal.standing() {
            _ if head.newer => Some(StopReason::NewerRecords),
            Standing::ReadOnly => Some(StopReason::JournalDamaged),
            _ if anchor.is_some() => anchor,
            Standing::Stopped => Some(StopReason::WriteFailed),
            Standing::Writable if journal.space() == Space::Low => Some(StopReason::DiskFull),
            Standing::Writable => None,
        }
    }

    /// Whether the clock can be believed.
    pub(super) fn clock_doubt(&self, head: &Head) -> Option<ClockDoubt> {
        let watch = *self.watch();
        let known = ClockKnown {
            confirmed: head.clock_confirmed,
            last_record: head.last_record,
            trusted: watch.trusted,
        };
        watch.at_start.or_else(|| known.doubt(self.look()))
    }

    /// A person said the clock is right as it shows now.
    pub(super) fn trust(&self) {
        *self.watch() = Watch { trusted: Some(self.look()), at_start: None };
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares the clock with what the last run left. Afterwards records of this run say nothing about the night.
    fn trust_if_sound(&self) {
        let at_start = self.clock_doubt(&self.head());
        let trusted = at_start.is_none().then(|| self.look());
        *self.watch() = Watch { trusted, at_start };
    }

    fn look(&self) -> Look {
        Look { wall: self.now(), monotonic: self.premises.clock.monotonic() }
    }

    /// What opening found, in words; what a person must decide.
    fn take_note_of(&self, opening: &Opening) {
        let (moved, continued) = {
            let head = self.head();
            let machine = head.station.as_ref().map(|station| &station.machine);
            (machine.is_some_and(|machine| *machine != self.premises.machine), head.continued)
        };
        // Damage that a person has already decided to leave behind is left behind.
        let last = opening.findings.iter().filter_map(damage).max();
        if let (Some(last), Some(continued)) = (last, continued)
            && last < continued
        {
            self.journal().resume();
        }
        let mut found = self.found();
        for finding in &opening.findings {
            tracing::warn!(%finding, "found in the journal");
            let told = finding.to_string();
            found.findings.push(Bilingual::new(told.clone(), told));
        }
        found.anchor = match opening.verdict {
            AnchorVerdict::OtherMachine => Some(StopReason::OtherMachine),
            verdict if !verdict.allows_issuing() => Some(StopReason::AnchorAhead),
            _ if moved => Some(StopReason::OtherMachine),
            _ => None,
        };
    }

    /// After a failed write: opens the journal again and takes the state from what is durable. At most once in five
    /// seconds; whoever comes later finds it done.
    pub(super) fn reopen_after_failure(&self) {
        const PAUSE: Duration = Duration::from_secs(5);
        let mut head = self.head();
        let mut journal = self.journal.write().unwrap_or_else(PoisonError::into_inner);
        let now = self.premises.clock.monotonic();
        let early = self.found().tried.is_some_and(|tried| now.saturating_sub(tried) < PAUSE);
        if !journal.is_stopped() || early || self.closed.load(Ordering::SeqCst) {
            return;
        }
        self.found().tried = Some(now);
        journal.close();
        let folder = self.premises.folder.join(place::JOURNAL);
        let settings = settings(&self.premises, true);
        match Journal::open(means(&self.premises, &self.keys), &folder, settings, self.feed.observer()) {
            Ok((opened, opening)) => {
                if let Err(error) = feed::heal(&self.store, &opened) {
                    tracing::error!(%error, "the store stays behind");
                }
                *head = fold(&self.store, &opened);
                *journal = Arc::new(opened);
                drop((head, journal));
                self.take_note_of(&opening);
            }
            Err(error) => tracing::error!(%error, "the journal cannot be opened again"),
        }
    }

    /// Makes the store durable and keeps the state of decision with it. Called every few seconds, and at the end.
    pub(super) fn settle(&self) {
        let journal = self.journal();
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = {
            let head = self.head();
            let durable = journal.head().filter(|durable| head.position == Some(durable.position));
            let durable = durable.filter(|durable| *settled != Some(durable.position));
            durable.map(|durable| (durable, serde_json::to_vec(&*head)))
        };
        if let Some((durable, Ok(folded))) = fresh {
            match self.store.save_head(durable.position.get(), *durable.chain.bytes(), &folded) {
                Ok(()) => *settled = Some(durable.position),
                Err(error) => tracing::warn!(%error, "the state of decision was not kept"),
            }
        }
        if let Err(error) = self.store.sync() {
            tracing::warn!(%error, "the store was not synced");
        }
        journal.restore_reserve();
    }

    /// Drains the journal, closes the store.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.journal().close();
        self.settle();
        if let Err(error) = self.store.close() {
            tracing::warn!(%error, "the store was not closed in order; it will be checked at the next start");
        }
    }
}

/// Up to where a finding reaches; a torn tail is no damage.
fn damage(finding: &Finding) -> Option<Position> {
    match finding {
        Finding::TornTail { .. } => None,
        Finding::Damaged { span, .. } | Finding::Missing(span) | Finding::Unconfirmed(span) => Some(span.to),
        Finding::Stray { after, .. } => Some(after.unwrap_or(Position::FIRST)),
        Finding::Reordered(position)
        | Finding::Repeated(position)
        | Finding::ForeignStation { position, .. }
        | Finding::BrokenChain(position)
        | Finding::AlteredPayload(position)
        | Finding::UnknownKey(position, _) => Some(*position),
        Finding::SegmentHeader { first, .. } => Some(*first),
        Finding::Version { .. } => Some(Position::FIRST),
    }
}

fn means(premises: &Premises, keys: &Arc<KeyRing>) -> Means {
    let disk: SharedDisk = RealDisk::shared();
    Means { disk, clock: premises.clock.clone(), random: premises.random.clone(), keys: keys.clone() }
}

fn settings(premises: &Premises, fresh_segment: bool) -> Settings {
    Settings {
        segment_bytes: premises.segment_bytes,
        high_water: Some(premises.high_water.clone()),
        second_copy: premises.second_copy.clone(),
        fresh_segment,
        ..Settings::default()
    }
}

fn failed(failure: crate::journal::OpenFailure) -> DeskError {
    DeskError::FolderFailed(Cause::of(failure))
}

/// The state of decision: the snapshot in the store if it fits, and what came after it.
fn fold(store: &Store, journal: &Journal) -> Head {
    let kept = store.head(&|position| feed::chain_at(journal, position)).ok().flatten();
    let mut head: Head =
        kept.and_then(|(_, folded)| serde_json::from_slice(&folded).ok()).unwrap_or_default();
    let from = head.position.map_or(Position::FIRST, Position::next);
    let mut odd: BTreeMap<String, u64> = BTreeMap::new();
    for record in journal.records(from).flatten() {
        let (position, at) = (record.header.position, record.header.time);
        match Payload::read(&record.payload) {
            Payload::Known(command) => {
                if let Err(oddity) = head.apply(position, at, &command) {
                    *odd.entry(oddity.to_string()).or_default() += 1;
                }
            }
            Payload::Unknown { .. } => {
                head.apply_unknown(position, at, record.header.weight == Weight::Critical);
            }
        }
    }
    for (oddity, times) in odd {
        tracing::warn!(%oddity, times, "the journal holds something that does not follow");
    }
    head
}
