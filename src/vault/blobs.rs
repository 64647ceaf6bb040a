//! Sealed, content-addressed files: photographs, printed papers, scans. Referenced by the hash of what is in them; the
//! name on disk reveals nothing about it. A blob is durable before any record names it, and can be erased later without
//! touching the record.

use std::collections::HashSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::{fmt, io};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use clock::Random;
use disk::{self, SharedDisk, Tidings};
use domain::text::hex;

use super::ring::KeyRing;
use super::seal::OpenError;

const MAGIC: &[u8; 8] = b"SPBLOB\x00\x01";

/// SHA-256 of a blob's content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash([u8; 32]);

/// Why a blob cannot be had or kept.
#[derive(Debug, Error)]
pub enum BlobError {
    /// Erased, or never kept here.
    #[error("this file is no longer kept here")]
    Absent,
    /// Damaged or altered on disk.
    #[error("this file was altered on disk: {0}")]
    Altered(#[from] OpenError),
    /// The disk failed.
    #[error("the disk refused: {0}")]
    Disk(#[from] io::Error),
}

/// The folder of a station's blobs.
#[derive(Clone, Debug)]
pub struct Blobs {
    disk: SharedDisk,
    folder: PathBuf,
    keys: Arc<KeyRing>,
    random: Random,
    told: Tidings,
    /// The same folder on the second copy.
    copy: Option<PathBuf>,
}

/// Names, one a line, of files of a folder that were erased when their time was over: copies drop them too.
const ERASED: &str = "erased";

impl BlobHash {
    /// The hash of `content`.
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }
}

impl Blobs {
    /// The blobs in `folder`, which is made if needed.
    pub fn new(
        disk: SharedDisk,
        folder: impl Into<PathBuf>,
        keys: Arc<KeyRing>,
        random: Random,
    ) -> io::Result<Self> {
        let folder = folder.into();
        disk.create_folder(&folder)?;
        Ok(Self { disk, folder, keys, random, told: Tidings::default(), copy: None })
    }

    /// Tells whoever copies them which files were written and which erased.
    #[must_use]
    pub fn telling(self, told: Tidings) -> Self {
        Self { told, ..self }
    }

    /// Takes back from the same folder of a second copy what is gone or damaged here.
    #[must_use]
    pub fn healing_from(self, copy: Option<PathBuf>) -> Self {
        Self { copy, ..self }
    }

    /// Keeps `content`; when this returns it is durable. Keeping the same content again changes nothing, and heals a
    /// damaged file.
    pub fn put(&self, content: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(content);
        let path = self.path(hash);
        let folder = path.parent().expect("a blob lies in a folder");
        if self.get(hash).is_ok() {
            // Whoever put it before may have died before the name was durable.
            self.disk.sync_folder(folder)?;
            return Ok(hash);
        }
        if !self.disk.exists(folder) {
            self.disk.create_folder(folder)?;
            self.disk.sync_folder(&self.folder)?;
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.keys.seal_file(&ad(hash), content, &self.random));
        disk::replace(self.disk.as_ref(), &path, &bytes)?;
        self.told.tell(path);
        Ok(hash)
    }

    /// The content kept under `hash`, checked against it. What is gone or damaged is looked for on the second copy, and put
    /// back from there.
    pub fn get(&self, hash: BlobHash) -> Result<Zeroizing<Vec<u8>>, BlobError> {
        let here = self.read(&self.path(hash), hash);
        let (Err(_), Some(copy)) = (&here, &self.copy) else { return here };
        let path = self.path(hash);
        let Ok(below) = path.strip_prefix(&self.folder) else { return here };
        let there = copy.join(below);
        let Ok(content) = self.read(&there, hash) else { return here };
        tracing::warn!("a sealed file was taken back from the second copy");
        if let (Ok(bytes), Some(folder)) = (self.disk.read(&there), path.parent()) {
            let put = self
                .disk
                .create_folder(folder)
                .and_then(|()| disk::replace(self.disk.as_ref(), &path, &bytes));
            if let Err(error) = put {
                tracing::warn!(%error, "it could not be put back");
            }
        }
        Ok(content)
    }

    /// Whether it lies here, whole or not.
    pub fn is_here(&self, hash: BlobHash) -> bool {
        self.disk.exists(&self.path(hash))
    }

