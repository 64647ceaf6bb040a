//! A key of this process: made at its start, written nowhere, gone with it. What it proves or seals is void after a restart.

use zeroize::Zeroizing;

use super::opened::mac;
use super::seal::{NONCE, OpenError, SealKey};
use clock::Random;

/// The key.
pub struct PassingKey {
    proves: Zeroizing<[u8; 32]>,
    seals: SealKey,
}

impl PassingKey {
    /// A new one.
    pub fn new(random: &Random) -> Self {
        let seals: Zeroizing<[u8; 32]> = Zeroizing::new(random.bytes());
        Self { proves: Zeroizing::new(random.bytes()), seals: SealKey::new(&seals) }
    }

    /// Proves that this process said `value`, for one purpose: HMAC-SHA256.
    pub fn proof(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        mac(&self.proves, &[purpose.as_bytes(), &[0], value])
    }

    /// Seals, bound to `ad`.
    pub fn seal(&self, ad: &[u8], plaintext: &[u8], random: &Random) -> Vec<u8> {
        let mut sealed = Vec::new();
        self.seals.seal_into(&mut sealed, &random.bytes::<NONCE>(), ad, &[plaintext]);
        sealed
    }

    /// What [`PassingKey::seal`] sealed with the same `ad`.
    pub fn open(&self, ad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.seals.open(ad, sealed)
    }
}

impl std::fmt::Debug for PassingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PassingKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_process_proves_and_seals_is_nothing_to_another() {
        let random = Random::seeded(7);
        let (one, other) = (PassingKey::new(&random), PassingKey::new(&random));
        assert_ne!(one.proof("a", b"x"), other.proof("a", b"x"));
        assert_ne!(one.proof("a", b"x"), one.proof("b", b"x"));
        let sealed = one.seal(b"here", b"Rossi", &random);
        assert_eq!(one.open(b"here", &sealed).unwrap().as_slice(), b"Rossi");
        assert!(one.open(b"there", &sealed).is_err() && other.open(b"here", &sealed).is_err());
    }
}
