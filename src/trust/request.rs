//! A certification request (PKCS#10, RFC 2986): a public key, whose it is, and the proof that the key is held.

use std::fmt;

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{self, Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use x509_cert::builder::Builder as _;
use x509_cert::der::referenced::OwnedToRef as _;
use x509_cert::der::{Decode as _, Encode as _, EncodePem as _};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, ExtensionReq, RequestBuilder};

use super::authority::{SignerKey, bit_string};
use super::certificate::ES256;
use super::chain::urn_in;
use super::extensions::names;
use super::key::Signs;
use super::reserve::{ReserveAttribute, carried};
use super::subject::Subject;
use super::urn::Urn;

const LABEL: &str = "CERTIFICATE REQUEST";

/// Bytes a request has at most. Ours have about 400.
const LARGEST: usize = 16 * 1024;

/// A request whose signature was checked.
#[derive(Clone)]
pub struct Request {
    content: CertReq,
    der: Vec<u8>,
    key: VerifyingKey,
    urn: Urn,
    reserve: Option<Box<Request>>,
}

/// Why a text is no request that can be certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRequest {
    /// Something else, or damaged.
    #[error("this is no certificate request: a PEM file begins with “-----BEGIN CERTIFICATE REQUEST-----”")]
    Form,
    /// Another kind of key than ECDSA on P-256.
    #[error("this request is not for an ECDSA key on P-256 with SHA-256: another program made it")]
    Algorithm,
    /// Whoever made it does not hold the key.
    #[error("the request’s signature is wrong: it was altered on the way. Make it again on the station")]
    Signature,
    /// It does not say which station or hub it is for.
    #[error("the request names no station: it lacks urn:uuid:… among its names")]
    NoUrn,
    /// It is for no server.
    #[error("the request names no host: make it with sportello keys request --host")]
    NoHost,
    /// What it carries as its reserve's request is none, or another's.
    #[error("the reserve in this request is not this station’s: make the request again on the station")]
    Reserve,
}

impl Request {
    /// Makes the request of whoever is called `urn`, for its `key`.
    pub fn make<K: Signs>(subject: &Subject, urn: Urn, key: &K) -> Result<Self, ecdsa::Error> {
        Self::built(subject, urn, None, key.verifying_key(), |bytes| key.try_sign(bytes))
    }

    /// The same, with the request of the station's reserve in it.
    pub fn with_reserve<K: Signs>(
        subject: &Subject,
        urn: Urn,
        key: &K,
        reserve: Self,
    ) -> Result<Self, ecdsa::Error> {
        Self::built(subject, urn, Some(reserve), key.verifying_key(), |bytes| key.try_sign(bytes))
    }

    /// The request of the reserve called `urn` of the station named `subject`, whose key signs nothing but this: `prove` does it.
    pub fn of_reserve(
        subject: &Subject,
        urn: Urn,
        key: VerifyingKey,
        prove: impl FnOnce(&[u8]) -> Result<Signature, ecdsa::Error>,
    ) -> Result<Self, ecdsa::Error> {
        Self::built(&subject.reserve(), urn, None, key, prove)
    }

    fn built(
        subject: &Subject,
        urn: Urn,
        reserve: Option<Self>,
        key: VerifyingKey,
        sign: impl FnOnce(&[u8]) -> Result<Signature, ecdsa::Error>,
    ) -> Result<Self, ecdsa::Error> {
        let mut builder = RequestBuilder::new(subject.to_name()).expect("a name has a DER form");
        builder.add_extension(&names(urn, &[])).expect("a urn has a DER form");
        if let Some(reserve) = &reserve {
            let attribute = ReserveAttribute::new(&reserve.der);
            builder.add_attribute(&attribute).expect("a request has a DER form");
        }
        let signer = SignerKey(key);
        let bytes = builder.finalize(&signer).expect("what is built has a DER form");
        let signature = bit_string(&sign(&bytes)?);
        let content = builder.assemble(signature, &signer).expect("what was signed is assembled");
        let der = content.to_der().expect("a request that was just built has a DER form");
        Ok(Self { content, der, key, urn, reserve: reserve.map(Box::new) })
    }

