//! Who asks, in what state of the station: read once per request, off the workers.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::blocking::block;
use super::site::Site;
use super::trouble::Trouble;
use crate::entrance::connections;
use crate::words::lang::Lang;
use desk::life::strip::Strip;
use desk::{Desk, Phase, Session};

/// A request's standing.
pub struct Standing {
    /// What every handler is given.
    pub site: web::Data<Site>,
    /// Language of the answer.
    pub l: Lang,
    /// State of the data folder.
    pub phase: Phase,
    /// Who is signed in, if anyone.
    pub session: Option<Session>,
    /// The session's token, if the browser sent one.
    pub token: String,
    /// The strip, where the station is open.
    pub strip: Option<Strip>,
    /// Path and query of the request, without a choice of language.
    pub here: String,
    /// Whether something that was typed there and not sent is kept for the operator.
    pub unsent: bool,
}

/// Whether reading the session counts as activity of its operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// A person did something.
    Person,
    /// The page refreshed itself.
    Machine,
}

impl Standing {
    /// Reads the standing of a request.
    pub async fn of(req: &HttpRequest, touch: Touch) -> Result<Self, Trouble> {
        let site = site(req);
        let token =
            req.cookie(site.session_cookie()).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let (known, asked, page) = (site.clone(), token.clone(), here(req));
        let (phase, session, strip, unsent) = block(move || {
            let phase = known.counter.phase();
            let Phase::Open(desk) = &phase else { return (phase, None, None, false) };
            let session = match touch {
                _ if asked.is_empty() => None,
                Touch::Person => desk.session(&asked),
                Touch::Machine => desk.peek_session(&asked),
            };
            let unsent = session.as_ref().is_some_and(|who| desk.has_unsent(who, &page));
            let strip = Some(desk.strip());
            (phase, session, strip, unsent)
        })
        .await
        .map_err(|_| Trouble::Broken)?;
        if session.is_some() {
            connections::known(req);
        }
        Ok(Self { site, l: language(req), phase, session, token, strip, here: here(req), unsent })
    }

    /// The opened desk, or where to go instead.
    pub fn desk(&self) -> Result<Arc<Desk>, Trouble> {
        match &self.phase {
            Phase::Open(desk) => Ok(Arc::clone(desk)),
            Phase::Empty | Phase::SettingUp => Err(Trouble::go("/setup")),
            Phase::Locked => Err(Trouble::go("/unlock")),
            Phase::Opening(made) => Err(Trouble::Opening(*made)),
            Phase::Damaged(_) => Err(Trouble::go("/damaged")),
        }
    }
}

/// The shared state; `routes::app` puts it there.
pub fn site(req: &HttpRequest) -> web::Data<Site> {
    req.app_data::<web::Data<Site>>().cloned().expect("the app is built with its site")
}

/// The language of the answer: asked for in the address, remembered, or the browser's.
pub fn language(req: &HttpRequest) -> Lang {
    chosen(req).unwrap_or_else(|| {
        let header = req.headers().get("accept-language").and_then(|value| value.to_str().ok());
        Lang::accepted(header.unwrap_or_default())
    })
}

fn chosen(req: &HttpRequest) -> Option<Lang> {
    asked_language(req).or_else(|| Lang::parse(req.cookie("lang")?.value()))
}

/// The language asked for in the address (`?lang=en`).
pub fn asked_language(req: &HttpRequest) -> Option<Lang> {
    req.query_string().split('&').find_map(|pair| Lang::parse(pair.strip_prefix("lang=")?))
}

/// Path and query of a request, without a choice of language.
pub fn here(req: &HttpRequest) -> String {
    let query: Vec<&str> =
        req.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    // `//elsewhere/…` in a link would lead to another host.
    let path = req.path().trim_start_matches(['/', '\\']);
    match query.as_slice() {
        [] => format!("/{path}"),
        query => format!("/{path}?{}", query.join("&")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_way_back_never_leads_off_this_host() {
        for (asked, back) in [
            ("//elsewhere.example/x?lang=en&y=1", "/elsewhere.example/x?y=1"),
            ("///elsewhere.example", "/elsewhere.example"),
            ("/\\\\elsewhere.example", "/elsewhere.example"),
            ("/", "/"),
            ("/entries?day=22/11/2026", "/entries?day=22/11/2026"),
        ] {
            let uri = asked.replace('\\', "%5C");
            let back_now = here(&TestRequest::with_uri(&uri).to_http_request());
            assert!(!back_now.starts_with("//") && !back_now.contains('\\'), "{asked}: {back_now}");
            if !asked.contains('\\') {
                assert_eq!(back_now, back, "{asked}");
            }
        }
    }
}
