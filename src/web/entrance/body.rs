//! A body read whole into memory, within a limit. Whoever calls has asked first who sends it: until then nothing is read.

use std::future::poll_fn;
use std::pin::Pin;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use futures_core::Stream as _;

use crate::site::trouble::Trouble;

/// Reads a body of at most `most` bytes.
pub async fn whole(req: &HttpRequest, mut payload: Payload, most: usize) -> Result<Vec<u8>, Trouble> {
    let told = length(req).unwrap_or_default();
    if told > most {
        return Err(Trouble::TooLarge);
    }
    let mut body = Vec::with_capacity(told);
    while let Some(bytes) = poll_fn(|cx| Pin::new(&mut payload).poll_next(cx)).await {
        let bytes = bytes.map_err(|error| match error {
            PayloadError::Overflow => Trouble::TooLarge,
            _ => Trouble::Unreadable,
        })?;
        if body.len() + bytes.len() > most {
            return Err(Trouble::TooLarge);
        }
        body.extend_from_slice(&bytes);
    }
    Ok(body)
}

/// How long the body is said to be; none where nothing is said.
pub fn length(req: &HttpRequest) -> Option<usize> {
    req.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
