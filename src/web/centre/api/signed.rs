//! A request of a station: read within limits, believed before anything else is done with it; its answer, signed.

use std::io::Read as _;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::centre::desk::site;
use crate::entrance::{body, connections};
use crate::site::blocking::block;
use crate::site::trouble::Trouble;
use centre::intake::receive::LARGEST_BLOB;
use centre::stations::messages::Came;
use centre::{CentreError, Hub};
use domain::centre::exchange::batch::LARGEST_BODY;
use domain::ids::id::StationId;
use trust::message::{Content, DIGEST, SIGNATURE, Signed};

use super::problem;

/// Longest body of a message as sent, in bytes.
const LONGEST: usize = LARGEST_BLOB;

/// A body up to so many bytes is read without asking first who sends it: that would take as long.
const SHORT: usize = 64 * 1024;

/// What a station says, once it is believed.
pub struct Said {
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Said {
    /// The body as what it should be; the words where it is not.
    pub fn read<T: DeserializeOwned>(&self, it: &str, en: &str) -> Result<T, CentreError> {
        serde_json::from_slice(&self.body).map_err(|_| CentreError::field("body", it, en))
    }
}

/// What an operation answers with.
pub struct Reply {
    status: StatusCode,
    body: Vec<u8>,
    media_type: &'static str,
}

impl Reply {
    /// JSON.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("the contract holds only texts, numbers and lists");
        Self { status, body, media_type: "application/json" }
    }

    /// A refusal.
    fn refusal(error: &CentreError) -> Self {
        let (status, body) = problem::of(error);
        Self { status, body, media_type: "application/problem+json" }
    }
}

/// Believes a request about `station`, has it done off the workers, signs the answer.
pub async fn serve(
    req: HttpRequest,
    station: StationId,
    payload: web::Payload,
    limit: usize,
    call: impl FnOnce(&Hub, Said) -> Result<Reply, CentreError> + Send + 'static,
) -> Result<HttpResponse, Trouble> {
    let site = site(&req);
    let (hub, identity) = (Arc::clone(&site.hub), Arc::clone(&site.identity));
    let headers = Headers::of(&req);
    let method = req.method().as_str().to_owned();
    let path = req.uri().path_and_query().map_or_else(|| req.path().to_owned(), ToString::to_string);
    if is_long(&req) {
        let came = (Arc::clone(&hub), Arc::clone(&identity), headers.clone(), method.clone(), path.clone());
        let worth = block(move || {
            let (hub, identity, headers, method, path) = came;
            hub.recognise(&identity, station, &headers.request(&method, &path, &[]))
        });
        if let Err(error) = worth.await.map_err(|_| Trouble::Broken)? {
            return Ok(problem::answer(&error));
        }
    }
    let _turn =
        if is_long(&req) { Some(site.gates.messages.turn_of(&station.to_string()).await?) } else { None };
    let body = body::whole(&req, payload.into_inner(), LONGEST).await?;
    let answered = block(move || {
        let came = headers.request(&method, &path, &body);
        let caller = hub.believe(&identity, station, &came)?;
        let done = plain(&headers, &body, limit).and_then(|body| call(&hub, Said { body }));
        let reply = done.unwrap_or_else(|error| Reply::refusal(&error));
        let content = Content { media_type: Some(reply.media_type), encoding: None, body: &reply.body };
        let signed = hub.sign_answer(&identity, &caller, reply.status.as_u16(), content);
        Ok((reply, signed))
    });
    Ok(match answered.await.map_err(|_| Trouble::Broken)? {
        Ok((reply, signed)) => {
            connections::known(&req);
            answer(reply, signed)
        }
        Err(error) => problem::answer(&error),
    })
}

fn answer(reply: Reply, signed: Option<Signed>) -> HttpResponse {
    let mut answer = HttpResponse::build(reply.status);
    answer.insert_header((CONTENT_TYPE, reply.media_type)).insert_header((CACHE_CONTROL, "no-store"));
    if let Some(signed) = signed {
        answer.insert_header((DIGEST, signed.digest)).insert_header((SIGNATURE, signed.signature));
    }
    answer.body(reply.body)
}

/// Whether a body is so long that it is worth asking first who sends it.
fn is_long(req: &HttpRequest) -> bool {
    match body::length(req) {
        Some(length) => length > SHORT,
        None => req.headers().contains_key(TRANSFER_ENCODING),
    }
}

/// The headers that matter, as sent.
#[derive(Clone)]
pub(super) struct Headers {
    media_type: Option<String>,
    encoding: Option<String>,
    digest: Option<String>,
    signature: Option<String>,
}

impl Headers {
    pub(super) fn of(req: &HttpRequest) -> Self {
        let headers: &HeaderMap = req.headers();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            media_type: text(CONTENT_TYPE.as_str()),
            encoding: text(CONTENT_ENCODING.as_str()),
            digest: text(DIGEST),
            signature: text(SIGNATURE),
        }
    }

    /// The request, if it is signed.
    pub(super) fn came<'a>(&'a self, method: &'a str, path: &'a str, body: &'a [u8]) -> Option<Came<'a>> {
        self.signature.is_some().then(|| self.request(method, path, body))
    }

    fn request<'a>(&'a self, method: &'a str, path: &'a str, body: &'a [u8]) -> Came<'a> {
        let (digest, signature) = (self.digest.as_deref(), self.signature.as_deref());
        Came { method, path, digest, signature, content: self.content(body) }
    }

    fn content<'a>(&'a self, body: &'a [u8]) -> Content<'a> {
        Content { media_type: self.media_type.as_deref(), encoding: self.encoding.as_deref(), body }
    }
}

/// The body decompressed, never beyond `limit`.
fn plain(headers: &Headers, body: &[u8], limit: usize) -> Result<Vec<u8>, CentreError> {
    let too_large = || {
        CentreError::field(
            "body",
            "Il contenuto è più grande di quanto si prende in una volta: mandarne meno.",
            "The content is larger than is taken at once: send less.",
        )
    };
    match headers.encoding.as_deref() {
        None | Some("identity") if body.len() <= limit => Ok(body.to_vec()),
        None | Some("identity") => Err(too_large()),
        Some("gzip") => {
            let most = u64::try_from(limit).unwrap_or(u64::MAX) + 1;
            let mut plain = Vec::new();
            flate2::read::MultiGzDecoder::new(body).take(most).read_to_end(&mut plain).map_err(|_| {
                CentreError::field(
                    "body",
                    "Il contenuto compresso non si legge.",
                    "The compressed content cannot be read.",
                )
            })?;
            if plain.len() > limit { Err(too_large()) } else { Ok(plain) }
        }
        Some(_) => Err(CentreError::field(
            "Content-Encoding",
            "Solo gzip, o nessuna compressione.",
            "Only gzip, or no compression.",
        )),
    }
}

/// Bytes a batch may have: one record of the largest payload always fits.
pub const LARGEST: usize = LARGEST_BODY;
