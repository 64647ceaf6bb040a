//! From the journal to the store: every durable batch, and what was missed.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, OnceLock};

use clock::Random;
use domain::journal::record::Payload;
use journal::{self, Journal, Observer, ReadError};
use store::{Drafts, Found, Record, Store, StoreError, Unread};
use vault::KeyRing;

use super::lives::Lives;
use crate::parts::making::{Made, Making};

/// Feeds one store. The journal is opened first, with a feed that has no store yet; nothing is appended before it has.
#[derive(Clone, Default)]
pub(crate) struct Feed {
    store: Arc<OnceLock<Arc<Store>>>,
    /// Records of the lives before the one that is written.
    offset: Arc<AtomicU64>,
    /// Who is told how far the store is made anew when it is opened.
    making: Making,
}

impl Feed {
    /// A feed that tells how far it is.
    pub(super) fn telling(making: Making) -> Self {
        Self { making, ..Self::default() }
    }

    /// What the journal calls with every durable batch. A store that fails stays behind and is healed later: the entry
    /// is safe without it.
    pub(crate) fn observer(&self) -> Observer {
        let (store, offset) = (self.store.clone(), self.offset.clone());
        Box::new(move |batch: &[journal::Record]| {
            let before = offset.load(Ordering::SeqCst);
            let rows = batch.iter().map(|one| record(before + one.header.position.get(), one));
            if let Some(store) = store.get()
                && let Err(error) = store.apply(rows.collect())
            {
                tracing::error!(%error, "the store did not take a batch; it will be healed");
            }
        })
    }

    /// What is written from now on comes after these lives.
    pub(crate) fn follow(&self, lives: &Lives) {
        self.offset.store(lives.offset(), Ordering::SeqCst);
    }

    /// Opens the store and brings it up to the journal.
    pub(super) fn open_store(
        &self,
        folder: &Path,
        keys: Arc<KeyRing>,
        random: Random,
        lives: &Lives,
        journal: &Journal,
    ) -> Result<(Arc<Store>, Found), StoreError> {
        self.follow(lives);
        let chain_at = |ordinal| lives.chain_at(journal, ordinal);
        let (store, found) = Store::open(folder, keys, random, &chain_at)?;
        let store = Arc::new(store);
        let found = begin_anew_if_worth_it(&store, lives, journal)?.unwrap_or(found);
        catch_up(&store, lives, journal, &self.making)?;
        Ok((self.store.get_or_init(|| store).clone(), found))
    }
}

/// Opens a failed store again and hands it what it missed.
pub(super) fn heal(store: &Store, lives: &Lives, journal: &Journal) -> Result<Found, StoreError> {
    let found = store.reopen(&|ordinal| lives.chain_at(journal, ordinal))?;
    let found = begin_anew_if_worth_it(store, lives, journal)?.unwrap_or(found);
    // The counter is open meanwhile: nobody waits for it to open.
    catch_up(store, lives, journal, &Making::default())?;
    Ok(found)
}

/// Goes on in another folder, handed what it lacks there.
pub(super) fn go_on_in(
    store: &Store,
    folder: &Path,
    lives: &Lives,
    journal: &Journal,
) -> Result<Found, StoreError> {
    let found = store.move_to(folder, &|ordinal| lives.chain_at(journal, ordinal))?;
    catch_up(store, lives, journal, &Making::default())?;
    Ok(found)
}

/// The lives before grew: what is asked questions of is made anew from all of them, in the order they have now.
pub(crate) fn make_anew(store: &Store, lives: &Lives, journal: &Journal) -> Result<Found, StoreError> {
    let found = store.begin_anew()?;
    catch_up(store, lives, journal, &Making::default())?;
    Ok(found)
}

/// A store that was made without some records begins anew once one of them can be read again, as when it came back from the
/// second copy. What it found then, if that is worth telling.
fn begin_anew_if_worth_it(
    store: &Store,
    lives: &Lives,
    journal: &Journal,
) -> Result<Option<Found>, StoreError> {
    let came_back =
        |unread: &Unread| (unread.first..=unread.last).any(|ordinal| lives.read(journal, ordinal).is_ok());
    if !store.unread()?.iter().any(came_back) {
        return Ok(None);
    }
    tracing::warn!("records that could not be read came back: the lookup store is made anew with them");
    let lost = |found: &Found| matches!(found, Found::Abandoned { drafts: Drafts::Lost, .. });
    Ok(Some(store.begin_anew()?).filter(lost))
}

