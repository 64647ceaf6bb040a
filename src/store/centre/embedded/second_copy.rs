//! A second copy of the centre's database and blobs in a folder elsewhere: written whole while the centre goes on, put in
//! place of a database that does not open.
//!
//! ```text
//! rows-1, rows-2      two generations in turn (`copy_file`); the newest sound one counts
//! blobs/              as in the centre's folder
//! ```

use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::DateTime;

use crate::centre::error::CentreStoreError;
use crate::error::StoreError;
use disk::{self, Disk as _, RealDisk};
use domain::time::moment::Moment;

use super::aside;
use super::copy_file::{Head, Reader, Writer, verified};
use super::life::{EmbeddedCentre, told};

/// Names of the generations.
const TURNS: [&str; 2] = ["rows-1", "rows-2"];

/// Where a second copy is kept.
#[derive(Clone, Debug)]
pub struct CopyFolder(PathBuf);

/// A copy that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    turn: usize,
    head: Head,
}

impl Copied {
    /// When it was begun.
    pub fn at(&self) -> Moment {
        Moment::new(DateTime::from_timestamp_millis(self.head.at).unwrap_or_default())
    }
}

/// Why there is no new copy. The one before stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The centre's database.
    #[error(transparent)]
    Store(#[from] CentreStoreError),
    /// The folder of the copy, or a file that was to go there.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It was told to stop.
    #[error("it was stopped before it was whole")]
    Stopped,
}

impl CopyError {
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}

