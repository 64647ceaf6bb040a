//! One signed question and its answer.

use std::time::Duration;

use serde::Deserialize;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use super::line::{Believing, agent, meaning};
use crate::centre::CentreError;
use clock::{Clock, Random};
use domain::centre::centre::{Centre, CentreAddress};
use domain::centre::exchange::SignedReceipt;
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use trust::message::detached::{Beside, verify_detached};
use trust::message::{self, Content, DIGEST, Expected, Outgoing, SIGNATURE, Sense, Signed};
use trust::{Certificate, Role, Root, Urn};
use vault::SigningKey;

/// Bytes an answer has at most.
const LARGEST_ANSWER: u64 = 16 * 1024 * 1024;

/// What a station asks with.
pub struct Means {
    /// Whose records they are.
    pub station: StationId,
    /// Its key.
    pub key: SigningKey,
    /// Time, corrected.
    pub clock: Clock,
    /// Names questions.
    pub random: Random,
}

/// A question about to be asked.
pub(super) struct Question<'a> {
    /// In capitals.
    pub method: &'static str,
    /// From `/api/v1` on, with the query.
    pub path: &'a str,
    /// Of the body.
    pub media_type: Option<&'a str>,
    /// `gzip`, or none.
    pub encoding: Option<&'a str>,
    /// Empty where there is none.
    pub body: &'a [u8],
}

impl<'a> Question<'a> {
    pub(super) fn get(path: &'a str) -> Self {
        Self { method: "GET", path, media_type: None, encoding: None, body: &[] }
    }

    fn content(&self) -> Content<'_> {
        Content { media_type: self.media_type, encoding: self.encoding, body: self.body }
    }
}

/// A centre and everything a question to it needs.
pub(super) struct Asking {
    agent: Agent,
    address: CentreAddress,
    centre: Urn,
    root: Root,
    certificate: Certificate,
    means: Means,
}

/// An answer as it came.
struct Came {
    status: u16,
    digest: Option<String>,
    signature: Option<String>,
    media_type: Option<String>,
    encoding: Option<String>,
    wait: Option<Duration>,
    body: Vec<u8>,
}

/// A refusal (RFC 9457), as far as it is understood here.
#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    expects: Option<Anchor>,
}

impl Asking {
    pub(super) fn new(centre: &Centre, means: Means) -> Result<Self, CentreError> {
        let root = Root::from_pem(&centre.root).map_err(|_| CentreError::OwnKey)?;
        let certificate = Certificate::from_pem(&centre.certificate).map_err(|_| CentreError::OwnKey)?;
        let agent = agent(&Believing::Root(root.certificate().der()));
        let urn = centre.urn.parse().map_err(|_| CentreError::OwnKey)?;
        Ok(Self { agent, address: centre.address.clone(), centre: urn, root, certificate, means })
    }

    pub(super) fn station(&self) -> StationId {
        self.means.station
    }

    /// Asks; the body of the answer, if the centre signed it and did what it was asked.
    pub(super) fn ask(&self, question: &Question<'_>) -> Result<Vec<u8>, CentreError> {
        let at = self.means.clock.now();
        let id = self.means.random.uuid(at);
        let sense = Sense::Request { method: question.method, path: question.path };
        let from = Urn::new(self.means.station.uuid());
        let outgoing = Outgoing { from, to: self.centre, id, at, sense, content: question.content() };
        let signed =
            message::sign(&outgoing, &self.certificate, &self.means.key).map_err(|_| CentreError::OwnKey)?;
        let came = self.carry(question, &signed)?;
        if self.is_signed(&came, id) {
            return judged(came);
        }
        Err(of_nobody(&came))
    }

    /// Whether a receipt is this centre's, about this station.
    pub(super) fn signed_receipt(&self, signed: &SignedReceipt) -> bool {
        let roots = std::slice::from_ref(&self.root);
        let (text, now) = (signed.text.as_bytes(), self.means.clock.now());
        let maker = verify_detached(Beside::HeadReceipt, &signed.signature, text, roots, now);
        let by_it = maker.is_ok_and(|maker| maker.urn == self.centre && maker.role == Role::Hub);
        by_it
            && signed.read().is_some_and(|receipt| {
                receipt.station == self.means.station && receipt.centre == self.centre.to_string()
            })
    }

    fn carry(&self, question: &Question<'_>, signed: &Signed) -> Result<Came, CentreError> {
        let mut request = Request::builder()
            .method(question.method)
            .uri(format!("{}{}", self.address, question.path))
            .header(DIGEST, &signed.digest)
            .header(SIGNATURE, &signed.signature)
            .header("accept", "application/json");
        if let Some(media_type) = question.media_type {
            request = request.header("content-type", media_type);
        }
        if let Some(encoding) = question.encoding {
            request = request.header("content-encoding", encoding);
        }
        let answered = if question.method == "GET" {
            self.agent.run(request.body(()).map_err(|_| CentreError::OwnKey)?)
        } else {
            self.agent.run(request.body(question.body).map_err(|_| CentreError::OwnKey)?)
        };
        let answer = answered.map_err(|error| {
            tracing::debug!(%error, "a question to the centre failed");
            meaning(&error, &self.address)
        })?;
        came(answer)
    }

