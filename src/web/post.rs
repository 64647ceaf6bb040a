//! A posted form of a signed-in operator: read, bounded, and proven to come from a page of this session.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::REFERER;
use actix_web::{FromRequest, HttpRequest, web};
use subtle::ConstantTimeEq;

use super::form::Form;
use super::seat::{Seat, encode, own_path};
use super::standing::{Standing, Touch};
use super::station::lock::keep_unsent;
use super::trouble::Trouble;
use super::typed::Typed;
use crate::desk::SessionState;

/// Longest body of a form, in bytes.
pub const LONGEST_FORM: usize = 256 * 1024;

/// A posted form and who posted it.
pub struct Post {
    /// Who.
    pub seat: Seat,
    /// What.
    pub typed: Typed,
}

impl FromRequest for Post {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, body) = (req.clone(), web::Bytes::from_request(req, payload));
        Box::pin(async move {
            let typed = read(body.await)?;
            seated(&req, typed).await
        })
    }
}

/// Who sent this form, if it comes from a page of their session.
pub(super) async fn seated(req: &HttpRequest, typed: Typed) -> Result<Post, Trouble> {
    let standing = Standing::of(req, Touch::Person).await?;
    if standing.session.is_none() && !standing.token.is_empty() {
        return Err(ended(req, &standing, &typed).await);
    }
    let seat = Seat::taken(standing)?;
    if !same(typed.get("_csrf"), &seat.who.csrf) {
        return Err(Trouble::Forged);
    }
    match seat.who.state {
        SessionState::Active => Ok(Post { seat, typed }),
        // Whoever finds a locked counter may let somebody else in.
        SessionState::Locked if req.path() == "/sign-out" => Ok(Post { seat, typed }),
        SessionState::Locked => {
            Err(Trouble::Held { path: req.path().to_owned(), typed: Box::new(typed), wrong: None })
        }
        SessionState::MustChangePin if req.path() == "/change-pin" => Ok(Post { seat, typed }),
        SessionState::MustChangePin => Err(Trouble::go("/change-pin")),
    }
}

/// The session was ended, by somebody else or with the shift: what was typed waits on its page until its operator is back.
async fn ended(req: &HttpRequest, standing: &Standing, typed: &Typed) -> Trouble {
    let referer = req.headers().get(REFERER).and_then(|value| value.to_str().ok());
    let page = referer.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split_once('/'));
    let page = page.map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"));
    let page = own_path(&page).to_owned();
    let there = Trouble::go(format!("/sign-in?next={}", encode(&page)));
    match keep_unsent(standing, typed, page).await {
        Err(Trouble::Go(elsewhere)) => Trouble::Go(elsewhere),
        _ => there,
    }
}

impl Post {
    /// The form with what was typed, to find problems in.
    pub fn form(&self) -> Form {
        Form::filled(self.seat.l, self.typed.clone())
    }
}

/// Whether a form's token is the session's, in a time that tells nothing.
pub(super) fn same(sent: &str, kept: &str) -> bool {
    !kept.is_empty() && bool::from(sent.as_bytes().ct_eq(kept.as_bytes()))
}

/// Reads a body as a form.
pub(super) fn read(body: Result<web::Bytes, actix_web::Error>) -> Result<Typed, Trouble> {
    let body = body.map_err(|error| match error.as_response_error().status_code().as_u16() {
        413 => Trouble::TooLarge,
        _ => Trouble::Unreadable,
    })?;
    Ok(Typed::parse(&body))
}
