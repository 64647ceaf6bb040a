//! Every form a browser sends ends in a redirect: browsers write the body of a form whose answer they show into their files
//! (session restore). What the answer would have been is kept for whoever sent the form, sealed by a key of this process, in
//! memory, for a quarter of an hour, and shown by the page it leads to.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
    SET_COOKIE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};
use flate2::Compression;

use super::faults::{Says, is_api};
use super::passing::{Passing, passing};
use domain::text::hex;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_mins(15);
/// Answers kept for people not signed in, and the bytes each may have when it is packed.
const VISITORS_MOST: usize = 64;
const VISITORS_BYTES: usize = 8 * 1024;
/// Answers kept for one session, for all, and the bytes each may have when it is packed.
const SESSION_MOST: usize = 16;
const SESSIONS_MOST: usize = 256;
const SESSIONS_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of all of them.
const ALL_BYTES: usize = 24 * 1024 * 1024;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Somebody signed in: what the session is known by, and whether it is locked.
    Session { id: String, locked: bool },
    /// Somebody not signed in.
    Visitor(String),
    /// A browser that was never here.
    Nobody,
}

impl Asks {
    fn is_session(&self) -> bool {
        matches!(self, Self::Session { .. })
    }

    /// Who, whatever state they are in. What is kept for nobody holds nothing that was typed.
    fn owner(&self) -> String {
        match self {
            Self::Session { id, .. } => format!("session {id}"),
            Self::Visitor(id) => format!("visitor {id}"),
            Self::Nobody => String::new(),
        }
    }

    fn is_locked(&self) -> bool {
        matches!(self, Self::Session { locked: true, .. })
    }
}

/// The answers.
#[derive(Default)]
pub struct Keeps(Mutex<VecDeque<Kept>>);

struct Kept {
    id: String,
    owner: String,
    /// Where the form was sent.
    path: String,
    session: bool,
    /// It was the answer to a locked session: the page that asks the PIN.
    pub(crate) locked: bool,
    until: Duration,
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    sealed: Vec<u8>,
}

impl Keeps {
    fn all(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, now: Duration, kept: Kept) {
        let mut all = self.all();
        all.retain(|one| one.until > now);
        let oldest = |all: &VecDeque<Kept>, fits: &dyn Fn(&Kept) -> bool, most: usize| {
            (all.iter().filter(|one| fits(one)).count() >= most).then(|| all.iter().position(fits)).flatten()
        };
        let own = |one: &Kept| one.session && one.owner == kept.owner;
        let of_sessions = |one: &Kept| one.session;
        let of_visitors = |one: &Kept| !one.session;
        let gives_way = if kept.session {
            oldest(&all, &own, SESSION_MOST).or_else(|| oldest(&all, &of_sessions, SESSIONS_MOST))
        } else {
            oldest(&all, &of_visitors, VISITORS_MOST)
        };
        if let Some(at) = gives_way {
            all.remove(at);
        }
        all.push_back(kept);
        while all.iter().map(|one| one.sealed.len()).sum::<usize>() > ALL_BYTES {
            all.pop_front();
        }
    }

    /// Forgets what somebody was answered at an address, and at those above and below it: the form has come to its end. What
    /// was typed elsewhere stays.
    fn done(&self, owner: &str, path: &str) {
        let beside = |one: &str| is_within(one, path) || is_within(path, one);
        self.all().retain(|one| one.owner != owner || !beside(&one.path));
    }

    /// Forgets everything of somebody.
    fn forget(&self, owner: &str) {
        self.all().retain(|one| one.owner != owner);
    }
}