    /// Reads the PEM form and checks the signature.
    pub fn from_pem(pem: &str) -> Result<Self, NoRequest> {
        Self::from_der(decoded(pem)?)
    }

    fn from_der(der: Vec<u8>) -> Result<Self, NoRequest> {
        let (content, key) = checked(&der)?;
        let urn = asked_names(&content).as_ref().and_then(urn_in).ok_or(NoRequest::NoUrn)?;
        let read = Self { content, der, key, urn, reserve: None };
        let reserve = carried(&read.content).map(|der| read.own_reserve(der)).transpose()?;
        Ok(Self { reserve: reserve.map(Box::new), ..read })
    }

    /// A reserve has a name and a key of its own, is kept for this station, and keeps none itself.
    fn own_reserve(&self, der: Vec<u8>) -> Result<Self, NoRequest> {
        // Not read as a request that may carry another: nothing here is as deep as somebody likes.
        let content = CertReq::from_der(&der).map_err(|_| NoRequest::Reserve)?;
        if carried(&content).is_some() {
            return Err(NoRequest::Reserve);
        }
        let reserve = Self::from_der(der).map_err(|_| NoRequest::Reserve)?;
        let fits = reserve.urn != self.urn
            && reserve.key != self.key
            && reserve.subject() == self.subject().reserve();
        if fits { Ok(reserve) } else { Err(NoRequest::Reserve) }
    }

    /// The request of the station's reserve, if it has one.
    pub fn reserve(&self) -> Option<&Self> {
        self.reserve.as_deref()
    }

    /// The PEM form.
    pub fn to_pem(&self) -> String {
        self.content.to_pem(x509_cert::der::pem::LineEnding::LF).expect("DER has a PEM form")
    }

    /// Whose it is.
    pub fn subject(&self) -> Subject {
        Subject::of_name(&self.content.info.subject)
    }

    #[cfg(test)]
    pub(super) fn content(&self) -> &CertReq {
        &self.content
    }

    pub(super) fn subject_name(&self) -> Name {
        self.content.info.subject.clone()
    }

    /// The station or hub it is for.
    pub fn urn(&self) -> Urn {
        self.urn
    }

    /// The key to be certified.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// SHA-256 of the DER form.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({}, {})", self.urn, self.subject())
    }
}

/// The DER form of a PEM one.
pub(super) fn decoded(pem: &str) -> Result<Vec<u8>, NoRequest> {
    match x509_cert::der::pem::decode_vec(pem.trim().as_bytes()) {
        Ok((LABEL, der)) if der.len() <= LARGEST => Ok(der),
        _ => Err(NoRequest::Form),
    }
}

/// What a request says, and its key; its signature was checked.
pub(super) fn checked(der: &[u8]) -> Result<(CertReq, VerifyingKey), NoRequest> {
    let content = CertReq::from_der(der).map_err(|_| NoRequest::Form)?;
    let key = content.info.public_key.owned_to_ref();
    let key = VerifyingKey::try_from(key).map_err(|_| NoRequest::Algorithm)?;
    if content.algorithm.oid != ES256 {
        return Err(NoRequest::Algorithm);
    }
    let signed = content.info.to_der().map_err(|_| NoRequest::Form)?;
    content
        .signature
        .as_bytes()
        .and_then(|bytes| Signature::from_der(bytes).ok())
        .filter(|signature| key.verify(&signed, signature).is_ok())
        .ok_or(NoRequest::Signature)?;
    Ok((content, key))
}

/// The alternative names a request asks for.
pub(super) fn asked_names(content: &CertReq) -> Option<SubjectAltName> {
    use p256::pkcs8::AssociatedOid as _;
    let wanted = content.info.attributes.iter().find(|attribute| attribute.oid == ExtensionReq::OID)?;
    let bytes = wanted.values.get(0)?.to_der().ok()?;
    let wanted = ExtensionReq::from_der(&bytes).ok()?;
    let names = wanted.0.iter().find(|extension| extension.extn_id == SubjectAltName::OID)?;
    SubjectAltName::from_der(names.extn_value.as_bytes()).ok()
}
