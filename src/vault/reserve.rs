//! The key of a station's reserve: the identity that a new life takes when this computer is gone. It is made and certified with
//! the station's own, and lies beside it; whoever has the station's keys open cannot sign with it.
//!
//! ```text
//!  asked (key, request) ──certified──► kept (key, certificate, root) ──a new life takes it──► its own key and certificate
//! ```

use std::path::PathBuf;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{self, Signature, VerifyingKey};
use zeroize::Zeroizing;

use super::key_home::{KeyHome, KeyHomeError};
use super::ring::KeyRing;
use super::signing_key::{KeyPassword, NoSigningKey, SigningKey};
use clock::Random;
use domain::text::pem;

/// A reserve's key. It proves that it is held; what else it might sign waits for the life that takes it.
///
/// ```compile_fail
/// fn signs(key: sportello::vault::ReserveKey, root: sportello::code::Root, certificate: sportello::code::Certificate) {
///     // Not a key that an identity, a message or a bundle is signed with.
///     let at = sportello::clock::Clock::system().now();
///     let _ = sportello::code::Identity::new(key, certificate, root, at);
/// }
/// ```
#[derive(Debug)]
pub struct ReserveKey(SigningKey);

/// A reserve that was asked for and is not certified yet.
#[derive(Debug)]
pub struct AskedReserve {
    /// Its key.
    pub key: ReserveKey,
    /// Its request (PEM), which says its name.
    pub request: String,
}

/// The certificate of a reserve, and the root that made it (PEM). No secret is needed to read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReserveCertificate {
    /// The certificate.
    pub certificate: String,
    /// The root.
    pub root: String,
}

impl ReserveKey {
    /// A fresh key.
    pub fn generate(random: &Random) -> Self {
        Self(SigningKey::generate(random))
    }

    /// What checks its proof.
    pub fn public_key(&self) -> VerifyingKey {
        self.0.public_key()
    }

    /// Proves that the key is held: signs `info`, the part of a certification request that is signed (RFC 2986 §4.2). Anything
    /// else is refused.
    pub fn prove(&self, info: &[u8]) -> Result<Signature, ecdsa::Error> {
        if !is_request_info(info) {
            return Err(ecdsa::Error::new());
        }
        self.0.try_sign(info)
    }
}

/// A sequence that begins with version 0, as requests do. Certificates begin with a tagged version, tokens with letters.
fn is_request_info(bytes: &[u8]) -> bool {
    let after = match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, 0x81, _, rest @ ..] | [0x30, 0x82, _, _, rest @ ..] => rest,
        _ => return false,
    };
    after.starts_with(&[0x02, 0x01, 0x00])
}

impl KeyHome {
    fn asked_file(&self) -> PathBuf {
        self.file("reserve-asked.pem")
    }

    fn reserve_file(&self) -> PathBuf {
        self.file("reserve.pem")
    }

    /// The reserve that was asked for, if one was.
    pub fn asked_reserve(&self, keys: &KeyRing) -> Result<Option<AskedReserve>, KeyHomeError> {
        let path = self.asked_file();
        let Some(text) = self.read(&path)?.map(Zeroizing::new) else { return Ok(None) };
        match pem::blocks(&text).as_slice() {
            [closed, request] => {
                let key = open(&path, closed, keys)?;
                Ok(Some(AskedReserve { key, request: (*request).to_owned() }))
            }
            _ => Err(not_whole(path)),
        }
    }

    /// Keeps a reserve that is asked for now. The same one again, under another request, takes its place.
    pub fn ask_reserve(
        &self,
        keys: &KeyRing,
        key: &ReserveKey,
        request: &str,
        random: &Random,
    ) -> Result<(), KeyHomeError> {
        let closed = key.0.to_encrypted_pem(KeyPassword::Derived(&keys.reserve_seed()), random);
        self.write(&self.asked_file(), &format!("{closed}{request}"))
    }

    /// The certificate of the reserve, if there is one.
    pub fn reserve(&self) -> Result<Option<ReserveCertificate>, KeyHomeError> {
        let path = self.reserve_file();
        let Some(text) = self.read(&path)?.map(Zeroizing::new) else { return Ok(None) };
        match pem::blocks(&text).as_slice() {
            [_, certificate, root] => {
                let (certificate, root) = ((*certificate).to_owned(), (*root).to_owned());
                Ok(Some(ReserveCertificate { certificate, root }))
            }
            _ => Err(not_whole(path)),
        }
    }

    /// The key of the reserve that has a certificate, if there is one.
    pub fn reserve_key(&self, keys: &KeyRing) -> Result<Option<ReserveKey>, KeyHomeError> {
        let path = self.reserve_file();
        let Some(text) = self.read(&path)?.map(Zeroizing::new) else { return Ok(None) };
        let closed = pem::blocks(&text).first().copied().ok_or_else(|| not_whole(path.clone()))?;
        open(&path, closed, keys).map(Some)
    }

    /// Puts the checked certificate of the reserve that was asked for, and its root (PEM), beside its key; it takes the place of
    /// an older reserve. A power cut in between leaves the old one, or the new.
    pub fn adopt_reserve(&self, certified: &ReserveCertificate) -> Result<(), KeyHomeError> {
        let path = self.asked_file();
        let Some(text) = self.read(&path)?.map(Zeroizing::new) else { return Ok(()) };
        let closed = pem::blocks(&text).first().copied().ok_or_else(|| not_whole(path.clone()))?;
        self.keep_reserve(closed, certified)?;
        self.remove(&path)
    }

