//! One line of log a request: method, the route's pattern, status, milliseconds. Never the address as sent: it may hold
//! what a person typed.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use clock::Clock;

/// Logs a request.
pub async fn log(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let clock = Clock::system();
    let started = clock.monotonic();
    let method = req.method().clone();
    let res = next.call(req).await?.map_into_boxed_body();
    let route = res.request().match_pattern();
    let route = route.as_deref().unwrap_or("-");
    let status = res.status().as_u16();
    let ms = clock.monotonic().saturating_sub(started).as_millis();
    if status >= 500 {
        tracing::error!(%method, route, status, ms, "request failed");
    } else {
        tracing::debug!(%method, route, status, ms, "request");
    }
    Ok(res)
}
