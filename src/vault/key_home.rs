//! The folder with a signing key and the certificates that go with it.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::ring::KeyRing;
use super::signing_key::{KeyPassword, NoSigningKey, SigningKey};
use clock::Random;
use disk::{self, SharedDisk};

/// Where a station's or a hub's signing key is kept: always whole, old or new.
///
/// | file | what |
/// |---|---|
/// | `NAME.p8` | the key, encrypted |
/// | `NAME-next.p8` | the key that takes its place once it is certified |
/// | `NAME-previous.p8` | the key before it |
/// | `NAME-request.pem` | the request for its certificate, where it waits to be carried to the root |
/// | `NAME.pem` | its certificate, once there |
/// | `NAME-previous.pem` | the certificate before that, for what was signed with it |
/// | `reserve-asked.pem` | a station's reserve: its key, encrypted, and its request, until it is certified ([`super::reserve`]) |
/// | `reserve.pem` | its key, encrypted, its certificate, the root that made it |
/// | `root.pem` | the root both were certified by |
/// | `root-previous.pem` | the root before that, if the root changed |
///
/// The key of TLS has a folder of its own ([`super::server_key`]), with files of the same names and `self-made.pem`.
#[derive(Clone, Debug)]
pub struct KeyHome {
    disk: SharedDisk,
    folder: PathBuf,
    name: &'static str,
}

/// What went wrong with the files.
#[derive(Debug, thiserror::Error)]
pub enum KeyHomeError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key does not open.
    #[error("{}: {source}", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: NoSigningKey,
    },
    /// A file is no text.
    #[error("{} is no text file: set it aside and adopt the certificate again", path.display())]
    NoText {
        /// Which file.
        path: PathBuf,
    },
}

/// The certificates beside a key, as PEM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptCertificates {
    /// The one in use.
    pub current: Option<String>,
    /// The one before.
    pub previous: Option<String>,
    /// The root.
    pub root: Option<String>,
    /// The root before.
    pub previous_root: Option<String>,
}

impl KeyHome {
    /// Name of the folder in a data folder.
    pub const FOLDER: &str = "keys";
    /// What the names of keys end with.
    pub const KEY_ENDING: &str = ".p8";

    /// A station's keys, in its data folder.
    pub fn of_station(disk: SharedDisk, data: &Path) -> Self {
        Self { disk, folder: data.join(Self::FOLDER), name: "station" }
    }

    /// A station's keys where a second copy keeps them: in this very folder.
    pub fn on_copy(disk: SharedDisk, folder: PathBuf) -> Self {
        Self { disk, folder, name: "station" }
    }

    /// A hub's keys, in its data folder.
    pub fn of_hub(disk: SharedDisk, data: &Path) -> Self {
        Self { disk, folder: data.join(Self::FOLDER), name: "hub" }
    }

    pub(super) fn in_folder(disk: SharedDisk, folder: PathBuf, name: &'static str) -> Self {
        Self { disk, folder, name }
    }

    /// The file of the key.
    pub fn key_file(&self) -> PathBuf {
        self.folder.join(format!("{}.p8", self.name))
    }

    /// The key, if there is one.
    pub fn key(&self, password: KeyPassword<'_>) -> Result<Option<SigningKey>, KeyHomeError> {
        self.key_at(&self.key_file(), password)
    }

    fn key_at(&self, path: &Path, password: KeyPassword<'_>) -> Result<Option<SigningKey>, KeyHomeError> {
        let Some(pem) = self.read(path)? else { return Ok(None) };
        SigningKey::from_encrypted_pem(&pem, password)
            .map(Some)
            .map_err(|source| KeyHomeError::Key { path: path.to_owned(), source })
    }

    /// The key; made now if there is none. It is on disk for good before this returns.
    pub fn key_or_new(&self, password: KeyPassword<'_>, random: &Random) -> Result<SigningKey, KeyHomeError> {
        if let Some(key) = self.key(password)? {
            return Ok(key);
        }
        let key = SigningKey::generate(random);
        self.write(&self.key_file(), &key.to_encrypted_pem(password, random))?;
        Ok(key)
    }

