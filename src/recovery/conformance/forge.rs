//! Signatures that say something else than a station would: taken apart, changed on purpose, and signed again.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use serde_json::Value;

use vault::SigningKey;

/// The same JWS (RFC 7515 §3.1) with `change` done to header and claims, signed by `key`; none if it is none.
pub fn again(
    signature: &str,
    change: impl FnOnce(&mut Value, &mut Value),
    key: &SigningKey,
) -> Option<String> {
    let mut parts = signature.split('.').map(read);
    let (mut header, mut claims) = (parts.next()??, parts.next()??);
    change(&mut header, &mut claims);
    let input = format!("{}.{}", encoded(&header), encoded(&claims));
    let signed: p256::ecdsa::Signature = key.try_sign(input.as_bytes()).ok()?;
    Some(format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signed.to_bytes())))
}

/// Header and claims without a signature, as RFC 7515 appendix A.5 has them.
pub fn unsecured(signature: &str) -> String {
    signature.rsplit_once('.').map(|(signed, _)| format!("{signed}.")).unwrap_or_default()
}

fn read(part: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}
