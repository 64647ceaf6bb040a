//! One sled database, and whether it can be trusted.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sled::{Config, Db, Tree};

use crate::error::{StoreError, is_locked};
use crate::guard::fenced;

use super::folder::{Folder, Name, Proof};
use super::mark::{Mark, Tally};
use super::seals::Seals;
use super::store::{ChainAt, Drafts, Found};
use super::{compact, keys, volatile};

/// An open generation.
pub(super) struct Generation {
    pub(super) name: Name,
    db: Db,
    /// Projections of the journal.
    pub(super) rows: Tree,
    /// What is not in the journal: drafts, sessions.
    pub(super) passing: Tree,
    /// Own handle on sled's file: sled's flush is no fsync.
    file: File,
    syncs: Mutex<u64>,
}

/// Number of syncs sled knows of. Stands among what is passing, since it changes without a record.
const SYNCS: &[u8] = b"~syncs";

/// sled's cache, bytes: a station's whole register fits, and what a centre works on.
const CACHE: u64 = 16 * 1024 * 1024;

/// Opens the generation in use, or starts a fresh one.
pub(super) fn enter(
    folder: &Folder,
    seals: &Seals,
    journal: ChainAt,
) -> Result<(Generation, Mark, Found), StoreError> {
    let current = folder.current();
    let refused = match current.map(|name| trusted(folder, name, journal)) {
        Some(Ok((generation, mark, found))) => {
            return Ok((compact::if_wasteful(folder, generation, mark), mark, found));
        }
        Some(Err(refused)) => refused,
        None => StoreError::Damaged("the pointer to it is missing").into(),
    };
    let StoreError::Damaged(why) = refused.why else {
        return Err(refused.why);
    };
    let newest = folder.generations()?.last().copied().max(current);
    let (generation, mark) = fresh(folder, Name(newest.map_or(0, |name| name.0) + 1))?;
    let found = match current.or(newest) {
        Some(name) => {
            let drafts = match refused.opened {
                Some(old) => carried_over(*old, &generation, seals),
                None => Drafts::Lost,
            };
            Found::Abandoned { why, drafts, kept: folder.generation(name) }
        }
        None => Found::New,
    };
    Ok((generation, mark, found))
}

/// A generation that cannot be used.
struct Refused {
    why: StoreError,
    /// If it opened at all: what is passing may still be read.
    opened: Option<Box<Generation>>,
}

impl From<StoreError> for Refused {
    fn from(why: StoreError) -> Self {
        Self { why, opened: None }
    }
}

/// Opens a generation if everything about it adds up; [`StoreError::Damaged`] says what does not.
fn trusted(folder: &Folder, name: Name, journal: ChainAt) -> Result<(Generation, Mark, Found), Refused> {
    let proof = folder.proof(name).ok_or(StoreError::Damaged("its proof is missing"))?;
    let synced = proof.mark().ok_or(StoreError::Damaged("it is of another version"))?;
    if !folder.generation(name).join("db").is_file() {
        return Err(StoreError::Damaged("its files are missing").into());
    }
    let found = match &proof.closed {
        Some(closed) if folder.sums(name)? != *closed => {
            return Err(StoreError::Damaged("its files are not as they were closed").into());
        }
        Some(_) => Found::Sound,
        None => Found::Unclean,
    };
    // From here on sled writes: what was closed is open. On a full disk the proof can only be taken away.
    if found == Found::Sound && folder.write_proof(name, &Proof::new(synced, proof.syncs, None)).is_err() {
        folder.condemn(name);
    }
    let generation = Generation::open(folder, name)?;
    match generation.adds_up(&proof, synced, &found, journal) {
        Ok(mark) => Ok((generation, mark, found)),
        Err(why) => Err(Refused { why, opened: Some(Box::new(generation)) }),
    }
}

fn of_this_journal(journal: ChainAt, mark: &Mark) -> Result<(), StoreError> {
    if mark.position == 0 || journal(mark.position) == Some(mark.chain) {
        return Ok(());
    }
    Err(StoreError::Damaged("it belongs to another course of the journal"))
}

/// Starts an empty generation and points to it.
fn fresh(folder: &Folder, name: Name) -> Result<(Generation, Mark), StoreError> {
    let mark = Mark::default();
    let generation = Generation::open(folder, name)?;
    fenced(|| Ok(generation.rows.insert(keys::MARK, mark.to_bytes())?))?;
    let syncs = generation.flush(folder)?;
    generation.prove(folder, mark, syncs)?;
    folder.point_to(name)?;
    folder.prune(name)?;
    Ok((generation, mark))
}

impl Generation {
    pub(super) fn open(folder: &Folder, name: Name) -> Result<Self, StoreError> {
        let path = folder.generation(name);
        fenced(|| {
            let db = open_patiently(&path)?;
            let rows = db.open_tree("rows")?;
            let passing = db.open_tree("passing")?;
            let path = path.join("db");
            let file = OpenOptions::new().write(true).open(&path).map_err(StoreError::io("opening", path))?;
            Ok(Self { name, db, rows, passing, file, syncs: Mutex::new(0) })
        })
    }

