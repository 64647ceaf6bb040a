//! A certificate (X.509 v3, RFC 5280), read. Whether it is to be trusted says [`super::chain`].

use std::fmt;

use chrono::DateTime;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::ObjectIdentifier;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate as X509;
use x509_cert::der::{Decode as _, Encode as _, EncodePem as _, referenced::OwnedToRef as _};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::time::Time;

use super::host::Host;
use super::subject::Subject;
use domain::text::{hex, pem};
use domain::time::moment::Moment;

/// ECDSA with SHA-256 (RFC 5758 §3.2): the only algorithm read or written.
pub(super) const ES256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Bytes a certificate has at most. Ours have about 600.
const LARGEST: usize = 16 * 1024;

/// From so many days before its end a certificate is to be renewed.
const SOON_DAYS: i64 = 60;

/// Whether it is time for a new certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It holds for long.
    NotYet,
    /// It ends soon.
    Soon {
        /// Whole days left.
        days: i64,
    },
    /// It has ended: nothing signed with it is believed.
    Over,
}

impl Renewal {
    /// Of a certificate that holds until `end`.
    pub fn of(end: Moment, at: Moment) -> Self {
        match end.since(at).num_days() {
            _ if end < at => Self::Over,
            days if days < SOON_DAYS => Self::Soon { days },
            _ => Self::NotYet,
        }
    }
}

/// Refers to one certificate: the first 8 bytes of the SHA-256 of its DER form, in hexadecimal (`kid`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyReference([u8; 8]);

impl KeyReference {
    /// The eight bytes.
    pub fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for KeyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

/// A certificate with a P-256 key, and the bytes it was read from.
#[derive(Clone)]
pub struct Certificate {
    pub(super) x509: X509,
    der: Vec<u8>,
    key: VerifyingKey,
}

/// Why bytes or a text are no certificate that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCertificate {
    /// Something else, or damaged.
    #[error("this is no certificate: a PEM file begins with “-----BEGIN CERTIFICATE-----”")]
    Form,
    /// Another kind of key or signature than ECDSA on P-256.
    #[error("this certificate is not for an ECDSA key on P-256 with SHA-256: another program made it")]
    Algorithm,
}

impl Certificate {
    const LABEL: &str = "CERTIFICATE";

    /// Reads the DER form.
    pub fn from_der(der: &[u8]) -> Result<Self, NoCertificate> {
        if der.len() > LARGEST {
            return Err(NoCertificate::Form);
        }
        let x509 = X509::from_der(der).map_err(|_| NoCertificate::Form)?;
        // Signatures are checked over what is written again: it has to be what was read.
        if x509.to_der().as_deref() != Ok(der) {
            return Err(NoCertificate::Form);
        }
        let tbs = x509.tbs_certificate();
        if x509.signature_algorithm() != tbs.signature() || tbs.signature().oid != ES256 {
            return Err(NoCertificate::Algorithm);
        }
        let key = tbs.subject_public_key_info().owned_to_ref();
        let key = VerifyingKey::try_from(key).map_err(|_| NoCertificate::Algorithm)?;
        Ok(Self { x509, der: der.to_vec(), key })
    }

    /// Reads the PEM form (RFC 7468): exactly one certificate.
    pub fn from_pem(pem: &str) -> Result<Self, NoCertificate> {
        match x509_cert::der::pem::decode_vec(pem.trim().as_bytes()) {
            Ok((Self::LABEL, der)) => Self::from_der(&der),
            _ => Err(NoCertificate::Form),
        }
    }

    /// Reads several in one text, in their order; none where there is no PEM form in it.
    pub fn all_from_pem(text: &str) -> Result<Vec<Self>, NoCertificate> {
        pem::blocks(text).into_iter().map(Self::from_pem).collect()
    }

    pub(super) fn of(x509: &X509) -> Self {
        let der = x509.to_der().expect("a certificate that was just built has a DER form");
        Self::from_der(&der).expect("a certificate that was just built reads back")
    }

    /// The DER form, byte for byte as read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The PEM form.
    pub fn to_pem(&self) -> String {
        self.x509.to_pem(x509_cert::der::pem::LineEnding::LF).expect("DER has a PEM form")
    }

    /// Whom it is about.
    pub fn subject(&self) -> Subject {
        Subject::of_name(self.x509.tbs_certificate().subject())
    }

    pub(super) fn subject_name(&self) -> x509_cert::name::Name {
        self.x509.tbs_certificate().subject().clone()
    }

    /// Host names and addresses it is for, in their order.
    pub fn hosts(&self) -> Vec<Host> {
        let names = self.x509.tbs_certificate().get_extension::<SubjectAltName>().ok().flatten();
        names.map(|(_, names)| names.0.iter().filter_map(Host::of).collect()).unwrap_or_default()
    }

    /// Who certified it.
    pub fn issuer(&self) -> Subject {
        Subject::of_name(self.x509.tbs_certificate().issuer())
    }

    /// The certified key.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// What refers to it.
    pub fn reference(&self) -> KeyReference {
        let mut first = [0; 8];
        first.copy_from_slice(&self.fingerprint()[..8]);
        KeyReference(first)
    }

    /// SHA-256 of the DER form.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// From when it holds.
    pub fn not_before(&self) -> Moment {
        moment(&self.x509.tbs_certificate().validity().not_before)
    }

    /// Until when it holds, that second included.
    pub fn not_after(&self) -> Moment {
        moment(&self.x509.tbs_certificate().validity().not_after)
    }

    /// Whether it is time for a new one.
    pub fn renewal(&self, at: Moment) -> Renewal {
        Renewal::of(self.not_after(), at)
    }

    /// Whether the owner of `key` signed it.
    pub(super) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let Ok(signed) = self.x509.tbs_certificate().to_der() else { return false };
        let signature = self.x509.signature().as_bytes().and_then(|bytes| Signature::from_der(bytes).ok());
        signature.is_some_and(|signature| key.verify(&signed, &signature).is_ok())
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.reference(), self.subject())
    }
}

fn moment(time: &Time) -> Moment {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Moment::new(DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC))
}

#[cfg(test)]
mod tests;
