//! From the journal to the store: every durable batch, and what was missed.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::clock::Random;
use crate::domain::anchor::Position;
use crate::domain::record::Payload;
use crate::journal::{self, Journal, Observer, ReadError};
use crate::store::{Found, Record, Store, StoreError};
use crate::vault::KeyRing;

/// Feeds one store. The journal is opened first, with a feed that has no store yet; nothing is appended before it has.
#[derive(Clone, Default)]
pub(super) struct Feed {
    store: Arc<OnceLock<Arc<Store>>>,
}

impl Feed {
    /// What the journal calls with every durable batch. A store that fails stays behind and is healed later: the entry
    /// is safe without it.
    pub(super) fn observer(&self) -> Observer {
        let store = self.store.clone();
        Box::new(move |batch: &[journal::Record]| {
            if let Some(store) = store.get()
                && let Err(error) = store.apply(batch.iter().map(record).collect())
            {
                tracing::error!(%error, "the store did not take a batch; it will be healed");
            }
        })
    }

    /// Opens the store and brings it up to the journal.
    pub(super) fn open_store(
        &self,
        folder: &Path,
        keys: Arc<KeyRing>,
        random: Random,
        journal: &Journal,
    ) -> Result<(Arc<Store>, Found), StoreError> {
        let chain_at = |position| chain_at(journal, position);
        let (store, found) = Store::open(folder, keys, random, &chain_at)?;
        let store = Arc::new(store);
        catch_up(&store, journal)?;
        Ok((self.store.get_or_init(|| store).clone(), found))
    }
}

/// Opens a failed store again and hands it what it missed.
pub(super) fn heal(store: &Store, journal: &Journal) -> Result<Found, StoreError> {
    let found = store.reopen(&|position| chain_at(journal, position))?;
    catch_up(store, journal)?;
    Ok(found)
}

/// Hands over every durable record the store lacks.
pub(super) fn catch_up(store: &Store, journal: &Journal) -> Result<(), StoreError> {
    const BATCH: usize = 256;
    let Some(from) = Position::new(store.applied() + 1) else { return Ok(()) };
    let mut batch = Vec::with_capacity(BATCH);
    let mut expected = from.get();
    for read in journal.records(from) {
        let Some(next) = either(read) else { continue };
        // Lost records are handed over as such: the store goes in order, and the rest must be served.
        batch.extend((expected..next.position).map(|position| placeholder(position, &next)));
        expected = next.position + 1;
        batch.push(next);
        if batch.len() >= BATCH {
            store.apply(std::mem::take(&mut batch))?;
        }
    }
    store.apply(batch)
}

/// A record, or one that can be read no more in its place; nothing where not even its place is known.
fn either(read: Result<journal::Record, ReadError>) -> Option<Record> {
    match read {
        Ok(one) => Some(record(&one)),
        Err(error) => {
            tracing::error!(%error, "a record cannot be read");
            None
        }
    }
}

fn placeholder(position: u64, next: &Record) -> Record {
    Record { position, payload: Payload::Unknown { kind: String::new() }, ..next.clone() }
}

fn record(one: &journal::Record) -> Record {
    Record {
        position: one.header.position.get(),
        chain: *one.chain.bytes(),
        time: one.header.time,
        class: one.header.class,
        payload: Payload::read(&one.payload),
    }
}

pub(super) fn chain_at(journal: &Journal, position: u64) -> Option<[u8; 32]> {
    let record = journal.read(Position::new(position)?).ok()?;
    Some(*record.chain.bytes())
}
