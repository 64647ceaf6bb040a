//! Where things are kept when nobody says where.

use std::env;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::hex;

/// A person's own folders on this machine, as far as the operating system tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// For data.
    pub data: Option<PathBuf>,
    /// For keys.
    pub config: Option<PathBuf>,
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
                config: folder("APPDATA").map(|roaming| roaming.join("Sportello")),
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
            state: place("XDG_STATE_HOME", ".local/state"),
        }
    }

    /// The data folder of a real station, or of the drill: never the same.
    pub fn data_folder(&self, demo: bool) -> PathBuf {
        let base = self.data.clone().unwrap_or_else(|| PathBuf::from("sportello-data"));
        base.join(if demo { "esercitazione" } else { "postazione" })
    }

    /// The key file of a data folder: outside it, so that a copy of the folder alone opens nothing.
    pub fn key_file(&self, data: &Path) -> PathBuf {
        match &self.config {
            Some(config) => config.join("keys").join(format!("{}.key", fingerprint(data))),
            None => beside(data, ".key"),
        }
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
}