/// Keeps what would be the answer to a form, and leads to it.
pub async fn hold<S: Says>(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if req.method() == Method::GET
        && let Some(id) = asked(req.query_string()).map(str::to_owned)
    {
        let asks = S::asks(req.request()).await;
        if let Some(answer) = show(&passing(req.request()), &id, &asks) {
            return Ok(req.into_response(answer));
        }
        let res = next.call(req).await?.map_into_boxed_body();
        // Nothing else has this address by GET.
        let gone = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND].contains(&res.status());
        return Ok(if gone { leads(res, "/") } else { res });
    }
    if req.method() != Method::POST || !is_sent_by_a_page(&req) {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let leaves = req.path() == "/sign-out";
    let before = if leaves { Some(S::asks(req.request()).await) } else { None };
    let path = req.path().to_owned();
    let res = next.call(req).await?.map_into_boxed_body();
    if let Some(who) = before.filter(|_| res.status() == StatusCode::SEE_OTHER) {
        passing(res.request()).keeps.forget(&who.owner());
    }
    let asks = S::asks(res.request()).await;
    if !is_shown(&res) {
        // A code that is shown once, a wrong word beside it: nobody comes back to them.
        if res.status() == StatusCode::SEE_OTHER {
            passing(res.request()).keeps.done(&asks.owner(), &path);
        }
        return Ok(res);
    }
    let (req, res) = res.into_parts();
    let (head, body) = res.into_parts();
    let most = if asks.is_session() { 4 * SESSIONS_BYTES } else { 32 * VISITORS_BYTES };
    let body = to_bytes_limited(body, most).await.ok().and_then(Result::ok);
    let id = body.and_then(|body| keep(&passing(&req), &asks, &path, head.status(), head.headers(), &body));
    // What is too long to be kept is asked for anew.
    let to = id.map_or_else(|| path.clone(), |id| format!("{path}?kept={id}"));
    let mut answer = HttpResponse::SeeOther().insert_header((LOCATION, to)).finish();
    for cookie in head.headers().get_all(SET_COOKIE) {
        answer.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    Ok(ServiceResponse::new(req, answer))
}

/// Whether an address is another one, or stands below it.
fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The answer that is asked for.
fn asked(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("kept="))
}

