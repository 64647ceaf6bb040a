//! The store's folder: generations, the pointer to the one in use, and the proof each was left with.
//!
//! ```text
//! store/current          names the generation in use
//! store/gen-0001/        a generation: sled's own files
//! store/gen-0001.proof   how far it was synced; once closed, the checksums of its files
//! store/head             the desk's folded state
//! ```

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use disk::{self, Disk as _, RealDisk};

use super::mark::Mark;
use crate::error::{StoreError, is_outside};

/// How many abandoned generations are kept for whoever wants to look into what happened.
const ABANDONED_KEPT: usize = 2;

/// The folder of a store.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// A generation's number: `gen-0001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(pub(super) u32);

impl Name {
    fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix("gen-")?;
        (digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())?
            .map(Self)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "gen-{:04}", self.0)
    }
}

/// What stands outside sled about a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proof {
    /// Version of this file and of everything in the generation. Another version is rebuilt, not read.
    pub(super) format: u32,
    /// Syncs so far: sled must know of as many.
    pub(super) syncs: u64,
    /// The mark at the last sync, in hexadecimal.
    mark: String,
    /// Once closed: every file of the generation.
    pub(super) closed: Option<Vec<FileSum>>,
}

/// A file as it was closed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct FileSum {
    name: String,
    length: u64,
    crc32c: u32,
}

/// The one version this binary reads and writes.
pub(super) const FORMAT: u32 = 7;

impl Proof {
    pub(super) fn new(mark: Mark, syncs: u64, closed: Option<Vec<FileSum>>) -> Self {
        Self { format: FORMAT, syncs, mark: domain::text::hex::encode(&mark.to_bytes()), closed }
    }

    /// The mark at the last sync.
    pub(super) fn mark(&self) -> Option<Mark> {
        (self.format == FORMAT)
            .then(|| domain::text::hex::decode(&self.mark))?
            .and_then(|bytes| Mark::from_bytes(&bytes))
    }
}

impl Folder {
    /// The folder at `path`, made if missing.
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        RealDisk.create_folder(path).map_err(StoreError::io("making the folder", path))?;
        Ok(Self(path.to_owned()))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn generation(&self, name: Name) -> PathBuf {
        self.0.join(name.to_string())
    }

    fn proof_path(&self, name: Name) -> PathBuf {
        self.0.join(format!("{name}.proof"))
    }

    fn pointer(&self) -> PathBuf {
        self.0.join("current")
    }

    /// The generation the pointer names, if it names one.
    pub(super) fn current(&self) -> Option<Name> {
        fs::read_to_string(self.pointer()).ok().and_then(|text| Name::read(&text))
    }

    /// All generations there are, oldest first.
    pub(super) fn generations(&self) -> Result<Vec<Name>, StoreError> {
        let doing = "listing the folder";
        let mut names = Vec::new();
        for item in fs::read_dir(&self.0).map_err(StoreError::io(doing, &self.0))? {
            let item = item.map_err(StoreError::io(doing, &self.0))?;
            names.extend(item.file_name().to_str().and_then(Name::read).filter(|_| item.path().is_dir()));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Makes `name` the generation in use, durably.
    pub(super) fn point_to(&self, name: Name) -> Result<(), StoreError> {
        let path = self.pointer();
        disk::replace(&RealDisk, &path, format!("{name}\n").as_bytes())
            .map_err(StoreError::io("writing", path))
    }

    /// The proof of a generation; `None` if it is not there or not readable.
    pub(super) fn proof(&self, name: Name) -> Option<Proof> {
        serde_json::from_slice(&fs::read(self.proof_path(name)).ok()?).ok()
    }

    /// Writes the proof of a generation durably.
    pub(super) fn write_proof(&self, name: Name, proof: &Proof) -> Result<(), StoreError> {
        let path = self.proof_path(name);
        let bytes = serde_json::to_vec(proof).expect("a proof holds only strings, numbers and lists");
        disk::replace(&RealDisk, &path, &bytes).map_err(StoreError::io("writing", path))
    }

    /// Takes the proof away, so that the generation is never trusted again.
    pub(super) fn condemn(&self, name: Name) {
        // Best effort: a generation that is damaged shows it again.
        let _ = fs::remove_file(self.proof_path(name));
    }

    /// Removes a generation.
    pub(super) fn remove(&self, name: Name) -> Result<(), StoreError> {
        self.condemn(name);
        let path = self.generation(name);
        fs::remove_dir_all(&path).map_err(StoreError::io("removing", path))
    }

    /// Bytes of a generation's database.
    pub(super) fn size(&self, name: Name) -> u64 {
        fs::metadata(self.generation(name).join("db")).map_or(0, |about| about.len())
    }

    /// Removes all abandoned generations but the newest.
    pub(super) fn prune(&self, current: Name) -> Result<(), StoreError> {
        let mut abandoned = self.generations()?;
        abandoned.retain(|name| *name != current);
        abandoned.truncate(abandoned.len().saturating_sub(ABANDONED_KEPT));
        abandoned.into_iter().try_for_each(|name| self.remove(name))
    }

    /// Length and checksum of every file of a generation.
    pub(super) fn sums(&self, name: Name) -> Result<Vec<FileSum>, StoreError> {
        let root = self.generation(name);
        let mut sums = Vec::new();
        collect(&root, "", &mut sums).map_err(|error| {
            if is_outside(&error) {
                StoreError::io("reading", root)(error)
            } else {
                StoreError::Damaged("its files cannot be read")
            }
        })?;
        sums.sort();
        Ok(sums)
    }
}

fn collect(folder: &Path, prefix: &str, sums: &mut Vec<FileSum>) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        let name = format!("{prefix}{}", item.file_name().to_string_lossy());
        if item.file_type()?.is_dir() {
            collect(&item.path(), &format!("{name}/"), sums)?;
        } else {
            let (length, crc32c) = sum(&item.path())?;
            sums.push(FileSum { name, length, crc32c });
        }
    }
    Ok(())
}

fn sum(path: &Path) -> io::Result<(u64, u32)> {
    let mut file = fs::File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    let (mut length, mut crc) = (0, 0);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((length, crc)),
            count => {
                length += count as u64;
                crc = crc32c::crc32c_append(crc, &buffer[..count]);
            }
        }
    }
}
