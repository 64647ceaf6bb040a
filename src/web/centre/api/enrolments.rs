//! A station asks to be known. The six digits are what both sides trust; who renews a certificate signs with the one before.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;

use super::problem;
use super::signed::Headers;
use crate::centre::desk::{site, source};
use crate::site::blocking::block;
use crate::site::trouble::Trouble;
use centre::CentreError;
use centre::stations::enrolments::AskedFrom;
use domain::centre::exchange::enrolment::{EnrolmentNonce, EnrolmentRequest};

type Answer = Result<HttpResponse, Trouble>;

/// `POST /api/v1/enrolments`
pub async fn ask(req: HttpRequest, body: web::Bytes) -> Answer {
    let (hub, identity) = (Arc::clone(&site(&req).hub), Arc::clone(&site(&req).identity));
    let (headers, source) = (Headers::of(&req), source(&req));
    let done = block(move || {
        let asked: EnrolmentRequest = serde_json::from_slice(&body).map_err(|_| unreadable())?;
        // Signed where a station renews its certificate; else two people compare six digits, and that is all.
        let signed = headers.came("POST", "/api/v1/enrolments", &body);
        hub.ask_enrolment(&identity, &asked, &AskedFrom { source: Some(source), signed })
    });
    answer(StatusCode::ACCEPTED, done.await.map_err(|_| Trouble::Broken)?)
}

/// `PUT /api/v1/enrolments/{id}`
pub async fn nonce(req: HttpRequest, path: web::Path<Uuid>, body: web::Bytes) -> Answer {
    let (hub, id) = (Arc::clone(&site(&req).hub), path.into_inner());
    let done = block(move || {
        let shown: EnrolmentNonce = serde_json::from_slice(&body).map_err(|_| unreadable())?;
        hub.show_nonce(id, &shown.nonce)
    });
    match done.await.map_err(|_| Trouble::Broken)? {
        Ok(()) => Ok(HttpResponse::NoContent().finish()),
        Err(error) => Ok(problem::answer(&error)),
    }
}

/// `GET /api/v1/enrolments/{id}`
pub async fn state(req: HttpRequest, path: web::Path<Uuid>) -> Answer {
    let (hub, id) = (Arc::clone(&site(&req).hub), path.into_inner());
    let done = block(move || hub.enrolment_state(id));
    answer(StatusCode::OK, done.await.map_err(|_| Trouble::Broken)?)
}

fn answer(status: StatusCode, done: Result<impl Serialize, CentreError>) -> Answer {
    match done {
        Ok(value) => {
            let body = serde_json::to_vec(&value).map_err(|_| Trouble::Broken)?;
            Ok(HttpResponse::build(status)
                .insert_header((CONTENT_TYPE, "application/json"))
                .insert_header((CACHE_CONTROL, "no-store"))
                .body(body))
        }
        Err(error) => Ok(problem::answer(&error)),
    }
}

fn unreadable() -> CentreError {
    CentreError::field(
        "body",
        "Il contenuto non è della forma convenuta.",
        "The content is not of the form agreed.",
    )
}
