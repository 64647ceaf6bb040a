//! What a browser or a program shows to be known holds in one place only: a cookie where it was given, a token at the API.
//!
//! Handlers see the bare token. What goes out carries a proof of the place it is for, what comes in without the right one is
//! not there: a cookie copied to another name, planted by another port or sent as a bearer token opens nothing.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, COOKIE, HeaderMap, HeaderValue, LOCATION, SET_COOKIE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use subtle::ConstantTimeEq as _;

use crate::site::blocking::block;
use crate::site::faults::Says;
use crate::site::passing::passing;
use crate::site::standing;
use crate::words::lang::Lang;
use domain::text::hex;

use super::guard;
use super::own_name::{self, DOOR};
use super::place::Place;

/// How names of cookies begin that hold for one host over TLS (RFC 6265bis §4.1.3.2).
const HOST_ONLY: &str = "__Host-";

/// Letters of a proof: 128 bits.
const PROOF: usize = 32;

/// What proves: none while the keys are not there.
pub type Prover = Box<dyn Fn(&[u8]) -> Option<[u8; 32]> + Send>;

/// The cookies of a site that say who somebody is.
pub struct Names {
    /// Of a session.
    pub session: String,
    /// Of somebody not signed in.
    pub visitor: &'static str,
}

impl Names {
    fn says_who(&self, name: &str) -> bool {
        name == self.session || name == self.visitor
    }
}

/// Adds the proof of a place to a token.
pub fn bind(token: &str, place: &str, prove: impl Fn(&[u8]) -> Option<[u8; 32]>) -> Option<String> {
    let proof = hex::encode(&prove(format!("{place}\0{token}").as_bytes())?);
    Some(format!("{token}~{}", &proof[..PROOF]))
}

/// The token of a value that was bound to this place.
pub fn bare(value: &str, place: &str, prove: impl Fn(&[u8]) -> Option<[u8; 32]>) -> Option<String> {
    let (token, _) = value.rsplit_once('~')?;
    let right = bind(token, place, prove)?;
    bool::from(right.as_bytes().ct_eq(value.as_bytes())).then(|| token.to_owned())
}

/// How a cookie that says who somebody is is called on the wire. Over TLS browsers take one with this beginning only over
/// TLS, from this very host and for all of it: no page in clear and no neighbour's name can plant one.
fn wire_name(name: &str, place: &Place) -> String {
    if place.is_clear() { name.to_owned() } else { format!("{HOST_ONLY}{name}") }
}

/// The name here of a cookie that came; none where one that says who somebody is came under another name than it was given.
fn own_name<'a>(sent: &'a str, names: &Names, place: &Place) -> Option<&'a str> {
    if place.is_clear() {
        return Some(sent);
    }
    match sent.strip_prefix(HOST_ONLY) {
        Some(name) if names.says_who(name) => Some(name),
        _ => (!names.says_who(sent)).then_some(sent),
    }
}

fn place_of_cookie(name: &str, place: &Place) -> String {
    format!("cookie {name} {}", place.host)
}

/// Takes the proofs off what comes in and puts them on what goes out.
pub async fn hold<S: Says>(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (place, passing) = (Place::of(req.request()), passing(req.request()));
    let l = standing::asked_language(req.request()).unwrap_or_default();
    if req.path() == DOOR && place.own().is_some() {
        let mut answer = own_name::enter(&passing, &place, l);
        guard::headers(answer.headers_mut());
        let mut res = req.into_response(answer);
        remember_language(&mut res, l);
        return Ok(res);
    }
    unwrap::<S>(&mut req, &place).await;
    let came = came(req.headers(), &place);
    let posted = req.method() == Method::POST;
    let (typed, leaves) = (own_name::typed(req.request(), &place), req.path() == "/sign-out");
    let (names, l) = (S::names(req.request()), standing::language(req.request()));
    let prover = S::prover(req.request());
    let prove = |name: &str, value: &[u8]| {
        if name == names.session { prover(value) } else { Some(passing.key.proof("visitor", value)) }
    };
    let mut res = next.call(req).await?.map_into_boxed_body();
    if place.has_names_below() {
        let_forms_lead_below(res.headers_mut(), &place);
        if posted && leaves && place.own().is_some() {
            lead_back(res.headers_mut(), &typed, l);
        }
    }
    let given: Vec<String> = cookies(res.headers());
    if given.is_empty() || (place.is_clear() && given.iter().all(|cookie| !is_given(cookie, &names))) {
        return Ok(res);
    }
    let bound = |place: &Place| -> Vec<String> {
        given.iter().filter_map(|cookie| with_proof(cookie, &names, place, prove)).collect()
    };
    let anew = given.iter().any(|cookie| is_given(cookie, &names) && !is_among(cookie, &came));
    let leads = anew && posted && res.status() == StatusCode::SEE_OTHER && place.has_names_below();
    res.headers_mut().remove(SET_COOKIE);
    if leads {
        let next = res.headers().get(LOCATION).and_then(|next| next.to_str().ok()).unwrap_or("/").to_owned();
        let led = own_name::lead(&passing, &place, &typed, l, bound, &next);
        if let Some(address) = led.headers().get(LOCATION) {
            res.headers_mut().insert(LOCATION, address.clone());
        }
        // What opens nothing stays here as well.
        append(res.headers_mut(), given.iter().filter(|cookie| !is_given(cookie, &names)).cloned().collect());
    } else {
        append(res.headers_mut(), bound(&place));
    }
    Ok(res)
}

