//! The key by which this computer is reached over TLS, and its certificates: of the computer, not of the register. It signs
//! nothing else, goes to no second copy, and whoever starts from one makes another.
//!
//! It has to be there while the station is locked: nothing seals it. The file is its owner's alone.

use std::path::{Path, PathBuf};

use pkcs8::SecretDocument;
use zeroize::Zeroizing;

use super::key_home::{KeyHome, KeyHomeError};
use super::signing_key::{NoSigningKey, SigningKey};
use clock::Random;
use disk::SharedDisk;

const LABEL: &str = "PRIVATE KEY";

/// The key, and whether it was made now.
#[derive(Debug)]
pub struct ServerKey {
    /// It.
    pub key: SigningKey,
    /// It was made now; none where the one from before was read.
    pub made: Option<WhyMade>,
    /// Why the one made now could not be written: it is this run's only. A full disk does not keep the counter shut.
    pub unkept: Option<KeyHomeError>,
}

/// Why a key was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyMade {
    /// There was none.
    None,
    /// What was there is no key: it was set aside under this name.
    SetAside(PathBuf),
}

impl KeyHome {
    /// Name of the folder of the key of TLS in a data folder.
    pub const SERVER_FOLDER: &str = "tls";

    /// What this computer serves TLS with, beside the data of its station.
    pub fn of_server(disk: SharedDisk, data: &Path) -> Self {
        Self::in_folder(disk, data.join(Self::SERVER_FOLDER), "station")
    }

    /// The key of TLS; made now if there is none. One that cannot be read is set aside: the counter opens all the same.
    pub fn server_key(&self, random: &Random) -> Result<ServerKey, KeyHomeError> {
        let path = self.key_file();
        let mut why = WhyMade::None;
        if let Some(pem) = self.read(&path)?.map(Zeroizing::new) {
            if let Ok(key) = read(&pem) {
                return Ok(ServerKey { key, made: None, unkept: None });
            }
            let aside = path.with_extension("unreadable");
            self.set_aside(&path, &aside)?;
            why = WhyMade::SetAside(aside);
        }
        let key = SigningKey::generate(random);
        let pem = SecretDocument::try_from(key.to_pkcs8_der().as_slice())
            .and_then(|document| document.to_pem(LABEL, pkcs8::LineEnding::LF))
            .expect("a P-256 key has a PEM form");
        let unkept = self.write(&path, &pem).err();
        Ok(ServerKey { key, made: Some(why), unkept })
    }

    /// The certificate that the computer made for itself (PEM).
    pub fn self_made(&self) -> Result<Option<String>, KeyHomeError> {
        self.read(&self.file("self-made.pem"))
    }

    /// Keeps it in place of the one before.
    pub fn keep_self_made(&self, certificate: &str) -> Result<(), KeyHomeError> {
        self.write(&self.file("self-made.pem"), certificate)
    }
}

fn read(pem: &str) -> Result<SigningKey, NoSigningKey> {
    let (label, document) = SecretDocument::from_pem(pem.trim()).map_err(|_| NoSigningKey::Form)?;
    if label != LABEL {
        return Err(NoSigningKey::Form);
    }
    SigningKey::from_pkcs8_der(document.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use disk::simulated::SimulatedDisk;

    #[test]
    fn the_key_of_tls_is_made_once_and_a_damaged_one_is_set_aside() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_server(disk.shared(), Path::new("/data"));
        let first = home.server_key(&Random::seeded(1)).unwrap();
        assert_eq!(first.made, Some(WhyMade::None));
        let home = KeyHome::of_server(disk.after_power_cut(3).shared(), Path::new("/data"));
        let again = home.server_key(&Random::seeded(2)).unwrap();
        assert_eq!((again.key.public_key(), again.made), (first.key.public_key(), None));
        home.write(&home.key_file(), "-----BEGIN PRIVATE KEY-----\nAAAA\n").unwrap();
        let anew = home.server_key(&Random::seeded(3)).unwrap();
        assert_ne!(anew.key.public_key(), first.key.public_key());
        let Some(WhyMade::SetAside(aside)) = anew.made else { panic!("{:?}", anew.made) };
        assert!(home.read(&aside).unwrap().unwrap().contains("AAAA"));
    }
}
