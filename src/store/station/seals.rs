//! The vault as the store uses it: values sealed to the place they lie in, names blinded.

use std::sync::Arc;

use clock::Random;
use vault::KeyRing;

use crate::error::StoreError;

/// Seals values and blinds keys.
pub(super) struct Seals {
    ring: Arc<KeyRing>,
    random: Random,
}

/// A blinded value: the first 96 bits of an HMAC-SHA256, enough that no two values of a station meet by chance, and short
/// enough that sled holds a key made of it in place (22 bytes).
pub(super) type Blind = [u8; 12];

impl Seals {
    pub(super) fn new(ring: Arc<KeyRing>, random: Random) -> Self {
        Self { ring, random }
    }

    /// `plain`, sealed so that it opens at `place` only.
    pub(super) fn seal(&self, place: &[u8], plain: &[u8]) -> Vec<u8> {
        self.ring.seal(&at(place), plain, &self.random)
    }

    /// What was sealed for `place`.
    pub(super) fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        match self.ring.open(&at(place), sealed) {
            Ok(plain) => Ok(plain.to_vec()),
            Err(_) => Err(StoreError::Damaged("a value does not open")),
        }
    }

    /// A key to find `value` by that does not tell it.
    pub(super) fn blind(&self, label: &str, value: &[u8]) -> Blind {
        let whole = self.ring.index(label, value);
        *whole.first_chunk().expect("12 bytes are fewer than 32")
    }
}

fn at(place: &[u8]) -> Vec<u8> {
    [b"sportello/store/v1|", place].concat()
}
