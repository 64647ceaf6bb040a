//! A request's head on memory of its own.
//!
//! Lines and headers arrive as views into what was read from the connection, the typed PIN beside them, and the server keeps a
//! head until it needs one again, which may be hours. Copied, it holds nothing but itself.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::middleware::Next;

/// Takes a request's head off the memory it was read into, and answers.
pub async fn hold<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Ok(uri) = req.uri().to_string().parse::<Uri>() {
        req.match_info_mut().get_mut().update(&uri);
        req.head_mut().uri = uri;
    }
    let mut copies = HeaderMap::with_capacity(req.headers().len());
    for (name, value) in req.headers() {
        if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
            copies.append(name.clone(), copy);
        }
    }
    *req.headers_mut() = copies;
    next.call(req).await
}
