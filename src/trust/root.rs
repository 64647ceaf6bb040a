//! The municipal root: made once, kept offline, certifies stations and hubs.

use chrono::TimeDelta;
use p256::ecdsa;
use x509_cert::der::Encode as _;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, NameConstraints};

use super::authority::{Issue, issue};
use super::certificate::{Certificate, NoCertificate};
use super::extensions::Purpose;
use super::key::Signs;
use super::permitted::Permitted;
use super::subject::Subject;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;

/// The organisational unit in the name of a drill's root, and nowhere else: as every certificate names its issuer, whatever
/// such a root certifies carries the word for all to see, whichever program shows it.
pub const DRILL: &str = "ESERCITAZIONE";

/// How long a root holds.
const LIFE: TimeDelta = TimeDelta::days(20 * 365 + 5);

/// A root certificate: self-signed, and allowed to certify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root(Certificate);

/// Why a certificate is no root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRoot {
    /// It cannot be read.
    #[error(transparent)]
    Certificate(#[from] NoCertificate),
    /// It belongs to a station or a hub.
    #[error("this is no root: it may not certify others. Take the municipality’s root.pem")]
    Leaf,
    /// What it may certify cannot be read.
    #[error("what this root may certify (its name constraints) cannot be read: another program made it")]
    Constraints,
    /// It says so, but another key signed it.
    #[error("this root is not signed with its own key: take root.pem from where it was made")]
    Signature,
}

impl Root {
    /// Makes the certificate of a new root with `key`: of the municipality named (`Comune di Valdorè`), for the real thing
    /// or for drills.
    pub fn make<K: Signs>(
        municipality: &str,
        exercise: Exercise,
        key: &K,
        serial: [u8; 16],
        at: Moment,
    ) -> Result<Self, ecdsa::Error> {
        Self::made(municipality, exercise, None, key, (serial, at))
    }

    /// The same, and for TLS it certifies these names and addresses only, whoever asks it.
    pub fn make_within<K: Signs>(
        municipality: &str,
        exercise: Exercise,
        permitted: &Permitted,
        key: &K,
        serial: [u8; 16],
        at: Moment,
    ) -> Result<Self, ecdsa::Error> {
        Self::made(municipality, exercise, Some(permitted), key, (serial, at))
    }

    fn made<K: Signs>(
        municipality: &str,
        exercise: Exercise,
        permitted: Option<&Permitted>,
        key: &K,
        (serial, at): ([u8; 16], Moment),
    ) -> Result<Self, ecdsa::Error> {
        let subject = match exercise {
            Exercise::Real => Subject::new(municipality, None, "Radice di Sportello"),
            Exercise::Drill => {
                Subject::new(municipality, Some(DRILL), "Radice di esercitazione di Sportello")
            }
        };
        let subject = subject.to_name();
        let certificate = issue(
            Issue {
                issuer: subject.clone(),
                subject,
                key: key.verifying_key(),
                purpose: Purpose::Root(permitted),
            },
            key,
            serial,
            at,
            at.plus(LIFE),
        )?;
        Ok(Self(certificate))
    }

    /// Reads a root: self-signed, allowed to certify.
    pub fn of(certificate: Certificate) -> Result<Self, NoRoot> {
        let tbs = certificate.x509.tbs_certificate();
        let authority = matches!(tbs.get_extension::<BasicConstraints>(), Ok(Some((true, it))) if it.ca);
        let certifies = matches!(tbs.get_extension::<KeyUsage>(), Ok(Some((true, it))) if it.key_cert_sign());
        if !authority || !certifies {
            return Err(NoRoot::Leaf);
        }
        if tbs.get_extension::<NameConstraints>().is_err() {
            return Err(NoRoot::Constraints);
        }
        if tbs.issuer() != tbs.subject() || !certificate.is_signed_by(certificate.key()) {
            return Err(NoRoot::Signature);
        }
        Ok(Self(certificate))
    }

    /// Reads the PEM form.
    pub fn from_pem(pem: &str) -> Result<Self, NoRoot> {
        Self::of(Certificate::from_pem(pem)?)
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0
    }

    /// Whether it certifies for drills only.
    pub fn exercise(&self) -> Exercise {
        if self.0.subject().office() == Some(DRILL) { Exercise::Drill } else { Exercise::Real }
    }

    /// What it may certify for TLS; none for roots of before, which are bound by nothing.
    pub fn permitted(&self) -> Option<Permitted> {
        let constraints = self.0.x509.tbs_certificate().get_extension::<NameConstraints>();
        constraints.ok().flatten().map(|(_, constraints)| Permitted::read(&constraints))
    }

    pub(super) fn issued(&self, certificate: &Certificate) -> bool {
        let issuer = certificate.x509.tbs_certificate().issuer().to_der();
        let own = self.0.x509.tbs_certificate().subject().to_der();
        matches!((issuer, own), (Ok(issuer), Ok(own)) if issuer == own)
            && certificate.is_signed_by(self.0.key())
    }
}
