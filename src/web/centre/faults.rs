//! The pages of the centre that say what went wrong.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::desk::site;
use super::frame::HubFrame;
use super::sign_in::COOKIE as VISITOR;
use crate::counter::trouble_page::answer;
use crate::entrance::bound::{Names, Prover};
use crate::site::blocking::block;
use crate::site::faults::Says;
use crate::site::kept::Asks;
use crate::site::standing;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;

#[derive(Template)]
#[template(path = "centre/trouble.html")]
struct TroublePage<'a> {
    l: Lang,
    frame: HubFrame,
    words: String,
    code: &'a str,
}

/// The centre's own pages.
pub struct AtTheCentre;

impl Says for AtTheCentre {
    fn drill(req: &HttpRequest) -> bool {
        site(req).drill()
    }

    fn names(req: &HttpRequest) -> Names {
        Names { session: site(req).cookie().to_owned(), visitor: VISITOR }
    }

    fn prover(req: &HttpRequest) -> Prover {
        let hub = Arc::clone(&site(req).hub);
        Box::new(move |value| Some(hub.proof(value)))
    }

    async fn asks(req: &HttpRequest) -> Asks {
        let site = site(req);
        let token = req.cookie(site.cookie()).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let hub = Arc::clone(&site.hub);
        let session = block(move || hub.session(&token)).await;
        match (session, req.cookie(VISITOR)) {
            (Ok(Ok(Some(session))), _) => Asks::Session { id: session.csrf, locked: false },
            (_, Some(visitor)) => Asks::Visitor(visitor.value().to_owned()),
            (_, None) => Asks::Nobody,
        }
    }

    fn problem(trouble: &Trouble) -> HttpResponse {
        super::api::problem::of_trouble(trouble)
    }

    fn bare(l: Lang, drill: bool, trouble: &Trouble) -> HttpResponse {
        page(l, drill, "/".into(), trouble)
    }

    async fn page(req: &HttpRequest, trouble: &Trouble) -> HttpResponse {
        page(standing::language(req), Self::drill(req), standing::here(req), trouble)
    }
}

fn page(l: Lang, drill: bool, here: String, trouble: &Trouble) -> HttpResponse {
    let frame = HubFrame::bare(l, drill, here);
    let page = TroublePage { l, frame, words: l.of(&trouble.told()).to_owned(), code: trouble.code() };
    answer(trouble, page.render())
}
