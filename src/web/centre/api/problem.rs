//! Refusals and failures of the contract, `application/problem+json` (RFC 9457).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use serde::Serialize;

use crate::site::trouble::Trouble;
use centre::CentreError;
use domain::ids::anchor::Anchor;
use domain::text::bilingual::Bilingual;

/// A refusal or a failure. It never repeats a value that was sent.
#[derive(Clone, Debug, Serialize)]
struct Details {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    code: String,
    retry_helps: bool,
    /// Where the centre stands, for gaps and forks: an anchor, or `null` at the beginning.
    #[serde(skip_serializing_if = "Expects::is_unsaid")]
    expects: Expects,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

/// Where the centre stands, where that is to be said.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
enum Expects {
    /// Not said.
    Unsaid,
    /// At this record, or at the beginning.
    At(Option<Anchor>),
}

impl Expects {
    fn of(error: &CentreError) -> Self {
        match error {
            CentreError::Gap { expects } | CentreError::Fork { expects } => Self::At(*expects),
            _ => Self::Unsaid,
        }
    }

    fn is_unsaid(&self) -> bool {
        matches!(self, Self::Unsaid)
    }
}

/// Status and body of a refusal.
pub fn of(error: &CentreError) -> (StatusCode, Vec<u8>) {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status.is_server_error() {
        tracing::error!(code = error.code(), %error, source = ?std::error::Error::source(error), "a request failed");
    }
    let field = match error {
        CentreError::Field { field, .. } => Some(*field),
        CentreError::Fields(problems) => problems.first().map(|(field, _)| *field),
        _ => None,
    };
    let body = body(status, error.code(), &error.told(), error.retry_helps(), Expects::of(error), field);
    (status, body)
}

/// The refusal as an answer nobody signs: the caller is not known.
pub fn answer(error: &CentreError) -> HttpResponse {
    let (status, body) = of(error);
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .insert_header((CACHE_CONTROL, "no-store"));
    if let CentreError::WrongSecret { wait_s } | CentreError::TooManyAsk { wait_s } = error {
        answer.insert_header((RETRY_AFTER, wait_s.to_string()));
    } else if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.insert_header((RETRY_AFTER, "5"));
    }
    answer.body(body)
}

/// What is answered to a request no operation took.
pub fn of_trouble(trouble: &Trouble) -> HttpResponse {
    let retry_helps = matches!(trouble, Trouble::Busy | Trouble::TooSlow);
    let body = body(trouble.status(), trouble.code(), &trouble.told(), retry_helps, Expects::Unsaid, None);
    HttpResponse::build(trouble.status())
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

fn body(
    status: StatusCode,
    code: &str,
    told: &Bilingual,
    retry_helps: bool,
    expects: Expects,
    field: Option<&'static str>,
) -> Vec<u8> {
    let details = Details {
        kind: format!("urn:problem-type:sportello:{code}"),
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        detail: format!("{} / {}", told.it, told.en),
        code: code.to_owned(),
        retry_helps,
        expects,
        field,
    };
    serde_json::to_vec(&details).expect("a problem holds only texts and numbers")
}
