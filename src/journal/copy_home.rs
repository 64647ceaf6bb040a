//! Where on a stick a station's second copy lies, and what it says of itself.
//!
//! ```text
//! STICK/Sportello/STATION/copy        the marker, written in two turns
//! STICK/Sportello/STATION/journal/    segments and key slots: a journal folder as it is
//! STICK/Sportello-2/…                 the same, begun where the one before cannot be used any more ([`super::copy_find`])
//! STICK/copy.json                     of version 1, which lay in the folder itself; kept so that an older program refuses
//! ```
//!
//! Several stations share one stick. Nothing relies on a rename being atomic or on who may read what: it may be FAT.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::mark::Successor;
use super::segment;
use super::settings::Means;
use super::turns::{self, FILE, Slot};
use disk::{self, Disk};
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use vault::{KeyRing, SlotHome};

/// The folder of all copies on a stick.
const FOLDER: &str = "Sportello";
/// How many such folders a stick has at most: a disk that refuses whatever is asked is not filled with them.
pub(super) const TOPS: u32 = 4;
const MARKER: &str = "copy";
const JOURNAL: &str = "journal";
/// The marker of version 1.
const OLD_MARKER: &str = "copy.json";
const MAGIC: [u8; 8] = *b"\x89SPCOPY\n";

/// A station's second copy on a stick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyHome {
    stick: PathBuf,
    /// Which of the folders of all copies.
    top: u32,
    station: StationId,
}

/// What a copy says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyMarker {
    /// Set at a clean stop: this was the last record of all. Unset before the first record of the next run.
    #[serde(default)]
    pub closed: Option<Anchor>,
    /// Lives that were begun from this copy.
    #[serde(default)]
    pub claims: Vec<Successor>,
}

/// The marker of version 1: `{"v":1,"station":"…"}`.
#[derive(Serialize, Deserialize)]
struct OldMarker {
    v: u32,
    station: StationId,
}

impl CopyHome {
    /// Where the copy of `station` begins on the stick whose folder is `stick`.
    pub fn new(stick: &Path, station: StationId) -> Self {
        Self { stick: stick.to_owned(), top: 1, station }
    }

    /// The same in the folder of all copies with this number.
    pub(super) fn in_top(&self, top: u32) -> Self {
        Self { top, ..self.clone() }
    }

    /// The number of the folder of all copies that it lies in.
    pub(super) fn top(&self) -> u32 {
        self.top
    }

    /// Whose copy it is.
    pub(super) fn station(&self) -> StationId {
        self.station
    }

    /// The folder of this copy.
    pub fn folder(&self) -> PathBuf {
        top_folder(&self.stick, self.top).join(self.station.to_string())
    }

    /// The journal in it.
    pub fn journal(&self) -> PathBuf {
        self.folder().join(JOURNAL)
    }

    fn marker(&self) -> PathBuf {
        self.folder().join(MARKER)
    }

    /// Where the stick is.
    pub fn stick(&self) -> &Path {
        &self.stick
    }

    /// Whether a marker is there, so whether the stick is.
    pub(super) fn is_marked(&self, disk: &dyn Disk) -> bool {
        disk.exists(&self.marker())
    }

    /// Whether the copy's folder is there, whatever is in it: so is the stick.
    pub(super) fn has_folder(&self, disk: &dyn Disk) -> bool {
        let station = self.station.to_string();
        disk.folders(&top_folder(&self.stick, self.top)).is_ok_and(|names| names.contains(&station))
    }

    /// What it says, and how often it was written; an error of kind `NotFound` where there is no copy. A marker that cannot
    /// be read says nothing, but it is there.
    pub(super) fn says(&self, disk: &dyn Disk) -> io::Result<(CopyMarker, u64)> {
        let bytes = disk.read(&self.marker())?;
        let found = turns::newest::<CopyMarker>(MAGIC, &bytes);
        Ok(found.map_or_else(Default::default, |Slot { says, sequence, .. }| (says, sequence)))
    }

    /// Makes the folder and the marker, if they are not there.
    pub(super) fn begin(&self, disk: &dyn Disk, keys: &KeyRing) -> io::Result<()> {
        disk.create_folder(&self.journal())?;
        if !self.is_marked(disk) {
            self.write(disk, keys, &CopyMarker::default())?;
        }
        Ok(())
    }