impl CopyFolder {
    /// The copy in `path`.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The newest copy that is sound; every byte of it is read.
    pub fn newest(&self) -> Option<Copied> {
        let sound = |(turn, name): (usize, &&str)| {
            let path = self.0.join(name);
            match verified(&path) {
                Ok(head) => Some(Copied { turn, head }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => {
                    tracing::warn!(file = %path.display(), %error, "a second copy is damaged");
                    None
                }
            }
        };
        TURNS.iter().enumerate().filter_map(sound).max_by_key(|one| (one.head.at, one.head.writes))
    }

    /// Writes a copy of `store` as it stands `at` this moment in the place of the older of two, and the blobs that are not there
    /// yet. `newest` is the one to keep. Writers of the store go on meanwhile. `goes_on` is asked between two steps.
    pub fn write(
        &self,
        store: &EmbeddedCentre,
        at: Moment,
        newest: Option<&Copied>,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Copied, CopyError> {
        let turn = newest.map_or(0, |newest| (newest.turn + 1) % TURNS.len());
        let path = self.0.join(TURNS[turn]);
        let beside = path.with_extension("new");
        let written = self.write_beside(store, at.utc().timestamp_millis(), &beside, goes_on);
        store.move_on();
        let head = match written {
            Ok(head) => head,
            Err(error) => {
                // Best effort: a leftover is replaced the next time.
                let _ = fs::remove_file(&beside);
                return Err(error);
            }
        };
        RealDisk.rename(&beside, &path).map_err(CopyError::io("renaming", &beside))?;
        RealDisk.sync_folder(&self.0).map_err(CopyError::io("syncing", &self.0))?;
        Ok(Copied { turn, head })
    }

    fn write_beside(
        &self,
        store: &EmbeddedCentre,
        at: i64,
        beside: &Path,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Head, CopyError> {
        let failed = |error| CopyError::io("writing", beside)(error);
        if RealDisk.exists(beside) {
            RealDisk.remove(beside).map_err(failed)?;
        }
        let (writes, sum) = store.stand_still()?;
        let head = Head { at, writes, sum };
        let mut file = Writer::begin(RealDisk.create(beside).map_err(failed)?, &head);
        while let Some(rows) = store.next_rows()? {
            for row in &rows {
                file.put(row).map_err(failed)?;
            }
            if !goes_on() {
                return Err(CopyError::Stopped);
            }
        }
        if file.end().map_err(failed)? != sum {
            let what = "what was read for the second copy is not what was written";
            return Err(CentreStoreError::Damaged(what.to_owned()).into());
        }
        // Whatever the rows name was there when they were written.
        copy_blobs(store.folder(), &self.0, goes_on)?;
        Ok(head)
    }

    /// Puts the copy `copied` in place of the database in `folder`, which is set aside, and the blobs that are missing there.
    /// Until the last step the folder holds a database that is refused. Where the database before is now.
    pub fn put_in_place(&self, copied: &Copied, folder: &Path) -> Result<Option<PathBuf>, CopyError> {
        let made = folder.join("new");
        fs::create_dir_all(folder).map_err(CopyError::io("making", folder))?;
        if made.exists() {
            aside::set(folder, std::slice::from_ref(&made)).map_err(told)?;
        }
        let path = self.0.join(TURNS[copied.turn]);
        let mut reader = Reader::open(&path).map_err(CopyError::io("reading", &path))?;
        let store = EmbeddedCentre::open(&made)?;
        let rows = std::iter::from_fn(|| {
            let row = reader.next().map_err(StoreError::io("reading", &path));
            row.transpose()
        });
        store.fill(copied.head.writes, copied.head.sum, rows)?;
        drop(store);
        // Opened once more: all of it is there as it was.
        drop(EmbeddedCentre::open(&made)?);
        copy_blobs(&self.0, folder, &|| true)?;
        let aside = make_room(folder)?;
        for name in [STANDING, SLED] {
            let (from, to) = (made.join(name), folder.join(name));
            fs::rename(&from, &to).map_err(CopyError::io("renaming", &from))?;
        }
        RealDisk.sync_folder(folder).map_err(CopyError::io("syncing", folder))?;
        // Best effort: it is empty.
        let _ = fs::remove_dir(&made);
        Ok(aside)
    }
}

const SLED: &str = "sled";
const STANDING: &str = "standing";

impl EmbeddedCentre {
    /// Whether there is anything of a database in `folder`.
    pub fn is_in(folder: &Path) -> bool {
        let holds_some = |path: PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > 0);
        holds_some(folder.join(SLED).join("db")) || holds_some(folder.join(STANDING))
    }

    /// Sets the database in `folder` aside and leaves the blobs: the next one begins empty. Where it is now; none where there
    /// was none.
    pub fn set_aside(folder: &Path) -> Result<Option<PathBuf>, CentreStoreError> {
        // The database first: the note that stays says there was one.
        let there: Vec<PathBuf> =
            [SLED, STANDING].map(|name| folder.join(name)).into_iter().filter(|path| path.exists()).collect();
        if there.is_empty() {
            return Ok(None);
        }
        aside::set(folder, &there).map(Some).map_err(told)
    }
}

/// Sets the database aside and leaves its note, which says that there was one until another takes its place.
fn make_room(folder: &Path) -> Result<Option<PathBuf>, CopyError> {
    let (sled, standing) = (folder.join(SLED), folder.join(STANDING));
    if !sled.exists() {
        return Ok(None);
    }
    let kept = aside::set(folder, &[sled]).map_err(told)?;
    if standing.exists() {
        let to = kept.join(STANDING);
        fs::copy(&standing, &to).map_err(CopyError::io("copying", &to))?;
    }
    Ok(Some(kept))
}

/// Copies blobs that are not there yet, or were cut short.
fn copy_blobs(from: &Path, to: &Path, goes_on: &dyn Fn() -> bool) -> Result<(), CopyError> {
    let (from, to) = (from.join("blobs"), to.join("blobs"));
    for part in folders(&from)? {
        let (from, to) = (from.join(&part), to.join(&part));
        for name in RealDisk.list(&from).map_err(CopyError::io("listing", &from))? {
            if !goes_on() {
                return Err(CopyError::Stopped);
            }
            let (blob, copy) = (from.join(&name), to.join(&name));
            let length = RealDisk.length(&blob).map_err(CopyError::io("reading", &blob))?;
            if Path::new(&name).extension().is_some_and(|ending| ending == "new")
                || RealDisk.length(&copy).is_ok_and(|copied| copied >= length)
            {
                continue;
            }
            let bytes = RealDisk.read(&blob).map_err(CopyError::io("reading", &blob))?;
            RealDisk.create_folder(&to).map_err(CopyError::io("making", &to))?;
            disk::replace(&RealDisk, &copy, &bytes).map_err(CopyError::io("writing", &copy))?;
        }
    }
    Ok(())
}

fn folders(of: &Path) -> Result<Vec<String>, CopyError> {
    if !of.is_dir() {
        return Ok(Vec::new());
    }
    RealDisk.folders(of).map_err(CopyError::io("listing", of))
}