    /// The key of the station whose `keys` are open: it opens with them and with nothing else. Made at first use.
    pub fn station_key(&self, keys: &KeyRing, random: &Random) -> Result<SigningKey, KeyHomeError> {
        self.key_or_new(KeyPassword::Derived(&keys.station_seed()), random)
    }

    /// The key that is to take the place of the station's: made at first asking, in use from [`KeyHome::promote`] on.
    pub fn next_station_key(&self, keys: &KeyRing, random: &Random) -> Result<SigningKey, KeyHomeError> {
        let (seed, path) = (keys.station_seed(), self.other_key_file("-next"));
        if let Some(key) = self.key_at(&path, KeyPassword::Derived(&seed))? {
            return Ok(key);
        }
        let key = SigningKey::generate(random);
        self.write(&path, &key.to_encrypted_pem(KeyPassword::Derived(&seed), random))?;
        Ok(key)
    }

    /// Puts the next key in the place of the present one, which is kept as the previous one: for certificates that were made
    /// for it. Without a next key nothing changes. A power cut in between leaves each key somewhere.
    pub fn promote(&self) -> Result<(), KeyHomeError> {
        let (next, path) = (self.other_key_file("-next"), self.key_file());
        let Some(pem) = self.read(&next)?.map(Zeroizing::new) else { return Ok(()) };
        match self.read(&path)?.map(Zeroizing::new) {
            // Killed before the last step.
            Some(old) if *old == *pem => {}
            Some(old) => self.write(&self.other_key_file("-previous"), &old)?,
            None => {}
        }
        self.write(&path, &pem)?;
        let gone = self.disk.remove(&next);
        gone.map_err(|source| KeyHomeError::Disk { path: next, source })
    }

    /// The station's keys, the present one first: with one of them goes every certificate that is in use.
    pub fn station_keys(&self, keys: &KeyRing, random: &Random) -> Result<Vec<SigningKey>, KeyHomeError> {
        let seed = keys.station_seed();
        let mut all = vec![self.station_key(keys, random)?];
        for which in ["-next", "-previous"] {
            all.extend(self.key_at(&self.other_key_file(which), KeyPassword::Derived(&seed))?);
        }
        Ok(all)
    }

    /// The file of the request.
    pub fn request_file(&self) -> PathBuf {
        self.certificate_file("-request")
    }

    /// The request that was kept, if there is one.
    pub fn request(&self) -> Result<Option<String>, KeyHomeError> {
        self.read(&self.request_file())
    }

    /// Keeps the request (PEM) for whoever carries it to the root: no secret is needed to read it. The same one again is
    /// not written again.
    pub fn keep_request(&self, request: &str) -> Result<(), KeyHomeError> {
        if self.request()?.as_deref() == Some(request) {
            return Ok(());
        }
        self.write(&self.request_file(), request)
    }

    /// The certificates that stand beside the key.
    pub fn certificates(&self) -> Result<KeptCertificates, KeyHomeError> {
        Ok(KeptCertificates {
            current: self.read(&self.certificate_file(""))?,
            previous: self.read(&self.certificate_file("-previous"))?,
            root: self.read(&self.root_file(""))?,
            previous_root: self.read(&self.root_file("-previous"))?,
        })
    }

