//! One sealing key: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with random nonces.

use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{KeyInit as _, Tag, XChaCha20Poly1305, XNonce};
use thiserror::Error;
use zeroize::Zeroizing;

use super::slots::KeyId;

/// Bytes of a nonce.
pub const NONCE: usize = 24;
/// Bytes of an authentication tag.
pub const TAG: usize = 16;

/// Why sealed bytes do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Altered, cut, or sealed for another place or under another key.
    #[error("sealed bytes were altered or belong to another place")]
    Altered,
    /// Sealed under a data key this station's slots do not hold.
    #[error("sealed under data key {0}, which the key slots do not hold: unlock with newer key slots")]
    NoKey(KeyId),
}

/// A key that seals and opens. Its bytes never leave it and are wiped when it goes.
pub struct SealKey(XChaCha20Poly1305);

impl SealKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Appends `nonce`, the sealed `parts` (one after another, as one plaintext) and the tag to `out`, bound to `ad`.
    /// A nonce is random and never used twice.
    pub fn seal_into(&self, out: &mut Vec<u8>, nonce: &[u8; NONCE], ad: &[u8], parts: &[&[u8]]) {
        out.extend_from_slice(nonce);
        let start = out.len();
        for part in parts {
            out.extend_from_slice(part);
        }
        let tag = self
            .0
            .encrypt_inout_detached(&XNonce::from(*nonce), ad, (&mut out[start..]).into())
            .expect("what is sealed here is far below the cipher's limit of 256 GiB");
        out.extend_from_slice(&tag);
    }

    /// What [`SealKey::seal_into`] sealed with the same `ad`.
    pub fn open(&self, ad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(OpenError::Altered)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(OpenError::Altered)?;
        let mut plain = Zeroizing::new(body.to_vec());
        self.0
            .decrypt_inout_detached(&XNonce::from(*nonce), ad, plain.as_mut_slice().into(), &Tag::from(*tag))
            .map_err(|_| OpenError::Altered)?;
        Ok(plain)
    }
}

impl SealKey {
    /// What sealed bytes say if nobody altered them. It proves nothing: only good to find out what to ask
    /// [`SealKey::open`] with.
    pub(super) fn unproven(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        let (body, _) = rest.split_last_chunk::<TAG>()?;
        let mut plain = Zeroizing::new(body.to_vec());
        // The cipher adds a stream that depends on key and nonce alone: adding it again takes it away.
        self.0.encrypt_inout_detached(&XNonce::from(*nonce), b"", plain.as_mut_slice().into()).ok()?;
        Some(plain)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Vec<u8> {
        let mut out = Vec::new();
        SealKey::new(&[1; 32]).seal_into(&mut out, &[2; NONCE], b"place", &[b"secret ", b"text"]);
        out
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_with_its_key() {
        assert_eq!(SealKey::new(&[1; 32]).open(b"place", &sealed()).unwrap().as_slice(), b"secret text");
        assert_eq!(SealKey::new(&[1; 32]).open(b"elsewhere", &sealed()), Err(OpenError::Altered));
        assert_eq!(SealKey::new(&[9; 32]).open(b"place", &sealed()), Err(OpenError::Altered));
    }

    #[test]
    fn every_altered_or_missing_byte_is_noticed() {
        let key = SealKey::new(&[1; 32]);
        for index in 0..sealed().len() {
            let mut bytes = sealed();
            bytes[index] ^= 1;
            assert_eq!(key.open(b"place", &bytes), Err(OpenError::Altered), "byte {index}");
            assert_eq!(key.open(b"place", &sealed()[..index]), Err(OpenError::Altered), "cut at {index}");
        }
    }
}
