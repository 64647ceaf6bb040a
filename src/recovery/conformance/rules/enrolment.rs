//! Becoming known.

use serde::Serialize;
use uuid::Uuid;

use crate::code::pairing::Nonce;
use crate::code::{Request as CertificateRequest, Urn};
use crate::domain::exchange::enrolment::{EnrolmentNonce, EnrolmentOffer, EnrolmentRequest};
use crate::recovery::conformance::rule::{Deviation, Rule};
use crate::recovery::conformance::visit::{Visit, subject};
use crate::recovery::conformance::wire::{Ask, Came, Request};

/// In order.
pub const RULES: [Rule; 1] = [Rule {
    id: "enrolment-commitment",
    section: "CENTRE.md §8",
    expects: "a nonce that does not fit what the station committed to is refused, and with it the enrolment",
    needs: &["tls-certificate"],
    check: commitment,
}];

/// Whoever could change the nonce after seeing the centre's could choose the six digits.
fn commitment(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if !visit.enrols {
        return Err(Deviation::NotHere("the station was certified with the root's own key"));
    }
    let request =
        CertificateRequest::make(&subject(), Urn::from(visit.stranger.station), &visit.stranger.key)
            .map_err(|_| Deviation::NotHere("the key of the check did not sign"))?;
    let commitment = Nonce::new(&visit.random).commitment().to_string();
    let asked = EnrolmentRequest { request: request.to_pem(), commitment };
    let came = sent(visit, "POST", "/api/v1/enrolments".to_owned(), &asked)?;
    if came.status != 202 {
        return Err(Deviation::seen(format!("{} to an enrolment", came.in_short())));
    }
    let offer: EnrolmentOffer = serde_json::from_slice(&came.body)
        .map_err(|error| Deviation::seen(format!("an offer of another shape: {error}")))?;
    let other = EnrolmentNonce { nonce: Nonce::new(&visit.random).to_string() };
    let came = sent(visit, "PUT", format!("/api/v1/enrolments/{}", offer.id), &other)?;
    visit.refusal(&came, &[400, 409, 422]).map(|_| ())
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
