//! A hub on sled whose database does not open is made anew: from its second copy, or empty, from what its stations keep.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::copy::{self, NoCopy};
use super::{HubError, Settings};
use centre::Hub;
use centre::ledger::epoch::Sign;
use disk::{self, SharedDisk};
use store::centre::{CentreStoreError, Copied, CopyError, CopyFolder, EmbeddedCentre};
use vault::{KeyHome, SlotHome};

/// What a person has put in the place of a database that does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anew {
    /// The newest sound second copy.
    FromCopy,
    /// Nothing: the stations bring back what they keep.
    FromStations,
}

/// In the keys folder until the centre knows that its data were put back.
const MARK: &str = "put-back";
/// In the keys folder: what stations know the centre by.
const NAMING: &str = "naming";

/// Why nothing was put in place.
#[derive(Debug, thiserror::Error)]
pub enum NotAnew {
    /// There is no copy that could be used.
    #[error(
        "no sound second copy is in {}: nothing was changed. If there is none anywhere: sportello hub --from-stations", .0.display()
    )]
    NoSound(PathBuf),
    /// Files of the copy or of the centre.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The keys.
    #[error("the keys cannot be put in place: {0}")]
    Keys(String),
}

impl From<NoCopy> for NotAnew {
    fn from(why: NoCopy) -> Self {
        Self::Keys(why.to_string())
    }
}

/// What a person can do about a database that does not open.
#[derive(Debug)]
pub struct WayOn {
    folder: PathBuf,
    copy: Option<(PathBuf, Option<Copied>)>,
}

impl fmt::Display for WayOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = match &self.copy {
            Some((given, Some(copied))) => {
                let at = copied.at().day_and_hour();
                write!(f, "The second copy in {} is sound, of {at}. ", given.display())?;
                String::new()
            }
            Some((given, None)) => {
                write!(f, "In {} no sound second copy is found. ", given.display())?;
                " --copy DIR".to_owned()
            }
            None => " --copy DIR".to_owned(),
        };
        write!(
            f,
            "What to do: start once with --from-copy{named}: the newest sound copy is put in place, and the stations bring what is newer. Without any copy start once with --from-stations: the centre begins empty and the stations bring everything back. Either way {} is kept: what does not open is set aside in it, and no number is given before the stations have said which they were told.",
            self.folder.display()
        )
    }
}

/// Where the embedded database lies.
pub(super) fn centre_folder(settings: &Settings) -> PathBuf {
    settings.data.join("centre")
}

/// Opens the embedded database; one that does not open is told with the way on.
pub(super) fn open_embedded(settings: &Settings) -> Result<EmbeddedCentre, HubError> {
    let folder = centre_folder(settings);
    EmbeddedCentre::open(&folder).map_err(|error| match error {
        CentreStoreError::Damaged(what) => {
            let copy = settings.copy.clone().map(|given| {
                let newest = CopyFolder::at(&copy::place(&given)).newest();
                (given, newest)
            });
            HubError::Damaged { what, way_on: Box::new(WayOn { folder, copy }) }
        }
        CentreStoreError::Unavailable(_) => error.into(),
    })
}

/// Puts in place what was asked for, if there is no database that opens. Keys are taken from the copy where there are none.
pub(super) fn put_in_place(settings: &Settings, disk: &SharedDisk) -> Result<(), HubError> {
    let Some(anew) = settings.anew.filter(|_| settings.database.is_none()) else { return Ok(()) };
    let folder = centre_folder(settings);
    if EmbeddedCentre::is_in(&folder) {
        match EmbeddedCentre::open(&folder) {
            Ok(_) => {
                tracing::warn!("the centre's database opens: it stays, and nothing is put in its place");
                return Ok(());
            }
            Err(CentreStoreError::Damaged(what)) => {
                tracing::warn!(what, "the centre's database does not open");
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(match anew {
        Anew::FromCopy => from_copy(settings, disk, &folder),
        Anew::FromStations => from_stations(settings, disk, &folder),
    }?)
}

fn from_copy(settings: &Settings, disk: &SharedDisk, folder: &Path) -> Result<(), NotAnew> {
    let given = settings.copy.clone().unwrap_or_default();
    let copy = CopyFolder::at(&copy::place(&given));
    let newest = copy.newest().ok_or_else(|| NotAnew::NoSound(given.clone()))?;
    let keys = settings.data.join(KeyHome::FOLDER);
    if !SlotHome::in_journal(Arc::clone(disk), &keys).exists() {
        copy::copy_keys(disk, &copy::place(&given).join(KeyHome::FOLDER), &keys, None)?;
        tracing::warn!("the keys were taken from the second copy");
    }
    mark(settings, disk, "copy")?;
    let aside = copy.put_in_place(&newest, folder)?;
    tracing::warn!(?aside, "the second copy is in place; what was there is set aside");
    Ok(())
}

fn from_stations(settings: &Settings, disk: &SharedDisk, folder: &Path) -> Result<(), NotAnew> {
    mark(settings, disk, "stations")?;
    let aside = EmbeddedCentre::set_aside(folder).map_err(CopyError::from)?;
    tracing::warn!(?aside, "the centre begins empty; what was there is set aside");
    Ok(())
}

/// Before anything is put in place: whatever happens then, the centre will know.
fn mark(settings: &Settings, disk: &SharedDisk, how: &str) -> Result<(), NotAnew> {
    let keys = settings.data.join(KeyHome::FOLDER);
    let marked = disk::create_folder_durably(disk.as_ref(), &keys)
        .and_then(|()| disk::replace(disk.as_ref(), &keys.join(MARK), how.as_bytes()));
    marked.map_err(|error| NotAnew::Keys(error.to_string()))
}

/// Tells the centre that its data were put back, if a person did so; the marks beside the keys say what they held.
pub(super) fn tell(hub: &Hub, settings: &Settings, disk: &SharedDisk) -> Result<(), HubError> {
    let keys = settings.data.join(KeyHome::FOLDER);
    let path = keys.join(MARK);
    let Ok(how) = disk.read(&path) else { return Ok(()) };
    let sign = if how == b"stations" { Sign::Emptied } else { Sign::SecondCopy };
    if let Ok(naming) = disk.read(&keys.join(NAMING)) {
        hub.take_naming(&naming)?;
    }
    let outside = super::Outside::of(disk.clone(), &settings.data, &settings.key_file);
    let noted = outside
        .was_put_back(hub, &sign)?
        .and_then(|()| disk.remove(&path))
        .and_then(|()| disk.sync_folder(&keys));
    noted.map_err(super::io_failed("noting in the keys folder that a copy was put back"))
}

/// Keeps beside the keys what stations know the centre by. Best effort: it is for the day the database is lost.
pub(super) fn keep_naming(hub: &Hub, settings: &Settings, disk: &SharedDisk) -> Result<(), HubError> {
    let path = settings.data.join(KeyHome::FOLDER).join(NAMING);
    if settings.database.is_some() || disk.exists(&path) {
        return Ok(());
    }
    if let Err(error) = disk::replace(disk.as_ref(), &path, &hub.naming()?) {
        tracing::warn!(%error, "what stations know the centre by cannot be kept in the keys folder");
    }
    Ok(())
}
