//! A root with its key: certifies stations and hubs.

use std::time::Duration;

use chrono::TimeDelta;
use p256::ecdsa::signature::Keypair;
use p256::ecdsa::{self, VerifyingKey};
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::der::DateTime;
use x509_cert::der::asn1::BitString;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, SubjectPublicKeyInfo};
use x509_cert::time::{Time, Validity};

use super::certificate::{Certificate, ES256};
use super::extensions::{Profile, Purpose};
use super::host::Host;
use super::key::Signs;
use super::permitted::Permitted;
use super::request::Request;
use super::root::Root;
use super::server_request::ServerRequest;
use super::subject::Subject;
use domain::time::moment::Moment;

/// A certificate holds from this long before it was made: clocks of counters are not all right.
const CLOCK_GRACE: TimeDelta = TimeDelta::hours(1);

/// How long a station's or a hub's certificate holds: 1 to 730 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life(u16);

impl Life {
    /// Two years, the longest.
    pub const LONGEST: Self = Self(730);

    /// So many days; `None` for 0 and for more than two years.
    pub fn days(days: u16) -> Option<Self> {
        (1..=Self::LONGEST.0).contains(&days).then_some(Self(days))
    }
}

/// A root and the key that belongs to it.
#[derive(Debug)]
pub struct Authority<'a, K> {
    root: &'a Root,
    key: &'a K,
}

/// The key is not the root's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this key does not belong to this root: root.p8 and root.pem come from the same folder")]
pub struct NotItsKey;

/// Why nothing was certified.
#[derive(Debug, thiserror::Error)]
pub enum NotCertified {
    /// The root's own time is over, or has not begun.
    #[error("the root holds from {from} to {to}: make a new root, or put this computer’s clock right")]
    RootOutOfTime {
        /// From when.
        from: Moment,
        /// Until when.
        to: Moment,
    },
    /// A hub needs a host for TLS.
    #[error("a hub needs at least one host name or address")]
    NoHost,
    /// A host that the root may not certify.
    #[error(
        "this root may not certify {host}: it permits {permitted}. Ask for another name, or make a root with --domain or --range and install that"
    )]
    Host {
        /// Which.
        host: Host,
        /// What it may.
        permitted: Permitted,
    },
    /// The key did not sign.
    #[error("the root’s key did not sign: {0}")]
    Signing(#[from] ecdsa::Error),
}

impl<'a, K: Signs> Authority<'a, K> {
    /// Puts a root and its key together.
    pub fn new(root: &'a Root, key: &'a K) -> Result<Self, NotItsKey> {
        if key.verifying_key() != *root.certificate().key() {
            return Err(NotItsKey);
        }
        Ok(Self { root, key })
    }

    /// Certifies the station that made `request`. `serial` is random.
    pub fn station(
        &self,
        request: &Request,
        serial: [u8; 16],
        at: Moment,
        life: Life,
    ) -> Result<Certificate, NotCertified> {
        self.leaf(request.key(), request.subject_name(), Purpose::Station(request.urn()), serial, at, life)
    }

    /// Certifies the hub that made `request`, reached at `hosts`. `serial` is random. The municipality in its name is the
    /// root's: a hub serves one municipality and need not be told which.
    pub fn hub(
        &self,
        request: &Request,
        hosts: &[Host],
        serial: [u8; 16],
        at: Moment,
        life: Life,
    ) -> Result<Certificate, NotCertified> {
        if hosts.is_empty() {
            return Err(NotCertified::NoHost);
        }
        let (asked, root) = (request.subject(), self.root.certificate().subject());
        let subject = Subject::new(root.municipality(), asked.office(), asked.name())
            .of_body(root.body().or(asked.body()).cloned());
        self.leaf(request.key(), subject.to_name(), Purpose::Hub(request.urn(), hosts), serial, at, life)
    }

    /// Certifies the computer that made `request` for TLS at the hosts it names, and for nothing else. `serial` is random.
    pub fn server(
        &self,
        request: &ServerRequest,
        serial: [u8; 16],
        at: Moment,
        life: Life,
    ) -> Result<Certificate, NotCertified> {
        let purpose = Purpose::Server(request.hosts());
        self.leaf(request.key(), request.subject_name(), purpose, serial, at, life)
    }

    fn leaf(
        &self,
        key: &VerifyingKey,
        subject: Name,
        purpose: Purpose<'_>,
        serial: [u8; 16],
        at: Moment,
        life: Life,
    ) -> Result<Certificate, NotCertified> {
        let root = self.root.certificate();
        let (from, to) = (root.not_before(), root.not_after());
        if at < from || at >= to {
            return Err(NotCertified::RootOutOfTime { from, to });
        }
        if let (Purpose::Hub(_, hosts) | Purpose::Server(hosts), Some(permitted)) =
            (&purpose, self.root.permitted())
            && let Some(host) = hosts.iter().find(|host| !permitted.allows(host))
        {
            return Err(NotCertified::Host { host: host.clone(), permitted });
        }
        let issue_for = Issue { issuer: root.subject_name(), subject, key: *key, purpose };
        let until = at.plus(TimeDelta::days(life.0.into())).min(to);
        Ok(issue(issue_for, self.key, serial, at, until)?)
    }
}

/// What is certified, and whose name stands under it.
pub(super) struct Issue<'a> {
    pub(super) issuer: Name,
    pub(super) subject: Name,
    pub(super) key: VerifyingKey,
    pub(super) purpose: Purpose<'a>,
}

/// Builds and signs a certificate that holds from a little before `at` until `until`.
pub(super) fn issue<K: Signs>(
    issue: Issue<'_>,
    signer: &K,
    mut serial: [u8; 16],
    at: Moment,
    until: Moment,
) -> Result<Certificate, ecdsa::Error> {
    let Issue { issuer, subject, key, purpose } = issue;
    let signer_key = SignerKey(signer.verifying_key());
    let profile = Profile { issuer, issuer_key: signer_key.0, subject, key, purpose };
    // Positive, never zero, always as long (RFC 5280 §4.1.2.2).
    serial[0] = serial[0] & 0x7f | 0x40;
    let serial = SerialNumber::new(&serial).expect("16 bytes are a serial number");
    let validity = Validity::new(time(at.plus(-CLOCK_GRACE)), time(until));
    let key = SubjectPublicKeyInfo::from_key(&key).expect("a P-256 key has a DER form");
    let mut builder =
        CertificateBuilder::new(profile, serial, validity, key).expect("what is built has a DER form");
    let bytes = builder.finalize(&signer_key).expect("what is built has a DER form");
    let signature = bit_string(&signer.try_sign(&bytes)?);
    Ok(Certificate::of(&builder.assemble(signature, &signer_key).expect("what was signed is assembled")))
}

pub(super) fn bit_string(signature: &ecdsa::Signature) -> BitString {
    BitString::from_bytes(signature.to_der().as_bytes()).expect("70 bytes are a bit string")
}

/// The public half of whoever signs, as the builders ask for it.
pub(super) struct SignerKey(pub(super) VerifyingKey);

impl Keypair for SignerKey {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.0
    }
}

impl DynSignatureAlgorithmIdentifier for SignerKey {
    fn signature_algorithm_identifier(&self) -> x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned { oid: ES256, parameters: None })
    }
}

fn time(at: Moment) -> Time {
    let seconds = u64::try_from(at.utc().timestamp()).unwrap_or_default();
    DateTime::from_unix_duration(Duration::from_secs(seconds)).expect("years of four digits").into()
}
