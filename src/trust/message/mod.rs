//! Signed requests and answers between station and hub, by pattern `INTEGRITY_REST_01` of the Italian interoperability
//! guidelines (`AgID` `ModI`): the headers `Digest` and `Agid-JWT-Signature`.
//!
//! The signature is a JWS (RFC 7515, compact) with ES256, made with the certificate it carries. It binds sender and
//! receiver (URNs, never addresses), the content, the time, and: of a request method and path, so that a signed body
//! cannot be moved to another operation; of an answer the request and the status. `jti` may be used once: the receiver
//! remembers it until [`Verified::forget_after`].
//!
//! | file | subject |
//! |---|---|
//! | [`exchange`] | what a signature is about |
//! | `jose` | the compact form, header and claims |
//! | [`sign`] | making the two headers |
//! | [`detached`] | a signature beside a file |
//! | [`verify`] | checking them |

pub mod detached;
pub mod exchange;
mod jose;
pub mod sign;
pub mod verify;

pub use exchange::{Content, Sense};
pub use sign::{Outgoing, Signed, sign};
pub use verify::{Expected, Refused, Verified, verify, verify_unread};

use chrono::TimeDelta;

/// Name of the header with the content's digest (RFC 3230, as the guidelines say).
pub const DIGEST: &str = "Digest";

/// Name of the header with the signature.
pub const SIGNATURE: &str = "Agid-JWT-Signature";

/// How long a signed message may travel.
pub const LIFE: TimeDelta = TimeDelta::seconds(60);

/// By how much two clocks may differ.
pub const SKEW: TimeDelta = TimeDelta::seconds(60);

#[cfg(test)]
mod tests;
