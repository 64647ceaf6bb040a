//! Whoever asks without being signed in: first run, unlocking, sign-in, telephone.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header::LOCATION;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;

use super::blocking::block;
use crate::words::lang::Lang;
use desk::{Counter, Desk, Phase};
use domain::text::hex;

use super::form::Form;
use super::frame::{self, Answer, Frame};
use super::post::{form, same};
use super::standing::{Standing, Touch};
use super::trouble::Trouble;
use super::typed::Typed;

/// Name of the cookie whose value every form of a visitor repeats.
pub const COOKIE: &str = "visitor";

/// Longest body of a visitor's form, in bytes: the first run with all its operators is far below.
const LONGEST: usize = 64 * 1024;

/// A visitor.
pub struct Visitor {
    /// Language.
    pub l: Lang,
    /// Whatever the browser is known by.
    pub standing: Standing,
    token: String,
    fresh: bool,
}

impl FromRequest for Visitor {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::of(&req).await })
    }
}

impl Visitor {
    async fn of(req: &HttpRequest) -> Result<Self, Trouble> {
        let standing = Standing::of(req, Touch::Machine).await?;
        let known =
            req.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).filter(|token| token.len() == 32);
        let fresh = known.is_none();
        let token = known.unwrap_or_else(|| token(&standing));
        Ok(Self { l: standing.l, standing, token, fresh })
    }

    /// What this browser is known by.
    pub fn browser(&self) -> &str {
        &self.token
    }

    /// State of the data folder.
    pub fn phase(&self) -> &Phase {
        &self.standing.phase
    }

    /// The opened desk, or where to go instead.
    pub fn desk(&self) -> Result<Arc<Desk>, Trouble> {
        self.standing.desk()
    }

    /// Calls the counter off the workers; refusals come back for the handler to read.
    pub async fn look<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Counter) -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let counter = Arc::clone(&self.standing.site.counter);
        block(move || call(&counter)).await.map_err(|_| Trouble::Broken)
    }

    /// The frame of a page.
    pub fn frame(&self) -> Frame {
        Frame::new(&self.standing, &self.token)
    }

    /// A page as an answer.
    pub fn show(&self, page: &impl Template) -> Answer {
        self.known(frame::show(page, false))
    }

    /// A page with something to mend (422).
    pub fn mend(&self, page: &impl Template) -> Answer {
        self.known(frame::show(page, true))
    }

    /// Gives a new visitor the cookie.
    fn known(&self, answer: Answer) -> Answer {
        let mut answer = answer?;
        if self.fresh {
            answer.add_cookie(&cookie(&self.token)).map_err(|_| Trouble::Broken)?;
        }
        Ok(answer)
    }

    /// Makes this browser known by something that nobody has seen before, and leads it on: what is made now is for it alone.
    pub fn anew(&mut self, next: &str) -> HttpResponse {
        self.token = token(&self.standing);
        HttpResponse::SeeOther().insert_header((LOCATION, next)).cookie(cookie(&self.token)).finish()
    }
}

fn token(standing: &Standing) -> String {
    hex::encode(&standing.site.random.bytes::<16>())
}

fn cookie(token: &str) -> Cookie<'static> {
    Cookie::build(COOKIE, token.to_owned()).path("/").http_only(true).same_site(SameSite::Strict).finish()
}

/// A form posted by a visitor.
pub struct VisitorPost {
    /// Who.
    pub visitor: Visitor,
    /// What.
    pub typed: Typed,
}

impl FromRequest for VisitorPost {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let visitor = Visitor::of(&req).await?;
            if visitor.fresh {
                return Err(Trouble::Forged);
            }
            let typed = form(&req, payload, LONGEST).await?;
            if !same(typed.get("_csrf"), &visitor.token) {
                return Err(Trouble::Forged);
            }
            Ok(Self { visitor, typed })
        })
    }
}

impl VisitorPost {
    /// The form with what was typed, to find problems in.
    pub fn form(&self) -> Form {
        Form::filled(self.visitor.l, self.typed.clone())
    }
}
