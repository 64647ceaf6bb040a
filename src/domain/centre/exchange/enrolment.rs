//! How a station becomes known to a centre: a request, a six-digit code that both sides show, a certificate.
//!
//! The station commits to its nonce before it sees the centre's, so that nobody in between can search for keys that give
//! the same code.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the station sends first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// Its certificate request (PKCS#10, PEM). Subject and URN say who it is. The request of its reserve may stand in it.
    pub request: String,
    /// SHA-256 of its nonce, in hexadecimal.
    pub commitment: String,
}

/// What the centre answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentOffer {
    /// Names this enrolment.
    pub id: Uuid,
    /// The centre's nonce: 16 bytes in hexadecimal.
    pub nonce: String,
    /// The municipality's root certificate (PEM).
    pub root: String,
    /// The centre's own certificate (PEM), certified by the root.
    pub centre: String,
    /// Whom bundles for the centre are encrypted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<SignedRecipient>,
}

/// Whom to encrypt to, signed by the centre: whoever stands in between cannot put himself there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecipient {
    /// `age1…`
    pub recipient: String,
    /// A JWS over its text, detached (RFC 7515, appendix F).
    pub signature: String,
}

/// What the station sends then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentNonce {
    /// Its nonce: 16 bytes in hexadecimal. Must fit the commitment.
    pub nonce: String,
}

/// How an enrolment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum EnrolmentState {
    /// A person at the centre must compare the six digits.
    Waiting,
    /// Somebody at the centre said no, or the codes did not match.
    Refused,
    /// Known from now on.
    Granted {
        /// The station's certificate (PEM).
        certificate: String,
        /// The certificate of its reserve (PEM), where its request had one in it and the centre knows of reserves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reserve: Option<String>,
    },
}
