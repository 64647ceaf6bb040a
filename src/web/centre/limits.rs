//! How much one address may ask at a time: a station that sends a long outage is never slowed, a flood is.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests a second one address may send to the contract, and as many twice over at once.
const CONTRACT: u32 = 300;
/// Requests a minute for enrolments: a person stands behind each.
const ENROLMENTS: u32 = 60;

/// The limits, shared by all workers of one instance.
pub struct Limits {
    contract: Limiter,
    enrolments: Limiter,
}

type Limiter = DefaultKeyedRateLimiter<IpAddr, StateInformationMiddleware>;

/// What became of a request before it was looked at.
enum Counted {
    /// A page: it is for people, and not counted.
    Not,
    /// Within limits; so many are left.
    Within(StateSnapshot),
    /// Too much.
    Beyond,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).expect("limits are above zero");
        Self {
            contract: RateLimiter::keyed(
                Quota::per_second(number(CONTRACT)).allow_burst(number(CONTRACT * 2)),
            )
            .with_middleware(),
            enrolments: RateLimiter::keyed(Quota::per_minute(number(ENROLMENTS))).with_middleware(),
        }
    }
}

impl Limits {
    /// Counts one more request of `peer` to `path`.
    fn count(&self, path: &str, peer: IpAddr) -> Counted {
        let limiter = match path {
            _ if path.starts_with("/api/v1/enrolments") => &self.enrolments,
            _ if path.starts_with("/api/") => &self.contract,
            _ => return Counted::Not,
        };
        limiter.check_key(&peer).map_or(Counted::Beyond, Counted::Within)
    }
}

/// Says how many requests are left (draft-ietf-httpapi-ratelimit-headers, as the Italian guidelines ask).
fn tell(headers: &mut HeaderMap, left: &StateSnapshot) {
    let (quota, remaining) = (left.quota(), left.remaining_burst_capacity());
    let most = quota.burst_size().get();
    let reset = quota.replenish_interval().saturating_mul(most.saturating_sub(remaining));
    let seconds = reset.as_secs() + u64::from(reset.subsec_nanos() > 0);
    for (name, value) in [
        ("ratelimit-limit", u64::from(most)),
        ("ratelimit-remaining", u64::from(remaining)),
        ("ratelimit-reset", seconds),
    ] {
        headers.insert(HeaderName::from_static(name), value.into());
    }
}

/// Answers 429 with `Retry-After` where an address asks too much. Nothing was done then: asking again is safe.
pub async fn hold(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let peer = req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let limits = req.app_data::<web::Data<Limits>>().expect("the app is built with its limits");
    match limits.count(req.path(), peer) {
        Counted::Not => return Ok(next.call(req).await?.map_into_boxed_body()),
        Counted::Within(left) => {
            let mut answered = next.call(req).await?.map_into_boxed_body();
            tell(answered.headers_mut(), &left);
            return Ok(answered);
        }
        Counted::Beyond => {}
    }
    let body = serde_json::json!({
        "type": "urn:problem-type:sportello:too-many-requests",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Troppe richieste in poco tempo: riprovare fra un secondo. / Too many requests at once: try again in a second.",
        "code": "too-many-requests",
        "retry_helps": true,
    });
    let answer = HttpResponse::build(StatusCode::TOO_MANY_REQUESTS)
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((RETRY_AFTER, "1"))
        .body(body.to_string());
    Ok(req.into_response(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_held_a_long_outage_is_not_and_addresses_do_not_share() {
        let limits = Limits::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let path = "/api/v1/stations/x/records";
        let allow = |path: &str, peer| !matches!(limits.count(path, peer), Counted::Beyond);
        // 200 batches of 500 are a hundred thousand entries.
        assert!((0..200).all(|_| allow(path, one)));
        assert!((0..10_000).any(|_| !allow(path, one)));
        assert!(allow(path, other));
        assert!((0..100).any(|_| !allow("/api/v1/enrolments", one)));
        assert!((0..10_000).all(|_| allow("/entries", one)), "pages are for people");
    }

    #[test]
    fn an_answer_says_how_many_requests_are_left() {
        let limits = Limits::default();
        let peer = IpAddr::from([10, 0, 0, 1]);
        let Counted::Within(left) = limits.count("/api/v1/enrolments", peer) else { panic!("the first one") };
        let mut headers = HeaderMap::new();
        tell(&mut headers, &left);
        let told = |name| headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(told("ratelimit-limit"), "60");
        assert_eq!(told("ratelimit-remaining"), "59");
        assert_eq!(told("ratelimit-reset"), "1");
    }
}
