//! A P-256 key that signs: a station's, a hub's, the municipal root's.

use std::fmt;

use p256::SecretKey;
use p256::ecdsa::signature::{Keypair, Signer};
use p256::ecdsa::{self, Signature, VerifyingKey};
use pkcs8::der::Decode as _;
use pkcs8::pkcs5::pbes2::Parameters;
use pkcs8::pkcs5::scrypt;
use pkcs8::{EncodePrivateKey as _, EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use super::secret::Passphrase;
use clock::Random;

/// Bytes of an encrypted key at most. Ours have about 300.
const LARGEST: usize = 16 * 1024;

/// A signing key. Wiped when it goes; never shown.
pub struct SigningKey(ecdsa::SigningKey);

/// What opens an encrypted key.
#[derive(Clone, Copy, Debug)]
pub enum KeyPassword<'a> {
    /// Typed by a person: guessing costs half a second a try.
    Passphrase(&'a Passphrase),
    /// 32 random bytes, used in hexadecimal so that other programs can be given it: guessing is hopeless anyway.
    Derived(&'a [u8; 32]),
}

/// Why an encrypted key does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSigningKey {
    /// Something else, or damaged.
    #[error("this is no encrypted key: the file begins with “-----BEGIN ENCRYPTED PRIVATE KEY-----”")]
    Form,
    /// Wrong passphrase, or altered.
    #[error("the key does not open: wrong passphrase, or the file was altered")]
    Wrong,
    /// Another kind of key.
    #[error("this key is not for ECDSA on P-256: another program made it")]
    Algorithm,
}

impl SigningKey {
    const LABEL: &str = "ENCRYPTED PRIVATE KEY";

    /// A fresh key.
    pub fn generate(random: &Random) -> Self {
        loop {
            let bytes = Zeroizing::new(random.bytes::<32>());
            // One try in 2³² is not below the order of the curve.
            if let Ok(key) = ecdsa::SigningKey::from_slice(bytes.as_slice()) {
                return Self(key);
            }
        }
    }

    /// The key in PKCS#8 `EncryptedPrivateKeyInfo` (RFC 5958) as PEM: PBES2 (RFC 8018) with scrypt (RFC 7914) and
    /// AES-256-CBC, which `openssl pkcs8` opens too.
    pub fn to_encrypted_pem(&self, password: KeyPassword<'_>, random: &Random) -> String {
        let parameters =
            Parameters::generate_scrypt_aes256cbc(password.cost(), &random.bytes::<16>(), random.bytes())
                .expect("16 bytes of salt are allowed");
        let plain = self.to_pkcs8_der();
        let encrypted = PrivateKeyInfoRef::from_der(&plain)
            .expect("what was just written reads back")
            .encrypt_with_params(parameters, password.bytes().as_slice())
            .expect("a short key is encrypted with parameters made for it");
        let pem = encrypted.to_pem(Self::LABEL, pkcs8::LineEnding::LF).expect("DER has a PEM form");
        // Encrypted: no secret any more.
        (*pem).clone()
    }

    /// Opens what [`SigningKey::to_encrypted_pem`] or another program made.
    pub fn from_encrypted_pem(pem: &str, password: KeyPassword<'_>) -> Result<Self, NoSigningKey> {
        let trimmed = pem.trim();
        if trimmed.len() > LARGEST {
            return Err(NoSigningKey::Form);
        }
        let (label, document) = SecretDocument::from_pem(trimmed).map_err(|_| NoSigningKey::Form)?;
        if label != Self::LABEL {
            return Err(NoSigningKey::Form);
        }
        let closed =
            EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| NoSigningKey::Form)?;
        let plain = closed.decrypt(password.bytes().as_slice()).map_err(|_| NoSigningKey::Wrong)?;
        let info = PrivateKeyInfoRef::from_der(plain.as_bytes()).map_err(|_| NoSigningKey::Wrong)?;
        Self::of(info)
    }

    /// Reads the unencrypted form.
    pub(super) fn from_pkcs8_der(der: &[u8]) -> Result<Self, NoSigningKey> {
        Self::of(PrivateKeyInfoRef::from_der(der).map_err(|_| NoSigningKey::Form)?)
    }

    fn of(info: PrivateKeyInfoRef<'_>) -> Result<Self, NoSigningKey> {
        let secret = SecretKey::try_from(info).map_err(|_| NoSigningKey::Algorithm)?;
        Ok(Self(secret.into()))
    }

    /// The key unencrypted in PKCS#8 DER, for TLS, which takes it so. It is wiped when it goes; only the key
    /// of TLS itself is ever written so ([`super::server_key`]).
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        self.0.to_pkcs8_der().expect("a P-256 key has a DER form").to_bytes()
    }

    /// What checks its signatures.
    pub fn public_key(&self) -> VerifyingKey {
        *self.0.verifying_key()
    }
}

