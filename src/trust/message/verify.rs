//! Checking the two headers of a message that came in.

use chrono::DateTime;
use p256::ecdsa::signature::Verifier as _;
use uuid::Uuid;

use super::exchange::{Content, Sense};
use super::jose::{Claims, ES256, JWT, Jws};
use super::{LIFE, SKEW};
use crate::chain::{Checked, Untrusted, check_chain};
use crate::root::Root;
use crate::urn::Urn;
use domain::time::moment::Moment;

/// What a message must be to be believed.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who receives it.
    pub audience: Urn,
    /// Who must have sent it, where that is known beforehand: a station knows its hub.
    pub sender: Option<Urn>,
    /// Request or answer, as received.
    pub sense: Sense<'a>,
    /// What was received: headers and body, before decompression.
    pub content: Content<'a>,
    /// Now.
    pub now: Moment,
}

/// A message that passed. Its `id` must not have been seen before: that is for the receiver to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Who sent it, and by which certificate.
    pub sender: Checked,
    /// Names the message (`jti`).
    pub id: Uuid,
    /// When it was signed, by the sender's clock.
    pub at: Moment,
    /// From then on the message is refused as stale, and its `id` need no longer be remembered.
    pub forget_after: Moment,
}

/// Why a message is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The header is missing or is no JWS with these claims.
    #[error("the signature header is missing or is not of the form agreed")]
    Form,
    /// Another algorithm than ES256, or none.
    #[error("the signature is not made with ES256")]
    Algorithm,
    /// The sender's certificate is missing, or is not one of ours.
    #[error("the sender’s certificate is not trusted: {0}")]
    UnknownSigner(Untrusted),
    /// The certificate is not the sender's, or not the sender expected.
    #[error("the message is not from the one it says")]
    Sender,
    /// Signature and content of the signature do not belong together.
    #[error("the signature is wrong")]
    Signature,
    /// The body or its headers are not what was signed.
    #[error("the content is not what was signed")]
    Digest,
    /// It is for somebody else.
    #[error("the message is for somebody else")]
    Audience,
    /// It was signed for another operation, or answers another request.
    #[error("the message was signed for another operation or request")]
    Path,
    /// Its time is over, or longer than allowed.
    #[error("the message was signed too long ago (at {0}): are both clocks right?")]
    Stale(Moment),
    /// Its time has not begun.
    #[error("the message was signed in the future (at {0}): are both clocks right?")]
    FromTheFuture(Moment),
}

/// Checks a message that came with the headers `digest` and `signature`, made by someone whom one of `roots` certified.
pub fn verify(
    digest: Option<&str>,
    signature: Option<&str>,
    expected: &Expected<'_>,
    roots: &[Root],
) -> Result<Verified, Refused> {
    check(signature, expected, roots, |claims| {
        digest == Some(expected.content.digest().as_str()) && covers(claims, &expected.content)
    })
}

/// Checks all of a message but its content, before that is read: whether it is worth reading.
pub fn verify_unread(
    signature: Option<&str>,
    expected: &Expected<'_>,
    roots: &[Root],
) -> Result<Verified, Refused> {
    check(signature, expected, roots, |_| true)
}

fn check(
    signature: Option<&str>,
    expected: &Expected<'_>,
    roots: &[Root],
    covers: impl FnOnce(&Claims) -> bool,
) -> Result<Verified, Refused> {
    let jws = Jws::read(signature.ok_or(Refused::Form)?).ok_or(Refused::Form)?;
    let sender = signer(&jws, JWT, roots, expected.now)?;
    sender.key.verify(jws.signed.as_bytes(), &jws.signature).map_err(|_| Refused::Signature)?;
    let claims = jws.claims().ok_or(Refused::Form)?;
    let about_itself = claims.sub.as_deref() == Some(claims.iss.to_string().as_str());
    if claims.iss != sender.urn || !about_itself || expected.sender.is_some_and(|known| known != sender.urn) {
        return Err(Refused::Sender);
    }
    if !covers(&claims) {
        return Err(Refused::Digest);
    }
    if claims.aud != expected.audience {
        return Err(Refused::Audience);
    }
    if !is_for(&claims, expected.sense) {
        return Err(Refused::Path);
    }
    let (at, forget_after) = times(&claims, expected.now)?;
    Ok(Verified { sender, id: claims.jti, at, forget_after })
}

/// Whose certificate it is. The algorithm is said by the header alone and has to fit the key: there is one of each.
pub(super) fn signer(jws: &Jws<'_>, typ: &str, roots: &[Root], now: Moment) -> Result<Checked, Refused> {
    let header = &jws.header;
    if header.alg != ES256 {
        return Err(Refused::Algorithm);
    }
    if header.typ.as_deref() != Some(typ) || header.crit.is_some() {
        return Err(Refused::Form);
    }
    let certificate = header.certificate().ok_or(Refused::Form)?;
    if header.kid != Some(certificate.reference().to_string()) {
        return Err(Refused::Form);
    }
    let mut refusal = Untrusted::NotByThisRoot;
    for root in roots {
        match check_chain(&certificate, root, now) {
            Ok(checked) => return Ok(checked),
            Err(Untrusted::NotByThisRoot) => {}
            Err(other) => refusal = other,
        }
    }
    Err(Refused::UnknownSigner(refusal))
}

/// Whether every header that says what the body is was signed as it came, and none that is absent.
fn covers(claims: &Claims, content: &Content<'_>) -> bool {
    let received = content.headers();
    let signed: Vec<(&str, &str)> =
        claims.signed_headers.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let each_is_signed = received.iter().all(|(name, value)| signed.contains(&(*name, value)));
    let known = ["digest", "content-type", "content-encoding"];
    let each_came = signed
        .iter()
        .filter(|(name, _)| known.contains(name))
        .all(|(name, value)| received.iter().any(|(other, came)| other == name && came == value));
    each_is_signed && each_came
}

fn is_for(claims: &Claims, sense: Sense<'_>) -> bool {
    match sense {
        Sense::Request { method, path } => {
            claims.htm.as_deref() == Some(method)
                && claims.htu.as_deref() == Some(path)
                && claims.rsp.is_none()
        }
        Sense::Answer { to, status } => {
            claims.rsp == Some(to) && claims.status == Some(status) && claims.htm.is_none()
        }
    }
}

/// When it was signed, and until when it would be taken.
fn times(claims: &Claims, now: Moment) -> Result<(Moment, Moment), Refused> {
    let moment = |seconds| DateTime::from_timestamp(seconds, 0).map(Moment::new).ok_or(Refused::Form);
    let (at, begins, ends) = (moment(claims.iat)?, moment(claims.nbf)?, moment(claims.exp)?);
    if begins > now.plus(SKEW) || at > now.plus(SKEW) {
        return Err(Refused::FromTheFuture(at));
    }
    // Whoever signs a longer life is held to the one agreed.
    let last = ends.min(at.plus(LIFE)).plus(SKEW);
    if last < now {
        return Err(Refused::Stale(at));
    }
    Ok((at, last))
}
