//! The JSON API under `/api/v1`.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::ServiceConfig;

use super::trouble::Trouble;

/// Routes of the API.
pub fn routes(_config: &mut ServiceConfig) {}

/// A trouble met before a handler of the API was reached, as `application/problem+json` (RFC 9457).
pub fn problem(trouble: &Trouble) -> HttpResponse {
    let body = serde_json::json!({
        "type": "about:blank",
        "status": trouble.status().as_u16(),
        "title": trouble.status().canonical_reason(),
        "code": trouble.code(),
        "detail": trouble.told().en,
    });
    HttpResponse::build(trouble.status())
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .body(body.to_string())
}
