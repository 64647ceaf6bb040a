//! Opening the counter, and opening it again after a failed write (ARCHITECTURE.md, rule 3).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use crate::error::{Cause, DeskError};
use crate::parts::centre_status::CentreStatus;
use crate::parts::extract_shelf::Shelf;
use crate::parts::import_progress::Importing;
use crate::parts::key_locks::KeyLocks;
use crate::parts::looks_owed::Views;
use crate::parts::sessions::Sessions;
use crate::parts::tries::Tries;
use domain::ids::anchor::Position;
use domain::ids::id::StationId;
use domain::journal::event::Event;
use domain::journal::head::{Head, MARK_TAKEN};
use domain::journal::record::{Kind, Payload, Weight};
use domain::text::bilingual::Bilingual;
use extract::Folder;
use forms::Catalogue;
use journal::{AnchorVerdict, Finding, Journal, Means, Opening, ReadError, Record, Settings};
use store::Store;
use vault::{Blobs, KeyRing};

use super::codes::Codes;
use super::desk::{Desk, Found, MarkBy, Settled, is_rebuilt, place};
use super::feed::{self, Feed};
use super::lives::{Lineage, Lives};
use super::premises::Premises;
use super::{anchors, companions, refuge};

impl Desk {
    /// Opens what lies in the data folder.
    pub(crate) fn open(premises: Premises, keys: Arc<KeyRing>, forms: Catalogue) -> Result<Self, DeskError> {
        let feed = Feed::telling(premises.making.clone());
        let lineage = Lineage::of(premises.disk.as_ref(), &premises.folder)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let means = means(&premises, &keys, lineage.station());
        let mended = lineage.mend(&premises, keys.station());
        let lives = lineage.past(&means).map_err(failed)?;
        let settings = settings(&premises, &lineage, &keys, means.station, false);
        let (journal, opening) =
            Journal::open(means, &lineage.living(), settings, feed.observer()).map_err(failed)?;
        let desk = Self::around(premises, keys, forms, feed, (lineage, lives), journal)?;
        desk.take_note_of(&opening);
        desk.found().findings.extend(mended);
        desk.take_the_mark(&opening);
        desk.list_the_codes();
        desk.trust_if_sound();
        desk.introduce();
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
    pub(crate) fn create(
        premises: Premises,
        keys: Arc<KeyRing>,
        forms: Catalogue,
    ) -> Result<Self, DeskError> {
        let feed = Feed::telling(premises.making.clone());
        let lineage = Lineage::of(premises.disk.as_ref(), &premises.folder)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let means = means(&premises, &keys, None);
        let settings = settings(&premises, &lineage, &keys, means.station, false);
        let journal = Journal::create(means, &lineage.living(), settings, feed.observer()).map_err(failed)?;
        journal.adopt_high_water().map_err(failed)?;
        Self::around(premises, keys, forms, feed, (lineage, Lives::default()), journal)
    }

    fn around(
        premises: Premises,
        keys: Arc<KeyRing>,
        forms: Catalogue,
        feed: Feed,
        (lineage, lives): (Lineage, Lives),
        journal: Journal,
    ) -> Result<Self, DeskError> {
        let folder = premises.folder.join(place::STORE);
        let open = || feed.open_store(&folder, keys.clone(), premises.random.clone(), &lives, &journal);
        let opened = match open() {
            // What was kept back for a full disk is for this too.
            Err(error) if error.is_full() => {
                journal.release_reserve();
                open()
            }
            opened => opened,
        };
        let turned = matches!(&opened, Err(error) if error.is_read_only());
        let (opened, refuge) = match opened {
            Ok(opened) => (Ok(opened), None),
            // The journal is whole: what one asks questions of is made of it elsewhere, sealed as ever.
            Err(error) => match refuge::folder(&premises.random) {
                Some(elsewhere) => {
                    tracing::warn!(%error, "the store cannot be used where it is, and is made anew elsewhere");
                    refuge::furnish(&folder, &elsewhere);
                    let (keys, random) = (keys.clone(), premises.random.clone());
                    (feed.open_store(&elsewhere, keys, random, &lives, &journal), Some(elsewhere))
                }
                None => (Err(error), None),
            },
        };
        let (store, found) = opened.map_err(|error| DeskError::StoreFailed(Cause::of(error)))?;
        let rebuilt = is_rebuilt(&found);
        if rebuilt {
            tracing::warn!(?found, "the store was rebuilt from the journal; drafts and sign-ins are lost");
        }
        let copied = journal.copy_folder().map(std::path::Path::to_owned);
        let sealed = |folder: std::path::PathBuf| {
            let below =
                folder.strip_prefix(&premises.folder).map(std::path::Path::to_owned).unwrap_or_default();
            let blobs = Blobs::new(premises.disk.clone(), folder, keys.clone(), premises.random.clone());
            let copy = copied.as_ref().map(|copy| copy.join(below));
            let blobs = blobs.map(|blobs| blobs.telling(premises.told.clone()).healing_from(copy));
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
        let (head, settled) = fold(&store, &lives, &journal);
        premises.clock.correct(chrono::TimeDelta::milliseconds(head.correction_ms));
        let sessions = Sessions::load(&store, &premises.clock, premises.idle);
        let tries = Tries::load(&store, &premises.clock);
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
            locks: KeyLocks::default(),
            singles: KeyLocks::default(),
            sessions,
            tries,
            list_views: crate::parts::list_looks::ListViews::default(),
            callers: crate::parts::callers::Callers::default(),
            pending_recovery: Mutex::default(),
            feed,
            store,
            read_only: AtomicBool::new(refuge.is_some() && turned),
            refuge: Mutex::new(refuge),
            journal: RwLock::new(Arc::new(journal)),
            lives: RwLock::new(lives),
            lineage: Mutex::new(lineage),
            head: Mutex::new(head),
            found: Mutex::new(Found { rebuilt, ..Default::default() }),
            settled: Mutex::new(settled),
            closed: AtomicBool::new(false),
            clock_trust: Mutex::default(),
            centre_status: CentreStatus::default(),
        })
    }