/// Hands over every durable record the store lacks. One thread reads and opens records, another projects them; where there
/// are many, how far it has come is told on the console and to whoever waits.
fn catch_up(store: &Store, lives: &Lives, journal: &Journal, making: &Making) -> Result<(), StoreError> {
    let from = store.applied() + 1;
    let last = lives.offset() + journal.head().map_or(0, |head| head.position.get());
    let mut told = Told::new(from, last, making);
    std::thread::scope(|scope| {
        let (hand, take) = mpsc::sync_channel(READ_AHEAD);
        scope.spawn(move || read(lives, journal, from, &hand));
        for batch in take {
            let at = batch.last().map_or(0, |record: &Record| record.position);
            store.apply(batch)?;
            told.come_to(at);
        }
        Ok(())
    })
}

/// Records handed over at once.
const BATCH: usize = 512;
/// Batches read before the first of them is projected.
const READ_AHEAD: usize = 2;

/// Reads all records from `from` on and hands them over in order, until nobody takes them.
fn read(lives: &Lives, journal: &Journal, from: u64, hand: &SyncSender<Vec<Record>>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut expected = from;
    for (ordinal, read) in lives.records(journal, from) {
        let Some(next) = either(ordinal, read) else { continue };
        // Lost records are handed over as such: the store goes in order, and the rest must be served.
        batch.extend((expected..next.position).map(|position| placeholder(position, &next)));
        expected = next.position + 1;
        batch.push(next);
        if batch.len() >= BATCH
            && hand.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err()
        {
            return;
        }
    }
    // If nobody takes them any more, the store has said why.
    let _ = hand.send(batch);
}

/// What is told while many records are handed over.
struct Told<'a> {
    making: &'a Making,
    first: u64,
    last: u64,
    /// The position at which something is told next.
    next: u64,
}

impl<'a> Told<'a> {
    /// Fewer are there in no time.
    const WORTH_A_WORD: u64 = 5_000;

    fn new(first: u64, last: u64, making: &'a Making) -> Self {
        let many = last.saturating_sub(first) >= Self::WORTH_A_WORD;
        let mut told = Self { making, first, last, next: if many { first } else { u64::MAX } };
        if many {
            tracing::warn!(
                records = told.all(),
                "the lookup store is made anew from the journal: please wait"
            );
            told.come_to_whoever_waits(0);
        }
        told.next = told.after(first);
        told
    }

    fn all(&self) -> u64 {
        self.last.saturating_sub(self.first) + 1
    }

    /// A tenth further.
    fn after(&self, position: u64) -> u64 {
        if self.next == u64::MAX { u64::MAX } else { position + self.all().div_ceil(10) }
    }

    fn come_to_whoever_waits(&self, records: u64) {
        self.making.tell(Some(Made { records, all: self.all() }));
    }

    fn come_to(&mut self, position: u64) {
        let (records, all) = ((position + 1).saturating_sub(self.first), self.all());
        if self.next != u64::MAX {
            self.come_to_whoever_waits(records);
        }
        if position >= self.next {
            tracing::warn!(records, all, "the lookup store is being made");
            self.next = self.after(position);
        }
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.making.tell(None);
    }
}

/// A record, or one that can be read no more in its place; nothing where not even its place is known.
fn either(ordinal: u64, read: Result<journal::Record, ReadError>) -> Option<Record> {
    match read {
        Ok(one) => Some(record(ordinal, &one)),
        Err(error) => {
            tracing::error!(%error, "a record cannot be read");
            None
        }
    }
}

fn placeholder(position: u64, next: &Record) -> Record {
    Record { position, payload: Payload::Unknown { kind: String::new() }, ..next.clone() }
}

fn record(ordinal: u64, one: &journal::Record) -> Record {
    Record {
        position: ordinal,
        chain: *one.chain.bytes(),
        time: one.header.time,
        class: one.header.class,
        payload: Payload::read(&one.payload),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_learns_how_far_many_records_are_and_nothing_of_a_few() {
        let making = Making::default();
        let mut few = Told::new(1, 4_999, &making);
        few.come_to(512);
        assert_eq!(making.now(), None);
        drop(few);
        let mut many = Told::new(101, 6_100, &making);
        assert_eq!(making.now(), Some(Made { records: 0, all: 6_000 }));
        many.come_to(612);
        assert_eq!(making.now(), Some(Made { records: 512, all: 6_000 }));
        drop(many);
        assert_eq!(making.now(), None);
    }
}