/// Whoever signs out leaves the name of the session too: the next one finds the name that is printed.
fn lead_back(headers: &mut HeaderMap, typed: &str, l: Lang) {
    let path = headers.get(LOCATION).and_then(|path| path.to_str().ok()).filter(|path| path.starts_with('/'));
    let address =
        path.and_then(|path| HeaderValue::from_str(&format!("http://{typed}{path}?lang={}", l.code())).ok());
    if let Some(address) = address {
        headers.insert(LOCATION, address);
    }
}

/// A form may lead to a name of its own on the same port, and back: browsers ask the policy about that too.
fn let_forms_lead_below(headers: &mut HeaderMap, place: &Place) {
    let port = place.port();
    let own_names =
        format!("form-action 'self' http://*.localhost{port} http://localhost{port} http://127.0.0.1{port}");
    let policy = headers.get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let policy = policy.map(|policy| policy.replace("form-action 'self'", &own_names));
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Cookies that were not given here, to this place, are not there for whoever reads them after this.
async fn unwrap<S: Says>(req: &mut ServiceRequest, place: &Place) {
    let sent: Vec<String> = req
        .headers()
        .get_all(COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';').map(|one| one.trim().to_owned()))
        .collect();
    if sent.is_empty() {
        return;
    }
    let (names, prover, place) = (S::names(req.request()), S::prover(req.request()), place.clone());
    let key = passing(req.request());
    // The station's keys may be busy.
    let known = block(move || {
        let bare_of = |one: &String| -> Option<String> {
            let (name, value) = one.split_once('=')?;
            let name = own_name(name, &names, &place)?;
            let at = place_of_cookie(name, &place);
            let token = if name == names.session {
                bare(value, &at, &prover)?
            } else if name == names.visitor {
                bare(value, &at, |value| Some(key.key.proof("visitor", value)))?
            } else {
                value.to_owned()
            };
            Some(format!("{name}={token}"))
        };
        sent.iter().filter_map(bare_of).collect::<Vec<_>>().join("; ")
    });
    let known = known.await.unwrap_or_default();
    let headers = req.headers_mut();
    headers.remove(COOKIE);
    if let Some(known) = HeaderValue::from_str(&known).ok().filter(|known| !known.is_empty()) {
        headers.insert(COOKIE, known);
    }
}

/// The cookies that came to a name of its own, bare: whoever is given them again, with more time, is at home.
fn came(headers: &HeaderMap, place: &Place) -> Vec<String> {
    let all = headers.get(COOKIE).filter(|_| place.own().is_some()).and_then(|header| header.to_str().ok());
    all.map(|all| all.split("; ").map(str::to_owned).collect()).unwrap_or_default()
}

fn is_among(cookie: &str, came: &[String]) -> bool {
    let bare = cookie.split(';').next().unwrap_or_default();
    came.iter().any(|one| one == bare)
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(SET_COOKIE).filter_map(|cookie| cookie.to_str().ok().map(str::to_owned)).collect()
}

/// Name, value, the rest.
fn parts(cookie: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = cookie.split_once('=')?;
    let end = rest.find(';').unwrap_or(rest.len());
    Some((name, &rest[..end], &rest[end..]))
}

