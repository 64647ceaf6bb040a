//! Requests as they go out, right or wrong on purpose; answers as they come.

use serde::Deserialize;
use uuid::Uuid;

use crate::centre::CentreError;
use domain::ids::anchor::Anchor;
use trust::message::{Content, Signed};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// In capitals.
    pub method: &'static str,
    /// From `/api/v1` on, with the query.
    pub path: String,
    /// Of the body.
    pub media_type: Option<&'static str>,
    /// `gzip`, or none.
    pub encoding: Option<&'static str>,
    /// Empty where there is none.
    pub body: Vec<u8>,
}

impl Ask {
    /// A question without a body.
    pub fn get(path: String) -> Self {
        Self { method: "GET", path, media_type: None, encoding: None, body: Vec::new() }
    }

    /// JSON sent to an address.
    pub fn json(method: &'static str, path: String, body: Vec<u8>) -> Self {
        Self { method, path, media_type: Some("application/json"), encoding: None, body }
    }

    /// What a signature of it is about.
    pub fn content(&self) -> Content<'_> {
        Content { media_type: self.media_type, encoding: self.encoding, body: &self.body }
    }
}

/// A request ready to go.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked.
    pub ask: Ask,
    /// The two headers, if it is signed.
    pub signed: Option<Signed>,
    /// What it is called (`jti`).
    pub id: Uuid,
}

/// An answer as it came.
#[derive(Clone, Debug, Default)]
pub struct Came {
    /// The HTTP status.
    pub status: u16,
    /// The header `Digest`.
    pub digest: Option<String>,
    /// The header `Agid-JWT-Signature`.
    pub signature: Option<String>,
    /// The header `Content-Type`.
    pub media_type: Option<String>,
    /// The header `Content-Encoding`.
    pub encoding: Option<String>,
    /// The body as sent.
    pub body: Vec<u8>,
}

/// A refusal (RFC 9457), as far as the contract says what is in it.
#[derive(Clone, Debug, Deserialize)]
pub struct Problem {
    /// A URI.
    #[serde(rename = "type")]
    pub kind: String,
    /// In few words.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// In words for people.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// Where the centre stands, for `gap` and `fork`; `null` at the beginning.
    #[serde(default)]
    pub expects: Option<Anchor>,
}

impl Came {
    /// The refusal in it, if it is one of the form agreed.
    pub fn problem(&self) -> Option<Problem> {
        let media_type = self.media_type.as_deref().unwrap_or_default();
        if !media_type.starts_with("application/problem+json") {
            return None;
        }
        let problem: Problem = serde_json::from_slice(&self.body).ok()?;
        (problem.status == self.status && !problem.code.is_empty()).then_some(problem)
    }

    /// Status and code, as a report says them.
    pub fn in_short(&self) -> String {
        match self.problem() {
            Some(problem) => format!("{} {}", self.status, problem.code),
            None => format!("{} ({})", self.status, self.media_type.as_deref().unwrap_or("no content type")),
        }
    }
}

/// Whatever carries requests to a centre.
pub trait Line {
    /// Carries one, and its answer back.
    fn carry(&self, request: &Request) -> Result<Came, CentreError>;

    /// The versions older than TLS 1.2 that the server takes up.
    fn old_tls(&self) -> Result<Vec<&'static str>, CentreError>;
}
