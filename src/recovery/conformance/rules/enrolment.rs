//! Becoming known.

use chrono::TimeDelta;
use p256::ecdsa::signature::Keypair as _;
use serde::Serialize;
use uuid::Uuid;

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{Known, Visit, subject};
use crate::conformance::wire::{Ask, Came, Request};
use domain::centre::exchange::enrolment::{EnrolmentNonce, EnrolmentOffer, EnrolmentRequest};
use trust::pairing::Nonce;
use trust::{Request as CertificateRequest, Role, Urn, check_chain};

/// In order.
pub const RULES: [Rule; 4] = [
    Rule {
        id: "enrolment-commitment",
        section: SECTION,
        expects: "a nonce that does not fit what the station committed to is refused",
        needs: &["tls-certificate"],
        check: commitment,
    },
    Rule {
        id: "enrolment-over",
        section: SECTION,
        expects: "after a wrong nonce the enrolment is over: the right one is refused too",
        needs: &["enrolment-commitment"],
        check: over,
    },
    Rule {
        id: "station-certificate",
        section: SECTION,
        expects: "a certificate of the root for a station: its name, its key, two years at most",
        needs: &["tls-certificate"],
        check: certificate,
    },
    Rule {
        id: "reserve-certificate",
        section: SECTION,
        expects: "optional: the same for the reserve in the station’s request",
        needs: &["tls-certificate"],
        check: reserve,
    },
];

const SECTION: &str = "CENTRE.md §8";
const NOT_ENROLLED: Deviation = Deviation::NotHere("the station was certified with the root's own key");
/// Two years, and what clocks of counters are wrong by.
const LONGEST: TimeDelta = TimeDelta::days(731);

/// Whoever could change the nonce after seeing the centre's could choose the six digits.
fn commitment(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let (id, _) = begun(visit)?;
    let other = Nonce::new(&visit.random);
    refused(visit, id, other)
}

fn over(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let (id, right) = begun(visit)?;
    let other = Nonce::new(&visit.random);
    refused(visit, id, other)?;
    refused(visit, id, right)
}

/// An enrolment of somebody, and the nonce that was committed to.
fn begun(visit: &mut Visit<'_>) -> Result<(Uuid, Nonce), Deviation> {
    if !visit.enrols {
        return Err(NOT_ENROLLED);
    }
    let request =
        CertificateRequest::make(&subject(), Urn::from(visit.stranger.station), &visit.stranger.key)
            .map_err(|_| Deviation::NotHere("the key of the check did not sign"))?;
    let nonce = Nonce::new(&visit.random);
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let came = sent(visit, "POST", "/api/v1/enrolments".to_owned(), &asked)?;
    if came.status != 202 {
        return Err(Deviation::seen(format!("{} to an enrolment", came.in_short())));
    }
    let offer: EnrolmentOffer = serde_json::from_slice(&came.body)
        .map_err(|error| Deviation::seen(format!("an offer of another shape: {error}")))?;
    Ok((offer.id, nonce))
}

fn refused(visit: &mut Visit<'_>, id: Uuid, nonce: Nonce) -> Result<(), Deviation> {
    let shown = EnrolmentNonce { nonce: nonce.to_string() };
    let came = sent(visit, "PUT", format!("/api/v1/enrolments/{id}"), &shown)?;
    visit.refusal(&came, &[400, 404, 409, 422]).map(|_| ())
}

fn certificate(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if visit.enrols { fits(visit, &visit.known) } else { Err(NOT_ENROLLED) }
}

fn reserve(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if !visit.enrols {
        return Err(NOT_ENROLLED);
    }
    match &visit.beside.sister {
        Some(reserve) => fits(visit, reserve),
        None => Err(Deviation::NotHere("this centre certifies no reserves")),
    }
}

/// What the centre certified for somebody is a station's certificate.
fn fits(visit: &Visit<'_>, whose: &Known) -> Result<(), Deviation> {
    let certificate = &whose.certificate;
    let checked = check_chain(certificate, visit.root(), visit.now())
        .map_err(|untrusted| Deviation::seen(untrusted.to_string()))?;
    if checked.urn != Urn::from(whose.station) {
        return Err(Deviation::seen("it names somebody else"));
    }
    if checked.key != whose.key.verifying_key() {
        return Err(Deviation::seen("it is for another key than the one asked for"));
    }
    if checked.role != Role::Station {
        return Err(Deviation::seen("it is a centre’s, not a station’s"));
    }
    if certificate.not_after() > certificate.not_before().plus(LONGEST) {
        return Err(Deviation::seen(format!("it holds until {}", certificate.not_after())));
    }
    Ok(())
}

/// Nothing of an enrolment is signed.
fn sent(
    visit: &Visit<'_>,
    method: &'static str,
    path: String,
    value: &impl Serialize,
) -> Result<Came, Deviation> {
    let body = serde_json::to_vec(value).expect("enrolments hold only texts");
    let request = Request { ask: Ask::json(method, path, body), signed: None, id: Uuid::nil() };
    Ok(visit.line().carry(&request)?)
}
