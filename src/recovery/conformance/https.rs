//! A centre over HTTPS, for the check: every answer comes back as it is.

use ureq::{Agent, http};

use crate::centre::CentreError;
use crate::http::line::{Believing, agent, meaning};
use domain::centre::centre::CentreAddress;
use trust::Root;
use trust::message::{DIGEST, SIGNATURE};

use super::old_tls;
use super::wire::{Came, Line, Request};

/// Bytes an answer has at most.
const LARGEST_ANSWER: u64 = 16 * 1024 * 1024;

/// The connection to the centre that is checked.
pub struct Https {
    agent: Agent,
    address: CentreAddress,
}

impl Https {
    /// To a centre whose certificate must be of this root.
    pub fn new(address: CentreAddress, root: &Root) -> Self {
        Self { agent: agent(&Believing::Root(root.certificate().der())), address }
    }
}

impl Line for Https {
    fn carry(&self, request: &Request) -> Result<Came, CentreError> {
        let ask = &request.ask;
        let mut out = http::Request::builder()
            .method(ask.method)
            .uri(format!("{}{}", self.address, ask.path))
            .header("accept", "application/json, application/problem+json");
        if let Some(signed) = &request.signed {
            out = out.header(DIGEST, &signed.digest).header(SIGNATURE, &signed.signature);
        }
        for (name, value) in [("content-type", ask.media_type), ("content-encoding", ask.encoding)] {
            if let Some(value) = value {
                out = out.header(name, value);
            }
        }
        let answered = if ask.method == "GET" {
            self.agent.run(out.body(()).map_err(|_| CentreError::OwnKey)?)
        } else {
            self.agent.run(out.body(&ask.body[..]).map_err(|_| CentreError::OwnKey)?)
        };
        let answer = answered.map_err(|error| meaning(&error, &self.address))?;
        let header =
            |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut came = Came {
            status: answer.status().as_u16(),
            digest: header(DIGEST),
            signature: header(SIGNATURE),
            media_type: header("content-type"),
            encoding: header("content-encoding"),
            body: Vec::new(),
        };
        let body = answer.into_body().into_with_config().limit(LARGEST_ANSWER).read_to_vec();
        came.body = body.map_err(|_| CentreError::ReplyLost)?;
        Ok(came)
    }

    fn old_tls(&self) -> Result<Vec<&'static str>, CentreError> {
        old_tls::taken_up(&self.address)
    }
}