    /// The same for a reserve that has a certificate already: another one, for the same key.
    pub fn renew_reserve(&self, certified: &ReserveCertificate) -> Result<(), KeyHomeError> {
        let path = self.reserve_file();
        let Some(text) = self.read(&path)?.map(Zeroizing::new) else { return Ok(()) };
        let closed = pem::blocks(&text).first().copied().ok_or_else(|| not_whole(path.clone()))?;
        self.keep_reserve(closed, certified)
    }

    /// The new life whose keys lie here takes the reserve kept in `from`: its key and certificate are this life's own from now
    /// on. There it is no more.
    pub fn take_reserve(&self, from: &Self, keys: &KeyRing, random: &Random) -> Result<(), KeyHomeError> {
        let (Some(ReserveKey(key)), Some(certified)) = (from.reserve_key(keys)?, from.reserve()?) else {
            return Ok(());
        };
        self.write(
            &self.key_file(),
            &key.to_encrypted_pem(KeyPassword::Derived(&keys.station_seed()), random),
        )?;
        self.adopt(&certified.certificate, &certified.root)?;
        from.remove(&from.reserve_file())
    }

    fn keep_reserve(&self, closed: &str, certified: &ReserveCertificate) -> Result<(), KeyHomeError> {
        let ReserveCertificate { certificate, root } = certified;
        self.write(&self.reserve_file(), &[closed, certificate, root].map(str::trim_end).join("\n"))
    }
}

fn open(path: &std::path::Path, closed: &str, keys: &KeyRing) -> Result<ReserveKey, KeyHomeError> {
    SigningKey::from_encrypted_pem(closed, KeyPassword::Derived(&keys.reserve_seed()))
        .map(ReserveKey)
        .map_err(|source| KeyHomeError::Key { path: path.to_owned(), source })
}

fn not_whole(path: PathBuf) -> KeyHomeError {
    KeyHomeError::Key { path, source: NoSigningKey::Form }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{Cost, Passphrase, Secret, SlotHome};
    use disk::simulated::SimulatedDisk;
    use domain::ids::id::StationId;

    fn ring(disk: &SimulatedDisk, random: &Random) -> KeyRing {
        let station = StationId::new(uuid::Uuid::from_u128(1));
        let passphrase = Passphrase::choose("cavallo batteria graffetta").unwrap();
        let home = SlotHome::in_journal(disk.shared(), Path::new("/data/journal"));
        KeyRing::create(home, station, Secret::Passphrase(&passphrase), Cost::NONE, random).unwrap()
    }

    fn certified(name: &str) -> ReserveCertificate {
        let block = |label: &str| format!("-----BEGIN {label}-----\n{name}\n-----END {label}-----");
        ReserveCertificate { certificate: block("CERTIFICATE"), root: block("CERTIFICATE") }
    }

    #[test]
    fn a_reserve_is_asked_certified_and_taken_and_the_station_signs_with_another_key() {
        let (disk, random) = (SimulatedDisk::new(), Random::seeded(1));
        let keys = ring(&disk, &random);
        let (old, new) =
            ["/data", "/data/lives/x"].map(|it| KeyHome::of_station(disk.shared(), Path::new(it))).into();
        let own = old.station_key(&keys, &random).unwrap().public_key();
        let key = ReserveKey::generate(&random);
        assert!(old.asked_reserve(&keys).unwrap().is_none() && old.reserve().unwrap().is_none());
        let request = "-----BEGIN CERTIFICATE REQUEST-----\nx\n-----END CERTIFICATE REQUEST-----";
        old.ask_reserve(&keys, &key, request, &random).unwrap();
        let asked = old.asked_reserve(&keys).unwrap().unwrap();
        assert_eq!((asked.key.public_key(), asked.request.as_str()), (key.public_key(), request));
        old.adopt_reserve(&certified("one")).unwrap();
        old.renew_reserve(&certified("two")).unwrap();
        assert!(old.asked_reserve(&keys).unwrap().is_none(), "it has its certificate");
        let cut = disk.after_power_cut(3);
        let old_after = KeyHome::of_station(cut.shared(), Path::new("/data"));
        assert_eq!(old_after.reserve().unwrap(), Some(certified("two")));
        assert_eq!(old_after.reserve_key(&keys).unwrap().unwrap().public_key(), key.public_key());
        let all = old.station_keys(&keys, &random).unwrap();
        assert!(all.iter().all(|one| one.public_key() != key.public_key()), "never among what it signs with");
        new.take_reserve(&old, &keys, &random).unwrap();
        assert_eq!(new.station_key(&keys, &random).unwrap().public_key(), key.public_key());
        assert_eq!(new.certificates().unwrap().current, Some(certified("two").certificate));
        assert!(old.reserve().unwrap().is_none(), "it is used up");
        assert_eq!(old.station_key(&keys, &random).unwrap().public_key(), own);
    }

    #[test]
    fn a_reserve_proves_that_it_is_held_and_signs_nothing_else() {
        let key = ReserveKey::generate(&Random::seeded(1));
        assert!(key.prove(&[0x30, 0x82, 1, 0, 0x02, 0x01, 0x00, 9]).is_ok());
        for other in [&b"eyJhbGciOi"[..], &[0x30, 0x82, 1, 0, 0xa0, 0x03, 0x02, 0x01, 0x02], &[], &[0x30]] {
            assert!(key.prove(other).is_err(), "{other:?}");
        }
    }
}
