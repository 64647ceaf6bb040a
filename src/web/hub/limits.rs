//! How much one address may ask at a time: a station that sends a long outage is never slowed, a flood is.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests a second one address may send to the contract, and as many twice over at once.
const CONTRACT: u32 = 300;
/// Requests a minute for enrolments: a person stands behind each.
const ENROLMENTS: u32 = 60;

/// The limits, shared by all workers of one instance.
pub struct Limits {
    contract: DefaultKeyedRateLimiter<IpAddr>,
    enrolments: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).expect("limits are above zero");
        Self {
            contract: RateLimiter::keyed(
                Quota::per_second(number(CONTRACT)).allow_burst(number(CONTRACT * 2)),
            ),
            enrolments: RateLimiter::keyed(Quota::per_minute(number(ENROLMENTS))),
        }
    }
}

impl Limits {
    /// Whether one more request of `peer` to `path` is within limits.
    fn allow(&self, path: &str, peer: IpAddr) -> bool {
        if path.starts_with("/api/v1/enrolments") {
            return self.enrolments.check_key(&peer).is_ok();
        }
        !path.starts_with("/api/") || self.contract.check_key(&peer).is_ok()
    }
}

/// Answers 429 with `Retry-After` where an address asks too much. Nothing was done then: asking again is safe.
pub async fn hold(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let peer = req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let limits = req.app_data::<web::Data<Limits>>().expect("the app is built with its limits");
    if limits.allow(req.path(), peer) {
        return Ok(next.call(req).await?.map_into_boxed_body());
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
        // 200 batches of 500 are a hundred thousand entries.
        assert!((0..200).all(|_| limits.allow(path, one)));
        assert!((0..10_000).any(|_| !limits.allow(path, one)));
        assert!(limits.allow(path, other));
        assert!((0..100).any(|_| !limits.allow("/api/v1/enrolments", one)));
        assert!((0..10_000).all(|_| limits.allow("/entries", one)), "pages are for people");
    }
}