/// Whether a form came from a page that is left by it. Programs and scripts keep no history.
fn is_sent_by_a_page(req: &ServiceRequest) -> bool {
    let navigates = req.headers().get("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    navigates && !is_api(req.path()) && !req.path().starts_with("/mock/")
}

/// Whether an answer would be shown in the place of the page: a page, a paper.
fn is_shown(res: &ServiceResponse<BoxBody>) -> bool {
    let text = |name| {
        res.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default()
    };
    let shown = text(CONTENT_TYPE).starts_with("text/html") || text(CONTENT_TYPE) == "application/pdf";
    let saved = text(CONTENT_DISPOSITION).starts_with("attachment");
    shown && !saved && !res.status().is_redirection() && res.status() != StatusCode::MISDIRECTED_REQUEST
}

fn leads(res: ServiceResponse<BoxBody>, to: &'static str) -> ServiceResponse<BoxBody> {
    res.into_response(HttpResponse::SeeOther().insert_header((LOCATION, to)).finish())
}

fn keep(
    passing: &Passing,
    asks: &Asks,
    path: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<String> {
    let id = hex::encode(&passing.random.bytes::<16>());
    let sealed = passing.key.seal(id.as_bytes(), &packed(body)?, &passing.random);
    let most = if asks.is_session() { SESSIONS_BYTES } else { VISITORS_BYTES };
    if sealed.len() > most {
        return None;
    }
    let own = |name: &HeaderName| ![SET_COOKIE, CONTENT_LENGTH, LOCATION].contains(name);
    let headers = headers.iter().filter(|(name, _)| own(name));
    let now = passing.clock.monotonic();
    let kept = Kept {
        id: id.clone(),
        owner: asks.owner(),
        path: path.to_owned(),
        session: asks.is_session(),
        locked: asks.is_locked(),
        until: now + KEPT,
        status,
        headers: headers.map(|(name, value)| (name.clone(), value.clone())).collect(),
        sealed,
    };
    passing.keeps.keep(now, kept);
    Some(id)
}

/// The answer, for the one it was kept for; while their session is locked only what asks the PIN.
fn show(passing: &Passing, id: &str, asks: &Asks) -> Option<HttpResponse> {
    let now = passing.clock.monotonic();
    let all = passing.keeps.all();
    let kept = all.iter().find(|one| one.id == id && one.until > now && one.owner == asks.owner())?;
    if asks.is_locked() && !kept.locked {
        return None;
    }
    let body = unpacked(&passing.key.open(id.as_bytes(), &kept.sealed).ok()?)?;
    let mut answer = HttpResponse::build(kept.status);
    for (name, value) in &kept.headers {
        answer.append_header((name.clone(), value.clone()));
    }
    Some(answer.body(body))
}

fn packed(body: &[u8]) -> Option<Vec<u8>> {
    let mut packing = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
    packing.write_all(body).ok()?;
    packing.finish().ok()
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    flate2::read::DeflateDecoder::new(packed).read_to_end(&mut body).ok()?;
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clock::Random;

    fn kept(passing: &Passing, asks: &Asks, body: &[u8]) -> Option<String> {
        kept_at(passing, asks, "/people", body)
    }

    fn kept_at(passing: &Passing, asks: &Asks, path: &str, body: &[u8]) -> Option<String> {
        keep(passing, asks, path, StatusCode::UNPROCESSABLE_ENTITY, &HeaderMap::new(), body)
    }

    fn anna(locked: bool) -> Asks {
        Asks::Session { id: "anna".to_owned(), locked }
    }

    #[test]
    fn an_answer_is_shown_to_whom_it_was_for_and_not_while_locked() {
        let passing = Passing::new(&Random::seeded(3));
        let id = kept(&passing, &anna(false), b"<p>Verdi").unwrap();
        assert_eq!(show(&passing, &id, &anna(false)).unwrap().status(), 422);
        assert!(show(&passing, &id, &anna(true)).is_none());
        assert!(show(&passing, &id, &Asks::Visitor("anna".to_owned())).is_none());
        assert!(show(&passing, &id, &Asks::Nobody).is_none());
        let asks_the_pin = kept(&passing, &anna(true), b"<p>PIN").unwrap();
        assert!(show(&passing, &asks_the_pin, &anna(true)).is_some());
        assert!(
            passing.keeps.all().iter().all(|one| !one.sealed.windows(5).any(|window| window == b"Verdi"))
        );
        passing.keeps.forget(&anna(false).owner());
        assert!(show(&passing, &id, &anna(false)).is_none(), "gone with the session");
    }

    #[test]
    fn a_form_that_comes_to_its_end_takes_what_was_shown_on_the_way_with_it() {
        let passing = Passing::new(&Random::seeded(3));
        let bruno = Asks::Session { id: "bruno".to_owned(), locked: false };
        let code = kept_at(&passing, &anna(false), "/recovery-code/new", b"1234").unwrap();
        let wrong = kept_at(&passing, &anna(false), "/recovery-code", b"1234").unwrap();
        let elsewhere = kept_at(&passing, &anna(false), "/recovery-codes", b"x").unwrap();
        let of_bruno = kept_at(&passing, &bruno, "/recovery-code", b"1234").unwrap();
        passing.keeps.done(&anna(false).owner(), "/recovery-code");
        assert!(
            show(&passing, &code, &anna(false)).is_none() && show(&passing, &wrong, &anna(false)).is_none()
        );
        assert!(show(&passing, &elsewhere, &anna(false)).is_some());
        assert!(show(&passing, &of_bruno, &bruno).is_some());
        let below = kept_at(&passing, &anna(false), "/drafts/1", b"x").unwrap();
        passing.keeps.done(&anna(false).owner(), "/drafts/1/check");
        assert!(show(&passing, &below, &anna(false)).is_none());
    }

    #[test]
    fn what_visitors_leave_is_few_and_short_and_does_not_push_out_what_sessions_keep() {
        let passing = Passing::new(&Random::seeded(3));
        let of_anna = kept(&passing, &anna(false), b"a").unwrap();
        let first = kept(&passing, &Asks::Nobody, b"x").unwrap();
        for n in 0..VISITORS_MOST {
            assert!(kept(&passing, &Asks::Visitor(n.to_string()), b"x").is_some());
        }
        assert!(show(&passing, &first, &Asks::Nobody).is_none());
        assert!(show(&passing, &of_anna, &anna(false)).is_some());
        assert_eq!(passing.keeps.all().len(), VISITORS_MOST + 1);
        let noise: Vec<u8> = Random::seeded(1).bytes::<9000>().to_vec();
        assert!(kept(&passing, &Asks::Nobody, &noise).is_none());
        for _ in 0..40 {
            assert!(kept(&passing, &anna(false), &noise).is_some());
        }
        assert_eq!(passing.keeps.all().iter().filter(|one| one.session).count(), SESSION_MOST);
    }

    #[test]
    fn an_answer_is_kept_for_a_quarter_of_an_hour() {
        let passing = Passing::new(&Random::seeded(3));
        let id = kept(&passing, &anna(false), b"a").unwrap();
        passing.keeps.all()[0].until = passing.clock.monotonic();
        assert!(show(&passing, &id, &anna(false)).is_none());
    }
}
