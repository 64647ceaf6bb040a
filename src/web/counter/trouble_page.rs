//! The pages of the counter that say what went wrong.

use std::sync::Arc;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::entrance::bound::{Names, Prover};
use crate::site::faults::Says;
use crate::site::field::Hidden;
use crate::site::frame::Frame;
use crate::site::kept::Asks;
use crate::site::standing::{self, Standing, Touch};
use crate::site::trouble::Trouble;
use crate::site::typed::{self, Typed};
use crate::site::visitor;
use crate::words::lang::Lang;
use desk::{Phase, SessionState};

#[derive(Template)]
#[template(path = "counter/trouble.html")]
struct TroublePage<'a> {
    l: Lang,
    frame: Frame,
    words: String,
    code: &'a str,
}

/// The PIN page of a form that was sent after the session had locked: it carries what was typed.
#[derive(Template)]
#[template(path = "counter/held.html")]
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
        carried(self.path, self.typed)
    }
}

/// What was typed in a form for `path`, to be carried by another. A secret is typed anew.
pub(crate) fn carried<'a>(path: &str, typed: &'a Typed) -> impl Iterator<Item = Hidden<'a>> {
    let recovery = path.starts_with("/station/recovery-code");
    let is_secret = move |name: &str| typed::is_secret(name) || (recovery && name == "code");
    let own = typed.own().filter(move |(name, _)| !is_secret(name));
    own.map(|(name, value)| Hidden { name, value })
}

/// The counter's own pages.
pub struct AtTheCounter;

impl Says for AtTheCounter {
    fn drill(req: &HttpRequest) -> bool {
        standing::site(req).drill()
    }

    fn names(req: &HttpRequest) -> Names {
        Names { session: standing::site(req).session_cookie().to_owned(), visitor: visitor::COOKIE }
    }

    fn prover(req: &HttpRequest) -> Prover {
        let counter = Arc::clone(&standing::site(req).counter);
        Box::new(move |value| match counter.phase() {
            Phase::Open(desk) => Some(desk.proof(value)),
            _ => None,
        })
    }

    async fn asks(req: &HttpRequest) -> Asks {
        // Whoever sends a form or comes back to its answer is there.
        let session = match Standing::of(req, Touch::Person).await {
            Ok(standing) => standing.session.map(|session| (standing.token, session.state)),
            Err(_) => None,
        };
        match (session, req.cookie(visitor::COOKIE)) {
            (Some((id, state)), _) => Asks::Session { id, locked: state == SessionState::Locked },
            (None, Some(visitor)) => Asks::Visitor(visitor.value().to_owned()),
            (None, None) => Asks::Nobody,
        }
    }

    fn problem(trouble: &Trouble) -> HttpResponse {
        crate::api::problem(trouble)
    }

    fn bare(l: Lang, drill: bool, trouble: &Trouble) -> HttpResponse {
        trouble_page(l, Frame::bare(l, drill), trouble)
    }

    async fn page(req: &HttpRequest, trouble: &Trouble) -> HttpResponse {
        page(req, trouble).await
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

/// A trouble's page as an answer.
pub(crate) fn answer(trouble: &Trouble, body: askama::Result<String>) -> HttpResponse {
    HttpResponse::build(trouble.status())
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")))
        .body(body.unwrap_or_default())
}
