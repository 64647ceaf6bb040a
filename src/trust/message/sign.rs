//! Making the two headers of a signed message.

use std::collections::BTreeMap;

use p256::ecdsa;
use uuid::Uuid;

use super::exchange::{Content, Sense};
use super::jose::{Claims, Header, JWT, compact, signing_input};
use crate::certificate::Certificate;
use crate::key::Signs;
use crate::urn::Urn;
use domain::time::moment::Moment;

/// A message about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The sender.
    pub from: Urn,
    /// The receiver.
    pub to: Urn,
    /// Names this message (`jti`): a fresh uuid.
    pub id: Uuid,
    /// Now.
    pub at: Moment,
    /// Request or answer.
    pub sense: Sense<'a>,
    /// What is sent.
    pub content: Content<'a>,
}

/// The two headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The value of [`super::DIGEST`].
    pub digest: String,
    /// The value of [`super::SIGNATURE`].
    pub signature: String,
}

/// Signs a message with the sender's `key`, which `certificate` certifies.
pub fn sign<K: Signs>(
    message: &Outgoing<'_>,
    certificate: &Certificate,
    key: &K,
) -> Result<Signed, ecdsa::Error> {
    let input = signing_input(&Header::of(certificate, JWT), &claims(message));
    let signature = key.try_sign(input.as_bytes())?;
    Ok(Signed { digest: message.content.digest(), signature: compact(&input, &signature) })
}

fn claims(message: &Outgoing<'_>) -> Claims {
    let at = message.at.utc().timestamp();
    let headers = message.content.headers();
    let (htm, htu, rsp, status) = match message.sense {
        Sense::Request { method, path } => (Some(method.to_owned()), Some(path.to_owned()), None, None),
        Sense::Answer { to, status } => (None, None, Some(to), Some(status)),
    };
    Claims {
        iss: message.from,
        sub: Some(message.from.to_string()),
        aud: message.to,
        iat: at,
        nbf: at,
        exp: at + super::LIFE.num_seconds(),
        jti: message.id,
        signed_headers: headers
            .into_iter()
            .map(|(name, value)| BTreeMap::from([(name.to_owned(), value)]))
            .collect(),
        htm,
        htu,
        rsp,
        status,
    }
}
