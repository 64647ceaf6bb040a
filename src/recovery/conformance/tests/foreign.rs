//! A centre of others, in memory and written against `CENTRE.md` alone: it keeps every rule, or breaks the one it is told to.
//!
//! | file | subject |
//! |---|---|
//! | `believed` | whether a request is a station's |
//! | `taken` | records and files |
//! | `told` | position, outcomes, receipts |
//! | `mutants` | the rules that can be broken, one at a time |

mod believed;
mod mutants;
mod taken;
mod told;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::now;
use crate::centre::CentreError;
use crate::conformance::forge;
use crate::conformance::wire::{Came, Line, Request};
use domain::ids::id::StationId;
use domain::text::hex;
use trust::message::{self, Content, Outgoing, Sense};
use trust::{Certificate, Root, Urn};
use vault::SigningKey;

pub(super) use mutants::Mutant;
use taken::Held;

/// The centre.
pub(super) struct Foreign {
    pub(super) broken: Option<Mutant>,
    pub(super) key: SigningKey,
    pub(super) certificate: Certificate,
    /// Its name in a certificate of a station.
    pub(super) as_station: Certificate,
    pub(super) urn: Urn,
    pub(super) root: Root,
    /// Whose request was granted.
    pub(super) enrolled: StationId,
    pub(super) state: RefCell<State>,
}

/// What it knows.
#[derive(Default)]
pub(super) struct State {
    seen: BTreeSet<String>,
    held: BTreeMap<Uuid, Held>,
    blobs: BTreeSet<String>,
    /// Commitments of enrolments, and whether they are over.
    enrolments: BTreeMap<Uuid, (String, bool)>,
    /// So often outcomes and receipts were read.
    reads: u64,
}

/// An answer that is not signed yet.
pub(super) struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }
}

/// A refusal: status, code, and where the centre stands if that is to be said.
pub(super) struct No {
    status: u16,
    code: &'static str,
    expects: Option<Value>,
}

impl No {
    fn new(status: u16, code: &'static str) -> Self {
        Self { status, code, expects: None }
    }
}

impl Foreign {
    /// Whether this rule is the one that is broken.
    fn breaks(&self, mutant: Mutant) -> bool {
        self.broken == Some(mutant)
    }

    fn done(&self, request: &Request, station: Uuid) -> Result<Answer, No> {
        let path = request.ask.path.split('?').next().unwrap_or_default();
        let query = request.ask.path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        if self.breaks(Mutant::RefusesQueries) && query.contains("never-heard-of")
            || self.breaks(Mutant::RefusesContinuations) && query.contains("continued-by")
        {
            return Err(No::new(400, "invalid-field"));
        }
        let mut parts = path.split('/').skip(5);
        match (request.ask.method, parts.next().unwrap_or_default(), parts.next()) {
            ("GET", "position", None) => Ok(Answer::ok(self.position(station))),
            ("GET", "outcomes", None) => Ok(Answer::ok(self.outcomes(station, query))),
            ("GET", "head-receipt", None) => Ok(self.receipt(station)),
            ("PUT", "blobs", Some(name)) => self.blob(request, name),
            ("POST", "records", None) => self.records(request, station),
            _ => Err(No::new(404, "not-found")),
        }
    }

    fn refused(&self, no: &No, request: &Request) -> Came {
        let mut body = json!({
            "type": format!("urn:problem-type:foreign:{}", no.code), "title": "No", "status": no.status,
            "detail": "non preso / not taken", "code": no.code,
        });
        if let Some(expects) = &no.expects {
            body["expects"] = expects.clone();
        }
        if self.breaks(Mutant::RepeatsWhatWasSent) {
            body["detail"] = json!(String::from_utf8_lossy(&request.ask.body));
        }
        if self.breaks(Mutant::RefusesWithoutCode) {
            body.as_object_mut().unwrap().remove("code");
        }
        let media_type = if self.breaks(Mutant::RefusesInPlainJson) {
            "application/json"
        } else {
            "application/problem+json"
        };
        Came {
            status: no.status,
            media_type: Some(media_type.to_owned()),
            body: body.to_string().into_bytes(),
            ..Came::default()
        }
    }