impl Signer<Signature> for SigningKey {
    /// Deterministic (RFC 6979): a poor random source cannot give the key away.
    fn try_sign(&self, message: &[u8]) -> Result<Signature, ecdsa::Error> {
        self.0.try_sign(message)
    }
}

impl Keypair for SigningKey {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.public_key()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl KeyPassword<'_> {
    /// As much memory as `openssl` allows by default (16 MiB, log₂ n = 14, r = 8); more rounds for a passphrase.
    fn cost(self) -> scrypt::Params {
        let rounds = match self {
            Self::Passphrase(_) => 8,
            Self::Derived(_) => 1,
        };
        scrypt::Params::new(14, 8, rounds).expect("these parameters are within the limits")
    }

    fn bytes(self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Passphrase(passphrase) => Zeroizing::new(passphrase.bytes().to_vec()),
            Self::Derived(seed) => Zeroizing::new(domain::text::hex::encode(seed).into_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::signature::Verifier as _;

    const DERIVED: KeyPassword<'static> = KeyPassword::Derived(&[4; 32]);

    #[test]
    fn a_key_opens_with_its_password_alone_and_signs_the_same() {
        let random = Random::seeded(1);
        let key = SigningKey::generate(&random);
        let passphrase = Passphrase::choose("cavallo batteria graffetta").unwrap();
        for password in [DERIVED, KeyPassword::Passphrase(&passphrase)] {
            let pem = key.to_encrypted_pem(password, &random);
            let opened = SigningKey::from_encrypted_pem(&pem, password).unwrap();
            assert_eq!(opened.public_key(), key.public_key());
            let signature = opened.sign(b"x");
            assert_eq!(signature, key.sign(b"x"));
            assert!(key.public_key().verify(b"x", &signature).is_ok());
            let wrong = SigningKey::from_encrypted_pem(&pem, KeyPassword::Derived(&[5; 32]));
            assert!(matches!(wrong.unwrap_err(), NoSigningKey::Wrong | NoSigningKey::Form));
        }
    }

    #[test]
    fn what_is_no_encrypted_key_is_told() {
        let pem = SigningKey::generate(&Random::seeded(1)).to_encrypted_pem(DERIVED, &Random::seeded(2));
        for other in ["", "x", &pem.replace("ENCRYPTED ", ""), &pem[..pem.len() / 2]] {
            assert_eq!(SigningKey::from_encrypted_pem(other, DERIVED).unwrap_err(), NoSigningKey::Form);
        }
    }

    #[test]
    fn two_keys_and_two_encryptions_of_one_key_differ_and_nothing_is_shown() {
        let random = Random::seeded(1);
        let key = SigningKey::generate(&random);
        assert_ne!(SigningKey::generate(&random).public_key(), key.public_key());
        assert_ne!(key.to_encrypted_pem(DERIVED, &random), key.to_encrypted_pem(DERIVED, &random));
        assert_eq!(format!("{key:?}"), "SigningKey");
    }

    #[test]
    fn signatures_are_those_of_rfc_6979() {
        // Appendix A.2.5: curve P-256, SHA-256, message “sample”.
        let bytes: [u8; 32] = domain::text::hex::decode_array(
            "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        )
        .unwrap();
        let key = SigningKey(ecdsa::SigningKey::from_slice(&bytes).unwrap());
        assert_eq!(
            domain::text::hex::encode(&key.sign(b"sample").to_bytes()),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
             f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        );
    }
}
