//! A signature beside a file, in the detached form of a JWS (RFC 7515, appendix F): the content is not in it.

use p256::ecdsa;
use p256::ecdsa::signature::Verifier as _;

use super::jose::{Header, Jws, detached_input, encoded, encoded_signature};
use super::verify::{Refused, signer};
use crate::code::certificate::Certificate;
use crate::code::chain::Checked;
use crate::code::key::Signs;
use crate::code::root::Root;
use crate::domain::moment::Moment;

/// What such a signature is beside; it says so (`typ`), and is taken neither for a message nor for one beside another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// A bundle's manifest, or whom bundles are encrypted to.
    Manifest,
    /// A receipt of a head.
    HeadReceipt,
}

impl Beside {
    fn typ(self) -> &'static str {
        match self {
            Self::Manifest => "sportello-manifest",
            Self::HeadReceipt => "sportello-head-receipt",
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
