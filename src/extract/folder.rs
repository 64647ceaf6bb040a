//! The folder extracts lie in: one is in use, the one before it stays, any other is a leftover.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

use clock::Random;
use disk::{self, SharedDisk};
use vault::KeyRing;

use super::delivery::Delivery;
use super::error::ExtractError;
use super::pages;
use super::residents::Residents;

/// Whether the bytes of an extract's file prove that they are as they were written; `None` where the name is no extract's.
pub fn is_whole(keys: &KeyRing, name: &str, bytes: &[u8]) -> Option<bool> {
    let extract = name.strip_suffix(ENDING)?.parse().ok()?;
    Some(pages::is_whole(keys, extract, bytes))
}

/// The folder of a station's extracts.
#[derive(Clone, Debug)]
pub struct Folder {
    disk: SharedDisk,
    place: PathBuf,
    keys: Arc<KeyRing>,
    random: Random,
}

impl Folder {
    /// Extracts in `folder`, which is made when the first is kept.
    pub fn new(disk: SharedDisk, folder: PathBuf, keys: Arc<KeyRing>, random: Random) -> Self {
        Self { disk, place: folder, keys, random }
    }

    /// Seals a delivery into its file; when this returns, it is durable. Its SHA-256 (hex).
    pub fn keep(
        &self,
        extract: Uuid,
        delivery: &Delivery,
        progress: &dyn Fn(u64),
    ) -> Result<String, ExtractError> {
        if !self.disk.exists(&self.place) {
            self.disk.create_folder(&self.place)?;
            if let Some(above) = self.place.parent() {
                self.disk.sync_folder(above)?;
            }
        }
        let path = self.path(extract);
        let written =
            pages::write(&self.disk, &path, extract, (&self.keys, &self.random), &delivery.lines, progress)
                .and_then(|sha256| Ok(self.disk.sync_folder(&self.place).map(|()| sha256)?));
        if written.is_err() {
            // Best effort: nothing refers to it, and the next adoption removes it.
            let _ = self.disk.remove(&path);
        }
        written
    }

    /// Takes an extract from the folder `copy`; whether it is there now.
    pub fn fetch(&self, extract: Uuid, copy: &std::path::Path) -> bool {
        let from = copy.join(format!("{extract}{ENDING}"));
        let fetched = self.disk.read(&from).and_then(|bytes| {
            self.disk.create_folder(&self.place)?;
            disk::replace(self.disk.as_ref(), &self.path(extract), &bytes)
        });
        fetched.is_ok()
    }

    /// Opens a kept extract.
    pub fn open(
        &self,
        extract: Uuid,
        sha256: &str,
        progress: &dyn Fn(u64),
    ) -> Result<Residents, ExtractError> {
        let path = self.path(extract);
        Residents::open(self.disk.clone(), path, self.keys.clone(), extract, sha256, progress)
    }

    /// Whether an extract lies here.
    pub fn has(&self, extract: Uuid) -> bool {
        self.disk.exists(&self.path(extract))
    }

    /// Removes every extract but the one in use and the one before it: older ones, and leftovers of imports that were cut off.
    pub fn keep_only(&self, extracts: &[Uuid]) -> io::Result<()> {
        let kept: Vec<PathBuf> = extracts.iter().map(|extract| self.path(*extract)).collect();
        let mut removed = false;
        for name in self.disk.list(&self.place)? {
            let path = self.place.join(&name);
            if name.ends_with(ENDING) && !kept.contains(&path) {
                self.disk.remove(&path)?;
                removed = true;
            }
        }
        if removed { self.disk.sync_folder(&self.place) } else { Ok(()) }
    }

    fn path(&self, extract: Uuid) -> PathBuf {
        self.place.join(format!("{extract}{ENDING}"))
    }
}

const ENDING: &str = ".extract";
