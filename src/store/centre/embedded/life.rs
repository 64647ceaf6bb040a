//! Opening the database, writing durably, opening it again after a failure.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sled::{Batch, Db, IVec, Tree};

use crate::centre::error::{CentreStoreError, Full};
use crate::error::StoreError;
use crate::guard::fenced;
use crate::station::generation::open_patiently;

use super::draft::Draft;
use super::standing::Standing;
use super::still::{Row, Still};
use super::sum::Sum;
use super::{aside, brought_up, key};

/// The centre's store in a folder of its own. Clones are further handles on the same one.
#[derive(Clone)]
pub struct EmbeddedCentre {
    folder: PathBuf,
    /// Readers share it, a writer has it alone until what it wrote is durable. `None` after a failure: sled does not get
    /// over one by itself, the next call opens it again.
    opened: Arc<RwLock<Option<Opened>>>,
    replacing: Arc<Mutex<()>>,
}

struct Opened {
    db: Db,
    tree: Tree,
    /// Own handle on sled's file: sled's flush is no fsync.
    file: File,
    standing: Standing,
    /// How many writes there were.
    writes: u64,
    /// What everything that lies there comes to.
    sum: Sum,
    /// Rows that are being copied as they stood at one moment.
    still: Mutex<Option<Still>>,
}

impl EmbeddedCentre {
    /// Opens the store in `folder`, or makes an empty one. Only one process may have it open.
    ///
    /// [`CentreStoreError::Damaged`] when its files were altered or cut: then a copy is needed; nothing is made anew in
    /// silence, since ordinary numbers that were told once must not be given again.
    pub fn open(folder: &Path) -> Result<Self, CentreStoreError> {
        let opened = Opened::open(folder).map_err(told)?;
        Ok(Self {
            folder: folder.to_owned(),
            opened: Arc::new(RwLock::new(Some(opened))),
            replacing: Arc::default(),
        })
    }

    /// The folder it lies in.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Held while the reference data are replaced: that takes many writes.
    pub(super) fn replacing(&self) -> MutexGuard<'_, ()> {
        self.replacing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks; nothing changes.
    pub(super) fn read<T>(
        &self,
        ask: impl FnOnce(&Draft) -> Result<T, StoreError>,
    ) -> Result<T, CentreStoreError> {
        let held = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = held.as_ref() {
            return fenced(|| ask(&Draft::over(&opened.tree))).map_err(told);
        }
        drop(held);
        self.write(|draft| ask(draft))
    }

    /// Changes: whole or not at all, and durable before this returns.
    pub(super) fn write<T>(
        &self,
        act: impl FnOnce(&mut Draft) -> Result<T, StoreError>,
    ) -> Result<T, CentreStoreError> {
        let mut held = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        let mut opened = match held.take() {
            Some(opened) => opened,
            None => Opened::open(&self.folder).map_err(told)?,
        };
        let outcome = fenced(|| opened.write(act));
        if outcome.is_ok() {
            *held = Some(opened);
        } else {
            opened.let_go();
        }
        outcome.map_err(told)
    }
}

impl EmbeddedCentre {
    /// From now on rows are read as they stand now, with [`EmbeddedCentre::next_rows`]: how many writes there were, and what
    /// the rows come to. One reader at a time: another takes the place of the one before.
    pub(super) fn stand_still(&self) -> Result<(u64, Sum), CentreStoreError> {
        // One that was closed after a failure is opened by this.
        self.write(|_| Ok(()))?;
        let held = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let opened = held.as_ref().ok_or_else(|| told(StoreError::Closed))?;
        let mut still = opened.still.lock().unwrap_or_else(PoisonError::into_inner);
        *still = Some(Still::default());
        Ok((opened.writes, opened.sum))
    }

    /// The next rows; none once all were read. [`StoreError::Closed`] where the database was opened again since.
    pub(super) fn next_rows(&self) -> Result<Option<Vec<Row>>, CentreStoreError> {
        let held = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let opened = held.as_ref().ok_or_else(|| told(StoreError::Closed))?;
        let mut still = opened.still.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = fenced(|| still.as_mut().ok_or(StoreError::Closed)?.next(&opened.tree)).map_err(told)?;
        if rows.is_none() {
            *still = None;
        }
        Ok(rows)
    }

