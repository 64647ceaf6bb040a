//! Where a PIN is typed, as a request tells it: its address, and what the browser keeps of who signed in on it before.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use super::bearer::bearer;
use super::standing::site;
use desk::{Desk, Door};
use domain::ids::id::OperatorId;

/// The door of a browser's request.
pub fn of(req: &HttpRequest) -> Door {
    let value = |name: &str| req.cookie(name).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let site = site(req);
    Door { source: source(req), marks: value(&mark_cookie(req)), token: value(site.session_cookie()) }
}

/// The door of a program's request: the bearer token it has or had, and the mark it was given.
pub fn of_program(req: &HttpRequest, mark: Option<String>) -> Door {
    Door { source: source(req), marks: mark.unwrap_or_default(), token: bearer(req).unwrap_or_default() }
}

fn source(req: &HttpRequest) -> Option<std::net::IpAddr> {
    req.peer_addr().map(|peer| peer.ip().to_canonical())
}

fn mark_cookie(req: &HttpRequest) -> String {
    format!("known-{}", site(req).session_cookie())
}

/// What the browser keeps of somebody who has just signed in. It opens nothing.
pub fn mark(req: &HttpRequest, desk: &Desk, operator: OperatorId) -> Cookie<'static> {
    Cookie::build(mark_cookie(req), desk.mark(&of(req), operator))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(90))
        .finish()
}
