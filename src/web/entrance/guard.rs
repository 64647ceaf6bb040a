//! What stands before every handler: known host, no request forged by another site, security headers, no storing.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, ResponseError};

use crate::site::faults::{self, Says};
use crate::site::trouble::Trouble;
use crate::site::{kept, log, standing};
use crate::words::lang::Lang;

use super::{apart, bound, pace, place};

const CSP: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// The same, but pages of this site may frame it: the preview of a paper.
const CSP_PDF: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'";

/// Under which names a site is reached.
pub struct Hosts {
    /// Host names that are answered besides the loopback names: lower case, without port.
    pub names: Vec<String>,
    /// Whether a proxy in front speaks TLS to browsers under these names.
    pub proxied: bool,
}

/// A site with everything that stands before its handlers, whichever site it is.
pub fn behind_the_guards<S, T, B>(
    app: App<T>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
>
where
    S: Says,
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    app.default_service(web::to(|| async { Err::<&str, Trouble>(Trouble::NoSuchPage) }))
        .wrap(from_fn(pace::hold))
        .wrap(from_fn(refuse))
        .wrap(from_fn(faults::dress::<S>))
        .wrap(from_fn(kept::hold::<S>))
        .wrap(from_fn(harden))
        .wrap(from_fn(faults::catch::<S>))
        .wrap(from_fn(bound::hold::<S>))
        .wrap(from_fn(log::log))
        .wrap(from_fn(apart::hold))
}

/// Refuses what must not reach a handler.
pub async fn refuse(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let hosts = req.app_data::<Data<Hosts>>().expect("the app is built with its host names");
    let trouble = if !host_is_ours(req.headers(), hosts) {
        Some(Trouble::UnknownHost)
    } else if !origin_is_ours(req.method(), req.headers()) {
        Some(Trouble::Forged)
    } else {
        None
    };
    match trouble {
        Some(trouble) => Ok(req.into_response(trouble.error_response())),
        None => Ok(next.call(req).await?.map_into_boxed_body()),
    }
}

/// Adds the headers every answer carries, and remembers a language asked for in the address.
pub async fn harden(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = standing::asked_language(req.request());
    let mut res = next.call(req).await?.map_into_boxed_body();
    if let Some(lang) = asked {
        let _ = res.response_mut().add_cookie(&language(lang));
    }
    headers(res.headers_mut());
    Ok(res)
}

/// The cookie that remembers a language.
pub fn language(lang: Lang) -> Cookie<'static> {
    Cookie::build("lang", lang.code())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(365))
        .finish()
}

/// The headers every answer carries.
pub fn headers(headers: &mut HeaderMap) {
    let pdf = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, if pdf { CSP_PDF } else { CSP }),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A page of another site must not reach this one under a name it chose (DNS rebinding).
fn host_is_ours(headers: &HeaderMap, hosts: &Hosts) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    known_host(host, &hosts.names)
}

fn known_host(host: &str, configured: &[String]) -> bool {
    let host = host.to_ascii_lowercase();
    let name = place::name(&host);
    place::is_loopback(name) || place::is_own(name) || configured.iter().any(|known| known == name)
}

/// A changing request must come from a page of this site. Programs send neither header; a browser sends at least one.
fn origin_is_ours(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site != "same-origin") {
        return false;
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
        }
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_station_are_answered() {
        let configured = ["sportello3.comune.example".to_owned()];
        for host in [
            "127.0.0.1:8080",
            "localhost",
            "LOCALHOST:1",
            "[::1]:8080",
            "Sportello3.comune.example:80",
            "0123456789abcdef0123456789abcdef.localhost:8080",
        ] {
            assert!(known_host(host, &configured), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "a.localhost:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example:8080",
            "[::2]:80",
        ] {
            assert!(!known_host(host, &configured), "{host}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let of = |pairs: &[(&'static str, &str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
            }
            map
        };
        let host = ("host", "127.0.0.1:8080");
        let own = of(&[host, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]);
        assert!(origin_is_ours(&Method::POST, &own));
        assert!(origin_is_ours(&Method::POST, &of(&[host])));
        for forged in [
            of(&[host, ("origin", "http://evil.example")]),
            of(&[host, ("origin", "null")]),
            of(&[host, ("origin", "http://127.0.0.1:9090")]),
            of(&[host, ("sec-fetch-site", "cross-site")]),
            of(&[host, ("sec-fetch-site", "same-site")]),
        ] {
            assert!(!origin_is_ours(&Method::POST, &forged));
            assert!(origin_is_ours(&Method::GET, &forged));
        }
    }
}
