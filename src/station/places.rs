//! Where things are kept when nobody says where.

use std::env;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use disk::{self, Disk as _, RealDisk};
use domain::text::hex;
use vault::{KeyFile, KeyFileError};

/// A person's own folders on this machine, as far as the operating system tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// For data.
    pub data: Option<PathBuf>,
    /// For keys.
    pub config: Option<PathBuf>,
    /// Where keys were kept by a program of before, if elsewhere.
    pub config_before: Option<PathBuf>,
    /// For what only this machine knows.
    pub state: Option<PathBuf>,
}

impl Places {
    /// Of the user the service runs as.
    pub fn of_user() -> Self {
        if cfg!(windows) {
            let local = folder("LOCALAPPDATA");
            return Self {
                data: local.as_ref().map(|local| local.join("Sportello")),
                // Not with the data, and not in the roaming profile, which is copied to the domain's server.
                config: local.as_ref().map(|local| local.join("Sportello keys")),
                config_before: folder("APPDATA").map(|roaming| roaming.join("Sportello")),
                state: local.map(|local| local.join("Sportello state")),
            };
        }
        let home = folder("HOME");
        let place = |name, below| {
            folder(name)
                .or_else(|| home.as_ref().map(|home| home.join(below)))
                .map(|base| base.join("sportello"))
        };
        Self {
            data: place("XDG_DATA_HOME", ".local/share"),
            config: place("XDG_CONFIG_HOME", ".config"),
            config_before: None,
            state: place("XDG_STATE_HOME", ".local/state"),
        }
    }

    /// The data folder of a real station, or of the drill: never the same.
    pub fn data_folder(&self, demo: bool) -> PathBuf {
        let base = self.data.clone().unwrap_or_else(|| PathBuf::from("sportello-data"));
        base.join(if demo { "esercitazione" } else { "postazione" })
    }

    /// The key file of a data folder: outside it, so that a copy of the folder alone opens nothing. Where a program of before
    /// kept it, while it lies there alone.
    pub fn key_file(&self, data: &Path) -> PathBuf {
        let own = self.own_key_file(data);
        match self.key_file_before(data) {
            Some(before) if before.exists() && !own.exists() => before,
            _ => own,
        }
    }

    fn own_key_file(&self, data: &Path) -> PathBuf {
        self.config.as_deref().map_or_else(|| beside(data, ".key"), |config| key_file_in(config, data))
    }

    fn key_file_before(&self, data: &Path) -> Option<PathBuf> {
        self.config_before.as_deref().map(|config| key_file_in(config, data))
    }

    /// Moves the key file in use, and the mark of a centre beside it, from where a program of before kept it to where it
    /// belongs; where it lies from now on. What cannot be moved is used where it is.
    pub fn brought(&self, data: &Path, used: PathBuf) -> PathBuf {
        if self.key_file_before(data).as_ref() != Some(&used) || !used.exists() {
            return used;
        }
        let own = self.own_key_file(data);
        // The mark first: it goes where the key goes.
        for ending in ["held", "key"] {
            if let Err(error) = moved(&used.with_extension(ending), &own.with_extension(ending)) {
                tracing::warn!(%error, "the key file stays in the roaming profile, which is copied to the domain's server");
                return used;
            }
        }
        own
    }

    /// The folder of high-water marks: outside the data folder, one for all of this user, so that an older copy put back
    /// or a copy under another path is noticed.
    pub fn high_water(&self, data: &Path) -> PathBuf {
        match &self.state {
            Some(state) => state.join("high-water"),
            None => beside(data, ".high-water"),
        }
    }
}

fn folder(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn key_file_in(config: &Path, data: &Path) -> PathBuf {
    config.join("keys").join(format!("{}.key", fingerprint(data)))
}

/// Moves a file that may lie on another disk or server: written there for good, then wiped here.
fn moved(from: &Path, to: &Path) -> Result<(), KeyFileError> {
    let fault = |source| KeyFileError::Disk { path: from.to_owned(), source };
    if !from.exists() {
        return Ok(());
    }
    let bytes = Zeroizing::new(RealDisk.read(from).map_err(fault)?);
    if let Some(folder) = to.parent() {
        RealDisk.create_folder(folder).map_err(fault)?;
        disk::keep_private(folder);
    }
    disk::replace(&RealDisk, to, &bytes).map_err(fault)?;
    KeyFile::wipe(&RealDisk, from)
}

fn beside(data: &Path, ending: &str) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    data.with_file_name(name)
}

/// One name for one data folder.
fn fingerprint(data: &Path) -> String {
    digits(&[data.to_string_lossy().as_bytes()], 8)
}

fn digits(parts: &[&[u8]], bytes: usize) -> String {
    let hash = parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize();
    hex::encode(&hash[..bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_marks_stand_outside_the_data_folder_and_differ_between_folders() {
        let places = Places::of_user();
        for places in [places, Places::default()] {
            let (a, b) = (Path::new("/srv/a"), Path::new("/srv/b"));
            assert_ne!(places.key_file(a), places.key_file(b));
            for path in [places.key_file(a), places.high_water(a)] {
                assert!(!path.starts_with(a), "{}", path.display());
            }
            assert_ne!(places.data_folder(true), places.data_folder(false));
        }
    }

    #[test]
    fn a_key_file_in_the_roaming_profile_is_used_and_moved_with_the_mark_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (local, roaming) = (folder.path().join("local"), folder.path().join("roaming"));
        let places =
            Places { config: Some(local.clone()), config_before: Some(roaming.clone()), ..Places::default() };
        let data = Path::new("/srv/a");
        assert!(places.key_file(data).starts_with(&local), "a new one is made here");
        let old = key_file_in(&roaming, data);
        std::fs::create_dir_all(old.parent().unwrap()).unwrap();
        std::fs::write(&old, "key").unwrap();
        std::fs::write(old.with_extension("held"), "held").unwrap();
        assert_eq!(places.key_file(data), old, "found where it is");
        let elsewhere = folder.path().join("named");
        assert_eq!(places.brought(data, elsewhere.clone()), elsewhere, "one that was named stays");
        let own = places.brought(data, places.key_file(data));
        assert!(own.starts_with(&local));
        assert_eq!(places.key_file(data), own);
        assert_eq!(places.brought(data, own.clone()), own);
        assert_eq!(std::fs::read_to_string(&own).unwrap(), "key");
        assert_eq!(std::fs::read_to_string(own.with_extension("held")).unwrap(), "held");
        assert!(!old.exists() && !old.with_extension("held").exists());
    }

    #[test]
    fn a_key_file_that_cannot_be_moved_is_used_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (local, roaming) = (folder.path().join("local"), folder.path().join("roaming"));
        std::fs::write(&local, "a file where the folder should be").unwrap();
        let places =
            Places { config: Some(local), config_before: Some(roaming.clone()), ..Places::default() };
        let data = Path::new("/srv/a");
        let old = key_file_in(&roaming, data);
        std::fs::create_dir_all(old.parent().unwrap()).unwrap();
        std::fs::write(&old, "key").unwrap();
        assert_eq!(places.brought(data, old.clone()), old);
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "key");
    }
}