    /// Whether the centre signed this as the answer to the question called `id`.
    fn is_signed(&self, came: &Came, id: uuid::Uuid) -> bool {
        let expected = Expected {
            audience: Urn::new(self.means.station.uuid()),
            sender: Some(self.centre),
            sense: Sense::Answer { to: id, status: came.status },
            content: Content {
                media_type: came.media_type.as_deref(),
                encoding: came.encoding.as_deref(),
                body: &came.body,
            },
            now: self.means.clock.now(),
        };
        let roots = std::slice::from_ref(&self.root);
        match message::verify(came.digest.as_deref(), came.signature.as_deref(), &expected, roots) {
            Ok(_) => true,
            Err(refused) => {
                tracing::debug!(%refused, status = came.status, "an answer is not the centre's");
                false
            }
        }
    }
}

fn came(answer: Response<Body>) -> Result<Came, CentreError> {
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (digest, signature) = (header(DIGEST), header(SIGNATURE));
    let (media_type, encoding) = (header("content-type"), header("content-encoding"));
    let wait = header("retry-after").and_then(|wait| wait.parse().ok()).map(Duration::from_secs);
    let status = answer.status().as_u16();
    let body = answer.into_body().into_with_config().limit(LARGEST_ANSWER).read_to_vec();
    let body = body.map_err(|_| CentreError::ReplyLost)?;
    Ok(Came { status, digest, signature, media_type, encoding, wait, body })
}

/// What the centre itself answered.
fn judged(came: Came) -> Result<Vec<u8>, CentreError> {
    match came.status {
        200..=299 => Ok(came.body),
        429 | 503 => Err(CentreError::Busy { wait: came.wait.unwrap_or(Duration::from_secs(5)) }),
        500..=599 => Err(CentreError::Failing { status: came.status }),
        status => Err(refused(status, &came.body)),
    }
}

fn refused(status: u16, body: &[u8]) -> CentreError {
    let problem = serde_json::from_slice::<Problem>(body);
    let problem =
        problem.unwrap_or(Problem { code: format!("http-{status}"), detail: String::new(), expects: None });
    match problem.code.as_str() {
        "gap" | "fork" => CentreError::DoesNotFollow { expects: problem.expects },
        _ => CentreError::Refused { status, code: problem.code, words: shortened(&problem.detail) },
    }
}

/// What came without the centre's signature: from a proxy in between, from a centre that does not know this station, or from
/// somebody else.
fn of_nobody(came: &Came) -> CentreError {
    match came.status {
        429 | 503 if came.wait.is_some() => {
            CentreError::Busy { wait: came.wait.unwrap_or(Duration::from_secs(5)) }
        }
        500..=599 => CentreError::Failing { status: came.status },
        401 | 403 => refused(came.status, &came.body),
        _ => CentreError::NotItsAnswer,
    }
}

/// Words of somebody else, bounded.
fn shortened(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, wait: Option<u64>, body: &str) -> Came {
        Came {
            status,
            digest: None,
            signature: None,
            media_type: None,
            encoding: None,
            wait: wait.map(Duration::from_secs),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn only_a_signed_answer_is_the_centres_word() {
        assert_eq!(of_nobody(&answer(200, None, "{}")), CentreError::NotItsAnswer);
        assert_eq!(of_nobody(&answer(302, None, "")), CentreError::NotItsAnswer);
        let gap = r#"{"code":"gap","expects":null}"#;
        assert_eq!(of_nobody(&answer(409, None, gap)), CentreError::NotItsAnswer);
        assert_eq!(of_nobody(&answer(504, None, "")), CentreError::Failing { status: 504 });
        assert_eq!(of_nobody(&answer(503, Some(7), "")), CentreError::Busy { wait: Duration::from_secs(7) });
        let unknown = r#"{"code":"unknown-station","detail":"chi?"}"#;
        assert_eq!(
            of_nobody(&answer(401, None, unknown)),
            CentreError::Refused { status: 401, code: "unknown-station".into(), words: "chi?".into() }
        );
    }

    #[test]
    fn a_signed_refusal_says_what_the_centre_expects() {
        let chain = "ab".repeat(32);
        let body = format!(r#"{{"code":"fork","expects":{{"position":4,"chain":"{chain}"}}}}"#);
        let expects = format!("4:{chain}").parse().ok();
        assert_eq!(judged(answer(409, None, &body)), Err(CentreError::DoesNotFollow { expects }));
        let body = r#"{"code":"gap","expects":null}"#;
        assert_eq!(judged(answer(409, None, body)), Err(CentreError::DoesNotFollow { expects: None }));
        assert_eq!(judged(answer(200, None, "x")), Ok(b"x".to_vec()));
        assert!(matches!(judged(answer(500, None, "")), Err(CentreError::Failing { status: 500 })));
    }
}
