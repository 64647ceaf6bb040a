//! A posted form of a signed-in operator: read, bounded, and proven to come from a page of this session.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::body;
use super::form::Form;
use super::seat::Seat;
use super::standing::{Standing, Touch};
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
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let seat = sitting(&req).await?;
            let typed = form(&req, payload, LONGEST_FORM).await?;
            seated(&req, seat, typed)
        })
    }
}

/// Whose session a form that is still to be read says it is of.
pub(super) async fn sitting(req: &HttpRequest) -> Result<Seat, Trouble> {
    Seat::taken(Standing::of(req, Touch::Person).await?)
}

/// The form, if it comes from a page of the session.
pub(super) fn seated(req: &HttpRequest, seat: Seat, typed: Typed) -> Result<Post, Trouble> {
    if !same(typed.get("_csrf"), &seat.who.csrf) {
        return Err(Trouble::Forged);
    }
    match seat.who.state {
        SessionState::Active => Ok(Post { seat, typed }),
        SessionState::Locked => {
            Err(Trouble::Held { path: req.path().to_owned(), typed: Box::new(typed), wrong: None })
        }
        SessionState::MustChangePin if req.path() == "/change-pin" => Ok(Post { seat, typed }),
        SessionState::MustChangePin => Err(Trouble::go("/change-pin")),
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

/// Reads a body as a form, once it is known who sends it.
pub(super) async fn form(req: &HttpRequest, payload: Payload, most: usize) -> Result<Typed, Trouble> {
    // What was typed may be a secret: it is not left behind in memory.
    let body = Zeroizing::new(body::whole(req, payload, most).await?);
    Ok(Typed::parse(&body))
}