    /// Reads no further.
    pub(super) fn move_on(&self) {
        let held = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = held.as_ref() {
            *opened.still.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Fills an empty database with rows that were copied, as after `writes`, where they come to `sum`.
    pub(super) fn fill(
        &self,
        writes: u64,
        sum: Sum,
        rows: impl Iterator<Item = Result<Row, StoreError>>,
    ) -> Result<(), CentreStoreError> {
        let mut held = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        let opened = held.as_mut().ok_or_else(|| told(StoreError::Closed))?;
        fenced(|| opened.fill(writes, sum, rows)).map_err(told)
    }
}

impl Drop for EmbeddedCentre {
    fn drop(&mut self) {
        let Some(last) = Arc::get_mut(&mut self.opened) else { return };
        if let Some(opened) = last.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            opened.let_go();
        }
    }
}

impl Opened {
    /// Opens it; what stands in sled's way and is not needed is set aside first.
    fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::io("making", folder))?;
        aside::unfinished(folder)?;
        match Self::open_as_it_lies(folder) {
            Err(StoreError::Damaged(why)) => {
                let spare = aside::spare(folder)?;
                if spare.is_empty() {
                    return Err(StoreError::Damaged(why));
                }
                let opened = Self::open_as_it_lies(folder);
                if opened.is_err() {
                    spare.back();
                } else {
                    spare.told();
                }
                opened
            }
            opened => opened,
        }
    }

    fn open_as_it_lies(folder: &Path) -> Result<Self, StoreError> {
        let sled = folder.join("sled");
        let standing = Standing::open(folder)?;
        let told = standing.told();
        if told > 0 && !fs::metadata(sled.join("db")).is_ok_and(|db| db.len() > 0) {
            return Err(StoreError::Damaged(CUT));
        }
        fenced(|| {
            let db = open_patiently(&sled)?;
            let tree = db.open_tree("centre")?;
            let before = before(&tree)?;
            let (writes, noted) = match tree.get(key::STANDING)?.or_else(|| before.clone()) {
                Some(value) => noted(&value).ok_or(StoreError::Damaged("it is of another version"))?,
                None if tree.is_empty() => (0, None),
                None => return Err(StoreError::Damaged("it is of another version")),
            };
            if writes < told {
                return Err(StoreError::Damaged(CUT));
            }
            // Every page is read once: one that cannot be is told now, not in the middle of a batch.
            let sum = summed(&tree)?;
            if noted.is_some_and(|noted| noted != sum) {
                return Err(StoreError::Damaged(ALTERED));
            }
            let path = sled.join("db");
            let file = OpenOptions::new().write(true).open(&path).map_err(StoreError::io("opening", path))?;
            let mut opened = Self { db, tree, file, standing, writes, sum, still: Mutex::default() };
            if before.is_some() {
                opened.write(brought_up::holders)?;
            }
            Ok(opened)
        })
    }

    fn write<T>(&mut self, act: impl FnOnce(&mut Draft) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut draft = Draft::over(&self.tree);
        let answer = act(&mut draft)?;
        if draft.is_empty() {
            return Ok(answer);
        }
        let writes = self.writes + 1;
        let sum = draft.sum_after(self.sum)?;
        for before in key::STANDING_BEFORE {
            if self.tree.contains_key(before)? {
                draft.remove(before.to_vec());
            }
        }
        if let Some(still) = self.still.get_mut().unwrap_or_else(PoisonError::into_inner) {
            still.keep(&self.tree, draft.keys())?;
        }
        draft.put(key::STANDING.to_vec(), &[&writes.to_be_bytes()[..], &sum.to_bytes()].concat())?;
        self.tree.apply_batch(draft.into_batch())?;
        self.db.flush()?;
        self.file.sync_data().map_err(StoreError::io("syncing", "sled/db"))?;
        (self.writes, self.sum) = (writes, sum);
        self.standing.tell(writes);
        Ok(answer)
    }

    fn fill(
        &mut self,
        writes: u64,
        sum: Sum,
        rows: impl Iterator<Item = Result<Row, StoreError>>,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for (at, row) in (1..).zip(rows) {
            let (key, value) = row?;
            batch.insert(key, value);
            if at % FILLED_AT_ONCE == 0 {
                self.tree.apply_batch(std::mem::take(&mut batch))?;
            }
        }
        batch.insert(key::STANDING, [&writes.to_be_bytes()[..], &sum.to_bytes()].concat());
        self.tree.apply_batch(batch)?;
        self.db.flush()?;
        self.file.sync_data().map_err(StoreError::io("syncing", "sled/db"))?;
        (self.writes, self.sum) = (writes, sum);
        self.standing.tell(writes);
        Ok(())
    }

    /// Lets go of it, whatever that does to a sled that failed.
    fn let_go(self) {
        let _ = fenced(|| {
            drop(self);
            Ok(())
        });
    }
}

/// Rows put at a time into a database that is filled.
const FILLED_AT_ONCE: usize = 500;

const CUT: &str = "it lacks what was written to it";

const ALTERED: &str = "what was written to it is not all there as it was";

/// How many writes there were and what they came to; a database of before does not say.
fn noted(bytes: &[u8]) -> Option<(u64, Option<Sum>)> {
    let (writes, sum) = bytes.split_first_chunk()?;
    let sum = if sum.is_empty() { None } else { Some(Sum::from_bytes(sum.try_into().ok()?)) };
    Some((u64::from_be_bytes(*writes), sum))
}

/// How many writes there were, in a database of before.
fn before(tree: &Tree) -> Result<Option<IVec>, StoreError> {
    for standing in key::STANDING_BEFORE {
        if let Some(value) = tree.get(standing)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn summed(tree: &Tree) -> Result<Sum, StoreError> {
    let mut sum = Sum::default();
    for item in tree {
        let (key, value) = item?;
        if key != key::STANDING && !key::STANDING_BEFORE.contains(&key.as_ref()) {
            sum.toggle(&key, &value);
        }
    }
    Ok(sum)
}

/// The error as the contract has it. What sled calls an error of its own is told in its own words.
pub(super) fn told(error: StoreError) -> CentreStoreError {
    match error {
        error if error.is_full() => CentreStoreError::Unavailable(Box::new(Full(error.to_string()))),
        StoreError::Damaged(what) => CentreStoreError::Damaged(what.to_owned()),
        StoreError::Refused(error) => CentreStoreError::Unavailable(Box::new(error)),
        error => CentreStoreError::Unavailable(Box::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named() {
        let full = |kind: std::io::ErrorKind| told(StoreError::Refused(sled::Error::Io(kind.into())));
        assert!(full(std::io::ErrorKind::StorageFull).is_full());
        assert!(!full(std::io::ErrorKind::PermissionDenied).is_full());
    }
}
