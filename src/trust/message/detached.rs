//! A signature beside a file, in the detached form of a JWS (RFC 7515, appendix F): the content is not in it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa;
use p256::ecdsa::signature::{Signer, Verifier as _};

use super::jose::{ES256, Header, Jws, detached_input, encoded, encoded_signature};
use super::verify::{Refused, signer};
use crate::certificate::Certificate;
use crate::chain::Checked;
use crate::key::Signs;
use crate::root::Root;
use domain::time::moment::Moment;

/// What such a signature is beside; it says so (`typ`), and is taken neither for a message nor for one beside another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// A bundle's manifest, or whom bundles are encrypted to.
    Manifest,
    /// A receipt of a head.
    HeadReceipt,
    /// An entry and its ordinary number.
    OrdinaryNumber,
}

impl Beside {
    fn typ(self) -> &'static str {
        match self {
            Self::Manifest => "sportello-manifest",
            Self::HeadReceipt => "sportello-head-receipt",
            Self::OrdinaryNumber => "sportello-ordinary-number",
        }
    }
}

/// Signs `content` with `key`, which `certificate` certifies.
pub fn sign_detached<K: Signs>(
    what: Beside,
    content: &[u8],
    certificate: &Certificate,
    key: &K,
) -> Result<String, ecdsa::Error> {
    let header = encoded(&Header::of(certificate, what.typ()));
    let signature = key.try_sign(detached_input(&header, content).as_bytes())?;
    Ok(format!("{header}..{}", encoded_signature(&signature)))
}

/// Signs `content` with `key`, as short as can be: without the certificate, for whoever knows whose key it is.
pub fn sign_bare(
    what: Beside,
    content: &[u8],
    key: &impl Signer<ecdsa::Signature>,
) -> Result<String, ecdsa::Error> {
    let header = bare(what);
    let signature = key.try_sign(detached_input(&header, content).as_bytes())?;
    Ok(format!("{header}..{}", encoded_signature(&signature)))
}

/// Whether `key` signed `content` so.
pub fn is_bare_signature(what: Beside, signature: &str, content: &[u8], key: &ecdsa::VerifyingKey) -> bool {
    let Some(jws) = Jws::read_detached(signature) else { return false };
    let header = bare(what);
    jws.signed.strip_suffix('.') == Some(header.as_str())
        && key.verify(detached_input(&header, content).as_bytes(), &jws.signature).is_ok()
}

/// The header of a signature without a certificate.
fn bare(what: Beside) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{ES256}","typ":"{}"}}"#, what.typ()))
}

/// Checks that somebody whom one of `roots` certified signed `content`; who.
pub fn verify_detached(
    what: Beside,
    signature: &str,
    content: &[u8],
    roots: &[Root],
    now: Moment,
) -> Result<Checked, Refused> {
    let jws = Jws::read_detached(signature).ok_or(Refused::Form)?;
    let sender = signer(&jws, what.typ(), roots, now)?;
    let header = jws.signed.strip_suffix('.').ok_or(Refused::Form)?;
    let input = detached_input(header, content);
    sender.key.verify(input.as_bytes(), &jws.signature).map_err(|_| Refused::Signature)?;
    Ok(sender)
}
