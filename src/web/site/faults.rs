//! Answers without a body become pages or problems: refusals, unknown addresses, wrong methods, panics. The same for the
//! counter and the centre; each says it in its own frame.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};

use super::kept::Asks;
use super::standing;
use super::trouble::Trouble;
use crate::entrance::bound::{Names, Prover};
use crate::entrance::guard;
use crate::words::lang::Lang;

/// How a site says what went wrong.
pub trait Says: 'static {
    /// Whether the site that got this request only rehearses.
    fn drill(req: &HttpRequest) -> bool;

    /// The cookies that say who somebody is.
    fn names(req: &HttpRequest) -> Names;

    /// What proves a session's cookie.
    fn prover(req: &HttpRequest) -> Prover;

    /// Who asks, for what is kept for them.
    fn asks(req: &HttpRequest) -> impl Future<Output = Asks>;

    /// To a program.
    fn problem(trouble: &Trouble) -> HttpResponse;

    /// To a person, when nothing can be known.
    fn bare(l: Lang, drill: bool, trouble: &Trouble) -> HttpResponse;

    /// To a person.
    fn page(req: &HttpRequest, trouble: &Trouble) -> impl Future<Output = HttpResponse>;
}

/// Turns a panic of a handler into an internal fault. Its message stays out of logs: it may hold what a person typed.
///
/// It stands outermost and keeps no hold on the request, which routing needs for itself; so its page has no strip.
pub async fn catch<S: Says>(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (l, drill) = (standing::language(req.request()), S::drill(req.request()));
    let api = is_api(req.path());
    if let Some(answer) = fenced(next.call(req)).await {
        return Ok(answer?.map_into_boxed_body());
    }
    tracing::error!("a handler panicked");
    let trouble = Trouble::Broken;
    let mut page = if api { S::problem(&trouble) } else { S::bare(l, drill, &trouble) };
    guard::headers(page.headers_mut());
    Err(InternalError::from_response(trouble, page).into())
}

/// What a handler answers; none if it panicked.
async fn fenced<T>(call: impl Future<Output = T>) -> Option<T> {
    let mut call = pin!(call);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
        Err(_) => Poll::Ready(None),
    })
    .await
}

/// Whether programs ask there.
pub(super) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Writes the page of a trouble, or the problem.
pub async fn dress<S: Says>(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let res = next.call(req).await?.map_into_boxed_body();
    let Some(trouble) = trouble_of(&res) else { return Ok(res) };
    let (req, bare) = res.into_parts();
    let mut answer = if is_api(req.path()) { S::problem(&trouble) } else { S::page(&req, &trouble).await };
    for (name, value) in bare.headers() {
        if name != CONTENT_TYPE {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(ServiceResponse::new(req, answer))
}

/// What is to be said instead of an answer without a page of its own.
fn trouble_of(res: &ServiceResponse<BoxBody>) -> Option<Trouble> {
    if let Some(trouble) = res.response().extensions().get::<Trouble>() {
        return Some(trouble.clone()).filter(|trouble| !matches!(trouble, Trouble::Go(_)));
    }
    // The API writes its own problems.
    if res.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json") {
        return None;
    }
    // Answers actix makes itself have no content type; a handler's own page has one.
    if res.headers().contains_key(CONTENT_TYPE) && res.response().error().is_none() {
        return None;
    }
    match res.status() {
        StatusCode::NOT_FOUND => Some(Trouble::NoSuchPage),
        StatusCode::METHOD_NOT_ALLOWED => Some(Trouble::WrongMethod),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Trouble::TooLarge),
        status if status.is_client_error() => Some(Trouble::Unreadable),
        status if status.is_server_error() => Some(Trouble::Broken),
        _ => None,
    }
}
