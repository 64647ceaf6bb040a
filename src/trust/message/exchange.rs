//! What a signature is about.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The content of a message as it travels: after compression.
#[derive(Clone, Copy, Default)]
pub struct Content<'a> {
    /// The header `Content-Type`, if there is a body.
    pub media_type: Option<&'a str>,
    /// The header `Content-Encoding`, if there is one.
    pub encoding: Option<&'a str>,
    /// The body; empty if there is none.
    pub body: &'a [u8],
}

impl Content<'_> {
    /// What the header `Digest` says of the body.
    pub fn digest(&self) -> String {
        format!("SHA-256={}", BASE64_STANDARD.encode(Sha256::digest(self.body)))
    }

    /// The headers that are signed, with their values.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("digest", self.digest())];
        headers.extend(self.media_type.map(|value| ("content-type", value.to_owned())));
        headers.extend(self.encoding.map(|value| ("content-encoding", value.to_owned())));
        headers
    }
}

// The body holds personal data: it never reaches a log.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({:?}, {:?}, {} bytes)", self.media_type, self.encoding, self.body.len())
    }
}

/// Which way a message goes, and what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense<'a> {
    /// To a hub.
    Request {
        /// In capitals: `POST`.
        method: &'a str,
        /// Path and query from the API's `/api/v1` on, as sent: what a proxy puts before it is not signed.
        path: &'a str,
    },
    /// Back from it.
    Answer {
        /// The request's `jti`.
        to: Uuid,
        /// The HTTP status.
        status: u16,
    },
}