    /// Puts a checked certificate and its root (PEM) in the place of those there are, which are kept as the previous ones.
    /// The same ones again change nothing. A power cut in between leaves the old certificate, or the new one.
    pub fn adopt(&self, certificate: &str, root: &str) -> Result<(), KeyHomeError> {
        let kept = self.certificates()?;
        if let Some(old) = kept.root.filter(|old| old != root) {
            self.write(&self.root_file("-previous"), &old)?;
        }
        self.write(&self.root_file(""), root)?;
        if let Some(old) = kept.current.filter(|old| old != certificate) {
            self.write(&self.certificate_file("-previous"), &old)?;
        }
        self.write(&self.certificate_file(""), certificate)
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn remove(&self, path: &Path) -> Result<(), KeyHomeError> {
        self.disk.remove(path).map_err(|source| KeyHomeError::Disk { path: path.to_owned(), source })
    }

    pub(super) fn set_aside(&self, path: &Path, aside: &Path) -> Result<(), KeyHomeError> {
        self.disk.rename(path, aside).map_err(|source| KeyHomeError::Disk { path: path.to_owned(), source })
    }

    fn other_key_file(&self, which: &str) -> PathBuf {
        self.folder.join(format!("{}{which}.p8", self.name))
    }

    fn certificate_file(&self, which: &str) -> PathBuf {
        self.folder.join(format!("{}{which}.pem", self.name))
    }

    fn root_file(&self, which: &str) -> PathBuf {
        self.folder.join(format!("root{which}.pem"))
    }

    pub(super) fn read(&self, path: &Path) -> Result<Option<String>, KeyHomeError> {
        if !self.disk.exists(path) {
            return Ok(None);
        }
        let fault = |source| KeyHomeError::Disk { path: path.to_owned(), source };
        let bytes = Zeroizing::new(self.disk.read(path).map_err(fault)?);
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => Err(KeyHomeError::NoText { path: path.to_owned() }),
        }
    }

    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), KeyHomeError> {
        self.disk
            .create_folder(&self.folder)
            .and_then(|()| disk::replace(self.disk.as_ref(), path, text.as_bytes()))
            .map_err(|source| KeyHomeError::Disk { path: path.to_owned(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use disk::simulated::SimulatedDisk;

    const PASSWORD: KeyPassword<'static> = KeyPassword::Derived(&[4; 32]);

    #[test]
    fn the_key_is_made_once_survives_a_power_cut_and_opens_with_its_password_alone() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_station(disk.shared(), Path::new("/data"));
        assert!(home.key(PASSWORD).unwrap().is_none());
        let key = home.key_or_new(PASSWORD, &Random::seeded(1)).unwrap();
        let home = KeyHome::of_station(disk.after_power_cut(3).shared(), Path::new("/data"));
        let again = home.key_or_new(PASSWORD, &Random::seeded(2)).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        let wrong = home.key_or_new(KeyPassword::Derived(&[9; 32]), &Random::seeded(2));
        assert!(matches!(wrong, Err(KeyHomeError::Key { .. })), "never replaced by a fresh one");
    }

    #[test]
    fn a_next_key_takes_the_place_of_the_present_one_which_is_kept() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_station(disk.shared(), Path::new("/data"));
        let old = home.key_or_new(PASSWORD, &Random::seeded(1)).unwrap();
        home.promote().unwrap();
        assert_eq!(
            home.key(PASSWORD).unwrap().unwrap().public_key(),
            old.public_key(),
            "there is no next one"
        );
        let next = SigningKey::generate(&Random::seeded(2)).to_encrypted_pem(PASSWORD, &Random::seeded(3));
        let next_file = home.other_key_file("-next");
        // The second time as after a kill before the last step.
        for _ in 0..2 {
            home.write(&next_file, &next).unwrap();
            home.promote().unwrap();
            let at = |which| home.key_at(&home.other_key_file(which), PASSWORD).unwrap();
            assert_ne!(home.key(PASSWORD).unwrap().unwrap().public_key(), old.public_key());
            assert_eq!(at("-previous").unwrap().public_key(), old.public_key());
            assert!(at("-next").is_none());
        }
    }

    #[test]
    fn an_adopted_certificate_keeps_the_one_before() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_hub(disk.shared(), Path::new("/data"));
        assert_eq!(home.certificates().unwrap(), KeptCertificates::default());
        assert_eq!(home.request().unwrap(), None);
        home.keep_request("request").unwrap();
        assert_eq!(home.request().unwrap().as_deref(), Some("request"));
        home.adopt("one", "root").unwrap();
        home.adopt("two", "root").unwrap();
        home.adopt("two", "root").unwrap();
        let home = KeyHome::of_hub(disk.after_power_cut(3).shared(), Path::new("/data"));
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            home.certificates().unwrap(),
            KeptCertificates {
                current: text("two"),
                previous: text("one"),
                root: text("root"),
                previous_root: None,
            }
        );
        home.adopt("three", "other root").unwrap();
        assert_eq!(home.certificates().unwrap().previous_root, text("root"));
    }
}