    fn signed(&self, mut came: Came, request: &Request, station: Uuid) -> Came {
        let (refusal, broken) = (came.status >= 400, |mutant| self.breaks(mutant));
        if broken(Mutant::SignsNothing) || broken(Mutant::SignsNoRefusal) && refusal {
            return came;
        }
        let status = if broken(Mutant::SignsAnotherStatus) { 299 } else { came.status };
        let to = if broken(Mutant::SignsForAnother) { Uuid::nil() } else { station };
        let request = if broken(Mutant::AnswersAnyRequest) { Uuid::nil() } else { request.id };
        let outgoing = Outgoing {
            from: self.urn,
            to: Urn::new(to),
            id: Uuid::from_u128(9),
            at: now(),
            sense: Sense::Answer { to: request, status },
            content: Content { media_type: came.media_type.as_deref(), encoding: None, body: &came.body },
        };
        let certificate = if broken(Mutant::SignsAsStation) { &self.as_station } else { &self.certificate };
        let signed = message::sign(&outgoing, certificate, &self.key).unwrap();
        came.digest = Some(signed.digest);
        came.signature = Some(signed.signature);
        if broken(Mutant::SignsAboutAnother) {
            let other = Urn::new(Uuid::nil()).to_string();
            let text = came.signature.take().unwrap();
            came.signature = forge::again(&text, |_, claims| claims["sub"] = json!(other), &self.key);
        }
        if broken(Mutant::ChangesAfterSigning) {
            came.body.push(b' ');
        }
        came
    }

    fn enrolment(&self, request: &Request) -> Came {
        let asked: Value = serde_json::from_slice(&request.ask.body).unwrap_or_default();
        let mut state = self.state.borrow_mut();
        if request.ask.method == "POST" {
            let id = Uuid::from_u128(1_000 + state.enrolments.len() as u128);
            state.enrolments.insert(id, (asked["commitment"].as_str().unwrap().to_owned(), false));
            let offer = json!({
                "id": id, "nonce": "00".repeat(16),
                "root": self.root.certificate().to_pem(), "centre": self.certificate.to_pem(),
            });
            let body = offer.to_string().into_bytes();
            return Came {
                status: 202,
                media_type: Some("application/json".to_owned()),
                body,
                ..Came::default()
            };
        }
        let id: Uuid = request.ask.path.rsplit('/').next().unwrap().parse().unwrap();
        let (commitment, over) = state.enrolments.get_mut(&id).unwrap();
        let nonce = hex::decode(asked["nonce"].as_str().unwrap()).unwrap();
        let fits = hex::encode(&Sha256::digest(nonce)) == *commitment;
        if *over && !self.breaks(Mutant::EnrolsAfterAWrongNonce) {
            return self.refused(&No::new(422, "invalid-field"), request);
        }
        *over = !fits;
        if fits || self.breaks(Mutant::TakesAnyNonce) {
            return Came { status: 204, ..Came::default() };
        }
        self.refused(&No::new(422, "invalid-field"), request)
    }
}

impl Line for Foreign {
    fn carry(&self, request: &Request) -> Result<Came, CentreError> {
        if self.breaks(Mutant::ShowsAnotherCertificate) {
            return Err(CentreError::OtherCertificate);
        }
        if request.ask.path.starts_with("/api/v1/enrolments") {
            return Ok(self.enrolment(request));
        }
        let station = match self.believed(request) {
            Ok(station) => station,
            Err(no) => return Ok(self.refused(&no, request)),
        };
        let came = match self.done(request, station) {
            Ok(Answer { status, body }) => Came {
                status,
                media_type: Some("application/json".to_owned()),
                body: body.to_string().into_bytes(),
                ..Came::default()
            },
            Err(no) => self.refused(&no, request),
        };
        Ok(self.signed(came, request, station))
    }

    fn old_tls(&self) -> Result<Vec<&'static str>, CentreError> {
        Ok(if self.breaks(Mutant::SpeaksOldTls) { vec!["TLS 1.0"] } else { Vec::new() })
    }
}
