//! A signed answer that says something else than the centre holds: what a centre with a fault in its own books would say.

use std::sync::Arc;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::{Error, HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use uuid::Uuid;

use crate::centre::site::HubSite;
use crate::site::blocking::block;
use crate::site::trouble::Trouble;
use centre::stations::messages::Caller;
use domain::centre::exchange::PositionAnswer;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use trust::message::{Content, DIGEST, SIGNATURE};

/// The position with a record at the head that the station never wrote. What is no position stays as it is.
pub async fn position(
    site: &web::Data<HubSite>,
    answer: ServiceResponse<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (req, answer) = answer.into_parts();
    let (head, body) = answer.into_parts();
    let bytes = to_bytes(body).await.map_err(|_| Trouble::Broken)?;
    let asked = asked(&req);
    let (Ok(mut told), Some(request)) = (serde_json::from_slice::<PositionAnswer>(&bytes), asked) else {
        return Ok(ServiceResponse::new(req, head.set_body(BoxBody::new(bytes))));
    };
    let position = told.head.map_or(Position::FIRST, |head| head.position);
    told.head = Some(Anchor { position, chain: ChainHash::new([0xff; 32]) });
    let body = serde_json::to_vec(&told).map_err(|_| Trouble::Broken)?;
    let (site, caller) = (site.clone(), Caller { station: told.station, request });
    let signed = block(move || {
        let content = Content { media_type: Some(JSON), encoding: None, body: &body };
        let signed = site.hub.sign_answer(&Arc::clone(&site.identity), &caller, 200, content);
        signed.map(|signed| (body, signed))
    });
    let (body, signed) = signed.await.ok().flatten().ok_or(Trouble::Broken)?;
    let answer = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(JSON)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((DIGEST, signed.digest))
        .insert_header((SIGNATURE, signed.signature))
        .body(body);
    Ok(ServiceResponse::new(req, answer))
}

const JSON: &str = "application/json";

/// What the request was called (`jti`). The centre has believed its signature already.
fn asked(req: &HttpRequest) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Named {
        jti: Uuid,
    }
    let signature = req.headers().get(SIGNATURE)?.to_str().ok()?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(signature.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Named>(&claims).ok().map(|named| named.jti)
}