    /// Compares what is in sled with the proof and with the journal. The mark up to which it stands.
    fn adds_up(
        &self,
        proof: &Proof,
        synced: Mark,
        found: &Found,
        journal: ChainAt,
    ) -> Result<Mark, StoreError> {
        let (mark, syncs) = self.standing()?;
        *self.syncs.lock().unwrap_or_else(PoisonError::into_inner) = syncs;
        if syncs < proof.syncs || mark.position < synced.position {
            return Err(StoreError::Damaged("it lacks what was synced"));
        }
        if mark.position == synced.position && mark != synced {
            return Err(StoreError::Damaged("it is not what was synced"));
        }
        of_this_journal(journal, &synced)?;
        of_this_journal(journal, &mark)?;
        if *found == Found::Unclean && self.tally()? != mark.tally {
            return Err(StoreError::Damaged("its content does not add up"));
        }
        Ok(mark)
    }

    /// The mark and the number of syncs, as sled knows them.
    fn standing(&self) -> Result<(Mark, u64), StoreError> {
        fenced(|| {
            let mark = self.rows.get(keys::MARK)?.and_then(|bytes| Mark::from_bytes(&bytes));
            let syncs =
                self.passing.get(SYNCS)?.and_then(|bytes| Some(u64::from_be_bytes(*bytes.first_chunk()?)));
            mark.zip(syncs).ok_or(StoreError::Damaged("it is empty"))
        })
    }

    /// What all keys and values of the projections add up to: a scan of everything.
    fn tally(&self) -> Result<Tally, StoreError> {
        fenced(|| {
            let mut tally = Tally::default();
            for item in &self.rows {
                let (key, value) = item?;
                if key != keys::MARK {
                    tally.add(&key, &value);
                }
            }
            Ok(tally)
        })
    }

    /// Makes all that was written durable. The number of syncs so far.
    pub(super) fn flush(&self, folder: &Folder) -> Result<u64, StoreError> {
        let mut held = self.syncs.lock().unwrap_or_else(PoisonError::into_inner);
        let syncs = *held + 1;
        fenced(|| {
            self.passing.insert(SYNCS, &syncs.to_be_bytes())?;
            self.db.flush()?;
            Ok(())
        })?;
        let path = folder.generation(self.name);
        self.file.sync_data().map_err(StoreError::io("syncing", path))?;
        *held = syncs;
        Ok(syncs)
    }

    /// Writes down that everything up to `mark` is durable.
    pub(super) fn prove(&self, folder: &Folder, mark: Mark, syncs: u64) -> Result<(), StoreError> {
        folder.write_proof(self.name, &Proof::new(mark, syncs, None))
    }

    /// Closes the database and writes down its files' checksums.
    pub(super) fn close(self, folder: &Folder, mark: Mark) -> Result<(), StoreError> {
        let name = self.name;
        let syncs = self.flush(folder)?;
        self.prove(folder, mark, syncs)?;
        fenced(|| {
            drop(self);
            Ok(())
        })?;
        folder.write_proof(name, &Proof::new(mark, syncs, Some(folder.sums(name)?)))
    }

    /// Lets go of a database that failed; what that does to sled does not matter any more.
    pub(super) fn let_go(self) {
        let _ = fenced(|| {
            drop(self);
            Ok(())
        });
    }
}

/// What is passing, into the generation that goes on elsewhere: what that had of it is older.
pub(super) fn take_along(old: Generation, new: &Generation, seals: &Seals) -> Drafts {
    let cleared = fenced(|| {
        let syncs = new.passing.get(SYNCS)?;
        new.passing.clear()?;
        if let Some(syncs) = syncs {
            new.passing.insert(SYNCS, syncs)?;
        }
        Ok(())
    });
    match cleared {
        Ok(()) => carried_over(old, new, seals),
        Err(_) => Drafts::Lost,
    }
}

/// Copies drafts and sign-ins, as far as they can be read, from a generation that is given up.
fn carried_over(old: Generation, new: &Generation, seals: &Seals) -> Drafts {
    let copied = fenced(|| volatile::carry_over(&old.passing, &new.passing, seals));
    old.let_go();
    if copied.is_ok() { Drafts::CarriedOver } else { Drafts::Lost }
}

/// Opens sled. Threads of a database closed a moment ago may still hold its lock.
pub(crate) fn open_patiently(path: &Path) -> Result<Db, StoreError> {
    const TRIES: u32 = 50;
    let config = Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None);
    for _ in 1..TRIES {
        match config.open() {
            Err(sled::Error::Io(error)) if is_locked(&error) => {
                thread::park_timeout(Duration::from_millis(10));
            }
            opened => return Ok(opened?),
        }
    }
    Ok(config.open()?)
}
