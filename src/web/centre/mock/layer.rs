//! What stands before the contract and lets failures happen.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::forged;
use super::order::{Failure, Operation};
use crate::centre::api::problem;
use crate::centre::desk::site;
use crate::centre::site::HubSite;
use crate::site::blocking::block;
use crate::site::trouble::Trouble;
use trust::message::{DIGEST, SIGNATURE};

/// How late a slow answer comes.
const LATE: Duration = Duration::from_secs(5);

/// Lets happen what was ordered. A centre that is no mock never comes past its first line.
pub async fn befall(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let site = site(req.request());
    let (Some(mock), Some(operation)) = (&site.mock, Operation::of(req.path())) else {
        return Ok(next.call(req).await?.map_into_boxed_body());
    };
    let Some(failure) = mock.orders.meet(operation, site.hub.now()) else {
        let shown = (operation == Operation::Enrolments && req.method() == Method::PUT)
            .then(|| req.path().to_owned());
        let answer = next.call(req).await?.map_into_boxed_body();
        if let Some(path) = shown.filter(|_| answer.status().is_success()) {
            grant(&site, &path).await;
        }
        return Ok(answer);
    };
    tracing::info!(failure = failure.word(), "as ordered");
    match failure {
        Failure::DropRequest => Ok(req.into_response(cut())),
        Failure::ServerError => Ok(req.into_response(problem::of_trouble(&Trouble::Broken))),
        Failure::Busy => Ok(req.into_response(busy())),
        Failure::NotThere => Ok(req.into_response(problem::of_trouble(&Trouble::NoSuchPage))),
        Failure::Silent => Ok(std::future::pending().await),
        Failure::Slow => {
            tokio::time::sleep(LATE).await;
            Ok(next.call(req).await?.map_into_boxed_body())
        }
        Failure::DropReply => Ok(next.call(req).await?.into_response(cut())),
        Failure::GatewayTimeout => Ok(next.call(req).await?.into_response(gateway())),
        Failure::Unsigned => Ok(unsigned(next.call(req).await?.map_into_boxed_body())),
        Failure::WrongPosition => forged::position(&site, next.call(req).await?.map_into_boxed_body()).await,
        Failure::OlderDatabase => forget(&site, next, req).await,
        // Not for requests: connections and entries meet these.
        Failure::OtherCertificate | Failure::Reject | Failure::Conflict => {
            Ok(next.call(req).await?.map_into_boxed_body())
        }
    }
}

/// The mock knows whoever asks: nobody sits before its pages.
async fn grant(site: &web::Data<HubSite>, path: &str) {
    let Some(id) = path.rsplit('/').next().and_then(|id| id.parse().ok()) else { return };
    let site = site.clone();
    let granted = block(move || site.hub.grant(&site.identity, id, "")).await;
    if !matches!(granted, Ok(Ok(()))) {
        tracing::warn!("an enrolment was not granted: decide on the page «Postazioni»");
    }
}

/// The batch is taken and answered; after the last of those ordered the database is as before the first.
async fn forget(
    site: &web::Data<HubSite>,
    next: Next<impl MessageBody + 'static>,
    req: ServiceRequest,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let before = site.clone();
    let kept = block(move || {
        let mock = before.mock.as_ref().expect("only the mock forgets");
        mock.orders.keep(|| mock.database.as_it_stands())
    });
    kept.await.ok().and_then(Result::ok).ok_or(Trouble::Broken)?;
    let answer = next.call(req).await?.map_into_boxed_body();
    if !answer.status().is_success() {
        return Ok(answer);
    }
    let after = site.clone();
    let put_back = block(move || {
        let mock = after.mock.as_ref().expect("only the mock forgets");
        mock.orders.taken().map_or(Ok(()), |older| mock.database.put_back(&older))
    });
    put_back.await.ok().and_then(Result::ok).ok_or(Trouble::Broken)?;
    Ok(answer)
}

fn unsigned(mut answer: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    for name in [DIGEST, SIGNATURE] {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("names of headers are tokens");
        answer.headers_mut().remove(name);
    }
    answer
}

fn busy() -> HttpResponse {
    HttpResponse::build(StatusCode::SERVICE_UNAVAILABLE).insert_header((RETRY_AFTER, "2")).finish()
}

/// As gateways answer: a page of their own, nothing of the contract.
fn gateway() -> HttpResponse {
    HttpResponse::build(StatusCode::GATEWAY_TIMEOUT)
        .insert_header((CONTENT_TYPE, "text/html"))
        .body("<html><body><h1>504 Gateway Time-out</h1></body></html>")
}

/// An answer of which not one byte goes out: the connection is cut.
fn cut() -> HttpResponse {
    HttpResponse::Ok().body(Cut)
}

struct Cut;

impl MessageBody for Cut {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<web::Bytes, Self::Error>>> {
        Poll::Ready(Some(Err("the connection is cut, as ordered".into())))
    }
}
