//! The token a program gives.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::entrance::bound;
use crate::site::standing::site;
use desk::Phase;

/// What tokens of the API are bound to: no cookie is one, and none is a cookie.
pub(crate) const PLACE: &str = "program";

/// The token of `Authorization: Bearer …`, if it was given to a program here.
pub fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let Phase::Open(desk) = site(request).counter.phase() else { return None };
    let token = scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())?;
    bound::bare(token, PLACE, |value| Some(desk.proof(value)))
}
