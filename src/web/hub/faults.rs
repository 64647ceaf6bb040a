//! Refusals, panics and unknown addresses of the centre, as pages for people and problems for programs.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use askama::Template;

use super::desk::site;
use super::frame::HubFrame;
use crate::web::faults::{fenced, is_api, trouble_of};
use crate::web::guard;
use crate::web::lang::Lang;
use crate::web::standing;
use crate::web::trouble::Trouble;

/// Turns a panic of a handler into an internal fault; its message stays out of logs.
pub async fn catch(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (l, drill) = (standing::language(req.request()), site(req.request()).drill());
    let api = is_api(req.path());
    if let Some(answer) = fenced(next.call(req)).await {
        return Ok(answer?.map_into_boxed_body());
    }
    tracing::error!("a handler panicked");
    let trouble = Trouble::Broken;
    let mut page =
        if api { super::api::problem::of_trouble(&trouble) } else { page(l, drill, "/".into(), &trouble) };
    guard::headers(page.headers_mut());
    Err(InternalError::from_response(trouble, page).into())
}

/// Writes the page of a trouble.
pub async fn dress(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let res = next.call(req).await?.map_into_boxed_body();
    let Some(trouble) = trouble_of(&res) else { return Ok(res) };
    let (req, bare) = res.into_parts();
    let mut answer = dressed(&req, &trouble);
    for (name, value) in bare.headers() {
        if name != CONTENT_TYPE {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(ServiceResponse::new(req, answer))
}

fn dressed(req: &HttpRequest, trouble: &Trouble) -> HttpResponse {
    if is_api(req.path()) {
        return super::api::problem::of_trouble(trouble);
    }
    page(standing::language(req), site(req).drill(), standing::here(req), trouble)
}

#[derive(Template)]
#[template(path = "hub/trouble.html")]
struct TroublePage<'a> {
    l: Lang,
    frame: HubFrame,
    words: String,
    code: &'a str,
}

fn page(l: Lang, drill: bool, here: String, trouble: &Trouble) -> HttpResponse {
    let frame = HubFrame::bare(l, drill, here);
    let page = TroublePage { l, frame, words: l.of(&trouble.told()).to_owned(), code: trouble.code() };
    HttpResponse::build(trouble.status())
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")))
        .body(page.render().unwrap_or_default())
}
