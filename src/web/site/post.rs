//! A posted form of a signed-in operator: read, bounded, and proven to come from a page of this session.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::REFERER;
use actix_web::{FromRequest, HttpRequest};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::form::Form;
use super::seat::{Seat, encode, own_path};
use super::standing::{Standing, Touch};
use super::trouble::Trouble;
use super::typed::Typed;
use super::unsent::{keep_unsent, takes_unsent};
use crate::entrance::body;
use desk::SessionState;

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
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let sender = sender(&req).await?;
            let typed = form(&req, payload, LONGEST_FORM).await?;
            match sender {
                Sender::Seated(seat) => seated(&req, *seat, typed),
                Sender::Ended(standing) => Err(ended(&req, &standing, &typed).await),
            }
        })
    }
}

/// Whose session a form that is still to be read says it is of.
pub(super) enum Sender {
    /// Somebody's who sits here.
    Seated(Box<Seat>),
    /// One that was ended, by somebody else or with the shift.
    Ended(Box<Standing>),
}

/// Looks at the session before anything of the form is read.
pub(super) async fn sender(req: &HttpRequest) -> Result<Sender, Trouble> {
    let standing = Standing::of(req, Touch::Person).await?;
    if standing.session.is_some() || standing.token.is_empty() {
        return Ok(Sender::Seated(Box::new(Seat::taken(standing)?)));
    }
    if takes_unsent(&standing)? { Ok(Sender::Ended(Box::new(standing))) } else { Err(sign_in(&before(req))) }
}

/// The form, if it comes from a page of the session.
pub(super) fn seated(req: &HttpRequest, seat: Seat, typed: Typed) -> Result<Post, Trouble> {
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
pub(super) async fn ended(req: &HttpRequest, standing: &Standing, typed: &Typed) -> Trouble {
    let page = before(req);
    let there = sign_in(&page);
    match keep_unsent(standing, typed, page).await {
        Err(Trouble::Go(elsewhere)) => Trouble::Go(elsewhere),
        _ => there,
    }
}

/// The page that a form was sent from.
fn before(req: &HttpRequest) -> String {
    let referer = req.headers().get(REFERER).and_then(|value| value.to_str().ok());
    let page = referer.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split_once('/'));
    let page = page.map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"));
    own_path(&page).to_owned()
}

fn sign_in(page: &str) -> Trouble {
    Trouble::go(format!("/sign-in?next={}", encode(page)))
}

impl Post {
    /// The form with what was typed, to find problems in.
    pub fn form(&self) -> Form {
        Form::filled(self.seat.l, self.typed.clone())
    }
}

/// Whether a form's token is the session's, in a time that tells nothing.
pub(crate) fn same(sent: &str, kept: &str) -> bool {
    !kept.is_empty() && bool::from(sent.as_bytes().ct_eq(kept.as_bytes()))
}

/// Reads a body as a form, once it is known who sends it.
pub(crate) async fn form(req: &HttpRequest, payload: Payload, most: usize) -> Result<Typed, Trouble> {
    // What was typed may be a secret: it is not left behind in memory.
    let body = Zeroizing::new(body::whole(req, payload, most).await?);
    Ok(Typed::parse(&body))
}
