//! Opening the counter, and opening it again after a failed write (architecture rule 3).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use crate::domain::anchor::Position;
use crate::domain::event::Event;
use crate::domain::form::Bilingual;
use crate::domain::head::Head;
use crate::domain::record::{Kind, Payload, Weight};
use crate::extract::Folder;
use crate::forms::Catalogue;
use crate::journal::{AnchorVerdict, Finding, Journal, Means, Opening, Settings};
use crate::store::Store;
use crate::vault::{Blobs, KeyRing};

use super::board::Board;
use super::claims::Claims;
use super::error::{Cause, DeskError};
use super::feed::{self, Feed};
use super::importing::Importing;
use super::opened::{Desk, Found, Settled, is_rebuilt, place};
use super::premises::Premises;
use super::residents::Shelf;
use super::sessions::Sessions;
use super::stop_reason::StopReason;
use super::views::Views;

impl Desk {
    /// Opens what lies in the data folder.
    pub(super) fn open(premises: Premises, keys: Arc<KeyRing>, forms: Catalogue) -> Result<Self, DeskError> {
        let feed = Feed::default();
        let folder = premises.folder.join(place::JOURNAL);
        let means = means(&premises, &keys);
        let settings = settings(&premises, &keys, false);
        let (journal, opening) = Journal::open(means, &folder, settings, feed.observer()).map_err(failed)?;
        let desk = Self::around(premises, keys, forms, feed, journal)?;
        desk.take_note_of(&opening);
        desk.trust_if_sound();
        // What damage hides may still name a photograph.
        if opening.findings.iter().all(|finding| damage(finding).is_none()) {
            desk.erase_unnamed_photographs();
        }
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
        let journal = Journal::create(
            means(&premises, &keys),
            &folder,
            settings(&premises, &keys, false),
            feed.observer(),
        )
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
        let rebuilt = is_rebuilt(&found);
        if rebuilt {
            tracing::warn!(?found, "the store was rebuilt from the journal; drafts and sign-ins are lost");
        }
        let sealed = |folder| {
            let blobs = Blobs::new(premises.disk.clone(), folder, keys.clone(), premises.random.clone());
            blobs.map_err(|error| DeskError::FolderFailed(Cause::of(error)))
        };
        let blobs = sealed(premises.folder.join(place::BLOBS))?;
        let photographs = sealed(premises.folder.join(place::BLOBS).join(place::PHOTOGRAPHS))?;
        let shelf = Shelf::new(Folder::new(
            premises.disk.clone(),
            premises.folder.join(place::EXTRACT),
            keys.clone(),
            premises.random.clone(),
        ));
        let (head, settled) = fold(&store, &journal);
        premises.clock.correct(chrono::TimeDelta::milliseconds(head.correction_ms));
        let sessions = Sessions::load(&store, &premises.clock, premises.idle);
        Ok(Self {
            premises,
            keys,
            blobs,
            photographs,
            looked_over: Mutex::default(),
            shelf,
            importing: Importing::default(),
            views: Views::default(),
            forms,
            claims: Claims::default(),
            singles: Claims::default(),
            sessions,
            pending_recovery: Mutex::default(),
            feed,
            store,
            journal: RwLock::new(Arc::new(journal)),
            head: Mutex::new(head),
            found: Mutex::new(Found { rebuilt, ..Default::default() }),
            settled: Mutex::new(settled),
            closed: AtomicBool::new(false),
            watch: Mutex::default(),
            board: Board::default(),
        })
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
        let mut damages = opening.findings.iter().filter(|one| damage(one).is_some()).peekable();
        found.unconfirmed =
            damages.peek().is_some() && damages.all(|one| matches!(one, Finding::Unconfirmed(_)));
        found.findings.clear();
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

    /// Recovers from a failed write or sync, if there was one.
    pub(super) fn recover(&self) {
        if self.journal().is_stopped() || self.found().unconfirmed {
            self.reopen_after_failure();
        }
    }

    /// After a failed write: opens the journal again and takes the state from what is durable. At most once in five
    /// seconds; whoever comes later finds it done.
    pub(super) fn reopen_after_failure(&self) {
        const PAUSE: Duration = Duration::from_secs(5);
        let mut head = self.head();
        let mut journal = self.journal.write().unwrap_or_else(PoisonError::into_inner);
        let now = self.premises.clock.monotonic();
        let early = self.found().tried.is_some_and(|tried| now.saturating_sub(tried) < PAUSE);
        let sound = !journal.is_stopped() && !self.found().unconfirmed;
        if sound || early || self.closed.load(Ordering::SeqCst) {
            return;
        }
        self.found().tried = Some(now);
        journal.close();
        let folder = self.premises.folder.join(place::JOURNAL);
        let settings = settings(&self.premises, &self.keys, true);
        match Journal::open(means(&self.premises, &self.keys), &folder, settings, self.feed.observer()) {
            Ok((opened, opening)) => {
                match feed::heal(&self.store, &opened) {
                    Ok(healed) => self.found().rebuilt |= is_rebuilt(&healed),
                    Err(error) => tracing::error!(%error, "the store stays behind"),
                }
                *head = fold(&self.store, &opened).0;
                *journal = Arc::new(opened);
                drop((head, journal));
                self.take_note_of(&opening);
            }
            Err(error) => tracing::error!(%error, "the journal cannot be opened again"),
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
    let disk = premises.disk.clone();
    Means { disk, clock: premises.clock.clone(), random: premises.random.clone(), keys: keys.clone() }
}

fn settings(premises: &Premises, keys: &KeyRing, fresh_segment: bool) -> Settings {
    Settings {
        segment_bytes: premises.segment_bytes,
        high_water: Some(premises.high_water.join(keys.station().to_string())),
        second_copy: premises.second_copy.clone(),
        fresh_segment,
        ..Settings::default()
    }
}

fn failed(failure: crate::journal::OpenFailure) -> DeskError {
    DeskError::FolderFailed(Cause::of(failure))
}

/// The state of decision: the snapshot in the store if it fits, and what came after it.
fn fold(store: &Store, journal: &Journal) -> (Head, Settled) {
    let kept = store.head(&|position| feed::chain_at(journal, position)).ok().flatten();
    let kept = kept.and_then(|(_, folded)| Some((serde_json::from_slice(&folded).ok()?, folded.len())));
    let (mut head, bytes): (Head, usize) = kept.unwrap_or_default();
    let settled = Settled::new(head.position, bytes);
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
    (head, settled)
}