    /// What opening found, in words; what a person must decide.
    fn take_note_of(&self, opening: &Opening) {
        let (stops, continued) = {
            let head = self.head();
            (anchors::judge(opening, &head, &self.premises.machine, self.station_id()), head.continued)
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
        found.read_only = opening.read_only;
        if opening.read_only {
            self.turned_read_only();
        }
        found.mark = match opening.verdict {
            AnchorVerdict::Old(_) => MarkBy::Older,
            _ => MarkBy::This,
        };
        found.findings.clear();
        for finding in &opening.findings {
            tracing::warn!(%finding, "found in the journal");
            let told = finding.to_string();
            found.findings.push(Bilingual::new(told.clone(), told));
        }
        for span in &opening.healed {
            found.findings.push(Bilingual::new(
                format!("Registrazioni {span} danneggiate o mancanti: riprese dalla seconda copia."),
                format!("Records {span} damaged or missing: taken back from the second copy."),
            ));
        }
        for stopped in &stops {
            tracing::warn!(
                code = stopped.reason.code(),
                found = stopped.detail.en,
                "nothing is issued until a person decides"
            );
        }
        found.stops = stops;
    }

    /// Whether nothing but the beginning of a set-up is in the journal, all of it readable.
    pub(crate) fn is_bare(&self) -> bool {
        let head = self.head();
        let sound = self.found().findings.is_empty() && self.lives().all().is_empty();
        sound && head.entries == 0 && head.outages.is_empty() && head.accounts.is_empty()
    }

    /// A mark that proves who wrote it is in use from now on: an older one will not be taken again.
    fn take_the_mark(&self, opening: &Opening) {
        if self.head().mark_taken || self.head().station.is_none() || !self.found().stops.is_empty() {
            return;
        }
        if matches!(opening.verdict, AnchorVerdict::Old(_))
            && let Err(error) = self.journal().adopt_high_water()
        {
            tracing::warn!(%error, "the high-water mark stays as an older program wrote it");
            return;
        }
        self.note_the_mark();
        self.found().mark = MarkBy::This;
    }

    /// Codes that the lists lack, because the program died before it could add them.
    fn list_the_codes(&self) {
        let codes = self.head().codes();
        if let Err(error) = Codes::of(&self.premises).add(codes.iter().map(ToString::to_string)) {
            tracing::warn!(%error, "the list of register codes cannot be kept");
        }
    }

    pub(crate) fn note_the_mark(&self) {
        let noted = Event::Noted { code: MARK_TAKEN.to_owned(), finding: String::new() };
        self.note(None, Kind::Noted, noted);
    }

    /// Recovers from a failed write or sync, if there was one.
    pub(crate) fn recover(&self) {
        if self.journal().is_stopped() || self.found().unconfirmed {
            self.reopen_after_failure();
        }
    }

    /// After a failed write: opens the journal again and takes the state from what is durable. At most once in five
    /// seconds; whoever comes later finds it done.
    pub(crate) fn reopen_after_failure(&self) {
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
        let station = journal.station();
        let (folder, settings) = {
            let lineage = self.lineage();
            (lineage.living(), settings(&self.premises, &lineage, &self.keys, station, true))
        };
        let means = means(&self.premises, &self.keys, Some(station));
        match Journal::open(means, &folder, settings, self.feed.observer()) {
            Ok((opened, opening)) => {
                let lives = self.lives();
                let healed = match feed::heal(&self.store, &lives, &opened) {
                    Err(error) if error.is_read_only() => {
                        self.take_refuge(&lives, &opened).unwrap_or(Err(error))
                    }
                    healed => healed,
                };
                match healed {
                    Ok(healed) => self.found().rebuilt |= is_rebuilt(&healed),
                    Err(error) => tracing::error!(%error, "the store stays behind"),
                }
                *head = fold(&self.store, &lives, &opened).0;
                *journal = Arc::new(opened);
                drop((head, journal, lives));
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

/// What a journal works with; `station` where it is not the one the keys were made for.
pub(crate) fn means(premises: &Premises, keys: &Arc<KeyRing>, station: Option<StationId>) -> Means {
    Means {
        disk: premises.disk.clone(),
        clock: premises.clock.clone(),
        random: premises.random.clone(),
        keys: keys.clone(),
        station: station.unwrap_or_else(|| keys.station()),
    }
}

pub(crate) fn settings(
    premises: &Premises,
    lineage: &Lineage,
    keys: &Arc<KeyRing>,
    station: StationId,
    fresh_segment: bool,
) -> Settings {
    Settings {
        companions: companions::of(premises, lineage, keys, station),
        segment_bytes: premises.segment_bytes,
        high_water: Some(premises.high_water.join(station.to_string())),
        second_copy: premises.second_copy.clone(),
        fresh_segment,
        ..Settings::default()
    }
}

fn failed(failure: journal::OpenFailure) -> DeskError {
    DeskError::FolderFailed(Cause::of(failure))
}

/// The state of decision: the snapshot in the store if it fits, and what came after it.
pub(crate) fn fold(store: &Store, lives: &Lives, journal: &Journal) -> (Head, Settled) {
    let kept = store.head(&|ordinal| lives.chain_at(journal, ordinal));
    let kept = kept.and_then(|(at, folded)| Some((at, serde_json::from_slice(&folded).ok()?, folded.len())));
    let (at, mut head, bytes): (u64, Head, usize) = kept.unwrap_or_default();
    let settled = Settled::new(head.position, bytes);
    apply_all(&mut head, lives.records(journal, at + 1), &lives.late(Some(journal)));
    (head, settled)
}

/// The state of decision after the last record of lives that all ended.
pub(crate) fn fold_records(lives: &Lives) -> Head {
    let mut head = Head::default();
    apply_all(&mut head, lives.own_records(), &lives.late(None));
    head
}

/// Folds records in; of the late ones only what they issued is passed on to the life after.
fn apply_all(
    head: &mut Head,
    records: impl Iterator<Item = (u64, Result<Record, ReadError>)>,
    late: &[RangeInclusive<u64>],
) {
    let mut odd: BTreeMap<String, u64> = BTreeMap::new();
    let mut known: Option<Head> = None;
    for (ordinal, record) in records {
        if late.iter().any(|late| late.contains(&ordinal)) {
            known.get_or_insert_with(|| head.clone());
        } else if let Some(known) = known.take() {
            *head = std::mem::take(head).taken_over(known);
        }
        let Ok(record) = record else { continue };
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
}
