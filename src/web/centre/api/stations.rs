//! Position, blobs, records, outcomes, receipts of heads, what stations were told.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::signed::{LARGEST, Reply, serve};
use crate::centre::desk::site;
use crate::site::trouble::Trouble;
use centre::intake::receive::LARGEST_BLOB;
use centre::stations::lives::Wire;
use domain::centre::exchange::{Batch, ToldPage};
use domain::ids::id::StationId;

type Answer = Result<HttpResponse, Trouble>;

/// `GET /api/v1/stations/{station}/position`
pub async fn position(
    req: HttpRequest,
    path: web::Path<StationId>,
    query: web::Query<Continued>,
    payload: web::Payload,
) -> Answer {
    let station = path.into_inner();
    let wire = query.of(station);
    let call = move |hub: &centre::Hub, _| Ok(Reply::json(StatusCode::OK, &hub.position(wire)?));
    serve(req, station, payload, 0, call).await
}

/// `PUT /api/v1/stations/{station}/blobs/{sha256}`
pub async fn blob(req: HttpRequest, path: web::Path<(StationId, String)>, payload: web::Payload) -> Answer {
    let (station, sha256) = path.into_inner();
    serve(req, station, payload, LARGEST_BLOB, move |hub, said| {
        let new = hub.put_blob(station, &sha256, &said.body)?;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        Ok(Reply::json(status, &serde_json::json!({ "sha256": sha256 })))
    })
    .await
}

/// `POST /api/v1/stations/{station}/records`
pub async fn records(
    req: HttpRequest,
    path: web::Path<StationId>,
    query: web::Query<Continued>,
    payload: web::Payload,
) -> Answer {
    let station = path.into_inner();
    let wire = query.of(station);
    let identity = Arc::clone(&site(&req).identity);
    serve(req, station, payload, LARGEST, move |hub, said| {
        let batch: Batch = said.read(
            "Il gruppo di registrazioni non è della forma convenuta.",
            "The batch is not of the form agreed.",
        )?;
        let answer = hub.receive(wire, &batch)?;
        // What came on a stick may have waited for these records. They are taken whatever becomes of it.
        if let Err(error) = hub.take_waiting(&identity) {
            tracing::warn!(code = error.code(), "bundles that wait could not be taken");
        }
        Ok(Reply::json(StatusCode::OK, &answer))
    })
    .await
}

/// `GET /api/v1/stations/{station}/head-receipt`
pub async fn head_receipt(req: HttpRequest, path: web::Path<StationId>, payload: web::Payload) -> Answer {
    let station = path.into_inner();
    let identity = Arc::clone(&site(&req).identity);
    let call =
        move |hub: &centre::Hub, _| Ok(Reply::json(StatusCode::OK, &hub.head_receipt(&identity, station)?));
    serve(req, station, payload, 0, call).await
}

/// Which continuation of a life that ended is spoken of.
#[derive(Debug, Deserialize)]
pub struct Continued {
    /// The station that goes on where this one ended.
    #[serde(rename = "continued-by")]
    by: Option<StationId>,
}

impl Continued {
    fn of(&self, station: StationId) -> Wire {
        Wire { station, by: self.by }
    }
}

/// The query of outcomes.
#[derive(Debug, Deserialize)]
pub struct After {
    /// The last sequence number known.
    #[serde(default)]
    after: u64,
}

/// `GET /api/v1/stations/{station}/outcomes?after=SEQ`
pub async fn outcomes(
    req: HttpRequest,
    path: web::Path<StationId>,
    query: web::Query<After>,
    continued: web::Query<Continued>,
    payload: web::Payload,
) -> Answer {
    let (station, after) = (path.into_inner(), query.after);
    let wire = continued.of(station);
    let identity = Arc::clone(&site(&req).identity);
    let call = move |hub: &centre::Hub, _| {
        let page = hub.signed_numbers(&identity, hub.outcomes(wire, after)?);
        Ok(Reply::json(StatusCode::OK, &page))
    };
    serve(req, station, payload, 0, call).await
}

/// `POST /api/v1/stations/{station}/told`
pub async fn told(
    req: HttpRequest,
    path: web::Path<StationId>,
    query: web::Query<Continued>,
    payload: web::Payload,
) -> Answer {
    let station = path.into_inner();
    let wire = query.of(station);
    let identity = Arc::clone(&site(&req).identity);
    serve(req, station, payload, LARGEST, move |hub, said| {
        let page: ToldPage = said.read(
            "Ciò che il centro aveva detto non è della forma convenuta.",
            "What the centre had told is not of the form agreed.",
        )?;
        Ok(Reply::json(StatusCode::OK, &hub.take_told(&identity, wire, &page)?))
    })
    .await
}