/// Whether an answer gives somebody a cookie that says who they are.
fn is_given(cookie: &str, names: &Names) -> bool {
    parts(cookie).is_some_and(|(name, value, _)| names.says_who(name) && !value.is_empty())
}

/// As it goes out: with the proof of its place, and over TLS for TLS only.
fn with_proof(
    cookie: &str,
    names: &Names,
    place: &Place,
    prove: impl Fn(&str, &[u8]) -> Option<[u8; 32]>,
) -> Option<String> {
    let (name, value, rest) = parts(cookie)?;
    let secure =
        if place.is_clear() || rest.to_ascii_lowercase().contains("; secure") { "" } else { "; Secure" };
    if !names.says_who(name) {
        return Some(format!("{cookie}{secure}"));
    }
    let wire = wire_name(name, place);
    if value.is_empty() {
        return Some(format!("{wire}={rest}{secure}"));
    }
    let bound = bind(value, &place_of_cookie(name, place), |value| prove(name, value))?;
    Some(format!("{wire}={bound}{rest}{secure}"))
}

fn append(headers: &mut HeaderMap, cookies: Vec<String>) {
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

fn remember_language(res: &mut ServiceResponse<BoxBody>, l: Lang) {
    // A cookie that cannot be set leaves the browser's own language.
    let _ = res.response_mut().add_cookie(&guard::language(l));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_given_more_time_is_no_new_one() {
        let at = |host: &str| {
            let req = actix_web::test::TestRequest::get()
                .insert_header(("host", host))
                .insert_header(("cookie", "sid=abc; lang=it"))
                .to_http_request();
            came(req.headers(), &Place::of(&req))
        };
        let own = at(&format!("{}.localhost:8080", "0a".repeat(16)));
        assert!(is_among("sid=abc; Path=/; HttpOnly", &own));
        assert!(!is_among("sid=abcd; Path=/", &own) && !is_among("visitor=abc; Path=/", &own));
        assert!(!is_among("sid=abc; Path=/", &at("localhost:8080")), "it has no name of its own yet");
    }

    #[test]
    fn over_tls_who_somebody_is_goes_out_and_comes_in_for_this_host_alone() {
        let names = Names { session: "sid".to_owned(), visitor: "visitor" };
        let place = |secure| {
            let req = actix_web::test::TestRequest::get().insert_header(("host", "a.example:8443"));
            let hosts = guard::Hosts { names: Vec::new(), proxied: secure };
            Place::of(&req.app_data(actix_web::web::Data::new(hosts)).to_http_request())
        };
        let (clear, tls) = (place(false), place(true));
        let out =
            |cookie: &str, place: &Place| with_proof(cookie, &names, place, |_, _| Some([7; 32])).unwrap();
        let proof = "07".repeat(16);
        assert_eq!(out("sid=t; Path=/", &clear), format!("sid=t~{proof}; Path=/"));
        assert_eq!(out("sid=t; Path=/", &tls), format!("__Host-sid=t~{proof}; Path=/; Secure"));
        assert_eq!(out("sid=; Path=/; Max-Age=0", &tls), "__Host-sid=; Path=/; Max-Age=0; Secure");
        assert_eq!(out("lang=it; Path=/", &tls), "lang=it; Path=/; Secure");
        assert_eq!(out("lang=it; Path=/", &clear), "lang=it; Path=/");
        assert_eq!(own_name("__Host-sid", &names, &tls), Some("sid"));
        assert_eq!(own_name("sid", &names, &tls), None, "planted from a page in clear");
        assert_eq!(own_name("lang", &names, &tls), Some("lang"));
        assert_eq!(own_name("sid", &names, &clear), Some("sid"));
    }

    #[test]
    fn a_token_holds_where_it_was_bound_and_nowhere_else() {
        let prove = |value: &[u8]| {
            Some(<[u8; 32]>::try_from([value, &[0; 32]].concat().get(..32)?).ok()?.map(|b| b ^ 7))
        };
        let cookie = bind("token", "a", prove).unwrap();
        assert_eq!(bare(&cookie, "a", prove).as_deref(), Some("token"));
        assert_eq!(bare(&cookie, "b", prove), None);
        assert_eq!(bare("token", "a", prove), None, "the bare token is no cookie");
        assert_eq!(bare(&format!("x{cookie}"), "a", prove), None);
        assert_eq!(bare(&cookie, "a", |_| None), None);
    }
}
