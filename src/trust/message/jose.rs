//! The compact form of a JWS (RFC 7515 §3.1): header, claims, signature.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::Signature;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::certificate::Certificate;
use crate::urn::Urn;

/// Bytes a signature header has at most. Ours have about 1,500.
const LARGEST: usize = 16 * 1024;

pub(super) const ES256: &str = "ES256";
pub(super) const JWT: &str = "JWT";

/// What stands before the claims.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    #[serde(default)]
    pub(super) typ: Option<String>,
    #[serde(default)]
    pub(super) kid: Option<String>,
    #[serde(default)]
    pub(super) x5c: Vec<String>,
    /// Whatever must be understood is not (RFC 7515 §4.1.11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) crit: Option<serde_json::Value>,
}

impl Header {
    /// The header of a signature that `certificate` checks.
    pub(super) fn of(certificate: &Certificate, typ: &str) -> Self {
        Self {
            alg: ES256.to_owned(),
            typ: Some(typ.to_owned()),
            kid: Some(certificate.reference().to_string()),
            x5c: vec![BASE64_STANDARD.encode(certificate.der())],
            crit: None,
        }
    }

    /// The one certificate in it.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        match self.x5c.as_slice() {
            [one] => Certificate::from_der(&BASE64_STANDARD.decode(one).ok()?).ok(),
            _ => None,
        }
    }
}

/// What is said. Times are seconds since 1970.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Urn,
    #[serde(default)]
    pub(super) sub: Option<String>,
    pub(super) aud: Urn,
    pub(super) iat: i64,
    pub(super) nbf: i64,
    pub(super) exp: i64,
    pub(super) jti: Uuid,
    pub(super) signed_headers: Vec<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) htm: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) htu: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rsp: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
}

/// A JWS taken apart; nothing in it is believed yet.
pub(super) struct Jws<'a> {
    pub(super) header: Header,
    pub(super) signed: &'a str,
    pub(super) signature: Signature,
    claims: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        if text.len() > LARGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self {
            header: serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).ok()?).ok()?,
            signed,
            signature: Signature::from_slice(&signature).ok()?,
            claims: BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?,
        })
    }

    /// Header and signature of the detached form (RFC 7515, appendix F).
    pub(super) fn read_detached(text: &'a str) -> Option<Self> {
        let jws = Self::read(text)?;
        jws.claims.is_empty().then_some(jws)
    }

    /// The claims; asked for once the signature was checked.
    pub(super) fn claims(&self) -> Option<Claims> {
        serde_json::from_slice(&self.claims).ok()
    }
}

/// What is signed: header and claims.
pub(super) fn signing_input(header: &Header, claims: &Claims) -> String {
    let header = serde_json::to_vec(header).expect("texts become JSON");
    let claims = serde_json::to_vec(claims).expect("texts and numbers become JSON");
    format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(claims))
}

/// What is signed where the content stands elsewhere: the header, already encoded, and the content.
pub(super) fn detached_input(header: &str, content: &[u8]) -> String {
    format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(content))
}

/// The header, encoded.
pub(super) fn encoded(header: &Header) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(header).expect("texts become JSON"))
}

/// A signature, encoded.
pub(super) fn encoded_signature(signature: &Signature) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
}

/// The compact form of what was signed.
pub(super) fn compact(signing_input: &str, signature: &Signature) -> String {
    format!("{signing_input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