    fn read(&self, path: &std::path::Path, hash: BlobHash) -> Result<Zeroizing<Vec<u8>>, BlobError> {
        let bytes = match self.disk.read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::Absent),
            result => result?,
        };
        let sealed = bytes.strip_prefix(MAGIC).ok_or(OpenError::Altered)?;
        let content = self.keys.open_file(&ad(hash), sealed)?;
        if BlobHash::of(&content) != hash {
            return Err(OpenError::Altered.into());
        }
        Ok(content)
    }

    /// Removes what is kept under `hash`; `false` if nothing was.
    pub fn erase(&self, hash: BlobHash) -> Result<bool, BlobError> {
        let path = self.path(hash);
        if self.disk.exists(&path) {
            self.note_erased(std::slice::from_ref(&path))?;
        }
        match self.disk.remove(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            result => result?,
        }
        self.disk.sync_folder(path.parent().expect("a blob lies in a folder"))?;
        self.told.tell(path);
        Ok(true)
    }

    /// Writes down what is about to go, so that a copy that is away learns it when it is back.
    fn note_erased(&self, paths: &[PathBuf]) -> io::Result<()> {
        let list = self.folder.join(ERASED);
        if !self.disk.exists(&list) {
            self.disk.create(&list)?.sync()?;
            self.disk.sync_folder(&self.folder)?;
        }
        let names = paths.iter().filter_map(|path| path.strip_prefix(&self.folder).ok());
        let parts = names.map(|name| name.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>());
        let text = parts.fold(String::new(), |text, name| text + &name.join("/") + "\n");
        let mut file = self.disk.open(&list)?;
        file.write_at(self.disk.length(&list)?, text.as_bytes())?;
        file.sync()
    }

    /// Removes every blob but these; how many went. What cannot be the name of a blob is left alone.
    pub fn keep_only(&self, wanted: &HashSet<BlobHash>) -> io::Result<usize> {
        let wanted: HashSet<PathBuf> = wanted.iter().map(|hash| self.path(*hash)).collect();
        let is_name = |name: &String| !name.is_empty() && name.bytes().all(|c| c.is_ascii_hexdigit());
        let mut gone = 0;
        for first in 0..=u8::MAX {
            let folder = self.folder.join(format!("{first:02x}"));
            let found = match self.disk.list(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                listed => listed?,
            };
            let paths = found.into_iter().filter(is_name).map(|name| folder.join(name));
            let unwanted: Vec<PathBuf> = paths.filter(|path| !wanted.contains(path)).collect();
            if unwanted.is_empty() {
                continue;
            }
            self.note_erased(&unwanted)?;
            for path in unwanted {
                self.disk.remove(&path)?;
                self.told.tell(path);
                gone += 1;
            }
            self.disk.sync_folder(&folder)?;
        }
        Ok(gone)
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hex::encode(&self.keys.blob_name(&hash.0));
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

/// Whether the bytes of a blob's file prove that they are as they were written, `name` being the digits it is named by: they
/// open for the hash of what is in them, and are named after it.
pub fn is_whole(keys: &KeyRing, name: &str, bytes: &[u8]) -> bool {
    let Some(sealed) = bytes.strip_prefix(MAGIC) else { return false };
    let Some(content) = keys.unproven_file(sealed) else { return false };
    let hash = BlobHash::of(&content);
    hex::encode(&keys.blob_name(&hash.0)) == name && keys.open_file(&ad(hash), sealed).is_ok()
}

fn ad(hash: BlobHash) -> Vec<u8> {
    [b"sportello/blob/v1|".as_slice(), &hash.0].concat()
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

/// A text is not the hash of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a blob's hash is 64 hexadecimal digits")]
pub struct NotABlobHash;

impl FromStr for BlobHash {
    type Err = NotABlobHash;

    fn from_str(text: &str) -> Result<Self, NotABlobHash> {
        hex::decode_array(text).map(Self).ok_or(NotABlobHash)
    }
}

impl Serialize for BlobHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use uuid::Uuid;

    use super::*;
    use crate::{Cost, Passphrase, Secret, SlotHome};
    use disk::simulated::SimulatedDisk;
    use domain::ids::id::StationId;

    fn blobs(disk: &SimulatedDisk) -> Blobs {
        let home = SlotHome::in_journal(disk.shared(), Path::new("/data/journal"));
        let station = StationId::new(Uuid::from_u128(7));
        let passphrase = Passphrase::typed("il ponte");
        let random = Random::seeded(1);
        let keys =
            KeyRing::create(home, station, Secret::Passphrase(&passphrase), Cost::NONE, &random).unwrap();
        Blobs::new(disk.shared(), "/data/blobs", Arc::new(keys), random).unwrap()
    }

    #[test]
    fn a_kept_blob_survives_every_power_cut_and_reveals_nothing() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let hash = blobs.put(b"a photograph of ROSSI").unwrap();
        assert_eq!(hash, BlobHash::of(b"a photograph of ROSSI"));
        for seed in 0..32 {
            let found = Blobs { disk: disk.after_power_cut(seed).shared(), ..blobs.clone() };
            assert_eq!(found.get(hash).unwrap().as_slice(), b"a photograph of ROSSI");
        }
        let path = blobs.path(hash);
        assert!(!path.to_str().unwrap().contains(&hash.to_string()[..8]));
        assert!(!disk.copy().shared().read(&path).unwrap().windows(5).any(|window| window == b"ROSSI"));
    }

    #[test]
    fn an_altered_blob_is_refused_and_healed_by_keeping_it_again() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let hash = blobs.put(b"scan").unwrap();
        let length = disk.copy().shared().read(&blobs.path(hash)).unwrap().len();
        for index in 0..length {
            disk.tamper(&blobs.path(hash), |content| content[index] ^= 4);
            assert!(blobs.get(hash).is_err(), "byte {index}");
            blobs.put(b"scan").unwrap();
            assert_eq!(blobs.get(hash).unwrap().as_slice(), b"scan");
        }
    }

    #[test]
    fn a_blobs_file_proves_itself_by_its_name_and_by_nothing_less() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let (one, other) = (blobs.put(b"one").unwrap(), blobs.put(b"other").unwrap());
        let name = |hash: BlobHash| hex::encode(&blobs.keys.blob_name(&hash.0));
        let bytes = disk.copy().shared().read(&blobs.path(one)).unwrap();
        assert!(is_whole(&blobs.keys, &name(one), &bytes));
        assert!(!is_whole(&blobs.keys, &name(other), &bytes));
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 2;
            assert!(!is_whole(&blobs.keys, &name(one), &damaged), "byte {index}");
            assert!(!is_whole(&blobs.keys, &name(one), &bytes[..index]), "cut at {index}");
        }
    }

    #[test]
    fn a_blob_in_the_place_of_another_is_refused() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let (one, other) = (blobs.put(b"one").unwrap(), blobs.put(b"other").unwrap());
        let bytes = disk.copy().shared().read(&blobs.path(one)).unwrap();
        disk.tamper(&blobs.path(other), |content| *content = bytes);
        assert!(matches!(blobs.get(other), Err(BlobError::Altered(_))));
    }

    #[test]
    fn what_is_not_named_is_removed_and_what_is_named_stays() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let all: Vec<BlobHash> = (0..40_u8).map(|content| blobs.put(&[content]).unwrap()).collect();
        let named: HashSet<BlobHash> = all[..25].iter().copied().collect();
        assert_eq!(blobs.keep_only(&named).unwrap(), 15);
        assert_eq!(blobs.keep_only(&named).unwrap(), 0);
        for (index, hash) in all.iter().enumerate() {
            assert_eq!(blobs.get(*hash).is_ok(), index < 25);
        }
    }

    #[test]
    fn an_erased_blob_is_gone_also_after_a_power_cut() {
        let disk = SimulatedDisk::new();
        let blobs = blobs(&disk);
        let hash = blobs.put(b"photograph").unwrap();
        assert!(blobs.erase(hash).unwrap());
        assert!(!blobs.erase(hash).unwrap());
        for seed in 0..16 {
            let found = Blobs { disk: disk.after_power_cut(seed).shared(), ..blobs.clone() };
            assert!(matches!(found.get(hash), Err(BlobError::Absent)));
        }
    }
}