    /// Writes the marker's next turn and makes it durable.
    pub(super) fn write(&self, disk: &dyn Disk, keys: &KeyRing, says: &CopyMarker) -> io::Result<()> {
        let path = self.marker();
        let (mut file, sequence) = match self.says(disk) {
            Ok((_, sequence)) => (disk.open(&path)?, sequence + 1),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut file = disk.create(&path)?;
                file.write_at(0, &[0; FILE])?;
                file.sync()?;
                disk.sync_folder(&self.folder())?;
                (file, 1)
            }
            Err(error) => return Err(error),
        };
        let slot = turns::slot(MAGIC, says, sequence, |signed| keys.copy_mac(signed))
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        file.write_at(turns::place(sequence), &slot)?;
        file.sync()
    }

    /// Whether a copy of this station lies on the stick as version 1 left it, or half carried over.
    pub(super) fn is_old(&self, disk: &dyn Disk) -> bool {
        old_station(disk, &self.stick) == Some(self.station)
    }

    /// Carries a copy of version 1 over in place. Each step may be the last before a power cut: the old marker goes last,
    /// and whatever was not moved yet is moved at the next try.
    pub(super) fn carry_over(&self, disk: &dyn Disk) -> io::Result<()> {
        let journal = self.journal();
        disk.create_folder(&journal)?;
        let files = disk.list(&self.stick)?;
        let ours = |name: &&String| segment::first_of(name).is_some() || *name == SlotHome::FILE;
        for name in files.iter().filter(ours) {
            disk.rename(&self.stick.join(name), &journal.join(name))?;
        }
        disk.sync_folder(&journal)?;
        disk.sync_folder(&self.stick)?;
        // An older program takes this for another station's copy and leaves the stick alone.
        let refused = OldMarker { v: 2, station: StationId::new(uuid::Uuid::nil()) };
        let bytes = serde_json::to_vec(&refused).expect("a marker holds only a number and a string");
        disk::replace(disk, &self.stick.join(OLD_MARKER), &bytes)
    }

    /// The journal folder as it lies now: of version 1, in the stick's own folder.
    pub fn journal_now(&self, disk: &dyn Disk) -> PathBuf {
        if self.is_old(disk) && !self.is_marked(disk) { self.stick.clone() } else { self.journal() }
    }
}

/// The name of the folder of all copies with this number.
fn top_name(top: u32) -> String {
    if top == 1 { FOLDER.to_owned() } else { format!("{FOLDER}-{top}") }
}

/// The folder of all copies with this number.
pub(super) fn top_folder(stick: &Path, top: u32) -> PathBuf {
    stick.join(top_name(top))
}

/// The number of the folder of all copies with this name.
pub fn top_of(name: &str) -> Option<u32> {
    (1..=TOPS).find(|top| top_name(*top) == name)
}

/// Whose copy lies on the stick as version 1 left it.
pub(super) fn old_station(disk: &dyn Disk, stick: &Path) -> Option<StationId> {
    let marker = disk.read(&stick.join(OLD_MARKER)).ok();
    let marker = marker.and_then(|bytes| serde_json::from_slice::<OldMarker>(&bytes).ok());
    marker.filter(|marker| marker.v == 1).map(|marker| marker.station)
}

/// Notes on the stick's copy of a station that another life was begun in its place. Durable before this returns; nothing
/// where there is no copy.
pub fn claim(means: &Means, stick: &Path, successor: &Successor) -> io::Result<()> {
    let (disk, home) = (means.disk.as_ref(), CopyHome::find(means.disk.as_ref(), stick, means.station));
    let (mut says, _) = match home.says(disk) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        says => says?,
    };
    says.claims.push(successor.clone());
    home.write(disk, &means.keys, &says)
}

/// Whether the stick's copy of a station can be read and says, under the station's own proof, that no life called `successor` was
/// begun from it. Without a copy nobody can say.
pub fn may_claim(means: &Means, stick: &Path, successor: StationId) -> bool {
    let disk = means.disk.as_ref();
    let proven = |home: &CopyHome| {
        let bytes = disk.read(&home.marker()).ok()?;
        let Slot { says, signed, mac, .. } = turns::newest::<CopyMarker>(MAGIC, &bytes)?;
        (means.keys.copy_mac(&signed) == mac).then_some(says)
    };
    let Some(says) = proven(&CopyHome::find(disk, stick, means.station)) else { return false };
    // A folder that broke may have been claimed before the copy went on beside it.
    let others = CopyHome::all(disk, stick, means.station);
    let claims = others.iter().filter_map(proven).flat_map(|says| says.claims).chain(says.claims);
    { claims }.all(|claim| claim.station != successor)
}
