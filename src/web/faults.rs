//! Answers without a body become pages: refusals, unknown addresses, wrong methods, panics.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use askama::Template;

use super::field::Hidden;
use super::frame::Frame;
use super::guard;
use super::lang::Lang;
use super::standing::{self, Standing, Touch};
use super::trouble::Trouble;
use super::typed::Typed;

/// Turns a panic of a handler into an internal fault. Its message stays out of logs: it may hold what a person typed.
///
/// It stands outermost and keeps no hold on the request, which routing needs for itself; so its page has no strip.
pub async fn catch(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let l = standing::language(req.request());
    let drill = standing::site(req.request()).drill();
    let api = is_api(req.path());
    if let Some(answer) = fenced(next.call(req)).await {
        return Ok(answer?.map_into_boxed_body());
    }
    tracing::error!("a handler panicked");
    let trouble = Trouble::Broken;
    let mut page =
        if api { super::api::problem(&trouble) } else { trouble_page(l, Frame::bare(l, drill), &trouble) };
    guard::headers(page.headers_mut());
    Err(InternalError::from_response(trouble, page).into())
}

/// What a handler answers; none if it panicked.
pub(super) async fn fenced<T>(call: impl Future<Output = T>) -> Option<T> {
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

/// Writes the page of a trouble. Answers of the API are written by the API.
pub async fn dress(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let res = next.call(req).await?.map_into_boxed_body();
    let Some(trouble) = trouble_of(&res) else { return Ok(res) };
    let (req, bare) = res.into_parts();
    let mut answer =
        if is_api(req.path()) { super::api::problem(&trouble) } else { page(&req, &trouble).await };
    for (name, value) in bare.headers() {
        if name != CONTENT_TYPE {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(ServiceResponse::new(req, answer))
}

/// What is to be said instead of an answer without a page of its own.
pub(super) fn trouble_of(res: &ServiceResponse<BoxBody>) -> Option<Trouble> {
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

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage<'a> {
    l: Lang,
    frame: Frame,
    words: String,
    code: &'a str,
}

/// The PIN page of a form that was sent after the session had locked: it carries what was typed.
#[derive(Template)]
#[template(path = "held.html")]
struct HeldPage<'a> {
    l: Lang,
    frame: Frame,
    name: String,
    path: &'a str,
    typed: &'a Typed,
    wrong: String,
}

impl HeldPage<'_> {
    fn fields(&self) -> impl Iterator<Item = Hidden<'_>> {
        self.typed.own().map(|(name, value)| Hidden { name, value })
    }
}

async fn page(req: &HttpRequest, trouble: &Trouble) -> HttpResponse {
    // A fault may lie in what the frame is made of: then the page goes without it.
    let standing = match trouble {
        Trouble::Broken | Trouble::UnknownHost => None,
        _ => Standing::of(req, Touch::Machine).await.ok(),
    };
    let l = standing::language(req);
    let frame = match &standing {
        Some(standing) => {
            Frame::new(standing, standing.session.as_ref().map_or("", |session| session.csrf.as_str()))
        }
        None => Frame::bare(l, standing::site(req).drill()),
    };
    match (trouble, standing.and_then(|standing| standing.session)) {
        (Trouble::Held { path, typed, wrong }, Some(session)) => {
            let wrong = wrong.as_ref().map(|wrong| l.of(wrong).to_owned()).unwrap_or_default();
            let page = HeldPage { l, frame, name: session.name, path, typed, wrong };
            answer(trouble, page.render())
        }
        _ => trouble_page(l, frame, trouble),
    }
}

fn trouble_page(l: Lang, frame: Frame, trouble: &Trouble) -> HttpResponse {
    let page = TroublePage { l, frame, words: l.of(&trouble.told()).to_owned(), code: trouble.code() };
    answer(trouble, page.render())
}

fn answer(trouble: &Trouble, body: askama::Result<String>) -> HttpResponse {
    HttpResponse::build(trouble.status())
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")))
        .body(body.unwrap_or_default())
}
