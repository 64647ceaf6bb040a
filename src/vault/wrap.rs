//! One key wrapped under another, and the keys that people's secrets turn into.

use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::seal::{NONCE, OpenError, SealKey, TAG};
use super::secret::Secret;
use super::slots::{Lock, hex_array};
use domain::ids::id::StationId;

/// A key's 32 bytes, wiped when they go.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// A key, sealed under another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wrapped {
    #[serde(with = "hex_array")]
    nonce: [u8; NONCE],
    #[serde(with = "hex_array")]
    wrapped: [u8; 32 + TAG],
}

impl Wrapped {
    /// Wraps `key` under `under`, bound to `ad`.
    pub(super) fn new(under: &Key, key: &Key, nonce: [u8; NONCE], ad: &[u8]) -> Self {
        let mut out = Vec::with_capacity(NONCE + 32 + TAG);
        SealKey::new(under).seal_into(&mut out, &nonce, ad, &[key.as_slice()]);
        let wrapped = out[NONCE..].try_into().expect("32 bytes seal to 48");
        Self { nonce, wrapped }
    }

    /// The key, if `under` is the key it was wrapped under and `ad` what it was bound to.
    pub(super) fn open(&self, under: &Key, ad: &[u8]) -> Result<Key, OpenError> {
        let plain = SealKey::new(under).open(ad, &[&self.nonce[..], &self.wrapped].concat())?;
        let mut key = Key::default();
        key.copy_from_slice(&plain);
        Ok(key)
    }
}

/// HKDF-SHA256 (RFC 5869) of `key` for the purpose `label`.
pub(super) fn derive(key: &[u8], salt: &[u8], label: &str) -> Key {
    let mut out = Key::default();
    Hkdf::<Sha256>::new(Some(salt), key)
        .expand(label.as_bytes(), out.as_mut_slice())
        .expect("HKDF gives 32 bytes");
    out
}

/// The key that `secret` turns into for the slot with this `lock`.
pub(super) fn slot_key(lock: &Lock, secret: Secret<'_>) -> Key {
    match secret {
        Secret::Passphrase(passphrase) => {
            let mut out = Key::default();
            lock.argon2id
                .unwrap_or(super::Cost::PASSPHRASE)
                .argon2()
                .hash_password_into(passphrase.bytes(), &lock.salt, out.as_mut_slice())
                .expect("argon2id takes every passphrase with a salt of 16 bytes");
            out
        }
        Secret::KeyFile(file) => derive(file.bytes(), &lock.salt, "sportello/slot/key-file/v1"),
        Secret::RecoveryCode(code) => derive(code.bytes(), &lock.salt, "sportello/slot/recovery-code/v1"),
    }
}

/// What a slot's wrapped key is bound to: station, number, kind, parameters and salt cannot be exchanged.
pub(super) fn slot_ad(station: StationId, lock: &Lock) -> Vec<u8> {
    let cost = serde_json::to_string(&lock.argon2id).expect("numbers become JSON");
    let mut ad =
        format!("sportello/slot/v1|{station}|{}|{}|{cost}|", lock.id.0, lock.kind.name()).into_bytes();
    ad.extend_from_slice(&lock.salt);
    ad
}
