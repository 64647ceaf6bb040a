//! The way of a browser to a name of its own.
//!
//! Browsers do not part cookies by port: a cookie for `127.0.0.1` goes to every service on this computer. So a session begins
//! on a host name that nobody else knows and that other ports are never asked by. The browser is led there once, within a
//! minute, and finds its cookies behind the door; by then the way is closed.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse};

use crate::site::passing::Passing;
use crate::site::seat::own_path;
use crate::words::lang::Lang;
use domain::text::hex;

use super::place::{self, Place};

/// Where the door is.
pub const DOOR: &str = "/enter";

/// How long it stays open.
const OPEN: Duration = Duration::from_mins(1);

/// The cookie at a name of its own that says under which name the browser came: where signing out leads back to.
const TYPED: &str = "typed";

/// Ways open at once; the oldest closes for a new one.
const MOST: usize = 256;

/// The ways that are open.
#[derive(Default)]
pub struct Entrances(Mutex<VecDeque<Entrance>>);

struct Entrance {
    own: String,
    until: Duration,
    cookies: Vec<String>,
    next: String,
}

/// The name, with its port, that somebody typed who asks at `place`: kept at a name of its own, and one of this computer's. Browsers
/// take no bare address of IPv6 in a policy.
pub fn typed(req: &HttpRequest, place: &Place) -> String {
    let kept = req.cookie(TYPED).map(|kept| kept.value().to_owned()).filter(|_| place.own().is_some());
    let host = kept.unwrap_or_else(|| place.host.clone());
    let name = place::name(&host);
    let named = ["localhost", "127.0.0.1"].into_iter().find(|known| *known == name);
    format!("{}{}", named.unwrap_or("localhost"), place.port())
}

/// Leads a browser that was typed `typed` to a name of its own: there it gets `cookies`, made for that place, and goes on to `next`.
pub fn lead(
    passing: &Passing,
    from: &Place,
    typed: &str,
    l: Lang,
    cookies: impl FnOnce(&Place) -> Vec<String>,
    next: &str,
) -> HttpResponse {
    let own = hex::encode(&passing.random.bytes::<16>());
    let place = from.below(&own);
    let until = passing.clock.monotonic() + OPEN;
    let mut cookies = cookies(&place);
    cookies.push(format!("{TYPED}={typed}; Path=/; HttpOnly; SameSite=Strict"));
    let entrance = Entrance { own, until, cookies, next: own_path(next).to_owned() };
    let mut all = passing.entrances.0.lock().unwrap_or_else(PoisonError::into_inner);
    all.push_back(entrance);
    if all.len() > MOST {
        all.pop_front();
    }
    drop(all);
    let address = format!("http://{}{DOOR}?lang={}", place.host, l.code());
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// What stands behind the door, once: a page and no redirect, because a browser that was led here from another name keeps
/// strict cookies back until it goes on from here by itself.
pub fn enter(passing: &Passing, place: &Place, l: Lang) -> HttpResponse {
    let own = place.own().unwrap_or_default();
    let now = passing.clock.monotonic();
    let mut all = passing.entrances.0.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|entrance| entrance.until > now);
    let found = all.iter().position(|entrance| entrance.own == own).and_then(|at| all.remove(at));
    drop(all);
    let Some(Entrance { cookies, next, .. }) = found else {
        return HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish();
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    for cookie in cookies {
        answer.append_header((SET_COOKIE, cookie));
    }
    answer.body(page(&next, l))
}

fn page(next: &str, l: Lang) -> String {
    let next = next.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let (code, words) = (l.code(), l.t("Proseguire", "Go on"));
    format!(
        "<!doctype html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>Sportello</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"0;url={next}\"></head>\
         <body><main><h1>Sportello</h1><p><a href=\"{next}\">{words}</a></p></main></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use clock::Random;

    #[test]
    fn the_door_opens_once_and_for_its_own_name_only() {
        let passing = Passing::new(&Random::seeded(1));
        let typed =
            Place::of(&TestRequest::get().insert_header(("host", "127.0.0.1:8080")).to_http_request());
        let led = lead(
            &passing,
            &typed,
            "127.0.0.1:8080",
            Lang::En,
            |place| vec![format!("sid=1~{}", place.host)],
            "/entries?a=1&b=2",
        );
        let address = led.headers().get(LOCATION).unwrap().to_str().unwrap().to_owned();
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        assert!(host.ends_with(".localhost:8080") && address.ends_with("/enter?lang=en"), "{address}");
        let at = |host: &str| Place::of(&TestRequest::get().insert_header(("host", host)).to_http_request());
        let other = at("00000000000000000000000000000000.localhost:8080");
        assert!(enter(&passing, &typed, Lang::En).headers().get(SET_COOKIE).is_none());
        assert!(enter(&passing, &other, Lang::En).headers().get(SET_COOKIE).is_none());
        let entered = enter(&passing, &at(&host), Lang::En);
        let given: Vec<_> =
            entered.headers().get_all(SET_COOKIE).map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
        assert_eq!(given[0], format!("sid=1~{host}"));
        assert!(given[1].starts_with("typed=127.0.0.1:8080;"), "{given:?}");
        assert!(enter(&passing, &at(&host), Lang::En).headers().get(SET_COOKIE).is_none(), "once");
        let leaves = |at: &str, kept: &str| {
            let req = TestRequest::get().insert_header(("host", at)).insert_header(("cookie", kept));
            let req = req.to_http_request();
            super::typed(&req, &Place::of(&req))
        };
        assert_eq!(leaves(&host, "typed=127.0.0.1:8080"), "127.0.0.1:8080");
        assert_eq!(leaves(&host, "typed=127.0.0.1:9090"), "127.0.0.1:8080", "never to another port");
        assert_eq!(leaves(&host, "typed=bank.example:8080"), "localhost:8080", "nor to another computer");
        assert_eq!(leaves(&host, ""), "localhost:8080");
        assert_eq!(leaves("127.0.0.1:8080", "typed=localhost"), "127.0.0.1:8080");
        assert!(page("/a?b=\"><script>", Lang::It).contains("/a?b=&quot;>&lt;script>"));
    }
}
